"""Find old keys of profiles, and rewrite them so that a profile makes the same rows.

Old keys are refused with the command that rewrites them. What SQL cannot say in a few words is left
to a person: a note with its line says what to write. Only the old [select] of a database is still
read, with a warning.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from shlex import quote
from typing import Any

from schemas import errors
from schemas.language import Message, message
from seed.mapping.cell_formats import NumberFormat
from seed.mapping.profile_model import FIELDS, ROW
from seed.mapping.profile_sql import has_word_condition, identifier, reads_files
from seed.mapping.profile_toml import Toml, toml_text
from seed.mapping.sql_tree import sql_literal
from seed.mapping.toml_reader import Faults, KeyPath

# Marks in the new text what a person must decide. The parser refuses it.
OPEN = "TO DECIDE"
_OF_FILES = ("from", "unpivot", "parts", "parts_like", "extract", "join", "flags")
_OF_TABLES = ("of", "unknown_as", "first_of", "repeat", "charged", "person")
_OF_COLUMNS = (
    *("pick", "compose", "cases", "otherwise", "joint", "only_if", "keep"),
    # Month names are read in all languages now; a pattern is part of [sql] or [codes].
    *("language", "missing_like"),
)
_OF_NUMBERS = ("decimal", "thousands", "before", "after")
# SQL for keys that a person must rewrite.
_INSTEAD = {
    **dict.fromkeys(("extract", "parts_like", "parts", "repeat"), "unnest(listed(...))"),
    **dict.fromkeys(("unpivot", "from"), "UNPIVOT INCLUDE NULLS"),
    **dict.fromkeys(("joint", "keep"), "first_value(...) OVER"),
    "missing_like": "regexp_matches(...)",
    "cases": "CASE WHEN ... THEN ... END",
    "join": "LEFT JOIN",
    "flags": "count(*) FILTER (WHERE ...)",
    "first_of": "QUALIFY row_number() OVER (PARTITION BY ... ORDER BY _row) = 1",
}
# How many keys a wording names. Further ones are counted.
_KEYS_NAMED = 4
_COMPARED = {"above": ">", "below": "<", "from": ">=", "to": "<="}
# The pieces of [compose]: a bracketed part, a placeholder, or a text.
_PIECES = re.compile(r"\[((?:[^\[\]{}]|\{[^{}]+\})*)\]|\{([^{}]+)\}|([^\[{]+|[\[{])")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_BY_NUMBER = re.compile(r"#[1-9][0-9]*")
# Patterns that the old reader understood differently: classes for all scripts, and nested classes.
_OTHER_IN_SQL = re.compile(r"\\[A-Za-z]|&&|--|~~|\[\^?\]|\[[^\]]*\[")
_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*')|(#.*)$""", re.MULTILINE)
# Errors from profiles with values of a wrong type.
_MISTYPED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


def find_old_keys(profile: Toml) -> tuple[str, ...]:
    """Return the keys of former versions that a profile has, with their places."""
    found = ["[[groups]]"] if "groups" in profile else []
    for name, file in _subtables(profile.get("files")):
        found += [f"[files.{name}] {k}" for k in (*_OF_FILES, "numbers", "table") if k in file]
    if isinstance(profile.get("tables"), list):
        return (*found, "[[tables]]")
    for name, table in _subtables(profile.get("tables")):
        found += [f"[tables.{name}] {key}" for key in _OF_TABLES if key in table]
        # In the old form a condition was a table; now it is a text.
        found += [f"[tables.{name}] where"] if isinstance(table.get("where"), dict | list) else []
        for target, column in _subtables(table.get("columns")):
            found += [f"[tables.{name}] {target}, {key}" for key in _OF_COLUMNS if key in column]
            number = column.get("number")
            if isinstance(number, dict) and number.keys() & {*_OF_NUMBERS}:
                found.append(f"[tables.{name}] {target}, number")
    return tuple(found)


def is_old(text: str) -> bool:
    """Return whether a profile has keys that `upgrade_profile` rewrites."""
    try:
        profile = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return False
    return bool(find_old_keys(profile) or rename_selects(profile))


def old_form_refusal(keys: tuple[str, ...], called: str) -> Message:
    """Return the message that refuses old keys. `called` is the profile's command-line name."""
    named = ", ".join([*keys[:_KEYS_NAMED], *(["…"] if len(keys) > _KEYS_NAMED else [])])
    return message(
        "This mapping has keys of an old version ({keys}), which can no longer be read. Rewrite it"
        " once with: {command}",
        keys=named,
        command=f"prosecution-quality mapping upgrade {quote(called)}",
    )


