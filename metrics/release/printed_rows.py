"""Compute the printed rows of a release from its rounded cells."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.counting_options import DEFAULTS
from metrics.measure import Measure
from metrics.measure_kinds import MONEY, Duration, Median, Rate
from metrics.release.exact_counts import (
    CAME_IN,
    EVENTS,
    KEYS,
    NO,
    PENDING,
    RESOLVED,
    SIDES,
    UNKNOWN,
    USED,
    WITHOUT,
    YES,
    parts_of,
)
from metrics.release.plan import MEASURES, PAID, SOURCES, Plan
from metrics.release.rounding import Columns, Numbers, Shown, is_spread, rounded_numbers
from metrics.results import CODES, FIRST, HIDDEN, LATER, Status

DAYS, OF_TWO_DIGITS = "days", (MONEY, "ratio")
WITHHELD = "withheld"
OF_ROW = KEYS[1:]
SIDE = ("above", "above_first", "above_second")
NUMBERS = (*FIRST, *LATER, *CODES)
SCHEMA = dict.fromkeys((*KEYS, "version", "kind", "unit"), pl.String) | {
    **dict.fromkeys(NUMBERS, pl.Float64),
    **dict.fromkeys((HIDDEN, "status"), pl.String),
}
NUMERATOR, DENOMINATOR = "numerator", "denominator"
# The counts of units in a row by kind of measure, with the parts that they consist of. Other kinds
# have sums of money there, or nothing. Such a number is withheld with its own parts, every other
# number with any part of the row.
COUNTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Count": {NUMERATOR: (YES,), UNKNOWN: (UNKNOWN,)},
    "Share": {NUMERATOR: (YES,), UNKNOWN: (UNKNOWN,), DENOMINATOR: (YES, NO)},
    "Amount": {UNKNOWN: (UNKNOWN, WITHOUT), DENOMINATOR: (USED,)},
    "AmountRatio": {UNKNOWN: (UNKNOWN,)},
    "Duration": {UNKNOWN: (UNKNOWN,), DENOMINATOR: (USED,)},
    "Median": {UNKNOWN: (UNKNOWN,), DENOMINATOR: (USED,)},
    "Rate": {NUMERATOR: (EVENTS,), UNKNOWN: (UNKNOWN,), DENOMINATOR: (USED,)},
    "FlowRatio": {
        NUMERATOR: (PENDING, RESOLVED),
        UNKNOWN: (UNKNOWN,),
        DENOMINATOR: (RESOLVED, CAME_IN),
    },
}


def with_withheld(cells: pl.DataFrame, withheld: Collection[str]) -> pl.DataFrame:
    """Return the cells with a column `withheld`; the numbers of withheld cells are blank."""
    is_withheld = pl.col("cell").is_in(sorted(withheld))
    return cells.with_columns(
        pl.when(~is_withheld).then("shown").alias("shown"), is_withheld.alias(WITHHELD)
    )


def print_rows(
    plan: Plan, rows: pl.DataFrame, cells: pl.DataFrame, effects: Mapping[str, float]
) -> pl.DataFrame:
    """Return the rows of a release: KEYS, `version`, `kind`, `unit`, NUMBERS, HIDDEN, `status`.

    `rows` are those of `Exact`; no exact count of them is used. `cells` have KEYS, `part`, `shown`
    (NULL if printed as "<10" or withheld) and `withheld`. `effects` are design effects by measure.
    """
    wide = _parts_as_columns(hide_deducible_sums(rows), cells)
    frames = [pl.DataFrame(schema=SCHEMA)]
    for (kind, names), measures in _measures_by_shape(plan).items():
        of_kind = wide.filter(pl.col("measure").is_in(measures))
        if not of_kind.is_empty():
            frames.append(
                _print_rows_of_kind(kind, names, of_kind, _row_traits(of_kind, plan, effects))
            )
    return pl.concat(frames).sort(KEYS)


def hide_deducible_sums(rows: pl.DataFrame) -> pl.DataFrame:
    """Hide sums of money (column `above`) from which another hidden sum could be calculated.

    The total of payments minus the shown payment sources gives the sum of the hidden sources. So
    this sum must be as spread over cases as a shown one. If some awards with known payments have no
    known amount, the two totals of payments differ by a few awards: then no source is shown.
    """
    of_sources = rows.filter(pl.col("measure").is_in(SOURCES))
    paid = rows.filter(measure=PAID).select(*OF_ROW, pl.col("above").alias("paid"))
    placed = of_sources.join(paid, on=OF_ROW, how="left")
    gone = [
        key
        for _, row in placed.group_by(OF_ROW, maintain_order=True)
        for key in _payment_sources_to_withhold(row)
    ]
    without = pl.DataFrame(gone, schema=dict.fromkeys(KEYS, pl.String), orient="row")
    marked = rows.join(
        without.with_columns(gone=pl.lit(value=True)), on=KEYS, how="left", maintain_order="left"
    )
    kept = pl.when(pl.col("gone").is_null()).then("above").alias("above")
    return marked.with_columns(kept).drop("gone")


def _payment_sources_to_withhold(row: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """Yield the keys of payment sources whose sums must not be shown; `row` has a line for each."""
    keys = row.select(KEYS).rows()
    whole, first, second = (row[name].fill_null(0).fill_nan(0).to_numpy() for name in SIDE)
    apart = (row["below"] - row["paid"]).abs().max()
    if apart is not None and float(apart) > 0:  # type: ignore[arg-type]
        yield from keys
        return
    hidden = (whole > 0) & ~is_spread(whole, first, second)
    while hidden.any() and not hidden.all():
        # One case may be the largest in each hidden source.
        rest = (np.array([of[hidden].sum()]) for of in (whole, first, second))
        if is_spread(*rest).all():
            break
        traits = np.flatnonzero(~hidden)
        # Hide the smallest next. Empty sources come first; they are not shown anyway.
        hidden[traits[np.argmin(whole[traits])]] = True
    yield from (key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden)


def _measures_by_shape(plan: Plan) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """Return groups of measures that are printed in the same way, by their kind and parts."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for id_ in plan.ids:
        measure = MEASURES[id_]
        names = tuple(part.name for part in parts_of(measure, DEFAULTS))
        groups.setdefault((measure.kind, names), []).append(id_)
    return groups


