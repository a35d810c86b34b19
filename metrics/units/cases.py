"""Build the units "case", with the chain links charged in it, and "link of a case"."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    select,
    true,
    union_all,
)

from metrics.units import case_expressions
from metrics.units.case_expressions import (
    ASSETS_TAKEN,
    DAYS,
    ENTERPRISE,
    INQUIRY,
    STAGES,
    CaseFacts,
    case_assets,
    is_forced_labour_with_enterprise,
)
from metrics.units.suspect_records import (
    WHO_WAS_CHARGED,
    is_known,
    is_unplaced,
    is_upstream,
    known_link,
    roles_by_person,
)
from metrics.units.suspects import per_suspect
from metrics.units.unit_columns import (
    OF_PERSON,
    any_true,
    breakdown,
    case_columns,
    day,
    declare_unit,
    group_rows,
    is_trafficking_case,
    join_on,
    no_legal_person_is_liable,
    nullable_boolean_column,
    outer_joined,
    place_columns,
    pseudonym,
)
from schemas import columns, tables
from schemas import vocabulary as v
from schemas.language import marked

# Persons are not needed: a link row without a person also shows what was charged.
LINKS = ("links", "links.link")
PERHAPS = "_perhaps"
PLACED_LINKS = (*LINKS, "links.location")


def chain_links_by_case() -> CTE:
    """Return one row per case on its links of the trafficking chain: the CTE `case_links`.

    Columns are about links of charged persons. `link_unknown`, `unplaced` and columns named
    `perhaps` include persons who may have been charged, columns named `identified` all persons. A
    row of `links` without a person counts as one more charged person.
    """
    link, person = tables.links.c, per_suspect.c
    joined = tables.links.outerjoin(per_suspect, join_on(per_suspect, tables.links, OF_PERSON))
    charged = or_(link.person_id.is_(None), func.coalesce(person.charged, false()))
    # A person who may have been charged turns "no" into unknown. It never makes "yes".
    perhaps = or_(link.person_id.is_(None), person.perhaps_charged)
    clients = link.link == v.Link.CORPORATE_BENEFICIARY
    return group_rows(
        "case_links",
        tables.links,
        func.min(known_link()).filter(charged).label("first_link"),
        func.max(known_link()).filter(charged).label("last_link"),
        func.count().filter(link.person_id.is_(None)).label("without_person"),
        func.bool_or(clients).filter(link.person_id.is_(None)).label("client"),
        func.min(known_link()).filter(perhaps).label("first_link_perhaps"),
        func.max(known_link()).filter(perhaps).label("last_link_perhaps"),
        func.bool_or(not_(is_known())).filter(perhaps).label("link_unknown"),
        func.bool_or(is_upstream()).filter(charged).label("upstream"),
        func.bool_or(is_upstream()).filter(perhaps).label("upstream_perhaps"),
        func.bool_or(is_unplaced()).filter(perhaps).label("unplaced"),
        func.bool_or(is_upstream()).label("upstream_identified"),
        func.bool_or(or_(is_unplaced(), not_(is_known()))).label("doubtful_identified"),
        *(
            func.bool_or(link.link.in_(codes)).filter(among).label(f"{group.value}{how}")
            for group, codes in v.LINKS_OF_GROUP.items()
            for how, among in (("", charged), (PERHAPS, perhaps))
        ),
        joined=joined,
    )


def _role_unknown(facts: CaseFacts) -> ColumnElement:
    """Whether the link of a charged person is unknown; never NULL."""
    of_persons, of_nobody = facts.persons.c.role_unknown, facts.links.c.link_unknown
    return or_(func.coalesce(of_persons, false()), func.coalesce(of_nobody, false()))


def _in_the_dark(facts: CaseFacts) -> ColumnElement:
    """Whether more links of the chain may have been charged than the records show.

    This is true if no charged person is recorded at all, or if the link of one is unknown.
    """
    return or_(and_(facts.nobody_recorded, facts.unrecorded == 0), _role_unknown(facts))


def _more_than_one(facts: CaseFacts) -> ColumnElement:
    """Whether several links of the chain were charged (N01); NULL if a link is unknown."""
    links = facts.links.c
    alone = and_(
        links.first_link == links.last_link, links.first_link_perhaps == links.last_link_perhaps
    )
    return case(
        (links.first_link != links.last_link, true()),
        # An unrecorded link may be the second one: unknown, not no.
        (and_(alone, not_(_role_unknown(facts))), false()),
        else_=null(),
    )


def _more_than_one_convicted(facts: CaseFacts) -> ColumnElement:
    """Whether convicted persons had several links of the chain (N05); NULL if a link is unknown."""
    person = facts.persons.c
    first, last = person.first_link_convicted, person.last_link_convicted
    return case(
        (first != last, true()),
        (and_(first == last, not_(person.role_unknown_convicted)), false()),
        else_=null(),
    )


def _two_persons_with_links(facts: CaseFacts) -> ColumnElement:
    """Whether two persons with different links were charged; NULL if this is unknown."""
    person = facts.persons.c
    differ = person.first_link != person.last_link
    may_differ = person.first_link_perhaps != person.last_link_perhaps
    return case(
        (and_(person.persons_with_link > 1, differ), true()),
        # A person who is not recorded may be the second one.
        (or_(facts.nobody_recorded, facts.unrecorded > 0), null()),
        (person.perhaps_charged_persons == 1, false()),
        # One person may have both links.
        (or_(person.role_unknown, may_differ), null()),
        else_=false(),
    )


def _beyond_destination(facts: CaseFacts) -> ColumnElement:
    """Whether a charged person acted outside the place of exploitation; NULL if unknown."""
    person = facts.persons.c
    return case(
        (person.outside, true()),
        (or_(facts.nobody_recorded, facts.unrecorded > 0, person.outside_unknown), null()),
        else_=false(),
    )


def _upstream_charged(facts: CaseFacts) -> ColumnElement:
    """Whether somebody upstream in the chain was charged; NULL if this is unknown."""
    return case(
        (facts.links.c.upstream, true()),
        (
            or_(_in_the_dark(facts), facts.links.c.unplaced, facts.links.c.upstream_perhaps),
            null(),
        ),
        else_=false(),
    )


def _with_upstream_known(facts: CaseFacts) -> ColumnElement:
    """Whether the case was charged, and persons upstream in the chain were identified."""
    persons, links = facts.persons.c, facts.links.c
    # Persons whom the investigation never found cannot be charged, so only cases with known
    # upstream persons count.
    nobody = and_(persons.case_id.is_(None), facts.unrecorded == 0)
    identified = case(
        (links.upstream_identified, true()),
        (or_(nobody, persons.identified_unknown, links.doubtful_identified), null()),
        else_=false(),
    )
    return and_(facts.charged_as_trafficking, identified)


def _link_charged_sql(group: v.LinkGroup) -> Callable[[CaseFacts], ColumnElement]:
    """Return a function that makes SQL: whether a link group was charged; NULL if unknown."""

    def charged(facts: CaseFacts) -> ColumnElement:
        return case(
            (facts.links.c[group.value], true()),
            (or_(_in_the_dark(facts), facts.links.c[f"{group.value}{PERHAPS}"]), null()),
            else_=false(),
        )

    return charged


GROUPS_CHARGED = {
    v.LinkGroup.RECRUITMENT: marked("A link of recruitment was charged"),
    v.LinkGroup.TRANSPORT: marked("A link of transport was charged"),
    v.LinkGroup.HARBOURING: marked("A link of harbouring was charged"),
    v.LinkGroup.EXPLOITATION: marked("A link of exploitation was charged"),
    v.LinkGroup.DIRECTION_AND_MONEY: marked("A link of direction and money was charged"),
    v.LinkGroup.ENABLING: marked("An enabling link was charged"),
}
REACH = (
    pseudonym(
        "first_charged_link",
        "The first of the links charged, by name",
        lambda facts: facts.links.c.first_link,
        32,
    ),
    pseudonym(
        "last_charged_link",
        "The last of the links charged, by name",
        lambda facts: facts.links.c.last_link,
        32,
    ),
    nullable_boolean_column(
        "roles_known",
        "The link of everyone charged is recorded",
        lambda facts: not_(_in_the_dark(facts)),
        needs=LINKS,
    ),
    nullable_boolean_column(
        "more_than_one_link",
        "More than one link of the chain was charged",
        _more_than_one,
        needs=LINKS,
    ),
    nullable_boolean_column(
        "more_than_one_link_by_persons",
        "Two different people were charged from two different links",
        _two_persons_with_links,
        needs=(*LINKS, "links.person_id"),
    ),
    nullable_boolean_column(
        "more_than_one_link_convicted",
        "People convicted of any offence are from more than one link of the chain",
        _more_than_one_convicted,
        needs=(*LINKS, "suspects.outcome"),
    ),
    nullable_boolean_column(
        "beyond_destination",
        "A person charged is not from a link at the place of exploitation",
        _beyond_destination,
        needs=PLACED_LINKS,
    ),
    nullable_boolean_column(
        "upstream_charged",
        "An upstream or enabling link was charged",
        _upstream_charged,
        needs=PLACED_LINKS,
    ),
    nullable_boolean_column(
        "charged_with_upstream_known",
        "Charged, in a case of trafficking in which someone suspected is from an upstream or"
        " enabling link",
        _with_upstream_known,
        needs=("cases", *PLACED_LINKS),
    ),
    *(
        nullable_boolean_column(
            f"{group.value}_charged",
            meaning,
            _link_charged_sql(group),
            needs=LINKS,
        )
        for group, meaning in GROUPS_CHARGED.items()
    ),
)


def _is_enterprise_case(facts: CaseFacts) -> ColumnElement:
    """Whether a charged case is about an enterprise (D03).

    Cases of jurisdictions in which no legal person can be liable are left out.
    """
    spared = no_legal_person_is_liable(tables.cases)
    return and_(facts.charged, is_forced_labour_with_enterprise(), ~spared)


def _is_final_enterprise_case(facts: CaseFacts) -> ColumnElement:
    return and_(tables.cases.c.final_on.is_not(None), _is_enterprise_case(facts))


def _client_reached(facts: CaseFacts) -> ColumnElement:
    """Whether a client or lead firm was charged; NULL if a suspect's link is unknown."""
    person, links = facts.persons.c, facts.links.c
    nobody = func.coalesce(person.charged_persons, 0) + facts.unrecorded == 0
    link_unknown = func.coalesce(links.link_unknown, false())
    return case(
        (or_(person.client, links.client), true()),
        (or_(nobody, link_unknown, person.client_unknown), null()),
        else_=false(),
    )


