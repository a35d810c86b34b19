"""The words by which people find a measure."""

import pytest

from dashboard.frames import search_terms
from metrics import catalogue
from schemas import language


def test_each_word_that_people_use_finds_a_measure() -> None:
    found = [language.fold(search_terms.measure_words(one)) for one in catalogue.CATALOGUE.values()]
    for word in " ".join(search_terms.SYNONYMS.values()).split():
        assert any(language.fold(word) in one for one in found), word


@pytest.mark.parametrize(
    ("spoken", "looked_for"),
    [
        ("ar", "الضحايا"),
        ("es", "VICTIMAS indemnizacion"),
        ("ru", "лишение свободы"),
        ("zh", "人口贩运定罪"),
        # The English term of the glossary finds a measure in any language.
        ("fr", "legal person"),
    ],
)
def test_measures_are_found_in_the_language_of_the_reader(spoken: str, looked_for: str) -> None:
    with language.use_language(spoken):
        words = language.search_words(looked_for)
        found = [
            one.id
            for one in catalogue.CATALOGUE.values()
            if language.contains_words([search_terms.measure_words(one)], words)
        ]
    assert 0 < len(found) < len(catalogue.CATALOGUE) / 2
