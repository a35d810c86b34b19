"""What moves between two states, and in which order it is said."""

import pandas as pd
import pytest

from metrics import import_impact
from metrics.import_impact import Move, Printed
from schemas import scopes
from schemas.store import database
from tests.unit.metrics.small_world import PLACE, read, store_ready

COLUMNS = ["measure", "kind", "unit", "jurisdiction", "period"]
COLUMNS += ["numerator", "denominator", "value", "status"]
ROW = ("N01", "Share", "case", "XAA", "all", 40.0, 100.0, 0.4, "ok")
EVERYBODY = frozenset({PLACE, "QMB"})
UNCHANGED = ("N02", "Share", "case", "XAA", "all", 10.0, 20.0, 0.5, "ok")


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def changed(**to: object) -> tuple[object, ...]:
    row = dict(zip(COLUMNS, ROW, strict=True)) | to
    return tuple(row[name] for name in COLUMNS)


def test_what_stays_the_same_is_no_move() -> None:
    assert import_impact.moves(frame(ROW, UNCHANGED), frame(UNCHANGED, ROW)) == ()


def test_numbers_have_twelve_digits_and_the_last_of_sixteen_is_no_move() -> None:
    before, after = changed(value=1 / 3), changed(value=1 / 3 + 2e-16)
    assert before != after
    assert import_impact.moves(frame(before), frame(after)) == ()
    [move] = import_impact.moves(frame(before), frame(changed(value=2 / 3)))
    assert (move.before and move.before.value, move.after and move.after.value) == (
        0.333333333333,
        0.666666666667,
    )


def test_blanks_on_both_sides_are_the_same() -> None:
    blank = changed(denominator=float("nan"), value=float("nan"), status="empty")
    assert import_impact.moves(frame(blank), frame(blank)) == ()


def test_a_move_names_both_states() -> None:
    [move] = import_impact.moves(
        frame(ROW, UNCHANGED), frame(changed(numerator=45.0, value=0.45), UNCHANGED)
    )
    assert move.before == Printed(40.0, 100.0, 0.4, "ok")
    assert move.after == Printed(45.0, 100.0, 0.45, "ok")
    assert move.size == pytest.approx(0.05)


def test_a_row_that_was_not_there_before_has_no_before() -> None:
    [move] = import_impact.moves(frame(), frame(ROW))
    assert (move.before, move.size) == (None, 1.0)


def test_a_row_that_is_gone_has_no_after() -> None:
    [move] = import_impact.moves(frame(ROW), frame())
    assert (move.after, move.size) == (None, 1.0)


@pytest.mark.parametrize(
    ("kind", "before", "after", "size"),
    [
        ("Share", Printed(1, 4, 0.25, "ok"), Printed(2, 4, 0.5, "ok"), 0.25),
        ("AmountRatio", Printed(1, 1, 1.0, "ok"), Printed(3, 1, 3.0, "ok"), 1.0),
        ("Count", Printed(50, None, 50, "ok"), Printed(100, None, 100, "ok"), 0.5),
        ("Share", Printed(1, 4, 0.25, "too_few"), Printed(5, 20, 0.25, "ok"), 1.0),
        ("Share", Printed(1, 4, 0.25, "too_few"), Printed(2, 4, 0.5, "too_few"), 0.0),
    ],
)
def test_the_size_of_a_move_is_of_what_can_be_read(
    kind: str, before: Printed, after: Printed, size: float
) -> None:
    move = Move("N01", kind, "case", "XAA", "all", before, after)
    assert move.size == pytest.approx(size)


def test_what_moves_most_comes_first_and_all_years_before_one() -> None:
    before = frame(ROW, changed(period="2023"), UNCHANGED)
    after = frame(
        changed(value=0.5),
        changed(period="2023", value=0.5),
        (*UNCHANGED[:5], 1.0, 20.0, 0.05, "ok"),
    )
    found = import_impact.moves(before, after)
    assert [(move.measure, move.period) for move in found] == [
        ("N02", "all"),
        ("N01", "all"),
        ("N01", "2023"),
    ]


def test_more_records_move_the_measures_of_their_place_alone(database_url: str) -> None:
    cases = {"scope": "charged_as_trafficking"}
    store_ready(database_url, {"cases": [cases | {"case_id": f"A{n}"} for n in range(10)]})
    with read(database_url) as connection:
        before = import_impact.measure_all(connection, EVERYBODY, scope=scopes.EVERYTHING)
    more = {"cases": [cases | {"case_id": f"B{n}"} for n in range(12)]}
    store_ready(database_url, more, place="QMB")
    with read(database_url) as connection:
        after = import_impact.measure_all(connection, EVERYBODY, scope=scopes.EVERYTHING)
    moved = import_impact.moves(before, after)
    assert {move.jurisdiction for move in moved} == {"QMB"}
    assert ("C01", "all") in {(move.measure, move.period) for move in moved}


def test_a_database_that_is_being_made_has_measured_nothing(database_url: str) -> None:
    with database.writing(database_url) as connection:
        assert import_impact.measure_all(
            connection, frozenset({"XAA"}), scope=scopes.EVERYTHING
        ).empty
