"""Rules from law and logic on persons, charges, sanctions, claims and referrals."""

from collections.abc import Iterator

import polars as pl

from schemas.findings import Severity
from schemas.language import message
from schemas.rules.rule import Rule
from schemas.vocabulary import (
    AgeGroup,
    ChargeResult,
    Guardian,
    Instance,
    Offence,
    Outcome,
    PersonKind,
    ReferralOutcome,
    SanctionKind,
    SanctionRoute,
    Sex,
)

MOST_MONTHS = 1200
# Some sources write 999 months for an unknown, life or indefinite sentence.
FILLED_IN = 999
CONVICTED = [Outcome.CONVICTED_TRAFFICKING.value, Outcome.CONVICTED_OTHER.value]
NOT_CONVICTED = [Outcome.ACQUITTED.value, Outcome.DISCONTINUED.value, Outcome.PENDING.value]
NOT_OPENED = [ReferralOutcome.REFUSED.value, ReferralOutcome.UNMATCHED.value]
YEARS = (1950, 2100)
OUTCOME = "suspects.outcome"


def rules() -> Iterator[Rule]:
    """Yield all rules on persons, charges, sanctions, claims and counts."""
    yield from _of_lengths()
    yield from _of_acquitted()
    yield from _of_charges()
    yield from _of_persons()
    yield _of_referrals()
    yield Rule(
        "claims.of_nobody",
        "claims",
        ("victim_id", "person_id"),
        message("A claim names the victim, or the person that it is against"),
        message("Both victim_id and person_id are blank."),
        message("Fill in at least one of them."),
        pl.col("victim_id").is_null() & pl.col("person_id").is_null(),
        of_blanks=True,
    )
    first, last = YEARS
    yield Rule(
        "population.year",
        "population",
        ("year",),
        message(
            "The year of a population figure is between {first} and {last}", first=first, last=last
        ),
        message("The year is outside {first} to {last}.", first=first, last=last),
        message("Correct the year."),
        ~pl.col("year").is_between(*YEARS),
    )
    for table, column in (
        ("population", "persons"),
        ("cases", "victims_stated"),
        ("inspections", "workers_found"),
    ):
        yield Rule(
            f"integer.negative.{table}.{column}",
            table,
            (column,),
            message("{column} is 0 or more", column=column),
            message("The number is negative."),
            message("Correct it, or leave the cell blank if the number is not known."),
            pl.col(column) < 0,
        )


def _of_lengths() -> Iterator[Rule]:
    """Yield the rules on the length of a sanction in months."""
    months = pl.col("months")
    yield Rule(
        "sanctions.months",
        "sanctions",
        ("months",),
        message("A sanction lasts 0 to {months:,} months", months=MOST_MONTHS),
        message(
            "The sanction is shorter than 0 or longer than {months:,} months.", months=MOST_MONTHS
        ),
        message("Correct it. For a life sentence, write kind = life and leave months blank."),
        ~months.is_between(0, MOST_MONTHS),
    )
    yield Rule(
        "sanctions.months_filled_in",
        "sanctions",
        ("months",),
        message("{months} months is not used as a code", months=FILLED_IN),
        message(
            "{months} months looks like a code for a missing length or for life.", months=FILLED_IN
        ),
        message("Leave months blank. For a life sentence, write kind = life."),
        months == FILLED_IN,
        Severity.WARNING,
    )
    yield Rule(
        "sanctions.months_of_custody",
        "sanctions",
        ("months", "kind"),
        message("Custody lasts longer than 0 months"),
        message("The custody lasts 0 months."),
        message("Correct it, or leave months blank if the length is not known."),
        (months == 0) & (pl.col("kind") == SanctionKind.CUSTODY),
        Severity.WARNING,
    )
    yield Rule(
        "sanctions.months_of_life",
        "sanctions",
        ("months", "kind"),
        message("A life sentence has no number of months"),
        message("The sanction is for life, but it has a number of months."),
        message("Leave months blank, or correct kind."),
        months.is_not_null() & (pl.col("kind") == SanctionKind.LIFE),
        Severity.WARNING,
    )


def _of_referrals() -> Rule:
    """Return the rule on referrals that were refused or unmatched but name a case.

    The measures count the case, so a contradiction is a warning.
    """
    return Rule(
        "inspections.case_of_no_investigation",
        "inspections",
        ("referral_outcome", "case_id"),
        message("A referral that was refused, or that has no known case, names no case"),
        message(
            "The referral is refused or unmatched, but it names a case. It counts as a referral"
            " that led to a case."
        ),
        message("Correct referral_outcome, or leave case_id blank."),
        pl.col("case_id").is_not_null() & pl.col("referral_outcome").is_in(NOT_OPENED),
        Severity.WARNING,
    )


def _of_acquitted() -> Iterator[Rule]:
    """Yield the rules on sanctions against acquitted persons.

    The outcome is that of first instance: an appeal court, or an authority or civil court, may
    still have ordered a sanction.
    """
    acquitted = pl.col(OUTCOME) == Outcome.ACQUITTED
    elsewhere = (pl.col("instance") == Instance.FINAL) | pl.col("route").is_in(
        [SanctionRoute.ADMINISTRATIVE.value, SanctionRoute.CIVIL.value]
    )
    yield Rule(
        "sanctions.of_acquitted",
        "sanctions",
        ("person_id",),
        message("An acquitted person has no sanction"),
        message("The person is acquitted in suspects.csv, but has a sanction here."),
        message("Correct one of the two."),
        acquitted & ~elsewhere,
        parent_columns=(OUTCOME,),
    )
    yield Rule(
        "sanctions.of_acquitted_elsewhere",
        "sanctions",
        ("person_id",),
        message("An acquitted person has a sanction only on appeal or outside the criminal court"),
        message(
            "The person is acquitted at first instance, but has a final, administrative or civil"
            " sanction."
        ),
        message("Check that this is right."),
        acquitted & elsewhere,
        Severity.WARNING,
        (OUTCOME,),
    )


def _of_charges() -> Iterator[Rule]:
    """Yield the rules on charges whose result contradicts the outcome of the person."""
    result, outcome = pl.col("result"), pl.col(OUTCOME)
    convicted = result == ChargeResult.CONVICTED
    lost = result.is_in([ChargeResult.ACQUITTED.value, ChargeResult.WITHDRAWN.value])
    contradictions = (
        (
            "convicted",
            message(
                "The charge ended in a conviction, but the person is not convicted in suspects.csv."
            ),
            outcome.is_in(NOT_CONVICTED) & convicted,
        ),
        (
            "of_trafficking",
            message(
                "The charge ended in a conviction for trafficking, but suspects.csv says that the"
                " person was convicted of another offence."
            ),
            (outcome == Outcome.CONVICTED_OTHER)
            & convicted
            & (pl.col("offence") == Offence.TRAFFICKING),
        ),
        (
            "all_lost",
            message(
                "All charges against the person ended in acquittal or were withdrawn, but the"
                " person is convicted in suspects.csv."
            ),
            outcome.is_in(CONVICTED) & lost & lost.all().over("case_id", "person_id"),
        ),
    )
    for name, found, broken in contradictions:
        yield Rule(
            f"charges.result.{name}",
            "charges",
            ("result",),
            message("The results of a person's charges agree with the outcome in suspects"),
            found,
            message("Correct one of the two. Until then the outcome in suspects.csv counts."),
            broken,
            Severity.WARNING,
            (OUTCOME,),
        )


def _of_persons() -> Iterator[Rule]:
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
