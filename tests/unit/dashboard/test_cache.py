"""An answer that is given again is what it was, whatever was done with it before."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import NamedTuple

import pandas as pd
import pytest

from dashboard.cache import cached, clear, clear_if_changed


class Parts(NamedTuple):
    """What pages are made of."""

    rows: pd.DataFrame
    by_name: dict[str, list[pd.DataFrame]]


def made_of(made: list[int]) -> Parts:
    made.append(1)
    return Parts(pd.DataFrame({"n": [1, 2]}), {"a": [pd.DataFrame({"n": [3]})]})


def test_what_is_changed_is_not_what_is_kept() -> None:
    made: list[int] = []
    ask = cached(lambda _of: made_of(made), most=2)
    first = ask("a")
    first.rows.loc[0, "n"] = 7
    first.rows["more"] = 1
    first.by_name["a"][0].loc[0, "n"] = 7
    first.by_name["b"] = []
    again = ask("a")
    assert isinstance(again, Parts)
    assert again.rows.to_dict("list") == {"n": [1, 2]}
    assert {name: [one["n"].tolist() for one in of] for name, of in again.by_name.items()} == {
        "a": [[3]]
    }
    assert len(made) == 1


def test_a_frame_is_found_wherever_it_stands_in_an_answer() -> None:
    nested = cached(lambda _of: ("plain", (1, pd.DataFrame({"n": [1]}))), most=1)
    (_, (_, frame)), (_, (_, again)) = nested("a"), nested("a")
    frame["more"] = 1
    assert list(again) == list(nested("a")[1][1]) == ["n"]


def test_the_answers_asked_for_last_are_kept_until_the_cache_is_cleared() -> None:
    made: list[int] = []
    ask = cached(lambda _of: made_of(made), most=2)
    for question in ("a", "b", "a", "c", "a", "b"):
        ask(question)
    assert len(made) == 4
    clear()
    ask("a")
    assert len(made) == 5


def test_what_several_ask_at_once_is_made_once() -> None:
    made: list[int] = []
    everybody, may_end = Barrier(4), Event()

    def slowly(_of: str) -> Parts:
        may_end.wait()
        return made_of(made)

    ask = cached(slowly, most=2)

    def asked() -> Parts:
        everybody.wait()
        return ask("a")

    with ThreadPoolExecutor(3) as sessions:
        answers = [sessions.submit(asked) for _ in range(3)]
        everybody.wait()
        may_end.set()
        assert [answer.result().rows["n"].tolist() for answer in answers] == [[1, 2]] * 3
    assert len(made) == 1


def test_an_error_is_no_answer() -> None:
    made: list[int] = []

    def once_wrong(_of: str) -> Parts:
        if not made:
            made.append(0)
            raise ValueError("wrong")
        return made_of(made)

    ask = cached(once_wrong, most=2)
    with pytest.raises(ValueError, match="wrong"):
        ask("a")
    assert ask("a").rows["n"].tolist() == [1, 2]
    ask("a")
    assert len(made) == 2


def test_what_was_made_of_a_state_goes_when_another_see_state() -> None:
    made: list[int] = []
    ask = cached(lambda _of: made_of(made), most=2)
    assert clear_if_changed("here", "first") == "first"
    ask("a")
    # The same state again, and records elsewhere: nothing is over.
    clear_if_changed("here", "first")
    clear_if_changed("elsewhere", "other")
    ask("a")
    assert len(made) == 1
    clear_if_changed("here", "second")
    ask("a")
    assert len(made) == 2
