"""How far along the chain a case reached: the links of those who were charged in it."""

from collections.abc import Callable

from sqlalchemy import (
    CTE,
    ColumnElement,
    and_,
    case,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics.units.case.facts import CaseFacts
from metrics.units.declaration import OF_PERSON, identity, same, truth
from metrics.units.suspect.links import is_known, is_unplaced, is_upstream, known_link
from metrics.units.suspect.unit import per_suspect
from schemas import tables
from schemas import vocabulary as v

# Persons are no need of these: a link row without a person says what was charged as well.
LINKS = ("links", "links.link")
PERHAPS = "_perhaps"
PLACED_LINKS = (*LINKS, "links.location")


def links_by_case() -> CTE:
    """Of each case with links: those charged, and what those identified come to.

    A link without a person stands for one more charged person.
    """
    link, person = tables.links.c, per_suspect.c
    joined = tables.links.outerjoin(per_suspect, same(per_suspect, tables.links, OF_PERSON))
    charged = or_(link.person_id.is_(None), func.coalesce(person.charged, false()))
    # A person perhaps charged may have changed a no, and never makes a yes.
    perhaps = or_(link.person_id.is_(None), person.perhaps_charged)
    clients = link.link == v.Link.CORPORATE_BENEFICIARY
    return (
        select(
            link.jurisdiction,
            link.case_id,
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
        )
        .select_from(joined)
        .group_by(link.jurisdiction, link.case_id)
        .cte("case_links")
    )


def _role_unknown(facts: CaseFacts) -> ColumnElement:
    """Whether the link of somebody charged is not known."""
    of_persons, of_nobody = facts.persons.c.role_unknown, facts.links.c.link_unknown
    return or_(func.coalesce(of_persons, false()), func.coalesce(of_nobody, false()))


def _in_the_dark(facts: CaseFacts) -> ColumnElement:
    """Whether more links may have been charged than are known: nobody charged is recorded at all,
    or somebody whose link is not.
    """
    return or_(and_(facts.nobody_recorded, facts.unrecorded == 0), _role_unknown(facts))


def _more_than_one(facts: CaseFacts) -> ColumnElement:
    links = facts.links.c
    alone = and_(
        links.first_link == links.last_link, links.first_link_perhaps == links.last_link_perhaps
    )
    return case(
        (links.first_link != links.last_link, true()),
        # Unknown, not no: the link that nobody recorded may be the second one.
        (and_(alone, not_(_role_unknown(facts))), false()),
        else_=null(),
    )


def _more_than_one_convicted(facts: CaseFacts) -> ColumnElement:
    """N05, of persons convicted of anything: an unknown link of theirs may be the second one."""
    person = facts.persons.c
    first, last = person.first_link_convicted, person.last_link_convicted
    return case(
        (first != last, true()),
        (and_(first == last, not_(person.role_unknown_convicted)), false()),
        else_=null(),
    )


def _of_two_persons(facts: CaseFacts) -> ColumnElement:
    person = facts.persons.c
    differ = person.first_link != person.last_link
    may_differ = person.first_link_perhaps != person.last_link_perhaps
    return case(
        (and_(person.persons_with_link > 1, differ), true()),
        # Whoever is not recorded may be the second person.
        (or_(facts.nobody_recorded, facts.unrecorded > 0), null()),
        (person.perhaps_charged_persons == 1, false()),
        # Two links of which one person may hold both.
        (or_(person.role_unknown, may_differ), null()),
        else_=false(),
    )


def _beyond_destination(facts: CaseFacts) -> ColumnElement:
    person = facts.persons.c
    return case(
        (person.outside, true()),
        (or_(facts.nobody_recorded, facts.unrecorded > 0, person.outside_unknown), null()),
        else_=false(),
    )


def _upstream_charged(facts: CaseFacts) -> ColumnElement:
    return case(
        (facts.links.c.upstream, true()),
        (
            or_(_in_the_dark(facts), facts.links.c.unplaced, facts.links.c.upstream_perhaps),
            null(),
        ),
        else_=false(),
    )


def _with_upstream_known(facts: CaseFacts) -> ColumnElement:
    persons, links = facts.persons.c, facts.links.c
    # Nobody can charge those whom the inquiry never found: asked is where somebody was known.
    nobody = and_(persons.case_id.is_(None), facts.unrecorded == 0)
    identified = case(
        (links.upstream_identified, true()),
        (or_(nobody, persons.identified_unknown, links.doubtful_identified), null()),
        else_=false(),
    )
    return and_(facts.charged_as_trafficking, identified)


def _charged(group: v.LinkGroup) -> Callable[[CaseFacts], ColumnElement]:
    def charged(facts: CaseFacts) -> ColumnElement:
        return case(
            (facts.links.c[group.value], true()),
            (or_(_in_the_dark(facts), facts.links.c[f"{group.value}{PERHAPS}"]), null()),
            else_=false(),
        )

    return charged


REACH = (
    identity(
        "first_charged_link",
        "Of the links charged the first by name",
        lambda facts: facts.links.c.first_link,
        32,
    ),
    identity(
        "last_charged_link",
        "Of the links charged the last by name",
        lambda facts: facts.links.c.last_link,
        32,
    ),
    truth(
        "roles_known",
        "The link of everybody charged is known",
        lambda facts: not_(_in_the_dark(facts)),
        needs=LINKS,
    ),
    truth(
        "more_than_one_link",
        "More than one link of the chain was charged",
        _more_than_one,
        needs=LINKS,
    ),
    truth(
        "more_than_one_link_by_persons",
        "Two different persons were charged with two different links",
        _of_two_persons,
        needs=(*LINKS, "links.person_id"),
    ),
    truth(
        "more_than_one_link_convicted",
        "Persons convicted of any offence hold more than one link of the chain",
        _more_than_one_convicted,
        needs=(*LINKS, "suspects.outcome"),
    ),
    truth(
        "beyond_destination",
        "A charged person holds no link of exploitation at the destination",
        _beyond_destination,
        needs=PLACED_LINKS,
    ),
    truth(
        "upstream_charged",
        "An upstream or enabling link was charged",
        _upstream_charged,
        needs=PLACED_LINKS,
    ),
    truth(
        "charged_with_upstream_known",
        "Charged, in a case of trafficking in which an upstream or enabling link was found, of"
        " anybody suspected",
        _with_upstream_known,
        needs=("cases", *PLACED_LINKS),
    ),
    *(
        truth(
            f"{group.value}_charged",
            f"A link of {group.value.replace('_', ' ')} was charged",
            _charged(group),
            needs=LINKS,
        )
        for group in v.LinkGroup
    ),
)
