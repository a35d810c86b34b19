"""Files to take away, each ready before its button is pressed."""

from datetime import UTC, datetime

import streamlit as st

from dashboard import data, outside
from dashboard.report.formats import KINDS, Format
from dashboard.report.records import Records
from dashboard.report.taken import Taken
from dashboard.shared import note, written_down
from metrics import worklist
from schemas.store import marks

KEY = "take.{}"
LABELS = {
    Format.SVG: "Picture (SVG)",
    Format.PNG: "Picture (PNG)",
    Format.XLSX: "Table (XLSX)",
    Format.CSV: "Table (CSV)",
}
SAYS = "Each says whose records it is of, with which filters, and how to read it."


def offer(label: str, content: bytes | str, *, name: str, kind: str, key: str) -> None:
    """A button that gives the file of that name, and does not run the page.

    Streamlit could make the content at the press. But it forgets how to with each run of the page,
    and whoever presses while one is on its way is told that the file failed.
    """
    st.download_button(
        outside.plain(label), content, file_name=name, mime=kind, key=key, on_click="ignore"
    )


def card(taken: Taken, *, name: str) -> None:
    """The control of a card: its picture and its table, made by the run in which it is opened.

    `name` is unique on the page and begins the names of the files.
    """
    opened = st.popover("Take away", type="tertiary", key=KEY.format(name), on_change="rerun")
    if opened.open:
        with opened:
            _files(taken, name)


def _files(taken: Taken, name: str) -> None:
    # What draws takes a second to load, and most who look at a page take nothing away.
    from dashboard.report import card as cards

    report = cards.of(name, taken, records(), datetime.now(UTC).date())
    files, place = list(cards.files(report)), KEY.format(name)
    on = {"name": name, "jurisdiction": taken.choice.jurisdiction, "office": taken.choice.office}
    written_down.files_made(place, (content for *_, content in files), what="card", **on)
    with st.container(horizontal=True, gap="small"):
        for form, file_name, content in files:
            key = f"{place}.{form}"
            offer(LABELS[form], content, name=file_name, kind=KINDS[form], key=key)
    note.draw(SAYS, key=place)


def records() -> Records:
    """The records of this run, as reports ask of them: the frames that pages have drawn."""
    source = data.current()

    def caseload(jurisdiction: str, office: str) -> worklist.Caseload:
        kept = marks.of(source.url, source.scope)
        return worklist.set_aside(data.caseload(jurisdiction, office), jurisdiction, kept)

    return Records(
        rows=data.rows,
        caseload=caseload,
        places=data.jurisdictions(),
        offices=data.offices(),
        years=data.years(),
        as_of=data.as_of(),
        chosen=data.chosen(),
        events=data.events(),
        batches=data.batches(),
        beside=data.beside(),
        scope=source.scope,
    )
