"""Read the files of an export, or the tables of a database, that a profile names; run its SQL."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas import findings
from schemas.language import message, sentences
from seed.mapping import profile_sql, sql_tree
from seed.mapping.parse_profile import is_pattern, matches_pattern
from seed.mapping.profile_model import ROW, Profile, SourceFile
from seed.mapping.run_sql import run_sql
from seed.mapping.source_layout import list_source_tables
from seed.mapping.source_table import (
    SourceTable,
    Tables,
    clean_cells,
    find_identical_rows,
    find_missing_columns,
    list_columns_named,
)
from seed.mapping.toml_reader import did_you_mean
from seed.readers import (
    COMMAND_LINE,
    Layout,
    Limits,
    database,
    preflight,
    read_export,
    submission_files,
)

Finding = findings.Finding
ColumnsByFile = Mapping[str, Collection[str]]
TableRead = tuple[SourceTable | None, tuple[Finding, ...]]
# Unused files of these kinds are listed as not read. Other files are taken for notes.
WORKBOOK = ".xlsx"
READABLE = {".csv", ".tsv", ".txt", ".json", WORKBOOK, ".parquet", ".zip"}
# The entry for a file without any rule in the list of what was not read.
WHOLE_FILE = "(the whole file)"


def resolve_file_patterns(path: Path, profile: Profile) -> tuple[Profile, list[Finding]]:
    """Return the profile with the real file names at `path` in place of its name patterns.

    Return also an error for each pattern that fits several files.
    """
    folder = path if path.is_dir() or path.suffix.lower() == ".zip" else path.parent
    is_only_file = folder != path and _reads_one_file(profile)
    found: dict[str, str] = {}
    several: list[Finding] = []
    for pattern in sorted({f.file for f in profile.files if is_pattern(f.file)}):
        every = [path.name] if is_only_file else submission_files.file_names(folder)
        names = [name for name in every if matches_pattern(pattern, name)]
        # If the user named one of these files, it is the one.
        names = [path.name] if path.name in names else names
        if len(names) == 1:
            found[pattern] = names[0]
        elif names:
            wording = message(
                "Several files have this name: {files}. Keep the one to import, and remove the"
                " others.",
                files=", ".join(names),
            )
            several.append(Finding(pattern, "mapping.files_alike", wording))
    files = tuple(replace(one, file=found.get(one.file, one.file)) for one in profile.files)
    return replace(profile, files=files), several


def read_files(
    path: Path, profile: Profile, limits: Limits
) -> tuple[dict[str, SourceTable], list[Finding]]:
    """Return the profile's files at `path` by their names in the profile, and findings."""
    places = {file.name: _path_of_file(path, file, profile) for file in profile.own_files}
    looked_over = [preflight.file_at(one) for one in sorted({*places.values()}) if one.is_file()]

    def read(file: SourceFile, limits: Limits) -> TableRead:
        return _read_file(path, places[file.name], file, limits, profile)

    tables, said = _read_each(profile, limits, read)
    # Files and sheets are read one after the other. If one changed meanwhile, they may not match.
    if changed := list(preflight.changed_files(looked_over)):
        return {}, changed
    return tables, said


def _read_each(
    profile: Profile, limits: Limits, read: Callable[[SourceFile, Limits], TableRead]
) -> tuple[dict[str, SourceTable], list[Finding]]:
    """Read the profile's own files by `read`, each within the memory that earlier ones leave."""
    tables: dict[str, SourceTable] = {}
    said: list[Finding] = []
    for file in profile.own_files:
        held = preflight.memory_bytes(table.frame for table in tables.values())
        table, faults = read(file, limits.with_held(held))
        said += faults
        if table is not None:
            frame = clean_cells(table.frame, file.missing)
            tables[file.name] = replace(table, frame=frame)
    return tables, said


