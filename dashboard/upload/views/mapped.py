"""What a mapping did with the files: rows out, codes not mapped, first rows, columns not read."""

from collections import defaultdict
from collections.abc import Iterable

from dashboard import words
from dashboard.shared import card, lines, note
from dashboard.upload.mapping.words import plainly
from seed import batches
from seed.mapping import mapping_report

CODES_SHOWN = 8


def draw(report: mapping_report.MappingReport | None) -> None:
    """Draw the report; nothing without a mapping."""
    if report is None:
        return
    with card.card("What the mapping made of the files", f"Mapping {report.profile}."):
        rows = [
            [
                one.file,
                words.code(one.table),
                *map(words.count, (one.read, one.rows, one.left_out)),
                "; ".join(f"{plainly(asked)}: {words.count(rows)}" for asked, rows in one.left_by),
            ]
            for one in report.tables
        ]
        headings = (
            "File",
            "Table",
            "Rows read",
            "Rows made",
            "Left out by a condition",
            "Which condition",
        )
        lines.table(headings, rows, name="upload.mapped")
    if report.not_mapped:
        with card.card("Cells that the mapping could not read"):
            _not_mapped(report)


def first_rows(receipt: batches.Receipt) -> None:
    """Draw the first good rows of each table; nothing where there are none."""
    if not receipt.first_rows:
        return
    with card.card("The first rows, as they would be stored"):
        for number, first in enumerate(receipt.first_rows):
            note.draw(f"{words.code(first.table)}, from {first.file}", f"upload.first.{number}")
            shown = [["" if cell is None else str(cell) for cell in row] for row in first.rows]
            lines.table(first.columns, shown, name=f"upload.first.{number}", look="dense")


def not_read(columns: Iterable[tuple[str, str]]) -> None:
    """Say which columns nothing is read from; nothing where all are."""
    of: dict[str, list[str]] = defaultdict(list)
    for file, column in columns:
        of[file].append(column)
    if not of:
        return
    with card.card("Columns that are not read", "Nothing of them is stored."):
        lines.table(
            ("File", "Columns"),
            [[file, ", ".join(names)] for file, names in of.items()],
            name="upload.not_read",
        )


def _not_mapped(report: mapping_report.MappingReport) -> None:
    rows = []
    for one in report.not_mapped:
        named = [f"{value} ({words.count(times)})" for value, times in one.values.shown]
        hidden = [f"{words.count(one.values.hidden)} not shown"] if one.values.hidden else []
        rows.append(
            [
                f"{one.file}, {one.column}",
                f"{words.code(one.table)}, {one.target}",
                words.count(one.values.cells),
                ", ".join([*named[:CODES_SHOWN], *hidden]),
            ]
        )
    headings = ("Column of the file", "For", "Cells", "Values that occur three times or more")
    lines.table(headings, rows, name="upload.not_mapped")
