"""Lines of text on receipts of imports, what they move, and what mappings did."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from dashboard.cli.console import rows_of, table_lines
from dashboard.frames import moves
from metrics import import_impact
from schemas import findings
from schemas.language import t
from seed import batches

if TYPE_CHECKING:
    from seed.mapping import mapping_report

ROWS_NAMED = 5
LINES_SHOWN = 50
MOVES_SHOWN = 20
# Values of one column that are named; the others are in the JSON output.
VALUES_NAMED = 8


def receipt_lines(receipt: batches.Receipt) -> Iterator[str]:
    """A receipt as a person reads it: what became of it, rows by table, findings."""
    yield f"{receipt.source}: {_outcome(receipt)}"
    if receipt.by_row_in_words:
        yield f"  {receipt.by_row_in_words}"
    if receipt.may_be_stored_in_part:
        yield from _in_part_lines(receipt)
    if receipt.tables:
        yield from table_lines(
            ("table", "read", "new", "changed", "unchanged", "refused", "removed"),
            [
                (t.table, t.read, t.new, t.changed, t.unchanged, t.refused, t.removed)
                for t in receipt.tables
                if t.read or t.removed
            ],
        )
    for severity in findings.Severity:
        yield from finding_lines([f for f in receipt.findings if f.severity is severity])
    yield from not_read_lines(receipt.not_read)
    if receipt.reidentification is not None:
        yield from _persons_lines(receipt.reidentification)


def moves_lines(every_move: Sequence[import_impact.Move]) -> Iterator[str]:
    """The measures that would move: first those of all years, others counted."""
    if not every_move:
        yield "  no measure would move"
        return
    shown = (moves.moves_of_all_years(every_move) or tuple(every_move))[:MOVES_SHOWN]
    yield "  measures that would move"
    yield from (f"    {moves.move_sentence(move, {})}" for move in shown)
    if left := len(every_move) - len(shown):
        yield f"    and {left:,} more, by year or smaller; --json prints all"


def _outcome(receipt: batches.Receipt) -> str:
    rows = f"{receipt.rows_read:,} rows read"
    match receipt.status:
        case "stored":
            return (
                f"stored as batch {receipt.batch_id} ({rows}, {_share(receipt)})"
                f"{_superseding(receipt)}"
            )
        case "already_stored" if receipt.batch_id is not None:
            return f"is stored already, as batch {receipt.batch_id}; nothing to do"
        case "already_stored":
            return "every row of it is stored already; nothing to do"
        case "checked":
            share = f", {_share(receipt)}" if receipt.rows_refused else ""
            return f"may be stored ({rows}{share}){_superseding(receipt)}; nothing was written"
        case "refused":
            return f"refused ({rows}); nothing was stored"


def _share(receipt: batches.Receipt) -> str:
    return f"{receipt.accepted_share:.1%} of the rows accepted"


def _superseding(receipt: batches.Receipt) -> str:
    if not receipt.supersedes:
        return ""
    changed = sum(rows.changed for rows in receipt.tables)
    numbers = ", ".join(str(batch) for batch in receipt.supersedes)
    which = "batch" if len(receipt.supersedes) == 1 else "batches"
    removed = f", {rows_of(receipt.rows_removed)} removed" if receipt.rows_removed else ""
    return f", {rows_of(changed)} in the place of those of {which} {numbers}{removed}"


def _in_part_lines(receipt: batches.Receipt) -> Iterator[str]:
    """What could be stored without the refused rows, what would stay out, and what may lack."""
    yield f"  --accept-partial stores the others: {rows_of(receipt.rows_good)}"
    held = receipt.held_back
    yield from (f"    {t(said)}" for said in (held.in_words, held.untold_in_words) if said)


def finding_lines(faults: list[findings.Finding], most: int = LINES_SHOWN) -> Iterator[str]:
    """How many different findings there are, how often, and the first `most` in a line each."""
    if not faults:
        return
    groups: dict[tuple[str, str, str | None, str], list[findings.Finding]] = defaultdict(list)
    for finding in faults:
        groups[finding.file, finding.rule, finding.column, finding.wording].append(finding)
    yield f"  {findings.count_alike(faults)}"
    for alike in list(groups.values())[:most]:
        yield f"    {_group(alike)}"
    if len(groups) > most:
        yield f"    and {len(groups) - most:,} more; --json prints all"


def _group(alike: list[findings.Finding]) -> str:
    """Findings that differ only in their row, in one line."""
    first = alike[0]
    place = [first.file]
    rows = sorted({finding.row for finding in alike if finding.row is not None})
    if rows:
        named = ", ".join(f"{row:,}" for row in rows[:ROWS_NAMED])
        left = sum(finding.occurrences for finding in alike) - len(rows[:ROWS_NAMED])
        place.append(
            f"row{'s' if len(rows) > 1 else ''} {named}" + (f" and {left:,} more" if left else "")
        )
    if first.column is not None:
        place.append(first.column)
    return f"{', '.join(place)}: {first.wording} [{first.rule}]"


def _persons_lines(report: batches.ReidentificationReport) -> Iterator[str]:
    """How many stored persons could be told apart by what others may know of them."""
    for one in report.tables:
        yield (
            f"  {one.table} that stand alone by {', '.join(one.columns)}:"
            f" {one.unique_rows:,} of {one.rows:,}"
        )
        if one.frees_most is not None and one.unique_without < one.unique_rows:
            yield f"    without {one.frees_most} it would be {one.unique_without:,}"


def not_read_lines(not_read: tuple[tuple[str, str], ...]) -> Iterator[str]:
    """The columns of each file of which nothing is read."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for file, column in not_read:
        by_file[file].append(column)
    for file, columns in by_file.items():
        yield f"  not read from {file}: {', '.join(columns)}"


