"""Read a submission (folder, archive, workbook or single file) into text tables and findings.

Come here for which files a submission may hold, and which of them are ignored with a warning.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

import polars as pl

from schemas import columns, errors, findings, tables
from schemas.language import message, messages, sentences
from seed.readers import archive, csv_text, headers, manifest, parquet_text, preflight
from seed.readers import sheet as sheets
from seed.readers import xlsx_container as workbooks
from seed.readers.preflight import COMMAND_LINE, File, Limits
from seed.submission import Manifest, Submission, TextTable, content_hash

# Read as a single file or from a folder, but not from inside an archive.
ALONE = (".xlsx", ".parquet")
PASSED_OVER = "file.passed_over"
IGNORED = message("It was ignored.")
# Files that `template` writes next to the tables, for people to read.
FOR_PEOPLE = {"data_dictionary.csv", "data_dictionary.html"}
SHEETS_FOR_PEOPLE = {"read me", "codes"}
SUBMISSION_SHEET = "submission"
# The key cells of a template's example row begin with this word.
EXAMPLE = "EXAMPLE"
EXAMPLE_LEFT_OUT = "file.example"
OTHER_TABLES = {".json", ".tsv", ".zip", ".xlsx", ".parquet", *workbooks.OTHERS}


@dataclass
class Gathered:
    """What has been read so far from the files of one submission.

    `hashes` has the name and SHA-256 of each file, `seen` the names of files in lower case, and
    `files` the files as they were when reading began.
    """

    limits: Limits
    manifest: Manifest = field(default_factory=Manifest)
    texts: dict[str, TextTable] = field(default_factory=dict)
    hashes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[findings.Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    files: list[File] = field(default_factory=list)

    @property
    def left(self) -> Limits:
        """Return the limits for the next table, minus the memory of the tables read before it."""
        return self.limits.with_held(
            preflight.memory_bytes(text.frame for text in self.texts.values())
        )


# What a submission may be, when it is one file.
SINGLE = {".csv", ".xlsx", ".parquet"}
# Lists that people keep next to records. They do not make a folder a submission.
LISTS = {"targets.csv", "events.csv", "rates.csv", "wages.csv"}


def read_submission(path: Path, limits: Limits = COMMAND_LINE) -> Submission:
    """Read the submission at `path`: a folder or `.zip` of CSV files, a workbook, or one file.

    A folder may also hold Parquet files and workbooks, if `limits` allow these formats. Errors in
    the files do not raise: they are in the `findings` of the result. Raises SubmissionUnreadable
    where nothing is at the path, or nothing that could be a submission.
    """
    gathered = Gathered(limits)
    for file in _files(path, gathered):
        _take(file, gathered)
    if changed := tuple(_changed_file_findings(path, gathered)):
        # Drop all other findings: they describe files that have changed since.
        gathered = Gathered(limits, seen=gathered.seen, faults=list(changed))
    if not gathered.texts and not gathered.faults and (gathered.seen - {manifest.FILE}):
        wording = message("No table has a row. Fill in at least one table.")
        gathered.faults.append(findings.Finding(path.name, "file.no_rows", wording))
    if not gathered.seen and not gathered.faults:
        raise errors.SubmissionUnreadable(
            "[{name}] has no CSV file and no workbook. Use a folder or .zip with files such as"
            " cases.csv. `prosecution-quality template DIR` writes an empty one.",
            name=path.name,
        )
    return Submission(
        source=path.resolve().name,
        manifest=gathered.manifest,
        texts=tuple(gathered.texts.values()),
        content_hash=content_hash(gathered.hashes, gathered.manifest),
        findings=tuple(gathered.faults),
    )


def find_submissions(path: Path) -> list[Path]:
    """Return the paths of the submissions at `path`, in the order of their names.

    A file, or a folder that has tables of its own, is one submission. Otherwise these are the
    folders with tables, the archives and the workbooks inside `path`; with none of these, `path`
    itself. Raises SubmissionUnreadable where nothing is at the path.
    """
    _require_path(path)
    if not path.is_dir() or _holds_tables(path):
        return [path]
    inside = sorted(path.iterdir())
    return [one for one in inside if _is_records(one) and _is_submission(one)] or [path]


def ignored_files(path: Path) -> Iterator[findings.Finding]:
    """Yield a warning for each file of a folder of submissions that is not read."""
    if find_submissions(path) == [path]:
        return
    for one in sorted(path.iterdir()):
        is_other = one.is_file() and not _is_submission(one)
        if not is_other or not _is_records(one) or one.name.lower() in LISTS:
            continue
        if one.suffix.lower() in workbooks.OTHERS:
            yield from unread_kinds((one.name,))
            continue
        wording = message(
            "This file was ignored: only folders of CSV files, .zip and .xlsx are imported. If it"
            " has records, save each table as CSV UTF-8 into a folder of its own. A mapping reads"
            " exports of other systems."
        )
        yield _ignored_finding(one.name, wording)


def _is_records(one: Path) -> bool:
    """Return whether a file may have records: not hidden, no lock file of Office, no read-me."""
    return not one.name.startswith((".", "~$")) and one.name.lower() not in FOR_PEOPLE


def _is_submission(one: Path) -> bool:
    if one.is_dir():
        return _holds_tables(one)
    return one.is_file() and one.suffix.lower() in (".zip", ".xlsx")


def _holds_tables(folder: Path) -> bool:
    return any(
        one.suffix.lower() in (".csv", ".parquet") and one.name.lower() not in LISTS
        for one in folder.iterdir()
    )


def _require_path(path: Path) -> None:
    if not path.exists():
        raise errors.SubmissionUnreadable(
            "File or folder not found: [{name}]. Expected a folder or .zip of CSV files, or an"
            " .xlsx workbook.",
            name=path.name,
        )


def _changed_file_findings(path: Path, gathered: Gathered) -> Iterator[findings.Finding]:
    """Yield a finding for each file that was changed or added since reading began."""
    yield from preflight.changed_files(gathered.files)
    if path.is_dir():
        before = {file.name for file in gathered.files}
        yield from (
            preflight.changed_finding(one.name)
            for one in sorted(path.iterdir())
            if one.is_file() and one.name not in before
        )


def _files(path: Path, gathered: Gathered) -> Iterator[File]:
    """Yield the files of a submission, the manifest first, and note them in `gathered`."""
    _require_path(path)
    suffix = path.suffix.lower()
    if path.is_dir():
        gathered.files += [
            preflight.file_at(one) for one in sorted(path.iterdir()) if one.is_file()
        ]
        yield from _manifest_first(gathered.files)
        return
    if suffix not in {".zip", *SINGLE, *workbooks.OTHERS}:
        raise errors.SubmissionUnreadable(
            "Unsupported file type: [{name}]. Use a folder or .zip of CSV files, a .csv file or"
            " an .xlsx workbook.",
            name=path.name,
        )
    gathered.files.append(preflight.file_at(path))
    if suffix == ".zip":
        yield from _unpack_archive(path, gathered)
    else:
        yield from gathered.files


def _unpack_archive(path: Path, gathered: Gathered) -> Iterator[File]:
    try:
        with archive.open_archive(path, gathered.limits) as packed:
            yield from _manifest_first(archive.archive_files(packed))
    except headers.NotReadable as unread:
        gathered.faults += unread.findings


def _manifest_first(files: Iterable[File]) -> list[File]:
    """Sort the manifest first: it says how the other files are written."""
    return sorted(files, key=lambda file: file.name.lower() != manifest.FILE)


def _take(file: File, gathered: Gathered) -> None:
    """Add one file to what was read, or a finding where its kind is not read."""
    name = file.name.lower()
    if name.startswith((".", "~$")) or name in FOR_PEOPLE:
        return
    if file.suffix == ".csv" or name == manifest.FILE:
        _take_once(replace(file, name=name), gathered)
    elif file.suffix in (".xlsx", ".parquet") and file.path is not None:
        _take_once(file, gathered)
    else:
        gathered.faults.append(_unread_kind(file))


def _take_once(file: File, gathered: Gathered) -> None:
    """Read one file by its kind and add it; a finding if its name was read before."""
    if file.name.lower() in gathered.seen:
        wording = message("The archive has two files with this name. Keep one of them.")
        gathered.faults.append(findings.Finding(file.name, "zip.twice", wording))
        return
    gathered.seen.add(file.name.lower())
    takers = {".csv": _take_csv, ".toml": _take_manifest, ".xlsx": _take_workbook}
    try:
        takers.get(file.suffix, _take_parquet)(file, gathered)
    except headers.NotReadable as unread:
        gathered.faults += unread.findings
    except preflight.Changed:
        gathered.faults.append(preflight.changed_finding(file.name))
    except archive.DAMAGED:
        gathered.faults.append(archive.damaged_member_finding(file.name, file.name))


def _take_csv(file: File, gathered: Gathered) -> None:
    table = file.name.removesuffix(".csv")
    if table not in tables.BY_NAME:
        gathered.faults.append(_unknown_table(file.name, table))
        return
    layout = headers.Layout(gathered.manifest.delimiter)
    text, warnings = csv_text.read_csv_file(file, table=table, layout=layout, limits=gathered.left)
    gathered.faults += warnings
    gathered.hashes.append((file.name, text.sha256))
    if not _add_table(text, gathered):
        gathered.faults.append(headers.no_rows_finding(file.name))


def _take_manifest(file: File, gathered: Gathered) -> None:
    data = file.read() if file.size <= manifest.MOST_BYTES else b"\0"
    gathered.hashes.append((file.name, hashlib.sha256(data).hexdigest()))
    _take_manifest_values(*manifest.parse_manifest(data), file.name, gathered)


def _take_parquet(file: File, gathered: Gathered) -> None:
    table = file.name.lower().removesuffix(".parquet")
    if ".parquet" in gathered.limits.formats and table not in tables.BY_NAME:
        gathered.faults.append(_unknown_table(file.name, table))
        return
    text, warnings = parquet_text.read_parquet(file, table=table, limits=gathered.left)
    gathered.faults += warnings
    gathered.hashes.append((file.name.lower(), text.sha256))
    _add_table(text, gathered)


def _take_workbook(file: File, gathered: Gathered) -> None:
    opened = workbooks.open_workbook(file, gathered.left)
    gathered.hashes.append((file.name.lower(), opened.sha256))
    before, tables_before = len(gathered.faults), len(gathered.texts)
    for sheet in opened.sheets:
        try:
            _take_sheet(sheets.OpenSheet(opened, sheet), gathered)
        except headers.NotReadable as unread:
            gathered.faults += unread.findings
    # A template that nobody filled needs no warning about its examples.
    filled = len(gathered.texts) > tables_before
    faults = list(_merge_examples(gathered.faults[before:], file.name))
    gathered.faults[before:] = [f for f in faults if filled or f.rule != EXAMPLE_LEFT_OUT]


def _merge_examples(faults: list[findings.Finding], file: str) -> Iterator[findings.Finding]:
    """Yield the findings, with one for all sheets from which example rows were left out."""
    examples = [fault for fault in faults if fault.rule == EXAMPLE_LEFT_OUT]
    yield from (fault for fault in faults if fault.rule != EXAMPLE_LEFT_OUT)
    if examples:
        wording = messages(
            "The example row of {count} sheet was left out.",
            "The example rows of {count} sheets were left out.",
            len(examples),
        )
        yield replace(examples[0], file=file, wording=wording, occurrences=len(examples))


def _take_sheet(of: sheets.OpenSheet, gathered: Gathered) -> None:
    name = of.sheet.name.strip().lower()
    limits = gathered.left
    scan = sheets.scan_sheet(of, limits)
    faults = [
        fault
        for fault in sheets.sheet_faults(scan, of, limits)
        if name not in SHEETS_FOR_PEOPLE or fault.rule != "xlsx.merged"
    ]
    if of.sheet.hidden and scan.cells:
        wording = message("The sheet is hidden but has cells. Show it, or delete it.")
        faults.append(findings.Finding(of.file, "xlsx.hidden_sheet", wording))
    gathered.faults += faults
    if findings.only_errors(faults) or not scan.last_row or name in SHEETS_FOR_PEOPLE:
        return
    if name != SUBMISSION_SHEET and name not in tables.BY_NAME:
        gathered.faults.append(_unknown_table(of.file, name))
        return
    # The sheet explains each key in the next column, and that text may be long.
    is_manifest = name == SUBMISSION_SHEET
    longest = preflight.MOST_CELL_OF_EXPORT if is_manifest else gathered.limits.most_cell
    frame, warnings = sheets.named_rows(
        scan,
        of.file,
        sheets.read_cells(scan, of),
        layout=headers.STANDARD,
        most_cell=longest,
        without_dates=_without_dates(name),
    )
    gathered.faults += warnings
    if is_manifest:
        _take_manifest_values(*manifest.parse_manifest_sheet(frame, of.file), of.file, gathered)
    elif not frame.is_empty():
        # A sheet that holds only the example row was not filled.
        _add_table(TextTable(of.file, name, frame, of.workbook.sha256), gathered)


_NO_DATES = (columns.Kind.ID, columns.Kind.LABEL, columns.Kind.TRANSLATION)


def _without_dates(table: str) -> frozenset[str]:
    """Return the id and label columns of a table. A date there is a spreadsheet's mistake."""
    known = tables.BY_NAME.get(table)
    return frozenset(
        column.name
        for column in (() if known is None else tables.sent_columns(known))
        if columns.field_of(column).kind in _NO_DATES
    )


