"""How a column of a stored table is declared: what it holds, whether it must be there, what for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, Integer, Numeric, String, Table
from sqlalchemy.types import TypeEngine

from schemas.vocabulary import Precision, YesNo


class Kind(StrEnum):
    """What a cell of a column may hold; the gate has one parser for each."""

    ID = "id"
    CODE = "code"
    DATE = "date"
    INTEGER = "integer"
    MONEY = "money"
    CURRENCY = "currency"
    JURISDICTION = "jurisdiction"
    COUNTRY = "country"
    LABEL = "label"
    COLUMN = "column"
    PRECISION = "precision"
    PROVENANCE = "provenance"


UNKNOWN, NOT_STATED = "unknown", "not_stated"


@dataclass(frozen=True)
class Field:
    """A column's declaration, kept at `column.info["field"]`.

    `required` means the column must be sent, and filled unless its closed list has `unknown`.
    `codes` is the closed list of a `code` column, `blank` what its blank cells are stored as:
    unknown, save where blank says something else (`charged`: no, unless there is a day). A column
    of kind `precision` belongs to the date before it and is never sent; `provenance` is added by
    the gate.
    """

    kind: Kind
    meaning: str
    required: bool = False
    codes: type[StrEnum] | None = None
    # What nobody wrote down may have happened: read as no, a gap in the records would be something
    # that was not done.
    blank: str = UNKNOWN

    @property
    def blank_refused(self) -> bool:
        """Whether a blank cell is an error: elsewhere it is unknown."""
        has_unknown = self.codes is not None and UNKNOWN in set(self.codes)
        return self.required and not has_unknown

    @property
    def sent(self) -> bool:
        """Whether a submission has this column."""
        return self.kind not in (Kind.PRECISION, Kind.PROVENANCE)


def field_of(column: Column) -> Field:
    return column.info["field"]


def sent_columns(table: Table) -> list[Column]:
    """The columns that a submission's file may have, in order."""
    return [c for c in table.c if field_of(c).sent]


def dates_of(table: Table) -> list[Column]:
    return [c for c in table.c if field_of(c).kind is Kind.DATE]


def _column(name: str, stored: TypeEngine[Any], field: Field) -> Column:
    nullable = not (field.required or field.kind is Kind.CODE)
    return Column(name, stored, nullable=nullable, info={"field": field})


def pseudonym(name: str, meaning: str, *, required: bool = False) -> Column:
    """The sender's pseudonym, 1-64 of `A-Z a-z 0-9 . _ -`."""
    return _column(name, String(64), Field(Kind.ID, meaning, required))


def code(name: str, codes: type[StrEnum], meaning: str, *, required: bool = False) -> Column:
    """A code of a closed list; a blank cell is `unknown` unless the column is required."""
    return _column(name, String(32), Field(Kind.CODE, meaning, required, codes))


def yes_no(name: str, meaning: str, *, blank: str = UNKNOWN) -> Column:
    return _column(name, String(32), Field(Kind.CODE, meaning, codes=YesNo, blank=blank))


def date(name: str, meaning: str, *, required: bool = False) -> tuple[Column, Column]:
    """A date, stored as the first day of what was given, with its precision beside it."""
    return (
        _column(name, Date(), Field(Kind.DATE, meaning, required)),
        Column(
            f"{name}_precision",
            String(5),
            info={"field": Field(Kind.PRECISION, f"How exactly {name} was given", codes=Precision)},
        ),
    )


def integer(name: str, meaning: str, *, required: bool = False) -> Column:
    return _column(name, Integer(), Field(Kind.INTEGER, meaning, required))


def money(name: str, meaning: str, *, required: bool = False) -> Column:
    """A decimal amount of at least 0 with at most two places, in the row's currency."""
    return _column(name, Numeric(18, 2), Field(Kind.MONEY, meaning, required))


def currency(meaning: str = "Currency of the row's amounts, ISO 4217") -> Column:
    return _column("currency", String(3), Field(Kind.CURRENCY, meaning))


def jurisdiction(
    meaning: str = "Jurisdiction, ISO 3166-1 alpha-3 with an optional subdivision",
) -> Column:
    """A jurisdiction that the submission states itself."""
    return _column("jurisdiction", String(16), Field(Kind.JURISDICTION, meaning, required=True))


def country(name: str, meaning: str) -> Column:
    return _column(name, String(3), Field(Kind.COUNTRY, meaning))


def label(name: str, meaning: str) -> Column:
    """A name that pages show, at most 60 characters; never of a person."""
    return _column(name, String(60), Field(Kind.LABEL, meaning))


def column_name(name: str, meaning: str) -> Column:
    """The name of a table or of a `table.column` of the record model."""
    return _column(name, String(64), Field(Kind.COLUMN, meaning, required=True))


def provenance() -> tuple[Column, Column]:
    return (
        Column(
            "batch_id",
            Integer,
            nullable=False,
            info={"field": Field(Kind.PROVENANCE, "The batch that brought the row", required=True)},
        ),
        Column(
            "row_number",
            Integer,
            nullable=False,
            info={"field": Field(Kind.PROVENANCE, "The row's number in its file", required=True)},
        ),
    )
