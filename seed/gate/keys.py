"""Keys: unique in a submission, their parents there or stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

import polars as pl

from schemas import findings, frames, tables
from seed.gate.table_rows import ROW, TableRows, at_rows

REFUSED = "parent refused"
INDEX = "row index"
# One row without its parent is a slip; that all are tells of files that were mixed.
FEWEST_OF_MIXED = 2


class StoredKeys(Protocol):
    """Reads columns, and `batch_id`, of the rows of a table that a jurisdiction has stored."""

    def __call__(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Known:
    """What is known of possible parents: the rows sent, and a way to what is stored.

    `unread` are tables whose file could not be read: nothing can be said of their children.
    `supersedes` are the batches that are replaced; with `updates` a row of any may be changed. With
    `ids_by_row` a stored row of the same id is another one: nothing of what is replaced stays.
    """

    rows: Mapping[str, TableRows]
    unread: frozenset[str]
    stored: StoredKeys
    jurisdiction: str
    supersedes: frozenset[int] = frozenset()
    updates: bool = False
    ids_by_row: bool = False
    is_mapped: bool = False

    def may_change(self) -> pl.Expr:
        """Whether a stored row, by its `batch_id`, may be changed by a row of the same key."""
        return pl.lit(value=True) if self.updates else self.is_replaced()

    def is_replaced(self) -> pl.Expr:
        """Whether a stored row, by its `batch_id`, leaves unless it is sent again."""
        return pl.col("batch_id").is_in(sorted(self.supersedes))

    def beside(self, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        """What is stored and not replaced: rows sent again are among `rows`, others leave."""
        stored = self.stored(table, columns, self.jurisdiction)
        return stored.filter(~self.is_replaced()) if self.supersedes else stored

    @property
    def alone(self) -> "Known":
        """Without what is replaced, where its ids are of other rows than the same ids here."""
        if not self.ids_by_row:
            return self
        return replace(self, stored=lambda table, names, _: self.beside(table, names))


def key_columns(rows: TableRows) -> list[str]:
    return list(tables.key_of(rows.table)) or ["jurisdiction"]


def duplicates(rows: TableRows) -> Iterator[findings.Finding]:
    """Refuse rows that share a key: all where they differ, else all but the first."""
    key = key_columns(rows)
    if rows.frame.select(key).n_unique() == rows.frame.height:
        return
    content = [c for c in frames.columns_of(rows.table) if c not in {ROW, *key}]
    same = (
        rows.frame.with_row_index(INDEX)
        .with_columns(pl.Series(REFUSED, rows.refused))
        .filter(~pl.col(REFUSED))
        .filter(pl.struct(key).is_duplicated())
        .with_columns(
            first=pl.col(INDEX).min().over(key),
            contents=pl.struct(content).n_unique().over(key),
        )
    )
    repeated = same.filter((pl.col("contents") > 1) | (pl.col(INDEX) != pl.col("first")))
    what = " and ".join(key)
    # Which of two that differ is right only the sender knows: to take the first would be a guess.
    for differing, wording in (
        (False, f"{what} is that of an earlier row with the same content. Send each row once."),
        (True, f"{what} is that of another row with other content. Keep the one that is right."),
    ):
        at = repeated.filter((pl.col("contents") > 1) == differing)[INDEX]
        repeating = mask(rows, at)
        finding = findings.Finding("", "id.duplicate", wording, column=key[0])
        yield from at_rows(rows, repeating, finding)
        rows.refuse(repeating)
        rows.repeated = rows.repeated if differing else repeating


def beside(
    rows: TableRows, known: Known, needed: list[str]
) -> tuple[list[pl.Series], list[findings.Finding]]:
    """The parents' columns in `needed` (`suspects.outcome`) for each row, and orphans' findings.

    Orphans and children of refused rows are refused.
    """
    orphans: list[findings.Finding] = []
    looked_up: list[pl.Series] = []
    for parent in tables.parents_of(rows.table):
        names = [name for name in needed if name.startswith(f"{parent.table}.")]
        joined = _look_up(rows, parent, known, [name.partition(".")[2] for name in names])
        if parent.table not in known.unread:
            orphans += _orphans(rows, parent, joined[REFUSED], known)
        looked_up.extend(joined.drop(REFUSED).get_columns())
    return looked_up, orphans


def _look_up(
    rows: TableRows, parent: tables.Parent, known: Known, names: list[str]
) -> pl.DataFrame:
    """The parent's columns for each row, and whether the parent is refused; NULL where it lacks."""
    key, own = list(parent.columns), rows.frame.select(parent.columns)
    types = {name: frames.type_of(tables.BY_NAME[parent.table].c[name]) for name in (*key, *names)}
    prefixed = {name: f"{parent.table}.{name}" for name in names}
    lookup = pl.DataFrame(schema=types | {REFUSED: pl.Boolean()})
    if (sent := known.rows.get(parent.table)) is not None:
        lookup = sent.frame.select(*types, pl.Series(REFUSED, sent.refused))
    joined = _joined(own, lookup, key)
    lacking = joined[REFUSED].is_null() & _filled(own)
    if lacking.any():
        columns = (*key, *names)
        stored = known.beside(parent.table, columns)
        if stored.height:
            stored = stored.select(pl.col(name).cast(kind) for name, kind in types.items())
            lookup = stored.with_columns(pl.lit(value=False).alias(REFUSED))
            from_stored = _joined(own, lookup, key)
            joined = joined.select(
                pl.when(lacking).then(from_stored[name]).otherwise(joined[name]).alias(name)
                for name in joined.columns
            )
    return joined.select(*names, REFUSED).rename(prefixed)


