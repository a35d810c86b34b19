"""The text of a profile, in TOML, from what was chosen."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date

from seed.mapping.drafting.chosen import Chosen, ChosenColumn, ChosenTable, Said
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.profile import Join, SourceFile, Statement
from seed.mapping.language.shape import HEAD, FileShape, Shape, without_shape

# What stands behind the line of a draft that is still to fill.
JURISDICTION = "TO FILL: three letters of ISO 3166-1, such as MNG, or with a part of it, USA-CA"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Nobody sees them, or sees another sign: some move a terminal, others look like a space.
_UNSEEN = re.compile("[\x7f-\xa0\u2007\u2009\u202a-\u202f\u2066-\u2069]")
_PLAIN_FILE = SourceFile("", "")
_PLAIN_NUMBER = NumberFormat()


def profile_text(chosen: Chosen) -> str:
    """The profile as TOML; `parse` finds no fault in it where the choice is complete."""
    blocks = [
        _comment(chosen.comment),
        [] if chosen.source is None else [f"source = {_text(chosen.source)}"],
        _block("[manifest]", _statement(chosen.statement)),
        *(
            _block(
                f"[files.{_key(f.name)}]",
                [*_file(f), *chosen.more_of_files.get(f.name, {}).items()],
            )
            for f in chosen.files
        ),
        *(_table(table) for table in chosen.tables),
        *(_block("[[groups]]", group.items()) for group in chosen.groups),
        *_rows(chosen),
    ]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"
    return text if chosen.shape is None else with_shape(text, chosen.shape)


def with_shape(text: str, shape: Shape) -> str:
    """The text of a profile with what it was made for at its end, in the place of what was."""
    files = (_block(f"[shape.files.{_key(name)}]", _seen(one)) for name, one in shape.files.items())
    tables: dict[str, dict[str, float]] = {}
    for (table, file), share in shape.shares.items():
        tables.setdefault(table, {})[file] = share
    shares = (
        _block(f"[shape.tables.{_key(table)}]", by_file.items())
        for table, by_file in tables.items()
    )
    blocks = "\n\n".join("\n".join(block) for block in (*files, *shares))
    rest = without_shape(text)
    return f"{rest}{'' if rest.endswith(chr(10)) else chr(10)}\n{HEAD}{blocks}\n"


def _seen(file: FileShape) -> Iterator[tuple[str, object]]:
    if file.columns:
        yield "columns", file.columns
    for key, words in (("words", file.words), ("common", file.common)):
        if words:
            yield key, {column: sorted(of_it) for column, of_it in words.items()}


def _block(header: str, pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    yield header
    for key, value in pairs:
        comment = f"  # {JURISDICTION}" if (key, value) == ("jurisdiction", "") else ""
        yield f"{_key(key)} = {_value(value)}{comment}"


def _statement(statement: Statement) -> Iterator[tuple[str, object]]:
    for column in fields(statement):
        value = getattr(statement, column.name)
        if value is not None and value != column.default:
            yield column.name, value


def beside_text(chosen: Chosen) -> str:
    """Of the profile what a choice has no names for, and the rows that it states itself."""
    blocks = [
        *(_block(f"[files.{_key(n)}]", said.items()) for n, said in chosen.more_of_files.items()),
        *(_block("[[groups]]", group.items()) for group in chosen.groups),
        *_rows(chosen),
    ]
    return "\n\n".join("\n".join(block) for block in blocks)


def _rows(chosen: Chosen) -> Iterator[Iterator[str]]:
    for table, rows in chosen.rows.items():
        yield from (_block(f"[[rows.{_key(table)}]]", row.items()) for row in rows)


def more_text(said: Said) -> str:
    """Keys and values as lines of TOML, for whoever looks at what cannot be changed elsewhere."""
    return "\n".join(f"{_key(key)} = {_value(value)}" for key, value in said.items())


def _file(file: SourceFile) -> Iterator[tuple[str, object]]:
    if file.origin is not None:
        yield from _made(file)
    else:
        yield from _own(file)
    if file.missing:
        yield "missing", file.missing
    if file.joins:
        yield "join", {join.file: dict(_join(join)) for join in file.joins}


def _made(file: SourceFile) -> Iterator[tuple[str, object]]:
    yield "from", file.origin
    if file.unpivot is not None:
        yield "unpivot", file.unpivot.members
        if file.unpivot.parts:
            yield "parts", file.unpivot.parts
        if file.unpivot.parts_like is not None:
            yield "parts_like", file.unpivot.parts_like
    if file.extract is not None:
        extract: dict[str, object] = {"column": file.extract.column, "like": file.extract.like}
        extract |= {"between": file.extract.between} if file.extract.between else {}
        missing_like = file.extract.missing_like
        extract |= {} if missing_like is None else {"missing_like": missing_like}
        yield "extract", extract


def _join(join: Join) -> Iterator[tuple[str, object]]:
    yield "on", join.on
    if join.there != join.on:
        yield "there", join.there
    yield "columns", join.columns


def _own(file: SourceFile) -> Iterator[tuple[str, object]]:
    if file.asked is not None:
        yield ("query", file.asked.select) if file.asked.select else ("table", file.asked.table)
        return
    yield "file", file.file
    for name in ("sheet", "records", "keys", "encoding", "delimiter"):
        value = getattr(file, name)
        if value != getattr(_PLAIN_FILE, name):
            yield name, value
    if file.header_rows != _PLAIN_FILE.header_rows:
        first, *others = file.header_rows
        yield "header_row", file.header_rows if others else first
    if file.skip_rows:
        yield "skip_rows", file.skip_rows


def _table(table: ChosenTable) -> Iterator[str]:
    yield from _comment(table.comment)
    entries: list[tuple[str, object]] = [("table", table.table), ("from", table.file)]
    entries += [("first_of", table.first_of)] if table.first_of else []
    entries += [("person", "none")] if table.person_none else []
    entries += [("charged", "implied")] if table.charged_implied else []
    entries += table.more.items()
    yield from _block("[[tables]]", entries)
    yield ""
    yield "[tables.columns]"
    # A column with codes is a table of its own, and those must stand behind the others.
    plain = {t: c for t, c in table.columns.items() if c.codes is None}
    for target, column in plain.items():
        yield from _comment(column.comment)
        yield f"{_key(target)} = {_column(column)}"
    yield from _comment(table.closing_comment)
    for target, column in table.columns.items():
        if column.codes is not None:
            yield from ("", *_comment(column.comment))
            yield from _block(f"[tables.columns.{_key(target)}]", _said(column))
            yield from _codes(target, column)


def _column(column: ChosenColumn) -> str:
    entries = dict(_said(column))
    return _value(entries["source"] if entries.keys() == {"source"} else entries)


def _said(column: ChosenColumn) -> Iterator[tuple[str, object]]:
    for name in ("source", "constant", "compose"):
        value = getattr(column, name)
        if value is not None:
            yield name, value
    if column.pick is not None:
        yield "pick", column.pick
    if column.date:
        yield "date", column.date
    if column.language and column.names_months:
        yield "language", column.language
    if column.missing:
        yield "missing", column.missing
    if column.number is not None:
        yield "number", dict(_number(column.number))
    if column.pseudonym:
        yield "pseudonym", True
    yield from column.more.items()


def _codes(target: str, column: ChosenColumn) -> Iterator[str]:
    """The codes, and behind a sign for comments the values that have a comment and no code."""
    yield ""
    yield f"[tables.columns.{_key(target)}.codes]"
    if column.codes_like:
        yield f"like = {_value(column.codes_like)}"
    if column.codes_from:
        yield f"from = {_value(column.codes_from)}"
    for value, code in (column.codes or {}).items():
        comment = column.code_comments.get(value)
        # A key that looks like a number is a text all the same.
        yield f"{_text(value)} = {_text(code)}" + (f" # {_one_line(comment)}" if comment else "")
    for value, comment in column.code_comments.items():
        if value not in (column.codes or {}):
            yield _one_line(f"# {_text(value)} = {_text('')} # {comment}")


def _number(number: NumberFormat) -> Iterator[tuple[str, object]]:
    for column in fields(number):
        value = getattr(number, column.name)
        if value != getattr(_PLAIN_NUMBER, column.name):
            yield column.name, value


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_value(one) for one in value)}]"
    return _text(str(value))


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    # As JSON does, and some signs more: TOML refuses one of them.
    escaped = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {_one_line(line)}".rstrip() for line in text.splitlines())


def _one_line(text: str) -> str:
    """Text that a comment may hold: on one line, without signs that TOML refuses."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
