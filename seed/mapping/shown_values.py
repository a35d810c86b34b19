"""Decide which source values may be shown or kept: frequent, short, and not about one person."""

from collections.abc import Collection, Iterable, Iterator, Mapping

import polars as pl

from seed.gate.id_words import PERHAPS_A_NAME, PERSONAL
from seed.mapping.known_words import CODE_WORDS, PERSON_NAMES, ROLE_WORDS, normalize_word
from seed.mapping.mapping_report import Values
from seed.mapping.profile_model import FIELDS, KeptWords, allowed_codes

LEAST_OFTEN = 3
LONGEST_SHOWN = 40
# At most this many values of a column are shown. The others are counted together.
MOST_SHOWN = 50
# Two words in this many rows, and in this share of them, are a term and not a name: en libertad.
LEAST_SHARED, PART_SHARED = 10, 0.05
# In a column with more distinct words, a rare one may identify a person.
MOST_WORDS = 50
LEAST_ROWS = 10
# A column with more distinct words, most of them used once, holds ids or free text.
FEW_WORDS = 10
_KNOWN_WORDS = (
    frozenset(CODE_WORDS)
    | ROLE_WORDS
    | {
        normalize_word(code)
        for fields in FIELDS.values()
        for one in fields.values()
        for code in allowed_codes(one)
    }
)


def is_person_column(column: str) -> bool:
    """Return whether the column is named after persons in a case, so that it may hold names.

    One person may be in many rows of it, so even a frequent word may be a name.
    """
    return bool(PERSON_NAMES & set(normalize_word(column).split("_")))


def count_shown_values(cells: pl.Series, *, always: Iterable[str] = ()) -> Values:
    """Return the distinct texts of `cells` that may be shown, with counts, and how many may not.

    Texts in `always` may be shown. The name of the series must be that of the column.
    """
    counted = cells.drop_nulls().alias("value").value_counts(sort=True, name="cells")
    counted = counted.sort("cells", "value", descending=[True, False])
    total = cells.len() - cells.null_count()
    least = max(LEAST_SHARED, PART_SHARED * total)
    if is_person_column(cells.name):
        least = total + 1
    allowed = set(always)
    shown = [
        (value, count)
        for value, count in counted.iter_rows()
        if value in allowed
        or normalize_word(value) in _KNOWN_WORDS
        or (count >= LEAST_OFTEN and is_impersonal(value, is_shared=count >= least))
    ][:MOST_SHOWN]
    return Values(tuple(shown), total - sum(count for _, count in shown))


def words_with_counts(words: Iterable[tuple[str, int]]) -> str:
    """Return words with their numbers of rows or cells: `[si] (20), [no] (3)`."""
    return ", ".join(f"[{word}] ({count:,})" for word, count in words)


def may_be_shown(value: str) -> bool:
    """Return whether a value is short and identifies no person or place."""
    return is_impersonal(value, is_shared=False)


def is_impersonal(value: str, *, is_shared: bool) -> bool:
    """Return whether a value is short and identifies no person.

    Two words may be a name, unless many rows share them (`is_shared`).
    """
    forms = (form for form in PERSONAL if not (is_shared and form is PERHAPS_A_NAME))
    return len(value) <= LONGEST_SHOWN and not any(form.search(value) for form, _ in forms)


def collect_words(column: str, counts: Mapping[str, int], named: Collection[str]) -> KeptWords:
    """Return the words of a column that may be kept, and how many may not.

    `counts` are the rows of each value; `named` are the words in the profile.
    """
    total = sum(counts.values())
    are_all = len(counts) <= MOST_WORDS and (len(counts) <= FEW_WORDS or 2 * len(counts) <= total)
    kept = frozenset(select_words(column, counts, named, are_all=are_all))
    return KeptWords(kept, are_all, len(counts) - len(kept) if are_all else 0)


def merge_with_accepted_words(
    column: str, counts: Mapping[str, int], named: Collection[str], known: KeptWords | None
) -> KeptWords:
    """Return the words of a column, together with those accepted before (`known`).

    If there are too many together, rare words are dropped. Old words are then kept only if they are
    frequent here, or were kept as frequent words.
    """
    now = collect_words(column, counts, named)
    if known is None:
        return now
    together = now.kept | known.kept
    if now.are_all and known.are_all and len(together) <= MOST_WORDS:
        return KeptWords(together, are_all=True, hidden=max(now.hidden, known.hidden))
    often = frozenset(select_words(column, counts, named, are_all=False))
    return KeptWords(often if known.are_all else often | known.kept, are_all=False)


def select_words(
    column: str, counts: Mapping[str, int], named: Collection[str], *, are_all: bool
) -> Iterator[str]:
    """Yield the words of a column that identify nobody.

    These are words in the profile in any spelling, and frequent words; with `are_all` also rare
    ones. Two words may be a name, unless many rows share them.
    """
    plain = {normalize_word(word) for word in named}
    of_persons = is_person_column(column)
    for word, rows in counts.items():
        is_common = rows >= LEAST_ROWS
        if normalize_word(word) in plain or (
            (are_all or is_common) and is_impersonal(word, is_shared=is_common and not of_persons)
        ):
            yield word
