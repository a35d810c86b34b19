"""A chart as a picture: the specification that pages draw, as SVG, alone or within a page."""

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

import vl_convert
from markupsafe import Markup

from dashboard import charts
from dashboard.charts import theme
from dashboard.export.card_export import ONE, Charts

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
        return render_svg(self.specification)


def chart_picture(
    chart: "partial[charts.Chart]", *, title: str, spoken: str, wide: bool, tall: bool = False
) -> Picture:
    """The picture of a chart's function with its frames; one beside a table is low, or `tall`."""
    specification = charts.as_vega_lite(chart)
    specification["width"] = WIDE if wide else NARROW
    if not wide and not tall:
        specification["height"] = min(specification["height"], LOW)
    specification["config"] = theme.config(theme.LIGHT) | {"axisYDiscrete": LABELS}
    return Picture(title, specification, f"{title}: {spoken}", wide)


def stack_charts(drawn: Charts, *, title: str, spoken: str) -> Picture:
    """One picture of a card's charts, one below the other under their names."""
    if chart := drawn.get(ONE):
        return replace(chart_picture(chart, title=title, spoken="", wide=True), alt=spoken)
    datasets: dict[str, object] = {}
    views = []
    for number, (name, chart) in enumerate(drawn.items()):
        view = charts.as_vega_lite(chart)
        # Each chart calls its rows by the same names.
        of_view = view.pop("datasets")
        own = {f"{rows}.{number}": of_view[rows] for rows in of_view}
        datasets |= own
        layers = [_rename_rows(layer, number) for layer in view["layer"]]
        kept = {key: of for key, of in view.items() if key not in ("$schema", "autosize")}
        heading = {"text": name, "anchor": "start", "fontSize": 13, "color": theme.LIGHT.ink}
        views.append(kept | {"layer": layers, "width": WIDE, "title": heading})
    specification: theme.Config = {
        "vconcat": views,
        "datasets": datasets,
        "config": theme.config(theme.LIGHT) | {"axisYDiscrete": LABELS},
    }
    return Picture(title, specification, spoken, wide=True)


def _rename_rows(layer: theme.Config, number: int) -> theme.Config:
    """The layer with its rows under the name that they have beside those of other charts."""
    data = layer.get("data")
    if not isinstance(data, dict) or "name" not in data:
        return layer
    return layer | {"data": {"name": f"{data['name']}.{number}"}}


def render_svg(specification: theme.Config) -> str:
    """A specification as SVG. It asks nobody for anything: its data are inside."""
    _with_fonts()
    return str(
        vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    )


@cache
def _with_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


# Names of spaces are addresses that nobody calls, and HTML needs none.
NAMESPACE = re.compile(r'\s+xmlns(:\w+)?="[^"]*"')
# What a drawing shows is said once, in words, beside it; its marks are not read out one by one.
SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
OWN_NAME = re.compile(r'(\bid="|url\(#|href="#)')
NAMES_IN_SVG = {colour.lower(): name for name, colour in vars(theme.LIGHT).items()}
COLOUR = re.compile("|".join(NAMES_IN_SVG), re.IGNORECASE)
# What a page needs not: letters, which its style gives once; handles for a mouse, and what is not
# seen, the labels among it for which there was no room. It is half of a drawing's bytes.
UNSEEN = re.compile(
    r'<path[^>]*(?: display="none"| d="M0,0h0v0h0Z")[^>]*/>'
    r'|<text[^>]* opacity="0"[^>]*>[^<]*</text>'
)
NEEDLESS = re.compile(
    r'\s(?:(?:font-family|class|pointer-events|version)="[^"]*"'
    # What each is where nothing is said of it.
    r'|(?:opacity|stroke-width)="1"|[xy]2="0"|text-anchor="start"|transform="translate\(0,0\)")'
)
EMPTY_GROUP = re.compile(r"<g[^>]*></g>")
ELEMENT, LONG = re.compile(r"<[^>]+>"), re.compile(r"(\.\d\d)\d+")


def inline_svg(picture: Picture, name: str) -> Markup:
    """The drawing as an element of a page, under a name of its own."""
    svg = OWN_NAME.sub(rf"\g<1>{name}-", SPOKEN.sub("", NAMESPACE.sub("", picture.svg)))
    # Drawn by Vega, which escapes what stands in it.
    return Markup(svg.replace("<svg", '<svg aria-hidden="true"', 1))


def themed_svg(picture: Picture, name: str) -> Markup:
    """The same with the colours and letters that the page's style gives them, light or dark."""
    svg = ELEMENT.sub(_shorten, UNSEEN.sub("", inline_svg(picture, name)))
    while (fewer := EMPTY_GROUP.sub("", svg)) != svg:
        svg = fewer
    return Markup(svg)


def _shorten(element: re.Match[str]) -> str:
    """An element with what a page needs of it; a hundredth of a point is not seen."""
    kept = LONG.sub(r"\1", NEEDLESS.sub("", element[0]))
    return COLOUR.sub(lambda found: f"var(--{NAMES_IN_SVG[found[0].lower()]})", kept)
