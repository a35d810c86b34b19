"""Write TOML: a profile, or any tables with comments at their keys."""

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date
from typing import Any

from seed.mapping.cell_formats import NumberFormat
from seed.mapping.profile_keys import KEY_TABLES
from seed.mapping.profile_model import (
    ColumnRule,
    FileShape,
    KeptWords,
    Profile,
    Shape,
    SourceFile,
    TableRule,
)
from seed.mapping.toml_reader import KeyPath

SHAPE_KEY = "shape"
# The last of the words of a column whose rare words are not kept.
MORE_WORDS = "…"
# The comment above the section; it is removed together with the section.
SHAPE_HEAD = (
    "# The export that this profile was made for; the next one is held against it.\n"
    "# It is written by mapping accept. Its words are those of your records: take it out of a\n"
    "# profile that you pass on.\n"
)
_SHAPE_BEGINS = re.compile(
    rf"\n?(?:{re.escape(SHAPE_HEAD)})?^[ \t]*\[[ \t]*{SHAPE_KEY}[ \t]*[.\]]", re.MULTILINE
)
# A comment after a line of a draft that the user must fill.
JURISDICTION = "TO FILL: three letters of ISO 3166-1, such as MNG, or with a part of it, USA-CA"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Invisible or misleading characters: some control a terminal, others look like a space.
_UNSEEN = re.compile("[\x7f-\xa0\u2007\u2009\u202a-\u202f\u2066-\u2069]")
_UNSEEN_IN_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f]|{_UNSEEN.pattern}")
Toml = dict[str, Any]
TomlValues = Mapping[str, object]
# A longer table within a line gets a header of its own.
_WIDTH = 88
# Keys that hold SQL. It is written as a block if quotes or backslashes would need escapes.
_SQL_KEYS = {"select", "query", "where", "sql"}
# The keys of a column apart from its codes.
_COLUMN_KEYS = KEY_TABLES["columns"].keys.keys() - {"codes"}
# The keys of a column that the page has no widget for.
_UNSHOWN = ("not_after", "split", "several")


@dataclass(frozen=True)
class Comments:
    """Comments of a TOML text, by the path of a key or table.

    Comments are written `above` a key or header, `behind` a key on its line, or `below` the plain
    keys of a table.
    """

    above: dict[KeyPath, list[str]] = field(default_factory=dict)
    behind: dict[KeyPath, str] = field(default_factory=dict)
    below: dict[KeyPath, list[str]] = field(default_factory=dict)


def toml_text(values: TomlValues, comments: Comments | None = None) -> str:
    """Return nested dicts as TOML: short tables on a line, others under headers."""
    return "\n".join(_table_lines((), values, comments or Comments())).strip("\n") + "\n"


def _table_lines(
    place: KeyPath, values: TomlValues, comments: Comments, *, is_listed: bool = False
) -> Iterator[str]:
    """Yield the lines of a table: its header, its plain keys, then the long tables in it."""
    long = [key for key, one in values.items() if _is_long((*place, key), one, comments)]
    has_header = place and (is_listed or len(long) < len(values) or not values)
    above = comments.above.get(place)
    if has_header or above:
        yield from ("", *(above or ()))
    if has_header:
        header = ".".join(key_text(part) for part in place if isinstance(part, str))
        yield f"[[{header}]]" if is_listed else f"[{header}]"
    for key in (key for key in values if key not in long):
        yield from comments.above.get((*place, key), ())
        behind = comments.behind.get((*place, key), "")
        yield f"{key_text(key)} = {value_text(values[key], key)}{behind}"
    yield from comments.below.get(place, ())
    for key in long:
        match values[key]:
            case list() as tables:
                for n, one in enumerate(tables):
                    yield from _table_lines((*place, key, n), one, comments, is_listed=True)
            case dict() as table:
                yield from _table_lines((*place, key), table, comments)


