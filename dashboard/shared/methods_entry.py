"""The address of a measure's entry on Methods."""

from urllib.parse import urlencode

MEASURE = "m"


def link(measure: str) -> str:
    """The address that opens Methods at the measure of that id."""
    return f"methods?{urlencode({MEASURE: measure})}"
