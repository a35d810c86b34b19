"""The made-up world is fictional; its records are as sent, fit together, and show its rates."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import polars as pl
import pycountry
import pytest

from schemas import errors, findings, tables
from seed import gate, readers, synthetic
from seed.synthetic import JURISDICTIONS, YEARS, Jurisdiction
from tests.fixtures.surroundings import ROOT
from tests.made_up_rows import truth
from tests.soak import soak_size

Frames = dict[str, pl.DataFrame]
SMALL, LARGE = 400, 8_000 if soak_size(2) > 1 else 2_000

EACH = pytest.mark.parametrize("one", JURISDICTIONS.values(), ids=lambda one: one.name)
CODES = pytest.mark.parametrize("code", JURISDICTIONS)


@pytest.fixture(scope="module")
def world() -> dict[str, Frames]:
    """The tables of each jurisdiction, alike in size so that each shows its rates."""
    return {
        code: synthetic.generate_tables(one, cases=LARGE, seed=7)
        for code, one in JURISDICTIONS.items()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    synthetic.write_submissions(out, cases=SMALL, seed=3)
    return out


def contents(out: Path) -> dict[str, bytes]:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def test_equal_arguments_give_equal_bytes(written: Path, tmp_path: Path) -> None:
    synthetic.write_submissions(tmp_path, cases=SMALL, seed=3)
    assert contents(tmp_path) == contents(written)


def test_the_surroundings_do_not_change_the_bytes(written: Path, tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from seed import synthetic
synthetic.write_submissions(Path({str(tmp_path / "elsewhere")!r}), cases={SMALL}, seed=3)
"""
    surroundings = {
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "99",
        "POLARS_MAX_THREADS": "1",
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "C",
        # Other processors compute with other instructions.
        "NPY_DISABLE_CPU_FEATURES": "AVX2 AVX512F FMA3",
    }
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], check=True, env=os.environ | surroundings
    )
    assert contents(tmp_path / "elsewhere") == contents(written)


def test_another_seed_gives_other_records(written: Path, tmp_path: Path) -> None:
    synthetic.write_submissions(tmp_path, cases=SMALL, seed=4)
    assert contents(tmp_path)["QVE/cases.csv"] != contents(written)["QVE/cases.csv"]


def test_a_folder_holds_files_as_sent_and_says_that_they_are_made_up(written: Path) -> None:
    for folder in written.iterdir():
        manifest = tomllib.loads((folder / "submission.toml").read_text())
        assert manifest["jurisdiction"] == folder.name
        assert manifest["made_up"] is True
        for file in folder.glob("*.csv"):
            table = tables.METADATA.tables[file.stem]
            in_others = {"label@fr", "label@es"}
            sent = [
                column
                for column in tables.sent_columns(table)
                if "@" not in column.name or column.name in in_others
            ]
            lines = file.read_bytes().split(b"\n")
            assert lines[0].decode() == ",".join(column.name for column in sent)
            assert len(lines) > 2
            assert b"\r" not in file.read_bytes()


def test_all_cases_asked_for_are_written(written: Path) -> None:
    cases = [pl.read_csv(file).height for file in written.rglob("cases.csv")]
    assert sum(cases) == SMALL
    assert len(cases) == len(JURISDICTIONS)


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    synthetic.write_submissions(
        tmp_path, cases=40, seed=1, progress=lambda _, done, of: told.append((done, of))
    )
    assert told[0] == (0, 12)
    assert told[-1] == (12, 12)


def test_fewer_cases_than_jurisdictions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(errors.UserError, match=r"\[11\] cases are too few"):
        synthetic.write_submissions(tmp_path, cases=11, seed=1)


# Cases may have nobody suspected and nobody harmed, a value order may exceed what was frozen, and
# who records badly leaves out dates of convictions.
MEANT = {
    "cases.without_suspects",
    "cases.without_victims",
    "money.above.assets.confiscated.frozen",
    "suspects.convicted_undated",
}


def nothing_stored(_table: str, columns: tuple[str, ...], _jurisdiction: str) -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))


def test_the_gate_finds_no_error_and_warns_of_what_is_meant(tmp_path: Path) -> None:
    folders = synthetic.write_submissions(tmp_path, cases=2_000, seed=5)
    # In an ordinary run a third of the jurisdictions, those that record badly among them.
    for folder in folders if soak_size(2) > 1 else folders[1::3]:
        checked = gate.check(readers.read_submission(folder), nothing_stored)
        assert findings.only_errors(checked.findings) == []
        assert {finding.rule for finding in checked.findings} <= MEANT
        assert sum(checked.rows_refused.values()) == 0


def test_the_smallest_world_can_be_written(tmp_path: Path) -> None:
    for seed in range(soak_size(20)):
        folders = synthetic.write_submissions(
            tmp_path / str(seed), cases=len(JURISDICTIONS), seed=seed
        )
        assert all((folder / "cases.csv").exists() for folder in folders)


