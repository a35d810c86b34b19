"""Figures known of real files come out of `import` and `measures`, to the printed digit."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dashboard.cli import cli
from metrics import money_flow
from schemas import scopes
from schemas.store import database
from tests import submissions
from tests.fixtures.made_up import path_of

Rows = dict[str, dict]


def imported(folder: Path, source: Path, mapping: str) -> str:
    """The address of a database that holds one source, imported by its profile."""
    url = f"duckdb:///{folder / 'records.duckdb'}"
    asked = ["--database", url, "import", str(source), "--mapping", mapping]
    stored = CliRunner().invoke(cli, asked)
    assert stored.exit_code == 0, stored.output
    return url


def measured(url: str, jurisdiction: str | None = None) -> Rows:
    """The rows of all measures by id, of one jurisdiction where there are several."""
    shown = CliRunner().invoke(cli, ["--database", url, "measures", "--format", "json"])
    assert shown.exit_code == 0, shown.output
    rows = [row for row in json.loads(shown.stdout) if jurisdiction in (None, row["jurisdiction"])]
    return {row["measure"]: row for row in rows}


@pytest.fixture(scope="module")
def htd_database(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    source = shared / "data" / "htd_federal_us_2000_2015"
    return imported(tmp_path_factory.mktemp("htd"), source, "htd_federal")


@pytest.fixture(scope="module")
def htd(htd_database: str) -> Rows:
    return measured(htd_database)


@pytest.fixture(scope="module")
def sherloc(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Rows:
    source = shared / "data" / "sherloc_us_tip_cases"
    return measured(imported(tmp_path_factory.mktemp("sherloc"), source, "sherloc"))


def test_htd_has_674_cases_and_1762_suspects(htd: Rows) -> None:
    assert htd["C01"]["numerator"] == 674
    assert htd["C01p"]["numerator"] == 1762


def test_htd_convicts_1415_of_1547_with_16_unknown_and_leaves_the_ongoing_out(htd: Rows) -> None:
    row = htd["P02b"]
    assert (row["numerator"], row["denominator"], row["unknown"]) == (1415, 1547, 16)


def test_htd_orders_312_of_1130_to_compensate_with_285_unknown(htd: Rows) -> None:
    row = htd["R02p"]
    assert (row["numerator"], row["denominator"], row["unknown"]) == (312, 1130, 285)
    assert f"{100 * row['value']:.1f}" == "27.6"
    # Persons of one case are alike: as if they were not, it would be 25.1 to 30.3.
    assert row["low"] < 0.251
    assert row["high"] > 0.303
    assert [f"{100 * row[name]:.1f}" for name in ("bound_low", "bound_high")] == ["22.0", "42.2"]


def test_htd_is_judged_on_its_own_day_whatever_comes_beside_it(
    htd_database: str, htd: Rows, tmp_path: Path
) -> None:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    shutil.copy(path_of(htd_database), path_of(url))
    texts = {"cases": submissions.CASES, "suspects": submissions.SUSPECTS}
    later = submissions.write(tmp_path / "later", "extracted_on = 2026-06-30", **texts)
    assert CliRunner().invoke(cli, ["--database", url, "import", str(later)]).exit_code == 0
    # The last digit of a design effect follows the order in which the database adds up.
    assert {name: pytest.approx(row) for name, row in htd.items()} == measured(url, "USA")


def test_htd_states_victims_once_a_case(htd: Rows) -> None:
    assert htd["C04s"]["numerator"] == 6617


def test_htd_adds_a_joint_order_once(htd_database: str) -> None:
    with database.reading(htd_database).connect() as connection:
        [row] = money_flow.award_totals(connection, scopes.EVERYTHING).to_dict("records")
    # Added once for each person ordered it would be 126,429,875.
    assert row["ordered"] == 91_924_098
    assert row["currency"] == "USD"


def test_sherloc_charges_more_than_one_link_in_115_of_171_cases(sherloc: Rows) -> None:
    row = sherloc["N01"]
    assert (row["numerator"], row["denominator"], row["unknown"]) == (115, 171, 10)
    # 0.67251, 0.59906, 0.73841: worked by hand from the formula.
    assert [f"{100 * row[n]:.1f}" for n in ("value", "low", "high")] == ["67.3", "59.9", "73.8"]


def test_sherloc_cannot_say_whether_different_persons_held_the_links(sherloc: Rows) -> None:
    row = sherloc["N01s"]
    assert (row["status"], row["numerator"], row["denominator"]) == ("not_collected", None, 0)
