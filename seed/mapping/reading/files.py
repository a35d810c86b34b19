"""The files of an export as a profile names them: found, read, and not changed meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from schemas import findings
from seed.mapping.language.files import fits, is_pattern
from seed.mapping.language.profile import ROW, Profile, SourceFile
from seed.mapping.language.sections import near
from seed.mapping.reading.doubtful import find_identical_rows
from seed.mapping.reading.source_table import (
    SourceTable,
    add_numbered,
    find_number_faults,
    number_columns,
)
from seed.readers import Layout, Limits, preflight, read_export, size_limits, submission_files

Finding = findings.Finding


def resolve_names(path: Path, profile: Profile) -> tuple[Profile, list[Finding]]:
    """The profile with the names that its files have at `path`, where it has patterns of names."""
    found: dict[str, str] = {}
    several: list[Finding] = []
    for pattern in sorted({f.file for f in profile.files if is_pattern(f.file)}):
        names = [name for name in _names(path, profile) if fits(pattern, name)]
        # Whoever names a file means that one.
        names = [path.name] if path.name in names else names
        if len(names) == 1:
            found[pattern] = names[0]
        elif names:
            wording = (
                f"several files are called so: {', '.join(names)}. Each would be read as the whole:"
                " leave the one that is meant."
            )
            several.append(Finding(pattern, "mapping.files_alike", wording))
    files = tuple(replace(one, file=found.get(one.file, one.file)) for one in profile.files)
    return replace(profile, files=files), several


def _names(path: Path, profile: Profile) -> list[str]:
    """The names among which the files are looked for."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        return [*submission_files.file_names(path)]
    return [path.name] if _is_alone(profile) else [*submission_files.file_names(path.parent)]


def read_files(
    path: Path, profile: Profile, named: Mapping[str, Collection[str]], limits: Limits
) -> tuple[dict[str, SourceTable], list[Finding]]:
    """By the profile's names the files at `path`, of which the columns `named` are read."""
    tables: dict[str, SourceTable] = {}
    said: list[Finding] = []
    places = {file.name: _place(path, file, profile) for file in profile.own_files}
    looked_over = [preflight.file_at(one) for one in sorted({*places.values()}) if one.is_file()]
    for file in profile.own_files:
        held = size_limits.held_bytes(table.frame for table in tables.values())
        table, faults = _read(path, places[file.name], file, limits.beside(held), profile)
        said += faults
        if table is not None:
            said += find_number_faults(file.file, table.by_number, named[file.name])
            tables[file.name] = add_numbered(file, table, named[file.name])
    # Sheets of a workbook are read one after the other, and so are files that belong together.
    if changed := list(preflight.changed_files(looked_over)):
        return {}, changed
    return tables, said


def _read(
    path: Path, place: Path, file: SourceFile, limits: Limits, profile: Profile
) -> tuple[SourceTable | None, tuple[Finding, ...]]:
    if not place.is_file():
        names = {p.name for p in place.parent.iterdir()} if place.parent.is_dir() else set()
        wording = f"the profile reads this file, which is not there.{near(place.name, names)}"
        return None, (Finding(file.file, "mapping.file_missing", wording),)
    if place != path and place.resolve().parent != place.parent.resolve():
        wording = "this is a link to a file elsewhere. Put the file itself into the folder."
        return None, (Finding(file.file, "mapping.file_linked", wording),)
    text, findings = read_export(
        place, file=file.file, table=file.name, layout=layout_of(file), limits=limits
    )
    if text is None:
        return None, tuple(_with_key(finding, file) for finding in findings)
    columns = [name for name in text.frame.columns if name != ROW]
    # By ids of their own rows alike in every column are refused.
    if profile.statement.ids:
        findings = (*findings, *find_identical_rows(text.file, text.frame))
    numbers = number_columns(columns, text.numbers)
    return SourceTable(text.file, text.frame, text.sha256, len(columns), numbers), findings


def _with_key(finding: Finding, file: SourceFile) -> Finding:
    """The finding; of a text in another encoding, with the key of the profile that says which."""
    # JSON is UTF-8 wherever it comes from.
    if finding.rule not in {"enc.utf8", "enc.declared"} or file.file.lower().endswith(".json"):
        return finding
    wording = (
        f"{finding.wording} Or say in [files.{file.name}] of the profile in what it is written, as"
        ' in encoding = "cp1252" for Western Europe.'
    )
    return replace(finding, wording=wording)


def layout_of(file: SourceFile) -> Layout:
    """How the readers are told to read a file of a profile."""
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


def _place(path: Path, file: SourceFile, profile: Profile) -> Path:
    if path.is_dir():
        return path / file.file
    return path if _is_alone(profile) or path.suffix.lower() == ".zip" else path.parent / file.file


def _is_alone(profile: Profile) -> bool:
    """Whether it reads one file; sheets of a workbook and lists of a JSON share their name."""
    return len({file.file for file in profile.own_files}) == 1