def renamed_key_warning(called: str) -> Message:
    return message(
        "This is written otherwise now, but is still read. Rewrite it with: {command}",
        command=f"prosecution-quality mapping upgrade {quote(called)}",
    )


def rename_selects(profile: Toml) -> list[str]:
    """Turn [select] into [query] in each file that a database's own SELECT makes; return the files.

    A SELECT over files above it keeps the key [select].
    """
    renamed: list[str] = []
    above: list[str] = []
    for name, file in _subtables(profile.get("files")) if "source" in profile else ():
        if "select" in file and "query" not in file and not reads_files(str(file["select"]), above):
            file["query"] = file.pop("select")
            renamed.append(name)
        above.append(name)
    return renamed


@dataclass(frozen=True)
class Upgraded:
    """The new text, and what a person must decide before it is used, with lines of the old text."""

    text: str
    notes: tuple[str, ...] = ()


def upgrade_profile(text: str) -> Upgraded:
    """Return the profile in the new form, with notes.

    A profile with faults keeps them, or is not changed. Comments between the lines come last.
    """
    if not is_old(text):
        return Upgraded(text)
    notes = Faults("", text)
    try:
        new = _upgrade_tables(tomllib.loads(text), notes)
    except _MISTYPED as error:
        words = message(
            "A key has a value of the wrong kind ({reason}). Correct it first.", reason=error
        )
        return Upgraded(text, (words,))
    return Upgraded(_with_comments(text, new), tuple(one.wording for one in notes.findings))


def _upgrade_tables(old: Toml, notes: Faults) -> Toml:
    """Return the new profile: files and tables rewritten, other keys unchanged."""
    new = {key: one for key, one in old.items() if key != "groups"}
    files: Toml = {}
    for name, file in _subtables(old.get("files")):
        files |= _upgraded_file(name, file, notes)
    tables: dict[str, list[Toml]] = {}
    for place, block in _table_blocks(old):
        table = _upgraded_table(place, block, notes)
        tables.setdefault(str(block.get("table")), []).append(table)
    if files:
        new["files"] = files
    if tables:
        new["tables"] = {name: one if len(one) > 1 else one[0] for name, one in tables.items()}
    rename_selects(new)
    return new


@contextmanager
def _note_if_unsupported(notes: Faults, place: KeyPath) -> Iterator[None]:
    """Add a note where something cannot be rewritten. The new text then has the mark OPEN there."""
    try:
        yield
    except errors.UserError as error:
        notes.add("to_decide", place, error.wording)


def _upgraded_file(name: str, file: Toml, notes: Faults) -> Toml:
    files: Toml = {name: {key: one for key, one in file.items() if key not in _OF_FILES}}
    if "table" in file:
        files[name] = {"file" if key == "table" else key: one for key, one in files[name].items()}
    if "numbers" in file:
        words = message(
            "[numbers] cannot be rewritten. Write [number] into the columns that it describes, and"
            " num(replace(...)) into conditions."
        )
        notes.add("to_decide", ("files", name, "numbers"), words)
    if file.keys() & {*_OF_FILES}:
        with _note_if_unsupported(notes, ("files", name)):
            _refuse(file, ("extract", "parts", "parts_like", "unpivot", "from", "join", "flags"))
        files[name if "from" in file else f"{name}_rows"] = {"select": OPEN}
    return files


def _table_blocks(old: Toml) -> Iterator[tuple[KeyPath, Toml]]:
    """Yield all tables of the old profile with their places, also those in groups."""
    tables = old.get("tables", [])
    if isinstance(tables, list):
        yield from ((("tables", n), one) for n, one in enumerate(tables) if "table" in one)
    else:
        # A profile of the new form may still have old keys.
        for name, inner in tables.items():
            for n, one in enumerate(_as_list(inner)):
                nth = (n,) if isinstance(inner, list) else ()
                yield ("tables", name, *nth), {"table": name, **one}
    for n, group in enumerate(_as_list(old.get("groups"))):
        for position, one in enumerate(_as_list(group.get("tables"))):
            fields = FIELDS.get(str(one.get("table")), {})
            shared = {c: said for c, said in group.get("columns", {}).items() if c in fields}
            own = {"where": one.get("where"), "columns": {**shared, **one.get("columns", {})}}
            said = {**group, **one, **own, "from": group.get("from"), "group": group.get("where")}
            yield ("groups", n, "tables", position), said


