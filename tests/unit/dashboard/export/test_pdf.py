"""A PDF is tagged for screen readers, and whatever records hold stands in it as text."""

import io
import itertools
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest

from dashboard.export import pdf
from dashboard.export.report_metadata import Fact
from dashboard.frames import tables
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import pdf_text, squeezed


@pytest.fixture(scope="module")
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf.render_pdf(small.report()))) as opened:
        yield opened


def tagged(document: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    """The elements of the tree with that tag, in its order."""
    return [one for one in _elements(document.Root.StructTreeRoot.K) if str(one.S) == f"/{tag}"]


def _elements(of: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(of, pikepdf.Array):
        for one in of:
            yield from _elements(one)
    elif isinstance(of, pikepdf.Dictionary):
        if "/S" in of:
            yield of
        if "/K" in of:
            yield from _elements(of.K)


def test_it_says_that_it_is_pdf_ua_in_which_language_and_of_what(document: pikepdf.Pdf) -> None:
    with document.open_metadata() as said:
        assert said["pdfuaid:part"] == "1"
        assert said["dc:title"].endswith("2017 to 2019")
    assert str(document.Root.Lang) == "en"
    assert document.Root.MarkInfo.Marked
    assert document.Root.ViewerPreferences.DisplayDocTitle


def test_tables_have_heads_of_columns(document: pikepdf.Pdf) -> None:
    tables = tagged(document, "Table")
    blocks = [block for part in small.report().parts for block in part.blocks]
    assert len(tables) == len(tagged(document, "THead")) == len(blocks)
    for head in tagged(document, "TH"):
        assert {str(of.Scope) for of in head.A} == {"/Column"}


def test_headings_skip_no_level(document: pikepdf.Pdf) -> None:
    levels = [
        int(str(one.S)[2:])
        for one in _elements(document.Root.StructTreeRoot.K)
        if str(one.S) in ("/H1", "/H2", "/H3")
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_each_picture_has_its_words(document: pikepdf.Pdf) -> None:
    said = [str(figure.Alt) for figure in tagged(document, "Figure")]
    pictures = [block.picture for part in small.report().parts for block in part.blocks]
    assert said == [picture.alt for picture in pictures if picture]
    assert "More than one link charged 33% (26% to 40%), 61 of 183" in said[0]


def test_the_same_report_is_the_same_bytes_and_another_day_is_not() -> None:
    bare = replace(small.report(), parts=small.report().parts[2:])
    assert pdf.render_pdf(bare) == pdf.render_pdf(bare)
    other = replace(bare, made_on=small.MADE_ON.replace(day=2))
    assert pdf.render_pdf(other) != pdf.render_pdf(bare)


@pytest.mark.parametrize(
    "name",
    [
        '#eval("1") #panic() *b* _i_ $x^2$ \\ // /* `c` <label> @ref = head - list',
        'quote " and \\u{41} and {braces} [brackets]',
        "مكتب النيابة العامة",
        "Прокуратура Łódź Ωμέγα ‑ ‘’",
        "工厂 😀 ก",
    ],
)
def test_any_name_is_text(name: str) -> None:
    named = replace(small.report(), title="A", subject=name, parts=(), answers=(Fact(name, "A"),))
    text = squeezed(pdf_text(pdf.render_pdf(named)))
    if name.isascii():
        assert text.count(squeezed(name)) >= 2
    for sign in "工厂😀":
        assert (f"[U+{ord(sign):04X}]" in text) == (sign in name)


def test_what_cannot_be_seen_is_marked() -> None:
    named = replace(small.report(), subject="bell\x07 \u202eturned \ufeffmark", parts=())
    assert "bell\ufffd\ufffdturned\ufffdmark" in squeezed(pdf_text(pdf.render_pdf(named)))


def test_a_number_in_a_column_of_words_keeps_its_sign() -> None:
    said = "Worse than other jurisdictions: 27%"
    assert pdf._cell(tables.RESULT, said) == said
    assert pdf._cell("Value", said) == said.replace("\N{NO-BREAK SPACE}", " ")
