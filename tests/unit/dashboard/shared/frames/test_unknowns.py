"""What unknown answers could make of a share: beside rows, as limits, in a sentence."""

import pandas as pd
import pytest

from dashboard.shared.frames import chart_rows, unknowns
from dashboard.shared.frames.chart_rows import obey_status
from metrics.statistics.intervals import region
from tests.unit.dashboard import result_rows
from tests.unit.metrics.statistics.samples import sums_of_units

NBSP = "\N{NO-BREAK SPACE}"

# Of 54 yes and 46 no with five unknown.
REGION = region(sums_of_units(54, 100), sums_of_units(54, 105), sums_of_units(59, 105))


def rows(**changed: object) -> pd.DataFrame:
    """A share of 54 of 100, with what five unknown could make of it."""
    sure = {name: float(end) for name, end in zip(chart_rows.REGION, REGION, strict=True)}
    return obey_status(result_rows.frame(result_rows.row("N01", "QVE", **sure | changed)))


def sentence(**changed: object) -> str:
    return unknowns.sentence(unknowns.with_sure(rows(**changed)).iloc[0].to_dict())


def test_the_unknown_stand_beside_the_number_of_the_known() -> None:
    assert unknowns.beside(rows()) == ["n = 100, 5 unknown"]
    assert unknowns.beside(rows(unknown=0)) == ["n = 100"]
    assert unknowns.beside(rows(denominator=0)) == ["5 unknown"]


def test_limits_for_both_are_those_of_imbens_and_manski() -> None:
    found = unknowns.with_sure(rows()).iloc[0]
    assert (found["sure_low"], found["sure_high"]) == pytest.approx(tuple(map(float, REGION)))
    assert (found["low"], found["high"]) == (0.44, 0.63)
    assert found["sure_low"] < found["bound_low"] < found["bound_high"] < found["sure_high"]


def test_they_stand_where_too_much_is_unknown_and_nowhere_else() -> None:
    assert unknowns.with_sure(rows(status="bounds_only"))["sure_low"].notna().all()
    for status in ("too_few", "protected", "not_collected", "empty"):
        assert unknowns.with_sure(rows(status=status))["sure_low"].isna().all()


def test_the_sentence_says_what_every_no_and_every_yes_would_make() -> None:
    assert sentence() == (
        f"5 answers are unknown. Were every one a no, the share would be 51{NBSP}%; were every one"
        f" a yes, 56{NBSP}%. Chance included, the true share lies within 43–64{NBSP}% with 95 %"
        " confidence (Imbens and Manski)."
    )


def test_where_all_is_known_only_chance_is_left() -> None:
    assert sentence(unknown=0) == "Every answer is known: only chance is left."


def test_nothing_is_said_of_too_few() -> None:
    assert sentence(status="too_few") == ""


def test_a_table_writes_both_ends_or_nothing() -> None:
    assert unknowns.written(unknowns.with_sure(rows())) == ["43–64"]
    assert unknowns.written(unknowns.with_sure(rows(status="too_few"))) == [""]
