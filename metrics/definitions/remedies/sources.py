"""Family R: from what sources the money came that was paid to victims, one number each."""

from datetime import date

from metrics.kinds import AmountRatio
from metrics.measure import Change, Direction
from metrics.options import OPTIONS
from metrics.units.award.unit import per_award
from schemas import vocabulary as v

CAVEATS = (
    "The sources add up to all that was paid, whatever was awarded.",
    "An award without a record of payments is unknown; one of which nothing was paid adds nothing.",
    (
        "Payments until the as-of day count, however late: the window only leaves out awards that"
        " are too young."
    ),
    "One large payment can decide it: read the largest case's part.",
)


def _from(source: v.PaymentSource, name: str, words: str) -> AmountRatio:
    column = per_award.c[f"paid_by_{source.value}"]
    header = f"awarded | decided_on | amount_paid | {column.name} | counts"
    return AmountRatio(
        id=f"R04m-{name}",
        title=f"Money paid: {words}",
        question=f"How much of the money paid under awards came from this source: {words}?",
        brief="R-3",
        unit=per_award,
        dated_by=per_award.c.decided_on,
        matures_after=OPTIONS["paid_within_months"],
        eligible=per_award.c.awarded,
        numerator=column,
        denominator=per_award.c.amount_paid,
        direction=Direction.CONTEXT,
        denominator_words="of the money paid under awards",
        caveats=CAVEATS,
        gaming_risk="Recording the State's payments as the perpetrator's.",
        guard="R04",
        shown_beside=("R04", "R03b"),
        does_not_show="A larger part does not show that more was paid, or to more victims.",
        used_by=("Council of Europe, GRETA evaluation reports",),
        changes=(
            Change(
                "2",
                date(2026, 11, 27),
                "Awards to victims who were rejected are left out",
                recounted=True,
            ),
        ),
        example=f"""
            as of 2026-06-30
            {header}
            yes | 2025-06-30 | 5000.00 | 5000.00 | used
            yes | 2022-05-10 | 5000.00 | 0       | used
            yes |            | 750.00  | 250.00  | used
            yes | 2022-05-10 | 0       | 0       | used
            yes | 2022-05-10 |         |         | unknown
            yes | 2025-07-01 | 750.00  | 750.00  | not yet due
            no  | 2022-05-10 |         |         | left out
        """,
    )


R04m_perpetrator = _from(v.PaymentSource.PERPETRATOR, "perpetrator", "the perpetrator")
R04m_confiscated = _from(v.PaymentSource.CONFISCATED_ASSETS, "confiscated", "confiscated assets")
R04m_state = _from(v.PaymentSource.STATE_FUND, "state", "a State fund")
R04m_advance = _from(v.PaymentSource.ADVANCE, "advance", "an advance by the State")
R04m_insurance = _from(v.PaymentSource.INSURANCE, "insurance", "an insurance")
R04m_employer = _from(v.PaymentSource.EMPLOYER, "employer", "an employer or principal")
R04m_other = _from(v.PaymentSource.OTHER, "other", "another source")
R04m_unknown = _from(v.PaymentSource.UNKNOWN, "unknown", "a source that is not known")
