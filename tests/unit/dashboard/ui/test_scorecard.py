"""The quality profile in lines, and its units of time."""

from dataclasses import replace

import pytest

from dashboard import charts, words
from dashboard.frames import figures, scale_positions, tables
from dashboard.frames.chart_rows import hide_by_status
from dashboard.frames.peer_comparison import Quartiles
from dashboard.frames.targets import Target
from dashboard.frames.yearly_figures import Progress
from dashboard.html_templates import render_template
from dashboard.query_params import OverviewView, ProfileOrder
from dashboard.ui import measure_table, scorecard
from dashboard.ui.filters import Choice
from metrics import catalogue, measure_kinds, result_sentences
from metrics.comparability import Periods
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import NO_YEARS, OTHERS, circle, frame, row

CHOICE = Choice("XAA", 2020, 2024)
COUNTED = row("C04i", "XAA", kind="Count", value=1024, low=None, high=None)


def with_others(measure: str, **own: object) -> list[dict[str, object]]:
    """The measure in XAA, and five others around 30%."""
    others = [
        row(measure, jurisdiction, value=value)
        for jurisdiction, value in zip(OTHERS, (0.2, 0.25, 0.3, 0.35, 0.4), strict=True)
    ]
    return [row(measure, "XAA", **own), *others]


def line(id_: str, *rows: dict[str, object]) -> scorecard.ProfileLine:
    """The line of one measure."""
    lines = scorecard.profile_lines(frame(*rows), NO_YEARS, circle(*OTHERS), CHOICE)
    return {each.id: each for each in lines}[id_]


def test_a_line_writes_value_interval_reading_and_coverage() -> None:
    found = line("N01", *with_others("N01"))
    below = f"44% to 63% · n{words.NO_BREAK}={words.NO_BREAK}100"
    assert (found.number, found.unit, found.below) == ("54", "%", below)
    said = (found.glyph, found.words, found.look)
    assert said == ("▲", "Better than other jurisdictions", "better")
    assert found.known.startswith("recorded for 95")
    assert found.href == "measure?j=XAA&from=2020&to=2024&m=N01"
    links = line("N04", row("N04", "XAA"))
    assert plain(links.known) == "recorded for 95% of links of cases"


def test_what_may_not_be_shown_says_how_many_or_what_is_possible_but_no_value() -> None:
    few = line("N01", row("N01", "XAA", status="too_few", numerator=3, denominator=7))
    assert (few.number, few.below, few.words) == ("too few", "3 of 7", "Too few cases")
    assert few.track.at is None
    unclear = row("N01", "XAA", status="bounds_only", bound_low=0.4, bound_high=0.75)
    bounds = line("N01", unclear)
    assert (bounds.number, bounds.unit) == ("40% to 75%", " possible")
    nothing = line("N01", row("N01", "XAB"))
    assert (nothing.words, nothing.below) == ("No cases to count", "")
    # Of a ratio of sums no counts are told.
    sums = {"status": "too_few", "numerator": 3e5, "denominator": 7e5}
    ratio = line("A03b", row("A03b", "XAA", kind="AmountRatio", **sums))
    assert (ratio.below, "shown" in ratio.known, "percentage" in ratio.known) == ("", False, False)


def test_a_share_stands_on_a_track_of_a_hundred() -> None:
    track = scale_positions.place_on_track(row("N01", "XAA"), Quartiles(0.5, 0.4, 0.6, 5))
    assert (track.low, track.at, track.high) == (44.0, 54.0, 63.0)
    assert (track.peer_low, track.peer_at, track.peer_high) == (40.0, 50.0, 60.0)
    assert track.ends is None
    assert "median of 5 others" in track.spoken


