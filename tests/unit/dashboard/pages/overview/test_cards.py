"""The cards around the quality profile: how many, the chain, the money."""

import math
import re
from datetime import date
from typing import Any

import pandas as pd
import pytest

from dashboard.frames.peer_comparison import group_rows_by_measure
from dashboard.frames.targets import Target
from dashboard.frames.trend_breaks import Break
from dashboard.html_templates import render_template
from dashboard.pages.overview import cards, count_card, frames
from dashboard.ui import link_group_card, money_cascade_card, scorecard
from dashboard.ui.filters import Choice
from dashboard.ui.scorecard import OfPlace
from metrics import stage_transitions
from metrics.comparability import Difference
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import OTHERS, circle, count, frame, only_of, row

YEAR = 2024
NOBODY = pd.DataFrame(columns=["jurisdiction", *stage_transitions.OUTCOMES])
REFORM = Break(date(2021, 7, 1), "Reform of plea agreements")
LOWER = {"verdict_low": 0.05, "verdict_high": 0.35}
UNBROKEN: frames.Broken = dict.fromkeys(count_card.COUNT_IDS, ())


def test_a_year_without_convictions_is_a_true_zero() -> None:
    bars = count_card.count_bars({2021: 10, 2023: 20}, 2024)
    assert [(bar.year, bar.count, bar.height) for bar in bars] == [
        ("2021", "10", 50.0),
        ("2022", "0", 0.0),
        ("2023", "20", 100.0),
        ("2024", "0", 0.0),
    ]
    assert [bar.year for bar in bars if bar.is_last] == ["2024"]
    assert count_card.count_bars({}, 2024) == []
    assert count_card.count_bars({2021: 3}, 2020) == []
    assert count_card.count_bars({2024: 0}, 2024)[0].height == 0.0


def test_what_is_not_recorded_is_not_a_zero() -> None:
    rows = frame(
        count("C01", 2022, 4), count("C01", 2023, float("nan")) | {"status": "not_collected"}
    )
    investigations, _ = count_card.earlier_stage_counts(frame(count("C01", 2022, 4)), rows, 2023)
    assert investigations.count == "—"
    assert [bar.count for bar in investigations.bars] == ["4", "not recorded"]
    whole = frame(row("C01", "XAA", kind="Count", status="not_collected", value=None))
    investigations, _ = count_card.earlier_stage_counts(whole, frame(count("C02", YEAR, 3)), YEAR)
    assert (investigations.count, investigations.bars) == ("—", [])
    years = frame(count("C01", YEAR, 241), count("C02", YEAR, 127))
    before = count_card.earlier_stage_counts(years, years, YEAR)
    assert [volume.count for volume in before] == ["241", "127"]


def test_first_instance_outcomes_add_up_to_the_persons_judged() -> None:
    of_all = [("XAA", 83.0, 42.0, 35.0, 8.0), ("XAB", math.nan, 2.0, 0.0, 5.0)]
    of_all += [("XAC", 0.0, 0.0, 0.0, 0.0), ("XAD", *[math.nan] * 4), ("XAE", 4.0, 0.0, 0.0, 0.0)]
    decided = pd.DataFrame(of_all, columns=["jurisdiction", *stage_transitions.OUTCOMES])
    convicted, another = "Convicted of trafficking", "Convicted of another offence"
    neither, unknown = "Acquitted or discontinued", "Outcome not recorded"
    assert count_card.outcome_rows(decided, "XAA") == [
        *((convicted, "83"), (another, "42"), (neither, "35"), (unknown, "8")),
    ]
    # Where none is known and some may be convicted of trafficking, it is no zero.
    assert dict(count_card.outcome_rows(decided, "XAB"))[convicted] == "—"
    all_convicted = {convicted: "4", another: "0", neither: "0"}
    assert dict(count_card.outcome_rows(decided, "XAE")) == all_convicted
    for nothing in ("XAC", "XAD", "XAZ"):
        assert count_card.outcome_rows(decided, nothing) == []


