"""The benchmark's peers tell the numbers that ours are: what they are timed for is the same."""

from pathlib import Path

import pytest

from bench.plain import postgresql
from bench.scale import counting
from bench.scale.places import DUCKDB, Place
from metrics import results
from schemas import scopes
from schemas.store import database

SHARES = [one for one in counting.MEASURES[counting.PAGE] if one.kind == "Share"]


@pytest.mark.parametrize("measure", SHARES[:: max(1, len(SHARES) // 8)], ids=lambda one: one.id)
def test_a_query_per_card_tells_the_figures_of_a_page(made_up_url: str, measure: object) -> None:
    [one] = [share for share in SHARES if share is measure]
    jurisdiction = Place(DUCKDB, made_up_url, Path(), Path())
    [statement] = counting.statements(counting.PAGE, jurisdiction, [[one]])
    with counting.asking(jurisdiction) as ask:
        told = {
            str(year): (yes, yes + no, unknown)
            for _, year, yes, no, unknown, *_ in ask(statement)
            if year is not None and yes + no > 0
        }
    here = ("jurisdiction", counting.JURISDICTION)
    with database.reading(made_up_url).connect() as connection:
        ours = results.rows(connection, scopes.EVERYTHING, (one.id,), by=("year",), only=(here,))
    known = ours[(ours["denominator"] > 0) & (ours["period"] != "undated")]
    assert told
    assert told == {
        row.period: (row.numerator, row.denominator, row.unknown) for row in known.itertuples()
    }


def test_statements_for_postgresql_group_by_what_duckdb_leaves_out() -> None:
    inner = "SELECT a, year(b) AS y, case_id AS c, count(*) AS n FROM t GROUP BY ALL"
    [written] = postgresql.translated([f"SELECT a, y, sum(n) FROM ({inner}) GROUP BY ALL"])
    assert written == (
        "SELECT a, y, SUM(n) FROM (SELECT a, EXTRACT(YEAR FROM b) AS y, case_id AS c, COUNT(*) AS n"
        " FROM t GROUP BY 1, 2, 3) AS inner_0 GROUP BY 1, 2"
    )
