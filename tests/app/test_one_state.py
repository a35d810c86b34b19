"""A page is of one state of the records, whatever comes in or leaves while it runs."""

import shutil
from pathlib import Path

import pytest

from dashboard.ui import page_shell
from tests.app.test_overview import markup
from tests.app.test_pages import page
from tests.fixtures.made_up import path_of, url_of


def test_a_page_is_of_one_state_where_records_change_while_it_runs(
    made_up: str, many_offices_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    here, others = path_of(url_of(tmp_path)), tmp_path / "others"
    shutil.copy(path_of(made_up), here)
    shutil.copy(path_of(many_offices_url), others)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url_of(tmp_path))
    foot, feet = page_shell.footer, []

    def foot_amid_a_change() -> None:
        foot()
        if not feet:
            others.replace(here)
        feet.append("")

    monkeypatch.setattr(page_shell, "footer", foot_amid_a_change)
    amid = markup(page("quality"))
    assert len(feet) == len(("the run that was half of each", "the run after it"))
    assert amid == markup(page("quality"))
