"""Define the measures of family R: what victims claim, are awarded and are paid, and from what."""

from metrics.counting_options import OPTIONS
from metrics.measure import OF_SEVERAL_PERSONS, Direction, change_with_recount, follow_up_months
from metrics.measure_kinds import (
    MONTHS,
    AmountRatio,
    Duration,
    Median,
    Share,
    unrecorded_no_longer_no,
)
from metrics.units.awards import per_award
from metrics.units.suspects import per_suspect
from metrics.units.victims import per_victim
from schemas import vocabulary as v

EX_OFFICIO = "Where courts order restitution without a claim, no claim is needed."
UNIT_TRAP = "Do not compare figures per case or per defendant with these figures per victim."
US_TRIALS = "US courts, restitution in trafficking cases (Human Trafficking Pro Bono Legal Center)"
R01 = Share(
    id="R01",
    title="Victims with a compensation claim",
    core=True,
    question="For what share of victims in decided cases was compensation claimed?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in cases"
    " decided at first instance for whom this is recorded had a claim for compensation.",
    brief=("R-1", "a-5"),
    dated_by=per_victim.c.first_instance_on,
    denominator=per_victim.c.may_have_claimed,
    numerator=per_victim.c.has_claim,
    direction=Direction.HIGHER,
    population="victims in decided cases who did not decline to claim",
    caveats=(EX_OFFICIO, "Victims who declined after advice are left out."),
    gaming_risk="Recording victims as having declined.",
    guard="R02b",
    shown_beside=("R02b",),
    does_not_show="A higher share does not show that the claims were granted or paid.",
    used_by=("Council of Europe, GRETA Part III", US_TRIALS),
    example="""
        may_have_claimed | first_instance_on | has_claim | counts
        yes              | 2022-05-10        | yes       | yes
        yes              | 2022-05-10        | no        | no
        yes              | 2026-07-01        | no        | no
        yes              |                   | yes       | yes
        yes              | 2022-05-10        |           | unknown
        no               | 2022-05-10        | yes       | left out
        no               |                   | no        | left out
    """,
)
R02 = Share(
    id="R02",
    title="Victims whose claim succeeded",
    core=True,
    question="Of victims with a decided claim, what share obtained an award?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims with a"
    " first decision on a compensation claim, for whom the result is recorded, had an award.",
    brief=("R-1", "d-3"),
    dated_by=per_victim.c.first_decision_on,
    denominator=per_victim.c.has_decided_claim,
    numerator=per_victim.c.has_award,
    direction=Direction.HIGHER,
    population="victims with a decided claim",
    caveats=(UNIT_TRAP, "An award of amount 0 does not count."),
    gaming_risk="Discouraging claims that might fail.",
    guard="R01",
    shown_beside=("R02b", "R02p"),
    does_not_show="A higher share does not show that the awards were paid.",
    used_by=("Council of Europe, GRETA Part III", US_TRIALS),
    example="""
        has_decided_claim | first_decision_on | has_award | counts
        yes               | 2022-05-10        | yes       | yes
        yes               | 2022-05-10        | no        | no
        yes               | 2026-07-01        | yes       | yes
        yes               |                   | no        | no
        yes               | 2022-05-10        |           | unknown
        no                |                   | no        | left out
    """,
)
R02b = Share(
    id="R02b",
    title="Victims awarded compensation after a conviction",
    question="Of all victims in cases with a trafficking conviction, what share has an award?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in cases"
    " with a first trafficking conviction, for whom this is recorded, had an award of"
    " compensation.",
    brief=("R-1", "d-3"),
    dated_by=per_victim.c.conviction_on,
    matures_after=follow_up_months(12),
    denominator=per_victim.c.of_convicted_case,
    numerator=per_victim.c.has_award,
    direction=Direction.HIGHER,
    population="victims in cases with a trafficking conviction",
    caveats=(UNIT_TRAP, EX_OFFICIO),
    gaming_risk="Making awards that nobody will pay.",
    guard="R03",
    shown_beside=("R02", "R02p"),
    does_not_show="A higher share does not show that the awards were enough, or paid.",
    used_by=("Council of Europe, GRETA Part III", US_TRIALS),
    example="""
        of_convicted_case | conviction_on | has_award | counts
        yes               | 2025-06-30    | yes       | yes
        yes               | 2022-05-10    | no        | no
        yes               |               | no        | no
        yes               | 2022-05-10    |           | unknown
        yes               | 2025-07-01    | yes       | not yet due
        no                | 2022-05-10    | yes       | left out
    """,
)
R02p = Share(
    id="R02p",
    title="Convicted people ordered to compensate",
    question="Of people and companies convicted of any offence, what share was ordered to pay"
    " compensation?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people and"
    " companies convicted of any offence in trafficking cases, for whom this is recorded, had an"
    " order to compensate a victim.",
    brief=("d-3", "R-1"),
    unit_word="convicted person",
    dated_by=per_suspect.c.decided_on,
    denominator=per_suspect.c.convicted,
    numerator=per_suspect.c.ordered_to_compensate,
    direction=Direction.HIGHER,
    population="people and companies convicted of any offence",
    caveats=(UNIT_TRAP, "One order against several people counts for each of them."),
    gaming_risk="Making orders of very small amounts against everyone.",
    guard="R03b",
    shown_beside=("R02", "R02b"),
    does_not_show="A higher share does not show that victims received anything.",
    used_by=("Human Trafficking Data, US federal prosecutions", US_TRIALS),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no claim names a person"),),
    example="""
        convicted | decided_on | ordered_to_compensate | counts
        yes       | 2022-05-10 | yes                   | yes
        yes       | 2022-05-10 | no                    | no
        yes       | 2026-07-01 | no                    | no
        yes       |            | yes                   | yes
        yes       | 2022-05-10 |                       | unknown
        no        | 2022-05-10 | no                    | left out
    """,
)
R05 = Median(
    id="R05",
    title="Award compared with documented loss",
    question="How much of the documented loss was awarded?",
    sentence="In {place} in {years}, half of the {denominator} awards with a recorded amount and a"
    " documented loss came to {value} times the loss or less.",
    brief="R-2",
    dated_by=per_award.c.decided_on,
    eligible=per_award.c.awarded_for_a_loss,
    values=per_award.c.share_of_loss,
    value_unit="ratio",
    direction=Direction.HIGHER,
    population="awards with a documented loss",
    caveats=(
        (
            "Jurisdictions differ in what documents a loss: unpaid wages, the value of services,"
            " medical costs."
        ),
        "If one order is against several people, the highest award and the highest loss count.",
        (
            "An award without a documented loss or without an amount counts as missing. A loss of"
            " 0 is left out, because nothing can be a multiple of it."
        ),
    ),
    gaming_risk="Documenting only as much loss as is awarded.",
    guard="R05h",
    shown_beside=("R05h", "R03b"),
    does_not_show="A higher ratio does not show that the money was paid.",
    used_by=("US Code, title 18, section 1593 (mandatory restitution)",),
    changes=(
        change_with_recount("2", "2026-11-27", "Awards to victims who were rejected are left out"),
    ),
    example="""
        awarded_for_a_loss | decided_on | share_of_loss | counts
        yes                | 2022-05-10 | 1.25          | used
        yes                | 2026-07-01 | 0.4           | used
        yes                |            | 1             | used
        yes                | 2022-05-10 |               | unknown
        yes                |            |               | unknown
        no                 | 2022-05-10 |               | left out
    """,
)
R05h = Share(
    id="R05h",
    title="Awards for material and moral damage",
    question="What share of awards covers both material and moral damage?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} awards of"
    " compensation made for which this is recorded covered both material and moral damage.",
    brief="R-2",
    dated_by=per_award.c.decided_on,
    denominator=per_award.c.awarded,
    numerator=per_award.c.both_heads,
    direction=Direction.HIGHER,
    population="awards",
    caveats=(
        "If a court awards one undivided amount, the types of damage count as missing.",
        "An amount of 0 for a type of damage does not count.",
    ),
    gaming_risk="Awarding a very small amount for moral damage.",
    guard="R05",
    shown_beside=("R05",),
    does_not_show="A higher share does not show that either type of damage was covered in full.",
    used_by=(
        "Inter-Agency Coordination Group brief",
        "Council of Europe, GRETA evaluation reports",
    ),
    changes=(
        change_with_recount("2", "2026-11-27", "Awards to victims who were rejected are left out"),
    ),
    example="""
        awarded | decided_on | both_heads | counts
        yes     | 2022-05-10 | yes        | yes
        yes     | 2022-05-10 | no         | no
        yes     | 2026-07-01 | yes        | yes
        yes     |            | no         | no
        yes     | 2022-05-10 |            | unknown
        no      | 2022-05-10 |            | left out
    """,
)
FEW_TRACK = "Few States track payments. Check first for how many victims data are available."
NO_RECORD = "An award without a record of payments counts as missing, not as unpaid."
R03 = Share(
    id="R03",
    title="Victims with an award who were paid",
    core=True,
    question="Of victims with an award, what share was paid anything?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims with a"
    " first award of compensation, for whom it is recorded whether they were paid, had received at"
    " least one payment.",
    brief=("R-1", "R-3"),
    dated_by=per_victim.c.first_award_on,
    matures_after=follow_up_months(12),
    denominator=per_victim.c.awarded,
    numerator=per_victim.c.was_paid,
    direction=Direction.HIGHER,
    population="victims with an award",
    caveats=(FEW_TRACK, NO_RECORD),
    gaming_risk="Making a very small payment to each victim.",
    guard="R03b",
    shown_beside=("R03b", "R04"),
    does_not_show="A higher share does not show that victims were paid what they were awarded.",
    used_by=("Council of Europe, GRETA Part III", "La Strada International and KOK"),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "Payments under any claim of the victim count, in addition to payments of the award",
        ),
    ),
    example="""
        awarded | first_award_on | was_paid | counts
        yes     | 2025-06-30     | yes      | yes
        yes     | 2022-05-10     | no       | no
        yes     |                | no       | no
        yes     | 2022-05-10     |          | unknown
        yes     | 2025-07-01     | yes      | not yet due
        no      |                |          | left out
    """,
)
R03b = AmountRatio(
    id="R03b",
    title="Awarded money that was paid",
    core=True,
    question="How much of the money awarded was paid?",
    sentence="In {place} in {years}, for every {currency} 100 awarded to victims, with award and"
    " payments recorded, {value} had been paid by the reference date.",
    brief=("R-1", "R-3"),
    dated_by=per_award.c.decided_on,
    matures_after=follow_up_months(12),
    eligible=per_award.c.awarded,
    numerator=per_award.c.amount_paid,
    denominator=per_award.c.amount_awarded,
    direction=Direction.HIGHER,
    population="money awarded",
    caveats=(
        FEW_TRACK,
        (
            "One large award can decide this number. See how much of the sum comes from the largest"
            " case."
        ),
    ),
    gaming_risk="Awarding only what is easily paid.",
    guard="R05",
    shown_beside=("R03", "R04m-perpetrator", "R04m-state"),
    does_not_show="A higher ratio does not show that more victims were paid.",
    used_by=("Council of Europe, GRETA Part III", "La Strada International and KOK"),
    changes=(
        change_with_recount("2", "2026-11-27", "Awards to victims who were rejected are left out"),
    ),
    example="""
        awarded | decided_on | amount_awarded | amount_paid | counts
        yes     | 2025-06-30 | 5000.00        | 5000.00     | used
        yes     | 2022-05-10 | 5000.00        | 0           | used
        yes     |            | 5000.00        | 750.00      | used
        yes     | 2022-05-10 |                | 750.00      | unknown
        yes     | 2022-05-10 | 5000.00        |             | unknown
        yes     | 2025-07-01 | 5000.00        | 750.00      | not yet due
        no      | 2022-05-10 | 0              |             | left out
    """,
)
R04 = Share(
    id="R04",
    title="Award holders paid from independent sources",
    question="Of victims with an award that perpetrators did not pay in full and in time, what"
    " share was paid from a source that does not depend on the perpetrators?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims with a"
    " first compensation award that perpetrators did not pay in full, for whom payments are"
    " recorded, received money from an independent source, such as a State fund, within"
    " {paid_within_months} months of the award.",
    brief="R-3",
    dated_by=per_victim.c.first_award_on,
    matures_after=OPTIONS["paid_within_months"],
    denominator=per_victim.c.awarded_and_not_paid_by_perpetrators,
    numerator=per_victim.c.paid_independently,
    direction=Direction.HIGHER,
    population="victims with an award that perpetrators did not pay in full and in time",
    caveats=(
        (
            "State schemes differ in whom they pay and how much. Show the share by eligibility"
            " for the fund."
        ),
        (
            "Payments from a State fund, an advance, insurance and confiscated assets count."
            " Payments from an employer do not."
        ),
        (
            "Payments count if they were made within 12 months of the first award, or before it."
            " A payment of unknown date or source counts as missing."
        ),
        (
            "A victim is left out if perpetrators are recorded to have paid every award in full"
            " and in time."
        ),
        NO_RECORD,
        (
            "Some funds do not record the victim's id. Their payments cannot be matched to a"
            " victim and are not a yes. If no claim names a victim, the measure is not recorded."
        ),
    ),
    gaming_risk="Paying a very small advance to each victim.",
    guard="R03b",
    shown_beside=("R03", "R04m-perpetrator", "R04m-state"),
    does_not_show="A higher share does not show that the payments covered the awards.",
    used_by=(
        "Council of Europe, GRETA evaluation reports",
        "Inter-Agency Coordination Group brief",
    ),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "Payments under any claim of the victim count, in addition to payments of the award",
        ),
        change_with_recount(
            "3",
            "2026-11-30",
            "Amounts are compared to half a cent, so a victim paid in full in several parts"
            " counts as paid in full",
        ),
        unrecorded_no_longer_no("4", "Not recorded if no award has a date"),
    ),
    example="""
        awarded_and_not_paid_by_perpetrators | first_award_on | paid_independently | counts
        yes                                  | 2025-06-30     | yes                | yes
        yes                                  | 2022-05-10     | no                 | no
        yes                                  |                | no                 | no
        yes                                  | 2022-05-10     |                    | unknown
        yes                                  | 2025-07-01     | yes                | not yet due
        no                                   | 2022-05-10     | no                 | left out
    """,
)
R06 = Duration(
    id="R06",
    title="Time from award to first payment",
    question="How long from a victim's first award to the first payment?",
    sentence="In {place}, it took an estimated {value} from the first award until half of the"
    " {denominator} victims awarded compensation in {years} had received a first payment.",
    brief="R-1",
    dated_by=per_victim.c.first_award_on,
    needs_date=True,
    eligible=per_victim.c.awarded,
    ends_on=per_victim.c.first_payment_on,
    shown_in=MONTHS,
    ends_words="the first payment",
    is_open=per_victim.c.awaits_payment,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.LOWER,
    population="victims with an award",
    caveats=(
        "Only victims with an award are included. Victims who still wait for an award are not.",
        "Victims who are known to be unpaid are followed until the reference date.",
        (
            "A victim counts as missing if no payments are recorded, or if the day of a payment"
            " is not recorded."
        ),
        "State funds and courts are different procedures with different waiting times.",
    ),
    gaming_risk="Making a very small early payment.",
    guard="R03b",
    shown_beside=("R03",),
    does_not_show="A shorter time does not show that the payment was enough.",
    used_by=("La Strada International and KOK",),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "The time starts with the first award, not with the identification",
        ),
    ),
    example="""
        awarded | first_award_on | first_payment_on | awaits_payment | counts
        yes     | 2022-05-10     | 2023-02-01       | no             | ended
        yes     | 2022-05-10     | 2022-05-10       | no             | ended
        yes     | 2026-06-30     |                  | yes            | still open
        yes     | 2022-05-10     |                  | no             | unknown
        yes     | 2022-05-10     |                  |                | unknown
        yes     |                | 2023-02-01       | no             | unknown
        no      | 2022-05-10     |                  |                | left out
    """,
)
CAVEATS = (
    "The sources add up to everything that was paid, whatever was awarded.",
    (
        "An award without a record of payments counts as missing. An award of which nothing was"
        " paid adds nothing."
    ),
    (
        "All payments up to the reference date count, however late. The follow-up period only"
        " leaves out recent awards."
    ),
    (
        "One large payment can decide this number. See how much of the sum comes from the largest"
        " case."
    ),
)


