"""Figures from units that are there: all of them, a filtered view, and those of a page.

The page has its ready answers; each card of the peer asks for its own figure, as a dashboard does
of which every card is a question (Metabase's). All tell the same numbers.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

import duckdb
import pandas as pd
import polars as pl
import psycopg

from bench import memory
from bench.every_measure import BY, EVERY, frames_of, of_pandas
from bench.plain import frames as plain_frames
from bench.plain import postgresql, sql
from bench.plain.counting import form_of
from bench.scale.places import DUCKDB, Place
from bench.scale.took import Took, timed
from metrics import results
from metrics.measure import Measure
from schemas import scopes, vocabulary
from schemas.store import database

ALL, FILTERED, PAGE = "all figures", "filtered", "a page"
JURISDICTION, FORM = "XCO", vocabulary.Form.SEXUAL_EXPLOITATION.value
HERE = f"jurisdiction = '{JURISDICTION}'"
ONLY = {
    ALL: "",
    FILTERED: f"{HERE} AND {{form}} = '{FORM}'",
    PAGE: HERE,
}
MEASURES: dict[str, Sequence[Measure]] = {
    ALL: EVERY,
    FILTERED: EVERY,
    PAGE: [one for one in EVERY if one.core],
}


def ours(place: Place) -> list[Took]:
    """The three questions, as pages and commands ask them."""
    with database.reading(place.url).connect() as connection:
        # Of another day than the stored one, so that nothing is ready.
        day = results.reference_dates(connection, scopes.EVERYTHING).latest - timedelta(days=1)

        def ask(step: str, **how: object) -> Callable[[], object]:
            ids = tuple(one.id for one in MEASURES[step])
            return lambda: results.rows(connection, scopes.EVERYTHING, ids, **how)  # type: ignore[arg-type]

        here = ("jurisdiction", JURISDICTION)
        asked = {
            ALL: ask(ALL, by=BY, as_of=day),
            FILTERED: ask(FILTERED, by=("year",), only=(here, ("form", FORM))),
            PAGE: ask(PAGE, by=("year",), only=(here,)),
        }
        return [_timed(step, work) for step, work in asked.items()]


def by_hand(place: Place) -> list[Took]:
    """One statement per unit, date and kind."""
    return _by_statements(place, (ALL, FILTERED), lambda measures: [measures])


def by_card(place: Place) -> list[Took]:
    """One statement per measure."""
    return _by_statements(place, (ALL, FILTERED, PAGE), lambda measures: [[m] for m in measures])


def by_polars(place: Place) -> list[Took]:
    """From units in memory; intervals stand on our side alone."""
    frames, day = frames_of(place.file), _day(place)

    def ask(of: dict[str, pl.DataFrame]) -> object:
        return plain_frames.by_polars(of, EVERY, day)

    def filtered() -> object:
        return ask({name: frame.filter(_here(name)) for name, frame in frames.items()})

    return [_timed(ALL, lambda: ask(frames)), _timed(FILTERED, filtered)]


def _here(unit: str) -> pl.Expr:
    return (pl.col("jurisdiction") == JURISDICTION) & (pl.col(_form(unit)) == FORM)


def by_pandas(place: Place) -> list[Took]:
    """The same, shares and counts alone."""
    frames = {name: of_pandas(frame) for name, frame in frames_of(place.file).items()}
    day = _day(place)

    def ask(of: dict[str, pd.DataFrame]) -> object:
        return plain_frames.by_pandas(of, EVERY, day)

    def here(name: str, frame: pd.DataFrame) -> pd.DataFrame:
        return frame[(frame["jurisdiction"] == JURISDICTION) & (frame[_form(name)] == FORM)]

    def filtered() -> object:
        return ask({name: here(name, frame) for name, frame in frames.items()})

    return [_timed(ALL, lambda: ask(frames)), _timed(FILTERED, filtered)]


def statements(step: str, place: Place, together: Sequence[Sequence[Measure]]) -> list[str]:
    """The plain statements of a step's question, in the words of the place's database."""
    by, day = "" if step == PAGE else sql.BY_FORM, _day(place)
    made = [one for some in together for one in sql.statements(some, day, ONLY[step], by)]
    return made if place.database == DUCKDB else postgresql.translated(made)


@contextmanager
def asking(place: Place) -> Iterator[Callable[[str], list[tuple[object, ...]]]]:
    """What asks the place's database a statement, and answers with its rows."""
    if place.database == DUCKDB:
        with duckdb.connect(str(place.file), read_only=True) as connection:
            yield lambda statement: connection.execute(statement).fetchall()
        return
    with psycopg.connect(place.plain_url) as server:
        yield lambda statement: server.execute(statement.encode()).fetchall()


def _by_statements(
    place: Place,
    steps: Sequence[str],
    asked_together: Callable[[Sequence[Measure]], Sequence[Sequence[Measure]]],
) -> list[Took]:
    asked = {step: statements(step, place, asked_together(MEASURES[step])) for step in steps}
    database.close_readers()
    with asking(place) as ask:
        return [_timed(step, lambda of=of: [ask(one) for one in of]) for step, of in asked.items()]  # type: ignore[misc]


def _timed(step: str, work: Callable[[], object]) -> Took:
    memory.begin_anew()
    return timed(step, work)


def _day(place: Place) -> date:
    """The day that the place's figures of one jurisdiction are of."""
    with database.reading(place.url).connect() as connection:
        return results.reference_dates(connection, scopes.EVERYTHING).for_jurisdiction(JURISDICTION)


def _form(unit: str) -> str:
    return next(form_of(one) for one in EVERY if one.unit.name == unit)
