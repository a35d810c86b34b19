"""How many texts of the source are in no catalogue yet: fewer may be, never more."""

from collections import Counter

from tests import pet_words, texts
from tests.fixtures.surroundings import ROOT

# By folder. Pages, files and definitions have none but those of `texts.ENGLISH`, with its reasons.
# Elsewhere names of logs, words in which sources are written and codes of two words are left.
LEFT = {
    "dashboard": 6,
    "dashboard/charts": 1,
    "dashboard/cli": 3,
    "dashboard/frames": 1,
    "dashboard/jobs": 1,
    "dashboard/server": 15,
    "metrics": 25,
    "metrics/reference": 5,
    "metrics/release": 13,
    "metrics/statistics": 4,
    "metrics/worklist": 2,
    "schemas": 4,
    "schemas/store": 13,
    "seed": 1,
    "seed/batches": 5,
    "seed/gate": 8,
    "seed/mapping": 24,
    "seed/readers": 5,
    "seed/synthetic": 39,
    "seed/templates": 3,
}


def test_no_text_is_added_outside_the_catalogue() -> None:
    found: Counter[str] = Counter()
    for folder in ("dashboard", "metrics", "schemas", "seed"):
        for path in (ROOT / folder).rglob("*.py"):
            part = path.relative_to(ROOT).parts
            name = "/".join(part[:2]) if len(part) > 2 else folder
            found[name] += sum(1 for _ in texts.outside_the_catalogue(ROOT, path))

    assert {name: number for name, number in found.items() if number} == LEFT


def test_what_stays_in_english_is_still_in_the_source() -> None:
    found = {
        text.content
        for folder in ("dashboard", "metrics", "schemas", "seed")
        for path in (ROOT / folder).rglob("*.py")
        for text in texts.all_outside(ROOT, path)
    }
    assert frozenset().union(*texts.ENGLISH.values()) <= found


def test_a_text_outside_would_be_found() -> None:
    assert texts.is_text("Cases that were closed")
    assert not texts.is_text("SELECT case_id FROM cases")


def test_messages_and_guides_have_no_pet_words_but_those_with_a_reason() -> None:
    found = {str(text): pet_words.reason_to_keep(text) for text in pet_words.texts_with_pet_words()}
    assert [text for text, why in found.items() if not why] == []
    assert set(found.values()) == set(pet_words.KEPT.values())


def test_a_pet_word_would_be_found() -> None:
    assert pet_words.PET_WORDS.search("It stands beside the others.")
    assert not pet_words.PET_WORDS.search("Add --beside-made-up on Windows.")
