"""Files to take away, each ready before its button is pressed."""

from datetime import UTC, datetime
from pathlib import Path

import streamlit as st

from dashboard import data, outside, peers
from dashboard.report.formats import KINDS, Format
from dashboard.report.records import Records
from dashboard.report.taken import Taken
from dashboard.server import files, identity
from dashboard.shared import note, written_down
from metrics import worklist
from schemas.store import marks

HERE = Path(__file__).parent
KEY = "take.{}"
LABELS = {
    Format.SVG: "Picture (SVG)",
    Format.PNG: "Picture (PNG)",
    Format.XLSX: "Table (XLSX)",
    Format.CSV: "Table (CSV)",
}
_file = st.components.v2.component(
    "prosecution_quality.file",
    html='<a class="file" data-file></a>',
    css=(HERE / "styles" / "file.css").read_text(encoding="utf-8"),
    js=(HERE / "file.js").read_text(encoding="utf-8"),
)
SAYS = "Each says whose records it is of, with which filters, and how to read it."


def offer(label: str, content: files.Content | str, *, name: str, kind: str, key: str) -> None:
    """A link that gives the file of that name, and does not run the page.

    It is made by the run and lies ready for whoever asked, for minutes; who presses later is given
    it by a run more. `content` that is called is made at each press.
    """
    laid = content.encode() if isinstance(content, str) else content
    href = files.HERE.lay(identity.holder(), laid, name=name, kind=kind)
    data = {"href": href, "label": outside.visible(label), "name": name, "seconds": files.LASTS}
    _file(key=key, data=data, width="content", height="content", on_anew_change=_noticed)


def _noticed() -> None:
    """Streamlit runs the page only where somebody listens: the run itself is what was asked for."""


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
    made, place = list(cards.files(report)), KEY.format(name)
    on = {"name": name, "jurisdiction": taken.choice.jurisdiction, "office": taken.choice.office}
    written_down.files_made(place, (content for *_, content in made), what="card", **on)
    with st.container(horizontal=True, gap="small"):
        for form, file_name, content in made:
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
        covered=data.covered(),
        as_of=data.as_of(),
        chosen=data.chosen(),
        events=data.events(),
        batches=data.batches(),
        beside=data.beside(),
        scope=source.scope,
        context=data.context(),
        release=data.release(),
        notes=peers.notes(),
        corrections=data.corrected,
    )
