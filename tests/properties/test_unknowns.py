"""What is shown of unknowns: the bounds are what the share is when all of them are known."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    ColumnElement,
    Connection,
    MetaData,
    Table,
    and_,
    case,
    delete,
    insert,
    or_,
    select,
)

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.measure_kinds import Share
from metrics.rebuild import make_units
from schemas import scopes
from schemas.store import database
from tests.literals import Row
from tests.properties.agreeing import on_worlds, store, worlds_of
from tests.soak import soak_size

SHARES = tuple(m for m in CATALOGUE.values() if isinstance(m, Share))
# In an ordinary run of a third of them.
IN_ONE_WORLD = 12 if soak_size(2) > 1 else 4
COPIES = {m.unit.name: m.unit.to_metadata(MetaData(), name=f"{m.unit.name}_kept") for m in SHARES}


def keep_copies(connection: Connection) -> None:
    for measure in {m.unit.name: m for m in SHARES}.values():
        copy = COPIES[measure.unit.name]
        copy.drop(connection, checkfirst=True)
        copy.create(connection)
        connection.execute(insert(copy).from_select(names(copy), select(*measure.unit.c)))


def names(unit: Table) -> list[str]:
    return [column.name for column in unit.c]


def settle(connection: Connection, measure: Share, *, answer: bool) -> None:
    """Let every unit of which something is unknown belong, and answer the same."""
    kept = COPIES[measure.unit.name].c
    belongs, answers = kept[measure.denominator.name], kept[measure.numerator.name]
    is_unknown = or_(belongs.is_(None), and_(belongs, answers.is_(None)))

    def value_of(column: ColumnElement) -> ColumnElement:
        if column.key == measure.numerator.name:
            return case((is_unknown, answer), else_=column)
        if column.key == measure.denominator.name:
            return case((is_unknown, True), else_=column)
        return column

    connection.execute(delete(measure.unit))
    settled = select(*(value_of(column) for column in kept))
    connection.execute(insert(measure.unit).from_select(names(measure.unit), settled))


def rows(connection: Connection, measure: Share) -> dict[str, Row]:
    """The measure's rows by jurisdiction, counted from the units."""
    asked = replace(results.build_request(connection, scopes.EVERYTHING), stored_as_of=None)
    shown = results.compute(connection, [measure], asked)
    return {row["jurisdiction"]: row for row in shown.to_dict("records")}


def untrue(connection: Connection, measures: Sequence[Share]) -> Iterator[str]:
    """Where the share with all unknowns settled is not the bound that was shown."""
    for measure in measures:
        before = rows(connection, measure)
        for answer, bound in ((False, "bound_low"), (True, "bound_high")):
            settle(connection, measure, answer=answer)
            for jurisdiction, row in rows(connection, measure).items():
                if not same(row["value"], before[jurisdiction][bound]) or row["unknown"]:
                    held = before[jurisdiction]
                    yield f"{measure.id} {jurisdiction} {bound}: {held}, settled {row}"
        connection.execute(delete(measure.unit))
        kept = select(*COPIES[measure.unit.name].c)
        connection.execute(insert(measure.unit).from_select(names(measure.unit), kept))


def same(left: float, right: float) -> bool:
    return math.isclose(left, right) or (math.isnan(left) and math.isnan(right))


def test_bounds_are_what_is_shown_once_nothing_is_unknown(database_url: str) -> None:
    @on_worlds(160)
    @given(st.integers(0, 2**32), st.integers(8, 25))
    def hold(seed: int, cases: int) -> None:
        store(database_url, worlds_of(seed, cases), refresh=make_units)
        with database.writing(database_url) as connection:
            keep_copies(connection)
            some = Random(seed).sample(SHARES, IN_ONE_WORLD)
            assert list(untrue(connection, some)) == []

    hold()
