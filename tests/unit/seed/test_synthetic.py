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

SMALL, LARGE = 400, 2_000

EACH = pytest.mark.parametrize("one", JURISDICTIONS.values(), ids=lambda one: one.name)


@pytest.fixture(scope="module")
def world_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("world")
    synthetic.write_submissions(out, cases=SMALL, seed=3)
    return out


def contents(out: Path) -> dict[str, bytes]:
    files = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


def test_the_surroundings_do_not_change_the_bytes(world_folder: Path, tmp_path: Path) -> None:
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
    assert contents(tmp_path / "elsewhere") == contents(world_folder)


def test_a_folder_holds_files_as_sent_and_says_that_they_are_made_up(world_folder: Path) -> None:
    for folder in world_folder.iterdir():
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


def test_the_smallest_world_can_be_written_and_none_smaller(tmp_path: Path) -> None:
    with pytest.raises(errors.UserError, match=r"\[11\] cases are too few"):
        synthetic.write_submissions(tmp_path, cases=11, seed=1)
    for seed in range(soak_size(20)):
        folders = synthetic.write_submissions(
            tmp_path / str(seed), cases=len(JURISDICTIONS), seed=seed
        )
        assert all((folder / "cases.csv").exists() for folder in folders)


def test_records_hold_what_measures_stumble_over() -> None:
    frames = synthetic.generate_tables(JURISDICTIONS["XKE"], cases=LARGE, seed=7)
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


def test_what_changes_with_the_years_has_no_single_true_value() -> None:
    assert "N01" not in truth("XIS")
    improving = JURISDICTIONS["XIS"]
    shares = [improving.rates_in(year)["charged_more_than_one_link"] for year in YEARS]
    assert shares == sorted(shares)
    worse = JURISDICTIONS["XBR"]
    assert worse.rates_in(2020)["frozen"] > 2 * worse.rates_in(2021)["frozen"]
