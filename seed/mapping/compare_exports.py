"""Compare an export with the one that its profile was made for, before anything is stored.

Silent errors come from well-formed files: if one word is spelled differently, a condition leaves
out all rows with it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from shlex import quote

import polars as pl

from schemas import findings
from schemas.language import Message, message, messages, sentences
from seed.mapping.compared_words import Compared, SourceColumn, find_compared
from seed.mapping.known_words import normalize_word
from seed.mapping.mapping_report import MappingReport, TableMade
from seed.mapping.profile_model import ROW, FileShape, KeptWords, Profile, Shape
from seed.mapping.read_source import Source
from seed.mapping.shown_values import (
    LEAST_ROWS,
    count_shown_values,
    merge_with_accepted_words,
    select_words,
    words_with_counts,
)
from seed.mapping.source_table import (
    SourceTable,
    warn_of_rows,
)
from seed.mapping.sql_tree import quote_name, sql_literal

Finding = findings.Finding
WARNING = findings.Severity.WARNING
NEW_WORD = "mapping.new_word"
# The rules of findings on exports that differ. They stop once somebody accepts the export.
SHAPE_RULES = frozenset(
    {NEW_WORD, "mapping.unknown_words", "mapping.fewer_rows", "mapping.other_columns"}
)
# How many new words or columns one finding names.
NAMED = 8
# A share below this part of its earlier value is reported, if too many rows for chance are missing.
SMALLEST_PART = 0.5
PLACES = 4


def describe_export(
    written: Profile, profile: Profile, source: Source, report: MappingReport
) -> Shape:
    """Return the shape of the export: columns, words that decide something, shares of rows.

    `written` is the profile as written; in `profile` each SELECT is a file with its rows. Words
    that were accepted before are kept, next to those of this export.
    """
    before = profile.shape.files if profile.shape is not None else {}
    words: dict[str, dict[str, KeptWords]] = {}
    for (file, column), one in _find_compared(written, profile, source).items():
        known = before.get(file, FileShape()).words.get(column)
        counts = _count(source.tables[file], column)
        found = merge_with_accepted_words(column, counts, one.named, known)
        words.setdefault(file, {})[column] = found
    files = {
        file.name: FileShape(
            source.tables[file.name].names if file.is_own else (),
            words.get(file.name, {}),
        )
        for file in profile.files
        if file.is_own or file.name in words
    }
    return Shape(files, _count_shares(profile, source, report.tables))


def _find_compared(
    written: Profile, profile: Profile, source: Source
) -> Mapping[SourceColumn, Compared]:
    columns = {name: table.frame.columns for name, table in source.tables.items()}
    return find_compared(
        profile, columns, {one.name: one.select for one in written.files if one.select}
    )


def accept_command(profile: Profile, where: str) -> str:
    """Return the command that accepts the export at `where` as the one to compare with."""
    beside = f" {quote(where)}" if profile.source is None else ""
    copy = f"{profile.name}.toml"
    copied = "" if profile.called else f"mapping show {profile.name} > {copy}; prosecution-quality "
    return f"prosecution-quality {copied}mapping accept {quote(profile.called or copy)}{beside}"


def compare_with_shape(
    written: Profile, profile: Profile, source: Source, report: MappingReport, where: str
) -> Iterator[Finding]:
    """Yield findings on how an export differs from the one that its profile was made for.

    A new word is an error if it decides whether rows are made: otherwise rows would be lost or
    added silently. Words already reported as having no code are not repeated. If the profile has no
    shape, only other spellings of its own words are reported.
    """
    compared = _find_compared(written, profile, source).items()
    if profile.shape is None:
        for (file, column), one in compared:
            yield from _find_other_spellings(source.tables[file], column, one)
        return
    command = accept_command(profile, where)
    told: set[str] = set()
    for (file, column), one in compared:
        table = source.tables[file]
        said = {
            word
            for missed in report.not_mapped
            if (missed.file, missed.column) == (table.file, column)
            for word, _ in missed.values.shown
        }
        accepted = profile.shape.files.get(file, FileShape()).words.get(column)
        for finding in _find_new_words(accepted, table, column, one, said, command):
            told |= {*one.rows} if finding.severity is findings.Severity.ERROR else set()
            yield finding
    for own in profile.own_files:
        if own.name in profile.shape.files:
            known = profile.shape.files[own.name].columns
            yield from _find_other_columns(known, source.tables[own.name], command)
    yield from _find_fewer_rows(profile, source, report.tables, told, command)


def _count(table: SourceTable, column: str) -> dict[str, int]:
    return dict(table.frame[column].drop_nulls().value_counts().iter_rows())


def _find_new_words(
    accepted: KeptWords | None,
    table: SourceTable,
    column: str,
    one: Compared,
    said: set[str],
    command: str,
) -> Iterator[Finding]:
    """Yield a finding on words of a column that are new, or that nobody has accepted yet."""
    if accepted is None:
        wording = sentences(
            _what_column_decides(one),
            message(
                "Nobody has checked its words since the mapping was changed. Check what becomes of"
                " them, then run: {command}",
                command=command,
            ),
        )
        yield Finding(table.file, "mapping.unknown_words", wording, WARNING, column=column)
        return
    known, counts = accepted.kept, _count(table, column)
    may_be_told = {*select_words(column, counts, one.named, are_all=accepted.are_all)}
    expected = known | one.named | said
    new = [word for word in counts if word in may_be_told - expected]
    # Which of the hidden words are new is not known, only how many.
    hidden = [word for word in counts if word not in may_be_told | expected]
    hidden = hidden if accepted.are_all and len(hidden) > accepted.hidden else []
    if not new and not hidden:
        return
    cells = table.frame.filter(pl.col(column).is_in([*new, *hidden]))
    found = count_shown_values(
        cells[column], always=(word for word in new if _find_same_word(word, one, known))
    )
    shown = found.shown[:NAMED]
    not_shown = len(new) - len(shown) + (len(hidden) - accepted.hidden if hidden else 0)
    wording = sentences(
        _describe_new_words(shown, not_shown, cells.select(ROW, column)),
        _what_column_decides(one),
        _spelling_advice(column, new, one, known),
        message("If the result is right without a change, run: {command}", command=command),
    )
    severity = findings.Severity.ERROR if one.rows else WARNING
    yield Finding(table.file, NEW_WORD, wording, severity, column=column, occurrences=cells.height)


def _find_other_spellings(table: SourceTable, column: str, one: Compared) -> Iterator[Finding]:
    """Yield a warning on words equal to the profile's but for capitals, accents or punctuation."""
    named = {normalize_word(word): word for word in sorted(one.as_written)}
    counts = _count(table, column)
    other = [word for word in counts if word not in one.named and normalize_word(word) in named]
    if other:
        cells = table.frame.filter(pl.col(column).is_in(other))
        shown = words_with_counts((word, counts[word]) for word in other[:NAMED])
        wording = sentences(
            messages(
                "This word differs from a word of the mapping only in its spelling: {words}.",
                "These words differ from words of the mapping only in their spelling: {words}.",
                len(other),
                words=shown,
            ),
            _what_column_decides(one),
            _spelling_advice(column, other, one, named.values()),
        )
        rows = cells[ROW]
        yield from warn_of_rows(table.file, "mapping.other_spelling", column, rows, wording)


