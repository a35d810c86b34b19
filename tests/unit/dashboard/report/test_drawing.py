"""A drawing within a page: names of its own, the page's colours, and all that is seen of it."""

import re

from dashboard.charts import theme
from dashboard.report.picture import Picture
from dashboard.report.writers import drawing
from tests.unit.dashboard.report import small

WORDS = re.compile(r">([^<>]+)</text>")
NOT_SEEN = re.compile(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>')


def pictures() -> list[Picture]:
    found = [block.picture for part in small.report().parts for block in part.blocks]
    return [picture for picture in found if picture]


def test_every_word_that_is_seen_stays() -> None:
    for picture in pictures():
        spare = drawing.in_colours_of_the_page(picture, "p")
        assert WORDS.findall(spare) == WORDS.findall(NOT_SEEN.sub("", picture.svg))
        assert len(spare) < 0.65 * len(picture.svg)


def test_colours_are_those_of_the_page() -> None:
    for picture in pictures():
        spare = drawing.in_colours_of_the_page(picture, "p")
        own = re.findall(r'(?:fill|stroke)="([^"]+)"', spare)
        named = {f"var(--{name})" for name in vars(theme.LIGHT)}
        assert set(own) <= named | {"none", "transparent"}
        assert "font-family" not in spare


def test_words_with_the_signs_of_a_drawing_stay_as_they_are() -> None:
    class Drawn(Picture):
        svg = (  # type: ignore[assignment]
            '<svg class="marks" width="1"><g class="a"><path class="background" d="M0,0h0v0h0Z"/>'
            '<g></g></g><g opacity="1"><text fill="#155A8A" x="1.23456">1.2345 #155A8A class="x"'
            "</text></g></svg>"
        )

    spare = drawing.in_colours_of_the_page(Drawn("", {}, "", wide=False), "p")
    assert spare == (
        '<svg aria-hidden="true" width="1"><g><text fill="var(--own)" x="1.23">1.2345 #155A8A'
        ' class="x"</text></g></svg>'
    )
