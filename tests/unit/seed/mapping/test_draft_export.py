"""A first profile is drafted for files nobody has mapped, and says what is left to fill."""

from pathlib import Path

import polars as pl
import pytest

from schemas import vocabulary as v
from seed.mapping import draft_columns, draft_export, guess_columns
from seed.mapping.column_profiles import CellKind, ColumnProfile, find_missing_words
from seed.mapping.draft_columns import STAGES, ask_about_years
from seed.mapping.draft_tables import find_role
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import ColumnRule
from seed.mapping.shown_values import MOST_SHOWN, count_shown_values
from seed.readers import json_records

RESULTS = ("DECOMISO", "Devuelto", "", "vendido", "en trámite")


def drafted(folder: Path, **cells: list[str]) -> draft_export.Draft:
    path = folder / "register.csv"
    pl.DataFrame(cells).write_csv(path)
    return draft_export.draft_from_path(path)


@pytest.fixture
def register(tmp_path: Path) -> draft_export.Draft:
    rows = range(60)
    return drafted(
        tmp_path,
        DocketNo=[f"K-{n * 7}" for n in rows],
        Defendant_ID=[f"P{n * 3}" for n in rows],
        Gender=["F", "M", "NA"] * 20,
        DecidedOn=[f"{1 + n % 28}/{1 + n % 12}/2025" for n in rows],
        Outcome=["acquitted", "pending", "dropped"] * 20,
        Notes=[f"free text of case {n}, call +41 79 000 00 {n}" for n in rows],
    )


def test_a_draft_says_what_a_scope_is_that_a_source_does_not_say(
    tmp_path: Path, register: draft_export.Draft
) -> None:
    assert "# Each case needs a scope, because the scope decides how it counts." in register.toml
    scopes = ["trata", "robo", "charged as trafficking"] * 20
    text = drafted(tmp_path, Case_ID=[f"K{n * 7}" for n in range(60)], Scope=scopes).toml
    assert "Each value needs a code, or its rows are left out with [where]." in text


def test_words_for_missing_are_found_and_na_only_in_several_columns() -> None:
    """In one column, NA may be Namibia."""
    one = pl.DataFrame({"Country": ["NA", "ZA"], "Sex": ["F", " n/d "]})
    assert [*find_missing_words(one)] == ["n/d"]
    assert [*find_missing_words(one.with_columns(Age=pl.lit("NA")))] == ["NA", "n/d"]


def test_columns_and_codes_are_suggested_and_no_free_text_is_shown(
    register: draft_export.Draft,
) -> None:
    suggested = {c.name: c.suggestion for c in register.files[0].columns}
    assert suggested["Gender"] in {("suspects", "sex"), ("victims", "sex")}
    assert suggested["DecidedOn"] in {("suspects", "decided_on"), ("claims", "decided_on")}
    assert suggested["Outcome"] == ("suspects", "outcome")
    assert suggested["Notes"] is None
    text = register.toml
    assert 'acquitted = "acquitted" # 20 cells' in text
    assert '# dropped = "" # 20 cells' in text
    assert "free text" not in text
    assert "+41" not in text
    assert '# Not read: "Notes": text, 60 filled, 60 different.' in text


def test_a_draft_says_line_by_line_what_is_still_to_fill(register: draft_export.Draft) -> None:
    findings = parse_profile_text("register", register.toml).findings
    assert findings
    assert findings[0].rule == "profile.jurisdiction"
    assert 'jurisdiction = ""  # TO FILL: three letters' in register.toml
    findings = findings[1:]
    assert {f.rule for f in findings} == {"profile.required_column"}
    assert all("line " in f.wording and "must be filled" in f.wording for f in findings)
    for finding in findings:
        column = finding.wording.split("[")[1].split("]")[0]
        assert f"TO FILL: {column}" in register.toml


def test_dates_that_could_be_either_way_round_are_left_open(tmp_path: Path) -> None:
    days = [f"0{1 + n % 9}/0{1 + n % 8}/2025" for n in range(40)]
    text = drafted(tmp_path, case_id=[f"k{n}" for n in range(40)], opened_on=days).toml
    assert "Add date = with the right one of DD/MM/YYYY and MM/DD/YYYY." in text


def test_a_year_for_a_day_says_what_is_taken_and_asks(tmp_path: Path) -> None:
    rows = range(40)
    text = drafted(
        tmp_path, case_id=[f"k{n}" for n in rows], Year_filed=[f"{2001 + n % 9}" for n in rows]
    ).toml
    assert (
        '# LOOK: "Year_filed" has only years. Where days are counted or sorted, 1 July of the year'
        " is used. Is it the right year, and is there no better column?\n"
        'opened_on = { source = "Year_filed", date = ["YYYY"] }'
    ) in text
    days = ColumnRule("Opened", date=("YYYY-MM-DD",))
    assert ask_about_years(days) == ""


