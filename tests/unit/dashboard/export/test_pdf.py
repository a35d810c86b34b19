"""A PDF is tagged for screen readers, and whatever records hold stands in it as text."""

import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pikepdf
import pytest

from dashboard.export import pdf
from dashboard.export.report_metadata import Fact
from schemas import language
from tests.soak import everyday
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import pdf_text, squeezed


@pytest.fixture(scope="module")
def document() -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(pdf.render_pdf(small.report()))) as opened:
        yield opened


def tagged(document: pikepdf.Pdf, *tags: str) -> list[pikepdf.Object]:
    """The elements of the tree with one of these tags, in its order; all without a tag."""
    every = _elements(document.Root.StructTreeRoot.K)
    return [one for one in every if not tags or str(one.S).removeprefix("/") in tags]


def _elements(of: pikepdf.Object) -> Iterator[pikepdf.Object]:
    if isinstance(of, pikepdf.Array):
        for one in of:
            yield from _elements(one)
    elif isinstance(of, pikepdf.Dictionary):
        if "/S" in of:
            yield of
        if "/K" in of:
            yield from _elements(of.K)


def attribute(element: pikepdf.Object, name: str) -> str:
    """The value of an attribute of an element, or nothing."""
    values = (one.get(f"/{name}") for one in element.get("/A", ()))
    return next((str(value) for value in values if value is not None), "")


def children(element: pikepdf.Object, *tags: str) -> list[pikepdf.Object]:
    """The elements right below an element, with one of these tags."""
    below = [one for one in element.K if isinstance(one, pikepdf.Dictionary) and "/S" in one]
    return [one for one in below if str(one.S).removeprefix("/") in tags]


def names_itself(document: pikepdf.Pdf) -> bool:
    with document.open_metadata() as said:
        return (
            said["pdfuaid:part"] == "1"
            and said["dc:title"].endswith("2017 to 2019")
            and said["dc:creator"][0].startswith("prosecution-quality ")
            and said["dc:description"].startswith("Demonstration data")
            and bool(document.Root.ViewerPreferences.DisplayDocTitle)
        )


def is_marked_in_a_language(document: pikepdf.Pdf) -> bool:
    marks = document.Root.MarkInfo
    # Poppler complains of a value that says no.
    return bool(marks.Marked) and "/Suspects" not in marks and bool(str(document.Root.Lang))


def tags_are_standard(document: pikepdf.Pdf) -> bool:
    roles = {str(name) for name in document.Root.StructTreeRoot.get("/RoleMap", {})}
    return {str(one.S) for one in tagged(document)} <= STANDARD_TAGS | roles


def all_content_is_tagged_or_decoration(document: pikepdf.Pdf) -> bool:
    return all(depth for page in document.pages for depth in depths_of_what_is_drawn(page))


def depths_of_what_is_drawn(page: pikepdf.Page) -> Iterator[int]:
    """For each text, picture and painted path, how many marks it lies in."""
    depth = 0
    for _, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                depth += 1
            case "EMC":
                depth -= 1
            case "Tj" | "TJ" | "Do" | "S" | "f" | "B" | "sh":
                yield depth


def headings_skip_no_level(document: pikepdf.Pdf) -> bool:
    levels = [int(str(one.S)[2:]) for one in tagged(document, "H1", "H2", "H3")]
    steps = [after - before for before, after in itertools.pairwise(levels)]
    return levels[0] == 1 and levels.count(1) == 1 and max(steps) <= 1


def pictures_have_words(document: pikepdf.Pdf) -> bool:
    return all(str(figure.get("/Alt", "")) for figure in tagged(document, "Figure"))


def tables_begin_with_a_caption(document: pikepdf.Pdf) -> bool:
    first = [str(table.K[0].S) for table in tagged(document, "Table")]
    return first == ["/Caption"] * len(first)


def columns_have_headings(document: pikepdf.Pdf) -> bool:
    rows = [row for head in tagged(document, "THead") for row in children(head, "TR")]
    cells = [cell for row in rows for cell in row.K]
    return (
        len(rows) == len(tagged(document, "Table"))
        and {str(cell.S) for cell in cells} == {"/TH"}
        and {attribute(cell, "Scope") for cell in cells} == {"/Column"}
    )


def rows_have_headings(document: pikepdf.Pdf) -> bool:
    rows = [row for body in tagged(document, "TBody") for row in children(body, "TR")]
    firsts = {(str(row.K[0].S), attribute(row.K[0], "Scope")) for row in rows}
    others = {str(cell.S) for row in rows for cell in list(row.K)[1:]}
    return firsts == {("/TH", "/Row")} and others == {"/TD"}


def rows_of_a_table_are_alike(document: pikepdf.Pdf) -> bool:
    return all(
        len({len(row.K) for row in _elements(table) if str(row.S) == "/TR"}) == 1
        for table in tagged(document, "Table")
    )


def no_cell_hides_the_heading_of_its_row(document: pikepdf.Pdf) -> bool:
    # A list of headings comes before scopes, and typst lists those of columns only.
    return not any(attribute(cell, "Headers") for cell in tagged(document, "TD"))


