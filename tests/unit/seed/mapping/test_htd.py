"""The federal prosecutions of HumanTraffickingData.org through their shipped profile."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from schemas.findings import only_errors
from seed import gate
from seed.mapping import mapping_pipeline
from seed.submission import Submission
from tests.submissions import Stored

FOLDER = "data/htd_federal_us_2000_2015"


@pytest.fixture(scope="module")
def submission(shared: Path) -> Submission:
    return mapping_pipeline.read_export(
        shared / FOLDER, mapping_pipeline.load_profile("htd_federal")
    )


@pytest.fixture(scope="module")
def tables(submission: Submission) -> dict[str, pl.DataFrame]:
    names = dict.fromkeys(text.table for text in submission.texts)
    return {n: _all_of(submission, n) for n in names}


def _all_of(submission: Submission, table: str) -> pl.DataFrame:
    return pl.concat([t.frame for t in submission.texts if t.table == table], how="diagonal")


def test_neither_the_profile_nor_the_gate_refuses_a_row(submission: Submission) -> None:
    assert submission.findings == ()
    # What is checked lets its texts go: a copy of them is.
    copied = replace(submission, texts=tuple(replace(text) for text in submission.texts))
    checked = gate.check(copied, Stored())
    assert only_errors(checked.findings) == []
    assert {t: f.height for t, f in checked.frames.items()} == checked.rows_read


def test_impossible_lengths_are_unknown_custody(tables: dict[str, pl.DataFrame]) -> None:
    custody = tables["sanctions"].filter(pl.col("kind") == "custody")
    assert custody["months"].cast(pl.Int64).max() == 1200
    assert custody["months"].null_count() == 4


def test_a_blank_length_of_a_convicted_person_is_a_sanction_of_unknown_kind(
    tables: dict[str, pl.DataFrame],
) -> None:
    assert tables["sanctions"]["kind"].null_count() == 9


def test_every_row_has_its_parent(tables: dict[str, pl.DataFrame]) -> None:
    for child in ("charges", "sanctions", "claims"):
        orphans = tables[child].join(tables["suspects"], on=["case_id", "person_id"], how="anti")
        assert orphans.is_empty()
    offices = set(tables["offices"]["office_id"])
    assert set(tables["cases"]["office_id"].drop_nulls()) == offices


def test_rows_point_to_the_source(submission: Submission) -> None:
    sanctions = {t.file: t.frame for t in submission.texts if t.table == "sanctions"}
    assert set(sanctions) == {"defendants.csv", "charges.csv"}
    first = next(t.frame for t in submission.texts if t.table == "suspects").row(0, named=True)
    assert (first["row_number"], first["person_id"]) == (2, "D1797")


def test_arrests_race_and_bail_are_not_read(submission: Submission) -> None:
    not_read = set(submission.not_read)
    assert {("defendants.csv", "arrest_date"), ("defendants.csv", "race")} <= not_read
    assert ("case_text_flags.csv", "(the whole file)") in not_read
