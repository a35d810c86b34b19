"""Draw download buttons whose files are ready before they are pressed."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from dashboard import access, untrusted_text
from dashboard.export.card_export import CardExport
from dashboard.export.files import MEDIA_TYPES, Format, card_files, report_of_card
from dashboard.records import current_records
from dashboard.server import download_files
from dashboard.ui import audit_events, html_card, page_shell
from schemas.language import marked, t

UI_FOLDER = Path(__file__).parent
KEY = "take.{}"
# Streamlit writes other signs of a key as this one.
NOT_IN_CLASSES = re.compile(r"[^A-Za-z0-9_-]")
LABELS = {
    Format.SVG: marked("Picture (SVG)"),
    Format.PNG: marked("Picture (PNG)"),
    Format.XLSX: marked("Table (XLSX)"),
    Format.CSV: marked("Table (CSV)"),
}
_file = st.components.v2.component(
    "prosecution_quality.file",
    html='<a class="file" data-file></a>',
    css=(UI_FOLDER / "styles" / "file.css").read_text(encoding="utf-8"),
    js=(UI_FOLDER / "file.js").read_text(encoding="utf-8"),
)
SAYS = marked("Each file names its source and filters, and says how to read it.")


def draw_download(
    label: str, content: download_files.Content | str, *, name: str, kind: str, key: str
) -> None:
    """Draw a link that downloads a file without running the page again.

    The server keeps the file for this user for some minutes; later the link runs the page again. If
    `content` is a function, it is called at each download.
    """
    laid = content.encode() if isinstance(content, str) else content
    href = download_files.HERE.store(access.request_user(), laid, name=name, kind=kind)
    data = {
        "href": href,
        "label": untrusted_text.mark_bidi_controls(label),
        "name": name,
        "seconds": download_files.LASTS,
    }
    _file(key=key, data=data, width="content", height="content", on_anew_change=_ignore_event)


def _ignore_event() -> None:
    """Do nothing: Streamlit only reports the event if there is a callback."""


def draw_card_downloads(export: CardExport, *, name: str) -> None:
    """Draw the download menu of a card; picture and table are made when it is opened.

    `name` is unique on the page and begins the names of the files.
    """
    opened = st.popover(t("Download"), type="tertiary", key=KEY.format(name), on_change="rerun")
    if opened.open:
        with opened:
            _draw_files(export, name)


def _draw_files(export: CardExport, name: str) -> None:
    place = KEY.format(name)
    # The page scrolls to the card in which the element with this key is (page.js).
    link = f"{page_shell.link_to_view(export.choice)}#{NOT_IN_CLASSES.sub('-', place)}"
    of_card = replace(export, link=link)
    report = report_of_card(name, of_card, current_records(), datetime.now(UTC).date())
    made = list(card_files(report))
    on = {"name": name, "jurisdiction": export.choice.jurisdiction, "office": export.choice.office}
    audit_events.log_files_made(place, (content for *_, content in made), what="card", **on)
    with st.container(horizontal=True, gap="small"):
        for form, file_name, content in made:
            key = f"{place}.{form}"
            draw_download(t(LABELS[form]), content, name=file_name, kind=MEDIA_TYPES[form], key=key)
    html_card.draw_note(t(SAYS), key=place)
