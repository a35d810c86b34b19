"""What happened in each made-up case, before anybody writes it down."""

from dataclasses import dataclass

import numpy as np

from schemas import vocabulary as v
from seed.made_up.records.draw import Draw, Flags, Numbers, Parts, Words
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, NEVER, day_number
from seed.made_up.world.character import YEARS

# Kinds of chain among the persons charged: one link at destination, one link elsewhere, two links
# of one person, several persons who all act at destination, several of whom one stands beyond it.
ONE_AT_DESTINATION, ONE_ELSEWHERE, TWO_OF_ONE_PERSON, SEVERAL_AT_DESTINATION, SEVERAL = range(5)

_SINGLE_BEYOND = 0.25  # part of the beyond-destination rate found among cases of one link
_SLUMP = {2020: 0.75}  # courts and inspections stood still
_OTHER_FORMS = {
    v.Form.SERVITUDE: 0.26,
    v.Form.FORCED_CRIMINALITY: 0.22,
    v.Form.FORCED_BEGGING: 0.16,
    v.Form.FORCED_MARRIAGE: 0.08,
    v.Form.ORGAN_REMOVAL: 0.01,
    v.Form.ILLEGAL_ADOPTION: 0.01,
    v.Form.MIXED: 0.21,
    v.Form.OTHER: 0.05,
}
_LABOUR_SECTORS = {
    v.Sector.A: 0.26, v.Sector.F: 0.20, v.Sector.I: 0.16, v.Sector.C: 0.14, v.Sector.T: 0.10,
    v.Sector.N: 0.07, v.Sector.H: 0.05, v.Sector.B: 0.02,
}  # fmt: skip
_OTHER_SECTORS = {v.Sector.S: 0.5, v.Sector.I: 0.2, v.Sector.R: 0.15, v.Sector.T: 0.15}
_DETECTED_BY = {
    v.DetectedBy.POLICE: 0.36,
    v.DetectedBy.VICTIM: 0.18,
    v.DetectedBy.NGO: 0.16,
    v.DetectedBy.HOTLINE: 0.08,
    v.DetectedBy.BORDER_IMMIGRATION: 0.07,
    v.DetectedBy.HEALTH_SOCIAL: 0.05,
    v.DetectedBy.FINANCIAL_INTELLIGENCE: 0.03,
    v.DetectedBy.FOREIGN_AUTHORITY: 0.04,
    v.DetectedBy.OTHER: 0.03,
}
_INSPECTIONS = {v.DetectedBy.LABOUR_INSPECTORATE: 0.7, v.DetectedBy.JOINT_INSPECTION: 0.3}


@dataclass(frozen=True)
class Cases:
    """Columns of equal length. Days after the extraction have not happened; `proceeds` in units."""

    ids: Words
    year: Numbers
    office: Numbers
    precision: Numbers
    opened: Numbers
    charged: Numbers
    judged: Numbers
    closed: Numbers
    as_trafficking: Flags
    form: Words
    sector: Words
    labour: Flags
    cross_border: Flags
    detected_by: Words
    enterprise: Flags
    chain: Numbers
    apex: Flags
    legal_charged: Flags
    luck_with_money: Parts
    proceeds: Parts

    @property
    def is_charged(self) -> Flags:
        return self.charged <= EXTRACTED

    @property
    def active_until(self) -> Numbers:
        """The day of the first charge or of the closing, at the latest that of the extraction."""
        return np.minimum(np.minimum(self.charged, self.closed), EXTRACTED)

    def __len__(self) -> int:
        return len(self.year)


def cases_of(place: Place, rows: int) -> Cases:
    draw = place.draw("cases")
    year, opened = _opening(place, draw, rows)
    charged, judged, closed = _course(place, draw, year, opened)
    labour, form, sector = _exploitation(place, draw, year)
    enterprise = draw.whether(
        np.where(labour, place.rate(year, lambda rates: rates.enterprise_in_labour), 0.1), rows
    )
    chain, apex = _chain(place, draw, year)
    offices = len(place.office_precision)
    office = draw.count(tuple(range(offices, 0, -1)), rows)
    legal = draw.whether(place.rate(year, lambda rates: rates.legal_person_charged), rows)
    dominating = np.where(draw.whether(1 / 1500, rows), 40, 1)
    return Cases(
        ids=place.ids("c", rows),
        year=year,
        office=office,
        precision=place.office_precision[office],
        opened=opened,
        charged=charged,
        judged=judged,
        closed=closed,
        as_trafficking=draw.whether(
            place.rate(year, lambda rates: rates.charged_as_trafficking), rows
        ),
        form=form,
        sector=sector,
        labour=labour,
        cross_border=draw.whether(place.rate(year, lambda rates: rates.cross_border), rows),
        detected_by=_detection(place, draw, year, labour),
        enterprise=enterprise,
        chain=chain,
        apex=apex,
        legal_charged=legal & labour & enterprise,
        luck_with_money=draw.chance(rows),
        proceeds=draw.amount(60_000, rows) * dominating * place.character.price_level,
    )


