"""The files of an export as a profile names them: found, read, and not changed meanwhile."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from schemas import findings
from seed.mapping.language import by_number, file_names
from seed.mapping.language.profile import Profile, SourceFile
from seed.mapping.language.sections import near
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.identical import identical_rows
from seed.mapping.reading.source_table import SourceTable, ready
from seed.readers import Layout, Limits, decoded, look_over, passed_over, read_export

Finding = findings.Finding
Tables = dict[str, SourceTable]


def resolve_names(path: Path, profile: Profile) -> tuple[Profile, list[Finding]]:
    """The profile with the names that its files have at `path`, where it has patterns of names."""
    called: dict[str, str] = {}
    several: list[Finding] = []
    for pattern in sorted({f.file for f in profile.files if file_names.is_pattern(f.file)}):
        names = [name for name in _names(path, profile) if file_names.fits(pattern, name)]
        # Whoever names a file means that one.
        names = [path.name] if path.name in names else names
        if len(names) == 1:
            called[pattern] = names[0]
        elif names:
            wording = (
                f"several files are called so: {', '.join(names)}. Each would be read as the whole:"
                " leave the one that is meant."
            )
            several.append(Finding(pattern, "mapping.files_alike", wording))
    files = tuple(replace(one, file=called.get(one.file, one.file)) for one in profile.files)
    return replace(profile, files=files), several


def _names(path: Path, profile: Profile) -> list[str]:
    """The names among which the files are looked for."""
    if path.is_dir() or path.suffix.lower() == ".zip":
        return [*passed_over.names_at(path)]
    is_alone = len({file.file for file in profile.files if not file.select}) == 1
    return [path.name] if is_alone else [*passed_over.names_at(path.parent)]


def of_files(
    path: Path, profile: Profile, named: Mapping[str, Collection[str]], limits: Limits
) -> tuple[Tables, list[Finding]]:
    """By the profile's names the files at `path`, of which the columns `named` are read."""
    tables: Tables = {}
    findings: list[Finding] = []
    places = {_place(path, file, profile) for file in profile.files if _is_read(file)}
    looked_over = [look_over.on_disk(place) for place in sorted(places) if place.is_file()]
    for file in profile.files:
        if _is_read(file):
            held = decoded.held(table.frame for table in tables.values())
            place = _place(path, file, profile)
            table, faults = _read(path, place, file, limits.beside(held), profile)
            findings += faults
            if table is not None:
                findings += by_number.faults(file.file, table.by_number, named[file.name])
                tables[file.name] = ready(file, table, named[file.name])
    # Sheets of a workbook are read one after the other, and so are files that belong together.
    if changed := list(look_over.changed(looked_over)):
        return {}, changed
    return tables, findings


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
    if _may_be_alike(profile, file):
        findings = (*findings, *identical_rows(text.file, text.frame))
    called = by_number.called(columns, text.numbers)
    table = SourceTable(text.file, text.frame, text.sha256, len(columns), by_number=called)
    return table, findings


def _may_be_alike(profile: Profile, file: SourceFile) -> bool:
    """Whether rows alike in every column are no fault yet: by ids of their own they are refused."""
    rules = [rule for rule in profile.tables if file.name in profile.lineage(rule.file)]
    return bool(profile.statement.ids or (rules and all(rule.first_of for rule in rules)))


def _is_read(file: SourceFile) -> bool:
    """Whether it is a file of the source, and not made of others."""
    return file.origin is None and not file.select


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
    # Sheets of one workbook and lists of one JSON are files of a profile that share a name.
    alone = len({f.file for f in profile.files if not f.select}) == 1
    return path if alone or path.suffix.lower() == ".zip" else path.parent / file.file
