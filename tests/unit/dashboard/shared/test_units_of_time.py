"""A measure of time is told in one unit, wherever it stands and however long it takes."""

import pandas as pd
import pytest

from dashboard import charts, words
from dashboard.report import figures
from dashboard.shared import sparkline, tracks
from dashboard.shared.frames import moved, tables
from dashboard.shared.frames.chart_rows import obey_status
from dashboard.shared.peer_comparison import Middle
from metrics import catalogue, kinds, sentences
from tests.unit.dashboard.result_rows import frame, row

DURATIONS = {
    one.id: one.shown_in for one in catalogue.CATALOGUE.values() if isinstance(one, kinds.Duration)
}
SHORT, LONG = 12.0, 640.0


def plain(text: str) -> str:
    return text.replace(words.NO_BREAK, " ")


def waits(measure: str, value: float) -> dict[str, object]:
    ends = {"low": 0.8 * value, "high": 1.3 * value, "bound_low": None, "bound_high": None}
    return row(measure, "XAA", kind="Duration", value=value, **ends)


@pytest.mark.parametrize("measure", DURATIONS)
@pytest.mark.parametrize("value", [SHORT, LONG])
def test_a_duration_is_told_in_the_unit_that_it_declares(measure: str, value: float) -> None:
    unit, of = DURATIONS[measure], catalogue.CATALOGUE[measure]
    wait = waits(measure, value)
    told = plain(words.value(wait))
    assert told.endswith(f" {unit}")
    drawn = obey_status(frame(wait))
    [table] = tables.of_rows(drawn.assign(label="here"), "label", "Place").to_dict("records")
    assert plain(table["Value"]) == told
    # What is drawn, on an axis that names the unit, is what is written.
    assert float(told.split()[0]) == pytest.approx(drawn["value"].iloc[0], abs=0.5)
    assert charts.AXIS_OF_KIND[words.written_as(of)].title == unit
    assert figures.unit(wait) == unit
    sentence = sentences.sentence(wait, "Avaria", "2020-2024")
    other = {"days": "months", "months": "days"}[unit]
    assert f" {unit}" in sentence
    assert f" {other} " not in sentence
    interval = words.interval(wait).split(words.DASH)
    assert float(interval[0]) < float(told.split()[0]) < float(interval[1])


@pytest.mark.parametrize("measure", DURATIONS)
def test_a_track_and_a_line_say_the_same_unit(measure: str) -> None:
    peers = Middle(number=5, median=LONG, low=SHORT, high=LONG)
    track = tracks.draw_track(waits(measure, SHORT), peers)
    assert track.ends is not None
    assert track.ends[1].endswith(f" {DURATIONS[measure]}")
    years = [
        waits(measure, value) | {"period": str(2020 + place), "stretch": "0"}
        for place, value in enumerate((SHORT, LONG, SHORT))
    ]
    line = sparkline.of(pd.DataFrame(years))
    assert line is not None
    other = {"days": "months", "months": "days"}[DURATIONS[measure]]
    for spoken in (track.spoken, line.spoken):
        assert DURATIONS[measure] in spoken
        assert other not in spoken


def test_a_clearance_rate_is_heard_as_it_is_seen() -> None:
    """0.942 was said of what stands as 94 % on the screen."""
    cleared = row("P04", "XAA", kind="FlowRatio", value=0.942, low=None, high=None)
    peers = Middle(number=5, median=0.942, low=0.9, high=1.1)
    years = [cleared | {"period": str(2020 + place), "stretch": "0"} for place in range(3)]
    line = sparkline.of(pd.DataFrame(years))
    assert line is not None
    for spoken in (tracks.draw_track(cleared, peers).spoken, line.spoken):
        assert "94 %" in plain(spoken)
        assert "0.942" not in spoken


def test_files_for_people_have_the_unit_and_scripts_have_days() -> None:
    assert moved.figures.unit({"measure": "P05"}) == "months"
    assert words.per_drawn({"measure": "P05", "kind": "Duration"}) == words.DAYS_IN_MONTH
    assert words.per_drawn({"measure": "T03c", "kind": "Duration"}) == 1.0
