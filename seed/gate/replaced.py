"""What leaves because a submission replaces batches and lacks it, and when it may not leave."""

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from schemas import findings, frames, tables
from seed.gate.keys import Known
from seed.gate.table_rows import TableRows
from seed.gate.wholes import TELLING
from seed.submission import Unmapped

Keys = Mapping[str, pl.DataFrame]
Left = Mapping[str, Unmapped]


def lacking(known: Known, unmapped: Left) -> dict[str, pl.DataFrame]:
    """By table the keys, with `batch_id`, of the stored rows that leave.

    They are those of replaced batches whose key was not sent. A row that was sent and refused, by a
    mapping already or here, is not lacking: what is stored of it stays. Nothing is said of a table
    whose file is unreadable. Where ids are numbers of rows, a refused row keeps nothing: what is
    stored under its number is of another row.
    """
    if not known.supersedes:
        return {}
    leaving = {
        table.name: _lacking(table, known, unmapped.get(table.name))
        for table in tables.RECORD_TABLES
        if table.name not in known.unread
    }
    return {name: keys for name, keys in leaving.items() if keys.height}


def faults(
    known: Known, leaving: Keys, unmapped: Left, untold: Collection[str]
) -> Iterator[findings.Finding]:
    """Findings on what leaves: of tables not sent, beside unreadable keys, needed by what stays.

    `untold` are the tables with refused rows of which nobody can tell the case.
    """
    for name, keys in leaving.items():
        if name not in known.rows:
            yield _not_sent(name, keys.height)
        if known.ids_by_row:
            continue
        needed = _needed_to_tell(tables.BY_NAME[name], is_told=name not in untold)
        rows, left = known.rows.get(name), unmapped.get(name)
        unreadable = 0 if rows is None else _lacking_any(needed, rows.frame.filter(rows.refused))
        unreadable += 0 if left is None else _lacking_any(needed, left.ids)
        if unreadable:
            yield _untold(name, unreadable, keys.height)
    for table in tables.RECORD_TABLES:
        for parent in tables.parents_of(table):
            if parent.table in leaving:
                yield from _needed(table, parent, known, leaving)


def _lacking(table: tables.Table, known: Known, unmapped: Unmapped | None) -> pl.DataFrame:
    key = _key(table)
    stored = known.stored(table.name, tuple(key), known.jurisdiction).filter(known.is_replaced())
    rows = known.rows.get(table.name)
    sent = [] if rows is None else [rows.frame]
    if rows is not None and known.ids_by_row:
        sent = [rows.frame.filter(~rows.refused)]
    sent += [] if unmapped is None or {*key} - {*unmapped.ids.columns} else [unmapped.ids]
    if stored.is_empty() or not sent:
        return stored
    stored = _typed(stored, table, key)
    for frame in sent:
        stored = stored.join(frame, on=key, how="anti", nulls_equal=True)
    return stored


def _needed(
    table: tables.Table, parent: tables.Parent, known: Known, leaving: Keys
) -> Iterator[findings.Finding]:
    """An error where rows of `table` stay that belong to rows which leave.

    They are not taken out with them: what another batch brought was not said to be wrong.
    """
    key, own = _key(table), list(parent.columns)
    stored = known.stored(table.name, tuple(dict.fromkeys((*key, *own))), known.jurisdiction)
    staying = _typed(stored, table, sorted({*key, *own}))
    gone = [leaving.get(table.name), *_giving_way(known.rows.get(table.name))]
    for keys in gone:
        if keys is not None:
            staying = staying.join(keys, on=key, how="anti", nulls_equal=True)
    needing = staying.join(leaving[parent.table], on=own, how="semi")
    if needing.is_empty():
        return
    needed = leaving[parent.table].join(staying, on=own, how="semi").height
    batches = ", ".join(str(batch) for batch in sorted(needing["batch_id"].unique()))
    wording = (
        f"{needed:,} of its stored rows would leave, as this submission lacks them; but"
        f" {needing.height:,} stored rows of {table.name} that stay belong to them (of batch"
        f" {batches}). Send these rows of {parent.table} as well, or name batch {batches} as"
        f" superseded too; rows of {table.name} that are refused here are to be put right."
    )
    yield findings.Finding(
        f"{parent.table}.csv",
        "supersedes.needed",
        wording,
        column=own[-1],
        occurrences=needing.height,
    )


def _giving_way(rows: TableRows | None) -> list[pl.DataFrame | None]:
    """The keys of stored rows whose place is taken by rows that are not refused."""
    if rows is None:
        return []
    good = rows.frame.filter(~rows.refused)
    key = _key(rows.table)
    giving_way = [keys for keys in (rows.replaced, rows.kept) if keys is not None]
    return [keys.join(good, on=key, how="semi", nulls_equal=True) for keys in giving_way]


def _needed_to_tell(table: tables.Table, *, is_told: bool) -> list[str]:
    """The columns without which a refused row may be about any stored one: those of its key.

    Where the case of each is told, and is a part of the key, a row is about that case alone, and of
    that nothing leaves.
    """
    key = _key(table)
    return [name for name in key if is_told and name in TELLING] or key


def _lacking_any(names: list[str], refused: pl.DataFrame) -> int:
    """How many refused rows have a blank there: it may be a value, or what was not read."""
    there = [name for name in names if name in refused.columns]
    if len(there) < len(names):
        return refused.height
    return refused.filter(pl.any_horizontal(pl.col(there).is_null())).height


def _not_sent(name: str, number: int) -> findings.Finding:
    """What replaces a batch is the whole of what is held: a table leaves as a row does."""
    wording = (
        f"{_rows(number)} removed: this submission replaces batches that brought {name}, and has no"
        f" {name}.csv. If they are to stay, send {name}.csv as well, or send with updates, which"
        " removes nothing."
    )
    warning = findings.Severity.WARNING
    return findings.Finding(
        f"{name}.csv", "supersedes.table_missing", wording, warning, occurrences=number
    )


def _untold(name: str, unreadable: int, number: int) -> findings.Finding:
    what = " and ".join(_key(tables.METADATA.tables[name]))
    wording = (
        f"of {unreadable:,} refused rows {what} cannot be read or is blank: whether they are among"
        f" the {number:,} stored rows that this submission seems to lack, nobody can tell, so none"
        " is taken out. Put these rows right, or send with updates, which removes nothing."
    )
    column = _key(tables.METADATA.tables[name])[0]
    return findings.Finding(f"{name}.csv", "supersedes.key_unreadable", wording, column=column)


def _rows(number: int) -> str:
    return "1 stored row would be" if number == 1 else f"{number:,} stored rows would be"


def _key(table: tables.Table) -> list[str]:
    return list(tables.key_of(table)) or ["jurisdiction"]


def _typed(stored: pl.DataFrame, table: tables.Table, names: list[str]) -> pl.DataFrame:
    """The stored keys as rows on their way in have them."""
    return stored.with_columns(pl.col(n).cast(frames.type_of(table.c[n])) for n in names)
