"""What the first sentence says of a row of a release."""

import math

import pytest

from metrics.sentences import sentence

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


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            SHARE,
            (
                "about 25 of 45 cases charged as trafficking with a known answer (56 %, 95 %"
                " interval 40–70 with 10 unknown) in 2021–2023."
            ),
        ),
        (
            SHARE | LESS | {"value_below": 0.2},
            (
                "fewer than 10 of 45 cases charged as trafficking with a known answer (less than "
                "20 %, 95 % interval 40–70 with fewer than 10 unknown) in 2021–2023."
            ),
        ),
        (
            SHARE | {"status": "protected", "value": NAN, "value_above": 0.9, "numerator": 45.0},
            (
                "about 45 of 45 cases charged as trafficking with a known answer (more than 90 %,"
                " 95 % interval 40–70 with 10 unknown) in 2021–2023."
            ),
        ),
        (COUNT, "about 45 persons convicted of trafficking in 2021–2023."),
        (
            COUNT | FEW | {"hidden": "numerator,unknown", "value_below": 10.0},
            (
                "fewer than 10 persons convicted of trafficking (fewer than 10 more unknown) in"
                " 2021–2023."
            ),
        ),
        (
            COUNT | FEW | {"status": "withheld"},
            "withheld in 2021–2023, so that nobody can be recognised.",
        ),
        (
            SHARE | {"status": "too_few"},
            "too few cases charged as trafficking in 2021–2023 to tell.",
        ),
        (SHARE | {"status": "not_collected"}, "not recorded in 2021–2023."),
        (
            ROW | {"measure": "C04r", "kind": "Rate", "status": "protected", "value_below": 1.3},
            "less than 1.3 for each 100,000 residents and year in 2021–2023.",
        ),
        (
            ROW | {"measure": "P05", "kind": "Duration", "value": 304.0, "denominator": 70.0},
            "an estimated median of about 10 months to",
        ),
    ],
)
def test_a_row_of_a_release_is_said(row: dict[str, object], said: str) -> None:
    assert sentence(row, "Velmora", "2021–2023").startswith(f"Velmora: {said}")


def test_of_a_period_that_ended_lately_the_youngest_are_not_yet_due() -> None:
    said = sentence(SHARE | {"due_in_part": True}, "Velmora", "2021–2023")
    assert said.endswith("with 10 unknown) in 2021–2023; the youngest are not yet due.")
    assert "due" not in sentence(SHARE | {"due_in_part": False}, "Velmora", "2021–2023")
    few = SHARE | {"status": "too_few", "due_in_part": True}
    assert sentence(few, "Velmora", "2021–2023").endswith("to tell.")


def test_what_no_table_of_the_plan_has_is_not_said_to_be_none() -> None:
    told = sentence(SHARE | {"status": "not_released"}, "Velmora", "2021–2022")
    assert told == "Velmora: the release does not tell cases charged as trafficking in 2021–2022."
