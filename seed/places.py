"""Which codes of jurisdictions, countries and currencies are known: ISO 3166 and 4217."""

import re
from functools import cache

import pycountry

# ISO 3166-1 leaves these to users; the made-up world and Kosovo (XKX) use them.
USER_ASSIGNED = re.compile(r"AAA|Q[M-Z][A-Z]|X[A-Z]{2}|ZZ[A-Z]")
SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")
# By the year in which others replaced them; a source's earlier amounts still stand in them.
REPLACED_IN: dict[int, tuple[str, ...]] = {
    2002: ("ATS", "BEF", "DEM", "ESP", "FIM", "FRF", "GRD", "IEP", "ITL", "LUF", "NLG", "PTE"),
    2005: ("ROL", "TRL"),
    2007: ("GHC", "SIT"),
    2008: ("CYP", "MTL"),
    2009: ("SKK",),
    2011: ("EEK",),
    2013: ("ZMK",),
    2014: ("LVL",),
    2015: ("LTL",),
    2017: ("BYR",),
    2018: ("MRO", "STD", "VEF"),
    2021: ("CUC",),
    2023: ("HRK",),
    2024: ("SLL", "ZWL"),
    2025: ("ANG",),
    2026: ("BGN",),
}
REPLACED: dict[str, int] = {code: year for year, codes in REPLACED_IN.items() for code in codes}
# Codes that begin with X stand for no currency, for tests and for metals, but for these.
OF_SEVERAL_STATES = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-3."""
    return frozenset(country.alpha_3 for country in pycountry.countries)


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 and what it replaced."""
    listed = {currency.alpha_3 for currency in pycountry.currencies}
    national = {code for code in listed if not code.startswith("X")}
    return frozenset(national | OF_SEVERAL_STATES | set(REPLACED))


def is_country(code: str) -> bool:
    """Whether it is an alpha-3 code, or one of those left to users."""
    return code in countries() or USER_ASSIGNED.fullmatch(code) is not None


def is_jurisdiction(code: str) -> bool:
    """Whether it is a country, or one with a subdivision after a hyphen: `USA-CA`."""
    country, _, subdivision = code.partition("-")
    if not is_country(country):
        return False
    return "-" not in code or SUBDIVISION.fullmatch(subdivision) is not None
