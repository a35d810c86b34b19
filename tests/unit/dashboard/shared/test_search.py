"""What is looked for on a long page, and what holds it."""

from dashboard.shared import search


def test_words_are_looked_for_in_any_case_and_order_also_within_words() -> None:
    looked_for = search.words_of("  Frozen   ASSET frozen ")
    assert looked_for == ("frozen", "asset")
    assert search.holds(("A01 Assets", "were they FROZEN?"), looked_for)
    assert not search.holds(("A01 Assets", "confiscated"), looked_for)


def test_letters_of_other_languages_are_found_in_both_cases() -> None:
    assert search.holds(("Straße", "ÇA"), search.words_of("STRASSE ça"))


def test_nothing_is_looked_for_without_a_word_and_holds_everywhere() -> None:
    assert search.words_of(" \t\u00a0 ") == ()
    assert search.holds((), ())
