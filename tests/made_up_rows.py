"""Made-up records as stored rows, many draws of one world beside each other in a database."""

from collections.abc import Iterable, Mapping

import polars as pl
from sqlalchemy import Table

from metrics.rebuild import make_units
from schemas import columns, tables
from schemas.columns import Kind
from schemas.store import bookkeeping, database
from seed import synthetic
from seed.synthetic import JURISDICTIONS, YEARS
from tests import literals

Rates = Mapping[str, float]

# Of this much left blank, what falls on one answer alone is seen in the share.
MUCH = 0.2

# What reads a column that a jurisdiction may not collect.
READING = {
    "payments": frozenset({"R03", "R04"}),
    "techniques": frozenset({"T01"}),
    "cases.financial_intelligence": frozenset({"F05"}),
    "cases.business_records": frozenset({"F04"}),
}


LONGEST, FIRST_OF_YEAR = 10, "-01-01"
PRECISIONS = {4: "year", 7: "month", LONGEST: "day"}
Draws = dict[str, dict[str, pl.DataFrame]]


def drawn(seeds: Iterable[int], *, codes: Iterable[str], cases: int) -> Draws:
    """Each jurisdiction of each seed as a jurisdiction of its own: `XCO-17`."""
    return {
        f"{code}-{seed}": synthetic.generate_tables(JURISDICTIONS[code], cases=cases, seed=seed)
        for seed in seeds
        for code in codes
    }


def typed(table: Table, texts: pl.DataFrame, jurisdiction: str) -> pl.DataFrame:
    """The rows as the gate stores them: codes without a blank, dates with their precision."""
    made = {c.name: cell for c in tables.sent_columns(table) for cell in [_cell(c, texts)]}
    for day in tables.date_columns(table):
        length = pl.col(day.name).str.len_chars()
        made[f"{day.name}_precision"] = (
            length.replace_strict(PRECISIONS, default=None, return_dtype=pl.String)
            if day.name in texts.columns
            else pl.lit(None, pl.String)
        )
    made |= {"jurisdiction": pl.lit(jurisdiction), "batch_id": pl.lit(1, pl.Int32)}
    made["row_number"] = pl.int_range(2, texts.height + 2, dtype=pl.Int32)
    return texts.select(made[column.name].alias(column.name) for column in table.c)


def _cell(column: object, texts: pl.DataFrame) -> pl.Expr:
    field = columns.field_of(column)
    there = column.name in texts.columns
    cell = pl.col(column.name) if there else pl.lit(None, pl.String)
    if field.kind is Kind.CODE and not field.blank_refused:
        return cell.fill_null("unknown")
    if field.kind is Kind.DATE:
        whole = cell + pl.lit(FIRST_OF_YEAR).str.slice(cell.str.len_chars() - 4)
        return whole.str.to_date("%Y-%m-%d")
    return cell.cast(literals.STORED.get(field.kind, pl.String))


def store(url: str, draws: Draws) -> None:
    """Replaces what the database holds by these draws, without the gate; only units are made."""
    with database.writing(url) as connection:
        for table in reversed((*tables.RECORD_TABLES, *bookkeeping.BOOKKEEPING_TABLES)):
            connection.execute(table.delete())
        for number, (jurisdiction, frames) in enumerate(draws.items(), start=1):
            connection.execute(bookkeeping.batches.insert(), literals.batch(number, jurisdiction))
            files = [literals.batch_file(number, name) for name in frames]
            connection.execute(bookkeeping.batch_files.insert(), files)
        for table in tables.RECORD_TABLES:
            rows = [
                typed(table, frames[table.name], jurisdiction)
                for jurisdiction, frames in draws.items()
                if table.name in frames
            ]
            if rows:
                database.insert_frame(connection, table, pl.concat(rows))
        make_units(connection)


def truth(jurisdiction: str) -> Mapping[str, float]:
    """True values of measures, by id; without those that change with the years or cannot be seen.

    A share counted from a large draw comes near its value here. Raises KeyError for a code that is
    not of this world.
    """
    declared = JURISDICTIONS[jurisdiction]
    first, *later = [implied(declared.rates_in(year)) for year in YEARS]
    gaps = (READING.get(gap.column, frozenset()) for gap in declared.gaps)
    hidden = blurred(declared.rates_in(YEARS.start)).union(*gaps)
    if declared.legal_context.get("legal_persons_liable") == "no":
        hidden |= {"D03"}
    return {
        measure: value
        for measure, value in first.items()
        if measure not in hidden and all(abs(year[measure] - value) < 1e-9 for year in later)
    }


def implied(rates: Rates) -> dict[str, float]:
    """The measures that follow from rates, by id: shares 0-1 of units whose answer is known."""
    convicted = rates["convicted_of_trafficking"] + rates["convicted_of_other"]
    left = (1 - convicted - rates["acquitted"]) * (1 - rates["discontinued_abroad"])
    decided = convicted + rates["acquitted"] + left
    paid_by_perpetrator = (
        rates["paid_in_full_by_perpetrator"] + rates["paid_in_part_by_perpetrator"]
    )
    multiple = rates["charged_more_than_one_link"]
    return {
        "N01": multiple,
        "N02": rates["charged_beyond_destination"],
        "N03": rates["apex_charged"],
        "F01": rates["financial_investigation"],
        "F03": rates["laundering_charged"],
        "F04": rates["records_analysed"],
        "F05": rates["intelligence"],
        "A01": rates["frozen"],
        "A02": rates["confiscated"],
        "A02a": rates["confiscation_sought"],
        "A02c": rates["confiscated"] / rates["confiscation_sought"],
        "R01": rates["claimed"],
        "R02": rates["awarded"],
        "R03": paid_by_perpetrator + rates["paid_independently"],
        "R04": rates["paid_independently"] / (1 - rates["paid_in_full_by_perpetrator"]),
        "D01": rates["custody"],
        "D03": rates["legal_person_charged"],
        "L01": rates["detected_by_inspection"],
        "P02": rates["convicted_of_trafficking"] / decided,
        "P02b": convicted / decided,
        "T01": rates["techniques"],
        "T02": rates["corroborated"],
        "T03": rates["cooperation"],
        "V03": rates["legal_aid"],
        "V09": rates["assisted"],
    }


def blurred(rates: Rates) -> frozenset[str]:
    """Ids whose share is not the true rate: the gaps fall on one answer more than on the other."""
    ids: set[str] = set()
    if rates["undated"]:
        # A missing date of an order or a payment makes a yes unknown and leaves a no as it is.
        ids |= {"A01", "A02", "A02c", "R04"}
    if rates["unknown"] > MUCH:
        # A row of a technique answers for a blank cell, and a request without its instrument may
        # be none that counts: both tell the yes and the no apart.
        ids |= {"T01", "T03"}
    return frozenset(ids)
