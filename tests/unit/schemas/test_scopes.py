"""Scopes: made by a name, told apart by their ids, and nothing where the id is none."""

import pytest
from sqlalchemy import column, select, true
from sqlalchemy.dialects import postgresql

from schemas import scopes
from schemas.scopes import Kind, Scope

EVERY = (
    scopes.EVERYTHING,
    scopes.RELEASE,
    scopes.NOTHING,
    scopes.jurisdiction_scope("QMA"),
    scopes.jurisdiction_scope("USA-CA"),
    scopes.office_scope("QMA", "north"),
    scopes.office_scope("QMA", "a:b"),
)


def test_a_scope_is_a_plain_text_and_comes_back_from_it() -> None:
    assert [scope.id for scope in EVERY] == [
        *("desk", "release", "nothing", "jurisdiction:QMA", "jurisdiction:USA-CA"),
        *("office:QMA:north", "office:QMA:a:b"),
    ]
    assert [scopes.parse_scope(scope.id) for scope in EVERY] == [*EVERY]


@pytest.mark.parametrize(
    "text",
    [
        *("", "desk:", "desk:QMA", "Desk", "everything", "release:QMA", "nothing:QMA", " desk"),
        *("jurisdiction", "jurisdiction:", "jurisdiction:qma", "jurisdiction:QMA:north"),
        *("jurisdiction:QMA\n", "jurisdiction:Q%", "office:QMA", "office:QMA:", "office::north"),
        *("office:QMA:unknown", "office:QMA:nor\nth", f"office:QMA:{'x' * 65}"),
    ],
)
def test_what_is_no_id_holds_nothing(text: str) -> None:
    assert scopes.parse_scope(text) == scopes.NOTHING


def test_none_is_made_without_saying_what_it_holds() -> None:
    with pytest.raises(TypeError):
        Scope()  # type: ignore[call-arg]
    for kind, jurisdiction, office in (
        (Kind.EVERYTHING, "QMA", None),
        (Kind.JURISDICTION, None, None),
        (Kind.JURISDICTION, "QMA", "north"),
        (Kind.OFFICE, "QMA", None),
        (Kind.OFFICE, None, "north"),
    ):
        with pytest.raises(ValueError, match="do not fit"):
            Scope(kind, jurisdiction, office)


def test_it_says_which_rows_it_holds() -> None:
    jurisdiction, office = column("place"), column("office")

    def said(scope: Scope, *, own: bool = True) -> str:
        held = scope.of_records(jurisdiction, office if own else None)
        query = (
            select(true())
            .where(held)
            .compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
        )
        return str(query).partition("WHERE ")[2]

    # Offices of two jurisdictions may have one id.
    north = scopes.office_scope("QMA", "north")
    assert said(north) == "place = 'QMA' AND office IS NOT DISTINCT FROM 'north'"
    # What is of no single office is no office's own.
    assert said(north, own=False) == "false"
    assert said(scopes.jurisdiction_scope("QMA")) == "place = 'QMA'"
    assert said(scopes.jurisdiction_scope("QMA"), own=False) == "place = 'QMA'"
    assert {said(scope) for scope in (scopes.RELEASE, scopes.NOTHING)} == {"false"}
    assert said(scopes.EVERYTHING) in ("", "true")


def test_what_is_said_of_a_whole_jurisdiction_its_offices_may_read() -> None:
    held = [scope.id for scope in EVERY if scope.has_place("QMA")]
    assert held == ["desk", "jurisdiction:QMA", "office:QMA:north", "office:QMA:a:b"]
    assert [scope.id for scope in EVERY if scope.lists_cases] == [
        *("desk", "office:QMA:north", "office:QMA:a:b")
    ]
