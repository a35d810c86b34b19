"""The cases of the United States in UNODC's case-law database through their shipped profile."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from schemas.findings import only_errors
from seed import gate
from seed.mapping import mapping_pipeline
from seed.submission import Submission
from tests.submissions import Stored

FOLDER = "data/sherloc_us_tip_cases"


@pytest.fixture(scope="module")
def submission(shared: Path) -> Submission:
    return mapping_pipeline.read_export(shared / FOLDER, mapping_pipeline.load_profile("sherloc"))


@pytest.fixture(scope="module")
def tables(submission: Submission) -> dict[str, pl.DataFrame]:
    return {text.table: text.frame for text in submission.texts}


def test_neither_the_profile_nor_the_gate_refuses_a_row(submission: Submission) -> None:
    assert submission.findings == ()
    # What is checked lets its texts go: a copy of them is.
    copied = replace(submission, texts=tuple(replace(text) for text in submission.texts))
    checked = gate.check(copied, Stored())
    assert only_errors(checked.findings) == []
    assert {t: f.height for t, f in checked.frames.items()} == checked.rows_read


def test_two_cases_under_one_number_stay_two(tables: dict[str, pl.DataFrame]) -> None:
    cases = tables["cases"]["case_id"]
    assert cases.n_unique() == len(cases) == 181
    assert cases.str.starts_with("USA174-").sum() == 2


def test_acts_are_links_as_often_as_the_source_codes_them(tables: dict[str, pl.DataFrame]) -> None:
    links = tables["links"]
    # They are of no person, and name each act once.
    assert "person_id" not in links.columns
    assert links.select("case_id", "link").is_unique().all()
    assert dict(links["link"].value_counts().rows()) == {
        "recruiter": 122,
        "transporter": 108,
        "harbourer": 87,
        "transferor": 30,
        "exploiter": 13,
    }


def test_every_case_is_charged_and_undated(tables: dict[str, pl.DataFrame]) -> None:
    assert set(tables["cases"]["charged"]) == {"yes"}
    assert "charged_on" not in tables["cases"].columns


def test_a_verdict_is_dated_by_the_kind_of_court(tables: dict[str, pl.DataFrame]) -> None:
    dates = tables["cases"].select("first_instance_on", "final_on")
    assert dates.filter(pl.all_horizontal(pl.all().is_not_null())).is_empty()
    first, final = (181 - dates.null_count().row(0)[n] for n in (0, 1))
    assert (first, final) == (118, 36)


def test_victims_are_read_where_the_cell_is_a_number(tables: dict[str, pl.DataFrame]) -> None:
    victims = tables["cases"]["victims_stated"]
    assert victims.null_count() == 55
    assert victims.drop_nulls().str.contains("^[0-9]+$").all()


def test_transnational_cases_cross_a_border(tables: dict[str, pl.DataFrame]) -> None:
    crossing = dict(tables["cases"]["cross_border"].value_counts().rows())
    assert crossing == {"yes": 73, "no": 78, None: 30}
