"""Blanks that look like a space and are another sign: shown by their code, and looked for."""

from dataclasses import replace

import polars as pl

from seed.mapping.language.formats import NumberFormat, numbered

NAMES = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u2009": "a thin space",
    "\u2007": "a space as wide as a digit",
}


def code_of(blank: str) -> str:
    """As Unicode names it: U+00A0."""
    return f"U+{ord(blank):04X}"


def seen(text: str) -> str:
    """The text with each such blank as its code: `1<U+00A0>234`."""
    return "".join(f"<{code_of(sign)}>" if sign in NAMES else sign for sign in text)


def between_thousands(cells: pl.Series, written: NumberFormat) -> str:
    """What to say of numbers that cannot be read, where such a blank stands between thousands.

    Empty where that would make none of them a number.
    """
    named = cells.alias("cell").to_frame()
    found = {
        blank: named.select(
            numbered(pl.col("cell"), replace(written, thousands=blank)).is_not_null().sum()
        ).item()
        for blank in NAMES
        if blank != written.decimal
    }
    blank = max(found, key=lambda one: found[one])
    if not found[blank]:
        return ""
    cells_are = f"{found[blank]:,} of them are" if found[blank] > 1 else "One of them is"
    return (
        f" {cells_are} with {code_of(blank)} between thousands, {NAMES[blank]} that looks like"
        f' any other: say thousands = "\\u{ord(blank):04X}" in its number.'
    )
