"""Find old keys of profiles: those from before SQL, and those that were renamed since."""

import copy
from collections.abc import Iterator
from shlex import quote

from schemas.language import Message, message
from seed.mapping.cell_formats import NumberFormat
from seed.mapping.profile_sql import reads_files
from seed.mapping.profile_toml import MORE_WORDS, Toml
from seed.mapping.toml_reader import KeyPath

OF_FILES = ("from", "unpivot", "parts", "parts_like", "extract", "join", "flags", "numbers")
_OF_TABLES = ("of", "unknown_as", "first_of", "repeat", "charged")
OF_COLUMNS = (
    *("pick", "compose", "cases", "otherwise", "joint", "only_if", "keep"),
    # Month names are read in all languages now; a pattern is part of [sql] or [codes].
    *("language", "missing_like"),
)
# The former keys of a number format.
_SIGNS = ("decimal", "thousands", "before", "after")
# How many keys a wording names. Further ones are counted.
_KEYS_NAMED = 4


def find_old_keys(profile: Toml) -> tuple[str, ...]:
    """Return the keys from before SQL that a profile has, with their places."""
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


def rename_keys(profile: Toml) -> tuple[Toml, list[KeyPath]]:
    """Return a profile with the present names of keys, and the places of those with old ones.

    These are keys from after SQL came. They go on being read.
    """
    new = copy.deepcopy(profile)
    shape = new.get("shape")
    shapes = shape.get("files") if isinstance(shape, dict) else None
    return new, [
        *(_rename_in_files(new.get("files")) if "source" in new else ()),
        *(place for one in tables_in(new.get("tables")) for place in _rename_in_table(*one)),
        *(place for one in tables_in(shapes) for place in _rename_in_shape(*one)),
    ]


def _rename_in_files(files: object) -> Iterator[KeyPath]:
    """Rename keys of tables and statements of a database. A SELECT over files above stays one."""
    above: list[str] = []
    for name, file in tables_in(files):
        is_asked = not reads_files(str(file.get("select", "")), above)
        above.append(name)
        for old, key in (("table", "file"), *([("select", "query")] if is_asked else [])):
            if old in file and key not in file:
                file[key] = file.pop(old)
                yield "files", name, old


def _rename_in_table(name: str, table: Toml) -> Iterator[KeyPath]:
    columns = table.get("columns")
    if table.get("person") == "none" and isinstance(columns, dict):
        del table["person"]
        columns.setdefault("person_id", {"constant": ""})
        yield "tables", name, "person"
    for target, column in tables_in(columns):
        number = column.get("number")
        if isinstance(number, dict) and number.keys() & {*_SIGNS}:
            signs: Toml = {sign: str(number.pop(sign, "")) for sign in _SIGNS}
            signs = {sign: one for sign, one in signs.items() if one}
            number["written"] = NumberFormat(**signs).example
            yield "tables", name, "columns", target


def _rename_in_shape(name: str, file: Toml) -> Iterator[KeyPath]:
    if isinstance(file.get("common"), dict) and isinstance(file.get("words", {}), dict):
        common = file.pop("common").items()
        more = {
            c: [*words, MORE_WORDS] if isinstance(words, list) else words for c, words in common
        }
        file["words"] = {**file.get("words", {}), **more}
        yield "shape", "files", name, "common"


def renamed_key_warning(called: str) -> Message:
    """Return the warning on a key that has another name now."""
    return message(
        "This is written otherwise now, but is still read. Rewrite it with: {command}",
        command=f"prosecution-quality mapping upgrade {quote(called)}",
    )
