"""Sets of jurisdictions to compare with: of one region, with the same law, or of similar size.

"Same law" means the same duty to prosecute, which the files of jurisdictions state. Legal families
are not used: files do not state them, mixed systems belong to several, and a list of our own would
be disputed.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

import pandas as pd

from dashboard import words
from dashboard.frames import peer_comparison
from metrics import comparability
from schemas.language import marked, t

# The sub-regions of the United Nations (M49), by ISO 3166 codes of three letters.
REGIONS = {
    "northern_africa": "DZA EGY ESH LBY MAR SDN TUN",
    "sub_saharan_africa": (
        "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI ERI ETH GAB GHA GIN GMB GNB GNQ IOT"
        " KEN LBR LSO MDG MLI MOZ MRT MUS MWI MYT NAM NER NGA REU RWA SEN SHN SLE SOM SSD STP SWZ"
        " SYC TCD TGO TZA UGA ZAF ZMB ZWE ATF"
    ),
    "latin_america_and_the_caribbean": (
        "ABW AIA ARG ATG BES BHS BLM BLZ BOL BRA BRB CHL COL CRI CUB CUW CYM DMA DOM ECU FLK GLP"
        " GRD GTM GUF GUY HND HTI JAM KNA LCA MAF MEX MSR MTQ NIC PAN PER PRI PRY SGS SLV SUR SXM"
        " TCA TTO URY VCT VEN VGB VIR BVT"
    ),
    "northern_america": "BMU CAN GRL SPM USA",
    "central_asia": "KAZ KGZ TJK TKM UZB",
    "eastern_asia": "CHN HKG JPN KOR MAC MNG PRK TWN",
    "south_eastern_asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "southern_asia": "AFG BGD BTN IND IRN LKA MDV NPL PAK",
    "western_asia": "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "eastern_europe": "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR",
    "northern_europe": "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE",
    "southern_europe": "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT",
    "western_europe": "AUT BEL CHE DEU FRA LIE LUX MCO NLD",
    "oceania": (
        "ASM AUS CCK COK CXR FJI FSM GUM HMD KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF SLB"
        " TKL TON TUV UMI VUT WLF WSM"
    ),
}
REGION_OF = {code: region for region, codes in REGIONS.items() for code in codes.split()}


class PeerSet(StrEnum):
    """What the jurisdictions of a set have in common. The values are names in page addresses."""

    REGION = "region"
    LAW = "law"
    SIZE = "size"


PEER_SETS: Mapping[str, str] = {
    PeerSet.REGION: marked("Same region"),
    PeerSet.LAW: marked("Same duty to prosecute"),
    PeerSet.SIZE: marked("Similar number of investigations"),
}
# Legal traditions differ first in whether prosecutors must bring every charge.
DUTY = "mandatory_prosecution"
INVESTIGATIONS = "C01"
MOST_TIMES = 3


def sentence(name: str) -> str:
    """Return a sentence on which set of jurisdictions is shown; empty for all."""
    return t("Jurisdictions: {set}.", set=t(PEER_SETS[name])) if name else ""


def in_set(
    name: str,
    own: str,
    stated: comparability.Stated,
    investigations: Callable[[], pd.DataFrame],
) -> Callable[[str], bool]:
    """Return a function that says whether a jurisdiction is in the set `name` of the chosen one.

    A part of a country, such as USA-CA, has the region of the country. `investigations` returns the
    rows of INVESTIGATIONS in the period. Similar sizes differ at most by the factor MOST_TIMES.
    """
    match name:
        case PeerSet.REGION:
            region = REGION_OF.get(own[:3])
            return lambda id_: region is not None and REGION_OF.get(id_[:3]) == region
        case PeerSet.LAW:
            law = stated.get((own, DUTY))
            return lambda id_: law is not None and stated.get((id_, DUTY)) == law
        case PeerSet.SIZE:
            numbers = _values_by_place(investigations())
            number = numbers.get(own, 0.0)
            return lambda id_: (
                number / MOST_TIMES <= numbers.get(id_, -1.0) <= number * MOST_TIMES and number > 0
            )
    return lambda _: True


def _values_by_place(rows: pd.DataFrame) -> Mapping[str, float]:
    return {
        str(row["jurisdiction"]): float(row["value"])
        for row in rows.to_dict("records")
        if peer_comparison.has_comparable_value(row) and words.is_known_number(row["value"])
    }
