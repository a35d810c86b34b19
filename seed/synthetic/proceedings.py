"""Write the tables on how made-up cases were detected, investigated, charged and judged."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.synthetic.cases import (
    ONE_AT_DESTINATION,
    ONE_ELSEWHERE,
    SEVERAL,
    SEVERAL_AT_DESTINATION,
    TWO_OF_ONE_PERSON,
    Cases,
    Judgments,
    Persons,
)
from seed.synthetic.random_columns import (
    EXTRACTED,
    NEVER,
    Draw,
    Flags,
    Numbers,
    Parts,
    Words,
    blank_where,
    choose_word,
    date_texts,
    integer_texts,
    is_filled,
    money_texts,
    parse_weights,
    table_frame,
    to_cents,
    word_array,
    words_at_rows,
    yes_no_texts,
)
from seed.synthetic.victims import Victims

_LEVEL = parse_weights(v.FinancialInvestigation, "basic .35 parallel .45 specialist .20")
_INTELLIGENCE = parse_weights(v.FinancialIntelligence, "supported .66 triggered .34")
_TECHNIQUES = parse_weights(
    v.Technique,
    "digital_forensics .30 interception .22 surveillance .18 financial_analysis .12"
    " open_source .10 undercover .05 joint_investigation_team .03",
)
_INDEPENDENT_EVIDENCE = parse_weights(
    v.EvidenceKind,
    "digital .30 documentary .24 financial .16 third_party .14 forensic .08 inspection .08",
)
_INSTRUMENT = parse_weights(
    v.Instrument, "mla .36 police_channel .30 eio .14 jit .07 extradition .08 fiu_channel .05"
)
_DIRECTION = parse_weights(v.Direction, "sent .72 received .28")
_ONE_TO_THREE = (0.75, 0.2, 0.05)
_UNCHARGED = 0.4  # of the rate of charged cases
_LEADS_BEFORE_OPENING = 0.08
_INFORMAL = 0.12  # enterprises without books
_VICTIMS_HEARD = 0.6
_DUE_DAYS = 120
_INSPECTED_SECTORS = parse_weights(v.Sector, "A .34 F .22 I .16 C .16 N .07 T .05")
_NOT_OPENED = parse_weights(v.ReferralOutcome, "refused .46 administrative .36 unmatched .18")
_ORIGIN = parse_weights(v.DisclosureOrigin, "bank .62 money_service .30 other .08")
_NOT_REFERRED = 0.5  # inspections without a referral, to those with one
_WORKERS = (0.0, 0.26, 0.2, 0.14, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01)
_WAGES_OF_ONE = 700
_UNDECIDED_DAYS = 120


class Inquiry:
    """The investigation of each made-up case: cells of `cases.csv`, and the first financial day."""

    def __init__(self, cases: Cases) -> None:
        draw, zeal = cases.draw("inquiry"), cases.zeal(_UNCHARGED)
        investigated = draw.whether(draw.rate("financial_investigation") * zeal)
        self.financial = draw.pick(_LEVEL)
        self.financial[~investigated] = str(v.FinancialInvestigation.NONE)
        heard = draw.whether("intelligence")
        self.intelligence = draw.pick(_INTELLIGENCE)
        self.intelligence[~heard] = str(v.FinancialIntelligence.NONE)
        self.records = choose_word(
            draw.whether("records_analysed"),
            v.BusinessRecords.ANALYSED,
            v.BusinessRecords.NOT_ANALYSED,
        )
        self.records[draw.whether(_INFORMAL)] = str(v.BusinessRecords.NONE_EXIST)
        self.records[~cases.enterprise] = None
        used = draw.whether(draw.rate("techniques") * zeal)
        self.techniques = choose_word(used, v.SpecialTechniques.USED, v.SpecialTechniques.NONE)
        secret = draw.whether("techniques_confidential")
        self.techniques[secret] = str(v.SpecialTechniques.CONFIDENTIAL)
        self.financial_on = np.where(investigated, _financial_start_day(draw, cases), NEVER)


def _financial_start_day(draw: Draw, cases: Cases) -> Numbers:
    """Return the first day of each financial investigation.

    It is within 30 days of the opening (a few earlier), or between then and the charge.
    """
    prompt, lead = draw.whether("within_30_days"), draw.whether(_LEADS_BEFORE_OPENING)
    early = np.where(lead, -1 - draw.days(60), draw.days(30))
    late = 31 + draw.within(np.maximum(cases.active_until - cases.opened, 60))
    return cases.opened + np.where(prompt, early, late)


_SIZE = parse_weights(v.EnterpriseSize, "micro .46 small .32 medium .15 large .07")
_CLOSING_REASON = parse_weights(
    v.ClosingReason,
    "insufficient_evidence .38 not_trafficking .20 offender_unknown .16 victim_withdrew .12"
    " transferred_abroad .06 joined .04 other .04",
)
_METHOD = parse_weights(v.ProceedsMethod, "accounting .30 unpaid_wages .32 benchmark .24 other .14")
_SEX = parse_weights(v.Sex, "male .70 female .295 other .005")
_CITIZENSHIP = parse_weights(v.Citizenship, "own .58 same_region .20 other .215 stateless .005")
_CHILD_SUSPECT = 0.02
_REOPENED = 0.02
_OF_FOUR = 0.3
_BADLY_RECORDED = 0.2  # of cells left blank

_ALONE_AT_DESTINATION = parse_weights(
    v.Link, "exploiter .84 harbourer .09 enforcer .05 knowing_user .02"
)
_AT_DESTINATION = parse_weights(v.Link, "exploiter .45 enforcer .30 harbourer .25")
_BESIDE_EXPLOITER = parse_weights(v.Link, "enforcer .55 harbourer .40 transferor .05")
_BEYOND = parse_weights(
    v.Link,
    "recruiter .40 agency .12 transporter .20 transferor .05 harbourer .06 document_forger .06"
    " corrupt_official .03 technical_facilitator .05 informer .03",
)
_APEX = parse_weights(v.Link, "organiser .55 launderer .25 financier .14 corporate_beneficiary .06")
_FURTHER = parse_weights(
    v.Link,
    "exploiter .22 enforcer .16 harbourer .18 recruiter .18 transporter .14 informer .05"
    " document_forger .03 knowing_user .04",
)
_SECOND_OF_ONE = parse_weights(v.Link, "recruiter .6 transporter .2 document_forger .2")
_NEVER_CHARGED = parse_weights(
    v.Link,
    "recruiter .28 agency .08 transporter .15 harbourer .10 exploiter .18 organiser .08"
    " launderer .05 knowing_user .03 unknown .05",
)
_ABROAD = parse_weights(v.Location, "origin .75 transit .25")
_ANYWHERE = parse_weights(v.Location, "origin .5 transit .15 destination .35")
_CODED_FROM = parse_weights(v.CodedFrom, "charge .55 judgment .35 analyst .10")
_ROLE_OF_UNCHARGED_KNOWN = 0.85
_WITHOUT_LOCATION = 0.05
_WITHOUT_PERSON = 0.03

_OTHER_LABOUR_OFFENCES = parse_weights(
    v.Offence,
    "labour_law .30 wage_or_social_fraud .24 forced_labour .16 smuggling .10 document_fraud .08"
    " tax_fraud .07 organised_group .05",
)
_OTHER_OFFENCES = parse_weights(
    v.Offence,
    "sexual_exploitation .50 organised_group .14 smuggling .10 slavery .06 document_fraud .06"
    " corruption .02 other .12",
)
_LAUNDERING = parse_weights(v.Laundering, "self .6 third_party .3 stand_alone .1")
_SECOND_CHARGE = 0.28
_RESULT = {
    v.Outcome.CONVICTED_TRAFFICKING: v.ChargeResult.CONVICTED,
    v.Outcome.CONVICTED_OTHER: v.ChargeResult.CONVICTED,
    v.Outcome.ACQUITTED: v.ChargeResult.ACQUITTED,
    v.Outcome.DISCONTINUED: v.ChargeResult.WITHDRAWN,
    v.Outcome.PENDING: v.ChargeResult.PENDING,
}
_LIFE = 0.01
_WITHOUT_CUSTODY = parse_weights(v.SanctionKind, "suspended_custody .6 fine .22 probation .18")
_OF_FIRMS = parse_weights(v.SanctionKind, "fine .7 closure .15 publication .15")
_LICENCE = parse_weights(
    v.SanctionKind, "licence_withdrawal .55 disqualification .25 debarment .20"
)
_TIMED = ("custody", "suspended_custody", "probation")
_FINE_BESIDE = 0.18
_ADMINISTRATIVE = parse_weights(v.SanctionRoute, "administrative .6 criminal .4")
_MOST_MONTHS = 420
_WRITTEN_AGAIN = 0.15  # final sanctions in a row of their own


def cases_frame(
    cases: Cases, inquiry: Inquiry, judgments: Judgments, victims: Victims
) -> pl.DataFrame:
    """Return the rows of `cases.csv`."""
    techniques = cases.draw("case techniques")
    unknown = techniques.rate("unknown")
    columns = {
        "case_id": cases.ids,
        "network_id": _draw_network_ids(cases),
        "office_id": cases.world.office_ids[cases.office],
        "scope": choose_word(
            cases.as_trafficking, v.Scope.CHARGED_AS_TRAFFICKING, v.Scope.TRAFFICKING_ELEMENTS
        ),
        **_case_facts(cases.draw("case cells"), cases),
        **_draw_case_dates(cases.draw("case dates"), cases, judgments),
        **_draw_proceeds(cases.draw("case money"), cases, inquiry),
        "currency": cases.world.currency(len(cases)),
        **_draw_testimony(cases.draw("case victims"), cases, judgments, victims),
        # Left blank only in jurisdictions that record badly. Otherwise rows of `techniques` would
        # show the answer anyway.
        "special_techniques": techniques.known(
            inquiry.techniques, np.where(unknown > _BADLY_RECORDED, unknown, 0.0)
        ),
    }
    return table_frame("cases", columns)


def _draw_network_ids(cases: Cases) -> Words:
    """Return the network id of each case: networks have two cases, some four; most cases none."""
    draw, rows = cases.draw("networks"), len(cases)
    pair = np.arange(rows) // 2
    in_network = draw.whether("joined_in_networks")[pair * 2] & (pair * 2 + 1 < rows)
    # Two adjacent pairs may form one network.
    wide = draw.whether(_OF_FOUR)[pair // 2] & (pair % 2 == 1) & in_network
    wide &= in_network[np.maximum(pair * 2 - 2, 0)]
    return blank_where(cases.world.ids("n", rows)[pair - wide], ~in_network)


def _case_facts(draw: Draw, cases: Cases) -> dict[str, Words]:
    """Return columns on what a case is about, some of them unknown."""
    known = {
        "form": cases.form,
        "sector": cases.sector,
        "cross_border": yes_no_texts(cases.cross_border),
        "detected_by": cases.detected_by,
        "enterprise_involved": yes_no_texts(cases.enterprise),
        "enterprise_size": blank_where(draw.pick(_SIZE), ~cases.enterprise),
        "reopened": yes_no_texts(draw.whether(_REOPENED)),
    }
    return {name: draw.known(words) for name, words in known.items()}


def _draw_case_dates(draw: Draw, cases: Cases, judgments: Judgments) -> dict[str, Words]:
    """Return the dates of a case from opening to closing, and related columns."""
    columns = {
        "opened_on": draw.dates(cases.opened),
        "charged_on": draw.dates(cases.charged),
        "first_instance_on": draw.dates(judgments.first_instance),
        "final_on": draw.dates(judgments.final),
        "closed_on": draw.dates(cases.closed),
    }
    # `charged` is left blank only if the date shows it.
    blank = is_filled(columns["charged_on"]) & draw.whether("unknown")
    columns["charged"] = blank_where(yes_no_texts(cases.is_charged), blank)
    columns["closing_reason"] = blank_where(draw.pick(_CLOSING_REASON), cases.closed > EXTRACTED)
    return columns


def _draw_proceeds(draw: Draw, cases: Cases, inquiry: Inquiry) -> dict[str, Words]:
    """Return columns on the financial investigation and the proceeds."""
    sought = cases.luck_with_money < draw.rate("confiscation_sought")
    looked_for = sought | (inquiry.financial != "none") | draw.whether(0.1)
    estimated = draw.whether("proceeds_estimated") & cases.is_charged
    return {
        "financial_investigation": draw.known(inquiry.financial),
        "financial_investigation_on": draw.dates(inquiry.financial_on),
        "financial_intelligence": draw.known(inquiry.intelligence),
        "business_records": draw.known(inquiry.records),
        "assets_sought": draw.known(yes_no_texts(looked_for)),
        "confiscation_sought": blank_where(draw.known(yes_no_texts(sought)), ~cases.is_charged),
        "proceeds_estimate": money_texts(to_cents(cases.proceeds), estimated),
        "proceeds_method": blank_where(draw.pick(_METHOD), ~estimated),
    }


def _draw_testimony(
    draw: Draw, cases: Cases, judgments: Judgments, victims: Victims
) -> dict[str, Words]:
    """Return whether a victim testified, and a number of victims for some cases without rows."""
    testified = np.zeros(len(cases), dtype=bool)
    inside = victims.in_case
    testified[victims.case[inside & (victims.testimony == v.Testimony.GIVEN)]] = True
    without_rows = np.bincount(victims.case[inside], minlength=len(cases)) == 0
    stated = without_rows & draw.whether(0.6)
    heard = blank_where(yes_no_texts(testified), judgments.first_instance > EXTRACTED)
    return {
        "victim_testified": draw.known(heard),
        "victims_stated": integer_texts(1 + draw.days(6), stated),
    }


def suspects_frame(cases: Cases, persons: Persons) -> pl.DataFrame:
    """Return the rows of `suspects.csv`."""
    draw = persons.draw("suspect cells")
    legal, who = persons.legal, persons.who
    held = persons.is_charged & ~legal & ~persons.fugitive & draw.whether(0.45)
    plea = persons.is_convicted & draw.whether("plea")
    child = draw.whether(_CHILD_SUSPECT)
    known = {
        # The same in each case of a person.
        "sex": blank_where(draw.pick(_SEX)[who], legal),
        "age_group": blank_where(choose_word(child, "child", "adult")[who], legal),
        "citizenship": draw.pick(_CITIZENSHIP)[who],
        "fugitive": blank_where(yes_no_texts(persons.fugitive), legal),
        "in_custody": blank_where(yes_no_texts(held), legal),
        "licensed": yes_no_texts(persons.licensed),
        "plea": blank_where(yes_no_texts(plea), ~persons.is_convicted),
    }
    hidden = draw.whether("unknown")
    columns = {
        "case_id": cases.ids[persons.case],
        "person_id": persons.ids,
        "kind": choose_word(legal, v.PersonKind.LEGAL, v.PersonKind.NATURAL),
        **{name: draw.known(words) for name, words in known.items()},
        "suspected_on": draw.dates(persons.suspected),
        "charged_on": draw.dates(persons.charged),
        "decided_on": draw.dates(persons.decided),
        "final_on": draw.dates(persons.final),
        "left_on": draw.dates(persons.left),
        "outcome": blank_where(persons.outcome, hidden),
        "exit_reason": blank_where(persons.exit_reason, hidden),
    }
    # `charged` may be blank where the date shows the answer: a date if charged, no date if not.
    told = is_filled(columns["charged_on"]) | ~persons.is_charged
    columns["charged"] = blank_where(
        yes_no_texts(persons.is_charged), told & draw.whether("unknown")
    )
    return table_frame("suspects", columns)


def links_frame(cases: Cases, persons: Persons) -> pl.DataFrame:
    """Return the rows of `links.csv`. If a chain is not recorded, they are missing or unknown."""
    of_cases = cases.draw("links")
    draw = of_cases.at(persons.case)
    first = _first_links(draw, of_cases, cases, persons)
    second = _second_links(draw, cases, persons)
    one, two = np.flatnonzero(is_filled(first)), np.flatnonzero(is_filled(second))
    # Cases in which one more person was charged who is not named.
    some = cases.is_charged & (cases.chain == SEVERAL)
    nobody = np.flatnonzero(some & of_cases.whether(_WITHOUT_PERSON))
    case = np.concatenate([persons.case[one], persons.case[two], nobody])
    unnamed = of_cases.at(nobody).pick(_BEYOND)
    link = np.concatenate([first[one], second[two], unnamed])
    accused = np.concatenate([persons.accused[one], persons.accused[two], nobody >= 0])
    draw = of_cases.at(case)
    location = _draw_link_locations(draw, cases.chain[case], link, accused)
    coded_from = draw.known(draw.pick(_CODED_FROM))
    # Cases whose chain is missing, and cases whose rows say unknown, independently of the true
    # chain.
    gone, half = of_cases.whether("unknown"), of_cases.whether(0.5)
    missing, unknown = (gone & half)[case], (gone & ~half)[case]
    columns = {
        "case_id": cases.ids[case],
        "person_id": np.concatenate(
            [persons.ids[one], persons.ids[two], word_array([None] * len(nobody))]
        ),
        "link": blank_where(link, unknown),
        "location": blank_where(location, unknown),
        "coded_from": coded_from,
    }
    # Without links, two rows of one person would be equal.
    keep = ~missing & ~(unknown & (np.arange(len(case)) >= len(one)))
    order = np.argsort(case[keep], kind="stable")
    return table_frame("links", {name: cells[keep][order] for name, cells in columns.items()})


def _first_links(draw: Draw, of_cases: Draw, cases: Cases, persons: Persons) -> Words:
    """Return the first link of each person in the chain of the case."""
    slot, case = persons.slot, persons.case
    chain, apex = cases.chain[case], cases.apex[case]
    alone, elsewhere = of_cases.pick(_ALONE_AT_DESTINATION), of_cases.pick(_BEYOND)
    alone[cases.legal_charged] = str(v.Link.EXPLOITER)
    elsewhere[cases.legal_charged] = str(v.Link.AGENCY)
    beyond = choose_word(apex, draw.pick(_APEX), draw.pick(_BEYOND))
    link = draw.pick(_FURTHER)
    link = choose_word(chain == ONE_AT_DESTINATION, alone[case], link)
    link = choose_word(chain == ONE_ELSEWHERE, elsewhere[case], link)
    inside = chain == SEVERAL_AT_DESTINATION
    link = choose_word(inside, draw.pick(_AT_DESTINATION), link)
    link = choose_word(inside & (slot == 1), draw.pick(_BESIDE_EXPLOITER), link)
    link = choose_word((chain == SEVERAL) & (slot == 1), beyond, link)
    # A firm that completes a chain is its beneficiary or an agency.
    firm = choose_word(apex, v.Link.CORPORATE_BENEFICIARY, v.Link.AGENCY)
    link = choose_word(persons.legal & (chain == SEVERAL), firm, link)
    link[(slot == 0) & (chain >= TWO_OF_ONE_PERSON)] = str(v.Link.EXPLOITER)
    never_charged = draw.pick(_NEVER_CHARGED)
    known = draw.whether(_ROLE_OF_UNCHARGED_KNOWN)
    return choose_word(persons.accused, link, blank_where(never_charged, ~known))


def _second_links(draw: Draw, cases: Cases, persons: Persons) -> Words:
    """Return persons' second link: only the first accused has one, and not in every case."""
    chain, apex = cases.chain[persons.case], cases.apex[persons.case]
    first = (persons.slot == 0) & persons.accused
    alone = first & (chain == TWO_OF_ONE_PERSON)
    link = blank_where(draw.pick(_SECOND_OF_ONE), ~alone)
    link[first & apex & (chain != SEVERAL)] = str(v.Link.ORGANISER)
    return link


