"""Tables and sentences of Data & quality: completeness, findings, corrections, delays."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.frames import rule_words
from metrics import results
from schemas import columns, language, tables
from schemas.language import marked, n, t


def day_or_dash(when: object) -> str:
    """Return a date or time as a day in words; a dash if there is none."""
    return "—" if pd.isna(when) else words.day(pd.Timestamp(str(when)).date())


def coverage_by_measure(
    rows: pd.DataFrame, years: range, titles: Mapping[str, str]
) -> pd.DataFrame:
    """Return the coverage of each measure by year, in the order of `titles`.

    Columns: label, period, coverage (0-1), coverage_label, says. `rows` are of one jurisdiction by
    year. Measures without coverage, such as counts, are left out.
    """
    is_of_years = rows["period"].isin([str(year) for year in years])
    order = {id_: position for position, id_ in enumerate(titles)}
    kept = rows[is_of_years & rows["coverage"].notna()].sort_values(
        "measure", key=lambda ids: ids.map(order), kind="stable"
    )
    shares = [float(share) for share in kept["coverage"]]
    return pd.DataFrame(
        {
            "label": [f"{id_} {titles[id_]}" for id_ in kept["measure"]],
            "period": list(kept["period"]),
            "coverage": shares,
            "coverage_label": [words.percent(share) for share in shares],
            "says": [t("recorded for {share}", share=words.share(share)) for share in shares],
        }
    )


def completeness_numbers(cells: pd.DataFrame, heading: str) -> pd.DataFrame:
    """Return `cells` with the headings `heading`, Period, Share recorded (0-1), In words."""
    named = {
        "label": heading,
        "period": t("Period"),
        "coverage": t("Share recorded"),
        "says": t("In words"),
    }
    return cells[list(named)].astype({"coverage": float}).rename(columns=named)


def coverage_table(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return coverage in percent as a table with a column per year; blank if there is none."""
    wide = drawn.pivot(index="label", columns="period", values="coverage_label").fillna("")
    order = list(drawn["label"].drop_duplicates())
    return wide.reindex(order).rename_axis(columns=None).rename_axis(t("Measure")).reset_index()


ALL, UNDATED, EARLIER = "all", "undated", "earlier"
# More years do not fit on a telephone.
YEARS_SHOWN = 12
NOT_COLLECTED = "—"
MOSTLY = 0.9
LEAST_FILLED_NAMED = 3
CELLS = ("label", "period", "coverage", "coverage_label", "says")


@dataclass(frozen=True)
class TableCompleteness:
    """The completeness of a table of one jurisdiction, by column and period.

    `cells` has the columns CELLS; `coverage` (0-1) is blank where nothing is filled and the column
    is declared as not collected. `declared` are columns declared so in all years, `never` the
    others that no row fills.
    """

    table: str
    rows: int
    cells: pd.DataFrame
    never: tuple[str, ...]
    declared: tuple[str, ...]


def table_completeness(
    table: str, by_column: pd.DataFrame, statements: pd.DataFrame
) -> TableCompleteness:
    """Return the completeness of a table; `statements` are the jurisdiction's declarations.

    `by_column` has the columns of `metrics.completeness.filled_counts`, `statements` those of
    `metrics.not_collected.coverage_declarations`.
    """
    own = by_column[by_column["table"] == table]
    by_period = _by_period(own)
    stretches = _stretches_not_collected(table, statements)
    totals = by_period[by_period["period"] == ALL].set_index("column")
    names = list(totals.index)
    years = set(by_period["period"]) - {ALL, UNDATED, EARLIER}
    declared = tuple(
        name
        for name in names
        if years and all(_is_declared(stretches, name, year) for year in years)
    )
    never = tuple(n for n in names if totals.loc[n, "filled"] == 0 and n not in declared)
    cells = [_filled_cell(row, stretches, declared) for row in results.row_dicts(by_period)]
    return TableCompleteness(
        table,
        int(totals["rows"].iloc[0]) if names else 0,
        pd.DataFrame(cells, columns=list(CELLS)),
        never,
        declared,
    )


