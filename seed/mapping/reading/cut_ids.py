"""Ids whose number is lacking: a prefix that others of the column go on from, and nothing more."""

from collections.abc import Iterator

import polars as pl

from schemas import columns, findings
from seed.mapping.language.profile import ColumnRule, TableRule
from seed.mapping.language.targets import FIELDS
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted
from seed.mapping.reading.values import made_name

_END = r"[-_./:]$"
# All up to the last of these signs behind which something stands.
_PREFIX = r"^(.*[-_./:])[^-_./:]+$"


def cut_short(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[findings.Finding]:
    """A warning per column with ids such as TGI- beside TGI-02: all of them would be one."""
    for column in rule.columns:
        if FIELDS[rule.table][column.target].kind is not columns.Kind.ID or not column.named:
            continue
        ids = pl.col(made_name(column))
        ends = rows.filter(ids.str.contains(_END))
        if ends.is_empty():
            continue
        prefixes = rows.select(ids.str.extract(_PREFIX)).to_series().drop_nulls().unique()
        cut = ends.filter(ids.is_in(prefixes.implode()))[ROW].unique(maintain_order=True)
        wording = (
            f"{cut.len():,} rows have an id here that ends where others of the column have a number"
            f" or a name, so that {rule.table}.{column.target} would be the same in all of them."
            f"{_how(column)}"
        )
        yield from counted(file, "mapping.cut_id", ", ".join(sorted(column.named)), cut, wording)


def _how(column: ColumnRule) -> str:
    if column.compose is not None:
        return " Take what may be blank out of the brackets, or fill the source."
    return " Name such cells in [missing], or fill the source."
