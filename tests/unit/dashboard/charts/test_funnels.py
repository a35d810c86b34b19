"""The funnel: exact limits as lines with their words, standing as a shape, one office chosen."""

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
        assert not any(one["chosen"] for one in dots(drawn()))
        [ring] = [one for one in specification["layer"] if one["mark"].get("style") == "chosen"]
        assert chart_rows.filters(ring) == ["datum.chosen"]


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_all_zero_and_all_yes_can_be_drawn(share: float) -> None:
    limits = chart_rows.LIMITS.assign(
        **dict.fromkeys(("low95", "high95", "low998", "high998", "centre"), share)
    )
    specification = charts.funnel_chart(OFFICES.assign(value=share), limits, unit="cases").to_dict()
    assert {str(one) for one in chart_rows.domains(specification, "y")} == {"[0, 1.0]"}
