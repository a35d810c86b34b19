"""Draw what truly happened in made-up cases and to their suspects, before it is recorded.

Days after the extraction have not happened yet. NEVER is the day of something that never happens.
"""

import numpy as np

from schemas import vocabulary as v
from seed.synthetic.jurisdictions import YEARS
from seed.synthetic.random_columns import (
    EXTRACTED,
    NEVER,
    Draw,
    Drawn,
    Flags,
    Generator,
    Numbers,
    choose_word,
    day_number,
    parse_weights,
    repeat,
)

# Kinds of chain among the persons charged: one link at the destination, one elsewhere, two links of
# one person, several persons who all act at the destination, several of whom one acts elsewhere.
ONE_AT_DESTINATION, ONE_ELSEWHERE, TWO_OF_ONE_PERSON, SEVERAL_AT_DESTINATION, SEVERAL = range(5)

_GROWTH = 1.3  # cases of the last year to those of the first
_SLUMP = {2020: 0.75}  # courts and inspections stood still
_SINGLE_BEYOND = 0.25  # part of the beyond-destination rate found among cases of one link
_OTHER_FORMS = parse_weights(
    v.Form,
    "servitude .26 forced_criminality .22 forced_begging .16 forced_marriage .08"
    " organ_removal .01 illegal_adoption .01 mixed .21 other .05",
)
_LABOUR_SECTORS = parse_weights(v.Sector, "A .26 F .20 I .16 C .14 T .10 N .07 H .05 B .02")
_OTHER_SECTORS = parse_weights(v.Sector, "S .5 I .2 R .15 T .15")
_DETECTED_BY = parse_weights(
    v.DetectedBy,
    "police .36 victim .18 ngo .16 hotline .08 border_immigration .07 health_social .05"
    " financial_intelligence .03 foreign_authority .04 other .03",
)
_INSPECTIONS = parse_weights(v.DetectedBy, "labour_inspectorate .7 joint_inspection .3")

_MORE_OF_ONE_LINK = (0.64, 0.25, 0.11)
_MORE_OF_SEVERAL_LINKS = (0.44, 0.26, 0.16, 0.09, 0.05)
_NOT_CHARGED_BESIDE = (0.56, 0.26, 0.14, 0.04)
_NOT_CHARGED_ALONE = (0.12, 0.48, 0.25, 0.15)
_IN_TWO_CASES = 0.02
_FUGITIVE = 0.03
_EXITS_AFTER_CHARGE = parse_weights(
    v.ExitReason,
    "insufficient_evidence .46 victim_withdrew .26 time_barred .06 deceased .04 other .18",
)
_EXITS_ABROAD = parse_weights(v.ExitReason, "abroad_or_unknown .6 transferred_abroad .4")
_EXITS_BEFORE_CHARGE = parse_weights(
    v.ExitReason,
    "insufficient_evidence .42 abroad_or_unknown .20 reclassified .12 victim_withdrew .11"
    " non_punishment .05 transferred_abroad .04 deceased .02 other .04",
)


