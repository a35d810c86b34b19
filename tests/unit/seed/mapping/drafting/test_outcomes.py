"""A draft takes what became of assets from the words of a column, or asks."""

from pathlib import Path

import pytest

from seed.mapping import drafting, language
from seed.mapping.drafting import guesses
from seed.mapping.drafting.outcomes import STAGES
from seed.mapping.language.parsing import parse

RESULTS = ("DECOMISO", "Devuelto", "", "vendido", "en trámite")
ONLY = "2 de mayo de 2014"


def gazette(folder: Path, *, amounts: bool = True, results: tuple[str, ...] = RESULTS) -> str:
    """What is drafted of a gazette of seized things, whose amounts are numbers or texts."""
    head = "Nº;Clase;Importe;Resolución;Fecha resolución\n"
    text = head + "".join(
        f"{n:05}/14;{('EFECTIVO', 'VEHÍCULO')[n // 7 % 2]};"
        + (f"1.2{n:02},50;" if amounts else f"{n + 9},00 COP;")
        + f"{results[n % len(results)]};{ONLY if results[n % len(results)] else ''}\n"
        for n in range(60)
    )
    (folder / "boletin.csv").write_text(text, encoding="utf-8")
    return drafting.draft(folder / "boletin.csv").toml


def said_in(text: str) -> dict[str, str]:
    """By column of the last table of a draft that is filled in some rows alone, in which."""
    return {
        column.target: column.sql.partition("WHEN ")[2].partition(" THEN")[0]
        for column in parse("draft", text).tables[-1].columns
        if column.sql and column.sql.strip().startswith("CASE")
    }


@pytest.mark.parametrize("amounts", [True, False])
def test_an_amount_is_what_a_column_says_that_became_of_the_thing(
    tmp_path: Path, amounts: bool
) -> None:
    text = gazette(tmp_path, amounts=amounts)
    columns = {column.target: column for column in parse("boletin", text).tables[-1].columns}
    said = said_in(text)
    of = {
        stage: f"\"Resolución\" = '{word}'"
        for stage, word in zip(
            ("confiscated", "realised", "returned"),
            ("DECOMISO", "vendido", "Devuelto"),
            strict=True,
        )
    }
    assert said == {**of, **{f"{stage}_on": only for stage, only in of.items()}}
    assert columns["confiscated"].number == language.NumberFormat(decimal=",", thousands=".")
    assert columns["returned_on"].dates
    amount = "Importe" if amounts else "amount"
    assert f'in 12 rows: is "{amount}" what was given back?' in text
    assert 'LOOK: what became of assets where "Resolución" is [en trámite]?' in text
    assert 'LOOK: what became of assets where "Resolución" is blank, as in 12 rows?' in text


def test_columns_of_yes_and_no_say_it_of_what_they_are_called(tmp_path: Path) -> None:
    head = "Item,Class,Value,Forfeited,Returned\n"
    rows = (f"I-{n},cash,{n}.50,{'YN'[n % 2]},{('N', 'Y', '')[n % 3]}\n" for n in range(60))
    (tmp_path / "items.csv").write_text(head + "".join(rows))
    draft = drafting.draft(tmp_path / "items.csv").toml
    assert said_in(draft) == {
        "confiscated": "Forfeited = 'Y'",
        "returned": "Returned = 'Y'",
    }
    # No is an answer; a blank is none.
    assert 'LOOK: what became of assets where "Returned" is blank, as in 20 rows?' in draft
    assert 'assets where "Forfeited"' not in draft


def test_days_that_can_be_read_in_two_ways_are_asked_for_too(tmp_path: Path) -> None:
    head = "Item,Class,Value,Result,Result date\n"
    rows = (
        f"I-{n},cash,{n}.50,{('Forfeited', 'Sold')[n % 2]},0{1 + n % 9}/0{1 + n % 8}/2021\n"
        for n in range(60)
    )
    (tmp_path / "items.csv").write_text(head + "".join(rows))
    draft = drafting.draft(tmp_path / "items.csv").toml
    assert said_in(draft).keys() == {"confiscated", "confiscated_on", "realised", "realised_on"}
    asked = 'is "Result date" its day? Add date = with the right one of DD/MM/YYYY and MM/DD/YYYY.'
    assert asked in draft


def test_a_day_is_told_by_words_in_any_letters(tmp_path: Path) -> None:
    head = "Предмет;Вид;Сумма;Решение;Дата изъятия\n"
    rows = "".join(
        f"{n};cash;{n},50;{('конфисковано', 'возвращено')[n % 2]};2021-05-04\n" for n in range(30)
    )
    (tmp_path / "assets.csv").write_text(head + rows)
    [table] = parse("assets", drafting.draft(tmp_path / "assets.csv").toml).tables
    # The day of the seizure is not that of the decision.
    assert not any(column.sql and column.dates for column in table.columns)


def test_without_such_a_column_what_became_is_asked(tmp_path: Path) -> None:
    text = gazette(tmp_path, results=("art. 12", "art. 14"))
    [table] = parse("boletin", text).tables
    assert not {*STAGES} & {column.target for column in table.columns}
    assert "TO FILL: what became of these assets, which is no guess of a draft: identified" in text
    assert 'order_kind = { constant = "unknown" }' in text
    assert list(drafting.asked("assets", ["asset_id", "class"])) == ["order_kind"]
    assert not list(drafting.asked("assets", ["asset_id", "returned_on"]))


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("Forfeited, confisqué, DECOMISO, eingezogen, Конфисковано, müsadere", "confiscated"),
        ("Returned to owner, restitué, DEVUELTO, zurückgegeben, iade edildi", "returned"),
        ("seized, saisie, Incautado, beschlagnahmt", "frozen"),
        ("sold, vendue, SUBASTADO, versteigert", "realised"),
        ("paid to victims", "to_victims"),
    ],
)
def test_words_of_registers_say_what_became_of_an_asset(words: str, stage: str) -> None:
    said = [word.strip() for word in words.split(",")]
    assert guesses.codes(said, STAGES) == dict.fromkeys(said, stage)


def test_what_was_refused_is_no_confiscation() -> None:
    assert guesses.codes(["decomiso denegado", "not forfeited", "sin decomiso"], STAGES) == {}


def test_a_file_number_that_names_no_row_is_said_not_to_be_read(tmp_path: Path) -> None:
    rows = "".join(f"A{n};X-{n};EFECTIVO;DECOMISO\n" for n in range(9))
    (tmp_path / "bienes.csv").write_text(f"Nº;Expediente;Clase;Resolución\n{rows}")
    text = drafting.draft(tmp_path / "bienes.csv").toml
    assert '# Not read: "Expediente", perhaps assets.case_id: nothing here fills cases.' in text