def _draw_link_locations(draw: Draw, chain: Numbers, link: Words, accused: Flags) -> Words:
    """Return where each link acted: mostly at the destination, or on the way."""
    held_or_sold = np.isin(link.astype(str), (v.Link.HARBOURER, v.Link.TRANSFEROR))
    near = np.isin(link.astype(str), (v.Link.EXPLOITER, v.Link.ENFORCER, v.Link.KNOWING_USER))
    # In chains at the destination a harbourer acts there, in others on the way.
    ending = (ONE_AT_DESTINATION, SEVERAL_AT_DESTINATION, TWO_OF_ONE_PERSON)
    at_end = held_or_sold & np.isin(chain, ending)
    location = draw.pick(_ANYWHERE)
    location = choose_word(held_or_sold & accused, draw.pick(_ABROAD), location)
    location[near | at_end] = str(v.Location.DESTINATION)
    return draw.known(location, np.where(held_or_sold, _WITHOUT_LOCATION, 0.12))


def charges_frame(cases: Cases, persons: Persons) -> pl.DataFrame:
    """Return the rows of `charges.csv`. A case whose charges were not recorded has none."""
    of_cases = cases.draw("charges")
    laundering, gone = of_cases.whether("laundering_charged"), of_cases.whether("unknown")
    draw, rows = of_cases.at(persons.case), len(persons)
    as_trafficking = cases.as_trafficking[persons.case]
    other = choose_word(
        cases.labour[persons.case],
        draw.pick(_OTHER_LABOUR_OFFENCES),
        draw.pick(_OTHER_OFFENCES),
    )
    needs_other = as_trafficking & (persons.outcome == v.Outcome.CONVICTED_OTHER)
    second = needs_other | (as_trafficking & draw.whether(_SECOND_CHARGE))
    recorded = persons.is_charged & ~gone[persons.case]
    launders = (persons.slot == 0) & laundering[persons.case]
    never = np.zeros(rows, dtype=bool)
    person, offence, failed = _stack(
        (recorded, choose_word(as_trafficking, v.Offence.TRAFFICKING, other), needs_other),
        (recorded & second, other, never),
        (recorded & launders, np.full(rows, v.Offence.MONEY_LAUNDERING, dtype=object), never),
    )
    case = persons.case[person]
    draw = cases.draw("charge cells", case)
    result = word_array([_RESULT[v.Outcome(one)] for one in persons.outcome[person].tolist()])
    result[failed] = str(v.ChargeResult.ACQUITTED)
    kind = blank_where(draw.pick(_LAUNDERING), offence != v.Offence.MONEY_LAUNDERING)
    columns = {
        "charge_id": cases.world.ids("g", len(person)),
        "case_id": cases.ids[case],
        "person_id": persons.ids[person],
        "offence": offence,
        "laundering": draw.known(kind),
        "charged_on": draw.dates(persons.charged[person]),
        "result": draw.known(result),
    }
    return table_frame("charges", columns)


