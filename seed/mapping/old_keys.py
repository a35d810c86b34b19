"""Find the keys of profiles from before SQL, which only `mapping upgrade` can read."""

from collections.abc import Iterator
from shlex import quote
from typing import Any

from schemas.language import Message, message

Toml = dict[str, Any]
OF_FILES = ("from", "unpivot", "parts", "parts_like", "extract", "join", "flags", "numbers")
_OF_TABLES = ("of", "unknown_as", "first_of", "repeat", "charged")
OF_COLUMNS = (
    *("pick", "compose", "cases", "otherwise", "joint", "only_if", "keep"),
    # Month names are read in all languages now; a pattern is part of [sql] or [codes].
    *("language", "missing_like"),
)
# How many keys a wording names. Further ones are counted.
_KEYS_NAMED = 4


def find_old_keys(profile: Toml) -> tuple[str, ...]:
    """Return the keys of the old form of profiles that this one has, with their places."""
    found = ["[[groups]]"] if "groups" in profile else []
    for name, file in tables_in(profile.get("files")):
        found += [f"[files.{name}] {key}" for key in OF_FILES if key in file]
    if isinstance(profile.get("tables"), list):
        return (*found, "[[tables]]")
    for name, table in tables_in(profile.get("tables")):
        found += [f"[tables.{name}] {key}" for key in _OF_TABLES if key in table]
        # In the old form a condition was a table; now it is a text.
        found += [f"[tables.{name}] where"] if isinstance(table.get("where"), dict | list) else []
        for target, column in tables_in(table.get("columns")):
            found += [f"[tables.{name}] {target}, {key}" for key in OF_COLUMNS if key in column]
    return tuple(found)


def tables_in(value: object) -> Iterator[tuple[str, Toml]]:
    """Yield the tables within a table with their names; from a list of tables, each of them."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield name, one


def old_form_refusal(keys: tuple[str, ...], called: str) -> Message:
    """Return the message that refuses old keys. `called` is the profile's command-line name."""
    named = ", ".join([*keys[:_KEYS_NAMED], *(["…"] if len(keys) > _KEYS_NAMED else [])])
    return message(
        "This mapping has keys of an old version ({keys}), which can no longer be read. Rewrite it"
        " once with: {command}",
        keys=named,
        command=f"prosecution-quality mapping upgrade {quote(called)}",
    )
