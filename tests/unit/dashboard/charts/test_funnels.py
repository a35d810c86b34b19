"""The funnel: exact limits as lines with their words, standing as a shape, one office chosen."""

import itertools
from typing import Any

import pytest

from dashboard import charts
from dashboard.charts import funnels
from tests.unit.dashboard import chart_rows

OFFICES = chart_rows.offices(
    Arlen=(20, 0.3, "inside"), Costrel=(40, 0.1, "below"), Vessik=(80, 0.6, "far_above")
)


def drawn(**changed: Any) -> dict[str, Any]:
    asked = {"unit": "charged cases", "chosen": None} | changed
    return charts.funnel_chart(OFFICES, chart_rows.LIMITS, **asked).to_dict()


def points(specification: dict[str, Any]) -> dict[str, Any]:
    """The layer of the offices; the ring around the chosen one is another."""
    [layer] = [one for one in specification["layer"] if "shape" in one["encoding"]]
    return layer


def dots(specification: dict[str, Any]) -> list[dict[str, Any]]:
    layer = points(specification)
    return specification["datasets"][layer["data"]["name"]]


def test_offices_stand_by_their_size_and_share() -> None:
    specification = drawn()
    layer = points(specification)
    assert (layer["encoding"]["x"]["field"], layer["encoding"]["y"]["field"]) == ("n", "value")
    assert layer["encoding"]["x"]["title"] == "charged cases"


def test_limits_are_lines_in_two_dashes_around_the_whole() -> None:
    lines = [one for one in drawn()["layer"] if one["mark"]["type"] == "line"]
    assert {(one["mark"]["style"], one["encoding"]["y"]["field"]) for one in lines} == {
        ("middle", "centre"),
        ("limit", "low998"),
        ("limit", "high998"),
        ("limit-near", "low95"),
        ("limit-near", "high95"),
    }


def test_lines_are_labelled_at_their_end_and_the_labels_stay_apart() -> None:
    specification = drawn()
    [layer] = [
        one
        for one in specification["layer"]
        if one["mark"]["type"] == "text" and one["encoding"]["text"]["field"] == "text"
    ]
    ends = specification["datasets"][layer["data"]["name"]]
    assert [one["text"] for one in ends] == [
        "99.8%",
        "95%",
        "all 30%",
        "95%",
        "99.8%",
    ]
    highest = layer["encoding"]["y"]["scale"]["domain"][1]
    least = funnels.LABEL_HEIGHT * highest / funnels.DRAWN_HEIGHT
    jurisdictions = [one["end"] for one in ends]
    gaps = [above - below for above, below in itertools.pairwise(jurisdictions)]
    assert all(gap >= least - 1e-9 for gap in gaps)


def test_a_shape_says_where_an_office_lies() -> None:
    shapes = funnels.SHAPES
    assert shapes["inside"] == "circle"
    assert len({shapes[one] for one in ("inside", "above", "below", "far_above")}) == 4
    layer = points(drawn())
    assert layer["encoding"]["shape"]["scale"] == {
        "domain": list(shapes),
        "range": list(shapes.values()),
    }


def test_only_offices_outside_have_their_name_beside() -> None:
    named = [one for one in drawn()["layer"] if one["mark"].get("style") == "label"]
    assert [chart_rows.filters(one) for one in named] == [
        ["(datum.label === 'Costrel')"],
        ["(datum.label === 'Vessik')"],
    ]


def test_the_chosen_office_has_a_ring_and_its_name_and_keeps_its_shape() -> None:
    for name, standing in (("Arlen", "inside"), ("Vessik", "far_above")):
        specification = drawn(chosen=name)
        by_name = {one["label"]: one for one in dots(specification)}
        chosen = by_name.pop(name)
        assert (chosen["standing"], chosen["role"], chosen["chosen"]) == (standing, "own", True)
        assert chosen["marked"].startswith(name)
        assert not any(one["chosen"] for one in by_name.values())
        [ring] = [one for one in specification["layer"] if one["mark"].get("style") == "chosen"]
        assert chart_rows.filters(ring) == ["datum.chosen"]


def test_no_office_is_chosen_unless_it_is_said() -> None:
    assert not any(one["chosen"] for one in dots(drawn()))


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_zero_and_all_yes_can_be_drawn(share: float) -> None:
    limits = chart_rows.LIMITS.assign(
        **dict.fromkeys(("low95", "high95", "low998", "high998", "centre"), share)
    )
    specification = charts.funnel_chart(OFFICES.assign(value=share), limits, unit="cases").to_dict()
    assert {str(one) for one in chart_rows.domains(specification, "y")} == {"[0, 1.0]"}