def _stack(*parts: tuple[Flags, Words, Flags]) -> tuple[Numbers, Words, Flags]:
    """Return the rows where any of the parts applies, with its words and flags, sorted by row.

    Each part is (where, words, flags), arrays of equal length. A row may occur once per part.
    """
    row = np.concatenate([np.flatnonzero(where) for where, _, _ in parts])
    order = np.argsort(row, kind="stable")
    words = np.concatenate([words[where] for where, words, _ in parts])
    flags = np.concatenate([flags[where] for where, _, flags in parts])
    return row[order], words[order], flags[order]


def sanctions_frame(cases: Cases, persons: Persons) -> pl.DataFrame:
    """Return the rows of `sanctions.csv` for the convicted. Some have none, which means unknown."""
    draw, rows = persons.draw("sanctions"), len(persons)
    recorded = persons.is_convicted & ~draw.whether("unknown")
    custody = draw.whether("custody")
    main = choose_word(custody, v.SanctionKind.CUSTODY, draw.pick(_WITHOUT_CUSTODY))
    main[custody & draw.whether(_LIFE)] = str(v.SanctionKind.LIFE)
    main = choose_word(persons.legal, draw.pick(_OF_FIRMS), main)
    fined = (main != v.SanctionKind.FINE) & draw.whether(_FINE_BESIDE)
    barred = persons.licensed & draw.whether("licence_lost")
    final = (persons.final <= EXTRACTED) & draw.whether(_WRITTEN_AGAIN)
    fine = np.full(rows, v.SanctionKind.FINE, dtype=object)
    first, last = np.zeros(rows, dtype=bool), np.ones(rows, dtype=bool)
    person, kind, is_final = _stack(
        (recorded, main, first),
        (recorded & fined, fine, first),
        (recorded & barred, draw.pick(_LICENCE), first),
        (recorded & final, main, last),
    )
    case, rows = persons.case[person], len(person)
    draw = cases.draw("sanction cells", case)
    most = np.where(kind == v.SanctionKind.CUSTODY, draw.rate("months"), 18)
    months = np.minimum(1 + draw.delay(most), _MOST_MONTHS)
    barring = np.isin(kind.astype(str), list(_LICENCE))
    firm = np.where(persons.legal[person], 8, 1) * cases.world.jurisdiction.price_level
    amount = to_cents(draw.amount(3_000.0 * firm))
    fine = (kind == v.SanctionKind.FINE) & ~draw.whether("unknown")
    route = choose_word(barring, draw.pick(_ADMINISTRATIVE), v.SanctionRoute.CRIMINAL)
    columns = {
        "sanction_id": cases.world.ids("s", rows),
        "case_id": cases.ids[case],
        "person_id": persons.ids[person],
        "kind": kind,
        "route": draw.known(route),
        "instance": choose_word(is_final, v.Instance.FINAL, v.Instance.FIRST),
        "months": draw.known(integer_texts(months, np.isin(kind.astype(str), _TIMED))),
        "permanent": blank_where(yes_no_texts(draw.whether(0.3)), ~barring),
        "amount": money_texts(amount, fine),
        "currency": blank_where(cases.world.currency(rows), ~fine),
        "ordered_on": draw.dates(
            np.where(is_final, persons.final[person], persons.decided[person])
        ),
    }
    return table_frame("sanctions", columns)


