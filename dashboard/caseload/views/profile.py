"""An office beside the other offices of its jurisdiction: the measures that its steps move."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard import data, filters, words
from dashboard.caseload.frames import offices as frames
from dashboard.caseload.views.offices import of_place
from dashboard.each_row import each_row
from dashboard.report import taken
from dashboard.shared import panel, scorecard, standing, take_away
from dashboard.shared.frames import said
from dashboard.shared.of_measure import in_files, offices
from dashboard.shared.of_measure import table as measure_table
from metrics import Measure, catalogue, results, worklist

TITLE, ALONE = "The office beside the others", "The office’s own figures"
FIRST = ("N01", "N02")
PROFILE = (*FIRST, *dict.fromkeys(step.measure for step in worklist.STEPS.values()))
NOTE = (
    "The measures that these steps move, over the cases of the period. Under ten, no share is "
    "shown: it would be chance."
)
PEERS_LATER = "Others' figures stand beside it only from releases; there is none yet."
NO_MEDIAN = "Of fewer than three others no median is taken."
# Peers are other jurisdictions: beside an office stand the others of its own.
BESIDE = standing.beside("the other offices")
Row = Mapping[str, Any]
ByMeasure = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Line(measure_table.Cells):
    """One measure of the office, written out."""

    glyph: str
    words: str
    why: str
    look: str
    known: str


def rows(choice: filters.Choice) -> pd.DataFrame:
    """The measures by office of the jurisdiction: the columns of `metrics.results.rows`, office."""
    return data.rows(PROFILE, by=("office",), years=choice.years, only=whole(choice))


def beside_others(measure: Measure, choice: filters.Choice) -> None:
    """Draw one measure of all offices, the chosen one told from the others."""
    by_office = data.rows((measure.id,), by=("office",), years=choice.years, only=whole(choice))
    of_all = data.rows((measure.id,), years=choice.years, only=whole(choice))
    offices.by_office(by_office, of_all, measure, choice)


def whole(choice: filters.Choice) -> results.Only:
    """The chosen jurisdiction with all its offices."""
    return (("jurisdiction", choice.jurisdiction), *choice.only)


def title(choice: filters.Choice) -> str:
    """What the card is called: who sees one office alone sees nobody beside it."""
    return ALONE if choice.office_alone else TITLE


def note(choice: filters.Choice) -> str:
    """Who stands beside the office, by name where they are few, and what is shown of it."""
    if choice.office_alone:
        return f"{PEERS_LATER} {NOTE}"
    here, place = of_place(choice), filters.options().jurisdictions[choice.jurisdiction]
    few = 0 < len(here.others(choice.office)) < standing.FEWEST_PEERS
    parts = [
        f"It stands {frames.beside(here, choice.office, place)}.",
        frames.named(here, choice.office),
        NO_MEDIAN if few else "",
        NOTE,
    ]
    return " ".join(part for part in parts if part)


def lines(by_office: pd.DataFrame, choice: filters.Choice) -> list[Line]:
    """The profile of the chosen office; its peers are the others that prosecute."""
    of_each = by_measure(by_office)
    return [
        _line(row_of(of_each, id_, choice), peers_of(of_each, id_, choice), choice)
        for id_ in PROFILE
    ]


def by_measure(by_office: pd.DataFrame) -> ByMeasure:
    """The rows of the offices by measure: frames of each would take longer than all the rest."""
    of_each: dict[str, list[Row]] = {}
    for row in each_row(by_office):
        of_each.setdefault(row["measure"], []).append(row)
    return of_each


def row_of(of_each: ByMeasure, measure: str, choice: filters.Choice) -> Row:
    """The row of the chosen office."""
    here = (row for row in of_each.get(measure, []) if row["office"] == choice.office)
    return next(here, None) or scorecard.nothing(catalogue.CATALOGUE[measure])


def peers_of(of_each: ByMeasure, measure: str, choice: filters.Choice) -> standing.Peers | None:
    """The other offices' median and middle half; None where they are fewer than three."""
    # Peers are told apart by place: here each office is one.
    placed = [{**row, "jurisdiction": row["office"]} for row in of_each.get(measure, [])]
    return standing.peers_of(placed, of_place(choice).others(choice.office))


def _line(row: Row, peers: standing.Peers | None, choice: filters.Choice) -> Line:
    of = catalogue.CATALOGUE[row["measure"]]
    shown = words.shown(row)
    reading = standing.reading(row, peers, of.direction)
    what = BESIDE[reading] if reading else standing.Said("", "", "plain")
    if not shown:
        what = standing.Said("", said.says(row), "absent")
    return Line(
        **vars(measure_table.cells(row, peers, choice)),
        glyph=what.glyph,
        words=what.words,
        why="" if shown else words.EXPLANATIONS.get(row["status"], ""),
        look=what.look,
        known=said.parts(row) if shown else "",
    )


def table(by_office: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the profile: value, interval, and the other offices' median and middle half."""
    written = lines(by_office, choice)
    context = {
        "lines": written,
        "office": filters.place(choice),
        "period": choice.period,
        "peers": any(line.track.peer_at is not None for line in written),
    }
    panel.show("office_profile.html", context, key="caseload.profile")
    take_away.card(files(by_office, choice), name="office_profile")


def files(by_office: pd.DataFrame, choice: filters.Choice) -> taken.Taken:
    """The measures of the chosen office, and in words where the others lie."""
    here = by_office[by_office["office"] == choice.office]
    own = in_files.of(title(choice), lambda: here, choice)

    def drawing() -> taken.Drawing:
        drawn = own.drawing()
        return drawn._replace(says=(*drawn.says, *_others(by_office, choice)))

    return replace(own, drawing=drawing)


def _others(by_office: pd.DataFrame, choice: filters.Choice) -> Iterator[str]:
    """The median and the middle half of the other offices, where they are enough for one."""
    of_each = by_measure(by_office)
    for id_ in PROFILE:
        if (peers := peers_of(of_each, id_, choice)) is not None:
            measure = catalogue.CATALOGUE[id_]
            median, low, high = (
                words.with_unit({"measure": id_}, words.number(words.written_as(measure), value))
                for value in (peers.median, peers.low, peers.high)
            )
            yield (
                f"{measure.title}: the median of {peers.number} other offices is {median}, their"
                f" middle half from {low} to {high}."
            )
