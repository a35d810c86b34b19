"""Find out who makes a request, what records this user may see, and which pages are shown."""

import secrets
from typing import NamedTuple

from dashboard import sessions, sign_in_settings
from dashboard.pages import Page, all_pages
from schemas import errors, scopes
from schemas.language import marked, t

# The request guard refuses foreign pages and other computers. It cannot refuse a program of someone
# who uses this computer: such a program can send what a browser sends.
DESK_WORDS = marked("Running on this computer only. Anyone else who uses this computer can open it")
RELEASE_WORDS = marked("Published releases only")
JURISDICTION_WORDS = marked("Jurisdiction {place}: its own exact figures, by office")
OFFICE_WORDS = marked("Office {office} of {place}: its own exact figures, and its own cases")
NO_ACCESS = marked("No access")
# Our server adds this secret to the headers of each session that it admits. Each process makes a
# new one, so nobody else can send it.
MARK_HEADER = "x-prosecution-quality-served"
MARK = secrets.token_urlsafe()
DESK = scopes.EVERYTHING.id
NOTHING, RELEASE = scopes.NOTHING.id, scopes.RELEASE.id
# Our server writes the session key into this header, and removes what a client wrote there.
HEADER = "x-prosecution-quality-person"


class RequestUser(NamedTuple):
    """The user of a request: the key of the session (or of the desk) and the id of the scope."""

    key: str
    scope_id: str


NOBODY = RequestUser(NOTHING, NOTHING)
ANYBODY = RequestUser(RELEASE, RELEASE)


def scope_id() -> str:
    """Return the id of the scope (whose records may be seen) of the user of this request.

    Each run of a page asks again, because a sign-in may have ended.
    """
    return request_user().scope_id


def request_user() -> RequestUser:
    """Return the session key and the scope of the user of this request."""
    return user_of_session(
        _key()
        if sign_in_settings.is_sign_in_required() or sign_in_settings.is_public_server()
        else ""
    )


def user_of_session(key: str) -> RequestUser:
    """Return the user who has a session key. The server adds the key to each request.

    In public mode the key is that of a browser visit.
    """
    if sign_in_settings.is_public_server():
        return RequestUser(key, RELEASE) if key else ANYBODY
    if not sign_in_settings.is_sign_in_required():
        return RequestUser(DESK, DESK)
    session = sessions.HERE.by_key(key)
    return (
        NOBODY
        if session is None
        else RequestUser(session.key, rights_of_claims(session.claims).scope_id)
    )


def rights_of_claims(claims: sign_in_settings.Claims) -> sign_in_settings.Granted:
    """Return the scope of somebody with these sign-in claims, by the operator's file of roles.

    If the file cannot be read, they may see nothing.
    """
    try:
        return sign_in_settings.grant_scope(claims, sign_in_settings.load_policy())
    except errors.UserError:
        return sign_in_settings.Granted(NOTHING, sign_in_settings.UNREADABLE)


def is_signed_in() -> bool:
    """Return whether the user is signed in, with whatever rights. On a desk this is always true."""
    return not sign_in_settings.is_sign_in_required() or _session() is not None


def user_name() -> str:
    """Return the name of the signed-in user; empty on a desk and where nobody is signed in."""
    session = _session() if sign_in_settings.is_sign_in_required() else None
    return (
        ""
        if session is None
        else sign_in_settings.user_display_name(session.claims, sign_in_policy())
    )


def account_for_log() -> str:
    """Return the account of the user for log entries.

    On a desk, in public mode and without sign-in, fixed words stand for the account.
    """
    if sign_in_settings.is_public_server():
        return RELEASE
    if not sign_in_settings.is_sign_in_required():
        return DESK
    session = _session()
    return NOTHING if session is None else str(session.claims["sub"])


def no_access_reason() -> str:
    """Return why the signed-in user may see nothing; empty if they may, or if nobody signed in."""
    session = _session()
    return "" if session is None else t(rights_of_claims(session.claims).reason)


def sign_in_policy() -> sign_in_settings.Policy:
    """Return the operator's settings for sign-in; the defaults if the file cannot be read."""
    try:
        return sign_in_settings.load_policy()
    except errors.UserError:
        return sign_in_settings.Policy()


def _session() -> sessions.Session | None:
    return sessions.HERE.by_key(_key())


def _key() -> str:
    # Imported only here, so that commands of the command line need not wait for Streamlit.
    import streamlit as st

    return str(st.context.headers.get(HEADER, ""))


def pages_of_scope(scope_id: str) -> tuple[Page, ...]:
    """Return the pages that users with this scope can open, in the order of the navigation."""
    kind = scopes.parse_scope(scope_id).kind
    if kind is scopes.Kind.NOTHING:
        return ()
    return tuple(page for page in all_pages() if kind not in page.hidden_for)


def scope_text(scope_id: str) -> str:
    """Return whose records are shown, in words for the footer."""
    seen = scopes.parse_scope(scope_id)
    match seen.kind:
        case scopes.Kind.EVERYTHING:
            return t(DESK_WORDS)
        case scopes.Kind.RELEASE:
            return t(RELEASE_WORDS)
        case scopes.Kind.JURISDICTION:
            return t(JURISDICTION_WORDS, place=seen.jurisdiction)
        case scopes.Kind.OFFICE:
            return t(OFFICE_WORDS, office=seen.office, place=seen.jurisdiction)
        case scopes.Kind.NOTHING:
            return t(NO_ACCESS)


def is_trust_mark(mark: str | None) -> bool:
    """Return whether `mark`, from a request header, is the secret that our request guard adds."""
    return mark is not None and secrets.compare_digest(mark, MARK)


def may_upload(scope_id: str, mark: str | None) -> bool:
    """Return whether records may be imported: only on a desk, and only through our server."""
    return scope_id == DESK and is_trust_mark(mark)


def may_show_records(mark: str | None, *, all_made_up: bool) -> bool:
    """Return whether records may be shown: real ones through our server, made-up ones always."""
    return all_made_up or is_trust_mark(mark)