def completeness_sentence(filled: TableCompleteness, jurisdiction: str) -> str:
    """Return sentences: how many columns are mostly or never filled, and the least complete."""
    name = words.code(filled.table)
    if not filled.rows:
        return t("{place} has no rows in the table {table}.", place=jurisdiction, table=name)
    totals = filled.cells[filled.cells["period"] == ALL].dropna(subset="coverage")
    totals = totals[~totals["label"].isin(filled.never)]
    mostly = int((totals["coverage"] >= MOSTLY).sum())
    parts = [
        n(
            "{place}, {table}: {count} of {all} columns has a value in at least 90% of the {rows}"
            " rows.",
            "{place}, {table}: {count} of {all} columns have a value in at least 90% of the {rows}"
            " rows.",
            mostly,
            place=jurisdiction,
            table=name,
            all=filled.cells["label"].nunique(),
            rows=words.count(filled.rows),
        )
    ]
    if filled.never:
        parts.append(
            n(
                "{count} column has no value in any row.",
                "{count} columns have no value in any row.",
                len(filled.never),
            )
        )
    if filled.declared:
        parts.append(
            n(
                "{count} column is declared as not collected.",
                "{count} columns are declared as not collected.",
                len(filled.declared),
            )
        )
    least = totals[totals["coverage"] < MOSTLY].sort_values("coverage").head(LEAST_FILLED_NAMED)
    named = [
        f"{label} ({words.share(share)})"
        for label, share in zip(least["label"], least["coverage"], strict=True)
    ]
    if named:
        parts.append(t("Least complete: {columns}.", columns=language.listing(named)))
    return " ".join(parts)


def completeness_table(filled: TableCompleteness) -> pd.DataFrame:
    """Return the completeness in percent: Column, Meaning, All years, and one column per period."""
    asked = tables.asked_columns(tables.METADATA.tables[filled.table])
    meanings = {column.name: columns.field_of(column).meaning for column in asked}
    wide = filled.cells.pivot(index="label", columns="period", values="coverage_label").fillna("")
    labels = list(filled.cells["label"].drop_duplicates())
    periods = sorted(set(filled.cells["period"]), key=_period_order)
    wide = wide.reindex(labels)[periods].rename(
        columns={ALL: t("All years"), EARLIER: t("Earlier"), UNDATED: t("No date recorded")}
    )
    wide.insert(0, t("Meaning"), [t(meanings[label]) for label in labels])
    return wide.rename_axis(columns=None).rename_axis(t("Column")).reset_index()


def no_rows_reason(table: str, sent: frozenset[str], statements: pd.DataFrame) -> str:
    """Return why a table has no rows; `sent` are the tables that the jurisdiction has sent."""
    own = statements[statements["column"] == table]
    if (own["collected"] == "no").any():
        return t("Declared as not collected")
    if (own["collected"] == "yes").any() and table not in sent:
        return t("Declared as collected, with nothing to report")
    if table not in sent:
        return t("Never sent")
    return t("Sent, but no row is stored")


