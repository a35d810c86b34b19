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
    false,
    func,
    null,
    or_,
    select,
    true,
)

from metrics.units.cases import per_case
from metrics.units.charged_links import ChargedLinks, charged_links, truths
from metrics.units.counted_cases import is_counted
from metrics.units.declaration import UNKNOWN, names
from metrics.units.knowledge import any_of, known_yes, one_of, yes_no
from metrics.units.suspects import per_suspect
from schemas import dates, tables
from schemas import vocabulary as v

# A02: the order counts within twelve months of the first trafficking conviction.
MONTHS_TO_ORDER = 12
# Basic counts: it is an investigation, if not a parallel one.
FOLLOWED_THE_MONEY = (
    v.FinancialInvestigation.BASIC,
    v.FinancialInvestigation.PARALLEL,
    v.FinancialInvestigation.SPECIALIST,
)
COUNTED_ROLES = (v.AssetRole.PROCEEDS, v.AssetRole.EQUIVALENT_VALUE)


class Facts(NamedTuple):
    """What is known of each case from its other records."""

    persons: CTE
    links: ChargedLinks
    assets: CTE
    with_victims: CTE


def rows() -> Select:
    """The rows of `per_case`, its columns in order."""
    persons = _persons()
    facts = Facts(persons, charged_links(), _assets(persons), _with_victims())
    made = {column.name: column for column in _columns(facts)}
    columns = (made[name] for name in names(per_case))
    return select(*columns).select_from(_joined(facts)).where(is_counted())


def _joined(facts: Facts) -> FromClause:
    joined: FromClause = tables.cases
    for child in (facts.persons, *facts.links, facts.assets, facts.with_victims):
        joined = joined.outerjoin(child, _of_case(child))
    return joined


def _of_case(child: CTE) -> ColumnElement:
    a_case = tables.cases.c
    return and_(child.c.jurisdiction == a_case.jurisdiction, child.c.case_id == a_case.case_id)


def _persons() -> CTE:
    person = per_suspect.c
    decided_on = case((person.decided, person.decided_on))

    def convicted_on(day: str) -> ColumnElement:
        return case((person.convicted_of_trafficking, person[day]))

    return (
        select(
            person.jurisdiction,
            person.case_id,
            func.bool_or(person.charged).label("charged"),
            # As the records state it, not from the charges: those date a person, not a case.
            func.min(person.stated_charged_on).label("charged_on"),
            func.bool_or(person.decided).label("decided"),
            func.min(decided_on).label("decided_on"),
            func.bool_or(func.coalesce(person.convicted_of_trafficking, false())).label(
                "convicted"
            ),
            func.min(convicted_on("decided_on")).label("convicted_on"),
            func.min(convicted_on("decided_from")).label("convicted_from"),
            func.min(convicted_on("decided_to")).label("convicted_to"),
        )
        .group_by(person.jurisdiction, person.case_id)
        .cte("case_suspects")
    )


def _with_victims() -> CTE:
    victim = tables.victims.c
    return (
        select(victim.jurisdiction, victim.case_id)
        .where(victim.case_id.is_not(None))
        .distinct()
        .cte("cases_with_victims")
    )


def _first_instance_on(persons: CTE) -> ColumnElement:
    stated = dates.effective(tables.cases.c.first_instance_on)
    return func.coalesce(stated, persons.c.decided_on)


def _is_decided(persons: CTE) -> ColumnElement:
    dated = tables.cases.c.first_instance_on.is_not(None)
    return or_(dated, func.coalesce(persons.c.decided, false()))


def _assets(persons: CTE) -> CTE:
    asset, a_case = tables.assets.c, tables.cases.c
    of_case = and_(a_case.jurisdiction == asset.jurisdiction, a_case.case_id == asset.case_id)
    joined = tables.assets.join(tables.cases, of_case).outerjoin(persons, _of_case(persons))
    return (
        select(
            asset.jurisdiction,
            asset.case_id,
            any_of(_counts_as_frozen(persons)).label("frozen"),
            any_of(_was_ordered_in_time(persons)).label("ordered"),
        )
        .select_from(joined)
        .group_by(asset.jurisdiction, asset.case_id)
        .cte("case_assets")
    )


def _counts_as_frozen(persons: CTE) -> ColumnElement:
    """A01, of one asset: proceeds or equivalent value; of unknown role it is at most unknown."""
    frozen = _was_frozen_in_time(persons)
    role = tables.assets.c.role
    return case(
        (role.in_(COUNTED_ROLES), frozen),
        (and_(role == v.AssetRole.UNKNOWN, or_(frozen, frozen.is_(None))), null()),
        else_=false(),
    )


