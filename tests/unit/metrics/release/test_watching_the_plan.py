"""Twelve releases of the shipped plan, by somebody who knows what came in between them.

Half of the made-up world's cases are there from the first release, the others come in evenly. Each
release is made and published as ever; of the last one it is asked what all twelve tell.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
import polars as pl
import pytest
from sqlalchemy import delete, select

from metrics.rebuild import make_units
from metrics.release import attack, gate, publication
from metrics.release.attack_problem import build_problem
from metrics.release.plan import latest
from schemas import tables
from schemas.store import database
from seed import batches, readers, synthetic
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.metrics.release import country

# In every run `attack/test_watching.py` watches counts that grow by the rule of releases alone.
pytestmark = pytest.mark.skipif(
    soak_size(EVERYDAY_PART) == 1, reason="A soak makes twelve releases of the shipped plan."
)
RELEASES, CASES, SEED, PLACES = 12, 1_200, 1, 4
# The windows are those of the plan; in those before there is nothing to tell.
SINCE_THE_FIRST_CASE = replace(latest(), first_year=2015)


def world(home: Path) -> str:
    """The records of some jurisdictions of the made-up world."""
    folder = home / "sent"
    folder.mkdir()
    synthetic.write_submissions(folder, cases=CASES, seed=SEED)
    sent = sorted(one for one in folder.iterdir() if one.is_dir())[:PLACES]
    url = country.url_of(home)
    batches.store(
        url,
        map(readers.read_submission, sent),
        partial=batches.Partial.REFUSE,
        refresh=make_units,
    )
    return url


def leave_out(url: str, whole: Path, release: int) -> None:
    """Let the database hold the cases that came in by a release, of all that `whole` holds."""
    database.close_readers()
    shutil.copy(whole, whole.with_name("records.duckdb"))
    case = tables.cases.c
    with database.writing(url) as connection:
        every = connection.execute(select(case.case_id).order_by(case.case_id)).scalars().all()
        random = Random(SEED)
        later = [
            one for one in every if random.random() < 0.5 and random.randint(2, RELEASES) > release
        ]
        for table in tables.RECORD_TABLES:
            if "case_id" in table.c:
                connection.execute(delete(table).where(table.c.case_id.in_(later)))
        make_units(connection)


def seen(asked: gate.Trial, tried: gate.Suppressions) -> Iterator[dict[str, object]]:
    """Of each finest cell what is known of it by who knows every change, and what came in since."""
    knows = asked.attackers[gate.KNOWS_CHANGES]
    withheld = {one.cell for one in tried.withheld}
    told = gate._knowledge_of_attacker(asked, knows, withheld, set(asked.shown))
    came_in: Counter[str] = Counter()
    for (_, cell), more in (knows.additions or {}).items():
        came_in[cell] += more
    known = nothing_by_law(asked)
    for row in attack.bounds(*told[1:]).iter_rows(named=True):
        is_asked = row["cell"] in asked.counts.keys() - known
        if is_asked and row["candidates"] is not None:
            yield row | {"count": asked.counts[row["cell"]], "came_in": came_in[row["cell"]]}


def nothing_by_law(asked: gate.Trial) -> set[str]:
    """What some parts have more than others that come to as many: none, and no release tells it."""
    of_margin: dict[str, list[set[str]]] = {}
    for margin, parts in asked.relations.sums:
        of_margin.setdefault(margin, []).append(set(parts))
    every = (pair for several in of_margin.values() for pair in permutations(several, 2))
    return {cell for one, other in every if one < other for cell in other - one}


def untrue(asked: gate.Trial) -> Iterator[str]:
    """What who knows every change is told of the counts of now, and is not so."""
    if (knows := asked.attackers.get(gate.KNOWS_CHANGES)) is None:
        return
    told = gate._knowledge_of_attacker(asked, knows, (), asked.counts.keys())
    known = build_problem(*told[1:], attack.releases_of(told.published, knows))
    truth = dict(asked.counts)
    for margin, parts in told.sums:
        truth.setdefault(margin, sum(asked.counts[part] for part in parts))
    # By what each cell is rounded is nowhere written down; its limits have room for all of it.
    counts = np.array([np.nan if one.is_offset else truth[one.cell] for one in known.names])
    for jurisdiction in np.flatnonzero((counts < known.low) | (counts > known.high)):
        yield f"release {asked.release}: {known.names[jurisdiction].cell}"
    rows = np.bincount(known.row, known.times * counts[known.column], len(known.row_low))
    for row in np.flatnonzero((rows < known.row_low) | (rows > known.row_high)):
        cells = [known.names[jurisdiction].cell for jurisdiction in known.column[known.row == row]]
        yield f"release {asked.release}: {' with '.join(cells)}"


class Watched(NamedTuple):
    """What is known after the last release, and what of all that was declared is not true."""

    seen: pl.DataFrame
    untrue: list[str]


def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    home = tmp_path_factory.mktemp("watched")
    tried: list[tuple[gate.Trial, gate.Suppressions]] = []
    found: list[str] = []
    repaired = gate.suppress_until_safe

    def heard(asked: gate.Trial) -> gate.Suppressions:
        found.extend(untrue(asked))
        tried.append((asked, repaired(asked)))
        return tried[-1][1]

    with pytest.MonkeyPatch.context() as patch:
        country.give_key(home, patch)
        patch.setattr(gate, "suppress_until_safe", heard)
        patch.setattr(publication, "latest", lambda: SINCE_THE_FIRST_CASE)
        url = world(home)
        database.close_readers()
        whole = shutil.copy(home / "records.duckdb", home / "whole.duckdb")
        for release in range(1, RELEASES + 1):
            tried.clear()
            leave_out(url, whole, release)
            country.released(url)
    country.let_go()
    rows = [row for one in tried for row in seen(*one)]
    return Watched(pl.DataFrame(rows, infer_schema_length=None), found)


def test_twelve_releases_leave_five_values_and_prove_no_small_figure(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    frame, untrue_ = watched(tmp_path_factory)
    # All that is declared is true, and the truth is never excluded.
    assert untrue_ == []
    assert frame.height > 0
    assert frame.filter(~pl.col("count").is_between("low", "high")).is_empty()
    assert frame["candidates"].median() >= 5  # type: ignore[operator]
    pinned = frame.filter(candidates=1)
    assert pinned.height <= frame.height / 50
    # What he did not bring himself is truly nothing.
    assert (pinned["count"] == pinned["came_in"]).all()
    small = frame.filter(pl.col("count").is_between(1, 4))
    assert (small["low"] <= small["came_in"]).all()
