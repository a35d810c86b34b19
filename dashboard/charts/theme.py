"""The look of every chart: two palettes and the Vega-Lite configuration made from them.

Charts name what a mark is (`style="own"`, a field `role`), never a colour, so that one
specification is drawn light or dark, on a page or in a file, by its configuration alone.
"""

from dataclasses import dataclass
from typing import Literal

FONT = "'IBM Plex Sans', 'IBM Plex Sans Arabic', system-ui, sans-serif"
AXIS_SIZE, TEXT_SIZE, VALUE_SIZE = 12.5, 12.5, 13

# What a mark stands for, in the order of the colours of a field `role`.
OWN, OTHER, VICTIMS, OUTSIDE = "own", "other", "victims", "outside"
ROLES = (OWN, OTHER, VICTIMS, OUTSIDE)

Mode = Literal["light", "dark"]
Config = dict[str, object]


@dataclass(frozen=True)
class Palette:
    """The colours of one mode; the same as in `.streamlit/config.toml`."""

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


def themed(specification: Config, mode: Mode) -> Config:
    """A chart's specification in the look of `mode`, drawn as SVG so that marks can be read."""
    return specification | {
        "config": config(PALETTES[mode]),
        "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
    }


def config(palette: Palette) -> Config:
    """The Vega-Lite configuration: bare axes, no legends, the named styles."""
    return {
        "background": "transparent",
        "font": FONT,
        "padding": {"left": 2, "right": 2, "top": 4, "bottom": 4},
        "view": {"stroke": None},
        # A mark that says nothing of itself is not read out as the numbers it was drawn from.
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
        "style": _styles(palette),
    }


def _styles(palette: Palette) -> Config:
    return {
        "own": {"color": palette.own},
        "own-line": {"color": palette.own, "strokeWidth": 2},
        "other": {"color": palette.other},
        "pale": {"color": palette.pale},
        # Pale, so that what lies on it is read; its edge is what is seen, at a contrast of 3 to 1.
        "bounds": {"color": palette.track, "stroke": palette.other, "strokeWidth": 1},
        "track": {"color": palette.track},
        "not-collected": {
            "filled": False,
            "color": palette.muted,
            "strokeWidth": 0.8,
            "strokeDash": [2, 2],
        },
        # The same: pale, with an edge of 3 to 1.
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
        # A value that is held against nobody, and one of the years before.
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
        # Ways out of a stage: the one that passes it, then the others, each with its own dash.
        "way-0": {"color": palette.own, "strokeWidth": 2.4},
        "way-1": {"color": palette.ink, "strokeWidth": 1.8, "strokeDash": [8, 3]},
        "way-2": {"color": palette.muted, "strokeWidth": 1.8, "strokeDash": [3, 2]},
        "way-3": {"color": palette.ink, "strokeWidth": 1.4, "strokeDash": [8, 3, 2, 3]},
        "way-4": {"color": palette.muted, "strokeWidth": 1.8, "strokeDash": [1, 3]},
        "ink": {"color": palette.ink},
        "tie": {"color": palette.ink, "strokeWidth": 2.5},
        **_words(palette),
    }


def _words(palette: Palette) -> Config:
    words = {"fontSize": TEXT_SIZE, "color": palette.muted}
    return {
        "value": {"fontSize": VALUE_SIZE, "fontWeight": 600, "color": palette.ink},
        "value-within": {"fontSize": VALUE_SIZE, "fontWeight": 600, "color": palette.page},
        "label": {"fontSize": AXIS_SIZE, "color": palette.ink},
        "note": words,
        # Under words that may stand where a line runs (`text.off_lines`).
        "halo": {
            "color": palette.page,
            "stroke": palette.page,
            "strokeWidth": 5,
            "strokeJoin": "round",
        },
        "cell": {"fontSize": 12, "color": palette.ink},
        "glyph": words | {"fontSize": 15, "fontWeight": 600},
    }
