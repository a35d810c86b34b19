"""The tables of the record model as a profile sees them: columns, and what each may hold."""

from collections.abc import Mapping

from schemas import columns, tables

Fields = Mapping[str, columns.Field]

# By table, the columns that a submission may have.
FIELDS: Mapping[str, Fields] = {
    table.name: {c.name: columns.field_of(c) for c in tables.sent_columns(table)}
    for table in tables.RECORD_TABLES
}
# What has a name elsewhere: an id made of another's would name something else.
NAMED = frozenset({"cases", "suspects", "victims", "offices", "links"})
_KEYS = {table.name: tables.key_of(table) for table in tables.RECORD_TABLES}


def key_of(table: str) -> str:
    """The first column of the table's key, which names a row of claims, charges, assets."""
    return next(iter(_KEYS[table]), "")


def codes_of(field: columns.Field) -> frozenset[str]:
    """The closed list of a column, empty where it has none."""
    return frozenset(field.codes or ())
