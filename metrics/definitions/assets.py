"""Define families A and X: assets frozen, confiscated, realised and given back."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.definitions.financial import ONE_CASE
from metrics.measure import Direction, change_with_recount
from metrics.measure_kinds import (
    FEW_AMOUNTS_KNOWN,
    NONE_KNOWN,
    Amount,
    AmountRatio,
    Count,
    Share,
    unrecorded_no_longer_no,
)
from metrics.units.cases import per_case
from metrics.units.money import per_asset

WITHOUT_CONVICTION = (
    "Where confiscation needs no conviction, assets may be frozen outside the case."
)
MANDATORY = "Confiscation is mandatory in some States and discretionary in others."
WINDOW = OPTIONS["order_within_months"]
FATF = "FATF, immediate outcome 8 and recommendation 33"
GRETA = "GRETA: judgments that led to confiscation"
A01 = Share(
    id="A01",
    title="Assets frozen before judgment",
    core=True,
    question="In what share of trafficking cases charged with any offence were any proceeds or"
    " equivalent assets frozen before judgment?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " charged (any offence) for which this is recorded had proceeds or assets of equivalent value"
    " frozen before judgment.",
    brief="d-3",
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.frozen_before_judgment,
    direction=Direction.HIGHER,
    population="trafficking cases charged with any offence",
    caveats=(WITHOUT_CONVICTION,),
    gaming_risk="Freezing assets of little value.",
    guard="A03",
    shown_beside=("A01i", "A03"),
    does_not_show="A higher share does not show that much was frozen, or that it stayed frozen"
    " until judgment.",
    used_by=(FATF, "United Kingdom: the phase of asset denial"),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no asset names its case"),),
    example="""
        charged | charged_on | frozen_before_judgment | counts
        yes     | 2022-05-10 | yes                    | yes
        yes     | 2026-06-30 | no                     | no
        yes     | 2026-07-01 | no                     | no
        yes     |            | yes                    | yes
        yes     | 2023-02-01 |                        | unknown
        no      | 2022-05-10 | yes                    | left out
    """,
)
A01i = Share(
    id="A01i",
    title="Instruments frozen before judgment",
    question="In what share of trafficking cases charged with any offence were instruments of the"
    " offence, such as vehicles or premises, frozen before judgment?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} trafficking cases"
    " charged (any offence) for which this is recorded had instruments of the offence frozen"
    " before judgment.",
    brief="d-3",
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.instruments_frozen_before_judgment,
    direction=Direction.HIGHER,
    population="trafficking cases charged with any offence",
    caveats=(
        WITHOUT_CONVICTION,
        "A frozen asset whose role is not recorded counts as missing, here and in A01.",
        "Items held only as evidence are in neither measure.",
    ),
    gaming_risk="Freezing a telephone in every case.",
    guard="A01",
    shown_beside=("A01",),
    does_not_show="A higher share does not show that any proceeds were taken.",
    used_by=(FATF, "A choice of this catalogue: instruments apart from proceeds"),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no asset names its case"),),
    example="""
        charged | charged_on | frozen_before_judgment | instruments_frozen_before_judgment | counts
        yes     | 2022-05-10 | no                     | yes                                | yes
        yes     | 2026-06-30 | yes                    | no                                 | no
        yes     | 2026-07-01 | no                     | no                                 | no
        yes     |            |                        | yes                                | yes
        yes     | 2023-02-01 |                        |                                    | unknown
        no      | 2022-05-10 | yes                    | yes                               | left out
    """,
)
A02 = Share(
    id="A02",
    title="Confiscation ordered",
    core=True,
    question="In what share of cases with a trafficking conviction was confiscation ordered within"
    " 12 months of it?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases with a"
    " first trafficking conviction for which this is recorded had a confiscation order within"
    " {order_within_months} months of the conviction.",
    brief="d-3",
    dated_by=per_case.c.conviction_on,
    matures_after=WINDOW,
    denominator=per_case.c.convicted_of_trafficking,
    numerator=per_case.c.confiscation_ordered,
    direction=Direction.HIGHER,
    population="cases with a trafficking conviction",
    caveats=(
        (
            "If the day of the conviction is not recorded, an order counts as missing. No order"
            " at all is a no."
        ),
        MANDATORY,
        "An order of amount 0 does not count.",
        "An order before the conviction counts. The 12 months are an option of the database.",
    ),
    gaming_risk="Orders that nobody can enforce.",
    guard="A03c",
    shown_beside=("A02a", "A02c"),
    does_not_show="A higher share does not show that the orders were final, or collected.",
    used_by=(GRETA, FATF),
    changes=(
        change_with_recount(
            "2",
            "2026-11-27",
            "A case without an order is a no, also if the date of the conviction is missing",
        ),
        unrecorded_no_longer_no(
            "3", "Not recorded if no asset names its case, or if no decision has a date"
        ),
    ),
    example="""
        convicted_of_trafficking | conviction_on | confiscation_ordered | counts
        yes                      | 2025-06-30    | yes                  | yes
        yes                      | 2022-05-10    | no                   | no
        yes                      | 2022-05-10    |                      | unknown
        yes                      |               |                      | unknown
        yes                      | 2025-07-01    | yes                  | not yet due
        no                       |               | no                   | left out
    """,
)
A02a = Share(
    id="A02a",
    title="Confiscation requested",
    question="In what share of cases with a trafficking conviction was confiscation requested?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases with a"
    " first trafficking conviction for which this is recorded had a request for confiscation.",
    brief="d-3",
    dated_by=per_case.c.conviction_on,
    matures_after=WINDOW,
    denominator=per_case.c.convicted_and_seeking_applies,
    numerator=per_case.c.confiscation_sought,
    direction=Direction.HIGHER,
    population="cases with a trafficking conviction where confiscation could be sought",
    caveats=("Where courts confiscate without a request, the share of requests says little.",),
    gaming_risk="Requesting confiscation without tracing any asset.",
    guard="A02",
    shown_beside=("A02",),
    does_not_show="A higher share does not show that there was anything to confiscate.",
    used_by=(GRETA, FATF),
    example="""
        convicted_and_seeking_applies | conviction_on | confiscation_sought | counts
        yes                           | 2025-06-30    | yes                 | yes
        yes                           | 2022-05-10    | no                  | no
        yes                           | 2022-05-10    |                     | unknown
        yes                           |               | yes                 | yes
        yes                           | 2025-07-01    | no                  | not yet due
        no                            | 2022-05-10    |                     | left out
    """,
)
A02c = replace(
    A02,
    id="A02c",
    title="Confiscation ordered after a request",
    question="Of cases with a trafficking conviction in which confiscation was requested, in what"
    " share was it ordered within 12 months of the conviction?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases with a"
    " first trafficking conviction and a confiscation request for which this is recorded had a"
    " confiscation order within {order_within_months} months of the conviction.",
    denominator=per_case.c.convicted_and_sought,
    population="cases with a trafficking conviction in which confiscation was sought",
    caveats=(
        (
            "If the day of the conviction is not recorded, an order counts as missing. No order"
            " at all is a no."
        ),
        MANDATORY,
        "An order of amount 0 does not count.",
        "If it is not recorded whether confiscation was requested, the case counts as missing.",
    ),
    gaming_risk="Requesting confiscation only where the order is certain.",
    guard="A02a",
    shown_beside=("A02", "A02a"),
    does_not_show="A higher share does not show that confiscation was requested wherever it"
    " should have been.",
    used_by=(GRETA, "A choice of this catalogue: the prosecution's part apart from the court's"),
    example="""
        convicted_and_sought | conviction_on | confiscation_ordered | counts
        yes                  | 2025-06-30    | yes                  | yes
        yes                  | 2022-05-10    | no                   | no
        yes                  | 2022-05-10    |                      | unknown
                             | 2022-05-10    | yes                  | unknown
        yes                  |               |                      | unknown
        yes                  | 2025-07-01    | yes                  | not yet due
        no                   | 2022-05-10    | yes                  | left out
    """,
    core=False,
)
IN_AND_OUTSIDE = (
    "Assets outside any case are included, although their offence may not be trafficking."
)
EVIDENCE = "Items held as evidence are included. Show the number by role to see them."
WITHOUT_A_WORD = "An asset without a recorded value or day counts as missing, never as a no."
NO_PART = (
    "An asset is not in the sum if its amount is not recorded or its currency has no exchange"
    " rate. If this is so for more than three in ten assets, the sum is not shown."
)
ONE_ASSET = (
    "One building can be worth more than all other assets. Look also at the number of assets."
)
RECORDED_VALUE = "Values are taken from the register. Some are estimates, others are sale prices."
VOLUME = (
    "A higher number is not better. It says how much was taken, not what part of all assets"
    " that is."
)
COUNTED_BY = ("FATF, immediate outcome 8", "United Kingdom: statistics of asset recovery")
X01 = Count(
    id="X01",
    title="Assets frozen",
    question="How many assets were frozen or seized?",
    sentence=(
        "In {place}, {value} asset was frozen or seized in {years}.",
        "In {place}, {value} assets were frozen or seized in {years}.",
    ),
    brief="d-3",
    dated_by=per_asset.c.frozen_on,
    needs_date=True,
    counted=per_asset.c.was_frozen,
    population="assets frozen",
    caveats=(IN_AND_OUTSIDE, EVIDENCE, WITHOUT_A_WORD, VOLUME),
    gaming_risk="Seizing many items of little value.",
    guard="X01m",
    shown_beside=("X01m", "X02"),
    does_not_show="More assets frozen do not show that any of them were confiscated.",
    used_by=COUNTED_BY,
    changes=NONE_KNOWN,
    example="""
        yes | 2022-03-01 | yes
        yes | 2026-07-01 | yes
        yes |            | yes
            |            | unknown
        no  | 2022-03-01 | left out
        no  |            | left out
    """,
)
X02 = replace(
    X01,
    id="X02",
    title="Assets confiscated",
    question="How many assets were confiscated?",
    sentence=(
        "In {place}, {value} asset was confiscated in {years}.",
        "In {place}, {value} assets were confiscated in {years}.",
    ),
    dated_by=per_asset.c.confiscated_on,
    counted=per_asset.c.was_confiscated,
    population="assets confiscated",
    caveats=(
        IN_AND_OUTSIDE,
        "A confiscation order counts before it is final. An order of amount 0 does not count.",
        "An asset counts as missing, never as a no, if nothing is recorded about confiscation.",
        VOLUME,
    ),
    gaming_risk="Confiscating many items of little value.",
    guard="X02m",
    shown_beside=("X02m", "X01", "X03"),
    does_not_show="More assets confiscated do not show that they were sold, or that victims"
    " received the money.",
)
X03 = replace(
    X01,
    id="X03",
    title="Assets returned to owners",
    question="How many assets were given back to an owner, wholly or in part?",
    sentence=(
        ("In {place}, {value} asset was returned to an owner, in full or in part, in {years}."),
        ("In {place}, {value} assets were returned to an owner, in full or in part, in {years}."),
    ),
    dated_by=per_asset.c.returned_on,
    counted=per_asset.c.was_returned,
    population="assets returned",
    caveats=(
        IN_AND_OUTSIDE,
        "An asset that was confiscated and later given back counts in both numbers.",
        WITHOUT_A_WORD,
        (
            "Neither a higher nor a lower number is better. Assets that were taken wrongly must"
            " be given back."
        ),
    ),
    gaming_risk="Not recording what became of seized items.",
    guard="X02",
    shown_beside=("X03m", "X02"),
    does_not_show="More assets returned do not show that the wrong assets had been taken.",
)
X01m = Amount(
    id="X01m",
    title="Value of assets frozen",
    question="What was the value of the assets that were frozen or seized?",
    sentence=(
        (
            "In {place}, assets frozen or seized in {years} had a total value of {value}, for"
            " the {denominator} asset with a recorded value."
        ),
        (
            "In {place}, assets frozen or seized in {years} had a total value of {value}, for"
            " the {denominator} assets with a recorded value."
        ),
    ),
    brief="d-3",
    dated_by=per_asset.c.frozen_on,
    eligible=per_asset.c.was_frozen,
    added_up=per_asset.c.frozen,
    population="assets frozen",
    caveats=(IN_AND_OUTSIDE, NO_PART, RECORDED_VALUE, ONE_ASSET),
    gaming_risk="Recording high estimates.",
    guard="A03b",
    shown_beside=("X01", "X02m"),
    does_not_show="A higher sum does not show what part of the criminal earnings it is.",
    used_by=COUNTED_BY,
    changes=FEW_AMOUNTS_KNOWN,
    example="""
        yes | 2022-03-01 | 1000.00 | used
        yes |            | 250.50  | used
        yes | 2022-03-01 |         | unknown
            |            |         | unknown
        no  | 2022-03-01 | 0       | left out
        no  |            | 0       | left out
    """,
)
X02m = replace(
    X01m,
    id="X02m",
    title="Value of assets confiscated",
    question="What was the value of the assets that were confiscated?",
    sentence=(
        (
            "In {place}, assets confiscated in {years} had a total value of {value}, for the"
            " {denominator} asset with a recorded value."
        ),
        (
            "In {place}, assets confiscated in {years} had a total value of {value}, for the"
            " {denominator} assets with a recorded value."
        ),
    ),
    dated_by=per_asset.c.confiscated_on,
    eligible=per_asset.c.was_confiscated,
    added_up=per_asset.c.confiscated,
    population="assets confiscated",
    caveats=(
        IN_AND_OUTSIDE,
        NO_PART,
        "Confiscation orders count before they are final.",
        ONE_ASSET,
    ),
    gaming_risk="Ordering amounts that nobody will ever collect.",
    guard="A03c",
    shown_beside=("X02", "X01m", "X03m"),
    does_not_show="A higher sum does not show that it was realised, or that it reached victims.",
)
X03m = replace(
    X01m,
    id="X03m",
    title="Value returned to owners",
    question="What was the value of the assets given back to owners?",
    sentence=(
        (
            "In {place}, assets worth {value} in total went back to owners in {years},"
            " counting the {denominator} asset with a recorded value."
        ),
        (
            "In {place}, assets worth {value} in total went back to owners in {years},"
            " counting the {denominator} assets with a recorded value."
        ),
    ),
    dated_by=per_asset.c.returned_on,
    eligible=per_asset.c.was_returned,
    added_up=per_asset.c.returned,
    population="assets returned",
    caveats=(
        IN_AND_OUTSIDE,
        NO_PART,
        "Money paid to victims out of an asset is not a return to an owner. A05 measures it.",
        ONE_ASSET,
    ),
    gaming_risk="Not recording what became of seized items.",
    guard="X02m",
    shown_beside=("X03", "X02m"),
    does_not_show="A higher sum does not show that the wrong assets had been taken.",
)
NOT_CAPPED = (
    "A confiscation order can be higher than the amount frozen before, so the share can"
    " be above 100%."
)
BOTH_KNOWN = (
    "An asset counts as missing if one of the two amounts is not recorded. It never counts as 0."
)
EUROPOL = "Europol 2016: frozen 2.2% and confiscated 1.1% of proceeds"
UNITED_KINGDOM = "United Kingdom: statistics of asset recovery"
A03 = AmountRatio(
    id="A03",
    title="Identified value frozen",
    question="How much of the value identified was frozen, in trafficking cases charged with any"
    " offence?",
    sentence="In {place} in {years}, of every {currency} 100 of assets identified in trafficking"
    " cases charged (any offence), {value} was frozen, counting only assets with both"
    " values recorded.",
    brief="d-3",
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_charged_case,
    numerator=per_asset.c.frozen,
    denominator=per_asset.c.identified,
    direction=Direction.HIGHER,
    population="value identified",
    caveats=(ONE_CASE, NOT_CAPPED, BOTH_KNOWN),
    gaming_risk="Identifying only assets that the authorities already hold.",
    guard="F01",
    shown_beside=("A03b", "A03c"),
    does_not_show="A higher ratio does not show that all assets were identified.",
    used_by=(EUROPOL, UNITED_KINGDOM),
    example="""
        of_charged_case | charged_on | identified | frozen  | counts
        yes             | 2022-05-10 | 1000.00    | 400.00  | used
        yes             | 2022-05-10 | 1000.00    | 0       | used
        yes             |            | 100.00     | 250.00  | used
        yes             | 2022-05-10 |            | 400.00  | unknown
        yes             | 2022-05-10 | 1000.00    |         | unknown
        no              | 2022-05-10 | 1000.00    | 400.00  | left out
    """,
)
A03b = AmountRatio(
    id="A03b",
    title="Frozen value confiscated",
    core=True,
    question="How much of the value frozen was confiscated, in cases decided at first instance?",
    sentence="In {place} in {years}, for every {currency} 100 frozen in trafficking cases charged"
    " and since decided at first instance, with both values recorded, {value} was"
    " confiscated.",
    brief="d-3",
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.confiscated,
    denominator=per_asset.c.frozen,
    direction=Direction.HIGHER,
    population="value frozen in decided cases",
    caveats=(ONE_CASE, NOT_CAPPED, BOTH_KNOWN, "Confiscation orders count before they are final."),
    gaming_risk="Freezing little, so that little is lost.",
    guard="A03",
    shown_beside=("A03", "A03c"),
    does_not_show="A higher ratio does not show that the orders were upheld on appeal, or were"
    " paid.",
    used_by=(EUROPOL, UNITED_KINGDOM),
    example="""
        of_decided_case | charged_on | frozen  | confiscated | counts
        yes             | 2022-05-10 | 1000.00 | 400.00      | used
        yes             | 2022-05-10 | 0       | 400.00      | used
        yes             |            | 100.00  | 0           | used
        yes             | 2022-05-10 |         | 400.00      | unknown
        yes             | 2022-05-10 | 1000.00 |             | unknown
        no              | 2022-05-10 | 1000.00 | 400.00      | left out
    """,
)
A03c = AmountRatio(
    id="A03c",
    title="Confiscated value realised",
    core=True,
    question="How much of the value confiscated was realised, in cases decided at first instance?",
    sentence="In {place} in {years}, for every {currency} 100 confiscated in trafficking cases"
    " charged and since decided at first instance, with both values recorded, {value} was"
    " realised.",
    brief="d-3",
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.realised,
    denominator=per_asset.c.confiscated,
    direction=Direction.HIGHER,
    population="value confiscated in decided cases",
    caveats=(
        ONE_CASE,
        NOT_CAPPED,
        BOTH_KNOWN,
        "Selling or collecting assets takes years. Recent years look worse.",
    ),
    gaming_risk="Ordering confiscation only of what can be sold immediately.",
    guard="A02",
    shown_beside=("A03", "A03b", "A05"),
    does_not_show="A higher ratio does not show that the money reached anyone.",
    used_by=(EUROPOL, UNITED_KINGDOM),
    example="""
        of_decided_case | charged_on | confiscated | realised | counts
        yes             | 2022-05-10 | 1000.00     | 400.00   | used
        yes             | 2022-05-10 | 1000.00     | 0        | used
        yes             |            | 100.00      | 120.00   | used
        yes             | 2022-05-10 |             | 400.00   | unknown
        yes             | 2022-05-10 | 1000.00     |          | unknown
        no              | 2022-05-10 | 1000.00     | 400.00   | left out
    """,
)
A05 = AmountRatio(
    id="A05",
    title="Realised value that reached victims",
    core=True,
    question="How much of the value realised was paid to victims, in cases decided at first"
    " instance?",
    sentence="In {place} in {years}, for every {currency} 100 realised from assets in trafficking"
    " cases charged and since decided, with both amounts recorded, {value} reached"
    " victims.",
    brief=("d-3", "R-3"),
    dated_by=per_asset.c.charged_on,
    eligible=per_asset.c.of_decided_case,
    numerator=per_asset.c.to_victims,
    denominator=per_asset.c.realised,
    direction=Direction.HIGHER,
    population="value realised in decided cases",
    caveats=(
        ONE_CASE,
        BOTH_KNOWN,
        (
            "Many treasuries do not record separately what becomes of the money. Check for how"
            " many assets data are available."
        ),
        "Payments from the general budget are not included. R04 measures them.",
        (
            "Amounts that reached victims are converted at the exchange rate of the year in which"
            " the asset was realised."
        ),
    ),
    gaming_risk="Realising little, so that all of it can be paid out.",
    guard="A03c",
    shown_beside=("A03c", "R04"),
    does_not_show="A higher ratio does not show that victims were paid for all they had lost.",
    used_by=(
        "OSCE: confiscated proceeds to be available to victims",
        "FATF, immediate outcome 8, methodology of 2022",
        "United Kingdom: compensation from confiscation orders",
    ),
    example="""
        of_decided_case | charged_on | realised | to_victims | counts
        yes             | 2022-05-10 | 1000.00  | 400.00     | used
        yes             | 2022-05-10 | 1000.00  | 0          | used
        yes             |            | 100.00   | 100.00     | used
        yes             | 2022-05-10 |          | 400.00     | unknown
        yes             | 2022-05-10 | 1000.00  |            | unknown
        no              | 2022-05-10 | 1000.00  | 400.00     | left out
    """,
)