def _read_file(
    path: Path, place: Path, file: SourceFile, limits: Limits, profile: Profile
) -> TableRead:
    """Read a file of the export; None and findings if it is missing, linked or unreadable."""
    if not place.is_file():
        names = {p.name for p in place.parent.iterdir()} if place.parent.is_dir() else set()
        missing = message("The mapping reads this file, but it is missing.")
        wording = sentences(missing, did_you_mean(place.name, names))
        return None, (Finding(file.file, "mapping.file_missing", wording),)
    if place != path and place.resolve().parent != place.parent.resolve():
        wording = message(
            "This is a link to a file in another place. Put the file itself into the folder."
        )
        return None, (Finding(file.file, "mapping.file_linked", wording),)
    text, findings = read_export(
        place, file=file.file, table=file.name, layout=build_layout(file), limits=limits
    )
    if text is None:
        return None, tuple(_name_encoding_key(finding, file) for finding in findings)
    # With ids in the source, identical rows are refused later as duplicates.
    if profile.statement.ids:
        findings = (*findings, *find_identical_rows(text.file, text.frame))
    columns = tuple(name for name in text.frame.columns if name != ROW)
    return SourceTable(text.file, text.frame, text.sha256, columns), findings


def _name_encoding_key(finding: Finding, file: SourceFile) -> Finding:
    """Add to a finding on a wrong encoding how the profile can state the encoding."""
    # JSON is UTF-8 wherever it comes from.
    if finding.rule not in {"enc.utf8", "enc.declared"} or file.file.lower().endswith(".json"):
        return finding
    named = message(
        "Or name its encoding in [files.{file}] of the mapping, for example"
        ' encoding = "cp1252" for Western Europe.',
        file=file.name,
    )
    return replace(finding, wording=sentences(finding.wording, named))


def build_layout(file: SourceFile) -> Layout:
    """Return the layout by which the readers read a file of a profile."""
    return Layout(
        file.delimiter,
        file.encoding,
        file.header_rows,
        file.skip_rows,
        numbers_names=True,
        sheet=file.sheet,
        records=file.records,
        keys=file.keys,
    )


def _path_of_file(path: Path, file: SourceFile, profile: Profile) -> Path:
    """Return where to look for a file: inside the folder, `path` itself, or next to it."""
    if path.is_dir():
        return path / file.file
    is_itself = _reads_one_file(profile) or path.suffix.lower() == ".zip"
    return path if is_itself else path.parent / file.file


def _reads_one_file(profile: Profile) -> bool:
    """Return whether the profile reads a single file, perhaps several of its sheets or lists."""
    return len({file.file for file in profile.own_files}) == 1


def read_database(
    profile: Profile, named: ColumnsByFile, limits: Limits
) -> tuple[dict[str, SourceTable], list[Finding]]:
    """Return the tables of the profile's database by their names in the profile, and findings.

    All are read from one snapshot. Of a table only the columns in `named` and in SQL are read.
    Raises DatabaseUnavailable.
    """
    assert profile.source is not None, "What reads no database reads files."
    with database.open_database(profile.source) as opened:

        def read(file: SourceFile, limits: Limits) -> TableRead:
            return _read_table(opened, profile, file, named[file.name], limits)

        return _read_each(profile, limits, read)


def _read_table(
    opened: database.SourceDatabase,
    profile: Profile,
    file: SourceFile,
    named: Collection[str],
    limits: Limits,
) -> TableRead:
    """Read a table or query of the profile's database; None and findings if it fails."""
    assert file.asked is not None, "What is of a database is asked of it."
    missing: list[Finding] = []

    def wanted(names: Sequence[str]) -> Collection[str]:
        missing.extend(find_missing_columns(file, names, named))
        read = {*named} | _columns_in_sql(profile, names)
        # If the profile uses only constants, any one column gives the number of rows.
        return () if missing else (read & {*names}) or names[:1]

    rows, said = database.read_rows(opened, file.asked, file.file, limits, wanted=wanted)
    if rows is None:
        return None, said
    if missing:
        return None, (*said, *missing)
    return SourceTable(file.file, rows.frame, rows.sha256, tuple(rows.names)), said


