"""The request for international cooperation: one row each."""

from sqlalchemy import Select, case, null, or_, select, true

from metrics.units.cases import per_case
from metrics.units.declaration import breakdown, day, identity, place, truth, unit
from metrics.units.joining import same
from schemas import dates, tables

per_request = unit(
    "per_request",
    "request",
    "A request for international cooperation in a case, sent or received",
    *place(),
    identity("request_id", "The request"),
    breakdown("form", "Form of exploitation of the case", "cases.form"),
    breakdown("sector", "Economic sector of the case", "cases.sector"),
    breakdown("instrument", "Instrument", "requests.instrument"),
    breakdown("direction", "Sent or received", "requests.direction"),
    day("sent_on", "Sent", "requests.sent_on"),
    day("due_on", "Due", "requests.due_on"),
    day("executed_on", "Executed", "requests.executed_on"),
    day("refused_on", "Refused, and not executed", "requests.refused_on"),
    truth("is_request", "A request in a case of trafficking: every one here", needs=("requests",)),
    truth(
        "answered_or_due",
        "Executed, refused, or with a day on which it is due; unknown: pending without one",
        reads=("requests.due_on", "requests.refused_on"),
        needs=("requests", "requests.executed_on"),
    ),
    truth("executed", "Executed", needs=("requests", "requests.executed_on")),
    truth(
        "is_pending",
        "Neither executed nor refused",
        reads=("requests.refused_on",),
        needs=("requests", "requests.executed_on"),
    ),
    own="request_id",
)


def rows() -> Select:
    """The rows of `per_request`, its columns in order."""
    request, a_case = tables.requests.c, per_case.c
    executed = request.executed_on.is_not(None)
    answered = or_(executed, request.refused_on.is_not(None))
    return select(
        request.jurisdiction,
        request.case_id,
        a_case.office,
        request.request_id,
        a_case.form,
        a_case.sector,
        request.instrument,
        request.direction,
        dates.effective(request.sent_on),
        dates.effective(request.due_on),
        dates.effective(request.executed_on),
        case((executed, null()), else_=dates.effective(request.refused_on)),
        true(),
        case((or_(answered, request.due_on.is_not(None)), true()), else_=null()),
        executed,
        ~answered,
    ).select_from(tables.requests.join(per_case, same(per_case, tables.requests)))
