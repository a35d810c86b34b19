"""Rules on money: amounts have a currency, and a later amount is not above an earlier one."""

from collections.abc import Iterator

import polars as pl

from schemas.columns import Kind, field_of
from schemas.currencies import REPLACED
from schemas.findings import Severity
from schemas.language import message
from schemas.rules.rule import PAID_BEFORE, Rule
from schemas.tables import RECORD_TABLES, claims, date_columns

# Warnings, because interest and value confiscation orders may exceed the earlier amount.
NOT_ABOVE = (
    ("assets", "realised", "confiscated"),
    ("assets", "confiscated", "frozen"),
    ("assets", "returned", "frozen"),
)


def rules() -> Iterator[Rule]:
    """Yield all rules on amounts."""
    for table in RECORD_TABLES:
        amounts = [c.name for c in table.c if field_of(c).kind is Kind.MONEY]
        if amounts:
            yield _with_currency(table.name, amounts)
            yield _in_force(table.name, [c.name for c in date_columns(table)])
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
    yield _paid_within_award()
    yield _paid_in_the_currency_of_the_award()
    yield _one_currency_per_award()


def _with_currency(table: str, amounts: list[str]) -> Rule:
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


def _in_force(table: str, dates: list[str]) -> Rule:
    """Return the rule that no other currency had replaced that of the row by its latest date."""
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


def _paid_within_award() -> Rule:
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


def _paid_in_the_currency_of_the_award() -> Rule:
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


def _one_currency_per_award() -> Rule:
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
