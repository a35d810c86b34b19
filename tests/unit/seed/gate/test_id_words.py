"""Codes pass as ids, and words do not, whatever was made of them."""

import polars as pl
import pytest

from seed import pseudonyms
from seed.gate import id_words
from tests import names
from tests.soak import everyday, soak_size

# Every tenth way to write a name as an id, and all of them in a full soak.
FEWER = 1 if soak_size(2) > 1 else 10
LANGUAGES = sorted(names.of_languages())
CODES = [f"P-{number:04}" for number in range(40)]


def words(*ids: str) -> list[str]:
    """Those of the ids that are words."""
    return pl.Series(ids).filter(id_words.are_words(pl.Series(ids))).to_list()


def dockets(*ids: str) -> list[str]:
    return pl.Series(ids).filter(id_words.are_dockets(pl.Series(ids))).to_list()


@pytest.mark.parametrize("language", everyday(*LANGUAGES[:2], rest=LANGUAGES[2:]))
def test_no_name_passes_among_codes(language: str) -> None:
    forms = {form for name in names.of_languages()[language] for form in names.as_ids(name)}
    ids = sorted(forms)[::FEWER]
    taken = {one for one in ids if words(*CODES, one) != [one]}
    # A single letter is no name; letters of another script with a digit in them are refused as ids.
    assert {one for one in taken if one.isascii() and len(one) > 1} == _too_short(taken)


def _too_short(taken: set[str]) -> set[str]:
    """Names of one or two letters behind or before a number, which are like a mark and a number."""
    return {one for one in taken if sum(map(str.isalpha, one)) <= 2 and any(map(str.isdigit, one))}


@pytest.mark.parametrize(
    "word",
    ["Garcia", "smith_john", "Garcia-Lopez", "SMITH2", "O-Brien", "Li", "Abba", "Ada1", "J.R",
     "dade-1985", "12Bea", "Ольга", "张伟", "Garcia 2", "P-0001-Garcia", "unknown"],
)  # fmt: skip
def test_a_word_is_found_alone_and_among_codes(word: str) -> None:
    assert words(word) == words(*CODES, word) == [word]


def test_a_family_is_no_prefix() -> None:
    family = [f"Smith-{number}" for number in range(1, 15)]
    assert words(*family) == family
    assert words("Smith-1") == ["Smith-1"]
    assert words(*family, *(f"9{number}" for number in range(10))) == family


def test_a_prefix_of_half_of_many_ids_is_the_senders_mark() -> None:
    marked = [f"HTFED-{number}" for number in range(30)]
    assert words(*marked) == []
    assert words(*marked, *(str(number) for number in range(31))) == marked


def test_known_prefixes_need_no_others() -> None:
    assert words("CASE-0001", "person7", "case-1-victim-2", "V12", "K7", "2013.17") == []


def test_our_own_pseudonym_passes_alone() -> None:
    for number in range(soak_size(500)):
        assert words(pseudonyms.keyed_hash("a key of the sender", str(number))) == []


def test_dockets_are_told_from_numbers() -> None:
    written = ["13-cr-123", "2012HT005432", "CR-2013-00123", "1.13-cr-00123"]
    assert dockets(*written) == written
    assert dockets("C-0001", "7", "2013-17", "12-3456", *CODES) == []


def test_a_name_behind_a_docket_is_a_word_and_makes_it_none() -> None:
    named = ["13-cr-123-Ruiz", "CR-2013-00123-LEE", "2012HT005432-Khan"]
    assert words(*named) == named
    assert dockets(*named) == []
    parted = ["13-cr-123-01", "CR-2013-00123-JR", "2012HT005432-2a"]
    assert dockets(*parted) == parted
    assert words(*parted) == []


def test_nothing_is_nothing() -> None:
    blank = pl.Series([None, None], dtype=pl.String)
    assert not id_words.are_words(blank).any()
    assert not id_words.are_dockets(blank).any()