def first_rows_lines(first_rows: Iterable[batches.FirstRows]) -> Iterator[str]:
    """The first rows of each table that are, or would be, stored."""
    for first in first_rows:
        yield f"  first rows of {first.table}, from {first.file}"
        yield from table_lines(first.columns, first.rows)


def report_lines(report: "mapping_report.MappingReport | None") -> Iterator[str]:
    """What a mapping did: rows in, rows out, what it could not read."""
    if report is None:
        return
    yield f"  by mapping {report.profile}: rows in"
    yield from table_lines(
        ("file", "rows", "columns", "nothing made of"),
        [(f.file, f.rows, f.columns, f.unused) for f in report.files],
    )
    yield "  rows out"
    yield from table_lines(
        ("table", "from", "read", "left out", "refused", "said before", "made"),
        [(t.table, t.file, t.read, t.left_out, t.refused, t.merged, t.rows) for t in report.tables],
    )
    for table in report.tables:
        if table.left_by:
            asked = "; ".join(f"{words}: {count:,}" for words, count in table.left_by)
            yield f"  left out of {table.table}, from {table.file}, for want of {asked}"
    yield from _not_mapped_lines(report.not_mapped)
    if report.lacks_day:
        yield (
            "  day of extraction: not said, so that today stands for it. Say it by --extracted-on"
            " YYYY-MM-DD, or in [manifest]."
        )
    if report.to_accept:
        yield (
            "  held against nothing: the mapping does not say what export it was made for. If this"
            f" one is right: {report.to_accept}"
        )


def _not_mapped_lines(missed: "tuple[mapping_report.NotMapped, ...]") -> Iterator[str]:
    by_column: dict[tuple[str, str, str, mapping_report.Values], list[str]] = defaultdict(list)
    for one in missed:
        by_column[one.file, one.column, one.kind, one.values].append(f"{one.table}.{one.target}")
    for (file, column, kind, values), targets in by_column.items():
        cells = f"{values.cells:,} cell{'s' if values.cells != 1 else ''}"
        expected = "date, too late for what is allowed," if kind == "late" else kind
        purpose = f"as {expected} of {', '.join(targets)}"
        yield f"  not mapped: {file}, {column} {purpose}, {cells}: {values_words(values)}"


def values_words(values: "mapping_report.Values") -> str:
    """The values that may be shown with their counts, and how many cells there are beside them."""
    named = [f"[{value}] {count:,}" for value, count in values.shown[:VALUES_NAMED]]
    left = values.cells - sum(count for _, count in values.shown[:VALUES_NAMED])
    if left:
        named.append(f"{left:,} with values that are rare, long or not to be shown")
    return ", ".join(named)
