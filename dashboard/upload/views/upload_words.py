"""What the upload page says: of an outcome, its tables, findings, moves and persons alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import words
from dashboard.frames import moves as frames_moves
from dashboard.frames import rule_words
from dashboard.upload.mapping import tab_storage
from dashboard.upload.mapping.mapping_words import plain_words
from metrics import catalogue, import_impact
from schemas import findings, tables
from schemas.language import t
from seed import batches

ROWS_NAMED = 5
ALL_YEARS = "all"


@dataclass(frozen=True)
class Group:
    """Findings that say the same of other rows: in each file (`places`) its rows and how many."""

    severity: findings.Severity
    rule: str
    column: str | None
    wording: str
    places: tuple[tuple[str, tuple[int, ...], int], ...]

    @property
    def times(self) -> int:
        """How often it was found."""
        return sum(times for _, _, times in self.places)


def lost_files_note(was: tab_storage.TabContent) -> str:
    """Which files are to be chosen again, and what need not be said again."""
    named = f"Choose again: {words.listing([*was.files])}." if was.files else "Choose them again."
    mapped = ' With "Other columns" what you said of them comes back.' if was.text else ""
    return (
        "The dashboard was started or opened anew, and the files that you chose went with it."
        f" {named}{mapped}"
    )


def count_or_no(number: int, noun: str, plural: str = "") -> str:
    """`1 row`, `1,204 rows`, `no rows`."""
    many = plural or f"{noun}s"
    return words.counted(number, noun, many) if number else f"no {many}"


def outcome_sentence(receipt: batches.Receipt) -> str:
    """What storing would do, in a sentence."""
    match receipt.status:
        case "checked":
            return f"{receipt.source} would be stored{_without(receipt)}: {_rows(receipt)}."
        case "already_stored" if receipt.batch_id is not None:
            return (
                f"{receipt.source} is stored already, as batch {receipt.batch_id}: there is nothing"
                " to do."
            )
        case "already_stored":
            return f"Every row of {receipt.source} is stored already: there is nothing to do."
        case "stored":
            return (
                f"{receipt.source} is stored as batch {receipt.batch_id}{_without(receipt)}:"
                f" {_rows(receipt)}."
            )
        case "refused":
            return f"{receipt.source} would be refused: {_why(receipt)}. Nothing was stored."


def what_stays_out(receipt: batches.Receipt) -> list[str]:
    """Before it is chosen to store the rest: what stays out with refused rows, and what may lack.

    Nothing where that cannot be chosen.
    """
    if receipt.status != "checked" and not receipt.may_be_stored_in_part:
        return []
    held = receipt.held_back
    return [t(said) for said in (held.in_words, held.untold_in_words) if said]


def refused_words(receipt: batches.Receipt) -> str:
    """`2 of 14 cases (61 refused rows)`; `3 refused rows` where no case stays out for them."""
    held, refused = receipt.held_back, count_or_no(receipt.rows_refused, "refused row")
    if not held.cases:
        return refused
    of = f"{words.count(held.cases)} of {words.counted(held.of_cases, 'case')}"
    return f"{of} ({refused})"


def rows_by_table(receipt: batches.Receipt) -> list[list[str]]:
    """A line for each table with rows, in the order of the record model, all as text.

    Its name, and its rows read, new, changed, unchanged, refused, removed.
    """
    order = [table.name for table in tables.RECORD_TABLES]
    return [
        [words.code(one.table), *map(words.count, row_counts(one))]
        for one in sorted(receipt.tables, key=lambda one: order.index(one.table))
        if one.read or one.refused or one.removed
    ]


def row_counts(table: batches.TableRows) -> tuple[int, ...]:
    """Rows read, new, changed, unchanged, refused; and stored ones removed."""
    return table.read, table.new, table.changed, table.unchanged, table.refused, table.removed


def group_findings(faults: Iterable[findings.Finding]) -> list[Group]:
    """The findings that differ only in file and row together: errors first, then the most frequent.

    Rows stand in the order of the file.
    """
    alike: dict[tuple[findings.Severity, str, str | None, str], list[findings.Finding]] = (
        defaultdict(list)
    )
    for one in faults:
        wording = plain_words(one.wording)
        alike[one.severity, one.rule, one.column, wording].append(one)
    grouped = [Group(*key, places=tuple(_rows_by_file(same))) for key, same in alike.items()]
    return sorted(grouped, key=lambda group: (group.severity.value, -group.times))


def _rows_by_file(same: Iterable[findings.Finding]) -> Iterator[tuple[str, tuple[int, ...], int]]:
    of: dict[str, list[findings.Finding]] = defaultdict(list)
    for one in same:
        of[one.file].append(one)
    for file, in_file in of.items():
        rows = sorted({one.row for one in in_file if one.row is not None})
        yield file, tuple(rows), sum(one.occurrences for one in in_file)


def where_found(group: Group) -> str:
    """The file, the column and the first rows of a group; of several files how often in each."""
    if len(group.places) > 1:
        return ", ".join(f"{file} ({words.count(times)})" for file, _, times in group.places)
    [(file, rows, times)] = group.places
    place = [file] if file else []
    if group.column:
        place.append(f"column {group.column}")
    if rows:
        named = ", ".join(map(words.count, rows[:ROWS_NAMED]))
        left = times - len(rows[:ROWS_NAMED])
        more = f" and {words.count(left)} more" if left > 0 else ""
        place.append(f"{'row' if len(rows) == 1 and not more else 'rows'} {named}{more}")
    return ", ".join(place)


def findings_table(faults: Sequence[findings.Finding]) -> pd.DataFrame:
    """Every finding: File, Row, Column, Kind, What to do, Times, What must hold; never a value."""
    return pd.DataFrame(
        [
            (
                one.file,
                "" if one.row is None else str(one.row),
                one.column or "",
                rule_words.finding_kind(one.rule, one.severity.value),
                plain_words(one.wording),
                one.occurrences,
                rule_words.rule_meaning(one.rule),
            )
            for one in faults
        ],
        columns=["File", "Row", "Column", "Kind", "What to do", "Times", "What must hold"],
    )


@dataclass(frozen=True)
class Moved:
    """A measure that moves, in words."""

    measure: str
    title: str
    place: str
    period: str
    before: str
    after: str
    counted_before: str
    counted_after: str

    @property
    def where(self) -> str:
        """Place and period."""
        return f"{self.place}, {self.period}"


def describe_move(move: import_impact.Move, names: Mapping[str, str]) -> Moved:
    """The move in words; `names` are those of the jurisdictions that are known."""
    return Moved(
        measure=move.measure,
        title=catalogue.CATALOGUE[move.measure].title,
        place=names.get(move.jurisdiction, move.jurisdiction),
        period="all years" if move.period == ALL_YEARS else words.code(move.period).lower(),
        before=printed_number(move, move.before),
        after=printed_number(move, move.after),
        counted_before=_counted_words(move.kind, move.before),
        counted_after=_counted_words(move.kind, move.after),
    )


def printed_number(move: import_impact.Move, one: import_impact.Printed | None) -> str:
    """A number of the move with its unit, or the words of its absence: nothing is a bare blank."""
    kind = words.kind_of({"measure": move.measure, "kind": move.kind})
    if one is None:
        return "no records"
    if one.is_shown and one.value is not None:
        return words.with_unit({"measure": move.measure}, words.number(kind, one.value))
    return frames_moves.why_no_number(move, one).lower()


def main_moves(moves: Sequence[import_impact.Move]) -> list[import_impact.Move]:
    """The moves over all years together; if there are none, those of single years."""
    return [move for move in moves if move.period == ALL_YEARS] or list(moves)


def moves_words(moves: Sequence[import_impact.Move]) -> str:
    """How many measures would move."""
    if not moves:
        return "No measure would move."
    measures = len({move.measure for move in moves})
    places = len({move.jurisdiction for move in moves})
    where_ = f" in {words.count(places)} jurisdictions" if places > 1 else ""
    of = f"{words.count(measures)} of {words.count(len(catalogue.CATALOGUE))} measures"
    return f"{of} would move{where_}. What moves most stands first."


def _counted_words(kind: str, one: import_impact.Printed | None) -> str:
    # Ratios of sums divide money, and a count is its own number: neither is of so many records.
    if one is None or not one.denominator or kind in {"AmountRatio", "Count"}:
        return ""
    return f"n = {words.count(one.denominator)}"


def _without(receipt: batches.Receipt) -> str:
    if not receipt.rows_refused:
        return ""
    return f" without {refused_words(receipt)}"


def _rows(receipt: batches.Receipt) -> str:
    sums = {
        "new": sum(table.new for table in receipt.tables),
        "changed": sum(table.changed for table in receipt.tables),
        "unchanged": sum(table.unchanged for table in receipt.tables),
    }
    parts = [f"{words.count(rows)} {name}" for name, rows in sums.items() if rows]
    if sums["new"] == receipt.rows_read:
        parts = ["all new"]
    if receipt.rows_refused:
        share = words.share(receipt.accepted_share)
        parts.append(f"{words.count(receipt.rows_refused)} refused ({share} accepted)")
    else:
        parts.append("none refused")
    removed = receipt.rows_removed
    leave = f"; {count_or_no(removed, 'stored row')} removed" if removed else ""
    return f"{count_or_no(receipt.rows_read, 'row')}, {', '.join(parts)}{leave}"


def _why(receipt: batches.Receipt) -> str:
    reason = f"it has {findings.count_alike(findings.errors(receipt.findings))}"
    if not receipt.rows_refused:
        return reason
    of = f"{words.count(receipt.rows_at_fault)} of {count_or_no(receipt.rows_read, 'row')}"
    return f"{reason}, for which {of} {'is' if receipt.rows_at_fault == 1 else 'are'} refused"
