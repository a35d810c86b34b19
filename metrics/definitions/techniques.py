"""Family T: special techniques, and evidence that does not rest on the victim alone."""

from datetime import date

from metrics.kinds import Share
from metrics.measure import Change, Direction
from metrics.units.case.unit import per_case

T01 = Share(
    id="T01",
    title="Special techniques used",
    core=True,
    question="In what share of trafficking cases charged with any offence were special"
    " investigative techniques used, such as interception, surveillance or undercover work?",
    brief=("a-4", "S2"),
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.special_techniques_used,
    direction=Direction.CONTEXT,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(
        "The law on who may authorise them differs.",
        "What is confidential is unknown, and so is a blank cell; a technique listed is a yes.",
        "Proportionality matters: more is not always better.",
    ),
    gaming_risk="Calling the routine download of a telephone special.",
    guard="T02",
    shown_beside=("T02",),
    does_not_show="A higher share does not show that what was gathered was lawful, or used.",
    used_by=("Article 20 of the UN Convention against Transnational Organized Crime",),
    example="""
        as of 2026-06-30
        charged | charged_on | special_techniques_used | counts
        yes     | 2022-05-10 | yes                     | yes
        yes     | 2026-06-30 | no                      | no
        yes     | 2026-07-01 | yes                     | yes
        yes     |            | no                      | no
        yes     | 2023-02-01 |                         | unknown
        no      | 2022-05-10 | yes                     | left out
    """,
)

T02 = Share(
    id="T02",
    title="Evidence beside the victim's testimony",
    question="In what share of trafficking cases charged with any offence was evidence other than"
    " victims' testimony relied on: financial, digital, documentary, of inspections or third"
    " parties?",
    brief=("S2", "b-1"),
    unit=per_case,
    dated_by=per_case.c.charged_on,
    denominator=per_case.c.charged,
    numerator=per_case.c.corroborated,
    direction=Direction.HIGHER,
    denominator_words="of trafficking cases charged with any offence",
    caveats=(
        "Where it is coded from judgments, it is known of decided cases only.",
        "Evidence of unknown kind that was relied on leaves it unknown.",
    ),
    gaming_risk="Listing a document that proved nothing.",
    guard="P02",
    shown_beside=("T02v", "T01"),
    does_not_show="A higher share does not show that the case could have stood without the victim.",
    used_by=("England and Wales: prosecutions led by evidence, to ease the pressure on victims",),
    example="""
        as of 2026-06-30
        charged | charged_on | corroborated | counts
        yes     | 2022-05-10 | yes          | yes
        yes     | 2026-06-30 | no           | no
        yes     | 2026-07-01 | yes          | yes
        yes     |            | no           | no
        yes     | 2023-02-01 |              | unknown
        no      | 2022-05-10 | yes          | left out
    """,
)

T02v = Share(
    id="T02v",
    title="Convicted without a victim's testimony in court",
    question="In what share of cases with a conviction did no victim testify in court?",
    brief=("S2", "V"),
    unit=per_case,
    dated_by=per_case.c.first_conviction_on,
    denominator=per_case.c.convicted_and_testimony_applies,
    numerator=per_case.c.without_testimony,
    direction=Direction.CONTEXT,
    denominator_words="of cases with a conviction of any offence where testimony applies",
    caveats=(
        "A plea spares testimony as well: read it beside the share of pleas.",
        "Some victims want to be heard: neither more nor fewer is better.",
        "A conviction of any offence counts, the first one dates it.",
    ),
    gaming_risk="Dropping the charges for which a victim would be needed.",
    guard="P03",
    shown_beside=("T02", "V01"),
    does_not_show="A higher share does not show that victims were spared before the trial.",
    used_by=("England and Wales: prosecutions led by evidence, to ease the pressure on victims",),
    changes=(
        Change(
            "2", date(2026, 11, 27), "Context: neither more nor fewer is better", recounted=True
        ),
    ),
    example="""
        as of 2026-06-30
        convicted_and_testimony_applies | first_conviction_on | without_testimony | counts
        yes                             | 2022-05-10          | yes               | yes
        yes                             | 2026-06-30          | no                | no
        yes                             |                     | yes               | yes
        yes                             | 2022-05-10          | no                | no
        yes                             | 2023-02-01          |                   | unknown
        no                              |                     | yes               | left out
    """,
)
