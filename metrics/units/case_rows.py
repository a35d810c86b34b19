"""The rows of the case: its record, and what its persons, links, assets and victims make true."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
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

from metrics.units import case_inquiry, case_persons, charged_links
from metrics.units.case_assets import case_assets, first_instance_on, is_decided
from metrics.units.case_inquiry import Inquiry, of_enterprise
from metrics.units.cases import per_case
from metrics.units.counted_cases import is_counted
from metrics.units.declaration import UNKNOWN, names
from metrics.units.joining import same
from metrics.units.knowledge import belongs, known_yes, yes_no
from schemas import dates, tables
from schemas import vocabulary as v


class Facts(NamedTuple):
    """What is known of each case from its other records."""

    persons: CTE
    links: CTE
    assets: CTE
    with_victims: CTE
    inquiry: Inquiry


def rows() -> Select:
    """The rows of `per_case`, its columns in order."""
    persons = case_persons.case_persons()
    facts = Facts(
        persons,
        charged_links.links_by_case(),
        case_assets(persons),
        _with_victims(),
        case_inquiry.inquiry(),
    )
    made = {column.name: column for column in _columns(facts)}
    columns = (made[name] for name in names(per_case))
    return select(*columns).select_from(_joined(facts)).where(is_counted())


def _joined(facts: Facts) -> FromClause:
    joined: FromClause = tables.cases
    children = (facts.persons, facts.links, facts.assets, facts.with_victims, *facts.inquiry)
    for child in children:
        joined = joined.outerjoin(child, same(child, tables.cases))
    return joined


def _with_victims() -> CTE:
    victim = tables.victims.c
    return (
        select(victim.jurisdiction, victim.case_id)
        .where(victim.case_id.is_not(None))
        .distinct()
        .cte("cases_with_victims")
    )


def _columns(facts: Facts) -> Iterator[ColumnElement]:
    charged = _is_charged(facts)
    yield from _identity()
    yield from _days(facts.persons)
    yield from _stages(facts, charged)
    yield from _links(facts, charged)
    yield from case_persons.columns(facts.persons, facts.links)
    yield from case_inquiry.columns(facts.inquiry, charged)
    yield from _companies(charged)
    yield from _money(facts)
    yield from _testimony(facts.persons)


def _identity() -> Iterator[ColumnElement]:
    a_case = tables.cases.c
    yield from (a_case.jurisdiction, a_case.case_id, a_case.network_id)
    yield func.coalesce(a_case.office_id, UNKNOWN).label("office")
    yield from (a_case.form, a_case.sector, a_case.cross_border, a_case.detected_by)
    yield from (a_case.enterprise_size, a_case.scope, a_case.financial_investigation)


def _charged_on(persons: CTE) -> ColumnElement:
    stated = dates.effective(tables.cases.c.charged_on)
    return func.coalesce(persons.c.charged_on, stated)


def _days(persons: CTE) -> Iterator[ColumnElement]:
    a_case = tables.cases.c
    yield dates.effective(a_case.opened_on).label("opened_on")
    yield _charged_on(persons).label("charged_on")
    yield first_instance_on(persons).label("first_instance_on")
    yield persons.c.convicted_on.label("conviction_on")
    yield persons.c.first_conviction_on.label("first_conviction_on")
    yield dates.effective(a_case.final_on).label("final_on")
    yield dates.effective(a_case.closed_on).label("closed_on")
    discontinued_on = case((persons.c.discontinued, persons.c.discontinued_on))
    yield func.coalesce(dates.effective(a_case.closed_on), discontinued_on).label("left_on")


def _is_charged(facts: Facts) -> ColumnElement:
    """Never NULL."""
    return or_(
        known_yes(tables.cases.c.charged),
        func.coalesce(facts.persons.c.charged, false()),
        charged_links.without_person(facts.links) > 0,
        _charged_on(facts.persons).is_not(None),
    )


def _as_trafficking(charged: ColumnElement) -> ColumnElement:
    return and_(charged, tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING)


def _stages(facts: Facts, charged: ColumnElement) -> Iterator[ColumnElement]:
    a_case = tables.cases.c
    yield true().label("is_case")
    yield or_(a_case.reopened.is_(None), a_case.reopened != v.YesNo.YES).label("opened")
    victims_stated = case((facts.with_victims.c.case_id.is_(None), a_case.victims_stated))
    yield victims_stated.is_not(None).label("has_stated_victims")
    yield victims_stated.label("stated_victims")
    yield charged.label("charged")
    yield _as_trafficking(charged).label("charged_as_trafficking")
    yield is_decided(facts.persons).label("decided")
    closed = or_(a_case.closed_on.is_not(None), a_case.closing_reason != v.ClosingReason.UNKNOWN)
    yield or_(charged, closed).label("charged_or_closed")
    discontinued = func.coalesce(facts.persons.c.discontinued, false())
    yield not_(or_(is_decided(facts.persons), closed, discontinued)).label("awaits_decision")


def _links(facts: Facts, charged: ColumnElement) -> Iterator[ColumnElement]:
    yield from charged_links.columns(facts.persons, facts.links)
    upstream = charged_links.upstream_identified(facts.persons, facts.links)
    yield and_(_as_trafficking(charged), upstream).label("charged_with_upstream_known")


def _companies(charged: ColumnElement) -> Iterator[ColumnElement]:
    """D03: left out where the law is known to hold no legal person liable."""
    place, a_case = tables.jurisdictions.c, tables.cases.c
    spared = exists(
        select(1)
        .where(place.jurisdiction == a_case.jurisdiction)
        .where(place.legal_persons_liable.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)))
    )
    belonging = and_(charged, of_enterprise(), ~spared)
    yield belonging.label("charged_enterprise_case")
    yield and_(a_case.final_on.is_not(None), belonging).label("final_enterprise_case")


def _money(facts: Facts) -> Iterator[ColumnElement]:
    sought, persons, assets = tables.cases.c.confiscation_sought, facts.persons.c, facts.assets.c
    without_asset = assets.case_id.is_(None)
    convicted = func.coalesce(persons.convicted, false())
    for name, frozen in (
        ("frozen_before_judgment", assets.frozen),
        ("instruments_frozen_before_judgment", assets.instruments_frozen),
    ):
        yield case((without_asset, false()), else_=frozen).label(name)
    yield convicted.label("convicted_of_trafficking")
    yield and_(convicted, sought != v.YesNo.NOT_APPLICABLE).label("convicted_and_seeking_applies")
    yield and_(convicted, belongs(sought)).label("convicted_and_sought")
    yield case(
        (and_(convicted, persons.convicted_on.is_(None)), null()),
        (without_asset, false()),
        else_=assets.ordered,
    ).label("confiscation_ordered")
    yield yes_no(sought).label("confiscation_sought")


def _testimony(persons: CTE) -> Iterator[ColumnElement]:
    """T02v: a case without a hearing of victims, where the question does not arise, is left out."""
    testified = tables.cases.c.victim_testified
    convicted = func.coalesce(persons.c.convicted_of_anything, false())
    yield convicted.label("convicted_of_anything")
    yield and_(convicted, testified != v.YesNo.NOT_APPLICABLE).label(
        "convicted_and_testimony_applies"
    )
    yield not_(yes_no(testified)).label("without_testimony")
