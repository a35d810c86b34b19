"""The rules of the record model, applied to the rows of a table and what stands beside them."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl

from schemas import findings, rules
from seed.gate.keys import Known
from seed.gate.table_rows import TableRows, at_rows

OF_CLAIM = ["claim_id", "currency"]


Severity = findings.Severity
# Shares of values are taken from this many rows of a larger table, evenly spread: they make
# warnings, and of all rows they would cost a third of the gate.
MOST_LOOKED_AT = 50_000


@cache
def rules_of(table: str) -> tuple[rules.Rule, ...]:
    return tuple(rule for rule in rules.RULES if rule.table == table)


def broken(
    rows: TableRows, beside: list[pl.Series], latest: date, implied: frozenset[str]
) -> Iterator[findings.Finding]:
    """The findings of the table's rules; rows that break an error rule are refused.

    `beside` holds the parents' columns that rules look at; no date may be after `latest`. A rule in
    `implied`, by its id or as `table.column`, is a warning.
    """
    frame = rows.frame.with_columns(*beside, pl.lit(latest).alias(rules.LATEST))
    active = rules_of(rows.table.name)
    unread = rows.refused
    for rule, broken_at in zip(active, _masks(frame, active), strict=True):
        if broken_at is None:
            continue
        mask = broken_at & ~unread if rule.of_blanks else broken_at
        severity = Severity.WARNING if _is_implied(rule, implied) else rule.severity
        if severity is Severity.ERROR:
            rows.refuse(mask)
        finding = findings.Finding("", rule.id, rule.wording, severity, column=rule.columns[0])
        yield from at_rows(rows, mask, finding)


def unlikely(rows: TableRows) -> Iterator[findings.Finding]:
    """The findings on whole columns: values that look filled in, ids that look counted."""
    every = max(1, rows.frame.height // MOST_LOOKED_AT)
    for patterns, frame in (
        (rules.COUNTED, rows.frame),
        (rules.DEFAULTS, rows.frame.gather_every(every)),
    ):
        yield from _matched(rows, [one for one in patterns if one.table == rows.table.name], frame)


def _matched(
    rows: TableRows, active: list[rules.Pattern], frame: pl.DataFrame
) -> Iterator[findings.Finding]:
    truths = _lazily(frame, [pattern.broken.alias(pattern.id) for pattern in active])
    for pattern in active:
        if truths.item(0, pattern.id):
            yield findings.Finding(
                rows.files[0],
                pattern.id,
                pattern.wording,
                pattern.severity,
                column=pattern.columns[0],
            )


def _masks(frame: pl.DataFrame, active: Sequence[rules.Rule]) -> Iterator[pl.Series | None]:
    """For each rule the rows that break it, or None where none does."""
    # Nearly always no rule is broken, so masks are made for those alone that are.
    names = [str(number) for number in range(len(active))]
    named = zip(names, active, strict=True)
    any_broken = _lazily(frame, [rule.broken.any().alias(name) for name, rule in named])
    for name, rule in zip(names, active, strict=True):
        yield frame.select(rule.broken).to_series() if any_broken.item(0, name) else None


def _lazily(frame: pl.DataFrame, expressions: list[pl.Expr]) -> pl.DataFrame:
    """The expressions over the frame, what they share computed once.

    The streaming engine cannot put columns beside each other that it filtered to other lengths.
    """
    return frame.lazy().select(expressions).collect(engine="in-memory")


def _is_implied(rule: rules.Rule, implied: frozenset[str]) -> bool:
    return rule.id in implied or any(f"{rule.table}.{name}" in implied for name in rule.columns)


def paid_before(rows: TableRows, known: Known) -> pl.Series:
    """For each payment, what is stored as paid of its claim in its currency, but for itself."""
    nothing = pl.repeat(Decimal(0), rows.frame.height, dtype=rows.frame.schema["paid"], eager=True)
    names = ("payment_id", *OF_CLAIM, "paid")
    stored = known.beside(rows.table.name, names)
    if stored.is_empty():
        return nothing.alias(rules.PAID_BEFORE)
    others = stored.join(rows.frame.select("payment_id"), on="payment_id", how="anti")
    paid = pl.col("paid").sum().alias(rules.PAID_BEFORE)
    by_claim = others.group_by(OF_CLAIM).agg(paid)
    own = rows.frame.select(OF_CLAIM)
    return own.join(by_claim, on=OF_CLAIM, how="left", maintain_order="left")[rules.PAID_BEFORE]
