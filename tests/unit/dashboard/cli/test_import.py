"""`import` and `demo` store submissions, and say what became of each."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

import metrics
from dashboard.cli import main
from schemas import scopes, tables
from schemas.store import database
from seed import batches
from seed.synthetic import JURISDICTIONS, submissions
from tests.command_line import run
from tests.submissions import CASES, SUSPECTS, count_nothing, row_counts, write

URL = "records.duckdb"
DATABASE = ("--database", URL)
HALF_GOOD = "case_id,scope,form\nk7,charged_as_trafficking,other\nm2,nothing_else,other\n"
CASES_MADE = "30"
PLACES = ("QVE", "QPE", "QZE")


@pytest.fixture(autouse=True, scope="module")
def three_places() -> Iterator[None]:
    """A made-up world of three jurisdictions; the world of all is stored by `demo` elsewhere."""
    of_places = {
        name: [row for number, row in enumerate(rows) if not number or {*row} & {*PLACES}]
        for name, rows in submissions.LISTS.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(submissions, "JURISDICTIONS", {code: JURISDICTIONS[code] for code in PLACES})
        patch.setattr(submissions, "LISTS", of_places)
        yield


def table_rows(url: str, name: str) -> set[tuple[object, ...]]:
    """The rows of a table, whatever their order."""
    with database.reading(url).connect() as connection:
        return {tuple(row) for row in connection.execute(select(tables.METADATA.tables[name]))}


@pytest.mark.usefixtures("nothing_counted")
def test_a_good_submission_is_stored_and_known_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "spring", cases=CASES, suspects=SUSPECTS))
    first = run(capsys, *DATABASE, "import", folder)
    assert first.code == 0
    assert first.out.splitlines()[0] == (
        "spring: stored as import 1. 3 rows were read, and 100.0% of them accepted."
    )
    second = run(capsys, *DATABASE, "import", folder)
    assert second.code == 0
    assert second.out == "spring: already stored as import 1. Nothing was changed.\n"


def test_a_refused_submission_is_exit_1_with_row_column_and_rule(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "half", cases=HALF_GOOD))
    outcome = run(capsys, *DATABASE, "import", folder)
    assert outcome.code == 1
    assert outcome.out.startswith("half: rejected. Nothing was stored. 2 rows were read.\n")
    assert "--accept-partial stores the other 1 row.\n    1 of 2 cases is left out" in outcome.out
    assert "cases.csv, row 3, scope: " in outcome.out
    as_json = run(capsys, *DATABASE, "import", folder, "--json")
    assert as_json.code == 1
    [receipt] = json.loads(as_json.out)
    assert (receipt["status"], receipt["batch_id"], receipt["rows_stored"]) == ("refused", None, 0)
    assert (receipt["rows_read"], receipt["rows_refused"], receipt["rows_good"]) == (2, 1, 1)
    held = receipt["held_back"]
    assert (held["cases"], held["of_cases"], held["rows"], held["untold"]) == (1, 2, {}, {})
    errors = [f for f in receipt["findings"] if f["severity"] == "error"]
    assert [(f["file"], f["row"], f["column"]) for f in errors] == [("cases.csv", 3, "scope")]
    part = run(capsys, *DATABASE, "import", folder, "--dry-run", "--accept-partial")
    assert "can be stored. Nothing was stored yet. 2 rows were read, and 50.0% of" in part.out
    assert not Path(URL).exists()


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_refused_value_is_not_among_the_first_rows(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, form: tuple[str, ...]
) -> None:
    export = tmp_path / "export"
    export.mkdir()
    (export / "e.csv").write_text("case,who\n1,Maria Lopez\n2,John Doe\n")
    profile = tmp_path / "leak.toml"
    profile.write_text(
        '[manifest]\njurisdiction = "XAA"\n[files.e]\nfile = "e.csv"\n'
        '[[tables.cases]]\nfrom = "e"\n[tables.cases.columns]\ncase_id = "who"\n'
        'scope = { constant = "charged_as_trafficking" }\n'
    )
    mapped = ("--mapping", str(profile), "--dry-run", *form)
    outcome = run(capsys, *DATABASE, "import", str(export), *mapped)
    assert (outcome.code, "privacy.value" in outcome.out) == (1, True)
    assert not [name for name in ("Maria", "Lopez", "Doe") if name in outcome.out]


@pytest.mark.usefixtures("nothing_counted")
def test_names_from_outside_move_no_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "e.json").write_text('[{"case": "k7", "\\u001b[31mevil": "x"}]')
    profile = tmp_path / "p.toml"
    profile.write_text(
        '[manifest]\njurisdiction = "XAA"\n[files.e]\nfile = "e.json"\n'
        '[[tables.cases]]\nfrom = "e"\n[tables.cases.columns]\ncase_id = "case"\n'
        'scope = { constant = "charged_as_trafficking" }\n'
    )
    source = str(tmp_path / "e.json")
    outcome = run(capsys, *DATABASE, "import", source, "--mapping", str(profile), "--dry-run")
    assert (outcome.code, "Not read from e.json: [31mevil" in outcome.out) == (0, True)
    drafted = run(capsys, *DATABASE, "mapping", "new", source)
    assert (drafted.code, "31mevil" in drafted.out) == (0, True)
    assert "\x1b" not in outcome.out + drafted.out


def test_findings_alike_are_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = "".join(f"x{n}y,nothing_else\n" for n in range(9))
    folder = str(write(tmp_path / "bad", cases=f"case_id,scope\n{rows}"))
    outcome = run(capsys, *DATABASE, "import", folder)
    [line] = [line for line in outcome.out.splitlines() if "cases.csv, rows" in line]
    assert "rows 2, 3, 4, 5, 6 and 4 more, scope: " in line


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database that `demo` makes; nothing is stored in it afterwards."""
    url = str(tmp_path_factory.mktemp("demo") / "records.duckdb")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(metrics, "refresh", count_nothing)
        with pytest.raises(SystemExit) as ended:
            main(["--database", url, "demo", "--cases", CASES_MADE])
    assert not ended.value.code
    return url


