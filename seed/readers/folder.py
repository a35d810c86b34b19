"""A submission's folder, archive or single file -> its text tables, manifest and findings."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from schemas import errors, findings, tables
from seed.readers import archive, csv_text, manifest, raw
from seed.readers.limits import COMMAND_LINE, Limits
from seed.submission import Manifest, Submission, TextTable, content_hash

TABLES = {table.name: table for table in tables.RECORD_TABLES}
# What `template` writes beside the tables, to be read by people.
TO_BE_READ = {"data_dictionary.csv", "data_dictionary.html", "template.xlsx"}
WORKBOOKS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".json", ".tsv", ".zip"}
File = tuple[str, bytes | findings.Finding]


@dataclass
class _Read:
    """What was read so far; `hashes` holds each file's name and the hash of its bytes."""

    manifest: Manifest = field(default_factory=Manifest)
    texts: dict[str, TextTable] = field(default_factory=dict)
    hashes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[findings.Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def read(path: Path, limits: Limits = COMMAND_LINE) -> Submission:
    """The submission at `path`: a folder or `.zip` of CSV files, or one CSV file.

    What is wrong with its files stands in its findings. Raises SubmissionUnreadable where nothing
    is there, or nothing that could be a submission.
    """
    gathered = _Read()
    for name, data in _files(path, gathered):
        _take(name, data, gathered)
    if not gathered.seen and not gathered.faults:
        raise errors.SubmissionUnreadable(
            f"[{path.name}] holds no CSV file. Expected is a folder or .zip with files such as"
            " cases.csv; `prosecution-quality template DIR` writes an empty one."
        )
    return Submission(
        source=path.resolve().name,
        manifest=gathered.manifest,
        texts=tuple(gathered.texts.values()),
        content_hash=content_hash(gathered.hashes, gathered.manifest),
        findings=tuple(gathered.faults),
    )


def submissions(path: Path) -> list[Path]:
    """The submissions at `path`: itself, or the folders and archives of a folder without CSV files.

    Raises SubmissionUnreadable where nothing is there.
    """
    _require(path)
    if not path.is_dir() or _holds_csv(path):
        return [path]
    inside = sorted(path.iterdir())
    return [
        one
        for one in inside
        if not one.name.startswith(".")
        if (one.is_dir() and _holds_csv(one)) or (one.is_file() and one.suffix.lower() == ".zip")
    ] or [path]


def _holds_csv(folder: Path) -> bool:
    return any(one.suffix.lower() == ".csv" for one in folder.iterdir())


def _require(path: Path) -> None:
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Expected is a folder or .zip of CSV files."
        )


def _files(path: Path, gathered: _Read) -> Iterator[File]:
    _require(path)
    if path.is_dir():
        yield from ((one.name, _bytes(one)) for one in sorted(path.iterdir()) if one.is_file())
    elif path.suffix.lower() == ".zip":
        yield from _unpacked(path, gathered)
    elif path.suffix.lower() == ".csv":
        yield path.name, _bytes(path)
    else:
        raise errors.SubmissionUnreadable(
            f"[{path.name}] is neither a folder nor a .zip nor a .csv file. Save each sheet or"
            " table as CSV UTF-8 into one folder."
        )


def _bytes(path: Path) -> bytes | findings.Finding:
    try:
        size = path.stat().st_size
        if size > raw.MOST_FILE_BYTES:
            return raw.too_large(path.name, size)
        return path.read_bytes()
    except PermissionError as error:
        raise errors.SubmissionUnreadable(
            f"[{path.name}] may not be read by this user. Change its permissions."
        ) from error


def _unpacked(path: Path, gathered: _Read) -> Iterator[File]:
    try:
        opened = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, OSError):
        wording = "this is no zip archive, or it is damaged. Pack the CSV files anew."
        gathered.faults.append(findings.Finding(path.name, "zip.damaged", wording))
        return
    with opened as packed:
        faults = archive.faults(packed, path.name, path.stat().st_size)
        gathered.faults += faults
        if not faults:
            yield from archive.members(path, packed)


def _take(name: str, data: bytes | findings.Finding, gathered: _Read) -> None:
    """Add one file to what was read."""
    lower = PurePosixPath(name).name.lower()
    suffix = PurePosixPath(lower).suffix
    if lower.startswith(".") or lower in TO_BE_READ:
        return
    if suffix != ".csv" and lower != manifest.FILE:
        gathered.faults.append(_not_read(name, suffix))
        return
    if lower in gathered.seen:
        wording = "the archive has this file twice. Keep one of them."
        gathered.faults.append(findings.Finding(name, "zip.twice", wording))
        return
    gathered.seen.add(lower)
    if isinstance(data, findings.Finding):
        gathered.faults.append(data)
        return
    gathered.hashes.append((lower, hashlib.sha256(data).hexdigest()))
    if lower == manifest.FILE:
        gathered.manifest, faults = manifest.parse(data)
        gathered.faults += faults
    else:
        _take_table(lower, data, gathered)


def _take_table(name: str, data: bytes, gathered: _Read) -> None:
    table = name.removesuffix(".csv")
    if table not in TABLES:
        gathered.faults.append(_unknown_table(name, table))
        return
    text, faults = csv_text.read_text_table(data, file=name, table=table)
    gathered.faults += faults
    if text is not None:
        text, faults = _with_normal_names(text)
        gathered.faults += faults
        gathered.texts[table] = text


def _with_normal_names(text: TextTable) -> tuple[TextTable, tuple[findings.Finding, ...]]:
    normal = {name: csv_text.normalised(name) for name in text.frame.columns}
    changed = {name: same for name, same in normal.items() if name != same}
    if not changed:
        return text, ()
    # A name that is no column of the table may be a value where the header is missing.
    known = [column.name for column in tables.sent_columns(TABLES[text.table])]
    shown = [name for name in known if name in changed.values()]
    if not shown:
        return replace(text, frame=text.frame.rename(changed)), ()
    wording = f"names were taken in lower case, without blanks around them: {', '.join(shown)}."
    warning = findings.Finding(text.file, "header.normalised", wording, findings.Severity.WARNING)
    return replace(text, frame=text.frame.rename(changed)), (warning,)


def _not_read(name: str, suffix: str) -> findings.Finding:
    if suffix in WORKBOOKS:
        wording = "only CSV files are read. Save each sheet or table as CSV UTF-8."
        return findings.Finding(name, "file.not_csv", wording)
    wording = "this file is not read: only CSV files and submission.toml are."
    return findings.Finding(name, "file.not_read", wording, findings.Severity.WARNING)


def _unknown_table(name: str, table: str) -> findings.Finding:
    near = get_close_matches(table, sorted(TABLES), n=3)
    nearest = f" Nearest: {', '.join(f'{one}.csv' for one in near)}." if near else ""
    wording = f"no table has this name. Expected are {', '.join(sorted(TABLES))}.{nearest}"
    return findings.Finding(name, "file.unknown_table", wording)
