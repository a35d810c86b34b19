"""Define the measures of family N: how far along and up the chain charges and convictions reach."""

from dataclasses import replace

from metrics.counting_options import OPTIONS
from metrics.measure import OF_SEVERAL_PERSONS, Direction, follow_up_months
from metrics.measure_kinds import Share, unrecorded_no_longer_no
from metrics.units.cases import per_case, per_case_link
from metrics.units.networks import per_convicted_network, per_network
from metrics.units.suspects import per_suspect

CASE_SPLITTING = "Jurisdictions split cases differently: one network may be one case or many."
SMALL_CASES = (
    "A small case of domestic servitude may really have only one link. Compare cases of"
    " the same form of exploitation."
)
USERS = OPTIONS["knowing_user_is_beyond"]
BRIEF_ASKS = "The brief's item (a), with the same wording"
N01 = Share(
    id="N01",
    title="More than one link charged",
    core=True,
    question="In what share of cases charged as trafficking did charges cover more than one link"
    " of the trafficking chain?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had charges covering more than one link of the"
    " trafficking chain.",
    brief=("a-2", "a-1"),
    dated_by=per_case.c.charged_on,
    matures_after=follow_up_months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.more_than_one_link,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking",
    caveats=(CASE_SPLITTING, SMALL_CASES),
    gaming_risk=(
        "Charging one more person with a small role, or recording two roles for one person."
    ),
    guard="N01s",
    shown_beside=("N01s", "N01n"),
    does_not_show="A higher share does not show that anyone at the top was charged.",
    used_by=(BRIEF_ASKS, "UNODC's study of court cases: organised and other traffickers"),
    example="""
        charged_as_trafficking | charged_on | more_than_one_link | counts
        yes                    | 2022-05-10 | yes                | yes
        yes                    | 2024-06-30 | yes                | yes
        yes                    | 2024-06-29 | no                 | no
        yes                    | 2023-02-01 |                    | unknown
        yes                    |            | no                 | no
        yes                    | 2024-07-01 | yes                | not yet due
        no                     | 2022-05-10 | yes                | left out
    """,
)
N01s = replace(
    N01,
    id="N01s",
    title="More than one link, different people",
    question="In what share of cases charged as trafficking were two different people charged"
    " from two different links?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had two different defendants at two different links"
    " of the trafficking chain.",
    brief="a-1",
    numerator=per_case.c.more_than_one_link_by_persons,
    caveats=(
        CASE_SPLITTING,
        (
            "Where links are recorded only for the whole case, the records do not show whether"
            " it was one person or two."
        ),
    ),
    gaming_risk="Charging relatives for minor help.",
    guard="N03",
    shown_beside=("N01",),
    does_not_show="A higher share does not show that the links were more than minor.",
    used_by=(BRIEF_ASKS, "A choice of this catalogue: one person with two roles is no network"),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no link names its person"),),
    example="""
        charged_as_trafficking | charged_on | more_than_one_link_by_persons | counts
        yes                    | 2024-06-30 | yes                           | yes
        yes                    | 2022-05-10 | no                            | no
        yes                    |            | yes                           | yes
        yes                    | 2023-02-01 |                               | unknown
        yes                    | 2024-07-01 | no                            | not yet due
        no                     | 2022-05-10 | yes                           | left out
    """,
)
N01n = Share(
    id="N01n",
    title="More than one link charged, by network",
    question="In what share of networks charged as trafficking were people charged from more than"
    " one link, if cases split from one network are joined again?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} networks with a"
    " case charged as trafficking for which this is recorded had charges covering more than one"
    " link of the trafficking chain.",
    brief=("a-2", "a-1"),
    dated_by=per_network.c.charged_on,
    matures_after=follow_up_months(24),
    denominator=per_network.c.charged_as_trafficking,
    numerator=per_network.c.more_than_one_link,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="networks with a case charged as trafficking",
    caveats=(
        "A case that has no network id in common with others counts as a network of its own.",
        "The office and the form of exploitation are those of the case that was charged first.",
        "The follow-up period starts with the first charge in any case of the network.",
    ),
    gaming_risk="Joining cases that are not connected.",
    guard="N01",
    shown_beside=("N01",),
    does_not_show="A higher share does not show that the whole network was seen.",
    used_by=("A choice of this catalogue: case splitting is undone before countries are compared",),
    changes=(unrecorded_no_longer_no("2", "Not recorded if no case names its network"),),
    example="""
        charged_as_trafficking | cases | charged_on | more_than_one_link | counts
        yes                    | 1     | 2022-05-10 | yes                | yes
        yes                    | 4     | 2024-06-30 | yes                | yes
        yes                    | 2     | 2021-02-01 | no                 | no
        yes                    | 2     | 2023-02-01 |                    | unknown
        yes                    | 1     |            | no                 | no
        yes                    | 3     | 2024-07-01 | yes                | not yet due
        no                     | 1     | 2022-05-10 | yes                | left out
    """,
)
N02 = Share(
    id="N02",
    title="A defendant only outside the place of exploitation",
    core=True,
    question="In what share of cases charged as trafficking was someone charged whose link is"
    " outside the place of exploitation?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had a defendant whose only roles were outside the"
    " place of exploitation, such as a recruiter or organiser.",
    brief="a-3",
    dated_by=per_case.c.charged_on,
    matures_after=follow_up_months(24),
    options=(USERS,),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.beyond_destination,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking",
    caveats=(
        (
            "The State where the exploitation takes place may be unable to reach recruiters in"
            " the country of origin."
        ),
        "A harbourer or transferor whose location is not recorded counts as missing.",
        (
            "Someone who only used the services is not counted, unless an option of the database"
            " says otherwise."
        ),
    ),
    gaming_risk="Coding an exploiter as an organiser.",
    guard="N02l",
    shown_beside=("N02l", "N02d", "T03"),
    does_not_show="A higher share does not show that this person was high in the chain.",
    used_by=(BRIEF_ASKS,),
    example="""
        charged_as_trafficking | charged_on | beyond_destination | counts
        yes                    | 2024-06-30 | yes                | yes
        yes                    | 2022-05-10 | no                 | no
        yes                    |            | no                 | no
        yes                    | 2023-02-01 |                    | unknown
        yes                    | 2024-07-01 | yes                | not yet due
        no                     | 2022-05-10 | yes                | left out
    """,
)
N02l = replace(
    N02,
    id="N02l",
    title="Any link outside the place of exploitation",
    question="In what share of cases charged as trafficking was any link outside the place of"
    " exploitation charged, even if the same person also exploits victims?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had a defendant with a role outside the place of"
    " exploitation, such as recruiter, transporter or organiser.",
    numerator=per_case.c.upstream_charged,
    caveats=(
        ("One person who recruits and exploits is enough. Compare with the stricter measure N02."),
    ),
    gaming_risk="Adding a link to a person who is already charged.",
    guard="N02",
    shown_beside=("N02",),
    does_not_show="A higher share does not show that anyone other than the exploiter was charged.",
    used_by=(
        BRIEF_ASKS,
        "A choice of this catalogue: a broader measure in addition to the strict one",
    ),
    example="""
        charged_as_trafficking | charged_on | upstream_charged | counts
        yes                    | 2024-06-30 | yes              | yes
        yes                    | 2022-05-10 | no               | no
        yes                    |            | yes              | yes
        yes                    | 2023-02-01 |                  | unknown
        yes                    | 2024-07-01 | yes              | not yet due
        no                     | 2022-05-10 | yes              | left out
    """,
    core=False,
)
N02d = Share(
    id="N02d",
    title="Charged where an outside suspect was known",
    question="Of cases charged as trafficking in which a suspect outside the place of"
    " exploitation was identified, in what share was someone charged from such a link?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking with a suspect outside the place of exploitation, for which this is recorded,"
    " had a defendant without any role there.",
    brief="a-3",
    dated_by=per_case.c.charged_on,
    matures_after=follow_up_months(24),
    options=(USERS,),
    denominator=per_case.c.charged_with_upstream_known,
    numerator=per_case.c.beyond_destination,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking with a suspect outside the place of exploitation",
    caveats=(
        (
            "If a suspect's link is not recorded, it is not known whether the case belongs to"
            " this measure."
        ),
        (
            "A suspect is anyone recorded in the case, charged or not, including someone who also"
            " exploits victims."
        ),
    ),
    gaming_risk="Leaving out suspects who cannot be reached.",
    guard="N04",
    shown_beside=("N02", "T03"),
    does_not_show="A higher share does not show that all suspects outside the place of"
    " exploitation were charged.",
    used_by=("A choice of this catalogue: charging apart from finding",),
    example="""
        charged_with_upstream_known | charged_on | beyond_destination | counts
        yes                         | 2024-06-30 | yes                | yes
        yes                         | 2022-05-10 | no                 | no
        yes                         |            | yes                | yes
        yes                         | 2023-02-01 |                    | unknown
                                    | 2023-02-01 | no                 | unknown
        yes                         | 2024-07-01 | yes                | not yet due
        no                          | 2022-05-10 | no                 | left out
    """,
)
LABEL = "'Organiser' is often a term of sentencing. Check how the roles were coded."
AT_THE_TOP = "UNODC's Executive Director: hold those at the top of the chain accountable"
N03 = Share(
    id="N03",
    title="Top of the chain charged",
    core=True,
    question="In what share of cases charged as trafficking was an organiser, financier, launderer"
    " or corporate beneficiary charged?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases charged as"
    " trafficking for which this is recorded had a defendant at the top of the chain: an"
    " organiser, financier, launderer or profiting company.",
    brief=("a-1", "a-2", "b-3"),
    dated_by=per_case.c.charged_on,
    matures_after=follow_up_months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.direction_and_money_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking",
    caveats=(
        LABEL,
        (
            "The company that exploits victims is an exploiter. A beneficiary is a"
            " different company."
        ),
    ),
    gaming_risk="Coding someone as an organiser who was not one.",
    guard="N03p",
    shown_beside=("N03p",),
    does_not_show="A higher share does not show that they were convicted, or that their money was"
    " found.",
    used_by=(AT_THE_TOP, "US human-trafficking data count buyers among defendants"),
    example="""
        charged_as_trafficking | charged_on | direction_and_money_charged | counts
        yes                    | 2024-06-30 | yes                         | yes
        yes                    | 2022-05-10 | no                          | no
        yes                    |            | no                          | no
        yes                    | 2023-02-01 |                             | unknown
        yes                    | 2024-07-01 | yes                         | not yet due
        no                     | 2022-05-10 | yes                         | left out
    """,
)
N03p = Share(
    id="N03p",
    title="Defendants at the top of the chain",
    question="Of the people and companies charged in cases charged as trafficking, what share"
    " were organisers, financiers, launderers or corporate beneficiaries?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} people and"
    " companies charged in cases charged as trafficking, with a recorded role, had a role at the"
    " top of the chain.",
    brief="a-1",
    dated_by=per_suspect.c.charged_on,
    matures_after=follow_up_months(24),
    denominator=per_suspect.c.charged_in_trafficking_case,
    numerator=per_suspect.c.apex,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="people and companies charged in cases charged as trafficking",
    caveats=(
        LABEL,
        "People and legal persons count once in each case in which they are charged.",
        (
            "A link recorded only for the whole case belongs to no person, so it is in no share"
            " of people."
        ),
    ),
    gaming_risk="Charging few people at the lower links.",
    guard="N04",
    shown_beside=("N03",),
    does_not_show="A higher share does not show that everyone at the top was charged.",
    used_by=(AT_THE_TOP,),
    unit_word="person charged",
    example="""
        charged_in_trafficking_case | kind    | charged_on | apex | counts
        yes                         | natural | 2024-06-30 | yes  | yes
        yes                         | legal   | 2022-05-10 | yes  | yes
        yes                         | natural | 2022-05-10 | no   | no
        yes                         | natural |            | no   | no
        yes                         | natural | 2023-02-01 |      | unknown
        yes                         | natural | 2024-07-01 | yes  | not yet due
        no                          | natural | 2022-05-10 | yes  | left out
    """,
)
N04 = Share(
    id="N04",
    title="Identified links charged",
    core=True,
    question="Of the links of the chain at which a suspect was identified, in what share was"
    " someone charged?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} links with an"
    " identified suspect in trafficking cases charged or closed, for which this is recorded, had"
    " someone charged.",
    brief="a-1",
    dated_by=per_case_link.c.charged_or_closed_on,
    denominator=per_case_link.c.of_settled_case,
    numerator=per_case_link.c.charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="links at which a suspect was identified, in trafficking cases charged or closed",
    caveats=(
        (
            "A jurisdiction that does not record suspects gets a better result. Look also at the"
            " number of suspects per case."
        ),
        (
            "A suspect whose link is not recorded adds one more link to the case, which counts as"
            " missing."
        ),
        (
            "Suspects who fled are included, and can be shown separately. Links of people who"
            " died are left out, if nobody else had them."
        ),
        "A source that records only charged links, without suspects, cannot show this measure.",
    ),
    gaming_risk="Leaving out of the file the suspects who will not be charged.",
    guard="N01",
    shown_beside=("N01",),
    does_not_show="A higher share does not show that every link was investigated.",
    used_by=("A choice of this catalogue: the brief asks for the full breadth of actors",),
    changes=(
        unrecorded_no_longer_no(
            "2",
            "Not recorded if the source does not say who was charged, or if"
            " no link names its person",
        ),
    ),
    example="""
        link      | of_settled_case | charged_or_closed_on | charged | counts
        recruiter | yes             | 2022-05-10           | yes     | yes
        exploiter | yes             | 2026-06-30           | yes     | yes
        financier | yes             | 2022-05-10           | no      | no
        harbourer | yes             |                      | no      | no
        unknown   | yes             | 2022-05-10           |         | unknown
        recruiter | no              |                      | no      | left out
    """,
)
N05 = Share(
    id="N05",
    title="More than one link convicted",
    core=True,
    question="In what share of cases charged as trafficking with a trafficking conviction do"
    " the convicted people come from more than one link of the chain?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} cases with a"
    " first trafficking conviction for which this is recorded had convictions at more than one"
    " link of the trafficking chain.",
    brief=("a-1", "S2"),
    dated_by=per_case.c.conviction_on,
    denominator=per_case.c.convicted_as_trafficking,
    numerator=per_case.c.more_than_one_link_convicted,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    population="cases charged as trafficking with a trafficking conviction",
    caveats=(
        "People convicted of any offence count: a recruiter convicted of fraud is a link reached.",
        (
            "Only convicted people count. People who were only charged are in the share of links"
            " charged."
        ),
        (
            "If a convicted person's link is not recorded, and the others come from fewer than"
            " two links, the case counts as missing."
        ),
    ),
    gaming_risk="Recording second links for convicted people that nobody proved.",
    guard="N01",
    shown_beside=("N01", "N01s"),
    does_not_show="A higher share does not show that those at the top were convicted.",
    used_by=("Inter-Agency Coordination Group brief",),
    example="""
        convicted_as_trafficking | conviction_on | more_than_one_link_convicted | counts
        yes                      | 2022-05-10    | yes                          | yes
        yes                      | 2026-07-01    | no                           | no
        yes                      |               | yes                          | yes
        yes                      | 2023-02-01    | no                           | no
        yes                      | 2022-05-10    |                              | unknown
        no                       | 2022-05-10    | yes                          | left out
    """,
)
T04 = Share(
    id="T04",
    title="Network disrupted",
    question="Of networks with a conviction, in what share were at least two of these reached: a"
    " conviction at the top, confiscated assets, a business closed or a legal person"
    " sanctioned?",
    sentence="In {place} in {years}, {numerator} ({share}) of the {denominator} networks with a"
    " first conviction (any offence) for which this is recorded lost at least two of three:"
    " leaders, assets, business.",
    brief=("a-1", "a-2", "S5"),
    dated_by=per_convicted_network.c.first_conviction_on,
    matures_after=follow_up_months(24),
    denominator=per_convicted_network.c.convicted,
    numerator=per_convicted_network.c.disrupted,
    direction=Direction.CONTEXT,
    population="networks with a conviction",
    caveats=(
        (
            "A case that belongs to no network counts as a network of its own. Jurisdictions"
            " split cases differently."
        ),
        (
            "If one of the three is not recorded and could be the second, the network counts as"
            " missing."
        ),
        "Convictions of any offence count. The network is dated by its first conviction.",
    ),
    gaming_risk="Joining cases so that one network has all three.",
    guard="N01n",
    shown_beside=("N01n", "N05"),
    does_not_show="A higher share does not show that the networks have stopped.",
    used_by=("FATF: effective, proportionate and dissuasive sanctions",),
    changes=(
        unrecorded_no_longer_no(
            "2", "Not recorded if no asset names its case, or if no case names its network"
        ),
    ),
    example="""
        convicted | first_conviction_on | disrupted | counts
        yes       | 2024-06-30          | yes       | yes
        yes       | 2022-05-10          | no        | no
        yes       |                     | no        | no
        yes       | 2022-05-10          |           | unknown
        yes       | 2024-07-01          | yes       | not yet due
        no        | 2022-05-10          | no        | left out
    """,
)
