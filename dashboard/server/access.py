"""Who is asking, what they may see, and which pages exist for them."""

import secrets
from collections.abc import Mapping
from types import MappingProxyType

from dashboard.server import identity as asking
from schemas import scopes

# The only identity of a desk: the person at this computer, who owns every record in the database.
DESK = asking.DESK
# The door keeps out pages and other computers. Programs of whoever is signed in here can ask as a
# browser does, and get its answer.
DESK_WORDS = "Running on this computer only. Anyone else who uses this computer can open it"
RELEASE_WORDS = "Published releases only"
JURISDICTION_WORDS = "Jurisdiction {}: its own exact figures, by office"
OFFICE_WORDS = "Office {} of {}: its own exact figures, and its own cases"
NO_ACCESS = "No access"
# Our server adds the mark to each session that its door let in. It is new in each process, so
# nobody else can send it.
MARK_HEADER = "x-prosecution-quality-served"
MARK = secrets.token_urlsafe()
OVERVIEW = "overview"
# The one page on which ids of records are shown, but for the report of an office.
CASELOAD = "caseload"
UPLOAD = "upload"
# The declaration of the pages: address and name, in the order of the navigation.
PAGES: tuple[tuple[str, str], ...] = (
    (OVERVIEW, "Overview"),
    ("chain", "The chain"),
    ("money", "The money"),
    ("victims", "Victims & remedies"),
    ("measure", "Measure"),
    ("compare", "Compare"),
    (CASELOAD, "My caseload"),
    ("report", "Report"),
    (UPLOAD, "Add records"),
    ("quality", "Data & quality"),
    ("methods", "Methods"),
)
# Records come in at a desk alone. A case is looked at by the office that leads it: whoever stands
# above sees the office's figures. A release holds no record to look into.
WITHOUT: Mapping[scopes.Kind, frozenset[str]] = MappingProxyType(
    {
        scopes.Kind.EVERYTHING: frozenset(),
        scopes.Kind.JURISDICTION: frozenset({CASELOAD, UPLOAD}),
        scopes.Kind.OFFICE: frozenset({UPLOAD}),
        scopes.Kind.RELEASE: frozenset({CASELOAD, UPLOAD, "quality"}),
        scopes.Kind.NOTHING: frozenset(name for name, _ in PAGES),
    }
)


def identity() -> str:
    """The id of the scope of whoever asks: a desk has no sign-in and one scope."""
    return asking.scope_id()


def scope(scope_id: str) -> scopes.Scope:
    """What the holder of the scope may see. An unknown id sees nothing."""
    return scopes.read(scope_id)


def pages(scope_id: str) -> tuple[tuple[str, str], ...]:
    """The pages that exist for the scope: their address and their name, in the order shown."""
    without = WITHOUT[scope(scope_id).kind]
    return tuple((name, title) for name, title in PAGES if name not in without)


def scope_words(scope_id: str) -> str:
    """The scope as the footer says it."""
    seen = scope(scope_id)
    match seen.kind:
        case scopes.Kind.EVERYTHING:
            return DESK_WORDS
        case scopes.Kind.RELEASE:
            return RELEASE_WORDS
        case scopes.Kind.JURISDICTION:
            return JURISDICTION_WORDS.format(seen.jurisdiction)
        case scopes.Kind.OFFICE:
            return OFFICE_WORDS.format(seen.office, seen.jurisdiction)
        case scopes.Kind.NOTHING:
            return NO_ACCESS


def is_guarded(mark: str | None) -> bool:
    """Whether a session's header shows that our middleware stands before it."""
    return mark is not None and secrets.compare_digest(mark, MARK)


def may_upload(scope_id: str, mark: str | None) -> bool:
    """Records come in from the desk alone, and only through our server."""
    return scope_id == DESK and is_guarded(mark)


def may_show(mark: str | None, *, all_made_up: bool) -> bool:
    """Real records are shown through our server only; made-up ones under plain Streamlit too."""
    return all_made_up or is_guarded(mark)
