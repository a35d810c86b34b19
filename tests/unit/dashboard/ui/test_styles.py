"""What cards draw is seen: marks that a reader needs have 3:1 on the page, light and dark."""

import re
import tomllib

import pytest

from tests.fixtures.surroundings import ROOT

LEAST = 3.0
STYLES = ROOT / "dashboard" / "ui" / "styles"
# The colours of cards, as the theme calls them.
COLOURS = {
    "muted": "grayColor",
    "own": "blueColor",
    "behind": "orangeColor",
    "victims": "greenColor",
}
EDGE = r"--peers-edge: color-mix\(in srgb, var\(--muted\) (\d+)%, var\(--paper\)\)"
INTERVAL = r"\.panel \.interval \{[^}]*var\(--tint\) (\d+)%, var\(--paper\)"


def channels(colour: str) -> list[float]:
    return [int(colour[jurisdiction : jurisdiction + 2], 16) / 255 for jurisdiction in (1, 3, 5)]


def luminance(colour: list[float]) -> float:
    """As WCAG 2.2 defines it."""
    parts = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    return sum(part * weight for part, weight in zip(parts, (0.2126, 0.7152, 0.0722), strict=True))


def contrast(colour: str, paper: str, part: float) -> float:
    """Of a colour of which there is only a part over the paper, to the paper."""
    under = channels(paper)
    drawn = [
        part * one + (1 - part) * other for one, other in zip(channels(colour), under, strict=True)
    ]
    light, dark = sorted((luminance(drawn), luminance(under)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    ("file", "rule", "colours"),
    [("panel.css", EDGE, ["muted"]), ("scorecard.css", INTERVAL, list(COLOURS))],
)
def test_peers_and_intervals_are_seen_on_the_page(
    mode: str, file: str, rule: str, colours: list[str]
) -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"][mode]
    [part] = re.findall(rule, (STYLES / file).read_text(encoding="utf-8"))
    for name in colours:
        ratio = contrast(theme[COLOURS[name]], theme["backgroundColor"], int(part) / 100)
        assert ratio >= LEAST, (name, ratio)
