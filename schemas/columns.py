"""Declare the columns of stored tables: type, meaning, and whether they are required."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ColumnElement, Date, Integer, Numeric, String, Table, func
from sqlalchemy.types import TypeEngine

from schemas.language import LANGUAGES, current_language, marked, message
from schemas.vocabulary import Precision, YesNo


class Kind(StrEnum):
    """The kinds of values that the cells of a column may have."""

    ID = "id"
    CODE = "code"
    DATE = "date"
    INTEGER = "integer"
    MONEY = "money"
    CURRENCY = "currency"
    JURISDICTION = "jurisdiction"
    COUNTRY = "country"
    LABEL = "label"
    TRANSLATION = "translation"
    COLUMN = "column"
    PRECISION = "precision"
    PROVENANCE = "provenance"


UNKNOWN, NOT_STATED = "unknown", "not_stated"


@dataclass(frozen=True)
class Field:
    """The declaration of one column, kept at `column.info["field"]`.

    If `required`, a submission must have the column, and each cell must be filled unless its closed
    list has `unknown`. `codes` is the closed list of a `code` column; its blank cells are stored as
    `blank`. A column of kind `precision` belongs to the date before it. Submissions have no
    `precision` or `provenance` columns: the program fills them.
    """

    kind: Kind
    meaning: str
    required: bool = False
    codes: type[StrEnum] | None = None
    # A blank cell is unknown, not no: what was not recorded may have happened. A blank `charged` is
    # `not_stated`: the date of the charge may answer it.
    blank: str = UNKNOWN

    @property
    def blank_refused(self) -> bool:
        """Whether a blank cell is an error. Else it is stored as NULL, a blank code as `blank`."""
        has_unknown = self.codes is not None and UNKNOWN in set(self.codes)
        return self.required and not has_unknown

    @property
    def sent(self) -> bool:
        """Whether the column may be in a submission; the program fills the others."""
        return self.kind not in (Kind.PRECISION, Kind.PROVENANCE)


def field_of(column: Column) -> Field:
    """Return the declaration of a column."""
    return column.info["field"]


def sent_columns(table: Table) -> list[Column]:
    """Return the columns that a file of a submission may have, in order."""
    return [c for c in table.c if field_of(c).sent]


def asked_columns(table: Table) -> list[Column]:
    """Return the columns that every sender is asked for: `sent_columns` without translations.

    Most senders write in one language. A missing translation does not make records incomplete.
    """
    return [c for c in sent_columns(table) if field_of(c).kind is not Kind.TRANSLATION]


def date_columns(table: Table) -> list[Column]:
    """Return the date columns of a table."""
    return [c for c in table.c if field_of(c).kind is Kind.DATE]


def _column(name: str, stored: TypeEngine[Any], field: Field) -> Column:
    """Build a column that may be NULL, except if it is required or a code."""
    nullable = not (field.required or field.kind is Kind.CODE)
    return Column(name, stored, nullable=nullable, info={"field": field})


def pseudonym(name: str, meaning: str, *, required: bool = False) -> Column:
    """Build a column for the sender's pseudonyms: 1-64 characters of `A-Z a-z 0-9 . _ -`."""
    return _column(name, String(64), Field(Kind.ID, meaning, required))


def code(name: str, codes: type[StrEnum], meaning: str, *, required: bool = False) -> Column:
    """Build a column for a closed list. A blank cell is an error, or stored as `unknown`."""
    return _column(name, String(32), Field(Kind.CODE, meaning, required, codes))


def yes_no(name: str, meaning: str, *, blank: str = UNKNOWN) -> Column:
    """Build a column for yes, no, unknown or not applicable. A blank cell is stored as `blank`."""
    return _column(name, String(32), Field(Kind.CODE, meaning, codes=YesNo, blank=blank))


def date(name: str, meaning: str, *, required: bool = False) -> tuple[Column, Column]:
    """Build a date column, and a column for its precision: whether a day, month or year was sent.

    An inexact date is stored as its first day.
    """
    return (
        _column(name, Date(), Field(Kind.DATE, meaning, required)),
        Column(
            f"{name}_precision",
            String(5),
            info={
                "field": Field(
                    Kind.PRECISION,
                    message("How exactly {column} was given", column=name),
                    codes=Precision,
                )
            },
        ),
    )


def integer(name: str, meaning: str, *, required: bool = False) -> Column:
    """Build a column for whole numbers."""
    return _column(name, Integer(), Field(Kind.INTEGER, meaning, required))


def money(name: str, meaning: str, *, required: bool = False) -> Column:
    """Build a column for amounts from 0, with two decimals, in the currency of the row."""
    return _column(name, Numeric(18, 2), Field(Kind.MONEY, meaning, required))


def currency(meaning: str = marked("Currency of the row's amounts, ISO 4217")) -> Column:
    """Build a column for a currency code (ISO 4217)."""
    return _column("currency", String(3), Field(Kind.CURRENCY, meaning))


def jurisdiction(
    meaning: str = marked("Jurisdiction, ISO 3166-1 alpha-3 with an optional subdivision"),
) -> Column:
    """Build a column for a jurisdiction that the sender fills in."""
    return _column("jurisdiction", String(16), Field(Kind.JURISDICTION, meaning, required=True))


def country(name: str, meaning: str) -> Column:
    """Build a column for a country code (ISO 3166-1 alpha-3)."""
    return _column(name, String(3), Field(Kind.COUNTRY, meaning))


def label(name: str, meaning: str) -> tuple[Column, ...]:
    """Build a column for a name that pages show: at most 60 characters, never of a person.

    Optional columns follow, with the name in each language of the interface.
    """
    return (
        _column(name, String(60), Field(Kind.LABEL, meaning)),
        *(
            _column(
                translation_name(name, language),
                String(60),
                Field(
                    Kind.TRANSLATION,
                    message("The text of {column} in {language}", column=name, language=in_its_own),
                ),
            )
            for language, in_its_own in LANGUAGES.items()
        ),
    )


def translation_name(name: str, language: str) -> str:
    """Return the name of the column with the text of the column `name` in a language."""
    return f"{name}@{language}"


def in_reader_language(column: Column) -> ColumnElement[str]:
    """Return SQL for a text in the current language; without a translation, the original text."""
    translation = column.table.c.get(translation_name(column.name, current_language()))
    return column if translation is None else func.coalesce(translation, column)


def column_name(name: str, meaning: str) -> Column:
    """Build a column for the name of a table, or of a column as `table.column`."""
    return _column(name, String(64), Field(Kind.COLUMN, meaning, required=True))


def provenance_columns() -> tuple[Column, Column]:
    """Build the columns for the origin of a record: its batch, and its row number in the file."""
    return (
        Column(
            "batch_id",
            Integer,
            nullable=False,
            info={
                "field": Field(
                    Kind.PROVENANCE, marked("The import that the row comes from"), required=True
                )
            },
        ),
        Column(
            "row_number",
            Integer,
            nullable=False,
            info={
                "field": Field(
                    Kind.PROVENANCE, marked("The row's number in its file"), required=True
                )
            },
        ),
    )
