"""Family X: what a register of assets comes to; context beside every quality of family A."""

from metrics.definitions.none_known import FEW_AMOUNTS_KNOWN, NONE_KNOWN
from metrics.kinds import Amount, Count
from metrics.measure import Direction
from metrics.units.assets import per_asset

IN_AND_OUTSIDE = (
    "Assets outside any case count too: nothing says that their offence was trafficking."
)
EVIDENCE = "What is held as evidence counts too: split it by role."
WITHOUT_A_WORD = "An asset of which neither a value nor a day is recorded is unknown, never a no."
NO_PART = (
    "An asset without an amount, or in a currency without a rate, is no part of the sum: where that"
    " is so of more than three in ten, the sum is not told."
)
ONE_ASSET = "One building can be worth more than all else: read the sum beside the number."
RECORDED_VALUE = "Values are those of the register: an estimate for one, a price for another."
VOLUME = "More is not better: it says how much was taken, not how much of what there was."
COUNTED_BY = ("FATF, immediate outcome 8", "United Kingdom: statistics of asset recovery")

X01 = Count(
    id="X01",
    title="Assets frozen",
    question="How many assets were frozen or seized?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.frozen_on,
    needs_date=True,
    counted=per_asset.c.was_frozen,
    direction=Direction.CONTEXT,
    denominator_words="assets frozen",
    caveats=(IN_AND_OUTSIDE, EVIDENCE, WITHOUT_A_WORD, VOLUME),
    gaming_risk="Seizing many things of little worth.",
    guard="X01m",
    shown_beside=("X01m", "X02"),
    does_not_show="More assets frozen do not show that any of them were taken for good.",
    used_by=COUNTED_BY,
    changes=NONE_KNOWN,
    example="""
        as of 2026-06-30
        was_frozen | frozen_on  | counts
        yes        | 2022-03-01 | yes
        yes        | 2026-07-01 | yes
        yes        |            | yes
                   |            | unknown
        no         | 2022-03-01 | left out
        no         |            | left out
    """,
)

X02 = Count(
    id="X02",
    title="Assets confiscated",
    question="How many assets were confiscated?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.confiscated_on,
    needs_date=True,
    counted=per_asset.c.was_confiscated,
    direction=Direction.CONTEXT,
    denominator_words="assets confiscated",
    caveats=(
        IN_AND_OUTSIDE,
        "An order counts before it is final; one of 0 is none.",
        "An asset of which nothing is said about confiscation is unknown, never a no.",
        VOLUME,
    ),
    gaming_risk="Confiscating many things of little worth.",
    guard="X02m",
    shown_beside=("X02m", "X01", "X03"),
    does_not_show="More assets confiscated do not show that they were sold, or reached victims.",
    used_by=COUNTED_BY,
    changes=NONE_KNOWN,
    example="""
        as of 2026-06-30
        was_confiscated | confiscated_on | counts
        yes             | 2022-03-01     | yes
        yes             | 2026-07-01     | yes
        yes             |                | yes
                        |                | unknown
        no              | 2022-03-01     | left out
        no              |                | left out
    """,
)

X03 = Count(
    id="X03",
    title="Assets returned to owners",
    question="How many assets were given back to an owner, wholly or in part?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.returned_on,
    needs_date=True,
    counted=per_asset.c.was_returned,
    direction=Direction.CONTEXT,
    denominator_words="assets returned",
    caveats=(
        IN_AND_OUTSIDE,
        "An asset confiscated and then given back counts in both.",
        WITHOUT_A_WORD,
        "Neither more nor less is better: what was wrongly taken is given back, too.",
    ),
    gaming_risk="Leaving it unsaid what became of things that were seized.",
    guard="X02",
    shown_beside=("X03m", "X02"),
    does_not_show="More assets returned do not show that the wrong ones had been taken.",
    used_by=COUNTED_BY,
    changes=NONE_KNOWN,
    example="""
        as of 2026-06-30
        was_returned | returned_on | counts
        yes          | 2022-03-01  | yes
        yes          | 2026-07-01  | yes
        yes          |             | yes
                     |             | unknown
        no           | 2022-03-01  | left out
        no           |             | left out
    """,
)

X01m = Amount(
    id="X01m",
    title="Value of assets frozen",
    question="What was the worth of the assets that were frozen or seized?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.frozen_on,
    eligible=per_asset.c.was_frozen,
    added_up=per_asset.c.frozen,
    direction=Direction.CONTEXT,
    denominator_words="assets frozen",
    caveats=(IN_AND_OUTSIDE, NO_PART, RECORDED_VALUE, ONE_ASSET),
    gaming_risk="Writing down high estimates.",
    guard="A03b",
    shown_beside=("X01", "X02m"),
    does_not_show="A higher sum does not show how much of what was earned it is.",
    used_by=COUNTED_BY,
    changes=FEW_AMOUNTS_KNOWN,
    example="""
        as of 2026-06-30
        was_frozen | frozen_on  | frozen  | counts
        yes        | 2022-03-01 | 1000.00 | used
        yes        |            | 250.50  | used
        yes        | 2022-03-01 |         | unknown
                   |            |         | unknown
        no         | 2022-03-01 | 0       | left out
        no         |            | 0       | left out
    """,
)

X02m = Amount(
    id="X02m",
    title="Value of assets confiscated",
    question="What was the worth of the assets that were confiscated?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.confiscated_on,
    eligible=per_asset.c.was_confiscated,
    added_up=per_asset.c.confiscated,
    direction=Direction.CONTEXT,
    denominator_words="assets confiscated",
    caveats=(IN_AND_OUTSIDE, NO_PART, "Confiscations count before they are final.", ONE_ASSET),
    gaming_risk="Ordering sums that nobody will ever collect.",
    guard="A03c",
    shown_beside=("X02", "X01m", "X03m"),
    does_not_show="A higher sum does not show that it was realised, or reached victims.",
    used_by=COUNTED_BY,
    changes=FEW_AMOUNTS_KNOWN,
    example="""
        as of 2026-06-30
        was_confiscated | confiscated_on | confiscated | counts
        yes             | 2022-03-01     | 1000.00     | used
        yes             |                | 250.50      | used
        yes             | 2022-03-01     |             | unknown
                        |                |             | unknown
        no              | 2022-03-01     | 0           | left out
        no              |                | 0           | left out
    """,
)

X03m = Amount(
    id="X03m",
    title="Value returned to owners",
    question="What was the worth of what was given back to owners?",
    brief="d-3",
    unit=per_asset,
    dated_by=per_asset.c.returned_on,
    eligible=per_asset.c.was_returned,
    added_up=per_asset.c.returned,
    direction=Direction.CONTEXT,
    denominator_words="assets returned",
    caveats=(
        IN_AND_OUTSIDE,
        NO_PART,
        "What victims were paid out of an asset is no return: see A05.",
        ONE_ASSET,
    ),
    gaming_risk="Leaving it unsaid what became of things that were seized.",
    guard="X02m",
    shown_beside=("X03", "X02m"),
    does_not_show="A higher sum does not show that the wrong assets had been taken.",
    used_by=COUNTED_BY,
    changes=FEW_AMOUNTS_KNOWN,
    example="""
        as of 2026-06-30
        was_returned | returned_on | returned | counts
        yes          | 2022-03-01  | 1000.00  | used
        yes          |             | 250.50   | used
        yes          | 2022-03-01  |          | unknown
                     |             |          | unknown
        no           | 2022-03-01  | 0        | left out
        no           |             | 0        | left out
    """,
)
