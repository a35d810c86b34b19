"""Regular expressions of a profile, as the engine that will look for them knows them."""

import re

import polars as pl

from seed.mapping.language.sections import Section


def check_pattern(section: Section, pattern: str, key: str) -> bool:
    """A fault where the engine does not take it: it knows no look-ahead and no back-reference."""
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        # Its last line that says what is wrong; the pattern itself stands before it.
        reason = re.findall(r"^(?:regex )?error: (.*)$", str(error), re.MULTILINE)[-1].rstrip(".")
        wording = f"this is no regular expression that is read here: {reason}."
        section.fault("pattern", wording, key)
        return False
    return True


def groups_of(pattern: str) -> tuple[str, ...]:
    """The names of its groups; those without one are left out."""
    found = pl.select(pl.lit("").str.extract_groups(pattern)).to_series().struct.fields
    return tuple(name for name in found if not name.isdigit())


def is_met_by_nothing(pattern: str) -> bool:
    """Whether it is found where there is no text."""
    return bool(pl.select(pl.lit("").str.contains(pattern)).item())
