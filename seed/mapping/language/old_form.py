"""The form that the language had before SQL: known by its keys, and refused."""

from collections.abc import Iterator
from shlex import quote
from typing import Any

Toml = dict[str, Any]
OF_FILES = ("from", "unpivot", "parts", "parts_like", "extract", "join", "flags")
_OF_TABLES = ("of", "unknown_as", "first_of", "repeat", "charged")
OF_COLUMNS = ("pick", "compose", "cases", "otherwise", "joint", "only_if", "keep")
# Keys that a wording names; the others are counted.
_NAMED = 4


def find_old_keys(profile: Toml) -> tuple[str, ...]:
    """What in a profile is of the old form; nothing of one in SQL."""
    found = ["[[groups]]"] if "groups" in profile else []
    for name, file in tables_in(profile.get("files")):
        found += [f"[files.{name}] {key}" for key in OF_FILES if key in file]
    if isinstance(profile.get("tables"), list):
        return (*found, "[[tables]]")
    for name, table in tables_in(profile.get("tables")):
        found += [f"[tables.{name}] {key}" for key in _OF_TABLES if key in table]
        # A condition was a table of looks, and is a text.
        found += [f"[tables.{name}] where"] if isinstance(table.get("where"), dict | list) else []
        for target, column in tables_in(table.get("columns")):
            found += [f"[tables.{name}] {target}, {key}" for key in OF_COLUMNS if key in column]
    return tuple(found)


def tables_in(value: object) -> Iterator[tuple[str, Toml]]:
    """The tables in a table, by their names; each one of a list of tables."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield name, one


def refusal(keys: tuple[str, ...], called: str) -> str:
    """What to say of a profile with old keys that the command line knows as `called`."""
    more = len(keys) - _NAMED
    named = ", ".join(keys[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return (
        f"this mapping is of the old form ({named}), which is not read any more. Rewrite it once:"
        f" prosecution-quality mapping upgrade {quote(called)}"
    )
