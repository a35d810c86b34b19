"""Draft a first profile for a source that has none: for files, folders and databases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from schemas import errors, findings
from schemas.language import Message, marked, message, sentences
from seed.mapping import draft_selects, guess_columns, source_layout, sql_engine, sql_process
from seed.mapping.column_profiles import (
    FileProfile,
    FirstRowsOfFile,
    find_missing_words,
    profile_file,
)
from seed.mapping.compared_words import find_compared
from seed.mapping.draft_selects import SharedId
from seed.mapping.draft_tables import draft_profile, likeliest_table, write_one_row_selects
from seed.mapping.parse_profile import matches_pattern
from seed.mapping.profile_model import FIELDS, FileShape, KeptWords, Profile, Shape, SourceFile
from seed.mapping.profile_toml import profile_text
from seed.mapping.read_source import build_layout
from seed.mapping.shown_values import collect_words
from seed.mapping.source_layout import NO_HEADER_ROWS, HeaderRows, list_source_tables
from seed.mapping.source_table import clean_cells, find_identical_rows
from seed.readers import COMMAND_LINE, Limits, SheetCache, database, first_rows, read_export

Finding = findings.Finding
# Scores for an id that files share: higher than for a column name, highest for table `cases`.
SURE, SURE_OF_CASE = 1.5, 4.0
# How many rows of a database table are examined, and how many tables are drafted.
MOST_ROWS, MOST_TABLES = 10_000, 40
Guessed = Iterator[tuple[SourceFile, Finding | None]]


@dataclass(frozen=True)
class Draft:
    """The guesses about a source; `findings` say what was not read, or is only a guess.

    `first_rows` are of all files, also of unreadable ones. `said` is how the user arranged the
    files; None where this was guessed. `source` is the address of a database.
    """

    name: str
    files: tuple[FileProfile, ...] = ()
    findings: tuple[Finding, ...] = ()
    first_rows: tuple[FirstRowsOfFile, ...] = ()
    said: tuple[SourceFile, ...] | None = None
    source: str | None = None

    @property
    def chosen(self) -> Profile:
        """Return the suggestions as a profile, for the user to start from."""
        return draft_profile(self.name, self.files, self.source)

    @property
    def toml(self) -> str:
        """Return the profile as TOML with comments. `parse` then says what is still missing."""
        return profile_text(self.chosen)


@dataclass(frozen=True)
class ReadTable:
    """A file or database table of the source, with the rows that were read, as text."""

    file: SourceFile
    frame: pl.DataFrame


NOT_FOUND = marked("File or folder not found: [{name}]. Name the folder or the file of the export.")


def draft_from_path(
    path: Path,
    limits: Limits = COMMAND_LINE,
    *,
    told: Mapping[str, HeaderRows] = NO_HEADER_ROWS,
    otherwise: HeaderRows | None = None,
    arranged: Sequence[SourceFile] | None = None,
) -> Draft:
    """Draft a profile for `path`: a csv, xlsx, json, parquet or zip file, or a folder of them.

    Header rows are found automatically, unless `told` has them by the file's label; `otherwise` has
    those of all other files. The arrangement of rows is guessed, unless `arranged` has the files,
    with their words for missing, and the SELECTs over them. Raises SubmissionUnreadable where
    nothing is at the path.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(NOT_FOUND, name=path.name)
    sources, found = list_source_tables(path, limits)
    said = list(found)
    tables: dict[str, ReadTable] = {}
    beginnings: list[FirstRowsOfFile] = []
    cache = SheetCache()
    for source, head in _label_files(sources, arranged or ()):
        layout = build_layout(source)
        rows = first_rows(path, file=source.file, layout=layout, limits=limits, cache=cache)
        if (head := told.get(source.name, head or otherwise)) is None:
            head = source_layout.find_header_rows(rows)
            if words := source_layout.describe_header_rows(head, rows):
                wording = sentences(words, message("If they are in another row, say which one."))
                said.append(_draft_warning(source.file, "mapping.header_row", wording))
        source = replace(source, header_rows=head.rows, skip_rows=head.skipped)
        beginnings += [FirstRowsOfFile(source, rows)] if rows else []
        table, faults = read_export(
            path,
            file=source.file,
            table=source.name,
            layout=build_layout(source),
            limits=limits,
            cache=cache,
        )
        said += faults
        if table is not None:
            said += find_identical_rows(source.file, table.frame)
            tables[source.name] = ReadTable(source, table.frame)
    if not sources and not findings.only_errors(tuple(said)):
        wording = message("No file can be read here. Use a csv, xlsx, json, parquet or zip file.")
        said.append(Finding(path.name, "mapping.nothing", wording))
    files, guessed = draft_files(tables, arranged, limits)
    arranged = None if arranged is None else tuple(arranged)
    return Draft(path.resolve().name, files, (*said, *guessed), tuple(beginnings), said=arranged)


