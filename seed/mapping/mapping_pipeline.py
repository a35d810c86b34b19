"""Read an export of a source by its mapping profile, and return a submission to import.

This module finds and loads profiles, and runs the steps of a mapping in order.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl

from schemas import errors, findings
from schemas.language import message, messages, sentences
from seed import pseudonyms
from seed.mapping import compare_exports
from seed.mapping.doubtful_values import warn_of_doubtful_values
from seed.mapping.mapping_report import FileRead, MappingReport
from seed.mapping.not_collected import warn_of_unfilled
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import ROW, Profile
from seed.mapping.read_source import Source, read_source
from seed.mapping.row_mapping import MappedRows, map_rows
from seed.mapping.toml_reader import did_you_mean
from seed.readers import COMMAND_LINE, Limits, database
from seed.submission import Manifest, Submission, TextTable

# How many unused rows a report names.
FIRST_UNUSED = 5
NO_PROFILES: Mapping[str, str] = {}
SHIPPED = Path(__file__).parent / "profiles"


def shipped_profile_names() -> list[str]:
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def profile_title(name: str, text: str | None = None) -> str:
    """Return what a profile reads: its first comment, up to a colon, or "" without one.

    `text` is the profile; None reads the shipped profile with this name.
    """
    if text is None:
        text = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
    first = text.lstrip().partition("\n")[0]
    return first.lstrip("# ").partition(": ")[0].rstrip() if first.startswith("#") else ""


def load_profile(name_or_path: str, saved: Mapping[str, str] = NO_PROFILES) -> Profile:
    """Return the profile with this name, shipped or `saved` (name to text), or in this TOML file.

    Errors in it are in its `findings`. Raises UserError where there is no such profile.
    """
    if name_or_path in saved:
        return parse_profile_text(name_or_path, saved[name_or_path])
    path = _profile_path(name_or_path, saved)
    text = load_profile_text(name_or_path, saved)
    # Findings are stored, so they must not contain a path.
    called = "" if path.parent == SHIPPED else path.name
    return parse_profile_text(path.stem, text, file=path.name, called=called)


def load_profile_text(name_or_path: str, saved: Mapping[str, str] = NO_PROFILES) -> str:
    """Return the text that `load_profile` parses. Raises UserError without one in UTF-8."""
    if name_or_path in saved:
        return saved[name_or_path]
    path = _profile_path(name_or_path, saved)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise errors.UserError(
            "{file} is not text in UTF-8. Save it as UTF-8.", file=path.name
        ) from error


def _profile_path(name_or_path: str, saved: Mapping[str, str]) -> Path:
    """Return the path of a profile given by name or path. Raises UserError if there is none."""
    path = (
        SHIPPED / f"{name_or_path}.toml"
        if name_or_path in shipped_profile_names()
        else Path(name_or_path)
    )
    if not path.is_file():
        known = [*shipped_profile_names(), *saved]
        missing = message('Mapping "{name}" not found.', name=name_or_path)
        listed = message("Available mappings: {names}.", names=", ".join(known))
        raise errors.UserError(sentences(missing, did_you_mean(name_or_path, known) or listed))
    return path


def read_export(
    path: Path | None,
    profile: Profile,
    limits: Limits = COMMAND_LINE,
    *,
    key: str = "",
    extracted_on: date | None = None,
) -> Submission:
    """Return the submission that `profile` makes of an export, as text to import.

    `path` is a folder or the profile's one file, and None where the profile reads a database. Rows
    keep the numbers and file names of the source. `key` is for pseudonyms; "" takes it from the
    environment. `extracted_on` is the day of the export; None takes it from the profile. Errors in
    the profile or the files are in `findings`. Raises SubmissionUnreadable where nothing is at the
    path, DatabaseUnavailable where the database cannot be reached, and UserError, before reading,
    where a key is needed and missing.
    """
    where = _source_name(path, profile)
    if extracted_on is not None:
        profile = _with_day(profile, extracted_on)
    if findings.only_errors(profile.findings):
        return _build_submission(where, profile, Source(), faults=profile.findings)
    if profile.needs_key:
        key = key or pseudonyms.load_key()
    source = read_source(path, profile, limits)
    empty = _build_submission(where, profile, source, faults=source.findings)
    if findings.only_errors(source.findings):
        return empty
    return _fill_submission(empty, profile, source, key)


def _with_day(profile: Profile, day: date) -> Profile:
    """Return the profile with this extraction date.

    Its hash changes, so that an export with another day counts as other content.
    """
    if profile.source is not None:
        raise errors.UserError(
            "A database is always read as it is today. Leave the extraction date out."
        )
    digest = hashlib.sha256(f"{profile.sha256} {day}".encode()).hexdigest()
    statement = replace(profile.statement, extracted_on=day)
    return replace(profile, statement=statement, sha256=digest)


def _source_name(path: Path | None, profile: Profile) -> str:
    """Return the name of the source: its file or folder, or its database without credentials."""
    if profile.source is not None and path is not None:
        raise errors.SubmissionUnreadable(
            "The mapping [{name}] reads a database, not a file. Import it on the command line,"
            " without a path: import --mapping NAME.",
            name=profile.name,
        )
    if path is None:
        if profile.source is None and not findings.only_errors(profile.findings):
            raise errors.SubmissionUnreadable(
                "The mapping [{name}] reads files. Name their folder, or the file.",
                name=profile.name,
            )
        return profile.name if profile.source is None else database.redacted_address(profile.source)
    if not path.exists():
        raise errors.SubmissionUnreadable(
            "File or folder not found: [{name}]. Name the folder or the file of the export.",
            name=path.name,
        )
    return path.resolve().name


def _build_submission(
    where: str, profile: Profile, source: Source, *, faults: tuple[findings.Finding, ...]
) -> Submission:
    statement = profile.statement
    content = [*sorted((t.file, t.sha256) for t in source.tables.values()), profile.sha256]
    is_present = profile.source is not None
    today = datetime.now().astimezone().date() if is_present else None
    return Submission(
        source=where,
        manifest=Manifest(
            jurisdiction=statement.jurisdiction,
            office_id=statement.office_id,
            extracted_on=statement.extracted_on or today,
            period_from=statement.period_from,
            period_to=statement.period_to,
            dates=statement.dates,
            note=statement.note,
        ),
        texts=(),
        # The profile's own text holds the manifest.
        content_hash=hashlib.sha256(repr(content).encode()).hexdigest(),
        findings=faults,
        not_read=source.not_read,
        mapping=profile.name,
        implied=frozenset(
            f"{rule.table}.{column.target}"
            for rule in profile.tables
            for column in rule.columns.values()
            if column.missing_ok
        ),
        is_present=is_present,
        ids_by_row=statement.ids == "by_row",
    )


def _fill_submission(empty: Submission, written: Profile, source: Source, key: str) -> Submission:
    """Map the rows of all tables, and add them with their findings and report to a submission."""
    profile = source.profile or written
    pairs: list[tuple[TextTable, MappedRows]] = []
    for rule in profile.tables:
        table = source.tables[rule.file]
        rows = map_rows(rule, table, profile.statement.jurisdiction or "", key)
        pairs.append((TextTable(table.file, rule.table, rows.frame, table.sha256), rows))
    texts = (*_stated_rows(profile), *_join_texts(text for text, _ in pairs))
    report = _build_report(profile, source, [rows for _, rows in pairs])
    report = replace(report, lacks_day=empty.manifest.extracted_on is None)
    if profile.shape is None:
        report = replace(report, to_accept=compare_exports.accept_command(profile, empty.source))
    faults = (finding for _, rows in pairs for finding in rows.findings)
    held = list(compare_exports.compare_with_shape(written, profile, source, report, empty.source))
    # The finding on a new word also covers the rows that it leaves out.
    is_told = any(one.rule == compare_exports.NEW_WORD for one in findings.only_errors(held))
    return replace(
        empty,
        texts=texts,
        findings=(
            *empty.findings,
            *profile.warnings,
            *faults,
            *warn_of_unfilled(profile),
            *held,
            *warn_of_doubtful_values(profile, source.tables),
            *(() if is_told else _warn_of_unused(report)),
        ),
        unmapped=tuple(rows.unmapped for _, rows in pairs if rows.made.refused),
        mapped=report,
        shape=compare_exports.describe_export(written, profile, source, report),
    )


def _build_report(
    profile: Profile, source: Source, mapped_tables: list[MappedRows]
) -> MappingReport:
    """Return the report on which rows were read, made, refused and left out."""
    used: dict[str, list[pl.Series]] = {}
    for rule, rows in zip(profile.tables, mapped_tables, strict=True):
        # Rows of a SELECT count as rows of the file that they come from.
        used.setdefault(profile.root(rule.file), []).append(rows.used)
    files: list[FileRead] = []
    for file in profile.own_files:
        table = source.tables[file.name]
        numbers = table.frame[ROW]
        # A file that only serves SELECTs for lookups has no unused rows.
        into = pl.concat(used[file.name]) if file.name in used else numbers
        unused = numbers.filter(~numbers.is_in(into.implode()))
        first = tuple(unused[:FIRST_UNUSED])
        files.append(FileRead(table.file, numbers.len(), len(table.names), unused.len(), first))
    return MappingReport(
        profile.name,
        tuple(files),
        tuple(rows.made for rows in mapped_tables),
        tuple(missed for rows in mapped_tables for missed in rows.not_mapped),
        source.not_read,
    )


def _warn_of_unused(report: MappingReport) -> Iterator[findings.Finding]:
    """Yield an error if no row was made at all, and a warning per file with unused rows."""
    rows_made = sum(table.rows + table.refused for table in report.tables)
    if report.tables and not rows_made:
        wording = message("The mapping makes no row of this export. Check its conditions.")
        yield findings.Finding(report.files[0].file, "mapping.no_rows", wording)
    for file in report.files:
        if file.unused:
            numbers = ", ".join(map(str, file.first_unused))
            wording = sentences(
                messages(
                    "Nothing is made of {count} row: {rows}.",
                    "Nothing is made of {count} rows: {rows}.",
                    file.unused,
                    rows=f"{numbers}, …" if file.unused > len(file.first_unused) else numbers,
                ),
                message(
                    "Check that this is right. The report shows by table which condition leaves"
                    " rows out."
                ),
            )
            yield findings.Finding(
                file.file,
                "mapping.unused_rows",
                wording,
                findings.Severity.WARNING,
                row=file.first_unused[0],
                occurrences=file.unused,
            )


def _join_texts(tables: Iterable[TextTable]) -> Iterator[TextTable]:
    """Yield one TextTable per table and file: several rules may fill a table from one file."""
    together: dict[tuple[str, str], list[TextTable]] = {}
    for table in tables:
        together.setdefault((table.table, table.file), []).append(table)
    for first, *others in together.values():
        frames = [first.frame, *(other.frame for other in others)]
        yield replace(first, frame=pl.concat(frames, how="diagonal"))


def _stated_rows(profile: Profile) -> Iterator[TextTable]:
    """Yield the rows that the profile itself states, with its name and lines as their origin."""
    every = (*profile.rows, *profile.coverage)
    for table in dict.fromkeys(row.table for row in every):
        rows = [row for row in every if row.table == table]
        columns = dict.fromkeys(key for row in rows for key in row.values)
        frame = pl.DataFrame(
            {ROW: [row.line for row in rows]}
            | {column: [row.values.get(column) for row in rows] for column in columns},
            schema={ROW: pl.Int32} | dict.fromkeys(columns, pl.String),
        )
        yield TextTable(profile.file, table, frame, profile.sha256)