@CODES
def test_keys_are_unique_and_parents_present(world: dict[str, Frames], code: str) -> None:
    frames = world[code]
    for table in tables.RECORD_TABLES:
        if table.name not in frames:
            continue
        rows, key = frames[table.name], list(tables.key_of(table)) or ["jurisdiction"]
        assert not rows.select(key).is_duplicated().any(), table.name
        for parent in tables.parents_of(table):
            children = rows.select(parent.columns).drop_nulls()
            key_columns = list(tables.key_of(tables.METADATA.tables[parent.table]))
            orphans = children.join(
                frames[parent.table], left_on=parent.columns, right_on=key_columns, how="anti"
            )
            assert orphans.is_empty(), (table.name, parent.table)


ORDERS = {
    "cases": ("opened_on", "charged_on", "first_instance_on", "final_on"),
    "suspects": ("suspected_on", "charged_on", "decided_on", "final_on"),
    "victims": ("first_contact_on", "identified_on"),
    "assets": ("identified_on", "frozen_on", "confiscated_on", "realised_on"),
    "claims": ("claimed_on", "decided_on"),
}


@CODES
def test_what_comes_first_is_dated_first(world: dict[str, Frames], code: str) -> None:
    for table, order in ORDERS.items():
        rows = world[code][table]
        for at, earlier in enumerate(order):
            for later in order[at + 1 :]:
                # Text of equal precision sorts like the dates it stands for.
                assert rows.filter(pl.col(earlier) > pl.col(later)).is_empty(), (table, later)


@CODES
def test_payments_follow_their_award(world: dict[str, Frames], code: str) -> None:
    if "payments" in world[code]:
        paid = world[code]["payments"].join(world[code]["claims"], on="claim_id")
        assert paid.filter(pl.col("paid_on") < pl.col("decided_on")).is_empty()


@CODES
def test_nothing_happens_after_the_extraction(world: dict[str, Frames], code: str) -> None:
    for name, rows in world[code].items():
        for column in tables.date_columns(tables.METADATA.tables[name]):
            if column.name != "due_on":
                late = rows.filter(pl.col(column.name) > "2026-06-30")
                assert late.is_empty(), (name, column.name)


@CODES
def test_the_acquitted_have_no_sanction(world: dict[str, Frames], code: str) -> None:
    acquitted = world[code]["suspects"].filter(pl.col("outcome") == "acquitted")
    sanctioned = acquitted.join(world[code]["sanctions"], on=["case_id", "person_id"], how="semi")
    assert acquitted.height > 20
    assert sanctioned.is_empty()


@CODES
def test_no_date_is_so_frequent_that_it_looks_like_a_default(
    world: dict[str, Frames], code: str
) -> None:
    for name, rows in world[code].items():
        for column in tables.date_columns(tables.METADATA.tables[name]):
            given = rows[column.name].drop_nulls()
            if name != "coverage" and len(given):
                assert given.value_counts()["count"].max() <= 0.2 * len(given), column


def rows_of_years(frames: Frames, first: int, last: int) -> Frames:
    """The tables with the cases opened from one year to another."""
    year = pl.col("opened_on").str.slice(0, 4).cast(pl.Int32)
    return {**frames, "cases": frames["cases"].filter(year.is_between(first, last))}


def test_one_records_badly(world: dict[str, Frames]) -> None:
    cases = world["XDR"]["cases"]
    assert cases["financial_investigation"].is_null().mean() > 0.3
    assert set(cases["opened_on"].drop_nulls().str.len_chars()) == {4, 7, 10}
    assert world["QUL"]["cases"]["financial_investigation"].is_null().mean() < 0.03


def test_the_money_of_one_never_reaches_the_victims(world: dict[str, Frames]) -> None:
    amounts = world["QPE"]["assets"].select(
        pl.col("confiscated", "to_victims").cast(pl.Float64).sum()
    )
    assert amounts["confiscated"].item() > 1_000_000
    assert amounts["to_victims"].item() == 0


def test_the_courts_of_one_are_slow(world: dict[str, Frames]) -> None:
    def days(code: str) -> float:
        dated = world[code]["suspects"].select(
            pl.col("charged_on", "decided_on").str.to_date("%Y-%m-%d", strict=False)
        )
        waits = (dated["decided_on"] - dated["charged_on"]).dt.total_days().drop_nulls()
        return float(waits.median())  # type: ignore[arg-type]

    assert days("XCO") > 2 * days("QMO") > 2 * days("QVE")


def test_one_joins_its_cases_into_networks(world: dict[str, Frames]) -> None:
    networks = world["XKE"]["cases"]["network_id"].drop_nulls().value_counts()["count"]
    assert networks.min() == 2
    assert networks.max() == 4
    assert world["QVE"]["cases"]["network_id"].is_not_null().mean() < 0.05


