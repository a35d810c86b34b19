"""Charts as pictures: alone, within a page, and as files."""

import io
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from dashboard.charts import theme
from dashboard.export import chart_picture, picture_files
from dashboard.export.chart_picture import Picture
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.dashboard.export import small

WORDS = re.compile(r">([^<>]+)</text>")
NOT_SEEN = re.compile(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>')


def pictures() -> list[Picture]:
    found = [block.picture for part in small.report().parts for block in part.blocks]
    return [picture for picture in found if picture]


def test_every_word_that_is_seen_stays() -> None:
    for picture in pictures():
        spare = chart_picture.themed_svg(picture, "p")
        assert WORDS.findall(spare) == WORDS.findall(NOT_SEEN.sub("", picture.svg))
        assert len(spare) < 0.65 * len(picture.svg)


def test_colours_are_those_of_the_page() -> None:
    for picture in pictures():
        spare = chart_picture.themed_svg(picture, "p")
        own = re.findall(r'(?:fill|stroke)="([^"]+)"', spare)
        named = {f"var(--{name})" for name in vars(theme.LIGHT)}
        assert set(own) <= named | {"none", "transparent"}
        assert "font-family" not in spare


SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return picture_files.svg_files(small.report())


def lines(svg: bytes) -> str:
    """The words of the frame, those of the drawing left aside."""
    group = ET.fromstring(svg).findall(f"{SVG}g")[0]
    return " ".join(str(text.text) for text in group)


def test_each_drawing_is_a_picture(drawn: dict[str, bytes]) -> None:
    assert list(drawn) == ["001-measures.svg", "002-N01.svg"]


def test_it_says_whose_when_how_many_and_from_which_records(drawn: dict[str, bytes]) -> None:
    said = lines(drawn["002-N01.svg"])
    assert "More than one link charged (Year)" in said
    # All years on record, whichever were asked for.
    assert f"{small.HOSTILE}, 2016 to 2019" in said
    assert "n = 183 with a recorded answer. With 95% confidence intervals" in said
    state = small.records().state.whole[:12]
    assert f"reference date 30 June 2026 ({state}). Created on 1 July 2026." in said
    assert "Demonstration data: no figure in this file" in said
    assert f"{small.HOSTILE}, 2017 to 2019" in lines(drawn["001-measures.svg"])


def test_it_stands_on_white_and_asks_nobody(drawn: dict[str, bytes]) -> None:
    for svg in drawn.values():
        root = ET.fromstring(svg)
        ground = root.find(f"{SVG}rect")
        assert ground is not None
        assert (ground.get("fill"), ground.get("width")) == ("#ffffff", "100%")
        asked = [value for one in root.iter() for name, value in one.items() if "href" in name]
        assert asked == []


def test_words_stay_within_its_sides(drawn: dict[str, bytes]) -> None:
    for svg in drawn.values():
        root = ET.fromstring(svg)
        for text in root.findall(f"{SVG}g")[0]:
            wide = len(str(text.text)) * float(text.get("font-size", "0")) * picture_files.SIGN
            assert float(text.get("x", "0")) + wide <= float(root.get("width", "0"))


def test_what_own_records_say_is_not_for_publication() -> None:
    [block] = small.report().parts[1].blocks
    own = replace(small.report(), warnings=("Not for publication.",))
    assert "Not for publication." in lines(picture_files.frame_picture(block, own).encode())


def test_points_are_twice_as_many_and_white_at_their_edge() -> None:
    one = replace(small.report(), parts=small.report().parts[1:2])
    [svg], [png] = picture_files.svg_files(one).values(), picture_files.png_files(one).values()
    picture = Image.open(io.BytesIO(png))
    image = picture.convert("RGB")
    root = ET.fromstring(svg)
    # With this number of points per inch, a word processor shows it at its size.
    assert picture.info["dpi"] == pytest.approx((144, 144), abs=0.1)
    assert image.size == tuple(2 * int(root.get(side, "0")) for side in ("width", "height"))
    assert image.getpixel((1, 1)) == (255, 255, 255)


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak starts a process of its own.")
def test_a_process_that_has_drawn_no_chart_writes_the_same_points(drawn: dict[str, bytes]) -> None:
    # As where an edition takes its charts from the one before.
    svg = next(iter(drawn.values())).decode()
    program = (
        "import sys; from dashboard.export import chart_picture;"
        " sys.stdout.buffer.write(chart_picture.render_png(sys.stdin.read()))"
    )
    alone = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", program],
        input=svg.encode(),
        capture_output=True,
        check=True,
        cwd=Path(chart_picture.__file__).parents[2],
    )
    assert alone.stdout == chart_picture.render_png(svg)
