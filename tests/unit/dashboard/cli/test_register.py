"""A register of seized items, without any case, by the command line: from dry run to sums."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command_line import Outcome, run

HEADER = (
    " Asset_ID ,case_id,CLASS,role,order_kind,frozen,frozen_on,confiscated,confiscated_on,"
    "returned,returned_on,currency"
)
ITEMS = (
    "G-4117,,cash,proceeds,proceeds,12000.50,2021-03-04,12000.50,2022-05,,,EUR",
    # No class; given back after a confiscation that was quashed.
    "G-7704,,,,,3500,2021,3500,2021-11-30,3500,2022-01-15,EUR",
    # A day without an amount, and nothing given back.
    "G-9032,,vehicle,instrumentality,,,2022-06-01,,,0,,EUR",
    # There is no rate for the currency, and no day of the sum.
    "G-2531,,crypto,,,800.00,,,,,,NGN",
    "G-7048,,account,evidence,none,0,,,,,,EUR",
    "G-1958,k7,account,,value,,,500,2023-02-01,120.25,2024-02-02,EUR",
)
CASE = ("case_id,scope,opened_on", "k7,charged_as_trafficking,2020-02-02")
PLACE = ("jurisdiction,name,currency", "QMA,Avaria,EUR")
Command = Callable[..., Outcome]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """A command on a database of the test's own."""

    def ask(*arguments: str) -> Outcome:
        return run(capsys, "--database", str(tmp_path / "records.duckdb"), *arguments)

    return ask


def submission(folder: Path, **tables: tuple[str, ...]) -> str:
    folder.mkdir()
    stated = 'jurisdiction = "QMA"\nextracted_on = 2024-06-30\n'
    (folder / "submission.toml").write_text(stated, "utf-8")
    for name, lines in {"jurisdictions": PLACE, **tables}.items():
        (folder / f"{name}.csv").write_text("\r\n".join(lines), "utf-8")
    return str(folder)


def told(command: Command, *arguments: str) -> dict[tuple[str, ...], dict]:
    rows = json.loads(command("measures", *arguments, "--format", "json").out)
    return {(row["measure"], row["period"]): row for row in rows}


def test_a_register_alone_is_counted_and_no_case_is(command: Command, tmp_path: Path) -> None:
    register = submission(tmp_path / "register", assets=(HEADER, *ITEMS[:5]))
    tried = command("import", register, "--dry-run")
    assert tried.code == 0, tried.out
    assert "X02m Value of assets confiscated" in tried.out
    assert (
        "C01 Investigations opened, QMA, all years: before: no cases; after: Not collected."
        in tried.out
    )
    assert command("import", register).code == 0
    rows = told(command)
    sums = {name: rows[name, "all"] for name in ("X01", "X01m", "X02", "X02m", "X03", "X03m")}
    found = {name: (row["value"], row["unknown"]) for name, row in sums.items()}
    assert found == {
        "X01": (4, 0),
        "X01m": (15_500.5, 2),
        "X02": (2, 2),
        "X02m": (15_500.5, 2),
        "X03": (1, 3),
        "X03m": (3500, 3),
    }
    others = {row["status"] for (name, _), row in rows.items() if name not in sums}
    assert others == {"not_collected", "empty"}
    assert rows["C01", "all"]["status"] == "not_collected"
    assert rows["C01", "all"]["value"] is None


def test_the_years_are_those_of_each_step(command: Command, tmp_path: Path) -> None:
    command("import", submission(tmp_path / "register", assets=(HEADER, *ITEMS[:5])))
    rows = told(command, "X01", "X02m", "X03", "--by", "year")
    counted = {key: row["value"] for key, row in rows.items() if row["value"]}
    assert counted == {
        ("X01", "2021"): 2,
        ("X01", "2022"): 1,
        ("X01", "undated"): 1,
        ("X02m", "2021"): 3500,
        ("X02m", "2022"): 12_000.5,
        ("X03", "2022"): 1,
    }


def test_an_asset_of_a_case_needs_its_case(command: Command, tmp_path: Path) -> None:
    refused = command("import", submission(tmp_path / "alone", assets=(HEADER, *ITEMS)))
    assert refused.code == 1
    assert "assets.csv, row 7, case_id" in refused.out
    both = submission(tmp_path / "both", assets=(HEADER, *ITEMS), cases=CASE)
    assert command("import", both).code == 0
    rows = told(command)
    # What is outside any case stays out of all that is counted of cases.
    assert (rows["C01", "all"]["value"], rows["X02", "all"]["value"]) == (1, 3)
    assert rows["A03", "all"]["status"] == "empty"


def test_a_value_without_a_currency_is_refused_with_its_place(
    command: Command, tmp_path: Path
) -> None:
    wrong = ("G-1a2b,,cash,,,100,2021-03-04,,,,,", "G-3c4d,,cash,,,100,2021-03-04,,,,,Euro")
    refused = command("import", submission(tmp_path / "register", assets=(HEADER, *wrong)))
    assert refused.code == 1
    for said in ("row 2, currency: The row has an amount but no currency", "row 3, currency"):
        assert said in refused.out
