"""An office beside the other offices of its jurisdiction: the measures that its steps move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import data, filters, words
from dashboard.caseload.frames import offices as frames
from dashboard.caseload.frames import room
from dashboard.caseload.frames import worklist as worklist_frames
from dashboard.caseload.views.offices import of_place
from dashboard.report import taken
from dashboard.shared import panel, peer_comparison, scorecard, take_away
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
BESIDE = peer_comparison.name_readings("the other offices")


Compared = Mapping[str, peer_comparison.Compared]


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
    few = 0 < len(here.others(choice.office)) < peer_comparison.FEWEST_OFFICES
    parts = [
        f"It stands {frames.beside(here, choice.office, place)}.",
        frames.named(here, choice.office),
        NO_MEDIAN if few else "",
        NOTE,
    ]
    return " ".join(part for part in parts if part)


def compare_with_offices(by_office: pd.DataFrame, choice: filters.Choice) -> Compared:
    """By measure the chosen office held against the others that prosecute; of `rows`."""
    found = peer_comparison.compare(_by_measure(by_office), _circle(choice))
    return {
        id_: found.get(id_)
        or peer_comparison.Compared(scorecard.nothing(catalogue.CATALOGUE[id_]), None, None)
        for id_ in PROFILE
    }


def _by_measure(by_office: pd.DataFrame) -> peer_comparison.ByMeasure:
    # The comparison identifies rows by their jurisdiction. Here each office takes that place.
    return peer_comparison.by_measure(by_office.assign(jurisdiction=by_office["office"]))


def _circle(choice: filters.Choice) -> peer_comparison.Circle:
    def rows_of(ids: tuple[str, ...], span: peer_comparison.Years) -> peer_comparison.ByMeasure:
        return _by_measure(data.rows(ids, by=("office",), years=span, only=whole(choice)))

    others = tuple(of_place(choice).others(choice.office))
    return peer_comparison.circle_of_office(choice, others, happened=data.events(), rows_of=rows_of)


def _line(compared: peer_comparison.Compared, uncompared: str, choice: filters.Choice) -> Line:
    row = compared.drawn
    shown = words.shown(row)
    what = peer_comparison.say(compared, BESIDE)
    if what.words == uncompared:
        what = replace(what, words="")
    if not shown:
        what = peer_comparison.Said("", words.row_text(row), "absent")
    return Line(
        **vars(measure_table.cells(row, compared.others_drawn, choice)),
        glyph=what.glyph,
        words=what.words,
        why="" if shown else words.explanation(row),
        look=what.look,
        known=words.row_parts(row) if shown else "",
    )


def table(by_office: pd.DataFrame, compared: Compared, choice: filters.Choice) -> None:
    """Draw the profile: value, interval, and the other offices' median and middle half."""
    uncompared = peer_comparison.most_alike(compared.values())
    lines = [_line(one, uncompared, choice) for one in compared.values()]
    context = {
        "lines": lines,
        "uncompared": uncompared,
        "office": filters.place(choice),
        "period": choice.period,
        "peers": any(line.track.peer_at is not None for line in lines),
    }
    panel.show("office_profile.html", context, key="caseload.profile")
    take_away.card(_files(by_office, compared, choice), name="office_profile")


def _files(by_office: pd.DataFrame, compared: Compared, choice: filters.Choice) -> taken.Taken:
    """The measures of the chosen office, and in words where the others lie."""
    here = by_office[by_office["office"] == choice.office]
    own = in_files.of(title(choice), lambda: here, choice)

    def drawing() -> taken.Drawing:
        drawn = own.drawing()
        return drawn._replace(says=(*drawn.says, *_write_others(compared)))

    return replace(own, drawing=drawing)


def _write_others(compared: Compared) -> Iterator[str]:
    """The median and the middle half of the other offices, where they are enough for one."""
    for id_, one in compared.items():
        if (peers := one.others) is not None:
            measure = catalogue.CATALOGUE[id_]
            median, low, high = (
                words.with_unit({"measure": id_}, words.number(words.written_as(measure), value))
                for value in (peers.median, peers.low, peers.high)
            )
            years = f", {words.period(*one.years)}" if one.years else ""
            yield (
                f"{measure.title}{years}: the median of {peers.number} other offices is {median},"
                f" their middle half from {low} to {high}."
            )


def rooms_of_steps(
    compared: Compared, load: worklist.Caseload, choice: filters.Choice
) -> Mapping[str, room.Room]:
    """By step what it could move: the office's share beside the median of the other offices.

    Steps without a share to show, or anything to hold it against, are left out.

    `compared` is what `compare_with_offices` returns.
    """
    counted = data.counted_as_no(choice.jurisdiction, choice.office, choice.years)
    of_step = {str(step): frozenset(of["case_id"]) for step, of in counted.groupby("step")}
    possible = worklist_frames.possible_in(load)
    found = {
        id_: room.room(
            compared[step.measure],
            choice.period,
            possible.get(id_, frozenset()),
            of_step.get(id_, frozenset()),
        )
        for id_, step in worklist.STEPS.items()
    }
    return {id_: one for id_, one in found.items() if one is not None}
