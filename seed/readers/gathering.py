"""The files of a submission, taken one by one: tables, manifest, and what is not read."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

import polars as pl

from schemas import columns, findings, tables
from seed.readers import (
    archive,
    cell_length,
    csv_header,
    csv_text,
    decoded,
    look_over,
    manifest,
    parquet_text,
    sheet_text,
)
from seed.readers import workbook as workbooks
from seed.readers.limits import Limits
from seed.readers.look_over import File
from seed.submission import Manifest, TextTable

# What `template` writes beside the tables, to be read by people.
FOR_PEOPLE = {"data_dictionary.csv", "data_dictionary.html"}
SHEETS_FOR_PEOPLE = {"read me", "codes"}
SUBMISSION_SHEET = "submission"
# What the key cells of a row begin with that shows how to fill a table.
EXAMPLE = "EXAMPLE"
EXAMPLE_LEFT_OUT = "file.example"
OTHER_TABLES = {".json", ".tsv", ".zip", ".xlsx", ".parquet", *workbooks.OTHERS}


@dataclass
class Gathered:
    """What was read so far; `hashes` holds each file's name and the hash of its bytes."""

    limits: Limits
    manifest: Manifest = field(default_factory=Manifest)
    texts: dict[str, TextTable] = field(default_factory=dict)
    hashes: list[tuple[str, str]] = field(default_factory=list)
    faults: list[findings.Finding] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    looked_over: list[File] = field(default_factory=list)

    @property
    def left(self) -> Limits:
        """What is left of the limits beside the tables that are held already."""
        return self.limits.beside(decoded.held(text.frame for text in self.texts.values()))


def take(file: File, gathered: Gathered) -> None:
    """Add one file to what was read."""
    name = file.name.lower()
    if name.startswith((".", "~$")) or name in FOR_PEOPLE:
        return
    if file.suffix == ".csv" or name == manifest.FILE:
        _take_once(replace(file, name=name), gathered)
    elif file.suffix in (".xlsx", ".parquet") and file.path is not None:
        _take_once(file, gathered)
    else:
        gathered.faults.append(_not_read(file))


def _take_once(file: File, gathered: Gathered) -> None:
    if file.name.lower() in gathered.seen:
        wording = "the archive has this file twice. Keep one of them."
        gathered.faults.append(findings.Finding(file.name, "zip.twice", wording))
        return
    gathered.seen.add(file.name.lower())
    takers = {".csv": _take_csv, ".toml": _take_manifest, ".xlsx": _take_workbook}
    try:
        takers.get(file.suffix, _take_parquet)(file, gathered)
    except look_over.Changed:
        gathered.faults.append(look_over.written_meanwhile(file.name))
    except archive.DAMAGED:
        gathered.faults.append(archive.damaged(file.name, file.name))


def _take_csv(file: File, gathered: Gathered) -> None:
    table = file.name.removesuffix(".csv")
    if table not in tables.BY_NAME:
        gathered.faults.append(_unknown_table(file.name, table))
        return
    dialect = csv_text.Dialect(gathered.manifest.delimiter)
    text, faults = csv_text.read_file(file, table=table, dialect=dialect, limits=gathered.left)
    gathered.faults += faults
    if text is not None:
        gathered.hashes.append((file.name, text.sha256))
        if not _add(text, gathered):
            gathered.faults.append(csv_header.no_rows(file.name))


def _take_manifest(file: File, gathered: Gathered) -> None:
    data = file.read() if file.size <= manifest.MOST_BYTES else b"\0"
    gathered.hashes.append((file.name, hashlib.sha256(data).hexdigest()))
    _say(*manifest.parse(data), file.name, gathered)


def _take_parquet(file: File, gathered: Gathered) -> None:
    table = file.name.lower().removesuffix(".parquet")
    if ".parquet" not in gathered.limits.formats:
        gathered.faults.append(parquet_text.not_accepted(file.name))
        return
    if table not in tables.BY_NAME:
        gathered.faults.append(_unknown_table(file.name, table))
        return
    text, faults = parquet_text.read(file, table=table, limits=gathered.left)
    gathered.faults += faults
    if text is not None:
        gathered.hashes.append((file.name.lower(), text.sha256))
        _add(text, gathered)


