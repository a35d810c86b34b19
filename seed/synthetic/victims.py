"""Draw the victims of a made-up jurisdiction, and write their tables."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.synthetic.cases import Cases, Judgments
from seed.synthetic.jurisdictions import YEARS
from seed.synthetic.random_columns import (
    EXTRACTED,
    NEVER,
    Draw,
    Drawn,
    Flags,
    Numbers,
    Words,
    blank_where,
    choose_word,
    date_texts,
    day_number,
    parse_weights,
    table_frame,
    words_at_rows,
    yes_no_texts,
)

_OF_LABOUR_CASE = (0.06, 0.30, 0.20, 0.12, 0.10, 0.06, 0.05, 0.03, 0.03, 0.02, 0.02, 0.005, 0.005)
_OF_OTHER_CASE = (0.07, 0.50, 0.21, 0.10, 0.06, 0.03, 0.02, 0.01)
_OUTSIDE_ANY_CASE = 0.14  # of the number of cases
_WITHDREW = 0.04

_SEX_IN_LABOUR = parse_weights(v.Sex, "male .64 female .355 other .005")
_SEX_ELSEWHERE = parse_weights(v.Sex, "female .79 male .20 other .01")
_FROM_ABROAD = parse_weights(v.Citizenship, "other .62 same_region .30 own .08")
_AT_HOME = parse_weights(v.Citizenship, "own .84 same_region .09 other .07")
_REFERRED_BY = parse_weights(
    v.DetectedBy,
    "police .45 ngo .24 victim .12 hotline .08 health_social .06 border_immigration .05",
)
_REPORTED_TO = parse_weights(
    v.ReportedTo, "police .55 service_provider .28 labour_inspectorate .13 other .04"
)
_PROTECTIONS = parse_weights(
    v.ProtectionKind,
    "recorded_interview .28 remote_testimony .22 screen .14 closed_court .12 anonymity .08"
    " escort .07 no_contact_order .07 relocation .02",
)
_ASSISTANCE = parse_weights(
    v.AssistanceKind,
    "housing .26 psychological .22 medical .18 financial .12 legal_residence .10"
    " work_or_training .06 return .04 other .02",
)
_ONE_TO_THREE = (0.8, 0.15, 0.05)
_STEP = 3  # three steps of 3 among eight kinds never repeat one
_PROTECTED_ANYWAY = 0.05
_INTERVIEW_DAYS = 8


class Victims(Drawn):
    """The victims, as arrays with one element per victim.

    `case` is the index of the case, -1 without one; `year` decides the rates.
    """

    def __init__(self, cases: Cases, judgments: Judgments) -> None:
        self.world, draw = cases.world, cases.draw("victims")
        of_labour, of_other = draw.count(_OF_LABOUR_CASE), draw.count(_OF_OTHER_CASE)
        inside = np.repeat(np.arange(len(cases)), np.where(cases.labour, of_labour, of_other))
        self.case = case = np.append(inside, np.full(int(len(cases) * _OUTSIDE_ANY_CASE), -1))
        self.ids = self.world.ids("v", len(case))
        self.precision = np.where(self.in_case, cases.precision[case], 0)
        self.first_contact, self.year = _first_contact(draw.among(len(case)), cases, case)
        draw = draw.among(self.year)
        self.labour: Flags = np.where(self.in_case, cases.labour[case], draw.whether(0.35))
        self.cross_border: Flags = np.where(
            self.in_case, cases.cross_border[case], draw.whether(0.5)
        )
        self._draw_status(draw)
        withdrew = (self.status == v.VictimStatus.PRESUMED) & draw.whether(_WITHDREW)
        sexual = self.in_case & (cases.form[case] == v.Form.SEXUAL_EXPLOITATION)
        self.child = draw.whether(np.where(self.labour, 0.08, np.where(sexual, 0.22, 0.30)))
        self.withdrew = np.where(withdrew, self.first_contact + draw.delay(60), NEVER)
        willing = draw.whether("testified")
        judged = self.in_case & (judgments.first_instance[case] <= EXTRACTED)
        awaited = self.in_case & ~judged & cases.is_charged[case]
        self.testimony = choose_word(willing & judged, v.Testimony.GIVEN, v.Testimony.NONE)
        self.testimony[willing & awaited] = str(v.Testimony.PLANNED)
        self.claim_declined: Flags = self.in_case & draw.whether("claim_declined")

    @property
    def in_case(self) -> Flags:
        return self.case >= 0

    @property
    def is_rejected(self) -> Flags:
        return self.status == v.VictimStatus.REJECTED

    @property
    def testifies(self) -> Flags:
        return self.testimony != v.Testimony.NONE

    def _draw_status(self, draw: Draw) -> None:
        """Draw whether and when victims were identified or rejected."""
        decided = self.first_contact + draw.delay("days_to_identification")
        refused = draw.whether("rejected")
        accepted = ~refused & draw.whether("identified")
        by_now = decided <= EXTRACTED
        self.status = choose_word(
            by_now & refused, v.VictimStatus.REJECTED, v.VictimStatus.PRESUMED
        )
        self.status[by_now & accepted] = str(v.VictimStatus.IDENTIFIED)
        self.identified = np.where(accepted, decided, NEVER)
        self.rejected = np.where(refused, decided, NEVER)


def _first_contact(draw: Draw, cases: Cases, case: Numbers) -> tuple[Numbers, Numbers]:
    """Return the day of the first contact, and the year whose rates apply.

    It is the year in which the case was opened; without a case, the year of the contact.
    """
    opened = cases.opened[case]
    before = opened - draw.delay(20)
    during = opened + draw.within(cases.active_until[case] - opened)
    of_case = np.where(draw.whether(0.6), before, during)
    first_day = day_number(YEARS.start)
    alone = first_day + draw.days(day_number(YEARS.stop) - first_day - 1)
    years = np.array([day_number(year) for year in YEARS])
    year_alone = np.searchsorted(years, alone, side="right") - 1 + YEARS.start
    inside = case >= 0
    return np.where(inside, of_case, alone), np.where(inside, cases.year[case], year_alone)


def victims_frame(cases: Cases, victims: Victims) -> pl.DataFrame:
    """Return the rows of `victims.csv`."""
    draw = victims.draw("victim cells")
    columns = {
        "victim_id": victims.ids,
        "case_id": words_at_rows(cases.ids, victims.case),
        **_draw_person(draw, cases, victims),
        **_draw_exploitation(draw, victims),
        **_legal_aid(draw, victims),
        **_draw_care(draw, victims),
        **_draw_consequences(draw, victims),
    }
    return table_frame("victims", columns)


def _draw_person(draw: Draw, cases: Cases, victims: Victims) -> dict[str, Words]:
    """Return columns on the person: sex, age, citizenship, form, sector, referral."""
    inside = victims.in_case
    alone = choose_word(victims.labour, v.Form.FORCED_LABOUR, v.Form.SEXUAL_EXPLOITATION)
    sex = choose_word(victims.labour, draw.pick(_SEX_IN_LABOUR), draw.pick(_SEX_ELSEWHERE))
    citizenship = choose_word(victims.cross_border, draw.pick(_FROM_ABROAD), draw.pick(_AT_HOME))
    of_case = inside & draw.whether(0.6)
    referred = choose_word(of_case, cases.detected_by[victims.case], draw.pick(_REFERRED_BY))
    return {
        "sex": draw.known(sex),
        "age_group": draw.known(choose_word(victims.child, "child", "adult")),
        "citizenship": draw.known(citizenship),
        "form": draw.known(choose_word(inside, cases.form[victims.case], alone)),
        "sector": draw.known(blank_where(cases.sector[victims.case], ~inside)),
        "referred_by": draw.known(referred),
    }


def _draw_exploitation(draw: Draw, victims: Victims) -> dict[str, Words]:
    """Return columns on exploitation, identification and testimony."""
    end = victims.first_contact - draw.delay(15)
    start = end - 7 - draw.delay(240)
    declined = yes_no_texts(victims.claim_declined)
    # Rejections and declined claims are always recorded: nothing more is asked about such victims.
    return {
        "status": choose_word(victims.is_rejected, victims.status, draw.known(victims.status)),
        "first_contact_on": draw.dates(victims.first_contact),
        "exploitation_from": draw.dates(start),
        "exploitation_to": draw.dates(end),
        "identified_on": draw.dates(victims.identified),
        "rejected_on": draw.dates(victims.rejected),
        "withdrew_on": draw.dates(victims.withdrew),
        "testimony": draw.known(victims.testimony),
        "claim_declined": choose_word(victims.claim_declined, declined, draw.known(declined)),
    }


def _legal_aid(draw: Draw, victims: Victims) -> dict[str, Words]:
    """Return columns on rights, legal aid and the first interview."""
    offered = draw.whether("legal_aid")
    accepted = offered & draw.whether(0.93)
    before = draw.whether("legal_aid_before_interview")
    days_to_interview = draw.delay(_INTERVIEW_DAYS)
    interview = victims.first_contact + days_to_interview
    early = victims.first_contact + draw.within(days_to_interview)
    start = np.where(before, early, interview + 1 + draw.delay(30))
    aid = choose_word(accepted, v.LegalAid.YES, v.LegalAid.DECLINED)
    aid[~offered] = str(v.LegalAid.NO)
    return {
        "informed_of_rights": draw.known(yes_no_texts(offered | draw.whether(0.6))),
        "legal_aid": draw.known(aid),
        "legal_aid_free": blank_where(draw.known(yes_no_texts(draw.whether(0.85))), ~accepted),
        "legal_aid_on": draw.dates(np.where(accepted, start, NEVER)),
        "first_interview_on": draw.dates(interview),
    }


def _draw_care(draw: Draw, victims: Victims) -> dict[str, Words]:
    """Return the columns on care. Guardians and specialists are only for children.

    A choice of interviewer is only for adults.
    """
    child = victims.child
    appointed = child & draw.whether("guardian")
    guardian = choose_word(appointed, v.Guardian.APPOINTED, v.Guardian.NOT_APPOINTED)
    days = np.where(draw.whether(0.75), draw.days(5), 6 + draw.delay(20))
    specialist, shelter, choice = (yes_no_texts(draw.whether("suitable_care")) for _ in range(3))
    return {
        "guardian": blank_where(draw.known(guardian), ~child),
        "guardian_on": draw.dates(np.where(appointed, victims.first_contact + days, NEVER)),
        "specialised_interview": blank_where(draw.known(specialist), ~child),
        "shelter_suitable": draw.known(shelter),
        "interviewer_choice": blank_where(draw.known(choice), child),
        "protection_needed": draw.known(yes_no_texts(victims.testifies & draw.whether(0.7))),
    }


def _draw_consequences(draw: Draw, victims: Victims) -> dict[str, Words]:
    """Return columns on charges against victims, and on immigration measures."""
    charged = draw.whether("charged_for_compelled_act")
    regular = ~victims.cross_border | draw.whether(0.55)
    exposed = ~draw.whether("firewall_held")
    consequence = yes_no_texts(exposed & draw.whether(0.7))
    passed = yes_no_texts(exposed)
    for words in (consequence, passed):
        words[regular] = str(v.YesNo.NOT_APPLICABLE)
    return {
        "regular_status": draw.known(yes_no_texts(regular)),
        "charged_for_compelled_act": draw.known(yes_no_texts(charged)),
        "convicted_for_compelled_act": draw.known(yes_no_texts(charged & draw.whether(0.4))),
        "detained_for_immigration": draw.known(
            yes_no_texts(~regular & draw.whether("detained_for_immigration"))
        ),
        "immigration_consequence": draw.known(consequence),
        "data_passed_to_immigration": draw.known(passed),
        "reported_to": draw.known(draw.pick(_REPORTED_TO)),
    }


def protections_frame(victims: Victims) -> pl.DataFrame:
    """Return the rows of `protections.csv`: up to three kinds for each protected victim."""
    draw = victims.draw("protections")
    granted = draw.whether(np.where(victims.testifies, draw.rate("protected"), _PROTECTED_ANYWAY))
    count = np.where(granted, 1 + draw.count(_ONE_TO_THREE), 0)
    row, kind = draw.several(_PROTECTIONS, count, _STEP)
    return table_frame("protections", {"victim_id": victims.ids[row], "kind": kind})


def assistance_frame(victims: Victims) -> pl.DataFrame:
    """Return the rows of `assistance.csv`: up to three kinds for each assisted victim."""
    draw = victims.draw("assistance")
    granted = draw.whether("assisted") & ~victims.is_rejected
    count = np.where(granted, 1 + draw.count(_ONE_TO_THREE), 0)
    row, kind = draw.several(_ASSISTANCE, count, _STEP)
    draw, precision = draw.at(row), victims.precision[row]
    start = victims.first_contact[row] + draw.delay(10)
    declined = draw.whether(0.06)
    end = start + draw.delay(150)
    columns = {
        "victim_id": victims.ids[row],
        "kind": kind,
        "from_on": date_texts(np.where(declined, NEVER, start), precision),
        "to_on": date_texts(np.where(declined, NEVER, end), precision),
        "declined": yes_no_texts(declined),
    }
    return table_frame("assistance", columns)
