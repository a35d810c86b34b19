"""Prepare the figures of a report for a file: numbers as numbers, with a status if hidden."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.words import NOT_RELEASED, PROTECTED
from metrics import catalogue, kinds, results

Row = Mapping[str, Any]


class Holds(StrEnum):
    """The type of a column, as data packages (Frictionless) name it."""

    TEXT = "string"
    NUMBER = "number"
    WHOLE = "integer"


@dataclass(frozen=True)
class Column:
    """A column of the figures. `of_value` means that it has the unit of the value."""

    name: str
    title: str
    meaning: str
    holds: Holds = Holds.TEXT
    of_value: bool = False


VALUE_UNIT = "in the unit of the value"
COLUMNS = (
    Column("section", "Section", "the section of the report"),
    Column("measure", "Measure", "id of the measure in the catalogue"),
    Column("title", "Title", "title of the measure"),
    Column("of", "Of", "what the measure is told of"),
    Column("version", "Version", "version of its definition"),
    Column("kind", "Kind", "kind of measure"),
    Column("jurisdiction", "Jurisdiction", "id of the jurisdiction"),
    Column("place", "Place", "name of the jurisdiction, or of the office within it"),
    Column("period", "Period", "year, or the years that were asked for"),
    Column("split_by", "Split by", "what the rows are split by; blank where they are not"),
    Column("part", "Part", "the part that the row is of"),
    Column("value", "Value", "blank where the status lets no value stand", Holds.NUMBER, True),
    Column("unit", "Unit", "unit of the value; a share is a part of 1"),
    Column("low", "Interval from", f"95% interval, {VALUE_UNIT}", Holds.NUMBER, True),
    Column("high", "Interval to", f"95% interval, {VALUE_UNIT}", Holds.NUMBER, True),
    Column("region_low", "Region from", "with what is unknown allowed for", Holds.NUMBER, True),
    Column("region_high", "Region to", "with what is unknown allowed for", Holds.NUMBER, True),
    Column("bound_low", "If unknown were no", "if every unknown were no", Holds.NUMBER, True),
    Column("bound_high", "If unknown were yes", "if every unknown were yes", Holds.NUMBER, True),
    Column("numerator", "Numerator", "what stands above, as counted", Holds.NUMBER),
    Column("denominator", "n", "units with a known answer, or what is divided by", Holds.NUMBER),
    Column("unknown", "Unknown", "units of which the answer is not known", Holds.WHOLE),
    Column(
        "not_yet_due",
        "Not yet due",
        "units too young to be judged; of a release never told",
        Holds.WHOLE,
    ),
    Column("coverage", "Known for", "part of 1 of the units with a known answer", Holds.NUMBER),
    Column(
        "largest_share",
        "In one case",
        "part of a sum in its largest case; of a release never told",
        Holds.NUMBER,
    ),
    Column("status", "Status", "why a value is or is not shown, as a code"),
    Column("status_words", "Status in words", "the same in words"),
    Column("says", "In words", "the row as pages say it"),
    Column(
        "verdict_low",
        "Read from",
        "99%, by which the row is read beside others; blank where open or none",
        Holds.NUMBER,
        True,
    ),
    Column(
        "verdict_high",
        "Read to",
        "99%, by which the row is read beside others; blank where open or none",
        Holds.NUMBER,
        True,
    ),
)
# More columns for releases: the reason for a missing number is in a status column.
EFFECT, NOTE = "deff", "note"
NO_SUCH = "none"
PART_STATUS = f"ok, <10, a status, or {NO_SUCH} where the measure has no such number"
OF_RELEASE = (
    Column("value_below", "Less than", "all that is told of such a value", Holds.NUMBER, True),
    Column("value_above", "More than", "all that is told of such a value", Holds.NUMBER, True),
    Column("numerator_status", "Status of numerator", PART_STATUS),
    Column("denominator_status", "Status of n", PART_STATUS),
    Column("unknown_status", "Status of unknown", PART_STATUS),
    Column(EFFECT, "Design effect", "by it n is divided in the limits of a share", Holds.NUMBER),
    Column("of_release", "Release", "that the row is of; blank of none", Holds.WHOLE),
    Column(
        "refreshed",
        "Refreshed",
        "yes, or carried, of which release: few records changed since, or all would tell too much",
    ),
    Column(NOTE, "Note", "what one of those concerned says of the figure, by role and day"),
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
class About:
    """What all rows of a section have in common."""

    section: str
    place: str
    period: str
    split_by: str = ""


def build_figures(drawn: pd.DataFrame, about: About) -> pd.DataFrame:
    """Return the rows as figures with COLUMNS, and OF_RELEASE for a release.

    `drawn` is a frame of `chart_rows.obey_status` with a column `label`, the name of the group.
    Durations are in months and stay so.
    """
    columns = (*COLUMNS, *OF_RELEASE) if results.OF_RELEASE in drawn else COLUMNS
    rows = [_figure(row, about) for row in drawn.to_dict("records")]
    figures = pd.DataFrame(rows, columns=[column.name for column in columns])
    numbers = [column.name for column in columns if column.holds is not Holds.TEXT]
    return figures.astype(dict.fromkeys(numbers, float))


def design_effects(figures: pd.DataFrame) -> str:
    """List the design effects used for the intervals, with their measures. Empty for records."""
    if EFFECT not in figures:
        return ""
    known = figures.dropna(subset=[EFFECT])
    by_effect = known.groupby(EFFECT)["measure"].unique()
    return "; ".join(f"{effect:g} for {', '.join(ids)}" for effect, ids in by_effect.items())


def _figure(row: Row, about: About) -> dict[str, object]:
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
        # `low` and `high` of the row are the limits for comparisons, which are `region_low` and
        # `region_high` in a file.
        "low": row["chance_low"],
        "high": row["chance_high"],
        **counts,
        "title": measure.title,
        "of": measure.population,
        "version": measure.version,
        "period": str(row["period"]) if str(row["period"]).isdigit() else about.period,
        "part": str(row["label"]) if about.split_by else "",
        "place": str(row["label"]) if about.split_by == "jurisdiction" else about.place,
        "unit": value_unit(row),
        "largest_share": row["largest_share"] if words.shown(row) else None,
        "status_words": "Shown" if words.shown(row) else words.why_none(row).words,
        **(_release_columns(row) if results.OF_RELEASE in row else {}),
    }


def _release_columns(row: Row) -> dict[str, object]:
    """Return the additional columns of a released figure."""
    is_coded = bool(words.coded(row))
    # Values that are not released belong to no release.
    is_told = words.is_released(row) and row["status"] != NOT_RELEASED
    return {
        **{name: row[name] if is_coded else None for name in results.CODES},
        **{f"{name}_status": _part_status(row, name) for name in TALLIED},
        # Older releases still have it where the numerator is "<10".
        EFFECT: row[EFFECT] if is_told and not words.hides(row, "numerator") else None,
        "of_release": row[results.OF_RELEASE] if is_told else None,
        "refreshed": words.earlier(row) or (YES if is_told else ""),
        NOTE: "",
    }


def _part_status(row: Row, name: str) -> str:
    """Return a code that says why a count of the row is shown or hidden."""
    if words.hides(row, name):
        return words.FEW
    if words.known(row[name]) and row["status"] != words.NOT_COLLECTED:
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
        case kinds.Duration(shown_in=shown_in):
            unit = shown_in
        case kinds.Median(value_unit=of_values):
            unit = of_values
        case kinds.Rate(per=per):
            unit = f"per {words.count(per)}"
        case kinds.Count():
            unit = measure.unit_words
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            unit = "days"
    return unit
