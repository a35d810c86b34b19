"""The made-up world knows its true rates: intervals hold them as often as they say."""

from pathlib import Path

import pandas as pd
import pytest

from metrics import results
from schemas import scopes
from schemas.store import database
from seed.synthetic import EXTRACTED_ON, JURISDICTIONS
from tests.made_up_rows import drawn, store, truth
from tests.soak import soak_size

pytestmark = pytest.mark.soak

SEEDS, AT_ONCE = (200, 10) if soak_size(2) > 1 else (5, 5)
CASES = 200
FEWEST = 30
FULL = SEEDS >= 200
# At full size as the issue asks; of a small part, chance leaves more room.
POOLED = (0.94, 0.96) if FULL else (0.92, 0.98)
CODES = tuple(JURISDICTIONS) if FULL else tuple(JURISDICTIONS)[::3]
EACH = (0.90, 0.99)


def shown(url: str, seeds: range) -> pd.DataFrame:
    """The shares of each jurisdiction of each seed whose true value is known, with it."""
    store(url, drawn(seeds, codes=CODES, cases=CASES))
    ids = tuple(sorted({measure for code in CODES for measure in truth(code)}))
    with database.reading(url).connect() as connection:
        rows = results.rows(connection, scopes.EVERYTHING, ids, as_of=EXTRACTED_ON)
    rows["code"] = rows["jurisdiction"].str.split("-").str[0]
    pairs = zip(rows["code"], rows["measure"], strict=True)
    rows["truth"] = [truth(code).get(measure) for code, measure in pairs]
    return rows[rows["truth"].notna() & (rows["denominator"] >= FEWEST)]


def test_intervals_cover_the_truth_as_often_as_they_say(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    portions = [range(first, first + AT_ONCE) for first in range(0, SEEDS, AT_ONCE)]
    rows = pd.concat([shown(url, seeds) for seeds in portions])
    covered = (rows["low"] <= rows["truth"]) & (rows["truth"] <= rows["high"])
    assert POOLED[0] <= covered.mean() <= POOLED[1]
    if FULL:
        by_measure = covered.groupby(rows["measure"]).mean()
        assert by_measure.between(*EACH).all(), by_measure.to_dict()
