"""The keys of the mapping language, each declared once: checked by the parser, printed as help."""

from collections.abc import Mapping

from seed.mapping.language.keys import Key, Kind, Place
from seed.mapping.language.months import LANGUAGES

_ADDED = (
    Key("missing", Kind.TEXTS, "Cells with these words are blank, in every column."),
    Key(
        "numbers",
        Kind.BY_NAME,
        "How the numbers of a column are written, for rules and conditions alike.",
        inside="number",
    ),
    Key("join", Kind.BY_NAME, "Columns looked up in another file.", inside="files.join"),
    Key(
        "flags",
        Kind.BY_NAME,
        "Columns of yes and no over the rows that another file has of a key.",
        inside="files.flags",
    ),
)
_ROWS = (
    Key("where", Kind.CONDITION, "Which rows are meant.", inside="condition"),
    Key("of", Kind.TEXT, "The column that a row is about: no row is made where it is blank."),
    Key(
        "unknown_as",
        Kind.TEXT,
        "Where [of] is blank a row is made all the same, of which that is unknown.",
        ("row",),
    ),
    Key("first_of", Kind.TEXTS, "One row, the first, for each group that these columns make."),
    Key("repeat", Kind.TEXT, "The column that says how many rows are made."),
    Key("columns", Kind.TABLE, "How each column is filled.", inside="columns"),
)
_TABLE = (
    Key("table", Kind.TEXT, "The table of the record model that is filled."),
    *_ROWS,
    Key("charged", Kind.TEXT, "All of these were charged: [charged] is yes.", ("implied",)),
    Key("person", Kind.TEXT, "The links are of persons who are not recorded.", ("none",)),
)

