"""The files of a source as text frames, with what the SQL of a profile makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas import findings
from seed.mapping.language.profile import Profile
from seed.mapping.reading.contents import list_contents
from seed.mapping.reading.database import read_database
from seed.mapping.reading.files import read_files, resolve_names
from seed.mapping.reading.shaping import run_sql
from seed.mapping.reading.source_table import (
    SourceTable,
    Tables,
    find_missing_columns,
    list_columns_named,
)
from seed.readers import COMMAND_LINE, Limits, submission_files

Finding = findings.Finding

# Other files of these kinds are listed as not read; notes beside an export are no data.
WORKBOOK = ".xlsx"
READABLE = {".csv", ".tsv", ".txt", ".json", WORKBOOK, ".parquet", ".zip"}
# How a file that no rule looks at stands in the list of what was not read.
WHOLE_FILE = "(the whole file)"


@dataclass(frozen=True)
class Source:
    """What is at a path, by the profile's names of the files; `not_read` holds (file, column).

    `profile` is the one by which it was read, whose SELECTs are files with rows.
    """

    tables: Mapping[str, SourceTable] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    profile: Profile | None = None


def read_source(path: Path | None, profile: Profile, limits: Limits = COMMAND_LINE) -> Source:
    """What the profile names, and what its SQL makes of it; what is missing becomes findings.

    `path` is a folder or an archive of its files. Where it is a file, it is the profile's only one,
    whatever its name; else the others stand beside it. It is None of a profile that reads a
    database; DatabaseUnavailable is raised where that cannot be reached.
    """
    named = list_columns_named(profile)
    if path is None:
        own, said = read_database(profile, named, limits)
    else:
        profile, several = resolve_names(path, profile)
        if several:
            return Source(findings=tuple(several))
        own, said = read_files(path, profile, named, limits)
    said += _missing(profile, own)
    not_read: list[tuple[str, str]] = []
    tables: Tables = own
    if not findings.errors(said):
        made = run_sql(profile, own, limits)
        said += made.findings
        profile, tables = made.profile, made.tables
        said += _missing(profile, {n: one for n, one in tables.items() if n not in own})
        not_read = [*_not_read(path, profile, own, made.read)]
    # The file that is not there may be there as another kind.
    said += submission_files.unread_kinds(_beside(path, profile))
    if findings.errors(said):
        return Source(tables, tuple(said))
    return Source(tables, tuple(said), tuple(not_read), profile)


def columns_of(
    path: Path | None, profile: Profile, limits: Limits = COMMAND_LINE
) -> dict[str, tuple[str, ...]]:
    """By the profile's name of each file of the source, what its columns are called.

    What the profile makes of them is left aside, and its faults are.
    """
    source = read_source(path, replace(profile, files=profile.own_files, tables=()), limits)
    return {name: tuple(table.by_number.values()) for name, table in source.tables.items()}


def _missing(profile: Profile, tables: Tables) -> Iterator[Finding]:
    """A finding per column that the profile names and a file of `tables` has not."""
    named = list_columns_named(profile)
    for file in profile.files:
        if file.name in tables:
            names = tables[file.name].frame.columns
            yield from find_missing_columns(file, names, named[file.name])


def _not_read(
    path: Path | None,
    profile: Profile,
    own: Tables,
    by_sql: Mapping[str, frozenset[str]],
) -> Iterator[tuple[str, str]]:
    read: dict[str, set[str]] = {name: set() for name in own}
    for rule in profile.tables:
        if rule.file in own:
            read[rule.file] |= rule.reads
    for name, table in own.items():
        called = {table.by_number.get(column, column) for column in read[name]}
        for column in table.by_number.values():
            if column not in called | by_sql.get(name, frozenset()):
                yield table.file, column
    yield from ((other, WHOLE_FILE) for other in sorted(_others(path, profile)))


def _beside(path: Path | None, profile: Profile) -> list[str]:
    """The names of the files of a folder or an archive that the profile does not name."""
    if path is None:
        return []
    return sorted({*submission_files.file_names(path)} - {file.file for file in profile.files})


def _others(path: Path | None, profile: Profile) -> set[str]:
    """The files of a folder or an archive, or the sheets of a workbook, that no rule is about."""
    if path is None:
        # Most of what a system holds is none of ours: its other tables are not even asked for.
        return set()
    if beside := _beside(path, profile):
        return {name for name in beside if Path(name).suffix.lower() in READABLE}
    if path.suffix.lower() != WORKBOOK:
        return set()
    inside, _ = list_contents(path, COMMAND_LINE)
    sheets = {(file.sheet or "").strip().lower() for file in profile.files}
    others = [f.sheet for f in inside if f.sheet and f.sheet.strip().lower() not in sheets]
    # The profile need not name the only sheet.
    return {f"{path.name} [{sheet}]" for sheet in others} if len(inside) > 1 else set()
