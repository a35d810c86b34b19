"""Read tables of a TOML file with typed values, and collect a finding for each fault."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from schemas import findings
from schemas.language import message, sentences
from seed.mapping.profile_keys import KEY_TABLES, Key, KeyTable, Kind

# The path of a key: the keys that lead to it, and indexes within lists of tables.
KeyPath = tuple[str | int, ...]
# Shorter names are part of too many others.
FEWEST_SIGNS = 3
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_QUOTES = "\"'"
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
        key, said = ".".join(map(str, place)), sentences(wording)
        if line := self.line(place):
            said = message("line {line}, {key}: {fault}", line=line, key=key, fault=wording)
        elif key:
            said = message("{key}: {fault}", key=key, fault=wording)
        severity = findings.Severity.WARNING if is_warning else findings.Severity.ERROR
        finding = findings.Finding(self.file, f"{self.of}.{rule}", said, severity, place=place)
        kept = self.warnings if is_warning else self.findings
        # Parts shared by several tables are read several times.
        if finding not in kept:
            kept.append(finding)


class Section:
    """One table of a profile, with the keys that it may have."""

    def __init__(self, values: object, place: KeyPath, faults: Faults, keys: str) -> None:
        self.place = place
        self.faults = faults
        self.keys: KeyTable = KEY_TABLES[keys]
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self._add_type_fault(Key("", "", Kind.TABLE))

    def fault(self, rule: str, wording: str, *keys: str | int) -> None:
        self.faults.add(rule, (*self.place, *keys), wording)

    def _add_type_fault(self, key: Key) -> None:
        wording = message("Expected here: {expected}.", expected=key.holds)
        self.fault("type", wording, *filter(None, [key.name]))

    def has(self, key: str) -> bool:
        return key in self.values

    def read(self, keys: str = "") -> dict[str, Any]:
        """Return the values by key. `keys` names the KeyTable, if another one declares the keys.

        A table becomes a section; one with free names becomes a list of names and sections. Adds a
        fault for each key that is not declared, and for each value of another kind.
        """
        self.keys = KEY_TABLES[keys] if keys else self.keys
        known = self.keys.keys
        for key in self.values.keys() - known.keys():
            valid = message("Valid keys here: {keys}.", keys=", ".join(known))
            unknown = message("Unknown key [{key}].", key=key)
            self.fault("unknown_key", sentences(unknown, did_you_mean(key, known) or valid), key)
        found = {
            key: self._read(declared, self.values[key])
            for key, declared in known.items()
            if self.has(key)
        }
        return {key: value for key, value in found.items() if value not in (None, ())}

    def read_all(self, kind: Kind, *, but: Collection[str] = ()) -> dict[str, Any]:
        """Return the values of all keys except `but`, with a fault for each not of `kind`."""
        found = {
            key: self._read(Key(key, "", kind), value)
            for key, value in self.values.items()
            if key not in but
        }
        return {key: value for key, value in found.items() if value is not None}

    def _read(self, key: Key, value: object) -> Any:
        """Return a value of a key; None, with a fault, if it is of another kind."""
        place = (*self.place, key.name)
        match key.kind:
            case Kind.TABLE_OR_NAME if isinstance(value, str):
                return value
            case Kind.TABLE | Kind.TABLE_OR_NAME:
                return Section(value, place, self.faults, key.inside or key.name)
            case Kind.BY_NAME | Kind.TABLES if isinstance(value, dict):
                return [
                    (name, Section(one, (*place, name, *nth), self.faults, key.inside or key.name))
                    for name, inner in value.items()
                    for nth, one in _tables_with_places(inner, are_listed=key.kind is Kind.TABLES)
                ]
            case Kind.BY_NAME | Kind.TABLES:
                found = None
            case kind:
                found = _READERS[kind](value, key.most)
        if found is None or (key.options and found not in key.options):
            self._add_type_fault(key)
            return None
        return found


def _tables_with_places(value: object, *, are_listed: bool) -> list[tuple[tuple[int, ...], object]]:
    """Return the table under a key, or those of a list, each with its position in the list."""
    if isinstance(value, list) and are_listed:
        return [((n,), one) for n, one in enumerate(value)]
    return [((), value)]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read_text(value: object, _: int) -> str | None:
    return str(value) if isinstance(value, str) or _is_number(value) else None


def _read_texts(value: object, most: int) -> tuple[str, ...] | None:
    texts = [_read_text(one, most) for one in (value if isinstance(value, list) else [value])]
    return tuple(text for text in texts if text is not None) if None not in texts else None


def _read_counts(value: object, most: int) -> tuple[int, ...] | None:
    values = value if isinstance(value, list) else [value]
    every = [v for v in values if type(v) is int and 1 <= v <= most]
    return tuple(every) if every and every == values == sorted(set(every)) else None


# By kind of key, a function that returns its value, or None for a value of another kind.
_READERS: Mapping[Kind, Callable[[Any, int], Any]] = {
    Kind.TEXT: _read_text,
    Kind.TEXTS: _read_texts,
    Kind.NUMBER: lambda value, _: float(value) if _is_number(value) else None,
    Kind.COUNT: lambda value, most: value if type(value) is int and 0 <= value <= most else None,
    Kind.COUNTS: _read_counts,
    Kind.YES: lambda value, _: value if isinstance(value, bool) else None,
    Kind.DAY: lambda value, _: value if type(value) is date else None,
}


def nearest(name: str, known: Iterable[str]) -> str:
    """Return what `did_you_mean` returns, with a space before it; "" if it returns ""."""
    near = did_you_mean(name, known)
    return f" {near}" if near else ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a question whether a similar known name was meant; "" where none is similar."""
    plain = name.casefold()
    by_plain = {one.casefold(): one for one in sorted(known)}
    holding = (one for one in by_plain if len(plain) >= FEWEST_SIGNS and plain in one)
    close = get_close_matches(plain, by_plain, n=3, cutoff=findings.NEAR) or [*holding][:3]
    close = [by_plain[one] for one in close]
    return findings.suggest_names(close)


def find_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each header and each key that begins a line of a TOML text.

    Keys inside inline tables have no line of their own; `line_at` gives the line of the key around.
    """
    lines: dict[KeyPath, int] = {}
    header: KeyPath = ()
    # How often each array of tables was opened: sub-tables belong to the last index.
    opened: dict[KeyPath, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            header = ()
            *around, last = _PART.findall(match[2]) or [""]
            for part in around:
                header = (*header, part.strip(_QUOTES))
                header = (*header, opened[header]) if header in opened else header
            header = (*header, last.strip(_QUOTES))
            if match[1] == "[[":
                opened[header] = opened.get(header, -1) + 1
                header = (*header, opened[header])
            lines[header] = number
        elif match := _KEY.match(line):
            lines[(*header, match[1].strip(_QUOTES))] = number
    return lines


def line_at(lines: dict[KeyPath, int], place: KeyPath) -> int | None:
    """Return the line of a key, or of the nearest key around it; None if there is neither."""
    around = (place[:length] for length in range(len(place), 0, -1))
    return next((lines[one] for one in around if one in lines), None)
