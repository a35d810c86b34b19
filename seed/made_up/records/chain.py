"""The table of links: which part of the chain each person of a made-up case held."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import (
    ONE_AT_DESTINATION,
    ONE_ELSEWHERE,
    SEVERAL,
    SEVERAL_AT_DESTINATION,
    TWO_OF_ONE_PERSON,
    Cases,
)
from seed.made_up.records.draw import Draw, Flags, Numbers, Words, filled, without
from seed.made_up.records.persons import Persons
from seed.made_up.records.place import Place
from seed.made_up.records.text import frame

_ALONE_AT_DESTINATION = {
    v.Link.EXPLOITER: 0.84,
    v.Link.HARBOURER: 0.09,
    v.Link.ENFORCER: 0.05,
    v.Link.KNOWING_USER: 0.02,
}
_AT_DESTINATION = {v.Link.EXPLOITER: 0.45, v.Link.ENFORCER: 0.30, v.Link.HARBOURER: 0.25}
_BESIDE_EXPLOITER = {v.Link.ENFORCER: 0.55, v.Link.HARBOURER: 0.40, v.Link.TRANSFEROR: 0.05}
_BEYOND = {
    v.Link.RECRUITER: 0.40,
    v.Link.AGENCY: 0.12,
    v.Link.TRANSPORTER: 0.20,
    v.Link.TRANSFEROR: 0.05,
    v.Link.HARBOURER: 0.06,
    v.Link.DOCUMENT_FORGER: 0.06,
    v.Link.CORRUPT_OFFICIAL: 0.03,
    v.Link.TECHNICAL_FACILITATOR: 0.05,
    v.Link.INFORMER: 0.03,
}
_APEX = {
    v.Link.ORGANISER: 0.55,
    v.Link.LAUNDERER: 0.25,
    v.Link.FINANCIER: 0.14,
    v.Link.CORPORATE_BENEFICIARY: 0.06,
}
_FURTHER = {
    v.Link.EXPLOITER: 0.22,
    v.Link.ENFORCER: 0.16,
    v.Link.HARBOURER: 0.18,
    v.Link.RECRUITER: 0.18,
    v.Link.TRANSPORTER: 0.14,
    v.Link.INFORMER: 0.05,
    v.Link.DOCUMENT_FORGER: 0.03,
    v.Link.KNOWING_USER: 0.04,
}
_SECOND_OF_ONE = {v.Link.RECRUITER: 0.6, v.Link.TRANSPORTER: 0.2, v.Link.DOCUMENT_FORGER: 0.2}
_NEVER_CHARGED = {
    v.Link.RECRUITER: 0.28,
    v.Link.AGENCY: 0.08,
    v.Link.TRANSPORTER: 0.15,
    v.Link.HARBOURER: 0.10,
    v.Link.EXPLOITER: 0.18,
    v.Link.ORGANISER: 0.08,
    v.Link.LAUNDERER: 0.05,
    v.Link.KNOWING_USER: 0.03,
    v.Link.UNKNOWN: 0.05,
}
_ABROAD = {v.Location.ORIGIN: 0.75, v.Location.TRANSIT: 0.25}
_ANYWHERE = {v.Location.ORIGIN: 0.5, v.Location.TRANSIT: 0.15, v.Location.DESTINATION: 0.35}
_CODED_FROM = {v.CodedFrom.CHARGE: 0.55, v.CodedFrom.JUDGMENT: 0.35, v.CodedFrom.ANALYST: 0.10}

_ROLE_OF_UNCHARGED_KNOWN = 0.85
_WITHOUT_LOCATION = 0.05
_WITHOUT_PERSON = 0.03


def links_frame(place: Place, cases: Cases, persons: Persons) -> pl.DataFrame:
    """`links.csv`; where the chain of a case was not recorded, its rows are missing or unknown."""
    draw = place.draw("links")
    first, second = _first_links(draw, cases, persons), _second_links(draw, cases, persons)
    one, two = np.flatnonzero(filled(first)), np.flatnonzero(filled(second))
    nobody = _cases_with_unnamed(draw, cases)
    case = np.concatenate([persons.case[one], persons.case[two], nobody])
    person = np.concatenate([persons.ids[one], persons.ids[two], np.full(len(nobody), None)])
    link = np.concatenate([first[one], second[two], draw.pick(_BEYOND, len(nobody))])
    accused = np.concatenate([persons.accused[one], persons.accused[two], nobody >= 0])
    location = _locations(draw, cases, (case, link, accused))
    columns = {
        "case_id": cases.ids[case],
        "person_id": person,
        "link": link,
        "location": location,
        "coded_from": draw.blanked(
            draw.pick(_CODED_FROM, len(case)),
            place.rate(cases.year[case], lambda rates: rates.unknown),
        ),
    }
    missing, unknown = _unrecorded(place, draw, cases)
    columns["link"] = without(link, unknown[case])
    columns["location"] = without(columns["location"], unknown[case])
    # Without their links, two rows of one person would be the same row.
    repeated = unknown[case] & (np.arange(len(case)) >= len(one))
    keep = ~missing[case] & ~repeated
    # A file lists a case's rows together.
    order = np.argsort(case[keep], kind="stable")
    return frame("links", {name: cells[keep][order] for name, cells in columns.items()})


def _first_links(draw: Draw, cases: Cases, persons: Persons) -> Words:
    rows, slot = len(persons), persons.slot
    chain, apex = cases.chain[persons.case], cases.apex[persons.case]
    alone = draw.pick(_ALONE_AT_DESTINATION, len(cases))
    alone[cases.legal_charged] = str(v.Link.EXPLOITER)
    elsewhere = draw.pick(_BEYOND, len(cases))
    elsewhere[cases.legal_charged] = str(v.Link.AGENCY)
    beyond = np.where(apex, draw.pick(_APEX, rows), draw.pick(_BEYOND, rows))
    link = draw.pick(_FURTHER, rows)
    link = np.where(chain == ONE_AT_DESTINATION, alone[persons.case], link)
    link = np.where(chain == ONE_ELSEWHERE, elsewhere[persons.case], link)
    inside = chain == SEVERAL_AT_DESTINATION
    link = np.where(inside, draw.pick(_AT_DESTINATION, rows), link)
    link = np.where(inside & (slot == 1), draw.pick(_BESIDE_EXPLOITER, rows), link)
    link = np.where((chain == SEVERAL) & (slot == 1), beyond, link)
    # A firm never is the second person who makes the chain: then it is the beneficiary or agency.
    firm = persons.legal & (chain == SEVERAL)
    firm_link = np.where(apex, str(v.Link.CORPORATE_BENEFICIARY), str(v.Link.AGENCY))
    link = np.where(firm, firm_link, link)
    leader = (slot == 0) & (chain >= TWO_OF_ONE_PERSON)
    link[leader] = str(v.Link.EXPLOITER)
    never_charged = draw.pick(_NEVER_CHARGED, rows)
    known = draw.whether(_ROLE_OF_UNCHARGED_KNOWN, rows)
    never_charged[~known] = None
    return np.where(persons.accused, link, never_charged)


def _second_links(draw: Draw, cases: Cases, persons: Persons) -> Words:
    """Second links of the first person: a chain of one, and the apex where all act near the end."""
    chain, apex = cases.chain[persons.case], cases.apex[persons.case]
    first = (persons.slot == 0) & persons.accused
    link = np.full(len(persons), None, dtype=object)
    alone = first & (chain == TWO_OF_ONE_PERSON)
    link[alone] = draw.pick(_SECOND_OF_ONE, len(persons))[alone]
    near = first & apex & (chain != SEVERAL)
    link[near] = str(v.Link.ORGANISER)
    return link


def _locations(draw: Draw, cases: Cases, rows_of: tuple[Numbers, Words, Flags]) -> Words:
    case, link, accused = rows_of
    rows = len(case)
    held_or_sold = (link == str(v.Link.HARBOURER)) | (link == str(v.Link.TRANSFEROR))
    near = (link == str(v.Link.EXPLOITER)) | (link == str(v.Link.ENFORCER))
    near |= link == str(v.Link.KNOWING_USER)
    # Where the chain ends at destination a harbourer acts there, else on the way.
    at_end = held_or_sold & np.isin(
        cases.chain[case], (ONE_AT_DESTINATION, SEVERAL_AT_DESTINATION, TWO_OF_ONE_PERSON)
    )
    location = draw.pick(_ANYWHERE, rows)
    location = np.where(held_or_sold & accused, draw.pick(_ABROAD, rows), location)
    location[near | at_end] = str(v.Location.DESTINATION)
    return draw.blanked(location, np.where(held_or_sold, _WITHOUT_LOCATION, 0.12))


def _cases_with_unnamed(draw: Draw, cases: Cases) -> Numbers:
    """Rows of cases in which somebody more was charged whom the file does not name."""
    some = cases.is_charged & (cases.chain == SEVERAL)
    return np.flatnonzero(some & draw.whether(_WITHOUT_PERSON, len(cases)))


def _unrecorded(place: Place, draw: Draw, cases: Cases) -> tuple[Flags, Flags]:
    """Cases whose chain is missing, and those whose rows say unknown: whatever the chain is."""
    gone = draw.whether(place.rate(cases.year, lambda rates: rates.unknown), len(cases))
    half = draw.whether(0.5, len(cases))
    return gone & half, gone & ~half
