"""Which assistance victims were given, or offered: offered and declined counts as given."""

from collections.abc import Callable

from sqlalchemy import CTE, ColumnElement, case, false, func, select

from metrics.units.declaration import truth
from metrics.units.knowledge import any_of, one_of
from metrics.units.victim.facts import VictimFacts
from schemas import tables
from schemas import vocabulary as v

KINDS = tuple(kind for kind in v.AssistanceKind if kind is not v.AssistanceKind.UNKNOWN)


def assisted_victims() -> CTE:
    """The victims with any assistance, and of each kind whether it is among it."""
    assistance = tables.assistance.c
    return (
        select(
            assistance.jurisdiction,
            assistance.victim_id,
            func.count().label("rows"),
            *(any_of(one_of(assistance.kind, kind)).label(kind.value) for kind in KINDS),
        )
        .group_by(assistance.jurisdiction, assistance.victim_id)
        .cte("assisted_victims")
    )


def _of_kind(kind: v.AssistanceKind) -> Callable[[VictimFacts], ColumnElement]:
    def given(facts: VictimFacts) -> ColumnElement:
        # A victim without a row is known to have been given none.
        none = facts.assisted.c.victim_id.is_(None)
        return case((none, false()), else_=facts.assisted.c[kind.value])

    return given


ASSISTED = (
    truth(
        "assisted",
        "Any assistance was given or offered; no row is none",
        lambda facts: facts.assisted.c.victim_id.is_not(None),
        needs=("assistance",),
    ),
    *(
        truth(
            f"assisted_{kind.value}",
            f"Assistance was given or offered: {kind.value.replace('_', ' ')}; unknown: of unknown"
            " kind alone",
            _of_kind(kind),
            needs=("assistance", "assistance.kind"),
        )
        for kind in KINDS
    ),
)
