"""`measures` prints rows as table, JSON and CSV, with the fields that others script."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboard.cli.measures import NOT_THERE
from schemas.store import bookkeeping, database
from tests.command_line import Outcome, run
from tests.fixtures.made_up import path_of

Ask = Callable[..., Outcome]
FIELDS = [
    *("measure", "version", "kind", "unit", "jurisdiction", "period", "numerator", "unknown"),
    *("denominator", "value", "low", "high", "bound_low", "bound_high", "coverage", "status"),
    *("largest_share", "region_low", "region_high", "not_yet_due", "cases", "deff"),
    *("quartile_1", "quartile_3", "verdict_low", "verdict_high", "value_unit", "count_unit"),
]


@pytest.fixture
def measures(capsys: pytest.CaptureFixture[str], made_up_url: str) -> Ask:
    """The command `measures` on made-up records."""

    def ask(*arguments: str) -> Outcome:
        return run(capsys, "--database", made_up_url, "measures", *arguments)

    return ask


def test_json_has_the_fixed_fields_in_their_order_and_a_table_is_aligned(measures: Ask) -> None:
    rows = json.loads(measures("N01", "--format", "json").out)
    assert rows
    assert [list(row) for row in rows] == [FIELDS] * len(rows)
    assert {row["period"] for row in rows} == {"all"}
    lines = measures("N01").out.splitlines()
    assert lines[0].split()[:4] == ["measure", "kind", "jurisdiction", "period"]
    assert len({line.index("all") for line in lines[1:]}) == 1


def test_breakdowns_stand_after_the_period(measures: Ask) -> None:
    asked = ("--by", "year,form,cross_border,jurisdiction", "--format", "json")
    rows = json.loads(measures("N01", *asked).out)
    assert list(rows[0]) == [*FIELDS[:6], "form", "cross_border", *FIELDS[6:]]
    assert {row["period"] for row in rows} <= {*map(str, range(2000, 2030)), "undated"}


def test_counts_are_whole_numbers_and_shares_have_twelve_digits(measures: Ask) -> None:
    rows = json.loads(measures("N01", "C01", "--format", "json").out)
    for row in rows:
        assert isinstance(row["numerator"], int)
        assert row["denominator"] is None or isinstance(row["denominator"], int)
        if row["kind"] == "Count":
            assert row["value"] == row["numerator"]
            assert isinstance(row["value"], int)
        elif row["denominator"]:
            share = row["numerator"] / row["denominator"]
            assert row["value"] == float(f"{share:.12g}")


def test_csv_and_json_hold_the_same_and_what_is_not_there_is_null(measures: Ask) -> None:
    asked = ("N01", "A03", "P05", "--by", "form")
    lines = list(csv.DictReader(io.StringIO(measures(*asked, "--format", "csv").out)))
    outcome = measures(*asked, "--format", "json")
    assert "NaN" not in outcome.out
    rows = json.loads(outcome.out)
    assert any(row["value"] is None for row in rows)
    assert lines == [
        {name: "" if value is None else str(value) for name, value in row.items()} for row in rows
    ]


def test_the_day_of_judgment_moves_maturity(measures: Ask) -> None:
    early = json.loads(measures("N01", "--as-of", "2015-01-01", "--format", "json").out)
    late = json.loads(measures("N01", "--as-of", "2040-01-01", "--format", "json").out)
    assert {row["status"] for row in early} != {row["status"] for row in late}
    assert sum(row["denominator"] or 0 for row in early) < sum(row["denominator"] for row in late)


def test_a_table_says_the_days_where_they_differ_and_no_other_format_does(
    capsys: pytest.CaptureFixture[str], made_up_url: str, tmp_path: Path
) -> None:
    url = str(tmp_path / "records.duckdb")
    shutil.copy(path_of(made_up_url), url)
    asked = ("--database", url, "measures", "N01")
    assert "Reference date" not in run(capsys, *asked).out
    with database.writing(url) as connection:
        batch = bookkeeping.batches
        early = batch.update().where(batch.c.jurisdiction == "QVE")
        connection.execute(early.values(extracted_on=date(2022, 3, 14)))
    told = run(capsys, *asked).out.splitlines()[-1]
    assert told.startswith("Reference dates: 14 March 2022 (QVE); 30 June 2026 (QMO, ")
    for more in (("--as-of", "2022-03-14"), ("--format", "csv"), ("--format", "json")):
        assert "Reference date" not in run(capsys, *asked, *more).out


def test_without_an_id_all_measures_that_split_so_are_printed(measures: Ask) -> None:
    every = {row["measure"] for row in json.loads(measures("--format", "json").out)}
    split = {row["measure"] for row in json.loads(measures("--by", "sex", "--format", "json").out)}
    assert {"N01", "C01", "R01"} <= every
    assert split
    assert split < every


@pytest.mark.parametrize(
    ("arguments", "offered"),
    [
        (["N1"], "N01"),
        (["N01", "--by", "yeer"], "year"),
        (["C01", "--by", "sex"], "form"),
        (["N01", "--format", "xml"], "json"),
        (["N01", "--as-of", "yesterday"], "%Y-%m-%d"),
        (["N01", "--from", "2022", "--to", "2021"], "--from 2022 is later than --to 2021."),
    ],
)
def test_a_wrong_name_is_exit_2_and_offers_valid_ones(
    measures: Ask,
    arguments: list[str],
    offered: str,
) -> None:
    outcome = measures(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert offered in outcome.err


def test_no_rows_are_said(measures: Ask) -> None:
    outcome = measures("N01", "--by", "form", "--from", "1951", "--to", "1952")
    assert (outcome.code, outcome.out) == (0, "No records match these options.\n")
    as_json = measures("N01", "--by", "form", "--from", "1951", "--to", "1952", "--format", "json")
    assert json.loads(as_json.out) == []


@pytest.mark.parametrize(
    ("years", "period"),
    [
        (("--from", "2021", "--to", "2023"), "2021-2023"),
        (("--from", "2021", "--to", "2021"), "2021"),
        (("--from", "2021"), "from-2021"),
        (("--to", "2023"), "to-2023"),
    ],
)
def test_years_that_were_asked_for_are_not_called_all(
    measures: Ask, years: tuple[str, ...], period: str
) -> None:
    rows = json.loads(measures("N01", *years, "--format", "json").out)
    assert {row["period"] for row in rows} == {period}


def test_rows_of_some_places_offices_and_forms_alone(measures: Ask) -> None:
    every = json.loads(measures("N01", "A01", "--by", "office,form", "--format", "json").out)
    jurisdictions = sorted({row["jurisdiction"] for row in every})[:2]
    one = next(row for row in every if row["jurisdiction"] == jurisdictions[1] and row["office"])
    of_both = measures("N01", "--jurisdiction", ", ".join(jurisdictions), "--format", "json")
    assert [row["jurisdiction"] for row in json.loads(of_both.out)] == jurisdictions
    assert json.loads(of_both.out) == [
        row
        for row in json.loads(measures("N01", "--format", "json").out)
        if row["jurisdiction"] in jurisdictions
    ]
    asked = ("--jurisdiction", jurisdictions[1], "--office", one["office"], "--form", one["form"])
    narrow = json.loads(measures(one["measure"], *asked, "--format", "json").out)
    same = {name: value for name, value in one.items() if name not in {"office", "form"}}
    assert narrow == [same]


@pytest.mark.parametrize("column", sorted(NOT_THERE))
def test_a_name_that_is_not_there_is_exit_2_with_those_that_are(measures: Ask, column: str) -> None:
    outcome = measures("N01", f"--{column}", "nowhere")
    assert outcome.code == 2
    before = NOT_THERE[column].partition("{known}")[0].format(value="nowhere")
    offered = outcome.err.partition(before)[2].strip().removesuffix(".").split(", ")
    rows = json.loads(measures("N01", "--by", column, "--format", "json").out)
    assert {row[column] for row in rows} <= set(offered), outcome.err


def test_an_office_of_another_place_is_none_of_this_one(measures: Ask) -> None:
    every = json.loads(measures("N01", "--by", "office", "--format", "json").out)
    first, *_, last = [row for row in every if row["office"]]
    assert first["jurisdiction"] != last["jurisdiction"]
    asked = ("--jurisdiction", first["jurisdiction"], "--office", last["office"])
    assert measures("N01", *asked).code == (0 if first["office"] == last["office"] else 2)