def _parts_as_columns(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with two columns per part: `y_<part>` its count, `w_<part>` if withheld."""
    of_parts = (
        cells.with_columns(part=pl.lit(f"{mark}_") + pl.col("part")).pivot(
            "part", index=KEYS, values=values
        )
        for mark, values in (("y", "shown"), ("w", WITHHELD))
    )
    withheld = cells.group_by(KEYS).agg(pl.col(WITHHELD).any())
    for frame in (*of_parts, withheld):
        rows = rows.join(frame, on=KEYS, how="left")
    return rows


def _row_traits(rows: pl.DataFrame, plan: Plan, effects: Mapping[str, float]) -> Columns:
    """Return the other numbers that rounding needs for each row, such as design effects."""
    measures = [MEASURES[id_] for id_ in rows["measure"]]
    of_measure = {
        "effect": [effects.get(measure.id, np.nan) for measure in measures],
        "per": [measure.per if isinstance(measure, Rate) else np.nan for measure in measures],
        "tens": [measure.id in plan.in_tens_of_days for measure in measures],
        "months": [
            _is_of_days(measure) and measure.id not in plan.in_tens_of_days for measure in measures
        ],
        "significant": [
            isinstance(measure, Median) and measure.value_unit in OF_TWO_DIGITS
            for measure in measures
        ],
        "least_coverage": [measure.least_coverage for measure in measures],
    }
    return {name: np.array(of, float) for name, of in of_measure.items()} | {
        name: _column_as_floats(rows, name) for name in SIDES
    }


def _is_of_days(measure: Measure) -> bool:
    of_days = isinstance(measure, Median) and measure.value_unit == DAYS
    return of_days or isinstance(measure, Duration)


def _print_rows_of_kind(
    kind: str, names: tuple[str, ...], rows: pl.DataFrame, traits: Columns
) -> pl.DataFrame:
    """Return the printed rows of measures of one kind, with hidden and withheld numbers blank."""
    parts = {name: Shown(_column_as_floats(rows, f"y_{name}")) for name in names}
    of_kind = rounded_numbers(kind, parts, traits)
    status = _row_status(rows, of_kind, traits["least_coverage"])
    silent = np.isin(status, [Status.NOT_COLLECTED, Status.NOT_YET_DUE])
    withheld = status == Status.WITHHELD
    missing = np.full(rows.height, np.nan)
    columns = {
        # A shown number stays if only another number of the row is withheld.
        name: np.where(
            silent | (withheld & _is_withheld(rows, COUNTS[kind].get(name, ()))),
            np.nan,
            of_kind.get(name, missing),
        )
        for name in NUMBERS
    }
    hides = {
        name: np.isnan(columns[name]) & ~silent & ~withheld
        for name in COUNTS[kind]
        if name in of_kind and (name != UNKNOWN or UNKNOWN in parts)
    }
    hidden = [
        ",".join(name for name, of in hides.items() if of[position])
        for position in range(rows.height)
    ]
    return _measure_columns(rows).with_columns(
        *(pl.Series(name, of, pl.Float64).fill_nan(None) for name, of in columns.items()),
        pl.Series(HIDDEN, hidden, pl.String),
        pl.Series("status", status, pl.String),
    )


def _is_withheld(rows: pl.DataFrame, made_of: Collection[str]) -> NDArray[np.bool_]:
    """Whether a part of a printed number is withheld; always True for numbers without parts."""
    marks = [f"w_{part}" for part in made_of if f"w_{part}" in rows.columns]
    if not made_of:
        return np.full(rows.height, fill_value=True)
    return rows.select(pl.any_horizontal(pl.lit(value=False), *marks).fill_null(value=False))[
        :, 0
    ].to_numpy()


def _measure_columns(rows: pl.DataFrame) -> pl.DataFrame:
    measures = [MEASURES[id_] for id_ in rows["measure"]]
    return rows.select(KEYS).with_columns(
        pl.Series("version", [measure.version for measure in measures], pl.String),
        pl.Series("kind", [measure.kind for measure in measures], pl.String),
        pl.Series("unit", [measure.unit_word for measure in measures], pl.String),
    )


def _row_status(rows: pl.DataFrame, of_kind: Columns, least_coverage: Numbers) -> NDArray[np.str_]:
    """Return the status of each row: the first one whose condition is met."""

    def column(name: str, otherwise: float) -> Numbers:
        return of_kind.get(name, np.full(rows.height, otherwise))

    coded = ~np.isnan(column("value_below", np.nan)) | ~np.isnan(column("value_above", np.nan))
    holds = (
        (Status.NOT_COLLECTED, rows["not_collected"].to_numpy()),
        (Status.NOT_YET_DUE, rows["not_yet_due"].to_numpy()),
        (Status.WITHHELD, rows[WITHHELD].fill_null(value=False).to_numpy()),
        (Status.TOO_FEW, column("few", 0) > 0),
        (Status.BOUNDS_ONLY, column("least_known", 1) < least_coverage),
        (Status.PROTECTED, coded | (column("below_ten", 0) > 0)),
    )
    conditions = [of for _, of in holds]
    return np.select(conditions, [one.value for one, _ in holds], Status.OK.value)


def _column_as_floats(rows: pl.DataFrame, name: str) -> Numbers:
    """Return a column as floats; all NaN if there is none."""
    if name not in rows.columns:
        return np.full(rows.height, np.nan)
    return rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
