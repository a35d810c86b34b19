"""A condition of a profile is a list of looks where it is no more than that, and comes back so."""

import pytest

from dashboard.upload.mapping import conditions, only_where
from dashboard.upload.mapping.conditions import Look
from seed.mapping import drafting, language, reading


@pytest.mark.parametrize(
    ("said", "looks"),
    [
        ({}, ()),
        ({"Res.": "DECOMISO"}, (Look("Res.", "is", ("DECOMISO",)),)),
        ({"Res.": ["a", "b"]}, (Look("Res.", "is", ("a", "b")),)),
        (
            {"x": {"blank": True}, "#7": {"blank": False}},
            (Look("x", "blank"), Look("#7", "filled")),
        ),
        (
            {"Counts": {"above": 0, "not": "999"}},
            (Look("Counts", "above", ("0",)), Look("Counts", "not", ("999",))),
        ),
        ({"Total $": {"below": 1.5}}, (Look("Total $", "below", ("1.5",)),)),
        (
            {"Edad": {"from": 18, "to": 120}},
            (Look("Edad", "from", ("18",)), Look("Edad", "to", ("120",))),
        ),
        ({"Matter": {"like": "(?i)trata"}}, (Look("Matter", "like", ("(?i)trata",)),)),
    ],
)
def test_looks_are_told_apart_and_put_together(said: object, looks: tuple[Look, ...]) -> None:
    assert conditions.looks(said) == looks
    assert conditions.looks(conditions.said(looks)) == looks


@pytest.mark.parametrize("said", [[{"a": "1"}, {"b": "2"}], "a", {"a": {"unheard": 1}}])
def test_one_of_several_is_no_list_of_looks(said: object) -> None:
    assert conditions.looks(said) is None


def test_two_like_looks_at_a_column_lose_no_value() -> None:
    assert conditions.said([Look("a", "is", ("x",)), Look("a", "is", ("y",))]) == {"a": ["x", "y"]}


def test_what_is_no_number_stays_to_be_told() -> None:
    assert conditions.said([Look("a", "above", ("1,5",))]) == {"a": {"above": "1,5"}}


def test_a_look_is_said_otherwise_or_no_more() -> None:
    looks = (Look("a"), Look("b"))
    assert conditions.with_look(looks, 1, Look("c")) == (Look("a"), Look("c"))
    assert conditions.with_look(looks, 0, None) == (Look("b"),)


def test_a_look_at_plain_numbers_begins_with_from_which_on() -> None:
    few = reading.Values((("17", 3), ("21", 4)))
    ages = drafting.DraftColumn("Edad", drafting.Looks.CODE, 7, 2, few)
    amounts = drafting.DraftColumn(
        "Valor", drafting.Looks.NUMBER, 7, 7, number=language.NumberFormat(decimal=",")
    )
    words = drafting.DraftColumn("Sexo", drafting.Looks.CODE, 7, 2, reading.Values((("F", 7),)))
    hows = [only_where.begun(one.name, one).how for one in (ages, amounts, words)]
    assert hows == ["from", "is", "is"]
    assert only_where.begun("x", None).how == "is"
