"""Every chart: its columns, its look, and what it leaves out."""

import json
import tomllib
from typing import Any

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import theme
from tests.fixtures.surroundings import ROOT
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.chart_rows import SHOWN, TOO_FEW, UNKNOWN

SECRET = "not for the page"
YEARS = chart_rows.by_year(SHOWN, TOO_FEW, UNKNOWN)
PLACES = chart_rows.by_label(Avaria=SHOWN, Northmark=TOO_FEW, Zembla=UNKNOWN)
RUN = (
    chart_rows.in_stretch(SHOWN, TOO_FEW, TOO_FEW, UNKNOWN),
    chart_rows.medians((2018, 2022, 0.5)),
    chart_rows.marks((2018.2, "A Act", True), (2020.7, "B Unit", False)),
)
OFFICES = chart_rows.offices(Arlen=(20, 0.3, "inside"), Vessik=(80, 0.6, "far_above"))
SURE = PLACES.assign(sure_low=0.4, sure_high=0.7)
STEPS = pd.DataFrame(
    [
        ("Frozen", "own", 3e6, "EUR 3 m", 0.5, "50%", "5 of 10", "x"),
        ("Paid", "victims", None, "—", None, "—", "0 of 0", "x"),
    ],
    columns=[
        *("label", "role", "amount", "amount_label"),
        *("known_share", "known_label", "cases_label", "says"),
    ],
)
COMBINED = pd.DataFrame(
    [("exploitation", 41, "41", "Exploitation"), ("recruitment+exploitation", 14, "14", "x")],
    columns=["groups", "cases", "label", "says"],
)
GROUPS = pd.DataFrame(
    [("recruitment", "Recruitment", 0.3, "30%"), ("exploitation", "Exploitation", None, "—")],
    columns=["group", "label", "value", "value_label"],
)
CELLS = pd.DataFrame(
    [
        ("N01 More than one link", "2023", 0.9, "90", "known for 90%"),
        ("N02", "2024", 0.4, "40", "x"),
    ],
    columns=["label", "period", "coverage", "coverage_label", "says"],
)
WAYS = pd.DataFrame([("charged", 0, 0.0), ("charged", 1, 0.4)], columns=["way", "month", "share"])
ENDS = pd.DataFrame(
    [("charged", 0.4, 0.5, "Charged 40%", "x")], columns=["way", "share", "at", "label", "says"]
)
DRAWN = {
    "completeness": lambda: charts.completeness_grid(_more(CELLS)),
    "run": lambda: charts.run_chart(*map(_more, RUN), axis=charts.SHARE),
    "reach": lambda: charts.small_panel(_more(YEARS), axis=charts.SHARE),
    "counted": lambda: charts.counts_chart(*map(_more, RUN)),
    "funnel": lambda: charts.funnel_chart(_more(OFFICES), _more(chart_rows.LIMITS), unit="cases"),
    "intervals": lambda: charts.interval_chart(_more(PLACES), axis=charts.SHARE),
    "breakdown": lambda: charts.interval_chart(_more(PLACES), whole=0.5, axis=charts.SHARE),
    "parts": lambda: charts.shares_chart(_more(PLACES), axis=charts.SHARE),
    "compared": lambda: charts.jurisdictions_chart(
        _more(PLACES).assign(alike=True, before=0.4, before_says=""), median=0.5, axis=charts.SHARE
    ),
    "bounds_bar": lambda: charts.missing_data_chart(_more(SURE), axis=charts.SHARE),
    "cascade": lambda: charts.cascade_chart(_more(STEPS), known_header="amount known in"),
    "upset": lambda: charts.link_combinations_chart(_more(COMBINED), _more(GROUPS)),
    "leaving": lambda: charts.exits_chart(_more(WAYS), _more(ENDS), since="the charge"),
    "steps": lambda: charts.steps_chart(_more(PLACES), axis=charts.SHARE),
}


