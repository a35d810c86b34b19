"""The files of a source as text frames, with what a profile adds to them from other files."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from schemas import findings
from seed.mapping.language import by_number
from seed.mapping.language.conditions import met
from seed.mapping.language.formats import BLANK
from seed.mapping.language.profile import Flag, Profile, SourceFile
from seed.mapping.reading import looked_up
from seed.mapping.reading.contents import contents
from seed.mapping.reading.derived import Derived, derived
from seed.mapping.reading.needed import (
    columns_named,
    columns_read,
    columns_repeated,
    missing_columns,
)
from seed.mapping.reading.of_database import of_database
from seed.mapping.reading.of_files import of_files, resolve_names
from seed.mapping.reading.shaping import shaped
from seed.mapping.reading.source_table import SourceTable, cleaned
from seed.readers import COMMAND_LINE, Limits, passed_over

Finding = findings.Finding
errors_of = findings.errors

# Other files of these kinds are listed as not read; notes beside an export are no data.
WORKBOOK = ".xlsx"
READABLE = {".csv", ".tsv", ".txt", ".json", WORKBOOK, ".parquet", ".zip"}
# How a file that no rule looks at stands in the list of what was not read.
WHOLE_FILE = "(the whole file)"


@dataclass(frozen=True)
class Source:
    """What is at a path, by the profile's names of the files; `not_read` holds (file, column).

    `of_cells` are findings that refuse a row, and not the source. `profile` is the one by which it
    was read, whose SELECTs are files with rows.
    """

    tables: Mapping[str, SourceTable] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    of_cells: tuple[Finding, ...] = ()
    profile: Profile | None = None


Frames = Mapping[str, pl.DataFrame]


def read_source(path: Path | None, profile: Profile, limits: Limits = COMMAND_LINE) -> Source:
    """What the profile names, with its joins and flags; what is missing becomes findings.

    `path` is a folder or an archive of its files. Where it is a file, it is the profile's only one,
    whatever its name; else the others stand beside it. It is None of a profile that reads a
    database; DatabaseUnavailable is raised where that cannot be reached.
    """
    named = columns_named(profile)
    if path is None:
        tables, findings = of_database(profile, named, limits)
    else:
        profile, several = resolve_names(path, profile)
        if several:
            return Source(findings=tuple(several))
        tables, findings = of_files(path, profile, named, limits)
    findings += missing_columns(profile, {name: table.frame for name, table in tables.items()})
    own = dict(tables)
    of_cells: list[Finding] = []
    for rows in _made(profile, tables):
        findings += rows.findings
        of_cells += rows.of_cells
    by_sql: Mapping[str, frozenset[str]] = {}
    if not errors_of(findings):
        made = shaped(profile, tables, limits)
        findings += made.findings
        profile, tables, by_sql = made.profile, dict(made.tables), made.read
        findings += missing_columns(
            profile, {n: table.frame for n, table in tables.items() if n not in own}
        )
    frames = {name: table.frame for name, table in tables.items()}
    if not errors_of(findings):
        findings += [*looked_up.ambiguous(profile, frames), *_taken(profile, frames)]
    if errors_of(findings):
        # The file that is not there may be there as another kind.
        return Source(tables, (*findings, *passed_over.of_unread_kinds(_beside(path, profile))))
    unread = {name: table.unread for name, table in tables.items()}
    for file in profile.files:
        readable, lost = looked_up.parted(file, frames[file.name], unread)
        if not lost.is_empty():
            both = pl.concat([tables[file.name].unread, lost], how="diagonal")
            tables[file.name] = replace(tables[file.name], frame=readable, unread=both)
            frames[file.name] = readable
    findings += looked_up.not_found(profile, frames)
    whole = {file.name: _whole(file, tables[file.name], frames) for file in profile.files}
    not_read = tuple(_not_read(path, profile, own, by_sql))
    findings += passed_over.of_unread_kinds(_beside(path, profile))
    return Source(whole, tuple(findings), not_read, tuple(of_cells), profile)


def columns_of(
    path: Path | None, profile: Profile, limits: Limits = COMMAND_LINE
) -> dict[str, tuple[str, ...]]:
    """By the profile's name of each file of the source, what its columns are called.

    What the profile makes of them is left aside, and its faults are.
    """
    own = tuple(
        replace(file, joins=(), flags=())
        for file in profile.files
        if file.origin is None and not file.select
    )
    source = read_source(path, replace(profile, files=own, tables=()), limits)
    return {name: tuple(table.by_number.values()) for name, table in source.tables.items()}


def _whole(file: SourceFile, table: SourceTable, frames: Frames) -> SourceTable:
    """The table with what its joins and flags add, also to the rows that are unread."""
    frame = completed(file, frames)
    if table.unread.is_empty():
        return replace(table, frame=frame, unread=frame.clear())
    # What is made of rows that are unread is unread, and has not all columns.
    unread = pl.concat([table.frame.clear(), table.unread], how="diagonal")
    unread = completed(file, {**frames, file.name: unread.select(table.frame.columns)})
    return replace(table, frame=frame, unread=unread)


def _made(profile: Profile, tables: dict[str, SourceTable]) -> Iterator[Derived]:
    """The rows of files that are made of others, which are added to `tables`.

    What a pattern looks for is not made where its column is missing, which has its finding.
    """
    read = columns_read(profile)
    for file in profile.files:
        of = tables.get(file.origin or "")
        if of is None or (file.extract and file.extract.column not in of.frame.columns):
            continue
        rows = derived(file, cleaned(file, of.frame), read[file.name])
        unread = pl.concat([of.unread, rows.unread], how="diagonal")
        tables[file.name] = replace(of, frame=rows.frame, unread=unread)
        yield rows


def _not_read(
    path: Path | None,
    profile: Profile,
    tables: Mapping[str, SourceTable],
    by_sql: Mapping[str, frozenset[str]],
) -> Iterator[tuple[str, str]]:
    read = columns_read(profile)
    for name, table in tables.items():
        repeated = columns_repeated(profile, name, table.frame.columns)
        called = {table.by_number.get(column, column) for column in read[name]}
        for column in table.by_number.values():
            if column not in called | repeated | by_sql.get(name, frozenset()):
                yield table.file, column
    yield from _made_and_not_read(profile, read)
    yield from ((other, WHOLE_FILE) for other in sorted(_others(path, profile)))


def _made_and_not_read(profile: Profile, read: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """What patterns find, and groups of columns hold, and no rule looks at."""
    for file in profile.files:
        found = dict.fromkeys(file.extract.names, file.extract.column) if file.extract else {}
        made = found | dict(file.unpivot.members if file.unpivot else {})
        for name, column in made.items():
            if name not in read[file.name]:
                yield file.file, f"{column} ({name} of {file.name})"


def _beside(path: Path | None, profile: Profile) -> list[str]:
    """The names of the files of a folder or an archive that the profile does not name."""
    if path is None:
        return []
    return sorted({*passed_over.names_at(path)} - {file.file for file in profile.files})


def _others(path: Path | None, profile: Profile) -> set[str]:
    """The files of a folder or an archive, or the sheets of a workbook, that no rule is about."""
    if path is None:
        # Most of what a system holds is none of ours: its other tables are not even asked for.
        return set()
    if beside := _beside(path, profile):
        return {name for name in beside if Path(name).suffix.lower() in READABLE}
    if path.suffix.lower() != WORKBOOK:
        return set()
    inside, _ = contents(path, COMMAND_LINE)
    sheets = {(file.sheet or "").strip().lower() for file in profile.files}
    others = [f.sheet for f in inside if f.sheet and f.sheet.strip().lower() not in sheets]
    # The profile need not name the only sheet.
    return {f"{path.name} [{sheet}]" for sheet in others} if len(inside) > 1 else set()


def completed(file: SourceFile, frames: Frames) -> pl.DataFrame:
    """The file's rows with the columns of its joins and flags."""
    frame = frames[file.name]
    for join in file.joins:
        keys = (pl.col(one).alias(own) for own, one in zip(join.on, join.there, strict=True))
        added = frames[join.file].select(*keys, *join.columns).unique(subset=join.on)
        frame = frame.join(added, on=join.on, how="left", maintain_order="left")
    for flag in file.flags:
        added = _flagged(flag, frames[flag.file])
        frame = frame.join(added, on=flag.by, how="left", maintain_order="left")
    return frame


def _taken(profile: Profile, frames: Frames) -> Iterator[Finding]:
    """A finding per column that a join or a flag adds where one of that name is already."""
    for file in profile.files:
        there = set(frames[file.name].columns)
        added = [(column, join.file) for join in file.joins for column in join.columns]
        for column, other in [*added, *((flag.name, "") for flag in file.flags)]:
            if column in there:
                wording = f"[{column}] is added to this file, which has such a column already. "
                wording += _instead(column, other) if other else "Call what is made here else."
                yield Finding(file.file, "mapping.column_taken", wording, column=column)
            there.add(column)


def _instead(column: str, other: str) -> str:
    if by_number.is_number(column):
        return f"Name the one of {other} by what it is called there."
    return f"If the one of {other} is meant, name it by its number there, such as #2."


def _flagged(flag: Flag, rows: pl.DataFrame) -> pl.DataFrame:
    yes = met(flag.yes).any()
    no = met(flag.no).all() if flag.no else pl.lit(value=False)
    value = pl.when(yes).then(pl.lit("yes")).when(no).then(pl.lit("no")).otherwise(BLANK)
    return rows.group_by(flag.by).agg(value.alias(flag.name))
