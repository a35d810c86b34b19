"""Declare each key of a profile once. The parser checks against it; the guide prints it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from schemas import errors

# The guide's text after this line is written by `mapping keys --into`.
MARK = "<!-- Behind this line: mapping keys --into docs/mapping.md -->\n"
LANGUAGES = ("ar", "de", "en", "es", "fr", "mn", "pt", "ru", "tr", "zh")


# The largest allowed whole numbers: in general, for rows of a sheet, and for decimals. Money has
# two decimals, a measured length or share rarely more than six.
LARGEST, MOST_ROWS, MOST_PLACES = 10**12, 1 << 20, 9


class Kind(StrEnum):
    """What a key holds, in the words of a fault message."""

    TEXT = "text"
    TEXTS = "text or a list of texts"
    COUNT = "a whole number"
    COUNTS = "a whole number or a list of rising ones"
    YES = "true or false"
    DAY = "a date such as 2026-06-30, without quotes"
    TABLE = "a table of keys"
    TABLE_OR_NAME = "a table of keys, or the name of one of [codes]"
    TABLES = "tables by the name of a table of records"
    BY_NAME = "tables by a name of your own"


@dataclass(frozen=True)
class Key:
    """A key of a profile.

    `inside` names the kind of table that it holds; `most` is the largest number that it takes.
    """

    name: str
    kind: Kind
    meaning: str
    options: tuple[str, ...] = ()
    inside: str = ""
    most: int = LARGEST

    @property
    def holds(self) -> str:
        """Return what kind of value the key takes, as text for messages."""
        return f"one of {', '.join(self.options)}" if self.options else self.kind.value


@dataclass(frozen=True)
class KeyTable:
    """A table of a profile. If it declares no keys, its keys are names from the source."""

    name: str
    heading: str
    meaning: str
    keys: tuple[Key, ...] = ()

    def key(self, name: str) -> Key | None:
        """Return the key with this name; None if there is none."""
        return next((key for key in self.keys if key.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the keys in this part of a profile."""
        return tuple(key.name for key in self.keys)


_ADDED = (
    Key("missing", Kind.TEXTS, "Cells with these words are blank, in every column."),
    Key(
        "numbers",
        Kind.BY_NAME,
        "How the numbers of a column are written, wherever it is read.",
        inside="number",
    ),
)


