"""Names of files that change from export to export: `calls_*.csv`."""

import re

# Any signs stand for it, or none.
ANY = "*"


def is_pattern(name: str) -> bool:
    """Whether a profile names by it whatever is called so."""
    return ANY in name


def fits(pattern: str, name: str) -> bool:
    """Whether a file of this name is meant; by a plain name the one that has it."""
    return re.fullmatch(".*".join(map(re.escape, pattern.split(ANY))), name) is not None
