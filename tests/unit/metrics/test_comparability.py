"""Which counting rules matter to a measure, and who may stand beside whom."""

import pytest

from metrics import catalogue, comparability
from metrics.comparability import Difference, differing, matters
from metrics.records_state import LEGAL_CONTEXT
from schemas.vocabulary import CountingRule

CASES = ("charge_counted_at", "case_splitting")
STATED = {
    ("XAA", "charge_counted_at"): "indictment",
    ("XAA", "case_splitting"): "by_network",
    ("XAB", "charge_counted_at"): "indictment",
    ("XAB", "case_splitting"): "by_network",
    ("XAC", "charge_counted_at"): "court_registration",
    ("XAC", "case_splitting"): "by_network",
    ("XAD", "charge_counted_at"): "indictment",
}


@pytest.mark.parametrize(
    ("measure", "rules"),
    [
        ("N01", CASES),
        # A network is one, however its cases are split.
        ("N01n", ("charge_counted_at",)),
        ("C04", ("victim_counted_at",)),
        ("F02", ("investigation_starts_at", "case_splitting")),
        (
            "R04a",
            ("conviction_counted_at", "victim_counted_at", "state_compensation_scheme"),
        ),
        (
            "P02",
            ("charge_counted_at", "conviction_counted_at", "person_counted", "plea_agreements"),
        ),
    ],
)
def test_what_matters_is_what_the_number_is_made_of(measure: str, rules: tuple[str, ...]) -> None:
    assert sorted(matters(catalogue.CATALOGUE[measure])) == sorted(rules)


def test_every_rule_and_column_of_law_matters_to_some_measure_and_every_named_one_exists() -> None:
    of_all = {rule for measure in catalogue.CATALOGUE.values() for rule in matters(measure)}
    assert of_all == {*map(str, CountingRule), *LEGAL_CONTEXT} == set(comparability.SUBJECTS)
    for ids in comparability.BY_LAW.values():
        assert set(ids) <= set(catalogue.CATALOGUE)


def test_the_same_rules_compare_and_another_or_none_does_not() -> None:
    n01 = catalogue.CATALOGUE["N01"]
    assert differing(STATED, "XAA", "XAB", n01) == ()
    assert differing(STATED, "XAA", "XAC", n01) == (
        Difference("charge_counted_at", "indictment", "court_registration"),
    )
    assert differing(STATED, "XAA", "XAD", n01) == (
        Difference("case_splitting", "by_network", None),
    )
    # Who states nothing compares with nobody, not even with another such.
    assert len(differing(STATED, "XAE", "XAF", n01)) == len(CASES)
