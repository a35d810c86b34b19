"""Prepare the figures of a report for a file: numbers as numbers, with a status if hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.words import NOT_RELEASED, PROTECTED
from metrics import catalogue, measure_kinds, results
from schemas.language import marked, t

Row = Mapping[str, Any]


class ColumnType(StrEnum):
    """The type of a column, as data packages (Frictionless) name it."""

    TEXT = "string"
    NUMBER = "number"
    WHOLE = "integer"


@dataclass(frozen=True)
class Column:
    """A column of the figures. `of_value`: its numbers are in the unit of the row's value."""

    name: str
    title: str
    meaning: str
    holds: ColumnType = ColumnType.TEXT
    of_value: bool = False


LOW_OR_HIGH = marked(
    "limit of the 95% confidence interval for random variation, in the unit of the value"
)
REGION = marked("the same limit, allowing for missing answers too")
COMPARED = marked(
    "limit of the 99% interval used in comparisons; blank where it is open or there is none"
)
COLUMNS = (
    Column("section", "Section", "section of the report"),
    Column("measure", "Measure", "code of the measure in the catalogue"),
    Column("title", "Title", "title of the measure"),
    Column("of", "Of", "what the measure counts"),
    Column("version", "Version", "version of its definition"),
    Column("kind", "Kind", "kind of measure"),
    Column("jurisdiction", "Jurisdiction", "code of the jurisdiction"),
    Column("place", "Place", "name of the jurisdiction, or of the office within it"),
    Column("period", "Period", "the year, or the chosen years"),
    Column("split_by", "Split by", "how the rows are split; blank where they are not"),
    Column("part", "Part", "the group that the row is for"),
    Column("value", "Value", "blank where no value may be shown", ColumnType.NUMBER, True),
    Column("unit", "Unit", "unit of the value; a share is from 0 to 1"),
    Column("low", "Interval from", LOW_OR_HIGH, ColumnType.NUMBER, True),
    Column("high", "Interval to", LOW_OR_HIGH, ColumnType.NUMBER, True),
    Column("region_low", "Interval with missing from", REGION, ColumnType.NUMBER, True),
    Column("region_high", "Interval with missing to", REGION, ColumnType.NUMBER, True),
    Column(
        "bound_low",
        "If missing were no",
        "the value if every missing answer were no",
        ColumnType.NUMBER,
        True,
    ),
    Column(
        "bound_high",
        "If missing were yes",
        "the value if every missing answer were yes",
        ColumnType.NUMBER,
        True,
    ),
    Column("numerator", "Numerator", "the number above the line, as counted", ColumnType.NUMBER),
    Column(
        "denominator",
        "n",
        "number of records with an answer, or what the numerator is divided by",
        ColumnType.NUMBER,
    ),
    Column("unknown", "Missing", "number of records without an answer", ColumnType.WHOLE),
    Column(
        "not_yet_due",
        "Too recent",
        "number of records that are too recent to count; never in a release",
        ColumnType.WHOLE,
    ),
    Column(
        "coverage",
        "Data available",
        "share of the records that have an answer, from 0 to 1",
        ColumnType.NUMBER,
    ),
    Column(
        "largest_share",
        "Largest case",
        "share of a sum that comes from its largest case, from 0 to 1; never in a release",
        ColumnType.NUMBER,
    ),
    Column("status", "Status", "why a value is shown or not, as a code"),
    Column("status_words", "Status in words", "the same in words"),
    Column("says", "In words", "the row as pages show it"),
    Column("verdict_low", "Comparison from", COMPARED, ColumnType.NUMBER, True),
    Column("verdict_high", "Comparison to", COMPARED, ColumnType.NUMBER, True),
)
# What rows of a release also say: a number that is not there has its reason in a column.
EFFECT, NOTE = "deff", "note"
NO_SUCH = "none"
PART_STATUS = marked("ok, <10, a status, or none where the measure has no such number")
OF_RELEASE = (
    Column(
        "value_below", "Less than", "all that is shown of such a value", ColumnType.NUMBER, True
    ),
    Column(
        "value_above", "More than", "all that is shown of such a value", ColumnType.NUMBER, True
    ),
    Column("numerator_status", "Status of numerator", PART_STATUS),
    Column("denominator_status", "Status of n", PART_STATUS),
    Column("unknown_status", "Status of missing", PART_STATUS),
    Column(
        EFFECT, "Design effect", "n is divided by this for the limits of a share", ColumnType.NUMBER
    ),
    Column("of_release", "Release", "release that the row comes from", ColumnType.WHOLE),
    Column(
        "refreshed",
        "Refreshed",
        "yes, or the release that the row is carried over from: few records changed since then, or"
        " all numbers together would tell too much",
    ),
    Column(NOTE, "Note", "what one of those concerned says about the figure, with role and day"),
)
YES = "yes"
# The 99% limits, by which a row is compared with others.
VERDICT = ("verdict_low", "verdict_high")
BY_NAME = {column.name: column for column in (*COLUMNS, *OF_RELEASE)}
# Fractions of 1, which a workbook shows as percent, as well as values with this unit.
SHARE = "share"
PARTS_OF_ONE = ("coverage", "largest_share")
TALLIED = ("numerator", "denominator", "unknown")
COUNTS = (*TALLIED, "not_yet_due")


