"""A first profile for a running system's database: its tables, as far as they are looked at."""

import re
from collections.abc import Iterator, Sequence

from schemas import errors, findings
from seed.mapping.drafting.draft import Draft, Table, draft_files
from seed.mapping.language.profile import SourceFile
from seed.readers import COMMAND_LINE, database

Finding = findings.Finding
# So many rows of a table tell what its columns look like, and so many tables are a draft to read.
MOST_ROWS, MOST_TABLES = 10_000, 40
NO_LABEL = re.compile(r"[^a-z0-9]+")


def draft_of_database(source: str) -> Draft:
    """What the database at the address holds: a table of it is drafted as a file is.

    Raises UserError where the address cannot be read or holds a password, DatabaseUnavailable where
    the database cannot be reached.
    """
    if fault := database.address_fault(source):
        raise errors.UserError(f"The address of the source: {fault}")
    said: list[Finding] = []
    tables: dict[str, Table] = {}
    shown = database.shown(source)
    with database.opened(source) as opened:
        names = opened.tables()
        for name in names[:MOST_TABLES]:
            label = _label(name, tables)
            table, faults = _looked_at(opened, SourceFile(label, name, asked=_asked(name)))
            said += faults
            if table is not None:
                tables[label] = table
    said += _left(shown, names)
    files, faults = draft_files(tables, None, COMMAND_LINE)
    return Draft(shown.rpartition("/")[2], files, (*said, *faults), source=source)


def _asked(name: str) -> database.Asked:
    return database.Asked(table=name, most=MOST_ROWS)


def _label(name: str, taken: dict[str, Table]) -> str:
    """A name that a profile can write without quotes."""
    label = NO_LABEL.sub("_", name.lower()).strip("_") or "table"
    return label if label not in taken else f"{label}_{len(taken)}"


def _looked_at(
    opened: database.Opened, file: SourceFile
) -> tuple[Table | None, tuple[Finding, ...]]:
    """The first rows of a table, without the columns of which no text can be made."""
    assert file.asked is not None, "Each is a table."
    left_out: set[str] = set()

    def wanted(names: Sequence[str]) -> list[str]:
        return [name for name in names if name not in left_out]

    rows, said = database.rows(opened, file.asked, file.file, COMMAND_LINE, wanted=wanted)
    if rows is None and (unread := {one.column for one in said if one.column}):
        left_out |= unread
        rows, _ = database.rows(opened, file.asked, file.file, COMMAND_LINE, wanted=wanted)
    told = tuple(map(_as_warning, said))
    if rows is None or rows.frame.is_empty():
        return None, told
    if rows.frame.height == MOST_ROWS:
        wording = f"its first {MOST_ROWS:,} rows were looked at; what others hold may differ."
        warning = findings.Severity.WARNING
        told = (*told, Finding(file.file, "mapping.first_rows", wording, warning))
    numbers = [n for n, name in enumerate(rows.names, start=1) if name not in left_out]
    return Table(file, rows.frame, tuple(numbers)), told


def _as_warning(finding: Finding) -> Finding:
    """What keeps a table or a column out of the draft keeps nothing else out."""
    return findings.Finding(
        finding.file,
        finding.rule,
        finding.wording,
        findings.Severity.WARNING,
        column=finding.column,
        occurrences=finding.occurrences,
    )


def _left(shown: str, names: Sequence[str]) -> Iterator[Finding]:
    if not names:
        wording = "the reader sees no table here. Let it read those that are meant."
        yield Finding(shown, "mapping.nothing", wording)
    elif len(names) > MOST_TABLES:
        wording = (
            f"there are {len(names):,} tables; the first {MOST_TABLES} are drafted. Give the reader"
            " the rights on those alone that are meant, or write the others by hand."
        )
        yield Finding(shown, "mapping.tables", wording, findings.Severity.WARNING)