def _is_long(place: KeyPath, value: object, comments: Comments) -> bool:
    """Return whether a value is written under a header of its own."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, dict) for one in value)
    if not isinstance(value, dict):
        return False
    is_part = place[-1] in {"columns", "codes"} or isinstance(value.get("codes"), dict)
    # [shape] has a level more than [files] and [tables].
    if is_part or len(place) <= len(("tables", "NAME")) + (place[0] == SHAPE_KEY):
        return True
    line, every = value_text(value), {**comments.above, **comments.below, **comments.behind}
    has_comment = any(said and one[: len(place)] == place != one for one, said in every.items())
    return has_comment or "\n" in line or len(line) > _WIDTH


def profile_text(chosen: Profile) -> str:
    """Return the profile as TOML. If the profile is complete, `parse` finds no fault in it."""
    lists = {
        name: codes for name, codes in chosen.lists.items() if _uses_code_list(name, codes, chosen)
    }
    comments = Comments()
    values: Toml = {} if chosen.source is None else {"source": chosen.source}
    manifest = dict(_changed_fields(chosen.statement, KEY_TABLES["manifest"].keys))
    if manifest.get("jurisdiction") == "":
        comments.behind["manifest", "jurisdiction"] = f"  # {JURISDICTION}"
    values |= {
        "manifest": manifest,
        "files": {file.name: dict(_file_as_toml(file)) for file in chosen.files},
        "codes": lists,
        "tables": _tables_as_toml(chosen, lists, comments),
        "rows": _stated_rows(chosen),
    }
    values = {key: one for key, one in values.items() if one or key == "manifest"}
    text = "\n".join([*_comment_lines(chosen.comment), "", toml_text(values, comments)]).lstrip(
        "\n"
    )
    return text if chosen.shape is None else with_shape(text, chosen.shape)


def _uses_code_list(name: str, codes: TomlValues, chosen: Profile) -> bool:
    """Return whether any column of the profile names this list and has exactly these codes."""
    every = (column for table in chosen.tables for column in table.columns.values())
    return any(column.codes_name == name and column.all_codes == codes for column in every)


def without_shape(text: str) -> str:
    """Return a profile's text without [shape], which does not change how an export is read.

    Returns the whole text if the shape is not the last section and so cannot be cut off.
    """
    begins = _SHAPE_BEGINS.search(text)
    if begins is None:
        return text
    rest = text[: begins.start()]
    try:
        said, left = tomllib.loads(text), tomllib.loads(rest)
    except tomllib.TOMLDecodeError:
        return text
    return rest if {key: one for key, one in said.items() if key != SHAPE_KEY} == left else text


def with_shape(text: str, shape: Shape) -> str:
    """Return a profile's text with the shape of its export at the end, replacing an older one."""
    tables: dict[str, dict[str, float]] = {}
    for (table, file), share in shape.shares.items():
        tables.setdefault(table, {})[file] = share
    files = {name: _file_shape(one) for name, one in shape.files.items()}
    rest = without_shape(text)
    section = toml_text({SHAPE_KEY: {"files": files, "tables": tables}})
    return f"{rest}{'' if rest.endswith(chr(10)) else chr(10)}\n{SHAPE_HEAD}{section}"


def _file_shape(file: FileShape) -> Toml:
    words = {c: [*sorted(of.kept), *_words_not_kept(of)] for c, of in file.words.items()}
    return {key: one for key, one in (("columns", file.columns), ("words", words)) if one}


def _words_not_kept(words: KeptWords) -> list[str]:
    if not words.are_all:
        return [MORE_WORDS]
    return [f"{MORE_WORDS} {words.hidden}"] if words.hidden else []


def read_kept_words(written: Iterable[str]) -> KeptWords:
    """Return the kept words of a column as a profile's text lists them.

    A last `…` says that only frequent words are kept, and `… 2` that two are hidden.
    """
    kept = frozenset(written)
    more = {word for word in kept if re.fullmatch(f"{MORE_WORDS}( [0-9]+)?", word)}
    hidden = sum(int(word.removeprefix(MORE_WORDS) or 0) for word in more)
    return KeptWords(kept - more, are_all=MORE_WORDS not in more, hidden=hidden)


def _changed_fields(of: Any, keys: Collection[str]) -> Iterator[tuple[str, object]]:
    """Yield the fields among `keys` that differ from their default, with their values."""
    for one in fields(of):
        value = getattr(of, one.name)
        default = one.default if one.default_factory is MISSING else one.default_factory()
        if one.name in keys and value is not None and value != default:
            yield one.name, value


def _stated_rows(chosen: Profile) -> dict[str, list[object]]:
    rows: dict[str, list[object]] = {}
    for row in chosen.rows:
        rows.setdefault(row.table, []).append(dict(row.values))
    return rows


def stated_rows_text(chosen: Profile) -> str:
    """Return the rows that the profile states itself, as TOML; empty if it states none."""
    rows = _stated_rows(chosen)
    return toml_text({"rows": rows}).strip("\n") if rows else ""


