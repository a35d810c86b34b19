"""Which ids of a column are drawn at random from letters and digits, as ULID and nanoid are."""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from seed.gate import chance

# A column has one length: that of at least so large a part of its different ids.
COMMON = 0.5
# The signs in which ids differ: fewer could be a name with its year. Hexadecimal digits have but
# six letters.
FEWEST_SIGNS, FEWEST_HEXADECIMAL = 12, 5
HEXADECIMAL = "^(?:[0-9a-f]+|[0-9A-F]+)$"
# Of fewer signs in all it cannot be told that none comes more often than others.
FEWEST_IN_ALL = 120
# What so many ids have at one place belongs to their prefix.
OF_PREFIX = 0.95
# ULIDs begin with the time, of which so many signs are not drawn alike; the last sign of base64 may
# hold fewer bits.
OF_TIME, OF_BITS = 3, 1
# A sign so much rarer than the others is of an id that was not drawn with them, where it would
# come so often that this is no chance.
RARE, FEWEST_OF_EACH = 0.2, 20
LAST_OF_ASCII = 127
Signs = npt.NDArray[np.uint8]


def drawn(ids: pl.Series) -> pl.Series:
    """For each of these different ids whether it is one of many that are drawn alike.

    All have one length and one prefix; behind it each sign comes as often as any other, at every
    place. Names and dates do not: their letters are a and e more often than w, and their digits
    have places of their own.
    """
    length = ids.str.len_bytes()
    none = pl.repeat(value=False, n=ids.len(), eager=True)
    of_lengths = length.value_counts(sort=True, name="ids")
    if not ids.len() or of_lengths["ids"][0] < COMMON * ids.len():
        return none
    alike = length == of_lengths[length.name][0]
    alike &= ids.str.len_chars() == length
    if not alike.any():
        return none
    signs = _signs(ids.filter(alike))
    places = np.arange(len(signs))
    signs, held = _behind_prefix(signs)
    places = places[held]
    own = _without_rare(signs)
    signs, places = signs[own], places[own]
    if not _are_drawn(signs):
        return none
    return ids.is_in(ids.filter(alike).gather(places).implode())


def _signs(ids: pl.Series) -> Signs:
    """A row per id, a column per place."""
    joined = np.frombuffer("".join(ids).encode(), dtype=np.uint8)
    return joined.reshape(ids.len(), -1)


def _behind_prefix(signs: Signs) -> tuple[Signs, npt.NDArray[np.bool_]]:
    """What is behind the prefix of most ids, and which have it."""
    held = np.ones(len(signs), dtype=bool)
    for place in range(signs.shape[1]):
        counts = np.bincount(signs[:, place])
        if counts.max() < OF_PREFIX * len(signs):
            return signs[held, place:], held
        held &= signs[:, place] == counts.argmax()
    return signs[held, :0], held


def _without_rare(signs: Signs) -> Any:
    """Which ids have no sign that is rare."""
    counts = np.bincount(signs.ravel(), minlength=LAST_OF_ASCII + 1)
    expected = signs.size / max(1, int(np.count_nonzero(counts)))
    rare = counts < (RARE * expected if expected >= FEWEST_OF_EACH else 0)
    return np.logical_not(rare[signs].any(axis=1))


def _are_drawn(signs: Signs) -> bool:
    height, width = signs.shape
    fewest = FEWEST_HEXADECIMAL if _is_hexadecimal(signs) else FEWEST_SIGNS
    return any(
        end - head >= fewest
        and height * (end - head) >= FEWEST_IN_ALL
        and _are_even(signs[:, head:end])
        for head in range(OF_TIME + 1)
        for end in (width, width - OF_BITS)
    )


def _is_hexadecimal(signs: Signs) -> bool:
    seen = pl.Series(["".join(map(chr, np.unique(signs)))])
    return bool(seen.str.contains(HEXADECIMAL).all())


def _are_even(signs: Signs) -> bool:
    """Whether each sign that there is comes as often as others, in all and at each place."""
    at_places = np.array([np.bincount(place, minlength=LAST_OF_ASCII + 1) for place in signs.T])
    at_places = at_places[:, at_places.any(axis=0)]
    if at_places.shape[1] < FEWEST_SIGNS:
        return False
    return chance.are_even(at_places.sum(axis=0)) and all(map(chance.are_even, at_places))
