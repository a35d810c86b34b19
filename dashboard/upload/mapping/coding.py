"""How many cells of a field have a code, of the rows that are meant as far as can be counted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dashboard.upload.mapping.work import Target, Work, column_at, drafted, source_of
from seed.mapping import drafting, language


@dataclass(frozen=True)
class Coded:
    """The cells of a source column with codes: `mapped` have one, `hidden` are of values not shown.

    Of these are those that nothing is said of. `values` are those that are shown or typed in.
    `is_of_some`: a condition leaves out others' cells; None where rows cannot be counted, so that
    all cells are. `by_value` says how many cells have each value.
    """

    cells: int
    mapped: int
    values: int
    values_mapped: int
    hidden: int
    is_of_some: bool | None = False
    by_value: Mapping[str, int] = field(default_factory=dict, compare=False)


def coded(work: Work, rule: language.TableRule | None, target: Target) -> Coded | None:
    """How many cells of a column with codes have one; None where it has none.

    `rule` is what the profile says of the table, as far as it can be read.
    """
    column = column_at(work, target)
    if column is None or column.codes is None:
        return None
    source = source_of(work, target.place.file, column)
    if source is None:
        return None
    is_of_some: bool | None = rule is not None and drafting.leaves_out(rule, target.column)
    shown = dict(source.values.shown)
    counts: Mapping[str, int] = {**source.counts, **shown}
    cells = sum(source.counts.values()) or source.values.cells
    hidden_cells = source.values.hidden
    # Of several columns a cell is what the first filled one holds: row by row alone is it counted.
    if rule is not None and (is_of_some or column.pick):
        within = drafting.values_within(drafted(work, target.place.file), rule, target.column)
        is_of_some = None if within is None else is_of_some
        if within is not None:
            counts, cells, hidden_cells = within, sum(within.values()), 0
            shown = {value: within[value] for value in shown if value in within}
    with_code = drafting.coded(column, counts)
    hidden = {value: cells for value, cells in counts.items() if value not in shown}
    said = {*shown, *(value for value in column.codes if value in hidden)}
    return Coded(
        cells,
        sum(counts[value] for value in with_code),
        len(said),
        len(said & with_code),
        (sum(hidden.values()) or hidden_cells)
        - sum(cells for value, cells in hidden.items() if value in with_code),
        is_of_some,
        counts,
    )
