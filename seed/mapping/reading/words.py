"""The words of a column that may be kept with a profile: short, common, and nobody's name."""

from collections.abc import Mapping
from dataclasses import dataclass

from seed.mapping.reading.shown import is_of_persons, is_plain

# In a column with more words than these a rare one may tell of one person.
MOST_WORDS = 50
LEAST_ROWS = 10
# A column of more words than these, in which hardly one comes twice, holds ids or free text.
FEW_WORDS = 10


@dataclass(frozen=True)
class Words:
    """How many rows have each word; `are_all` where the rare words are there too."""

    rows: Mapping[str, int]
    are_all: bool


def words_of(column: str, counts: Mapping[str, int]) -> Words:
    """The words of the column that may be kept; `counts` are the rows of each of its values."""
    total = sum(counts.values())
    are_all = len(counts) <= MOST_WORDS and (len(counts) <= FEW_WORDS or 2 * len(counts) <= total)
    rows = {
        word: count
        for word, count in counts.items()
        if (are_all or count >= LEAST_ROWS) and may_be_kept(column, word, count)
    }
    return Words(dict(sorted(rows.items())), are_all)


def with_known(now: Words, words: frozenset[str], common: frozenset[str]) -> Words:
    """The words beside those that were accepted before: what was looked at once stays so.

    `words` were all of the column, `common` those of many rows. Of too many together the rare ones
    are not kept, and how rare an old one is nobody knows.
    """
    together = now.rows.keys() | words | common
    if now.are_all and not common and len(together) <= MOST_WORDS:
        kept = together
    else:
        kept = {word for word, rows in now.rows.items() if rows >= LEAST_ROWS} | common
    are_all = len(kept) == len(together) and now.are_all and not common
    return Words({word: now.rows.get(word, 0) for word in sorted(kept)}, are_all)


def may_be_kept(column: str, word: str, rows: int) -> bool:
    """Whether it names nobody: two words together may be a name, unless many rows share them."""
    return is_plain(word, is_shared=rows >= LEAST_ROWS and not is_of_persons(column))