@dataclass(frozen=True)
class SectionFacts:
    """The section, place, period and breakdown that all rows of a section share."""

    section: str
    place: str
    period: str
    split_by: str = ""


def build_figures(drawn: pd.DataFrame, about: SectionFacts) -> pd.DataFrame:
    """Return the rows as figures with COLUMNS, and OF_RELEASE for a release.

    `drawn` is a frame of `chart_rows.hide_by_status` with a column `label`, the name of the group.
    Durations are in months and stay so.
    """
    columns = (*COLUMNS, *OF_RELEASE) if results.OF_RELEASE in drawn else COLUMNS
    rows = [_figure(row, about) for row in drawn.to_dict("records")]
    figures = pd.DataFrame(rows, columns=[column.name for column in columns])
    numbers = [column.name for column in columns if column.holds is not ColumnType.TEXT]
    return figures.astype(dict.fromkeys(numbers, float))


def design_effects_text(figures: pd.DataFrame) -> str:
    """List the design effects used for the intervals, with their measures. Empty for records."""
    if EFFECT not in figures:
        return ""
    known = figures.dropna(subset=[EFFECT])
    by_effect = known.groupby(EFFECT)["measure"].unique()
    return "; ".join(
        t("{effect} for {measures}", effect=f"{effect:g}", measures=", ".join(ids))
        for effect, ids in by_effect.items()
    )


def _figure(row: Row, about: SectionFacts) -> dict[str, object]:
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
        "period": str(row["period"]) if str(row["period"]).isdigit() else about.period,
        "part": str(row["label"]) if about.split_by else "",
        "place": str(row["label"]) if about.split_by == "jurisdiction" else about.place,
        "unit": value_unit(row),
        "largest_share": row["largest_share"] if words.is_value_shown(row) else None,
        "status_words": t("Shown")
        if words.is_value_shown(row)
        else words.no_number_reason(row).words,
        **(_release_columns(row) if results.OF_RELEASE in row else {}),
    }


def _release_columns(row: Row) -> dict[str, object]:
    """Return the additional columns of a released figure."""
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
    """Return a code that says why a count of the row is shown or hidden."""
    if words.hides(row, name):
        return words.FEW
    if words.is_known_number(row[name]) and row["status"] != words.NOT_COLLECTED:
        return words.SHOWN
    is_there = row["status"] in (words.SHOWN, PROTECTED, words.TOO_FEW, words.BOUNDS_ONLY)
    return NO_SUCH if is_there else str(row["status"])


def value_unit(row: Row) -> str:
    """Return the unit of a row's value: `share`, `days`, a currency."""
    measure = catalogue.CATALOGUE[row["measure"]]
    unit = SHARE
    match measure:
        case _ if words.is_money(measure):
            unit = str(row.get("currency") or "money")
        case measure_kinds.Duration(shown_in=shown_in):
            unit = shown_in
        case measure_kinds.Median(value_unit=of_values):
            unit = of_values
        case measure_kinds.Rate(per=per):
            unit = f"per {per:,}"
        case measure_kinds.Count():
            unit = measure.unit_words
        case measure_kinds.FlowRatio(flow=measure_kinds.Flow.DISPOSITION):
            unit = "days"
    return unit
