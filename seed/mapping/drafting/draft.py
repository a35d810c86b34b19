"""A first profile for a source that nobody has mapped: its columns, their looks, a guess."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from schemas import errors, findings
from seed.mapping.drafting import selects
from seed.mapping.drafting.chosen import Chosen
from seed.mapping.drafting.draft_files import (
    DraftFile,
    FirstRowsOfFile,
    draft_file,
    missing_words,
)
from seed.mapping.drafting.table_match import wanted_of
from seed.mapping.drafting.tables import chosen_of, one_row_each
from seed.mapping.drafting.writing import profile_text
from seed.mapping.language.file_names import fits
from seed.mapping.language.profile import SourceFile
from seed.mapping.language.targets import FIELDS
from seed.mapping.reading import heads
from seed.mapping.reading.contents import contents
from seed.mapping.reading.heads import NO_HEADS, Head
from seed.mapping.reading.identical import identical_rows
from seed.mapping.reading.of_files import layout_of
from seed.mapping.reading.source_table import cleaned
from seed.mapping.sql import engine, process
from seed.readers import COMMAND_LINE, KeptSheet, Limits, first_rows, read_export

Finding = findings.Finding
errors_of = findings.errors
# How sure an id is of a case that files share: surer than a name.
SURE, SURE_OF_CASE = 1.5, 4.0


@dataclass(frozen=True)
class Draft:
    """All that is guessed of a source; `findings`: why a file is not read, and what was renamed.

    `first_rows` are those of all its files, also of those that are not read. `source` is the
    address of the database, where it is one.
    """

    name: str
    files: tuple[DraftFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    first_rows: tuple[FirstRowsOfFile, ...] = ()
    # How the files were said to be arranged; None where it was guessed.
    said: tuple[SourceFile, ...] | None = None
    source: str | None = None

    @property
    def chosen(self) -> Chosen:
        """The suggestions as a choice, to begin with; a person goes on from here."""
        return chosen_of(self.name, self.files, self.source)

    @property
    def toml(self) -> str:
        """The profile with comments for whoever goes on; `parse` says what is still to fill."""
        return profile_text(self.chosen)


@dataclass(frozen=True)
class Table:
    """A file of the source as it was read; `numbers` are those of its columns."""

    file: SourceFile
    frame: pl.DataFrame
    numbers: tuple[int, ...] = ()


def draft(
    path: Path,
    limits: Limits = COMMAND_LINE,
    *,
    told: Mapping[str, Head] = NO_HEADS,
    otherwise: Head | None = None,
    arranged: Sequence[SourceFile] | None = None,
) -> Draft:
    """What is at `path`: a csv, xlsx, json, parquet or zip file, or a folder of such.

    Where the names of the columns stand is looked for, unless it is `told` of the file's label, or
    `otherwise` of all other files. How rows are arranged is guessed, unless files `arranged` say
    it: by their label which words are missing, and the SELECTs over them. Raises
    SubmissionUnreadable where nothing is there.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Name the folder or the file of the export."
        )
    sources, findings = contents(path, limits)
    tables: dict[str, Table] = {}
    beginnings: list[FirstRowsOfFile] = []
    kept = KeptSheet()
    for source in sources:
        source = _called(source, arranged or (), [*tables])
        rows = first_rows(
            path, file=source.file, layout=layout_of(source), limits=limits, kept=kept
        )
        head = _said_head(source, arranged or (), told) or otherwise or heads.found(rows)
        is_said = otherwise is not None or _said_head(source, arranged or (), told) is not None
        source = replace(source, header_rows=head.rows, skip_rows=head.skipped)
        if not is_said:
            findings = (*findings, *_head_told(source.file, heads.sentence(head, rows)))
        beginnings += [FirstRowsOfFile(source, rows)] if rows else []
        layout = layout_of(source)
        table, faults = read_export(
            path, file=source.file, table=source.name, layout=layout, limits=limits, kept=kept
        )
        findings = (*findings, *faults)
        if table is not None:
            findings = (*findings, *identical_rows(source.file, table.frame))
            tables[source.name] = Table(source, table.frame, table.numbers)
    if not sources and not errors_of(findings):
        wording = "nothing here can be read. Expected is a csv, xlsx, json, parquet or zip file."
        findings = (*findings, Finding(path.name, "mapping.nothing", wording))
    files, faults = draft_files(tables, arranged, limits)
    return Draft(
        path.resolve().name, files, (*findings, *faults), tuple(beginnings), said=_tuple(arranged)
    )


def _tuple(files: Sequence[SourceFile] | None) -> tuple[SourceFile, ...] | None:
    return None if files is None else tuple(files)


def _called(source: SourceFile, said: Sequence[SourceFile], taken: Collection[str]) -> SourceFile:
    """The file by the name that is said of it, which SQL knows it by; else by its own."""
    meant = _said_of(source, said)
    if meant is not None:
        return replace(source, name=meant.name)
    return replace(source, name=free_label(source.name, {*taken, *(one.name for one in said)}))


def _said_of(source: SourceFile, said: Sequence[SourceFile]) -> SourceFile | None:
    place = (source.sheet, source.records)
    own = [one for one in said if not one.select and fits(one.file, source.file)]
    exact = [one for one in own if (one.sheet, one.records) == place]
    return next(iter(exact or own), None)


def _said_head(
    source: SourceFile, said: Sequence[SourceFile], told: Mapping[str, Head]
) -> Head | None:
    """Where the names are said to stand."""
    if source.name in told:
        return told[source.name]
    meant = _said_of(source, said)
    return None if meant is None else Head(meant.header_rows, meant.skip_rows)


