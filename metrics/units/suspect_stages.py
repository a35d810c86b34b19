"""How far a person came from stage to stage, in which time, and what was imposed."""

from collections.abc import Iterator

from sqlalchemy import CTE, ColumnElement, and_, case, false, null, true

from metrics import options
from metrics.units.knowledge import belongs, one_of
from metrics.units.windows import Span, span, within_months
from schemas import tables
from schemas import vocabulary as v

CONVICTED = (v.Outcome.CONVICTED_TRAFFICKING, v.Outcome.CONVICTED_OTHER)
JUDGED = (*CONVICTED, v.Outcome.ACQUITTED)


def is_natural() -> ColumnElement:
    return tables.suspects.c.kind == v.PersonKind.NATURAL


def stages_in_time(charged: ColumnElement, charge: CTE) -> Iterator[ColumnElement]:
    """Whether each next stage was reached within its window, and who entered the later ones."""
    suspect, a_case = tables.suspects.c, tables.cases.c
    months = options.value("stage_within_months")
    suspicion = span(suspect.suspected_on).otherwise(span(a_case.opened_on))
    charges = Span(charge.c.charged_from, charge.c.charged_to)
    charge_days = span(suspect.charged_on).otherwise(charges)
    decision, final = span(suspect.decided_on), span(suspect.final_on)
    judged = one_of(suspect.outcome, *JUDGED)

    def judged_within(so_many: int) -> ColumnElement:
        return _reached(judged, within_months(decision, charge_days, so_many))

    yield is_natural().label("natural_person")
    yield _reached(charged, within_months(charge_days, suspicion, months)).label("charged_in_time")
    yield judged_within(months).label("judged_in_time")
    yield and_(is_natural(), suspect.outcome.in_(JUDGED)).label("judged_natural_person")
    yield and_(is_natural(), suspect.outcome.in_(CONVICTED)).label("convicted_natural_person")
    yield _reached(suspect.final_on.is_not(None), within_months(final, decision, months)).label(
        "final_in_time"
    )
    convicted = one_of(suspect.outcome, *CONVICTED)
    made_final = and_(convicted, suspect.final_on.is_not(None))
    decided_of_suspected = within_months(decision, suspicion, months)
    yield _reached(judged, decided_of_suspected).label("judged_of_suspected")
    yield _reached(convicted, decided_of_suspected).label("convicted_of_suspected")
    yield _reached(made_final, within_months(final, suspicion, months)).label("final_of_suspected")
    yield judged_within(options.value("judgment_within_months")).label("judged_soon")
    yield judged_within(options.value("judgment_within_more_months")).label("judged_later")


def _reached(stage: ColumnElement, in_time: ColumnElement) -> ColumnElement:
    """Of those who reached the stage, whether in time; who did not is not, unknown stays so."""
    return case((stage, in_time), else_=stage)


def was_sanctioned(sanction: CTE) -> ColumnElement:
    """Whether anything was imposed; of a convicted person without a sanction row unknown."""
    return case(
        (sanction.c.case_id.is_not(None), true()),
        (tables.suspects.c.outcome.in_(CONVICTED), null()),
        else_=false(),
    )


def sanctioned(sanction: CTE) -> Iterator[ColumnElement]:
    """What was imposed; of a convicted person without a sanction row it is not known."""
    suspect, imposed = tables.suspects.c, sanction.c
    convicted = and_(is_natural(), suspect.outcome == v.Outcome.CONVICTED_TRAFFICKING)
    yield convicted.label("natural_person_convicted_of_trafficking")
    yield imposed.custody.label("unsuspended_custody")
    yield case((imposed.life, false()), else_=and_(convicted, imposed.custody)).label(
        "custody_with_an_end"
    )
    yield imposed.months.label("months_of_custody")
    yield and_(belongs(suspect.licensed), was_sanctioned(sanction)).label("licensed_and_sanctioned")
    yield imposed.excluded.label("excluded")
    yield imposed.ordered_on.label("ordered_on")