def test_a_duration_stands_on_its_own_track_of_whole_years_as_long_as_its_target() -> None:
    months = {"kind": "Duration", "value": 600, "low": 500, "high": None}
    track = scale_positions.place_on_track(row("P05", "XAA", **months), Quartiles(650, 600, 760, 5))
    assert (track.ends, track.high) == (("0", "36 months"), 100.0)
    brief = row("P05", "XAA", kind="Duration", value=300.0, low=250.0, high=350.0)
    track = scale_positions.place_on_track(brief, None, Target("P05", 800.0, "2027", "Plan"))
    assert (track.ends, track.target_at) == (("0", "36 months"), 73.0)


def test_a_value_beyond_the_track_ends_at_its_end_and_a_count_has_no_place_on_it() -> None:
    ratio = row("A03", "XAA", kind="AmountRatio", value=1.4, low=None, high=None)
    assert scale_positions.place_on_track(ratio, None).at == 100.0
    beside = scale_positions.place_on_track(
        COUNTED, Quartiles(900.0, 800.0, 1000.0, 5), Target("C04i", 9.0, "2027", "Plan")
    )
    assert (beside.at, beside.peer_at, beside.target_at, beside.has_end) == (None,) * 3 + (False,)
    assert "median of 5 others" in beside.spoken


def spark(*years: int, **changed: dict[str, object]) -> scorecard.Spark | None:
    """The line of these years; a year may be `changed`, as y2019."""
    rows = [
        row("N01", "XAA", period=str(year), stretch="0") | changed.get(f"y{year}", {})
        for year in years
    ]
    return scorecard.sparkline(rows)


def test_years_without_a_value_stay_gaps_and_a_year_between_them_is_a_point() -> None:
    gap = spark(*range(2016, 2023), y2019={"status": "too_few"})
    assert gap is not None
    assert (gap.path.count("M"), len(gap.single)) == (2, 0)
    alone = spark(2016, 2018, 2019)
    assert alone is not None
    assert len(alone.single) == 1
    # Two years make no line.
    assert spark(2016, 2017) is None
    assert spark() is None


