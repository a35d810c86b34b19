"""What pages read is asked once for each question and each state of the records."""

from typing import Any

import pytest

from dashboard import data
from metrics import results

ASKED: list[tuple[Any, ...]] = []


def cases(connection: Any, scope: results.Scope, office: str, *, year: int = 0) -> str:
    ASKED.append(("cases", office, year))
    return f"cases of {office}"


def victims(connection: Any, office: str) -> str:
    ASKED.append(("victims", office))
    return f"victims of {office}"


@pytest.fixture(autouse=True)
def nothing_asked() -> None:
    ASKED.clear()


def test_a_question_is_asked_once(made_up: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = data.kept(cases)
    assert [kept("a", year=1), kept("a", year=1), kept("b"), kept("a", year=2)] == [
        *("cases of a", "cases of a"),
        *("cases of b", "cases of a"),
    ]
    assert ASKED == [("cases", "a", 1), ("cases", "b", 0), ("cases", "a", 2)]
    monkeypatch.setattr("schemas.store.database.data_version", lambda _: "another")
    kept("a", year=1)
    assert ASKED[3:] == [("cases", "a", 1)]


def test_the_same_question_of_another_kind_is_another(made_up: str) -> None:
    assert data.kept(cases)("a") == "cases of a"
    assert data.kept_of_all(victims)("a") == "victims of a"
    assert ASKED == [("cases", "a", 0), ("victims", "a")]


def test_each_scope_has_its_own_answer(made_up: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = data.kept(cases)
    kept("of any scope")
    monkeypatch.setattr("dashboard.server.access.identity", lambda: "somebody else")
    kept("of any scope")
    assert ASKED == [("cases", "of any scope", 0)] * 2