COMPANIES = (
    nullable_boolean_column(
        "charged_enterprise_case",
        "Charged, of forced labour in an enterprise, unless the law does not make legal persons"
        " liable",
        _is_enterprise_case,
        needs=ENTERPRISE,
    ),
    nullable_boolean_column(
        "final_enterprise_case",
        "Finally decided, of forced labour in an enterprise, unless the law does not make legal"
        " persons liable",
        _is_final_enterprise_case,
        needs=(*ENTERPRISE, "cases.final_on"),
    ),
    nullable_boolean_column(
        "legal_person_charged",
        "A legal person was charged; missing if someone charged is not recorded",
        lambda facts: facts.of_everybody(facts.persons.c.legal_charged),
        needs=("suspects",),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "legal_person_sanctioned",
        "A legal person was sanctioned; missing if it was convicted and no sanction is recorded",
        lambda facts: facts.of_everybody(facts.persons.c.legal_sanctioned),
        needs=("suspects", "sanctions"),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "client_reached",
        "A client or lead firm was charged or sanctioned",
        _client_reached,
        needs=(*LINKS, "sanctions"),
    ),
)


def _join_case_facts() -> CaseFacts:
    """Join the cases with at most one summary row of each other kind of record."""
    persons = case_persons()
    children = (
        persons,
        chain_links_by_case(),
        case_assets(persons),
        _with_victims(),
        case_expressions.cases_with_technique(),
        case_expressions.cases_with_evidence(),
        case_expressions.cases_with_request(),
    )
    joined = outer_joined(tables.cases, children, tables.cases)
    return CaseFacts(joined, is_trafficking_case(), *children)


