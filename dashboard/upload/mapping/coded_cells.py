"""How many cells of a field have a code."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.upload.mapping.work import Target, Work, column_at, source_of, table_at
from seed.mapping import drafting


@dataclass(frozen=True)
class Coded:
    """The cells of a source column with codes: `mapped` have one, `hidden` are of values not shown.

    Of these are those that nothing is said of. `values` are those that are shown or typed in.
    `is_of_all`: a condition leaves out rows, and their cells are counted too. `by_value` says how
    many cells have each value.
    """

    cells: int
    mapped: int
    values: int
    values_mapped: int
    hidden: int
    is_of_all: bool = False
    by_value: Mapping[str, int] = field(default_factory=dict, compare=False)


def coded(work: Work, target: Target) -> Coded | None:
    """How many cells of a column with codes have one; None where it has none."""
    column = column_at(work, target)
    if column is None or column.codes is None:
        return None
    source = source_of(work, target.place.file, column)
    if source is None:
        return None
    shown = dict(source.values.shown)
    counts: Mapping[str, int] = {**source.counts, **shown}
    with_code = drafting.coded(column, counts)
    hidden = {value: cells for value, cells in counts.items() if value not in shown}
    said = {*shown, *(value for value in column.codes if value in hidden)}
    return Coded(
        sum(source.counts.values()) or source.values.cells,
        sum(counts[value] for value in with_code),
        len(said),
        len(said & with_code),
        (sum(hidden.values()) or source.values.hidden)
        - sum(cells for value, cells in hidden.items() if value in with_code),
        bool(table_at(work, target.place).where),
        counts,
    )
