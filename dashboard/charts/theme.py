"""The look of all charts: two palettes, and the Vega-Lite configuration made from them.

Charts name the meaning of what they draw (`style="own"`, a field `role`), never a colour. So the
same specification works light or dark, on a page or in a file.
"""

from dataclasses import dataclass
from typing import Literal

from schemas import language

FONT = "'IBM Plex Sans', 'IBM Plex Sans Arabic', system-ui, sans-serif"
AXIS_SIZE, TEXT_SIZE, VALUE_SIZE = 12.5, 12.5, 13

# The values of a field `role`, in the order of their colours.
OWN, OTHER, VICTIMS, OUTSIDE = "own", "other", "victims", "outside"
ROLES = (OWN, OTHER, VICTIMS, OUTSIDE)

Mode = Literal["light", "dark"]
Config = dict[str, object]


@dataclass(frozen=True)
class Palette:
    """The colours of light or dark mode; the same as in `.streamlit/config.toml`."""

    page: str
    ink: str
    muted: str
    border: str
    track: str
    own: str
    other: str
    victims: str
    pale: str


LIGHT = Palette(
    page="#FFFFFF",
    ink="#16202C",
    muted="#5A6B7D",
    border="#D5DDE6",
    track="#E8EDF2",
    own="#155A8A",
    other="#7C8B9B",
    victims="#0B7A5B",
    pale="#BFD7EA",
)
DARK = Palette(
    page="#10171F",
    ink="#E6EDF4",
    muted="#9FB0C1",
    border="#2D3B4A",
    track="#2A3847",
    own="#84BFEC",
    other="#6F8093",
    victims="#5CC9A7",
    pale="#22547F",
)
PALETTES: dict[Mode, Palette] = {"light": LIGHT, "dark": DARK}


def apply_theme(specification: Config, mode: Mode) -> Config:
    """Add the look of `mode` to a chart's specification; SVG lets screen readers read the marks."""
    return specification | {
        "config": vega_config(PALETTES[mode]),
        "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
    }


def vega_config(palette: Palette) -> Config:
    """Return the Vega-Lite configuration for a palette: bare axes, no legends, named styles."""
    return {
        "background": "transparent",
        "font": FONT,
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        # Otherwise screen readers would read the raw numbers of marks without a description.
        "mark": {"tooltip": None},
        "range": {"category": [palette.own, palette.other, palette.victims, palette.ink]},
        "legend": {"disable": True},
        "axis": {
            "labelColor": palette.muted,
            "labelFontSize": AXIS_SIZE,
            "labelPadding": 6,
            "labelLimit": 220,
            "titleColor": palette.muted,
            "titleFontSize": AXIS_SIZE,
            "titleFontWeight": 400,
            "titlePadding": 10,
            "gridColor": palette.border,
            "domain": False,
            "ticks": False,
        },
        "axisX": {"domainColor": palette.border},
        "axisYDiscrete": {"labelColor": palette.ink, "labelFontSize": 13, "labelLimit": 190},
        "style": _chart_styles(palette),
        **_vega_locale(),
    }


def _vega_locale() -> Config:
    """Return the separators of numbers in the reader's language; Vega knows those of English."""
    if language.current_language() == language.ENGLISH:
        return {}
    signs = {"thousands": language.count(10_000)[2], "decimal": language.decimal(0.5, 1)[1]}
    return {"locale": {"number": {**signs, "grouping": [3], "currency": ["", ""]}}}


def _chart_styles(palette: Palette) -> Config:
    return {
        "own": {"color": palette.own},
        "own-line": {"color": palette.own, "strokeWidth": 2},
        "other": {"color": palette.other},
        "pale": {"color": palette.pale},
        # Pale, so that text on it is readable; the edge has the needed contrast of 3 to 1.
        "bounds": {"color": palette.track, "stroke": palette.other, "strokeWidth": 1},
        "track": {"color": palette.track},
        "not-collected": {
            "filled": False,
            "color": palette.muted,
            "strokeWidth": 0.8,
            "strokeDash": [2, 2],
        },
        # Pale as well, with an edge at a contrast of 3 to 1.
        "band": {
            "color": palette.own,
            "fillOpacity": 0.16,
            "stroke": palette.own,
            "strokeOpacity": 0.65,
            "strokeWidth": 1,
        },
        "interval": {"strokeWidth": 3, "strokeCap": "butt"},
        "interval-thin": {"color": palette.ink, "strokeWidth": 1.4},
        "span": {"color": palette.own, "strokeWidth": 1.2, "opacity": 0.7},
        # A value that is not compared, and a value of the preceding years.
        "apart": {"color": palette.muted, "strokeWidth": 1.6},
        "chosen": {"color": palette.own, "strokeWidth": 1.8},
        "before": {"color": palette.muted},
        "moved": {"color": palette.muted, "strokeWidth": 2},
        "hairline": {"color": palette.border, "strokeWidth": 1},
        "middle": {"color": palette.muted, "strokeWidth": 1.2, "strokeDash": [4, 3]},
        "event": {"color": palette.muted, "strokeWidth": 1, "strokeDash": [1, 3]},
        "break": {"color": palette.ink, "strokeWidth": 1.2},
        "under": {"color": palette.muted, "strokeWidth": 1},
        "within": {"color": palette.track, "opacity": 0.9},
        "within-far": {"color": palette.track, "opacity": 0.5},
        "limit": {"color": palette.muted, "strokeWidth": 1},
        "limit-near": {"color": palette.muted, "strokeWidth": 1, "strokeDash": [4, 3]},
        # Ways of leaving a stage: first the one that goes on. Each has its own dashes.
        "way-0": {"color": palette.own, "strokeWidth": 2.4},
        "way-1": {"color": palette.ink, "strokeWidth": 1.8, "strokeDash": [8, 3]},
        "way-2": {"color": palette.muted, "strokeWidth": 1.8, "strokeDash": [3, 2]},
        "way-3": {"color": palette.ink, "strokeWidth": 1.4, "strokeDash": [8, 3, 2, 3]},
        "way-4": {"color": palette.muted, "strokeWidth": 1.8, "strokeDash": [1, 3]},
        "ink": {"color": palette.ink},
        "tie": {"color": palette.ink, "strokeWidth": 2.5},
        **_text_styles(palette),
    }


def _text_styles(palette: Palette) -> Config:
    words = {"fontSize": TEXT_SIZE, "color": palette.muted}
    return {
        "value": {"fontSize": VALUE_SIZE, "fontWeight": 600, "color": palette.ink},
        "value-within": {"fontSize": VALUE_SIZE, "fontWeight": 600, "color": palette.page},
        "label": {"fontSize": AXIS_SIZE, "color": palette.ink},
        "note": words,
        # The cover below text that may overlap a line (`axes.text_with_halo`).
        "halo": {
            "color": palette.page,
            "stroke": palette.page,
            "strokeWidth": 5,
            "strokeJoin": "round",
        },
        "cell": {"fontSize": 12, "color": palette.ink},
        "glyph": words | {"fontSize": 15, "fontWeight": 600},
    }
