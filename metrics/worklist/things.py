"""What steps are taken for in an open case: suspects, assets and victims, one row each."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
    Table,
    and_,
    case,
    exists,
    false,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics.units.declaration import OF_PERSON, made, place, same, truth
from metrics.units.knowledge import one_of
from metrics.units.suspect.links import upstream_by_person
from metrics.units.suspect.unit import per_suspect
from metrics.worklist.open_cases import begun, open_cases, thing
from schemas import tables
from schemas import vocabulary as v

_suspect, _asset, _victim = tables.suspects.c, tables.assets.c, tables.victims.c


class Things(NamedTuple):
    """The open cases, and what they hold; each is named as its declaration."""

    cases: CTE
    suspects: CTE
    assets: CTE
    victims: CTE


class OfCases(NamedTuple):
    """The records of one kind in open cases."""

    joined: FromClause
    cases: CTE
    kept: ColumnElement = true()


class Suspects(NamedTuple):
    """The suspects of open cases, with how far up the chain each stands, outer-joined."""

    joined: FromClause
    cases: CTE
    upstream: CTE
    kept: ColumnElement = true()


def things(of: Iterable[ColumnElement]) -> Things:
    """All that steps may be taken for in the open cases of `per_case` that meet the conditions."""
    cases = open_cases(of)
    return Things(
        cases,
        made(open_suspect, _suspects(cases)).cte(open_suspect.name),
        made(open_asset, _of_cases(cases, tables.assets)).cte(open_asset.name),
        made(open_victim, _of_cases(cases, tables.victims)).cte(open_victim.name),
    )


def _of_cases(cases: CTE, records: Table) -> OfCases:
    return OfCases(cases.join(records, same(records, cases)), cases)


def _suspects(cases: CTE) -> Suspects:
    upstream, suspect = upstream_by_person(cases), tables.suspects
    joined = (
        cases.join(suspect, same(suspect, cases))
        .join(per_suspect, same(per_suspect, suspect, OF_PERSON))
        .outerjoin(upstream, same(upstream, suspect, OF_PERSON))
    )
    return Suspects(joined, cases, upstream)


def _of_the_case() -> tuple[Column, ...]:
    """What each thing has of its case."""
    return (
        *place(
            lambda of: of.cases.c.jurisdiction,
            lambda of: of.cases.c.case_id,
            lambda of: of.cases.c.office,
        ),
        begun(lambda of: of.cases.c.begun_on),
    )


def _was_charged() -> ColumnElement:
    """As measures count it, but where nothing is stated and nothing dated it is unknown."""
    silent = _suspect.charged == v.YesNo.UNKNOWN
    return case((per_suspect.c.charged, true()), (silent, null()), else_=false())


def _is_in_proceedings() -> ColumnElement:
    """Still pending and without a reason to have left; an unknown outcome is unknown."""
    law = tables.jurisdictions.c
    spared = exists(
        select(1)
        .where(law.jurisdiction == _suspect.jurisdiction)
        .where(law.legal_persons_liable.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)))
    )
    left = or_(_suspect.exit_reason != v.ExitReason.UNKNOWN, _suspect.left_on.is_not(None))
    return case(
        (left, false()),
        (and_(_suspect.kind == v.PersonKind.LEGAL, spared), false()),
        else_=one_of(_suspect.outcome, v.Outcome.PENDING),
    )


open_suspect = thing(
    "open_suspect",
    "suspect",
    _of_the_case(),
    truth(
        "upstream_in_proceedings",
        "In an upstream or enabling link, and still in the proceedings; a legal person only where"
        " it may be liable",
        lambda of: and_(of.upstream.c.upstream, _is_in_proceedings()),
        needs=("suspects", "links", "links.link"),
    ),
    truth(
        "charged",
        "Charged in the case; unknown: neither stated nor dated",
        _was_charged(),
        needs=("suspects",),
    ),
    parts=lambda: _suspects(open_cases()),
)


def _worth_freezing() -> ColumnElement:
    some = or_(_asset.identified > 0, _asset.identified_on.is_not(None))
    # What an owner was given back had been in hand: it was let go, not overlooked.
    returned = or_(_asset.returned > 0, _asset.returned_on.is_not(None))
    identified = case(
        (or_(returned, _asset.identified == 0), false()), (some, true()), else_=null()
    )
    return and_(identified, not_(one_of(_asset.role, v.AssetRole.EVIDENCE)))


def _secured() -> ColumnElement:
    return case(
        (or_(_asset.frozen > 0, _asset.confiscated > 0), true()),
        (_asset.frozen == 0, false()),
        # A date without an amount: something was frozen.
        (_asset.frozen_on.is_not(None), true()),
        else_=null(),
    )


open_asset = thing(
    "open_asset",
    "asset",
    _of_the_case(),
    truth(
        "worth_freezing",
        "Identified with a value, no mere evidence, and not given back",
        _worth_freezing(),
        needs=("assets", "assets.identified", "assets.role"),
    ),
    truth(
        "secured",
        "Frozen or confiscated; unknown: neither amount nor date",
        _secured(),
        needs=("assets.frozen",),
    ),
    parts=lambda: _of_cases(open_cases(), tables.assets),
)


def _kept() -> ColumnElement:
    return and_(_victim.status != v.VictimStatus.REJECTED, _victim.withdrew_on.is_(None))


def _interviewed() -> ColumnElement:
    """A blank day is not yet, as of other events to come, unless the victim has testified."""
    return or_(_victim.first_interview_on.is_not(None), _victim.testimony == v.Testimony.GIVEN)


def _has_claim() -> ColumnElement:
    """A claim in the case that names no victim may be this one's."""
    victim, claim = tables.victims, tables.claims
    own = exists(select(1).where(same(claim, victim, ("victim_id",))))
    of_nobody = exists(select(1).where(same(claim, victim), claim.c.victim_id.is_(None)))
    return case((own, true()), (of_nobody, null()), else_=false())


open_victim = thing(
    "open_victim",
    "victim",
    _of_the_case(),
    truth(
        "may_claim",
        "Not rejected, not withdrawn, and not declining to claim",
        and_(_kept(), _victim.claim_declined != v.YesNo.YES),
        needs=("victims",),
    ),
    truth(
        "has_claim",
        "A claim was made; no claim is no, unknown: the case has one without a victim",
        _has_claim(),
        needs=("claims", "claims.victim_id"),
    ),
    truth(
        "awaits_interview",
        "Neither rejected nor withdrawn, and not yet interviewed; without a date not yet",
        and_(_kept(), not_(_interviewed())),
        needs=("victims", "victims.first_interview_on"),
    ),
    truth(
        "was_interviewed",
        "Neither rejected nor withdrawn, and interviewed",
        and_(_kept(), _interviewed()),
        needs=("victims", "victims.first_interview_on"),
    ),
    truth(
        "had_legal_aid",
        "Legal aid was given or declined",
        # Who declined was offered it.
        one_of(_victim.legal_aid, v.LegalAid.YES, v.LegalAid.DECLINED),
        needs=("victims", "victims.legal_aid"),
    ),
    parts=lambda: _of_cases(open_cases(), tables.victims),
)
