"""The state of the records as an address carries it, and what else an address may hold there."""

from dataclasses import replace
from datetime import date

import pytest

from dashboard import state
from dashboard.state import State
from metrics import catalogue, options
from metrics.measure import Change
from tests.unit.dashboard.report import small

A, B = "a" * 64, "b" * 64


def test_an_address_is_read_into_the_state_it_was_made_of() -> None:
    now = State((1, 2, 3, 7, 9, 10), A, B)
    assert state.written(now) == f"1-3.7.9-10_{'a' * 8}_{'b' * 8}"
    read = state.read(state.written(now), last=10)
    assert read is not None
    assert read.batches == now.batches
    assert read.is_as(now)
    assert not read.is_as(now._replace(contents=B))
    assert not read.is_as(now._replace(beside=A))


def test_batches_that_were_undone_are_no_part_of_it() -> None:
    assert state.of(small.batches(), options.DEFAULTS, A).batches == (1, 2, 3, 4, 5, 6)


def test_another_version_of_a_definition_is_another_state(monkeypatch: pytest.MonkeyPatch) -> None:
    before = state.of(small.batches(), options.DEFAULTS, A)
    measure = catalogue.CATALOGUE["N01"]
    another = replace(measure, changes=(Change("9", date(2026, 1, 1), "Counts persons"),))
    monkeypatch.setattr(catalogue, "CATALOGUE", {**catalogue.CATALOGUE, "N01": another})
    after = state.of(small.batches(), options.DEFAULTS, A)
    assert (before.contents, before.is_as(after)) == (after.contents, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        f"1_{'a' * 8}",
        f"_{'a' * 8}_{'b' * 8}",
        f"0-2_{'a' * 8}_{'b' * 8}",
        f"3-1_{'a' * 8}_{'b' * 8}",
        f"2.1_{'a' * 8}_{'b' * 8}",
        f"1-2-3_{'a' * 8}_{'b' * 8}",
        f"1_{'A' * 8}_{'b' * 8}",
        f"1_{'a' * 8}_{'b' * 8}\n",
        f"١_{'a' * 8}_{'b' * 8}",
        f"1'; drop table cases;--_{'a' * 8}_{'b' * 8}",
        # More than there are: not walked through.
        f"1-999999999_{'a' * 8}_{'b' * 8}",
        f"{'1.' * state.LONGEST}1_{'a' * 8}_{'b' * 8}",
    ],
)
def test_what_is_no_state_of_these_records_is_none(text: str) -> None:
    assert state.read(text, last=12) is None
