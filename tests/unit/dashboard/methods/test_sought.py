"""What Methods shows of an address: of words, of a measure, of neither."""

import pytest

from dashboard.methods import sought
from dashboard.methods import view as content
from dashboard.query_params import MethodsView
from dashboard.shared import rule_words
from metrics import catalogue, options


@pytest.fixture(autouse=True)
def without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """The windows of the defaults."""
    monkeypatch.setattr("dashboard.data.chosen", lambda: options.DEFAULTS)


def ids(of: sought.Sought) -> list[str]:
    return [measure.id for family in of.families for measure in family.measures]


def test_without_words_every_measure_stands_in_its_family_and_all_is_indexed() -> None:
    every = sought.find(MethodsView(), is_of_records=True)
    assert ids(every) == list(catalogue.CATALOGUE)
    letters = dict.fromkeys(measure.family for measure in catalogue.CATALOGUE.values())
    assert [family.letter for family in every.families] == list(letters)
    assert list(every.rules) == list(rule_words.EVERY)
    assert every.sentence == ""
    indexed = [entry.href for entry in every.entries]
    assert indexed[0] == "#part-C"
    assert indexed[-4:] == [f"#part-{part}" for part in ("signs", "statistics", "rates", "rules")]


def test_each_word_narrows_and_the_page_says_how_far() -> None:
    frozen = sought.find(MethodsView("frozen"), is_of_records=True)
    before = sought.find(MethodsView("Frozen BEFORE"), is_of_records=True)
    assert "A01" in ids(before)
    assert set(ids(before)) < set(ids(frozen)) < set(catalogue.CATALOGUE)
    number = len(ids(before))
    assert f"[Frozen BEFORE] stands in {number} of {len(catalogue.CATALOGUE)}" in before.sentence
    assert before.entries[0].text == "A: Assets"


def test_a_family_is_found_by_its_name_with_all_its_measures() -> None:
    labour = [id_ for id_, measure in catalogue.CATALOGUE.items() if measure.family == "L"]
    assert set(labour) <= set(
        ids(sought.find(MethodsView("labour inspection"), is_of_records=True))
    )


def test_words_that_stand_nowhere_are_named() -> None:
    nothing = sought.find(MethodsView("zzyzx <b>"), is_of_records=True)
    assert not ids(nothing)
    assert not nothing.entries
    assert "Nothing on this page holds [zzyzx <b>]" in nothing.sentence


def test_the_measure_that_is_opened_at_is_shown_whatever_is_looked_for() -> None:
    assert ids(sought.find(MethodsView("zzyzx", "N01"), is_of_records=True)) == ["N01"]


def test_over_a_release_neither_the_index_nor_a_search_names_rates_of_exchange() -> None:
    for view in (MethodsView(), MethodsView("reference rates")):
        of_records, of_release = (sought.find(view, is_of_records=one) for one in (True, False))
        assert (of_records.rates, of_release.rates) == (True, False)
        further = {entry.href for entry in of_records.entries} - {
            entry.href for entry in of_release.entries
        }
        assert further == {"#part-rates"}


def test_every_statistic_has_a_formula() -> None:
    assert all(formula for _, _, formula in content.STATISTICS)
