"""What is said where too little is known of what is counted or added up."""

import math

import pytest

from metrics.result_sentences import result_sentence

ROW = {
    "kind": "Amount",
    "measure": "X01m",
    "status": "bounds_only",
    "numerator": 15_500.0,
    "unknown": 19.0,
    "denominator": 1.0,
    "value": 15_500.0,
    "coverage": 0.05,
    "bound_low": math.nan,
    "bound_high": math.nan,
    "not_yet_due": math.nan,
}


def test_a_sum_of_which_little_is_known_says_of_how_many_it_is() -> None:
    told = result_sentence(ROW, "Avaria", (2023, 2023), currency="EUR")
    assert told == (
        "The total for Avaria in 2023 is at least EUR\xa015,500: the amount is recorded for only"
        " 5%."
    )
    none = ROW | {"denominator": 0.0, "value": math.nan, "coverage": 0.0}
    assert result_sentence(none, "Avaria", (2023, 2023)) == (
        "Not enough data for Avaria in 2023: no amount is recorded."
    )


@pytest.mark.parametrize(("unknown", "words"), [(12, "any of 12"), (1, "1")])
@pytest.mark.parametrize(("measure", "kind"), [("X03", "Count"), ("X03m", "Amount")])
def test_what_may_be_there_is_not_told_as_none(
    measure: str, kind: str, unknown: int, words: str
) -> None:
    row = ROW | {"measure": measure, "kind": kind, "unknown": unknown, "coverage": math.nan}
    assert result_sentence(row, "Avaria", (2023, 2023)) == (
        f"Not enough data for Avaria in 2023: the records do not show whether {words} should be"
        " counted."
    )
