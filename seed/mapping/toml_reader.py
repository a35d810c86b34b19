"""Read tables of a TOML file with typed values, and collect a finding for each fault."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from schemas import findings
from schemas.language import Message, marked, message, sentences
from seed.mapping import profile_keys
from seed.mapping.profile_keys import KEY_TABLES, LARGEST, Kind

# The path of a key: the keys that lead to it, and indexes within lists of tables.
KeyPath = tuple[str | int, ...]
# Shorter names are part of too many others.
FEWEST_SIGNS = 3
# A table whose keys are names from the source, or chosen by the author of the profile.
ANY_KEYS = profile_keys.KeyTable("", "", "")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_PART = re.compile(r""""[^"]*"|'[^']*'|[^.\s]+""")


class Faults:
    """Collects the faults of one profile or other TOML file, each with its line."""

    def __init__(self, file: str, text: str, of: str = "profile") -> None:
        self.file = file
        self.of = of
        self.findings: list[findings.Finding] = []
        self.warnings: list[findings.Finding] = []
        self._lines = find_lines(text)

    def line(self, place: KeyPath) -> int | None:
        return line_at(self._lines, place)

    def add(self, rule: str, place: KeyPath, wording: str, *, is_warning: bool = False) -> None:
        """Add a fault at `place`, or a warning on something that still works, with its line."""
        severity = findings.Severity.WARNING if is_warning else findings.Severity.ERROR
        finding = findings.Finding(
            self.file, f"{self.of}.{rule}", self._worded(place, wording), severity, place=place
        )
        kept = self.warnings if is_warning else self.findings
        # Parts shared by several tables are read several times.
        if finding not in kept:
            kept.append(finding)

    def _worded(self, place: KeyPath, fault: str) -> Message:
        key = ".".join(str(part) for part in place)
        if line := self.line(place):
            return message("line {line}, {key}: {fault}", line=line, key=key, fault=fault)
        if key:
            return message("{key}: {fault}", key=key, fault=fault)
        return sentences(fault)


class Section:
    """One table of a profile, whose allowed keys are declared by `keys`.

    If none are declared, any key is allowed. `close` reports keys that are not allowed.
    """

    def __init__(
        self, values: object, place: KeyPath, faults: Faults, keys: profile_keys.KeyTable
    ) -> None:
        self.place = place
        self.faults = faults
        self.keys = keys
        self._values: dict[str, object] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.fault("type", message("Write a table of keys and values here."))

    def read_as(self, keys: str) -> "Section":
        """Check this section of a profile again, with the keys of another kind of section."""
        return Section(self._values, self.place, self.faults, KEY_TABLES[keys])

    def fault(self, rule: str, wording: str, *keys: str | int) -> None:
        self.faults.add(rule, (*self.place, *keys), wording)

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str | None:
        """Return the text at a key, or a number as text. A value outside the options is a fault."""
        text: str | None = self._read(key, Kind.TEXT)
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """Return one text or a list of texts as a tuple."""
        return self._read(key, Kind.TEXTS) or ()

    def read(self) -> dict[str, Any]:
        """Return the values of all declared keys that are present and hold no table."""
        plain = (key for key in self.keys.keys if key.kind in _READERS and self.has(key.name))
        said = {key.name: self._read(key.name, key.kind) for key in plain}
        return {key: value for key, value in said.items() if value not in (None, ())}

    def _read(self, key: str, kind: Kind) -> Any:
        """Return the value at a key; None, with a fault, if it is not of this kind."""
        value, declared = self._ask(key, kind), self.keys.key(key)
        most = LARGEST if declared is None else declared.most
        found = None if value is None else _READERS[kind](value, most)
        if value is not None and found is None:
            self.fault("type", message(EXPECTED[kind], most=most), key)
        elif declared and declared.options and found not in (None, *declared.options):
            wording = message(
                "[{value}] is not allowed. Use one of: {options}.",
                value=found,
                options=", ".join(declared.options),
            )
            self.fault("option", wording, key)
            return None
        return found

    def section(self, key: str) -> "Section | None":
        return self._inner(key, Kind.TABLE)

    def section_or_name(self, key: str) -> "Section | str | None":
        """Return the table at a key, or the name of a shared one."""
        value = self._ask(key, Kind.TABLE_OR_NAME)
        return value if isinstance(value, str) else self._inner(key, Kind.TABLE_OR_NAME)

    def named(self, key: str) -> list[tuple[str, "Section"]]:
        """Return the tables below `key` with their names.

        Where a name may have a list of tables, each of them counts.
        """
        parent, declared = self._inner(key, Kind.BY_NAME, Kind.TABLES), self.keys.key(key)
        found: list[tuple[str, Section]] = []
        for name, inner in parent.items() if parent else ():
            place: KeyPath = (*self.place, key, name)
            each = {place: inner}
            if isinstance(inner, list) and declared and declared.kind is Kind.TABLES:
                each = {(*place, n): one for n, one in enumerate(inner)}
            found += [
                (name, Section(one, at, self.faults, self._inside(key))) for at, one in each.items()
            ]
        return found

    def _inner(self, key: str, *kinds: Kind) -> "Section | None":
        value = self._ask(key, *kinds)
        if value is None:
            return None
        return Section(value, (*self.place, key), self.faults, self._inside(key))

    def _inside(self, key: str) -> profile_keys.KeyTable:
        """Return the declared keys of the table at `key`; ANY_KEYS if its keys are names."""
        declared = self.keys.key(key)
        if declared is None:
            return ANY_KEYS
        return KEY_TABLES[declared.inside]

    def is_table(self, key: str) -> bool:
        return isinstance(self._values.get(key), dict)

    def names(self) -> list[str]:
        return list(self._values)

    def items(self) -> list[tuple[str, object]]:
        return list(self._values.items())

    def text_by_name(self, *, but: Collection[str] = ()) -> dict[str, str]:
        """Return all keys except `but`, each with its value as text."""
        texts = {}
        for key, value in self.items():
            if key in but:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                self.fault("type", message(EXPECTED[Kind.TEXT]), key)
            texts[key] = str(value)
        return texts

    def close(self) -> None:
        """Add a fault for each key that is not declared."""
        for key in self._values.keys() - set(self.keys.names):
            valid = message("Valid keys here: {keys}.", keys=", ".join(self.keys.names))
            unknown = message("Unknown key [{key}].", key=key)
            wording = sentences(unknown, did_you_mean(key, self.keys.names) or valid)
            self.fault("unknown_key", wording, key)

    def _ask(self, key: str, *kinds: Kind) -> object:
        declared = self.keys.key(key)
        # A request for an undeclared key is a bug in the program, not a fault of the profile.
        assert (declared.kind in kinds) if declared else not self.keys.keys, key
        return self._values.get(key)


