"""How SQL says single things that the old form of mappings had keys for."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import duckdb

from seed.mapping.sql.tree import literal

WIDTH = 88
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
COMPARED = {"above": ">", "below": "<", "from": ">=", "to": "<="}
_BRACKETS = re.compile(r"\{[^{}]+\}|\[((?:[^\[\]{}]|\{[^{}]+\})*)\]")
_DATE_WORD = re.compile("YYYY|MM|DD")
_DATE_SHAPES = {"YYYY": "([0-9]{4})", "MM": "([0-9]{1,2})", "DD": "([0-9]{1,2})"}


class Cannot(Exception):
    """Something that SQL does not say, in words for whoever writes it himself."""


def texts(value: object) -> list[str]:
    return [str(one) for one in listed(value)]


def listed(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def one_of(cell: str, values: Sequence[str], *, negated: bool = False) -> str:
    if len(values) == 1:
        return f"{cell} {'<>' if negated else '='} {literal(values[0])}"
    return f"{cell} {'NOT IN' if negated else 'IN'} ({', '.join(map(literal, values))})"


def any_of(conditions: Iterable[str]) -> str:
    every = list(conditions)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def all_of(*conditions: str) -> str:
    """All of the conditions that say something, on lines of their own where they are long."""
    every = [one for one in conditions if one]
    joined = " AND ".join(every)
    return joined if len(joined) <= WIDTH else "\n  AND ".join(every)


def bracketed(names: Sequence[str]) -> str:
    return f"({', '.join(names)})" if len(names) > 1 else names[0]


def when(condition: str, value: str) -> str:
    """The value where the condition holds, and blank elsewhere."""
    joint = f"CASE WHEN {condition} THEN {value} END"
    return joint if len(joint) <= WIDTH else f"CASE\n  WHEN {condition}\n  THEN {value}\nEND"


def number_in(cell: str, written: Mapping[str, Any] | None) -> str:
    """The number that a cell is, written as the profile says; blank where it is none.

    The old form also took 1e5 and inf for numbers; what num() does not read is told at each import.
    """
    signs = {key: str((written or {}).get(key, "")) for key in ("before", "after", "thousands")}
    decimal = str((written or {}).get("decimal", "."))
    plain = cell
    if any(signs.values()) or decimal != ".":
        point, thousands = re.escape(decimal), re.escape(signs["thousands"])
        grouped = rf"[0-9]{{1,3}}({thousands}[0-9]{{3}})+|" if thousands else ""
        before, after = (
            f"({re.escape(signs[key])})?" if signs[key] else "" for key in ("before", "after")
        )
        shape = rf"-?{before}(({grouped}[0-9]+)({point}[0-9]+)?|{point}[0-9]+){after}"
        for sign, instead in (*((sign, "") for sign in signs.values()), (decimal, ".")):
            if sign and sign != instead:
                plain = f"replace({plain}, {literal(sign)}, {literal(instead)})"
        plain = f"CASE WHEN regexp_full_match({cell}, {literal(shape)}) THEN {plain} END"
    number = f"num({plain})"
    if written and ("times" in written or "places" in written):
        number = f"round({number} * {written.get('times', 1)}, {written.get('places', 2)})"
    return number


# What a pattern of the old reader means to the one of SQL, which knows ASCII alone by these.
_CLASSES = {
    "d": r"\p{Nd}",
    "w": r"\p{L}\p{M}\p{Nd}\p{Pc}",
    "s": r"\s\x{0b}\x{85}\p{Z}",
}


def pattern_of(like: str) -> str:
    """The pattern as SQL knows it."""
    found, within, at = [], False, 0
    while at < len(like):
        sign = like[at]
        if sign == "\\":
            found.append(_escaped(like[at : at + 2], within=within))
            at += 2
            continue
        if within and like[at : at + 2] in {"&&", "--", "~~"}:
            raise Cannot(f"the pattern [{like}] takes classes of signs together. Write it anew.")
        if sign in "[]":
            within = sign == "["
        found.append("(?P<" if re.match(r"\(\?<[^=!]", like[at:]) else sign)
        at += 3 if found[-1] == "(?P<" and like[at + 2] == "<" else 1
    pattern = re.sub(r"\\u\{?([0-9A-Fa-f]{4,6})\}?", r"\\x{\1}", "".join(found))
    try:
        duckdb.sql("SELECT regexp_matches('', ?)", params=[pattern]).fetchall()
    except duckdb.Error as error:
        raise Cannot(f"the pattern [{like}] is none that SQL knows. Write it anew.") from error
    return literal(pattern)


def _escaped(escape: str, *, within: bool) -> str:
    kind = _CLASSES.get(escape[1:].lower())
    if kind is None:
        return escape
    if escape[1:].isupper():
        if within:
            raise Cannot(f"[{escape}] stands in brackets in a pattern. Write it anew.")
        return f"[^{kind}]"
    return kind if within else f"[{kind}]"


def groups_of(like: str) -> dict[str, int]:
    """By name the number of each group of a pattern."""
    found: dict[str, int] = {}
    bare = re.sub(r"\\.", "__", like)
    bare = re.sub(r"\[[^\]]*\]", lambda one: "_" * len(one[0]), bare)
    for number, one in enumerate(re.finditer(r"\((?!\?)|\(\?P?<([^>=!]+)>", bare), start=1):
        if one[1]:
            found[one[1]] = number
    return found


# What stands around a match; no cell has it.
_BEGINS, _ENDS = "\u241e", "\u241f"
_MINUSES = "-\u2212\u2013"
_SIGNED = rf"((\p{{Sc}}|[A-Z]{{3}}) ?)?{_BEGINS}((\p{{Sc}}|[A-Z]{{3}}) ?)?[.,]?[0-9]"


def is_read(cell: str, like: str, between: Sequence[str]) -> str:
    """Whether a pattern finds all that a cell says: no word or digit is left, no sign is lost."""
    rest = f"regexp_replace({cell}, {like}, ' ', 'g')"
    for sign in between:
        rest = f"replace({rest}, {literal(sign)}, ' ')"
    marked = f"regexp_replace({cell}, {like}, '{_BEGINS}\\0{_ENDS}', 'g')"
    signs = "".join(sign for sign in _MINUSES + "(" if sign not in between)
    lost = rf"^\s*[{_MINUSES}]{_SIGNED}"
    lost += rf"|(^|[^\p{{L}}0-9])[{signs}]{_SIGNED}" if signs else ""
    asked = (
        f"regexp_matches({cell}, {like})",
        rf"NOT regexp_matches({rest}, '[\p{{L}}\p{{N}}]')",
        f"NOT regexp_matches({marked}, {literal(lost)})",
    )
    return "\n      AND ".join(asked)


def date_order(cell: str, formats: Sequence[str]) -> str:
    """A text that is in the order of the days that a cell holds."""
    pieces = []
    for words in formats:
        found = _DATE_WORD.findall(words)
        if "Month" in words or "Mon" in words or not found:
            raise Cannot("[keep] compares dates with names of months. Write the SELECT yourself.")
        ends = _DATE_WORD.split(words)
        shapes = [_DATE_SHAPES[word] for word in found]
        shape = re.escape(ends[0]) + "".join(
            one + re.escape(end) for one, end in zip(shapes, ends[1:], strict=True)
        )
        parts = [
            f"lpad(regexp_extract({cell}, {literal(shape)}, {found.index(word) + 1}), {width}, '0')"
            for word, width in (("YYYY", 4), ("MM", 2), ("DD", 2))
            if word in found
        ]
        key = " || '-' || ".join(parts)
        pieces.append(f"WHEN regexp_full_match({cell}, {literal(shape)}) THEN {key}")
    return f"CASE {' '.join(pieces)} END"


def composed(template: str, cell: Callable[[str], str], part: str) -> str:
    """Texts and columns; what stands in brackets is left out where a column of it is blank."""
    numbers = {"row_number": "CAST(_row AS VARCHAR)", "part": part}

    def placed(text: str) -> list[str]:
        # Texts and names take turns, beginning with a text.
        pieces = enumerate(PLACEHOLDER.split(text))
        found = (
            (numbers.get(piece) or cell(piece)) if n % 2 else literal(piece)
            for n, piece in pieces
            if n % 2 or piece
        )
        return list(found)

    needed, lacking, end = [], [], 0
    pieces: list[str] = []
    for match in _BRACKETS.finditer(template):
        if match[1] and PLACEHOLDER.search(match[1]):
            before = template[end : match.start()]
            lacking.append(" || ".join(placed(match[1])))
            pieces += [*placed(before), f"coalesce({lacking[-1]}, '')"]
            needed += PLACEHOLDER.findall(before)
            end = match.end()
    pieces += placed(template[end:])
    needed += PLACEHOLDER.findall(template[end:])
    if lacking and pieces == [f"coalesce({lacking[0]}, '')"]:
        return lacking[0]
    # A number of a row begins a text: beside one it is written as it is.
    if len(pieces) > 1:
        pieces = ["_row" if one == numbers["row_number"] else one for one in pieces]
    value = " || ".join(pieces) or "NULL"
    names = PLACEHOLDER.findall(template)
    if not lacking or needed or numbers.keys() & set(names):
        return value
    filled = " OR ".join(f"{cell(name)} IS NOT NULL" for name in dict.fromkeys(names))
    return when(filled, value)
