"""A profile as it is being made, column by column, and its text in TOML."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from schemas import columns
from seed.mapping.cell_formats import MONTH, NumberFormat
from seed.mapping.profile_model import FIELDS, FileShape, Shape, SourceFile, Statement
from seed.mapping.profile_sql import uses_row_number

SHAPE_KEY = "shape"
# Stands above the section, and goes with it.
SHAPE_HEAD = (
    "# The export that this profile was made for; the next one is held against it.\n"
    "# It is written by mapping accept. Its words are those of your records: take it out of a\n"
    "# profile that you pass on.\n"
)
_SHAPE_BEGINS = re.compile(
    rf"\n?(?:{re.escape(SHAPE_HEAD)})?^[ \t]*\[[ \t]*{SHAPE_KEY}[ \t]*[.\]]", re.MULTILINE
)
# What stands behind the line of a draft that is still to fill.
JURISDICTION = "TO FILL: three letters of ISO 3166-1, such as MNG, or with a part of it, USA-CA"
_BARE = re.compile(r"[A-Za-z0-9_-]+")
# Nobody sees them, or sees another sign: some move a terminal, others look like a space.
_UNSEEN = re.compile("[\x7f-\xa0\u2007\u2009\u202a-\u202f\u2066-\u2069]")
_UNSEEN_IN_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f]|{_UNSEEN.pattern}")
_PLAIN_FILE = SourceFile("", "")
_PLAIN_NUMBER = NumberFormat()
# Keys and values as TOML has them.
TomlValues = Mapping[str, object]


@dataclass(frozen=True)
class ColumnChoice:
    """How one column of a table is filled: from a `source` column, by a `constant` or by `sql`.

    `sql` is an expression over the file's columns that gives a text, such as `'P' || _row`. `date`
    holds formats such as DD/MM/YYYY, `language` those of the names of months, where `Month` stands
    in them. `codes` None takes the cell as it stands; a code of "" leaves the cell blank;
    `codes_like` has patterns and their codes, for cells without a code of their own, `codes_from`
    numbers and the codes of those from there on; `codes_name` is the shared list that they are of.
    A comment stands above the column; of codes, by their source value, behind the code. `more` are
    the keys that have no name here, such as `unreadable`, as the profile says them.
    """

    source: str | None = None
    constant: str | None = None
    sql: str | None = None
    codes: Mapping[str, str] | None = None
    codes_like: Mapping[str, str] = field(default_factory=dict)
    codes_from: Mapping[str, str] = field(default_factory=dict)
    codes_name: str = ""
    date: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    number: NumberFormat | None = None
    missing: tuple[str, ...] = ()
    pseudonym: bool = False
    more: TomlValues = field(default_factory=dict)
    comment: str = ""
    code_comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def read(self) -> str:
        """The column or SQL that it is read from; blank if neither."""
        return self.source or self.sql or ""

    @property
    def names_months(self) -> bool:
        """Whether a format has the name of a month, which is of some language."""
        return any(MONTH in words for words in self.date)

    @property
    def all_codes(self) -> TomlValues:
        """All its codes as the profile has them, also those of patterns and numbers."""
        beside = {"like": self.codes_like, "from": self.codes_from}
        return {**{key: codes for key, codes in beside.items() if codes}, **(self.codes or {})}


@dataclass(frozen=True)
class TableChoice:
    """One table of the record model from one file (its label in `Chosen.files`).

    `where` is a condition in SQL on the rows that are meant. `person_none` says that the links are
    of persons not recorded. `closing_comment` stands behind the last column.
    """

    table: str
    file: str
    columns: Mapping[str, ColumnChoice]
    where: str = ""
    person_none: bool = False
    comment: str = ""
    closing_comment: str = ""

    @property
    def has_ids_by_row(self) -> bool:
        """Whether an id is made of the number of the row."""
        return any(
            column.sql is not None
            and uses_row_number(column.sql)
            and FIELDS[self.table][name].kind is columns.Kind.ID
            for name, column in self.columns.items()
        )


@dataclass(frozen=True)
class ProfileChoice:
    """A whole profile as a page collects it.

    `comment` stands at its head. `files` holds those of the source, and behind them those that
    SELECTs make of them. `collected` and `rows` are stated by the profile itself; `lists` are codes
    that several columns share. `source` is the address of the database that is read in the place of
    files. `shape` is what the export looked like that the profile was made for.
    """

    name: str
    files: tuple[SourceFile, ...]
    tables: tuple[TableChoice, ...]
    statement: Statement = field(default_factory=Statement)
    collected: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    lists: Mapping[str, TomlValues] = field(default_factory=dict)
    comment: str = ""
    source: str | None = None
    shape: Shape | None = None


class SqlText(str):
    """A text of SQL. It is written as a block where quotes or backslashes would need escapes."""


def profile_text(chosen: ProfileChoice) -> str:
    """The profile as TOML. If the choice is complete, `parse` finds no fault in it."""
    lists = {name: codes for name, codes in chosen.lists.items() if _is_used(name, codes, chosen)}
    blocks = [
        _comment(chosen.comment),
        [] if chosen.source is None else [f"source = {_text(chosen.source)}"],
        _block("[manifest]", _statement(chosen)),
        *(_block(f"[files.{key_text(file.name)}]", _file(file)) for file in chosen.files),
        *(_block(f"[codes.{key_text(name)}]", codes.items()) for name, codes in lists.items()),
        *_tables(chosen, lists),
        *_rows(chosen),
    ]
    text = "\n\n".join("\n".join(block) for block in map(list, blocks) if block) + "\n"
    return text if chosen.shape is None else with_shape(text, chosen.shape)


def _is_used(name: str, codes: TomlValues, chosen: ProfileChoice) -> bool:
    """Whether a column has exactly the codes of the list."""
    every = (column for table in chosen.tables for column in table.columns.values())
    return any(column.codes_name == name and column.all_codes == codes for column in every)


def without_shape(text: str) -> str:
    """The text of a profile without its shape: what decides how an export is read.

    It is the text itself where the section does not stand last and cannot be told from the rest.
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
    """The text of a profile with the shape of its export at its end, in place of an older one."""
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
    for key, words in (("words", file.words), ("common", file.common)):
        if words:
            yield key, {column: sorted(of_it) for column, of_it in words.items()}