def test_a_register_like_nothing_here_begins_with_cases(tmp_path: Path) -> None:
    draft = drafted(tmp_path, zzz=["a b c", "d e f"])
    assert [table.table for table in draft.chosen.tables] == ["cases"]
    rules = {f.rule for f in parse_profile_text("x", draft.toml).findings}
    assert rules == {"profile.jurisdiction", "profile.required_column"}


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("CaseNumb", ("assets", "case_id")),
        ("seize_date", ("assets", "frozen_on")),
        ("victim_sex", ("victims", "sex")),
    ],
)
def test_words_of_agencies_are_understood(name: str, target: tuple[str, str]) -> None:
    looks = {"victim_sex": CellKind.CODE, "seize_date": CellKind.DATE}.get(name, CellKind.ID)
    found = guess_columns.suggest_targets(ColumnProfile(name, looks))
    assert next(iter(found))[1] == target[1]


@pytest.mark.parametrize(
    ("values", "target"),
    [
        (["trafficking", "smuggling", "other"], "offence"),
        (["Art. 113", "Art. 132", "Art. 125"], "offence"),
        (["y", "n", "unknown"], "charged"),
    ],
)
def test_a_charge_is_an_offence_unless_it_says_yes_and_no(values: list[str], target: str) -> None:
    column = ColumnProfile(
        "charge", CellKind.CODE, values=count_shown_values(pl.Series(values * 9))
    )
    first, *others = guess_columns.suggest_targets(column)
    assert first[1] == target
    assert {("charges", "offence"), ("suspects", "charged")} <= {first, *others}


def test_dockets_name_the_case_under_a_key(tmp_path: Path) -> None:
    text = drafted(tmp_path, Docket=[f"K-{n}/24" for n in range(9)], Type=["fine"] * 9).toml
    assert 'case_id = { source = "Docket", pseudonym = true }' in text


def test_codes_are_known_by_their_words() -> None:
    known = {"yes", "no", "unknown", "not_applicable"}
    assert guess_columns.guess_codes(["Y", "FALSE", "n/a", "maybe"], known) == {
        "Y": "yes",
        "FALSE": "no",
        "n/a": "unknown",
    }


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("relaxé, ABSUELTA, absolvição, Freispruch, assolto, Оправдан, Beraat", "acquitted"),
        ("EN COURS, en trámite, em andamento, anhängig, In corso, derdest", "pending"),
        ("Non-lieu, SOBRESEÍDO, arquivado, eingestellt, archiviato, düşme", "discontinued"),
        ("CONDAMNÉ, condenada, verurteilt, condannato, Осуждён, MAHKÛM, guilty", ""),
    ],
)
def test_words_of_courts_are_codes_in_any_letters(words: str, code: str) -> None:
    known = [one.value for one in v.Outcome]
    said = [word.strip() for word in words.split(",")]
    assert guess_columns.guess_codes(said, known) == (dict.fromkeys(said, code) if code else {})
    # Of what somebody was convicted is for a person to say.
    which = ("convicted_trafficking", "convicted_other")
    assert {guess_columns.possible_codes(word, known) for word in said} == {() if code else which}
    results = [one.value for one in v.ChargeResult]
    if not code:
        assert guess_columns.guess_codes(said, results) == dict.fromkeys(said, "convicted")


def test_a_draft_asks_of_what_somebody_was_convicted(tmp_path: Path) -> None:
    text = drafted(
        tmp_path,
        Dossier=[f"K{n}" for n in range(40)],
        Prévenu=[f"P{n}" for n in range(40)],
        Issue=["CONDAMNÉ", "relaxe", "EN COURS", "CONDAMNÉ"] * 10,
    ).toml
    assert '"EN COURS" = "pending" # 10 cells' in text
    asked = '# "CONDAMNÉ" = "" # 20 cells: convicted_other or convicted_trafficking?'
    assert asked in text


def test_what_many_rows_share_is_no_name_save_in_a_column_of_persons() -> None:
    cells = (
        ["libertad bajo fianza"] * 12
        + ["Maria Silva"] * 9
        + ["non lieu"]
        + ["tel 030 1234567"] * 20
    )
    assert count_shown_values(pl.Series("situación", cells)).shown == (
        ("libertad bajo fianza", 12),
        ("non lieu", 1),
    )
    for name in ("Juez ponente", "Defendant", "Обвиняемый"):
        judges = count_shown_values(pl.Series(name, ["Maria Silva"] * 30 + ["Ana Lima"] * 12))
        assert (judges.shown, judges.hidden) == ((), 42)
    # One in thirty is too few of them.
    few = count_shown_values(pl.Series("x", ["Ana Lima"] * 12 + ["ja"] * 400))
    assert few.shown == (("ja", 400),)