def _was_frozen_in_time(persons: CTE) -> ColumnElement:
    """Frozen before judgment: 0 is not, a date without amount is, neither is unknown."""
    asset = tables.assets.c
    judged_on = _first_instance_on(persons)
    return case(
        (asset.frozen == 0, false()),
        (and_(asset.frozen.is_(None), asset.frozen_on.is_(None)), null()),
        (_is_pending(persons), true()),
        else_=dates.effective(asset.frozen_on) < judged_on,
    )


def _is_pending(persons: CTE) -> ColumnElement:
    return _is_decided(persons).is_(False)


def _was_ordered_in_time(persons: CTE) -> ColumnElement:
    """A02, of one asset: confiscated within the window; 0 is nominal, an undated order unknown.

    Yes and no only where every day that the two dates may stand for agrees.
    """
    asset = tables.assets.c
    without_trace = and_(asset.confiscated.is_(None), asset.confiscated_on.is_(None))
    surely_until = dates.add_months(persons.c.convicted_from, MONTHS_TO_ORDER)
    perhaps_until = dates.add_months(persons.c.convicted_to, MONTHS_TO_ORDER)
    return case(
        (asset.confiscated == 0, false()),
        (and_(without_trace, asset.order_kind == v.OrderKind.NONE), false()),
        (dates.latest(asset.confiscated_on) <= surely_until, true()),
        (dates.earliest(asset.confiscated_on) > perhaps_until, false()),
        else_=null(),
    )


def _columns(facts: Facts) -> Iterator[ColumnElement]:
    a_case = tables.cases.c
    yield from (a_case.jurisdiction, a_case.case_id)
    yield func.coalesce(a_case.office_id, UNKNOWN).label("office")
    yield from (a_case.form, a_case.sector, a_case.cross_border, a_case.detected_by)
    yield from (a_case.enterprise_size, a_case.scope)
    yield from _days(facts.persons)
    yield from _stages(facts)
    yield from truths(facts.links)
    yield from _money(facts)


def _charged_on(persons: CTE) -> ColumnElement:
    stated = dates.effective(tables.cases.c.charged_on)
    return func.coalesce(persons.c.charged_on, stated)


def _days(persons: CTE) -> Iterator[ColumnElement]:
    yield dates.effective(tables.cases.c.opened_on).label("opened_on")
    yield _charged_on(persons).label("charged_on")
    yield _first_instance_on(persons).label("first_instance_on")
    yield persons.c.convicted_on.label("conviction_on")


def _stages(facts: Facts) -> Iterator[ColumnElement]:
    a_case, persons = tables.cases.c, facts.persons.c
    yield or_(a_case.reopened.is_(None), a_case.reopened != v.YesNo.YES).label("opened")
    victims_stated = case((facts.with_victims.c.case_id.is_(None), a_case.victims_stated))
    yield victims_stated.is_not(None).label("has_stated_victims")
    yield victims_stated.label("stated_victims")
    charged = or_(
        known_yes(a_case.charged),
        func.coalesce(persons.charged, false()),
        func.coalesce(facts.links.links.c.without_person, 0) > 0,
        _charged_on(facts.persons).is_not(None),
    )
    yield charged.label("charged")
    yield and_(charged, a_case.scope == v.Scope.CHARGED_AS_TRAFFICKING).label(
        "charged_as_trafficking"
    )
    yield _is_decided(facts.persons).label("decided")


def _money(facts: Facts) -> Iterator[ColumnElement]:
    a_case, persons, assets = tables.cases.c, facts.persons.c, facts.assets.c
    without_asset = assets.case_id.is_(None)
    convicted = func.coalesce(persons.convicted, false())
    yield one_of(a_case.financial_investigation, *FOLLOWED_THE_MONEY).label(
        "financially_investigated"
    )
    yield case((without_asset, false()), else_=assets.frozen).label("frozen_before_judgment")
    yield convicted.label("convicted_of_trafficking")
    yield and_(convicted, a_case.confiscation_sought != v.YesNo.NOT_APPLICABLE).label(
        "convicted_and_seeking_applies"
    )
    yield case(
        (and_(convicted, persons.convicted_on.is_(None)), null()),
        (without_asset, false()),
        else_=assets.ordered,
    ).label("confiscation_ordered")
    yield yes_no(a_case.confiscation_sought).label("confiscation_sought")
