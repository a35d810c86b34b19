"""The SQL of single things that the old form of mappings had keys for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import duckdb

from seed.mapping.sql.tree import literal

WIDTH = 88
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
COMPARED = {"above": ">", "below": "<", "from": ">=", "to": "<="}
_BRACKETS = re.compile(r"\{[^{}]+\}|\[((?:[^\[\]{}]|\{[^{}]+\})*)\]")
_DATE_PART = re.compile("YYYY|MM|DD")
_DATE_PATTERNS = {"YYYY": "([0-9]{4})", "MM": "([0-9]{1,2})", "DD": "([0-9]{1,2})"}
# The old reader knew all scripts by these, RE2 knows ASCII alone.
_CLASSES = {"d": r"\p{Nd}", "w": r"\p{L}\p{M}\p{Nd}\p{Pc}", "s": r"\s\x{0b}\x{85}\p{Z}"}
_TOKEN = re.compile(r"\\u\{?([0-9A-Fa-f]{4,6})\}?|\\(.)|\(\?<(?=[^=!])|&&|--|~~|[\[\]]", re.DOTALL)


class Cannot(Exception):
    """Something that is not rewritten, in words for the person who writes it."""


def listed(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def texts(value: object) -> list[str]:
    return [str(one) for one in listed(value)]


def one_of(cell: str, values: Sequence[str], *, negated: bool = False) -> str:
    if len(values) == 1:
        return f"{cell} {'<>' if negated else '='} {literal(values[0])}"
    return f"{cell} {'NOT IN' if negated else 'IN'} ({', '.join(map(literal, values))})"


def any_of(conditions: Iterable[str]) -> str:
    every = list(conditions)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def all_of(*conditions: str) -> str:
    every = [one for one in conditions if one]
    joined = " AND ".join(every)
    return joined if len(joined) <= WIDTH else "\n  AND ".join(every)


def when(condition: str, value: str) -> str:
    """The value where the condition holds, otherwise blank."""
    line = f"CASE WHEN {condition} THEN {value} END"
    return line if len(line) <= WIDTH else f"CASE\n  WHEN {condition}\n  THEN {value}\nEND"


def number_in(cell: str, written: Mapping[str, Any] | None) -> str:
    """The number in a cell, written as the profile says; blank where the cell has none.

    The old form also read 1e5 and inf as numbers. Each import names the cells that num() refuses.
    """
    written = written or {}
    signs = {key: str(written.get(key, "")) for key in ("before", "after", "thousands")}
    decimal = str(written.get("decimal", "."))
    plain = cell
    if any(signs.values()) or decimal != ".":
        point, thousands = re.escape(decimal), re.escape(signs["thousands"])
        grouped = rf"[0-9]{{1,3}}({thousands}[0-9]{{3}})+|" if thousands else ""
        before, after = (
            f"({re.escape(signs[key])})?" if signs[key] else "" for key in ("before", "after")
        )
        pattern = rf"-?{before}(({grouped}[0-9]+)({point}[0-9]+)?|{point}[0-9]+){after}"
        for sign, instead in (*((sign, "") for sign in signs.values()), (decimal, ".")):
            if sign and sign != instead:
                plain = f"replace({plain}, {literal(sign)}, {literal(instead)})"
        plain = f"CASE WHEN regexp_full_match({cell}, {literal(pattern)}) THEN {plain} END"
    number = f"num({plain})"
    if "times" in written or "places" in written:
        number = f"round({number} * {written.get('times', 1)}, {written.get('places', 2)})"
    return number


def pattern_of(like: str) -> str:
    """The pattern as a text of SQL."""
    is_in_brackets = False

    def rewritten(token: re.Match[str]) -> str:
        nonlocal is_in_brackets
        sign, code, escaped = token[0], token[1], token[2] or ""
        if sign in "[]":
            # Where a bracket is a sign, or begins a class in a class, the two readers differ.
            is_sign = like[token.end() :].startswith(("]", "^]"))
            is_nested = sign == "[" and (is_in_brackets or is_sign)
            is_in_brackets = sign == "["
        else:
            is_nested = is_in_brackets and (sign in {"&&", "--", "~~"} or escaped in {*"DWS"})
        if is_nested or escaped in {"b", "B"}:
            raise Cannot(
                f"[{sign}] in the pattern [{like}] means something else in SQL. Write the pattern"
                " yourself."
            )
        if code:
            return rf"\x{{{code}}}"
        if (kind := _CLASSES.get(escaped.lower())) is not None:
            return kind if is_in_brackets else f"[{'^' if escaped.isupper() else ''}{kind}]"
        return "(?P<" if sign == "(?<" else sign

    pattern = _TOKEN.sub(rewritten, like)
    try:
        duckdb.sql("SELECT regexp_matches('', ?)", params=[pattern]).fetchall()
    except duckdb.Error as error:
        raise Cannot(f"SQL cannot read the pattern [{like}]. Write it yourself.") from error
    return literal(pattern)


def date_order(cell: str, formats: Sequence[str]) -> str:
    """A text that sorts as the days in a cell do."""
    branches = []
    for written in formats:
        found = _DATE_PART.findall(written)
        if "Mon" in written or not found:
            raise Cannot("[keep] compares dates with names of months. Write the SELECT yourself.")
        ends = map(re.escape, _DATE_PART.split(written))
        pattern = next(ends) + "".join(_DATE_PATTERNS[one] + next(ends) for one in found)
        parts = (
            f"regexp_extract({cell}, {literal(pattern)}, {found.index(part) + 1})"
            for part in ("YYYY", "MM", "DD")
            if part in found
        )
        key = " || '-' || ".join(f"lpad({part}, 4, '0')" for part in parts)
        branches.append(f"WHEN regexp_full_match({cell}, {literal(pattern)}) THEN {key}")
    return f"CASE {' '.join(branches)} END"


def composed(template: str, cell: Callable[[str], str], part: str) -> str:
    """Texts and columns; what stands in brackets is left out where one of its columns is blank."""
    numbers = {"row_number": "CAST(_row AS VARCHAR)", "part": part}

    def in_place(text: str) -> list[str]:
        # Texts and names take turns, beginning with a text.
        return [
            (numbers.get(piece) or cell(piece)) if n % 2 else literal(piece)
            for n, piece in enumerate(PLACEHOLDER.split(text))
            if n % 2 or piece
        ]

    needed, optional, end = [], [], 0
    pieces: list[str] = []
    for match in _BRACKETS.finditer(template):
        if match[1] and PLACEHOLDER.search(match[1]):
            before = template[end : match.start()]
            optional.append(" || ".join(in_place(match[1])))
            pieces += [*in_place(before), f"coalesce({optional[-1]}, '')"]
            needed += PLACEHOLDER.findall(before)
            end = match.end()
    pieces += in_place(template[end:])
    needed += PLACEHOLDER.findall(template[end:])
    if optional and pieces == [f"coalesce({optional[0]}, '')"]:
        return optional[0]
    # A number beside a text needs no CAST.
    if len(pieces) > 1:
        pieces = ["_row" if one == numbers["row_number"] else one for one in pieces]
    value = " || ".join(pieces) or "NULL"
    names = PLACEHOLDER.findall(template)
    if not optional or needed or numbers.keys() & set(names):
        return value
    filled = " OR ".join(f"{cell(name)} IS NOT NULL" for name in dict.fromkeys(names))
    return when(filled, value)
