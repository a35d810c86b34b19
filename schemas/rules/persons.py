"""Rules on one suspect or victim: the columns of the row agree with each other."""

from collections.abc import Iterator

import polars as pl

from schemas.findings import Severity
from schemas.language import message
from schemas.rules.rule import Rule
from schemas.vocabulary import AgeGroup, Guardian, Outcome, PersonKind, Sex

CONVICTED = [Outcome.CONVICTED_TRAFFICKING.value, Outcome.CONVICTED_OTHER.value]


def rules() -> Iterator[Rule]:
    """Yield the rules on the row of a single person. Each is a warning."""
    yield Rule(
        "suspects.convicted_undated",
        "suspects",
        ("decided_on", "outcome"),
        message("A conviction has the date of its decision"),
        message(
            "The person is convicted, but the decision has no date. It cannot be placed in a year."
        ),
        message("Fill in decided_on."),
        pl.col("outcome").is_in(CONVICTED) & pl.col("decided_on").is_null(),
        Severity.WARNING,
    )
    yield Rule(
        "suspects.pending_decided",
        "suspects",
        ("outcome", "decided_on"),
        message("A person whose case is pending has no date of a decision"),
        message("The outcome is pending, but the decision has a date."),
        message("Correct one of the two. The outcome is that of the first instance."),
        (pl.col("outcome") == Outcome.PENDING) & pl.col("decided_on").is_not_null(),
        Severity.WARNING,
    )
    yield Rule(
        "suspects.legal_with_age_or_sex",
        "suspects",
        ("kind", "sex", "age_group"),
        message("A legal person has neither sex nor age"),
        message("A legal person has a sex or an age group."),
        message("Correct kind, or leave sex and age_group blank."),
        (pl.col("kind") == PersonKind.LEGAL)
        & ((pl.col("sex") != Sex.UNKNOWN) | (pl.col("age_group") != AgeGroup.UNKNOWN)),
        Severity.WARNING,
    )
    yield Rule(
        "victims.adult_with_guardian",
        "victims",
        ("guardian", "age_group"),
        message("Only a child has a guardian appointed"),
        message("The victim is an adult, but a guardian was appointed."),
        message("Correct one of the two."),
        (pl.col("guardian") == Guardian.APPOINTED) & (pl.col("age_group") == AgeGroup.ADULT),
        Severity.WARNING,
    )
