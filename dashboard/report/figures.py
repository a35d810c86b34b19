"""The figures of a section as a file holds them: numbers as numbers, a status wherever none is."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from metrics import catalogue, kinds

Row = Mapping[str, Any]


class Holds(StrEnum):
    """What a column holds, in the words of a data package."""

    TEXT = "string"
    NUMBER = "number"
    WHOLE = "integer"


@dataclass(frozen=True)
class Column:
    """A column of the figures; `of_value`: it is in the unit of the value."""

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
    Column("low", "Interval from", f"95 % interval, {VALUE_UNIT}", Holds.NUMBER, True),
    Column("high", "Interval to", f"95 % interval, {VALUE_UNIT}", Holds.NUMBER, True),
    Column("region_low", "Region from", "with what is unknown allowed for", Holds.NUMBER, True),
    Column("region_high", "Region to", "with what is unknown allowed for", Holds.NUMBER, True),
    Column("bound_low", "If unknown were no", "if every unknown were no", Holds.NUMBER, True),
    Column("bound_high", "If unknown were yes", "if every unknown were yes", Holds.NUMBER, True),
    Column("numerator", "Numerator", "what stands above, as counted", Holds.NUMBER),
    Column("denominator", "n", "units with a known answer, or what is divided by", Holds.NUMBER),
    Column("unknown", "Unknown", "units of which the answer is not known", Holds.WHOLE),
    Column("not_yet_due", "Not yet due", "units too young to be judged", Holds.WHOLE),
    Column("coverage", "Known for", "part of 1 of the units with a known answer", Holds.NUMBER),
    Column("largest_share", "In one case", "part of a sum in its largest case", Holds.NUMBER),
    Column("status", "Status", "why a value is or is not shown, as a code"),
    Column("status_words", "Status in words", "the same in words"),
    Column("says", "In words", "the row as pages say it"),
)
BY_NAME = {column.name: column for column in COLUMNS}
# Parts of 1, which a workbook shows as percent; so it does values whose unit this is.
SHARE = "share"
PARTS_OF_ONE = ("coverage", "largest_share")
COUNTS = ("numerator", "denominator", "unknown", "not_yet_due")


@dataclass(frozen=True)
class About:
    """What the rows of a section share."""

    section: str
    place: str
    period: str
    split_by: str = ""


def of(drawn: pd.DataFrame, about: About) -> pd.DataFrame:
    """The rows with COLUMNS, from a frame that was drawn (`shared.frames.said.obeying`).

    `drawn` also has `label`, the part; durations are in months there, and stay so.
    """
    rows = [_row(row, about) for row in each_row(drawn)]
    figures = pd.DataFrame(rows, columns=[column.name for column in COLUMNS])
    numbers = [column.name for column in COLUMNS if column.holds is not Holds.TEXT]
    return figures.astype(dict.fromkeys(numbers, float))


def _row(row: Row, about: About) -> dict[str, object]:
    measure = catalogue.CATALOGUE[row["measure"]]
    is_collected = row["status"] != words.NOT_COLLECTED
    # What is not recorded is not nothing.
    counts = {name: row[name] if is_collected else None for name in COUNTS}
    return {
        **vars(about),
        **{name: row[name] for name in ("measure", "kind", "jurisdiction", "status", "says")},
        **{name: row[name] for name in ("value", "region_low", "region_high")},
        **{name: row[name] for name in ("bound_low", "bound_high", "coverage")},
        # A row's `low` and `high` are those of a verdict; here the region says them.
        "low": row["chance_low"],
        "high": row["chance_high"],
        **counts,
        "title": measure.title,
        "of": measure.denominator_words,
        "version": measure.version,
        "period": str(row["period"]) if str(row["period"]).isdigit() else about.period,
        "part": str(row["label"]) if about.split_by else "",
        "place": str(row["label"]) if about.split_by == "jurisdiction" else about.place,
        "unit": unit(row),
        "largest_share": row["largest_share"] if words.shown(row) else None,
        "status_words": "Shown" if words.shown(row) else words.why_none(row).words,
    }


def unit(row: Row) -> str:
    """The unit of a row's value, in a word or two."""
    measure = catalogue.CATALOGUE[row["measure"]]
    unit = SHARE
    match measure:
        case _ if words.is_money(measure):
            unit = str(row.get("currency") or "money")
        case kinds.Duration():
            unit = "months"
        case kinds.Median(value_unit=of_values):
            unit = of_values
        case kinds.Rate(per=per):
            unit = f"per {words.count(per)}"
        case kinds.Count():
            unit = measure.unit_words
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            unit = "days"
    return unit
