"""Prepare the figures of a report for a file: numbers, or a status that says why one is hidden."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from dashboard import words
from dashboard.data_dictionary import (
    COLUMNS,
    COMPARISON,
    EFFECT,
    NO_SUCH,
    NOTE,
    OF_RELEASE,
    UNITS,
    Column,
)
from dashboard.frames import peer_comparison
from dashboard.frames import yearly_figures as frames_years
from dashboard.frames.peer_comparison import Compared
from dashboard.frames.yearly_figures import Progress
from dashboard.words import NOT_RELEASED, PROTECTED
from metrics import Measure, catalogue, measure_kinds, results
from schemas.language import t

Row = Mapping[str, Any]


YES = "yes"
# The 99% limits, by which a row is compared with others.
VERDICT = ("verdict_low", "verdict_high")
SHARE = "share"
TALLIED = ("numerator", "denominator", "unknown")
COUNTS = (*TALLIED, "not_yet_due")


@dataclass(frozen=True)
class SectionFacts:
    """The section, place, period and breakdown that all rows of a section share."""

    section: str
    place: str
    period: str
    split_by: str = ""


@dataclass(frozen=True)
class Beside:
    """Comparisons of a jurisdiction's figures by measure: with peers, and with earlier years."""

    compared: Mapping[str, Compared] = field(default_factory=dict)
    changed: Mapping[str, Progress | None] = field(default_factory=dict)


NOTHING_BESIDE = Beside()


def figure_columns(*, is_of_release: bool) -> tuple[Column, ...]:
    """Return the columns of figures, in the order of files."""
    return (*COLUMNS, *(OF_RELEASE if is_of_release else ()), *UNITS, *COMPARISON)


def build_figures(
    drawn: pd.DataFrame, about: SectionFacts, beside: Beside = NOTHING_BESIDE
) -> pd.DataFrame:
    """Return the rows as figures with the columns of `figure_columns`.

    `drawn` is a frame of `chart_rows.hide_by_status` with a column `label`, the name of the group.
    Durations are already in the unit of charts. `beside` is about these rows, one per measure.
    """
    columns = figure_columns(is_of_release=results.OF_RELEASE in drawn)
    rows = [_figure_columns(row, about, beside) for row in results.row_dicts(drawn)]
    # A frame of dicts, converted afterwards, takes three times as long.
    return pd.DataFrame(
        {
            column.name: np.array([row.get(column.name) for row in rows], float)
            if column.is_number
            else [row.get(column.name, np.nan) for row in rows]
            for column in columns
        }
    )


def design_effects_text(figures: pd.DataFrame) -> str:
    """Return the design effects used for intervals, with their measures; empty for records."""
    if EFFECT not in figures:
        return ""
    known = figures.dropna(subset=[EFFECT])
    by_effect = known.groupby(EFFECT)["measure"].unique()
    return "; ".join(
        t("{effect} for {measures}", effect=f"{effect:g}", measures=", ".join(ids))
        for effect, ids in by_effect.items()
    )


def _figure_columns(row: Row, about: SectionFacts, beside: Beside) -> dict[str, object]:
    """Return the columns of one figure, from a row as a chart shows it."""
    measure = catalogue.CATALOGUE[row["measure"]]
    is_collected = row["status"] != words.NOT_COLLECTED
    # Not collected is not 0, so the counts are blank.
    counts = {name: row[name] if is_collected else None for name in COUNTS}
    return {
        **vars(about),
        **{name: row[name] for name in ("measure", "kind", "jurisdiction", "status", "says")},
        **{name: row[name] for name in ("value", "region_low", "region_high")},
        **{name: row[name] for name in ("bound_low", "bound_high", "coverage")},
        **{name: row.get(name) for name in VERDICT},
        # A row's `low` and `high` are those of a verdict; here the region has them.
        "low": row["chance_low"],
        "high": row["chance_high"],
        **counts,
        "title": t(measure.title),
        "of": t(measure.population),
        "version": measure.version,
        "period": str(row["period"])
        if str(row["period"]).isdigit()
        else words.period_code(about.period),
        "part": str(row["label"]) if about.split_by else "",
        "place": str(row["label"]) if about.split_by == "jurisdiction" else about.place,
        "unit": value_unit(row),
        "largest_share": row["largest_share"] if words.is_value_shown(row) else None,
        "status_words": t("Shown")
        if words.is_value_shown(row)
        else words.no_number_reason(row).words,
        **(_release_columns(row) if results.OF_RELEASE in row else {}),
        "value_unit": value_code(measure, row.get("currency"), drawn=True),
        "count_unit": measure.unit_word,
        "part_code": _part_code(row, about.split_by),
        **_comparison_columns(beside.compared.get(measure.id), about.period, row),
        **_change_columns(beside.changed.get(measure.id)),
    }


