"""Define the rules across columns and tables, each with an id and a message for the sender."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import polars as pl

from schemas import suspicious_values
from schemas.columns import Kind, field_of
from schemas.currencies import REPLACED
from schemas.findings import Severity
from schemas.language import Message, message
from schemas.suspicious_values import AnyRule
from schemas.suspicious_values import Pattern as Pattern
from schemas.tables import RECORD_TABLES, claims, date_columns
from schemas.vocabulary import (
    AgeGroup,
    ChargeResult,
    Guardian,
    Instance,
    Offence,
    Outcome,
    PersonKind,
    Precision,
    ReferralOutcome,
    SanctionKind,
    SanctionRoute,
    Sex,
)

# An added column with the last day that a date may have.
LATEST = "latest_day"
# An added column of payments: the sum that earlier batches paid of the claim, in the same currency.
PAID_BEFORE = "paid before"


@dataclass(frozen=True)
class Rule(AnyRule):
    """A rule on single rows: `broken` is true for a row of `table` that breaks it.

    If `broken` is NULL, the row does not break the rule: unknown values contradict nothing.
    `columns` are the columns that the rule uses; a finding names the first. `parent_columns` are
    columns of parent rows, which `broken` uses by names such as `suspects.outcome`. `meaning` says
    what must be true, `found` what was found, `fix` what to do. If `of_blanks`, a blank cell breaks
    the rule; rows with a cell that could not be parsed are then skipped, because it is blank too.
    """

    severity: Severity = Severity.ERROR
    parent_columns: tuple[str, ...] = ()
    of_blanks: bool = False


# Dates: the order of events, and the allowed range.

FIRST_DAY = date(1950, 1, 1)
# Dates that may be in the future: the deadline of a pending request, and the end of a coverage
# statement.
MAY_LIE_AHEAD = {("requests", "due_on"), ("coverage", "to")}

# Columns in their order of time. All pairs of one tuple are compared, if both are filled.
IN_ORDER: dict[str, tuple[tuple[str, ...], ...]] = {
    "cases": (("charged_on", "first_instance_on", "final_on"),),
    "suspects": (("suspected_on", "charged_on", "decided_on", "final_on"),),
    # A frozen asset may be returned, or a part of it, before or after a court decides on it.
    "assets": (
        ("identified_on", "frozen_on", "confiscated_on", "realised_on"),
        ("identified_on", "returned_on"),
        ("frozen_on", "returned_on"),
    ),
    "victims": (("first_contact_on", "identified_on"), ("exploitation_from", "exploitation_to")),
    "claims": (("claimed_on", "decided_on"),),
    "coverage": (("from", "to"),),
    "assistance": (("from_on", "to_on"),),
}
BEFORE_PARENT = (("payments", "paid_on", "claims.decided_on"),)
# A warning only: a case may be opened after an event in it, if it began with a financial or foreign
# lead.
OPENED_FIRST = ("charged_on", "first_instance_on", "final_on", "closed_on")
# Pairs of a date of the case and a date of its suspects. No suspect may be earlier than the case in
# the first list, or later in the second.
CASES_BEFORE_SUSPECTS = (("charged_on", "charged_on"), ("first_instance_on", "decided_on"))
SUSPECTS_BEFORE_CASES = (("final_on", "final_on"),)


def _date_rules() -> Iterator[Rule]:
    """Yield all rules on dates."""
    for table in RECORD_TABLES:
        for column in date_columns(table):
            yield from _date_range_rules(table.name, column.name)
    for name, lines in IN_ORDER.items():
        for line in lines:
            for earlier, later in combinations(line, 2):
                yield from _date_order_rules(name, earlier, later)
    for name, later, earlier in BEFORE_PARENT:
        yield from _date_order_rules(name, earlier, later)
    yield from _sanction_date_rules()
    for later in OPENED_FIRST:
        yield _usual_order_rule("cases", "opened_on", later)
    for of_case, of_suspect in CASES_BEFORE_SUSPECTS:
        yield _usual_order_rule("suspects", f"cases.{of_case}", of_suspect)
    for of_suspect, of_case in SUSPECTS_BEFORE_CASES:
        yield _usual_order_rule("suspects", of_suspect, f"cases.{of_case}")


def _date_range_rules(table: str, column: str) -> Iterator[Rule]:
    """Yield the rules that a date is not before 1950 and not after the day of extraction."""
    day = pl.col(column)
    yield Rule(
        f"date.range.{table}.{column}",
        table,
        (column,),
        message("{column} is not before {year}", column=column, year=FIRST_DAY.year),
        message("The date is before {year}.", year=FIRST_DAY.year),
        message("Correct it, or leave it blank if it is not known."),
        day < FIRST_DAY,
    )
    if (table, column) not in MAY_LIE_AHEAD:
        yield Rule(
            f"date.ahead.{table}.{column}",
            table,
            (column,),
            message("{column} is not after the extraction date", column=column),
            message(
                "The date is in the future: it is after the extraction date (extracted_on, or"
                " today if there is none)."
            ),
            message("Correct the date, or the extraction date if that one is wrong."),
            day > pl.col(LATEST),
        )


def _date_order_rules(table: str, earlier: str, later: str) -> Iterator[Rule]:
    """Yield two rules on the order of two dates: an error for exact days, a warning for others."""
    severities = {Severity.ERROR: "", Severity.WARNING: ".coarse"}
    for severity, suffix in severities.items():
        broken = _days_broken(earlier, later) if not suffix else _coarsely_broken(earlier, later)
        yield _order_rule(table, (earlier, later), broken, severity, suffix)


def _sanction_date_rules() -> Iterator[Rule]:
    """Yield the rules that a criminal court orders a sanction only after its decision.

    Authorities and civil courts may order one before the criminal court has decided.
    """
    criminal = pl.col("route") == SanctionRoute.CRIMINAL
    for rule in _date_order_rules("sanctions", "suspects.decided_on", "ordered_on"):
        yield replace(
            rule,
            columns=(*rule.columns, "route"),
            meaning=message(
                "A sanction of a criminal court is not ordered before the person's decision"
            ),
            broken=criminal & rule.broken,
        )


def _usual_order_rule(table: str, earlier: str, later: str) -> Rule:
    """Return the rule that warns if two dates, exact or not, are in the wrong order."""
    broken = _days_broken(earlier, later) | _coarsely_broken(earlier, later)
    return _order_rule(table, (earlier, later), broken, Severity.WARNING, "")


def _order_rule(
    table: str, pair: tuple[str, str], broken: pl.Expr, severity: Severity, suffix: str
) -> Rule:
    """Return the rule that a pair's first date is not after the second; `suffix` ends its id."""
    earlier, later = pair
    own = tuple(name for name in (later, earlier) if "." not in name)
    beside = tuple(name for name in pair if "." in name)
    meaning, found = _order_words(earlier, later, is_coarse=bool(suffix))
    return Rule(
        f"order.{table}.{earlier}.{later}{suffix}",
        table,
        own,
        meaning,
        found,
        message("Correct the one that is wrong."),
        broken,
        severity,
        (*beside, *(f"{name}_precision" for name in beside)),
    )


