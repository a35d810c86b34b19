"""The strip of squares of a case: how far each group of links is seen and charged."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Select,
    Table,
    and_,
    case,
    false,
    func,
    or_,
    select,
)

from metrics.not_collected import Gap, in_a_gap
from metrics.units.case.links import per_case_link
from metrics.units.declaration import same
from metrics.worklist.open_cases import open_case
from schemas import vocabulary as v


class Square(StrEnum):
    """What is known of a group of links in a case."""

    CHARGED = "charged"
    IDENTIFIED = "identified"
    NOT_SEEN = "not_seen"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class _Strip:
    """What the squares ask: who was found and not charged stands among the suspects alone."""

    unit: Table = open_case
    dated_by: Column = open_case.c.begun_on
    needs: tuple[str, ...] = ("suspects", "links", "links.link")
    needs_one_of: tuple[tuple[str, ...], ...] = ()


def squares(cases: CTE, gaps: tuple[Gap, ...]) -> Select:
    """Of each of `cases`, rows of `open_case`: jurisdiction, case_id, and a Square per link group.

    Nobody found, or somebody whose link is unknown, leaves a group that is not seen unknown; so
    does a source that does not collect suspects and links. A group is unknown too where somebody
    in it may have been charged.
    """
    link = per_case_link.c
    strips = (
        select(
            open_case.c.jurisdiction,
            open_case.c.case_id,
            func.bool_or(in_a_gap(_Strip(), gaps)).label("gap"),
            func.count(link.link).label("links"),
            _any(link.link == v.Link.UNKNOWN).label("doubtful"),
            *(_any(link.link.in_(codes)).label(f"{group}_seen") for group, codes in GROUPS),
            *(
                _any(and_(link.link.in_(codes), link.charged.is_(None))).label(f"{group}_doubted")
                for group, codes in GROUPS
            ),
            *(
                _any(and_(link.link.in_(codes), link.charged)).label(f"{group}_charged")
                for group, codes in GROUPS
            ),
        )
        .select_from(open_case.outerjoin(per_case_link, same(per_case_link, open_case)))
        .group_by(open_case.c.jurisdiction, open_case.c.case_id)
        .add_cte(cases)
        .cte("links_seen")
    )
    return select(
        strips.c.jurisdiction, strips.c.case_id, *(_square(strips, group) for group, _ in GROUPS)
    )


GROUPS = tuple((group.value, codes) for group, codes in v.LINKS_OF_GROUP.items())


def _any(condition: ColumnElement) -> ColumnElement:
    return func.coalesce(func.bool_or(condition), false())


def _square(strips: CTE, group: str) -> ColumnElement:
    strip = strips.c
    return case(
        (strip[f"{group}_charged"], Square.CHARGED.value),
        (strip[f"{group}_doubted"], Square.UNKNOWN.value),
        (strip[f"{group}_seen"], Square.IDENTIFIED.value),
        (or_(strip.gap, strip.links == 0, strip.doubtful), Square.UNKNOWN.value),
        else_=Square.NOT_SEEN.value,
    ).label(group)
