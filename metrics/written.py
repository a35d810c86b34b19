"""Numbers as sentences write them, and as files for machines have them."""

import math

# Days and months are told to a tenth, ratios to three figures.
WHOLE = ("days", "months")
LEAST = 0.005
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
    words = those.split()
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


def tenths(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")


def between(low: str, high: str) -> str:
    """`30–46`, but `98 to >99`: a sign after a dash reads as an arrow."""
    return f"{low} to {high}" if high.startswith(">") else f"{low}–{high}"


def figures(value: float) -> str:
    """To three figures, as tables do: a rate and its limits may be far below one hundredth."""
    return f"{float(f'{value:.3g}'):,}".removesuffix(".0")


def percent(share: float) -> str:
    return f"{hundredths(share)} %"


def hundredths(share: float) -> str:
    """`<1` and `>99` keep what is neither none nor all."""
    if 0 < share <= LEAST:
        return "<1"
    return ">99" if 1 - LEAST <= share < 1 else f"{100 * share:.0f}"
