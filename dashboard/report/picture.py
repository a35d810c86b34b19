"""A chart as a picture: the specification that pages draw, on white, with its words beside it."""

from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

import vl_convert

from dashboard import charts
from dashboard.charts import theme
from dashboard.report.taken import ONE, Charts

FONTS = Path(__file__).parent / "fonts"
# Of the drawing alone, without its axes: beside a table, and across a page.
NARROW, WIDE = 330, 480
# Beside a table of some ten years it need not be taller.
LOW = 165
# A name is read on paper as a whole: there is nothing to point at.
LABELS = {"labelColor": theme.LIGHT.ink, "labelFontSize": 13, "labelLimit": 320}
# What altair writes; the library holds several.
VEGA_LITE = "6.1"


@dataclass(frozen=True)
class Picture:
    """A chart's specification, its title, and what it shows for those who do not see it."""

    title: str
    specification: theme.Config
    alt: str
    wide: bool

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG, made once for all formats."""
        return drawn(self.specification)


def of(
    chart: "partial[charts.Chart]", *, title: str, spoken: str, wide: bool, tall: bool = False
) -> Picture:
    """The picture of a chart's function with its frames; one beside a table is low, or `tall`."""
    specification = charts.as_vega_lite(chart)
    specification["width"] = WIDE if wide else NARROW
    if not wide and not tall:
        specification["height"] = min(specification["height"], LOW)
    specification["config"] = theme.config(theme.LIGHT) | {"axisYDiscrete": LABELS}
    return Picture(title, specification, f"{title}: {spoken}", wide)


def several(drawn: Charts, *, title: str, spoken: str) -> Picture:
    """One picture of a card's charts, one below the other under their names."""
    if chart := drawn.get(ONE):
        return replace(of(chart, title=title, spoken="", wide=True), alt=spoken)
    datasets: dict[str, object] = {}
    views = []
    for number, (name, chart) in enumerate(drawn.items()):
        view = charts.as_vega_lite(chart)
        # Each chart calls its rows by the same names.
        of_view = view.pop("datasets")
        own = {f"{rows}.{number}": of_view[rows] for rows in of_view}
        datasets |= own
        layers = [_reading(layer, number) for layer in view["layer"]]
        kept = {key: of for key, of in view.items() if key not in ("$schema", "autosize")}
        heading = {"text": name, "anchor": "start", "fontSize": 13, "color": theme.LIGHT.ink}
        views.append(kept | {"layer": layers, "width": WIDE, "title": heading})
    specification: theme.Config = {
        "vconcat": views,
        "datasets": datasets,
        "config": theme.config(theme.LIGHT) | {"axisYDiscrete": LABELS},
    }
    return Picture(title, specification, spoken, wide=True)


def _reading(layer: theme.Config, number: int) -> theme.Config:
    """The layer with its rows under the name that they have beside those of other charts."""
    data = layer.get("data")
    if not isinstance(data, dict) or "name" not in data:
        return layer
    return layer | {"data": {"name": f"{data['name']}.{number}"}}


def drawn(specification: theme.Config) -> str:
    """A specification as SVG. It asks nobody for anything: its data are inside."""
    _with_fonts()
    return str(
        vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    )


@cache
def _with_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
