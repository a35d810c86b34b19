"""The first sentence of a page."""

import math

import pytest

from metrics.sentences import sentence

NOTHING = math.nan
SHARE = {"measure": "N01", "numerator": 115, "denominator": 171, "unknown": 10, "value": 115 / 171}
SHARE |= {"low": 0.599, "high": 0.738, "bound_low": 0.635, "bound_high": 0.691, "coverage": 0.945}


def said(status: str, **row: object) -> str:
    return sentence(SHARE | {"status": status} | row, "Avaria", "2019-2023")


def test_a_share_is_told_with_its_units_and_interval() -> None:
    assert said("ok") == (
        "Avaria: 115 of 171 charged trafficking cases (67 %, 95 % interval 60-74) in 2019-2023."
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("not_collected", "Avaria: not recorded in 2019-2023."),
        ("empty", "Avaria: no charged trafficking cases in 2019-2023."),
        ("not_yet_due", "Avaria: not yet due in 2019-2023: cases are judged 24 months after."),
        (
            "bounds_only",
            (
                "Avaria: known for only 94 % of charged trafficking cases in 2019-2023:"
                " between 64 % and 69 %."
            ),
        ),
        (
            "too_few",
            "Avaria: too few charged trafficking cases with a known answer in 2019-2023 to say.",
        ),
    ],
)
def test_a_number_that_may_not_be_shown_is_refused_with_the_reason(status: str, told: str) -> None:
    assert said(status) == told


def test_too_few_gives_no_number_away() -> None:
    told = said("too_few", numerator=3, denominator=4, unknown=0)
    assert told == "Avaria: too few charged trafficking cases in 2019-2023 to say."


def test_a_count_tells_of_whom_it_is_not_known() -> None:
    row = {"measure": "C03", "value": 1234, "unknown": 16}
    assert said("ok", **row) == (
        "Avaria: 1,234 persons convicted of trafficking (16 more unknown) in 2019-2023."
    )
    assert said("ok", **row | {"unknown": 0}).endswith("of trafficking in 2019-2023.")
    stated = said("ok", measure="C04s", value=6617, unknown=NOTHING)
    assert stated == "Avaria: 6,617 victims stated in 2019-2023."


def test_an_amount_is_told_as_its_part() -> None:
    row = {"measure": "A03", "value": 0.3876, "bound_low": NOTHING, "coverage": 0.5}
    assert said("ok", **row) == "Avaria: frozen of identified, 39 % in 2019-2023."
    assert said("bounds_only", **row) == ("Avaria: known for only 50 % of assets in 2019-2023.")


def test_a_duration_is_told_as_half_of_those_who_wait() -> None:
    row = {"measure": "P05", "denominator": 1711, "value": 536, "low": 518, "high": 566}
    assert said("ok", **row) == (
        "Avaria: half of 1,711 persons charged within 536 days (95 % interval 518-566)"
        " in 2019-2023."
    )
    assert "interval 518-not reached" in said("ok", **row | {"high": NOTHING})
    assert said("ok", **row | {"value": NOTHING}) == (
        "Avaria: fewer than half of 1,711 persons charged have come to an end in 2019-2023."
    )
