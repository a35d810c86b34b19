"""How sources, fields and codes are named on the mapping editor."""

from collections.abc import Sequence

from babel import Locale

from dashboard import words
from dashboard.upload.mapping.progress import Fault
from dashboard.upload.mapping.work import Place, Target
from schemas import columns, tables
from seed.mapping import drafting, language

LOOKS = {
    drafting.Looks.BLANK: "empty",
    drafting.Looks.YES_NO: "yes or no",
    drafting.Looks.DATE: "dates",
    drafting.Looks.NUMBER: "numbers",
    drafting.Looks.CODE: "codes",
    drafting.Looks.ID: "ids",
    drafting.Looks.TEXT: "text",
}
# The ways to fill a field that are no column of the source; columns are `COLUMN` and their name.
NOTHING, CONSTANT, SQL, COLUMN = "nothing", "constant", "sql", "column:"
WAYS = {
    NOTHING: "— nothing",
    CONSTANT: "the same in every row",
    SQL: "a text that SQL makes of columns",
}
# What a value of the source may become that is no code.
NOT_SAID, BLANK = "not said", "blank"
BECOMES = {NOT_SAID: "— not mapped", BLANK: "leave blank"}
FORMS = {
    columns.Kind.ID: "id",
    columns.Kind.CODE: "code",
    columns.Kind.DATE: "date",
    columns.Kind.INTEGER: "whole number",
    columns.Kind.MONEY: "amount",
    columns.Kind.CURRENCY: "currency",
    columns.Kind.JURISDICTION: "jurisdiction",
    columns.Kind.COUNTRY: "country",
    columns.Kind.LABEL: "name to show",
    columns.Kind.COLUMN: "table or column",
}
# An amount written in each way that has a name of its own.
NUMBERS = {
    language.NumberFormat(): "1234.50",
    language.NumberFormat(decimal=","): "1234,50",
    language.NumberFormat(thousands=","): "1,234.50",
    language.NumberFormat(decimal=",", thousands="."): "1.234,50",
    language.NumberFormat(decimal=",", thousands=" "): "1 234,50",
    language.NumberFormat(thousands=" "): "1 234.50",
    language.NumberFormat(thousands="'"): "1'234.50",
}
DATES = (
    "YYYY-MM-DD",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD.MM.YYYY",
    "DD-MM-YYYY",
    "DD Mon YYYY",
    "DD Month YYYY",
    "YYYY-MM",
    "YYYY",
)
# As many columns are named as fit on a few lines.
MOST_NAMED = 15


def way(option: str, source_columns: tuple[drafting.DraftColumn, ...]) -> str:
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


def label(target: Target) -> str:
    """A field's name and what it means, as the label of its select."""
    required = " · required" if target.field.required else ""
    return f"{target.column}{required} · {target.field.meaning}"


def to_add(target: Target) -> str:
    """A field that may be asked for."""
    return f"{target.column}: {target.field.meaning}"


def number(written: language.NumberFormat) -> str:
    """How a number is written, by an example."""
    bare = language.NumberFormat(decimal=written.decimal, thousands=written.thousands)
    thousand = f"1{written.thousands}234{written.decimal}50"
    return f"{written.before}{NUMBERS.get(bare, thousand)}{written.after}"


def becomes(option: str) -> str:
    """What a value becomes, as the select shows it."""
    return BECOMES.get(option, option)


def value(text: str, cells: int, perhaps: Sequence[str] = ()) -> str:
    """A value of the source with how often it is there, and what it may be, as a label."""
    times = words.counted(cells, "cell")
    meant = f": {' or '.join(perhaps)}?" if perhaps else ""
    return f"{text} · {times}{meant}"


def source(file: language.SourceFile) -> str:
    """A file of the source, a sheet or a list of records of it; of a made one what it is called."""
    if file.select:
        return f"{file.name}, made by a SELECT"
    sheet = f", sheet {file.sheet}" if file.sheet else ""
    records = f", {file.records}" if file.records else ""
    return f"{file.file}{sheet}{records}"


def file(drafted: drafting.DraftFile) -> str:
    """A file of the source, or a sheet of it, with how much it holds."""
    rows = f"{words.count(drafted.rows)} rows, {words.count(len(drafted.columns))} columns"
    return f"{source(drafted.file)} ({rows})"


def table(name: str) -> str:
    """A table of the record model with what its rows are."""
    return f"{name}: {tables.BY_NAME[name].info['meaning']}"


def place(one: Place, among: Sequence[Place]) -> str:
    """A table, with its file where several files fill tables, and which time it is filled."""
    table = f"{one.table} ({one.nth + 1})" if one.nth else one.table
    return f"{table} from {one.file}" if len({p.file for p in among}) > 1 else table


def with_faults(name: str, faults: int) -> str:
    """A table's name, with how much is to be put right there."""
    return f"{name} · {words.count(faults)} to put right" if faults else name


def part(some: int, of: int) -> str:
    """A number of cells, of how many."""
    return (
        f"{words.count(some)} of {words.count(of)} ({words.share(some / of)})" if of else "no cells"
    )


def names(columns_: Sequence[str]) -> str:
    """The names of columns, the first of them where there are many."""
    if not columns_:
        return "none"
    more = len(columns_) - MOST_NAMED
    named = ", ".join(columns_[:MOST_NAMED])
    return f"{named} and {words.count(more)} more" if more > 0 else named


def to_do(faults: Sequence[Fault]) -> str:
    """How much is left, and in which tables."""
    of = list(dict.fromkeys(fault.place.table for fault in faults if fault.place))
    where = f" in {words.listing(of)}" if of else ""
    left = "One thing is" if len(faults) == 1 else f"{words.count(len(faults))} things are"
    return f"{left} to be put right{where} before the mapping can be tried or saved."


def language_name(code: str) -> str:
    """What a language calls itself."""
    return str(Locale(code).get_display_name(code) or code)
