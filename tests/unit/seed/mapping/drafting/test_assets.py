"""A draft of assets asks what became of them, and names the words of the columns."""

from pathlib import Path

import pytest

from seed.mapping import draft_columns, draft_export, guess_columns
from seed.mapping.draft_columns import STAGES
from seed.mapping.parse_profile import parse

RESULTS = ("DECOMISO", "Devuelto", "", "vendido", "en trámite")


def gazette(folder: Path) -> str:
    """What is drafted of a gazette of seized things."""
    head = "Nº;Clase;Importe;Resolución;Fecha resolución\n"
    text = head + "".join(
        f"{n:05}/14;{('EFECTIVO', 'VEHÍCULO')[n // 7 % 2]};1.2{n:02},50;"
        f"{RESULTS[n % len(RESULTS)]};{'2 de mayo de 2014' if RESULTS[n % len(RESULTS)] else ''}\n"
        for n in range(60)
    )
    (folder / "boletin.csv").write_text(text, encoding="utf-8")
    return draft_export.draft(folder / "boletin.csv").toml


def test_what_became_of_assets_is_asked_and_the_words_for_it_are_named(tmp_path: Path) -> None:
    text = gazette(tmp_path)
    [table] = parse("boletin", text).tables
    assert table.table == "assets"
    assert not {*STAGES} & {column.target for column in table.columns}
    assert (
        "TO FILL: what became of these assets. A draft does not guess it. Fill identified," in text
    )
    assert 'order_kind = { constant = "unknown" }' in text
    words = '# Not read: "Resolución": code, 48 filled, 4 different: [DECOMISO] 12; [Devuelto] 12; '
    assert words in text
    assert list(draft_columns.missing_fields("assets", ["asset_id", "class"])) == ["order_kind"]
    assert not list(draft_columns.missing_fields("assets", ["asset_id", "returned_on"]))


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
    assert guess_columns.guess_codes(said, STAGES) == dict.fromkeys(said, stage)


def test_what_was_refused_is_no_confiscation() -> None:
    assert (
        guess_columns.guess_codes(["decomiso denegado", "not forfeited", "sin decomiso"], STAGES)
        == {}
    )


def test_a_file_number_that_names_no_row_is_said_not_to_be_read(tmp_path: Path) -> None:
    rows = "".join(f"A{n};X-{n};EFECTIVO;DECOMISO\n" for n in range(9))
    (tmp_path / "bienes.csv").write_text(f"Nº;Expediente;Clase;Resolución\n{rows}")
    text = draft_export.draft(tmp_path / "bienes.csv").toml
    assert '# Not read: "Expediente", perhaps assets.case_id: nothing here fills cases.' in text
