"""What a profile makes of an export as digests of its rows: by table and file, whole and by column.

Those of the shipped profiles were taken from the form that the language had before SQL; each row
had its file, its number and its values then as now.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from seed.submission import Submission

FOLDERS = {
    "cook_county_sao_forfeitures": "cook_county_sao_forfeitures",
    "ht_sentencing_coded_us": "ht_sentencing_coded_us/ht_sentencing.json",
    "htd_federal": "htd_federal_us_2000_2015",
    "mongolia_sentencing": "mongolia_sentencing",
    "sherloc": "sherloc_us_tip_cases",
}
WHOLE, ROWS = "the whole row", "rows"


def export(shared: Path, profile: str) -> Path:
    """Where the export of a shipped profile lies."""
    return shared / "data" / FOLDERS[profile]


def digests(submission: Submission) -> Mapping[str, Mapping[str, str | int]]:
    """By table and file the number of rows, and what they hold in any order."""
    found = {}
    for text in submission.texts:
        # What a profile states itself stands at another line when it is written anew.
        number = [] if text.file.endswith(".toml") else ["row_number"]
        columns = sorted(set(text.frame.columns) - {"row_number"})
        found[f"{text.table} from {text.file}"] = {
            ROWS: text.frame.height,
            WHOLE: _digest(text.frame.select(*number, *columns)),
            **{column: _digest(text.frame.select(*number, column)) for column in columns},
        }
    return found


def _digest(rows: pl.DataFrame) -> str:
    """Of the rows in any order; no cell holds the signs that stand between cells and for none."""
    cells = (pl.col(name).cast(pl.String).fill_null("\x1e") for name in rows.columns)
    texts = rows.select(pl.concat_str(cells, separator="\x1f")).to_series().sort()
    return hashlib.sha256("\n".join(texts.to_list()).encode()).hexdigest()[:16]
