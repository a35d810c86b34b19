"""Which codes of jurisdictions, countries and currencies are known: ISO 3166 and 4217."""

import re
from functools import cache
from itertools import product
from string import ascii_uppercase

import pycountry

from schemas import currencies as replaced

# ISO 3166-1 leaves these to users; the made-up world and Kosovo (XKX) use them.
USER_ASSIGNED = ("AAA", "Q[M-Z][A-Z]", "X[A-Z][A-Z]", "ZZ[A-Z]")
SUBDIVISION = re.compile(r"[A-Z0-9]{1,3}")
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
    return frozenset(national | OF_SEVERAL_STATES | set(replaced.REPLACED))


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
    found = pycountry.countries.get(alpha_2={"UK": "GB", "EL": "GR"}.get(code, code))
    return None if found is None else found.alpha_3


def is_jurisdiction(code: str) -> bool:
    """Whether it is a country, or one with a subdivision after a hyphen: `USA-CA`."""
    country, _, subdivision = code.partition("-")
    if not is_country(country):
        return False
    return "-" not in code or SUBDIVISION.fullmatch(subdivision) is not None
