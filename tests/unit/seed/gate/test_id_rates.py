"""How often columns drawn at random are refused, and how often a name among ids is not."""

import polars as pl
import pytest

from seed.gate import id_privacy, id_words
from tests import names
from tests.soak import everyday, soak_size
from tests.unit.seed.gate import id_columns

COLUMNS = soak_size(100)
# Among which a name stands: numbers, and digits and letters at random.
AMONG = ("P and decimal of 5", "hexadecimal of 16", "C- and hexadecimal of 5", "ULID")
# In digits, names are told from a mark, a number and its part (54dh, l454) where they are longer.
MOST_MISSED = {"leet": 0.2, "leet with a year": 0.2, "hexadecimal": 0.05}


def is_refused(ids: list[str]) -> bool:
    column = pl.Series(ids)
    return bool(id_words.are_words(column).any()) or not _is_impersonal(column)


def _is_impersonal(column: pl.Series) -> bool:
    return not any(at.any() for _, at in id_privacy.personal_ids(column, "XAA"))


@pytest.mark.parametrize("scheme", id_columns.SCHEMES)
def test_ids_drawn_at_random_pass(scheme: str) -> None:
    for height in everyday(40, rest=[24, 200, 2_000]):
        refused = sum(is_refused(id_columns.drawn(scheme, height, seed)) for seed in range(COLUMNS))
        assert refused <= max(1, 0.05 * COLUMNS)


@pytest.mark.parametrize("written", id_columns.WRITTEN)
def test_a_name_among_ids_is_found(written: str) -> None:
    every = list(id_columns.of_names(written))[:: everyday(19, rest=[1])[-1]]
    assert len({language for language, _ in every}) == len(names.of_languages())
    for scheme in everyday(AMONG[0], rest=AMONG[1:]):
        column = id_columns.drawn(scheme, 40, 0)
        missed = [
            one for _, one in every if not id_words.are_words(pl.Series([*column, one])).any()
        ]
        assert len(missed) <= MOST_MISSED.get(written, 0) * len(every), missed[:20]


def test_each_way_around_that_was_found_is_closed() -> None:
    codes = [f"P-{number:04}" for number in range(40)]
    for one in (
        "M4r14.G4rc14", "4nn4", "J0hn-1984", "R0b3rt0", "Li-1", "Wu1985", "12-Ng", "J.P.M.1984",
        "J-P-1984", "JM-1984", "1984JM", "JM19840312", "4d61726961", "4D6172.6961",
        "P-4d61726961203835", "d09ed0bbd18cd0b3d0b0", "c3896d696c6965",
    ):  # fmt: skip
        column = pl.Series([*codes, one])
        assert column.filter(id_words.are_words(column)).to_list() == [one]
    taken = ["K7", "V12", "13-cr-123-01", "2012HT005432", "HT-12", "CR-77-2", "v1c", "7b", "ID-9"]
    assert not id_words.are_words(pl.Series([*codes, *taken])).any()


def test_one_name_of_another_length_or_case_is_found_among_random_ids() -> None:
    for scheme in ("ULID", "nanoid", "base32", "base32 of 12, small"):
        column = id_columns.drawn(scheme, 40, 3)
        for one in ("MariaGarcia1985", "Garcia", "Altantsetse"):
            ids = pl.Series([*column, one])
            assert ids.filter(id_words.are_words(ids)).to_list() == [one]


def test_names_of_one_length_are_not_drawn_at_random() -> None:
    known = sorted({one.upper() for _, one in id_columns.of_names("small") if one.isalpha()})
    keys = [f"{(name * 8)[:8]}{1950 + number % 50}" for number, name in enumerate(known)]
    assert id_words.are_words(pl.Series(keys)).all()