def _describe_new_words(
    shown: Collection[tuple[str, int]], hidden: int, cells: pl.DataFrame
) -> Message:
    """Return which words are new, how many more may not be shown, and the first row of both.

    `cells` has the rows with these words: their number (`_row`) and the word.
    """
    rows, words = cells[ROW], cells.to_series(1)
    is_shown = words.is_in([word for word, _ in shown])
    return sentences(
        messages(
            "This word is new since the mapping was made (number of rows in brackets, first in row"
            " {row:,}): {words}.",
            "These words are new since the mapping was made (number of rows in brackets, first in"
            " row {row:,}): {words}.",
            len(shown),
            words=words_with_counts(shown),
            row=rows.filter(is_shown)[0],
        )
        if shown
        else "",
        messages(
            "{count} new word cannot be shown (first in row {row:,}).",
            "{count} new words cannot be shown (first in row {row:,}).",
            hidden,
            row=rows.filter(~is_shown)[0],
        )
        if hidden
        else "",
    )


def _what_column_decides(one: Compared) -> Message:
    if one.rows:
        return message(
            "This column decides whether rows of {tables} are made.", tables=", ".join(one.rows)
        )
    return message("This column decides {fields}.", fields=", ".join(one.fields))


def _find_same_word(word: str, one: Compared, known: Collection[str]) -> str | None:
    """Return the known word that differs only in capitals, accents or punctuation; or None.

    Words of the profile come first.
    """
    plain = normalize_word(word)
    return next(
        (w for w in (*sorted(one.named), *sorted(known)) if normalize_word(w) == plain), None
    )


