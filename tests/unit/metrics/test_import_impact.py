"""What an import moves, and by how much."""

from typing import Any

import pandas as pd
import pytest

from metrics import import_impact
from metrics.import_impact import ChangeResult, MeasureChange, Printed
from metrics.request import EVER
from schemas import scopes
from schemas.store import database
from tests.unit.dashboard import result_rows
from tests.unit.metrics.small_world import PLACE, day, read, store_ready

COLUMNS = ["measure", "kind", "unit", "jurisdiction", "period"]
COLUMNS += ["numerator", "denominator", "value", "status"]
ROW = ("N01", "Share", "case", "XAA", "all", 40.0, 100.0, 0.4, "ok")
EVERYBODY = frozenset({PLACE, "QMB"})
UNCHANGED = ("N02", "Share", "case", "XAA", "all", 10.0, 20.0, 0.5, "ok")


def differences_frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=COLUMNS)


def changed(**to: object) -> tuple[object, ...]:
    row = dict(zip(COLUMNS, ROW, strict=True)) | to
    return tuple(row[name] for name in COLUMNS)


Moves = tuple[MeasureChange, ...]


def moves(before: list[tuple[object, ...]], after: list[tuple[object, ...]]) -> Moves:
    return import_impact.find_changes(differences_frame(*before), differences_frame(*after))


def test_numbers_have_twelve_digits_and_the_last_of_sixteen_is_no_move() -> None:
    before, after = changed(value=1 / 3), changed(value=1 / 3 + 2e-16)
    assert before != after
    assert moves([before], [after]) == ()
    [move] = moves([before], [changed(value=2 / 3)])
    assert (move.before and move.before.value, move.after and move.after.value) == (
        0.333333333333,
        0.666666666667,
    )


def test_blanks_on_both_sides_are_the_same() -> None:
    blank = changed(denominator=float("nan"), value=float("nan"), status="empty")
    assert moves([blank], [blank]) == ()


def test_a_move_names_both_states() -> None:
    [move] = moves([ROW, UNCHANGED], [changed(numerator=45.0, value=0.45), UNCHANGED])
    assert move.before == Printed(40.0, 100.0, 0.4, "ok")
    assert move.after == Printed(45.0, 100.0, 0.45, "ok")
    assert move.size == pytest.approx(0.05)


def test_a_row_that_one_of_the_two_has_not_moves_in_whole() -> None:
    [new], [gone] = moves([], [ROW]), moves([ROW], [])
    assert (new.before, new.size) == (gone.after, gone.size) == (None, 1.0)


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
    move = MeasureChange("N01", kind, "case", "XAA", "all", before, after)
    assert move.size == pytest.approx(size)


def test_what_moves_most_comes_first_and_all_years_before_one() -> None:
    after = [changed(value=0.5), changed(period="2023", value=0.5)]
    after.append((*UNCHANGED[:5], 1.0, 20.0, 0.05, "ok"))
    found = moves([ROW, changed(period="2023"), UNCHANGED], after)
    assert [(move.measure, move.period) for move in found] == [
        ("N02", "all"),
        ("N01", "all"),
        ("N01", "2023"),
    ]


def figures_of_everybody(url: str) -> pd.DataFrame:
    with read(url) as connection:
        return import_impact.figures_of_all_measures(connection, EVERYBODY, scope=scopes.EVERYTHING)


@pytest.mark.usefixtures("few_measures")
def test_more_records_move_the_measures_of_their_place_alone(database_url: str) -> None:
    cases = {"scope": "charged_as_trafficking"}
    store_ready(database_url, {"cases": [cases | {"case_id": f"A{n}"} for n in range(10)]})
    before = figures_of_everybody(database_url)
    more = {"cases": [cases | {"case_id": f"B{n}"} for n in range(12)]}
    store_ready(database_url, more, jurisdiction="QMB")
    moved = import_impact.find_changes(before, figures_of_everybody(database_url))
    assert {move.jurisdiction for move in moved} == {"QMB"}
    assert ("C01", "all") in {(move.measure, move.period) for move in moved}


def test_a_database_that_is_being_made_has_measured_nothing(database_url: str) -> None:
    with database.writing(database_url) as connection:
        assert import_impact.figures_of_all_measures(
            connection, frozenset({"XAA"}), scope=scopes.EVERYTHING
        ).empty