def _opening(place: Place, draw: Draw, rows: int) -> tuple[Numbers, Numbers]:
    step = (place.character.growth - 1) / (len(YEARS) - 1)
    weights = [(1 + step * at) * _SLUMP.get(year, 1) for at, year in enumerate(YEARS)]
    at = draw.count(tuple(weights), rows)
    starts = np.array([day_number(year) for year in (*YEARS, YEARS.stop)])
    return at + YEARS.start, starts[at] + draw.days(np.diff(starts)[at] - 1, rows)


def _course(
    place: Place, draw: Draw, year: Numbers, opened: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    rows = len(year)
    leads_to_charge = draw.whether(place.rate(year, lambda rates: rates.charged), rows)
    days_to_charge = place.rate(year, lambda rates: rates.days_to_charge)
    charged = opened + 3 + draw.delay(days_to_charge, rows)
    days_to_judgment = place.rate(year, lambda rates: rates.days_to_judgment)
    judged = charged + 10 + draw.delay(days_to_judgment, rows)
    closed = opened + 20 + draw.delay(280, rows)
    return (
        np.where(leads_to_charge, charged, NEVER),
        np.where(leads_to_charge, judged, NEVER),
        np.where(leads_to_charge, NEVER, closed),
    )


def _exploitation(place: Place, draw: Draw, year: Numbers) -> tuple[Flags, Words, Words]:
    rows = len(year)
    chance = draw.chance(rows)
    is_labour = place.rate(year, lambda rates: rates.labour)
    is_sexual = is_labour + place.rate(year, lambda rates: rates.sexual)
    form = draw.pick(_OTHER_FORMS, rows)
    form[chance < is_sexual] = str(v.Form.SEXUAL_EXPLOITATION)
    labour = chance < is_labour
    form[labour] = str(v.Form.FORCED_LABOUR)
    other = draw.pick(_OTHER_SECTORS, rows)
    return labour, form, np.where(labour, draw.pick(_LABOUR_SECTORS, rows), other)


def _detection(place: Place, draw: Draw, year: Numbers, labour: Flags) -> Words:
    rows = len(year)
    rate = np.where(labour, place.rate(year, lambda rates: rates.detected_by_inspection), 0.02)
    inspection = draw.whether(rate, rows)
    return np.where(inspection, draw.pick(_INSPECTIONS, rows), draw.pick(_DETECTED_BY, rows))


def _chain(place: Place, draw: Draw, year: Numbers) -> tuple[Numbers, Flags]:
    rows = len(year)
    multiple_rate = place.rate(year, lambda rates: rates.charged_more_than_one_link)
    beyond_rate = place.rate(year, lambda rates: rates.charged_beyond_destination)
    one_person_rate = place.rate(year, lambda rates: rates.held_by_one_person)
    apex_rate = place.rate(year, lambda rates: rates.apex_charged)
    single_beyond = _SINGLE_BEYOND * beyond_rate
    # What is left of the rate must come from cases of several persons.
    several_beyond = (beyond_rate - single_beyond * (1 - multiple_rate)) / (
        multiple_rate * (1 - one_person_rate)
    )
    multiple = draw.whether(multiple_rate, rows)
    one_person = draw.whether(one_person_rate, rows)
    several = np.where(draw.whether(several_beyond, rows), SEVERAL, SEVERAL_AT_DESTINATION)
    single = np.where(draw.whether(single_beyond, rows), ONE_ELSEWHERE, ONE_AT_DESTINATION)
    chain = np.where(multiple, np.where(one_person, TWO_OF_ONE_PERSON, several), single)
    return chain, multiple & draw.whether(apex_rate / multiple_rate, rows)
