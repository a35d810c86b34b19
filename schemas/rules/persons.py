"""Rules on one suspect or victim: the columns of the row agree with each other."""

from collections.abc import Iterator

import polars as pl

from schemas.findings import Severity
from schemas.rules.rule import Rule
from schemas.vocabulary import AgeGroup, Guardian, Outcome, PersonKind, Sex

CONVICTED = [Outcome.CONVICTED_TRAFFICKING.value, Outcome.CONVICTED_OTHER.value]


def rules() -> Iterator[Rule]:
    """Yield the rules on the row of a single person. Each is a warning."""
    yield Rule(
        "suspects.convicted_undated",
        "suspects",
        ("decided_on", "outcome"),
        "A conviction has the date of its decision",
        "the person is convicted and the decision has no date; by year it stays undated.",
        pl.col("outcome").is_in(CONVICTED) & pl.col("decided_on").is_null(),
        Severity.WARNING,
    )
    yield Rule(
        "suspects.pending_decided",
        "suspects",
        ("outcome", "decided_on"),
        "A person whose case is pending has no date of a decision",
        "the outcome is pending and there is a date of the decision. Correct one of them: outcome"
        " is that of the first instance.",
        (pl.col("outcome") == Outcome.PENDING) & pl.col("decided_on").is_not_null(),
        Severity.WARNING,
    )
    yield Rule(
        "suspects.legal_with_age_or_sex",
        "suspects",
        ("kind", "sex", "age_group"),
        "A legal person has neither sex nor age",
        "the person is a legal one and has a sex or an age group. Correct kind, or leave them"
        " blank.",
        (pl.col("kind") == PersonKind.LEGAL)
        & ((pl.col("sex") != Sex.UNKNOWN) | (pl.col("age_group") != AgeGroup.UNKNOWN)),
        Severity.WARNING,
    )
    yield Rule(
        "victims.adult_with_guardian",
        "victims",
        ("guardian", "age_group"),
        "A guardian is appointed to a child",
        "the victim is an adult and has a guardian appointed. Correct one of them.",
        (pl.col("guardian") == Guardian.APPOINTED) & (pl.col("age_group") == AgeGroup.ADULT),
        Severity.WARNING,
    )
