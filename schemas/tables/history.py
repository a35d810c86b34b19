"""What was superseded: beside each record table one of the same columns, and by which batch."""

from sqlalchemy import Column, Integer, Table

from schemas.columns import Field, Kind
from schemas.tables.declaration import METADATA

SUPERSEDED_BY = "superseded_by"
REPLACED = Field(Kind.PROVENANCE, "The batch that took the row's place", required=True)


def with_history(table: Table) -> Table:
    """The table of the rows of `table` that were superseded; it has no key and no parents."""
    history = table.to_metadata(METADATA, name=f"{table.name}_superseded")
    history.info = {"meaning": f"Rows of {table.name} that were superseded"}
    superseded_by = Column(SUPERSEDED_BY, Integer, nullable=False, info={"field": REPLACED})
    history.append_column(superseded_by)
    return history
