"""The page holds an export against the one its mapping was made for, and takes it on a button."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.upload.mapping import saved_mappings
from dashboard.pages.upload.views import dry_run_result
from seed import batches
from tests.app.test_overview import text
from tests.app.upload.test_upload import desk, labels, opened, press, sent, url
from tests.unit.seed.mapping.test_compare_exports import HEADER, PROFILE, accept, rows, said

__all__ = ["url"]
pytestmark = [pytest.mark.usefixtures("in_this_process", "nothing_counted"), pytest.mark.soak]


def calls(test: AppTest, **words: str) -> AppTest:
    """The page with the hotline's calls checked, some words spelt otherwise."""
    test.selectbox(key="upload.profile").select("hotline").run()
    content = HEADER + "".join(f"{row}\n" for row in rows(**words))
    return sent(test, {"calls.csv": content.encode()})


def test_another_spelling_is_refused_by_the_page_until_a_person_accepts_it(
    url: str, tmp_path: Path
) -> None:
    (tmp_path / "hotline.toml").write_text(PROFILE)
    batches.save_profile(url, "hotline", accept(tmp_path, said(tmp_path, rows())))
    other = calls(opened(), victima="Víctima")
    assert "Accept and store" not in labels(other)
    assert "[Víctima] (60)" in text(other)
    assert dry_run_result.OTHER_EXPORT in text(other)
    again = press(other, dry_run_result.ACCEPT_EXPORT)
    assert "Accept and store" in labels(again)
    assert dry_run_result.ACCEPT_EXPORT not in labels(again)


def test_a_mapping_that_is_used_again_asks_for_the_day_of_the_export(url: str) -> None:
    batches.save_profile(url, "hotline", PROFILE)
    test = opened()
    assert not test.date_input
    test.selectbox(key="upload.profile").select("hotline").run()
    [day] = test.date_input
    assert day.label == saved_mappings.DAY
    day.set_value(date(2026, 6, 30)).run()
    checked = calls(test)
    request = desk(checked).request
    assert request is not None
    assert request.extracted_on == date(2026, 6, 30)
    press(press(checked, "Back to the mapping"), "Check the files")
    assert "extracted_on = 2026-06-30" in (desk(checked).request.profile_text or "")


def test_what_is_kept_by_no_name_is_not_asked_about(url: str) -> None:
    batches.save_profile(url, "hotline", PROFILE)
    test = calls(opened())
    assert dry_run_result.NEW_EXPORT in text(test)
    assert dry_run_result.ACCEPT_EXPORT in labels(test)
    batches.save_profile(url, "hotline", PROFILE.replace("laboral", "sexual"))
    assert dry_run_result.ACCEPT_EXPORT not in labels(test.run())