def _with_victims() -> CTE:
    """Return the cases for which a victim is recorded."""
    victim = tables.victims.c
    return (
        select(victim.jurisdiction, victim.case_id)
        .where(victim.case_id.is_not(None))
        .distinct()
        .cte("cases_with_victims")
    )


_case = tables.cases.c
per_case = declare_unit(
    "per_case",
    "case",
    "A criminal case of trafficking in persons",
    *place_columns(
        _case.jurisdiction, _case.case_id, func.coalesce(_case.office_id, columns.UNKNOWN)
    ),
    pseudonym("network_id", "Links the separate proceedings against one network", _case.network_id),
    breakdown("form", "Form of exploitation", _case.form),
    breakdown("sector", "Economic sector", _case.sector),
    breakdown("cross_border", "Whether it is cross-border", _case.cross_border),
    breakdown("detected_by", "Who detected it", _case.detected_by),
    breakdown("enterprise_size", "Size of the enterprise involved", _case.enterprise_size),
    breakdown(
        "scope", "Charged as trafficking, or with its elements as another offence", _case.scope
    ),
    breakdown(
        "financial_investigation",
        "Level of financial investigation",
        _case.financial_investigation,
    ),
    *DAYS,
    *STAGES,
    *REACH,
    *INQUIRY,
    *COMPANIES,
    *ASSETS_TAKEN,
    parts=_join_case_facts,
)


