"""An answer that is given again is what it was, whatever was done with it before."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import NamedTuple

import pandas as pd
import pytest

from dashboard.kept_answers import GIVEN_OF_ONE, forget, kept, of_now

# As pages have all text (`dashboard.data`).
AS_OBJECTS = pd.StringDtype("python", na_value=float("nan"))


class Parts(NamedTuple):
    """What pages are made of."""

    rows: pd.DataFrame
    by_name: dict[str, list[pd.DataFrame]]


def made_of(made: list[int]) -> Parts:
    made.append(1)
    return Parts(pd.DataFrame({"n": [1, 2]}), {"a": [pd.DataFrame({"n": [3]})]})


def test_what_is_changed_is_not_what_is_kept() -> None:
    made: list[int] = []
    ask = kept(lambda _of: made_of(made), most=2)
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
    nested = kept(lambda _of: ("plain", (1, pd.DataFrame({"n": [1]}))), most=1)
    (_, (_, frame)), (_, (_, again)) = nested("a"), nested("a")
    frame["more"] = 1
    assert list(again) == list(nested("a")[1][1]) == ["n"]
    plain = kept(lambda _of: ("plain", (1, 2.0)), most=1)
    assert plain("a") is plain("a")


def test_the_same_text_is_held_once_in_all_answers() -> None:
    def said(_of: str) -> tuple[pd.DataFrame]:
        few = ["".join(("too ", "few")) for _ in range(2)]
        return (pd.DataFrame({"said": pd.array([few[0], None, few[1]], dtype=AS_OBJECTS)}),)

    first, _, third = said("a")[0]["said"].array
    assert first is not third
    ask = kept(said, most=2)
    texts = [cell for question in "ab" for cell in ask(question)[0]["said"].array[[0, 2]]]
    assert texts == ["too few"] * 4
    assert len(set(map(id, texts))) == 1
    pd.testing.assert_frame_equal(ask("a")[0], said("a")[0])


@pytest.mark.parametrize("index", [None, ["a", "b"]])
def test_an_answer_that_is_given_often_does_not_grow(index: list[str] | None) -> None:
    made = pd.DataFrame({"n": [1, 2], "said": ["x", "y"]}, index=index)
    ask = kept(lambda _of: made, most=1)
    for _ in range(20 * GIVEN_OF_ONE):
        given = ask("a")
        pd.testing.assert_frame_equal(given, made)
        assert max(traces(given)) <= 8 * GIVEN_OF_ONE


def traces(frame: pd.DataFrame) -> list[int]:
    """What pandas keeps of what was made of the same values, by column and axis."""
    of = [*(block.refs for block in frame._mgr.blocks), *(one._references for one in frame.axes)]
    return [len(one.referenced_blocks) for one in of]


def test_the_answers_asked_for_last_are_kept_until_they_are_forgotten() -> None:
    made: list[int] = []
    ask = kept(lambda _of: made_of(made), most=2)
    for question in ("a", "b", "a", "c", "a", "b"):
        ask(question)
    assert len(made) == 4
    forget()
    ask("a")
    assert len(made) == 5


def test_what_several_ask_at_once_is_made_once() -> None:
    made: list[int] = []
    everybody, may_end = Barrier(4), Event()

    def slowly(_of: str) -> Parts:
        may_end.wait()
        return made_of(made)

    ask = kept(slowly, most=2)

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

    ask = kept(once_wrong, most=2)
    with pytest.raises(ValueError, match="wrong"):
        ask("a")
    assert ask("a").rows["n"].tolist() == [1, 2]
    ask("a")
    assert len(made) == 2


def test_what_was_made_of_a_state_goes_when_another_of_now() -> None:
    made: list[int] = []
    ask = kept(lambda _of: made_of(made), most=2)
    assert of_now("here", "first") == "first"
    ask("a")
    # The same state again, and records elsewhere: nothing is over.
    of_now("here", "first")
    of_now("elsewhere", "other")
    ask("a")
    assert len(made) == 1
    of_now("here", "second")
    ask("a")
    assert len(made) == 2
