"""How many, as a release tells it: of the chosen period, and each year as a bar."""

import pandas as pd

from dashboard import filters, words
from dashboard.each_row import each_row
from dashboard.overview.frames import volume
from dashboard.overview.views import count_card
from dashboard.shared import panel

Row = count_card.Row


def bars(by_year: pd.DataFrame, id_: str, broken: volume.Broken) -> list[count_card.Bar]:
    """A bar for each year that is told; what reads "<10" has none, and all of it alike."""
    rows = sorted(
        (row for row in each_row(by_year[by_year["measure"] == id_]) if _is_told(row)),
        key=lambda row: str(row["period"]),
    )
    tallest = max((row["value"] for row in rows if words.shown(row)), default=0) or 1
    first = min((int(row["period"]) for row in rows), default=0)
    return [
        count_card.Bar(
            str(row["period"]),
            words.value(row),
            round(100 * row["value"] / tallest, 1) if words.shown(row) else 0.0,
            row is rows[-1],
            (year := int(row["period"])) > first
            and count_card.parts(broken.get(id_, ()), year - 1, year),
        )
        for row in rows
    ]


def _is_told(row: Row) -> bool:
    return words.shown(row) or bool(words.coded(row))


def written(
    rows: pd.DataFrame, by_year: pd.DataFrame, choice: filters.Choice, broken: volume.Broken
) -> str:
    """The card; `rows` are those of the period and `by_year` of each year, of `count_card.IDS`.

    Nothing is said of a difference: those of two rounded counts are no count.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    told = {str(row["measure"]): row for row in each_row(here)}
    years = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    convicted = told[count_card.CONVICTIONS]
    unknown = words.tally(convicted, "unknown")
    nothing = {"undated": "", "change": "", "parted": "", "year_before": ""}
    context = {
        "year": choice.period,
        "recorded": True,
        "ended": True,
        "convicted": words.value(convicted),
        "in_doubt": unknown if unknown != "0" else "",
        "bars": bars(years, count_card.CONVICTIONS, broken),
        "before": [
            count_card.Volume(name, words.value(told[id_]), bars(years, id_, broken))
            for id_, name in count_card.BEFORE.items()
        ],
        "outcomes": [],
        "apart": [],
        "undecided": [],
    }
    return panel.html("count_card.html", context | nothing)
