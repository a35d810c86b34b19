"""Which values of a source column a choice has a code for, as the profile would find it."""

from collections.abc import Collection

import polars as pl

from seed.mapping.drafting.chosen import ChosenColumn
from seed.mapping.language.formats import is_number
from seed.mapping.language.profile import ColumnRule
from seed.mapping.reading.values import has_code

_CELL = "cell"


def coded(column: ChosenColumn, values: Collection[str]) -> frozenset[str]:
    """Those of the values that have a code: their own, by a pattern, or as numbers.

    Where a pattern is none, only the first count; that it is none is the profile's fault.
    """
    starts = sorted((float(n), code) for n, code in column.codes_from.items() if is_number(n))
    rule = ColumnRule(
        "",
        source=_CELL,
        codes=column.codes or {},
        codes_like=tuple(column.codes_like.items()),
        codes_from=tuple(starts),
        number=column.number,
    )
    cells = pl.Series(_CELL, list(values), dtype=pl.String)
    try:
        return frozenset(cells.to_frame().filter(has_code(rule, pl.col(_CELL)))[_CELL])
    except pl.exceptions.PolarsError:
        return frozenset(values) & frozenset(column.codes or {})
