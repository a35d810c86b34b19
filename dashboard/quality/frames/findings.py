"""Findings by rule: how often, in which rows, and what to do; never a value."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared import rule_words
from schemas import findings as found

ROWS_NAMED = 5
KEYS = ["severity", "rule", "file", "column_name"]
FOLLOW = " Nor are those that belong to them."
COLUMNS = ("What must hold", "Kind", "How often", "Where", "What to do")
IN_FILE = (
    *("Batch", "Kind", "File", "Row", "Column", "Rule", "How often"),
    *("What must hold", "What to do"),
)


def by_rule(findings: pd.DataFrame) -> pd.DataFrame:
    """One line per rule, file and column with COLUMNS: errors first, the most frequent first.

    `findings` has severity, file, row_number, column_name, rule and occurrences.
    """
    lines = []
    for (severity, rule, *_), alike in findings.groupby(KEYS, sort=False, dropna=False):
        often = int(alike["occurrences"].sum())
        line = (
            rule_words.meaning(str(rule)),
            rule_words.kind(str(rule), str(severity)),
            words.count(often),
            _where(alike, often),
            rule_words.fix(str(rule)),
        )
        lines.append((str(severity), -often, line))
    lines.sort()
    return pd.DataFrame([line for *_, line in lines], columns=list(COLUMNS))


def sentence(findings: pd.DataFrame) -> str:
    """How many different findings there are, of which kind, and how often they were found."""
    if findings.empty:
        return "Nothing was found: every rule holds."
    kinds = [findings[findings["severity"] == kind] for kind in ("error", "warning")]
    parts = [
        found.counted(
            len(of_kind.drop_duplicates(KEYS)),
            int(of_kind["occurrences"].sum()),
            str(of_kind.iloc[0]["severity"]),
        )
        for of_kind in kinds
        if len(of_kind)
    ]
    told = f"{'; '.join(parts)}. Warnings are stored with the rows; rows with an error are not."
    return f"{told}{FOLLOW}" if findings["rule"].isin(rule_words.FOLLOWING).any() else told


def to_take_away(findings: pd.DataFrame, batch_id: int) -> pd.DataFrame:
    """Every finding with the columns IN_FILE: where it stands, and no value of a record."""
    rows = [
        (
            batch_id,
            rule_words.kind(str(one["rule"]), str(one["severity"])),
            str(one["file"]),
            "" if pd.isna(one["row_number"]) else str(int(one["row_number"])),
            "" if pd.isna(one["column_name"]) else str(one["column_name"]),
            str(one["rule"]),
            int(one["occurrences"]),
            rule_words.meaning(str(one["rule"])),
            rule_words.fix(str(one["rule"])),
        )
        for one in each_row(findings)
    ]
    return pd.DataFrame(rows, columns=list(IN_FILE))


def _where(alike: pd.DataFrame, often: int) -> str:
    first = alike.iloc[0]
    place = [str(first["file"])] if first["file"] else []
    if not pd.isna(first["column_name"]):
        place.append(str(first["column_name"]))
    rows = sorted({int(row) for row in alike["row_number"].dropna()})
    if rows:
        named = ", ".join(words.count(row) for row in rows[:ROWS_NAMED])
        left = often - len(rows[:ROWS_NAMED])
        more = f" and {words.count(left)} more" if left > 0 else ""
        place.append(f"{'row' if len(rows) == 1 and not more else 'rows'} {named}{more}")
    return ", ".join(place)


def reidentification_sentences(report: pd.DataFrame) -> list[str]:
    """A sentence per table of persons; `report` is that of `seed.batches.reidentification_of`."""
    return [_sentence(row) for row in each_row(report)]


def _sentence(row: Mapping[str, Any]) -> str:
    names = [_name(name) for name in str(row["columns"]).split(",")]
    rows, unique = int(row["rows"]), int(row["unique_rows"])
    by = words.listing(names)
    if not unique:
        return (
            f"None of {words.count(rows)} {row['table_name']} is unique by {by}; the smallest group"
            f" has {words.count(row['smallest'])}."
        )
    share = words.share(unique / rows)
    verb = "is" if unique == 1 else "are"
    text = (
        f"{words.count(unique)} of {words.count(rows)} {row['table_name']} ({share}) {verb} unique"
        f" by {by}"
    )
    if pd.isna(row["frees_most"]):
        return f"{text}."
    freed, left = _name(str(row["frees_most"])), words.count(row["unique_without"])
    return f"{text}; without {freed} it would be {left}."


def _name(column: str) -> str:
    return column.strip().removesuffix("_id").replace("_", " ")
