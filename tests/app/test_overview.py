"""Overview answers its question for a person, and says so where it cannot."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.server import several_owners_check
from schemas.store import bookkeeping, database
from tests.fixtures.surroundings import ROOT
from tests.quick_pages import turn_to

# The first run imports pandas and Altair.
TIMEOUT = 60


def app(**address: str) -> AppTest:
    """The frame with Overview, at an address."""
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=TIMEOUT)
    for key, text in address.items():
        test.query_params["from" if key == "from_" else key] = text
    return test.run()


def come_through_our_server(patch: pytest.MonkeyPatch, **more: str) -> None:
    """Let each page come as our middleware lets it through, with further headers of its own."""
    headers = {access.MARK_HEADER: access.MARK} | more
    patch.setattr("streamlit.context.__class__.headers", property(lambda _: headers))


@cache
def velmora() -> AppTest:
    """Velmora in 2019 to 2024 of the made-up world; once, for all that only look at it."""
    return app(j="QVE", from_="2019", to="2024")


def markup(test: AppTest) -> str:
    """The HTML of all cards, without the tips at words of the glossary."""
    assert not test.exception
    cards = test.get("bidi_component")
    every = "\n".join(json.loads(card.proto.json).get("html", "") for card in cards)
    return re.sub(r"</?dfn\b[^>]*>", "", every)


def text(test: AppTest) -> str:
    """The words of all cards, without markup."""
    plain = re.sub(r"<[^>]+>", " ", markup(test)).replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"\s+", " ", plain.replace("&nbsp;", " "))


def test_overview_answers_with_quality_and_keeps_convictions_on_screen(made_up: str) -> None:
    test = velmora()
    assert [title.value for title in test.title] == ["How good are our prosecutions?"]
    words = text(test)
    assert re.search(
        r"In Velmora in [^,]+, \d+ \(\d+%\) of the \d+ cases charged as trafficking.*? had", words
    )
    assert "Convictions at first instance, 2024" in words
    large = re.search(r"data-count>([\d,]+)<", markup(test))
    line = re.search(r"<dt>Convicted of trafficking</dt><dd>([\d,]+)</dd>", markup(test))
    assert large is not None
    assert line is not None
    assert large[1] == line[1]
    assert "Counts show volume, not quality." in words
    assert "in 2019-2024" in words or "in 2019 to 2024" in words


def test_made_up_records_source_day_and_scope_are_said_on_the_page(made_up: str) -> None:
    words = text(app())
    assert "Demonstration data." in words
    assert "Source: records of 12 jurisdictions" in words
    assert "up to 30 June 2026" in words
    assert "Running on this computer only" in words
    assert "one organisation" not in words


def test_a_desk_with_own_records_of_several_says_so_on_the_page(
    made_up: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(several_owners_check, "_owners", lambda *_: ("QVE", "QPE"))
    assert "Real records of QVE and QPE: nobody has declared" in text(app())
    monkeypatch.setenv(several_owners_check.ONE_ORGANISATION, "yes")
    assert "QVE and QPE: declared at the start to belong to one organisation" in text(app())


def test_a_changed_filter_changes_address_and_page_and_a_later_beginning_moves_the_end(
    made_up: str,
) -> None:
    test = app(j="QVE", from_="2019", to="2024")
    test.selectbox(key="filters.j").select("QPE").run()
    assert test.query_params["j"] == "QPE"
    assert test.query_params["from"] == "2019"
    assert "In Pellandro in " in text(test)
    test.selectbox(key="filters.from").select(2025).run()
    assert (test.query_params["from"], test.query_params["to"]) == ("2025", "2025")
    assert not test.exception


def test_filters_that_leave_nothing_say_so_with_the_way_back(made_up: str) -> None:
    test = app(j="QUL", from_="2016", to="2016", form="organ_removal")
    assert "No records in 2016 for Ulvarra, organ removal." in text(test)
    assert 'href="./?j=QUL&amp;from=' in markup(test)


def test_measures_can_stand_by_family(made_up: str) -> None:
    page = markup(velmora())
    assert 'scope="rowgroup"' not in page
    assert re.search(r'<a href="\./\?j=QVE[^"]*order=family" data-page>topic</a>', page)
    by_family = app(j="QVE", from_="2019", to="2024", order="family")
    heads = re.findall(r'scope="rowgroup"[^>]*>([^<]+)<', markup(by_family))
    assert heads[:2] == ["The chain and the network", "Financial investigation"]
    by_family.selectbox(key="filters.j").select("QPE").run()
    assert by_family.query_params["order"] == "family"
    assert 'scope="rowgroup"' in markup(by_family)
    # The navigation's address has no order, and the way back not always.
    turn_to(by_family, "measure").run()
    back = turn_to(by_family, "overview").run()
    assert 'scope="rowgroup"' in markup(back)
    first = re.search(r'href="\./\?([^"]*order=room)"', markup(back))
    assert first is not None
    back.query_params["order"] = "room"
    assert 'scope="rowgroup"' not in markup(back.run())
    wrong = app(j="QVE", order="beauty")
    assert "Cannot sort by [beauty]." in text(wrong)
    assert "How well cases are prosecuted" not in text(wrong)


# From here on code or records are others than those of the tests before: caches are emptied.


def test_a_missing_database_is_said_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{tmp_path / 'none.duckdb'}")
    test = app()
    assert "none.duckdb" in text(test)
    assert not test.title


@pytest.fixture
def declared_real(made_up_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the records in which one batch is not made up."""
    copy = tmp_path / "records.duckdb"
    shutil.copy(made_up_url.removeprefix("duckdb:///"), copy)
    url = f"duckdb:///{copy}"
    batches = bookkeeping.batches
    with database.writing(url) as connection:
        connection.execute(batches.update().where(batches.c.batch_id == 1).values(made_up=False))
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)


def test_real_records_are_not_shown_without_our_server(declared_real: None) -> None:
    test = app()
    words = text(test)
    assert "prosecution-quality serve" in words
    assert "Source:" not in words
    assert not test.title


def test_a_real_jurisdiction_has_no_made_up_peers_and_is_none(
    declared_real: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_through_our_server(monkeypatch)
    test = app()
    assert "10 other fictional jurisdictions" in text(test)
    assert "Some sources of this page are fictional" in text(test)
    test.query_params["j"] = "QMO"
    assert "Compared with other jurisdictions" not in text(test.run())
