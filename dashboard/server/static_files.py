"""The files that are the same for everybody: those of Streamlit's frame, and the cards' script."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from dashboard.server import cards

FRAME = "/static"
PLACES = (FRAME, cards.PLACE)
ROOT = Path(str(files("streamlit"))) / "static"


@cache
def addresses() -> frozenset[str]:
    """Where they lie, as pages name them: one address each. They change with the process alone."""
    found = (one for one in (ROOT / FRAME.strip("/")).rglob("*") if one.is_file())
    return frozenset({f"/{one.relative_to(ROOT).as_posix()}" for one in found} | {cards.ADDRESS})


def is_there(path: str) -> bool:
    """Whether there is something at an address of these places.

    Of any other one Streamlit says the frame's page, as it does of a page's address.
    """
    return path in addresses() or cards.ROUTE.path_regex.match(path) is not None
