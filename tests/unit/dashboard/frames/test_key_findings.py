"""Which findings are chosen for a place, and what is said of them."""

from dataclasses import replace
from typing import Any

import pytest

from dashboard.frames import key_findings, peer_comparison, yearly_figures
from dashboard.frames.key_findings import About, Finding, Judged, Kind
from dashboard.frames.peer_comparison import Compared, ComparisonResult, Quartiles
from dashboard.frames.targets import HeldTarget, Target
from metrics import comparability
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import row, share

ABOUT = About("Aland", (2020, 2024))
PERIODS = comparability.Periods((2018, 2020), (2021, 2023))
RELEASED = {"of_release": 2.0, "hidden": "", "value_below": None, "value_above": None}


def hidden(id_: str, status: str, **more: Any) -> dict[str, Any]:
    return share(id_, 3, **({"status": status, "value": None} | more))


def aimed(of: dict[str, Any], aim: float, *, is_due: bool = True, **more: Any) -> Judged:
    target = Target(of["measure"], aim, "2024", "Plan")
    return Judged(of, held=HeldTarget(target, 2024, of, is_due), **more)


def compared(of: dict[str, Any], median: float, reading: ComparisonResult) -> Compared:
    return Compared(of, Quartiles(median, median - 0.1, median + 0.1, 7), reading)


def compared_with_others(of: dict[str, Any], median: float, reading: ComparisonResult) -> Judged:
    return Judged(of, compared=compared(of, median, reading))


def changed(before: dict[str, Any], after: dict[str, Any]) -> Judged:
    return Judged(after, changed=yearly_figures.Progress(PERIODS, before, after))


def find(*of: Judged, about: About = ABOUT) -> dict[Kind, Finding]:
    found = key_findings.find_key_findings(of, about)
    assert [one.kind for one in found] == sorted((one.kind for one in found), key=list(Kind).index)
    return {one.kind: one for one in found}


def finding_text(finding: Finding) -> str:
    return plain(finding.text)


def test_one_finding_of_each_kind_with_its_number_and_the_cases_to_go() -> None:
    found = find(
        aimed(share("F01", 30), 0.5),
        aimed(share("N01", 45), 0.5),
        compared_with_others(share("N02", 10), 0.3, ComparisonResult.WORSE),
        compared_with_others(share("A02", 80), 0.5, ComparisonResult.BETTER),
        changed(share("R01", 20), share("R01", 60)),
        Judged(hidden("V03", "bounds_only", coverage=0.55)),
    )
    assert list(found) == [Kind.TARGET, Kind.WORSE, Kind.BETTER, Kind.CHANGED, Kind.GAP]
    target, worse = found[Kind.TARGET], found[Kind.WORSE]
    assert (target.measure, target.to_go, target.aim) == ("F01", 20, 0.5)
    assert target.result == "clearly_not_met"
    assert "30 (30%) of the 100" in finding_text(target)
    assert "The target of 50% by 2024 is not met. Cases: 20 more of 100" in finding_text(target)
    assert (worse.measure, worse.to_go, worse.result) == ("N02", 20, "worse")
    assert "compared is 30%. Cases: 20 more of 100 in 2020 to 2024" in finding_text(worse)
    assert "Better than other jurisdictions." in finding_text(found[Kind.BETTER])
    assert found[Kind.BETTER].to_go is None
    assert found[Kind.CHANGED].heading.startswith("Improved over time: ")
    assert "Higher than before: 60%" in finding_text(found[Kind.CHANGED])
    assert "55%" in finding_text(found[Kind.GAP])


def test_a_verdict_that_pages_do_not_give_is_no_finding() -> None:
    found = find(
        compared_with_others(share("N01", 10), 0.9, ComparisonResult.NO_CLEAR_DIFFERENCE),
        Judged(share("N02", 10), compared=Compared(share("N02", 10), None, None, "why")),
        changed(share("R01", 50), share("R01", 52)),
        changed(share("R02", 50), share("R02", 90, status="too_few")),
        aimed(share("A02", 60), 0.5),
    )
    assert list(found) == [Kind.FIGURE]


def test_what_counts_is_the_distance_and_not_the_order() -> None:
    near, far = (
        compared_with_others(share(id_, yes), 0.9, ComparisonResult.WORSE)
        for id_, yes in (("N01", 50), ("R01", 20))
    )
    found = key_findings.find_key_findings([near, far, Judged(share("F01", 30))], ABOUT)
    assert [one.measure for one in found] == ["R01", "N01", "F01"]


def test_a_measure_is_named_once_and_says_there_how_it_compares() -> None:
    far = share("N01", 20)
    of = aimed(far, 0.6, compared=compared(far, 0.5, ComparisonResult.WORSE))
    found = key_findings.find_key_findings([of, Judged(share("N02", 5))], ABOUT)
    named = [(one.kind, one.measure) for one in found]
    assert named == [(Kind.TARGET, "N01"), (Kind.FIGURE, "N02")]
    assert "Worse than other jurisdictions." in finding_text(found[0])