def _spelling_advice(
    column: str, new: Sequence[str], one: Compared, known: Collection[str]
) -> Message | str:
    """Return advice on what to write if a new word is another spelling of a known one; or ""."""
    for word in new:
        if (like := _find_same_word(word, one, known)) is not None:
            if one.is_of_sql:
                both = f"{quote_name(column)} IN ({sql_literal(like)}, {sql_literal(word)})"
                return message(
                    "If [{word}] means the same as [{like}], name both: {both}.",
                    word=word,
                    like=like,
                    both=both,
                )
            return message(
                "If [{word}] means the same as [{like}], give both the same code.",
                word=word,
                like=like,
            )
    return ""


def _find_other_columns(
    known: Sequence[str], table: SourceTable, command: str
) -> Iterator[Finding]:
    """Yield a warning if a file has lost or gained columns since the profile was made."""
    # A blank was kept for each empty column once.
    gone = [c for c in known if c and c not in table.names]
    new = [c for c in table.names if c not in known]
    if gone or new:
        wording = sentences(
            message("Columns that are missing now: {columns}.", columns=_first(gone))
            if gone
            else "",
            message("New columns: {columns}.", columns=_first(new)) if new else "",
            message("If all columns are still read correctly, run: {command}", command=command),
        )
        yield Finding(table.file, "mapping.other_columns", wording, WARNING)


def _first(names: Sequence[str]) -> str:
    """Return the first names as a list in text, with "…" if there are more."""
    return ", ".join([*names[:NAMED], *(["…"] if len(names) > NAMED else [])])


def _count_shares(
    profile: Profile, source: Source, made: Sequence[TableMade]
) -> Mapping[tuple[str, str], float]:
    """Return by (table, source file) how many rows were made for each row of the file.

    Refused rows count as made, because they have findings of their own.
    """
    rows: dict[tuple[str, str], int] = {}
    for rule, one in zip(profile.tables, made, strict=True):
        root = profile.root(rule.file)
        rows[rule.table, root] = rows.get((rule.table, root), 0) + one.rows + one.refused
    return {
        (table, root): round(number / height, PLACES)
        for (table, root), number in rows.items()
        if (height := source.tables[root].frame.height)
    }


def _find_fewer_rows(
    profile: Profile,
    source: Source,
    made: Sequence[TableMade],
    told: Collection[str],
    command: str,
) -> Iterator[Finding]:
    """Yield a warning for each table, except `told`, that takes a far smaller part of the rows."""
    assert profile.shape is not None
    now, filled = _count_shares(profile, source, made), {rule.table for rule in profile.tables}
    for (table, file), share in profile.shape.shares.items():
        if table not in filled - {*told} or file not in source.tables:
            continue
        # A SELECT without rows has no source file, so its share is missing: it is 0.
        is_now = now.get((table, file), 0.0)
        if (
            share * source.tables[file].frame.height >= LEAST_ROWS
            and is_now < SMALLEST_PART * share
        ):
            wording = message(
                "{now:.1%} of the rows became rows of {table}, less than half of the {before:.1%}"
                " when the mapping was made. Check which condition leaves rows out. If it is right,"
                " run: {command}",
                now=is_now,
                before=share,
                table=table,
                command=command,
            )
            yield Finding(source.tables[file].file, "mapping.fewer_rows", wording, WARNING)
