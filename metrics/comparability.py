"""Decide whether jurisdictions may be compared in a measure, and whether a figure has changed.

The rules that matter for a measure follow from the columns that it reads, so that a new measure
has them automatically. Where the law and not a column decides, the measures are listed.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from metrics import results
from metrics.measure import Measure
from metrics.results import Row, Status
from metrics.statistics.trends import Change, Limited, judge_number_change, judge_share_change
from schemas import vocabulary

# Counting rules and laws, with the columns whose meaning they decide.
BY_COLUMN: Mapping[str, frozenset[str]] = {
    vocabulary.CountingRule.INVESTIGATION_STARTS_AT: frozenset(
        {"cases.opened_on", "suspects.suspected_on"}
    ),
    vocabulary.CountingRule.CHARGE_COUNTED_AT: frozenset(
        {
            *("cases.charged", "cases.charged_on"),
            *("suspects.charged", "suspects.charged_on", "charges.charged_on"),
        }
    ),
    vocabulary.CountingRule.CONVICTION_COUNTED_AT: frozenset(
        {"suspects.outcome", "suspects.decided_on", "suspects.final_on"}
    ),
    vocabulary.CountingRule.VICTIM_COUNTED_AT: frozenset(
        {"victims.status", "victims.identified_on"}
    ),
    # If the State pays instead of the convicted person, more victims are paid.
    "state_compensation_scheme": frozenset({"payments.paid", "payments.source"}),
}
# Rules that decide the number of units. A network is one unit, however its cases are split.
BY_UNIT: Mapping[str, frozenset[str]] = {
    vocabulary.CountingRule.CASE_SPLITTING: frozenset(
        {"per_case", "per_case_link", "per_case_money"}
    ),
    vocabulary.CountingRule.PERSON_COUNTED: frozenset({"per_suspect"}),
}
# Laws whose effect no column shows, with the measures that they affect.
BY_LAW: Mapping[str, tuple[str, ...]] = {
    "legal_persons_liable": ("C02e", "C03e", "D03", "D03b", "D03c"),
    "self_laundering_punishable": ("F03", "F03f"),
    # If every charge must be brought, few are dropped, and more are for compelled acts.
    "mandatory_prosecution": ("P01", "P01b", "P01c", "P01d", "V02", "V02b", "V02c"),
    # Plea agreements give more and earlier convictions without trial, of lesser offences, with
    # milder sentences.
    "plea_agreements": (
        *("P01c", "P01d", "P02", "P02b", "P03"),
        *("P05", "P05o", "P05y", "P05j", "D01", "D01m"),
    ),
}
SUBJECTS = tuple(dict.fromkeys((*map(str, vocabulary.CountingRule), *BY_COLUMN, *BY_LAW)))
# The stated codes by (jurisdiction, subject), and the values of counting options.
Stated = Mapping[tuple[str, str], str]


class Difference(NamedTuple):
    """A rule or option in which two jurisdictions differ. A value is None if it is not stated."""

    subject: str
    own: str | None
    other: str | None


def relevant_rules(measure: Measure) -> tuple[str, ...]:
    """Return the counting rules and features of law that can change the figures of a measure."""
    return tuple(subject for subject in SUBJECTS if _concerns_measure(subject, measure))


def _concerns_measure(subject: str, measure: Measure) -> bool:
    return (
        bool(BY_COLUMN.get(subject, frozenset()).intersection(measure.reads))
        or measure.unit.name in BY_UNIT.get(subject, ())
        or measure.id in BY_LAW.get(subject, ())
    )


def differing_rules(
    stated: Stated, own: str, other: str, measure: Measure
) -> tuple[Difference, ...]:
    """Return the rules and options that matter for a measure and differ in two jurisdictions.

    A rule that one of them does not state counts as different, because nobody knows. An option is
    always known: if it is not in `stated`, both jurisdictions are counted with the same value.
    """
    rules = relevant_rules(measure)
    pairs = [
        Difference(subject, stated.get((own, subject)), stated.get((other, subject)))
        for subject in (*rules, *(option.name for option in measure.depends_on))
    ]
    return tuple(
        pair
        for pair in pairs
        if pair.own != pair.other or (pair.own is None and pair.subject in rules)
    )


# Comparing single years shows mostly chance. Three years are compared with three, if there are six;
# with four or five years, two with two.
MOST_YEARS, FEWEST_YEARS = 3, 2
Years = tuple[int, int]
Ends = Callable[[Row], tuple[float, float]]


class Periods(NamedTuple):
    """Two periods of equal length, each with its first and last year."""

    earlier: Years
    later: Years


def two_equal_periods(years: Sequence[int]) -> Periods | None:
    """Return two periods of 3 (or 2) years, the later one at the end of `years`; None if too few.

    `years` must be full and consecutive, with the follow-up period over and no break in series.
    """
    length = MOST_YEARS if len(years) >= 2 * MOST_YEARS else FEWEST_YEARS
    if len(years) < 2 * length:
        return None
    last = years[-1]
    return Periods((last - 2 * length + 1, last - length), (last - length + 1, last))


def judge_change(earlier: Row, later: Row) -> Change | None:
    """Return whether the later of two rows of results is clearly higher or lower than the earlier.

    Shares are judged by the interval of their difference, other kinds by whether their confidence
    intervals overlap. None if a figure is not shown or has no confidence interval.
    """
    return _compare_rows(earlier, later, results.confidence_limits)


def compare_jurisdictions(own: Row, other: Row) -> Change | None:
    """Return whether the figure of another jurisdiction is clearly higher or lower than `own`.

    It works as `judge_change`, with the wider limits that comparisons need.
    """
    return _compare_rows(own, other, results.comparison_limits)


def _compare_rows(earlier: Row, later: Row, ends: Ends) -> Change | None:
    if {earlier["status"], later["status"]} != {Status.OK}:
        return None
    before, after = (
        _limited_difference(earlier, ends(earlier)),
        _limited_difference(later, ends(later)),
    )
    if _without_limits(before) or _without_limits(after):
        return None
    judge = judge_share_change if later["kind"] == "Share" else judge_number_change
    return judge(after, before)


def _limited_difference(row: Row, ends: tuple[float, float]) -> Limited:
    value = row["value"]
    return Limited(float("nan") if value is None else float(value), *ends)


def _without_limits(number: Limited) -> bool:
    """Whether a figure lacks both confidence limits. With one missing, its range is open-ended."""
    return math.isnan(number.low) and math.isnan(number.high)
