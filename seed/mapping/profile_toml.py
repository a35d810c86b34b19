"""Write a profile as TOML text."""

import json
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date
from typing import Any

from seed.mapping.cell_formats import NumberFormat
from seed.mapping.profile_keys import KEY_TABLES
from seed.mapping.profile_model import ColumnRule, FileShape, Profile, Shape, SourceFile, TableRule

SHAPE_KEY = "shape"
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
TomlValues = Mapping[str, object]
# The keys of a column apart from its codes.
_COLUMN_KEYS = {*KEY_TABLES["columns"].names, "codes_name"} - {"codes"}
# The keys of a column that the page has no widget for.
_UNSHOWN = ("not_after", "split", "several")


class SqlText(str):
    """An SQL text. It is written as a block if quotes or backslashes would need escapes."""


def profile_text(chosen: Profile) -> str:
    """Return the profile as TOML. If the profile is complete, `parse` finds no fault in it."""
    lists = {name: codes for name, codes in chosen.lists.items() if _is_used(name, codes, chosen)}
    blocks = [
        _comment(chosen.comment),
        [] if chosen.source is None else [f"source = {_text(chosen.source)}"],
        _block("[manifest]", _changed(chosen.statement, KEY_TABLES["manifest"].names)),
        *(_block(f"[files.{key_text(file.name)}]", _file(file)) for file in chosen.files),
        *(_block(f"[codes.{key_text(name)}]", codes.items()) for name, codes in lists.items()),
        *_tables(chosen, lists),
        *_rows(chosen),
    ]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"
    return text if chosen.shape is None else with_shape(text, chosen.shape)


def _is_used(name: str, codes: TomlValues, chosen: Profile) -> bool:
    """Whether a column has exactly the codes of the list."""
    every = (column for table in chosen.tables for column in table.columns.values())
    return any(column.codes_name == name and column.all_codes == codes for column in every)