def test_rare_long_and_personal_values_are_counted_and_not_shown() -> None:
    cells = ["common"] * 5 + ["rare"] * 2 + ["x" * 41] * 9 + ["Maria Silva"] * 9 + [None]
    values = count_shown_values(pl.Series(cells))
    assert values.shown == (("common", 5),)
    assert values.hidden == 2 + 9 + 9
    assert values.cells == 25


def test_a_column_shows_its_commonest_values_and_counts_the_others() -> None:
    cells = [f"c{number}" for number in range(MOST_SHOWN + 10) for _ in range(3)]
    values = count_shown_values(pl.Series(cells))
    assert len(values.shown) == MOST_SHOWN
    assert values.hidden == 30


def test_json_that_the_reader_refuses_is_not_read_for_a_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "register.json"
    path.write_text('{"cases": [{"id": 1}], "persons": [{"id": 1}]}')
    assert len(draft_export.draft_from_path(path).files) == len(("cases", "persons"))
    monkeypatch.setattr(json_records, "MOST_BYTES", 10)
    draft = draft_export.draft_from_path(path)
    assert (draft.files, [finding.rule for finding in draft.findings]) == ((), ["file.too_large"])


def test_words_among_dates_and_of_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    days = [f"{1 + n % 28:02}.05.2023" for n in range(96)] + ["pendiente"] * 4
    kinds = ["urgente", "normal", "normal", "Ana Lima"] * 25
    ids = [f"K{n * 3}" for n in range(100)]
    text = drafted(tmp_path, case_id=ids, opened_on=days, prioridad=kinds).toml
    assert "in brackets): [pendiente] (4). Their rows" in text
    assert '# Not read: "prioridad": code, 100 filled, 3 different: [normal] 50' in text
    assert "[urgente] 25" in text


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Accused", "suspects"),
        ("co-accused", "suspects"),
        ("Victim-survivor", "victims"),
        ("Witness", ""),
        # Two roles in one, and somebody else than the words say: a person has to decide.
        ("Complainant-victim", None),
        ("victim's father", None),
    ],
)
def test_who_somebody_is_is_read_from_words_of_one_role(word: str, role: str | None) -> None:
    assert find_role(word) == role


def test_the_accused_of_a_file_are_those_that_its_words_name(tmp_path: Path) -> None:
    capacity = ["Accused", "Accused", "Witness", "Victim/family", "Victim/family"] * 12
    outcome = ["Acquitted", "Convicted", "", "", ""] * 12
    ids = [f"C-{n // 5}-{n % 5}" for n in range(60)]
    draft = drafted(tmp_path, Person_ID=ids, Capacity=capacity, Outcome=outcome)
    assert "where = \"Capacity = 'Accused'\"" in draft.toml
    assert "Rows with these words are left out: [Victim/family] (24)." in draft.toml
    # Without that column it is asked whether all rows are of accused persons.
    alone = drafted(tmp_path, Person_ID=ids, Outcome=outcome).toml
    assert "because only accused people have [Outcome]" in " ".join(alone.split())


def gazette(folder: Path) -> str:
    """What is drafted of a gazette of seized things."""
    head = "Nº;Clase;Importe;Resolución;Fecha resolución\n"
    text = head + "".join(
        f"{n:05}/14;{('EFECTIVO', 'VEHÍCULO')[n // 7 % 2]};1.2{n:02},50;"
        f"{RESULTS[n % len(RESULTS)]};{'2 de mayo de 2014' if RESULTS[n % len(RESULTS)] else ''}\n"
        for n in range(60)
    )
    (folder / "boletin.csv").write_text(text, encoding="utf-8")
    return draft_export.draft_from_path(folder / "boletin.csv").toml


def test_what_became_of_assets_is_asked_and_the_words_for_it_are_named(tmp_path: Path) -> None:
    text = gazette(tmp_path)
    [table] = parse_profile_text("boletin", text).tables
    assert table.table == "assets"
    assert not {*STAGES} & {*table.columns}
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


def test_a_number_of_a_case_in_no_file_is_read_with_a_question(tmp_path: Path) -> None:
    rows = "".join(f"A{n};X-{n};EFECTIVO;DECOMISO\n" for n in range(9))
    (tmp_path / "bienes.csv").write_text(f"Nº;Expediente;Clase;Resolución\n{rows}")
    text = draft_export.draft_from_path(tmp_path / "bienes.csv").toml
    assert "LOOK: No file has these cases, so they must be stored before." in text
    assert 'case_id = "Expediente"' in text
