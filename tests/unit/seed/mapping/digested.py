"""What a profile makes of an export as digests of its rows: by table and file, whole and by column.

Those of the shipped profiles were taken from the form that the language had before SQL; each row
had its file, its number and its values then as now.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

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
        is_stated = text.file.endswith(".toml")
        frame = text.frame.drop("row_number") if is_stated else text.frame
        numbers = [0] * frame.height if is_stated else frame["row_number"].to_list()
        columns = sorted(set(frame.columns) - {"row_number"})
        whole = frame.select("row_number" if not is_stated else [], *columns)
        found[f"{text.table} from {text.file}"] = {
            ROWS: frame.height,
            WHOLE: _digest(map(repr, whole.iter_rows())),
            **{
                column: _digest(
                    f"{number} {value!r}"
                    for number, value in zip(numbers, frame[column].to_list(), strict=True)
                )
                for column in columns
            },
        }
    return found


def _digest(rows: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:16]
