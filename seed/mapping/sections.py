"""A table of a profile as it is read: typed answers, and a finding for each fault."""

from collections.abc import Collection, Iterable
from datetime import date
from difflib import get_close_matches

from schemas import findings
from seed.mapping.lines import Place, line_at, lines_of

MOST = 10**12


class Faults:
    """Collects what is wrong with one profile, each with its line."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.findings: list[findings.Finding] = []
        self._lines = lines_of(text)

    def line(self, place: Place) -> int | None:
        return line_at(self._lines, place)

    def add(self, rule: str, place: Place, wording: str) -> None:
        """Note a fault; `place` is written with its line, since the file as a whole is refused."""
        line = self.line(place)
        words = ".".join(str(part) for part in place)
        where = f"line {line}, {words}" if line else words or "the profile"
        finding = findings.Finding(self.file, f"profile.{rule}", f"{where}: {wording}")
        # What several tables share is read for each of them.
        if finding not in self.findings:
            self.findings.append(finding)


class Section:
    """One table of a profile. `close` reports the keys that nobody asked for."""

    def __init__(self, values: object, place: Place, faults: Faults) -> None:
        self.place = place
        self.faults = faults
        self._asked: set[str] = set()
        self._values: dict[str, object] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.fault("type", "a table of keys and values is expected here.")

    def fault(self, rule: str, wording: str, *keys: str | int) -> None:
        self.faults.add(rule, (*self.place, *keys), wording)

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str | None:
        """Text; numbers are taken as they are written."""
        value = self._ask(key)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self._mistyped(key, "text")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self._ask(key)
        if value is None:
            return ()
        values = value if isinstance(value, list) else [value]
        if any(isinstance(v, bool) or not isinstance(v, str | int | float) for v in values):
            self._mistyped(key, "text or a list of texts")
            return ()
        return tuple(str(v) for v in values)

    def count(self, key: str, default: int, *, least: int = 0, most: int = MOST) -> int:
        value = self._ask(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._mistyped(key, f"a whole number of at least {least} and at most {most:,}")
        return default

    def yes(self, key: str) -> bool:
        value = self._ask(key)
        if value is not None and not isinstance(value, bool):
            self._mistyped(key, "true or false")
        return value is True

    def day(self, key: str) -> date | None:
        value = self._ask(key)
        if value is None or type(value) is date:
            return value
        self._mistyped(key, "a date such as 2026-06-30, without quotes")
        return None

    def option(self, key: str, allowed: Iterable[str]) -> str | None:
        """Text that is one of `allowed`."""
        value = self.text(key)
        if value is None or value in (known := sorted(allowed)):
            return value
        self.fault("option", f"[{value}] is not one of {', '.join(known)}.", key)
        return None

    def section(self, key: str) -> "Section | None":
        value = self._ask(key)
        return None if value is None else Section(value, (*self.place, key), self.faults)

    def sections(self, key: str) -> list["Section"]:
        """A list of tables."""
        value = self._ask(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._mistyped(key, "a list of tables")
            return []
        return [Section(v, (*self.place, key, n), self.faults) for n, v in enumerate(value)]

    def named(self, key: str) -> list[tuple[str, "Section"]]:
        """The tables below `key`, by their names."""
        parent = self.section(key)
        if parent is None:
            return []
        return [(n, Section(v, (*parent.place, n), self.faults)) for n, v in parent.items()]

    def texts_or_tables(self, key: str) -> list["Section"]:
        """One table, or a list of tables."""
        value = self._values.get(key)
        if not isinstance(value, dict):
            return self.sections(key)
        section = self.section(key)
        return [section] if section else []

    def is_table(self, key: str) -> bool:
        return isinstance(self._values.get(key), dict)

    def names(self) -> list[str]:
        return list(self._values)

    def items(self) -> list[tuple[str, object]]:
        """All keys and values; none is then left to report."""
        self._asked |= set(self._values)
        return list(self._values.items())

    def text_by_name(self, *, but: Collection[str] = ()) -> dict[str, str]:
        """All keys, `but` for some, and what each says as a text."""
        texts = {}
        for key, value in self.items():
            if key in but:
                continue
            if isinstance(value, bool) or not isinstance(value, str | int | float):
                self._mistyped(key, "text")
            texts[key] = str(value)
        return texts

    def close(self) -> None:
        """Report each key that was not asked for."""
        for key in self._values.keys() - self._asked:
            self.fault(
                "unknown_key",
                f"[{key}] is not a key of a profile here.{near(key, self._asked)}",
                key,
            )

    def _ask(self, key: str) -> object:
        self._asked.add(key)
        return self._values.get(key)

    def _mistyped(self, key: str, expected: str) -> None:
        self.fault("type", f"{expected} is expected here.", key)


def near(name: str, known: Iterable[str]) -> str:
    """A sentence that offers the names nearest to `name`, or nothing."""
    close = get_close_matches(name, sorted(known), n=3)
    return f" Nearest: {', '.join(close)}." if close else ""
