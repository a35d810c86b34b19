"""Ids that are words, such as names, or dockets: judged in each cell of each column of ids."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from schemas import columns, findings, tables
from seed.gate import id_words
from seed.gate import ids as gate_ids
from seed.gate.table_rows import ROW
from seed.submission import TextTable

OF_OFFICES = "office_id"
# A docket is public, and names a case alone: there it may stand, and is told of.
OF_CASES = "case_id"
# Of these rules one cause is found in many columns, since the tables share their ids.
OF_IDS = frozenset({"privacy.word", "privacy.docket", "privacy.id"})
INSTEAD = (
    " Send numbers, or letters and digits drawn at random (hexadecimal, or 12 and more of one"
    " length, as ULID and nanoid are), behind one prefix such as CASE-0001, or make pseudonyms: by"
    " prosecution-quality pseudonymise, or by pseudonym = true in the mapping."
)


def telling(text: TextTable, table: tables.Table) -> Iterator[findings.Finding]:
    """A finding per column with such ids; words and dockets of persons stop the submission.

    Ids of parents are judged like a table's own: a row whose parent is not there names it all the
    same.
    """
    if table.name in gate_ids.OPEN:
        return
    for column in tables.sent_columns(table):
        name = column.name
        is_id = columns.field_of(column).kind is columns.Kind.ID and name != OF_OFFICES
        if is_id and name in text.frame.columns:
            yield from _of_column(text, name, own=name in tables.key_of(table))


def _of_column(text: TextTable, name: str, *, own: bool) -> Iterator[findings.Finding]:
    ids = text.frame[name].str.strip_chars()
    wrong, written = id_words.words(ids), id_words.dockets(ids)
    if name == OF_CASES:
        # The mark of a register, such as CRIM, is a word of its own.
        wrong &= ~written
    if wrong.any():
        what = "holds or spells a word, which may be a name."
        yield _found(text, name, wrong, ("privacy.word", f"an id {what}{INSTEAD}"))
    if written.any():
        if name != OF_CASES:
            what = "is written like a docket, by which anybody finds the person."
            yield _found(text, name, written, ("privacy.docket", f"an id {what}{INSTEAD}"))
        elif own:
            wording = (
                "ids are written like dockets, by which anybody finds the case and who was tried in"
                " it. pseudonym = true in the mapping, or prosecution-quality pseudonymise, hides"
                " them."
            )
            yield _found(
                *(text, name, written, ("privacy.docket", wording)), findings.Severity.WARNING
            )


def _found(
    text: TextTable,
    name: str,
    at: pl.Series,
    fault: tuple[str, str],
    severity: findings.Severity = findings.Severity.ERROR,
) -> findings.Finding:
    rule, wording = fault
    return findings.Finding(
        text.file,
        rule,
        wording,
        severity,
        row=text.frame[ROW].filter(at)[0],
        column=name,
        occurrences=int(at.sum()),
    )


def in_one(found: list[findings.Finding]) -> list[findings.Finding]:
    """The findings, those of one cause in the ids of several columns as one that names them."""
    alike: dict[tuple[str, str], list[findings.Finding]] = {}
    for finding in found:
        if finding.rule in OF_IDS:
            # Behind this stands which row is the first.
            cause = finding.wording.partition(gate_ids.FIRST)[0]
            alike.setdefault((finding.rule, cause), []).append(finding)
    first = {id(ones[0]): _naming(ones) for ones in alike.values()}
    return [
        first.get(id(finding), finding)
        for finding in found
        if finding.rule not in OF_IDS or id(finding) in first
    ]


def _naming(alike: list[findings.Finding]) -> findings.Finding:
    """The first, with the columns of the others in its words."""
    first, *others = alike
    columns: dict[str, list[str]] = {}
    for finding in others:
        columns.setdefault(finding.file, []).append(str(finding.column))
    if not others:
        return first
    named = ", ".join(f"{file} ({', '.join(names)})" for file, names in columns.items())
    return replace(
        first,
        wording=f"{first.wording} The same is so in {named}.",
        occurrences=sum(finding.occurrences for finding in alike),
    )
