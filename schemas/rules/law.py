"""Rules from law and logic on persons, charges, sanctions, claims and referrals."""

from collections.abc import Iterator

import polars as pl

from schemas.findings import Severity
from schemas.rules import persons
from schemas.rules.rule import Rule
from schemas.vocabulary import (
    ChargeResult,
    Instance,
    Offence,
    Outcome,
    ReferralOutcome,
    SanctionKind,
    SanctionRoute,
)

MOST_MONTHS = 1200
# Some sources write 999 months for an unknown, life or indefinite sentence.
FILLED_IN = 999
NOT_CONVICTED = [Outcome.ACQUITTED.value, Outcome.DISCONTINUED.value, Outcome.PENDING.value]
NOT_OPENED = [ReferralOutcome.REFUSED.value, ReferralOutcome.UNMATCHED.value]
YEARS = (1950, 2100)
OUTCOME = "suspects.outcome"


def rules() -> Iterator[Rule]:
    """Yield all rules on persons, charges, sanctions, claims and counts."""
    yield from _of_lengths()
    yield from _of_acquitted()
    yield from _of_charges()
    yield from persons.rules()
    yield _of_referrals()
    yield Rule(
        "claims.of_nobody",
        "claims",
        ("victim_id", "person_id"),
        "A claim is for a victim or against a person",
        "neither victim_id nor person_id is filled. Fill at least one of them.",
        pl.col("victim_id").is_null() & pl.col("person_id").is_null(),
        of_blanks=True,
    )
    yield Rule(
        "population.year",
        "population",
        ("year",),
        f"The year of a population is between {YEARS[0]} and {YEARS[1]}",
        f"the year is not between {YEARS[0]} and {YEARS[1]}.",
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
            f"{column} is not negative",
            "the number is negative. Leave the cell blank if it is not known.",
            pl.col(column) < 0,
        )


def _of_lengths() -> Iterator[Rule]:
    """Yield the rules on the length of a sanction in months."""
    months = pl.col("months")
    yield Rule(
        "sanctions.months",
        "sanctions",
        ("months",),
        f"A sanction lasts between 0 and {MOST_MONTHS:,} months",
        f"the length is not between 0 and {MOST_MONTHS:,} months. Life is a kind of sanction: write"
        " kind = life and leave months blank.",
        ~months.is_between(0, MOST_MONTHS),
    )
    yield Rule(
        "sanctions.months_filled_in",
        "sanctions",
        ("months",),
        f"{FILLED_IN} months do not stand for unknown or life",
        f"{FILLED_IN} months look like a code for unknown or life. Leave months blank, and write"
        " kind = life for life.",
        months == FILLED_IN,
        Severity.WARNING,
    )
    yield Rule(
        "sanctions.months_of_custody",
        "sanctions",
        ("months", "kind"),
        "Custody lasts longer than 0 months",
        "the custody lasts 0 months. Leave months blank if the length is not known.",
        (months == 0) & (pl.col("kind") == SanctionKind.CUSTODY),
        Severity.WARNING,
    )
    yield Rule(
        "sanctions.months_of_life",
        "sanctions",
        ("months", "kind"),
        "A sanction for life has no months",
        "the sanction is for life and has a number of months. Leave months blank, or correct kind.",
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
        "A referral that was refused, or whose case was not found, names no case",
        "the referral is refused or unmatched and names a case. The case counts. Correct"
        " referral_outcome, or leave case_id blank.",
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
        "An acquitted person has no sanction",
        "the person is acquitted in suspects.csv and has a sanction here. Correct one of them.",
        acquitted & ~elsewhere,
        beside=(OUTCOME,),
    )
    yield Rule(
        "sanctions.of_acquitted_elsewhere",
        "sanctions",
        ("person_id",),
        "An acquitted person has a sanction only on appeal or outside the criminal court",
        "the person is acquitted at first instance and has a final, administrative or civil"
        " sanction. Check that this is meant.",
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
        ("convicted", "convicted", outcome.is_in(NOT_CONVICTED) & convicted),
        (
            "of_trafficking",
            "convicted of trafficking",
            (outcome == Outcome.CONVICTED_OTHER)
            & convicted
            & (pl.col("offence") == Offence.TRAFFICKING),
        ),
        (
            "all_lost",
            "acquitted or withdrawn, like all others of the person",
            outcome.is_in(persons.CONVICTED) & lost & lost.all().over("case_id", "person_id"),
        ),
    )
    for name, what, broken in contradictions:
        yield Rule(
            f"charges.result.{name}",
            "charges",
            ("result",),
            "The results of a person's charges agree with the outcome in suspects",
            f"the charge is {what}, and the person's outcome in suspects.csv says otherwise. The"
            " outcome decides.",
            broken,
            Severity.WARNING,
            (OUTCOME,),
        )
