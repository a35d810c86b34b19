"""How sources, fields, codes and findings are named on the page where columns are mapped."""

import re
from collections.abc import Sequence

from babel import Locale

from dashboard import words
from dashboard.upload.mapping.state import FieldTarget, TableFill
from schemas import tables
from seed.mapping import cell_formats, column_profiles, profile_model

LOOKS = {
    column_profiles.CellKind.BLANK: "empty",
    column_profiles.CellKind.YES_NO: "yes or no",
    column_profiles.CellKind.DATE: "dates",
    column_profiles.CellKind.NUMBER: "numbers",
    column_profiles.CellKind.CODE: "codes",
    column_profiles.CellKind.ID: "ids",
    column_profiles.CellKind.TEXT: "text",
}
# The ways to fill a field that are no column of the source; columns are `COLUMN` and their name.
NOTHING, CONSTANT, SQL, COLUMN = "nothing", "constant", "sql", "column:"
WAYS = {
    NOTHING: "— nothing",
    CONSTANT: "the same value in every row",
    SQL: "a text made by SQL",
}
# What a value of the source may become that is no code.
NOT_SAID, BLANK = "not said", "blank"
BECOMES = {NOT_SAID: "— not mapped", BLANK: "leave empty"}
# An amount written in each way that has a name of its own.
NUMBERS = {
    cell_formats.NumberFormat(): "1234.50",
    cell_formats.NumberFormat(decimal=","): "1234,50",
    cell_formats.NumberFormat(thousands=","): "1,234.50",
    cell_formats.NumberFormat(decimal=",", thousands="."): "1.234,50",
    cell_formats.NumberFormat(decimal=",", thousands=" "): "1 234,50",
    cell_formats.NumberFormat(thousands=" "): "1 234.50",
    cell_formats.NumberFormat(thousands="'"): "1'234.50",
}
DATES = (
    *("YYYY-MM-DD", "DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY"),
    *("DD Mon YYYY", "DD Month YYYY", "YYYY-MM", "YYYY"),
)
# As many columns are named as fit on a few lines.
MOST_NAMED = 15
# Findings name the keys of the mapping language, which people who write it need; the page has
# other words for them. The longer ones come first: others may be a part of them.
PHRASES = (
    ("move [not_after] of", "let the mapping take later days for"),
    ("[unreadable] leaves", "Leave empty what cannot be read: that leaves"),
    ("by [where]", "by a condition"),
    ("Name such cells in [missing]", "Name such cells among the words that mean an empty cell"),
    ("as the profile says", "as was said"),
    ("the profile's codes", "the codes"),
    ("as the profile writes it", "as was said to be written"),
    ("the profile", "the mapping"),
    ('write ids = "by_row" into [manifest]', "tick above that it has none"),
)
# The same of what is said with an example of it.
EXAMPLES = (
    (
        r"Say in \[manifest\] unfilled = .* by \[\[rows\.coverage\]\]\.",
        "Say it of the fields that are not filled, below them.",
    ),
    (
        r"Or say in \[files\..*",
        "Or let the page map the columns: it finds out in what the file is written.",
    ),
    (
        r"Add one to the mapping: \[tables\.(\w+)\], with from = the file .*, and their (.*)\.",
        r"Go back to the mapping, choose \1 for the file that has them, and fill \2.",
    ),
    (r"Say what it is, as in codes = .*", "Say what it becomes, among the codes of its field."),
)


def plain_words(wording: str) -> str:
    """What a finding says, with the page's words for the keys of the mapping language."""
    for said, plain in PHRASES:
        wording = wording.replace(said, plain)
    for said, plain in EXAMPLES:
        wording = re.sub(said, plain, wording)
    return wording


def sentence_case(text: str) -> str:
    """The text with a large first letter."""
    return text[:1].upper() + text[1:]


def way_label(option: str, source_columns: Sequence[column_profiles.ColumnProfile]) -> str:
    """A way to fill a field."""
    if option in WAYS:
        return WAYS[option]
    name = option.removeprefix(COLUMN)
    column = next((one for one in source_columns if one.name == name), None)
    if column is None:
        return f"{name} · not in this file"
    if not column.filled:
        return f"{name} · empty"
    return f"{name} · {LOOKS[column.looks]}, {words.count(column.filled)} filled"


def field_label(target: FieldTarget) -> str:
    """A field's name and what it means, as the label of its select."""
    required = " · required" if target.field.required else ""
    return f"{target.column}{required} · {target.field.meaning}"


def number_example(written: cell_formats.NumberFormat) -> str:
    """How a number is written, by an example."""
    bare = cell_formats.NumberFormat(decimal=written.decimal, thousands=written.thousands)
    thousand = f"1{written.thousands}234{written.decimal}50"
    return f"{written.before}{NUMBERS.get(bare, thousand)}{written.after}"


def code_label(option: str) -> str:
    """What a value becomes, as the select shows it."""
    return BECOMES.get(option, option)


def file_title(file: profile_model.SourceFile) -> str:
    """A file of the source, a sheet or a list of records of it; of a made one what it is called."""
    if file.select:
        return f"{file.name}, made by SQL"
    sheet = f", sheet {file.sheet}" if file.sheet else ""
    records = f", {file.records}" if file.records else ""
    return f"{file.file}{sheet}{records}"


def file_label(drafted: column_profiles.FileProfile) -> str:
    """A file of the source, or a sheet of it, with how much it holds."""
    rows = f"{words.count(drafted.rows)} rows, {words.count(len(drafted.columns))} columns"
    return f"{file_title(drafted.file)} ({rows})"


def table_label(name: str) -> str:
    """A table of the record model with what its rows are."""
    return f"{name}: {tables.BY_NAME[name].info['meaning']}"


def table_name(one: TableFill, among: Sequence[TableFill]) -> str:
    """A table, with its file where several files fill tables, and which time it is filled."""
    table = f"{one.table} ({one.nth + 1})" if one.nth else one.table
    return f"{table} from {one.file}" if len({p.file for p in among}) > 1 else table


def share_words(some: int, of: int) -> str:
    """`12 of 40 (30%)`; `none` if there are no cells."""
    return f"{words.count(some)} of {words.count(of)} ({words.share(some / of)})" if of else "none"


def list_names(columns_: Sequence[str]) -> str:
    """The names of columns, the first of them where there are many."""
    more = len(columns_) - MOST_NAMED
    named = ", ".join(columns_[:MOST_NAMED]) or "none"
    return f"{named} and {words.count(more)} more" if more > 0 else named


def language_name(code: str) -> str:
    """What a language calls itself."""
    return str(Locale(code).get_display_name(code) or code)
