"""What the audit log says of people who sign in, and of the ends of their sessions."""

from contextlib import suppress

from dashboard import data
from dashboard.server import files, identity
from dashboard.server.signing import roles, sessions
from schemas import errors
from schemas.store import audit

# Why somebody came in and may see nothing, as the log says it.
REASONS = {
    roles.NO_ROLE: "no role",
    roles.NO_PLACE: "no place",
    roles.SEVERAL: "several places",
    roles.WITHDRAWN: "withdrawn",
    roles.UNREADABLE: "list of roles unreadable",
}


def signed_in(claims: roles.Claims) -> None:
    """Write down that somebody signs in, before they are; as refused where they may see nothing.

    Raises DatabaseUnavailable where it cannot be written down.
    """
    granted = identity.granted_by(claims)
    on = {"reason": REASONS[granted.reason]} if granted.reason else {}
    note = audit.note if granted.scope_id != identity.NOTHING else audit.note_refused
    with audit.acting(_holder_of(claims)):
        note(data.records_url(), audit.Action.SIGN_IN, **on)


def ended(session: sessions.Session, why: sessions.Why) -> None:
    """Write down that a session has ended, and let its files go.

    It ends also where that cannot be written down: a log that is full keeps nobody signed in.
    """
    files.HERE.let_go(session.key)
    with suppress(errors.DatabaseUnavailable), audit.acting(_holder_of(session.claims)):
        audit.note(data.records_url(), audit.Action.END_SESSION, why=why.value)


def _holder_of(claims: roles.Claims) -> audit.Actor:
    return audit.Actor(who=str(claims["sub"]), scope=identity.granted_by(claims).scope_id)
