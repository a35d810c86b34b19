"""Render charts as SVG, for files or for HTML pages."""

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path

import vl_convert
from markupsafe import Markup

from dashboard import charts
from dashboard.charts import theme
from dashboard.export.card_export import ONE, Charts
from schemas.language import t

FONTS = Path(__file__).parent / "fonts"
# Widths without axes: for a chart next to a table, and for the whole page.
NARROW, WIDE = 285, 480
# The height that fits next to a table of about ten years.
LOW = 165
# Show whole names: on paper there are no tooltips.
LABELS = {"labelColor": theme.LIGHT.ink, "labelFontSize": 13, "labelLimit": 320}
# Labels of values are short. To compare each with a limit would take a third of the time of a
# chart, most of which goes into measuring texts.
UNLIMITED = {"labelLimit": 0, "titleLimit": 0}
# Twice the resolution of a point, for paper; written in the file, so that Word keeps the size.
PIXELS_PER_INCH = 144.0
# The version that altair writes. The library supports several.
VEGA_LITE = "6.1"


@dataclass(frozen=True)
class Picture:
    """A chart specification with its title, and a description for screen readers."""

    title: str
    specification: theme.Config
    alt: str
    wide: bool

    @cached_property
    def svg(self) -> str:
        """Return the chart as SVG, rendered once for all formats."""
        return render_svg(self.specification)


def chart_picture(
    chart: "partial[charts.Chart]", *, title: str, spoken: str, wide: bool, tall: bool = False
) -> Picture:
    """Build a chart's picture. Its height is limited, unless it is `wide` or `tall`."""
    specification = charts.as_vega_lite(chart)
    specification["width"] = WIDE if wide else NARROW
    if not wide and not tall:
        specification["height"] = min(specification["height"], LOW)
    specification["config"] = _config_of_pictures()
    alt = t("{title}: {contents}", title=title, contents=spoken)
    return Picture(title, specification, alt, wide)


def stack_charts(drawn: Charts, *, title: str, spoken: str) -> Picture:
    """Combine the charts of a card in one picture, one below the other, each with its name."""
    if chart := drawn.get(ONE):
        return replace(chart_picture(chart, title=title, spoken="", wide=True), alt=spoken)
    datasets: dict[str, object] = {}
    views = []
    for number, (name, chart) in enumerate(drawn.items()):
        view = charts.as_vega_lite(chart)
        # All charts use the same names for their rows.
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
        "config": _config_of_pictures(),
    }
    return Picture(title, specification, spoken, wide=True)


def _config_of_pictures() -> theme.Config:
    config = theme.vega_config(theme.LIGHT)
    axis = config["axis"]
    assert isinstance(axis, dict)
    return config | {"axis": axis | UNLIMITED, "axisYDiscrete": LABELS}


def _rename_rows(layer: theme.Config, number: int) -> theme.Config:
    """Rename the data of a layer, so that it differs from that of other charts."""
    data = layer.get("data")
    if not isinstance(data, dict) or "name" not in data:
        return layer
    return layer | {"data": {"name": f"{data['name']}.{number}"}}


def render_svg(specification: theme.Config) -> str:
    """Render a specification as SVG, without network access: all data are inside."""
    _with_fonts()
    return str(
        vl_convert.vegalite_to_svg(specification, vl_version=VEGA_LITE, allowed_base_urls=[])
    )


def render_png(svg: str) -> bytes:
    """Render an SVG as PNG. Loads the fonts, because this may be the first chart of the process."""
    _with_fonts()
    return vl_convert.svg_to_png(svg, ppi=PIXELS_PER_INCH)


@cache
def _with_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


# HTML needs no XML namespaces.
NAMESPACE = re.compile(r'\s+xmlns(:\w+)?="[^"]*"')
# The page has a text description of the chart, so screen readers should not read each mark.
SPOKEN = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
OWN_NAME = re.compile(r'(\bid="|url\(#|href="#)')
NAMES_IN_SVG = {colour.lower(): name for name, colour in vars(theme.LIGHT).items()}
COLOUR = re.compile("|".join(NAMES_IN_SVG), re.IGNORECASE)
# Parts that a page does not need, half the size of a chart: fonts (set in the stylesheet), mouse
# events, and invisible elements such as labels without space.
UNSEEN = re.compile(
    r'<path[^>]*(?: display="none"| d="M0,0h0v0h0Z")[^>]*/>'
    r'|<text[^>]* opacity="0"[^>]*>[^<]*</text>'
)
NEEDLESS = re.compile(
    r'\s(?:(?:font-family|class|pointer-events|version)="[^"]*"'
    # Default values.
    r'|(?:opacity|stroke-width)="1"|[xy]2="0"|text-anchor="start"|transform="translate\(0,0\)")'
)
EMPTY_GROUP = re.compile(r"<g[^>]*></g>")
ELEMENT, LONG = re.compile(r"<[^>]+>"), re.compile(r"(\.\d\d)\d+")


def inline_svg(picture: Picture, name: str) -> Markup:
    """Return the chart as an HTML element, with ids that begin with `name`."""
    svg = OWN_NAME.sub(rf"\g<1>{name}-", SPOKEN.sub("", NAMESPACE.sub("", picture.svg)))
    # Vega has escaped the texts.
    return Markup(svg.replace("<svg", '<svg aria-hidden="true"', 1))


def themed_svg(picture: Picture, name: str) -> Markup:
    """Return the chart as an HTML element with the page's colours and fonts, light or dark."""
    svg = ELEMENT.sub(_shorten_svg, UNSEEN.sub("", inline_svg(picture, name)))
    while (fewer := EMPTY_GROUP.sub("", svg)) != svg:
        svg = fewer
    return Markup(svg)


def _shorten_svg(element: re.Match[str]) -> str:
    """Shorten an SVG element: its coordinates keep two decimals, because more are not visible."""
    kept = LONG.sub(r"\1", NEEDLESS.sub("", element[0]))
    return COLOUR.sub(lambda found: f"var(--{NAMES_IN_SVG[found[0].lower()]})", kept)