def unshown_keys(column: ColumnRule) -> str:
    """Return, as TOML lines, the keys of a column that can only be edited in TOML."""
    return toml_text(dict(_changed_fields(column, _UNSHOWN))).strip("\n")


def _file_as_toml(file: SourceFile) -> Iterator[tuple[str, object]]:
    """Yield the TOML keys and values of a file that differ from the defaults."""
    if file.select:
        yield "select", file.select
        return
    keys = {"missing"}
    if file.asked is None:
        keys = {*KEY_TABLES["files"].keys, "header_rows"}
    else:
        yield ("query", file.asked.select) if file.asked.select else ("file", file.asked.table)
    for key, value in _changed_fields(file, keys):
        if key == "header_rows":
            yield "header_row", value if len(file.header_rows) > 1 else file.header_rows[0]
        else:
            yield key, value


def _tables_as_toml(chosen: Profile, lists: Mapping[str, TomlValues], comments: Comments) -> Toml:
    """Return the tables by name, or lists of those that several rules fill; note their comments."""
    tables: Toml = {}
    for name in dict.fromkeys(table.table for table in chosen.tables):
        rules = [table for table in chosen.tables if table.table == name]
        places = [("tables", name, *((n,) if len(rules) > 1 else ())) for n in range(len(rules))]
        written = [_table(*one, lists, comments) for one in zip(rules, places, strict=True)]
        tables[name] = written if len(rules) > 1 else written[0]
    return tables


def _table(
    table: TableRule, place: KeyPath, lists: Mapping[str, TomlValues], comments: Comments
) -> Toml:
    """Return the keys of a table rule. Its comments are added to `comments` under its path."""
    within = (*place, "columns")
    comments.above[place] = _comment_lines(table.comment)
    comments.below[within] = _comment_lines(table.closing_comment)
    for target, column in table.columns.items():
        comments.above[(*within, target)] = _comment_lines(column.comment)
        codes, without = (*within, target, "codes"), list[str]()
        for value, comment in column.code_comments.items():
            if value in (column.codes or {}):
                comments.behind[(*codes, value)] = f" # {_one_line(comment)}"
            else:
                without.append(_one_line(f"# {key_text(value)} = {_text('')} # {comment}"))
        comments.below[codes] = without
    columns = {target: _column(column, lists) for target, column in table.columns.items()}
    said = {"from": table.file, "where": table.where, "columns": columns}
    return {key: one for key, one in said.items() if one != ""}


def _column(column: ColumnRule, lists: Mapping[str, TomlValues]) -> object:
    """Return the TOML of a column rule: the name of a source column, or its keys."""
    said = dict(_changed_fields(column, _COLUMN_KEYS))
    if lists.get(column.codes_name) == column.all_codes:
        # Still equal to the shared list that they came from.
        said["codes"] = column.codes_name
    elif column.codes is not None:
        said["codes"] = dict(column.all_codes)
    return said["source"] if [*said] == ["source"] else said


def value_text(value: object, key: str = "") -> str:
    """Return a value as TOML, in the form that is easiest to read for its `key`."""
    if isinstance(value, str) and key in _SQL_KEYS:
        return _sql_as_toml(value.strip())
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(value)
    if isinstance(value, NumberFormat):
        example = {} if value.example == NumberFormat().example else {"written": value.example}
        value = {**example, **dict(_changed_fields(value, KEY_TABLES["number"].keys))}
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{key_text(name)} = {value_text(one, name)}" for name, one in value.items()
        )
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(value_text(one) for one in value)}]"
    return _text(str(value))


def _sql_as_toml(sql: str) -> str:
    """Return an SQL text as TOML, on lines of its own if it has several, without escapes if
    possible.
    """
    quote = "'" if "\n" not in sql else "'''"
    if quote not in sql and not _UNSEEN_IN_LINES.search(sql) and set(sql) & set('"\\\n'):
        return f"'{sql}'" if quote == "'" else f"'''\n{sql}\n'''"
    return _text(sql)


def key_text(name: str) -> str:
    """Return a key as TOML, in quotes if needed."""
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    # Escape as JSON does, and invisible characters too: TOML refuses one of them.
    escaped = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)


def _comment_lines(text: str) -> list[str]:
    return [f"# {_one_line(line)}".rstrip() for line in text.splitlines()]


def _one_line(text: str) -> str:
    """Return a text for a comment: on one line, without characters that TOML refuses."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
