"""What a profile leaves unfilled is stated as not collected, or warned of."""

from dataclasses import replace
from pathlib import Path

import pytest

import metrics
from metrics import results
from schemas import scopes
from schemas.store import database
from seed import batches
from seed.mapping import draft_export, mapping_pipeline, profile_toml
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import ColumnRule
from seed.submission import Submission

# Of twenty the outcome of one is not known; nobody's day of finality nor any fine is in the file.
ROWS = [
    f"{17 + n},{501 + n},{'condenado' if n % 5 else 'absuelto'},{1 + n}/2/2021,{n % 5 or ''}"
    for n in range(19)
]
REGISTER = "\n".join(["Nº,Acusado,Fallo,Fecha,Años", *ROWS, "99,599,,,"])
PROFILE = '''\
[manifest]
jurisdiction = "XAA"
extracted_on = 2024-06-30
{}

[files.register]
file = "register.csv"
[files.persons]
select = """SELECT *, 'C' || "Nº" AS case_no, 'P' || Acusado AS person FROM register"""

[tables.cases]
from = "persons"

[tables.cases.columns]
case_id = "case_no"
scope = {{ constant = "charged_as_trafficking" }}
charged = {{ constant = "yes" }}

[tables.suspects]
from = "persons"

[tables.suspects.columns]
case_id = "case_no"
person_id = "person"
charged = {{ constant = "yes" }}
kind = {{ constant = "natural" }}
decided_on = {{ source = "Fecha", date = "DD/MM/YYYY" }}
outcome.source = "Fallo"
outcome.codes = {{ condenado = "convicted_trafficking", absuelto = "acquitted" }}

[tables.sanctions]
from = "persons"
where = "Años IS NOT NULL"

[tables.sanctions.columns]
sanction_id = {{ sql = "'S' || Acusado" }}
case_id = "case_no"
person_id = "person"
kind = {{ constant = "custody" }}
months = {{ source = "Años", number = {{ times = 12, places = 0 }} }}
'''
NOT_COLLECTED = 'unfilled = "not_collected"'


def read(folder: Path, text: str) -> Submission:
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    profile = parse_profile_text("register", text)
    assert profile.findings == ()
    return mapping_pipeline.read_export(folder / "register.csv", profile)


def measured(folder: Path, *texts: str) -> dict[tuple[str, str], tuple[str, float, float]]:
    """Status, numerator and unknown by jurisdiction and measure, once the registers came in."""
    url = f"duckdb:///{folder / 'records.duckdb'}"
    receipts = batches.store(
        url,
        [read(folder, text) for text in texts],
        partial=batches.Partial.REFUSE,
        refresh=metrics.refresh,
    )
    assert {one.status for one in receipts} == {"stored"}, receipts
    with database.reading(url).connect() as connection:
        rows = results.rows(
            connection, scopes.EVERYTHING, ("P01d", "D01", "D05", "C03", "C03f", "A01")
        )
    return {
        (r["jurisdiction"], r["measure"]): (r["status"], r["numerator"], r["unknown"])
        for r in rows.to_dict("records")
    }


def test_what_is_not_filled_is_not_recorded_and_what_is_filled_is_counted(
    tmp_path: Path,
) -> None:
    elsewhere = PROFILE.replace("XAA", "XBB").format('unfilled = "elsewhere"')
    found = measured(tmp_path, PROFILE.format(NOT_COLLECTED), elsewhere)
    # No day of finality, no fine and no asset is in the file.
    for measure in ("P01d", "C03f", "D05", "A01"):
        assert found["XAA", measure][0] == "not_collected"
    assert found["XAA", "D01"] == ("ok", 15, 0)
    # A blank cell of a column that is read is unknown.
    assert found["XAA", "C03"] == ("ok", 15, 1)
    # Without the statement nobody was convicted finally, or fined.
    assert found["XBB", "P01d"][:2] == found["XBB", "D05"][:2] == ("ok", 0)


def statements(text: str) -> dict[str, str | None]:
    """By column of which it is said that it is not collected, the office of which it is said."""
    rows = (row.values for row in parse_profile_text("x", text).coverage)
    return {row["column"]: row.get("office_id") for row in rows if row["collected"] == "no"}


def test_the_statement_follows_what_is_filled() -> None:
    text = PROFILE.format(NOT_COLLECTED)
    said = statements(text)
    assert {"suspects.final_on", "sanctions.amount", "cases.opened_on"} <= said.keys()
    assert (
        not {"suspects.outcome", "suspects.charged", "cases.scope", "sanctions.months"}
        & said.keys()
    )
    # A currency says nothing by itself, and no table is said to be missing: others may bring it.
    assert "sanctions.currency" not in said
    assert not any(name.startswith("assets") for name in said)
    more = text.replace(
        'kind = { constant = "natural" }',
        'kind = { constant = "natural" }\nsex = { constant = "female" }',
    )
    assert said.keys() - statements(more).keys() == {"suspects.sex"}


def test_what_the_profile_says_itself_goes_before() -> None:
    own = (
        '\n[[rows.coverage]]\ncolumn = "suspects.final_on"\nfrom = 2019-01-01\ncollected = "yes"\n'
    )
    said = statements(PROFILE.format(NOT_COLLECTED) + own)
    assert "suspects.final_on" not in said
    assert "suspects.exit_reason" in said


def test_an_office_speaks_for_itself_alone_where_its_rows_name_it() -> None:
    said = statements(PROFILE.format(f'office_id = "north"\n{NOT_COLLECTED}'))
    assert set(said.values()) == {"north"}
    of_assets = PROFILE.replace("tables.sanctions", "tables.assets")
    of_assets = of_assets.replace("sanction_id", "asset_id").replace('person_id = "person"\n', "")
    of_assets = of_assets.replace('kind = {{ constant = "custody" }}\nmonths', "frozen")
    of_assets += 'currency = {{ constant = "EUR" }}\n'
    said = statements(of_assets.format(f'office_id = "north"\n{NOT_COLLECTED}'))
    # An asset outside any case is of no office.
    assert (said["cases.opened_on"], said["assets.returned_on"]) == ("north", None)


@pytest.mark.parametrize(
    ("said", "warned"), [("", ["cases", "suspects", "sanctions"]), ('unfilled = "elsewhere"', [])]
)
def test_a_profile_that_says_nothing_is_told_what_it_leaves_open(
    said: str, warned: list[str], tmp_path: Path
) -> None:
    found = [
        f for f in read(tmp_path, PROFILE.format(said)).findings if f.rule == "mapping.unfilled"
    ]
    assert [table for f in found for table in warned if f" of {table}" in f.wording] == warned
    assert all(f.severity.value == "warning" for f in found)
    named = "these columns of suspects: sex, age_group, citizenship, fugitive,"
    assert not found or named in found[1].wording


def test_a_wrong_word_is_a_fault() -> None:
    [fault] = parse_profile_text("x", PROFILE.format('unfilled = "none"')).findings
    assert (
        "line 4, manifest.unfilled: Expected here: one of not_collected, elsewhere."
        in fault.wording
    )


def test_a_draft_states_it(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text(REGISTER, encoding="utf-8")
    draft = draft_export.draft_from_path(tmp_path / "register.csv")
    assert 'unfilled = "not_collected"\n' in draft.toml
    [table, *_] = draft.chosen.tables
    filled = replace(table, columns={**table.columns, "opened_on": ColumnRule("Fecha")})
    before, after = (
        parse_profile_text(
            "x", profile_toml.profile_text(replace(draft.chosen, tables=(one,)))
        ).coverage
        for one in (table, filled)
    )
    assert len(before) - len(after) == (table.table == "cases")
