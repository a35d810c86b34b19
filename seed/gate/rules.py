"""Rules on rows: unique keys, existing parents, the record model's rules, coverage."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl

from schemas import columns, findings, frames, rules, tables
from schemas import vocabulary as v
from schemas.language import Message, message, messages, sentences
from seed.gate.row_comparison import (
    Known,
    TableRows,
    findings_at_rows,
)

COVERAGE = "coverage"
KEY = ("column", "office_id", "from")
# With fewer rows it is plausible that an event never happened.
ENOUGH_ROWS = 30
OF_CLAIM = ["claim_id", "currency"]
Severity = findings.Severity
# Shares of values in a large table are estimated from this many evenly spread rows. They only lead
# to warnings, and counting all rows would take a third of the gate's time.
MOST_LOOKED_AT = 50_000


@cache
def rules_of(table: str) -> tuple[rules.Rule, ...]:
    return tuple(rule for rule in rules.RULES if rule.table == table)


def rule_findings(
    rows: TableRows, beside: list[pl.Series], latest: date, implied: frozenset[str]
) -> Iterator[findings.Finding]:
    """Yield the findings of the table's rules, and refuse rows that break an error rule.

    `beside` has the parents' columns that the rules use, with a value for each row. No date may be
    after `latest`. Rules in `implied`, named by their id or as `table.column`, only give warnings.
    """
    frame = rows.frame.with_columns(*beside, pl.lit(latest).alias(rules.LATEST))
    active = rules_of(rows.table.name)
    names = [str(number) for number in range(len(active))]
    named = zip(names, active, strict=True)
    broken = _evaluate_lazily(frame, [rule.broken.alias(name) for name, rule in named])
    unread = rows.refused
    for rule, mask in zip(active, broken, strict=True):
        if not mask.any():
            continue
        if rule.of_blanks:
            mask &= ~unread
        severity = Severity.WARNING if _is_implied(rule, implied) else rule.severity
        if severity is Severity.ERROR:
            rows.refuse(mask)
        finding = findings.Finding("", rule.id, rule.wording, severity, column=rule.columns[0])
        yield from findings_at_rows(rows, mask, finding)


def pattern_findings(rows: TableRows) -> Iterator[findings.Finding]:
    """Yield findings on whole columns: values that look like defaults, ids that count up."""
    every = max(1, rows.frame.height // MOST_LOOKED_AT)
    for patterns, frame in (
        (rules.COUNTED, rows.frame),
        (rules.DEFAULTS, rows.frame.gather_every(every)),
    ):
        own = [pattern for pattern in patterns if pattern.table == rows.table.name]
        truths = _evaluate_lazily(frame, [pattern.broken.alias(pattern.id) for pattern in own])
        for pattern in own:
            if truths.item(0, pattern.id):
                yield findings.Finding(
                    rows.files[0],
                    pattern.id,
                    pattern.wording,
                    pattern.severity,
                    column=pattern.columns[0],
                )


def _evaluate_lazily(frame: pl.DataFrame, expressions: list[pl.Expr]) -> pl.DataFrame:
    """Evaluate expressions over the frame, computing shared parts once.

    The streaming engine cannot combine columns that were filtered to different lengths.
    """
    return frame.lazy().select(expressions).collect(engine="in-memory")


def _is_implied(rule: rules.Rule, implied: frozenset[str]) -> bool:
    return rule.id in implied or any(f"{rule.table}.{name}" in implied for name in rule.columns)


def sums_already_paid(rows: TableRows, known: Known) -> pl.Series:
    """Return for each payment the sum that is already stored for its claim and currency.

    The stored version of a payment that is sent again does not count.
    """
    nothing = pl.repeat(Decimal(0), rows.frame.height, dtype=rows.frame.schema["paid"], eager=True)
    names = ("payment_id", *OF_CLAIM, "paid")
    stored = known.not_replaced(rows.table.name, names)
    if stored.is_empty():
        return nothing.alias(rules.PAID_BEFORE)
    others = stored.join(rows.frame.select("payment_id"), on="payment_id", how="anti")
    paid = pl.col("paid").sum().alias(rules.PAID_BEFORE)
    by_claim = others.group_by(OF_CLAIM).agg(paid)
    own = rows.frame.select(OF_CLAIM)
    return own.join(by_claim, on=OF_CLAIM, how="left", maintain_order="left")[rules.PAID_BEFORE]


def undated_coverage_warnings(known: Known) -> Iterator[findings.Finding]:
    """Yield a warning for each table whose rows all lack a date, if coverage does not mention it.

    A date that no row has counts as "never happened", unless coverage says that it is not
    collected.
    """
    stated = set(known.not_replaced(COVERAGE, ("column",))["column"])
    if (sent := known.rows.get(COVERAGE)) is not None:
        stated |= set(sent.frame.filter(~sent.refused)["column"])
    for name, rows in known.rows.items():
        number = int((~rows.refused).sum())
        if number < ENOUGH_ROWS or name == COVERAGE or name in stated:
            continue
        days = [day.name for day in tables.date_columns(rows.table) if str(day) not in stated]
        sent_days = rows.frame.filter(~rows.refused).select(days)
        blank = [day for day in days if sent_days[day].null_count() == number]
        stored = known.not_replaced(name, tuple(blank)) if blank else sent_days
        if lacking := [day for day in blank if stored[day].null_count() == stored.height]:
            wording = sentences(
                messages(
                    "The row has no date in {columns}. Measures read this as: it did not happen.",
                    "None of {count} rows has a date in {columns}. Measures read this as: it never"
                    " happened.",
                    number,
                    columns=", ".join(lacking),
                ),
                message(
                    "If it is not collected, say so in coverage (collected = no). Otherwise write"
                    " collected = yes there, and send the dates."
                ),
            )
            severity = findings.Severity.WARNING
            yield findings.Finding(
                rows.files[0], "coverage.no_dates", wording, severity, occurrences=number
            )


def contradicted_coverage_warnings(known: Known) -> Iterator[findings.Finding]:
    """Yield a warning for each filled column that coverage says is never collected.

    Both the rows and the statement may be sent now or stored before.
    """
    types = {
        name: frames.polars_type(tables.coverage.c[name]) for name in (*KEY, "to", "collected")
    }
    stored = known.not_replaced(COVERAGE, tuple(types))
    stored = stored.select(pl.col(name).cast(kind) for name, kind in types.items())
    sent = known.rows.get(COVERAGE)
    if sent is None:
        yield from _filled_though_denied(known, _columns_never_collected(stored))
        return
    own = sent.frame.filter(~sent.refused).select(*types)
    standing = _columns_never_collected(stored.join(own, on=KEY, how="anti", nulls_equal=True))
    yield from _filled_though_denied(
        known, list(dict.fromkeys((*standing, *_columns_never_collected(own))))
    )
    # Stored statements gave their warning when they were sent.
    new = set(_columns_never_collected(own)) - set(_columns_never_collected(stored))
    yield from _filled_before(sent.files[0], known, sorted(new))


def _columns_never_collected(statements: pl.DataFrame) -> list[str]:
    """Return the columns that, by these statements, no office ever collects."""
    always = statements.filter(
        (pl.col("collected") == v.Collected.NO)
        & pl.col("office_id").is_null()
        & pl.col("to").is_null()
        & (pl.col("from") <= rules.FIRST_DAY)
    )
    return always["column"].unique(maintain_order=True).to_list()


def _filled_though_denied(known: Known, denied: list[str]) -> Iterator[findings.Finding]:
    """Yield warnings on values sent in columns that coverage says are never collected."""
    for name in denied:
        table, _, column = name.partition(".")
        rows = known.rows.get(table)
        if rows is None:
            continue
        number = rows.frame.filter(~rows.refused & _says_something(table, column)).height
        if number:
            wording = sentences(
                message("According to coverage, {column} is not collected.", column=name),
                messages(
                    "But {count} of these rows has a value here. Measures ignore it.",
                    "But {count} of these rows have a value here. Measures ignore them.",
                    number,
                ),
                message(
                    "If it is collected now, send its row of coverage again as an update. Write"
                    " into [to] the last day on which it was not collected."
                ),
            )
            yield _coverage_warning(rows.files[0], wording, column or None)


def _filled_before(file: str, known: Known, denied: list[str]) -> Iterator[findings.Finding]:
    """Yield warnings on stored values in columns that coverage says are never collected."""
    by_table: dict[str, list[str]] = {}
    for name in denied:
        table, _, column = name.partition(".")
        by_table.setdefault(table, []).extend([column] if column else [])
    for table, names in by_table.items():
        stored = known.not_replaced(table, tuple(names))
        says = [name for name in names if stored.filter(_says_something(table, name)).height]
        if says:
            wording = sentences(
                message(
                    "According to coverage, {columns} of {table} are not collected, but stored rows"
                    " have values there. Measures would ignore these values from now on.",
                    columns=", ".join(says),
                    table=table,
                ),
                message(
                    "If other imports bring these values, do not declare it. In a mapping, write"
                    ' unfilled = "elsewhere".'
                ),
            )
            yield _coverage_warning(file, wording, None)


def _says_something(table: str, column: str) -> pl.Expr:
    """Return whether a row has a value in a column; the code stored for a blank cell is none."""
    if not column:
        return pl.lit(value=True)
    field = columns.field_of(tables.BY_NAME[table].c[column])
    is_said = pl.col(column).is_not_null()
    return is_said & (pl.col(column) != field.blank) if field.codes else is_said


def _coverage_warning(file: str, wording: str, column: str | None) -> findings.Finding:
    severity = findings.Severity.WARNING
    return findings.Finding(file, "coverage.filled", wording, severity, column=column)


REFUSED = "parent refused"
# One row without a parent is a typing error. If all rows lack one, files were mixed up.
FEWEST_OF_MIXED = 2


def look_up_parents(
    rows: TableRows, known: Known, needed: list[str]
) -> tuple[list[pl.Series], list[findings.Finding]]:
    """Return columns of the parents of each row, and the findings on rows without a parent.

    `needed` names the columns, such as `suspects.outcome`. Rows whose parent is missing or refused
    are refused.
    """
    orphans: list[findings.Finding] = []
    looked_up: list[pl.Series] = []
    for parent in tables.parents_of(rows.table):
        names = [name for name in needed if name.startswith(f"{parent.table}.")]
        joined = _look_up(rows, parent, known, [name.partition(".")[2] for name in names])
        if parent.table not in known.unread:
            orphans += _orphan_findings(rows, parent, joined[REFUSED], known)
        looked_up.extend(joined.drop(REFUSED).get_columns())
    return looked_up, orphans


def _look_up(
    rows: TableRows, parent: tables.Parent, known: Known, names: list[str]
) -> pl.DataFrame:
    """Return each row's parent columns, and whether the parent is refused; NULL if it has none."""
    key, own = list(parent.columns), rows.frame.select(parent.columns)
    types = {
        name: frames.polars_type(tables.BY_NAME[parent.table].c[name]) for name in (*key, *names)
    }
    prefixed = {name: f"{parent.table}.{name}" for name in names}
    lookup = pl.DataFrame(schema=types | {REFUSED: pl.Boolean()})
    if (sent := known.rows.get(parent.table)) is not None:
        lookup = sent.frame.select(*types, pl.Series(REFUSED, sent.refused))
    joined = _join_lookup(own, lookup, key)
    lacking = joined[REFUSED].is_null() & _has_filled_key(own)
    if lacking.any():
        columns = (*key, *names)
        stored = known.not_replaced(parent.table, columns)
        if stored.height:
            stored = stored.select(pl.col(name).cast(kind) for name, kind in types.items())
            lookup = stored.with_columns(pl.lit(value=False).alias(REFUSED))
            from_stored = _join_lookup(own, lookup, key)
            joined = joined.select(
                pl.when(lacking).then(from_stored[name]).otherwise(joined[name]).alias(name)
                for name in joined.columns
            )
    return joined.select(*names, REFUSED).rename(prefixed)


