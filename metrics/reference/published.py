"""Keep figures that others published. They are shown next to own figures, never mixed with them.

Each is stored as a range (`<5` as 0 to 4), so sums and shares of them are ranges that include the
true value.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pandas as pd
import polars as pl
from sqlalchemy import Connection, Select, and_, case, delete, func, select

from schemas.language import marked
from schemas.store import audit, bookkeeping, database

stored = bookkeeping.published
PROSECUTED, CONVICTED = "Persons prosecuted", "Persons convicted"
DETECTED = "Detected trafficking victims"
# The published indicator closest to one of our counts, although counted by other rules, and how.
NEAREST_INDICATORS = {"C02": PROSECUTED, "C03": CONVICTED, "C04": DETECTED}
COUNTED_OTHERWISE = {
    "C02": marked(
        "Published: people prosecuted in a year, by the rules of each State. This measure counts"
        " people when they are first charged with trafficking."
    ),
    "C03": marked(
        "Published: people convicted in a year, by the rules of each State. This measure counts"
        " convictions at first instance."
    ),
    "C04": marked(
        "Published: victims detected in a year, by the rules of each State. This measure counts"
        " victims identified or presumed."
    ),
}
TOTAL = "Total"
BETWEEN = "."
WHOLE = and_(*(stored.c[name] == TOTAL for name in ("dimension", "category", "sex", "age")))
RANGE = (func.sum(stored.c.low).label("low"), func.sum(stored.c.high).label("high"))


@dataclass(frozen=True)
class Exceeding:
    """In how many years of a country more persons were convicted than prosecuted.

    `both` is the number of years of a country with both figures. In `certain` of them the lowest
    possible number convicted is above the highest possible number prosecuted.
    """

    certain: int
    both: int


def replace_published(url: str, figures: pl.DataFrame) -> None:
    """Replace all published figures by `figures`, which has the columns of `stored`."""
    with _audited_change(url, figures.height) as connection:
        connection.execute(delete(stored))
        database.insert_frame(connection, stored, figures)


def clear_published(url: str) -> None:
    """Delete all published figures. Raises DatabaseMissing if there is no database."""
    database.reading(url)
    with _audited_change(url, 0) as connection:
        connection.execute(delete(stored))


@contextmanager
def _audited_change(url: str, rows: int) -> Iterator[Connection]:
    with (
        audit.audited(url, audit.Action.REPLACE_LIST, list=stored.name, rows=rows),
        database.writing(url, purpose="change of published figures") as connection,
    ):
        yield connection


def _is_stored(connection: Connection) -> bool:
    """Whether the database has the table of published figures; an old one of releases may not."""
    return stored.name in database.tables_in(connection)


def list_files(connection: Connection) -> pd.DataFrame:
    """Return the stored files: file, source, indicator, dimension, places, first, last, rows."""
    if not _is_stored(connection):
        names = ("file", "source", "indicator", "dimension", "places", "first", "last", "rows")
        return pd.DataFrame(columns=[*names])
    named = (stored.c.file, stored.c.source, stored.c.indicator, stored.c.dimension)
    query = (
        select(
            *named,
            func.count(stored.c.iso3.distinct()).label("places"),
            func.min(stored.c.year).label("first"),
            func.max(stored.c.year).label("last"),
            func.count().label("rows"),
        )
        .group_by(*named)
        .order_by(*named)
    )
    return database.read_frame(connection, query).to_pandas()


def figures_of_countries(connection: Connection) -> pd.DataFrame:
    """Return figures by country and year: iso3, year, source, file, `low` and `high` per indicator.

    Indicators are those of `NEAREST_INDICATORS`; NaN if a year has no figure. Only countries that
    the source names have rows. The frame is empty if nothing is stored or the table is missing.
    """
    parts = [
        func.sum(case((stored.c.indicator == name, stored.c[end]))).label(f"{name} {end}")
        for name in NEAREST_INDICATORS.values()
        for end in ("low", "high")
    ]
    if not _is_stored(connection):
        return pd.DataFrame(
            columns=["iso3", "year", "source", "file", *(one.name for one in parts)]
        )
    query = (
        select(
            stored.c.iso3,
            stored.c.year,
            func.min(stored.c.source).label("source"),
            func.min(stored.c.file).label("file"),
            *parts,
        )
        .where(
            WHOLE,
            stored.c.name.is_not(None),
            stored.c.indicator.in_(list(NEAREST_INDICATORS.values())),
        )
        .group_by(stored.c.iso3, stored.c.year)
        .order_by(stored.c.iso3, stored.c.year)
    )
    frame = database.read_frame(connection, query).to_pandas()
    return frame.astype({part.name: float for part in parts})


def version(connection: Connection) -> str:
    """Return a text that changes when the published figures change, for a database of releases."""
    if not _is_stored(connection):
        return "0"
    sums = (func.count(), func.sum(stored.c.low), func.sum(stored.c.high * stored.c.year))
    return BETWEEN.join(str(one or 0) for one in connection.execute(select(*sums)).one())


def in_year_ratios(figures: pd.DataFrame) -> pd.DataFrame:
    """Return convictions per prosecution of the same year, as range: year, low, high.

    They are context only: the convicted persons may have been prosecuted in another year, so the
    ratio may exceed 1. It is NaN if a figure is missing or prosecutions may be 0. `figures` are
    from `figures_of_countries`.
    """
    convicted = [figures[f"{CONVICTED} {end}"] for end in ("low", "high")]
    prosecuted = [figures[f"{PROSECUTED} {end}"] for end in ("low", "high")]
    divisible = prosecuted[0] > 0
    return pd.DataFrame(
        {
            "year": figures["year"],
            "low": np.where(divisible, convicted[0] / prosecuted[1].where(divisible), np.nan),
            "high": np.where(divisible, convicted[1] / prosecuted[0].where(divisible), np.nan),
        }
    )


def count_more_convicted_than_prosecuted(connection: Connection) -> Exceeding:
    """Return in how many years of a country more persons were convicted than prosecuted."""
    prosecuted, convicted = (
        _ranges_by_country(name).subquery() for name in (PROSECUTED, CONVICTED)
    )
    more = convicted.c.low > prosecuted.c.high
    above = func.coalesce(func.sum(case((more, 1), else_=0)), 0)
    query = select(above, func.count()).select_from(
        prosecuted.join(
            convicted,
            and_(prosecuted.c.iso3 == convicted.c.iso3, prosecuted.c.year == convicted.c.year),
        )
    )
    return Exceeding(*connection.execute(query).one())


def _ranges_by_country(indicator: str) -> Select:
    return (
        select(stored.c.iso3, stored.c.year, *RANGE)
        .where(WHOLE, stored.c.name.is_not(None), stored.c.indicator == indicator)
        .group_by(stored.c.iso3, stored.c.year)
    )
