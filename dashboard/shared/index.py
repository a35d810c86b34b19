"""The index of a long page: its parts with their addresses, at the page's beginning."""

from collections.abc import Sequence
from typing import NamedTuple

from dashboard.shared import panel


class Entry(NamedTuple):
    """A part of a page or another page, by its address, and how much there is of it."""

    href: str
    text: str
    note: str = ""


def key(part: str) -> str:
    """The key of a part's place, by which the address `#part-...` finds it."""
    return f"part-{part}"


def to(part: str, text: str, note: str = "") -> Entry:
    """An entry that leads to a part of the same page."""
    return Entry(f"#{key(part)}", text, note)


def draw(entries: Sequence[Entry], label: str = "On this page") -> None:
    """Draw the entries as links under their `label`, which is unique on the page."""
    if entries:
        panel.show("index.html", {"entries": entries, "label": label}, key=f"index.{label}")
