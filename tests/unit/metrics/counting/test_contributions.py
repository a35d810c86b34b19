"""What cases add to sums of money comes to the sums that are printed, and to their largest case."""

import polars as pl
import pytest

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.kinds import Amount, AmountRatio
from metrics.release.exact_counts import contributions
from schemas.scopes import EVERYTHING
from schemas.store import database


@pytest.mark.parametrize("id_", ["A03", "R03b", "X01m"])
def test_cases_add_up_to_what_is_printed(made_up_url: str, id_: str) -> None:
    measure = CATALOGUE[id_]
    assert isinstance(measure, Amount | AmountRatio)
    with database.reading(made_up_url).connect() as connection:
        asked = results.request(connection, EVERYTHING)
        each = database.read_precompiled(
            connection, contributions(measure, asked.shape), asked.values
        )
        printed = pl.from_pandas(results.rows(connection, EVERYTHING, (id_,)))
    sums = each.group_by("jurisdiction").agg(
        pl.col("above").sum().alias("sum"), pl.col("above").max().alias("largest"), pl.len()
    )
    both = printed.filter(pl.col("numerator") > 0).join(sums, on="jurisdiction")
    assert both.height > 3
    assert both["sum"].to_list() == pytest.approx(both["numerator"].to_list())
    if isinstance(measure, AmountRatio):
        part = (both["largest"] / both["sum"]).to_list()
        assert part == pytest.approx(both["largest_share"].to_list())
        assert both["len"].to_list() == both["cases"].to_list()