@pytest.mark.usefixtures("nothing_counted")
def test_made_up_records_are_the_same_by_file_and_at_once(
    capsys: pytest.CaptureFixture[str], demo: str
) -> None:
    written = run(capsys, *DATABASE, "demo", "--cases", CASES_MADE, "--out", "files")
    assert written.code == 0
    assert run(capsys, "--database", "other.duckdb", "import", "files").code == 0
    for table in tables.RECORD_TABLES:
        assert table_rows(demo, table.name) == table_rows("other.duckdb", table.name)
    listed = [
        json.loads(run(capsys, "--database", url, "batches", "--json").out)
        for url in (demo, "other.duckdb")
    ]
    assert all(batch.pop("stored_at") for batches in listed for batch in batches)
    assert listed[0] == listed[1]
    assert all(batch["made_up"] for batch in listed[0])


@pytest.mark.usefixtures("nothing_counted")
def test_made_up_records_are_stored_once(capsys: pytest.CaptureFixture[str], demo: str) -> None:
    again = run(capsys, "--database", demo, "demo", "--cases", CASES_MADE)
    assert (again.code, "are already stored" in again.out) == (0, True)
    other = run(capsys, "--database", demo, "demo", "--cases", "31")
    assert (other.code, "has other demonstration data" in other.err) == (1, True)
    assert row_counts(demo, ["cases"]) == {"cases": int(CASES_MADE)}


@pytest.mark.usefixtures("nothing_counted")
def test_made_up_records_do_not_join_real_ones(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, *DATABASE, "import", str(write(tmp_path / "spring", cases=CASES)))
    outcome = run(capsys, *DATABASE, "demo", "--cases", CASES_MADE)
    assert (outcome.code, "has real records (import 1, spring)" in outcome.err) == (1, True)
    outcome = run(capsys, "demo", "--cases", CASES_MADE, "--out", "spring")
    assert (outcome.code, "is not empty" in outcome.err) == (1, True)


def test_amounts_without_a_rate_are_told_before_and_after_storing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    jurisdictions = "jurisdiction,currency\nXAA,EUR\n"
    assets = "asset_id,frozen,frozen_on,currency\na1,100,2022-01-05,KES\na2,5,2022-01-05,EUR\n"
    folder = str(write(tmp_path / "register", jurisdictions=jurisdictions, assets=assets))
    told = "There is no exchange rate to EUR, the currency of the jurisdiction, for amounts in"
    for options in (("--dry-run",), ()):
        outcome = run(capsys, *DATABASE, "import", folder, *options)
        assert outcome.code == 0
        assert f"assets, frozen: {told} KES (1 row)." in outcome.out
    with database.reading(URL).connect() as connection:
        kept = batches.findings_of(connection, scopes.EVERYTHING, 1)
    assert ("money.no_rate", "frozen") in set(kept.select("rule", "column_name").iter_rows())