def _order_words(earlier: str, later: str, *, is_coarse: bool) -> tuple[Message, Message]:
    """Return two messages on two dates: what must be true, and what was found."""
    if is_coarse:
        return (
            message(
                "The month or year of {earlier} is not after that of {later}",
                earlier=earlier,
                later=later,
            ),
            message(
                "The month or year of {later} is before that of {earlier}.",
                earlier=earlier,
                later=later,
            ),
        )
    return (
        message("{earlier} is not after {later}", earlier=earlier, later=later),
        message("{later} is before {earlier}.", earlier=earlier, later=later),
    )


def _days_broken(earlier: str, later: str) -> pl.Expr:
    """Return an expression: whether both dates are exact and in the wrong order."""
    return _both_days(earlier, later) & (pl.col(earlier) > pl.col(later))


def _coarsely_broken(earlier: str, later: str) -> pl.Expr:
    """Return an expression: whether a date is inexact, and months (or years) are in wrong order.

    2024-05-20 before 2024-05 is no error, although calculations use the 15th for a month.
    """
    one, two = pl.col(earlier), pl.col(later)
    either_year = (_precision(earlier) == Precision.YEAR) | (_precision(later) == Precision.YEAR)
    years, months = one.dt.year() > two.dt.year(), one.dt.month_start() > two.dt.month_start()
    return ~_both_days(earlier, later) & pl.when(either_year).then(years).otherwise(months)


def _both_days(earlier: str, later: str) -> pl.Expr:
    return (_precision(earlier) == Precision.DAY) & (_precision(later) == Precision.DAY)


def _precision(column: str) -> pl.Expr:
    return pl.col(f"{column}_precision")


# Law and logic: persons, charges, sanctions, claims and referrals.

MOST_MONTHS = 1200
# Some sources write 999 months for an unknown, life or indefinite sentence.
FILLED_IN = 999
CONVICTED = [Outcome.CONVICTED_TRAFFICKING.value, Outcome.CONVICTED_OTHER.value]
NOT_CONVICTED = [Outcome.ACQUITTED.value, Outcome.DISCONTINUED.value, Outcome.PENDING.value]
NOT_OPENED = [ReferralOutcome.REFUSED.value, ReferralOutcome.UNMATCHED.value]
YEARS = (1950, 2100)
OUTCOME = "suspects.outcome"


def _law_rules() -> Iterator[Rule]:
    """Yield all rules on persons, charges, sanctions, claims and counts."""
    yield from _sanction_length_rules()
    yield from _acquittal_rules()
    yield from _charge_rules()
    yield from _person_rules()
    yield _referral_rule()
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


def _sanction_length_rules() -> Iterator[Rule]:
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


