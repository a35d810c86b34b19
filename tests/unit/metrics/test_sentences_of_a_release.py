"""What the first sentence says of a row of a release."""

import math

import pytest

from metrics.result_sentences import result_sentence
from schemas import language

NAN = math.nan
NUMBERS = (
    *("value", "low", "high", "bound_low", "bound_high", "region_low", "region_high", "coverage"),
    *("numerator", "denominator", "unknown", "value_below", "value_above", "not_yet_due"),
)
NOTHING = dict.fromkeys(NUMBERS, NAN)
ROW = NOTHING | {"of_release": 2, "hidden": "", "status": "ok"}
SHARE = ROW | {
    "measure": "N01",
    "kind": "Share",
    "numerator": 25.0,
    "denominator": 45.0,
    "value": 0.56,
    "unknown": 10.0,
    "region_low": 0.4,
    "region_high": 0.7,
}
COUNT = ROW | {"measure": "C03", "kind": "Count", "numerator": 45.0, "value": 45.0}
FEW = {"numerator": NAN, "value": NAN, "status": "protected"}
LESS = FEW | {"hidden": "numerator,unknown", "unknown": NAN}


FEW_COUNTED = COUNT | FEW | {"hidden": "numerator,unknown", "value_below": 10.0}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (SHARE, "about 25 (56%) of the 45 cases charged as trafficking"),
        (SHARE | LESS | {"value_below": 0.2}, "fewer than 10 (less than 20%) of the 45 cases"),
        (SHARE | LESS | {"value_below": 0.2}, "for fewer than 10 missing answers: 40% to 70%."),
        (
            SHARE | {"status": "protected", "value": NAN, "value_above": 0.9, "numerator": 45.0},
            "about 45 (more than 90%) of the 45 cases",
        ),
        (COUNT, "about 45 people were convicted of trafficking"),
        (FEW_COUNTED, "fewer than 10 people were convicted of trafficking"),
        (FEW_COUNTED, "whether fewer than 10 more should be counted."),
        (COUNT | FEW | {"status": "withheld"}, "is small and could identify a person."),
        (
            ROW | {"measure": "C04r", "kind": "Rate", "status": "protected", "value_below": 1.3},
            "was less than 1.3 for every 100,000 residents.",
        ),
        (
            ROW | {"measure": "P05", "kind": "Duration", "value": 304.0, "denominator": 70.0},
            "it took an estimated 10 months from charge",
        ),
    ],
)
def test_a_row_of_a_release_is_said(row: dict[str, object], words: str) -> None:
    assert words in result_sentence(row, "Velmora", (2021, 2023))


@pytest.mark.parametrize("spoken", [*language.LANGUAGES])
def test_a_count_that_a_release_hides_is_said_in_each_language(spoken: str) -> None:
    with language.use_language(spoken):
        said = result_sentence(COUNT | LESS | {"value_below": 10.0}, "Velmora", (2021, 2023))
        assert "10" in said


def test_of_a_period_that_ended_lately_the_youngest_are_too_recent() -> None:
    said = result_sentence(SHARE | {"due_in_part": True}, "Velmora", (2021, 2023))
    assert said.endswith(
        " The most recent ones are not counted yet: their follow-up period is not over."
    )
    assert "not counted yet" not in result_sentence(
        SHARE | {"due_in_part": False}, "Velmora", (2021, 2023)
    )
    few = SHARE | {"status": "too_few", "due_in_part": True}
    assert result_sentence(few, "Velmora", (2021, 2023)).endswith("so no figure is shown.")


def test_what_no_table_of_the_plan_has_is_not_said_to_be_none() -> None:
    told = result_sentence(SHARE | {"status": "not_released"}, "Velmora", (2021, 2022))
    assert told == "Not in the release: it has no figure for Velmora in 2021 to 2022."
