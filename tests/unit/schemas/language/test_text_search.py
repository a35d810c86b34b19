"""Search and the order of names, in the languages of readers."""

import pytest

from schemas import language
from schemas.language import text_search
from tests.search_pairs import PAIRS


@pytest.mark.parametrize(("text", "looked_for", "found"), PAIRS)
def test_words_are_found_as_people_write_them(text: str, looked_for: str, found: bool) -> None:
    words = text_search.search_words(looked_for)
    assert words
    assert text_search.contains_words([text], words) == found


@pytest.mark.parametrize(
    ("spoken", "names"),
    [
        ("en", ["aland", "Åland", "Bhutan", "Zambia"]),
        ("fr", ["Égypte", "Équateur", "Espagne", "États", "Ethnie"]),
        ("es", ["nadie", "nunca", "Ñandú", "oasis"]),
        ("ru", ["ёлка", "Ещё", "Зоя", "Ива", "Йемен", "Кипр"]),
        ("ar", ["أفغانستان", "الأردن", "البحرين", "تونس", "مصر"]),
        # By sound: ao, ba, de, fa, mei, yi, zhong.
        ("zh", ["Aland", "奥地利", "巴西", "德国", "法国", "美国", "意大利", "中国"]),
    ],
)
def test_names_are_sorted_as_the_language_does(spoken: str, names: list[str]) -> None:
    with language.use_language(spoken):
        assert sorted(set(names), key=language.sort_key) == names


def test_the_terms_of_the_glossary_are_found_by_their_other_names() -> None:
    with language.use_language("fr"):
        words = text_search.glossary_words("Des personnes morales condamnées")
        assert {"legal person", "personne morale"} <= set(words)
    assert text_search.glossary_words("Legal persons convicted") == []


def test_a_search_without_words_finds_everything() -> None:
    assert language.search_words(" \t\u00a0 ") == ()
    assert language.contains_words((), ())
    assert language.search_words("  Frozen   ASSET frozen ") == ("frozen", "asset")
