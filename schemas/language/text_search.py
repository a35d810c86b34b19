"""Search texts by words, and sort names, in the user's language.

`dashboard/export/edition/search.js` must find the same. `tests/search_pairs.py` has pairs of text
and search by which both are tested.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from schemas.language.spoken import current_language

GLOSSARY = Path(__file__).parent / "glossary"
# Letters without a decomposition in Unicode that people write in several ways.
_FORMS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ı": "i",
        "’": "'",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "\N{ARABIC TATWEEL}": "",
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)
# Chinese, which is written without spaces.
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+|[^\u3400-\u4dbf\u4e00-\u9fff]+")
_ARABIC_ARTICLE = re.compile(r"^ال(?=\w{3})")
# Letters with a place of their own in the alphabet, which folding would remove: after this letter.
_OWN_LETTERS = {"es": {"ñ": "n"}, "ru": {"й": "и"}}
LAST = "\uffff"


def fold(text: str) -> str:
    """Return a text in lower case, without accents, vowel marks and other differences of writing.

    `Évasion` and `evasion` become the same, and so do the forms of an Arabic letter.
    """
    signs = unicodedata.normalize("NFKD", text)
    plain = (sign for sign in signs if unicodedata.category(sign) not in ("Mn", "Mc", "Me", "Cf"))
    return "".join(plain).lower().translate(_FORMS)


def search_words(text: str) -> tuple[str, ...]:
    """Return the distinct words of a search, each as `fold` returns it; () if it is blank.

    A Chinese word ends where other letters begin. The Arabic article is left out.
    """
    said = (_ARABIC_ARTICLE.sub("", word) for word in fold(text).split())
    return tuple(dict.fromkeys(part for word in said for part in _HAN.findall(word)))


def contains_words(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Return whether the texts contain each of the `search_words`, also inside a longer word."""
    everything = fold(" ".join(texts))
    return all(_contains_word(everything, word) for word in words)


def _contains_word(text: str, word: str) -> bool:
    """Return whether a text contains a word, or its characters in pairs if the word is Chinese."""
    if word in text or word[0] < "\u3400" or word[0] > "\u9fff":
        return word in text
    pairs = [word[at : at + 2] in text for at in range(len(word) - 1)]
    return any(pairs) and all(map(max, [False, *pairs], [*pairs, False]))


def glossary_words(text: str) -> list[str]:
    """Return the official, English and other forms of each glossary term that occurs in a text.

    With them a search finds the text by any form of the term. Empty in English.
    """
    folded = fold(text)
    return [
        word
        for stems, words in _glossary_stems(current_language())
        if any(stem in folded for stem in stems)
        for word in words
    ]


@cache
def _glossary_stems(language: str) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return for each term its stems, passed through `fold`, and the words that find it."""
    path = GLOSSARY / f"{language}.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        (
            tuple(fold(stem) for stem in row["stem"].split("|") if stem),
            (row["english"], row["translation"], *row["stem"].split("|")),
        )
        for row in rows
    )


def sort_by_name(names: Mapping[str, str], *, first: str = "") -> list[str]:
    """Return the ids of `names` in the alphabetical order of the names, with `first` first."""
    return sorted(names, key=lambda id_: (id_ != first, sort_key(names[id_])))


def sort_key(name: str) -> tuple[str, str]:
    """Return the key by which a name is sorted: the alphabet first, then accents and capitals.

    Spanish has *ñ* after *n*, and Russian *й* after *и*. Chinese characters are sorted by their
    sound, which is the order of the 3,755 frequent ones in the standard GB 2312.
    """
    language = current_language()
    if language == "zh":
        return name.encode("gb18030", "replace").decode("latin-1").lower(), name
    kept = name.lower()
    for letter, before in _OWN_LETTERS.get(language, {}).items():
        kept = unicodedata.normalize("NFC", kept).replace(letter, before + LAST)
    return fold(kept), name
