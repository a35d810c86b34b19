"""The made-up world's twelve jurisdictions, without their rates (see `known_rates`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from seed.synthetic import known_rates

YEARS = range(2016, 2026)
EXTRACTED_ON = date(2026, 6, 30)


@dataclass(frozen=True)
class Gap:
    """A table, or a column as `table.column`, that a jurisdiction does not collect in some years.

    It is not collected from `first` to `last`; None means until today.
    """

    column: str
    first: int = YEARS.start
    last: int | None = None


@dataclass(frozen=True)
class Jurisdiction:
    """A fictional jurisdiction.

    `weight` is its share of all cases in per cent. `towns` have one prosecution office each.
    `other_offices` counts courts, police, labour inspectorates and financial intelligence units.
    `price_level` is about how many units of the currency one euro is. `counting` says at which step
    a charge and a conviction are counted.
    """

    code: str
    name: str
    sentence: str
    currency: str
    weight: float
    residents: int
    towns: tuple[str, ...]
    other_offices: tuple[int, int, int, int] = (1, 1, 1, 1)
    price_level: int = 1
    gaps: tuple[Gap, ...] = ()
    legal_context: Mapping[str, str] = field(default_factory=dict)
    counting: tuple[str, str] = ("indictment", "first_instance")

    def rates_in(self, year: int) -> known_rates.Rates:
        """Return the true rates of the cases opened in a year."""
        return known_rates.rates_in(self.code, year)


_ALL = (
    Jurisdiction(
        "QVE",
        "Velmora",
        "Convicts many exploiters, one link at a time, and follows no money.",
        "NZD",
        weight=18,
        residents=38_000_000,
        towns=("Arlen", "Costrel", "Duvany", "Pellmar", "Ostrand", "Vessik"),
        other_offices=(2, 2, 1, 1),
        price_level=2,
        legal_context={
            "mandatory_prosecution": "yes",
            "self_laundering_punishable": "no",
            "state_compensation_scheme": "no",
        },
    ),
    Jurisdiction(
        "QPE",
        "Pellandro",
        "Freezes and confiscates well, but its money never reaches the victims.",
        "MYR",
        weight=12,
        residents=21_000_000,
        towns=("Amaris", "Belcourel", "Fontelle", "Roquevale"),
        other_offices=(2, 1, 1, 1),
        price_level=5,
        legal_context={"state_compensation_scheme": "no"},
    ),
    Jurisdiction(
        "XKE",
        "Kestovar",
        "Hunts networks: joins cases, charges organisers and launderers, works with other States.",
        "CAD",
        weight=12,
        residents=19_000_000,
        # Ten towns, because a measure's page draws a funnel chart from eight prosecution offices
        # on.
        towns=(
            *("Aldrune", "Brezarn", "Carvane", "Dorvest", "Havrin"),
            *("Ilmere", "Maskell", "Norvale", "Strigol", "Tarvenne"),
        ),
        other_offices=(1, 2, 1, 1),
        price_level=2,
    ),
    Jurisdiction(
        "XCO",
        "Corvasse",
        "Slow courts: files are good, judgments come years after the charge.",
        "NOK",
        weight=10,
        residents=46_000_000,
        towns=("Alvedra", "Monte Sereo", "Pedrassa", "Sol Nova", "Tamarel"),
        other_offices=(3, 1, 1, 1),
        price_level=12,
        legal_context={"plea_agreements": "no", "mandatory_prosecution": "yes"},
    ),
    Jurisdiction(
        "XHA",
        "Hallowmere",
        "Labour-focused: inspectors start the cases, company books are read, firms are charged.",
        "CHF",
        weight=8,
        residents=8_000_000,
        towns=("Ashwindle", "Brindlow", "Thornwyke"),
        other_offices=(1, 1, 2, 1),
    ),
    Jurisdiction(
        "XIS",
        "Iskarra",
        "Improves year by year: from single exploiters to chains, traced money and paid awards.",
        "GBP",
        weight=8,
        residents=6_000_000,
        towns=("Jeravik", "Lomnast", "Ustrand"),
        gaps=(Gap("cases.business_records", 2016, 2018),),
    ),
    Jurisdiction(
        "XBR",
        "Braskene",
        "Gets worse after the reform of 2021: more pleas, fewer links, less money followed.",
        "CZK",
        weight=8,
        residents=10_000_000,
        towns=("Fjelmar", "Halsund", "Norrgate"),
        price_level=25,
    ),
    Jurisdiction(
        "QMO",
        "Morvask",
        "Pays victims first: a State fund advances what perpetrators owe; all else is ordinary.",
        "PLN",
        weight=7,
        residents=5_500_000,
        towns=("Ebelstad", "Grenmark", "Skavmark"),
        price_level=4,
    ),
    Jurisdiction(
        "QQU",
        "Quillane",
        "Falls back on easier offences: many charged with trafficking are convicted of something"
        " else.",
        "MXN",
        weight=7,
        residents=14_000_000,
        towns=("Carrowen", "Dunmarra", "Lisfane", "Tullagh Bay"),
        price_level=19,
        legal_context={"legal_persons_liable": "no"},
    ),
    Jurisdiction(
        "QZE",
        "Zephrane",
        "Collects no payments and no techniques, and financial intelligence only since 2020.",
        "RON",
        weight=4.5,
        residents=29_000_000,
        towns=("Bannalai", "Khetral", "Sorapet"),
        price_level=5,
        gaps=(
            Gap("payments"),
            Gap("techniques"),
            Gap("cases.special_techniques"),
            Gap("disclosures", 2016, 2019),
            Gap("cases.financial_intelligence", 2016, 2019),
            Gap("victims.regular_status"),
        ),
    ),
    Jurisdiction(
        "XDR",
        "Drendel",
        "Records badly: blank cells, missing dates, offices that write months or years only.",
        "SEK",
        weight=4,
        residents=11_000_000,
        towns=("Harrow Ford", "Kemmold", "Luntrest", "Orbeck", "Tarn Cross"),
        other_offices=(1, 1, 1, 0),
        price_level=11,
        counting=("court_registration", "final_decision"),
    ),
    Jurisdiction(
        "QUL",
        "Ulvarra",
        "Small and thorough: few cases, most of them up the chain and along the money.",
        "EUR",
        weight=1.5,
        residents=1_400_000,
        towns=("Sennvik",),
        other_offices=(0, 0, 1, 1),
    ),
)
JURISDICTIONS: Mapping[str, Jurisdiction] = MappingProxyType({one.code: one for one in _ALL})