def drawn(lines: list[scorecard.ProfileLine], **context: object) -> str:
    """The card of the lines."""
    told = dict.fromkeys(("untold", "more", "every", "fewer", "first", "uncompared"), "")
    told |= {"place": "<img src=x onerror=alert(1)>", "period": "2020", "methods": "methods"}
    told |= {"peers": 0, "compared": False, "targets": False, "broken": False, "notes": {}}
    told |= {"groups": scorecard.profile_groups(lines, ProfileOrder.EVERY), "orders": []}
    return render_template("scorecard.html", told | context)


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose profile it is has a name."""
    monkeypatch.setattr(scorecard.filters, "subject_name", lambda _: "Exampleland")


def page_of(
    lines: list[scorecard.ProfileLine], order: ProfileOrder, choice: Choice = CHOICE
) -> str:
    """The profile in an order, on one line."""
    return " ".join(scorecard.profile_html(lines, choice, OverviewView(order=order)).split())


def test_names_in_records_are_text_in_the_page() -> None:
    page = drawn(scorecard.profile_lines(frame(row("N01", "XAA")), NO_YEARS, circle(), CHOICE))
    assert "<img" not in page
    assert "Compared with other jurisdictions" not in page
    assert page.count("data-measure=") == len(scorecard.profile_ids(CHOICE))


@pytest.mark.usefixtures("named")
def test_no_more_others_are_counted_than_have_a_number() -> None:
    # One of six has nothing to show.
    rows = frame(*with_others("N01"), row("N01", "XAG", status="too_few"))
    lines = scorecard.profile_lines(rows, NO_YEARS, circle(*OTHERS, "XAG"), CHOICE)
    page = page_of(lines, ProfileOrder.EVERY)
    assert "Median and middle 50% of up to 5 other jurisdictions" in page


def test_too_few_is_said_of_years_only_where_something_is_counted() -> None:
    rows = frame(row("N01", "XAA"), row("R03", "XAA", status="not_collected", value=None))
    page = drawn(scorecard.profile_lines(rows, NO_YEARS, circle(), CHOICE))
    told = [one for one in page.split("data-measure=")[1:] if "Too few cases by year" in one]
    assert [one[1:4] for one in told] == ["N01"]


def test_a_target_is_a_pin_on_the_track_and_words_in_the_reading() -> None:
    rows, aims = frame(row("N01", "XAA")), {"N01": Target("N01", 0.7, "2022", "Plan")}
    by_year = frame(row("N01", "XAA", period="2022", stretch="0"))
    jurisdiction = scorecard.OfPlace(aims, {"N01": 2022})
    lines = scorecard.profile_lines(rows, by_year, circle(), CHOICE, jurisdiction)
    found = {line.id: line for line in lines}
    assert found["N01"].track.target_at == 70.0
    assert plain(found["N01"].track.spoken).endswith("target 70%")
    assert plain(found["N01"].target) == "Target not met: 70% by 2022"
    assert (found["N02"].track.target_at, found["N02"].target) == (None, "")
    page = drawn(lines, targets=True)
    assert page.count('class="target" style="--at: 70.0%"') == 1
    assert page.count("key-target") == 1
    without = drawn(scorecard.profile_lines(rows, NO_YEARS, circle(), CHOICE))
    assert ("target" in without, "Target" in without) == (False, False)


def test_families_are_groups_in_the_order_of_the_catalogue() -> None:
    rows = frame(row("N02", "XAA"), row("N01", "XAA"), row("P05", "XAA"))
    jurisdiction = scorecard.OfPlace({"N02": Target("N02", 0.9, "2027", "Plan")}, {"N02": 2024})
    by_year = frame(row("N02", "XAA", period="2024", stretch="0"))
    profile = scorecard.profile_lines(rows, by_year, circle(), CHOICE, jurisdiction)
    [whole] = scorecard.profile_groups(profile, ProfileOrder.EVERY)
    assert (whole.name, whole.lines) == ("", profile)
    found = scorecard.profile_groups(profile, ProfileOrder.FAMILY)
    assert (found[0].name, found[-1].name) == ("The chain and the network", "Proceedings")
    listed = sorted(line.id for group in found for line in group.lines)
    assert listed == sorted(scorecard.profile_ids(CHOICE))
    # Within a family the order is that of the whole.
    assert [line.id for line in found[0].lines[:2]] == ["N02", "N01"]
    page = drawn(profile, groups=found)
    assert page.count('scope="rowgroup"') == page.count("<tbody") == len(found)
    assert 'class="family"' not in page
    assert drawn(profile).count('class="family"') == len(profile)


def test_a_change_stands_among_the_years_with_the_years_it_is_of() -> None:
    spans = Periods((2018, 2020), (2021, 2023))
    low, high = row("N01", "XAA", value=0.2, low=0.1, high=0.3), row("N01", "XAA")
    changed = {"N01": Progress(spans, low, high), "N02": None}
    jurisdiction = scorecard.OfPlace(changed=changed)
    rows = frame(high, row("N02", "XAA"), row("N03", "XAA"))
    page = drawn(scorecard.profile_lines(rows, NO_YEARS, circle(), CHOICE, jurisdiction))
    assert '<i aria-hidden="true">↗</i> higher' in page
    assert "2021 to 2023 compared with 2018 to 2020" in page
    assert page.count("Not enough years of data for a trend") == 1


@pytest.mark.usefixtures("named")
def test_the_first_dozen_stands_and_the_rest_is_a_click_away() -> None:
    first, *_, last = scorecard.profile_ids(CHOICE)
    rows = frame(row(last, "XAA", kind="Duration"))
    profile = scorecard.profile_lines(rows, NO_YEARS, circle(), CHOICE)
    # What has a number stands before what has none.
    assert [line.id for line in profile[:2]] == [last, first]
    page = page_of(profile, ProfileOrder.ROOM)
    assert page.count("data-measure=") == scorecard.FIRST
    rest = len(profile) - scorecard.FIRST
    assert f'order=every" data-page>Show {rest} more measures' in page
    whole = page_of(profile, ProfileOrder.EVERY)
    assert whole.count("data-measure=") == len(profile)
    assert f"Show only the first {scorecard.FIRST} measures" in whole


@pytest.mark.usefixtures("named")
def test_what_names_no_form_is_not_told_under_one_and_named() -> None:
    of_form = replace(CHOICE, form="forced_labour")
    assert set(scorecard.profile_ids(CHOICE)) - set(scorecard.profile_ids(of_form)) == {"L02"}
    lines = scorecard.profile_lines(frame(row("N01", "XAA")), NO_YEARS, circle(), of_form)
    said = "not available by form of exploitation: Referrals"
    pages = [page_of(lines, ProfileOrder.EVERY, choice) for choice in (of_form, CHOICE)]
    assert [said in page for page in pages] == [True, False]


def test_a_table_of_counts_alone_has_no_track() -> None:
    def written(*rows: dict[str, object]) -> str:
        lines = [
            measure_table.MeasureLine(
                **vars(measure_table.measure_cells(one, None, CHOICE)), status="", why="", known=""
            )
            for one in rows
        ]
        return render_template("measure_table.html", {"lines": lines, "period": "", "notes": {}})

    counts = written(COUNTED)
    assert ('class="track"' in counts, "95% interval" in counts) == (False, False)
    assert written(COUNTED, row("N01", "XAA")).count('class="track"') == 2


DURATIONS = {
    one.id: one.shown_in
    for one in catalogue.CATALOGUE.values()
    if isinstance(one, measure_kinds.Duration)
}
SHORT, LONG = 12.0, 640.0


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
    drawn = hide_by_status(frame(wait))
    [table] = tables.rows_table(drawn.assign(label="here"), "Place").to_dict("records")
    assert plain(table["Value"]) == told
    # What is drawn, on an axis that names the unit, is what is written.
    assert float(told.split()[0]) == pytest.approx(drawn["value"].iloc[0], abs=0.5)
    assert charts.AXIS_OF_KIND[words.format_kind(of)].heading == unit
    assert figures.value_unit(wait) == unit
    sentence = result_sentences.result_sentence(wait, "Avaria", (2020, 2024))
    other = {"days": "months", "months": "days"}[unit]
    assert f" {unit}" in sentence
    assert f" {other} " not in sentence
    interval = words.interval(wait).split()[::2]
    assert float(interval[0]) < float(told.split()[0]) < float(interval[1])


@pytest.mark.parametrize("measure", DURATIONS)
def test_a_track_and_a_line_say_the_same_unit(measure: str) -> None:
    unit = DURATIONS[measure]
    track = scale_positions.place_on_track(waits(measure, SHORT), Quartiles(LONG, SHORT, LONG, 5))
    years = zip(range(2020, 2023), (SHORT, LONG, SHORT), strict=True)
    rows = [waits(measure, value) | {"period": str(year), "stretch": "0"} for year, value in years]
    line = scorecard.sparkline(rows)
    assert track.ends is not None
    assert line is not None
    assert track.ends[1].endswith(f" {unit}")
    other = {"days": "months", "months": "days"}[unit]
    for spoken in (track.spoken, line.spoken):
        assert (unit in spoken, other in spoken) == (True, False)


def test_a_clearance_rate_is_heard_as_it_is_seen() -> None:
    """0.942 was said of what stands as 94% on the screen."""
    cleared = row("P04", "XAA", kind="FlowRatio", value=0.942, low=None, high=None)
    years = [cleared | {"period": str(2020 + position), "stretch": "0"} for position in range(3)]
    line = scorecard.sparkline(years)
    assert line is not None
    track = scale_positions.place_on_track(cleared, Quartiles(0.942, 0.9, 1.1, 5))
    for spoken in (track.spoken, line.spoken):
        assert "94%" in plain(spoken)
        assert "0.942" not in spoken