# The tables of techniques, evidence, requests to other States, inspections and disclosures.
def techniques_frame(cases: Cases, inquiry: Inquiry) -> pl.DataFrame:
    """Return `techniques.csv`: one to three different techniques for each case that used some."""
    draw = cases.draw("techniques")
    used = inquiry.techniques == v.SpecialTechniques.USED
    row, technique = draw.several(_TECHNIQUES, np.where(used, 1 + draw.count(_ONE_TO_THREE), 0))
    return table_frame("techniques", {"case_id": cases.ids[row], "technique": technique})


def evidence_frame(cases: Cases) -> pl.DataFrame:
    """Return the rows of `evidence.csv` for charged cases: testimony and other evidence."""
    draw, charged = cases.draw("evidence"), cases.is_charged
    heard = np.flatnonzero(charged & draw.whether(_VICTIMS_HEARD))
    corroborated = draw.whether("corroborated")
    count = np.where(charged & corroborated, 1 + draw.count(_ONE_TO_THREE), 0)
    # Other cases have evidence too, but their indictment does not rely on it.
    count[charged & ~corroborated & draw.whether(0.3)] = 1
    row, kind = draw.several(_INDEPENDENT_EVIDENCE, count)
    case = np.concatenate([heard, row])
    testimony = np.full(len(heard), v.EvidenceKind.VICTIM_TESTIMONY, dtype=object)
    relied_on = np.concatenate([draw.among(len(heard)).whether(0.8), corroborated[row]])
    order = np.argsort(case, kind="stable")
    columns = {
        "case_id": cases.ids[case],
        "kind": np.concatenate([testimony, kind]),
        "relied_on": yes_no_texts(relied_on),
    }
    return table_frame("evidence", {name: cells[order] for name, cells in columns.items()})