# 44% to 63% with what is unknown.
BEFORE = {"collected": "", "stated": "", "region_low": 0.44, "region_high": 0.63}
NAN = float("nan")
DAYS = {"kind": "Duration", "value": 400.0, "low": 300.0, "high": NAN}


def frame(**changed: Any) -> pd.DataFrame:
    return pd.DataFrame([result_rows.row("N01", "XAA", **(BEFORE | changed))])


COUNT = {"kind": "Count", "low": NAN, "high": NAN, "value": 40.0}
HIDDEN: tuple[dict[str, Any], ...] = ({"status": "too_few"}, {"value": NAN})
RISEN: dict[str, Any] = {"value": 0.9}
MOVED, WITHIN = ChangeResult.MOVED, ChangeResult.WITHIN


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        # Within what chance alone allows for, or not: the region of before decides.
        *(
            ({"low": 0.5, "high": 0.6}, {"value": value, "region_low": 0.1}, expected)
            for value, expected in ((0.43, MOVED), (0.44, WITHIN), (0.63, WITHIN), (0.64, MOVED))
        ),
        # A limit that is not reached is none on its side.
        (DAYS, DAYS | {"value": 9_000.0}, WITHIN),
        (DAYS, DAYS | {"value": 200.0}, MOVED),
        # Nothing is said of a value that may not be told.
        *((hidden, RISEN, ChangeResult.NOT_SHOWN) for hidden in HIDDEN),
        *(({}, RISEN | hidden, ChangeResult.NOT_SHOWN) for hidden in HIDDEN),
        (COUNT, COUNT | {"value": 90.0}, ChangeResult.NO_REGION),
        # Nor where it rests on something else.
        *(({}, RISEN | {of: "other"}, ChangeResult.BREAK) for of in import_impact.RESTS_ON),
    ],
)
def test_a_value_moved_where_it_lies_outside_the_region_of_before(
    before: dict[str, Any], after: dict[str, Any], expected: ChangeResult
) -> None:
    [one] = import_impact.compare(frame(**before), frame(**after), {"N01": EVER})
    assert one.reading is expected


def test_it_says_to_which_side_and_nothing_without_a_row_or_years() -> None:
    [up] = import_impact.compare(frame(), frame(value=0.9), {"N01": EVER})
    [down] = import_impact.compare(frame(), frame(value=0.1), {"N01": EVER})
    assert (up.is_higher, down.is_higher) == (True, False)
    [new] = import_impact.compare(frame().head(0), frame(value=0.9), {"N01": EVER})
    assert new.reading is ChangeResult.NOT_SHOWN
    # No years lie on one side of a break.
    [broken] = import_impact.compare(frame(), frame(value=0.9), {"N01": None})
    assert broken.reading is ChangeResult.BREAK


def charged(year: int, investigation: str) -> dict[str, Any]:
    """A dozen cases charged in that year."""
    stated = {
        "scope": "charged_as_trafficking",
        "charged": "yes",
        "charged_on": day(f"{year}-01-10"),
        "financial_investigation": investigation,
    }
    return {"cases": [stated | {"case_id": f"{year}-{number}"} for number in range(12)]}


def test_each_measure_is_counted_in_its_years_with_what_it_rests_on(database_url: str) -> None:
    world = {"cases": charged(2019, "none")["cases"] + charged(2023, "parallel")["cases"]}
    store_ready(database_url, world)
    years = {"F01": (2022, 2024), "N01": EVER, "R02": None}
    with read(database_url) as connection:
        rows = import_impact.figures_of_years(
            connection, frozenset({PLACE}), years, scope=scopes.EVERYTHING
        ).set_index("measure")
        nobody = import_impact.figures_of_years(
            connection, frozenset({"XAB"}), years, scope=scopes.EVERYTHING
        )
    assert set(rows.index) == {"F01", "N01"}
    assert (rows.loc["F01", "numerator"], rows.loc["F01", "denominator"]) == (12, 12)
    assert "links" in rows.loc["N01", "collected"]
    assert "links" not in rows.loc["F01", "collected"]
    assert "case_splitting=" in rows.loc["F01", "stated"]
    assert nobody.empty
