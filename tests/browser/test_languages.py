"""Each page in each language: nothing is left in English, cut off, or beside the screen."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import TYPE_CHECKING

import pytest

from dashboard.pages import all_pages
from schemas import language
from tests import translations
from tests.browser.conftest import DESK, FITS, TELEPHONE, Visit
from tests.soak import everyday
from tests.untranslated import AS_SENT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

pytestmark = pytest.mark.browser

PAGES = [page.url_path for page in all_pages()]
CHOICE = "j=QVE&from=2019&to=2024"
OF_MEASURE = {"measure": "&m=N01", "compare": "&m=N01"}
EVERY = [*product(PAGES, (one for one in language.LANGUAGES if one != language.ENGLISH))]
OFTEN = ("overview", "ar")
# Texts that people see or hear, also those of components, which have a tree of their own.
TEXTS = """() => {
  const texts = [];
  const read = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let one = walker.currentNode; one; one = walker.nextNode()) {
      if (one.nodeType === Node.TEXT_NODE) {
        const inside = one.parentElement?.closest("script, style, code, pre");
        // The lines of a label are one text.
        const label = one.parentElement?.closest("svg text");
        if (!inside) texts.push((label ?? one).textContent);
      } else if (one.getAttribute) {
        for (const name of ["aria-label", "title", "alt", "placeholder"]) {
          if (one.hasAttribute(name)) texts.push(one.getAttribute(name));
        }
        if (one.shadowRoot) read(one.shadowRoot);
      }
    }
  };
  read(document.body);
  return [...new Set(texts.map((text) => text.replace(/\\s+/g, " ").trim()))];
}"""
# Text that does not fit into its box, which hides the rest; and letters outside their drawing. What
# Streamlit's file uploader says is its own.
CUT = """() => {
  const cut = [];
  const look = (root) => {
    for (const one of root.querySelectorAll("*")) {
      if (one.shadowRoot) look(one.shadowRoot);
      if (!one.checkVisibility() || one.clientWidth <= 1 || one.closest("[aria-hidden=true]")) {
        continue;
      }
      if (one.closest("[data-testid=stFileUploaderDropzone]")) continue;
      const own = [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const style = getComputedStyle(one);
      const hides = ["hidden", "clip"];
      if (own && hides.includes(style.overflowX) && one.scrollWidth > one.clientWidth + 1) {
        cut.push(one.textContent.trim());
      }
      if (own && hides.includes(style.overflowY) && one.scrollHeight > one.clientHeight + 4) {
        cut.push(one.textContent.trim());
      }
    }
    for (const text of root.querySelectorAll("svg text")) {
      const drawing = text.ownerSVGElement.getBoundingClientRect();
      const box = text.getBoundingClientRect();
      if (box.width && text.textContent.trim() && getComputedStyle(text).opacity > 0
          && (box.left < drawing.left - 2 || box.right > drawing.right + 2)) {
        cut.push(text.textContent.trim());
      }
    }
  };
  look(document);
  return cut;
}"""
# Streamlit's own words have no translation.
STREAMLITS_OWN = {"Upload", "Search", "Skip to main content"}
WORDS = re.compile(r"[A-Za-z]{2,}")


@cache
def translated(spoken: str) -> tuple[dict[str, str], re.Pattern[str]]:
    """Messages whose translation differs: the English without values, and those with values."""
    whole, filled = {}, []
    for message in translations.read(spoken):
        forms = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for english in filter(WORDS.search, forms):
            if english in said:
                continue
            parts = [re.escape(part) for part in re.split(r"\{\w+\}", english)]
            if len(parts) == 1:
                whole[english] = said[0]
            elif len(WORDS.findall("".join(parts))) > 1:
                filled.append(".+?".join(parts))
    return whole, re.compile("|".join(filled))


def in_english(texts: list[str], spoken: str) -> Iterator[str]:
    """Those of the texts that are an English message of which there is a translation."""
    whole, filled = translated(spoken)
    said = set(whole.values())
    for text in texts:
        if text in STREAMLITS_OWN | AS_SENT or text in said:
            continue
        if text in whole or (len(WORDS.findall(text)) > 2 and filled.fullmatch(text)):
            yield text


def test_a_text_in_english_or_cut_off_would_be_found(chromium: "Browser") -> None:
    page = chromium.new_page()
    page.set_content(
        "<p style='width: 40px; overflow: hidden; white-space: nowrap'>Cases by year and place</p>"
        "<svg width=50 height=20><text x=40 y=15>Beside the drawing</text></svg>"
        "<button aria-label='Create report'>Rapport</button>"
    )
    assert page.evaluate(CUT) == ["Cases by year and place", "Beside the drawing"]
    assert [*in_english(page.evaluate(TEXTS), "fr")] == ["Create report"]
    page.close()


@pytest.mark.parametrize(("page", "spoken"), everyday(OFTEN, rest={*EVERY} - {OFTEN}))
def test_a_page_is_whole_in_each_language(visit: Visit, page: str, spoken: str) -> None:
    faults: list[tuple[int, str, str]] = []
    path = "" if page == PAGES[0] else page
    query = f"?{CHOICE}{OF_MEASURE.get(page, '')}&lang={spoken}"
    for screen in (DESK, TELEPHONE):
        faults += walked(visit, f"/{path}{query}", screen, spoken)
    visit.page.set_viewport_size(DESK)
    direction = visit.page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
    assert direction == [spoken, "rtl" if spoken in language.RIGHT_TO_LEFT else "ltr"]
    faults += [(DESK["width"], rule, str(nodes)) for rule, nodes in visit.kept_out()]
    assert faults == []


def walked(
    visit: Visit, path: str, screen: "ViewportSize", spoken: str
) -> Iterator[tuple[int, str, str]]:
    """Open a page and yield its faults: width, kind, text."""
    visit.page.set_viewport_size(screen)
    visit.go(path)
    visit.drawn()
    width = screen["width"]
    for text in in_english(visit.page.evaluate(TEXTS), spoken):
        yield width, "English", text
    for text in visit.page.evaluate(CUT):
        yield width, "cut", text
    if not visit.page.evaluate(FITS):
        yield width, "sideways", path
