"""Who is asking, what they may see, and which pages exist for them."""

import secrets
from typing import NamedTuple

from dashboard import sessions, sign_in_settings
from dashboard.pages import Page, all_pages
from schemas import errors, scopes
from schemas.language import marked, t

# The request guard refuses foreign pages and other computers. It cannot refuse a program of someone
# who uses this computer: such a program can send what a browser sends.
DESK_WORDS = marked("Runs on this computer only. Anyone who uses this computer can open it")
RELEASE_WORDS = marked("Published releases only")
JURISDICTION_WORDS = marked("You see jurisdiction {place}: its exact figures, by office")
OFFICE_WORDS = marked("You see office {office} of {place}: its exact figures and its cases")
NO_ACCESS = marked("No access")
# Our server adds the mark to each session that its door let in. It is new in each process, so
# nobody else can send it.
MARK_HEADER = "x-prosecution-quality-served"
MARK = secrets.token_urlsafe()
DESK = scopes.EVERYTHING.id
NOTHING, RELEASE = scopes.NOTHING.id, scopes.RELEASE.id
# The door puts the session's key there, and takes away what others have put.
HEADER = "x-prosecution-quality-person"


class Holder(NamedTuple):
    """Whose something is: a session or the desk, by its key, and what it may see."""

    key: str
    scope_id: str


NOBODY = Holder(NOTHING, NOTHING)
ANYBODY = Holder(RELEASE, RELEASE)


def scope_id() -> str:
    """The id of the scope of whoever asks. It is looked at in each run: sign-ins end."""
    return holder().scope_id


def holder() -> Holder:
    """Who asks in this run."""
    return held_by(_key() if sign_in_settings.is_on() or sign_in_settings.is_public() else "")


def held_by(key: str) -> Holder:
    """Who asks with the key that the door has added; in public by that of the browser's visit."""
    if sign_in_settings.is_public():
        return Holder(key, RELEASE) if key else ANYBODY
    if not sign_in_settings.is_on():
        return Holder(DESK, DESK)
    session = sessions.HERE.by_key(key)
    return NOBODY if session is None else Holder(session.key, granted_by(session.claims).scope_id)


def granted_by(claims: sign_in_settings.Claims) -> sign_in_settings.Granted:
    """What the holder of these claims may see by the operator's file as it stands in this run."""
    try:
        return sign_in_settings.grant(claims, sign_in_settings.load_policy())
    except errors.UserError:
        return sign_in_settings.Granted(NOTHING, sign_in_settings.UNREADABLE)


def is_signed_in() -> bool:
    """Whether somebody asks who is known, whatever they may see; nobody has to on a desk."""
    return not sign_in_settings.is_on() or _session() is not None


def name() -> str:
    """How the person is called; blank on a desk, and where nobody is signed in."""
    session = _session() if sign_in_settings.is_on() else None
    return "" if session is None else sign_in_settings.display_name(session.claims, operator())


def who() -> str:
    """The account of whoever asks, as a log names it; the desk's, or nobody's."""
    if sign_in_settings.is_public():
        return RELEASE
    if not sign_in_settings.is_on():
        return DESK
    session = _session()
    return NOTHING if session is None else str(session.claims["sub"])


def reason() -> str:
    """Why whoever is signed in may see nothing."""
    session = _session()
    return "" if session is None else t(granted_by(session.claims).reason)


def operator() -> sign_in_settings.Policy:
    """Who runs this dashboard, as far as their file says and can be read."""
    try:
        return sign_in_settings.load_policy()
    except errors.UserError:
        return sign_in_settings.Policy()


def _session() -> sessions.Session | None:
    return sessions.HERE.by_key(_key())


def _key() -> str:
    # Only here: commands that read by a scope do not wait for Streamlit to be imported.
    import streamlit as st

    return str(st.context.headers.get(HEADER, ""))


def pages(scope_id: str) -> tuple[Page, ...]:
    """The pages that exist for the scope, in the order shown."""
    kind = scopes.read(scope_id).kind
    if kind is scopes.Kind.NOTHING:
        return ()
    return tuple(page for page in all_pages() if kind not in page.hidden_for)


def scope_words(scope_id: str) -> str:
    """The scope as the footer says it."""
    seen = scopes.read(scope_id)
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


def is_guarded(mark: str | None) -> bool:
    """Whether a session's header shows that our middleware stands before it."""
    return mark is not None and secrets.compare_digest(mark, MARK)


def may_upload(scope_id: str, mark: str | None) -> bool:
    """Records come in from the desk alone, and only through our server."""
    return scope_id == DESK and is_guarded(mark)


def may_show(mark: str | None, *, all_made_up: bool) -> bool:
    """Real records are shown through our server only; made-up ones under plain Streamlit too."""
    return all_made_up or is_guarded(mark)
