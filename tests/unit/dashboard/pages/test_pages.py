"""Each page is declared once, in its folder."""

import pytest

from dashboard import pages
from metrics import catalogue
from schemas import scopes


def test_the_pages_stand_in_the_navigation_as_they_were_addressed_before() -> None:
    # Addresses that were copied go on opening the same pages.
    known = "overview chain money victims measure compare caseload report upload quality methods"
    shown = [page.url_path for page in pages.all_pages()]
    assert [name for name in shown if name in known.split()] == known.split()
    assert pages.find_page("") == pages.find_page("overview") == pages.all_pages()[0]
    with pytest.raises(KeyError):
        pages.find_page("nowhere")


@pytest.mark.parametrize("page", pages.all_pages(), ids=lambda page: page.url_path)
def test_a_page_names_what_there_is(page: pages.Page) -> None:
    assert page.script.is_file()
    assert all((page.script.parent / style).is_file() for style in page.styles)
    assert set(page.lead_measures) <= catalogue.CATALOGUE.keys()
    assert len(set(page.filters)) == len(page.filters)
    assert all([*page.hidden_for.values(), *page.without_download.values()])
    # Whoever has all records has all pages, and whoever has nothing has none.
    assert not {scopes.Kind.EVERYTHING, scopes.Kind.NOTHING} & page.hidden_for.keys()
