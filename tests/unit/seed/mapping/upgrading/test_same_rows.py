"""A rewritten mapping makes the rows that the mapping of the old form made.

The reader of the old form is deleted. `rows.json` holds what it made of each of `forms.FORMS`.
"""

import json
from pathlib import Path

import polars as pl
import pytest

from schemas import findings
from seed.mapping import exports, parse_profile, upgrade
from seed.submission import Submission
from tests.unit.seed.mapping.upgrading.forms import FORMS, HEAD, export

MADE = json.loads(Path(__file__).with_name("rows.json").read_text("utf-8"))
IDS = ("person_id", "asset_id", "claim_id")


def made(read: Submission) -> dict[str, object]:
    """What is made, by table: each row with its number; and the rows that are refused."""
    refused = {one.row or 0 for one in findings.errors(read.findings)}
    tables = {}
    for text in read.texts:
        if text.table == "coverage":
            continue
        rows = text.frame.select(sorted(text.frame.columns)).sort(pl.all(), nulls_last=True)
        # A row without an id is refused behind the reader; the old one refused it itself.
        for name in {*IDS} & {*rows.columns}:
            refused |= {*rows.filter(pl.col(name).is_null())["row_number"]}
        tables[text.table] = rows
    return {
        "refused": sorted(refused),
        **{
            table: [rows.columns, *map(list, rows.rows())]
            for table, frame in tables.items()
            for rows in [frame.filter(~pl.col("row_number").is_in(list(refused)))]
        },
    }


@pytest.mark.parametrize("form", FORMS)
def test_each_form_makes_the_rows_that_it_made(form: str, tmp_path: Path) -> None:
    known = export(tmp_path, len(form))
    found = upgrade.upgrade_profile(HEAD + FORMS[form], known)
    assert found.is_whole, found.notes
    new = parse_profile.parse("made", found.text)
    assert (new.findings, upgrade.find_old_keys(found.text)) == ((), ())
    assert made(exports.read_export(tmp_path, new, key="nobody's")) == MADE[form]
    assert any(len(rows) > 1 for table, rows in MADE[form].items() if table != "refused")