def _take_manifest_values(
    stated: Manifest, faults: tuple[findings.Finding, ...], file: str, gathered: Gathered
) -> None:
    gathered.faults += faults
    if stated != Manifest() and gathered.manifest != Manifest():
        wording = message("Both submission.toml and a sheet describe the import. Keep one of them.")
        gathered.faults.append(findings.Finding(file, "manifest.twice", wording))
    elif stated != Manifest():
        gathered.manifest = stated


def _add_table(text: TextTable, gathered: Gathered) -> bool:
    """Add the table with normalised column names. Return False where no row is left to add."""
    text = _without_example(_with_normal_names(text, gathered), gathered)
    if text.frame.is_empty():
        return False
    if text.table in gathered.texts:
        wording = message("The table {table} was sent twice. Keep one of them.", table=text.table)
        gathered.faults.append(findings.Finding(text.file, "file.twice", wording))
    else:
        gathered.texts[text.table] = text
    return True


def _with_normal_names(text: TextTable, gathered: Gathered) -> TextTable:
    normal = {name: headers.normalize_name(name) for name in text.frame.columns}
    changed = {name: same for name, same in normal.items() if name != same}
    # A name that is no column of the table may be a value where the header is missing.
    known = [column.name for column in tables.sent_columns(tables.BY_NAME[text.table])]
    if shown := [name for name in known if name in changed.values()]:
        wording = message(
            "These column names were read in small letters, without spaces around them: {columns}.",
            columns=", ".join(shown),
        )
        warning = findings.Severity.WARNING
        gathered.faults.append(findings.Finding(text.file, "header.normalised", wording, warning))
    return replace(text, frame=text.frame.rename(changed)) if changed else text


