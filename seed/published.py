"""Read published aggregates: the data file of UNODC's Global Report, one row per figure.

Figures are ranges, because the file has values such as `<5`. They give context next to records and
never become records: they do not pass the gate and make no batch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas import findings
from schemas.language import Message, message
from schemas.store import bookkeeping
from seed.readers import UPLOAD, Layout, read_export
from seed.readers.headers import ROW

# The file's columns and our names for them. Other columns are dropped.
COLUMNS = {
    "Iso3_code": "iso3",
    "Country": "name",
    "Indicator": "indicator",
    "Dimension": "dimension",
    "Category": "category",
    "Sex": "sex",
    "Age": "age",
    "Year": "year",
    "txtVALUE": "said",
    "Source": "source",
}
UNIT, COUNTS = "Unit of measurement", "Counts"
HEADER_ROW = 3
LAYOUT = Layout(header_rows=(HEADER_ROW,))
# Whole numbers, with or without thousands separators; `<5` means 0 to 4.
NUMBER, BELOW = r"^([0-9]{1,3}(,[0-9]{3}){1,2}|[0-9]{1,9})$", r"^<([1-9][0-9]?)$"
CODE, YEAR = r"^[A-Z]{3}$", r"^(19|20)[0-9]{2}$"
MAY_BE_BLANK = ("iso3", "name", "category")
Found = Iterator[findings.Finding]
Read = tuple[pl.DataFrame | None, tuple[findings.Finding, ...]]


@dataclass(frozen=True)
class Fault:
    """A fault of rows: its rule and wording, the file's column it concerns, and its severity."""

    rule: str
    wording: Message
    column: str | None
    severity: findings.Severity = findings.Severity.ERROR


NO_NUMBER = Fault(
    "published.value",
    message("these values are not whole numbers (1,282) or limits (<5). Correct them."),
    "txtVALUE",
)
NO_YEAR = Fault("published.year", message("these values are not years. Write four digits."), "Year")
WARNING = findings.Severity.WARNING
NO_CODE = Fault(
    "published.no_code",
    message(
        "these rows have no country code, so they belong to no jurisdiction. They are left out."
    ),
    "Iso3_code",
    WARNING,
)
OTHER_CODE = Fault(
    "published.other_code",
    message(
        "the country code of these rows does not have three letters, so they belong to no"
        " jurisdiction. They are left out."
    ),
    "Iso3_code",
    WARNING,
)
OTHER_UNIT = Fault(
    "published.unit",
    message("these rows have another unit than {unit}. They are left out.", unit=COUNTS),
    UNIT,
    WARNING,
)
GROUP = Fault(
    "published.group",
    message(
        "these rows have no country: they are sums of countries that the source does not name. They"
        " count in the total of all countries, but belong to none."
    ),
    "Country",
    WARNING,
)
# Without equal rows, forced labour would be 17.9-23.1% of those convicted in 2019, and not the
# 18.3-23.1% that the file is known for.
EQUAL = Fault(
    "published.equal",
    message(
        "these rows are equal to an earlier row. They are kept and added up, because one category"
        " combines several forms of exploitation."
    ),
    None,
    WARNING,
)


def read_published(path: Path) -> Read:
    """Return the figures as rows of `bookkeeping.published`, or None, and the findings.

    `low` and `high` are the limits of the published value: equal for a number, 0 and 4 for `<5`.
    Without a frame the errors say why. Warnings say which rows are left out, and which unusual rows
    are kept. Raises SubmissionUnreadable where nothing is at the path.
    """
    table, unread = read_export(
        path, file=path.name, table="published", layout=LAYOUT, limits=UPLOAD
    )
    if table is None:
        return None, unread
    if lacking := [name for name in (*COLUMNS, UNIT) if name not in table.frame.columns]:
        wording = message(
            "these columns are missing in row {row}: {columns}. Use UNODC's file on trafficking in"
            " persons as downloaded, with two lines above its header.",
            row=HEADER_ROW,
            columns=", ".join(lacking),
        )
        return None, (findings.Finding(path.name, "published.header", wording, row=HEADER_ROW),)
    text = _text_columns(table.frame)
    refused = tuple(_errors_in(text, path.name))
    if findings.only_errors(refused):
        return None, refused
    kept = text.filter(pl.col("iso3").str.contains(CODE), pl.col(UNIT) == COUNTS)
    return _year_ranges(kept, path.name), tuple(_warnings_on(text, kept, path.name))


def _text_columns(frame: pl.DataFrame) -> pl.DataFrame:
    cell = pl.col(pl.String).str.strip_chars()
    named = frame.select(
        ROW, UNIT, *(pl.col(theirs).alias(ours) for theirs, ours in COLUMNS.items())
    )
    return named.with_columns(pl.when(cell != "").then(cell))


def _errors_in(text: pl.DataFrame, file: str) -> Found:
    for theirs, ours in COLUMNS.items():
        if ours not in MAY_BE_BLANK:
            blank = Fault(
                "published.blank", message("these cells are blank. Fill them in."), theirs
            )
            yield from _finding_on_rows(text, pl.col(ours).is_null(), file, blank)
        longest = getattr(bookkeeping.published.c[ours].type, "length", None)
        # Codes of another length are left out.
        if longest is not None and ours != "iso3":
            wording = message(
                "these cells have more than {longest} characters. Shorten them.", longest=longest
            )
            fault = Fault("published.too_long", wording, theirs)
            yield from _finding_on_rows(text, pl.col(ours).str.len_chars() > longest, file, fault)
    number = pl.col("said").str.contains(NUMBER) | pl.col("said").str.contains(BELOW)
    yield from _finding_on_rows(text, ~number, file, NO_NUMBER)
    yield from _finding_on_rows(text, ~pl.col("year").str.contains(YEAR), file, NO_YEAR)


def _warnings_on(text: pl.DataFrame, kept: pl.DataFrame, file: str) -> Found:
    coded = pl.col("iso3").str.contains(CODE)
    yield from _finding_on_rows(text, pl.col("iso3").is_null(), file, NO_CODE)
    yield from _finding_on_rows(text, ~coded, file, OTHER_CODE)
    yield from _finding_on_rows(text, pl.col(UNIT).ne_missing(COUNTS), file, OTHER_UNIT)
    yield from _finding_on_rows(kept, pl.col("name").is_null(), file, GROUP)
    yield from _finding_on_rows(kept, ~pl.struct(pl.exclude(ROW)).is_first_distinct(), file, EQUAL)


def _finding_on_rows(text: pl.DataFrame, which: pl.Expr, file: str, fault: Fault) -> Found:
    """Yield one finding for all rows where `which` is true, if there are any."""
    rows = text.filter(which)[ROW]
    if len(rows):
        yield findings.Finding(
            file, fault.rule, fault.wording, fault.severity, rows[0], fault.column, len(rows)
        )


def _year_ranges(kept: pl.DataFrame, file: str) -> pl.DataFrame:
    said = pl.col("said")
    number = said.str.replace_all(",", "").str.to_integer(strict=False)
    most = said.str.extract(BELOW, 1).str.to_integer(strict=False) - 1
    return kept.select(
        pl.col(ROW).alias("row_number"),
        pl.lit(file).alias("file"),
        *(name for name in COLUMNS.values() if name != "year"),
        pl.col("year").str.to_integer(),
        pl.coalesce(number, pl.lit(0)).alias("low"),
        pl.coalesce(number, most).alias("high"),
    )
