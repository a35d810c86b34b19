"""Answers that are deleted become unknown and never no: the bounds still hold the whole value."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.measure_kinds import Share
from schemas import scopes
from schemas.store import database
from seed.synthetic import EXTRACTED_ON, JURISDICTIONS
from tests.made_up_rows import Draws, drawn, store
from tests.soak import soak_size

SEEDS, CASES = soak_size(40), 60
CODES = tuple(JURISDICTIONS)[:: 1 if SEEDS > 2 else 3]
# Links of several suspects that nobody knows are one unknown pair of a case, however many.
COUNTED_TOGETHER = ("N04",)
# Answers, and conditions of belonging. Not what admits a unit (outcomes, results, the status of a
# victim), nor what excludes one, of which the catalogue takes a blank as it stands.
DELETED = {
    "cases": (
        *("form", "cross_border", "detected_by", "enterprise_involved", "financial_investigation"),
        *("financial_intelligence", "business_records", "confiscation_sought"),
        *("special_techniques", "victim_testified"),
    ),
    "links": ("link", "location"),
    "charges": ("offence",),
    "sanctions": ("kind",),
    "evidence": ("kind", "relied_on"),
    "requests": ("instrument",),
    "inspections": ("joint_with_immigration",),
    "assets": ("role", "order_kind"),
    "payments": ("source",),
    "suspects": ("licensed",),
    "victims": (
        *("age_group", "regular_status", "legal_aid", "legal_aid_free", "testimony", "guardian"),
        *("protection_needed", "specialised_interview", "shelter_suitable", "interviewer_choice"),
        *("charged_for_compelled_act", "convicted_for_compelled_act", "detained_for_immigration"),
        *("immigration_consequence", "data_passed_to_immigration"),
    ),
}
NEAR = 1e-9
Chances = dict[str, float]


def deleted(frames: dict[str, pl.DataFrame], seed: int, *, at_random: bool) -> dict:
    """The tables with cells left blank: alike often, or some answers more often than others."""
    chance = np.random.default_rng(seed)
    kept = dict(frames)
    for table, columns in DELETED.items():
        for column in columns if table in kept else ():
            cells = kept[table][column]
            often = {code: chance.random() for code in sorted(cells.drop_nulls().unique())}
            limits = [0.3 if at_random else often.get(code, 0.0) for code in cells]
            blank = pl.Series(chance.random(len(cells)) < np.array(limits, dtype=float))
            made = pl.when(blank).then(None).otherwise(pl.col(column)).alias(column)
            kept[table] = kept[table].with_columns(made)
    return kept | {"links": kept["links"].unique(["case_id", "person_id", "link", "location"])}


def with_deletions(draws: Draws) -> Draws:
    """Each draw, and beside it the same with deletions of both kinds: `XCO-1`, `XCO-1r`, `-1v`."""
    found = dict(draws)
    for number, (jurisdiction, frames) in enumerate(draws.items()):
        found[f"{jurisdiction}r"] = deleted(frames, number, at_random=True)
        found[f"{jurisdiction}v"] = deleted(frames, number, at_random=False)
    return found


def escaped(rows: pd.DataFrame, jurisdiction: str, other: str) -> Iterator[str]:
    """The measures whose bounds after the deletion don't hold those of before."""
    before, after = (
        rows[rows["jurisdiction"] == name].set_index("measure") for name in (jurisdiction, other)
    )
    for measure, row in before[before["bound_low"].notna()].iterrows():
        left = after.loc[measure]
        is_wider = left["bound_low"] <= row["bound_low"] + NEAR
        if not (is_wider and left["bound_high"] >= row["bound_high"] - NEAR):
            yield f"{measure} {other}: {row.to_dict()} before, {left.to_dict()} after"


def test_bounds_hold_what_was_there_before_answers_were_deleted(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    draws = drawn(range(SEEDS), codes=CODES, cases=CASES)
    store(url, with_deletions(draws))
    shares = {m.id for m in CATALOGUE.values() if isinstance(m, Share)} - {*COUNTED_TOGETHER}
    with database.reading(url).connect() as connection:
        rows = results.rows(
            connection, scopes.EVERYTHING, tuple(sorted(shares)), as_of=EXTRACTED_ON
        )
    pairs = [(jurisdiction, f"{jurisdiction}{kind}") for jurisdiction in draws for kind in "rv"]
    assert [found for pair in pairs for found in escaped(rows, *pair)] == []
