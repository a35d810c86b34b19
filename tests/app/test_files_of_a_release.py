"""Every number in a report or an edition of a release is one of the release."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from random import Random

import numpy as np
import pytest

from dashboard import records
from dashboard.export import content, files, template
from dashboard.export.edition import build_site
from dashboard.export.edition.jurisdiction_report import EditionRequest
from dashboard.export.files import Format
from dashboard.filter_options import read_choice
from dashboard.pages import PLACE_AND_TIME
from dashboard.query_params import Choice
from dashboard.records import Records
from metrics import catalogue
from metrics.release import archive
from metrics.release.rounding import FEWEST_BETWEEN
from schemas import scopes
from tests.app import released_views, written_files
from tests.app.released_numbers import (
    medians,
    of_release,
    strange_words,
)
from tests.fixtures.released import MARK
from tests.soak import EVERYDAY_PART, soak_size

MADE_ON, PLACE = date(2026, 7, 1), "XKE"
IS_FULL = soak_size(EVERYDAY_PART) > 1
# A soak makes the edition of every third measure and sixty reports more, every run one of each.
IDS = tuple(catalogue.CATALOGUE)[::3] if IS_FULL else ("N01", "C03", "P05")
CHOICES = 60 if IS_FULL else 0
REPORTS = ("ministry", "profile", "annex")
SEED = 3


@pytest.fixture
def report_files(released: str) -> Iterator[tuple[Records, Choice]]:
    """What reports ask of the release, and a place with a window of years."""
    with archive.reading(released).connect() as connection:
        asked_of = records.records_of_connection(connection, scopes.RELEASE)
        choice, notices = read_choice({"j": PLACE}, asked_of.offered, PLACE_AND_TIME)
        assert not notices
        yield asked_of, choice


def strange_in_file(url: str, name: str, written: bytes) -> Iterator[str]:
    """What of a file is no number of the release."""
    # Others stand beside a figure by their median and quartiles.
    told = np.concatenate([of_release(url), [*medians(url, "")]])
    for number in written_files.numbers(name, written):
        if not np.isclose(told, number).any():
            yield f"{name}: {number}"
    if name.endswith(("html", "svg")):
        for text in written_files.words(name, written):
            yield from (f"{name}: {one}" for one in strange_words(url, text, ""))


def test_every_number_in_a_report_is_one_of_the_release(
    released: str, report_files: tuple[Records, Choice]
) -> None:
    asked_of, _ = report_files
    addresses = [*released_views.addresses(released)]
    Random(SEED).shuffle(addresses)
    formats = [form for form in Format if form is not Format.PNG]
    found, endings = [], set()
    for address, name in zip([{"j": PLACE}, *addresses[:CHOICES]], cycle(REPORTS), strict=False):
        choice, notices = read_choice(address, asked_of.offered, PLACE_AND_TIME)
        assert not notices
        report = content.make_report(
            template.load_template(name), choice, asked_of, made_on=MADE_ON
        )
        for file, of in files.build_files(report, formats):
            endings.add(file.rpartition(".")[2])
            said = written_files.everything(file, of)
            assert MARK not in said
            assert "not for publication" not in said.lower()
            found += [f"{address} {one}" for one in strange_in_file(released, file, of)]
    assert found == []
    assert endings == {"pdf", "xlsx", "html", "csv", "json", "svg"}


def test_every_number_in_an_edition_is_one_of_the_release(
    released: str, report_files: tuple[Records, Choice]
) -> None:
    asked_of, choice = report_files
    written = dict(build_site.site_files(EditionRequest((choice,), MADE_ON, IDS), asked_of))
    pages = {name: of for name, of in written.items() if not name.startswith(("fonts", "style"))}
    assert f"{PLACE}/N01.html" in pages
    assert [one for name, of in pages.items() for one in strange_in_file(released, name, of)] == []
    for name, of in pages.items():
        assert MARK not in written_files.everything(name, of)
    # Beside other places a share of fewer would be taken for one of the place.
    beside = [
        row
        for row in json.loads(written[f"{PLACE}/N01.json"])["figures"]
        if row["split_by"] == "jurisdiction" and row["jurisdiction"] != PLACE
    ]
    assert {row["status"] for row in beside} >= {"ok", "too_few"}
    told = [row["denominator"] for row in beside if row["status"] in ("ok", "bounds_only")]
    assert min(told) >= FEWEST_BETWEEN


def test_a_number_in_a_file_that_is_none_of_the_release_is_found(released: str) -> None:
    row = "measure,value,numerator\nN01,0.123456,4711\n"
    assert len([*strange_in_file(released, "x.csv", row.encode())]) == 2
    told = json.dumps({"figures": [{"value": 0.123456}]}).encode()
    assert len([*strange_in_file(released, "x.json", told)]) == 1
    page = b'<p>about 4,711 of 10</p><svg><text x="1">4,713</text><text>40%</text></svg>'
    assert len([*strange_in_file(released, "x.html", page)]) == 3
