"""What steps are taken for: open cases, their suspects, assets and victims, one row each.

Like units, and read when they are asked for: nothing of them is stored.
"""

from sqlalchemy import Column, MetaData, Table

from metrics.units.case_conduct import CHARGED
from metrics.units.declaration import day, place, truth


def _thing(name: str, word: str, *columns: Column) -> Table:
    begun = day(
        "begun_on",
        "The case was opened, else its first charge",
        "cases.opened_on",
        "cases.charged_on",
        "suspects.charged_on",
    )
    # Metadata of its own: what is created with the units is stored.
    return Table(name, MetaData(), *place(), begun, *columns, info={"word": word})


open_case = _thing(
    "open_case",
    "case",
    truth("is_open", "Neither decided at first instance nor closed", needs=("cases",)),
    truth(
        "financially_investigated",
        "A financial investigation was opened, a basic one included",
        needs=("cases.financial_investigation",),
    ),
    truth(
        "confiscation_can_be_sought",
        "Somebody was charged, and confiscation is not stated to be out of question",
        reads=(*CHARGED, "cases.confiscation_sought"),
        needs=("cases",),
    ),
    truth(
        "confiscation_sought", "Confiscation was asked for", needs=("cases.confiscation_sought",)
    ),
    truth(
        "crosses_borders",
        "Persons, acts or assets in two or more States",
        needs=("cases", "cases.cross_border"),
    ),
    truth(
        "cooperation_used",
        "A formal channel of cooperation was used; no request is no",
        needs=("requests", "requests.instrument"),
    ),
)
open_suspect = _thing(
    "open_suspect",
    "suspect",
    truth(
        "upstream_in_proceedings",
        "In an upstream or enabling link, and still in the proceedings; a legal person only where"
        " it may be liable",
        reads=(
            *("suspects.kind", "suspects.outcome", "suspects.exit_reason", "suspects.left_on"),
            *("links.location", "jurisdictions.legal_persons_liable"),
        ),
        needs=("suspects", "links", "links.link"),
    ),
    truth(
        "charged",
        "Charged in the case; unknown: neither stated nor dated",
        reads=CHARGED,
        needs=("suspects",),
    ),
)
open_asset = _thing(
    "open_asset",
    "asset",
    truth(
        "worth_freezing",
        "Identified with a value, and no mere evidence",
        reads=("assets.identified_on",),
        needs=("assets", "assets.identified", "assets.role"),
    ),
    truth(
        "secured",
        "Frozen or confiscated; unknown: neither amount nor date",
        reads=("assets.frozen_on", "assets.confiscated"),
        needs=("assets.frozen",),
    ),
)
open_victim = _thing(
    "open_victim",
    "victim",
    truth(
        "may_claim",
        "Not rejected, not withdrawn, and not declining to claim",
        reads=("victims.status", "victims.withdrew_on", "victims.claim_declined"),
        needs=("victims",),
    ),
    truth(
        "has_claim",
        "A claim was made; no claim is no, unknown: the case has one without a victim",
        needs=("claims", "claims.victim_id"),
    ),
    truth(
        "awaits_interview",
        "Neither rejected nor withdrawn, and not yet interviewed; without a date not yet",
        reads=("victims.status", "victims.withdrew_on", "victims.testimony"),
        needs=("victims", "victims.first_interview_on"),
    ),
    truth(
        "was_interviewed",
        "Neither rejected nor withdrawn, and interviewed",
        reads=("victims.status", "victims.withdrew_on", "victims.testimony"),
        needs=("victims", "victims.first_interview_on"),
    ),
    truth(
        "had_legal_aid", "Legal aid was given or declined", needs=("victims", "victims.legal_aid")
    ),
)
