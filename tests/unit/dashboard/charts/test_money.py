"""The money cascade: amounts as bars, unknown ones in words, what is known at the right."""

import pandas as pd

from dashboard import charts
from tests.unit.dashboard import chart_rows

STEPS = pd.DataFrame(
    [
        ("Proceeds estimated", "own", 9.6e6, "EUR 9.6 m", 0.38, "38 %", "76 of 200", "x"),
        ("Frozen", "own", 3.1e6, "EUR 3.1 m", 0.52, "52 %", "104 of 200", "x"),
        ("Paid to victims", "victims", None, "Not recorded", None, "—", "0 of 0", "x"),
    ],
    columns=[
        *("label", "role", "amount", "amount_label"),
        *("known_share", "known_label", "cases_label", "says"),
    ],
)


def test_steps_stand_in_order_on_a_scale_from_zero_to_the_largest() -> None:
    specification = charts.cascade(STEPS, known_header="known in").to_dict()
    labels = [one for one in chart_rows.domains(specification, "y") if one]
    assert {str(domain) for domain in labels} == {str(list(STEPS["label"]))}
    assert {str(domain) for domain in chart_rows.domains(specification, "x")} == {"[0, 9600000.0]"}


def test_an_unknown_amount_has_words_and_no_bar() -> None:
    specification = charts.cascade(STEPS, known_header="known in").to_dict()
    bar, *rest = specification["layer"]
    assert chart_rows.filters(bar) == ["isValid(datum.amount)"]
    words = [one for one in rest if chart_rows.filters(one) == ["!isValid(datum.amount)"]]
    assert [one["encoding"]["text"]["field"] for one in words] == ["amount_label"]


def test_what_is_known_has_a_track_and_a_header() -> None:
    specification = charts.cascade(STEPS, known_header="amount known in").to_dict()
    tracks = [one for one in specification["layer"] if one["mark"].get("style") == "track"]
    assert len(tracks) == 1
    assert any(one["mark"].get("text") == "amount known in" for one in specification["layer"])
    told = [one["encoding"].get("text", {}).get("field") for one in specification["layer"]]
    assert {"known_label", "cases_label"} <= set(told)


def test_a_cascade_without_any_amount_can_be_drawn() -> None:
    unknown = STEPS.assign(amount=None)
    specification = charts.cascade(unknown, known_header="known in").to_dict()
    assert {str(domain) for domain in chart_rows.domains(specification, "x")} == {"[0, 1]"}
