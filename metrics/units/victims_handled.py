"""How victims were handled, as columns of the victim: identified, protected, assisted, spared."""

from collections.abc import Iterator

from sqlalchemy import Column

from metrics.units.declaration import day, truth

STATUS = ("victims", "victims.status")
LEGAL_AID = ("victims", "victims.legal_aid")
# What may not be done to a victim, and the column that says whether the question applies.
BURDENS = {
    "charge_applies": "charged_for_compelled_act",
    "conviction_applies": "convicted_for_compelled_act",
    "detention_applies": "detained_for_immigration",
}


def _burdens() -> Iterator[Column]:
    for applies, name in BURDENS.items():
        words = name.replace("_", " ")
        yield truth(
            applies,
            f"Formally identified, where the question applies: {words}",
            reads=(f"victims.{name}",),
            needs=STATUS,
        )
        yield truth(name, words.capitalize(), needs=(f"victims.{name}",))


HANDLED = (
    day("identified_on", "Formally identified", "victims.identified_on"),
    day("first_contact_on", "First contact with an authority", "victims.first_contact_on"),
    day(
        "met_on",
        "Identified, else the first contact",
        "victims.identified_on",
        "victims.first_contact_on",
    ),
    truth("identified", "Formally identified", needs=STATUS),
    truth("presumed", "Presumed to be a victim", needs=STATUS),
    truth(
        "met",
        "Any victim, rejected ones included",
        needs=("victims", "victims.first_contact_on", "victims.identified_on"),
    ),
    day("recognised_on", "Identified, and not rejected", "victims.identified_on"),
    day(
        "left_on",
        "Rejected, or withdrew",
        "victims.rejected_on",
        "victims.withdrew_on",
    ),
    truth("still_presumed", "Still presumed", needs=STATUS),
    truth(
        "testified",
        "Gave evidence or was to give it",
        reads=("victims.status",),
        needs=("victims", "victims.testimony"),
    ),
    truth(
        "needs_protection",
        "The individual assessment asked for protection",
        reads=("victims.status",),
        needs=("victims", "victims.protection_needed"),
    ),
    truth("was_protected", "Any protection was granted; no row is none", needs=("protections",)),
    *_burdens(),
    truth(
        "in_investigation",
        "Of a case, and not rejected",
        reads=("victims.status", "victims.case_id"),
        needs=("victims",),
    ),
    truth("had_legal_aid", "Legal aid was given or offered", needs=LEGAL_AID),
    truth(
        "had_legal_aid_before_interview",
        "Legal aid was given or offered before the first formal interview",
        needs=(*LEGAL_AID, "victims.legal_aid_on", "victims.first_interview_on"),
    ),
    truth(
        "in_investigation_and_free_aid_applies",
        "Of a case, not rejected, and not with aid to which the question of its price does not"
        " apply",
        reads=("victims.status", "victims.case_id", "victims.legal_aid_free"),
        needs=("victims",),
    ),
    truth(
        "had_free_legal_aid",
        "Legal aid was given or offered free of charge",
        needs=(*LEGAL_AID, "victims.legal_aid_free"),
    ),
    truth(
        "child",
        "A child, and not rejected",
        reads=("victims.status",),
        needs=("victims", "victims.age_group"),
    ),
    truth(
        "child_and_interview_applies",
        "A child, not rejected, where a specialised interview is applicable",
        reads=("victims.status", "victims.specialised_interview"),
        needs=("victims", "victims.age_group"),
    ),
    truth(
        "guardian_in_time",
        "A guardian was appointed within days of the identification",
        needs=("victims.guardian", "victims.guardian_on", "victims.identified_on"),
    ),
    truth(
        "specialised_interview",
        "Interviewed by a specialist",
        needs=("victims.specialised_interview",),
    ),
    truth(
        "child_measures",
        "A guardian in time, and a specialised interview where that applies",
        needs=(
            *("victims.guardian", "victims.guardian_on", "victims.identified_on"),
            "victims.specialised_interview",
        ),
    ),
    truth(
        "adult_and_measures_apply",
        "An adult, not rejected, to whom shelter or choice of interviewer applies",
        reads=("victims.status", "victims.shelter_suitable", "victims.interviewer_choice"),
        needs=("victims", "victims.age_group"),
    ),
    truth(
        "adult_and_shelter_applies",
        "An adult, not rejected, to whom shelter applies",
        reads=("victims.status", "victims.shelter_suitable"),
        needs=("victims", "victims.age_group"),
    ),
    truth(
        "adult_and_choice_applies",
        "An adult, not rejected, to whom choice of interviewer applies",
        reads=("victims.status", "victims.interviewer_choice"),
        needs=("victims", "victims.age_group"),
    ),
    truth("shelter_suitable", "Suitable shelter was offered", needs=("victims.shelter_suitable",)),
    truth(
        "interviewer_choice",
        "Choice of interviewer was offered",
        needs=("victims.interviewer_choice",),
    ),
    truth(
        "adult_measures",
        "Suitable shelter and choice of interviewer, as far as they apply",
        needs=("victims.shelter_suitable", "victims.interviewer_choice"),
    ),
    truth(
        "without_regular_status",
        "Without regular residence, not rejected, and a consequence could arise",
        reads=(
            *("victims.status", "victims.immigration_consequence"),
            "victims.data_passed_to_immigration",
        ),
        needs=("victims", "victims.regular_status"),
    ),
    truth(
        "firewall_held",
        "No immigration consequence, and no data passed to immigration authorities",
        needs=("victims.immigration_consequence", "victims.data_passed_to_immigration"),
    ),
)
