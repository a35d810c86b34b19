"""Partial import: a case with a refused row is left out as a whole.

A missing row of a case would count as "no". Read `hold_back_cases` first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from schemas import columns, findings, tables
from schemas.language import Message, message, messages, sentences
from seed.gate import parse_table
from seed.gate.row_comparison import (
    CASE_PARENTS,
    INDEX,
    ROW,
    Keys,
    Known,
    Left,
    row_mask,
)
from seed.submission import Submission, Unmapped

ROW_SET = "row set"
ROW_OF_SET = [ROW_SET, INDEX]
VICTIM = "victim_id"
HELD, VICTIMS_HELD, UNTOLD = "case.held_back", "victim.held_back", "case.untold"
# Tables that change how all other rows are read, and what goes wrong without one of their rows.
STATEMENTS: Mapping[str, Message] = {
    tables.jurisdictions.name: message(
        "These rows say what the law allows and which currency amounts have. Without them other"
        " rows would be misread."
    ),
    tables.coverage.name: message(
        "These rows say what is not collected. Without them a blank would count as none."
    ),
    tables.counting_rules.name: message(
        "These rows say how records are counted. Without them the figures would be compared with"
        " figures that are counted differently."
    ),
}


@dataclass(frozen=True)
class HeldBack:
    """What is left out as a whole, in a partial import, because one of its rows is refused.

    `cases` counts cases left out, of the submission's `of_cases`. `joined` counts those left out
    only because they are linked to another case. `victims` counts victims outside any case. `rows`
    counts by table the rows that have no error of their own, and `untold` the refused rows whose
    case is unknown. With `stored_stays`, rows of these cases that were stored before are not
    removed.
    """

    cases: int = 0
    of_cases: int = 0
    joined: int = 0
    victims: int = 0
    rows: Mapping[str, int] = field(default_factory=dict)
    untold: Mapping[str, int] = field(default_factory=dict)
    stored_stays: bool = True

    @property
    def whole(self) -> int:
        """Return how many cases, and victims outside any case, are left out."""
        return self.cases + self.victims

    @property
    def in_words(self) -> str:
        """Return what is left out, and why, as a message; "" if nothing is."""
        if not self.whole:
            return ""
        cases = messages(
            "{count} of {cases:,} cases is left out with all its rows, because one of them was"
            " rejected.",
            "{count} of {cases:,} cases are left out with all their rows, because at least one row"
            " of each was rejected.",
            self.cases,
            cases=self.of_cases,
        )
        joined = messages(
            "{count} of them is left out because another case of the same network, person or award"
            " is left out.",
            "{count} of them are left out because another case of the same network, person or award"
            " is left out.",
            self.joined,
        )
        victims = messages(
            "{count} victim without a case is left out with all rows.",
            "{count} victims without a case are left out with all their rows.",
            self.victims,
        )
        of_rows = sum(self.rows.values())
        rows = messages(
            "{count} row without an error of its own is left out with them.",
            "{count} rows without an error of their own are left out with them.",
            of_rows,
        )
        return sentences(
            cases if self.cases else "",
            joined if self.joined else "",
            victims if self.victims else "",
            rows if of_rows else "",
            message("A missing row of a case would count as a no."),
            message("What is stored of them stays as it is.") if self.stored_stays else "",
        )

    @property
    def untold_in_words(self) -> str:
        """Return what may be missing because refused rows name no known case; "" if all do."""
        return _untold_wording(sum(self.untold.values())) if self.untold else ""


GROUP = "group"
CASE = "case_id"
# A network, a person or a joint award may span several cases. If one case is missing, a charge or
# payment in it would read as "no" in the others.
JOINING = ("network_id", "person_id", "joint_award_id")


class Origin(StrEnum):
    """Where rows come from: sent and readable, sent but not mapped, or stored and to be removed."""

    SENT = "sent"
    UNMAPPED = "unmapped"
    LEAVING = "leaving"


class RowSet(NamedTuple):
    """The rows of one table and origin.

    A group is all rows under one id: of a case, of a victim, or of what links cases, such as a
    person. `groups` has the columns `row index` (from 0) and `group`, a line for each group that a
    row belongs to. `refused` marks refused rows, `untold` those of them whose id leads to no case.
    """

    table: str
    origin: Origin
    groups: pl.DataFrame
    refused: pl.Series
    untold: pl.Series


def collect_row_sets(
    known: Known, unmapped: Mapping[str, Unmapped], leaving: Mapping[str, pl.DataFrame]
) -> Iterator[RowSet]:
    """Yield the rows of each table that belongs to cases, with their groups, parents first.

    `unmapped` are rows that a mapping could not read, `leaving` the keys of stored rows to be
    removed.
    """
    # By table, the groups of each key. Child rows belong to the groups of the key that they name.
    above: dict[str, pl.DataFrame] = {}
    for table in tables.RECORD_TABLES:
        if not parent_id_columns(table):
            continue
        stored = _stored_groups(table, known, leaving)
        stored_by_key = _by_key(table, stored, _groups(table, stored, above))
        by_key = [stored_by_key]
        for origin, frame, refused, unreadable in _rows(table, known, unmapped, leaving):
            groups = _groups(table, frame, above)
            if table.name in CASE_PARENTS.values():
                by_key.append(_by_key(table, frame, groups))
            groups = pl.concat([groups, _as_stored(table, frame, stored_by_key)])
            untold = refused & (unreadable | _leads_nowhere(table, frame, above))
            yield RowSet(table.name, origin, groups, refused, untold)
        above[table.name] = pl.concat(by_key).drop_nulls().unique()


def parent_id_columns(table: tables.Table) -> list[str]:
    """Return the id columns by which rows belong to groups (`RowSet`); some tables have none."""
    return [name for name in (*CASE_PARENTS, *JOINING) if name in table.c]


def _rows(
    table: tables.Table,
    known: Known,
    unmapped: Mapping[str, Unmapped],
    leaving: Mapping[str, pl.DataFrame],
) -> Iterator[tuple[Origin, pl.DataFrame, pl.Series, pl.Series]]:
    """Yield the rows by origin, which of them are refused, and which have an unreadable id."""
    if (rows := known.rows.get(table.name)) is not None:
        # A repeated row may be refused: its first copy is stored, so nothing is missing.
        yield Origin.SENT, rows.frame, rows.refused & ~rows.repeated, rows.unreadable
    if (left := unmapped.get(table.name)) is not None:
        refused = pl.repeat(value=True, n=left.ids.height, eager=True)
        yield Origin.UNMAPPED, left.ids, refused, left.unreadable
    if (gone := leaving.get(table.name)) is not None:
        none = pl.repeat(value=False, n=gone.height, eager=True)
        yield Origin.LEAVING, gone, none, none


def _stored_groups(
    table: tables.Table, known: Known, leaving: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Return the ids of stored rows if these can add groups to the rows sent; else no rows."""
    names = list(dict.fromkeys((*tables.key_of(table), *parent_id_columns(table))))
    touched = table.name in {*known.rows, *leaving, *CASE_PARENTS.values()}
    # Of a key of several columns the ids are a part.
    if touched and len(tables.key_of(table)) == 1:
        return known.stored(table.name, tuple(names), known.jurisdiction).select(
            pl.col(names).cast(pl.String)
        )
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _groups(
    table: tables.Table, frame: pl.DataFrame, above: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Return each row index with each group that its own ids and its parents belong to."""
    parts = [pl.DataFrame(schema={INDEX: pl.UInt32, GROUP: pl.String})]
    for name in parent_id_columns(table):
        if name not in frame.columns:
            continue
        named = _placed(frame, name)
        if (parent := CASE_PARENTS.get(name)) is not None and parent != table.name:
            parts.append(named.join(above[parent], on=name, how="inner").select(INDEX, GROUP))
        else:
            # Ids have no blanks, so that no two groups have one name.
            called = pl.concat_str(pl.lit(f"{name} "), pl.col(name)).alias(GROUP)
            parts.append(named.select(INDEX, called))
    return pl.concat(parts)


def _placed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the ids of a column that are not NULL, with their row indices."""
    return frame.select(pl.col(name).cast(pl.String)).with_row_index(INDEX).drop_nulls()


def _by_key(table: tables.Table, frame: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Return the key of each row, where it is one column, with the row's groups."""
    key = tables.key_of(table)[0]
    return _placed(frame, key).join(groups, on=INDEX, how="inner").select(key, GROUP)


def _as_stored(table: tables.Table, frame: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Return the groups of the stored rows with the same keys.

    A row that is stored in one case and sent in another belongs to both. If only one of the cases
    were left out, the row would be in both, or in neither.
    """
    key = tables.key_of(table)[0]
    return _placed(frame, key).join(stored, on=key, how="inner").select(INDEX, GROUP)


def _leads_nowhere(
    table: tables.Table, frame: pl.DataFrame, above: Mapping[str, pl.DataFrame]
) -> pl.Series:
    """Return whether an id for the case names no row sent or stored, or is blank but required."""
    nowhere = pl.repeat(value=False, n=frame.height, eager=True)
    for name, parent in CASE_PARENTS.items():
        if name not in table.c or name not in frame.columns:
            continue
        if columns.field_of(table.c[name]).required:
            nowhere |= frame[name].is_null()
        if parent != table.name:
            there = above[parent][name].implode()
            nowhere |= frame[name].is_not_null() & ~frame[name].is_in(there)
    return nowhere


def unmapped_rows_by_table(submission: Submission) -> dict[str, Unmapped]:
    """Return the ids of the rows that mappings could not read, joined by table.

    A text that is not a valid id becomes NULL, like an id that could not be read.
    """
    of_table = defaultdict[str, list[Unmapped]](list)
    for one in submission.unmapped:
        of_table[one.table].append(_typed_unmapped(one))
    return {
        name: Unmapped(
            name,
            parts[0].file,
            pl.concat([one.ids for one in parts], how="diagonal"),
            pl.concat([one.unreadable for one in parts]),
        )
        for name, parts in of_table.items()
    }


def _typed_unmapped(one: Unmapped) -> Unmapped:
    columns = tables.BY_NAME[one.table].c
    names = [name for name in one.ids.columns if name != ROW]
    ids = one.ids.select(
        ROW, *(parse_table.typed_value(columns[name]).alias(name) for name in names)
    )
    lost = pl.repeat(value=False, n=ids.height, eager=True)
    for name in names:
        if name in CASE_PARENTS:
            lost |= one.ids[name].is_not_null() & ids[name].is_null()
    return Unmapped(one.table, one.file, ids, one.unreadable | lost)


def statement_faults(known: Known, unmapped: Left) -> Iterator[findings.Finding]:
    """Yield an error for each table of STATEMENTS that has a refused row.

    All other rows depend on these tables, so no part of the submission can be stored without them.
    """
    for name, says in STATEMENTS.items():
        rows, left = known.rows.get(name), unmapped.get(name)
        sent = 0 if rows is None else int(rows.refused.sum())
        number = sent if left is None else sent + left.ids.height
        if number:
            wording = sentences(
                messages("{count} row was rejected.", "{count} rows were rejected.", number),
                says,
                message("Correct them first: no part of the import can be stored without them."),
            )
            yield findings.Finding(f"{name}.csv", "statement.refused", wording, occurrences=number)


def hold_back_cases(
    known: Known, unmapped: Left, leaving: Keys
) -> tuple[HeldBack, dict[str, pl.DataFrame]]:
    """Refuse all rows that share a group with a refused row, and say what is left out.

    Returns also `leaving` without stored rows of these groups, which are not removed. A missing row
    of a case counts as "no" or "none". If a fine is refused and the prison term is stored, the
    person would count as not fined.
    """
    of_cases = {table.name for table in tables.RECORD_TABLES if parent_id_columns(table)}
    refused = (rows.refused.any() for name, rows in known.rows.items() if name in of_cases)
    if not (any(refused) or of_cases & unmapped.keys()):
        return HeldBack(), dict(leaving)
    every = list(collect_row_sets(known, unmapped, leaving))
    lines = pl.concat(
        one.groups.with_columns(pl.lit(number, pl.UInt16).alias(ROW_SET))
        for number, one in enumerate(every)
    )
    first = (
        lines.join(_rows_of_sets(one.refused for one in every), on=ROW_OF_SET, how="semi")
        .select(GROUP)
        .unique()
    )
    out = _connected_groups(lines, first)
    held = lines.join(out, on=GROUP, how="semi").select(ROW_OF_SET).unique()
    staying = dict(leaving)
    for number, one in enumerate(every):
        at = held.filter(pl.col(ROW_SET) == number)[INDEX]
        if one.origin is Origin.SENT:
            rows = known.rows[one.table]
            rows.held = row_mask(rows, at) & ~rows.refused
            rows.refuse(rows.held)
        elif one.origin is Origin.LEAVING:
            keys = leaving[one.table].with_row_index(INDEX)
            staying[one.table] = keys.join(at.to_frame(), on=INDEX, how="anti").drop(INDEX)
    told = _count_held_back(every, lines, (first, out), known)
    return told, {name: keys for name, keys in staying.items() if keys.height}


def _rows_of_sets(truths: Iterable[pl.Series]) -> pl.DataFrame:
    """Return the rows where the mask is true, one mask for each row set in order."""
    return pl.concat(
        pl.DataFrame({INDEX: truth.arg_true().cast(pl.UInt32)}).with_columns(
            pl.lit(number, pl.UInt16).alias(ROW_SET)
        )
        for number, truth in enumerate(truths)
    )


def _connected_groups(lines: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Return the groups, with all groups that share a row with them, directly or through others."""
    while True:
        rows = lines.join(groups, on=GROUP, how="semi").select(ROW_OF_SET).unique()
        wider = lines.join(rows, on=ROW_OF_SET, how="semi").select(GROUP).unique()
        if wider.height == groups.height:
            return wider
        groups = wider


def _count_held_back(
    every: list[RowSet],
    lines: pl.DataFrame,
    groups: tuple[pl.DataFrame, pl.DataFrame],
    known: Known,
) -> HeldBack:
    """Count what is left out. `groups` are those of refused rows, and all that are left out."""
    own = [number for number, one in enumerate(every) if one.origin is not Origin.LEAVING]
    mine = lines.filter(pl.col(ROW_SET).is_in(own))
    is_case = pl.col(GROUP).str.starts_with(f"{CASE} ")
    cases = mine.filter(is_case).select(GROUP).unique()
    of_refused, out = (cases.join(one, on=GROUP, how="semi").height for one in groups)
    untold = lines.join(_rows_of_sets(one.untold for one in every), on=ROW_OF_SET, how="semi")
    untold_rows = Counter[str]()
    for one in every:
        untold_rows[one.table] += int(one.untold.sum())
    alone = (
        mine.filter(pl.col(GROUP).str.starts_with(f"{VICTIM} "))
        .join(mine.filter(is_case), on=ROW_OF_SET, how="anti")
        .join(untold, on=GROUP, how="anti")
    )
    return HeldBack(
        cases=out,
        of_cases=cases.height,
        joined=out - of_refused,
        victims=alone.join(groups[1], on=GROUP, how="semi")[GROUP].n_unique(),
        rows={name: int(rows.held.sum()) for name, rows in known.rows.items() if rows.held.any()},
        # Without the tables that have none.
        # A plain dict: `asdict` would count the items of a Counter.
        untold=dict(+untold_rows),
        stored_stays=not known.ids_by_row,
    )


def quarantine_remarks(held: HeldBack, source: str) -> Iterator[findings.Finding]:
    """Yield warnings on a partial import: on cases left out, and on rows whose case is unknown."""
    warning = findings.Severity.WARNING
    if held.whole:
        # Lists of batches count the cases left out by the rule HELD.
        rule, number = (HELD, held.cases) if held.cases else (VICTIMS_HELD, held.victims)
        yield findings.Finding(source, rule, held.in_words, warning, occurrences=number)
    for table, number in held.untold.items():
        yield findings.Finding(
            f"{table}.csv", UNTOLD, _untold_wording(number), warning, occurrences=number
        )


def _untold_wording(number: int) -> Message:
    return sentences(
        messages(
            "{count} rejected row belongs to a case that is not known: an id is blank, cannot be"
            " read, or was neither sent nor stored.",
            "{count} rejected rows belong to cases that are not known: an id is blank, cannot be"
            " read, or was neither sent nor stored.",
            number,
        ),
        message(
            "What is missing may count as a no in a case that is stored. Correct the ids first."
        ),
    )
