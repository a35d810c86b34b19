"""Measures by jurisdiction and year, against the same numbers as hand-written SQL."""

from datetime import date
from pathlib import Path

import duckdb

from bench.by_hand import STATEMENTS, WRITTEN
from bench.ratio import Ratio, in_turns
from metrics import catalogue, results
from schemas import scopes
from schemas.store import database

LIMIT = 1.5


def ratio(file: Path) -> Ratio:
    """`file` holds the made-up world with its units; the as-of is not the stored one."""
    with database.reading(f"duckdb:///{file}").connect() as ours:
        as_of = date.fromordinal(
            results.reference_dates(ours, scopes.EVERYTHING).latest.toordinal() - 1
        )

        def measured() -> None:
            results.rows(ours, scopes.EVERYTHING, WRITTEN, by=("jurisdiction", "year"), as_of=as_of)

        with duckdb.connect(str(file), read_only=True) as peer:

            def by_hand() -> None:
                for statement in STATEMENTS:
                    given = {"as_of": as_of} if "$as_of" in statement else None
                    peer.execute(statement, given).fetchall()

            mine, theirs = in_turns(measured, by_hand)
    every = len(catalogue.CATALOGUE)
    remark = f"{len(WRITTEN)} of {every} measures; {len(STATEMENTS)} statements by hand"
    return Ratio("Measures by jurisdiction and year", mine, theirs, LIMIT, remark)
