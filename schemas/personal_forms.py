"""Define patterns of text that identify a person: national ids, bank accounts, dates of birth.

They only improve messages. Persons are protected because columns accept only pseudonyms and codes.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from schemas.language import message


class Revealed(StrEnum):
    """What ids of a certain form reveal about a person."""

    NATIONAL = "national"
    ACCOUNT = "account"
    BIRTH = "birth"
    HASH = "hash"


YEAR, MONTH, DAY = "(?:19[0-9]{2}|20[0-3][0-9])", "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
# Some countries add 20 to the month for a century, or 50 for a sex.
MONTH_OF_CENTURY, MONTH_OF_SEX = "(?:[02][1-9]|[13][0-2])", "(?:[05][1-9]|[16][0-2])"

# Patterns with separators, or with letters and digits at fixed positions, which random ids do not
# have.
NATIONAL_NUMBERS = (
    r"[0-9]{3}-[0-9]{2}-[0-9]{4}",  # United States
    r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}",  # Brazil
    rf"[0-9]{{2}}{MONTH_OF_SEX}{DAY}[-+/][0-9]{{3,4}}",  # Czechia, Sweden
    rf"{YEAR}{MONTH}{DAY}[-+][0-9]{{4}}",  # Sweden
    rf"{DAY}{MONTH}[0-9]{{2}}[-+A][0-9]{{3}}[0-9A-Z]",  # Denmark, Finland
    "[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]",  # Italy
    rf"[A-Z]{{4}}[0-9]{{2}}{MONTH}{DAY}[HM][A-Z]{{5}}[0-9A-Z]{{2}}",  # Mexico
)
ACCOUNT = "[A-Z]{2}[0-9]{2}[A-Z]{0,4}[0-9]{10,24}[A-Z0-9]{0,2}"
WRITTEN_DAYS = (rf"{YEAR}[-._]{MONTH}[-._]{DAY}", rf"{DAY}[-._]{MONTH}[-._]{YEAR}")
BARE_DAYS = (rf"{YEAR}{MONTH}{DAY}", rf"{DAY}{MONTH}{YEAR}")
# Patterns of digits that begin with a date of birth, or eight digits and a check letter.
BARE_NUMBERS = (
    rf"[0-9]{{2}}{MONTH_OF_CENTURY}{DAY}[0-9]{{4,7}}",  # Bulgaria, Poland, South Africa
    rf"[1-8][0-9]{{2}}{MONTH}{DAY}[0-9]{{6}}",  # Romania
    rf"[12][0-9]{{2}}{MONTH}[0-9]{{8}}(?:[0-9]{{2}})?",  # France
    rf"[1-9][0-9]{{5}}{YEAR}{MONTH}{DAY}[0-9]{{3}}[0-9X]",  # China
    "(?:[XYZ][0-9]{7}|[0-9]{8})[A-HJ-NP-TV-Z]",  # Spain
)


@dataclass(frozen=True)
class Form:
    """A pattern of personal data in a column of ids.

    A column is assumed to reveal `what` if it has at least `fewest` ids and more than `share` (0-1)
    of them match `pattern`. With the minimum, a small file is not refused by mere chance.
    """

    what: Revealed
    pattern: str
    share: float
    fewest: int = 1


def _build_form(what: Revealed, patterns: tuple[str, ...], share: float, fewest: int = 1) -> Form:
    """Build a form from several patterns, each of which must match the whole text."""
    return Form(what, f"^(?:{'|'.join(patterns)})$", share, fewest)


# By chance one random number of eight digits in a thousand looks like a date, and one longer number
# in fourteen begins with one.
FORMS_OF_IDS = (
    _build_form(Revealed.NATIONAL, NATIONAL_NUMBERS, 0),
    _build_form(Revealed.ACCOUNT, (ACCOUNT,), 0),
    _build_form(Revealed.BIRTH, WRITTEN_DAYS, 0),
    _build_form(Revealed.BIRTH, BARE_DAYS, 0.2),
    _build_form(Revealed.NATIONAL, BARE_NUMBERS, 0.5, 3),
)
# Patterns that identify a person or place in any column, with their messages.
CERTAIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\S+@\S+\.\S+"), message("This looks like an e-mail address.")),
    (re.compile(r"https?://|www\.", re.IGNORECASE), message("This looks like a web address.")),
    (
        re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,8}"),
        message("This looks like a bank account."),
    ),
    (
        re.compile(r"-?[0-9]{1,3}\.[0-9]{3,},\s*-?[0-9]{1,3}\.[0-9]{3,}"),
        message("This looks like coordinates."),
    ),
    (
        re.compile(r"(?<![0-9])(?:\+|00 ?)[1-9][0-9 ()/-]{6,}"),
        message("This looks like a telephone number."),
    ),
    (
        re.compile(f"^(?:{'|'.join(NATIONAL_NUMBERS)})$"),
        message("This looks like a national or tax number."),
    ),
)
