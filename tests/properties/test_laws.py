"""Which counts are the same: what the file beside the plan says holds, and nothing is lacking."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from metrics.release import relations
from tests.fixtures.made_up import path_of, url_of
from tests.mining.finding import broken, mined
from tests.mining.worlds import BY_HAND, WHOLES, WORLD, Worlds, contradicting, of_database
from tests.soak import EVERYDAY_PART, soak_size

# Random worlds, beside the made-up ones.
RANDOM = 2
# The file says of which definitions it was made (`unit/metrics/release/test_laws.py`): while it is
# of those of now, the same worlds say the same.
pytestmark = pytest.mark.skipif(
    soak_size(EVERYDAY_PART) == 1, reason="A soak asks all worlds, and mines anew."
)


def test_laws_hold_in_worlds_at_random_and_made_by_hand(made_up_url: str, tmp_path: Path) -> None:
    shutil.copy(path_of(made_up_url), tmp_path / "records.duckdb")
    worlds = contradicting(url_of(tmp_path), RANDOM)
    assert list(broken(worlds, relations.load_laws().laws)) == []
    for jurisdiction, law in BY_HAND.items():
        alone = Worlds(*(of.filter(pl.col(WORLD) == jurisdiction) for of in worlds))
        assert list(broken(alone, [law])) != []


def test_what_is_likely_holds_in_clean_registers(made_up_url: str) -> None:
    worlds = of_database(made_up_url, pl.lit("made up"), WHOLES)
    assert list(broken(worlds, [*relations.load_laws().laws, *relations.load_laws().likely])) == []


def test_mined_anew_nothing_is_lacking(tmp_path: Path) -> None:
    found, shipped = mined(tmp_path), relations.load_laws()
    every = {*shipped.laws, *shipped.likely}
    assert [str(law) for law in (*found.laws, *found.likely) if law not in every] == []
    assert {str(law) for law in every} <= {str(law) for law in (*found.laws, *found.likely)}
    assert set(found.adding_up) == set(shipped.adding_up)
