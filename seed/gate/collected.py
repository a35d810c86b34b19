"""Records and what is declared of them: what is sent where nothing is collected, and no dates.

What was sent of what is said not to be collected would be seen nowhere; an event that no row dates
is one that never happened, unless it is said not to be collected.
"""

from collections.abc import Iterator

import polars as pl

from schemas import columns, findings, frames, rules, tables
from schemas import vocabulary as v
from seed.gate.keys import Known

COVERAGE = "coverage"
KEY = ("column", "office_id", "from")
# Of fewer rows it is likely that an event happened in none of them.
ENOUGH_ROWS = 30


def undated(known: Known) -> Iterator[findings.Finding]:
    """A warning per table of which many rows have no date of something, where nothing is stated."""
    stated = set(known.beside(COVERAGE, ("column",))["column"])
    if (sent := known.rows.get(COVERAGE)) is not None:
        stated |= set(sent.frame.filter(~sent.refused)["column"])
    for name, rows in known.rows.items():
        number = int((~rows.refused).sum())
        if number < ENOUGH_ROWS or name == COVERAGE or name in stated:
            continue
        days = [day.name for day in tables.dates_of(rows.table) if str(day) not in stated]
        sent_days = rows.frame.filter(~rows.refused).select(days)
        blank = [day for day in days if sent_days[day].null_count() == number]
        stored = known.beside(name, tuple(blank)) if blank else sent_days
        if lacking := [day for day in blank if stored[day].null_count() == stored.height]:
            wording = (
                f"none of these {number:,} rows has a date in {', '.join(lacking)}, so that"
                " measures read that it happened in none. Is it collected? Say so in coverage, by"
                " collected = no or yes; and where it is, send the dates."
            )
            severity = findings.Severity.WARNING
            yield findings.Finding(
                rows.files[0], "coverage.no_dates", wording, severity, occurrences=number
            )


def contradicted(known: Known) -> Iterator[findings.Finding]:
    """A warning per column that rows fill, sent or stored, and a statement for all time denies."""
    types = {name: frames.type_of(tables.coverage.c[name]) for name in (*KEY, "to", "collected")}
    stored = known.beside(COVERAGE, tuple(types))
    stored = stored.select(pl.col(name).cast(kind) for name, kind in types.items())
    sent = known.rows.get(COVERAGE)
    if sent is None:
        yield from _filled(known, _denied(stored))
        return
    own = sent.frame.filter(~sent.refused).select(*types)
    standing = _denied(stored.join(own, on=KEY, how="anti", nulls_equal=True))
    yield from _filled(known, list(dict.fromkeys((*standing, *_denied(own)))))
    # What was said before was told before.
    new = set(_denied(own)) - set(_denied(stored))
    yield from _filled_before(sent.files[0], known, sorted(new))


def _denied(statements: pl.DataFrame) -> list[str]:
    """The columns of which it is said that nobody ever collects them."""
    always = statements.filter(
        (pl.col("collected") == v.Collected.NO)
        & pl.col("office_id").is_null()
        & pl.col("to").is_null()
        & (pl.col("from") <= rules.FIRST_DAY)
    )
    return always["column"].unique(maintain_order=True).to_list()


def _filled(known: Known, denied: list[str]) -> Iterator[findings.Finding]:
    for name in denied:
        table, _, column = name.partition(".")
        rows = known.rows.get(table)
        if rows is None:
            continue
        number = rows.frame.filter(~rows.refused & _says(table, column)).height
        if number:
            wording = (
                f"coverage says that {name} is not collected, and {number:,} of these rows say"
                " something here, which measures leave out. If it is collected now, send its row of"
                " coverage anew with [to], the last day on which it was not, as an update."
            )
            yield _warning(rows.files[0], wording, column or None)


def _filled_before(file: str, known: Known, denied: list[str]) -> Iterator[findings.Finding]:
    by_table: dict[str, list[str]] = {}
    for name in denied:
        table, _, column = name.partition(".")
        by_table.setdefault(table, []).extend([column] if column else [])
    for table, names in by_table.items():
        stored = known.beside(table, tuple(names))
        says = [name for name in names if stored.filter(_says(table, name)).height]
        if says:
            wording = (
                f"coverage says that {', '.join(says)} of {table} are not collected, and stored"
                " rows say something there, which measures would leave out from now on. Where"
                " other submissions bring them, do not state it: in a mapping by"
                ' unfilled = "elsewhere".'
            )
            yield _warning(file, wording, None)


def _says(table: str, column: str) -> pl.Expr:
    """Whether a row says something in the column: a blank code is stored as a word."""
    if not column:
        return pl.lit(value=True)
    field = columns.field_of(tables.BY_NAME[table].c[column])
    is_said = pl.col(column).is_not_null()
    return is_said & (pl.col(column) != field.blank) if field.codes else is_said


def _warning(file: str, wording: str, column: str | None) -> findings.Finding:
    severity = findings.Severity.WARNING
    return findings.Finding(file, "coverage.filled", wording, severity, column=column)
