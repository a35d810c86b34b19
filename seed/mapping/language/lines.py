"""Where in a TOML text a key stands, so that a finding about a profile can name the line."""

import re
from collections.abc import Iterator

Place = tuple[str | int, ...]

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_PART = re.compile(r""""[^"]*"|'[^']*'|[^.\s]+""")


def lines_of(text: str) -> dict[Place, int]:
    """The line, from 1, of each header and of each key that begins a line.

    Keys inside inline tables have no line of their own; `line_at` gives that of the key around.
    """
    return dict(_places(text))


def line_at(lines: dict[Place, int], place: Place) -> int | None:
    """The line of `place`, or of the nearest key around it; None where the text has neither."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def _places(text: str) -> Iterator[tuple[Place, int]]:
    header: Place = ()
    # How often each array of tables was opened: sub-tables belong to the last index.
    opened: dict[Place, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            header = _indexed(_parts(match[2]), opened, opens=match[1] == "[[")
            yield header, number
        elif match := _KEY.match(line):
            yield (*header, match[1].strip("\"'")), number


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _indexed(parts: list[str], opened: dict[Place, int], *, opens: bool) -> Place:
    """The header as a place, with the index of each array of tables that it runs through."""
    place: Place = ()
    for position, part in enumerate(parts, start=1):
        place = (*place, part)
        if opens and position == len(parts):
            opened[place] = opened.get(place, -1) + 1
        if place in opened:
            place = (*place, opened[place])
    return place
