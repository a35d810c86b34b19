"""How a column would fill a field, and what a person is asked about it."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from seed.mapping import (
    column_profiles,
    draft_export,
    mapping_pipeline,
    parse_profile,
    profile_model,
    profile_toml,
)
from seed.mapping.draft_columns import missing_fields, with_condition
from seed.mapping.profile_model import ColumnRule, TableRule

COURT = pl.DataFrame(
    {
        "Dossier n°": [f"D{n}" for n in range(9)],
        "Person ID": [f"P{n}" for n in range(9)],
        "Sexe": ["F", "M", "F"] * 3,
        "Issue": ["relaxe", "", "en cours"] * 3,
        "Sanction months": ["12", "", "", "", "36", "", "", "", "600"],
        "Sanction amount": ["", "", "300", "", "", "", "", "", ""],
        "Sanction ordered on": ["2023-01-05", "", "2023-02-05", "", "2023-03-05", *[""] * 4],
    }
)


def table(
    folder: Path, name: str, court: pl.DataFrame = COURT
) -> tuple[TableRule, draft_export.Draft]:
    court.write_csv(folder / "court.csv")
    draft = draft_export.draft_from_path(folder / "court.csv")
    [found] = [one for one in draft.chosen.tables if one.table == name]
    return found, draft


def test_sanctions_ask_for_their_kind_and_the_currency_of_an_amount(tmp_path: Path) -> None:
    sanctions, draft = table(tmp_path, "sanctions")
    lines = sanctions.closing_comment.splitlines()
    to_fill = [line.split(",")[0] for line in lines if line.startswith("TO FILL")]
    assert to_fill == ["TO FILL: kind", "TO FILL: currency"]
    assert '# TO FILL: currency, such as currency = { constant = "EUR" }' in draft.toml
    assert {"sanction_id", "case_id", "person_id"} <= sanctions.columns.keys()


def test_rows_without_any_of_a_penalty_make_none(tmp_path: Path) -> None:
    sanctions, draft = table(tmp_path, "sanctions")
    names = ("Sanction months", "Sanction amount", "Sanction ordered on")
    assert sanctions.where == " OR ".join(f'"{name}" IS NOT NULL' for name in names)
    filled = {**sanctions.columns, "kind": ColumnRule(constant="custody")}
    filled["currency"] = ColumnRule(constant="EUR")
    one = replace(draft.chosen, tables=(replace(sanctions, columns=filled),))
    profile = parse_profile.parse_profile_text("court", profile_toml.profile_text(one))
    assert [f.rule for f in profile.findings] == ["profile.jurisdiction"]
    submission = mapping_pipeline.read_export(
        tmp_path / "court.csv", replace(profile, findings=()), key="a key of nobody"
    )
    [made] = [t.frame for t in submission.texts if t.table == "sanctions"]
    assert made["row_number"].to_list() == [2, 4, 6, 10]


def test_a_field_that_is_always_filled_tells_of_each_row(tmp_path: Path) -> None:
    always = COURT.with_columns(pl.lit("2023-01-05").alias("Sanction ordered on"))
    sanctions, _ = table(tmp_path, "sanctions", always)
    assert sanctions.where == ""


def test_persons_need_no_more_than_their_names() -> None:
    file = column_profiles.FileProfile(
        profile_model.SourceFile("a", "a.csv"),
        9,
        (column_profiles.ColumnProfile("x", column_profiles.CellKind.CODE, 3, 1),),
    )
    for name, column in (("suspects", "sex"), ("sanctions", "kind")):
        table = TableRule(name, "a", {column: ColumnRule("x")})
        where = "x IS NOT NULL" if name == "sanctions" else ""
        assert with_condition(table, file).where == where
    named = TableRule("sanctions", "a", {"sanction_id": ColumnRule("id"), "kind": ColumnRule("x")})
    assert with_condition(named, file) == named


@pytest.mark.parametrize(
    ("table", "filled", "wanted"),
    [
        ("claims", ["claim_id", "case_id", "victim_id", "awarded"], ["currency"]),
        ("claims", ["claim_id", "case_id", "result"], ["person_id"]),
        ("charges", ["charge_id", "case_id", "person_id"], ["offence"]),
        ("cases", ["case_id", "scope", "proceeds_estimate"], ["currency"]),
        ("assets", ["asset_id", "frozen_on"], []),
    ],
)
def test_what_the_gate_refuses_or_nobody_can_read_is_asked(
    table: str, filled: list[str], wanted: list[str]
) -> None:
    assert list(missing_fields(table, filled)) == wanted
