"""Family N: how many links of the chain the charges reach, and whether beyond the destination."""

from metrics.definitions.none_known import not_recorded
from metrics.kinds import Share
from metrics.measure import OF_SEVERAL_PERSONS, Direction, months
from metrics.options import OPTIONS
from metrics.units.case.unit import per_case
from metrics.units.network.unit import per_network

CASE_SPLITTING = "How cases are split differs: one network may be one case or many."
SMALL_CASES = "A small case of domestic servitude may truly have one link: read it by form."
USERS = OPTIONS["knowing_user_is_beyond"]
BRIEF_ASKS = "The brief's item (a), in as many words"

N01 = Share(
    id="N01",
    title="More than one link charged",
    core=True,
    question="In what share of cases charged as trafficking were persons charged from more than"
    " one link of the trafficking chain?",
    brief=("a-2", "a-1"),
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.more_than_one_link,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=(CASE_SPLITTING, SMALL_CASES),
    gaming_risk="Charging one extra minor role, or giving one person two.",
    guard="N01s",
    shown_beside=("N01s", "N01n"),
    does_not_show="A higher share does not show that anybody at the top was charged.",
    used_by=(BRIEF_ASKS, "UNODC's study of court cases: organised and other traffickers"),
    example="""
        as of 2026-06-30
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

N01s = Share(
    id="N01s",
    title="More than one link, by different persons",
    core=True,
    question="In what share of cases charged as trafficking were two different persons charged"
    " from two different links?",
    brief="a-1",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.more_than_one_link_by_persons,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=(CASE_SPLITTING, "Links known of the case only cannot tell one person from two."),
    gaming_risk="Charging relatives for minor help.",
    guard="N03",
    shown_beside=("N01",),
    does_not_show="A higher share does not show that the links were more than minor ones.",
    used_by=(BRIEF_ASKS, "A choice of this catalogue: one person with two roles is no network"),
    changes=(not_recorded("2", "persons of links are not"),),
    example="""
        as of 2026-06-30
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
    question="In what share of networks charged as trafficking, their split cases read as one,"
    " were persons charged from more than one link?",
    brief=("a-2", "a-1"),
    unit=per_network,
    dated_by=per_network.c.charged_on,
    matures_after=months(24),
    denominator=per_network.c.charged_as_trafficking,
    numerator=per_network.c.more_than_one_link,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of networks with a case charged as trafficking",
    caveats=(
        "Where split cases carry no common network id, each stands for a network of its own.",
        "Office and form are those of the case charged first.",
        "The window runs from the first charge in any case of the network.",
    ),
    gaming_risk="Joining cases that have nothing to do with each other.",
    guard="N01",
    shown_beside=("N01",),
    does_not_show="A higher share does not show that the whole network was seen.",
    used_by=("A choice of this catalogue: case splitting is undone before countries are compared",),
    changes=(not_recorded("2", "networks are not"),),
    example="""
        as of 2026-06-30
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
    title="Charges beyond the destination",
    core=True,
    question="In what share of cases charged as trafficking was a person charged whose link is not"
    " exploitation at the destination?",
    brief="a-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    options=(USERS,),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.beyond_destination,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=(
        "A destination State may be unable to reach recruiters in the country of origin.",
        "A harbourer or transferor without a location leaves it unknown.",
        "Somebody who only used the services is ignored, unless an option says otherwise.",
    ),
    gaming_risk="Coding an exploiter as an organiser.",
    guard="N02l",
    shown_beside=("N02l", "N02d", "T03"),
    does_not_show="A higher share does not show that the person stood high in the chain.",
    used_by=(BRIEF_ASKS,),
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | beyond_destination | counts
        yes                    | 2024-06-30 | yes                | yes
        yes                    | 2022-05-10 | no                 | no
        yes                    |            | no                 | no
        yes                    | 2023-02-01 |                    | unknown
        yes                    | 2024-07-01 | yes                | not yet due
        no                     | 2022-05-10 | yes                | left out
    """,
)

N02l = Share(
    id="N02l",
    title="An upstream or enabling link charged",
    question="In what share of cases charged as trafficking was any upstream or enabling link"
    " charged, even of a person who also exploits?",
    brief="a-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    options=(USERS,),
    denominator=per_case.c.charged_as_trafficking,
    numerator=per_case.c.upstream_charged,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking",
    caveats=("One person who recruits and exploits is enough: read it beside N02.",),
    gaming_risk="Adding a link to a person already charged.",
    guard="N02",
    shown_beside=("N02",),
    does_not_show="A higher share does not show that anybody but the exploiter was charged.",
    used_by=(BRIEF_ASKS, "A choice of this catalogue: the broader reading beside the strict one"),
    example="""
        as of 2026-06-30
        charged_as_trafficking | charged_on | upstream_charged | counts
        yes                    | 2024-06-30 | yes              | yes
        yes                    | 2022-05-10 | no               | no
        yes                    |            | yes              | yes
        yes                    | 2023-02-01 |                  | unknown
        yes                    | 2024-07-01 | yes              | not yet due
        no                     | 2022-05-10 | yes              | left out
    """,
)

N02d = Share(
    id="N02d",
    title="Beyond the destination, where a suspect there was known",
    question="Of cases charged as trafficking in which an upstream or enabling suspect was"
    " identified, in what share was a person charged whose link is not exploitation at the"
    " destination?",
    brief="a-3",
    unit=per_case,
    dated_by=per_case.c.charged_on,
    matures_after=months(24),
    options=(USERS,),
    denominator=per_case.c.charged_with_upstream_known,
    numerator=per_case.c.beyond_destination,
    least_coverage=OF_SEVERAL_PERSONS,
    direction=Direction.HIGHER,
    denominator_words="of cases charged as trafficking with an upstream or enabling suspect",
    caveats=(
        "A suspect whose link is not recorded leaves it unknown whether the case belongs.",
        "A suspect is anybody recorded in the case, charged or not, also one who exploits as well.",
    ),
    gaming_risk="Not recording the suspects who are out of reach.",
    guard="N04",
    shown_beside=("N02", "T03"),
    does_not_show="A higher share does not show that all upstream suspects were charged.",
    used_by=("A choice of this catalogue: charging apart from finding",),
    example="""
        as of 2026-06-30
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
