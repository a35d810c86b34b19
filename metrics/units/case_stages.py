"""How far a case came: its days, and whether it was charged, decided, closed or is still open."""

from sqlalchemy import ColumnElement, case, false, func, not_, or_, true

from metrics.units.case_assets import first_instance_on, is_decided
from metrics.units.case_facts import CaseFacts
from metrics.units.case_inquiry import open_long_on
from metrics.units.declaration import day, number, truth
from metrics.units.person_facts import OUTCOME
from schemas import dates, tables
from schemas import vocabulary as v

_case = tables.cases.c


def _left_on(facts: CaseFacts) -> ColumnElement:
    discontinued_on = case((facts.persons.c.discontinued, facts.persons.c.discontinued_on))
    return func.coalesce(dates.effective(_case.closed_on), discontinued_on)


def _stated_victims(facts: CaseFacts) -> ColumnElement:
    return case((facts.with_victims.c.case_id.is_(None), _case.victims_stated))


def _closed() -> ColumnElement:
    """Closed without charge or joined: a reason says so where the day is not known."""
    return or_(_case.closed_on.is_not(None), _case.closing_reason != v.ClosingReason.UNKNOWN)


def _awaits_decision(facts: CaseFacts) -> ColumnElement:
    discontinued = func.coalesce(facts.persons.c.discontinued, false())
    return not_(or_(is_decided(facts.persons), _closed(), discontinued))


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
        "first_conviction_on",
        "First conviction of any offence",
        lambda facts: facts.persons.c.first_conviction_on,
    ),
    day("final_on", "Final decision", dates.effective(_case.final_on)),
    day("closed_on", "Closed without charge or joined", dates.effective(_case.closed_on)),
    day(
        "left_on",
        "Closed or joined, or the proceedings against the last person charged discontinued",
        _left_on,
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
        "At least one person was charged",
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
        lambda facts: or_(facts.charged, _closed()),
        needs=("cases",),
    ),
    truth("decided", "Decided at first instance", lambda facts: is_decided(facts.persons)),
    truth(
        "awaits_decision",
        "Neither decided nor closed, nor the proceedings against all charged discontinued",
        _awaits_decision,
        needs=("cases",),
    ),
    truth(
        "convicted_of_trafficking",
        "Ended in a trafficking conviction; an unknown outcome is none",
        lambda facts: facts.convicted,
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_anything",
        "Ended in a conviction of any offence; an unknown outcome is none",
        lambda facts: facts.convicted_of_anything,
        needs=OUTCOME,
    ),
)
