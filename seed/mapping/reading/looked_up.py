"""What rows look up in other files: by which columns, and what they find there, or do not."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from schemas import findings
from seed.mapping.language.composing import ROW
from seed.mapping.language.profile import Join, Profile, SourceFile
from seed.mapping.reading.listed import counted


class Lookup(NamedTuple):
    """The columns by which a file looks into another, as they are called in both."""

    other: str
    on: tuple[str, ...]
    there: tuple[str, ...]


def lookups(file: SourceFile) -> Iterator[Lookup]:
    """Those of its joins and flags."""
    for join in file.joins:
        yield Lookup(join.file, join.on, join.there)
    for flag in file.flags:
        yield Lookup(flag.file, flag.by, flag.by)


def parted(
    file: SourceFile, frame: pl.DataFrame, unread: Mapping[str, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that may be read, and those that look up what could not be read in another file.

    `unread` are the rows of each file that could not be: what they would say is not blank.
    """
    lost = [
        frame.join(unread[one.other], left_on=one.on, right_on=one.there, how="semi")[ROW]
        for one in lookups(file)
        if not unread[one.other].is_empty()
    ]
    if not lost:
        return frame, frame.clear()
    is_lost = pl.col(ROW).is_in(pl.concat(lost).unique().implode())
    return frame.filter(~is_lost), frame.filter(is_lost)


def used(
    file: SourceFile, frame: pl.DataFrame, rows: pl.Series, frames: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[str, pl.Series]]:
    """By file that it looks into, the rows that its `rows` find there."""
    asking = frame.filter(pl.col(ROW).is_in(rows.implode()))
    for one in lookups(file):
        there = frames[one.other]
        yield one.other, there.join(asking, left_on=one.there, right_on=one.on, how="semi")[ROW]


def not_found(profile: Profile, frames: Mapping[str, pl.DataFrame]) -> Iterator[findings.Finding]:
    """A warning per join by which rows find none in the other file: its columns are blank there."""
    told: set[tuple[str, Lookup]] = set()
    by_name = {file.name: file for file in profile.files}
    for file in profile.files:
        for join in file.joins:
            one = Lookup(join.file, join.on, join.there)
            # What is made of a file looks into the same ones.
            if (file.file, one) in told:
                continue
            told.add((file.file, one))
            filled = frames[file.name].drop_nulls(one.on)
            there = frames[one.other]
            rows = filled.join(there, left_on=one.on, right_on=one.there, how="anti")[ROW]
            wording = (
                f"{rows.len():,} rows find none in {by_name[one.other].file} with their"
                f" {', '.join(one.on)}: {', '.join(join.columns)} of them is blank. Put it right"
                " there, or here; if they need not be there, leave it so."
            )
            yield from counted(file.file, "mapping.join_finds_none", one.on[0], rows, wording)


def ambiguous(profile: Profile, frames: Mapping[str, pl.DataFrame]) -> Iterator[findings.Finding]:
    """A finding per join whose key is more than one row of the file it looks into."""
    # What is made of a file looks into the same ones.
    joins = {(join.file, join.there): join for file in profile.files for join in file.joins}
    for join in joins.values():
        if repeated := repeating(join, frames[join.file]):
            yield _ambiguous(profile, join, repeated)


def repeating(join: Join, there: pl.DataFrame) -> int:
    """How many rows of the other file have the key of an earlier one."""
    keys = there.select(join.there).drop_nulls()
    return keys.height - keys.n_unique() if keys.height else 0


def _ambiguous(profile: Profile, join: Join, repeated: int) -> findings.Finding:
    looked_into = next(f.file for f in profile.files if f.name == join.file)
    wording = (
        f"{repeated:,} rows repeat {', '.join(join.there)}, by which the profile looks in here. "
        "Join by columns that are unique here."
    )
    return findings.Finding(looked_into, "mapping.join_key", wording, occurrences=repeated)
