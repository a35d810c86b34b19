"""Define rules: a condition on a row, or on a whole column, with a wording for the sender."""

from dataclasses import dataclass

import polars as pl

from schemas.findings import Severity
from schemas.language import sentences

# An added column with the last day that a date may have.
LATEST = "latest_day"
# An added column of payments: the sum that earlier batches paid of the claim, in the same currency.
PAID_BEFORE = "paid before"


@dataclass(frozen=True)
class Rule:
    """A rule on single rows: `broken` is true for a row of `table` that breaks it.

    If `broken` is NULL, the row does not break the rule: unknown values contradict nothing.
    `columns` are the columns that the rule uses; a finding names the first. `parent_columns` are
    those of parent rows, written `suspects.outcome`, which `broken` uses by that name. `meaning`
    says what must be true, `found` what was found, `fix` what to do. If `of_blanks`, a blank cell
    breaks the rule, so rows with a cell that could not be parsed are skipped.
    """

    id: str
    table: str
    columns: tuple[str, ...]
    meaning: str
    found: str
    fix: str
    broken: pl.Expr
    severity: Severity = Severity.ERROR
    parent_columns: tuple[str, ...] = ()
    of_blanks: bool = False

    @property
    def wording(self) -> str:
        """What was found, and what to do."""
        return sentences(self.found, self.fix)


@dataclass(frozen=True)
class Pattern:
    """A warning about a whole column: `broken` is a single truth value over all its rows."""

    id: str
    table: str
    columns: tuple[str, ...]
    meaning: str
    found: str
    fix: str
    broken: pl.Expr
    severity: Severity = Severity.WARNING

    @property
    def wording(self) -> str:
        """What was found, and what to do."""
        return sentences(self.found, self.fix)
