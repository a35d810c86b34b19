"""Over a release: notes beside their numbers, what it corrects, and the reports of it."""

import csv
import html
import io
import re
import zipfile
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import released_data as answers
from dashboard.words import NOT_RELEASED
from metrics import catalogue
from metrics.release import archive
from tests.app import released_views
from tests.app.released_numbers import NUMBERS, rows_of
from tests.app.test_overview import markup, text
from tests.app.test_pages import page
from tests.app.test_report import made, preview
from tests.app.test_take_away import kept
from tests.soak import soak_size
from tests.unit.dashboard.export import small_release

pytestmark = pytest.mark.soak

KEYS = ["measure", "jurisdiction"]

SAID = [*KEYS, *NUMBERS, "status", "hidden"]

SEED = 7


__all__ = ["kept"]

ADDRESS = {"j": "QMA", "from_": "2018", "to": "2020"}
ESCAPED = html.escape(small_release.HOSTILE, quote=False)


@pytest.fixture
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> str:
    """Two small releases with notes, shown in public."""
    url = small_release.made(tmp_path)
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", url)
    monkeypatch.setenv("PROSECUTION_QUALITY_PUBLIC", "yes")
    return url


def notes(test: AppTest) -> list[list[str]]:
    """The notes of each card that has any."""
    lists = re.findall(r'<ul class="noted".*?</ul>', markup(test), re.DOTALL)
    return [re.findall(r"<q>(.*?)</q>", of, re.DOTALL) for of in lists]


def test_a_measure_has_the_notes_on_its_value_and_on_its_years(noted: str) -> None:
    test = page("measure", m="N01", **ADDRESS)
    assert not test.exception
    # On the value, and on it as it is split; on a year beside the years.
    of_value, of_years, of_groups = notes(test)
    assert [one.replace("&#34;", '"') for one in of_value] == [ESCAPED]
    assert of_groups == of_value
    assert of_years == [small_release.LATE]
    assert "Ministry, 1 July 2026" in text(test)
    of_a_year = page("measure", m="N01", j="QMA", from_="2019", to="2019")
    assert notes(of_a_year) == [[small_release.LATE], [small_release.LATE]]
    assert notes(page("measure", m="R01", **ADDRESS)) == []


@pytest.mark.parametrize("name", ["overview", "chain"])
def test_a_table_has_a_note_in_the_row_of_its_measure(noted: str, name: str) -> None:
    test = page(name, **ADDRESS)
    assert not test.exception
    rows = re.findall(r'data-measure="(\w+)"(.*?)</tr>', markup(test), re.DOTALL)
    assert [id_ for id_, of in rows if "noted" in of] == ["N01"]
    assert small_release.LATE not in markup(test)


def test_methods_tells_what_a_release_corrects(noted: str) -> None:
    test = page("methods")
    assert not test.exception
    assert "Release 2 corrects 1 figure of release 1." in [one.value for one in test.text]
    assert "Corrections" in [one.value for one in test.header]
    assert re.search(r">denominator<.*?>100<.*?>105<", markup(test), re.DOTALL)


def test_the_reports_of_a_release_say_what_its_pages_show(
    noted: str, kept: dict[str, bytes]
) -> None:
    test = page("report", **ADDRESS)
    assert test.radio(key="report.name").options == [
        *("Ministry", "Profile", "Annex", "Comparison", "Letter")
    ]
    assert [one.label for one in test.selectbox] == [
        *("Jurisdiction", "Period", "Form of exploitation")
    ]
    shown = preview(made(test))
    assert "Every count is rounded to a multiple of five" in shown
    assert "ot for publication" not in shown
    [sentence] = re.findall(r"In Mara in [^<]*", markup(page("measure", m="N01", **ADDRESS)))[:1]
    assert sentence in shown
    assert f"“{ESCAPED}”" in shown.replace("&#34;", '"')
    with zipfile.ZipFile(io.BytesIO(kept["ministry-QMA.csv.zip"])) as package:
        figures = package.read("ministry-QMA/figures.csv").decode()
    row = next(row for row in csv.DictReader(io.StringIO(figures)) if row["measure"] == "N01")
    assert row["period"] == "2018-2020"
    of_those = rf"about {row['numerator']} \(\d+%\) of the {row['denominator']} cases "
    assert re.match(f"In Mara in 2018 to 2020, {of_those}", sentence)
    assert "Cannot find a report named “office”." in text(
        page("report", **ADDRESS, report="office")
    )


def test_each_measure_is_as_the_release_prints_it(released: str) -> None:
    views = [*released_views.addresses(released)]
    Random(SEED).shuffle(views)
    every, ids = rows_of(released), tuple(catalogue.CATALOGUE)
    with archive.reading(released).connect() as connection:
        for address in views[: soak_size(len(views))]:
            years, form = (int(address["from"]), int(address["to"])), address.get("form", "")
            only = (("jurisdiction", address["j"]), *((("form", form),) if form else ()))
            given = answers.rows(connection, ids, years=years, only=only)
            assert set(given["jurisdiction"]) == {address["j"]}
            period = address["from"] if years[0] == years[1] else f"{years[0]}-{years[1]}"
            of_form = (every["split"] == "form") & (every["category"] == form)
            printed = every[
                (of_form if form else every["split"] == "")
                & (every["jurisdiction"] == address["j"])
                & (every["period"] == period)
                & every["measure"].isin(ids)
            ]
            told = given[given["status"] != NOT_RELEASED]
            assert len(printed)
            pd.testing.assert_frame_equal(_ordered(told), _ordered(printed), check_dtype=False)
            silent = given[given["status"] == NOT_RELEASED]
            assert silent[[*NUMBERS]].isna().all(axis=None)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[SAID].sort_values(KEYS, ignore_index=True)