def requests_frame(cases: Cases, partners: tuple[str, ...]) -> pl.DataFrame:
    """Return the rows of `requests.csv`: cross-border cases that cooperated with other States."""
    draw = cases.draw("requests")
    rate = draw.rate("cooperation") * cases.zeal(_UNCHARGED)
    cooperates = cases.cross_border & draw.whether(rate)
    count = np.where(cooperates, 1 + draw.count(_ONE_TO_THREE), 0)
    case = np.repeat(np.arange(len(cases)), count)
    draw = draw.at(case)
    sent = cases.opened[case] + draw.within(cases.active_until[case] - cases.opened[case])
    executed = draw.whether("executed")
    refused = ~executed & draw.whether(0.4)
    answered = sent + 2 + draw.delay(140)
    due = np.where(draw.whether(0.5), sent + _DUE_DAYS, NEVER)
    instrument = draw.pick(_INSTRUMENT)
    # Requests between financial intelligence units only come in addition to a formal one.
    first = np.diff(case, prepend=-1) != 0
    instrument[first & (instrument == v.Instrument.FIU_CHANNEL)] = str(v.Instrument.MLA)
    others = {code: 1.0 for code in partners if code != cases.world.jurisdiction.code}
    columns = {
        "request_id": cases.world.ids("q", len(case)),
        "case_id": cases.ids[case],
        "instrument": draw.known(instrument),
        "direction": draw.known(draw.pick(_DIRECTION)),
        "partner": draw.known(draw.pick(others)),
        "sent_on": draw.dates(sent),
        "due_on": draw.dates(due),
        "executed_on": draw.dates(np.where(executed, answered, NEVER)),
        "refused_on": draw.dates(np.where(refused, answered, NEVER)),
    }
    return table_frame("requests", columns)