_DECLARED = (
    Place(
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
            Key("tables", Kind.RULES, "What becomes of a file's rows.", inside="tables"),
            Key("groups", Kind.TABLES, "Several tables from one row.", inside="groups"),
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
    Place(
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
    Place(
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
            ),
            Key("skip_rows", Kind.COUNT, "Rows left out below the header."),
            *_ADDED,
        ),
    ),
    Place(
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
    Place(
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
    Place(
        "files.from",
        "[files.NAME] with from",
        "Rows made of another file's rows; they keep its row numbers. What that file joins and"
        " flags, and how its numbers are written, is there too, save of what is made here.",
        (
            Key("from", Kind.TEXT, "The file that they are made of, which stands above."),
            Key(
                "unpivot",
                Kind.TABLE,
                'Repeated columns become rows: { statute = "Statute{n}", plea = "Plea{n}" } makes'
                " the columns statute, plea and n. A group that is blank makes no row.",
                inside="unpivot",
            ),
            Key("parts", Kind.TEXTS, "What may stand for the braces of [unpivot]."),
            Key("parts_like", Kind.TEXT, "The pattern of what may stand there."),
            Key("extract", Kind.TABLE, "Matches in a cell become rows.", inside="files.extract"),
            *_ADDED,
        ),
    ),
    Place("unpivot", "unpivot = { COLUMN = PATTERN }", "Columns and their patterns."),
    Place(
        "files.extract",
        "[files.NAME.extract]",
        "What a pattern finds in a cell: a row for each match. Cells without one are refused.",
        (
            Key("column", Kind.TEXT, "The column that is looked into."),
            Key(
                "like",
                Kind.TEXT,
                "The pattern; each named group, (?P<amount>[0-9.]+), becomes a column.",
            ),
            Key("between", Kind.TEXTS, "What may stand between matches; anything else is told."),
            Key("missing_like", Kind.TEXT, "The pattern of cells that say nothing."),
        ),
    ),
    Place(
        "files.join",
        "[files.NAME.join.OTHER]",
        "Columns of the file OTHER, looked up row by row.",
        (
            Key("on", Kind.TEXTS, "The columns that both files have, unique in OTHER."),
            Key("there", Kind.TEXTS, "What these are called in OTHER, if otherwise than here."),
            Key("columns", Kind.TEXTS, "The columns that are added."),
        ),
    ),
    Place(
        "files.flags",
        "[files.NAME.flags.COLUMN]",
        "A new column: yes, no or blank, over the rows that another file has of a key.",
        (
            Key("in", Kind.TEXT, "The file that is looked into."),
            Key("by", Kind.TEXTS, "The columns that both files have."),
            Key("yes", Kind.CONDITION, "yes where any row meets it.", inside="condition"),
            Key("no", Kind.CONDITION, "no where all rows meet it.", inside="condition"),
        ),
    ),
    Place(
        "tables",
        "[[tables]]",
        "Rows of one table of the record model from the rows of one file.",
        (Key("from", Kind.TEXT, "The profile's name of the file."), *_TABLE),
    ),
    Place(
        "rules",
        "[tables.TABLE], or [[tables.TABLE]] where several blocks fill it",
        "Rows of one table of the record model from the rows of one file.",
        (
            Key("from", Kind.TEXT, "The profile's name of the file."),
            Key("where", Kind.TEXT, "Which rows are meant: a condition in SQL over the file."),
            Key("columns", Kind.TABLE, "How each column is filled.", inside="columns"),
            Key("person", Kind.TEXT, "The links are of persons who are not recorded.", ("none",)),
        ),
    ),
    Place(
        "groups",
        "[[groups]]",
        "Several tables from one row; [groups.columns] go to each table that has such a column.",
        (
            Key("from", Kind.TEXT, "The profile's name of the file."),
            *_ROWS,
            Key("tables", Kind.TABLES, "The tables that are filled.", inside="groups.tables"),
        ),
    ),
    Place(
        "groups.tables",
        "[[groups.tables]]",
        "A table of a group; what it says itself goes before the group's, conditions add up.",
        _TABLE,
    ),
    Place(
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
    Place(
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
    Place("shape.words", "words = { COLUMN = TEXTS }", "A column and its words."),
    Place("shape.tables", "[shape.tables.TABLE] FILE = SHARE", "Shares by file."),
    Place("rows", "[[rows.TABLE]]", "Rows that the profile states itself: columns and values."),
    Place(
        "columns",
        '[tables.columns] COLUMN = { ... }, or COLUMN = "SOURCE COLUMN"',
        "How a column is filled; exactly one of source, sql, pick, constant, compose, cases and"
        " joint.",
        (
            Key("source", Kind.TEXT, "The column of the file that it is read from."),
            Key("sql", Kind.TEXT, "An expression in SQL over the file; it gives a text."),
            Key("pick", Kind.TEXTS, "Several columns, of which the first filled one is read."),
            Key("constant", Kind.TEXT, "The same in every row."),
            Key(
                "compose",
                Kind.TEXT,
                "Text with columns in braces: {court}-{number}[-{part}]. In square brackets stands"
                " what may be blank; {row_number} is the row's number, {part} that among the rows"
                " made of it.",
            ),
            Key(
                "cases", Kind.TABLES, "Values by conditions; the first that is met.", inside="cases"
            ),
            Key("joint", Kind.TABLE, "The id of an order against several.", inside="joint"),
            Key("otherwise", Kind.TEXT, "The value where no case is met; without it a fault."),
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
            Key("only_if", Kind.CONDITION, "Blank where it is not met.", inside="condition"),
            Key("unreadable", Kind.TEXT, "Cells that cannot be read are left blank.", ("blank",)),
            Key("missing_ok", Kind.YES, "Rows of a wrong order of dates are stored and told."),
            Key(
                "keep",
                Kind.TEXT,
                "Of the rows that [first_of] takes for one: which value is kept.",
                ("first_filled", "max", "min"),
            ),
        ),
    ),
    Place(
        "codes",
        "[codes.NAME] or [tables.columns.COLUMN.codes] CELL = CODE",
        "The code of each cell; an empty one leaves it blank. [codes.like] has patterns and their"
        ' codes for cells without one, [codes.from] numbers: { 0 = "child", 18 = "adult" } is the'
        " code of the numbers from each up to the next, written as [number] or [files.NAME.numbers]"
        " says.",
    ),
    Place(
        "cases",
        "{ when = ..., then = ... }",
        "A value and its condition.",
        (
            Key("when", Kind.CONDITION, "The condition.", inside="condition"),
            Key("then", Kind.TEXT, "The value; an empty one leaves the column blank."),
        ),
    ),
    Place(
        "joint",
        "joint = { by = [...] }",
        "Rows that agree in some columns are one order, named by the first of them.",
        (Key("by", Kind.TEXTS, "The columns in which they agree."),),
    ),
    Place(
        "number",
        "number = { ... }, or [files.NAME.numbers] COLUMN = { ... }",
        "How numbers are written; {} is for digits with a decimal point.",
        (
            Key("decimal", Kind.TEXT, "The sign before decimals; without it a point."),
            Key("thousands", Kind.TEXT, "The sign between thousands."),
            Key("before", Kind.TEXT, "What stands before the number, such as $."),
            Key("after", Kind.TEXT, "What stands behind it."),
            Key("times", Kind.COUNT, "It is multiplied by this: 12 makes months of years."),
            Key("places", Kind.COUNT, "It is rounded to so many decimals."),
        ),
    ),
    Place(
        "condition",
        "{ COLUMN = TEXTS, COLUMN = { ... } }",
        "Looks at cells, all of which must be met; in a list of conditions one must be. A blank"
        " cell meets [blank] alone.",
        (
            Key("is", Kind.TEXTS, "It is one of these."),
            Key("not", Kind.TEXTS, "It is filled, and none of these."),
            Key("above", Kind.NUMBER, "Its number is higher."),
            Key("below", Kind.NUMBER, "Its number is lower."),
            Key("from", Kind.NUMBER, "Its number is this or higher."),
            Key("to", Kind.NUMBER, "Its number is this or lower."),
            Key("blank", Kind.YES, "It is blank, or with false filled."),
            Key("contains", Kind.TEXTS, "One of these stands in it."),
            Key("lacks", Kind.TEXTS, "It is filled, and none of these stands in it."),
            Key("like", Kind.TEXTS, "One of these patterns is found in it."),
        ),
    ),
)
PLACES: Mapping[str, Place] = {place.name: place for place in _DECLARED}
