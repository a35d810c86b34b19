"""The tables of victims, their protection and assistance, as a submission has them."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeVar

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Flags, Numbers, Words, taken, without
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, NEVER, answers, dates, frame
from seed.made_up.records.victims import Victims
from seed.made_up.world.rates import Rates

_SEX_IN_LABOUR = {v.Sex.MALE: 0.64, v.Sex.FEMALE: 0.355, v.Sex.OTHER: 0.005}
_SEX_ELSEWHERE = {v.Sex.FEMALE: 0.79, v.Sex.MALE: 0.20, v.Sex.OTHER: 0.01}
_FROM_ABROAD = {v.Citizenship.OTHER: 0.62, v.Citizenship.SAME_REGION: 0.30, v.Citizenship.OWN: 0.08}
_AT_HOME = {v.Citizenship.OWN: 0.84, v.Citizenship.SAME_REGION: 0.09, v.Citizenship.OTHER: 0.07}
_REFERRED_BY = {
    v.DetectedBy.POLICE: 0.45,
    v.DetectedBy.NGO: 0.24,
    v.DetectedBy.VICTIM: 0.12,
    v.DetectedBy.HOTLINE: 0.08,
    v.DetectedBy.HEALTH_SOCIAL: 0.06,
    v.DetectedBy.BORDER_IMMIGRATION: 0.05,
}
_REPORTED_TO = {
    v.ReportedTo.POLICE: 0.55,
    v.ReportedTo.SERVICE_PROVIDER: 0.28,
    v.ReportedTo.LABOUR_INSPECTORATE: 0.13,
    v.ReportedTo.OTHER: 0.04,
}
_PROTECTIONS = {
    v.ProtectionKind.RECORDED_INTERVIEW: 0.28,
    v.ProtectionKind.REMOTE_TESTIMONY: 0.22,
    v.ProtectionKind.SCREEN: 0.14,
    v.ProtectionKind.CLOSED_COURT: 0.12,
    v.ProtectionKind.ANONYMITY: 0.08,
    v.ProtectionKind.ESCORT: 0.07,
    v.ProtectionKind.NO_CONTACT_ORDER: 0.07,
    v.ProtectionKind.RELOCATION: 0.02,
}
_ASSISTANCE = {
    v.AssistanceKind.HOUSING: 0.26,
    v.AssistanceKind.PSYCHOLOGICAL: 0.22,
    v.AssistanceKind.MEDICAL: 0.18,
    v.AssistanceKind.FINANCIAL: 0.12,
    v.AssistanceKind.LEGAL_RESIDENCE: 0.10,
    v.AssistanceKind.WORK_OR_TRAINING: 0.06,
    v.AssistanceKind.RETURN: 0.04,
    v.AssistanceKind.OTHER: 0.02,
}
_PROTECTED_ANYWAY = 0.05
_INTERVIEW_DAYS = 8
Kind = TypeVar("Kind", bound=StrEnum)


class _Cells:
    """Draws the cells of the rows of victims; blank ones at the rate of the place and year."""

    def __init__(self, place: Place, victims: Victims) -> None:
        self.draw = place.draw("victim cells")
        self.rows = len(victims)
        self._place, self._victims = place, victims
        self._unknown = place.rate(victims.year, lambda rates: rates.unknown)
        self._undated = place.rate(victims.year, lambda rates: rates.undated)

    def whether(self, of: Callable[[Rates], float]) -> Flags:
        return self.draw.whether(self._place.rate(self._victims.year, of), self.rows)

    def known(self, words: Words) -> Words:
        return self.draw.blanked(words, self._unknown)

    def dates(self, days: Numbers) -> Words:
        return self.draw.blanked(dates(days, self._victims.precision), self._undated)


def victims_frame(place: Place, cases: Cases, victims: Victims) -> pl.DataFrame:
    """`victims.csv`."""
    cells = _Cells(place, victims)
    columns = {
        "victim_id": victims.ids,
        "case_id": taken(cases.ids, victims.case),
        **_who(cells, cases, victims),
        **_course(cells, victims),
        **_legal_aid(cells, victims),
        **_care(cells, victims),
        **_consequences(cells, victims),
    }
    return frame("victims", columns)


def _who(cells: _Cells, cases: Cases, victims: Victims) -> dict[str, Words]:
    draw, rows = cells.draw, cells.rows
    sex = np.where(victims.labour, draw.pick(_SEX_IN_LABOUR, rows), draw.pick(_SEX_ELSEWHERE, rows))
    citizenship = np.where(
        victims.cross_border, draw.pick(_FROM_ABROAD, rows), draw.pick(_AT_HOME, rows)
    )
    alone = np.where(victims.labour, str(v.Form.FORCED_LABOUR), str(v.Form.SEXUAL_EXPLOITATION))
    form = np.where(victims.in_case, cases.form[victims.case], alone)
    sector = without(cases.sector[victims.case], ~victims.in_case)
    of_case = victims.in_case & draw.whether(0.6, rows)
    referred = np.where(of_case, cases.detected_by[victims.case], draw.pick(_REFERRED_BY, rows))
    age_group = np.where(victims.child, "child", "adult").astype(object)
    return {
        "sex": cells.known(sex),
        "age_group": cells.known(age_group),
        "citizenship": cells.known(citizenship),
        "form": cells.known(form),
        "sector": cells.known(sector),
        "referred_by": cells.known(referred),
    }


def _course(cells: _Cells, victims: Victims) -> dict[str, Words]:
    draw, rows = cells.draw, cells.rows
    end = victims.first_contact - draw.delay(15, rows)
    start = end - 7 - draw.delay(240, rows)
    return {
        "status": _known_unless(cells, victims.status, victims.is_rejected),
        "first_contact_on": cells.dates(victims.first_contact),
        "exploitation_from": cells.dates(start),
        "exploitation_to": cells.dates(end),
        "identified_on": cells.dates(victims.identified),
        "rejected_on": cells.dates(victims.rejected),
        "withdrew_on": cells.dates(victims.withdrew),
        "testimony": cells.known(victims.testimony),
        "claim_declined": _known_unless(
            cells, answers(victims.claim_declined), victims.claim_declined
        ),
    }


def _known_unless(cells: _Cells, words: Words, settled: Flags) -> Words:
    """Rejections and declined claims are always written down: they end what can be asked."""
    return np.where(settled, words, cells.known(words))


def _legal_aid(cells: _Cells, victims: Victims) -> dict[str, Words]:
    draw, rows = cells.draw, cells.rows
    offered = cells.whether(lambda rates: rates.legal_aid)
    accepted = offered & draw.whether(0.93, rows)
    before = cells.whether(lambda rates: rates.legal_aid_before_interview)
    days_to_interview = draw.delay(_INTERVIEW_DAYS, rows)
    interview = victims.first_contact + days_to_interview
    early = (draw.chance(rows) * days_to_interview).astype(np.int64)
    start = np.where(before, victims.first_contact + early, interview + 1 + draw.delay(30, rows))
    aid = np.where(accepted, str(v.LegalAid.YES), str(v.LegalAid.DECLINED)).astype(object)
    aid[~offered] = str(v.LegalAid.NO)
    return {
        "informed_of_rights": cells.known(answers(offered | draw.whether(0.6, rows))),
        "legal_aid": cells.known(aid),
        "legal_aid_free": without(cells.known(answers(draw.whether(0.85, rows))), ~accepted),
        "legal_aid_on": cells.dates(np.where(accepted, start, NEVER)),
        "first_interview_on": cells.dates(interview),
    }


def _care(cells: _Cells, victims: Victims) -> dict[str, Words]:
    """A guardian and a specialist are for children, choice of interviewer for adults."""
    draw, rows, child = cells.draw, cells.rows, victims.child
    appointed = child & cells.whether(lambda rates: rates.guardian)
    guardian = np.where(appointed, str(v.Guardian.APPOINTED), str(v.Guardian.NOT_APPOINTED))
    days = np.where(draw.whether(0.75, rows), draw.days(5, rows), 6 + draw.delay(20, rows))
    suitable = [cells.whether(lambda rates: rates.suitable_care) for _ in range(3)]
    return {
        "guardian": without(cells.known(guardian.astype(object)), ~child),
        "guardian_on": cells.dates(np.where(appointed, victims.first_contact + days, NEVER)),
        "specialised_interview": without(cells.known(answers(suitable[0])), ~child),
        "shelter_suitable": cells.known(answers(suitable[1])),
        "interviewer_choice": without(cells.known(answers(suitable[2])), child),
        "protection_needed": cells.known(answers(_testifies(victims) & draw.whether(0.7, rows))),
    }


def _consequences(cells: _Cells, victims: Victims) -> dict[str, Words]:
    draw, rows = cells.draw, cells.rows
    charged = cells.whether(lambda rates: rates.charged_for_compelled_act)
    regular = ~victims.cross_border | draw.whether(0.55, rows)
    exposed = ~cells.whether(lambda rates: rates.firewall_held)
    consequence = answers(exposed & draw.whether(0.7, rows))
    passed = answers(exposed)
    for words in (consequence, passed):
        words[regular] = str(v.YesNo.NOT_APPLICABLE)
    return {
        "regular_status": cells.known(answers(regular)),
        "charged_for_compelled_act": cells.known(answers(charged)),
        "convicted_for_compelled_act": cells.known(answers(charged & draw.whether(0.4, rows))),
        "detained_for_immigration": cells.known(
            answers(~regular & cells.whether(lambda rates: rates.detained_for_immigration))
        ),
        "immigration_consequence": cells.known(consequence),
        "data_passed_to_immigration": cells.known(passed),
        "reported_to": cells.known(draw.pick(_REPORTED_TO, rows)),
    }


def _testifies(victims: Victims) -> Flags:
    return victims.testimony != str(v.Testimony.NONE)


def protections_frame(place: Place, victims: Victims) -> pl.DataFrame:
    """`protections.csv`: up to three kinds for a victim, none for those not protected."""
    draw, rows = place.draw("protections"), len(victims)
    rate = place.rate(victims.year, lambda rates: rates.protected)
    granted = draw.whether(np.where(_testifies(victims), rate, _PROTECTED_ANYWAY), rows)
    return frame(
        "protections",
        _of_victims(victims, *_several(draw, _PROTECTIONS, granted)),
    )


def assistance_frame(place: Place, victims: Victims) -> pl.DataFrame:
    """`assistance.csv`: up to three kinds for a victim, none for those who were not assisted."""
    draw, rows = place.draw("assistance"), len(victims)
    rate = place.rate(victims.year, lambda rates: rates.assisted)
    row, kinds = _several(draw, _ASSISTANCE, draw.whether(rate, rows) & ~victims.is_rejected)
    start = victims.first_contact[row] + draw.delay(10, len(row))
    precision, declined = victims.precision[row], draw.whether(0.06, len(row))
    end = np.minimum(start + draw.delay(150, len(row)), NEVER)
    columns = {
        **_of_victims(victims, row, kinds),
        "from_on": dates(np.where(declined, NEVER, start), precision),
        "to_on": dates(np.where(declined | (end > EXTRACTED), NEVER, end), precision),
        "declined": answers(declined),
    }
    return frame("assistance", columns)


def _of_victims(victims: Victims, row: Numbers, kinds: Words) -> dict[str, Words]:
    return {"victim_id": victims.ids[row], "kind": kinds}


def _several(draw: Draw, parts: Mapping[Kind, float], granted: Flags) -> tuple[Numbers, Words]:
    """One to three different kinds for each of those granted some: the rows and the kinds."""
    count = np.where(granted, 1 + draw.count((0.8, 0.15, 0.05), len(granted)), 0)
    kinds = [str(kind) for kind in parts]
    first = draw.count(tuple(parts.values()), len(granted))
    row = np.repeat(np.arange(len(granted)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    # Steps of 3 around eight kinds: three steps never meet.
    at = (first[row] + 3 * nth) % len(kinds)
    return row, np.array(kinds, dtype=object)[at]
