"""Words that sources use for codes, roles, columns and missing values, and how words are compared.

The words are in known_words.toml, each list with those of all languages.
"""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path

_LISTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
# In scripts without spaces between words, a word has at least two characters.
_SHORTEST_WITHIN = 2
_LATEST_ALPHABET = "\u2e80"


def ascii_name(text: str) -> str:
    """Return a name in lower-case ASCII, with underscores between words and at capitals."""
    unaccented = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    divided = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", unaccented)
    return re.sub(r"[^a-z0-9]+", "_", divided.lower()).strip("_")


def normalize_word(value: str) -> str:
    """Return a text in lower case without accents, with underscores between words; any script."""
    marked = unicodedata.normalize("NFKD", value.replace("ı", "i"))
    letters = "".join(sign for sign in marked if not unicodedata.combining(sign))
    divided = re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", "_", letters)
    return re.sub(r"[\W_]+", "_", divided.casefold()).strip("_")


def _words(text: str) -> frozenset[str]:
    return frozenset(word for part in text.split(",") if (word := normalize_word(part.strip())))


CODE_WORDS: Mapping[str, str] = {
    normalize_word(word): code
    for code, words in _LISTS["codes"].items()
    for word in words.split(",")
}
ACCUSED, VICTIMS, OTHERS, _OF_THINGS = map(_words, _LISTS["roles"].values())
ROLE_WORDS = ACCUSED | VICTIMS | OTHERS
# The record model's word by a word in the name of a column, and by the whole name.
COLUMN_WORDS: Mapping[str, str] = {
    word: ours for ours, words in _LISTS["columns"].items() for word in words.split()
}
WHOLE_NAMES: Mapping[str, str] = {
    word: ours for ours, words in _LISTS["whole_names"].items() for word in words.split()
}
CASE_NAMES, AFTER_CASE_NAMES, PERSON_NAMES = (
    frozenset(words.split()) for words in _LISTS["names"].values()
)
MISSING: tuple[str, ...] = tuple(_LISTS["missing"]["cells"])


def matches_word(text: str, words: Collection[str], *, whole: bool) -> bool:
    """Return whether a text is one of the words, or the plural of one.

    With `whole` false, return whether it contains one of them: `Victim's sex` contains `victim`.
    """
    word = normalize_word(text)
    if whole:
        return word in words or word.removesuffix("s") in words
    words = frozenset(words) - _OF_THINGS
    parts = {one for part in word.split("_") for one in (part, part.removesuffix("s"))}
    return bool(parts & words) or any(
        one in word
        for one in words
        if "_" in one or (len(one) >= _SHORTEST_WITHIN and one >= _LATEST_ALPHABET)
    )