_DECLARED = (
    KeyTable(
        "profile",
        "the file itself",
        "What a profile consists of.",
        (
            Key(
                "source",
                Kind.TEXT,
                "The address of a database that is read in the place of files, without a password:"
                " postgresql://READER@HOST/NAME, sqlite:///PATH or duckdb:///PATH.",
            ),
            Key("manifest", Kind.TABLE, "What is said of the whole export.", inside="manifest"),
            Key("files", Kind.BY_NAME, "The files of the export.", inside="files"),
            Key(
                "codes", Kind.BY_NAME, "Lists of codes that several columns share.", inside="codes"
            ),
            Key("tables", Kind.TABLES, "What becomes of a file's rows.", inside="tables"),
            Key("rows", Kind.TABLE, "Rows that the profile states itself.", inside="rows"),
            Key(
                "shape",
                Kind.TABLE,
                "What the export looked like that the profile was made for; it stands last, and is"
                " written by mapping accept.",
                inside="shape",
            ),
        ),
    ),
    KeyTable(
        "manifest",
        "[manifest]",
        "What is said of the whole export.",
        (
            Key("jurisdiction", Kind.TEXT, "Its code, such as USA or USA-IL."),
            Key("office_id", Kind.TEXT, "The office that all records are of."),
            Key("extracted_on", Kind.DAY, "The day on which the export was made."),
            Key("period_from", Kind.DAY, "The first day that it is of."),
            Key("period_to", Kind.DAY, "The last day that it is of."),
            Key("dates", Kind.TEXT, "How exactly dates are kept.", ("day", "month")),
            Key("note", Kind.TEXT, "What readers must know of the source, in a sentence."),
            Key(
                "unfilled",
                Kind.TEXT,
                "What no block fills of the tables that are filled: it is not collected, or other"
                " submissions of the jurisdiction bring it.",
                ("not_collected", "elsewhere"),
            ),
            Key(
                "ids",
                Kind.TEXT,
                "The source has no ids, and _row, the number of a row, stands for them. Each import"
                " replaces, as a whole, the last one by this profile of the same jurisdiction and"
                " office.",
                ("by_row",),
            ),
            Key(
                "collected",
                Kind.TEXTS,
                "Columns, such as cases.opened_on, that the source records although nothing fills"
                " them.",
            ),
        ),
    ),
    KeyTable(
        "files",
        "[files.NAME]",
        "A file of the export; NAME is what the profile calls it.",
        (
            Key(
                "file",
                Kind.TEXT,
                "Its name, without a folder before it; * stands for any signs, as in calls_*.csv,"
                " where one file alone may be called so.",
            ),
            Key("sheet", Kind.TEXT, "The sheet of a workbook."),
            Key("records", Kind.TEXT, "Where the records of a JSON file stand: a.b.c."),
            Key("keys", Kind.TEXTS, "Fields around JSON records that each takes over."),
            Key("encoding", Kind.TEXT, "Such as utf-8 (without it) or cp1252."),
            Key("delimiter", Kind.TEXT, "The sign between cells; without it a comma."),
            Key(
                "header_row",
                Kind.COUNTS,
                "The row that names the columns; without it 1. Two, [3, 4], where groups stand over"
                " the names, which are joined.",
                most=MOST_ROWS,
            ),
            Key("skip_rows", Kind.COUNT, "Rows left out below the header.", most=MOST_ROWS),
            *_ADDED,
        ),
    ),
    KeyTable(
        "files.source",
        "[files.NAME] with source",
        "What is read of the database that [source] names: one of table and query.",
        (
            Key("table", Kind.TEXT, "A table or view, with its schema before a dot: court.cases."),
            Key("query", Kind.TEXT, "One SELECT, in the database's own words."),
            Key("select", Kind.TEXT, "The old word for [query]."),
            *_ADDED,
        ),
    ),
    KeyTable(
        "files.select",
        "[files.NAME] with select",
        "Rows that a SELECT makes of files above it.",
        (
            Key(
                "select",
                Kind.TEXT,
                "One SELECT in the words of DuckDB. All cells are text, a blank is NULL; _row is"
                " the number of the row that a row is made of, and must be taken along.",
            ),
        ),
    ),
    KeyTable(
        "tables",
        "[tables.TABLE], or [[tables.TABLE]] where several blocks fill it",
        "Rows of one table of the record model from the rows of one file.",
        (
            Key("from", Kind.TEXT, "The profile's name of the file."),
            Key("where", Kind.TEXT, "Which rows are meant: a condition in SQL over the file."),
            Key("columns", Kind.TABLE, "How each column is filled.", inside="columns"),
            Key("person", Kind.TEXT, "The links are of persons who are not recorded.", ("none",)),
        ),
    ),
    KeyTable(
        "shape",
        "[shape]",
        "What the next export is held against; [shape.tables.TABLE] has by file what share of its"
        " rows became one of the table's.",
        (
            Key(
                "files", Kind.BY_NAME, "The files, as the profile calls them.", inside="shape.files"
            ),
            Key("tables", Kind.BY_NAME, "The tables that were filled.", inside="shape.tables"),
        ),
    ),
    KeyTable(
        "shape.files",
        "[shape.files.NAME]",
        "What a file looked like.",
        (
            Key("columns", Kind.TEXTS, "What its columns were called."),
            Key(
                "words",
                Kind.TABLE,
                "By column that something depends on, its words.",
                inside="shape.words",
            ),
            Key(
                "common",
                Kind.TABLE,
                "The same of columns of very many words: those of ten rows and more.",
                inside="shape.words",
            ),
        ),
    ),
    KeyTable("shape.words", "words = { COLUMN = TEXTS }", "A column and its words."),
    KeyTable("shape.tables", "[shape.tables.TABLE] FILE = SHARE", "Shares by file."),
    KeyTable("rows", "[[rows.TABLE]]", "Rows that the profile states itself: columns and values."),
    KeyTable(
        "columns",
        '[tables.TABLE.columns] COLUMN = { ... }, or COLUMN = "SOURCE COLUMN"',
        "How a column is filled; exactly one of source, sql and constant.",
        (
            Key("source", Kind.TEXT, "The column of the file that it is read from."),
            Key("sql", Kind.TEXT, "An expression in SQL over the file; it gives a text."),
            Key("constant", Kind.TEXT, "The same in every row."),
            Key(
                "codes",
                Kind.TABLE_OR_NAME,
                "Which cell becomes which code, or the name of a list of [codes].",
                inside="codes",
            ),
            Key("missing", Kind.TEXTS, "Cells with these words are blank."),
            Key("missing_like", Kind.TEXT, "The pattern of cells that are blank."),
            Key(
                "date",
                Kind.TEXTS,
                "How dates are written: YYYY, MM or Mon or Month, DD with signs between them, such"
                " as DD/MM/YYYY.",
            ),
            Key(
                "language",
                Kind.TEXTS,
                f"Of the month names that Month stands for: {', '.join(LANGUAGES)}.",
            ),
            Key("not_after", Kind.DAY, "A later date cannot be read."),
            Key("number", Kind.TABLE, "How numbers are written.", inside="number"),
            Key("split", Kind.TEXTS, "Signs between the parts of a list; each part makes a row."),
            Key("several", Kind.TEXT, "The code of a list of different codes, instead of rows."),
            Key("pseudonym", Kind.YES, "A keyed hash stands in the place of the value."),
            Key("unreadable", Kind.TEXT, "Cells that cannot be read are left blank.", ("blank",)),
            Key("missing_ok", Kind.YES, "Rows of a wrong order of dates are stored and told."),
        ),
    ),
    KeyTable(
        "codes",
        "[codes.NAME] or [tables.TABLE.columns.COLUMN.codes] CELL = CODE",
        "The code of each cell; an empty one leaves it blank. [codes.like] has patterns and their"
        ' codes, for cells without one. [codes.from] has numbers: { 0 = "child", 18 = "adult" }'
        " gives the code of all numbers from each up to the next. [number] or [files.NAME.numbers]"
        " says how these are written.",
    ),
    KeyTable(
        "number",
        "number = { ... }, or [files.NAME.numbers] COLUMN = { ... }",
        "How numbers are written; {} is for digits with a decimal point.",
        (
            Key("decimal", Kind.TEXT, "The sign before decimals; without it a point."),
            Key("thousands", Kind.TEXT, "The sign between thousands."),
            Key("before", Kind.TEXT, "What stands before the number, such as $."),
            Key("after", Kind.TEXT, "What stands behind it."),
            Key("times", Kind.COUNT, "It is multiplied by this: 12 makes months of years."),
            Key("places", Kind.COUNT, "It is rounded to so many decimals.", most=MOST_PLACES),
        ),
    ),
)


KEY_TABLES: Mapping[str, KeyTable] = {place.name: place for place in _DECLARED}


def with_key_reference(guide: str) -> str:
    """Return the guide with its reference of keys written again from the declarations.

    Raises UserError if the guide lacks the line that marks the place.
    """
    own, mark, _ = guide.partition(MARK)
    if not mark:
        raise errors.UserError(f"The file has no line [{MARK.strip()}], behind which keys go.")
    return own + MARK + "".join(f"{line}\n" for line in _reference())


def _reference() -> Iterator[str]:
    for place in KEY_TABLES.values():
        yield from ("", f"### `{place.heading}`", place.meaning)
        if place.keys:
            yield from ("", "| key | holds | meaning |", "|---|---|---|")
            yield from (f"| `{k.name}` | {k.holds} | {k.meaning} |" for k in place.keys)
