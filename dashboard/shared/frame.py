"""What stands around every page: whose records these are, how far accepted, and where from."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard import data, filters, released, words
from dashboard.server import access, identity, single_owner_check
from dashboard.shared import gate, panel, permalink
from dashboard.shared.frames import days, submissions
from schemas import scopes

REFUSED = (
    "These are real records, and this is a development server without protection. "
    "Start the dashboard with: prosecution-quality serve"
)
EMPTY = (
    "There are no records in this database yet. Bring them in on the page Add records, or with: "
    "prosecution-quality import"
)
NONE_LEFT = (
    "No records are left in this database. Import the same files again to bring them back, on the "
    "page Add records, or with: prosecution-quality import"
)
SEEN_BY = "frame.seen_by"
OF_NOBODY = "There are no records here that you may see."
# What needs no records: the way to bring them in, and how numbers of them would be computed.
WITHOUT_RECORDS = ("upload", "methods")
# So many signs of its hash tell one release from another.
SIGNS = 12
MADE_UP = "made-up"


@dataclass(frozen=True)
class InForce:
    """What is in the figures: how many submissions, which of them are made up or accepted in part.

    `is_empty` where no jurisdiction has any record; `all_made_up` if all are made up.
    """

    is_empty: bool
    number: int
    all_made_up: bool
    made_up: tuple[str, ...]
    partly: tuple[submissions.Partly, ...]


def forget_others(scope_id: str) -> None:
    """Begin anew where the session was another's: what it holds was made for that one."""
    if st.session_state.setdefault(SEEN_BY, scope_id) != scope_id:
        st.session_state.clear()
        st.session_state[SEEN_BY] = scope_id


def top(page: str) -> None:
    """Say whose records these are; stop where they may not be shown or there are none."""
    if (release := data.release()) is not None:
        _release_top(release)
        return
    single_owner_check.refuse_file_of_several(data.current().url)
    in_force = _in_force()
    if in_force.is_empty:
        user_error(_empty(data.current().scope, submissions.last_undone(data.batches())))
        if page not in WITHOUT_RECORDS:
            st.stop()
        return
    marked = st.context.headers.get(access.MARK_HEADER)
    if not access.may_show(marked, all_made_up=in_force.all_made_up):
        user_error(REFUSED)
        st.stop()
    if in_force.all_made_up or in_force.made_up or in_force.partly:
        context = {
            "made_up": in_force.all_made_up or bool(in_force.made_up),
            "all_made_up": in_force.all_made_up,
            "sources": in_force.made_up,
            "partly": in_force.partly,
        }
        panel.show("top.html", context, key="frame_top")
    permalink.draw_notice()


def _in_force() -> InForce:
    places, batches = data.jurisdictions(), submissions.in_force(data.batches())
    return InForce(
        is_empty=places.empty,
        number=len(batches),
        all_made_up=bool(places["made_up"].all()),
        made_up=tuple(sorted(batches.loc[batches["made_up"], "source"])),
        partly=tuple(submissions.partly_accepted(batches)),
    )


def _empty(scope: scopes.Scope, gone: submissions.Gone | None) -> str:
    """That there are no records, and which went last: who undid them ends here.

    Who cannot bring them in is not told how, and no more of what is there than of what is not.
    """
    if not scope.reads_all:
        return f"{OF_NOBODY} {access.scope_words(scope.id)}."
    if gone is None:
        return EMPTY
    rows = words.counted(data.undone(gone.batch_id).rows, "row")
    return (
        f"Batch {gone.batch_id} ({gone.source}) was undone on {words.day(gone.undone_on)}: {rows}"
        f" removed. {NONE_LEFT}"
    )


def person() -> None:
    """Say who is signed in, with the way out: also where nothing else can be shown."""
    if name := identity.name():
        panel.show("person.html", {"person": name, "out": gate.SIGN_OUT}, key="frame_person")


def foot() -> None:
    """Say where the numbers come from, how they are to be read and who sees them."""
    if (release := data.release()) is not None:
        _release_foot(release)
        return
    seen = data.current()
    in_force = _in_force()
    if in_force.is_empty:
        return
    as_of, here = data.as_of(), filters.jurisdiction()
    names = filters.options().jurisdictions
    judged = {names[place]: day for place, day in as_of.own if place in names}
    of_whom = single_owner_check.owners_notice(seen.url) if seen.scope.reads_all else ""
    context = {
        "places": _whose(names),
        "batches": in_force.number,
        "as_of": words.day(as_of.of(here)),
        "apart": days.beside(names[here], as_of.of(here), judged),
        "scope": ". ".join(filter(None, (access.scope_words(access.identity()), of_whom))),
        "state": permalink.current_state(),
    }
    panel.show("foot.html", context, key="frame_foot")


def _whose(names: Mapping[str, str]) -> str:
    """Whose records they are: those of jurisdictions, or of the one office that is seen."""
    known = filters.options()
    if known.own_office:
        return words.listing(
            [f"{known.offices[place][known.own_office]}, {name}" for place, name in names.items()]
        )
    return words.listing(sorted(names.values()))


def user_error(text: str) -> None:
    """What the person at the screen can put right, and nothing else."""
    panel.show("notice.html", {"text": text}, key="frame_notice")


def _named(release: released.About) -> str:
    """The release in a few words: `Release 3, of 12 March 2026, hash 1a2b3c4d5e6f; made-up`."""
    of_what = f"; {MADE_UP}" if release.made_up else ""
    hashed = release.content_hash[:SIGNS]
    return f"Release {release.number}, of {words.day(release.made_on)}, hash {hashed}{of_what}"


def _release_top(release: released.About) -> None:
    """Say which release is looked at, and that it is made up where it is."""
    context = {"named": _named(release), "rule": words.ROUNDING_RULE, "made_up": release.made_up}
    panel.show("release_top.html", context, key="frame_top")


def _release_foot(release: released.About) -> None:
    """Say where the numbers come from and what they do not cover."""
    as_of, here = data.as_of(), filters.jurisdiction()
    names = filters.options().jurisdictions
    context = {
        "named": _named(release),
        "places": words.listing(sorted(names.values())),
        "here": names[here],
        "as_of": words.day(as_of.of(here)),
        "notes": release.notes,
        "scope": access.scope_words(access.identity()),
    }
    panel.show("release_foot.html", context, key="frame_foot")
