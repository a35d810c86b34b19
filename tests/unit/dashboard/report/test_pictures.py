"""A picture says what it is of: whose, when, how many, from which records."""

import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from dashboard.report.writers import pictures
from tests.unit.dashboard.report import small

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn() -> dict[str, bytes]:
    return pictures.as_svg(small.report())


def lines(svg: bytes) -> str:
    """The words of the frame, those of the drawing left aside."""
    group = ET.fromstring(svg).findall(f"{SVG}g")[0]
    return " ".join(str(text.text) for text in group)


def test_each_drawing_is_a_picture(drawn: dict[str, bytes]) -> None:
    assert list(drawn) == ["001-measures.svg", "002-N01.svg"]


def test_it_says_whose_when_how_many_and_from_which_records(drawn: dict[str, bytes]) -> None:
    said = lines(drawn["002-N01.svg"])
    assert "More than one link charged by year" in said
    # All years on record, whichever were asked for.
    assert f"{small.HOSTILE}, 2016–2019" in said
    assert "n = 183 with a known answer. With 95 % intervals" in said
    state = small.records().state.whole[:12]
    assert f"state of 30 June 2026 ({state}). Made on 1 July 2026." in said
    assert "Made-up records: no figure in this file" in said
    assert f"{small.HOSTILE}, 2017–2019" in lines(drawn["001-measures.svg"])


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
            wide = len(str(text.text)) * float(text.get("font-size", "0")) * pictures.SIGN
            assert float(text.get("x", "0")) + wide <= float(root.get("width", "0"))


def test_what_own_records_say_is_not_for_publication() -> None:
    [block] = small.report().parts[1].blocks
    own = replace(small.report(), warnings=("Not for publication.",))
    assert "Not for publication." in lines(pictures.framed(block, own).encode())


def test_points_are_twice_as_many_and_white_at_their_edge() -> None:
    one = replace(small.report(), parts=small.report().parts[1:2])
    [svg], [png] = pictures.as_svg(one).values(), pictures.as_png(one).values()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    root = ET.fromstring(svg)
    assert image.size == tuple(2 * int(root.get(side, "0")) for side in ("width", "height"))
    assert image.getpixel((1, 1)) == (255, 255, 255)