def links_are_tagged_and_lead_somewhere(document: pikepdf.Pdf) -> bool:
    links = [one for page in document.pages for one in page.get("/Annots", ())]
    return all(
        "/StructParent" in one and str(one.Contents) and ("/Dest" in one or "/A" in one)
        for one in links
    ) and all(str(page.get("/Tabs", "/S")) == "/S" for page in document.pages)


def letters_are_embedded_and_can_be_read(document: pikepdf.Pdf) -> bool:
    fonts = [font for page in document.pages for font in page.resources.Font.values()]
    described = [font.DescendantFonts[0].FontDescriptor for font in fonts]
    return all("/ToUnicode" in font for font in fonts) and all(
        {"/FontFile2", "/FontFile3"} & set(one.keys()) for one in described
    )


# What of PDF/UA-1 pikepdf can read; the numbers are checkpoints of the Matterhorn Protocol 1.1.
STANDARD_TAGS = {
    f"/{name}"
    for name in (
        *("Document", "H1", "H2", "H3", "P", "Span", "Figure", "Link", "L", "LI", "Lbl", "LBody"),
        *("TOC", "TOCI", "Reference", "Table", "Caption", "THead", "TBody", "TR", "TH", "TD"),
        *("Div", "NonStruct"),
    )
}
RULES: dict[str, Callable[[pikepdf.Pdf], bool]] = {
    "01 all is tagged": all_content_is_tagged_or_decoration,
    "02 tags are standard": tags_are_standard,
    "06 and 07 metadata": names_itself,
    "01 and 11 marks and language": is_marked_in_a_language,
    "13 pictures": pictures_have_words,
    "14 headings": headings_skip_no_level,
    "15 captions": tables_begin_with_a_caption,
    "15 columns": columns_have_headings,
    "15 rows": rows_have_headings,
    "15 rows are found": no_cell_hides_the_heading_of_its_row,
    "15 tables are regular": rows_of_a_table_are_alike,
    "28 links": links_are_tagged_and_lead_somewhere,
    "31 letters": letters_are_embedded_and_can_be_read,
}


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_of_pdf_ua_holds(document: pikepdf.Pdf, rule: str) -> None:
    assert RULES[rule](document)


@pytest.mark.parametrize(
    "spoken", everyday("ar", rest={*language.LANGUAGES} - {"ar", language.ENGLISH})
)
def test_the_rules_of_pdf_ua_hold_in_each_language(spoken: str) -> None:
    with language.use_language(spoken):
        written = pdf.render_pdf(small.report())
    with pikepdf.open(io.BytesIO(written)) as document:
        assert str(document.Root.Lang) == spoken
        assert [name for name, holds in RULES.items() if not holds(document)] == []


def test_a_table_that_ends_a_page_has_its_caption() -> None:
    _, part, *_ = small.report().parts
    [block] = part.blocks
    alone = replace(part, blocks=(replace(block, picture=None, says=(), notes=()),))
    # What comes behind the table needs a page of its own.
    above = (Fact("Title", "Sentence."),) * 32
    report = replace(small.report(), parts=(alone, part), answers=above)
    with pikepdf.open(io.BytesIO(pdf.render_pdf(report))) as written:
        assert len(tagged(written, "Table")) == 2
        assert tables_begin_with_a_caption(written)


def test_there_is_something_for_each_rule_to_judge(document: pikepdf.Pdf) -> None:
    blocks = [block for part in small.report().parts for block in part.blocks]
    assert len(tagged(document, "Table")) == len(blocks)
    assert tagged(document, "Figure")
    assert tagged(document, "Link")


def test_each_picture_has_its_words(document: pikepdf.Pdf) -> None:
    said = [str(figure.Alt) for figure in tagged(document, "Figure")]
    assert said == small.drawn_in_words()
    assert said[0].startswith("33%; confidence interval 26% to 40%; median of 5 others 17%")


def test_any_name_is_text_and_what_cannot_be_seen_is_marked() -> None:
    names = (
        '#eval("1") #panic() *b* _i_ $x^2$ \\ // /* `c` <label> @ref = head - list',
        'quote " and \\u{41} and {braces} [brackets]',
        "مكتب النيابة العامة",
        "Прокуратура Łódź Ωμέγα ‑ ‘’",
        "工厂龘 😀 ก",
    )
    answers = tuple(Fact(name, "A") for name in names)
    subject = f"{names[0]} bell\x07 \u202eturned \ufeffmark"
    named = replace(small.report(), title="A", subject=subject, parts=(), answers=answers)
    text = squeezed(pdf_text(pdf.render_pdf(named)))
    assert text.count(squeezed(names[0])) >= 2
    assert squeezed(names[1]) in text
    assert {sign for sign in "龘😀Ł" if f"[U+{ord(sign):04X}]" in text} == {*"龘😀"}
    assert "bell\ufffd\ufffdturned\ufffdmark" in text
