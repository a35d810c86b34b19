"""What stands in the place of pages: the gate, and why a sign-in leads to nothing."""

from collections.abc import Callable, Mapping
from pathlib import Path
from time import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access, sessions, sign_in_settings
from dashboard.pages import Page, all_pages
from tests.app.test_overview import come_through_our_server, markup, text
from tests.app.test_pages import page as open_page
from tests.sign_in.signed_in import PEOPLE, in_memory, surroundings

METADATA = "https://login.example.org/.well-known/openid-configuration"
Opens = Callable[..., AppTest]
GATE = "What happens next"


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> sessions.Sessions:
    """A server with sign-in, at which nobody is signed in."""
    for name, value in surroundings(tmp_path, METADATA).items():
        monkeypatch.setenv(name, value)
    here = sessions.Sessions()
    monkeypatch.setattr(sessions, "HERE", here)
    return here


@pytest.fixture
def opens(made_up: str, people: sessions.Sessions, monkeypatch: pytest.MonkeyPatch) -> Opens:
    """Open a page as whoever has these claims; without claims as nobody."""

    def opened(page: str, claims: Mapping[str, Any] | None = None, **address: str) -> AppTest:
        whose = {}
        if claims is not None:
            token = people.begin({"exp": time() + 600, **claims}, {})
            session = people.by_token(token)
            whose = {access.HEADER: session.key if session else "expired"}
        come_through_our_server(monkeypatch, **whose)
        return open_page(page, **address)

    return opened


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.url_path)
def test_nobody_sees_a_page_before_the_sign_in(opens: Opens, page: Page) -> None:
    test = opens(page.url_path, j="QVE", m="N01")
    assert [one.value for one in test.title] == ["Sign in"]
    assert GATE in text(test)
    at = "" if page.is_first else page.url_path
    assert f'href="/sign-in?to=%2F{at}%3Fj%3DQVE%26m%3DN01"' in markup(test)
    assert "Velmora," not in text(test)
    assert not test.selectbox
    assert "the Ministry of Velmora" in text(test)
    assert "sign-in@velmora.example" in text(test)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"sub": "n", "name": "Nil"}, sign_in_settings.NO_ROLE),
        ({"sub": "n", "name": "Nil", "roles": ["cook"]}, sign_in_settings.NO_ROLE),
        ({"sub": "n", "name": "Nil", "roles": ["ministry"]}, sign_in_settings.NO_JURISDICTION),
        (
            {"sub": "n", "name": "Nil", "roles": ["ministry"], "jurisdiction": ["QVE", "QPE"]},
            sign_in_settings.SEVERAL,
        ),
        (PEOPLE["ministry A"] | {"sub": "gone", "name": "Nil"}, sign_in_settings.WITHDRAWN),
    ],
)
def test_whoever_may_see_nothing_is_told_why_and_what_to_do(
    opens: Opens, claims: dict[str, Any], reason: str
) -> None:
    test = opens("measure", claims, j="QVE")
    assert [one.value for one in test.title] == ["You have no access yet"]
    assert f"You are signed in as Nil . {reason}" in text(test)
    assert 'href="/sign-out"' in markup(test)
    assert "Velmora," not in text(test)


def test_a_sign_in_that_is_over_is_none(opens: Opens) -> None:
    assert GATE in text(opens("measure", PEOPLE["ministry A"] | {"exp": time() - 1}))


def test_names_of_accounts_and_of_the_operator_are_text(opens: Opens, tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text('operator = "<b>x</b>"\ncontact = "<i>y</i>"')
    shown = markup(opens("measure", {"sub": "n", "name": "<script>alert(1)</script>"}))
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "<i>y" not in shown
    assert "<b>x" not in markup(opens("measure"))


def test_a_list_of_roles_that_cannot_be_read_lets_nobody_in(opens: Opens, tmp_path: Path) -> None:
    (tmp_path / "access.toml").write_text("[roles")
    assert sign_in_settings.UNREADABLE in text(opens("measure", PEOPLE["ministry A"]))
    (tmp_path / "access.toml").unlink()
    assert sign_in_settings.UNREADABLE in text(opens("measure", PEOPLE["ministry A"]))
    assert GATE in text(opens("measure"))


def test_each_run_asks_anew_who_is_there(opens: Opens, people: sessions.Sessions) -> None:
    test = opens("measure", {"sub": "n", "name": "Nil"})
    assert "Nil" in text(test)
    [key] = in_memory()
    people.end(key)
    assert GATE in text(test.run())


@pytest.mark.parametrize(
    ("role", "scope_id"),
    [
        ("ministry A", "jurisdiction:QVE"),
        ("office B", "office:QPE:QPE-office-1"),
        ("public", "release"),
        ("nobody", "nothing"),
    ],
)
def test_the_scope_of_a_run_is_that_of_whoever_asks(
    opens: Opens, people: sessions.Sessions, role: str, scope_id: str
) -> None:
    opens("methods", PEOPLE[role])
    assert access.scope_id() == scope_id
    assert access.account_for_log() == PEOPLE[role]["sub"]


def test_a_desk_asks_nobody(made_up: str) -> None:
    assert (access.scope_id(), access.account_for_log(), access.user_name()) == ("desk", "desk", "")
    assert access.is_signed_in()
