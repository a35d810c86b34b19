"""Pages in the pseudo-language en-XA: all that they say is a message of the catalogue.

What stays outside ⟦ ⟧ are names: of jurisdictions, offices, imports and events, of columns and
tables, ids of measures, and the code of a chart's labels.
"""

import re

import pytest

from dashboard import data
from dashboard.pages import all_pages
from metrics import catalogue
from schemas import language, tables, vocabulary
from tests import untranslated
from tests.soak import everyday

OFTEN = ("overview", "measure")
ADDRESS = {"j": "QVE", "from": "2018", "to": "2024"}
# An expression of Vega; what follows a link.
CODE = re.compile(r"datum\.|^\?|&j=|^lang=")
WORD = re.compile(r"[^\W\d_]{2,}")


def names() -> list[str]:
    """Names that no language translates, the longest first."""
    batches, events = data.batches(), data.events()
    named = {
        *data.jurisdictions()["name"],
        *(offices := data.offices()["label"]),
        # Charts name an office by its town.
        *(label.rpartition(" ")[2] for label in offices),
        *batches["source"],
        *events["title"],
        *events["source"],
        *(name for table in tables.RECORD_TABLES for name in (table.name, *table.c.keys())),
        *catalogue.CATALOGUE,
        # Each language is named in itself.
        *language.LANGUAGES.values(),
        # Worked examples show values as they are sent, and lists have CLDR's word.
        *(*(one.value for one in vocabulary.YesNo), "and"),
    }
    return sorted((str(name) for name in named if name), key=len, reverse=True)


def unnamed(texts: list[str]) -> list[str]:
    """Those of the texts that say more than names."""
    by_length = re.compile("|".join(map(re.escape, names())))
    return [
        text
        for text in texts
        if not CODE.search(text) and WORD.search(by_length.sub("", untranslated.left_over(text)))
    ]


@pytest.mark.parametrize(
    "page", everyday(*OFTEN, rest={one.url_path for one in all_pages()} - {*OFTEN})
)
@pytest.mark.usefixtures("made_up")
def test_a_page_says_everything_in_messages(page: str) -> None:
    measure = {"m": "N01"} if page in ("measure", "compare") else {}

    assert unnamed(untranslated.untranslated(page, ADDRESS | measure)) == []


@pytest.mark.usefixtures("made_up")
def test_a_text_outside_the_catalogue_would_be_found() -> None:
    assert unnamed(["Velmora", "⟦Çåsés~~⟧ Velmora: more", "C03", "suspects.charged"]) == [
        "⟦Çåsés~~⟧ Velmora: more"
    ]