def _referral_rule() -> Rule:
    """Return the rule that a referral which names a case was not refused or unmatched.

    Measures count the case, so the contradiction is only a warning.
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


def _acquittal_rules() -> Iterator[Rule]:
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


def _charge_rules() -> Iterator[Rule]:
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


def _person_rules() -> Iterator[Rule]:
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


# Money: amounts have a currency, and a later amount is not above an earlier one.

# Warnings, because interest and value confiscation orders may exceed the earlier amount.
NOT_ABOVE = (
    ("assets", "realised", "confiscated"),
    ("assets", "confiscated", "frozen"),
    ("assets", "returned", "frozen"),
)


def _money_rules() -> Iterator[Rule]:
    """Yield all rules on amounts."""
    for table in RECORD_TABLES:
        amounts = [c.name for c in table.c if field_of(c).kind is Kind.MONEY]
        if amounts:
            yield _currency_rule(table.name, amounts)
            yield _replaced_currency_rule(table.name, [c.name for c in date_columns(table)])
    for name, later, earlier in NOT_ABOVE:
        yield Rule(
            f"money.above.{name}.{later}.{earlier}",
            name,
            (later, earlier),
            message("{later} is not more than {earlier}", later=later, earlier=earlier),
            message("The amount {later} is more than {earlier}.", later=later, earlier=earlier),
            message("Correct it, unless interest or a value order explains it."),
            pl.col(later) > pl.col(earlier),
            Severity.WARNING,
        )
    yield _payment_sum_rule()
    yield _payment_currency_rule()
    yield _award_currency_rule()


def _currency_rule(table: str, amounts: list[str]) -> Rule:
    """Return the rule that a row with an amount has a currency."""
    return Rule(
        f"money.currency.{table}",
        table,
        ("currency", *amounts),
        message("A row of {table} with an amount has a currency", table=table),
        message("The row has an amount but no currency."),
        message("Fill in the ISO 4217 code, such as EUR."),
        pl.any_horizontal(pl.col(amounts).is_not_null()) & pl.col("currency").is_null(),
        of_blanks=True,
    )


def _replaced_currency_rule(table: str, dates: list[str]) -> Rule:
    """Return the rule that a row's currency was not yet replaced on the row's latest date."""
    replaced_in = pl.col("currency").replace_strict(REPLACED, default=None, return_dtype=pl.Int32)
    return Rule(
        f"money.replaced.{table}",
        table,
        ("currency", *dates),
        message(
            "The currency of each row of {table} was in use on the row's latest date", table=table
        ),
        message("The currency was no longer in use at the row's latest date."),
        message("Check the currency code."),
        replaced_in <= pl.max_horizontal(dates).dt.year(),
        Severity.WARNING,
    )


def _payment_sum_rule() -> Rule:
    """Return the rule that the payments of a claim, in all batches, do not exceed the award."""
    heads = pl.col("claims.awarded_material") + pl.col("claims.awarded_moral")
    awarded = pl.coalesce("claims.awarded", heads)
    # Decimals, because a sum of floats may exceed the award by a rounding error.
    paid = pl.col("paid").sum().over("claim_id", "currency")
    with_earlier = paid + pl.col(PAID_BEFORE).fill_null(0)
    same = pl.col("currency") == pl.col("claims.currency")
    return Rule(
        "money.above.payments.paid.awarded",
        "payments",
        ("paid",),
        message("The payments of a claim are not more than its award"),
        message(
            "All payments of this claim together, with those stored earlier, exceed its award."
        ),
        message("Correct them, unless interest explains it."),
        same & (with_earlier > awarded),
        Severity.WARNING,
        tuple(
            f"claims.{name}"
            for name in ("awarded", "awarded_material", "awarded_moral", "currency")
        ),
    )


def _payment_currency_rule() -> Rule:
    """Return the rule that a payment has the currency of its award."""
    return Rule(
        "money.currencies.payments.claims",
        "payments",
        ("currency",),
        message("A payment is in the currency of its award"),
        message(
            "The payment is not in the currency of its award. Both are converted at the rate of"
            " their year. Without a rate, the amount paid is missing."
        ),
        message("Check the currency code."),
        pl.col("currency") != pl.col("claims.currency"),
        Severity.WARNING,
        ("claims.currency",),
    )


def _award_currency_rule() -> Rule:
    """Return the rule that claims under one order against several persons have one currency."""
    order = pl.col("joint_award_id")
    return Rule(
        "money.currencies.claims.joint_award_id",
        claims.name,
        ("currency", "joint_award_id"),
        message("An award against several people has one currency"),
        message("Claims with the same joint_award_id have different currencies."),
        message("Write the currency of the court order in all of them."),
        order.is_not_null() & (pl.col("currency").drop_nulls().n_unique().over(order) > 1),
    )


RULES: tuple[Rule, ...] = (*_date_rules(), *_law_rules(), *_money_rules())
COUNTED: tuple[Pattern, ...] = tuple(suspicious_values.sequential_id_rules())
DEFAULTS: tuple[Pattern, ...] = tuple(suspicious_values.default_value_rules())
