"""Why a number is not read beside others: the laws and rules in which places differ, and the rest.

Each law is declared once, with its heading and as the subject of a sentence.
"""

from typing import NamedTuple

from dashboard import words
from schemas.vocabulary import CountingRule


class Law(NamedTuple):
    """What the legal context says of a place: as people ask it, and as what differs."""

    heading: str
    subject: str


LAWS = {
    "legal_persons_liable": Law(
        "Legal persons can be liable",
        "the liability of legal persons",
    ),
    "self_laundering_punishable": Law(
        "Own laundering is punishable",
        "the law on own laundering",
    ),
    "state_compensation_scheme": Law(
        "State compensates victims",
        "compensation by the State",
    ),
    "mandatory_prosecution": Law(
        "Prosecution is mandatory",
        "the duty to prosecute",
    ),
    "plea_agreements": Law(
        "Plea agreements exist",
        "the law on plea agreements",
    ),
}
CURRENCY = "currency"
# In what two may differ, as the subject of a sentence.
RULES = {
    CountingRule.INVESTIGATION_STARTS_AT: "the start of an investigation",
    CountingRule.CHARGE_COUNTED_AT: "the counting of charges",
    CountingRule.CONVICTION_COUNTED_AT: "the counting of convictions",
    CountingRule.VICTIM_COUNTED_AT: "the counting of victims",
    CountingRule.CASE_SPLITTING: "the splitting of cases",
    CountingRule.PERSON_COUNTED: "the counting of persons",
    **{code: law.subject for code, law in LAWS.items()},
    CURRENCY: "the currency",
}
TOO_FEW, NO_INTERVAL = "Too few to compare", "No interval"
OTHER_RULE = "Not compared: {} differs"
NOT_STATED = "Not compared: {} is not stated"
ACROSS = "Not compared across {}"
AT_THE_END = "Not compared: the others’ median is {}"
NOT_TOLD = "Not compared: the others’ median is not told"


def name_subject(code: str) -> str:
    """What is stated of law or counting, as a heading."""
    return LAWS[code].heading if code in LAWS else words.code(code)


def name_difference(subject: str, *, is_stated: bool) -> str:
    """That a rule keeps places apart, or that one of them does not state it."""
    return (OTHER_RULE if is_stated else NOT_STATED).format(RULES[subject])