def reach(group: str, jurisdiction: str, **changed: object) -> dict[str, object]:
    """A row of the reach of one group."""
    return row("", jurisdiction, **changed) | {"group": group}


def test_groups_stand_in_the_order_of_the_chain_with_their_links() -> None:
    rows = frame(reach("exploitation", "XAA"), reach("recruitment", "XAA", value=0.2))
    first, second = link_group_card.link_groups_in_order(rows, circle())
    told = (first.name, first.links, plain(first.share))
    assert told == ("Recruitment", "Recruiter, Agency", "20%")
    assert (second.name, second.height, second.others) == ("Exploitation", 54.0, "")
    based_on = link_group_card.counted_cases_sentence(rows, "XAA", "2024")
    assert based_on == "Based on 105 cases charged as trafficking in 2024."
    assert link_group_card.counted_cases_sentence(rows, "XAB", "2024") == ""
    assert link_group_card.link_groups_in_order(rows, circle(own="XAB")) == []


@pytest.mark.parametrize(
    ("group", "words", "look"),
    [
        ("transport", "Worse than other jurisdictions", "behind"),
        # To charge the exploiter less often is no fault where others are charged.
        ("exploitation", "Lower than other jurisdictions", "plain"),
    ],
)
def test_a_group_is_compared_only_where_its_interval_says_so(
    group: str, words: str, look: str
) -> None:
    rows = frame(
        reach(group, "XAA"), *(reach(group, jurisdiction, value=0.7) for jurisdiction in OTHERS)
    )
    (found,) = link_group_card.link_groups_in_order(rows, circle(*OTHERS))
    assert (found.words, found.look, plain(found.others)) == (words, look, "median of others 70%")
    # A limit that would read as the others' median has a decimal.
    own = reach(group, "XAA", region_low=0.47, region_high=0.704)
    rows = frame(own, *rows[1:].to_dict("records"))
    (found,) = link_group_card.link_groups_in_order(rows, circle(*OTHERS))
    assert found.below.startswith("47% to 70.4% ·")


def test_a_group_is_compared_by_the_rules_of_n01() -> None:
    rows = frame(reach("transport", "XAA"), *(reach("transport", id_, value=0.7) for id_ in OTHERS))
    differ = (Difference("charge_counted_at", "indictment", "court_registration"),)
    of_n01 = circle(*OTHERS, differing=lambda _, measure: differ if measure.id == "N01" else ())
    (found,) = link_group_card.link_groups_in_order(rows, of_n01)
    assert (found.words, found.others) == ("Not comparable: counting of charges", "")


def test_a_group_with_a_break_is_told_of_the_whole_period_and_compared_of_the_part_after_it() -> (
    None
):
    def rows_of(_: object, span: tuple[int, int]) -> object:
        part = (reach("transport", id_, value=0.7, period=str(span)) for id_ in OTHERS)
        own = reach("transport", "XAA", value=0.2, region_low=0.1, region_high=0.3, **LOWER)
        return link_group_card.rows_by_link_group(frame(own, *part))

    rows = frame(reach("transport", "XAA"), *(reach("transport", id_) for id_ in OTHERS))
    broken = circle(
        *OTHERS,
        years=(2018, 2024),
        breaks=only_of("XAA", REFORM),
        rows_of=rows_of,
    )
    (found,) = link_group_card.link_groups_in_order(rows, broken)
    assert (plain(found.share), found.height, found.others) == ("54%", 54.0, "")
    assert found.words == "Worse than other jurisdictions"
    assert plain(found.part) == (
        "Compared only after the break in series: 20% (10% to 30%) in 2022 to 2024,"
        " median of others 70%"
    )


