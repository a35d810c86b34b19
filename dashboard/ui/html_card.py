"""Draw HTML from templates with escaped values: cards, notes, tables, facts, index of a page."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import streamlit as st

from dashboard import access, released_data, untrusted_text
from dashboard.html_templates import render_template
from dashboard.pages import all_pages
from dashboard.query_params import Choice
from dashboard.records import current_records
from dashboard.server import static_files
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
    """Draw a template as a card; `key` is unique on the page, `width` is in pixels."""
    draw_markup(render_template(template, context), key, width)


def draw_markup(markup: str, key: str, width: int | Literal["stretch"] = "stretch") -> None:
    """Draw HTML as a card, and follow a link that was clicked in it; `width` is in pixels."""
    markup = term_tips.explain_terms(markup, key)
    clicked = _panel(
        # Streamlit stops the page if a key contains two underscores in a row, as names of files
        # may.
        key=re.sub("_(?=_)", "_-", key),
        data={"html": markup},
        width=width,
        on_opened_change=_ignore_click,
    ).opened
    if clicked:
        navigate(clicked)


def navigate(address: str) -> None:
    """Go to the page of a link with its query; addresses of unknown pages are ignored."""
    link = urlsplit(address)
    by_address = {page.url_path: page for page in access.pages_of_scope(access.scope_id())}
    address = link.path.strip("./") or all_pages()[0].url_path
    if address in by_address:
        st.switch_page(by_address[address].script, query_params=dict(parse_qsl(link.query)))


def _ignore_click() -> None:
    """Do nothing: Streamlit only reports a click if there is a callback."""


def draw_note(text: str, key: str, more: Sequence[str] = ()) -> None:
    """Draw a text as a note; `key` is unique on the page. The sentences `more` are folded."""
    draw_template("note.html", {"text": text, "more": more}, key=f"note.{key}")


def draw_notice(text: str, key: str) -> None:
    """Draw a notice that users should read first."""
    draw_template("notice.html", {"text": text}, key=key)


def draw_faults(wordings: Sequence[str], *, key: str) -> None:
    """Draw a list of errors with a symbol and a colour; nothing if there are none."""
    if wordings:
        draw_template("faults.html", {"wordings": wordings}, key=key)


def draw_sentences(texts: Sequence[str], key: str) -> None:
    """Draw each sentence as a line under a chart; empty ones are left out."""
    if lines := [text for text in texts if text]:
        draw_template("sentences.html", {"sentences": lines}, key=f"sentences.{key}")


@dataclass(frozen=True)
class Cell:
    """The text of a cell, and the address of a page if it is a link.

    A formula runs from left to right in every language.
    """

    text: str
    href: str = ""
    is_formula: bool = False


@dataclass(frozen=True)
class Fact:
    """A name with its text, and the address of a page if the text is a link."""

    name: str
    text: str
    href: str = ""


def draw_table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    name: str,
    look: str = "",
    here: int | None = None,
) -> None:
    """Draw a table; the first cell of each row is its heading. `look` is a class in `lines.css`.

    `here` is the row that the address names: it is highlighted and scrolled to.
    """
    draw_markup(table_html(headings, rows, look=look, here=here), key=f"lines.{name}")


def table_html(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    look: str = "",
    here: int | None = None,
) -> str:
    """Return the HTML of a table; `look` and `here` are those of `draw_table`."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    context = {"headings": headings, "rows": cells, "look": look, "here": here}
    return render_template("lines.html", context)


def draw_frame(
    frame: pd.DataFrame, *, name: str, look: str = "", links: Sequence[str] = ()
) -> None:
    """Draw a frame of texts as a table; `links` are the link addresses of the rows' first cells."""
    rows = frame.to_numpy().tolist()
    if links:
        rows = [[Cell(row[0], link), *row[1:]] for row, link in zip(rows, links, strict=True)]
    draw_table(list(frame.columns), rows, name=name, look=look)


def draw_facts(of: Sequence[Fact], *, name: str) -> None:
    """Draw a list of facts, each a name with its text."""
    draw_markup(facts_html(of), key=f"facts.{name}")


def facts_html(of: Sequence[Fact]) -> str:
    """Return the HTML of a list of facts, each a name with its text."""
    return render_template("facts.html", {"facts": of})


class IndexEntry(NamedTuple):
    """A link in the index of a page, and a note such as how many entries it has."""

    href: str
    text: str
    note: str = ""


def card_key(part: str) -> str:
    """Return the Streamlit key of a card. Links with `#part-...` lead to it."""
    return f"part-{part}"


def index_entry_to_card(part: str, text: str, note: str = "") -> IndexEntry:
    """Return an index entry that leads to a card of the same page."""
    return IndexEntry(f"#{card_key(part)}", text, note)


def draw_index(entries: Sequence[IndexEntry], label: str = marked("On this page")) -> None:
    """Draw links under a label that is unique on the page; nothing without entries."""
    if entries:
        draw_template("index.html", {"entries": entries, "label": t(label)}, key=f"index.{label}")


@contextmanager
def card(title: str, note: str = "", part: str = "", more: Sequence[str] = ()) -> Iterator[None]:
    """Return a context manager that draws a card with a heading of level 2 and a note.

    `part` is the name of the card in links of the index. The sentences `more` explain the card and
    are folded.
    """
    with st.container(border=True, key=card_key(part) if part else None):
        st.header(untrusted_text.escape_markdown(title), anchor=False)
        if note:
            draw_note(note, key=f"card.{title}", more=more)
        yield


def draw_replies(
    ids: Iterable[str],
    choice: Choice,
    *,
    key: str,
    jurisdictions: Iterable[str] = (),
    periods: Iterable[str] = (),
) -> None:
    """Draw the replies on released figures of these measures; nothing if there are none.

    Replies are on `jurisdictions` and `periods` (in words); by default on the chosen ones.
    """
    records = current_records()
    named = set(jurisdictions) or {choice.jurisdiction}
    if not choice.is_of_release:
        # Own figures are exact and not from the release, so its replies do not apply to them.
        named -= {choice.jurisdiction}
    said = released_data.select_comments(records.notes, ids, named, set(periods) or {choice.period})
    if named and said:
        name_of = records.with_others.set_index("jurisdiction")["name"]
        notes = [
            {
                "who": released_data.reply_author_text(note),
                "of": f"{name_of[note.jurisdiction]}, {released_data.reply_period_text(note)}",
                "text": note.text,
            }
            for note in said
        ]
        draw_template("noted.html", {"notes": notes}, key=f"noted.{key}")


def replies_by_measure(ids: Iterable[str], choice: Choice) -> Mapping[str, list[str]]:
    """Return the replies on the chosen jurisdiction and period as text, by measure."""
    every = current_records().notes if choice.is_of_release else ()
    said = released_data.select_comments(every, ids, (choice.jurisdiction,), {choice.period})
    by: dict[str, list[str]] = {}
    for note in said:
        by.setdefault(note.measure, []).append(released_data.reply_text(note))
    return by