def case_persons() -> CTE:
    """Return one row per case that sums up its suspects: charges, outcomes, links."""
    roles = roles_by_person()
    return group_rows(
        "case_persons",
        per_suspect,
        *_proceedings_by_case(),
        *_charged_links_by_case(roles),
        *_companies_by_case(roles),
        joined=per_suspect.outerjoin(roles, join_on(roles, per_suspect, OF_PERSON)),
    )


def _proceedings_by_case() -> Iterator[ColumnElement]:
    """Yield aggregates by case on charges, decisions and discontinuance of its persons."""
    person = per_suspect.c

    def first(day: str, of: str) -> ColumnElement:
        return func.min(case((person[of], person[day])))

    yield _known(person.charged).label("charged")
    yield func.bool_or(person.charged.is_(None)).label("charge_unknown")
    yield func.min(person.charged_on).label("charged_on")
    yield func.bool_or(person.decided).label("decided")
    yield first("decided_on", "decided").label("decided_on")
    yield _known(person.convicted_of_trafficking).label("convicted")
    yield first("decided_on", "convicted_of_trafficking").label("convicted_on")
    yield first("decided_from", "convicted_of_trafficking").label("convicted_from")
    yield first("decided_to", "convicted_of_trafficking").label("convicted_to")
    # A person who was not charged was not convicted.
    in_doubt = and_(person.perhaps_charged, person.outcome == v.Outcome.UNKNOWN)
    yield func.bool_or(in_doubt).label("outcome_unknown")
    yield _known(person.convicted).label("convicted_of_anything")
    yield first("decided_on", "convicted").label("first_conviction_on")
    is_charged = func.coalesce(person.charged, false())
    ended = or_(not_(is_charged), person.outcome == v.Outcome.DISCONTINUED)
    undated = func.bool_or(and_(is_charged, person.discontinued_on.is_(None)))
    yield and_(func.bool_or(is_charged), func.bool_and(ended)).label("discontinued")
    yield case((undated, null()), else_=func.max(case((is_charged, person.discontinued_on)))).label(
        "discontinued_on"
    )
    yield any_true(person.laundering_charged).label("laundering_charged")
    yield any_true(person.financially_charged).label("financially_charged")


