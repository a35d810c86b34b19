"""The page holds an export against the one its mapping was made for, and takes it on a button."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.upload.views import export
from seed import batches
from tests.app.test_overview import text
from tests.app.upload.test_upload import labels, opened, press, sent, url
from tests.unit.seed.mapping.reading.test_shapes import HEADER, PROFILE, rows

__all__ = ["url"]
pytestmark = pytest.mark.usefixtures("in_this_process")


def calls(test: AppTest, **words: str) -> AppTest:
    """The page with the hotline's calls checked, some words spelt otherwise."""
    test.selectbox(key="upload.profile").select("hotline").run()
    content = HEADER + "".join(f"{row}\n" for row in rows(**words))
    return sent(test, {"calls.csv": content.encode()})


def test_another_spelling_is_refused_by_the_page_until_a_person_accepts_it(url: str) -> None:
    batches.profiles.save(url, "hotline", PROFILE)
    first = calls(opened())
    assert export.NEW in text(first)
    accepted = press(first, export.ACCEPT)
    assert export.ACCEPT not in labels(accepted)
    assert "Accept and store" in labels(accepted)
    other = calls(opened(), victima="Víctima")
    assert "Accept and store" not in labels(other)
    assert "[Víctima] in 60 rows" in text(other)
    assert export.OTHER in text(other)
    again = press(other, export.ACCEPT)
    assert "Accept and store" in labels(again)
    assert export.ACCEPT not in labels(again)


def test_what_is_kept_by_no_name_is_not_asked_about(url: str) -> None:
    batches.profiles.save(url, "hotline", PROFILE)
    test = calls(opened())
    batches.profiles.save(url, "hotline", PROFILE.replace("laboral", "sexual"))
    assert export.ACCEPT not in labels(test.run())
