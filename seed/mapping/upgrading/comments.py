"""TOML with the comments of an older text, each at the key that it belonged to."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from seed.mapping.drafting.writing import SqlText, key_text, value_text
from seed.mapping.language.sections import Place, lines_of

Toml = dict[str, Any]
WIDTH = 88
# Their texts are SQL.
_OF_SQL = {"select", "query", "where", "sql"}
_VALUE = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_TRAILING = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*')|(#.*)$""")
_NO_PLACES: Mapping[str, Place] = {}


class CommentedToml:
    """A new text that is written key by key, with the comments of the old one."""

    def __init__(self, old: str) -> None:
        self._head, self._above, self._behind = _comments(old)
        self._lines: list[str] = []

    def text(self) -> str:
        """The new text. Comments of keys that are gone come last, but before the shape."""
        lines = [*self._head, *([""] if self._head else []), *self._lines]
        left = [line for above in self._above.values() for line in above]
        if left := [*left, *self._behind.values()]:
            at = next((n for n, one in enumerate(lines) if one.startswith("[shape")), len(lines))
            while 0 < at < len(lines) and lines[at - 1].startswith("#"):
                at -= 1
            lines[at:at] = ["", "# Comments on what is written otherwise now:", *left, ""]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"

    def comments_above(self, place: Place) -> None:
        """Write the comments that stood above a place."""
        self._lines += ["", *self._above.pop(place, [])]

    def key(self, key: str, value: Any, old: Place | None = None) -> None:
        """Write a key with its value; `old` is its place in the old text."""
        old = old or (key,)
        above, behind = self._above.pop(old, []), self._behind.pop(old, "")
        self._lines += [*above, f"{key_text(key)} = {_inline(value, key)} {behind}".rstrip()]

    def section(
        self,
        place: Place,
        values: Toml,
        old: Place | None = None,
        *,
        is_listed: bool = False,
        comments: Sequence[str] = (),
        places: Mapping[str, Place] = _NO_PLACES,
    ) -> None:
        """Write a table under its header, then the long tables in it.

        `old` is its place in the old text, `places` those of its keys where they stood elsewhere.
        """
        old = place if old is None else old
        olds = {key: places.get(key, (*old, key)) for key in values}
        apart = {key for key, one in values.items() if self._is_apart(key, one, olds[key])}
        if apart != values.keys() or not apart or is_listed or old in self._above:
            above = self._above.pop(old, []) or [f"# {line}" for line in comments]
            header = ".".join(key_text(str(part)) for part in place)
            header = f"[[{header}]]" if is_listed else f"[{header}]"
            self._lines += ["", *above, f"{header} {self._behind.pop(old, '')}".rstrip()]
        for key, value in values.items():
            if key not in apart:
                self.key(key, value, olds[key])
        for key in (key for key in values if key in apart):
            if isinstance(values[key], list):
                for number, one in enumerate(values[key]):
                    self.section((*place, key), one, (*olds[key], number), is_listed=True)
            else:
                self.section((*place, key), values[key], olds[key])

    def _is_apart(self, key: str, value: Any, old: Place) -> bool:
        if isinstance(value, list):
            return bool(value) and all(isinstance(one, dict) for one in value)
        if not isinstance(value, dict):
            return False
        has_comments = any(
            place[: len(old)] == old and place != old for place in (*self._above, *self._behind)
        )
        line = _inline(value)
        return has_comments or "\n" in line or len(key) + len(line) > WIDTH


def _comments(text: str) -> tuple[list[str], dict[Place, list[str]], dict[Place, str]]:
    """The comments at the head, above a header or key, and behind one."""
    places = {line: place for place, line in lines_of(text).items()}
    lines = text.splitlines()
    number = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    head = lines[:number]
    above: dict[Place, list[str]] = {}
    behind: dict[Place, str] = {}
    pending: list[str] = []
    while number < len(lines):
        line, place = lines[number], places.get(number + 1)
        end = number + 1
        if place is not None and _VALUE.match(line):
            end = _end_of_value(lines, number)
        if place is not None:
            within = filter(None, map(_trailing, lines[number + 1 : end]))
            if found := [*pending, *within]:
                above.setdefault(place, []).extend(found)
            pending = []
            if comment := _trailing(line):
                behind[place] = comment
        elif comment := _trailing(line):
            pending.append(comment)
        number = end
    if pending:
        above[("",)] = pending
    return head, above, behind


def _end_of_value(lines: Sequence[str], start: int) -> int:
    for end in range(start + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return start + 1


def _trailing(line: str) -> str:
    """The comment at the end of a line."""
    return next((one[2] for one in _TRAILING.finditer(line) if one[2]), "")


def _inline(value: Any, key: str = "") -> str:
    return value_text(_with_sql(value, key))


def _with_sql(value: Any, key: str = "") -> Any:
    if isinstance(value, str) and key in _OF_SQL:
        return SqlText(value.strip())
    if isinstance(value, dict):
        return {name: _with_sql(one, name) for name, one in value.items()}
    return value
