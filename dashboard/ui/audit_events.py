"""Write acts of users into the audit log first: cases opened, files made or downloaded."""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping

import streamlit as st

from dashboard import access, data
from dashboard.query_params import Part
from dashboard.server import download_files
from schemas import scopes
from schemas.store import audit

KEY, CASE, PLACE = "written_down", "case", "place"


def current_actor() -> audit.Actor:
    """Return the current user's account and scope for the audit log."""
    return audit.Actor(who=access.account_for_log(), scope=access.scope_id())


def log_case_opened(id_: str, jurisdiction: str, *, is_there: bool) -> None:
    """Log that a user asked for a case by its id, and whether it was shown (`is_there`)."""

    def write(url: str) -> None:
        reference = audit.case_reference(url, jurisdiction, id_)
        note = audit.log_event if is_there else audit.log_refused
        note(url, audit.Action.OPEN_CASE, jurisdiction=jurisdiction, case=reference)

    _log_once(CASE, (jurisdiction, id_, is_there), write)


def forget_shown_case() -> None:
    """Forget that a case was shown, so that opening it again is logged again."""
    st.session_state.get(KEY, {}).pop(CASE, None)


def log_denied_lookup(asked: Mapping[str, str], not_found: Collection[str]) -> None:
    """Log that an address named a jurisdiction or office that the user may not see.

    Whether that place exists is not checked. The log stores no text of the address, only codes
    of jurisdictions and a reference for an office.
    """
    seen = data.current_source().scope
    if (
        seen.reads_all
        or seen == scopes.RELEASE
        or not {Part.JURISDICTION, Part.OFFICE} & {*not_found}
    ):
        return
    jurisdiction = asked.get(Part.JURISDICTION, "")
    jurisdiction = jurisdiction or seen.jurisdiction or ""
    office = asked.get(Part.OFFICE, "") if Part.OFFICE in not_found else ""
    is_code = (
        scopes.parse_scope(f"{scopes.Kind.JURISDICTION}{scopes.BETWEEN}{jurisdiction}")
        != scopes.NOTHING
    )

    def write(url: str) -> None:
        on = {"jurisdiction": jurisdiction} if is_code else {}
        if office and is_code:
            on["office_asked"] = audit.case_reference(url, jurisdiction, office)
        audit.log_refused(url, audit.Action.ASK_IN_VAIN, **on)

    _log_once(PLACE, (jurisdiction, office), write)


def audited_download(content: bytes, **on: str) -> bytes | download_files.Recorded:
    """Return a file's content so that each download is logged; without log entry for releases.

    `on` are further fields of the log entry. This also works before there are any records.
    """
    url, actor = data.records_url(), current_actor()
    if scopes.parse_scope(actor.scope) == scopes.RELEASE:
        return content

    def write() -> None:
        with audit.act_as(actor):
            audit.log_event(url, audit.Action.TAKE_AWAY, **on)

    return download_files.Recorded(content, write)


def log_files_made(key: str, content: Iterable[bytes], **on: str) -> None:
    """Log that files are ready for download; equal bytes with the same `key` are logged only once.

    Nothing is logged for releases, because they are public.
    """
    if data.release() is not None:
        return
    digest = hashlib.sha256()
    for one in content:
        digest.update(one)
    _log_once(
        key,
        (digest.hexdigest(), *on.values()),
        lambda url: audit.log_event(url, audit.Action.TAKE_AWAY, **on),
    )


def _log_once(key: str, what: tuple[object, ...], write: Callable[[str], None]) -> None:
    """Write a log entry, unless the last one of this session with the same `key` was equal."""
    known: dict[str, object] = st.session_state.setdefault(KEY, {})
    if known.get(key) != what:
        with audit.act_as(current_actor()):
            write(data.current_source().url)
        known[key] = what
