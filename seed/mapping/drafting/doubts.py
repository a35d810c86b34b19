"""What a person is to look at in a choice: signs for not known, texts, whole amounts said again."""

import polars as pl

from schemas import columns
from seed.mapping.drafting.chosen import ChosenColumn, ChosenTable
from seed.mapping.drafting.drafted import DraftColumn, DraftFile
from seed.mapping.language.formats import NumberFormat, numbered
from seed.mapping.language.targets import FIELDS
from seed.mapping.reading.fillers import apart
from seed.mapping.reading.repeated import instead, is_carried
from seed.mapping.reading.shown import values_of

# A day, a code or an id that comes again says the same; a sum of them would count it several times.
ADDED_UP = (columns.Kind.INTEGER, columns.Kind.MONEY)


def of_fillers(source: DraftColumn, column: ChosenColumn) -> str:
    """What to say of such values of which a column says nothing; blank where there is none."""
    said = {*(column.codes or {}), *column.missing}
    left = {
        value: cells
        for value, cells in apart(source.counts, column.number or source.number).items()
        if value not in said
    }
    if not left:
        return ""
    listed = " and ".join(f"{value} ({cells:,})" for value, cells in left.items())
    return (
        f'"{source.name}" has numbers far from all others: {listed} cells. Do they stand for not'
        " known? Say what becomes of each of them, or it is taken as a number."
    )


def of_texts(source: DraftColumn, column: ChosenColumn) -> str:
    """What to say of texts among the numbers of a column of which it says nothing; or blank."""
    cells = pl.Series(source.name, list(source.counts), dtype=pl.String).to_frame()
    form = numbered(pl.col(source.name), column.number or source.number or NumberFormat())
    left = cells.filter(form.is_null(), ~pl.col(source.name).is_in(column.missing)).to_series()
    if left.is_empty() or "unreadable" in column.more:
        return ""
    found = values_of(left.gather([n for n, v in enumerate(left) for _ in range(source.counts[v])]))
    named = [f"[{value}] {count:,}" for value, count in found.shown]
    named += [f"{found.hidden:,} not shown"] if found.hidden else []
    return (
        f'"{source.name}" has cells that are no numbers: {", ".join(named)}. Their rows are refused'
        " until these are said to mean a blank cell, or are left out by a condition; a word that"
        " says something else than nothing makes rows of its own."
    )


def of_repeated(file: DraftFile, table: ChosenTable, target: str, column: ChosenColumn) -> str:
    """What to say where repeated groups would each have the whole amount of their row; or blank."""
    is_added_up = FIELDS[table.table][target].kind in ADDED_UP and not column.codes_from
    if table.first_of or file.file.unpivot is None:
        return ""
    if not (is_added_up and is_carried(column.sources, file.file)):
        return ""
    return (
        f'"{column.read}" stands once in a row of {file.file.origin}, and {file.file.name} makes'
        f" several rows of it: each would have the whole of it. {instead(file.file)}"
    )