def _without_example(text: TextTable, gathered: Gathered) -> TextTable:
    """Leave out rows that are marked as an example in the first column or a key column."""
    table = tables.BY_NAME[text.table]
    marking = (tables.sent_columns(table)[0].name, *tables.key_of(table))
    keys = [name for name in dict.fromkeys(marking) if name in text.frame.columns]
    if not keys:
        return text
    marked = pl.any_horizontal(pl.col(keys).str.starts_with(EXAMPLE)).fill_null(value=False)
    rows = text.frame.filter(marked)[headers.ROW]
    if rows.is_empty():
        return text
    wording = message("The row is the example of the template. It was left out.")
    gathered.faults.append(
        findings.Finding(
            text.file,
            EXAMPLE_LEFT_OUT,
            wording,
            findings.Severity.WARNING,
            row=int(rows.item(0)),
            occurrences=rows.len(),
        )
    )
    return replace(text, frame=text.frame.filter(~marked))


def _unread_kind(file: File) -> findings.Finding:
    if file.suffix in workbooks.OTHERS:
        wording = sentences(workbooks.OTHERS[file.suffix], workbooks.SAVE_AS)
        return findings.Finding(file.name, "xlsx.kind", wording)
    if file.suffix in OTHER_TABLES:
        wording = message(
            "This file cannot be imported. Save each table as CSV UTF-8, or use a mapping to read"
            " an export of another system."
        )
        return findings.Finding(file.name, "file.not_csv", wording)
    wording = message("The file was ignored: only tables and submission.toml are imported.")
    return findings.Finding(file.name, "file.not_read", wording, findings.Severity.WARNING)


