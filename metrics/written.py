"""Numbers as sentences write them, and as files for machines have them."""

import math
from typing import Any

from sqlalchemy import Column

# Days and months are told to a tenth, ratios to three figures.
WHOLE = ("days", "months")
DAYS_IN_MONTH = 365.25 / 12
# Of a double's sixteen: the last ones depend on the order in which a database added up.
DIGITS = 12


def missing(value: float | None) -> bool:
    return value is None or math.isnan(value)


def twelve_digits(value: float) -> float:
    """A number as every file for machines has it, so that equal records give equal bytes."""
    return float(f"{value:.{DIGITS}g}")


def number(value: float) -> str:
    return f"{value:,.0f}"


def several(value: float, unit: str) -> str:
    """A whole number of a unit: `1 day`, `12 days`."""
    written = number(value)
    return f"{written} {unit.removesuffix('s') if written == '1' else unit}"


def one(those: str) -> str:
    """One of what is counted: `legal persons first charged` is `legal person first charged`."""
    words = those.replace("persons and companies", "person or company").split()
    place = next((place for place, word in enumerate(words) if word.endswith("s")), 0)
    words[place] = words[place].removesuffix("s")
    return " ".join(words)


def money(amount: float, currency: str) -> str:
    return f"{currency} {number(amount)}".strip()


def measured(value: float, unit: str) -> str:
    """Days and months to a tenth where they are not whole, ratios to three figures."""
    return tenths(value) if unit in WHOLE else figures(value)


def days(value: float, unit: str) -> str:
    """`1 day`, `19.5 days`: the middle of an even number of units may lie between two days."""
    written = tenths(value)
    return f"{written} {unit.removesuffix('s') if written == '1' else unit}"


def time(of_days: float, unit: str) -> str:
    """Days in the unit that their measure declares: `220 days`, `12.4 months`."""
    if unit == "months":
        return days(of_days / DAYS_IN_MONTH, unit)
    return several(of_days, unit)


def times(of_days: float, unit: str) -> str:
    """The same without the unit."""
    return tenths(of_days / DAYS_IN_MONTH) if unit == "months" else number(of_days)


def tenths(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def between(low: str, high: str) -> str:
    """`30–46`, but `98 to >99`: a sign after a dash reads as an arrow."""
    return f"{low} to {high}" if high.startswith(">") else f"{low}–{high}"


def figures(value: float) -> str:
    """To three figures, as tables do: a rate and its limits may be far below one hundredth."""
    return f"{float(f'{value:.3g}'):,}".removesuffix(".0")


def percent(share: float) -> str:
    return f"{hundredths(share)}%"


def hundredths(share: float) -> str:
    """Whole per cents, halves up; `<1` and `>99` keep what is neither none nor all."""
    # Computers differ in the last digit of a quotient: 0.145 is a little less in binary.
    whole = math.floor(round(100 * share, 6) + 0.5)
    if not whole and share > 0:
        return "<1"
    return ">99" if whole == 100 and share < 1 else f"{whole}"


def column_meaning(column: Column[Any]) -> str:
    """What a unit's column says, within a sentence; when it is unknown is left out."""
    meaning = str(column.info["meaning"]).partition(";")[0]
    return meaning[:1].lower() + meaning[1:]
