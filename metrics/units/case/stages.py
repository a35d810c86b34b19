"""How far a case came: its days, and whether it was charged, decided, closed or is still open."""

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_, true

from metrics.units.case.assets import first_instance_on, is_decided
from metrics.units.case.facts import CaseFacts
from metrics.units.case.inquiry import open_long_on
from metrics.units.declaration import day, number, truth
from metrics.units.suspect.facts import OUTCOME
from schemas import dates, tables
from schemas import vocabulary as v

_case = tables.cases.c
# Closures and discontinuances are other ends: none of them says of a case that it was not judged.
WHETHER_JUDGED = ("cases.first_instance_on", "suspects.outcome")
WHEN_JUDGED = ("cases.first_instance_on", "suspects.decided_on")


def _ended_on(facts: CaseFacts) -> ColumnElement:
    """The earliest of judgment, closure and the discontinuance against all."""
    discontinued_on = case((_discontinued(facts), facts.persons.c.discontinued_on))
    closed_on = dates.effective(_case.closed_on)
    return func.least(first_instance_on(facts.persons), closed_on, discontinued_on)


def _conviction_in_doubt(facts: CaseFacts) -> ColumnElement:
    """Whether there may be a trafficking conviction beside those known; never NULL."""
    outcome_unknown = func.coalesce(facts.persons.c.outcome_unknown, false())
    in_the_dark = or_(facts.nobody_recorded, facts.unrecorded > 0)
    charged = func.coalesce(facts.charged, true())
    return and_(not_(facts.convicted), charged, or_(outcome_unknown, in_the_dark))


def _stated_victims(facts: CaseFacts) -> ColumnElement:
    return case((facts.with_victims.c.case_id.is_(None), _case.victims_stated))


def _closed() -> ColumnElement:
    """Closed without charge or joined: a reason says so where the day is not known."""
    return or_(_case.closed_on.is_not(None), _case.closing_reason != v.ClosingReason.UNKNOWN)


def _discontinued(facts: CaseFacts) -> ColumnElement:
    """Whether the proceedings against all charged were; never NULL."""
    # A link row without a person is of one more who was charged, whose end is not known.
    return and_(func.coalesce(facts.persons.c.discontinued, false()), facts.unrecorded == 0)


def _awaits_decision(facts: CaseFacts) -> ColumnElement:
    return not_(or_(is_decided(facts.persons), _closed(), _discontinued(facts)))


DAYS = (
    day(
        "opened_on",
        "Investigation opened",
        dates.effective(_case.opened_on),
        needs=("cases.opened_on",),
    ),
    day("charged_on", "First charge", lambda facts: facts.charged_on),
    day(
        "first_instance_on",
        "First-instance decision",
        lambda facts: first_instance_on(facts.persons),
    ),
    day(
        "conviction_on",
        "First trafficking conviction",
        lambda facts: facts.persons.c.convicted_on,
    ),
    day(
        "convicted_from",
        "The first day the first trafficking conviction may have been on",
        lambda facts: facts.persons.c.convicted_from,
    ),
    day(
        "convicted_to",
        "The last day the first trafficking conviction may have been on",
        lambda facts: facts.persons.c.convicted_to,
    ),
    day(
        "first_conviction_on",
        "First conviction of any offence",
        lambda facts: facts.persons.c.first_conviction_on,
    ),
    day("final_on", "Final decision", dates.effective(_case.final_on)),
    day("closed_on", "Closed without charge or joined", dates.effective(_case.closed_on)),
    day(
        "ended_on",
        "Decided at first instance, closed or joined, or the proceedings against the last person"
        " charged discontinued: what came first",
        _ended_on,
        needs_one_of=(WHEN_JUDGED,),
    ),
    day("open_long_on", "The day on which it had been open long", open_long_on),
)
STAGES = (
    truth(
        "is_case",
        "A case of trafficking, in either scope: every one here",
        true(),
        needs=("cases",),
    ),
    truth(
        "opened",
        "Not only re-opened",
        or_(_case.reopened.is_(None), _case.reopened != v.YesNo.YES),
        needs=("cases",),
    ),
    truth(
        "has_stated_victims",
        "The source states a number of victims and has no row per victim",
        lambda facts: _stated_victims(facts).is_not(None),
        needs=("cases.victims_stated",),
    ),
    number(
        "stated_victims",
        "Victims stated where there is no row per victim",
        _stated_victims,
        needs=("cases.victims_stated",),
    ),
    truth(
        "charged",
        "At least one person was charged; unknown: it is not known of somebody",
        lambda facts: facts.charged,
        needs=("cases",),
    ),
    truth(
        "charged_as_trafficking",
        "Charged, in a case of trafficking",
        lambda facts: facts.charged_as_trafficking,
        needs=("cases",),
    ),
    truth(
        "charged_or_closed",
        "Charged, or closed",
        lambda facts: or_(func.coalesce(facts.charged, false()), _closed()),
        needs=("cases",),
    ),
    truth("decided", "Decided at first instance", lambda facts: is_decided(facts.persons)),
    truth(
        "awaits_decision",
        "Neither decided nor closed, nor the proceedings against all charged discontinued",
        _awaits_decision,
        needs=("cases",),
        needs_one_of=(WHETHER_JUDGED,),
    ),
    truth(
        "convicted_of_trafficking",
        "Ended in a trafficking conviction; an unknown outcome is none",
        lambda facts: facts.convicted,
        needs=OUTCOME,
    ),
    truth(
        "conviction_in_doubt",
        "Charged, without a known trafficking conviction, which somebody may have: of unknown"
        " outcome, or not recorded",
        _conviction_in_doubt,
        needs=OUTCOME,
    ),
    truth(
        "convicted_as_trafficking",
        "Ended in a trafficking conviction, in a case of trafficking",
        lambda facts: and_(facts.convicted, _case.scope == v.Scope.CHARGED_AS_TRAFFICKING),
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_anything",
        "Ended in a conviction of any offence; an unknown outcome is none",
        lambda facts: facts.convicted_of_anything,
        needs=OUTCOME,
    ),
)
