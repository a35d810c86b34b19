"""Read facts on the stored records: reference dates, years, jurisdictions, state of the counts."""

from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version

import pandas as pd
import polars as pl
import pycountry
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    String,
    Table,
    func,
    insert,
    literal,
    select,
    union,
    union_all,
)

from metrics import counting_options
from metrics.catalogue import CATALOGUE
from metrics.completeness import filled_cells
from metrics.not_collected import never_filled
from metrics.reference.currency import home_currencies, yearly_rates
from metrics.request import JURISDICTION, AsOf, Own, Request, Scope
from metrics.stored_counts import cells
from metrics.units.build import UNITS
from metrics.units.unit_columns import METADATA, own_office_column
from schemas import columns, dates, language, scopes, tables, vocabulary
from schemas.store import bookkeeping, database

# The columns of `jurisdictions` on the law.
LEGAL_CONTEXT = (
    "legal_persons_liable",
    "self_laundering_punishable",
    "state_compensation_scheme",
    "mandatory_prosecution",
    "plea_agreements",
)


def reference_dates(connection: Connection, scope: Scope) -> AsOf:
    """Return each jurisdiction's reference date: the last extraction day of its submissions.

    Without an extraction day it is the latest date in its records; without any date it is today.
    """
    return AsOf(datetime.now(UTC).date(), _own_days(connection, scope))


@database.cached_per_snapshot
def _own_days(connection: Connection, scope: Scope) -> Own:
    """Return by jurisdiction the last extraction day, or else the latest date."""
    batch = bookkeeping.batches.c
    latest = func.coalesce(func.max(batch.extracted_on), func.max(batch.latest_event_on))
    query = (
        select(batch.jurisdiction, latest)
        .where(bookkeeping.may_have_rows_in_force(), scope.of_place(batch.jurisdiction))
        .group_by(batch.jurisdiction)
        .order_by(batch.jurisdiction)
    )
    days: list[tuple[str, date | None]] = list(map(tuple, connection.execute(query)))
    return tuple((jurisdiction, day) for jurisdiction, day in days if day is not None)


def years_on_record(connection: Connection, scope: Scope) -> list[int]:
    """Return, in ascending order, the years in which a measure has dated units."""
    return list(_years(connection, scope))


@database.cached_per_snapshot
def _years(connection: Connection, scope: Scope) -> tuple[int, ...]:
    """Return the years of all dates by which measures put units into years."""
    days = {measure.dated_by: measure.unit for measure in CATALOGUE.values()}
    dated = union(
        *(
            select(dates.year_of(day).label("year")).where(
                scope.of_records(unit.c.jurisdiction, own_office_column(unit))
            )
            for day, unit in days.items()
        )
    )
    return tuple(sorted(year for (year,) in connection.execute(dated) if year is not None))


def covered_years(connection: Connection, scope: Scope) -> dict[str, range]:
    """Return by jurisdiction the years that its submissions cover. Of other years nothing is known.

    They are the years of the stated periods; if no period is stated, from the first to the last
    year in the records.
    """
    return {
        jurisdiction: range(first, last + 1)
        for jurisdiction, first, last in _covered_years(connection, scope)
    }


@database.cached_per_snapshot
def _covered_years(connection: Connection, scope: Scope) -> tuple[tuple[str, int, int], ...]:
    """Return by jurisdiction the first and last year that its submissions cover."""
    batch = bookkeeping.batches.c
    query = (
        select(batch.jurisdiction, func.min(batch.period_from), func.max(batch.period_to))
        .where(bookkeeping.may_have_rows_in_force(), scope.of_place(batch.jurisdiction))
        .group_by(batch.jurisdiction)
        .order_by(batch.jurisdiction)
    )
    stated = [tuple(row) for row in connection.execute(query)]
    # Not the batch's own last date, which may come from another office than the one in scope.
    unsaid = any(None in (first, last) for _, first, last in stated)
    dated = _first_and_last(connection, scope) if unsaid else {}
    covered = []
    for jurisdiction, first, last in stated:
        earliest, newest = dated.get(jurisdiction, (None, None))
        begins = first.year if first else earliest
        ends = last.year if last else newest
        if begins is not None and ends is not None:
            covered.append((str(jurisdiction), int(begins), int(ends)))
    return tuple(covered)


