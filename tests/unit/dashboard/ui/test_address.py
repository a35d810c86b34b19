"""What is looked for on a long page, and what holds it."""

from dashboard.ui import address


def test_words_are_looked_for_in_any_case_and_order_also_within_words() -> None:
    looked_for = address.search_words("  Frozen   ASSET frozen ")
    assert looked_for == ("frozen", "asset")
    assert address.contains_words(("A01 Assets", "were they FROZEN?"), looked_for)
    assert not address.contains_words(("A01 Assets", "confiscated"), looked_for)


def test_letters_of_other_languages_are_found_in_both_cases() -> None:
    assert address.contains_words(("Straße", "ÇA"), address.search_words("STRASSE ça"))


def test_nothing_is_looked_for_without_a_word_and_holds_everywhere() -> None:
    assert address.search_words(" \t\u00a0 ") == ()
    assert address.contains_words((), ())
