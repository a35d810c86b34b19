"""Ids that are words, such as names, or dockets: judged in each cell of each column of ids."""

from collections.abc import Iterator

import polars as pl

from schemas import columns, findings, tables
from seed.gate import id_words
from seed.gate import ids as gate_ids
from seed.gate.table_rows import ROW
from seed.submission import TextTable

OF_OFFICES = "office_id"
# A docket is public, and names a case alone: there it may stand, and is told of.
OF_CASES = "case_id"
INSTEAD = (
    " Send numbers or hexadecimal digits, behind one prefix such as CASE-0001, or make pseudonyms:"
    " by prosecution-quality pseudonymise, or by pseudonym = true in the mapping."
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
        what = "has letters that are a word, which may be a name."
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
