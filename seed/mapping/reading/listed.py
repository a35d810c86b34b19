"""Cells that are told: one by one up to a limit, or all together with the first row."""

from collections.abc import Iterator

import polars as pl

from schemas import findings

Finding = findings.Finding

# Unreadable cells of one column that are listed one by one; the others are counted.
LISTED = 50
# A count in a cell that would make more rows than this is a fault, not a count.
MOST_REPEATS = 10_000
_UNREAD = {
    "code": "this value is not among the profile's codes. Add it there, or to the missing values.",
    "date": "this is not a date as the profile writes it. Add the format, or a missing value.",
    "late": "this date is after {last}, the last day that the profile allows. Correct it in the"
    " source, or move [not_after] of {target} if the day is right.",
    "extract": "the pattern of the profile finds nothing in this cell. Widen it, or name the cell"
    " as missing.",
    "extract_sign": "a minus sign or a bracket stands directly before the number that the pattern"
    " finds, which would lose it. Take the sign into the pattern, as in (?P<amount>-?[0-9.,]+);"
    " if it only parts what is found, name it in [between].",
    "number": "this is not a number as the profile writes it. Add the format, or a missing value.",
    "compose": "this cell is blank, and {target} cannot be put together without it. Put it into"
    " brackets where it may be blank, as in A[-{{B}}], or leave such rows out by [where].",
    "parts": "these cells are all blank, and {target} cannot be put together of nothing. Leave such"
    " rows out by [where], or fill the source.",
    "case": "no case of the profile covers this row. Add a case, or say what it is [otherwise].",
    "repeat": f"a cell that counts rows must hold a whole number of at most {MOST_REPEATS:,}.",
}


def listed(file: str, column: str, kind: str, rows: pl.Series, **words: str) -> Iterator[Finding]:
    """One finding per row, and one that speaks for the rows beyond the first `LISTED`.

    `words` are what the wording of its kind names: the target, the last day.
    """
    for position, row in enumerate(rows[:LISTED], start=1):
        more = len(rows) - LISTED if position == LISTED else 0
        wording = _UNREAD[kind].format(**words)
        yield Finding(
            file,
            f"mapping.{kind}",
            findings.of_others(wording, max(more, 0)),
            row=row,
            column=column,
            occurrences=1 + max(more, 0),
        )


def counted(file: str, rule: str, column: str, rows: pl.Series, wording: str) -> Iterator[Finding]:
    """One warning that speaks for all rows and names the first; none where there is no row."""
    if rows.len():
        yield Finding(
            file,
            rule,
            wording,
            findings.Severity.WARNING,
            row=rows[0],
            column=column,
            occurrences=rows.len(),
        )
