"""Reports and editions have no text that is not a message of the catalogue."""

from collections.abc import Iterator

import pytest

from dashboard.export import content, files, template
from dashboard.export.content import Report
from dashboard.export.edition import build_site
from dashboard.export.edition.jurisdiction_report import EditionRequest
from dashboard.records import Records
from schemas import language
from tests import untranslated
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.edition import small_edition

# Places and offices with names that a message could not have.
NAMES = {jurisdiction: f"P{number}" for number, jurisdiction in enumerate(small.PLACES)}
PAGES = (
    *("index.html", "methods.html", "measures/N01.html", "measures/N01-jurisdiction.html"),
    *("XAA/index.html", "XAA/N.html", "XAA/N01.html", "XAA/C03.html"),
)


def _named(records: Records) -> dict[str, object]:
    return {
        # Contact and licence are written by people, in one language.
        "details": {},
        "places": records.places.assign(
            name=[NAMES[id_] for id_ in records.places["jurisdiction"]]
        ),
        "offices": records.offices.assign(label=["Q1", "Q2"]),
    }


@pytest.fixture(scope="module")
def report() -> Iterator[Report]:
    """A report in a language in which each message has a mark at both ends."""
    known = small.records(**_named(small.records()))
    with language.use_language(untranslated.XA):
        yield content.make_report(
            template.parse_template("own", small.TEMPLATE),
            small.choice(),
            known,
            made_on=small.MADE_ON,
        )


def test_a_report_as_html_says_messages_alone(report: Report) -> None:
    assert untranslated.untranslated_html(files.render_html(report).decode()) == []


@pytest.fixture(scope="module")
def edition() -> dict[str, bytes]:
    """An edition in the same language."""
    known = small_edition.records(**_named(small.records()))
    asked = EditionRequest((small.choice(),), small.MADE_ON, small_edition.IDS)
    with language.use_language(untranslated.XA):
        return dict(build_site.site_files(asked, known))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_an_edition_says_messages_alone(edition: dict[str, bytes], name: str) -> None:
    assert untranslated.untranslated_html(edition[name].decode()) == []
