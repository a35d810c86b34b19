"""Codes of countries and jurisdictions by ISO 3166."""

import re
from functools import cache
from itertools import product
from string import ascii_uppercase

import pycountry

# ISO 3166-1 leaves these codes to users. The made-up world and Kosovo (XKX) use some.
USER_ASSIGNED = ("AAA", "Q[M-Z][A-Z]", "X[A-Z][A-Z]", "ZZ[A-Z]")
SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")


LETTERS_OF_ALPHA_2 = 2
NAMES_OF_COUNTRIES = ("alpha_2", "name", "common_name", "official_name")
# Not in ISO 3166-1, but used by the European Union, and for Kosovo.
OTHER_LETTERS = {"UK": "GBR", "EL": "GRC", "XK": "XKX", "Kosovo": "XKX"}


@cache
def iso_country_codes() -> frozenset[str]:
    """Return the alpha-3 codes of ISO 3166-1."""
    return frozenset(country.alpha_3 for country in pycountry.countries)


@cache
def user_assigned_codes() -> frozenset[str]:
    """Return the alpha-3 codes that ISO 3166-1 leaves to users."""
    pattern = re.compile("|".join(USER_ASSIGNED))
    codes = ("".join(letters) for letters in product(ascii_uppercase, repeat=3))
    return frozenset(code for code in codes if pattern.fullmatch(code))


def is_country(code: str) -> bool:
    """Return whether a code is an alpha-3 code of ISO 3166-1, or one left to users."""
    return code in iso_country_codes() or code in user_assigned_codes()


def alpha_3(code: str) -> str | None:
    """Return the alpha-3 code for a two-letter code; None where it is unknown."""
    return codes_by_name().get(code) if len(code) == LETTERS_OF_ALPHA_2 else None


@cache
def codes_by_name() -> dict[str, str]:
    """Return alpha-3 codes by the countries' two-letter codes and English names."""
    called: dict[str, str] = {}
    for country in pycountry.countries:
        # Not each country has all of these.
        names = (getattr(country, kind, None) for kind in NAMES_OF_COUNTRIES)
        called |= {name: country.alpha_3 for name in names if name is not None}
    return called | OTHER_LETTERS


def is_historic_code(code: str) -> bool:
    """Return whether a code of two or three letters is that of a country that no longer exists."""
    historic = pycountry.historic_countries
    return historic.get(alpha_2=code) is not None or historic.get(alpha_3=code) is not None


def is_jurisdiction(code: str) -> bool:
    """Return whether a code is a country code, with or without a subdivision: `USA-CA`."""
    country, _, subdivision = code.partition("-")
    if not is_country(country):
        return False
    return "-" not in code or SUBDIVISION.fullmatch(subdivision) is not None
