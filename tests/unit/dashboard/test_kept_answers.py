"""An answer that is given again is what it was, whatever was done with it before."""

from typing import NamedTuple

import pandas as pd

from dashboard.kept_answers import forget, kept


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


def test_the_answers_asked_for_last_are_kept_until_they_are_forgotten() -> None:
    made: list[int] = []
    ask = kept(lambda _of: made_of(made), most=2)
    for question in ("a", "b", "a", "c", "a", "b"):
        ask(question)
    assert len(made) == 4
    forget()
    ask("a")
    assert len(made) == 5
