"""What moves between two states, in plain words."""

from dataclasses import replace

import pytest

from dashboard import words
from dashboard.shared.frames import moves
from dashboard.upload.views import upload_words
from metrics.import_impact import Move, Printed

PLACES = {"XAA": "Aland"}
MOVE = Move(
    "N01",
    "Share",
    "case",
    "XAA",
    "all",
    Printed(312, 1130, 312 / 1130, "ok"),
    Printed(325, 1155, 325 / 1155, "ok"),
)
TOO_FEW = Printed(3, 7, 3 / 7, "too_few")


def plain(text: str) -> str:
    return text.replace(words.NO_BREAK, " ")


def happens(move: Move) -> str:
    return plain(moves.sentence(move, PLACES)).partition("all years: ")[2]


def test_a_move_says_measure_place_and_both_numbers() -> None:
    assert plain(moves.sentence(MOVE, PLACES)).endswith(
        ", Aland, all years: from 27.6 % (312 of 1,130) to 28.1 % (325 of 1,155)."
    )


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (TOO_FEW, "appears as 28.1 % (325 of 1,155), before: too few to say (3 of 7)."),
        (None, "appears as 28.1 % (325 of 1,155), before: nothing counted."),
        (
            Printed(0, 0, None, "not_collected"),
            "appears as 28.1 % (325 of 1,155), before: not recorded.",
        ),
    ],
)
def test_a_number_appears(before: Printed | None, said: str) -> None:
    assert happens(replace(MOVE, before=before)) == said


def test_a_number_vanishes() -> None:
    said = happens(replace(MOVE, after=TOO_FEW))
    assert said == "vanishes, before 27.6 % (312 of 1,130), after: too few to say (3 of 7)."


def test_counts_and_days_are_said_as_such() -> None:
    counted = replace(
        MOVE, kind="Count", before=Printed(3, None, 3, "too_few"), after=Printed(12, None, 12, "ok")
    )
    assert happens(counted) == "appears as 12, before: too few to say (3)."
    lasting = replace(
        MOVE, kind="Duration", before=Printed(2, 9, None, "ok"), after=Printed(9, 12, 30, "ok")
    )
    assert (
        happens(lasting) == "appears as 1.0 months (9 of 12), before: median not reached (2 of 9)."
    )
    worth = replace(
        MOVE,
        kind="Amount",
        before=Printed(0, 0, None, "bounds_only"),
        after=Printed(1.5e4, 9, 1.5e4, "ok"),
    )
    assert happens(worth) == "appears as 15 k, before: too much unknown."


@pytest.mark.parametrize(
    ("measure", "kind", "value", "said", "unit"),
    [
        ("P04d", "FlowRatio", 629, "629 days", "days"),
        ("P05", "Duration", 629, "20.7 months", "days"),
        ("D01m", "Median", 24, "24 months", "months"),
        ("P04", "FlowRatio", 0.857, "85.7 %", "ratio"),
        ("N01", "Share", 0.976, "97.6 %", "share"),
        ("C03", "Count", 12, "12", "number"),
    ],
)
def test_no_number_stands_without_its_unit(
    measure: str, kind: str, value: float, said: str, unit: str
) -> None:
    after = Printed(None, None, value, "ok")
    move = replace(MOVE, measure=measure, kind=kind, before=None, after=after)
    assert happens(move) == f"appears as {said}, before: nothing counted."
    assert moves.value_unit(move) == unit
    assert plain(upload_words.describe_move(move, PLACES).after) == said.replace(
        "85.7", "86"
    ).replace("97.6", "98")


@pytest.mark.parametrize(
    ("measure", "period", "denominator", "said"),
    [
        ("P04d", "2023", 0, "nothing was resolved"),
        ("P04d", "all", 12, "it is computed of single years, not of a period"),
    ],
)
def test_a_flow_without_a_value_says_why(
    measure: str, period: str, denominator: int, said: str
) -> None:
    after = Printed(3, denominator, None, "ok")
    move = replace(MOVE, measure=measure, kind="FlowRatio", period=period, before=None, after=after)
    assert said in plain(moves.sentence(move, PLACES))
    assert upload_words.describe_move(move, PLACES).after == said


def test_the_table_says_in_a_word_what_happens() -> None:
    after = Printed(300, 1130, 300 / 1130, "ok")
    same = Printed(624, 2260, 312 / 1130, "ok")
    shown = [
        MOVE,
        replace(MOVE, after=after),
        replace(MOVE, after=same),
        replace(MOVE, before=TOO_FEW, after=replace(TOO_FEW, numerator=2)),
        replace(MOVE, period="2023", after=None),
    ]
    table = moves.table(shown, PLACES)
    assert list(table.columns) == list(moves.COLUMNS)
    assert list(table["What happens"]) == [
        "rises",
        "falls",
        "same value, other parts",
        "still not shown",
        "vanishes",
    ]
    assert list(table["Years"]) == ["all years"] * 4 + ["2023"]


def test_the_summary_counts_measures_and_names_the_first() -> None:
    said = plain(moves.summary([MOVE, replace(MOVE, period="2023")]))
    assert said.startswith("1 measure moves. Most: N01 ")
    assert said.endswith("from 27.6 % (312 of 1,130) to 28.1 % (325 of 1,155).")
    assert moves.summary([MOVE, replace(MOVE, measure="N02")]).startswith("2 measures move.")
    assert moves.summary([]) == "No measure moves."
    assert moves.overall([replace(MOVE, period="2023"), MOVE]) == (MOVE,)