def _amount_from_source(
    source: v.PaymentSource, name: str, title: str, question: str, sentence: str
) -> AmountRatio:
    """Return the measure of the part of the money paid under awards that one source paid."""
    column = per_award.c[f"paid_by_{source.value}"]
    header = f"awarded | decided_on | amount_paid | {column.name} | counts"
    return AmountRatio(
        id=f"R04m-{name}",
        title=title,
        question=question,
        sentence=sentence,
        brief="R-3",
        dated_by=per_award.c.decided_on,
        matures_after=OPTIONS["paid_within_months"],
        eligible=per_award.c.awarded,
        numerator=column,
        denominator=per_award.c.amount_paid,
        direction=Direction.CONTEXT,
        population="money paid under awards",
        caveats=CAVEATS,
        gaming_risk="Recording payments of the State as payments of the perpetrator.",
        guard="R04",
        shown_beside=("R04", "R03b"),
        does_not_show="A larger part does not show that more was paid, or to more victims.",
        used_by=("Council of Europe, GRETA evaluation reports",),
        changes=(
            change_with_recount(
                "2", "2026-11-27", "Awards to victims who were rejected are left out"
            ),
        ),
        example=f"""
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


R04m_perpetrator = _amount_from_source(
    v.PaymentSource.PERPETRATOR,
    "perpetrator",
    "Money paid: the perpetrator",
    "How much of the money paid under awards came from the perpetrators?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from the perpetrators.",
)
R04m_confiscated = _amount_from_source(
    v.PaymentSource.CONFISCATED_ASSETS,
    "confiscated",
    "Money paid: confiscated assets",
    "How much of the money paid under awards came from confiscated assets?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from confiscated assets.",
)
R04m_state = _amount_from_source(
    v.PaymentSource.STATE_FUND,
    "state",
    "Money paid: a State fund",
    "How much of the money paid under awards came from a State fund?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from a State fund.",
)
R04m_advance = _amount_from_source(
    v.PaymentSource.ADVANCE,
    "advance",
    "Money paid: an advance by the State",
    "How much of the money paid under awards was an advance by the State?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from an advance by the State.",
)
R04m_insurance = _amount_from_source(
    v.PaymentSource.INSURANCE,
    "insurance",
    "Money paid: insurance",
    "How much of the money paid under awards came from insurance?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from insurance.",
)
R04m_employer = _amount_from_source(
    v.PaymentSource.EMPLOYER,
    "employer",
    "Money paid: an employer or client company",
    "How much of the money paid under awards came from the employer or a client company?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from the employer or a client company (principal).",
)
R04m_other = _amount_from_source(
    v.PaymentSource.OTHER,
    "other",
    "Money paid: another source",
    "How much of the money paid under awards came from other sources?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from sources not listed separately.",
)
R04m_unknown = _amount_from_source(
    v.PaymentSource.UNKNOWN,
    "unknown",
    "Money paid: a source that is not known",
    "How much of the money paid under awards came from a source that is not recorded?",
    "In {place}, of every {currency} 100 recorded as paid to victims under awards made in"
    " {years}, {value} came from a source that is not recorded.",
)
NO_CLAIM = "A victim who claimed nothing was paid nothing: no claim is a no."
IN_DOUBT = (
    "A claim without a recorded result counts as missing. So does an award whose payments"
    " are not recorded."
)
GRETA = "Council of Europe, GRETA evaluation reports"
SHIFT = "Discouraging claims from victims who would not be paid."
R04a = Share(
    id="R04a",
    title="Victims paid independently of the perpetrator",
    core=True,
    question="Of all victims in cases with a trafficking conviction, what share was paid within 24"
    " months of it from a source that does not depend on the perpetrator?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in cases"
    " with a first trafficking conviction, for whom this is recorded, received money from an"
    " independent source within {paid_after_conviction_within_months} months of the conviction.",
    brief=("R-1", "R-3"),
    dated_by=per_victim.c.conviction_on,
    matures_after=OPTIONS["paid_after_conviction_within_months"],
    denominator=per_victim.c.of_convicted_case,
    numerator=per_victim.c.paid_independently_of_all,
    direction=Direction.HIGHER,
    population="victims in cases with a trafficking conviction",
    caveats=(
        NO_CLAIM,
        IN_DOUBT,
        (
            "Payments from a State fund, an advance, insurance and confiscated assets count."
            " Payments from an employer do not."
        ),
        "A payment or a conviction without a recorded day counts as missing.",
    ),
    gaming_risk=SHIFT,
    guard="R01",
    shown_beside=("R04", "R07"),
    does_not_show="A higher share does not show that the payments covered the losses.",
    used_by=(GRETA,),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no conviction has a date"),),
    example="""
        of_convicted_case | conviction_on | paid_independently_of_all | counts
        yes               | 2024-06-30    | yes                       | yes
        yes               | 2022-05-10    | no                        | no
        yes               |               | no                        | no
        yes               | 2022-05-10    |                           | unknown
        yes               | 2024-07-01    | yes                       | not yet due
        no                | 2022-05-10    | yes                       | left out
    """,
)
R07 = Share(
    id="R07",
    title="Victims paid anything",
    core=True,
    question="Of all victims in cases decided at first instance, what share was paid anything?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} victims in cases"
    " decided at first instance for whom this is recorded had received any payment of"
    " compensation.",
    brief="R-1",
    dated_by=per_victim.c.first_instance_on,
    matures_after=follow_up_months(24),
    denominator=per_victim.c.in_decided_case,
    numerator=per_victim.c.was_paid_of_all,
    direction=Direction.HIGHER,
    population="victims in cases decided at first instance",
    caveats=(NO_CLAIM, IN_DOUBT, "Rejected victims are left out."),
    gaming_risk=SHIFT,
    guard="R01",
    shown_beside=("R03", "R04a"),
    does_not_show="A higher share does not show that victims were paid for all they had lost.",
    used_by=(GRETA,),
    example="""
        in_decided_case | first_instance_on | was_paid_of_all | counts
        yes             | 2024-06-30        | yes             | yes
        yes             | 2022-05-10        | no              | no
        yes             |                   | no              | no
        yes             | 2022-05-10        |                 | unknown
        yes             | 2024-07-01        | yes             | not yet due
        no              | 2022-05-10        | yes             | left out
    """,
)
