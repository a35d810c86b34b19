"""Rules on dates: the order of events, and the allowed range."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations

import polars as pl

from schemas.findings import Severity
from schemas.language import Message, message
from schemas.rules.rule import LATEST, Rule
from schemas.tables import RECORD_TABLES, date_columns
from schemas.vocabulary import Precision, SanctionRoute

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


def rules() -> Iterator[Rule]:
    """Yield all rules on dates."""
    for table in RECORD_TABLES:
        for column in date_columns(table):
            yield from _in_range(table.name, column.name)
    for name, lines in IN_ORDER.items():
        for line in lines:
            for earlier, later in combinations(line, 2):
                yield from _in_order(name, earlier, later)
    for name, later, earlier in BEFORE_PARENT:
        yield from _in_order(name, earlier, later)
    yield from _sentences_after_judgments()
    for later in OPENED_FIRST:
        yield _usually_in_order("cases", "opened_on", later)
    for of_case, of_suspect in CASES_BEFORE_SUSPECTS:
        yield _usually_in_order("suspects", f"cases.{of_case}", of_suspect)
    for of_suspect, of_case in SUSPECTS_BEFORE_CASES:
        yield _usually_in_order("suspects", of_suspect, f"cases.{of_case}")


def _in_range(table: str, column: str) -> Iterator[Rule]:
    """Yield the rules that a date is since 1950, and not after the day of extraction."""
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


def _in_order(table: str, earlier: str, later: str) -> Iterator[Rule]:
    """Yield an error if exact days are out of order, and a warning if months or years are."""
    severities = {Severity.ERROR: "", Severity.WARNING: ".coarse"}
    for severity, suffix in severities.items():
        broken = _days_broken(earlier, later) if not suffix else _coarsely_broken(earlier, later)
        yield _order_rule(table, (earlier, later), broken, severity, suffix)


def _sentences_after_judgments() -> Iterator[Rule]:
    """Yield the rules that a criminal court orders a sanction only after its decision.

    Authorities and civil courts may order one before the criminal court has decided.
    """
    criminal = pl.col("route") == SanctionRoute.CRIMINAL
    for rule in _in_order("sanctions", "suspects.decided_on", "ordered_on"):
        yield replace(
            rule,
            columns=(*rule.columns, "route"),
            meaning=message(
                "A sanction of a criminal court is not ordered before the person's decision"
            ),
            broken=criminal & rule.broken,
        )


def _usually_in_order(table: str, earlier: str, later: str) -> Rule:
    """Return the rule that warns if two dates, exact or not, are out of order."""
    broken = _days_broken(earlier, later) | _coarsely_broken(earlier, later)
    return _order_rule(table, (earlier, later), broken, Severity.WARNING, "")


def _order_rule(
    table: str, pair: tuple[str, str], broken: pl.Expr, severity: Severity, suffix: str
) -> Rule:
    """Return the rule that the first column of a pair is not after the second."""
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
    """What must hold of two dates, and what was found."""
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
    """Whether both dates are exact and out of order."""
    return _both_days(earlier, later) & (pl.col(earlier) > pl.col(later))


def _coarsely_broken(earlier: str, later: str) -> pl.Expr:
    """Whether one of the dates is inexact, and their months (or years) are out of order.

    2024-05-20 before 2024-05 is in order, although calculations take the month as its 15th.
    """
    one, two = pl.col(earlier), pl.col(later)
    either_year = (_precision(earlier) == Precision.YEAR) | (_precision(later) == Precision.YEAR)
    years, months = one.dt.year() > two.dt.year(), one.dt.month_start() > two.dt.month_start()
    return ~_both_days(earlier, later) & pl.when(either_year).then(years).otherwise(months)


def _both_days(earlier: str, later: str) -> pl.Expr:
    return (_precision(earlier) == Precision.DAY) & (_precision(later) == Precision.DAY)


def _precision(column: str) -> pl.Expr:
    return pl.col(f"{column}_precision")