def _label_files(
    sources: Iterable[SourceFile], given: Sequence[SourceFile]
) -> Iterator[tuple[SourceFile, HeaderRows | None]]:
    """Yield each file with its name and header rows in `given`; else with a free name and None."""
    taken = {one.name for one in given}
    for source in sources:
        own = [one for one in given if not one.select and matches_pattern(one.file, source.file)]
        place = (source.sheet, source.records)
        exact = [one for one in own if (one.sheet, one.records) == place]
        meant = next(iter(exact or own), None)
        name = draft_selects.free_name(source.name, taken) if meant is None else meant.name
        taken.add(name)
        head = None if meant is None else HeaderRows(meant.header_rows, meant.skip_rows)
        yield replace(source, name=name), head


def draft_files(
    tables: Mapping[str, ReadTable], arranged: Sequence[SourceFile] | None, limits: Limits
) -> tuple[tuple[FileProfile, ...], tuple[Finding, ...]]:
    """Return the profiles of files and of SELECTs over them, and findings on guesses.

    With `arranged` its SELECTs are run; with None SELECTs are guessed.
    """
    given = {file.name: file for file in arranged or ()}
    frames: dict[str, pl.DataFrame] = {}
    files: dict[str, FileProfile] = {}
    for name, table in tables.items():
        words = given[name].missing if name in given else tuple(find_missing_words(table.frame))
        frames[name] = clean_cells(table.frame, words)
        found = profile_file(replace(table.file, missing=words), frames[name])
        files[name] = guess_columns.with_suggestions(found)
    shared = [*draft_selects.find_shared_ids([*files.values()], frames)]
    said = [_mark_case_id(files, one) for one in shared if one.is_case]
    if arranged is not None:
        selects = [file for file in arranged if file.select]
        said += draft_selects.run_selects(selects, files, frames, limits, sql_process.evaluate)
        return tuple(files.values()), _without_repetition(said)
    joins = [one for one in shared if not one.is_case]
    for guess in (partial(_guess_joins, shared=joins), _guess_groups, _guess_first_rows):
        guessed = [*guess(files)]
        said += [finding for _, finding in guessed if finding is not None]
        # The program wrote this SQL itself, so it needs no child process.
        selects = [file for file, _ in guessed]
        said += draft_selects.run_selects(selects, files, frames, limits, sql_engine.evaluate)
    return tuple(files.values()), _without_repetition(said)


def _without_repetition(said: Iterable[Finding]) -> tuple[Finding, ...]:
    # A SELECT over another one runs it again, with the same findings.
    return tuple(dict.fromkeys(said))


def _mark_case_id(files: dict[str, FileProfile], shared: SharedId) -> Finding:
    """Mark an id that two files share as case id, in the file of cases and in the other one."""

    def suggest(file: FileProfile, key: str, scores: Mapping[str, float]) -> FileProfile:
        likely = {(table, "case_id"): score for table, score in scores.items()}
        columns = (replace(c, suggestions=likely) if c.name == key else c for c in file.columns)
        return replace(file, columns=tuple(columns))

    here, there = files[shared.file], files[shared.other]
    of_cases = [table for table in FIELDS if "case_id" in FIELDS[table] and table != "cases"]
    files[shared.file] = suggest(here, shared.key, {"cases": SURE_OF_CASE})
    there = suggest(there, shared.other_key, dict.fromkeys(of_cases, SURE))
    files[shared.other] = replace(there, not_of=there.not_of | {"cases"})
    wording = message(
        "Each [{key}] occurs once here and in several rows of {file}, so it is read as the id"
        " of a case.",
        key=shared.key,
        file=there.file.file,
    )
    return _guess_warning(here.file.file, wording)


def _guess_joins(files: Mapping[str, FileProfile], shared: Iterable[SharedId]) -> Guessed:
    """Yield a SELECT for each two files that share an id and seem to fill the same table.

    Files that have most columns in common are lists of different times, and are not joined.
    """
    tables = {name: likeliest_table(one.columns, name, one.not_of) for name, one in files.items()}
    joined: set[str] = set()
    widest_first = sorted(shared, key=lambda one: -len(files[one.file].names))
    for name, key, other, other_key, _ in widest_first:
        here, there = tables[name], tables[other]
        if here is None or there is None or here[0] != there[0] or {name, other} & joined:
            continue
        if 2 * len({*files[name].names} & {*files[other].names}) > len(files[other].names):
            continue
        joined |= {name, other}
        text = draft_selects.select_joined(files[name], files[other], (key, other_key))
        label = draft_selects.free_name(f"{name}_with_{other}", files)
        wording = message(
            "[{key}] is read as [{other_key}] of {file}, and the two files are joined by it.",
            key=key,
            other_key=other_key,
            file=files[other].file.file,
        )
        yield SourceFile(label, "", select=text), _guess_warning(files[name].file.file, wording)


