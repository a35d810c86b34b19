"""Methods: what is found by words, and what the page says."""

import re

import pytest

from dashboard import words
from dashboard.frames import peer_comparison, rule_words
from dashboard.pages.methods import cards
from dashboard.query_params import MethodsView
from dashboard.ui import measure_charts
from metrics import catalogue, counting_options
from schemas import rules


@pytest.fixture(autouse=True)
def without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows of the defaults."""
    monkeypatch.setattr("dashboard.data.chosen", lambda: counting_options.DEFAULTS)


def ids(of: cards.Found) -> list[str]:
    return [measure.id for family in of.families for measure in family.measures]


def test_without_words_every_measure_stands_in_its_family_and_all_is_indexed() -> None:
    every = cards.search_page(MethodsView(), is_of_records=True)
    assert ids(every) == list(catalogue.CATALOGUE)
    letters = dict.fromkeys(measure.family for measure in catalogue.CATALOGUE.values())
    assert [family.letter for family in every.families] == list(letters)
    assert list(every.rules) == list(rule_words.EVERY)
    assert every.sentence == ""
    indexed = [entry.href for entry in every.entries]
    assert indexed[0] == "#part-C"
    assert indexed[-4:] == [f"#part-{part}" for part in ("signs", "statistics", "rates", "rules")]


def test_each_word_narrows_and_the_page_says_how_far() -> None:
    frozen = cards.search_page(MethodsView("frozen"), is_of_records=True)
    before = cards.search_page(MethodsView("Frozen BEFORE"), is_of_records=True)
    assert "A01" in ids(before)
    assert set(ids(before)) < set(ids(frozen)) < set(catalogue.CATALOGUE)
    number = len(ids(before))
    assert f"{number} of {len(catalogue.CATALOGUE)} measures" in before.sentence
    assert "“Frozen BEFORE”" in before.sentence
    assert before.entries[0].text == "A: Assets"


def test_a_family_is_found_by_its_name_with_all_its_measures() -> None:
    labour = {id_ for id_, measure in catalogue.CATALOGUE.items() if measure.family == "L"}
    assert labour <= set(
        ids(cards.search_page(MethodsView("labour inspection"), is_of_records=True))
    )


def test_words_that_stand_nowhere_are_named_and_an_opened_measure_is_shown_all_the_same() -> None:
    nothing = cards.search_page(MethodsView("zzyzx <b>"), is_of_records=True)
    assert (ids(nothing), list(nothing.entries)) == ([], [])
    assert "Nothing on this page contains “zzyzx <b>”" in nothing.sentence
    assert ids(cards.search_page(MethodsView("zzyzx", "N01"), is_of_records=True)) == ["N01"]


def test_over_a_release_neither_the_index_nor_a_search_names_rates_of_exchange() -> None:
    for view in (MethodsView(), MethodsView("average rate")):
        of_records, of_release = (
            cards.search_page(view, is_of_records=one) for one in (True, False)
        )
        assert (of_records.rates, of_release.rates) == (True, False)
        further = {entry.href for entry in of_records.entries} - {
            entry.href for entry in of_release.entries
        }
        assert further == {"#part-rates"}


def test_methods_gives_each_sign_one_meaning_and_each_absence_its_sign() -> None:
    shown = [sign for sign, *_ in cards.missing_number_signs()]
    assert len(set(shown)) == len(shown)
    said = {status: (sign, told) for sign, status, told in cards.missing_number_signs()}
    assert set(said) == {
        "A true zero",
        *(absence.words for absence in words.ABSENCES.values()),
        "Fewer than half have finished so far",
        "Cannot be calculated: the total is zero",
        "Not covered",
    }
    assert said["Not collected"][0] == "—"
    assert said["Protected"][0] == "<10"
    assert said["Not comparable"][0] == "≠"
    assert all(told for _, told in said.values())


def test_methods_says_the_rule_by_which_pages_name_a_difference() -> None:
    [others] = [told for name, told, _ in cards.statistics_rows() if name == cards.COMPARISON]
    assert peer_comparison.NAMED in others
    assert peer_comparison.DRAWN in others
    assert cards.FALSE_READINGS in others
    # What overlaps may lie on one side of the median all the same.
    assert not re.search("apart|overlap", others + measure_charts.INTERVALS)


def test_every_rule_is_listed_once() -> None:
    listed = [rule.id for rule in rule_words.EVERY]
    assert sorted(listed) == sorted(
        rule.id for rule in (*rules.RULES, *rules.COUNTED, *rules.DEFAULTS)
    )
