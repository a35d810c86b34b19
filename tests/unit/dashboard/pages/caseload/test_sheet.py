"""The sheet for a meeting: what it says, and its file with the office's own numbers."""

import re
from datetime import UTC, date, datetime

import pandas as pd

from dashboard.pages.caseload import sheet
from dashboard.query_params import CaseloadView
from metrics.worklist import without_marked_steps
from schemas.store import not_applicable_steps
from tests.unit.dashboard.pages.caseload.test_frames import LOAD

OF = sheet.OfOffice("QVE", "Office <b>North</b>, Velmora", date(2026, 6, 30))
NOW = datetime(2026, 7, 1, tzinfo=UTC)
BATCHES = pd.DataFrame(
    {
        "jurisdiction": ["QVE", "QVE", "QPE"],
        "made_up": [False, False, True],
        "undone_at": [None, NOW, None],
        "replaced_by": [None, None, None],
        "rows_stored": [9, 9, 9],
    }
)
MARK = not_applicable_steps.Mark(
    "QVE", "new", "claim", not_applicable_steps.Reason.OTHER, 1, date(2026, 5, 12)
)


def contents(step: str = "") -> dict[str, object]:
    return sheet.sheet_context(
        without_marked_steps(LOAD, "QVE", [MARK]), OF, BATCHES, CaseloadView(step=step)
    )


def text(of: dict[str, object]) -> str:
    body = sheet.sheet_html(of).partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_the_sheet_says_its_state_what_is_marked_and_what_is_not_known() -> None:
    words = text(contents())
    assert "Reference date: 30 June 2026. The records come from 1 import." in words
    assert "1 step is marked as not applicable and is not counted as possible." in words
    assert "1 step is not listed because of missing data." in words
    assert "Marked as not applicable on 12 May 2026. Reason: another reason." in words
    assert "Demonstration data" not in words


def test_of_one_step_it_says_how_many_cases_are_listed_or_that_none_is() -> None:
    assert "This sheet lists" not in text(contents())
    one = text(contents("claim"))
    assert "This sheet lists 1 case in which this step is possible: Lodge a victim" in one
    none = text(contents("foreign_request"))
    assert "no open case in which this step is possible: Ask another State for help." in none
    # A table without a row would look like a fault.
    assert "Steps still possible, and why" not in none


def test_the_file_asks_for_nothing_and_holds_no_script() -> None:
    page = sheet.sheet_html(contents())
    assert "<script" not in page
    assert set(re.findall(r"url\((\w+):", page)) == {"data"}
    assert not re.search(r"""(src|href)=["']?http""", page)
    assert "&lt;b&gt;North&lt;/b&gt;" in page
    assert "@page" in page


def test_the_page_says_how_the_same_sheet_is_had_by_the_offices_own_numbers() -> None:
    assert sheet.sheet_command_text("QVE", "north 1", CaseloadView(step="claim")) == (
        "prosecution-quality sheet --jurisdiction QVE --office 'north 1' --step claim"
        " --lookup LOOKUP.csv --out sheet.html"
    )
    assert "lookup" not in text(contents())


def test_cases_go_by_their_own_numbers_where_the_lookup_has_them() -> None:
    joined = sheet.replace_pseudonyms(contents(), {"new": "12 Js 7/26 <x>", "old": "12 Js 1/24"})
    page = sheet.sheet_html(joined)
    assert re.findall(r'data-case="([^"]*)"', page) == [
        "12 Js 1/24",
        "12 Js 7/26 &lt;x&gt;",
        "bare",
    ]
    words = text(joined)
    assert "for this office alone" in words
    assert "The lookup file has no number for 1 case. The sheet shows its stored ID." in words
    every = sheet.replace_pseudonyms(contents(), {"new": "1", "old": "2", "bare": "3"})
    assert every["own_ids"] == sheet.OWN_IDS