def inspections_frame(cases: Cases) -> pl.DataFrame:
    """Return the rows of `inspections.csv`: inspections that led to cases, and others."""
    found_by = (v.DetectedBy.LABOUR_INSPECTORATE, v.DetectedBy.JOINT_INSPECTION)
    case = np.flatnonzero(np.isin(cases.detected_by.astype(str), found_by))
    draw = cases.draw("inspections", case)
    opened = draw.rate("referral_opened")
    matched = 1 - _NOT_OPENED[v.ReferralOutcome.UNMATCHED]
    not_opened = _round_near_expected_sum(draw, (1 - opened) / opened / matched)
    not_referred = int((len(case) + not_opened) * _NOT_REFERRED)
    led = np.concatenate([case, np.full(not_opened + not_referred, -1)])
    led_to_case, referred = led >= 0, np.arange(len(led)) < len(case) + not_opened
    draw = draw.among(len(led))
    # Shortly before the case was opened; without a case, near the opening of a random one.
    like = np.where(led_to_case, led, draw.days(len(cases) - 1))
    day = cases.opened[like] - np.where(led_to_case, 1 + draw.days(30), 0)
    sent = np.where(referred, day + np.where(led_to_case, 1, draw.delay(10)), NEVER)
    outcome = draw.pick(_NOT_OPENED)
    outcome[sent > EXTRACTED - _UNDECIDED_DAYS] = str(v.ReferralOutcome.PENDING)
    outcome[led_to_case] = str(v.ReferralOutcome.INVESTIGATION_OPENED)
    precision = np.where(led_to_case, cases.precision[led], 0)
    draw = cases.world.draw("inspection cells", cases.year[like], precision)
    offices = cases.world.offices_of(v.OfficeKind.LABOUR_INSPECTORATE)
    office = offices[draw.days(len(offices) - 1)]
    targeted = led_to_case | draw.whether(0.6)
    workers = np.where(targeted & referred, draw.count(_WORKERS), 0)
    wages = workers * draw.amount(float(_WAGES_OF_ONE * cases.world.jurisdiction.price_level))
    wages[draw.whether(0.35)] = 0
    joint = draw.whether("joint_with_immigration")
    sector = choose_word(led_to_case, cases.sector[led], draw.pick(_INSPECTED_SECTORS))
    columns = {
        "inspection_id": cases.world.ids("i", len(led)),
        "office_id": office,
        "inspected_on": draw.dates(day),
        "sector": draw.known(sector),
        "announced": draw.known(yes_no_texts(draw.whether(0.22))),
        "targeted": draw.known(yes_no_texts(targeted)),
        "joint_with_immigration": draw.known(yes_no_texts(joint)),
        "workers_found": draw.known(integer_texts(workers)),
        "wages_recovered": money_texts(to_cents(wages), ~draw.whether("unknown")),
        "currency": cases.world.currency(len(led)),
        "referred_on": draw.dates(sent),
        "referral_outcome": blank_where(outcome, ~referred),
        "case_id": words_at_rows(cases.ids, led),
    }
    return table_frame("inspections", columns)


