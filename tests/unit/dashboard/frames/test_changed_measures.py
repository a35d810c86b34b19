"""What moved: between two states, and with the last import."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dashboard import words
from dashboard.frames import changed_measures
from dashboard.frames.submissions import Import
from dashboard.pages.upload.views import upload_words
from metrics.import_impact import ChangeResult, Compared, MeasureChange, Printed
from metrics.request import EVER, Years
from tests.unit.dashboard import result_rows
from tests.unit.dashboard.plain_text import plain

PLACES = {"XAA": "Aland"}
TOO_FEW, NOT_COLLECTED = Printed(3, 7, 3 / 7, "too_few"), Printed(0, 0, None, "not_collected")
BEFORE, NOW = Printed(312, 1130, 312 / 1130, "ok"), Printed(325, 1155, 325 / 1155, "ok")
MOVE = MeasureChange("N01", "Share", "case", "XAA", "all", BEFORE, NOW)


def happens(move: MeasureChange) -> str:
    return plain(changed_measures.change_sentence(move, PLACES)).partition("all years: ")[2]


@pytest.mark.parametrize(
    ("kind", "before", "after", "said"),
    [
        ("Share", TOO_FEW, NOW, "before: Too few cases (3 of 7); after: 28.1% (325 of 1,155)."),
        ("Share", None, NOW, "before: no cases; after: 28.1% (325 of 1,155)."),
        ("Share", NOT_COLLECTED, NOW, "before: Not collected; after: 28.1% (325 of 1,155)."),
        ("Share", NOW, TOO_FEW, "before: 28.1% (325 of 1,155); after: Too few cases (3 of 7)."),
        (
            "Count",
            Printed(3, None, 3, "too_few"),
            Printed(12, None, 12, "ok"),
            "before: Too few cases (3); after: 12.",
        ),
        (
            "Duration",
            Printed(2, 9, None, "ok"),
            Printed(9, 12, 30, "ok"),
            "before: Fewer than half have finished so far (2 of 9); after: 1.0 months (9 of 12).",
        ),
    ],
)
def test_a_change_says_both_numbers_or_why_there_is_none(
    kind: str, before: Printed | None, after: Printed, said: str
) -> None:
    assert happens(replace(MOVE, kind=kind, before=before, after=after)) == said


@pytest.mark.parametrize(
    ("measure", "kind", "value", "said", "unit"),
    [
        ("P04d", "FlowRatio", 629, "629 days", "days"),
        ("P05", "Duration", 629, "20.7 months", "days"),
        ("D01m", "Median", 24, "24 months", "months"),
        ("P04", "FlowRatio", 0.857, "85.7%", "ratio"),
        ("N01", "Share", 0.976, "97.6%", "share"),
        ("C03", "Count", 12, "12", "number"),
    ],
)
def test_no_number_stands_without_its_unit(
    measure: str, kind: str, value: float, said: str, unit: str
) -> None:
    after = Printed(None, None, value, "ok")
    move = replace(MOVE, measure=measure, kind=kind, before=None, after=after)
    assert happens(move) == f"before: no cases; after: {said}."
    assert changed_measures.value_unit(move) == unit
    assert plain(upload_words.describe_change(move, PLACES)["after"]) == said.replace(
        "85.7", "86"
    ).replace("97.6", "98")


def test_the_table_says_in_a_word_what_happens() -> None:
    told = {
        "higher": MOVE,
        "lower": replace(MOVE, after=Printed(300, 1130, 300 / 1130, "ok")),
        "same value, different numbers of cases": replace(
            MOVE, after=Printed(624, 2260, 312 / 1130, "ok")
        ),
        "still not shown": replace(MOVE, before=TOO_FEW, after=replace(TOO_FEW, numerator=2)),
        "no longer shown": replace(MOVE, period="2023", after=None),
    }
    table = changed_measures.changes_table(list(told.values()), PLACES)
    assert list(table.columns) == list(changed_measures.CHANGE_COLUMNS)
    assert list(table["Change"]) == list(told)
    assert list(table["Years"]) == ["all years"] * 4 + ["2023"]


def test_the_summary_counts_measures_and_names_the_first() -> None:
    said = plain(changed_measures.changes_summary([MOVE, replace(MOVE, period="2023")]))
    assert said.startswith("1 measure changes. Largest change: N01 ")
    assert said.endswith("before: 27.6% (312 of 1,130); after: 28.1% (325 of 1,155).")
    both = changed_measures.changes_summary([MOVE, replace(MOVE, measure="N02")])
    assert both.startswith("2 measures change.")
    assert changed_measures.changes_summary([]) == "No measure changes."
    assert changed_measures.main_changes([replace(MOVE, period="2023"), MOVE]) == (MOVE,)


OF = Import(13, "<b>autumn.zip", "XAA", date(2026, 11, 28), is_first=False)
NAN = float("nan")


def one(id_: str, reading: ChangeResult, years: Years | None = EVER, **after: Any) -> Compared:
    before = result_rows.row(id_, "XAA")
    return Compared(id_, years, reading, before, before | {"value": 0.7} | after)


MOVED = one("N01", ChangeResult.MOVED, (2021, 2025), denominator=180)
WITHIN = (one("N02", ChangeResult.WITHIN), one("F01", ChangeResult.WITHIN))


def test_how_many_moved_is_said_with_the_import_and_so_is_silence() -> None:
    moved, silent, nothing = (
        changed_measures.import_change_sentence(of, OF, "Exampleland")
        for of in ((MOVED, *WITHIN), WITHIN, (one("C03", ChangeResult.NO_REGION),))
    )
    of_import = "Exampleland, Import 13 (<b>autumn.zip, stored on 28 November 2026):"
    assert moved == (
        f"{of_import} 1 of 3 measures now have a value outside their earlier confidence interval."
    )
    assert silent == (
        f"{of_import} 2 measures were compared. None has a value outside its earlier confidence"
        " interval."
    )
    assert nothing.startswith("Exampleland: no measure can be compared.")
    # Of the first import that alone is said.
    first = Import(1, "spring", "XAA", date(2026, 5, 4), is_first=True)
    named = {"place": "Exampleland", "import_name": "Import 1 (spring, stored on 4 May 2026)"}
    said = changed_measures.import_change_sentences((), first, "Exampleland")
    assert said == [changed_measures.FIRST.format(**named)]


def test_of_how_many_nothing_is_said_and_why() -> None:
    compared = (
        MOVED,
        one("R02", ChangeResult.BREAK, None),
        one("V01", ChangeResult.BREAK),
        one("C03", ChangeResult.NO_REGION),
    )
    said = changed_measures.not_compared_sentence(compared)
    assert said.startswith("2 measures (R02 and V01) were not compared because of a break in")
    assert "1 measure was not compared because it has no confidence interval" in said
    assert changed_measures.not_compared_sentence(WITHIN) == ""


def test_each_that_moved_stands_with_both_numbers_and_its_years() -> None:
    [line] = changed_measures.import_changes_table((MOVED, *WITHIN), "EUR").to_numpy().tolist()
    assert line == [
        "N01 More than one link charged",
        "2021 to 2025",
        f"54% (44% to 63%), n{words.NO_BREAK}={words.NO_BREAK}100",
        f"70% (44% to 63%), n{words.NO_BREAK}={words.NO_BREAK}180",
        "↗ higher",
    ]


def test_files_are_given_numbers_with_their_unit() -> None:
    days = one("P05", ChangeResult.MOVED, value=200.0, kind="Duration")
    shares, durations = changed_measures.import_changes_numbers(
        (MOVED, *WITHIN, days), "EUR"
    ).to_dict("records")
    told = (shares["Measure"], shares["Years"], shares["Now"])
    assert told == ("N01", "2021 to 2025", "↗ higher")
    assert (shares["Before"], shares["Before: interval from"], shares["After"]) == (0.54, 0.44, 0.7)
    assert (shares["Before: n"], shares["After: n"], shares["Unit"]) == (100, 180, "share")
    assert (durations["After"], durations["Unit"]) == (pytest.approx(200 / 30.4375), "months")


def test_scripts_are_given_numbers_and_no_sign_for_what_is_missing() -> None:
    told = changed_measures.import_changes_json(
        (MOVED, *WITHIN, one("P05", ChangeResult.NOT_SHOWN, high=NAN))
    )
    assert json.loads(json.dumps(told, allow_nan=False)) == told
    assert told["compared"] == 3
    assert told["nothing_said"] == {"break": [], "not_shown": ["P05"], "no_region": []}
    [row] = told["moved"]  # type: ignore[misc]
    assert (row["measure"], row["from"], row["to"], row["is_higher"]) == ("N01", 2021, 2025, True)
    numbers = (row["before"]["value"], row["before"]["low"], row["after"]["value"])
    assert numbers == (0.54, 0.44, 0.7)
