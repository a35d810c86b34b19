"""List the accepted currency codes: those of ISO 4217, and codes of replaced currencies."""

from functools import cache

import pycountry

# ISO 4217 uses codes that begin with X for tests, metals and "no currency", except these.
OF_SEVERAL_STATES = frozenset({"XAF", "XCD", "XCG", "XOF", "XPF"})
# ISO 4217, list three (historic currencies), from 2002 on, when euro coins were introduced: records
# may still have amounts in them.
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


@cache
def known_codes() -> frozenset[str]:
    """Return the codes of ISO 4217 and of the currencies that were replaced."""
    listed = {currency.alpha_3 for currency in pycountry.currencies}
    national = {code for code in listed if not code.startswith("X")}
    return frozenset(national | OF_SEVERAL_STATES | set(REPLACED))