def _columns_in_sql(profile: Profile, names: Sequence[str]) -> set[str]:
    """Return the columns that the profile's SQL may read, whichever file it reads."""
    nodes = [text.node for text in profile_sql.parse_texts(profile)]
    if any(one.get("class") == "STAR" for one in sql_tree.walk_nodes(nodes)):
        return {*names}
    named = {name.lower() for name in sql_tree.columns_in(nodes)}
    return {name for name in names if name.lower() in named}


@dataclass(frozen=True)
class Source:
    """The source as read: `tables` by the profile's names of files; `not_read` has (file, column).

    `profile` is the profile after its SQL has run, in which SELECTs are files with rows.
    """

    tables: Mapping[str, SourceTable] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    profile: Profile | None = None


def read_source(path: Path | None, profile: Profile, limits: Limits = COMMAND_LINE) -> Source:
    """Return all that the profile names at `path`, and the results of its SQL.

    `path` is a folder, an archive or a file. A file is the profile's only one, under any name; if
    the profile reads several, the others are in the same folder. It is None for a database. Missing
    files and columns become findings. Raises DatabaseUnavailable where the database cannot be
    reached.
    """
    named = list_columns_named(profile)
    if path is None:
        own, said = read_database(profile, named, limits)
    else:
        profile, several = resolve_file_patterns(path, profile)
        if several:
            return Source(findings=tuple(several))
        own, said = read_files(path, profile, limits)
    said += _find_missing(profile, own)
    not_read: list[tuple[str, str]] = []
    tables: Tables = own
    if not findings.only_errors(said):
        made = run_sql(profile, own, limits)
        said += made.findings
        profile, tables = made.profile, made.tables
        said += _find_missing(profile, {n: one for n, one in tables.items() if n not in own})
        not_read = [*_list_not_read(path, profile, own, made.read)]
    # A missing file may be there in a format that is not read.
    said += submission_files.unread_kinds(_unnamed_files(path, profile))
    if findings.only_errors(said):
        return Source(tables, tuple(said))
    return Source(tables, tuple(said), tuple(not_read), profile)


def _find_missing(profile: Profile, tables: Tables) -> Iterator[Finding]:
    """Yield a finding for each column that the profile names and its file lacks."""
    named = list_columns_named(profile)
    for file in profile.files:
        if file.name in tables:
            names = tables[file.name].frame.columns
            yield from find_missing_columns(file, names, named[file.name])


def _list_not_read(
    path: Path | None, profile: Profile, own: Tables, by_sql: ColumnsByFile
) -> Iterator[tuple[str, str]]:
    """Yield the columns and files of the export that no rule reads."""
    named = list_columns_named(profile)
    for name, table in own.items():
        read = {*named[name], *by_sql.get(name, ())}
        yield from ((table.file, one) for one in table.names if one not in read)
    yield from ((other, WHOLE_FILE) for other in sorted(_unread_files(path, profile)))


def _unnamed_files(path: Path | None, profile: Profile) -> list[str]:
    """Return the files of a folder or archive that the profile does not name, sorted."""
    if path is None:
        return []
    return sorted({*submission_files.file_names(path)} - {file.file for file in profile.files})


def _unread_files(path: Path | None, profile: Profile) -> set[str]:
    """Return the files of a folder or archive, or sheets of a workbook, that no rule uses."""
    if path is None:
        # A database has many unrelated tables, so they are not listed.
        return set()
    if beside := _unnamed_files(path, profile):
        return {name for name in beside if Path(name).suffix.lower() in READABLE}
    if path.suffix.lower() != WORKBOOK:
        return set()
    inside, _ = list_source_tables(path, COMMAND_LINE)
    sheets = {(file.sheet or "").strip().lower() for file in profile.files}
    others = [f.sheet for f in inside if f.sheet and f.sheet.strip().lower() not in sheets]
    # The profile need not name the only sheet.
    return {f"{path.name} [{sheet}]" for sheet in others} if len(inside) > 1 else set()