def _take_workbook(file: File, gathered: Gathered) -> None:
    opened = workbooks.opened(file, gathered.left)
    gathered.faults += opened.faults
    digest = opened.sha256
    gathered.hashes.append((file.name.lower(), digest))
    before, tables_before = len(gathered.faults), len(gathered.texts)
    for sheet in opened.sheets:
        _take_sheet(sheet_text.Place(opened, sheet), digest, gathered)
    # Of a template that stays as it was there is nothing to say.
    filled = len(gathered.texts) > tables_before
    faults = list(_with_one_example(gathered.faults[before:], file.name))
    gathered.faults[before:] = [f for f in faults if filled or f.rule != EXAMPLE_LEFT_OUT]


def _with_one_example(faults: list[findings.Finding], file: str) -> Iterator[findings.Finding]:
    """The findings, those on the examples of a template's many sheets as one."""
    examples = [fault for fault in faults if fault.rule == EXAMPLE_LEFT_OUT]
    yield from (fault for fault in faults if fault.rule != EXAMPLE_LEFT_OUT)
    if examples:
        wording = f"the example rows of {len(examples)} sheets were left out."
        yield replace(examples[0], file=file, wording=wording, occurrences=len(examples))


def _take_sheet(place: sheet_text.Place, digest: str, gathered: Gathered) -> None:
    name = place.sheet.name.strip().lower()
    limits = gathered.left
    scan = sheet_text.look(place, limits)
    if isinstance(scan, findings.Finding):
        gathered.faults.append(scan)
        return
    faults = [
        fault
        for fault in sheet_text.faults(scan, place, limits)
        if name not in SHEETS_FOR_PEOPLE or fault.rule != "xlsx.merged"
    ]
    if place.sheet.hidden and scan.cells:
        wording = "the sheet is hidden and has cells. Show it, or delete it."
        faults.append(findings.Finding(place.file, "xlsx.hidden_sheet", wording))
    gathered.faults += faults
    if findings.errors(faults) or not scan.last_row or name in SHEETS_FOR_PEOPLE:
        return
    if name != SUBMISSION_SHEET and name not in tables.BY_NAME:
        gathered.faults.append(_unknown_sheet(place.file, name))
        return
    # The meaning of each key, beside it, may be long.
    longest = {SUBMISSION_SHEET: cell_length.MOST_OF_EXPORT}.get(name, gathered.limits.most_cell)
    asked = sheet_text.Asked(csv_text.STANDARD, longest, _without_dates(name))
    frame, unread, _ = sheet_text.text(scan, place, asked)
    gathered.faults += unread
    if frame is None:
        return
    if name == SUBMISSION_SHEET:
        _say(*manifest.of_sheet(frame, place.file), place.file, gathered)
    elif not frame.is_empty():
        # A sheet of the example alone was not filled.
        _add(TextTable(place.file, name, frame, digest), gathered)


def _without_dates(table: str) -> frozenset[str]:
    """The columns of the table in which a date would pass for an id or a label."""
    known = tables.BY_NAME.get(table)
    return frozenset(
        column.name
        for column in (() if known is None else tables.sent_columns(known))
        if columns.field_of(column).kind in (columns.Kind.ID, columns.Kind.LABEL)
    )


def _say(
    stated: Manifest, faults: tuple[findings.Finding, ...], file: str, gathered: Gathered
) -> None:
    gathered.faults += faults
    if stated != Manifest() and gathered.manifest != Manifest():
        wording = "a file and a sheet say what the submission is. Keep one of them."
        gathered.faults.append(findings.Finding(file, "manifest.twice", wording))
    elif stated != Manifest():
        gathered.manifest = stated


