"""A chart as a picture: the specification that pages draw, on white, with its words beside it."""

from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

import vl_convert

from dashboard import charts, words
from dashboard.charts import theme
from metrics import Measure

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


def of(chart: "partial[charts.Chart]", *, title: str, spoken: str, wide: bool) -> Picture:
    """The picture of a chart's function with its frames."""
    # What pages draw is checked there; to check it here again takes a third of the time.
    specification = dict(chart().to_dict(validate=False))
    specification["width"] = WIDE if wide else NARROW
    specification["height"] = min(specification["height"], specification["height"] if wide else LOW)
    specification["config"] = theme.config(theme.LIGHT) | {"axisYDiscrete": LABELS}
    return Picture(title, specification, f"{title}: {spoken}", wide)


def axis(measure: Measure, currency: str) -> charts.ValueAxis:
    """How the values of a measure are drawn; amounts of money say in which currency."""
    axis_ = charts.AXIS_OF_KIND[words.written_as(measure)]
    return replace(axis_, title=currency) if words.is_money(measure) else axis_


def drawn(specification: theme.Config) -> str:
    """A specification as SVG. It asks nobody for anything: its data are inside."""
    _with_fonts()
    return str(
        vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    )


@cache
def _with_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))