def _known(truth: ColumnElement) -> ColumnElement:
    """Return an aggregate: whether a condition is known to be true for at least one person."""
    return func.bool_or(func.coalesce(truth, false()))


def _charged_links_by_case(roles: CTE) -> Iterator[ColumnElement]:
    """Yield aggregates by case on the charged links, and on whether some may be missing."""
    person, held = per_suspect.c, roles.c
    # The role of a person without a link row is not recorded.
    role_unknown = func.coalesce(held.role_unknown, true())
    # A person who may have been charged turns "no" into unknown. It never makes "yes".
    perhaps = person.perhaps_charged
    outside_unknown = and_(held.outside.is_(None), perhaps)
    outside_perhaps = and_(person.charged.is_(None), func.coalesce(held.outside, false()))
    yield func.count().filter(person.charged).label("charged_persons")
    yield func.count(held.first_link).filter(person.charged).label("persons_with_link")
    yield func.min(held.first_link).filter(person.charged).label("first_link")
    yield func.max(held.last_link).filter(person.charged).label("last_link")
    yield func.count().filter(perhaps).label("perhaps_charged_persons")
    yield func.min(held.first_link).filter(perhaps).label("first_link_perhaps")
    yield func.max(held.last_link).filter(perhaps).label("last_link_perhaps")
    yield func.bool_or(role_unknown).filter(perhaps).label("role_unknown")
    yield func.bool_or(role_unknown).label("identified_unknown")
    yield from _links_of_convicted(roles)
    yield func.bool_or(func.coalesce(held.outside, false())).filter(person.charged).label("outside")
    yield func.bool_or(or_(outside_unknown, outside_perhaps)).label("outside_unknown")


def _links_of_convicted(roles: CTE) -> Iterator[ColumnElement]:
    """Yield aggregates by case on the links of persons convicted of any offence (N05)."""
    person, held = per_suspect.c, roles.c
    role_unknown = func.coalesce(held.role_unknown, true())
    yield func.min(held.first_link).filter(person.convicted).label("first_link_convicted")
    yield func.max(held.last_link).filter(person.convicted).label("last_link_convicted")
    yield func.bool_or(role_unknown).filter(person.convicted).label("role_unknown_convicted")


def _companies_by_case(roles: CTE) -> Iterator[ColumnElement]:
    """Yield aggregates by case: whether companies or clients were charged or sanctioned."""
    person, held = per_suspect.c, roles.c
    is_legal = person.kind == v.PersonKind.LEGAL
    sanctioned = func.coalesce(person.sanctioned, false())
    reached = or_(func.coalesce(person.charged, false()), sanctioned)
    has_client = func.coalesce(held.client, false())
    role_unknown = func.coalesce(held.role_unknown, true())
    yield any_true(and_(person.charged, is_legal)).label("legal_charged")
    yield any_true(and_(is_legal, person.sanctioned)).label("legal_sanctioned")
    yield func.bool_or(and_(reached, has_client)).label("client")
    role_open = and_(person.perhaps_charged, not_(has_client), role_unknown)
    perhaps_client = and_(person.charged.is_(None), has_client)
    yield func.bool_or(or_(role_open, perhaps_client)).label("client_unknown")


class CaseLinks(NamedTuple):
    """Cases joined with each link of the chain at which a person was identified."""

    joined: FromClause
    kept: ColumnElement
    pairs: CTE


def _case_links() -> CaseLinks:
    pairs = _case_link_pairs()
    return CaseLinks(per_case.join(pairs, join_on(per_case, pairs)), true(), pairs)


