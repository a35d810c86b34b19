"""What the last import moved, in words: how many, which, and of how many nothing is said."""

import json
from datetime import date
from typing import Any

import pytest

from dashboard.shared.frames import moved
from dashboard.shared.frames.submissions import Import
from metrics.import_impact import Compared, Reading
from metrics.request import EVER, Years
from tests.unit.dashboard import result_rows

OF = Import(13, "<b>autumn.zip", "XAA", date(2026, 11, 28), is_first=False)
NAN = float("nan")


def one(id_: str, reading: Reading, years: Years | None = EVER, **after: Any) -> Compared:
    before = result_rows.row(id_, "XAA")
    return Compared(id_, years, reading, before, before | {"value": 0.7} | after)


MOVED = one("N01", Reading.MOVED, (2021, 2025), denominator=180)
WITHIN = (one("N02", Reading.WITHIN), one("F01", Reading.WITHIN))


def test_how_many_moved_is_said_with_the_import() -> None:
    assert moved.sentence((MOVED, *WITHIN), OF, "Exampleland") == (
        "Exampleland: 1 of 3 measures moved beyond its region with the import of batch 13"
        " (<b>autumn.zip), stored on 28 November 2026."
    )


def test_silence_is_said() -> None:
    assert moved.sentence(WITHIN, OF, "Exampleland") == (
        "Exampleland: nothing moved beyond its region with the import of batch 13"
        " (<b>autumn.zip), stored on 28 November 2026. 2 measures were compared."
    )
    nothing = moved.sentence((one("C03", Reading.NO_REGION),), OF, "Exampleland")
    assert nothing.startswith("Exampleland: nothing can be compared with the import of batch 13")


def test_of_how_many_nothing_is_said_and_why() -> None:
    compared = (
        MOVED,
        one("R02", Reading.BREAK, None),
        one("V01", Reading.BREAK),
        one("C03", Reading.NO_REGION),
    )
    assert moved.untold(compared) == (
        "Nothing is said of 2 measures (R02 and V01) across a break: a changed definition or law,"
        " or other things collected; of 1 measure without a region: counts, sums and their ratios."
    )
    assert moved.untold(WITHIN) == ""


def test_of_the_first_import_that_alone_is_said() -> None:
    first = Import(1, "spring", "XAA", date(2026, 5, 4), is_first=True)
    assert moved.told((), first, "Exampleland") == [
        moved.FIRST.format(place="Exampleland", of="batch 1 (spring), stored on 4 May 2026")
    ]


def test_each_that_moved_stands_with_both_numbers_and_its_years() -> None:
    [line] = moved.table((MOVED, *WITHIN), "EUR").to_numpy().tolist()
    assert line == [
        "N01 More than one link charged",
        "2021–2025",
        "54\N{NO-BREAK SPACE}% (44–63), n = 100",
        "70\N{NO-BREAK SPACE}% (44–63), n = 180",
        "↗ higher",
    ]


def test_files_are_given_numbers_with_their_unit() -> None:
    days = one("P05", Reading.MOVED, value=200.0, kind="Duration")
    shares, durations = moved.numbers((MOVED, *WITHIN, days), "EUR").to_dict("records")
    assert (shares["Measure"], shares["Years"], shares["Now"]) == ("N01", "2021–2025", "↗ higher")
    assert (shares["Before"], shares["Before: interval from"], shares["After"]) == (0.54, 0.44, 0.7)
    assert (shares["Before: n"], shares["After: n"], shares["Unit"]) == (100, 180, "share")
    assert (durations["After"], durations["Unit"]) == (pytest.approx(200 / 30.4375), "months")


def test_scripts_are_given_numbers_and_no_sign_for_what_is_missing() -> None:
    told = moved.for_scripts((MOVED, *WITHIN, one("P05", Reading.NOT_SHOWN, high=NAN)))
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert (told["compared"], told["nothing_said"]) == (
        3,
        {"break": [], "not_shown": ["P05"], "no_region": []},
    )
    [row] = told["moved"]  # type: ignore[misc]
    assert (row["measure"], row["from"], row["to"], row["is_higher"]) == ("N01", 2021, 2025, True)
    assert (row["before"]["value"], row["before"]["low"], row["after"]["value"]) == (
        0.54,
        0.44,
        0.7,
    )
