"""The victims of a made-up jurisdiction: who they are and how they came to notice."""

from dataclasses import dataclass

import numpy as np

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Flags, Numbers, Words
from seed.made_up.records.persons import Judgments
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, NEVER, day_number
from seed.made_up.world.character import YEARS

_OF_LABOUR_CASE = (0.06, 0.30, 0.20, 0.12, 0.10, 0.06, 0.05, 0.03, 0.03, 0.02, 0.02, 0.005, 0.005)
_OF_OTHER_CASE = (0.07, 0.50, 0.21, 0.10, 0.06, 0.03, 0.02, 0.01)
_OUTSIDE_ANY_CASE = 0.14  # of the number of cases
_WITHDREW = 0.04


@dataclass(frozen=True)
class Victims:
    """One row per victim; `case` is the case's row, -1 outside any; `year` chooses the rates."""

    ids: Words
    case: Numbers
    year: Numbers
    precision: Numbers
    labour: Flags
    cross_border: Flags
    child: Flags
    status: Words
    first_contact: Numbers
    identified: Numbers
    rejected: Numbers
    withdrew: Numbers
    testimony: Words
    claim_declined: Flags

    @property
    def in_case(self) -> Flags:
        return self.case >= 0

    @property
    def is_rejected(self) -> Flags:
        return self.status == str(v.VictimStatus.REJECTED)

    def __len__(self) -> int:
        return len(self.case)


def victims_of(place: Place, cases: Cases, judgments: Judgments) -> Victims:
    draw = place.draw("victims")
    case = _cases(draw, cases)
    rows, inside = len(case), case >= 0
    contact, year = _first_contact(draw, cases, case)
    labour = np.where(inside, cases.labour[case], draw.whether(0.35, rows))
    cross_border = np.where(inside, cases.cross_border[case], draw.whether(0.5, rows))
    sexual = inside & (cases.form[case] == "sexual_exploitation")
    status, identified, rejected = _status(place, draw, year, contact)
    presumed = status == str(v.VictimStatus.PRESUMED)
    withdrew = presumed & draw.whether(_WITHDREW, rows)
    return Victims(
        ids=place.ids("v", rows),
        case=case,
        year=year,
        precision=np.where(inside, cases.precision[case], 0),
        labour=labour,
        cross_border=cross_border,
        child=draw.whether(np.where(labour, 0.08, np.where(sexual, 0.22, 0.30)), rows),
        status=status,
        first_contact=contact,
        identified=identified,
        rejected=rejected,
        withdrew=np.where(withdrew, contact + draw.delay(60, rows), NEVER),
        testimony=_testimony(place, draw, cases, judgments, (case, year)),
        claim_declined=inside
        & draw.whether(place.rate(year, lambda rates: rates.claim_declined), rows),
    )


def _cases(draw: Draw, cases: Cases) -> Numbers:
    rows = len(cases)
    count = np.where(
        cases.labour, draw.count(_OF_LABOUR_CASE, rows), draw.count(_OF_OTHER_CASE, rows)
    )
    outside = np.full(int(rows * _OUTSIDE_ANY_CASE), -1)
    return np.concatenate([np.repeat(np.arange(rows), count), outside])


def _first_contact(draw: Draw, cases: Cases, case: Numbers) -> tuple[Numbers, Numbers]:
    """Days, and the year that the rates are of: that of the case's opening, else of the contact."""
    rows = len(case)
    opened, span = cases.opened[case], cases.active_until[case] - cases.opened[case]
    before = opened - draw.delay(20, rows)
    during = opened + (draw.chance(rows) * span).astype(np.int64)
    of_case = np.where(draw.whether(0.6, rows), before, during)
    first_day = day_number(YEARS.start)
    alone = first_day + draw.days(day_number(YEARS.stop) - first_day - 1, rows)
    contact = np.where(case >= 0, of_case, alone)
    years = np.array([day_number(year) for year in YEARS])
    year_alone = np.searchsorted(years, alone, side="right") - 1 + YEARS.start
    return contact, np.where(case >= 0, cases.year[case], year_alone)


def _status(
    place: Place, draw: Draw, year: Numbers, contact: Numbers
) -> tuple[Words, Numbers, Numbers]:
    rows = len(year)
    decided = contact + draw.delay(
        place.rate(year, lambda rates: rates.days_to_identification), rows
    )
    refused = draw.whether(place.rate(year, lambda rates: rates.rejected), rows)
    accepted = ~refused & draw.whether(place.rate(year, lambda rates: rates.identified), rows)
    by_now = decided <= EXTRACTED
    status = np.full(rows, str(v.VictimStatus.PRESUMED), dtype=object)
    status[by_now & refused] = str(v.VictimStatus.REJECTED)
    status[by_now & accepted] = str(v.VictimStatus.IDENTIFIED)
    return status, np.where(accepted, decided, NEVER), np.where(refused, decided, NEVER)


def _testimony(
    place: Place,
    draw: Draw,
    cases: Cases,
    judgments: Judgments,
    of: tuple[Numbers, Numbers],
) -> Words:
    case, year = of
    rows, inside = len(case), case >= 0
    willing = draw.whether(place.rate(year, lambda rates: rates.testified), rows)
    judged = inside & (judgments.first_instance[case] <= EXTRACTED)
    awaited = inside & ~judged & cases.is_charged[case]
    testimony = np.full(rows, str(v.Testimony.NONE), dtype=object)
    testimony[willing & judged] = str(v.Testimony.GIVEN)
    testimony[willing & awaited] = str(v.Testimony.PLANNED)
    return testimony
