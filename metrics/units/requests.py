"""The request for international cooperation: one row each."""

from sqlalchemy import case, func, not_, null, or_, true

from metrics.units.case.unit import per_case
from metrics.units.declaration import Joined, breakdown, day, identity, place, same, truth, unit
from schemas import dates, tables

EXECUTED = ("requests", "requests.executed_on")

_request, _case = tables.requests.c, per_case.c
_executed = _request.executed_on.is_not(None)
_answered = or_(_executed, _request.refused_on.is_not(None))


def _joined() -> Joined:
    return Joined(tables.requests.join(per_case, same(per_case, tables.requests)))


per_request = unit(
    "per_request",
    "request",
    "A request for international cooperation in a case, sent or received",
    *place(_request.jurisdiction, _request.case_id, _case.office),
    identity("request_id", "The request", _request.request_id),
    breakdown("form", "Form of exploitation of the case", _case.form),
    breakdown("sector", "Economic sector of the case", _case.sector),
    breakdown("instrument", "Instrument", _request.instrument),
    breakdown("direction", "Sent or received", _request.direction),
    day("sent_on", "Sent", dates.effective(_request.sent_on), needs=("requests.sent_on",)),
    day("due_on", "Due", dates.effective(_request.due_on)),
    day(
        "answered_on",
        "Executed or refused, whichever came first",
        func.least(dates.effective(_request.executed_on), dates.effective(_request.refused_on)),
        needs=(*EXECUTED, "requests.refused_on"),
    ),
    truth(
        "is_request",
        "A request in a case of trafficking: every one here",
        true(),
        needs=("requests",),
    ),
    truth(
        "answered_or_due",
        "Executed, refused, or with a day on which it is due; unknown: pending without one",
        case((or_(_answered, _request.due_on.is_not(None)), true()), else_=null()),
        needs=EXECUTED,
    ),
    truth("executed", "Executed", _executed, needs=EXECUTED),
    truth("is_pending", "Neither executed nor refused", not_(_answered), needs=EXECUTED),
    parts=_joined,
    own="request_id",
)
