"""A first profile for a source that nobody has mapped: its columns, their looks, a guess."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schemas import errors, findings
from seed.mapping.drafting.arranging import Table, of_tables
from seed.mapping.drafting.chosen import Chosen
from seed.mapping.drafting.drafted import Beginning, DraftFile
from seed.mapping.drafting.start import chosen_of
from seed.mapping.drafting.writing import profile_text
from seed.mapping.language.profile import SourceFile
from seed.mapping.reading import heads
from seed.mapping.reading.contents import contents
from seed.mapping.reading.heads import NO_HEADS, Head
from seed.mapping.reading.identical import identical_rows
from seed.mapping.reading.of_files import layout_of
from seed.readers import COMMAND_LINE, KeptSheet, Limits, first_rows, read_export

Finding = findings.Finding
errors_of = findings.errors


@dataclass(frozen=True)
class Draft:
    """All that is guessed of a source; `findings`: why a file is not read, and what was renamed.

    `beginnings` are those of all its files, also of those that are not read. `source` is the
    address of the database, where it is one.
    """

    name: str
    files: tuple[DraftFile, ...] = ()
    findings: tuple[Finding, ...] = ()
    beginnings: tuple[Beginning, ...] = ()
    source: str | None = None

    @property
    def chosen(self) -> Chosen:
        """The suggestions as a choice, to begin with; a person goes on from here."""
        return chosen_of(self.name, self.files, self.source)

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
    arranged: Sequence[SourceFile] | None = None,
) -> Draft:
    """What is at `path`: a csv, xlsx, json, parquet or zip file, or a folder of such.

    Where the names of the columns stand is looked for, unless it is `told` of the file's label, or
    `otherwise` of all other files. How rows are rearranged is guessed, unless files `arranged` say
    it: by their label what they join and which words are missing, and those made of others. Raises
    SubmissionUnreadable where nothing is there.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Name the folder or the file of the export."
        )
    sources, findings = contents(path, limits)
    tables: dict[str, Table] = {}
    beginnings: list[Beginning] = []
    kept = KeptSheet()
    for source in sources:
        rows = first_rows(
            path, file=source.file, layout=layout_of(source), limits=limits, kept=kept
        )
        head = told.get(source.name, otherwise) or heads.found(rows)
        source = replace(source, header_rows=head.rows, skip_rows=head.skipped)
        if source.name not in told and otherwise is None:
            findings = (*findings, *_head_told(source.file, heads.sentence(head, rows)))
        beginnings += [Beginning(source, rows)] if rows else []
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
    files, faults = of_tables(tables, arranged)
    return Draft(path.resolve().name, files, (*findings, *faults), tuple(beginnings))


def _head_told(file: str, sentence: str) -> Iterator[Finding]:
    """That names were not looked for in the first row, and what to do if they stand elsewhere."""
    if sentence:
        wording = f"{sentence} If they stand elsewhere, say the row."
        yield Finding(file, "mapping.header_row", wording, findings.Severity.WARNING)
