"""From every card its picture and table are taken away; a card that gives none has its reason."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from openpyxl import load_workbook
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.pages.quality import sections
from metrics import worklist
from tests.app.test_overview import markup
from tests.app.test_pages import frames, page, seen
from tests.app.test_take_away import kept, opened

__all__ = ["kept"]
WORDS = "words: a definition stands in every file that holds a number of it, and on Methods"
OWN_FILE = "a file of its own, of every row and not of those shown"
PERSONS = "records of persons leave by the meeting sheet alone, made to be kept by whoever made it"
INPUT = "asks, and has no number"
# The cards that give none, by page.
NONE = {
    "measure": {
        "More than one link charged": WORDS,
        "Time from charge to first-instance end": WORDS,
        "How to read it": WORDS,
        "What it is made of": WORDS,
        "A worked example": "fictional cases, stepped through",
        "Versions": WORDS,
    },
    "compare": {"What is compared": WORDS},
    "caseload": {"Open cases": PERSONS, "What can still be done": PERSONS},
    "quality": {
        "Errors and warnings, and what to do": OWN_FILE,
        "Not read": "names of columns, in the file of the source",
        "Sources of the records": "the command `batches --json` writes it",
        "One batch": "the command `batches --json` writes it",
        "Could someone be identified?": PERSONS,
        "Undo this batch": INPUT,
        "What was corrected or undone": OWN_FILE,
        "What was erased": "all that is kept of it stands here",
        "What was done": "the command `audit list --format csv` writes it",
        "Add records": INPUT,
        "What is collected": OWN_FILE,
    },
}
WITHOUT_CARDS = {"report": "is itself what is taken away", "upload": INPUT, "methods": WORDS}
# The addresses under which a page shows all of its cards.
VIEWS: tuple[tuple[str, dict[str, str]], ...] = (
    *((name, {}) for name in ("overview", "chain", "money", "victims", "caseload")),
    *(("measure", {"m": measure}) for measure in ("N01", "P05")),
    ("compare", {"m": "N01"}),
    *(("quality", {"see": section}) for section in sections.SECTIONS),
)


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


def test_every_page_is_asked_or_has_its_reason() -> None:
    asked = {name for name, _ in VIEWS}
    assert asked | WITHOUT_CARDS.keys() == {name for name, _ in access.PAGES}


@pytest.mark.parametrize(("name", "address"), VIEWS, ids=str)
def test_every_card_gives_its_files_or_has_its_reason(
    made_up: str, name: str, address: dict[str, str]
) -> None:
    found = dict(cards(seen("QVE", name, **address)))
    assert found
    told = {title: gives for title, gives in found.items() if gives is not None}
    reasons = NONE.get(name, {}).keys() & told.keys()
    assert {title for title, gives in told.items() if not gives} == reasons


def lines(kept: dict[str, bytes], name: str) -> list[dict[str, str]]:
    [content] = [content for file, content in kept.items() if file == f"{name}.csv"]
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
        assert float(line["Possible in"]) == int(row[1])
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