def test_a_target_that_is_not_due_or_not_decided_is_not_called_missed() -> None:
    wide = share("F01", 45, low=0.3, high=0.6)
    early = find(aimed(wide, 0.5, is_due=False))[Kind.TARGET]
    assert (early.result, "It is too early to tell" in finding_text(early)) == ("not_due", True)
    doubted = find(aimed(wide, 0.5))[Kind.TARGET]
    assert doubted.result == "cannot_tell"
    assert "We cannot tell if the target of 50% by 2024 is met." in finding_text(doubted)


def test_lower_is_an_improvement_where_lower_is_better() -> None:
    for id_, before, after, label in (
        ("V02", 40, 10, "Improved"),
        ("V02", 10, 40, "Worse"),
        ("N01", 40, 10, "Worse"),
    ):
        found = find(changed(share(id_, before), share(id_, after)))
        assert found[Kind.CHANGED].heading.startswith(label)


def test_where_little_is_known_figures_lead_and_the_last_says_what_cannot_be_said() -> None:
    found = find(
        Judged(hidden("N01", "too_few")),
        Judged(hidden("N02", "not_collected")),
        Judged(hidden("N03", "not_collected")),
        Judged(share("F01", 30)),
    )
    assert list(found) == [Kind.FIGURE, Kind.GAP, Kind.UNSAID]
    assert "30 (30%) of the 100" in finding_text(found[Kind.FIGURE])
    assert finding_text(found[Kind.GAP]).endswith("2 of the 4 measures here are not collected.")
    assert finding_text(found[Kind.UNSAID]) == (
        "3 of the 4 measures have no figure here. Reasons: Not collected (2) and Too few cases (1)."
    )
    none = find(Judged(hidden("N01", "too_few")), Judged(hidden("N02", "empty")))
    assert list(none) == [Kind.UNSAID]


def test_with_figures_but_without_others_the_last_says_why_nothing_is_compared() -> None:
    rows = [Judged(share(id_, 30)) for id_ in ("N01", "N02", "N03", "F01")]
    alone = replace(ABOUT, without_others=str(peer_comparison.ALONE))
    found = key_findings.find_key_findings(rows, alone)
    assert [one.kind for one in found] == [*[Kind.FIGURE] * 3, Kind.UNSAID]
    assert found[-1].text == peer_comparison.ALONE
    assert found[-1].heading == "What cannot be said"


def test_a_gap_says_how_many_answers_would_allow_a_figure() -> None:
    # 70% of 200 are 140; 110 are known.
    unclear = hidden("R01", "bounds_only", denominator=110, unknown=90, coverage=0.55)
    gap = find(Judged(unclear))[Kind.GAP]
    assert gap.to_go == 30
    assert finding_text(gap).endswith("With 30 more recorded answers a figure can be shown.")


def test_of_a_release_no_number_is_finer_than_the_release() -> None:
    found = find(
        aimed(share("F01", 45, 90) | RELEASED, 0.62),
        compared_with_others(share("N02", 20, 100) | RELEASED, 0.33, ComparisonResult.WORSE),
        Judged(
            hidden("R01", "bounds_only", denominator=110.0, unknown=90.0, coverage=0.55) | RELEASED
        ),
    )
    target, worse, gap = found[Kind.TARGET], found[Kind.WORSE], found[Kind.GAP]
    # 11 and 13 more, of counts that are multiples of five.
    assert (target.to_go, worse.to_go, gap.to_go) == (15, 15, None)
    assert "Cases: about 15 more of 90 in 2024 would meet the target." in finding_text(target)
    assert "Cases: about 15 more of 100 in 2020 to 2024 would match" in finding_text(worse)
    assert "about 45 (50%) of the 90" in finding_text(target)
    assert "more recorded" not in finding_text(gap)


def test_findings_are_data_in_the_units_of_the_figures() -> None:
    half_a_year = 365.25 / 2
    waits = row("P05", "XAA", kind="Duration", value=2 * half_a_year, low=340.0, high=390.0)
    rows = [
        aimed(waits, half_a_year),
        changed(share("N01", 20), share("N01", 60)),
        Judged(hidden("V03", "not_collected", coverage=None)),
    ]
    findings = key_findings.find_key_findings(rows, ABOUT)
    table = key_findings.findings_table(findings)
    assert list(table.columns) == list(key_findings.COLUMNS)
    of = table.set_index("finding")
    target, moved = of.loc["furthest_from_target"], of.loc["changed"]
    assert (target["years"], target["unit"]) == ("2024", "months")
    assert (target["value"], target["compared_value"]) == pytest.approx((12.0, 6.0))
    said = moved[["years", "compared_years", "result"]].to_list()
    assert said == ["2021-2023", "2018-2020", "higher"]
    assert moved[["value", "compared_value", "numerator"]].to_list() == [0.6, 0.2, 60]
    assert of.loc["largest_gap", ["value", "numerator"]].isna().all()
    assert list(table["text"]) == [one.text for one in findings]
