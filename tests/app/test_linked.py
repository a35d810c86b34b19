"""A link that carries the state of the records: offered at the foot, told where they changed."""

import html
import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import metrics
from dashboard.frames import link_state
from dashboard.ui import page_shell
from seed import batches
from tests.app.test_overview import markup
from tests.app.test_pages import page
from tests.fixtures.made_up import path_of, url_of
from tests.soak import everyday
from tests.submissions import CASES, MADE_UP, small

pytestmark = pytest.mark.soak


@pytest.fixture
def own(two_made_up_cases: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The address of a database of the test's own, which the dashboard reads."""
    shutil.copy(two_made_up_cases, path_of(url_of(tmp_path)))
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url_of(tmp_path))
    return url_of(tmp_path)


def offered(test: AppTest) -> str:
    """The state that the foot's button copies."""
    [state] = re.findall(r'data-state="([^"]*)"', markup(test))
    return state


def said(test: AppTest) -> str:
    """The notice of the link, without its table; empty where there is none."""
    return " ".join(
        html.unescape(text)
        for text in re.findall(r"data-linked>\s*<p>(.*?)</p>", markup(test), re.S)
    )


def test_a_link_tells_what_changed_since_it_was_copied(own: str, tmp_path: Path) -> None:
    before = page("caseload")
    state = offered(before)
    assert said(before) == ""
    assert said(page("caseload", state=state)) == ""
    more = CASES.replace("2023-03-04", "2023-03-05") + "z5,charged_as_trafficking,no,2024-01-01\n"
    later = small(tmp_path / "later", MADE_UP, "updates = true", cases=more)
    batches.store(own, [later], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    after = page("caseload", state=state)
    assert said(after).endswith(": cases: 1 new, 1 changed; all tables: 1 new, 1 changed.")
    assert "Table by table" in markup(after)
    assert offered(after) != state
    batches.undo(own, 2, refresh=metrics.refresh)
    assert said(page("caseload", state=state)) == ""


@pytest.mark.parametrize(
    "text", everyday("<script>alert(1)</script>", rest=["1-999999999_a_b", "1\x00"])
)
def test_what_is_no_state_is_told_and_the_page_goes_on(own: str, text: str) -> None:
    test = page("caseload", state=text)
    assert not test.exception
    assert said(test) == link_state.NO_STATE
    assert "<script" not in markup(test)
    assert "data-answer" in markup(test)


def test_a_page_is_of_one_state_where_records_change_while_it_runs(
    own: str, imported_twice: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, others = path_of(own), tmp_path / "others"
    shutil.copy(imported_twice, others)
    foot, feet = page_shell.draw_footer, []

    def foot_amid_a_change() -> None:
        foot()
        if not feet:
            others.replace(here)
        feet.append("")

    monkeypatch.setattr(page_shell, "draw_footer", foot_amid_a_change)
    amid = markup(page("quality"))
    assert len(feet) == len(("the run that was half of each", "the run after it"))
    assert amid == markup(page("quality"))
