"""Who comes in and goes is written down: as whom, what they may see, how and why; and no more."""

from dataclasses import replace
from pathlib import Path
from time import time

import pytest
from starlette.testclient import TestClient

from dashboard import access, data, sessions
from dashboard.server import app, download_files, sign_in
from schemas.store import audit
from tests.sign_in.provider import Provider
from tests.sign_in.signed_in import PEOPLE, Browser, in_memory

PERSON = f"{sign_in.COOKIE}_8501"


@pytest.fixture
def browser(
    client: TestClient, at: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Browser:
    monkeypatch.setenv(data.DATABASE, f"duckdb:///{tmp_path / 'records.duckdb'}")
    return Browser(client, at)


def told() -> list[tuple[str, str, str, str]]:
    """Who, what, how it ended and what is said of it, of each entry."""
    return [
        (entry.who, entry.action, entry.outcome, " ".join(map(str, entry.on.values())))
        for entry in audit.entries_of(data.records_url())
    ]


def test_who_signs_in_and_out_is_written_down_and_what_they_may_see(browser: Browser) -> None:
    browser.signs_in(PEOPLE["office A"] | {"name": "Ana Canary", "email": "ana@canary.test"})
    sign = browser.cookies[PERSON]
    browser.asks("/sign-out", sec_fetch_site="same-origin")
    assert told() == [("oa", "sign_in", "done", ""), ("oa", "end_session", "done", "signed out")]
    entries = list(audit.entries_of(data.records_url()))
    assert {entry.scope for entry in entries} == {"office:QVE:QVE-office-1"}
    assert {entry.purpose for entry in entries} == {"access"}
    text = b"".join(audit.log_lines(data.records_url())).decode()
    assert not [part for part in (sign, "anary", "id_token") if part in text]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"sub": "n"}, "no role"),
        ({"sub": "n", "roles": ["ministry"]}, "no place"),
        ({"sub": "gone", "roles": ["public"]}, "withdrawn"),
    ],
)
def test_who_may_see_nothing_is_written_down_as_refused(
    browser: Browser, claims: dict[str, object], reason: str
) -> None:
    browser.signs_in(claims)
    assert told() == [(claims["sub"], "sign_in", "refused", reason)]


def test_a_sign_in_that_is_none_is_not_written_down(browser: Browser) -> None:
    """Anybody could fill the log by it."""
    browser.opens()
    assert browser.comes_back("/oauth2callback?state=x&code=y").status_code == 403
    assert told() == []


def test_a_session_whose_time_is_over_is_written_down_once(browser: Browser) -> None:
    browser.signs_in(PEOPLE["ministry A"])
    session = sessions.HERE.by_token(browser.cookies[PERSON])
    assert session is not None
    in_memory()[session.key] = replace(session, ends_at=time() - 1)
    app.remove_expired()
    app.remove_expired()
    assert told()[1:] == [("a", "end_session", "done", "expired")]


def test_the_files_of_a_session_go_with_it(browser: Browser) -> None:
    browser.signs_in(PEOPLE["ministry A"])
    session = sessions.HERE.by_token(browser.cookies[PERSON])
    assert session is not None
    holder = access.user_of_session(session.key)
    address = download_files.HERE.store(holder, b"own", name="a.csv", kind="text/csv")
    assert browser.asks(address).status_code == 200
    sessions.HERE.end(session.key)
    assert download_files.HERE.take(address.split("/")[2], holder) is None


def test_a_second_sign_in_of_a_browser_ends_the_first(browser: Browser) -> None:
    browser.signs_in(PEOPLE["ministry A"])
    browser.signs_in(PEOPLE["ministry B"])
    assert [line[:2] for line in told()] == [
        ("a", "sign_in"),
        ("b", "sign_in"),
        ("a", "end_session"),
    ]
    assert told()[2][3] == "replaced"


def test_nobody_signs_in_where_it_cannot_be_written_down(browser: Browser) -> None:
    log = audit.log_path(data.records_url())
    assert log is not None
    log.mkdir()
    refused = browser.signs_in(PEOPLE["ministry A"])
    assert refused.status_code == 503
    assert "cannot be written to the audit log" in refused.text
    assert PERSON not in browser.cookies
    # But whoever is in can go.
    log.rmdir()
    browser.signs_in(PEOPLE["ministry A"])
    log.unlink()
    log.mkdir()
    before = dict(browser.cookies)
    browser.asks("/sign-out", sec_fetch_site="same-origin")
    browser.cookies = before
    assert browser.asks("/sign-in/here").status_code == 401
