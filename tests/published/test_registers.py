"""Registers with more than trafficking in them: stored whole, with the figures known of them."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from sqlalchemy import Connection

from dashboard.cli import cli
from schemas import scopes, tables
from schemas.store import database
from seed import batches
from seed.mapping import mapping_pipeline

pytestmark = pytest.mark.soak

DATA = {
    "mongolia_sentencing": "sentencing_clean.parquet",
    "cook_county_sao_forfeitures": "FOIA_Forfeitures_deidentified.csv",
    "ht_sentencing_coded_us": "ht_sentencing.json",
}
Frames = dict[str, pl.DataFrame]
Rows = dict[str, dict]


def imported(folder: Path, shared: Path, name: str) -> str:
    """The address of a database with one source, imported by the profile of its name."""
    url = f"duckdb:///{folder / 'records.duckdb'}"
    source = shared / "data" / name / DATA[name]
    asked = ["--database", url, "import", str(source), "--mapping", name]
    stored = CliRunner().invoke(cli, asked)
    assert stored.exit_code == 0, stored.output
    assert "rows were read, and 100.0% of them accepted." in stored.output
    return url


def stored(url: str) -> Frames:
    """The stored rows of each table that has some."""
    with database.reading(url).connect() as connection:
        frames = {t.name: _frame(connection, t.name) for t in tables.RECORD_TABLES}
    return {name: frame for name, frame in frames.items() if frame.height}


def _frame(connection: Connection, name: str) -> pl.DataFrame:
    table = tables.METADATA.tables[name]
    return database.read_frame(connection, table.select())


def measured(url: str) -> Rows:
    """The rows of all measures by id."""
    shown = CliRunner().invoke(cli, ["--database", url, "measures", "--format", "json"])
    assert shown.exit_code == 0, shown.output
    return {row["measure"]: row for row in json.loads(shown.stdout)}


@pytest.fixture(scope="module")
def mongolia_url(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return imported(tmp_path_factory.mktemp("mongolia"), shared, "mongolia_sentencing")


@pytest.fixture(scope="module")
def mongolia(mongolia_url: str) -> Frames:
    return stored(mongolia_url)


@pytest.fixture(scope="module")
def cook_url(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return imported(tmp_path_factory.mktemp("cook"), shared, "cook_county_sao_forfeitures")


@pytest.fixture(scope="module")
def cook(cook_url: str) -> pl.DataFrame:
    money = pl.col("frozen", "confiscated").cast(pl.Float64)
    return stored(cook_url)["assets"].with_columns(money)


@pytest.fixture(scope="module")
def coded_url(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return imported(tmp_path_factory.mktemp("coded"), shared, "ht_sentencing_coded_us")


@pytest.fixture(scope="module")
def coded(coded_url: str) -> Frames:
    return stored(coded_url)


def counted(frame: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(frame[column].value_counts().iter_rows())


def test_mongolia_stores_each_of_69527_decisions_of_47_courts(mongolia: Frames) -> None:
    rows = {name: frame.height for name, frame in mongolia.items()}
    assert {rows[t] for t in ("cases", "suspects", "charges", "sanctions", "claims")} == {69_527}
    assert rows["offices"] == 47


def test_mongolia_fines_61_2_percent(mongolia: Frames) -> None:
    kinds = counted(mongolia["sanctions"], "kind")
    assert kinds == {
        "fine": 42_517,
        "custody": 11_859,
        "other": 7_653,
        "suspended_custody": 7_498,
    }
    assert f"{kinds['fine'] / 69_527:.1%}" == "61.2%"


def test_mongolia_sentences_7995_women_13_0_percent_of_the_known(mongolia: Frames) -> None:
    sexes = counted(mongolia["suspects"], "sex")
    assert sexes == {"female": 7_995, "male": 53_369, "unknown": 8_163}
    assert f"{sexes['female'] / (sexes['female'] + sexes['male']):.1%}" == "13.0%"


def test_mongolia_makes_damage_good_in_80_0_percent_of_the_known(mongolia: Frames) -> None:
    results = counted(mongolia["claims"], "result")
    unpaid = mongolia["payments"].filter(pl.col("paid").cast(pl.Float64) == 0)
    paid, known_none = results["granted"], unpaid.height
    assert (paid, known_none, results["unknown"] - known_none) == (39_894, 9_943, 19_690)
    assert f"{paid / (paid + known_none):.1%}" == "80.0%"
    # What it would be if those of which nothing is known had paid nothing.
    assert f"{paid / 69_527:.1%}" == "57.4%"


def test_mongolia_keeps_its_largest_fine_to_the_last_tugrik(mongolia: Frames) -> None:
    fines = mongolia["sanctions"].filter(pl.col("kind") == "fine")["amount"].cast(pl.Float64)
    assert fines.max() == 275_980_816_372
    assert fines.drop_nulls().len() == 42_166
    assert fines.sum() == 620_284_259_744


def test_mongolia_counts_seven_decisions_of_trafficking_and_no_theft(mongolia_url: str) -> None:
    rows = measured(mongolia_url)
    counts = {name: rows[name]["numerator"] for name in ("C01p", "C02", "C03", "P02b")}
    assert counts == {"C01p": 7, "C02": 7, "C03": 7, "P02b": 7}
    assert rows["P02b"]["denominator"] == 7
    not_held = ("C01", "C03f", "F01", "N01", "A01", "A02a", "R02", "R02p", "R03b")
    assert {rows[name]["status"] for name in not_held} == {"not_collected"}


def test_mongolia_leaves_the_offence_open_where_there_is_no_article(mongolia: Frames) -> None:
    outcomes = counted(mongolia["suspects"], "outcome")
    assert outcomes == {
        "convicted_other": 67_711,
        "convicted_trafficking": 7,
        "unknown": 1_809,
    }
    assert counted(mongolia["charges"], "offence")["trafficking"] == 7


def test_cook_county_stores_23102_items_of_23106_rows(cook: pl.DataFrame) -> None:
    assert cook.height == 23_102


def test_cook_county_names_each_row_of_which_less_was_stored(cook_url: str) -> None:
    with database.reading(cook_url).connect() as connection:
        found = batches.findings_of(connection, scopes.EVERYTHING, 1)
    by_rule = found.group_by("rule", "column_name").agg(pl.col("occurrences").sum()).rows()
    assert sorted(row for row in by_rule if row[0].startswith("mapping.")) == [
        # A time of day; dates after the register was handed out stand below.
        ("mapping.date", "ForfDate", 1),
        ("mapping.late", "ForfDate", 4),
        ("mapping.late", "SeizeDate", 22),
        # Four items that stand twice.
        ("mapping.unused_rows", None, 4),
    ]
    assert ("money.above.assets.confiscated.frozen", "confiscated", 7) in by_rule


def test_cook_county_seizes_105_0_and_forfeits_47_3_million_dollars(cook: pl.DataFrame) -> None:
    # Of all 23,106 rows it is 105,024,548.24: the four that stand twice are worth 5,372.
    assert cook["frozen"].sum() == pytest.approx(105_024_548.24 - 5_372)
    assert cook["confiscated"].sum() == pytest.approx(47_318_608.92)
    assert cook["confiscated"].drop_nulls().len() == 12_767


def test_cook_county_dates_75_9_percent_of_the_forfeitures(cook: pl.DataFrame) -> None:
    dated = cook["confiscated_on"].drop_nulls().len()
    # Of 17,534 dates four lie after the register was handed out, and are blank with a warning.
    assert dated == 17_534 - 4
    assert f"{dated / cook.height:.1%}" == "75.9%"


def test_cook_county_takes_102_days_from_seizure_to_forfeiture(cook: pl.DataFrame) -> None:
    days = (cook["confiscated_on"] - cook["frozen_on"]).dt.total_days()
    quartiles = [days.filter(days >= 0).quantile(share) for share in (0.25, 0.5, 0.75)]
    # 147 with the dates after the register was handed out.
    assert quartiles == [85, 102, 146]
    # 69 with three seizures of 2019 and 2029, which are blank.
    assert (days < 0).sum() == 66


def test_cook_county_reads_alike_from_its_workbook(shared: Path) -> None:
    folder = shared / "data" / "cook_county_sao_forfeitures"
    profile = mapping_pipeline.load_profile("cook_county_sao_forfeitures")
    one, other = (
        mapping_pipeline.read_export(folder / f"FOIA_Forfeitures_deidentified{ending}", profile)
        for ending in (".csv", ".xlsx")
    )
    assert [t.table for t in one.texts] == [t.table for t in other.texts]
    assert all(a.frame.equals(b.frame) for a, b in zip(one.texts, other.texts, strict=True))


def test_cook_county_keeps_its_classes_and_no_cases_of_trafficking(
    cook: pl.DataFrame, cook_url: str
) -> None:
    assert sum(counted(cook, "class").values()) == 23_102
    assert counted(cook, "class")["other"] == 110
    rows = measured(cook_url)
    assert {rows[name]["numerator"] for name in ("C01", "A01", "A03b", "F01", "X01", "X02m")} <= {
        0,
        None,
    }


def test_coded_sentences_have_a_mean_of_9_67_years_a_median_of_5_and_375_zeros(
    coded: Frames,
) -> None:
    sentences = coded["suspects"].join(
        coded["sanctions"].select("case_id", "person_id", "months"),
        on=["case_id", "person_id"],
        how="left",
    )
    assert sentences.height == 1_763
    assert sentences["months"].null_count() == 375
    years = sentences["months"].fill_null(0) / 12
    assert f"{years.mean():.2f}" == "9.67"
    assert (years.median(), years.max()) == (5, 100)


def test_coded_sentences_go_by_form_of_exploitation(coded: Frames) -> None:
    assert counted(coded["cases"], "form") == {
        "forced_labour": 221,
        "sexual_exploitation": 318 + 594,
        "unknown": 630,
    }


def test_coded_sentences_say_nothing_of_cases_and_of_what_a_conviction_is_of(
    coded_url: str,
) -> None:
    rows = measured(coded_url)
    not_held = ("C01", "C03f", "F01", "N01", "A01", "R02p")
    assert {rows[name]["status"] for name in not_held} == {"not_collected"}
    assert (rows["P02b"]["denominator"], rows["P02b"]["unknown"]) == (0, 1_763)