def _more(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(case_id=SECRET)


@pytest.fixture(params=DRAWN, ids=str)
def specification(request: pytest.FixtureRequest) -> dict[str, Any]:
    return DRAWN[request.param]().to_dict()


def test_only_listed_columns_reach_the_page(specification: dict[str, Any]) -> None:
    assert "case_id" not in chart_rows.columns_in_page(specification)


def test_every_field_exists(specification: dict[str, Any]) -> None:
    known = chart_rows.columns_in_page(specification)
    for layer in specification["layer"]:
        made = {
            name
            for step in layer.get("transform", [])
            for part in (step, *step.get("window", []), *step.get("joinaggregate", []))
            for name in ([part["as"]] if isinstance(part.get("as"), str) else part.get("as", []))
        } | {name for step in layer.get("transform", []) for name in step.get("flatten", [])}
        used = {
            one["field"] for _, one in chart_rows.encodings({"layer": [layer]}) if "field" in one
        }
        assert used <= known | made


def test_no_chart_has_a_legend_or_a_colour_of_its_own(specification: dict[str, Any]) -> None:
    for channel, definition in chart_rows.encodings(specification):
        if channel == "color":
            assert definition["legend"] is None
            assert definition["scale"]["domain"] == list(theme.ROLES)
    assert "#" not in str({key: value for key, value in specification.items() if key == "layer"})


def test_the_look_is_svg_in_the_colours_of_the_mode(specification: dict[str, Any]) -> None:
    light, dark = (
        theme.apply_theme(specification, "light"),
        theme.apply_theme(specification, "dark"),
    )
    assert light["usermeta"]["embedOptions"]["renderer"] == "svg"  # type: ignore[index]
    assert theme.LIGHT.own in str(light["config"])
    assert theme.DARK.own in str(dark["config"])
    assert {key: light[key] for key in specification if key in light and key != "config"} == {
        key: dark[key] for key in specification if key in dark and key != "config"
    }


@pytest.mark.parametrize("name", DRAWN)
def test_what_pages_draw_is_what_was_held_against_the_schema(name: str) -> None:
    drawn, held_against = charts.as_vega_lite(DRAWN[name]), DRAWN[name]().to_dict()
    # In the same order too.
    assert json.dumps(drawn) == json.dumps(held_against)


def test_the_colours_are_those_of_the_pages() -> None:
    colours = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]
    for mode, palette in theme.PALETTES.items():
        assert palette.ink == colours[mode]["textColor"]
        assert palette.muted == colours[mode]["grayColor"]
        assert palette.border == colours[mode]["borderColor"]
        assert palette.own == colours[mode]["blueColor"]
        assert palette.victims == colours[mode]["greenColor"]


def test_words_on_lines_have_the_page_under_them(specification: dict[str, Any]) -> None:
    marks = [layer["mark"] for layer in specification["layer"]]
    for above, under in zip(marks[1:], marks, strict=False):
        if "halo" in under.get("style", ""):
            assert under == above | {"style": [above["style"], "halo"], "aria": False}


def test_a_group_whose_share_is_not_shown_has_its_glyph_and_no_bar() -> None:
    specification = charts.link_combinations_chart(COMBINED, GROUPS).to_dict()
    (bar,) = [one for one in specification["layer"] if one["mark"].get("style") == "pale"]
    assert chart_rows.filters(bar) == ["isValid(datum.value)"]
    texts = [
        one["encoding"]["text"]["field"]
        for one in specification["layer"]
        if "text" in one["encoding"]
    ]
    assert "value_label" in texts


def test_steps_stand_in_order_on_a_scale_from_zero_to_the_largest() -> None:
    for steps, largest in ((STEPS, 3e6), (STEPS.assign(amount=None), 1)):
        specification = charts.cascade_chart(steps, known_header="known in").to_dict()
        labels = [one for one in chart_rows.domains(specification, "y") if one]
        assert {str(domain) for domain in labels} == {str(list(STEPS["label"]))}
        scales = {str(domain) for domain in chart_rows.domains(specification, "x")}
        assert scales == {f"[0, {largest}]"}


def test_an_unknown_amount_has_words_and_no_bar() -> None:
    specification = charts.cascade_chart(STEPS, known_header="known in").to_dict()
    bar, *rest = specification["layer"]
    assert chart_rows.filters(bar) == ["isValid(datum.amount)"]
    words = [one for one in rest if chart_rows.filters(one) == ["!isValid(datum.amount)"]]
    assert [one["encoding"]["text"]["field"] for one in words] == ["amount_label"]
