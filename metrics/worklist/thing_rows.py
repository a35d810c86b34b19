"""The rows of what steps are taken for, from the records of the open cases asked for."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    and_,
    case,
    exists,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics.units.cases import per_case
from metrics.units.charged_links import upstream_by_person
from metrics.units.joining import OF_PERSON, same
from metrics.units.knowledge import belongs, one_of, yes_no
from metrics.units.suspects import per_suspect
from metrics.worklist.things import open_asset, open_case, open_suspect, open_victim
from schemas import tables
from schemas import vocabulary as v


class Things(NamedTuple):
    """The open cases, and what they hold; each is named as its declaration."""

    cases: CTE
    suspects: CTE
    assets: CTE
    victims: CTE


def is_open() -> ColumnElement:
    """Whether a case of `per_case` awaits its first decision; never NULL."""
    return and_(per_case.c.awaits_decision, per_case.c.final_on.is_(None))


def begun_on() -> ColumnElement:
    """The day from which a case of `per_case` is as old as it is."""
    return func.coalesce(per_case.c.opened_on, per_case.c.charged_on)


def things(of: Iterable[ColumnElement]) -> Things:
    """All that steps may be taken for in the open cases of `per_case` that meet the conditions."""
    cases = _cases(of)
    return Things(cases, _suspects(cases), _assets(cases), _victims(cases))


def _cases(of: Iterable[ColumnElement]) -> CTE:
    unit, record = per_case.c, tables.cases.c
    sought = record.confiscation_sought
    return (
        select(
            unit.jurisdiction,
            unit.case_id,
            unit.office,
            begun_on().label("begun_on"),
            true().label("is_open"),
            unit.financially_investigated,
            and_(unit.charged, sought != v.YesNo.NOT_APPLICABLE).label(
                "confiscation_can_be_sought"
            ),
            yes_no(sought).label("confiscation_sought"),
            belongs(record.cross_border).label("crosses_borders"),
            unit.cooperation_used,
        )
        .join_from(per_case, tables.cases, same(tables.cases, per_case))
        .where(is_open(), *of)
        .cte(open_case.name)
    )


def _of(cases: CTE) -> tuple[ColumnElement, ...]:
    """What each thing has of its case."""
    return cases.c.jurisdiction, cases.c.case_id, cases.c.office, cases.c.begun_on


def _suspects(cases: CTE) -> CTE:
    upstream = upstream_by_person(cases)
    suspect = tables.suspects
    joined = (
        cases.join(suspect, same(suspect, cases))
        .join(per_suspect, same(per_suspect, suspect, OF_PERSON))
        .outerjoin(upstream, same(upstream, suspect, OF_PERSON))
    )
    return (
        select(
            *_of(cases),
            and_(upstream.c.upstream, _is_in_proceedings()).label("upstream_in_proceedings"),
            _was_charged().label("charged"),
        )
        .select_from(joined)
        .cte(open_suspect.name)
    )


def _was_charged() -> ColumnElement:
    """As measures count it, but where nothing is stated and nothing dated it is unknown."""
    silent = tables.suspects.c.charged == v.YesNo.UNKNOWN
    return case((per_suspect.c.charged, true()), (silent, null()), else_=false())


def _is_in_proceedings() -> ColumnElement:
    """Still pending and without a reason to have left; an unknown outcome is unknown."""
    suspect, place = tables.suspects.c, tables.jurisdictions.c
    spared = exists(
        select(1)
        .where(place.jurisdiction == suspect.jurisdiction)
        .where(place.legal_persons_liable.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)))
    )
    return case(
        (or_(suspect.exit_reason != v.ExitReason.UNKNOWN, suspect.left_on.is_not(None)), false()),
        (and_(suspect.kind == v.PersonKind.LEGAL, spared), false()),
        else_=one_of(suspect.outcome, v.Outcome.PENDING),
    )


def _assets(cases: CTE) -> CTE:
    asset = tables.assets.c
    identified = case(
        (asset.identified == 0, false()),
        (or_(asset.identified > 0, asset.identified_on.is_not(None)), true()),
        else_=null(),
    )
    no_evidence = not_(one_of(asset.role, v.AssetRole.EVIDENCE))
    frozen = case(
        (or_(asset.frozen > 0, asset.confiscated > 0), true()),
        (asset.frozen == 0, false()),
        # A date without an amount: something was frozen.
        (asset.frozen_on.is_not(None), true()),
        else_=null(),
    )
    return (
        select(
            *_of(cases),
            and_(identified, no_evidence).label("worth_freezing"),
            frozen.label("secured"),
        )
        .select_from(cases.join(tables.assets, same(tables.assets, cases)))
        .cte(open_asset.name)
    )


def _victims(cases: CTE) -> CTE:
    victim = tables.victims.c
    kept = and_(victim.status != v.VictimStatus.REJECTED, victim.withdrew_on.is_(None))
    interviewed = or_(victim.first_interview_on.is_not(None), victim.testimony == v.Testimony.GIVEN)
    return (
        select(
            *_of(cases),
            and_(kept, victim.claim_declined != v.YesNo.YES).label("may_claim"),
            _has_claim().label("has_claim"),
            and_(kept, not_(interviewed)).label("awaits_interview"),
            and_(kept, interviewed).label("was_interviewed"),
            # Who declined was offered it.
            one_of(victim.legal_aid, v.LegalAid.YES, v.LegalAid.DECLINED).label("had_legal_aid"),
        )
        .select_from(cases.join(tables.victims, same(tables.victims, cases)))
        .cte(open_victim.name)
    )


def _has_claim() -> ColumnElement:
    """A claim in the case that names no victim may be this one's."""
    victim, claim = tables.victims, tables.claims
    own = exists(select(1).where(same(claim, victim, ("victim_id",))))
    of_nobody = exists(select(1).where(same(claim, victim), claim.c.victim_id.is_(None)))
    return case((own, true()), (of_nobody, null()), else_=false())
