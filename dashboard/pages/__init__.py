"""The pages: each declares in its folder what the rest of the product and the tests know of it."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from schemas import scopes

FOLDER = Path(__file__).parent


class Part(StrEnum):
    """A filter, by the name of its parameter."""

    JURISDICTION = "j"
    FROM = "from"
    TO = "to"
    FORM = "form"
    OFFICE = "office"
    MEASURE = "m"


PLACE_AND_TIME = (Part.JURISDICTION, Part.FROM, Part.TO, Part.FORM, Part.OFFICE)
OF_OFFICE = (Part.JURISDICTION, Part.OFFICE)
EVERY_CARD = ""
# Why nothing can be downloaded from a card, as `Page.without_download` gives it.
DEFINITION = "definitions are on Methods, and in every file with a figure of the measure"
OWN_FILE = "it has its own file, with all rows and not only those shown"
PERSONS = "records of people are downloaded only as the meeting sheet"
ASKS = "it asks questions and shows no figures"


@dataclass(frozen=True)
class Page:
    """A page by its address, which is the name of its folder; its script is `page.py` there.

    `title` names it in the navigation, where pages stand by `order`: the first is the one at "/".
    `question` is its heading, empty where that depends on what is chosen.

    `filters` are drawn in this order; a page shows, names and addresses no others. `lead_measures`
    are those that its first sentences speak of. It is `hidden_for` scopes, each with the reason.
    Without records a page is shown only if it does not need them (`needs_records`). `styles` are
    the files of its folder that its cards need. `without_download` are the headings of the cards
    from which nothing can be downloaded, each with the reason; EVERY_CARD stands for all.
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
        """The file that Streamlit runs."""
        return FOLDER / self.url_path / "page.py"

    @property
    def is_first(self) -> bool:
        """Whether it is the page at "/"."""
        return self == all_pages()[0]


@cache
def all_pages() -> tuple[Page, ...]:
    """The pages in the order of the navigation, found by walking their folders."""
    found = (
        importlib.import_module(f"{__name__}.{script.parent.name}").PAGE
        for script in FOLDER.glob("*/page.py")
    )
    return tuple(sorted(found, key=lambda page: page.order))


def find(url_path: str) -> Page:
    """The page at an address, the first one at an empty one. Raises KeyError for another."""
    by_address = {"": all_pages()[0], **{page.url_path: page for page in all_pages()}}
    return by_address[url_path]