def without_shape(text: str) -> str:
    """Return a profile's text without the description of its export, which changes no reading.

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
    files = (
        _block(f"[shape.files.{key_text(name)}]", _file_shape(one))
        for name, one in shape.files.items()
    )
    tables: dict[str, dict[str, float]] = {}
    for (table, file), share in shape.shares.items():
        tables.setdefault(table, {})[file] = share
    shares = (
        _block(f"[shape.tables.{key_text(table)}]", by_file.items())
        for table, by_file in tables.items()
    )
    blocks = "\n\n".join("\n".join(block) for block in (*files, *shares))
    rest = without_shape(text)
    return f"{rest}{'' if rest.endswith(chr(10)) else chr(10)}\n{SHAPE_HEAD}{blocks}\n"


def _file_shape(file: FileShape) -> Iterator[tuple[str, object]]:
    if file.columns:
        yield "columns", file.columns
    for key, are_all in (("words", True), ("common", False)):
        if words := {c: sorted(of.kept) for c, of in file.words.items() if of.are_all is are_all}:
            yield key, words


def _block(header: str, pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    yield header
    for key, value in pairs:
        comment = f"  # {JURISDICTION}" if (key, value) == ("jurisdiction", "") else ""
        yield f"{key_text(key)} = {value_text(value)}{comment}"


def _changed(of: Any, keys: Collection[str]) -> Iterator[tuple[str, object]]:
    """Yield the fields among `keys` that differ from their default, with their values."""
    for one in fields(of):
        value = getattr(of, one.name)
        default = one.default if one.default_factory is MISSING else one.default_factory()
        if one.name in keys and value is not None and value != default:
            yield one.name, value


def _rows(chosen: Profile) -> Iterator[Iterator[str]]:
    for row in chosen.rows:
        yield _block(f"[[rows.{key_text(row.table)}]]", row.values.items())


def stated_rows_text(chosen: Profile) -> str:
    """Return the rows that the profile states itself, as TOML."""
    return "\n\n".join("\n".join(block) for block in _rows(chosen))


def unshown_keys(column: ColumnRule) -> str:
    """Return, as TOML lines, the keys of a column that can only be edited in TOML."""
    said = _changed(column, _UNSHOWN)
    return "\n".join(f"{key_text(key)} = {value_text(value)}" for key, value in said)


def _file(file: SourceFile) -> Iterator[tuple[str, object]]:
    """Yield the TOML keys and values of a file that differ from the defaults."""
    if file.select:
        yield "select", SqlText(file.select)
        return
    keys = {"missing"}
    if file.asked is None:
        keys = {*KEY_TABLES["files"].names, "header_rows"}
    else:
        yield ("query", file.asked.select) if file.asked.select else ("table", file.asked.table)
    for key, value in _changed(file, keys):
        if key == "header_rows":
            yield "header_row", value if len(file.header_rows) > 1 else file.header_rows[0]
        else:
            yield key, value


def _tables(chosen: Profile, lists: Mapping[str, TomlValues]) -> Iterator[Iterator[str]]:
    """Yield the TOML lines of each table. Rules that fill the same table are kept together."""
    for name in dict.fromkeys(table.table for table in chosen.tables):
        several = [table for table in chosen.tables if table.table == name]
        for table in several:
            yield _table(table, lists, is_one_of_several=len(several) > 1)


def _table(
    table: TableRule, lists: Mapping[str, TomlValues], *, is_one_of_several: bool
) -> Iterator[str]:
    """Yield the TOML lines of one table rule. Columns with codes come last."""
    yield from _comment(table.comment)
    entries: list[tuple[str, object]] = [("from", table.file)]
    entries += [("where", SqlText(table.where))] if table.where else []
    entries += [("person", "none")] if table.person_none else []
    place = f"tables.{key_text(table.table)}"
    yield from _block(f"[[{place}]]" if is_one_of_several else f"[{place}]", entries)
    yield ""
    yield f"[{place}.columns]"
    # A column with codes is a table of its own, and must come after the others.
    plain = {t: c for t, c in table.columns.items() if not _is_long(c, lists)}
    for target, column in plain.items():
        yield from _comment(column.comment)
        entries = [*_write_column(column, lists)]
        is_alone = [key for key, _ in entries] == ["source"]
        yield f"{key_text(target)} = {value_text(entries[0][1] if is_alone else dict(entries))}"
    yield from _comment(table.closing_comment)
    for target, column in table.columns.items():
        if _is_long(column, lists):
            yield from ("", *_comment(column.comment))
            yield from _block(f"[{place}.columns.{key_text(target)}]", _write_column(column, lists))
            if column.codes is not None and not _shared(column, lists):
                yield from _codes(f"[{place}.columns.{key_text(target)}.codes]", column)


def _is_long(column: ColumnRule, lists: Mapping[str, TomlValues]) -> bool:
    has_codes = column.codes is not None and not _shared(column, lists)
    return has_codes or (column.sql is not None and _is_block(column.sql))


def _shared(column: ColumnRule, lists: Mapping[str, TomlValues]) -> bool:
    """Whether the codes of a column are still equal to the shared list they came from."""
    return lists.get(column.codes_name) == column.all_codes


def _write_column(
    column: ColumnRule, lists: Mapping[str, TomlValues]
) -> Iterator[tuple[str, object]]:
    """Yield the TOML keys and values of a column rule."""
    for key, value in _changed(column, _COLUMN_KEYS):
        if key == "codes_name":
            if _shared(column, lists):
                yield "codes", value
        else:
            yield key, SqlText(value) if key == "sql" else value


def _codes(header: str, column: ColumnRule) -> Iterator[str]:
    """Yield the lines of the codes. Values without a code become comments."""
    yield ""
    yield header
    if column.codes_like:
        yield f"like = {value_text(column.codes_like)}"
    if column.codes_from:
        yield f"from = {value_text(column.codes_from)}"
    for value, code in (column.codes or {}).items():
        comment = column.code_comments.get(value)
        # Keys are quoted, so that numbers stay texts.
        yield f"{_text(value)} = {_text(code)}" + (f" # {_one_line(comment)}" if comment else "")
    for value, comment in column.code_comments.items():
        if value not in (column.codes or {}):
            yield _one_line(f"# {_text(value)} = {_text('')} # {comment}")


def value_text(value: object) -> str:
    """Return a value as TOML."""
    if isinstance(value, SqlText):
        return _sql(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(value)
    if isinstance(value, NumberFormat):
        value = dict(_changed(value, KEY_TABLES["number"].names))
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key_text(key)} = {value_text(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(value_text(one) for one in value)}]"
    return _text(str(value))


def _is_block(sql: str) -> bool:
    """Whether an SQL text is easier to read on lines of its own."""
    is_plain = "\n" not in sql and "\\" not in sql and not ("'" in sql and '"' in sql)
    return not is_plain or (_UNSEEN_IN_LINES.search(sql) is not None and '"' in sql)


def _sql(sql: str) -> str:
    """Return an SQL text as TOML, without escapes if possible."""
    if not _is_block(sql):
        return f"'{sql}'" if '"' in sql else _text(sql)
    if "\\" in sql and "'''" not in sql and not _UNSEEN_IN_LINES.search(sql):
        return f"'''\n{sql}\n'''"
    escaped = sql.replace("\\", "\\\\").replace('"""', '""\\"')
    escaped = _UNSEEN_IN_LINES.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)
    return f'"""\n{escaped}\n"""'


def key_text(name: str) -> str:
    """Return a key as TOML, in quotes if needed."""
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    # Escape as JSON does, and invisible characters too: TOML refuses one of them.
    escaped = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {_one_line(line)}".rstrip() for line in text.splitlines())


def _one_line(text: str) -> str:
    """Return a text for a comment: on one line, without characters that TOML refuses."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