def _read_text(value: object, _: int) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else None


def _read_texts(value: object, _: int) -> tuple[str, ...] | None:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(v, bool) or not isinstance(v, str | int | float) for v in values):
        return None
    return tuple(map(str, values))


def _read_count(value: object, most: int) -> int | None:
    return value if type(value) is int and 0 <= value <= most else None


def _read_counts(value: object, most: int) -> tuple[int, ...] | None:
    values = value if isinstance(value, list) else [value]
    every = [v for v in values if type(v) is int and 1 <= v <= most]
    return tuple(every) if every and every == values == sorted(set(every)) else None


# By kind of key, a function that returns its value, or None for a value of another kind.
_READERS: Mapping[Kind, Callable[[object, int], Any]] = {
    Kind.TEXT: _read_text,
    Kind.TEXTS: _read_texts,
    Kind.COUNT: _read_count,
    Kind.COUNTS: _read_counts,
    Kind.YES: lambda value, _: value if isinstance(value, bool) else None,
    Kind.DAY: lambda value, _: value if type(value) is date else None,
}
EXPECTED: Mapping[Kind, str] = {
    Kind.TEXT: marked("Write a text here."),
    Kind.TEXTS: marked("Write a text or a list of texts here."),
    Kind.COUNT: marked("Write a whole number from 0 to {most:,}."),
    Kind.COUNTS: marked(
        "Write a whole number from 1 to {most:,}, or a list of rising whole numbers."
    ),
    Kind.YES: marked("Write true or false here."),
    Kind.DAY: marked("Write a date here, such as 2026-06-30, without quotes."),
}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return what `did_you_mean` returns, with a blank before it; "" if it returns ""."""
    near = did_you_mean(name, known)
    return f" {near}" if near else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Ask whether a known name that is similar to `name` was meant; "" where none is."""
    plain = name.casefold()
    by_plain = {one.casefold(): one for one in sorted(known)}
    holding = (one for one in by_plain if len(plain) >= FEWEST_SIGNS and plain in one)
    close = get_close_matches(plain, by_plain, n=3, cutoff=findings.NEAR) or [*holding][:3]
    close = [by_plain[one] for one in close]
    return findings.suggest_names(close)


def find_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each header and each key that begins a line.

    Keys inside inline tables have no line of their own; `line_at` gives the line of the key around.
    """
    return dict(_places(text))


def line_at(lines: dict[KeyPath, int], place: KeyPath) -> int | None:
    """Return the line of a key, or of the nearest key around it; None without either."""
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return None


def _places(text: str) -> Iterator[tuple[KeyPath, int]]:
    """Yield the path and line number of each header and each key of a TOML text."""
    header: KeyPath = ()
    # How often each array of tables was opened: sub-tables belong to the last index.
    opened: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            header = _indexed(_parts(match[2]), opened, opens=match[1] == "[[")
            yield header, number
        elif match := _KEY.match(line):
            yield (*header, match[1].strip("\"'")), number


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _indexed(parts: list[str], opened: dict[KeyPath, int], *, opens: bool) -> KeyPath:
    """Return a header as a path, with the index of each array of tables that it passes."""
    place: KeyPath = ()
    for position, part in enumerate(parts, start=1):
        place = (*place, part)
        if opens and position == len(parts):
            opened[place] = opened.get(place, -1) + 1
        if place in opened:
            place = (*place, opened[place])
    return place
