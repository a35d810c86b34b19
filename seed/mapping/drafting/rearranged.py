"""How a file's rows may have to be rearranged: repeated columns, amounts in text, another file."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from seed.gate import name_columns
from seed.mapping.drafting import guesses
from seed.mapping.drafting.drafted import DraftFile
from seed.mapping.language.profile import Extract, Join, Unpivot

# So much of a column is like a pattern that is guessed; the rest are its faulty cells.
MOST = 0.8
ENOUGH = 20_000
# A pattern more says nothing of one cell.
LEAST_CELLS = 5
# Of the values of a key so many are found in the other file, of which so many differ.
MOST_FOUND, LEAST_KEYS = 0.9, 10
# A column alone may be numbered for other reasons: repeated so often it is a group.
LEAST_ALONE = 3
NUMBERS = "[0-9]+"
# What stands between two amounts in a cell.
BETWEEN = ("y", "e", "and", "et", "und", "и", "ve", "+", "&", ",", ";", "/")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")
_AMOUNT = r"(?P<amount>[0-9](?:[0-9.,'\s]*[0-9])?)"
_CURRENCY = "(?P<currency>[A-Z]{3})"


@dataclass(frozen=True)
class Ready:
    """A pattern that many sources need, with what it reads, by an example."""

    example: str
    like: str


READY = (
    Ready("amount and currency in one cell: 1.234,50 USD", f"{_AMOUNT} ?{_CURRENCY}"),
    Ready("currency and amount in one cell: USD 1,234.50", f"{_CURRENCY} ?{_AMOUNT}"),
    Ready("number and year: 0123/2024", "^(?P<number>[0-9]+)/(?P<year>[0-9]{2,4})$"),
    Ready("the number in a text: 511/PR", "(?P<number>[0-9]+)"),
    Ready(
        "two numbers, the second in brackets: 12 (3)",
        r"(?P<number>[0-9?]+) ?\((?P<in_brackets>[0-9?]+)\)",
    ),
    Ready("a list with signs between its parts: a; b", "(?P<part>[^,;/|]+)"),
)
MONEY = READY[:2]


def repeated(names: Sequence[str]) -> Unpivot | None:
    """The groups of columns that come again with a number in their names; None without such.

    `Statute 1 Code, Statute 1 Fine, Statute 2 Code ...` are groups; a column that comes with one
    number alone is in none. A name of persons is never read so by guessing.
    """
    parts: dict[str, set[int]] = defaultdict(set)
    for name in names:
        for match in _NUMBER.finditer(name):
            parts[f"{name[: match.start()]}{{n}}{name[match.end() :]}"].add(int(match[0]))
    likely = {like: of for like, of in parts.items() if _counts_up(of) and _is_named(like)}
    if not likely:
        return None
    most = max(likely.values(), key=len)
    together = {like for like, of in likely.items() if of <= most}
    if len(most) < (2 if len(together) > 1 else LEAST_ALONE):
        return None
    members = _called(together, [name for name in names if not _NUMBER.search(name)])
    part = next(name for name in ("n", "number", "nth") if name not in {*names, *members})
    likes = {name: like.replace("{n}", f"{{{part}}}") for name, like in members.items()}
    return Unpivot(likes, part, parts_like=NUMBERS)


def group_of(first: Sequence[str], names: Sequence[str]) -> Unpivot | None:
    """The groups of which these are the first, by the number in their names; None without one.

    Of several numbers in a name it is the one with which it comes again most often.
    """
    likes: dict[str, None] = {}
    for name in first:
        ways = [
            f"{name[: match.start()]}{{n}}{name[match.end() :]}" for match in _NUMBER.finditer(name)
        ]
        if not ways:
            return None
        likes[max(ways, key=lambda like: _times(like, names))] = None
    others = [name for name in names if not any(_times(like, [name]) for like in likes)]
    members = _called(tuple(likes), others)
    part = next(name for name in ("n", "number", "nth") if name not in {*others, *members})
    patterns = {name: like.replace("{n}", f"{{{part}}}") for name, like in members.items()}
    return Unpivot(patterns, part, parts_like=NUMBERS) if members else None


def _times(like: str, names: Sequence[str]) -> int:
    before, behind = map(re.escape, like.split("{n}", 1))
    return sum(re.fullmatch(f"{before}{NUMBERS}{behind}", name) is not None for name in names)


def _counts_up(numbers: Collection[int]) -> bool:
    """Whether they follow each other from 0 or 1, at least two."""
    return len(numbers) > 1 and min(numbers) < 2 and max(numbers) - min(numbers) < len(numbers)


def _is_named(like: str) -> bool:
    words = guesses.plain(like.replace("{n}", " "))
    return bool(words) and "{" not in like.replace("{n}", "") and not name_columns.is_one(words)


def _called(likes: Collection[str], others: Collection[str]) -> dict[str, str]:
    """A name for each pattern, its own words, that no other column has."""
    members: dict[str, str] = {}
    for like in sorted(likes):
        name = guesses.plain(like.replace("{n}", " "))
        while name in members or name in others:
            name += "_"
        members[name] = like
    return members


def money(file: DraftFile, frame: pl.DataFrame) -> Extract | None:
    """The column of amounts with their currencies in one cell, by the pattern that fits; or None.

    It is guessed of a list of assets alone: elsewhere a second amount would make a second person.
    """
    if not any(("assets", "class") in column.suggestions for column in file.columns):
        return None
    for column in file.columns:
        cells = frame[column.name].drop_nulls()[:ENOUGH]
        for ready in MONEY if cells.len() >= LEAST_CELLS else ():
            amounts = cells.str.contains(rf"^(?:{ready.like})")
            if amounts.sum() >= MOST * cells.len() and "amount" not in frame.columns:
                between = tuple(_between(cells.filter(amounts), ready.like))
                return Extract(column.name, ready.like, ("amount", "currency"), between)
    return None


def _between(cells: pl.Series, like: str) -> Iterator[str]:
    """What stands between two amounts, in the cells that have two."""
    left = cells.str.replace_all(like, " ").str.strip_chars().value_counts(sort=True)
    for words in left[cells.name]:
        if words in BETWEEN:
            yield words


def joins(
    file: DraftFile,
    others: Sequence[DraftFile],
    wanted: Mapping[str, Collection[str]],
    frames: Mapping[str, pl.DataFrame],
) -> Iterator[Join]:
    """By which columns `file` may look up the `wanted` columns of others, by their labels.

    The columns are alike in what they are called, their values are the other's, and name one row
    there each.
    """
    own = {column.name for column in file.columns}
    for other in others:
        columns = tuple(name for name in wanted.get(other.file.name, ()) if name not in own)
        key = _key(file, other, frames) if columns else None
        if key is not None:
            here, there = key
            columns = tuple(name for name in columns if name != there)
            own |= set(columns)
            if columns:
                yield Join(other.file.name, (here,), columns, (there,))


def _key(
    file: DraftFile, other: DraftFile, frames: Mapping[str, pl.DataFrame]
) -> tuple[str, str] | None:
    for there in other.columns:
        if there.distinct < LEAST_KEYS or there.distinct != there.filled:
            continue
        known = frames[other.file.name][there.name].drop_nulls()
        for here in file.columns:
            if here.distinct < LEAST_KEYS or not _thing(file, here.name) & _thing(
                other, there.name
            ):
                continue
            values = frames[file.file.name][here.name].drop_nulls().unique()
            if values.is_in(known.implode()).sum() >= MOST_FOUND * values.len():
                return here.name, there.name
    return None


def _thing(file: DraftFile, name: str) -> frozenset[str]:
    """What a column names: one that is called id, what its file is called."""
    words = guesses.words_of(name)
    return (words if words != {"id"} else guesses.words_of(file.file.name)) - {"id", "on"}
