"""The files of a source with what is made of them and joined to them, as guessed or as said."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from schemas import findings
from seed.mapping.drafting import rearranged, within
from seed.mapping.drafting.drafted import DraftFile
from seed.mapping.drafting.found import file_of, missing_words
from seed.mapping.drafting.likeliest import wanted_of
from seed.mapping.language.composing import ROW
from seed.mapping.language.profile import Join, SourceFile
from seed.mapping.language.sections import near
from seed.mapping.reading.derived import derived, groups_in
from seed.mapping.reading.looked_up import repeating
from seed.mapping.reading.sources import cleaned, completed

Finding = findings.Finding
Severity = findings.Severity


@dataclass(frozen=True)
class Table:
    """A file of the source as it was read; `numbers` are those of its columns."""

    file: SourceFile
    frame: pl.DataFrame
    numbers: tuple[int, ...] = ()


def of_tables(
    tables: Mapping[str, Table], arranged: Sequence[SourceFile] | None
) -> tuple[tuple[DraftFile, ...], tuple[Finding, ...]]:
    """What is found in the files and in those made of them, and what cannot be made as it is said.

    What is guessed is told too.
    """
    said = {file.name: file for file in arranged or ()}
    frames: dict[str, pl.DataFrame] = {}
    files: dict[str, DraftFile] = {}
    for name, table in tables.items():
        words = said[name].missing if name in said else tuple(missing_words(table.frame))
        source = replace(table.file, missing=words)
        frames[name] = cleaned(source, table.frame)
        files[name] = file_of(source, frames[name], table.numbers)
    made = said.values() if arranged is not None else _guessed(files, frames)
    faults = list(_add_made(made, files, frames))
    if arranged is None:
        looked_up = dict(_joined(files, frames))
        faults += _told(files, looked_up)
    else:
        looked_up = {name: file.joins for name, file in said.items() if name in files}
    own = dict(frames)
    for name, of_file in looked_up.items():
        faults += _join(name, of_file, files, own)
    return tuple(files.values()), tuple(faults)


def _guessed(
    files: Mapping[str, DraftFile], frames: Mapping[str, pl.DataFrame]
) -> Iterator[SourceFile]:
    for name, file in list(files.items()):
        unpivot = rearranged.repeated([column.name for column in file.columns])
        if unpivot is not None:
            yield SourceFile(
                _free(f"{name}_groups", files), file.file.file, origin=name, unpivot=unpivot
            )
        extract = rearranged.money(file, frames[name])
        if extract is not None:
            yield SourceFile(
                _free(f"{name}_amounts", files), file.file.file, origin=name, extract=extract
            )


def _free(name: str, files: Iterable[str]) -> str:
    taken = set(files)
    while name in taken:
        name += "_"
    return name


def _add_made(
    made: Iterable[SourceFile], files: dict[str, DraftFile], frames: dict[str, pl.DataFrame]
) -> Iterator[Finding]:
    """Add the files that are made of others; what cannot be made is told and left out."""
    for file in made:
        if file.origin is None:
            continue
        origin = frames.get(file.origin)
        if origin is None:
            wording = f"{file.name} is made of {file.origin}, which is not here."
            yield Finding(file.file, "mapping.not_made", wording, Severity.WARNING)
            continue
        if file.extract is not None and file.extract.column not in origin.columns:
            like = near(file.extract.column, origin.columns)
            wording = f"{file.name} is made of [{file.extract.column}], which is not here.{like}"
            yield Finding(file.file, "mapping.not_made", wording, Severity.WARNING)
            continue
        file = replace(file, file=files[file.origin].file.file)
        rows = derived(file, cleaned(file, origin), origin.columns)
        yield from (replace(one, severity=Severity.WARNING) for one in rows.findings)
        yield from (replace(one, severity=Severity.WARNING) for one in rows.of_cells[:1])
        repeated = _repeated(file, origin.columns)
        frames[file.name] = rows.frame.drop(repeated, strict=False)
        files[file.name] = file_of(file, frames[file.name])


def _repeated(file: SourceFile, columns: Sequence[str]) -> set[str]:
    """The columns of the origin that are rows now."""
    if file.unpivot is None:
        return {file.extract.column} if file.extract is not None else set()
    groups = groups_in(file.unpivot, columns).values()
    return {column for group in groups for column in group.values()} - file.makes


def _joined(
    files: Mapping[str, DraftFile], frames: Mapping[str, pl.DataFrame]
) -> Iterator[tuple[str, tuple[Join, ...]]]:
    """Per file of the source what it needs of others; two files do not look into each other."""
    own = [file for file in files.values() if file.file.origin is None]
    looking: set[tuple[str, str]] = set()
    for name, wanted in wanted_of(own):
        others = [
            one for one in own if (one.file.name, name) not in looking and one.file.name != name
        ]
        joins = tuple(rearranged.joins(files[name], others, wanted, frames))
        looking |= {(name, join.file) for join in joins}
        if joins:
            yield name, joins


def _told(
    files: Mapping[str, DraftFile], looked_up: Mapping[str, Sequence[Join]]
) -> Iterator[Finding]:
    """What was guessed of how rows are rearranged, so that somebody looks at it."""
    for file in files.values():
        if file.file.origin is not None:
            yield _guess(file.file.file, f"{_made_of(file.file)}: a row each in {file.file.name}.")
    for name, joins in looked_up.items():
        for join in joins:
            there, columns = files[join.file].file.file, ", ".join(join.columns)
            here = f"[{join.on[0]}] was taken for [{join.there[0]}] of {there}"
            yield _guess(files[name].file.file, f"{here}, where {columns} is looked up.")


def _made_of(file: SourceFile) -> str:
    if file.unpivot is not None:
        likes = ", ".join(f"[{like}]" for like in file.unpivot.members.values())
        return f"the columns {likes} were taken for groups that come again"
    column = file.extract.column if file.extract is not None else ""
    return f"the cells of [{column}] were taken for amounts with their currencies"


def _guess(file: str, wording: str) -> Finding:
    wording = f"{wording} Look whether that is so."
    return Finding(file, "mapping.guessed", wording, Severity.WARNING)


def _join(
    name: str,
    joins: Sequence[Join],
    files: dict[str, DraftFile],
    frames: Mapping[str, pl.DataFrame],
) -> Iterator[Finding]:
    """Add to a file the columns that it looks up; what cannot be looked up is told and left out."""
    file, possible, found = files[name], [], {}
    there = set(frames[name].columns)
    for join in joins:
        fault = _fault(join, there, frames)
        if fault:
            yield Finding(file.file.file, "mapping.not_joined", fault, Severity.WARNING)
            continue
        there |= set(join.columns)
        possible.append(join)
        looking = frames[name].join(
            frames[join.file], left_on=join.on, right_on=join.there, how="semi"
        )
        found[join.file] = looking.height
    source = replace(file.file, joins=tuple(possible))
    added = completed(source, frames).select(ROW, *(c for j in possible for c in j.columns))
    more = file_of(source, added)
    columns = (*file.columns, *more.columns)
    first = tuple((*one, *other) for one, other in zip(file.first, more.first, strict=True))
    cells = within.beside(file.cells, more.cells)
    files[name] = replace(file, file=source, columns=columns, first=first, found=found, cells=cells)


def _fault(join: Join, there: set[str], frames: Mapping[str, pl.DataFrame]) -> str:
    """Why the columns cannot be looked up; blank where they can."""
    other = frames.get(join.file)
    if other is None:
        return f"{join.file} is not here: nothing can be looked up in it."
    lacking = sorted({*join.on} - there | {*join.there, *join.columns} - {*other.columns})
    if lacking:
        return f"[{', '.join(lacking)}] is not here: nothing can be looked up in {join.file} by it."
    if taken := sorted(there & set(join.columns)):
        both = f"[{', '.join(taken)}] is a column of both files"
        return f"{both}: it cannot be looked up in {join.file}."
    if repeated := repeating(join, other):
        return (
            f"{repeated:,} rows of {join.file} repeat {', '.join(join.there)}: which of them is"
            " meant cannot be told. Look in by columns that are unique there."
        )
    return ""
