"""One invented row per table, which shows the form of each cell and is never imported."""

from collections.abc import Mapping

from schemas import columns, tables
from seed.templates.listed import list_of

# What the cells that name a row begin with; the readers leave such a row out with a warning.
MARK = "EXAMPLE"
# No id and no jurisdiction of a real row: the gate would refuse it even if a reader let it by.
_ID = f"{MARK}-1"
_CELLS = {
    columns.Kind.ID: _ID,
    columns.Kind.JURISDICTION: _ID,
    columns.Kind.DATE: "2024-05-17",
    columns.Kind.INTEGER: "3",
    columns.Kind.MONEY: "1500.50",
    columns.Kind.CURRENCY: "EUR",
    columns.Kind.LABEL: "Name that pages show",
}
_NUMBERS = {"year": "2024", "persons": "5000000", "months": "36"}


def example(table: tables.Table) -> Mapping[str, str]:
    """The cells of the row by column; the first one begins with EXAMPLE in every table."""
    sent = tables.sent_columns(table)
    cells = {column.name: _cell(column.name, columns.field_of(column)) for column in sent}
    return cells | {sent[0].name: _ID}


def _cell(name: str, field: columns.Field) -> str:
    if field.kind in _CELLS:
        return _NUMBERS.get(name, _CELLS[field.kind])
    listed = list_of(field)
    assert listed is not None, f"{name} has neither a form nor a list"
    return listed.codes[0][0]