class Cases(Drawn):
    """The made-up cases, as arrays with one element per case. `proceeds` are in currency units."""

    def __init__(self, world: Generator, rows: int) -> None:
        self.world = world
        draw = world.draw("cases", rows)
        self.ids = world.ids("c", rows)
        self.year, self.opened = _draw_opening_days(draw)
        draw = draw.among(self.year)
        self._draw_course(draw)
        self._draw_exploitation(draw)
        self._draw_chain(draw)
        offices = len(world.office_precision)
        self.office = draw.count(range(offices, 0, -1))
        self.precision = world.office_precision[self.office]
        legal = draw.whether("legal_person_charged")
        self.legal_charged: Flags = legal & self.labour & self.enterprise
        dominating = np.where(draw.whether(1 / 1500), 40, 1)
        self.as_trafficking = draw.whether("charged_as_trafficking")
        self.cross_border = draw.whether("cross_border")
        inspected = np.where(self.labour, draw.rate("detected_by_inspection"), 0.02)
        self.detected_by = choose_word(
            draw.whether(inspected), draw.pick(_INSPECTIONS), draw.pick(_DETECTED_BY)
        )
        # One number from 0 to 1 for how well the money was followed, low is good. Confiscated
        # assets were always sought and frozen before.
        self.luck_with_money = draw.chance()
        self.proceeds = draw.amount(60_000) * dominating * world.jurisdiction.price_level

    @property
    def is_charged(self) -> Flags:
        return self.charged <= EXTRACTED

    @property
    def active_until(self) -> Numbers:
        """Return the day of the first charge or of the closing, at the latest the extraction."""
        return np.minimum(np.minimum(self.charged, self.closed), EXTRACTED)

    def zeal(self, uncharged: float) -> np.ndarray:
        """Return a factor for rates: 1 in cases that lead to a charge, else `uncharged`."""
        return np.where(self.charged < NEVER, 1.0, uncharged)

    def _draw_course(self, draw: Draw) -> None:
        leads_to_charge = draw.whether("charged")
        charged = self.opened + 3 + draw.delay("days_to_charge")
        judged = charged + 10 + draw.delay("days_to_judgment")
        closed = self.opened + 20 + draw.delay(280)
        self.charged = np.where(leads_to_charge, charged, NEVER)
        self.judged = np.where(leads_to_charge, judged, NEVER)
        self.closed = np.where(leads_to_charge, NEVER, closed)

    def _draw_exploitation(self, draw: Draw) -> None:
        """Draw form of exploitation, sector, and whether an enterprise is involved."""
        chance, labour = draw.chance(), draw.rate("labour")
        self.labour: Flags = chance < labour
        self.form = draw.pick(_OTHER_FORMS)
        self.form[chance < labour + draw.rate("sexual")] = str(v.Form.SEXUAL_EXPLOITATION)
        self.form[self.labour] = str(v.Form.FORCED_LABOUR)
        other = draw.pick(_OTHER_SECTORS)
        self.sector = choose_word(self.labour, draw.pick(_LABOUR_SECTORS), other)
        self.enterprise = draw.whether(
            np.where(self.labour, draw.rate("enterprise_in_labour"), 0.1)
        )

    def _draw_chain(self, draw: Draw) -> None:
        """Draw which links of the trafficking chain are charged, with how many persons in each."""
        multiple_rate = draw.rate("charged_more_than_one_link")
        beyond_rate = draw.rate("charged_beyond_destination")
        single_beyond = _SINGLE_BEYOND * beyond_rate
        # The rest of the rate must come from cases of several persons.
        several_beyond = (beyond_rate - single_beyond * (1 - multiple_rate)) / (
            multiple_rate * (1 - draw.rate("held_by_one_person"))
        )
        multiple, one_person = draw.whether(multiple_rate), draw.whether("held_by_one_person")
        several = np.where(draw.whether(several_beyond), SEVERAL, SEVERAL_AT_DESTINATION)
        single = np.where(draw.whether(single_beyond), ONE_ELSEWHERE, ONE_AT_DESTINATION)
        self.chain = np.where(multiple, np.where(one_person, TWO_OF_ONE_PERSON, several), single)
        self.apex: Flags = multiple & draw.whether(draw.rate("apex_charged") / multiple_rate)


def _draw_opening_days(draw: Draw) -> tuple[Numbers, Numbers]:
    """Return the year and the day on which each case was opened."""
    step = (_GROWTH - 1) / (len(YEARS) - 1)
    at = draw.count([(1 + step * at) * _SLUMP.get(year, 1) for at, year in enumerate(YEARS)])
    starts = np.array([day_number(year) for year in (*YEARS, YEARS.stop)])
    return at + YEARS.start, starts[at] + draw.days(np.diff(starts)[at] - 1)