def _unknown_table(file: str, table: str) -> findings.Finding:
    ending = "" if file.endswith("]") else ".csv"
    near = get_close_matches(table, sorted(tables.BY_NAME), n=3, cutoff=findings.NEAR)
    valid = message("Valid tables: {tables}.", tables=", ".join(sorted(tables.BY_NAME)))
    nearest = findings.suggest_names([f"{one}{ending}" for one in near])
    wording = sentences(message("No table has this name."), nearest or valid)
    return findings.Finding(file, "file.unknown_table", wording)


def file_names(path: Path) -> tuple[str, ...]:
    """Return the sorted names of the files in a folder, or the names in an archive.

    The result is empty for any other file, and for an archive that may not be unpacked.
    """
    if path.is_dir():
        return tuple(sorted(one.name for one in path.iterdir() if one.is_file()))
    if path.suffix.lower() != ".zip":
        return ()
    try:
        with archive.open_archive(path, COMMAND_LINE) as packed:
            return tuple(file.name for file in archive.archive_files(packed))
    except headers.NotReadable:
        return ()


def unread_kinds(names: Iterable[str]) -> Iterator[findings.Finding]:
    """Yield a warning for each name whose kind may hold records but is not read.

    Hidden files and the lock files of Office (`~$`) get none.
    """
    for name in names:
        what = workbooks.OTHERS.get(_file_suffix(name))
        if what is not None and not name.startswith((".", "~$")):
            yield _ignored_finding(name, sentences(what, IGNORED, workbooks.SAVE_AS))


def unread_in_archive(path: Path) -> Iterator[findings.Finding]:
    """Yield the warnings of `unread_kinds` for the files of an archive.

    Workbooks and Parquet files get one too: they are not read from inside an archive. A path that
    is not an archive gives nothing.
    """
    for name in file_names(path) if path.suffix.lower() == ".zip" else ():
        if _file_suffix(name) in ALONE:
            wording = message(
                "This file cannot be read from inside an archive. Send it alone, or as CSV UTF-8."
            )
            yield _ignored_finding(name, wording)
        yield from unread_kinds((name,))


def _ignored_finding(name: str, wording: str) -> findings.Finding:
    return findings.Finding(name, PASSED_OVER, wording, findings.Severity.WARNING)


def _file_suffix(name: str) -> str:
    return PurePosixPath(name.lower()).suffix