def _round_near_expected_sum(draw: Draw, expected: Parts) -> int:
    """Return a whole number close to the sum of the expected values of all rows."""
    return int(expected.sum() + draw.among(1).chance()[0]) if len(expected) else 0


def disclosures_frame(cases: Cases, inquiry: Inquiry) -> pl.DataFrame:
    """Return the rows of `disclosures.csv`: disclosures used in cases, and unused ones."""
    case = np.flatnonzero(inquiry.intelligence != v.FinancialIntelligence.NONE)
    draw = cases.draw("disclosures", case)
    used = draw.rate("disclosures_used")
    led = np.concatenate([case, np.full(_round_near_expected_sum(draw, (1 - used) / used), -1)])
    draw, led_to_case = draw.among(len(led)), led >= 0
    like = np.where(led_to_case, led, draw.days(len(cases) - 1))
    triggered = inquiry.intelligence[led] == v.FinancialIntelligence.TRIGGERED
    before = cases.opened[led] - 5 - draw.delay(30)
    during = cases.opened[led] + draw.within(cases.active_until[led] - cases.opened[led])
    day = np.where(led_to_case, np.where(triggered, before, during), cases.opened[like])
    draw = draw.among(cases.year[like])
    columns = {
        "disclosure_id": cases.world.ids("d", len(led)),
        "received_on": date_texts(day, np.where(led_to_case, cases.precision[led], 0)),
        "origin": draw.known(draw.pick(_ORIGIN)),
        "case_id": words_at_rows(cases.ids, led),
    }
    return table_frame("disclosures", columns)
