"""Declare each key of a profile once. The parser checks against it; the guide prints it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas import errors
from schemas.language import Message, marked, message, t

# The guide's text after this line is written by `mapping keys --into`.
MARK = "<!-- Behind this line: mapping keys --into docs/mapping.md -->\n"

# The largest allowed whole numbers: in general, for rows of a sheet, and for decimals. Money has
# two decimals, a measured length or share rarely more than six.
LARGEST, MOST_ROWS, MOST_PLACES = 10**12, 1 << 20, 9


class Kind(StrEnum):
    """The kind of value that a key takes, in the words of a fault message."""

    TEXT = marked("text")
    TEXTS = marked("text or a list of texts")
    NUMBER = marked("a number")
    COUNT = marked("a whole number from 0 to {most:,}")
    COUNTS = marked("a whole number from 1 to {most:,}, or a list of rising ones")
    YES = marked("true or false")
    DAY = marked("a date such as 2026-06-30, without quotes")
    TABLE = marked("a table of keys")
    TABLE_OR_NAME = marked("a table of keys, or the name of one of [codes]")
    TABLES = marked("tables by the name of a table of records")
    BY_NAME = marked("tables by a name of your own")


@dataclass(frozen=True)
class Key:
    """A key of a profile.

    `inside` names the KeyTable for tables in its value, if that is not called like the key.
    `most` is the largest number that it takes.
    """

    name: str
    meaning: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    inside: str = ""
    most: int = LARGEST

    @property
    def holds(self) -> Message:
        """Return what kind of value the key takes."""
        if self.options:
            return message("one of {options}", options=", ".join(self.options))
        return message(self.kind.value, most=self.most)


@dataclass(frozen=True)
class KeyTable:
    """A table of a profile. If it declares no keys, its keys are names from the source."""

    name: str
    heading: str
    meaning: str
    keys: Mapping[str, Key]


KEY_TABLES: dict[str, KeyTable] = {}


def _declare_key_table(name: str, heading: str, meaning: str, *keys: Key) -> None:
    KEY_TABLES[name] = KeyTable(name, heading, meaning, {key.name: key for key in keys})


_MISSING = Key("missing", "Cells with these words are blank, in every column.", Kind.TEXTS)


_declare_key_table(
    "profile",
    "the file itself",
    marked("The parts of a mapping."),
    Key(
        "source",
        "The address of a database to read instead of files, without a password:"
        " postgresql://READER@HOST/NAME, sqlite:///PATH or duckdb:///PATH.",
    ),
    Key("manifest", "Facts about the whole export.", Kind.TABLE),
    Key("files", "The files of the export.", Kind.BY_NAME),
    Key("codes", "Lists of codes that several columns share.", Kind.BY_NAME),
    Key("tables", "What the rows of a file become.", Kind.TABLES),
    Key("rows", "Rows that the mapping itself adds.", Kind.TABLES),
    Key(
        "shape",
        "What the export looked like when the mapping was made. It comes last, and `mapping"
        " accept` writes it.",
        Kind.TABLE,
    ),
)
_declare_key_table(
    "manifest",
    "[manifest]",
    marked("Facts about the whole export."),
    Key("jurisdiction", "The code of the jurisdiction, such as USA or USA-IL."),
    Key("office_id", "The office of all records."),
    Key("extracted_on", "The day on which the export was made.", Kind.DAY),
    Key("period_from", "The first day that it covers.", Kind.DAY),
    Key("period_to", "The last day that it covers.", Kind.DAY),
    Key("dates", "Whether days or only months are stored.", options=("day", "month")),
    Key("note", "What readers must know about the source, in one sentence."),
    Key(
        "unfilled",
        "Why columns of filled tables have no values: the source does not collect them, or other"
        " imports of the jurisdiction have them.",
        options=("not_collected", "elsewhere"),
    ),
    Key(
        "ids",
        "The source has no ids, so ids are made of _row, the row number. Each import then"
        " replaces the last one by this mapping, of the same jurisdiction and office, as a whole.",
        options=("by_row",),
    ),
    Key(
        "collected",
        "Columns, such as cases.opened_on, that the source records although the mapping does not"
        " fill them.",
        Kind.TEXTS,
    ),
)
_declare_key_table(
    "files",
    "[files.NAME]",
    marked("A file of the export. NAME is its name in the mapping."),
    Key(
        "file",
        "Its name, without a folder. * means any characters, as in calls_*.csv, if only one file"
        " has such a name.",
    ),
    Key("sheet", "The sheet of a workbook."),
    Key("records", "The path to the records of a JSON file: a.b.c."),
    Key("keys", "Fields around JSON records that are copied into each record.", Kind.TEXTS),
    Key("encoding", "For example cp1252; the default is utf-8."),
    Key("delimiter", "The character between cells; the default is a comma."),
    Key(
        "header_row",
        "The row with the names of the columns; the default is 1. If group names are in the row"
        " above, write both rows, [3, 4]; the names are joined.",
        Kind.COUNTS,
        most=MOST_ROWS,
    ),
    Key(
        "skip_rows",
        "The number of rows below the header to leave out.",
        Kind.COUNT,
        most=MOST_ROWS,
    ),
    _MISSING,
)
_declare_key_table(
    "files.source",
    "[files.NAME] with source",
    marked("What is read from the database in [source]: either file or query."),
    Key("file", "A table or view, with its schema and a dot before it: court.cases."),
    Key("query", "One SELECT in the SQL of the database."),
    _MISSING,
)
_declare_key_table(
    "files.select",
    "[files.NAME] with select",
    marked("Rows that a SELECT makes from the files above it."),
    Key(
        "select",
        "One SELECT in the SQL of DuckDB. All cells are text, and a blank is NULL. The result"
        " must have _row, the number of the row that each row is made of.",
    ),
)
_declare_key_table(
    "tables",
    "[tables.TABLE], or [[tables.TABLE]] where several blocks fill it",
    marked("Rows of one table of the record model, made from the rows of one file."),
    Key("from", "The name of the file in the mapping."),
    Key("where", "Which rows to use: an SQL condition over the file."),
    Key("columns", "How each column is filled.", Kind.TABLE),
)
_declare_key_table(
    "shape",
    "[shape]",
    marked(
        "What the next export is compared with. [shape.tables.TABLE] has by file the share of its"
        " rows that became rows of the table."
    ),
    Key("files", "The files, by their names in the mapping.", Kind.BY_NAME, inside="shape.files"),
    Key("tables", "The tables that were filled.", Kind.BY_NAME, inside="shape.tables"),
)
_declare_key_table(
    "shape.files",
    "[shape.files.NAME]",
    marked("What a file looked like."),
    Key("columns", "The names of its columns.", Kind.TEXTS),
    Key(
        "words",
        "The words of each column on which something depends. A last word … means that rare words"
        " are left out.",
        Kind.TABLE,
        inside="shape.words",
    ),
)
_declare_key_table("shape.words", "words = { COLUMN = TEXTS }", marked("A column and its words."))
_declare_key_table("shape.tables", "[shape.tables.TABLE] FILE = SHARE", marked("Shares by file."))
_declare_key_table(
    "rows", "[[rows.TABLE]]", marked("Rows that the mapping itself adds: columns and values.")
)
_declare_key_table(
    "columns",
    '[tables.TABLE.columns] COLUMN = { ... }, or COLUMN = "SOURCE COLUMN"',
    marked("How a column is filled: exactly one of source, sql and constant."),
    Key("source", "The column of the file to read."),
    Key("sql", "An SQL expression over the file that gives a text."),
    Key("constant", 'The same value in every row; "" leaves the column blank.'),
    Key("codes", "The code for each cell, or the name of a list of [codes].", Kind.TABLE_OR_NAME),
    Key("missing", "Cells with these words are blank.", Kind.TEXTS),
    Key(
        "date",
        "How dates are written: YYYY, MM or Mon or Month, and DD, with characters between them,"
        " such as DD/MM/YYYY. Month is a name in ar, de, en, es, fr, mn, pt, ru, tr or zh.",
        Kind.TEXTS,
    ),
    Key("not_after", "The last day that is allowed; a later date cannot be read.", Kind.DAY),
    Key("number", "How numbers are written.", Kind.TABLE),
    Key("split", "Characters between the parts of a list; each part becomes a row.", Kind.TEXTS),
    Key("several", "The code for a list of different codes, instead of several rows."),
    Key("pseudonym", "The value is replaced by a keyed hash.", Kind.YES),
    Key("unreadable", "Cells that cannot be read are left blank.", options=("blank",)),
    Key("missing_ok", "Rows with dates in the wrong order are stored with a warning.", Kind.YES),
)
_declare_key_table(
    "codes",
    "[codes.NAME] or [tables.TABLE.columns.COLUMN.codes] CELL = CODE",
    marked(
        "The code of each cell; an empty code leaves the cell blank. [codes.like] has patterns and"
        " their codes, for cells without a code. [codes.from] has numbers and their codes: { 0 ="
        ' "child", 18 = "adult" } gives "child" to 0 to 17 and "adult" from 18 on. [number] says'
        " how the numbers are written."
    ),
)
_declare_key_table(
    "number",
    "number = { ... }",
    marked("How numbers are written; {} means digits with a decimal point."),
    Key(
        "written",
        "The number 1234.50 as the source writes it, for example $1,234.50 or 1.234,50 EUR.",
    ),
    Key("times", "The number is multiplied by this: 12 turns years into months.", Kind.COUNT),
    Key("places", "The number of decimals to round to.", Kind.COUNT, most=MOST_PLACES),
)


def update_guide_reference(guide: str) -> str:
    """Return the guide with its reference of keys written again from the declarations.

    Raises UserError if the guide lacks the line that marks the place.
    """
    own, mark, _ = guide.partition(MARK)
    if not mark:
        line = MARK.strip()
        raise errors.UserError(
            "The file has no line [{line}]. The keys are written after it.", line=line
        )
    return own + MARK + "".join(f"{line}\n" for line in _reference_lines())


def _reference_lines() -> Iterator[str]:
    for place in KEY_TABLES.values():
        yield from ("", f"### `{place.heading}`", t(place.meaning))
        if place.keys:
            yield from ("", "| key | holds | meaning |", "|---|---|---|")
        for key in place.keys.values():
            yield f"| `{key.name}` | {t(key.holds)} | {t(key.meaning)} |"
