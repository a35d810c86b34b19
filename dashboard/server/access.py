"""Who is asking, what they may see, and which pages exist for them."""

import secrets

from metrics import results

# The only identity of a desk: the person at this computer, who owns every record in the database.
DESK = "desk"
# The door keeps out pages and other computers. Programs of whoever is signed in here can ask as a
# browser does, and get its answer.
DESK_WORDS = "Desk: this computer only. Other users of this computer are not kept out"
# Our server adds the mark to each session that its door let in. It is new in each process, so
# nobody else can send it.
MARK_HEADER = "x-prosecution-quality-served"
MARK = secrets.token_urlsafe()
OVERVIEW = "overview"
# The one page on which ids of records are shown, but for the report of an office.
CASELOAD = "caseload"
PAGES: tuple[tuple[str, str], ...] = (
    (OVERVIEW, "Overview"),
    ("chain", "The chain"),
    ("money", "The money"),
    ("victims", "Victims & remedies"),
    ("measure", "Measure"),
    ("compare", "Compare"),
    (CASELOAD, "My caseload"),
    ("report", "Report"),
    ("upload", "Add records"),
    ("quality", "Data & quality"),
    ("methods", "Methods"),
)


def identity() -> str:
    """The id of the scope of whoever asks: a desk has no sign-in and one scope."""
    return DESK


def scope(scope_id: str) -> results.Scope:
    """What the holder of the scope may see. An unknown id sees nothing."""
    if scope_id == DESK:
        return results.Scope(jurisdictions=None, offices=None)
    return results.Scope(jurisdictions=frozenset(), offices=frozenset())


def pages(scope_id: str) -> tuple[tuple[str, str], ...]:
    """The pages that exist for the scope: their address and their name, in the order shown."""
    return PAGES if scope_id == DESK else ()


def scope_words(scope_id: str) -> str:
    """The scope as the footer says it."""
    return DESK_WORDS if scope_id == DESK else "No access"


def is_guarded(mark: str | None) -> bool:
    """Whether a session's header shows that our middleware stands before it."""
    return mark is not None and secrets.compare_digest(mark, MARK)


def may_upload(scope_id: str, mark: str | None) -> bool:
    """Records come in from the desk alone, and only through our server."""
    return scope_id == DESK and is_guarded(mark)


def may_show(mark: str | None, *, all_made_up: bool) -> bool:
    """Real records are shown through our server only; made-up ones under plain Streamlit too."""
    return all_made_up or is_guarded(mark)
