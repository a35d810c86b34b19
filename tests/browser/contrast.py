"""Contrast of every text: what axe leaves undecided is decided by the colours that are drawn."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULE = "color-contrast"
# axe names every element of what it found, and of what it could not decide.
JUDGED = {"resultTypes": ["violations", "incomplete"]}
SCRIPT = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def too_pale(page: "Page", response: dict[str, Any]) -> list[str]:
    """The texts that axe left undecided and that are too pale, each with its ratio."""
    undecided = [
        node["target"]
        for fault in response["incomplete"]
        if fault["id"] == RULE
        for node in fault["nodes"]
    ]
    return of(page, [path[0] if len(path) == 1 else path for path in undecided])


def of(page: "Page", paths: Sequence[Any]) -> list[str]:
    """Those of the elements, by axe's paths, whose text is too pale for what is under it."""
    low: list[tuple[str, float]] = page.evaluate(SCRIPT, list(paths))
    return [f"{text}: {ratio}" for text, ratio in low]
