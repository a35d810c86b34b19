"""Who sees what: a desk everything on it, others by their scope, anybody else nothing."""

import pytest

from dashboard import access, pages
from dashboard.pages.upload import PAGE as UPLOAD
from schemas import scopes


def test_a_desk_sees_all_records_and_all_pages_and_an_unknown_scope_none() -> None:
    scope = scopes.parse_scope(access.scope_id())
    assert scope == scopes.EVERYTHING
    assert access.pages_of_scope(access.scope_id()) == pages.all_pages()
    scope = scopes.parse_scope("somebody")
    assert scope == scopes.NOTHING
    assert access.pages_of_scope("somebody") == ()


def test_the_frame_says_whose_figures_one_sees() -> None:
    said = {
        scope.id: access.scope_text(scope.id)
        for scope in (
            scopes.RELEASE,
            scopes.jurisdiction_scope("QMA"),
            scopes.office_scope("QMA", "north"),
            scopes.NOTHING,
        )
    }
    assert said == {
        "release": "Published releases only",
        "jurisdiction:QMA": "Jurisdiction QMA: its own exact figures, by office",
        "office:QMA:north": "Office north of QMA: its own exact figures, and its own cases",
        "nothing": "No access",
    }


def test_records_are_brought_in_at_a_desk_alone() -> None:
    every = ("desk", "release", "jurisdiction:QMA", "office:QMA:north", "nothing", "")
    assert [id_ for id_ in every if access.may_upload(id_, access.MARK)] == ["desk"]
    assert [id_ for id_ in every if UPLOAD in access.pages_of_scope(id_)] == ["desk"]


@pytest.mark.parametrize(
    ("mark", "all_made_up", "shown"),
    [
        (access.MARK, False, True),
        ("guessed", False, False),
        (None, False, False),
        (None, True, True),
    ],
    # The mark is drawn anew in each process.
    ids=["marked", "guessed", "unmarked", "made up"],
)
def test_real_records_are_shown_through_our_server_only(
    mark: str | None, all_made_up: bool, shown: bool
) -> None:
    assert access.may_show_records(mark, all_made_up=all_made_up) is shown
