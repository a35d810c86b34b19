"""What a rule is: a named condition on a row, or on a whole column, worded for the submitter."""

from dataclasses import dataclass

import polars as pl

from schemas.findings import Severity

# The column, beside those of the row, that holds the last day on which a date may be.
LATEST = "latest_day"
# Beside the columns of a payment: what earlier batches paid of its claim, in its currency.
PAID_BEFORE = "paid before"


@dataclass(frozen=True)
class Rule:
    """`broken` is true for a row of `table` that breaks the rule.

    NULL does not break it: what is unknown contradicts nothing.

    `columns` are those it looks at, first the one a finding names. `beside` holds columns of the
    row's parents, written `suspects.outcome`, which `broken` reads by that name. `meaning` says
    what must hold, `wording` what was found and what to do. `of_blanks`: a blank breaks it, so it
    says nothing of a row with a cell that could not be read.
    """

    id: str
    table: str
    columns: tuple[str, ...]
    meaning: str
    wording: str
    broken: pl.Expr
    severity: Severity = Severity.ERROR
    beside: tuple[str, ...] = ()
    of_blanks: bool = False


@dataclass(frozen=True)
class Pattern:
    """A warning about a whole column: `broken` is one truth over all its rows."""

    id: str
    table: str
    columns: tuple[str, ...]
    meaning: str
    wording: str
    broken: pl.Expr
    severity: Severity = Severity.WARNING