def _case_link_pairs() -> CTE:
    """Return by case and link if it was charged, and if one of its persons lives or is at large."""
    held = _links_of_suspects()
    at_large = held.c.fugitive
    return group_rows(
        "pairs",
        held,
        any_true(held.c.charged).label("charged"),
        # The dead cannot be charged: if only they acted at a link, not charging it is no failure.
        func.bool_or(held.c.alive).label("held_by_the_living"),
        case(
            (func.bool_or(at_large == v.YesNo.YES), v.YesNo.YES.value),
            (func.bool_or(at_large == v.YesNo.UNKNOWN), v.YesNo.UNKNOWN.value),
            else_=v.YesNo.NO.value,
        ).label("fugitive"),
        keys=("case_id", "link"),
    )


def _links_of_suspects() -> CTE:
    """Return one row per link of each suspect, and one per charged link without a person.

    A suspect without a link has a row with the link `unknown`.
    """
    link, suspect, person = tables.links.c, tables.suspects.c, per_suspect.c
    joined = tables.suspects.join(per_suspect, join_on(tables.suspects, per_suspect, OF_PERSON))
    joined = joined.join(per_case, join_on(per_case, tables.suspects)).outerjoin(
        tables.links, join_on(tables.suspects, tables.links, OF_PERSON)
    )
    of_persons = select(
        suspect.jurisdiction,
        suspect.case_id,
        func.coalesce(link.link, columns.UNKNOWN).label("link"),
        # If the case is known to be uncharged, everybody in it is uncharged.
        case(
            (per_case.c.charged, person.charged),
            (not_(per_case.c.charged), false()),
            else_=person.charged,
        ).label("charged"),
        (suspect.exit_reason != v.ExitReason.DECEASED).label("alive"),
        suspect.fugitive,
    ).select_from(joined)
    of_nobody = select(
        link.jurisdiction,
        link.case_id,
        link.link,
        true().label("charged"),
        true().label("alive"),
        literal(v.YesNo.UNKNOWN.value).label("fugitive"),
    ).where(link.person_id.is_(None))
    return union_all(of_persons, of_nobody).cte("held")


def _link_charged(of: CaseLinks) -> ColumnElement:
    return case((of.pairs.c.link == v.Link.UNKNOWN, null()), else_=of.pairs.c.charged)


_unit = per_case.c
per_case_link = declare_unit(
    "per_case_link",
    "link of a case",
    "A link of the chain at which a suspect was identified in a case; suspects without a"
    " recorded link count together as one",
    *place_columns(_unit.jurisdiction, _unit.case_id, _unit.office),
    *case_columns(_unit.form, _unit.sector, _unit.cross_border),
    breakdown(
        "scope", "Charged as trafficking, or with its elements as another offence", _unit.scope
    ),
    breakdown("link", "Link of the chain", lambda of: of.pairs.c.link),
    breakdown(
        "fugitive",
        "Whether someone in the link is at large",
        lambda of: of.pairs.c.fugitive,
    ),
    day(
        "charged_or_closed_on",
        "First charge in the case, or if there is none, the day it was closed",
        func.coalesce(_unit.charged_on, _unit.closed_on),
    ),
    nullable_boolean_column(
        "of_settled_case",
        "In a case that was charged or closed; left out if everyone in the link has died",
        # While a case is neither charged nor closed, its suspects may still be charged.
        lambda of: and_(_unit.charged_or_closed, of.pairs.c.held_by_the_living),
        # Suspects who were not charged are recorded only in `suspects`.
        needs=("cases", "suspects", "links", "links.link"),
        # A link row without a person was charged. If there are only such rows, all links are.
        needs_one_of=(WHO_WAS_CHARGED, ("links.person_id",)),
    ),
    nullable_boolean_column(
        "charged",
        "Someone in the link was charged; missing if the link is missing",
        _link_charged,
        needs=("links", "links.link"),
    ),
    parts=_case_links,
    own="link",
)
