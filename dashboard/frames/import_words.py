"""Words what was found in the files of an import, before they are stored and afterwards."""

from collections.abc import Sequence

from dashboard import words
from schemas.language import n, t

ROWS_NAMED = 5


def row_numbers_text(rows: Sequence[int], times: int) -> str:
    """Return row numbers as text: `rows 2, 3 and 7 more`; `times` is the number of all rows."""
    named = ", ".join(map(words.count, rows[:ROWS_NAMED]))
    left = times - len(rows[:ROWS_NAMED])
    if left > 0:
        return t("rows {rows} and {number} more", rows=named, number=words.count(left))
    return t("row {row}", row=named) if len(rows) == 1 else t("rows {rows}", rows=named)


def unique_rows_sentence(
    table: str,
    columns: Sequence[str],
    *,
    rows: int,
    unique: int,
    smallest: int,
    without: tuple[str, int] | None,
) -> str:
    """Say how many rows of a table of persons are unique in these columns.

    `smallest` is the least number of rows that are alike; `without` names the column without which
    the fewest rows would be unique, and how many these are.
    """
    about = {
        "table": words.code(table),
        "columns": words.listing([_column_name(name) for name in columns]),
        "rows": words.count(rows),
    }
    if not unique:
        return n(
            "{table}: none of the {rows} rows is unique by {columns}. The smallest group has"
            " {count} row.",
            "{table}: none of the {rows} rows is unique by {columns}. The smallest group has"
            " {count} rows.",
            smallest,
            **about,
        )
    text = n(
        "{table}: {count} of the {rows} rows ({share}) is unique by {columns}.",
        "{table}: {count} of the {rows} rows ({share}) are unique by {columns}.",
        unique,
        share=words.share(unique / rows),
        **about,
    )
    if without is None:
        return text
    column, left = without
    fewer = t(
        "Without {column} there would be {left}.",
        column=_column_name(column),
        left=words.count(left),
    )
    return f"{text} {fewer}"


def _column_name(column: str) -> str:
    return column.strip().removesuffix("_id").replace("_", " ")
