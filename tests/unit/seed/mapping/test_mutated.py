"""The shipped profiles over cells that are blank or written otherwise, and rows in another order.

Whatever is lost from a cell, what is made of it is what it was, or unknown, or not made and said
so: never another answer.
"""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from schemas import columns, findings
from seed import submission
from seed.mapping import mapping_pipeline, parse_profile
from seed.mapping.profile_model import FIELDS, ROW, allowed_codes, table_key
from seed.mapping.read_source import read_source
from tests.soak import EVERYDAY_PART, everyday, soak_size

FOLDERS = {
    "cook_county_sao_forfeitures": "cook_county_sao_forfeitures",
    "ht_sentencing_coded_us": "ht_sentencing_coded_us/ht_sentencing.json",
    "htd_federal": "htd_federal_us_2000_2015",
    "mongolia_sentencing": "mongolia_sentencing",
    "sherloc": "sherloc_us_tip_cases",
}
# Of the ways in which a profile's cells are changed, one in so many.
STEP = EVERYDAY_PART // soak_size(EVERYDAY_PART)
# Rows of the exports that are looked at: of the federal files those of the first cases, of
# Mongolia's some of each article.
FIRST = 60
CASES = 12
KEPT = {
    "htd_federal": lambda frames: _of_cases(frames),
    "mongolia_sentencing": lambda frames: {
        name: pl.concat([frame.filter(pl.col("primary_article").str.starts_with("13.1.")), frame])
        .unique(maintain_order=True)
        .head(FIRST)
        for name, frame in frames.items()
    },
}
# What another answer is right for: the profile says of each why.
SAID = {
    # A count that is not known to be guilty is none that is listed: shares are lower limits.
    ("htd_federal", "charges", "suspects", "outcome"),
    ("htd_federal", "charges", "suspects", "plea"),
    # Of a charge the source leaves counts blank where another is filled: blank is none.
    ("htd_federal", "charges", "charges", "result"),
    # A scope must be stated: decisions without an article stand among the others.
    ("mongolia_sentencing", "decisions", "cases", "scope"),
}
# Rows that say whose they are by another id, or by none, are refused by the gate with their case.
IDS = {("htd_federal", "defendants", "case_id"), ("htd_federal", "defendants", "defendant_id")}
# One row stands for many: which of them, and so its number, moves with what they agree in.
OF_GROUPS = {
    *(("cook_county_sao_forfeitures", "cases"), ("htd_federal", "offices")),
    *(("ht_sentencing_coded_us", "offices"), ("mongolia_sentencing", "offices")),
}


class Mutated(NamedTuple):
    """A column of a file of a profile's export, and what is done to every second cell of it."""

    profile: str
    file: str
    column: str
    how: str