def test_one_collects_no_payments_and_says_so(world: dict[str, Frames]) -> None:
    assert {"payments", "techniques"}.isdisjoint(world["QZE"])
    declared = world["QZE"]["coverage"].filter(pl.col("collected") == "no")["column"]
    assert {"payments", "techniques", "cases.financial_intelligence"} <= set(declared)
    early = rows_of_years(world["QZE"], 2016, 2019)["cases"]["financial_intelligence"]
    assert early.is_null().all()


def test_records_hold_what_measures_stumble_over(world: dict[str, Frames]) -> None:
    frames = world["XKE"]
    suspects, claims, links = frames["suspects"], frames["claims"], frames["links"]
    assert (suspects["kind"] == "legal").any()
    assert (suspects["fugitive"] == "yes").any()
    assert suspects.filter(pl.col("person_id").is_duplicated()).height > 50
    assert claims["joint_award_id"].drop_nulls().value_counts()["count"].unique().to_list() == [2]
    assert claims["victim_id"].is_null().any()
    assert (frames["payments"]["paid"] == "0.00").any()
    assert links["person_id"].is_null().any()
    assert {"knowing_user", "transferor"} <= set(links["link"])
    held = links.filter(pl.col("link") == "harbourer")
    assert held["location"].is_null().any()
    assert set(frames["cases"]["scope"]) == {"charged_as_trafficking", "trafficking_elements"}
    assert {"yes", "no"} <= set(frames["cases"]["reopened"].drop_nulls())
    assert (frames["victims"]["status"] == "rejected").any()
    assert frames["victims"]["case_id"].is_null().any()


def user_assigned(code: str) -> bool:
    """ISO 3166-1: AAA, QMA-QZZ, XAA-XZZ and ZZA-ZZZ belong to no State."""
    return code == "AAA" or "QMA" <= code <= "QZZ" or "XAA" <= code <= "XZZ" or code >= "ZZA"


@EACH
def test_a_jurisdiction_is_no_real_state(one: Jurisdiction) -> None:
    assert user_assigned(one.code)
    names = {country.name for country in pycountry.countries}
    assert one.name not in names


@EACH
def test_a_jurisdiction_has_a_currency_and_offices_of_several_kinds(one: Jurisdiction) -> None:
    assert pycountry.currencies.get(alpha_3=one.currency) is not None
    assert len(one.towns) >= 1
    assert sum(one.other_offices) >= 2


def test_one_jurisdiction_has_offices_enough_for_a_funnel() -> None:
    assert max(len(one.towns) for one in JURISDICTIONS.values()) >= 10


@EACH
def test_rates_fit_each_other_in_every_year(one: Jurisdiction) -> None:
    for year in YEARS:
        rates = one.rates_in(year)
        assert rates["confiscated"] <= rates["frozen"] <= rates["confiscation_sought"]
        assert rates["apex_charged"] <= rates["charged_more_than_one_link"]
        # One in four beyond-destination cases of one link: the rest must fit into the others.
        single = (
            0.25 * rates["charged_beyond_destination"] * (1 - rates["charged_more_than_one_link"])
        )
        several = rates["charged_more_than_one_link"] * (1 - rates["held_by_one_person"])
        assert rates["charged_beyond_destination"] - single <= several
        assert (
            rates["convicted_of_trafficking"] + rates["convicted_of_other"] + rates["acquitted"] < 1
        )


def test_there_are_twelve_jurisdictions_each_described_in_a_sentence() -> None:
    assert len(JURISDICTIONS) == 12
    assert len({one.sentence for one in JURISDICTIONS.values()}) == 12
    assert len({one.currency for one in JURISDICTIONS.values()}) == 12
    assert sum(one.weight for one in JURISDICTIONS.values()) == 100


@pytest.mark.parametrize("code", JURISDICTIONS)
def test_true_values_are_shares(code: str) -> None:
    values = truth(code)
    assert len(values) >= 6
    assert all(0 <= value <= 1 for value in values.values())


def test_what_changes_with_the_years_has_no_single_true_value() -> None:
    assert "N01" not in truth("XIS")
    improving = JURISDICTIONS["XIS"]
    shares = [improving.rates_in(year)["charged_more_than_one_link"] for year in YEARS]
    assert shares == sorted(shares)
    worse = JURISDICTIONS["XBR"]
    assert worse.rates_in(2020)["frozen"] > 2 * worse.rates_in(2021)["frozen"]


def test_what_is_not_collected_has_no_true_value() -> None:
    assert {"R03", "R04", "T01"}.isdisjoint(truth("QZE"))


def test_convictions_and_quality_come_apart() -> None:
    many, small = truth("QVE"), truth("QUL")
    assert many["P02"] > small["P02"]
    assert all(many[measure] < small[measure] / 2 for measure in ("N01", "F01", "A02", "R01"))
