"""Conditions of a profile as a list of looks at columns, where they are no more than that."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

# How a cell is looked at; the words of the profile, and blank in its two ways.
IS, NOT, BLANK, FILLED = "is", "not", "blank", "filled"
ABOVE, BELOW, FROM, TO = "above", "below", "from", "to"
CONTAINS, LACKS, LIKE = "contains", "lacks", "like"
HOWS = {
    IS: "is one of",
    NOT: "is filled, and none of",
    FILLED: "is filled",
    BLANK: "is blank",
    FROM: "is a number from … on",
    TO: "is a number up to …",
    ABOVE: "is a number above",
    BELOW: "is a number below",
    CONTAINS: "has in it",
    LACKS: "is filled, and has not in it",
    LIKE: "is like the pattern",
}
NUMBERS = (FROM, TO, ABOVE, BELOW)
ALONE = (BLANK, FILLED)


class Look(NamedTuple):
    """One look at a column of the source; all looks of a condition must be met."""

    column: str
    how: str = IS
    values: tuple[str, ...] = ()


def looks(said: object) -> tuple[Look, ...] | None:
    """The looks of a condition as the profile says it; None where one of several may be met."""
    if not isinstance(said, Mapping):
        return None
    found: list[Look] = []
    for column, value in said.items():
        if not isinstance(value, Mapping):
            found.append(Look(column, IS, _texts(value)))
            continue
        for how, values in value.items():
            if how == BLANK:
                found.append(Look(column, BLANK if values else FILLED))
            elif how in HOWS:
                found.append(Look(column, how, _texts(values)))
            else:
                return None
    return tuple(found)


def any_filled(said: object) -> tuple[str, ...]:
    """The columns of which one must be filled, where the condition asks for that and no more."""
    groups = said if isinstance(said, list | tuple) else ()
    found = [looks(group) for group in groups]
    if not all(one and [look.how for look in one] == [FILLED] for one in found):
        return ()
    return tuple(look.column for one in found for look in one or ())


def said(looks_: Iterable[Look]) -> dict[str, object]:
    """The condition as the profile says it; two like looks at a column are one."""
    by_column: dict[str, dict[str, object]] = {}
    for look in looks_:
        of = by_column.setdefault(look.column, {})
        match look.how:
            case "blank" | "filled":
                of[BLANK] = look.how == BLANK
            case "above" | "below" | "from" | "to":
                of[look.how] = number(look.values[0] if look.values else "")
            case _:
                before = of.get(look.how, [])
                assert isinstance(before, list)
                of[look.how] = [*before, *look.values]
    return {column: of[IS] if of.keys() == {IS} else of for column, of in by_column.items()}


def with_look(looks_: Sequence[Look], number: int, look: Look | None) -> tuple[Look, ...]:
    """The looks with one said otherwise, or with one less."""
    changed = [look] if look is not None else []
    return (*looks_[:number], *changed, *looks_[number + 1 :])


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def number(text: str) -> int | float | str:
    """The number, or the text where it is none, which is then a fault of the profile."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
