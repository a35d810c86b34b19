"""What may be compared: rules of counting and law that matter to a number, and whether it changed.

The rules are derived from the columns that a measure reads, so that a new measure has its rules;
where law and not a column decides, the measures are named.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from metrics import results
from metrics.measure import Measure
from metrics.results import Row, Status
from metrics.statistics.trends import Change, Limited, number_change, share_change
from schemas.vocabulary import CountingRule

# From what on something is counted, by the columns that say it.
BY_COLUMN: Mapping[str, frozenset[str]] = {
    CountingRule.INVESTIGATION_STARTS_AT: frozenset({"cases.opened_on", "suspects.suspected_on"}),
    CountingRule.CHARGE_COUNTED_AT: frozenset(
        {
            *("cases.charged", "cases.charged_on"),
            *("suspects.charged", "suspects.charged_on", "charges.charged_on"),
        }
    ),
    CountingRule.CONVICTION_COUNTED_AT: frozenset(
        {"suspects.outcome", "suspects.decided_on", "suspects.final_on"}
    ),
    CountingRule.VICTIM_COUNTED_AT: frozenset({"victims.status", "victims.identified_on"}),
    # Where the State pays in place of the convicted, more victims are paid.
    "state_compensation_scheme": frozenset({"payments.paid", "payments.source"}),
}
# Where one case is several elsewhere. A network is one, however its cases are split.
BY_UNIT: Mapping[str, frozenset[str]] = {
    CountingRule.CASE_SPLITTING: frozenset({"per_case", "per_case_link", "per_case_money"}),
    CountingRule.PERSON_COUNTED: frozenset({"per_suspect"}),
}
# No column shows what a law decides, so the measures that it moves are named.
BY_LAW: Mapping[str, tuple[str, ...]] = {
    "legal_persons_liable": ("C02e", "C03e", "D03", "D03b", "D03c"),
    "self_laundering_punishable": ("F03", "F03f"),
    # Where every charge must be brought, few are dropped, and those for compelled acts are more.
    "mandatory_prosecution": ("P01", "P01b", "P01c", "P01d", "V02", "V02b", "V02c"),
    # An agreement convicts without a trial: more often, sooner, of less, with a milder sentence.
    "plea_agreements": (
        *("P01c", "P01d", "P02", "P02b", "P03"),
        *("P05", "P05o", "P05y", "P05j", "D01", "D01m"),
    ),
}
SUBJECTS = tuple(dict.fromkeys((*map(str, CountingRule), *BY_COLUMN, *BY_LAW)))
# By jurisdiction and subject the code that is stated; what is not stated is not in it.
Stated = Mapping[tuple[str, str], str]


class Difference(NamedTuple):
    """A subject in which two jurisdictions differ; None where one of them does not state it."""

    subject: str
    own: str | None
    other: str | None


def relevant_rules(measure: Measure) -> tuple[str, ...]:
    """The counting rules and columns of legal context that matter to a measure, in their order."""
    return tuple(subject for subject in SUBJECTS if _matters(subject, measure))


def _matters(subject: str, measure: Measure) -> bool:
    return (
        bool(BY_COLUMN.get(subject, frozenset()).intersection(measure.reads))
        or measure.unit.name in BY_UNIT.get(subject, ())
        or measure.id in BY_LAW.get(subject, ())
    )


def differing(stated: Stated, own: str, other: str, measure: Measure) -> tuple[Difference, ...]:
    """Where `other` counts otherwise than `own` in what matters to the measure.

    A rule that one of them does not state counts as another: nobody can say that it is the same.
    """
    pairs = [
        Difference(subject, stated.get((own, subject)), stated.get((other, subject)))
        for subject in relevant_rules(measure)
    ]
    return tuple(pair for pair in pairs if pair.own is None or pair.own != pair.other)


# One year against one is mostly chance. Three stand against three, so that six are needed; where
# there are only four or five years, two against two.
MOST_YEARS, FEWEST_YEARS = 3, 2
Years = tuple[int, int]
Ends = Callable[[Row], tuple[float, float]]


class Periods(NamedTuple):
    """Two periods of equal length, the first and the last year of each."""

    earlier: Years
    later: Years


def periods(years: Sequence[int]) -> Periods | None:
    """The last of consecutive `years`, and those before them; None where there are too few.

    Given are full years in which every unit is due, of one stretch between breaks.
    """
    length = MOST_YEARS if len(years) >= 2 * MOST_YEARS else FEWEST_YEARS
    if len(years) < 2 * length:
        return None
    last = years[-1]
    return Periods((last - 2 * length + 1, last - length), (last - length + 1, last))


def judge_change(earlier: Row, later: Row) -> Change | None:
    """What two printed rows of one number (columns of `results.rows`) say of it.

    A share by the interval of the difference of both regions, others by whether their limits
    overlap. None where one of them is not printed, or the number has no limits.
    """
    return _difference(earlier, later, results.limits)


def compare_places(own: Row, other: Row) -> Change | None:
    """Return how `other` differs from `own`: as `change`, by the limits that comparisons use."""
    return _difference(own, other, results.reading_limits)


def _difference(earlier: Row, later: Row, ends: Ends) -> Change | None:
    if {earlier["status"], later["status"]} != {Status.OK}:
        return None
    before, after = _limited(earlier, ends(earlier)), _limited(later, ends(later))
    if _without_limits(before) or _without_limits(after):
        return None
    judge = share_change if later["kind"] == "Share" else number_change
    return judge(after, before)


def _limited(row: Row, ends: tuple[float, float]) -> Limited:
    value = row["value"]
    return Limited(float("nan") if value is None else float(value), *ends)


def _without_limits(number: Limited) -> bool:
    """A limit that is not reached is one; a number without both has none at all."""
    return math.isnan(number.low) and math.isnan(number.high)
