"""Lists beside the records are taken in as a whole, shown, and cleared."""

from pathlib import Path

import pytest
from sqlalchemy import select

from metrics import national_lists, results
from metrics.units.money import per_asset
from schemas import scopes
from schemas.store import bookkeeping, database
from tests.command_line import run
from tests.soak import everyday
from tests.submissions import CASES, write

pytestmark = pytest.mark.soak

TARGETS = """\
measure,jurisdiction,value,by,source
N01,XAA,0.7,2027,National plan
P05,XAA,540,2027-06,"Courts, plan"
"""
EVENTS = """\
jurisdiction,on,title,source,breaks
XAA,2021-07,A new act,Gazette 12,yes
XAA,2020,A unit opens,Ministry,no
"""
RATES = """\
currency,year,per_euro,source
NGN,2020,436.12345678,Central bank
USD,2020,2,Agreed
"""
WAGES = """\
jurisdiction,year,kind,monthly,currency,source
XAA,2022,minimum,1200,EUR,Ministry
XAA,2022,median,2400,EUR,Statistics
"""
LISTED = {"targets": TARGETS, "events": EVENTS, "rates": RATES, "wages": WAGES}
OF = {"targets": national_lists.load_targets, "events": national_lists.load_events}
# One of what stands beside figures, and one by which they are counted.
OFTEN = ("events", "rates")


@pytest.fixture
def at(filled_url: str) -> tuple[str, str]:
    """How the command line names a database with records."""
    return ("--database", filled_url)


def file(tmp_path: Path, text: str) -> str:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", everyday(*OFTEN, rest=LISTED.keys() - {*OFTEN}))
def test_a_list_takes_the_place_of_the_one_before(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path, name: str
) -> None:
    assert run(capsys, *at, "settings", name).out == "The list is empty.\n"
    done = run(capsys, *at, "settings", name, file(tmp_path, LISTED[name]))
    assert (done.code, f"The list {name} now has 2 rows from list.csv." in done.out) == (
        0,
        True,
    )
    assert f"{name}: 2\n" in run(capsys, *at, "settings").out
    header, first, _ = LISTED[name].splitlines()
    run(capsys, *at, "settings", name, file(tmp_path, f"{header}\n{first}\n"))
    assert f"{name}: 1\n" in run(capsys, *at, "settings").out
    assert run(capsys, *at, "settings", name, "--clear").code == 0
    assert run(capsys, *at, "settings", name).out == "The list is empty.\n"


@pytest.mark.parametrize("name", OF)
def test_a_list_with_an_error_leaves_all_as_it_was(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path, name: str
) -> None:
    run(capsys, *at, "settings", name, file(tmp_path, LISTED[name]))
    bad = LISTED[name].replace("XAA", "XZA", 1).replace("2027-06", "June").replace("no\n", "\n")
    refused = run(capsys, *at, "settings", name, file(tmp_path, bad))
    assert refused.code == 1
    assert "warning: list.csv, row 2, jurisdiction: No records of this jurisdiction" in refused.out
    assert "error: list.csv, row 3, " in refused.out
    with database.reading(at[1]).connect() as connection:
        assert set(OF[name](connection, scopes.EVERYTHING)["jurisdiction"]) == {"XAA"}


def test_targets_and_events_are_read_as_they_were_set(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path
) -> None:
    run(capsys, *at, "settings", "targets", file(tmp_path, TARGETS))
    with database.reading(at[1]).connect() as connection:
        listed = national_lists.load_targets(connection, scopes.EVERYTHING)
        elsewhere = national_lists.load_targets(connection, scopes.jurisdiction_scope("XBB"))
    assert listed.to_numpy().tolist() == [
        ["N01", "XAA", 0.7, "2027", "National plan"],
        ["P05", "XAA", 540.0, "2027-06", "Courts, plan"],
    ]
    assert elsewhere.empty
    run(capsys, *at, "settings", "events", file(tmp_path, EVENTS))
    with database.reading(at[1]).connect() as connection:
        listed = national_lists.load_events(connection, scopes.EVERYTHING)
    # In the order of their days.
    assert listed.astype({"on": str, "breaks": bool}).to_numpy().tolist() == [
        ["XAA", "2020-07-01", "A unit opens", "Ministry", False],
        ["XAA", "2021-07-15", "A new act", "Gazette 12", True],
    ]


def test_what_is_asked_for_must_be_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at = ("--database", str(tmp_path / "none.duckdb"))
    assert run(capsys, *at, "settings", "targets").code == 3
    assert run(capsys, *at, "settings", "events", "--clear").code == 3
    assert run(capsys, *at, "settings", "events", str(tmp_path / "none.csv")).code == 1
    both = run(capsys, *at, "settings", "targets", file(tmp_path, TARGETS), "--clear")
    assert (both.code, "Give either a file or --clear" in both.err) == (2, True)


FREED = """\
asset_id,case_id,role,frozen,frozen_on,currency
a1,k7,proceeds,100,2023-05-02,USD
a2,k7,proceeds,100,1990-05-02,USD
"""


def amounts(url: str) -> list[float | None]:
    """What was frozen, in the place's currency, and the total of a measure's stored answer."""
    with database.reading(url).connect() as connection:
        assert results.is_current(connection)
        units = select(per_asset.c.frozen).order_by(per_asset.c.asset_id)
        return [
            None if one is None else round(float(one), 2)
            for one in connection.execute(units).scalars()
        ]


def test_own_rates_count_all_anew_and_no_longer_when_they_are_cleared(
    capsys: pytest.CaptureFixture[str], database_url: str, tmp_path: Path
) -> None:
    at = ("--database", database_url)
    jurisdiction = "jurisdiction,name,currency\nXAA,Aland,EUR\n"
    cases = CASES.replace("2023-01-10", "1989-01-10")
    folder = write(tmp_path / "a", cases=cases, assets=FREED, jurisdictions=jurisdiction)
    done = run(capsys, *at, "import", str(folder))
    assert done.code == 0, done.out
    first = amounts(database_url)
    assert first[0] not in (None, 50)
    assert first[1] is None
    own = "currency,year,per_euro,source\nUSD,2023,2,Agreed\nUSD,1990,4,Agreed\n"
    assert run(capsys, *at, "settings", "rates", file(tmp_path, own)).code == 0
    assert amounts(database_url) == [50, 25]
    # What others counted without these rates is not taken for current.
    with database.writing(database_url) as connection:
        connection.execute(bookkeeping.rates.delete())
    with database.reading(database_url).connect() as connection:
        assert not results.is_current(connection)
    assert run(capsys, *at, "settings", "rates", "--clear").code == 0
    assert amounts(database_url) == first


def test_a_rate_is_listed_with_all_its_digits(
    capsys: pytest.CaptureFixture[str], at: tuple[str, str], tmp_path: Path
) -> None:
    run(capsys, *at, "settings", "rates", file(tmp_path, RATES))
    assert "NGN       2020  436.1234568  Central bank" in run(capsys, *at, "settings", "rates").out