def _guess_groups(files: Mapping[str, FileProfile]) -> Guessed:
    """Yield SELECTs that turn repeated groups of columns into rows."""
    joins = [file.arrangement for file in files.values() if file.arrangement]
    read = {name for how in joins for name in (how.origin, *how.joined)}
    for name, file in files.items():
        groups = draft_selects.find_groups(file.names) if name not in read else None
        if groups is not None:
            label = draft_selects.free_name(f"{name}_groups", files)
            wording = message(
                "The columns {columns} are read as repeated groups. Each group becomes a row of"
                " {file}.",
                columns=", ".join(f"[{like}]" for like in groups.patterns),
                file=label,
            )
            text = draft_selects.write_group_select(name, groups)
            yield (
                SourceFile(label, "", select=text),
                _guess_warning(file.file.file or name, wording),
            )


def _guess_first_rows(files: Mapping[str, FileProfile]) -> Guessed:
    yield from ((file, None) for file in write_one_row_selects([*files.values()], files))


def _draft_warning(file: str, rule: str, wording: str) -> Finding:
    return Finding(file, rule, wording, findings.Severity.WARNING)


def _guess_warning(file: str, wording: Message) -> Finding:
    check = message("Check whether this is right.")
    return _draft_warning(file, "mapping.guessed", sentences(wording, check))


def draft_database(source: str) -> Draft:
    """Draft a profile for the tables of the database at an address, as for files.

    Raises UserError where the address is not valid or contains a password, and DatabaseUnavailable
    where the database cannot be reached.
    """
    if fault := database.address_fault(source):
        raise errors.UserError(fault)
    said: list[Finding] = []
    tables: dict[str, ReadTable] = {}
    shown = database.redacted_address(source)
    with database.open_database(source) as opened:
        names = opened.tables()
        asked = (
            SourceFile(name, name, asked=database.TableOrSelect(table=name, most=MOST_ROWS))
            for name in names[:MOST_TABLES]
        )
        for file in source_layout.with_labels(asked):
            table, faults = _first_rows(opened, file)
            said += faults
            if table is not None:
                tables[file.name] = table
    if not names:
        wording = message(
            "The user of the database sees no tables. Give it the right to read the tables that you"
            " need."
        )
        said.append(Finding(shown, "mapping.nothing", wording))
    elif len(names) > MOST_TABLES:
        wording = message(
            "There are {number:,} tables, and only the first {most} are drafted. Give the user of"
            " the database the right to read only the tables that you need, or write the others by"
            " hand.",
            number=len(names),
            most=MOST_TABLES,
        )
        said.append(_draft_warning(shown, "mapping.tables", wording))
    files, faults = draft_files(tables, None, COMMAND_LINE)
    return Draft(shown.rpartition("/")[2], files, (*said, *faults), source=source)


def _first_rows(
    opened: database.SourceDatabase, file: SourceFile
) -> tuple[ReadTable | None, tuple[Finding, ...]]:
    """Return the first rows of a table, without columns that cannot become text."""
    assert file.asked is not None, "Each is a table."
    left_out: set[str] = set()

    def wanted(names: Sequence[str]) -> list[str]:
        return [name for name in names if name not in left_out]

    rows, said = database.read_rows(opened, file.asked, file.file, COMMAND_LINE, wanted=wanted)
    if rows is None and (unread := {one.column for one in said if one.column}):
        left_out |= unread
        rows, _ = database.read_rows(opened, file.asked, file.file, COMMAND_LINE, wanted=wanted)
    # Only warnings: an unreadable table or column must not stop the draft.
    warnings = tuple(replace(one, severity=findings.Severity.WARNING) for one in said)
    if rows is None or rows.frame.is_empty():
        return None, warnings
    if rows.frame.height == MOST_ROWS:
        wording = message(
            "Only the first {rows:,} rows were checked. Other rows may differ.", rows=MOST_ROWS
        )
        warnings = (*warnings, _draft_warning(file.file, "mapping.first_rows", wording))
    return ReadTable(file, rows.frame), warnings


def draft_shape(profile: Profile, draft: Draft) -> Shape:
    """Return the shape of a drafted export, without `shares`: no rows were made of it yet."""
    columns = {one.file.name: one.names for one in draft.files}
    texts = {one.name: one.select for one in profile.files if one.select}
    asked = find_compared(profile, columns, texts)
    shapes = {}
    for file in draft.files:
        name, words = file.file.name, {}
        for column in file.columns:
            if (compared := asked.get((name, column.name))) is not None:
                found = collect_words(column.name, column.counts, compared.named)
                # Values of columns with names, or with very many values, are not counted.
                is_counted = bool(column.counts) or not column.filled
                words[column.name] = found if is_counted else KeptWords(frozenset(), are_all=False)
        if not file.file.select:
            shapes[name] = FileShape(tuple(file.names), words)
        elif words:
            shapes[name] = FileShape(words=words)
    return Shape(shapes)
