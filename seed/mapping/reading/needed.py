"""Which columns of its files a profile reads, and which of them are not there."""

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from schemas import findings
from seed.mapping.language.by_number import is_number
from seed.mapping.language.composing import ROW
from seed.mapping.language.profile import Profile, SourceFile
from seed.mapping.language.sections import near
from seed.mapping.reading.derived import groups_in

Finding = findings.Finding


def columns_read(profile: Profile) -> dict[str, set[str]]:
    """By the profile's name of a file, the columns of it that some rule looks at.

    What a file made of another reads of it is read there too, its repeated columns aside.
    """
    read: dict[str, set[str]] = {file.name: set() for file in profile.files}
    for file in profile.files:
        for join in file.joins:
            read[file.name] |= set(join.on)
            read[join.file] |= {*join.there, *join.columns}
        for flag in file.flags:
            read[file.name] |= set(flag.by)
            read[flag.file] |= flag.reads
    added = {file.name: _added(file) for file in profile.files}
    for rule in profile.tables:
        read[rule.file] |= rule.reads - added[rule.file]
    # A file stands behind the one that it is made of.
    for file in reversed(profile.files):
        if file.origin is not None:
            read[file.origin] |= _of_origin(file, read[file.name])
    return read


def _added(file: SourceFile) -> set[str]:
    return {c for join in file.joins for c in join.columns} | {f.name for f in file.flags}


def _of_origin(file: SourceFile, read: Collection[str]) -> set[str]:
    looked_into = {file.extract.column} if file.extract else set()
    return (set(read) - file.makes) | looked_into


def columns_repeated(profile: Profile, name: str, columns: Collection[str]) -> set[str]:
    """The columns of a file that become rows of another."""
    return {
        column
        for file in profile.files
        if file.origin == name and file.unpivot
        for group in groups_in(file.unpivot, columns).values()
        for column in group.values()
    }


def read_of(profile: Profile, name: str, columns: Collection[str]) -> set[str]:
    """Of a file's `columns`, those that are read, be it as rows of another file."""
    read = columns_read(profile).get(name, set())
    return (read & set(columns)) | columns_repeated(profile, name, columns)


def columns_named(profile: Profile) -> dict[str, set[str]]:
    """The columns that are read, and those of which nothing but a format is said."""
    named = columns_read(profile)
    for file in reversed(profile.files):
        named[file.name] |= set(file.numbers)
        if file.origin is not None:
            named[file.origin] |= _of_origin(file, named[file.name])
    return named


def missing_columns(profile: Profile, frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    """A finding per column that the profile names and the source's file has not."""
    named = columns_named(profile)
    for file in profile.files:
        if file.name not in frames:
            continue
        names = set(frames[file.name].columns)
        for column in sorted(named[file.name] - names):
            like = near(column, names - {ROW})
            if is_number(column):
                like = " Columns are numbered from 1; one without any cell is none."
            wording = f"the profile reads [{column}], which this file has not.{like}"
            yield Finding(file.file, "mapping.source_column", wording, column=column)