def _joined(own: pl.DataFrame, lookup: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    # A parent that is there twice is refused with a finding; here it must not double its children.
    if lookup.select(key).n_unique() != lookup.height:
        lookup = lookup.sort(REFUSED).unique(subset=key, keep="first", maintain_order=True)
    return own.join(lookup, on=key, how="left", maintain_order="left")


def _filled(own: pl.DataFrame) -> pl.Series:
    return own.select(pl.all_horizontal(pl.all().is_not_null())).to_series()


def _orphans(
    rows: TableRows, parent: tables.Parent, refused: pl.Series, known: Known
) -> Iterator[findings.Finding]:
    what = " and ".join(parent.columns)
    of_refused = refused.fill_null(value=False)
    wording = f"the row of {parent.table}.csv with this {what} is refused, and this one with it."
    # The fault is the parent's, and said of it: of the children it is only what follows.
    follows = findings.Severity.WARNING
    finding = findings.Finding("", "parent.refused", wording, follows, column=parent.columns[-1])
    yield from at_rows(rows, of_refused & ~rows.refused, finding)
    filled = _filled(rows.frame.select(parent.columns)) & ~rows.refused
    missing = filled & refused.is_null()
    rows.refuse(of_refused)
    rows.refuse(missing)
    if unread := _unread_parents(rows, parent, missing, known):
        yield from at_rows(rows, missing, _of_unread(parent, unread))
        return
    count = int(missing.sum())
    if count >= FEWEST_OF_MIXED and count == filled.sum():
        yield findings.Finding(
            rows.files[0],
            "parent.all_missing",
            _none_has_its_parent(parent, count, known),
            column=parent.columns[-1],
            occurrences=count,
        )
        return
    wording = (
        f"there is no row of {parent.table} with this {what}, {_sent_or_stored(known)}. Send it as"
        " well, or correct the id."
    )
    finding = findings.Finding("", "parent.missing", wording, column=parent.columns[-1])
    yield from at_rows(rows, missing, finding)


def _none_has_its_parent(parent: tables.Parent, count: int, known: Known) -> str:
    """Why, as far as it is told: files were mixed only where rows of both tables were sent."""
    name, what = parent.table, " and ".join(parent.columns)
    none = f"none of {count:,} rows has its {what} in {name}, {_sent_or_stored(known)}."
    sent = known.rows.get(name)
    if sent is not None and sent.frame.height:
        return f"these files do not belong together: {none} Were files of two exports mixed?"
    if not known.is_mapped:
        lacks = "was not sent" if sent is None else "has no row"
        return f"{name}.csv {lacks}, and {none} Send {name}.csv with its rows as well."
    if sent is not None:
        return (
            f"the mapping makes no row of {name}, and {none} Look at the conditions of its table."
        )
    return (
        f"no table of the mapping fills {name}, and {none} Add one to the mapping:"
        f" [tables.{name}], with from = the file that has them, and their {what}."
    )


def _sent_or_stored(known: Known) -> str:
    replaced = " by a batch that is not replaced" if known.supersedes else ""
    return f"sent or stored{replaced}"


def _unread_parents(
    rows: TableRows, parent: tables.Parent, missing: pl.Series, known: Known
) -> int:
    """How many parents were sent with a key that cannot be read, if all missing may be of them."""
    sent = known.rows.get(parent.table)
    if sent is None or not missing.any():
        return 0
    unread = sent.frame.height - int(_filled(sent.frame.select(parent.columns)).sum())
    lacking = rows.frame.select(parent.columns).filter(missing).n_unique()
    return unread if lacking <= unread else 0


def _of_unread(parent: tables.Parent, unread: int) -> findings.Finding:
    what = " and ".join(parent.columns)
    wording = (
        f"there is no row of {parent.table} with this {what}; but {parent.table}.csv has rows in"
        f" which it cannot be read ({unread:,}), and this row may belong to one of them. Correct"
        " those first."
    )
    # As of a refused parent: the fault is said where it stands.
    severity = findings.Severity.WARNING
    return findings.Finding("", "parent.unreadable", wording, severity, column=parent.columns[-1])


def mask(rows: TableRows, indices: pl.Series) -> pl.Series:
    """Truths over all rows, true at the indices."""
    at = pl.int_range(rows.frame.height, dtype=pl.UInt32, eager=True)
    return at.is_in(indices.implode()) if indices.len() else at < 0


def childless(known: Known) -> Iterator[findings.Finding]:
    """A warning on cases without a suspect or a victim, where these tables are sent."""
    if (cases := known.rows.get("cases")) is None:
        return
    for name in ("suspects", "victims"):
        if (children := known.rows.get(name)) is None:
            continue
        lone = cases.frame.join(children.frame, on="case_id", how="anti").height
        if lone:
            they = "1 case has" if lone == 1 else f"{lone:,} cases have"
            wording = f"{they} no row in {name}.csv. Each is counted as a case."
            yield findings.Finding(
                cases.files[0],
                f"cases.without_{name}",
                wording,
                findings.Severity.WARNING,
                column="case_id",
                occurrences=lone,
            )
