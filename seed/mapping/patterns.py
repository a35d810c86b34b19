"""Regular expressions of a profile, as the engine that will look for them knows them."""

import re

import polars as pl

from seed.mapping.sections import Section


def check_pattern(section: Section, pattern: str, key: str) -> None:
    """A fault where the engine does not take it: it knows no look-ahead and no back-reference."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        # Its last line that says what is wrong; the pattern itself stands before it.
        reason = re.findall(r"^(?:regex )?error: (.*)$", str(error), re.MULTILINE)[-1].rstrip(".")
        wording = f"this is no regular expression that is read here: {reason}."
        section.fault("pattern", wording, key)