def _by_period(own: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with columns column, period, rows, filled (numbers of rows).

    For each column it has a row for all years, one for years that are too early to be shown, one
    per year shown, and one for undated rows.
    """
    years = sorted(int(year) for year in own["year"].dropna().unique())
    shown = set(years[-YEARS_SHOWN:])
    period = own["year"].map(
        lambda year: UNDATED if pd.isna(year) else str(int(year)) if year in shown else EARLIER
    )
    split = own.assign(period=period.astype(str))
    whole = pd.concat([own.assign(period=ALL), split])
    sums = whole.groupby(["column", "period"], sort=False)[["rows", "filled"]].sum().reset_index()
    order = {name: position for position, name in enumerate(own["column"].drop_duplicates())}
    return sums.sort_values(
        ["column", "period"],
        key=lambda keys: keys.map(order) if keys.name == "column" else keys.map(_period_order),
        ignore_index=True,
    )


def _period_order(period: str) -> int:
    return {ALL: -2, EARLIER: -1, UNDATED: 10_000}.get(period) or int(period)


def _stretches_not_collected(table: str, statements: pd.DataFrame) -> list[tuple[str, date, date]]:
    """Return declared periods without collection: (column or "" for all, first day, last day)."""
    stretches = []
    no = statements[statements["collected"] == "no"]
    for name, first, last in zip(no["column"], no["first"], no["last"], strict=True):
        of_table, _, column = str(name).partition(".")
        if of_table == table:
            until = date.max if pd.isna(last) else pd.Timestamp(last).date()
            stretches.append((column, pd.Timestamp(first).date(), until))
    return stretches


def _is_declared(stretches: list[tuple[str, date, date]], column: str, year: str) -> bool:
    """Return whether a column is declared as not collected during all of a year."""
    begins, ends = date(int(year), 1, 1), date(int(year), 12, 31)
    return any(
        name in ("", column) and first <= begins and ends <= last for name, first, last in stretches
    )


def _filled_cell(
    row: Mapping[str, Any], stretches: list[tuple[str, date, date]], declared: tuple[str, ...]
) -> tuple[str, str, float | None, str, str]:
    column, period, rows, filled = row["column"], row["period"], row["rows"], row["filled"]
    whole = period in (ALL, UNDATED, EARLIER)
    not_collected = column in declared if whole else _is_declared(stretches, column, period)
    # Records that came in despite the declaration are shown.
    if not_collected and not filled:
        return column, period, None, NOT_COLLECTED, t("declared as not collected")
    share = filled / rows
    says = n(
        "{filled} of {count} row ({share})",
        "{filled} of {count} rows ({share})",
        rows,
        filled=words.count(filled),
        share=words.share(share),
    )
    return column, period, share, words.percent(share), says


FINDING_KEYS = ["severity", "rule", "file", "column_name"]
STORED = marked("Rows with warnings are stored. Rows with errors are not stored.")
FOLLOW = marked("Rows that belong to a row with an error are not stored either.")
FINDING_COLUMNS = (
    *(marked("Rule"), marked("Type"), marked("How often"), marked("Where")),
    marked("What to do"),
)
FILE_COLUMNS = (
    *(marked("Import"), marked("Type"), marked("File"), marked("Row"), marked("Column")),
    *(marked("Rule ID"), marked("How often"), marked("Rule"), marked("What to do")),
)


def findings_by_rule(findings: pd.DataFrame) -> pd.DataFrame:
    """Return FINDING_COLUMNS for each rule, file and column: errors first, then most frequent.

    `findings` has severity, file, row_number, column_name, rule and occurrences.
    """
    lines = []
    for (severity, rule, *_), alike in findings.groupby(FINDING_KEYS, sort=False, dropna=False):
        often = int(alike["occurrences"].sum())
        line = (
            rule_words.rule_meaning(str(rule)),
            rule_words.finding_kind_text(str(rule), str(severity)),
            words.count(often),
            _rows_of_finding(alike, often),
            rule_words.rule_fix(str(rule)),
        )
        lines.append((str(severity), -often, line))
    lines.sort()
    return pd.DataFrame([line for *_, line in lines], columns=[t(name) for name in FINDING_COLUMNS])


def findings_sentence(findings: pd.DataFrame) -> str:
    """Return sentences on how many different errors and warnings occurred, and how often."""
    if findings.empty:
        return t("No errors or warnings were found.")
    errors, warnings = (findings[findings["severity"] == kind] for kind in ("error", "warning"))
    parts = []
    if len(errors):
        parts.append(_errors_text(*_different_and_times(errors)))
    if len(warnings):
        parts.append(_warnings_text(*_different_and_times(warnings)))
    parts.append(t(STORED))
    if findings["rule"].isin(rule_words.FOLLOWING).any():
        parts.append(t(FOLLOW))
    return " ".join(parts)


def found_sentence(errors: int, warnings: int) -> str:
    """Return sentences on how often errors and warnings occurred."""
    found = (
        _errors_text(errors, errors) if errors else "",
        _warnings_text(warnings, warnings) if warnings else "",
    )
    return " ".join(filter(None, found)) or t("No errors or warnings were found.")


def _different_and_times(findings: pd.DataFrame) -> tuple[int, int]:
    """Return the number of different findings, and how often they occurred."""
    return len(findings.drop_duplicates(FINDING_KEYS)), int(findings["occurrences"].sum())


def _errors_text(different: int, times: int) -> str:
    if times == different:
        return n("{count} error was found.", "{count} errors were found.", different)
    return n(
        "{count} error was found {times} times.",
        "{count} different errors were found, {times} times in total.",
        different,
        times=words.count(times),
    )


def _warnings_text(different: int, times: int) -> str:
    if times == different:
        return n("{count} warning was found.", "{count} warnings were found.", different)
    return n(
        "{count} warning was found {times} times.",
        "{count} different warnings were found, {times} times in total.",
        different,
        times=words.count(times),
    )


def findings_for_file(findings: pd.DataFrame, batch_id: int) -> pd.DataFrame:
    """Return all findings with FILE_COLUMNS: what and where, without values of records."""
    rows = [
        (
            batch_id,
            rule_words.finding_kind_text(str(one["rule"]), str(one["severity"])),
            str(one["file"]),
            "" if pd.isna(one["row_number"]) else str(int(one["row_number"])),
            "" if pd.isna(one["column_name"]) else str(one["column_name"]),
            str(one["rule"]),
            int(one["occurrences"]),
            rule_words.rule_meaning(str(one["rule"])),
            rule_words.rule_fix(str(one["rule"])),
        )
        for one in results.row_dicts(findings)
    ]
    return pd.DataFrame(rows, columns=[t(name) for name in FILE_COLUMNS])


def _rows_of_finding(alike: pd.DataFrame, often: int) -> str:
    first = alike.iloc[0]
    parts = [str(first["file"])] if first["file"] else []
    if not pd.isna(first["column_name"]):
        parts.append(str(first["column_name"]))
    if rows := sorted({int(row) for row in alike["row_number"].dropna()}):
        parts.append(rule_words.row_numbers_text(rows, often))
    return language.comma_list(parts)


def reidentification_sentences(report: pd.DataFrame) -> list[str]:
    """Return a sentence per table of people; `report` from `seed.batches.reidentification_of`."""
    return [
        rule_words.unique_rows_sentence(
            str(row["table_name"]),
            str(row["columns"]).split(","),
            rows=int(row["rows"]),
            unique=int(row["unique_rows"]),
            smallest=int(row["smallest"]),
            without=None
            if pd.isna(row["frees_most"])
            else (str(row["frees_most"]), int(row["unique_without"])),
        )
        for row in results.row_dicts(report)
    ]


CORRECTION_COLUMNS = (
    *(marked("Date"), marked("What happened"), marked("Place"), marked("Rows")),
    marked("Tables"),
)
ERASURE_COLUMNS = (
    *(marked("Date"), marked("What was deleted"), marked("Place"), marked("Rows")),
    marked("Reason"),
)
TABLES_NAMED = 3
HAPPENED = {
    "superseded": marked("Import {batch_id} ({source}) replaced rows of import {of_batch}"),
    "removed": marked(
        "Import {batch_id} ({source}) replaced import {of_batch} and removed rows that it no longer"
        " has"
    ),
    "kept": marked("Import {batch_id} ({source}) replaced import {of_batch} and has the same rows"),
    "undone": marked("Import {batch_id} ({source}) was undone"),
}
EVENT_KEYS = ["happened_at", "kind", "batch_id", "source", "jurisdiction", "of_batch"]


def corrections_table(log: pd.DataFrame, jurisdictions: Mapping[str, str]) -> pd.DataFrame:
    """Return how many rows each replacement or undo concerned, in the order of `log`.

    Columns: CORRECTION_COLUMNS. `log` has the columns of `seed.batches.corrections`.
    """
    lines = []
    for key, of_event in log.groupby(EVENT_KEYS, sort=False):
        event = dict(zip(EVENT_KEYS, key, strict=True))
        lines.append(
            (
                day_or_dash(event["happened_at"]),
                t(HAPPENED[str(event["kind"])], **event),
                jurisdictions.get(str(event["jurisdiction"]), str(event["jurisdiction"])),
                words.count(of_event["rows"].sum()),
                _tables_with_most_rows(of_event),
            )
        )
    return pd.DataFrame(lines, columns=[t(name) for name in CORRECTION_COLUMNS])


def erasures_table(log: pd.DataFrame, jurisdictions: Mapping[str, str]) -> pd.DataFrame:
    """Return permanent deletions with ERASURE_COLUMNS, in the order of `log`."""
    lines = [
        (
            day_or_dash(one["erased_on"]),
            t("A case")
            if pd.isna(one["batch_id"])
            else t("Import {number}", number=f"{one['batch_id']:.0f}"),
            jurisdictions.get(str(one["jurisdiction"]), str(one["jurisdiction"])),
            words.count(one["rows"]),
            words.code(str(one["reason"])),
        )
        for one in results.row_dicts(log)
    ]
    return pd.DataFrame(lines, columns=[t(name) for name in ERASURE_COLUMNS])


def _tables_with_most_rows(of_event: pd.DataFrame) -> str:
    """Return as text the tables with most rows, and how many other tables there are."""
    most = of_event.sort_values("rows", ascending=False, kind="stable")
    named = [
        f"{words.code(str(table))} {words.count(rows)}"
        for table, rows in zip(most["table_name"], most["rows"], strict=True)
    ]
    left = len(named) - TABLES_NAMED
    if left <= 0:
        return language.comma_list(named)
    return n(
        "{tables} and {count} other table",
        "{tables} and {count} other tables",
        left,
        tables=language.comma_list(named[:TABLES_NAMED]),
    )


NEVER = marked("No records yet")


def lateness_table(late: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return a table of texts on how late the records of each office are.

    `late` has the columns of `metrics.lateness.lateness`. One column is about cases that have been
    open for over `months` months.
    """
    rows = [
        (
            str(office["label"]),
            _delay_text(office["days_behind"]),
            day_or_dash(office["newest_on"]),
            day_or_dash(office["stored_at"]),
            day_or_dash(office["extracted_on"]),
            _open_for_long(office),
            words.count(office["open_cases"]) if office["cases"] else "—",
        )
        for office in results.row_dicts(late)
    ]
    headings = [
        *(t("Office"), t("Delay"), t("Newest event"), t("Last import"), t("Reference date")),
        *(_open_heading(months), t("Open cases")),
    ]
    return pd.DataFrame(rows, columns=headings)


def _open_heading(months: int) -> str:
    return n("Open for over {count} month", "Open for over {count} months", months)


def lateness_numbers(late: pd.DataFrame, months: int) -> pd.DataFrame:
    """Return a table of numbers on how late offices' records are; blank without records."""
    return pd.DataFrame(
        {
            t("Office"): late["label"],
            t("Delay in days"): late["days_behind"].astype(float),
            t("Newest event"): [day_or_dash(when) for when in late["newest_on"]],
            t("Last import"): [day_or_dash(when) for when in late["stored_at"]],
            t("Reference date"): [day_or_dash(when) for when in late["extracted_on"]],
            _open_heading(months): late["long_open"],
            t("Open cases"): late["open_cases"],
            t("Cases"): late["cases"],
            t("Status"): [
                t(NEVER) if pd.isna(days) else t("Shown") for days in late["days_behind"]
            ],
        }
    )


def lateness_sentence(late: pd.DataFrame, jurisdiction: str, months: int) -> str:
    """Return sentences on the office with the longest delay, and on cases open for long."""
    sentences = []
    sent = late.dropna(subset="days_behind")
    if len(sent):
        sentences.append(
            n(
                "{place}: {office} has the longest delay. Its newest event is {count} day before"
                " the reference date.",
                "{place}: {office} has the longest delay. Its newest event is {count} days before"
                " the reference date.",
                int(sent["days_behind"].iloc[0]),
                place=jurisdiction,
                office=sent["label"].iloc[0],
            )
        )
    else:
        sentences.append(
            n(
                "{place} has {count} office.",
                "{place} has {count} offices.",
                len(late),
                place=jurisdiction,
            )
        )
    if missing := len(late) - len(sent):
        sentences.append(
            n(
                "{count} office has not sent any records yet.",
                "{count} offices have not sent any records yet.",
                missing,
            )
        )
    if len(sent):
        sentences.append(
            n(
                "{count} case has been open for more than {months} months.",
                "{count} cases have been open for more than {months} months.",
                int(late["long_open"].sum()),
                months=months,
            )
        )
    return " ".join(sentences)


def _delay_text(days: float) -> str:
    if pd.isna(days):
        return t(NEVER)
    return t("Up to date") if days <= 0 else words.duration(int(days))


def _open_for_long(office: Mapping[str, Any]) -> str:
    if not office["cases"]:
        return "—"
    return n(
        "{number} of {count} case",
        "{number} of {count} cases",
        office["cases"],
        number=words.count(office["long_open"]),
    )
