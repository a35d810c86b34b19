"""From every card its picture and table are taken away; a card that gives none has its reason."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from dashboard.pages import EVERY_CARD, all_pages, find_page
from dashboard.pages.quality import sections
from metrics import catalogue, worklist
from tests import soak
from tests.app.test_overview import markup
from tests.app.test_pages import frames, page, seen
from tests.app.test_take_away import kept, opened

__all__ = ["kept"]
# The card of a measure itself has its definition.
MEASURES = ("N01", "P05")
DEFINED = {catalogue.CATALOGUE[id_].title for id_ in MEASURES}
# The addresses under which a page shows all of its cards, where there are more than one.
ADDRESSES = {
    "measure": [{"m": measure} for measure in MEASURES],
    "compare": [{"m": "N01"}],
    "quality": [{"see": section} for section in sections.SECTIONS],
}
VIEWS = [
    (page.url_path, address)
    for page in all_pages()
    if EVERY_CARD not in page.without_download
    for address in ADDRESSES.get(page.url_path, [{}])
]


def blocks(of: Any) -> Iterator[Any]:
    """A container and all that is in it."""
    yield of
    for child in getattr(of, "children", {}).values():
        yield from blocks(child)


def is_bordered(block: Any) -> bool:
    return block.type == "flex_container" and block.proto.flex_container.border


def cards(test: AppTest) -> Iterator[tuple[str, bool | None]]:
    """The cards of a page: the heading, and whether anything can be taken away.

    None of an empty state, a border within the card: there is nothing to take.
    """
    for block in blocks(test.main):
        if not is_bordered(block):
            continue
        inside = list(blocks(block))
        titles = [str(one.value) for one in inside if one.type == "header"] or re.findall(
            r"<h2[^>]*>(.*?)</h2>", "".join(str(getattr(one, "proto", "")) for one in inside)
        )
        gives = any(
            one.type == "popover" and one.proto.popover.label == "Download" for one in inside
        )
        if titles:
            yield titles[0], None if any(map(is_bordered, inside[1:])) else gives


@pytest.mark.parametrize(
    ("name", "address"), soak.some_of_each(VIEWS, lambda view: view[0]), ids=str
)
def test_every_card_gives_its_files_or_has_its_reason(
    made_up: str, name: str, address: dict[str, str]
) -> None:
    found = dict(cards(seen("QVE", name, **address)))
    assert found
    told = {title: gives for title, gives in found.items() if gives is not None}
    reasons = find_page(name).without_download.keys() | (DEFINED if name == "measure" else set())
    assert {title for title, gives in told.items() if not gives} == reasons & told.keys()


def lines(kept: dict[str, bytes], name: str) -> list[dict[str, str]]:
    [content] = [of for file, of in kept.items() if re.match(rf"{name}.*\.csv$", file)]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_my_caseload_gives_its_numbers_and_no_case(made_up: str, kept: dict[str, bytes]) -> None:
    test = page("caseload", j="QVE", from_="2018", to="2024")
    opened(test, "caseloads")
    offices = lines(kept, "caseloads-QVE")
    assert len(offices) == 6
    for line in offices:
        row = rf'{line["Office"]}</a>.*?data-heading="Open cases">{int(float(line["Open cases"]))}<'
        assert re.search(row, markup(test), re.S)
    office = test.selectbox(key="filters.office")
    office.select_index(1).run()
    assert [title for title, gives in cards(test) if not gives] == ["Open cases"]
    ids = set(re.findall(r'data-case="([^"]+)"', markup(test)))
    opened(test, "steps_possible", "office_profile")
    [steps] = [file for file in kept if file.startswith("steps-possible") and file.endswith("csv")]
    told = lines(kept, steps.removesuffix(".csv"))
    assert [line["Step"] for line in told] == [one.title for one in worklist.STEPS.values()]
    for line, id_ in zip(told, worklist.STEPS, strict=True):
        row = re.search(rf'data-step="{id_}".*?"possible"[^>]*>(\d+) case', markup(test), re.S)
        assert row is not None
        assert float(line["Cases in which it is possible"]) == int(row[1]), line
    of_profile = {file.rpartition(".")[2]: file for file in kept if "office-profile" in file}
    own = lines(kept, of_profile["csv"].removesuffix(".csv"))
    # Whose numbers they are stands in each row and in the picture.
    assert {line["place"] for line in own} == {f"{offices[0]['Office']}, Velmora"}
    assert offices[0]["Office"].encode() in kept[of_profile["svg"]]
    book = load_workbook(io.BytesIO(kept[of_profile["xlsx"]]))
    said = " ".join(str(row) for sheet in book for row in sheet.values)
    assert "Victims given or offered legal aid: the median of 3 other offices is " in said
    assert ids
    for content in kept.values():
        assert not [id_ for id_ in ids if id_.encode() in content]


def test_the_matrix_of_counting_is_taken_as_it_stands(made_up: str, kept: dict[str, bytes]) -> None:
    test = opened(page("compare", j="QVE", m="N01", from_="2018", to="2024"), "counting_rules")
    told = {line["Jurisdiction"]: line for line in lines(kept, "counting-rules-QVE")}
    assert next(iter(told)) == "Velmora"
    stated = [one for one in frames(test) if "Charge counted at" in one.columns]
    assert stated
    for rows in stated:
        for row in rows.to_dict("records"):
            assert row.items() <= told[row["Jurisdiction"]].items()