def test_a_group_that_may_not_be_shown_says_why_or_goes_as_far_as_it_may() -> None:
    above = {"status": "protected", "value": None, "of_release": 1.0, "value_above": 0.9}
    (few,), (coded,) = (
        link_group_card.link_groups_in_order(frame(reach(group, "XAA", **told)), circle())
        for group, told in (("transport", {"status": "too_few"}), ("exploitation", above))
    )
    assert (few.share, few.height, few.below) == ("too few", 0.0, "Too few cases")
    assert few.possible == 0.0
    assert (plain(coded.share), coded.height, coded.possible) == (">90%", 90.0, 100.0)


def money(**known: tuple[float, int]) -> pd.DataFrame:
    """Steps of the cascade in XAA with amount and cases in which it is known, of 200; in 40 of them
    both ends are known.
    """
    of_all = {"jurisdiction": "XAA", "currency": "EUR", "cases": 200, "both_known": 40}
    return pd.DataFrame(
        of_all | {"step": step, "amount": amount, "cases_known": cases, "in_both": amount / 10}
        for step, (amount, cases) in known.items()
    )


ENDS = money(paid_to_victims=(450e3, 58), proceeds_estimated=(9e6, 76))


def test_steps_stand_in_the_order_money_takes_with_what_is_known() -> None:
    first, *_, last = money_cascade_card.steps_to_draw(ENDS, "XAA")
    told = (first["label"], plain(first["amount_label"]), first["length"])
    assert told == ("Proceeds estimated", "EUR 9 million", 100.0)
    told = (plain(last["amount_label"]), last["length"], last["role"])
    assert told == ("EUR 450,000", 5.0, "victims")
    assert (plain(last["known_label"]), last["cases_label"]) == ("29%", "58 of 200 cases")
    # A place without cases has no steps.
    assert money_cascade_card.steps_to_draw(ENDS, "XAB") == []


def test_an_amount_known_in_no_case_says_so_and_keeps_its_place() -> None:
    rows = money(frozen=(0, 0), confiscated=(3e6, 10))
    steps = {step["step"]: step for step in money_cascade_card.steps_to_draw(rows, "XAA")}
    frozen = steps["frozen"]
    told = (frozen["amount_label"], frozen["length"], plain(frozen["known_label"]))
    assert told == ("Not recorded", 0.0, "0%")
    assert frozen["cases_label"] == "0 of 200 cases"
    assert money_cascade_card.cascade_sentence(rows, "XAA") == ""


def test_the_headline_sets_against_each_other_only_cases_with_both_ends_known() -> None:
    said = plain(money_cascade_card.cascade_sentence(ENDS, "XAA"))
    assert said.startswith(
        "Traffickers earned an estimated EUR 900,000, and victims were paid EUR 45,000."
    )
    assert "the same cases: the 40 of 200 trafficking cases" in said
    for both in (0, 9):
        few = money_cascade_card.cascade_sentence(ENDS.assign(both_known=both), "XAA")
        assert "EUR" not in few
        assert f"are recorded for {both} of 200" in few


def answer(compared: int, *worse: dict[str, Any]) -> str:
    """What Overview says of the measures that are compared."""
    told = render_template(
        "answer.html",
        {"place": "Avaria", "answers": [], "worse": worse, "value": "41%", "compared": compared},
    )
    plain_ = re.sub(r"<[^>]+>", "", told)
    return re.sub(r"\s+", " ", plain_.replace("&nbsp;", " ")).strip()


def test_what_is_worse_in_nothing_is_said_so() -> None:
    assert answer(12) == (
        "Avaria is not worse than other jurisdictions on any of the 12 measures that are compared."
    )
    assert answer(0) == ""
    assert answer(12, {"title": "Legal aid", "href": "/"}) == (
        "Avaria is worse than other jurisdictions on 1 of the 12 measures that are compared."
        " The largest difference: Legal aid, 41%."
    )


