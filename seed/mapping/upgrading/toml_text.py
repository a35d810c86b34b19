"""TOML as a person reads it, with the comments of the text that it is written anew of."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from seed.mapping.language.lines import Place, lines_of

Toml = dict[str, Any]
WIDTH = 88
# Their text is SQL.
_OF_SQL = {"select", "query", "where", "sql"}
_VALUE = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_MARK = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*')|(#.*)$""")


class Writer:
    """TOML as a person reads it, with the comments that stand where its keys stood in the old."""

    def __init__(self, old: str) -> None:
        self._head, self._above, self._behind = _comments(old)
        self._lines: list[str] = []

    def text(self) -> str:
        """All that was written; comments whose keys are gone stand at the end, before the shape."""
        left = [line for lines in self._above.values() for line in lines]
        left += self._behind.values()
        lines = [*self._head, *([""] if self._head else []), *self._lines]
        if left:
            told = ["", "# Comments on what is written otherwise now:", *left]
            shape = next((n for n, one in enumerate(lines) if re.match(r"\[shape\b", one)), None)
            while shape is not None and shape > 0 and lines[shape - 1].startswith("#"):
                shape -= 1
            at = len(lines) if shape is None else shape
            lines[at:at] = [*told, ""] if shape is not None else told
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"

    def comment(self, place: Place) -> None:
        """Write the comment that stands above a place."""
        self._lines += ["", *self._above.pop(place, [])]

    def top(self, key: str, value: Any) -> None:
        """Write a key of the profile itself."""
        if isinstance(value, dict):
            self.section((key,), value)
        else:
            self._key(key, value, (key,))

    def section(
        self,
        place: Place,
        said: Toml,
        old: Place | None = None,
        *,
        listed: bool = False,
        comments: Sequence[str] = (),
    ) -> None:
        """Write a table under its header, and the tables in it that are long under theirs."""
        old = place if old is None else old
        apart = {k: one for k, one in said.items() if self._is_apart(k, one, (*old, k))}
        plain = {k: one for k, one in said.items() if k not in apart}
        if plain or not apart or listed or old in self._above:
            above = self._above.pop(old, []) or [f"# {line}" for line in comments]
            self._lines += ["", *above, _header(place, listed=listed) + self._trailing(old)]
        for key, value in plain.items():
            self._key(key, value, (*old, key))
        for key, value in apart.items():
            inner = value if isinstance(value, list) else [value]
            for number, one in enumerate(inner):
                at: Place = (*old, key, number) if isinstance(value, list) else (*old, key)
                self.section((*place, key), one, at, listed=isinstance(value, list))

    def columns(self, place: Place, said: Toml, old: Place, olds: Mapping[str, Place]) -> None:
        """Write the columns of a table, whose comments may stand with those of its group."""
        apart = {c: o for c, o in said.items() if self._is_apart(c, o, olds.get(c, (*old, c)))}
        self._lines += ["", *self._above.pop(old, []), _header(place) + self._trailing(old)]
        for column, value in said.items():
            if column not in apart:
                self._key(column, value, olds.get(column, (*old, column)))
        for column, value in apart.items():
            self.section((*place, column), value, olds.get(column, (*old, column)))

    def _is_apart(self, key: str, value: Any, old: Place) -> bool:
        if isinstance(value, list):
            return bool(value) and all(isinstance(one, dict) for one in value)
        if not isinstance(value, dict):
            return False
        within = any(place[: len(old)] == old and place != old for place in self._within())
        return within or "\n" in _inline(value) or len(key) + len(_inline(value)) > WIDTH

    def _within(self) -> Iterator[Place]:
        yield from self._above
        yield from self._behind

    def _key(self, key: str, value: Any, old: Place) -> None:
        self._lines += self._above.pop(old, [])
        self._lines.append(f"{_name(key)} = {_inline(value, key)}{self._trailing(old)}")

    def _trailing(self, old: Place) -> str:
        comment = self._behind.pop(old, "")
        return f" {comment}" if comment else ""


def _comments(text: str) -> tuple[list[str], dict[Place, list[str]], dict[Place, str]]:
    """The comment at the head, those above a header or a key, and those behind one."""
    places = {line: place for place, line in lines_of(text).items()}
    lines = text.splitlines()
    head: list[str] = []
    while len(head) < len(lines) and lines[len(head)].startswith("#"):
        head.append(lines[len(head)])
    above: dict[Place, list[str]] = {}
    behind: dict[Place, str] = {}
    pending: list[str] = []
    number = len(head)
    while number < len(lines):
        line, place = lines[number], places.get(number + 1)
        end = number + 1
        if place is not None and _VALUE.match(line):
            end = _end_of(lines, number)
        inner = [_mark(one) for one in lines[number + 1 : end]]
        if place is not None:
            if pending or any(inner):
                above.setdefault(place, []).extend([*pending, *filter(None, inner)])
            pending = []
            if comment := _mark(line):
                behind[place] = comment
        elif comment := _mark(line):
            pending.append(comment)
        number = end
    if pending:
        above.setdefault(("",), []).extend(pending)
    return head, above, behind


def _end_of(lines: Sequence[str], start: int) -> int:
    """Behind the last line of a value that begins at `start`."""
    for end in range(start + 1, len(lines) + 1):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return start + 1


def _mark(line: str) -> str:
    """The comment that a line ends with."""
    return next((one[2] for one in _MARK.finditer(line) if one[2]), "")


def _header(place: Place, *, listed: bool = False) -> str:
    named = ".".join(_name(str(part)) for part in place)
    return f"[[{named}]]" if listed else f"[{named}]"


def _name(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    if {'"', "\\"} & {*text} and "'" not in text and text.isprintable():
        return f"'{text}'"
    signs = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(signs.get(s, s if s.isprintable() else _code(s)) for s in text) + '"'


def _code(sign: str) -> str:
    return f"\\U{ord(sign):08X}"


def _statement(text: str) -> str:
    """SQL as it would be written by hand; blanks and lines around it say nothing."""
    text = text.strip()
    if "\r" in text or not ({'"', "\\", "\n"} & {*text}):
        return _string(text)
    marks = next(
        (m for m in ('"""', "'''") if m not in text and not (m == '"""' and "\\" in text)), ""
    )
    around = "\n" if "\n" in text or len(text) > WIDTH else " "
    return f"{marks}{around}{text}{around}{marks}" if marks else _string(text)


def _inline(value: Any, key: str = "") -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _statement(value) if key in _OF_SQL else _string(value)
    if isinstance(value, dict):
        inner = ", ".join(f"{_name(name)} = {_inline(one, name)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    return str(value)