def _of_cases(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    cases = frames["cases"].head(CASES)
    persons = frames["defendants"].join(cases, on="case_id", how="semi")
    charges = frames["charges"].join(persons, on="defendant_id", how="semi")
    return {"cases": cases, "defendants": persons, "charges": charges}


# Where the shared files lie, as the fixture of that name has them.
SHARED = Path(os.environ.get("PROSECUTION_QUALITY_SHARED", Path(__file__).parents[5] / "shared"))


@cache
def sample(profile: str) -> dict[str, pl.DataFrame]:
    """The first rows of each file of the export as text, without their numbers."""
    read = mapping_pipeline.load_profile(profile)
    source = read_source(SHARED / "data" / FOLDERS[profile], read)
    own = {f.name for f in read.files if f.origin is None and not f.select}
    frames = {name: source.tables[name].frame.select(source.tables[name].names) for name in own}
    return KEPT.get(profile, lambda all_: {n: f.head(FIRST) for n, f in all_.items()})(frames)


def read(profile: str, frames: dict[str, pl.DataFrame], folder: Path) -> submission.Submission:
    """What the profile makes of the files, each written as CSV."""
    folder.mkdir(exist_ok=True)
    text = mapping_pipeline.load_profile_text(profile)
    for file in mapping_pipeline.load_profile(profile).files:
        if file.name in frames:
            text = text.replace(f'file = "{file.file}"', f'file = "{file.name}.csv"')
            frames[file.name].write_csv(folder / f"{file.name}.csv")
    parsed = parse_profile.parse_profile_text(profile, text)
    assert parsed.findings == ()
    return mapping_pipeline.read_export(folder, parsed)


def mutated(one: Mutated) -> dict[str, pl.DataFrame]:
    frames = dict(sample(one.profile))
    cell = pl.col(one.column)
    other = cell.map_elements(respelled, return_dtype=pl.String) if one.how == "respelled" else None
    is_meant = pl.int_range(pl.len()) % 2 == 0
    frames[one.file] = frames[one.file].with_columns(
        pl.when(is_meant).then(other).otherwise(cell).alias(one.column)
    )
    return frames


def respelled(word: str) -> str:
    """The word as another clerk writes it, or another word."""
    return word.swapcase() if word.swapcase() != word else f"{word}~"


def answers(found: submission.Submission) -> dict[tuple[str, str, int], list[dict[str, object]]]:
    """By table, file and row what was made, without ids."""
    made: dict[tuple[str, str, int], list[dict[str, object]]] = {}
    for text in found.texts:
        if text.file.endswith(".toml"):
            continue
        fields = FIELDS[text.table]
        names = [
            name
            for name in text.frame.columns
            if name != ROW and fields[name].kind is not columns.Kind.ID
        ]
        for row in text.frame.select(ROW, *names).iter_rows(named=True):
            number = int(row.pop(ROW))
            made.setdefault((text.table, text.file, number), []).append(row)
    return made


def others(
    table: str, was: Iterable[dict[str, object]], now: Iterable[dict[str, object]]
) -> Iterator[str]:
    """The columns that have an answer now which no row had before, and which the gate takes."""
    was = list(was)
    for row in now:
        for column, value in row.items():
            codes = allowed_codes(FIELDS[table][column])
            is_answer = value not in {None, "unknown"} and not (codes and value not in codes)
            if is_answer and value not in {old.get(column) for old in was}:
                yield column


def is_said(found: submission.Submission) -> bool:
    assert found.mapped is not None
    # The gate refuses a row without an id, and says so.
    ids = ((text.frame, table_key(text.table)) for text in found.texts)
    is_refused = any(key in frame.columns and frame[key].null_count() for frame, key in ids)
    is_left_out = any(table.left_by for table in found.mapped.tables)
    return bool(found.findings) or is_left_out or is_refused


def every(profile: str) -> list[Mutated]:
    return [
        Mutated(profile, file, column, how)
        for file, frame in sorted(sample(profile).items())
        for column in frame.columns
        for how in ("blank", "respelled")
        if (profile, file, column) not in IDS
    ]


@pytest.mark.parametrize("profile", FOLDERS)
def test_what_is_lost_from_a_cell_is_unknown_or_said(
    profile: str, shared: Path, tmp_path: Path
) -> None:
    before = read(profile, sample(profile), tmp_path / "as_it_is")
    was = answers(before)
    for one in every(profile)[::STEP]:
        if (f"{one.file}.csv", one.column) in before.not_read:
            continue
        after = read(profile, mutated(one), tmp_path / "mutated")
        if findings.only_errors(after.findings) and not after.texts:
            continue
        now = answers(after)
        for (table, file, row), rows in now.items():
            if (profile, table) in OF_GROUPS:
                continue
            changed = {
                column
                for column in others(table, was.get((table, file, row), []), rows)
                if (profile, one.file, table, column) not in SAID
            }
            # A row that is made of a cell that cannot be read any more is a known one, too.
            assert not changed or (table, file, row) not in was, (one, table, row, changed)
        if was.keys() - now.keys():
            assert is_said(after), one


@pytest.mark.parametrize("profile", everyday("htd_federal", rest=FOLDERS))
def test_another_order_of_rows_makes_the_same(profile: str, shared: Path, tmp_path: Path) -> None:
    shuffled = {name: frame.reverse() for name, frame in sample(profile).items()}
    was, now = (
        sorted(
            repr((table, row))
            for (table, _, _), rows in answers(read(profile, frames, folder)).items()
            for row in rows
        )
        for frames, folder in ((sample(profile), tmp_path / "a"), (shuffled, tmp_path / "b"))
    )
    assert was == now
