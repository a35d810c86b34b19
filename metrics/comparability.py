"""Which rules of counting and law matter to a number, and where two jurisdictions differ in them.

Derived from the columns that a measure reads, so that a new measure has its rules; where law and
not a column decides, the measures are named.
"""

from collections.abc import Mapping
from typing import NamedTuple

from metrics.measure import Measure
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


def matters(measure: Measure) -> tuple[str, ...]:
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
        for subject in matters(measure)
    ]
    return tuple(pair for pair in pairs if pair.own is None or pair.own != pair.other)