def _join_lookup(own: pl.DataFrame, lookup: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    # `duplicate_keys` reports a parent that is sent twice. Here it must not double its children.
    if lookup.select(key).n_unique() != lookup.height:
        lookup = lookup.sort(REFUSED).unique(subset=key, keep="first", maintain_order=True)
    return own.join(lookup, on=key, how="left", maintain_order="left")


def _has_filled_key(own: pl.DataFrame) -> pl.Series:
    return own.select(pl.all_horizontal(pl.all().is_not_null())).to_series()


def _orphan_findings(
    rows: TableRows, parent: tables.Parent, refused: pl.Series, known: Known
) -> Iterator[findings.Finding]:
    what = ", ".join(parent.columns)
    of_refused = refused.fill_null(value=False)
    wording = message(
        "The row of {parent}.csv with this {key} was rejected, so this row was rejected too.",
        parent=parent.table,
        key=what,
    )
    # A warning only: the error is the parent's, and it has a finding already.
    follows = findings.Severity.WARNING
    finding = findings.Finding("", "parent.refused", wording, follows, column=parent.columns[-1])
    yield from findings_at_rows(rows, of_refused & ~rows.refused, finding)
    filled = _has_filled_key(rows.frame.select(parent.columns)) & ~rows.refused
    missing = filled & refused.is_null()
    rows.refuse(of_refused)
    rows.refuse(missing)
    count = int(missing.sum())
    if count >= FEWEST_OF_MIXED and count == filled.sum():
        yield findings.Finding(
            rows.files[0],
            "parent.all_missing",
            _none_has_its_parent(parent, count, known),
            column=parent.columns[-1],
            occurrences=count,
        )
        return
    no_parent = message(
        "No row of {parent} that was sent, or that stays stored, has this {key}.",
        parent=parent.table,
        key=what,
    )
    wording = sentences(no_parent, message("Send it as well, or correct the id."))
    finding = findings.Finding("", "parent.missing", wording, column=parent.columns[-1])
    yield from findings_at_rows(rows, missing, finding)


def _none_has_its_parent(parent: tables.Parent, count: int, known: Known) -> Message:
    """Return a message: no row has its parent, and why, by what was sent of the parent table."""
    name = parent.table
    none = messages(
        "The row has a {key} that is not in {parent}.",
        "None of {count} rows has a {key} that is in {parent}.",
        count,
        key=", ".join(parent.columns),
        parent=name,
    )
    return sentences(none, _why_no_parent(name, known, ", ".join(parent.columns)))


def _why_no_parent(name: str, known: Known, key: str) -> Message:
    sent = known.rows.get(name)
    if sent is not None and sent.frame.height:
        return message("Were files of two exports mixed?")
    if known.is_mapped and sent is not None:
        return message(
            "The mapping makes no row of {parent}. Check the conditions of this table.", parent=name
        )
    if known.is_mapped:
        return message(
            "The mapping does not fill {parent}. Add [tables.{parent}] to it, with from = the file"
            " that has these rows and their {key}.",
            parent=name,
            key=key,
        )
    return message("{parent}.csv was not sent. Send it as well.", parent=name)


def cases_without_children(known: Known) -> Iterator[findings.Finding]:
    """Yield a warning on cases without a suspect or without a victim, if these tables were sent."""
    if (cases := known.rows.get("cases")) is None:
        return
    for name in ("suspects", "victims"):
        if (children := known.rows.get(name)) is None:
            continue
        lone = cases.frame.join(children.frame, on="case_id", how="anti").height
        if lone:
            wording = messages(
                "{count} case has no row in {table}.csv. It is still counted as a case.",
                "{count} cases have no row in {table}.csv. They are still counted as cases.",
                lone,
                table=name,
            )
            yield findings.Finding(
                cases.files[0],
                f"cases.without_{name}",
                wording,
                findings.Severity.WARNING,
                column="case_id",
                occurrences=lone,
            )


def assets_without_case(known: Known) -> Iterator[findings.Finding]:
    """Yield a warning if assets name no case although some cases here are not of trafficking.

    A register only of trafficking may leave out the cases of its assets; one of all offences may
    not.
    """
    cases, assets = known.rows.get(tables.cases.name), known.rows.get(tables.assets.name)
    if cases is None or assets is None:
        return
    others = cases.frame.filter(pl.col("scope") == v.Scope.OTHER_OFFENCE).height
    lone = assets.frame.filter(pl.col("case_id").is_null() & ~assets.refused).height
    if others and lone:
        wording = sentences(
            messages(
                "{count} asset names no case, so its offence is not known. Measures count it.",
                "{count} assets name no case, so their offence is not known. Measures count them.",
                lone,
            ),
            messages(
                "{count} case of this import is of another offence.",
                "{count} cases of this import are of other offences.",
                others,
            ),
            message("Name the case of assets of other offences, or leave these assets out."),
        )
        yield findings.Finding(
            assets.files[0],
            "assets.without_case",
            wording,
            findings.Severity.WARNING,
            column="case_id",
            occurrences=lone,
        )
