"""Which codes of jurisdictions and countries are known: ISO 3166."""

import re
from functools import cache
from itertools import product
from string import ascii_uppercase

import pycountry

# ISO 3166-1 leaves these to users; the made-up world and Kosovo (XKX) use them.
USER_ASSIGNED = ("AAA", "Q[M-Z][A-Z]", "X[A-Z][A-Z]", "ZZ[A-Z]")
SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")


LETTERS_OF_ALPHA_2 = 2
NAMES_OF_COUNTRIES = ("alpha_2", "name", "common_name", "official_name")
# In use beside ISO 3166-1: by the European Union, and for Kosovo.
OTHER_LETTERS = {"UK": "GBR", "EL": "GRC", "XK": "XKX", "Kosovo": "XKX"}


@cache
def countries() -> frozenset[str]:
    """ISO 3166-1 alpha-3."""
    return frozenset(country.alpha_3 for country in pycountry.countries)


@cache
def user_assigned() -> frozenset[str]:
    """The alpha-3 codes that ISO 3166-1 leaves to users."""
    pattern = re.compile("|".join(USER_ASSIGNED))
    codes = ("".join(letters) for letters in product(ascii_uppercase, repeat=3))
    return frozenset(code for code in codes if pattern.fullmatch(code))


def is_country(code: str) -> bool:
    """Whether it is an alpha-3 code, or one of those left to users."""
    return code in countries() or code in user_assigned()


def alpha_3(code: str) -> str | None:
    """The alpha-3 code that a two-letter code stands for, where ISO or use knows it."""
    return other_names().get(code) if len(code) == LETTERS_OF_ALPHA_2 else None


@cache
def other_names() -> dict[str, str]:
    """What else a country is called -> its alpha-3 code: two letters, and its English names."""
    called: dict[str, str] = {}
    for country in pycountry.countries:
        # Not each country has all of these.
        names = (getattr(country, kind, None) for kind in NAMES_OF_COUNTRIES)
        called |= {name: country.alpha_3 for name in names if name is not None}
    return called | OTHER_LETTERS


def is_historic(code: str) -> bool:
    """Whether it was a country's code of two or three letters, and is none."""
    historic = pycountry.historic_countries
    return historic.get(alpha_2=code) is not None or historic.get(alpha_3=code) is not None


def is_jurisdiction(code: str) -> bool:
    """Whether it is a country, or one with a subdivision after a hyphen: `USA-CA`."""
    country, _, subdivision = code.partition("-")
    if not is_country(country):
        return False
    return "-" not in code or SUBDIVISION.fullmatch(subdivision) is not None