def _first_and_last(connection: Connection, scope: Scope) -> dict[str, tuple[int, int]]:
    """Return by jurisdiction the first and last year in which a unit of any measure is dated."""
    days = {measure.dated_by: measure.unit for measure in CATALOGUE.values()}
    dated = union_all(
        *(
            select(
                unit.c.jurisdiction.label("place"),
                func.min(dates.year_of(day)).label("first"),
                func.max(dates.year_of(day)).label("last"),
            )
            .where(scope.of_records(unit.c.jurisdiction, own_office_column(unit)), day.is_not(None))
            .group_by(unit.c.jurisdiction)
            for day, unit in days.items()
        )
    ).subquery()
    query = select(dated.c.place, func.min(dated.c.first), func.max(dated.c.last))
    return {
        jurisdiction: (first, last)
        for jurisdiction, first, last in connection.execute(query.group_by(dated.c.place))
    }


def jurisdictions(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return the jurisdictions with stored submissions: jurisdiction, name, currency, made_up.

    If a jurisdiction states no name, `name` is its country's name, or else its code. If it states
    no currency, `currency` is the one that all its amounts use.
    """
    frame = _jurisdictions(connection, scope, language.current_language()).to_pandas()
    unnamed = frame["name"].isna()
    frame.loc[unnamed, "name"] = frame.loc[unnamed, "jurisdiction"].map(_name_of)
    return frame


def jurisdiction_codes(connection: Connection, scope: Scope) -> list[str]:
    """Return the codes of the jurisdictions with stored submissions."""
    return [code for code, _ in _query_currencies(connection, scope)]


def currencies(connection: Connection, scope: Scope) -> dict[str, str]:
    """Return by jurisdiction the code of its currency; "" if it has none."""
    return dict(_query_currencies(connection, scope))


@database.cached_per_snapshot
def _query_currencies(connection: Connection, scope: Scope) -> tuple[tuple[str, str], ...]:
    frame = _jurisdictions(connection, scope, language.ENGLISH).select(
        "jurisdiction", pl.col("currency").fill_null("")
    )
    return tuple(frame.iter_rows())


@database.cached_per_snapshot
def _jurisdictions(connection: Connection, scope: Scope, _language: str) -> pl.DataFrame:
    """Return jurisdiction, name, currency and made_up, from the stored submissions.

    The language is an argument because names depend on it, and the cache must keep them apart.
    """
    batch, jurisdiction, home = bookkeeping.batches.c, tables.jurisdictions.c, home_currencies.c
    # One real submission makes the jurisdiction real: it is not compared with made-up ones.
    stored = (
        select(batch.jurisdiction, func.bool_and(batch.made_up, type_=Boolean).label("made_up"))
        .where(bookkeeping.may_have_rows_in_force(), scope.of_place(batch.jurisdiction))
        .group_by(batch.jurisdiction)
        .cte("stored")
    )
    query = (
        select(
            stored.c.jurisdiction,
            columns.in_reader_language(jurisdiction.name).label("name"),
            home.currency,
            stored.c.made_up,
        )
        .select_from(
            stored.outerjoin(
                tables.jurisdictions, jurisdiction.jurisdiction == stored.c.jurisdiction
            ).outerjoin(home_currencies, home.jurisdiction == stored.c.jurisdiction)
        )
        .order_by(stored.c.jurisdiction)
    )
    return database.read_frame(connection, query)


def offices(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return the offices: jurisdiction, office_id, label, kind; by jurisdiction and label.

    The label is in the current language if the jurisdiction sent it in this language.
    """
    office = tables.offices.c
    label = columns.in_reader_language(office.label).label("label")
    query = (
        select(office.jurisdiction, office.office_id, label, office.kind)
        .where(scope.of_records(office.jurisdiction, office.office_id))
        .order_by(office.jurisdiction, label, office.office_id)
    )
    frame = database.read_frame(connection, query).with_columns(
        pl.col("label").fill_null(pl.col("office_id"))
    )
    return frame.to_pandas()


def stated_rules(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return what jurisdictions state on law and counting: jurisdiction, subject, value.

    These rules decide whether jurisdictions can be compared. A subject is a column of the legal
    context or a counting rule; a value is a code. Unknown values are left out.
    """
    jurisdiction, rule = tables.jurisdictions.c, tables.counting_rules.c
    statements = [
        *(
            select(jurisdiction.jurisdiction, literal(name), jurisdiction[name])
            for name in LEGAL_CONTEXT
        ),
        select(rule.jurisdiction, rule.rule, rule.value),
    ]
    stated = union_all(*statements).subquery()
    where, subject, value = stated.c
    query = (
        select(where.label("jurisdiction"), subject.label("subject"), value.label("value"))
        .where(value != vocabulary.YesNo.UNKNOWN, scope.of_place(where))
        .order_by(where, subject)
    )
    return database.read_frame(connection, query).to_pandas()


def _name_of(jurisdiction: str) -> str:
    """Return the name of a country, or of a subdivision such as `USA-CA`; else the code.

    Subdivisions have English names only.
    """
    country = pycountry.countries.get(alpha_3=jurisdiction.split("-")[0])
    if country is None:
        return jurisdiction
    _, dash, part = jurisdiction.partition("-")
    region = pycountry.subdivisions.get(code=f"{country.alpha_2}-{part}") if dash else None
    if region:
        return str(region.name)
    return jurisdiction if dash else language.country_name(country.alpha_2, country.name)


PROGRAM = "prosecution-quality"
# All derived tables. METADATA would have only those whose modules are imported. `office_cases` of
# lateness, which needs this module, changes only with the program's version.
DERIVED = (*UNITS, cells, filled_cells, never_filled, home_currencies, yearly_rates)
# The signature of the definitions behind units and cells, and each jurisdiction's reference date.
# If the signature differs, they are out of date. A database without dated records has one row
# without a day.
stored_state = Table(
    "stored_state",
    METADATA,
    Column(JURISDICTION, String(16)),
    Column("as_of", Date),
    Column("signature", String(64), nullable=False),
)


def is_current(connection: Connection) -> bool:
    """Whether the stored figures were made with the definitions of this program version."""
    needed = (stored_state.name, bookkeeping.settings.name, bookkeeping.rates.name)
    if not database.tables_in(connection).issuperset(needed):
        return False
    return (
        stored_reference_dates(
            connection, scopes.EVERYTHING, counting_options.load_options(connection)
        )
        is not None
    )


@database.cached_per_snapshot
def stored_reference_dates(
    connection: Connection, scope: Scope, chosen: counting_options.OptionValues
) -> Own | None:
    """Return the reference dates of the stored counts; None if these are no longer current.

    They are current if the definitions, counting options and own exchange rates are still the same.
    """
    own_signature = definitions_hash(chosen, bookkeeping.own_rates(connection))
    # A table of an older program has no jurisdiction column, so check its signature first.
    same_definitions = stored_state.c.signature == own_signature
    if connection.execute(select(stored_state.c.signature).where(same_definitions)).first() is None:
        return None
    jurisdiction, day = stored_state.c[JURISDICTION], stored_state.c.as_of
    seen = (same_definitions, day.is_not(None), scope.of_place(jurisdiction))
    dated = select(jurisdiction, day).where(*seen).order_by(jurisdiction)
    return tuple(map(tuple, connection.execute(dated)))


def store_state(connection: Connection, judged: Request) -> None:
    """Store the reference dates and the hash of definitions with the stored figures."""
    own_signature = definitions_hash(judged.options, bookkeeping.own_rates(connection))
    days = judged.as_of.own or ((None, None),)
    states = [
        {JURISDICTION: jurisdiction, "as_of": day, "signature": own_signature}
        for jurisdiction, day in days
    ]
    connection.execute(insert(stored_state), states)


@cache
def definitions_hash(chosen: counting_options.OptionValues, own_rates: bookkeeping.OwnRates) -> str:
    """Return a hash of definitions, options, exchange rates and program version.

    Stored counts are current if they were stored with the same hash.
    """
    measures = [
        (
            m.id,
            m.version,
            m.kind,
            m.window(chosen),
            m.needs,
            m.needs_one_of,
            *(str(column) for column in m.columns()),
        )
        for m in CATALOGUE.values()
    ]
    derived = [(table.name, *(str(column) for column in table.c)) for table in DERIVED]
    # Filled cells are counted by the position of a column in its table.
    records = [(table.name, *(c.name for c in table.c)) for table in tables.RECORD_TABLES]
    of = (version(PROGRAM), measures, chosen.values, own_rates, derived, records)
    return sha256(repr(of).encode()).hexdigest()