def test_the_first_that_is_named_is_furthest_from_the_others_and_not_from_its_target() -> None:
    # F01 is 60 points behind its target and 5 behind the others, V03 20 behind the others.
    rows = [
        row("F01", "XAA", value=0.3, low=0.28, high=0.32, numerator=30),
        row("V03", "XAA", value=0.3, low=0.25, high=0.35, numerator=30),
        *(row("F01", jurisdiction, value=0.35) for jurisdiction in OTHERS),
        *(row("V03", jurisdiction, value=0.5) for jurisdiction in OTHERS),
    ]
    by_year = frame(rows[0] | {"period": "2024", "stretch": "0"})
    jurisdiction = OfPlace({"F01": Target("F01", 0.9, "2024", "Plan")}, {"F01": 2024})
    lines = scorecard.profile_lines(
        frame(*rows), by_year, circle(*OTHERS), Choice("XAA", 2020, 2024), jurisdiction
    )
    assert [line.id for line in lines[:2]] == ["F01", "V03"]
    assert [line.id for line in cards.comparison_values(lines)["worse"]] == ["V03", "F01"]


def count_card_text(whole: pd.DataFrame, by_year: pd.DataFrame) -> str:
    choice = Choice("XAA", 2020, YEAR)
    ended = date(YEAR, 12, 31)
    return count_card.count_card_html(whole, by_year, choice, UNBROKEN, NOBODY, ended)


@pytest.mark.parametrize(
    ("dated", "big", "bars"),
    [([], "—", 0), ([count("C03", 2022, 4)], "0", 3)],
)
def test_convictions_without_a_date_are_said_and_are_no_year_without_any(
    dated: list[dict[str, object]], big: str, bars: int
) -> None:
    undated = row("C03", "XAA", kind="Count", period="undated", numerator=455, value=455)
    whole = frame(row("C03", "XAA", kind="Count", numerator=455, value=455))
    card = count_card_text(whole, frame(undated, *dated))
    assert re.findall(r"data-count>([^<]*)<", card) == [big]
    assert "455 have no date and are not shown in any year." in card
    assert card.count('<span class="bar"') == bars
    without = count_card_text(whole, frame(undated)[:0])
    assert re.findall(r"data-count>([^<]*)<", without) == ["0"]
    assert "not shown in any year" not in without


@pytest.mark.parametrize(
    ("status", "unknown", "says"),
    [
        ("not_collected", 5, "Links are not recorded for 2020."),
        ("not_yet_due", 0, "2020 is too recent: cases charged as trafficking count after 24"),
        ("too_few", 12, "The charged links are not recorded in any of the 12 cases charged as"),
    ],
)
def test_a_strip_without_cases_says_why(status: str, unknown: int, says: str) -> None:
    missing = frame(reach("transport", "XAA", status=status, denominator=0, unknown=unknown))
    assert link_group_card.absence_sentence(missing, "2020", 24).startswith(says)
    none = link_group_card.absence_sentence(missing[:0], "2020", 24)
    assert none == "No cases charged as trafficking in 2020."


def test_a_change_is_in_words() -> None:
    said = [count_card.change_sentence(*of, 2023) for of in ((57, 61), (61, 49), (3, 3))]
    assert said == ["4 more than in 2023.", "12 fewer than in 2023.", "As many as in 2023."]


def test_of_what_is_worse_in_a_part_of_the_period_the_part_is_told() -> None:
    rows = [
        row("F01", "XAA", value=0.3, low=0.28, high=0.32, numerator=30),
        *(row("F01", jurisdiction, value=0.35) for jurisdiction in OTHERS),
    ]
    of_place = circle(
        *OTHERS,
        breaks=only_of("XAA", Break(date(2021, 1, 1), "Reform")),
        rows_of=lambda *_: group_rows_by_measure(frame(*rows)),
    )
    by_year = frame(rows[0] | {"period": "2024", "stretch": "0"})
    lines = scorecard.profile_lines(frame(*rows), by_year, of_place, Choice("XAA", 2020, 2024))
    told = render_template(
        "answer.html", {"place": "Avaria", "answers": []} | cards.comparison_values(lines)
    )
    assert "</a>, 30% (28% to 32%) in 2021 to 2024, median of others 35%." in plain(told)
