"""Declare stored tables: columns, key, parent tables and history."""

from dataclasses import dataclass

from sqlalchemy import Column, Integer, MetaData, String, Table

from schemas.columns import Field, Kind, provenance_columns, pseudonym

METADATA = MetaData()
SUPERSEDED_BY = "superseded_by"
REPLACED = Field(Kind.PROVENANCE, "The import that replaced the row", required=True)


@dataclass(frozen=True)
class Parent:
    """A foreign key: if all `columns` are filled, they must be the key of a row of `table`."""

    columns: tuple[str, ...]
    table: str


def record_table(
    name: str,
    meaning: str,
    *columns: Column | tuple[Column, ...],
    key: tuple[str, ...],
    parents: tuple[Parent, ...] = (),
) -> Table:
    """Declare a table of records, and add the columns for jurisdiction, batch and row number."""
    flat = [c for item in columns for c in (item if isinstance(item, tuple) else (item,))]
    if not any(c.name == "jurisdiction" for c in flat):
        added = Field(Kind.PROVENANCE, "The jurisdiction of the submission", required=True)
        flat.insert(0, Column("jurisdiction", String(16), nullable=False, info={"field": added}))
    info = {"meaning": meaning, "key": key, "parents": parents}
    return Table(name, METADATA, *flat, *provenance_columns(), info=info)


def case_id_column() -> Column:
    """Build the required column for the id of a case."""
    return pseudonym("case_id", "The case", required=True)


OF_CASE = Parent(("case_id",), "cases")
OF_SUSPECT = Parent(("case_id", "person_id"), "suspects")
OF_OFFICE = Parent(("office_id",), "offices")
OF_VICTIM = Parent(("victim_id",), "victims")


def key_of(table: Table) -> tuple[str, ...]:
    """Return the columns that identify a row within a jurisdiction."""
    return table.info["key"]


def parents_of(table: Table) -> tuple[Parent, ...]:
    """Return the foreign keys of a table."""
    return table.info["parents"]


def history_table(table: Table) -> Table:
    """Declare the table that keeps the superseded rows of `table`, without key and parents."""
    history = table.to_metadata(METADATA, name=f"{table.name}_superseded")
    history.info = {"meaning": f"Rows of {table.name} that were superseded"}
    superseded_by = Column(SUPERSEDED_BY, Integer, nullable=False, info={"field": REPLACED})
    history.append_column(superseded_by)
    return history