def _upgraded_table(place: KeyPath, block: Toml, notes: Faults) -> Toml:
    where, columns = OPEN, Toml()
    with _note_if_unsupported(notes, place):
        where = _where_sql(block)
    for target, column in block.get("columns", {}).items():
        columns[target] = {"sql": OPEN}
        with _note_if_unsupported(notes, (*place, "columns", target)):
            said = {"source": column} if isinstance(column, str) else column
            columns[target] = _upgraded_column(said)
    if block.get("charged"):
        columns["charged"] = {"constant": "yes"}
    if block.get("person") == "none":
        columns.setdefault("person_id", {"constant": ""})
    table = {"from": block.get("from"), "where": where}
    return {key: one for key, one in table.items() if one} | {"columns": columns}


def _where_sql(block: Toml) -> str:
    """Return the condition of a table. Raises UserError if it needs a SELECT."""
    _refuse(block, ("repeat", "first_of"))
    _refuse_parts(block.get("columns", {}), has_unknown="unknown_as" in block)
    own, of_group, filled = block.get("where"), block.get("group"), block.get("of")
    if isinstance(own, str) and not (of_group or filled):
        return own
    conditions = [_condition_sql(one) for one in (of_group, own) if one]
    if filled and not block.get("unknown_as"):
        conditions.append(f"{_cell_sql(filled)} IS NOT NULL")
    return " AND ".join(conditions)


def _subtables(value: object) -> Iterator[tuple[str, Toml]]:
    """Yield the tables within a table with their names; from a list of tables, each of them."""
    for name, inner in value.items() if isinstance(value, dict) else ():
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield name, one


def _refuse(said: Toml, keys: Iterable[str]) -> None:
    """Raise UserError for the first of these old keys that `said`, a part of a profile, has."""
    for key in keys:
        if key in said:
            words = message(
                "[{key}] cannot be rewritten. Write a SELECT with {function}.",
                key=key,
                function=_INSTEAD[key],
            )
            raise errors.UserError(words)


def _refuse_parts(columns: Toml, *, has_unknown: bool) -> None:
    """Raise UserError if several columns depend on the parts of a list in a cell."""
    for target, column in columns.items():
        if not isinstance(column, dict) or "split" not in column or "several" in column:
            continue
        others = {name: one for name, one in columns.items() if name != target}
        # Texts, keys and placeholders.
        named = re.findall(r'["{]([^"{}]+)["}]', json.dumps(others, default=str))
        if has_unknown or "only_if" in column or {column["source"], "part"} & {*named}:
            words = message(
                "Other columns than {column} depend on the parts of [{source}]. Write a SELECT with"
                " unnest(listed(...)).",
                column=target,
                source=column["source"],
            )
            raise errors.UserError(words)


def _with_comments(old: str, new: Toml) -> str:
    """Return the new text, with the first comment of the old one above it, and the others below."""
    lines = old.splitlines()
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    rest = "\n".join(lines[head:])
    others = [found[2] for found in _STRING_OR_COMMENT.finditer(rest) if found[2]]
    text = "\n".join([*lines[:head], "", toml_text(new)]).lstrip("\n")
    if others:
        text += "\n".join(["", "# Comments on what is written otherwise now:", *others, ""])
    return text


