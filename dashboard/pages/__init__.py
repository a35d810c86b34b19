"""The pages. Each folder declares what the program and the tests need to know about its page."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from schemas import scopes

FOLDER = Path(__file__).parent


class Part(StrEnum):
    """A filter of a page; its value is the name of the query parameter."""

    JURISDICTION = "j"
    FROM = "from"
    TO = "to"
    FORM = "form"
    OFFICE = "office"
    MEASURE = "m"


PLACE_AND_TIME = (Part.JURISDICTION, Part.FROM, Part.TO, Part.FORM, Part.OFFICE)
OF_OFFICE = (Part.JURISDICTION, Part.OFFICE)
EVERY_CARD = ""
# Reasons why a card has no download, for `Page.without_download`.
DEFINITION = "definitions are on Methods, and in every file with a figure of the measure"
OWN_FILE = "it has its own file, with all rows and not only those shown"
PERSONS = "records of people are downloaded only as the meeting sheet"
ASKS = "it asks questions and shows no figures"


@dataclass(frozen=True)
class Page:
    """A page of the dashboard: its address, title, filters and files, and who may not see it.

    The address is the name of its folder; its script is `page.py` there. `title` is its name in the
    navigation, which is sorted by `order`; the first page is at "/". `question` is its heading,
    empty if it depends on the filters. `filters` are shown in this order; the page and its address
    have no other filters. `lead_measures` are the measures of its first sentences. `hidden_for` are
    scopes that do not see it, each with the reason. Without records it is shown only if
    `needs_records` is False. `styles` are CSS files of its folder. `without_download` are the
    headings of cards without download, each with the reason; EVERY_CARD means all.
    """

    url_path: str
    title: str
    order: int
    question: str = ""
    filters: tuple[Part, ...] = ()
    lead_measures: tuple[str, ...] = ()
    hidden_for: Mapping[scopes.Kind, str] = field(default_factory=dict)
    needs_records: bool = True
    styles: tuple[str, ...] = ()
    without_download: Mapping[str, str] = field(default_factory=dict)

    @property
    def script(self) -> Path:
        """Return the path of the script that Streamlit runs for this page."""
        return FOLDER / self.url_path / "page.py"

    @property
    def is_first(self) -> bool:
        """Return whether this page is the one at "/"."""
        return self == all_pages()[0]


@cache
def all_pages() -> tuple[Page, ...]:
    """Return all pages in the order of the navigation, found by searching the folders."""
    found = (
        importlib.import_module(f"{__name__}.{script.parent.name}").PAGE
        for script in FOLDER.glob("*/page.py")
    )
    return tuple(sorted(found, key=lambda page: page.order))


def find_page(url_path: str) -> Page:
    """Return the page at an address, the first page for an empty one.

    Raises KeyError if unknown.
    """
    by_address = {"": all_pages()[0], **{page.url_path: page for page in all_pages()}}
    return by_address[url_path]