def _add(text: TextTable, gathered: Gathered) -> bool:
    """Add the table, columns as the record model names them; no, where it has but the example."""
    text, faults = _with_normal_names(text)
    named, examples = _without_example(text)
    gathered.faults += [*faults, *examples]
    if named.frame.is_empty():
        return False
    if named.table in gathered.texts:
        wording = f"{named.table} is there twice. Keep one of them."
        gathered.faults.append(findings.Finding(named.file, "file.twice", wording))
    else:
        gathered.texts[named.table] = named
    return True


def _with_normal_names(text: TextTable) -> tuple[TextTable, tuple[findings.Finding, ...]]:
    normal = {name: csv_header.normalised(name) for name in text.frame.columns}
    changed = {name: same for name, same in normal.items() if name != same}
    if not changed:
        return text, ()
    # A name that is no column of the table may be a value where the header is missing.
    known = [column.name for column in tables.sent_columns(tables.BY_NAME[text.table])]
    shown = [name for name in known if name in changed.values()]
    if not shown:
        return replace(text, frame=text.frame.rename(changed)), ()
    wording = f"names were taken in lower case, without blanks around them: {', '.join(shown)}."
    warning = findings.Finding(text.file, "header.normalised", wording, findings.Severity.WARNING)
    return replace(text, frame=text.frame.rename(changed)), (warning,)


def _without_example(text: TextTable) -> tuple[TextTable, tuple[findings.Finding, ...]]:
    keys = [name for name in _first_columns(text.table) if name in text.frame.columns]
    if not keys:
        return text, ()
    marked = text.frame.select(
        pl.any_horizontal(pl.col(keys).str.starts_with(EXAMPLE)).fill_null(value=False)
    ).to_series()
    if not marked.any():
        return text, ()
    rows = text.frame.filter(marked)[csv_header.ROW]
    wording = "the row is the example of the template; it was left out."
    warning = findings.Finding(
        text.file,
        EXAMPLE_LEFT_OUT,
        wording,
        findings.Severity.WARNING,
        row=int(rows.item(0)),
        occurrences=rows.len(),
    )
    return replace(text, frame=text.frame.filter(~marked)), (warning,)


def _first_columns(table: str) -> Iterator[str]:
    """The columns by which an example is known: the key, and the first."""
    yield tables.sent_columns(tables.BY_NAME[table])[0].name
    yield from (name for name in tables.key_of(tables.BY_NAME[table]))


def _not_read(file: File) -> findings.Finding:
    if file.suffix in workbooks.OTHERS:
        wording = f"this is {workbooks.OTHERS[file.suffix]}. {workbooks.SAVE_AS}"
        return findings.Finding(file.name, "xlsx.kind", wording)
    if file.suffix in OTHER_TABLES:
        wording = "it is not read here: a submission is CSV files, packed or not, or one .xlsx"
        wording += " workbook. Save each table as CSV UTF-8; a mapping reads other exports."
        return findings.Finding(file.name, "file.not_csv", wording)
    wording = "this file is not read: only tables and submission.toml are."
    return findings.Finding(file.name, "file.not_read", wording, findings.Severity.WARNING)


def _unknown_table(name: str, table: str) -> findings.Finding:
    near = get_close_matches(table, sorted(tables.BY_NAME), n=3)
    nearest = f" Nearest: {', '.join(f'{one}.csv' for one in near)}." if near else ""
    wording = f"no table has this name. Expected are {', '.join(sorted(tables.BY_NAME))}.{nearest}"
    return findings.Finding(name, "file.unknown_table", wording)


def _unknown_sheet(file: str, name: str) -> findings.Finding:
    near = get_close_matches(name, sorted(tables.BY_NAME), n=3)
    nearest = f" Nearest: {', '.join(near)}." if near else ""
    wording = (
        f"no table has the name of this sheet. Expected are {', '.join(sorted(tables.BY_NAME))}."
    )
    return findings.Finding(file, "file.unknown_table", f"{wording}{nearest}")
