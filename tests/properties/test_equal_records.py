"""Two databases with equal records give equal files, whatever order their rows came in."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from dashboard.export.files import Format
from metrics import results
from tests.command_line import run
from tests.literals import Row
from tests.soak import everyday, soak_size
from tests.unit.metrics.small_world import PLACE, World, store_ready

pytestmark = pytest.mark.soak

CASES, MOST_PERSONS, PAYMENTS = 4_000 if soak_size(2) > 1 else 80, 9, 3
OUTCOMES = ("convicted_trafficking", "convicted_other", "acquitted", "unknown")
FORMS = ("sexual", "forced_labour")
CURRENCIES = ("EUR", "USD")
# The annex has every measure; a report with a few of them is made by the same writers.
SHORT = 'title = "Few"\n[[sections]]\ntitle = "By year"\nmeasures = ["P", "R"]\nby = "year"\n'
REPORTS = everyday("short.toml", rest=("annex",))
FORMATS = everyday("csv", "xlsx", rest=(one.value for one in Format if one != Format.PDF))


def world(random: Random) -> World:
    """Cases of several persons, and awards paid in parts: sums whose last digits go by order."""
    made: World = {"jurisdictions": [{"jurisdiction": PLACE, "currency": "EUR"}]}
    numbers = range(CASES)
    made["cases"] = [
        {"case_id": f"K{number}", "scope": "charged_as_trafficking", "form": random.choice(FORMS)}
        for number in numbers
    ]
    made["suspects"] = [
        {"case_id": f"K{number}", "person_id": f"P{position}", "kind": "natural", "charged": "yes"}
        | {"charged_on": on(random), "decided_on": on(random), "outcome": random.choice(OUTCOMES)}
        for number in numbers
        for position in range(random.randint(1, MOST_PERSONS))
    ]
    made["claims"] = [
        {"claim_id": f"C{number}", "case_id": f"K{number}", "result": "granted"}
        | {"decided_on": on(random)}
        | money(random, "awarded")
        for number in numbers
    ]
    made["payments"] = [
        {"payment_id": f"{number} {position}", "claim_id": f"C{number}", "source": "state_fund"}
        | {"paid_on": on(random)}
        | money(random, "paid")
        for number in numbers
        for position in range(PAYMENTS)
    ]
    return made


def on(random: Random) -> date:
    return date(random.randint(2021, 2023), random.randint(1, 12), random.randint(1, 28))


def money(random: Random, column: str) -> Row:
    amount = Decimal(random.randint(100_000, 99_999_999)) / 100
    return {column: amount, "currency": random.choice(CURRENCIES)}


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The same rows in two databases, in another order in each."""
    folder, random = tmp_path_factory.mktemp("equal"), Random(20261130)
    one, other = (f"duckdb:///{folder / name}.duckdb" for name in ("one", "other"))
    rows = world(random)
    store_ready(one, rows)
    store_ready(other, {table: random.sample(of, len(of)) for table, of in rows.items()})
    return one, other


def asked() -> Iterator[tuple[str, ...]]:
    """Breakdowns and formats: all of them in a full soak."""
    few = (("", "json"), ("year", "csv"), ("form", "json"))
    every = ("", *results.BREAKDOWNS, "year,form")
    rest = {(by, shape) for by in every for shape in ("json", "csv")} - {*few}
    for by, shape in everyday(*few, rest=rest):
        yield (*(("--by", by) if by else ()), "--format", shape)


def test_equal_records_give_equal_measures(
    capsys: pytest.CaptureFixture[str], urls: tuple[str, str]
) -> None:
    for of in asked():
        one, other = (run(capsys, "--database", url, "measures", *of) for url in urls)
        assert one.code == 0
        assert one.out.splitlines() == other.out.splitlines(), of


@pytest.mark.parametrize("report", REPORTS)
def test_equal_records_give_equal_reports(
    capsys: pytest.CaptureFixture[str], urls: tuple[str, str], tmp_path: Path, report: str
) -> None:
    files = []
    short = tmp_path / "short.toml"
    short.write_text(SHORT)
    name = report if report == "annex" else str(short)
    for number, url in enumerate(urls):
        folder = tmp_path / str(number)
        asked_for = ("report", "write", name, "--jurisdiction", PLACE)
        more = ("--format", ",".join(FORMATS), "--made-on", "2026-11-30", "--out", str(folder))
        assert run(capsys, "--database", url, *asked_for, *more).code == 0
        written = sorted(path for path in folder.rglob("*") if path.is_file())
        files.append({str(path.relative_to(folder)): path.read_bytes() for path in written})
    one, other = files
    assert one
    assert one.keys() == other.keys()
    assert [name for name, content in one.items() if other[name] != content] == []