def _part_code(row: Row, split_by: str) -> str:
    """Return the code of the row's group, year or jurisdiction; empty if nothing is split."""
    if not split_by:
        return ""
    names = {"year": "period", "jurisdiction": "jurisdiction"}
    return str(row.get(names.get(split_by, "group"), ""))


def _comparison_columns(compared: Compared | None, period: str, row: Row) -> dict[str, object]:
    """Return the columns on the comparison with other jurisdictions. `period` is the row's.

    The median is in the unit of the value. If `compared` is None, the row itself may have a result
    as `reading`, or the rules that differ as `otherwise`.
    """
    if compared is None:
        rules = row.get("otherwise")
        said = t("Not comparable: {rule}", rule=rules) if rules else row.get("reading", "")
        return {"verdict": "", "verdict_words": said, "verdict_period": ""}
    columns: dict[str, object] = {
        "verdict": compared.reading.value if compared.reading else "",
        "verdict_words": peer_comparison.reading_words(compared),
        "verdict_period": "",
    }
    if (others := compared.others) is None:
        return columns
    per_drawn = words.chart_divisor(compared.row)
    years = words.period(*compared.years) if compared.years else period
    return columns | {
        "others_median": others.median / per_drawn,
        "others_low": others.low / per_drawn,
        "others_high": others.high / per_drawn,
        "others_number": others.number,
        "verdict_period": words.period_code(years),
        "verdict_value": _value_of(compared.row),
    }


def _change_columns(progress: Progress | None) -> dict[str, object]:
    """Return the columns on the change over time, with both values in the unit of the value."""
    said = frames_years.progress_cell(progress) if progress else frames_years.NO_PROGRESS
    columns: dict[str, object] = {
        "change": progress.change.replace(" ", "_") if progress and progress.change else "",
        "change_words": said.word or said.years,
    }
    for name, position in (("earlier", 0), ("later", 1)):
        span = progress.periods[position] if progress else None
        columns[f"{name}_period"] = words.period_code(words.period(*span)) if span else ""
        columns[f"{name}_value"] = _value_of(getattr(progress, name)) if progress else None
    return columns


def _value_of(row: Row) -> float | None:
    """Return the value of a row in the unit that is shown, or None if it may not be shown."""
    return row["value"] / words.chart_divisor(row) if words.is_value_shown(row) else None


def _release_columns(row: Row) -> dict[str, object]:
    """Return the columns that only a released figure has."""
    is_coded = bool(words.protected_value_text(row))
    # Values that are not released belong to no release.
    is_told = words.is_released(row) and row["status"] != NOT_RELEASED
    return {
        **{name: row[name] if is_coded else None for name in results.CODES},
        **{f"{name}_status": _part_status(row, name) for name in TALLIED},
        # Older releases still have it where the numerator is "<10".
        EFFECT: row[EFFECT] if is_told and not words.hides(row, "numerator") else None,
        "of_release": row[results.OF_RELEASE] if is_told else None,
        "refreshed": words.earlier_value_text(row) or (YES if is_told else ""),
        NOTE: "",
    }


def _part_status(row: Row, name: str) -> str:
    """Return a code that says why the count in column `name` is shown or hidden."""
    if words.hides(row, name):
        return words.FEW
    if words.is_known_number(row[name]) and row["status"] != words.NOT_COLLECTED:
        return words.SHOWN
    is_there = row["status"] in (words.SHOWN, PROTECTED, words.TOO_FEW, words.BOUNDS_ONLY)
    return NO_SUCH if is_there else str(row["status"])


def value_code(measure: Measure, currency: object, *, drawn: bool) -> str:
    """Return the unit of a measure's values as a code: `share`, `days`, `months`, `EUR`.

    Durations are counted in days; `drawn` if they are already in the unit of charts and files.
    """
    unit = SHARE
    match measure:
        case _ if words.is_money(measure):
            unit = str(currency or measure_kinds.MONEY)
        case measure_kinds.Duration(shown_in=shown_in):
            unit = shown_in if drawn else measure_kinds.DAYS
        case measure_kinds.Median(value_unit=of_values):
            unit = of_values
        case measure_kinds.Rate(per=per):
            unit = f"per_{per}"
        case measure_kinds.Count():
            unit = measure.unit_word
        case measure_kinds.FlowRatio(flow=measure_kinds.Flow.DISPOSITION):
            unit = measure_kinds.DAYS
    return unit


def value_unit(row: Row) -> str:
    """Return the unit of a row's value in words: `share`, `days`, `people`, a currency."""
    measure = catalogue.CATALOGUE[row["measure"]]
    match measure:
        case measure_kinds.Rate(per=per):
            return f"per {per:,}"
        case measure_kinds.Count():
            return measure.unit_words
    return value_code(measure, row.get("currency"), drawn=True)
