"""Acts on pages that are logged before they are done: a case opened, files made or given."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping

import streamlit as st

from dashboard import access, data
from dashboard.query_params import Part
from dashboard.server import files
from schemas import scopes
from schemas.store import audit

KEY, CASE, PLACE = "written_down", "case", "place"


def current_actor() -> audit.Actor:
    """Who acts in this run."""
    return audit.Actor(who=access.who(), scope=access.scope_id())


def log_case_opened(id_: str, jurisdiction: str, *, is_there: bool) -> None:
    """A case was asked for by its id, and is shown where it `is_there`."""

    def write(url: str) -> None:
        reference = audit.reference(url, jurisdiction, id_)
        note = audit.note if is_there else audit.note_refused
        note(url, audit.Action.OPEN_CASE, jurisdiction=jurisdiction, case=reference)

    _log_once(CASE, (jurisdiction, id_, is_there), write)


def forget_case() -> None:
    """No case is shown any more: the same one is opened anew when it is asked for."""
    st.session_state.get(KEY, {}).pop(CASE, None)


def log_denied_lookup(asked: Mapping[str, str], not_found: Collection[str]) -> None:
    """A place was asked for by an address, and whoever asks was told that it is not there.

    Whether there is one for others is not looked up: the log has the same of what there is not.
    It holds no text of an address: codes of jurisdictions, and an office as cases are called.
    """
    seen = data.current().scope
    if (
        seen.reads_all
        or seen == scopes.RELEASE
        or not {Part.JURISDICTION, Part.OFFICE} & {*not_found}
    ):
        return
    place = asked.get(Part.JURISDICTION, "")
    place = place or seen.jurisdiction or ""
    office = asked.get(Part.OFFICE, "") if Part.OFFICE in not_found else ""
    is_code = scopes.read(f"{scopes.Kind.JURISDICTION}{scopes.BETWEEN}{place}") != scopes.NOTHING

    def write(url: str) -> None:
        on = {"jurisdiction": place} if is_code else {}
        if office and is_code:
            on["office_asked"] = audit.reference(url, place, office)
        audit.note_refused(url, audit.Action.ASK_IN_VAIN, **on)

    _log_once(PLACE, (place, office), write)


def audited_download(content: bytes, **on: str) -> bytes | files.Recorded:
    """A file that is written down each time that somebody takes it; of a release it is none.

    It may be of what is looked at before there are records.
    """
    url, actor = data.records_url(), current_actor()
    if scopes.read(actor.scope) == scopes.RELEASE:
        return content

    def write() -> None:
        with audit.acting(actor):
            audit.note(url, audit.Action.TAKE_AWAY, **on)

    return files.Recorded(content, write)


def log_files_made(place: str, content: Iterable[bytes], **on: str) -> None:
    """Files lie ready to be taken away; of the same bytes at the same `place` it is said once.

    What is published is nobody's to watch over: of a release nothing is written down.
    """
    if data.release() is not None:
        return
    digest = hashlib.sha256()
    for one in content:
        digest.update(one)
    _log_once(
        place,
        (digest.hexdigest(), *on.values()),
        lambda url: audit.note(url, audit.Action.TAKE_AWAY, **on),
    )


def _log_once(place: str, what: tuple[object, ...], write: Callable[[str], None]) -> None:
    known: dict[str, object] = st.session_state.setdefault(KEY, {})
    if known.get(place) != what:
        with audit.acting(current_actor()):
            write(data.current().url)
        known[place] = what