def _block(header: str, pairs: Iterable[tuple[str, object]]) -> Iterator[str]:
    yield header
    for key, value in pairs:
        comment = f"  # {JURISDICTION}" if (key, value) == ("jurisdiction", "") else ""
        yield f"{key_text(key)} = {value_text(value)}{comment}"


def _statement(chosen: ProfileChoice) -> Iterator[tuple[str, object]]:
    for column in fields(chosen.statement):
        value = getattr(chosen.statement, column.name)
        if value is not None and value != column.default:
            yield column.name, value
    if chosen.collected:
        yield "collected", chosen.collected


def _rows(chosen: ProfileChoice) -> Iterator[Iterator[str]]:
    for table, rows in chosen.rows.items():
        yield from (_block(f"[[rows.{key_text(table)}]]", row.items()) for row in rows)


def stated_rows_text(chosen: ProfileChoice) -> str:
    """The rows that the profile states itself."""
    return "\n\n".join("\n".join(block) for block in _rows(chosen))


def toml_lines(said: TomlValues) -> str:
    """Keys and values as lines of TOML."""
    return "\n".join(f"{key_text(key)} = {value_text(value)}" for key, value in said.items())


def _file(file: SourceFile) -> Iterator[tuple[str, object]]:
    if file.select:
        yield "select", SqlText(file.select)
        return
    yield from _own_file(file)
    if file.missing:
        yield "missing", file.missing
    if file.numbers:
        yield "numbers", {column: dict(_number(form)) for column, form in file.numbers.items()}


def _own_file(file: SourceFile) -> Iterator[tuple[str, object]]:
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


def _tables(chosen: ProfileChoice, lists: Mapping[str, TomlValues]) -> Iterator[Iterator[str]]:
    """The tables. Those of one name follow each other."""
    for name in dict.fromkeys(table.table for table in chosen.tables):
        several = [table for table in chosen.tables if table.table == name]
        for table in several:
            yield _table(table, lists, is_one_of_several=len(several) > 1)


def _table(
    table: TableChoice, lists: Mapping[str, TomlValues], *, is_one_of_several: bool
) -> Iterator[str]:
    yield from _comment(table.comment)
    entries: list[tuple[str, object]] = [("from", table.file)]
    entries += [("where", SqlText(table.where))] if table.where else []
    entries += [("person", "none")] if table.person_none else []
    place = f"tables.{key_text(table.table)}"
    yield from _block(f"[[{place}]]" if is_one_of_several else f"[{place}]", entries)
    yield ""
    yield f"[{place}.columns]"
    # A column with codes is a table of its own, and those must stand behind the others.
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


def _is_long(column: ColumnChoice, lists: Mapping[str, TomlValues]) -> bool:
    has_codes = column.codes is not None and not _shared(column, lists)
    return has_codes or (column.sql is not None and _is_block(column.sql))


def _shared(column: ColumnChoice, lists: Mapping[str, TomlValues]) -> bool:
    """Whether its codes are still those of a list."""
    return lists.get(column.codes_name) == column.all_codes


def _write_column(
    column: ColumnChoice, lists: Mapping[str, TomlValues]
) -> Iterator[tuple[str, object]]:
    if column.source is not None:
        yield "source", column.source
    if column.constant is not None:
        yield "constant", column.constant
    if column.sql is not None:
        yield "sql", SqlText(column.sql)
    if _shared(column, lists):
        yield "codes", column.codes_name
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


def _codes(header: str, column: ColumnChoice) -> Iterator[str]:
    """The codes; values without a code stand in comments."""
    yield ""
    yield header
    if column.codes_like:
        yield f"like = {value_text(column.codes_like)}"
    if column.codes_from:
        yield f"from = {value_text(column.codes_from)}"
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


def value_text(value: object) -> str:
    if isinstance(value, SqlText):
        return _sql(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float | date):
        return str(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key_text(key)} = {value_text(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(value_text(one) for one in value)}]"
    return _text(str(value))


def _is_block(sql: str) -> bool:
    """Whether a text of SQL is easier to read on lines of its own."""
    is_plain = "\n" not in sql and "\\" not in sql and not ("'" in sql and '"' in sql)
    return not is_plain or (_UNSEEN_IN_LINES.search(sql) is not None and '"' in sql)


def _sql(sql: str) -> str:
    """A text of SQL, without escapes where that is possible."""
    if not _is_block(sql):
        return f"'{sql}'" if '"' in sql else _text(sql)
    if "\\" in sql and "'''" not in sql and not _UNSEEN_IN_LINES.search(sql):
        return f"'''\n{sql}\n'''"
    escaped = sql.replace("\\", "\\\\").replace('"""', '""\\"')
    escaped = _UNSEEN_IN_LINES.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)
    return f'"""\n{escaped}\n"""'


def key_text(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    # As JSON does, and some signs more: TOML refuses one of them.
    escaped = json.dumps(value, ensure_ascii=False)
    return _UNSEEN.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped)


def _comment(text: str) -> Iterator[str]:
    yield from (f"# {_one_line(line)}".rstrip() for line in text.splitlines())


def _one_line(text: str) -> str:
    """Text for a comment: on one line, without signs that TOML refuses."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
