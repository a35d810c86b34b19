"""What is due to children and to adults: a guardian, interviews, shelter, choice of interviewer."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, false, func, null, or_, true

from metrics import options
from metrics.units.declaration import truth
from metrics.units.knowledge import one_of, yes_no
from metrics.units.windows import span, within_days
from schemas import tables
from schemas import vocabulary as v


class VictimFacts(NamedTuple):
    """A victim's record and case; of their other records one row, outer-joined."""

    joined: FromClause
    kept: ColumnElement
    claims: CTE
    payments: CTE
    protected: CTE
    assisted: CTE

    @property
    def without_claim(self) -> ColumnElement:
        return self.claims.c.victim_id.is_(None)

    @property
    def awarded(self) -> ColumnElement:
        """Known to have an award, and not rejected."""
        return and_(is_not_rejected(), func.coalesce(self.claims.c.award, false()))


def is_not_rejected() -> ColumnElement:
    """Whether a victim is not rejected: of unknown status they stay."""
    return tables.victims.c.status != v.VictimStatus.REJECTED


def applies(*columns: ColumnElement) -> ColumnElement:
    """Whether one of the questions applies; never NULL."""
    return or_(*(column != v.YesNo.NOT_APPLICABLE for column in columns))


AGE = ("victims", "victims.age_group")
GUARDIAN = ("victims.guardian", "victims.guardian_on", "victims.identified_on")

_victim = tables.victims.c
_interview = _victim.specialised_interview
_shelter, _choice = _victim.shelter_suitable, _victim.interviewer_choice


def _child() -> ColumnElement:
    return and_(is_not_rejected(), one_of(_victim.age_group, v.AgeGroup.CHILD))


def _adult() -> ColumnElement:
    return and_(is_not_rejected(), one_of(_victim.age_group, v.AgeGroup.ADULT))


def _guardian_in_time(_: VictimFacts) -> ColumnElement:
    limit = options.value("guardian_within_days")
    in_time = within_days(span(_victim.guardian_on), span(_victim.identified_on), limit)
    return case(
        (_victim.guardian == v.Guardian.NOT_APPOINTED, false()),
        (_victim.guardian == v.Guardian.APPOINTED, in_time),
        else_=null(),
    )


def _child_measures(facts: VictimFacts) -> ColumnElement:
    return and_(_guardian_in_time(facts), *_as_far_as_applicable(_interview))


def _as_far_as_applicable(*columns: ColumnElement) -> Iterable[ColumnElement]:
    for column in columns:
        yield case((column == v.YesNo.NOT_APPLICABLE, true()), else_=yes_no(column))


MEASURES = (
    truth("child", "A child, and not rejected", _child(), needs=AGE),
    truth(
        "child_and_interview_applies",
        "A child, not rejected, where a specialised interview is applicable",
        and_(_child(), applies(_interview)),
        needs=AGE,
    ),
    truth(
        "guardian_in_time",
        "A guardian was appointed within days of the identification",
        _guardian_in_time,
        needs=GUARDIAN,
    ),
    truth(
        "specialised_interview",
        "Interviewed by a specialist",
        yes_no(_interview),
        needs=("victims.specialised_interview",),
    ),
    truth(
        "child_measures",
        "A guardian in time, and a specialised interview where that applies",
        _child_measures,
        needs=(*GUARDIAN, "victims.specialised_interview"),
    ),
    truth(
        "adult_and_measures_apply",
        "An adult, not rejected, to whom shelter or choice of interviewer applies",
        and_(_adult(), applies(_shelter, _choice)),
        needs=AGE,
    ),
    truth(
        "adult_and_shelter_applies",
        "An adult, not rejected, to whom shelter applies",
        and_(_adult(), applies(_shelter)),
        needs=AGE,
    ),
    truth(
        "adult_and_choice_applies",
        "An adult, not rejected, to whom choice of interviewer applies",
        and_(_adult(), applies(_choice)),
        needs=AGE,
    ),
    truth(
        "shelter_suitable",
        "Suitable shelter was offered",
        yes_no(_shelter),
        needs=("victims.shelter_suitable",),
    ),
    truth(
        "interviewer_choice",
        "Choice of interviewer was offered",
        yes_no(_choice),
        needs=("victims.interviewer_choice",),
    ),
    truth(
        "adult_measures",
        "Suitable shelter and choice of interviewer, as far as they apply",
        and_(*_as_far_as_applicable(_shelter, _choice)),
        needs=("victims.shelter_suitable", "victims.interviewer_choice"),
    ),
)
