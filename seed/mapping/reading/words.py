"""The words of a column that may be kept with a profile: short, common, and nobody's name."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from seed.mapping.language.code_words import word_of
from seed.mapping.reading.shown import is_of_persons, is_plain

# In a column with more words than these a rare one may tell of one person.
MOST_WORDS = 50
LEAST_ROWS = 10
# A column of more words than these, in which hardly one comes twice, holds ids or free text.
FEW_WORDS = 10


@dataclass(frozen=True)
class Words:
    """Words of a column; `are_all` where the rare ones are among them."""

    kept: frozenset[str]
    are_all: bool


def collect_words(column: str, counts: Mapping[str, int], named: Collection[str]) -> Words:
    """The words of a column that may be kept; `counts` are the rows of each of its values.

    `named` are those that the profile names.
    """
    total = sum(counts.values())
    are_all = len(counts) <= MOST_WORDS and (len(counts) <= FEW_WORDS or 2 * len(counts) <= total)
    return Words(frozenset(select_words(column, counts, named, are_all=are_all)), are_all)


def add_known(
    column: str, counts: Mapping[str, int], named: Collection[str], known: Words | None
) -> Words:
    """The same beside words that were accepted before: what was looked at once stays so.

    Of too many together the rare ones are not kept, and how rare an old one is nobody knows.
    """
    now = collect_words(column, counts, named)
    if known is None:
        return now
    together = now.kept | known.kept
    if now.are_all and known.are_all and len(together) <= MOST_WORDS:
        return Words(together, are_all=True)
    often = frozenset(select_words(column, counts, named, are_all=False))
    return Words(often if known.are_all else often | known.kept, are_all=False)


def select_words(
    column: str, counts: Mapping[str, int], named: Collection[str], *, are_all: bool
) -> Iterator[str]:
    """The words that tell of nobody: those that the profile names, in whatever spelling, and common
    ones; rare ones where `are_all` are kept. Two words together may be a name, unless many rows
    share them.
    """
    plain = {word_of(word) for word in named}
    of_persons = is_of_persons(column)
    for word, rows in counts.items():
        is_common = rows >= LEAST_ROWS
        if word_of(word) in plain or (
            (are_all or is_common) and is_plain(word, is_shared=is_common and not of_persons)
        ):
            yield word
