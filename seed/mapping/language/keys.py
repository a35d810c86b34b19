"""What a key of a profile is: where it may stand, what it holds, what it means."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a key holds, in the words of a fault."""

    TEXT = "text"
    TEXTS = "text or a list of texts"
    NUMBER = "a number"
    COUNT = "a whole number"
    COUNTS = "a whole number or a list of rising ones"
    YES = "true or false"
    DAY = "a date such as 2026-06-30, without quotes"
    CONDITION = "a condition or a list of conditions"
    TABLE = "a table of keys"
    TABLE_OR_NAME = "a table of keys, or the name of one of [codes]"
    TABLES = "a list of tables"
    RULES = "tables by the name of a table of records, or a list of tables"
    BY_NAME = "tables by a name of your own"


@dataclass(frozen=True)
class Key:
    """A key, and for those that hold tables the place whose keys these have."""

    name: str
    kind: Kind
    meaning: str
    options: tuple[str, ...] = ()
    inside: str = ""

    @property
    def holds(self) -> str:
        """What it holds, in words."""
        return f"one of {', '.join(self.options)}" if self.options else self.kind.value


@dataclass(frozen=True)
class Place:
    """A table of a profile; without keys of the language, its keys are names of the source's."""

    name: str
    heading: str
    meaning: str
    keys: tuple[Key, ...] = ()

    def key(self, name: str) -> Key | None:
        """The key of that name; None where there is none."""
        return next((key for key in self.keys if key.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its keys."""
        return tuple(key.name for key in self.keys)