def _as_list(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _as_texts(value: object) -> list[str]:
    return [str(one) for one in _as_list(value)]


def _cell_sql(column: str) -> str:
    """Return a column as SQL names it. Raises UserError for one named by its number."""
    if _BY_NUMBER.fullmatch(column):
        raise errors.UserError(
            "[{column}] names a column by its number, which SQL cannot do. Write its name.",
            column=column,
        )
    return identifier(column)


def _condition_sql(condition: object) -> str:
    """Return SQL for an old condition, or for a list of which one must hold.

    A blank cell meets only the test `blank`.
    """
    if isinstance(condition, str):
        return f"({condition})"
    return _or_sql(
        " AND ".join(
            test for column, how in group.items() for test in _test_conditions(column, how)
        )
        for group in _as_list(condition)
    )


def _test_conditions(column: str, tests: object) -> Iterator[str]:
    """Yield an SQL condition for each old test of a column (`is`, `not`, `above` ...)."""
    cell = _cell_sql(column)
    for how, value in (tests if isinstance(tests, dict) else {"is": tests}).items():
        words = [sql_literal(word) for word in _as_texts(value)]
        match how:
            case "is":
                yield has_word_condition(column, _as_texts(value))
            case "not":
                yield _none_of_sql(cell, words)
            case "above" | "below" | "from" | "to":
                yield f"num({cell}) {_COMPARED[how]} {value}"
            case "blank":
                yield f"{cell} IS {'' if value else 'NOT '}NULL"
            case "contains":
                yield _or_sql(f"contains({cell}, {word})" for word in words)
            case "lacks":
                yield from (f"NOT contains({cell}, {word})" for word in words)
            case "like":
                yield _or_sql(
                    f"regexp_matches({cell}, {_pattern_sql(one)})" for one in _as_texts(value)
                )


def _none_of_sql(cell: str, words: Sequence[str]) -> str:
    return f"{cell} <> {words[0]}" if len(words) == 1 else f"{cell} NOT IN ({', '.join(words)})"


def _or_sql(conditions: Iterable[str]) -> str:
    every = list(conditions)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def _pattern_sql(like: str) -> str:
    """Return a regular expression as an SQL text.

    Raises UserError if SQL would read it differently.
    """
    if found := _OTHER_IN_SQL.search(like):
        raise errors.UserError(
            "[{sign}] in the pattern [{pattern}] may mean something else in SQL. Write the"
            " pattern yourself.",
            sign=found[0],
            pattern=like,
        )
    return sql_literal(like)


def _upgraded_column(column: Toml) -> Any:
    """Return a column in the new form. A plain column is returned unchanged."""
    _refuse(column, ("joint", "keep", "missing_like", "cases"))
    left = {key: one for key, one in column.items() if key not in _OF_COLUMNS}
    if signs := {
        key: str(one) for key, one in left.get("number", {}).items() if key in _OF_NUMBERS
    }:
        rest = {key: one for key, one in left["number"].items() if key not in _OF_NUMBERS}
        written = NumberFormat(**{sign: one for sign, one in signs.items() if one})  # type: ignore[arg-type]
        left["number"] = {**rest, "written": written.example}
    if not column.keys() & {"pick", "compose", "only_if"}:
        return left["source"] if [*left] == ["source"] else left
    if "pick" in column:
        value = _pick_sql(column)
        left.pop("missing", None)
    elif "compose" in column:
        value = _compose_sql(str(column["compose"]))
    elif "constant" in column:
        value = sql_literal(left.pop("constant"))
    else:
        value = _cell_sql(left.pop("source"))
    if "only_if" in column:
        value = f"CASE WHEN {_condition_sql(column['only_if'])} THEN {value} END"
    return {"sql": value, **left}


def _pick_sql(column: Toml) -> str:
    """Return SQL for the first cell that is filled and has no word for missing."""
    cells, words = [*map(_cell_sql, _as_texts(column["pick"]))], _as_texts(column.get("missing"))
    if words:
        missing = [*map(sql_literal, words)]
        cells = [f"CASE WHEN {_none_of_sql(cell, missing)} THEN {cell} END" for cell in cells]
    return f"coalesce({', '.join(cells)})" if len(cells) > 1 else cells[0]


def _compose_sql(template: str) -> str:
    """Return SQL that joins texts and columns, without bracketed parts if a column is blank."""
    names = _PLACEHOLDER.findall(template)
    if "part" in names:
        raise errors.UserError(
            "{part} is the number of a row among those made of one row. Use a column that"
            " distinguishes them.",
            part="{part}",
        )
    pieces: list[str] = []
    is_kept = False
    for bracketed, name, text in _PIECES.findall(template):
        if bracketed and _PLACEHOLDER.search(bracketed):
            pieces.append(f"coalesce({_compose_sql(bracketed)}, '')")
        elif name:
            is_kept = True
            pieces.append("_row" if name == ROW else _cell_sql(name))
        else:
            pieces.append(sql_literal(f"[{bracketed}]" if bracketed else text))
    # Without || a number needs a CAST.
    value = " || ".join(pieces) if len(pieces) > 1 else f"CAST({pieces[0]} AS VARCHAR)"
    if is_kept or ROW in names or not names:
        return value
    filled = " OR ".join(f"{_cell_sql(name)} IS NOT NULL" for name in dict.fromkeys(names))
    return f"CASE WHEN {filled} THEN {value} END"
