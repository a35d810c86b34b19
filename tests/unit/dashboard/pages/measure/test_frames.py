"""Tables of Measure: ways out of a stage."""

import math
from itertools import pairwise

import pandas as pd
import pytest

from dashboard.pages.measure import frames
from dashboard.words import DAYS_IN_MONTH
from metrics.stage_transitions import REASONS, STAGES
from tests.unit.dashboard.plain_text import plain

MONTH = DAYS_IN_MONTH


def persons(*rows: tuple[str, float, int]) -> pd.DataFrame:
    """Ways, months and how many."""
    return pd.DataFrame(
        [(way, months * MONTH, number) for way, months, number in rows],
        columns=["way", "days", "persons"],
    )


OF = persons(
    ("charged", 3, 40),
    ("charged", 30, 10),
    ("insufficient_evidence", 12, 20),
    ("deceased", 6, 5),
    ("time_barred", 6, 2),
    ("victim_withdrew", 6, 3),
    ("non_punishment", 6, 1),
    ("other", 6, 4),
    ("open", 40, 15),
    ("unknown", math.nan, 7),
)


def test_who_is_followed_and_the_rarer_reasons_are_one_line() -> None:
    assert frames.followed_counts(OF) == (100, 7)
    merged = frames.merge_rare_exits(OF, STAGES["P01"]).groupby("way")["persons"].sum()
    rare = {"deceased": 5, "victim_withdrew": 3, "other": 7}
    common = {"charged": 50, "insufficient_evidence": 20, "open": 15, "unknown": 7}
    assert merged.to_dict() == common | rare


def test_lines_begin_at_nothing_and_the_stage_itself_comes_first() -> None:
    drawn = frames.exit_lines(OF, STAGES["P01"], 36)
    assert list(drawn["way"].drop_duplicates()) == [
        *("charged", "insufficient_evidence", "other", "deceased", "victim_withdrew"),
    ]
    assert set(drawn.loc[drawn["month"] == 0, "share"]) == {0}
    charged = drawn[drawn["way"] == "charged"].set_index("month")["share"]
    assert charged[[2, 3, 29, 30]].tolist() == pytest.approx([0, 0.4, 0.4, 0.5])


def test_words_at_the_ends_keep_apart_in_the_order_of_the_lines() -> None:
    ends = frames.line_ends(frames.exit_lines(OF, STAGES["P01"], 36))
    assert [plain(label) for label in ends["label"]] == [
        *("Charged 50%", "Not enough evidence 20%", "Other reasons 7%", "Died 5%"),
        "Victim withdrew 3%",
    ]
    upwards = sorted(ends["at"])
    assert all(b - a >= 0.5 * frames.LEAST_APART for a, b in pairwise(upwards))
    assert list(ends.sort_values("at")["way"]) == list(ends.sort_values("share")["way"])


def test_a_stage_is_drawn_while_ten_are_seen_or_hardly_anybody_is_left() -> None:
    assert frames.months_to_draw(OF, 24) == 40
    assert frames.months_to_draw(persons(("charged", 200, 40)), 24) == frames.LAST_MONTH
    few_left = persons(("charged", 10, 100), ("open", 30, 3))
    assert frames.months_to_draw(few_left, 24) == 24
    assert frames.months_to_draw(few_left, 36) == 10
    many_left = persons(("charged", 10, 100), ("open", 12, 30), ("open", 30, 9))
    assert frames.months_to_draw(many_left, 24) == 12
    assert frames.months_to_draw(persons(("charged", 10, 9)), 24) == 0


def test_the_sentence_tells_of_all_ways_and_who_is_still_in() -> None:
    said = frames.exit_sentence(OF, STAGES["P01"], 24, 100, "persons suspected")
    assert plain(said) == (
        "What happened within 24 months to the 100 people followed (persons suspected): 40% were"
        " charged. 95% confidence interval: 30% to 49%. 35% ended for another reason. 25% were"
        " still pending."
    )
    judged = persons(("convicted", 1, 6), ("acquitted", 2, 4))
    said = plain(frames.exit_sentence(judged, STAGES["P01b"], 24, 10, "persons charged"))
    assert "60% were convicted. 95% confidence interval: 25% to 83%. 40% were acquitted." in said


def test_the_table_names_every_reason_and_adds_up() -> None:
    table = frames.exit_table(OF, STAGES["P01"], 36)
    assert list(table.columns) == [
        *("Outcome", "People", "Within 6 months", "Within 12 months", "Within 24 months"),
        "Within 36 months",
    ]
    assert dict(zip(table["Outcome"], table["People"], strict=True)) == {
        "Charged": "50",
        "Not enough evidence": "20",
        "Victim withdrew": "3",
        "Not punished": "1",
        "Time-barred": "2",
        "Died": "5",
        "Other reasons": "4",
        "Still pending": "15",
    }
    shares = [int(text.split("%")[0]) for text in table["Within 36 months"]]
    assert sum(shares) == 100


def test_every_way_out_has_a_name() -> None:
    own = {way for stage in STAGES.values() for way in stage.ways}
    assert own == set(frames.CAME_TO)
    assert set(frames.WAY_NAMES) == own | set(REASONS)


STEP = {"jurisdiction": "QMA", "status": "ok", "not_yet_due": 3, "unknown": 0, "coverage": 1.0}
STEP |= dict.fromkeys(("low", "region_low", "bound_low"), 0.1)
STEP |= dict.fromkeys(("high", "region_high", "bound_high"), 0.9)


def step(name: str, yes: int, of: int, **said: object) -> dict[str, object]:
    return STEP | {"step": name, "numerator": yes, "denominator": of, "value": yes / of} | said


def test_the_steps_of_a_cohort_begin_with_all_who_entered() -> None:
    found = pd.DataFrame(
        [
            step("final", 5, 38, unknown=2),
            step("charged", 30, 40),
            step("decided", 20, 40),
            step("convicted", 10, 20, unknown=20, status="bounds_only"),
        ]
    )
    drawn = frames.cohort_rows(found)
    assert list(drawn["label"]) == [
        *("Suspected", "Charged", "Convicted or acquitted", "Convicted"),
        "Convicted, with a final decision",
    ]
    assert [plain(known) for known in drawn["known"]] == [
        *("40", "75%, 30 of 40", "50%, 20 of 40", "", "13%, 5 of 38"),
    ]
    assert math.isnan(drawn["value"].iloc[3])