def _head_told(file: str, sentence: str) -> Iterator[Finding]:
    """That names were not looked for in the first row, and what to do if they stand elsewhere."""
    if sentence:
        wording = f"{sentence} If they stand elsewhere, say the row."
        yield Finding(file, "mapping.header_row", wording, findings.Severity.WARNING)


def draft_files(
    tables: Mapping[str, Table], arranged: Sequence[SourceFile] | None, limits: Limits
) -> tuple[tuple[DraftFile, ...], tuple[Finding, ...]]:
    """What is found in the files and in what SELECTs make of them, and what cannot be made.

    What is guessed is told too.
    """
    said = {file.name: file for file in arranged or ()}
    frames: dict[str, pl.DataFrame] = {}
    files: dict[str, DraftFile] = {}
    for name, table in tables.items():
        words = said[name].missing if name in said else tuple(missing_words(table.frame))
        source = replace(table.file, missing=words)
        frames[name] = cleaned(source, table.frame)
        files[name] = draft_file(source, frames[name], table.numbers)
    told = [*_with_shared_ids(files, frames)]
    if arranged is not None:
        asked = [file for file in arranged if file.select]
        told = [*selects.make(asked, files, frames, limits, process.evaluate)] if asked else []
        return tuple(files.values()), tuple(told)
    for guess in (_guessed_look_ups, _guessed_rows, _guessed_first_rows):
        if guessed := [*guess(files, frames)]:
            told += [one for _, one in guessed if one is not None]
            made = [file for file, _ in guessed]
            # The text is our own: there is nobody to be guarded against.
            told += selects.make(made, files, frames, limits, engine.evaluate)
    return tuple(files.values()), tuple(told)


Guessed = Iterator[tuple[SourceFile, Finding | None]]


def _with_shared_ids(
    files: dict[str, DraftFile], frames: Mapping[str, pl.DataFrame]
) -> Iterator[Finding]:
    """Let an id that files share name the case, where it is unique and where it comes again."""
    for name, key, other, again in [*selects.shared_ids([*files.values()], frames)]:
        files[name] = _naming(files[name], key, ["cases"])
        with_cases = [table for table in FIELDS if "case_id" in FIELDS[table] and table != "cases"]
        files[other] = replace(
            _naming(files[other], again, with_cases), not_of=files[other].not_of | {"cases"}
        )
        here, there = files[name].file.file, files[other].file.file
        wording = (
            f"[{key}] names one row each here, and several of {there}: it was taken for a case"
        )
        yield _guess(here, wording)


def _naming(file: DraftFile, key: str, tables: Sequence[str]) -> DraftFile:
    """The file, one of whose columns is surely the case's id."""
    suggestions = tuple((table, "case_id") for table in tables)
    scores = (SURE_OF_CASE if tables == ["cases"] else SURE,) * len(suggestions)
    columns = (
        replace(c, suggestions=suggestions, scores=scores) if c.name == key else c
        for c in file.columns
    )
    return replace(file, columns=tuple(columns))


def _guessed_look_ups(
    files: Mapping[str, DraftFile], frames: Mapping[str, pl.DataFrame]
) -> Guessed:
    """Per file what its table needs of others; two files do not look into each other.

    Of files that share a case each has its own tables.
    """
    own = [*files.values()]
    sharing = {
        pair
        for name, _, other, _ in selects.shared_ids(own, frames)
        for pair in ((name, other), (other, name))
    }
    looking: set[str] = set()
    for name, wanted in wanted_of(own):
        for other in own:
            columns = wanted.get(other.file.name, ())
            if (
                not columns
                or (name, other.file.name) in sharing
                or {name, other.file.name} & looking
            ):
                continue
            key = selects.key_between(files[name], other, frames)
            columns = [one for one in columns if key is not None and one != key[1]]
            if key is None or not columns:
                continue
            looking |= {name, other.file.name}
            label = free_label(f"{name}_with_{other.file.name}", files)
            text = selects.select_looked_up(name, other.file.name, *key, columns, files[name].names)
            there, listed = other.file.file, ", ".join(columns)
            wording = f"[{key[0]}] was taken for [{key[1]}] of {there}, where {listed} is looked up"
            yield SourceFile(label, "", select=text), _guess(files[name].file.file, wording)


def _guessed_rows(files: Mapping[str, DraftFile], frames: Mapping[str, pl.DataFrame]) -> Guessed:
    """Groups of columns that come again, and amounts in text: a row each."""
    looking = {file.arrangement.origin for file in files.values() if file.arrangement}
    for name, file in files.items():
        if name in looking:
            continue
        if (groups := selects.repeated(file.names)) is not None:
            label = free_label(f"{name}_groups", files)
            listed = ", ".join(f"[{like}]" for like in groups.patterns)
            wording = (
                f"the columns {listed} were taken for groups that come again: a row each in {label}"
            )
            text = selects.select_groups(name, groups)
            yield SourceFile(label, "", select=text), _guess(file.file.file or name, wording)
        if (amounts := selects.select_amounts(file, frames[name])) is not None:
            column, text = amounts
            label = free_label(f"{name}_amounts", files)
            wording = (
                f"the cells of [{column}] were taken for amounts with their currencies: a row each"
                f" in {label}"
            )
            yield SourceFile(label, "", select=text), _guess(file.file.file or name, wording)


def _guessed_first_rows(
    files: Mapping[str, DraftFile], frames: Mapping[str, pl.DataFrame]
) -> Guessed:
    """Cases and offices that are named in several rows: one row each."""
    yield from ((file, None) for file in one_row_each([*files.values()], frames))


def free_label(name: str, taken: Collection[str]) -> str:
    """A name for a file that no other has."""
    while name in taken:
        name += "_"
    return name


def _guess(file: str, wording: str) -> Finding:
    wording = f"{wording}. Look whether that is so."
    return Finding(file, "mapping.guessed", wording, findings.Severity.WARNING)
