"""What pages over a release are given is what it prints, number by number, under every filter."""

from random import Random

import pandas as pd

from dashboard import released as answers
from dashboard.words import NOT_RELEASED
from metrics import catalogue
from metrics.release import archive
from tests.app import released_views
from tests.app.released_numbers import NUMBERS, rows_of
from tests.soak import soak_size

KEYS = ["measure", "jurisdiction"]
SAID = [*KEYS, *NUMBERS, "status", "hidden"]
SEED = 7


def test_each_measure_is_as_the_release_prints_it(released: str) -> None:
    views = [*released_views.addresses(released)]
    Random(SEED).shuffle(views)
    every, ids = rows_of(released), tuple(catalogue.CATALOGUE)
    with archive.reading(released).connect() as connection:
        for address in views[: soak_size(len(views))]:
            years, form = (int(address["from"]), int(address["to"])), address.get("form", "")
            only = (("jurisdiction", address["j"]), *((("form", form),) if form else ()))
            given = answers.rows(connection, ids, years=years, only=only)
            assert set(given["jurisdiction"]) == {address["j"]}
            period = address["from"] if years[0] == years[1] else f"{years[0]}-{years[1]}"
            of_form = (every["split"] == "form") & (every["category"] == form)
            printed = every[
                (of_form if form else every["split"] == "")
                & (every["jurisdiction"] == address["j"])
                & (every["period"] == period)
                & every["measure"].isin(ids)
            ]
            told = given[given["status"] != NOT_RELEASED]
            assert len(printed)
            pd.testing.assert_frame_equal(_ordered(told), _ordered(printed), check_dtype=False)
            silent = given[given["status"] == NOT_RELEASED]
            assert silent[[*NUMBERS]].isna().all(axis=None)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[SAID].sort_values(KEYS, ignore_index=True)
