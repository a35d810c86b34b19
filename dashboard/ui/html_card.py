"""Cards of escaped HTML: the component behind them, notes, tables, facts, index of a page."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import streamlit as st

from dashboard import access, untrusted_text
from dashboard.pages import all_pages
from dashboard.server import static_files
from dashboard.templates import render_template
from dashboard.ui import term_tips
from schemas.language import marked, t

_panel = st.components.v2.component(
    "prosecution_quality.panel",
    html='<div class="panel" data-panel></div>',
    js=static_files.CARDS_LOADER,
)


def draw_template(
    template: str,
    context: Mapping[str, object],
    key: str,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draw a card from its template, as `place` does."""
    draw_markup(render_template(template, context), key, width)


def draw_markup(markup: str, key: str, width: int | Literal["stretch"] = "stretch") -> None:
    """Draw a card, and follow the link to a page that was clicked in it. `width` is in pixels."""
    markup = term_tips.explain_terms(markup, key)
    clicked = _panel(
        # Streamlit ends the page where two underscores follow each other in a key, as in the name
        # of a file.
        key=re.sub("_(?=_)", "_-", key),
        data={"html": markup},
        width=width,
        on_opened_change=_noticed,
    ).opened
    if clicked:
        navigate(clicked)


def navigate(address: str) -> None:
    """Go to a page of this session with the choice its link carries; others are ignored."""
    link = urlsplit(address)
    by_address = {page.url_path: page for page in access.pages(access.scope_id())}
    address = link.path.strip("./") or all_pages()[0].url_path
    if address in by_address:
        st.switch_page(by_address[address].script, query_params=dict(parse_qsl(link.query)))


def _noticed() -> None:
    """Streamlit reports a click only where somebody listens; the result is read by `place`."""


def draw_note(text: str, key: str) -> None:
    """Draw the text; `key` is unique on the page."""
    draw_template("note.html", {"text": text}, key=f"note.{key}")


def draw_notice(text: str, key: str) -> None:
    """Draw what a person should know before they go on."""
    draw_template("notice.html", {"text": text}, key=key)


def draw_faults(wordings: Sequence[str], *, key: str) -> None:
    """Draw what is wrong, with a sign beside the colour; nothing where nothing is."""
    if wordings:
        draw_template("faults.html", {"wordings": wordings}, key=key)


def draw_sentences(texts: Sequence[str], key: str) -> None:
    """Draw each sentence as a line under a chart; empty ones are left out."""
    if lines := [text for text in texts if text]:
        draw_template("sentences.html", {"sentences": lines}, key=f"sentences.{key}")


@dataclass(frozen=True)
class Cell:
    """Text, with an address of a page of this session where it leads somewhere."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """A name and what is to be said about it."""

    name: str
    cell: Cell


def fact(name: str, text: str, href: str = "") -> Fact:
    """A fact in one line of code."""
    return Fact(name, Cell(text, href))


def draw_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    name: str,
    look: str = "",
    here: int | None = None,
) -> None:
    """Draw a table; the first cell of each row is its heading. `look` is a class of lines.css.

    `here` is the row that the address asks for: it is marked, and the page opens at it.
    """
    draw_markup(table_markup(headings, rows, look=look, here=here), key=f"lines.{name}")


def table_markup(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    look: str = "",
    here: int | None = None,
) -> str:
    """The markup of a table."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    context = {"headings": headings, "rows": cells, "look": look, "here": here}
    return render_template("lines.html", context)


def draw_frame(frame: pd.DataFrame, *, name: str, look: str = "") -> None:
    """Draw a frame of text as a table, as `table` does."""
    draw_table(list(frame.columns), frame.to_numpy().tolist(), name=name, look=look)


def draw_facts(of: Sequence[Fact], *, name: str) -> None:
    """Draw names with what is said about them."""
    draw_markup(facts_markup(of), key=f"facts.{name}")


def facts_markup(of: Sequence[Fact]) -> str:
    """The markup of facts, as `table_markup`."""
    return render_template("facts.html", {"facts": of})


class IndexEntry(NamedTuple):
    """A part of a page or another page, by its address, and how much there is of it."""

    href: str
    text: str
    note: str = ""


def part_key(part: str) -> str:
    """The key of a part's place, by which the address `#part-...` finds it."""
    return f"part-{part}"


def entry_to_part(part: str, text: str, note: str = "") -> IndexEntry:
    """An entry that leads to a part of the same page."""
    return IndexEntry(f"#{part_key(part)}", text, note)


def draw_index(entries: Sequence[IndexEntry], label: str = marked("On this page")) -> None:
    """Draw the entries as links under their `label`, which is unique on the page."""
    if entries:
        draw_template("index.html", {"entries": entries, "label": t(label)}, key=f"index.{label}")


@contextmanager
def card(title: str, note: str = "", part: str = "") -> Iterator[None]:
    """What is drawn within stands under `title`, a heading of the second level, and `note`.

    `part` names the card in the address, as `index` leads to it.
    """
    with st.container(border=True, key=part_key(part) if part else None):
        st.header(untrusted_text.escape_markdown(title), anchor=False)
        if note:
            draw_note(note, key=f"card.{title}")
        yield