class Persons(Drawn):
    """The suspects of made-up cases, as arrays with one element per person and case.

    `case` is the index of the case, `slot` the position within it. `who` is the index where the
    person first appears, which differs from the own index only for persons in two cases.
    """

    def __init__(self, cases: Cases) -> None:
        self.world, draw = cases.world, cases.draw("persons")
        accused_count, count = _draw_person_counts(draw, cases)
        self.case, self.slot = case, slot = repeat(count)
        self.year, self.precision = cases.year[case], cases.precision[case]
        draw = draw.at(case)
        self.accused: Flags = slot < accused_count[case]
        self.legal: Flags = (
            self.accused & cases.legal_charged[case] & (slot == accused_count[case] - 1)
        )
        later = (slot > 0) & ~self.legal
        charged = cases.charged[case] + np.where(later & draw.whether(0.3), draw.delay(40), 0)
        self.charged = np.where(self.accused, np.minimum(charged, cases.judged[case]), NEVER)
        resolved = cases.judged[case] + np.where(later & draw.whether(0.2), draw.delay(60), 0)
        self.fugitive: Flags = ~self.legal & draw.whether(_FUGITIVE)
        self._draw_outcomes(draw, cases.as_trafficking[case])
        open_still = (resolved > EXTRACTED) | (self.charged > EXTRACTED) | self.fugitive
        self.outcome[open_still] = str(v.Outcome.PENDING)
        discontinued = self.outcome == v.Outcome.DISCONTINUED
        self.decided = np.where(open_still | discontinued, NEVER, resolved)
        self.left = np.where(discontinued & self.accused, resolved, NEVER)
        self._leave_before_charge(draw, cases)
        appeal = np.where(draw.whether(0.3), 30, draw.delay("days_to_final"))
        self.final = self.decided + appeal
        suspected = cases.opened[case] + np.where(draw.whether(0.4), draw.delay(14), 0)
        self.suspected = np.minimum(suspected, np.minimum(self.charged, cases.active_until[case]))
        self.exit_reason[self.outcome != v.Outcome.DISCONTINUED] = None
        self.who = _first_index_of_person(draw, slot, self.legal)
        self.ids = self.world.ids("p", len(self))[self.who]
        self.licensed = draw.whether(
            np.where(self.legal, 0.7, np.where(cases.enterprise[case], 0.15, 0.02))
        )

    @property
    def is_charged(self) -> Flags:
        return self.charged <= EXTRACTED

    @property
    def is_convicted(self) -> Flags:
        trafficking = self.outcome == v.Outcome.CONVICTED_TRAFFICKING
        return trafficking | (self.outcome == v.Outcome.CONVICTED_OTHER)

    def _draw_outcomes(self, draw: Draw, as_trafficking: Flags) -> None:
        """Draw the outcome at first instance, and the reason for discontinuing."""
        chance, trafficking = draw.chance(), draw.rate("convicted_of_trafficking")
        convicted = trafficking + draw.rate("convicted_of_other")
        self.outcome = np.full(len(draw), str(v.Outcome.DISCONTINUED), dtype=object)
        self.outcome[chance < convicted + draw.rate("acquitted")] = str(v.Outcome.ACQUITTED)
        self.outcome[chance < convicted] = str(v.Outcome.CONVICTED_OTHER)
        # Only persons charged with trafficking can be convicted of it.
        of_it = (chance < trafficking) & as_trafficking
        self.outcome[of_it] = str(v.Outcome.CONVICTED_TRAFFICKING)
        abroad, at_home = draw.whether("discontinued_abroad"), draw.pick(_EXITS_AFTER_CHARGE)
        self.exit_reason = choose_word(abroad, draw.pick(_EXITS_ABROAD), at_home)

    def _leave_before_charge(self, draw: Draw, cases: Cases) -> None:
        """Set when uncharged persons leave: at the case's closing, or soon after others' charge."""
        end = np.minimum(cases.closed[self.case], cases.charged[self.case] + draw.delay(30))
        gone = ~self.accused & (end <= EXTRACTED)
        self.outcome[~self.accused] = str(v.Outcome.PENDING)
        self.outcome[gone] = str(v.Outcome.DISCONTINUED)
        self.exit_reason[gone] = draw.pick(_EXITS_BEFORE_CHARGE)[gone]
        self.left[gone] = end[gone]


def _draw_person_counts(draw: Draw, cases: Cases) -> tuple[Numbers, Numbers]:
    """Return by case the number of accused persons, and of all persons."""
    one_link = np.isin(cases.chain, (ONE_AT_DESTINATION, ONE_ELSEWHERE))
    of_one, of_several = draw.count(_MORE_OF_ONE_LINK), draw.count(_MORE_OF_SEVERAL_LINKS)
    accused = np.where(one_link, 1 + of_one, 2 + of_several)
    accused += one_link & cases.legal_charged
    accused[cases.chain == TWO_OF_ONE_PERSON] = 1
    leads_to_charge = cases.charged < NEVER
    accused[~leads_to_charge] = 0
    beside, alone = draw.count(_NOT_CHARGED_BESIDE), draw.count(_NOT_CHARGED_ALONE)
    return accused, accused + np.where(leads_to_charge, beside, alone)


def _first_index_of_person(draw: Draw, slot: Numbers, legal: Flags) -> Numbers:
    """Return the index where each person first appears: their own, or one in the case before."""
    who = np.arange(len(slot))
    first = np.flatnonzero((slot == 0) & ~legal)
    again = np.flatnonzero(draw.among(len(first)).whether(_IN_TWO_CASES)[1:]) + 1
    # Never twice in a row: the person must be new in the case before.
    again = again[np.diff(again, prepend=-1) > 1]
    who[first[again]] = first[again - 1]
    return who


class Judgments:
    """The days of judgments in each case, as its persons' outcomes give them; NEVER without one.

    `convicted_person` is the index of a convicted person, -1 for none.
    """

    def __init__(self, cases: Cases, persons: Persons) -> None:
        def earliest(among: Flags) -> Numbers:
            days = np.full(len(cases), NEVER)
            np.minimum.at(days, persons.case, np.where(among, persons.decided, NEVER))
            return days

        decided = persons.decided <= EXTRACTED
        self.first_instance = earliest(decided)
        self.convicted = earliest(persons.is_convicted)
        self.convicted_of_trafficking = earliest(persons.outcome == v.Outcome.CONVICTED_TRAFFICKING)
        rows = np.flatnonzero(persons.is_convicted)
        self.convicted_person = np.full(len(cases), -1)
        # In reverse order, so that the first person of a case is kept.
        self.convicted_person[persons.case[rows[::-1]]] = rows[::-1]
        pending = np.zeros(len(cases), dtype=bool)
        pending[persons.case[persons.accused & (persons.outcome == v.Outcome.PENDING)]] = True
        pending[persons.case[decided & (persons.final > EXTRACTED)]] = True
        final = np.full(len(cases), -1)
        np.maximum.at(final, persons.case, np.where(decided, persons.final, -1))
        self.final = np.where(pending | (final < 0), NEVER, final)
