"""The stored tables, with the type, meaning and nullability of each column."""

from sqlalchemy import Table

from schemas.columns import date_columns, sent_columns
from schemas.tables.declaration import (
    METADATA,
    SUPERSEDED_BY,
    Parent,
    history_table,
    key_of,
    parents_of,
)
from schemas.tables.proceedings import (
    cases,
    charges,
    disclosures,
    evidence,
    inspections,
    links,
    requests,
    sanctions,
    suspects,
    techniques,
)
from schemas.tables.remedies import assets, assistance, claims, payments, protections, victims
from schemas.tables.reporting import counting_rules, coverage, jurisdictions, offices, population

# Parent tables come before their children.
RECORD_TABLES: tuple[Table, ...] = (
    jurisdictions,
    population,
    offices,
    coverage,
    counting_rules,
    cases,
    suspects,
    links,
    charges,
    sanctions,
    techniques,
    evidence,
    requests,
    inspections,
    disclosures,
    assets,
    victims,
    protections,
    assistance,
    claims,
    payments,
)
BY_NAME: dict[str, Table] = {table.name: table for table in RECORD_TABLES}
# For each record table, the table of its superseded rows.
HISTORY: dict[str, Table] = {table.name: history_table(table) for table in RECORD_TABLES}

__all__ = [
    "BY_NAME",
    "HISTORY",
    "METADATA",
    "RECORD_TABLES",
    "SUPERSEDED_BY",
    "Parent",
    "assets",
    "assistance",
    "cases",
    "charges",
    "claims",
    "counting_rules",
    "coverage",
    "date_columns",
    "disclosures",
    "evidence",
    "inspections",
    "jurisdictions",
    "key_of",
    "links",
    "offices",
    "parents_of",
    "payments",
    "population",
    "protections",
    "requests",
    "sanctions",
    "sent_columns",
    "suspects",
    "techniques",
    "victims",
]
