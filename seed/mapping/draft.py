"""A first profile for a source that nobody has mapped: its columns, their looks, a guess."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from schemas import errors, findings
from seed.gate import id_words, ids, name_columns
from seed.mapping import guesses, heads
from seed.mapping.chosen import Chosen
from seed.mapping.contents import contents
from seed.mapping.drafted import Beginning, DraftColumn, DraftFile
from seed.mapping.heads import NO_HEADS, Head
from seed.mapping.looks import Looks, look_of
from seed.mapping.profile import SourceFile
from seed.mapping.report import Values
from seed.mapping.sources import ROW, cleaned, layout_of
from seed.mapping.start import chosen_of
from seed.mapping.writing import profile_text
from seed.readers import COMMAND_LINE, Limits, first_rows, read_export

Finding = findings.Finding

OF_PERSONS = frozenset({"person_id", "victim_id"})
# A column of ids of which more are words than that holds names.
MOSTLY = 0.5
# Words that stand for no value, where a source has them; NA alone may be Namibia.
MISSING = ("NA", "N/A", "n/a", "NULL", "null", "None", "-", "--", "?", ".")


@dataclass(frozen=True)
class Draft:
    """All that is guessed of a source; `findings`: why a file is not read, and what was renamed.

    `beginnings` are those of all its files, also of those that are not read.
    """

    name: str
    files: tuple[DraftFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    beginnings: tuple[Beginning, ...] = ()

    @property
    def chosen(self) -> Chosen:
        """The suggestions as a choice, to begin with; a person goes on from here."""
        return chosen_of(self.name, self.files)

    @property
    def toml(self) -> str:
        """The profile with comments for whoever goes on; `parse` says what is still to fill."""
        return profile_text(self.chosen)


def draft(
    path: Path,
    limits: Limits = COMMAND_LINE,
    *,
    told: Mapping[str, Head] = NO_HEADS,
    otherwise: Head | None = None,
) -> Draft:
    """What is at `path`: a csv, xlsx, json, parquet or zip file, or a folder of such.

    Where the names of the columns stand is looked for, unless it is `told` of the file's label, or
    `otherwise` of all other files. Raises SubmissionUnreadable where nothing is there.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Name the folder or the file of the export."
        )
    sources, findings = contents(path, limits)
    files: list[DraftFile] = []
    beginnings: list[Beginning] = []
    for source in sources:
        rows = first_rows(path, file=source.file, layout=layout_of(source), limits=limits)
        head = told.get(source.name, otherwise) or heads.found(rows)
        source = replace(source, header_rows=head.rows, skip_rows=head.skipped)
        if source.name not in told and otherwise is None:
            findings = (*findings, *_head_told(source.file, heads.sentence(head, rows)))
        beginnings += [Beginning(source, rows)] if rows else []
        table, faults = read_export(
            path, file=source.file, table=source.name, layout=layout_of(source), limits=limits
        )
        findings = (*findings, *faults)
        if table is not None:
            files.append(replace(_drafted(source, table.frame), numbers=table.numbers))
    if not sources and not findings:
        wording = "nothing here can be read. Expected is a csv, xlsx, json, parquet or zip file."
        findings = (Finding(path.name, "mapping.nothing", wording),)
    return Draft(path.resolve().name, tuple(files), findings, tuple(beginnings))


def _head_told(file: str, sentence: str) -> Iterator[Finding]:
    """That names were not looked for in the first row, and what to do if they stand elsewhere."""
    if sentence:
        wording = f"{sentence} If they stand elsewhere, say the row."
        yield Finding(file, "mapping.header_row", wording, findings.Severity.WARNING)


def _drafted(source: SourceFile, frame: pl.DataFrame) -> DraftFile:
    source = replace(source, missing=tuple(_missing_words(frame)))
    known = cleaned(source, frame).drop(ROW)
    columns = tuple(_column(name, known[name]) for name in known.columns)
    return DraftFile(source, frame.height, columns)


def _missing_words(frame: pl.DataFrame) -> Iterator[str]:
    cells = frame.select(pl.col(pl.String).str.strip_chars())
    for word in MISSING:
        holding = sum(cells.select((pl.all() == word).any()).row(0))
        if holding > 1 or (holding and word != MISSING[0]):
            yield word


def _column(name: str, cells: pl.Series) -> DraftColumn:
    look = look_of(name, cells)
    known = cells.drop_nulls()
    if name_columns.is_one(name):
        # Names are not shown either, however often they stand there.
        look = replace(look, values=Values(hidden=look.values.cells))
    likely = guesses.targets(name, look)
    if look.looks is Looks.ID and id_words.words(known).sum() > MOSTLY * known.len():
        # Under whatever heading: two persons of one name would become one.
        likely = {of: score for of, score in likely.items() if of[1] not in OF_PERSONS}
    return DraftColumn(
        name,
        look.looks,
        known.len(),
        known.n_unique(),
        look.values,
        look.date,
        look.number,
        tuple(likely),
        tuple(likely.values()),
        is_code=ids.is_code(known),
    )
