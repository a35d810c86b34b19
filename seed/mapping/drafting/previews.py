"""What SQL makes of the first rows of a file: rows, those that a condition means, texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from seed.gate import name_columns
from seed.mapping.drafting.draft_files import DraftFile
from seed.mapping.language.composing import ROW
from seed.mapping.language.profile import Profile, SourceFile, TableRule
from seed.mapping.language.sql_texts import problems
from seed.mapping.reading.shaping import shaped
from seed.mapping.reading.shown import may_be_shown
from seed.mapping.reading.source_table import SourceTable
from seed.mapping.sql import tree
from seed.mapping.sql.tree import Kind
from seed.readers import UPLOAD

ROWS_SHOWN, COLUMNS_SHOWN = 10, 8
HIDDEN = "not shown"


@dataclass(frozen=True)
class Preview:
    """Rows as text, and in `faults` why there are none."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    faults: tuple[str, ...] = ()


def preview_file(file: DraftFile) -> Preview:
    """The first rows of a file, those of its columns first that a SELECT makes."""
    names = sorted(file.names, key=lambda name: name not in file.made)[:COLUMNS_SHOWN]
    places = [file.names.index(name) for name in names]
    rows = (
        tuple(
            _shown(name, row[place], _words(file))
            for name, place in zip(names, places, strict=True)
        )
        for row in file.first[:ROWS_SHOWN]
    )
    return Preview(tuple(names), tuple(rows))


def preview_rule(rule: TableRule, files: Sequence[DraftFile]) -> Preview:
    """What the SQL of a table says of the first rows of its file, run by a child process."""
    labels = [file.file.name for file in files]
    texts = {column.target: column.sql for column in rule.columns if column.sql is not None}
    asked = [(rule.where_sql, Kind.WHERE)] if rule.where_sql else []
    asked += [(text, Kind.SQL) for text in texts.values()]
    if faults := [words for text, kind in asked for words in problems(text, kind, labels)]:
        return Preview(faults=tuple(faults))
    plain = [SourceFile(label, label) for label in labels]
    tables = {file.file.name: SourceTable(file.file.name, _first(file), "") for file in files}
    # A column that is no SQL may be none of the file yet.
    of_sql = tuple(column for column in rule.columns if column.sql is not None)
    rule = replace(rule, columns=of_sql)
    made = shaped(Profile("", "", "", files=tuple(plain), tables=(rule,)), tables, UPLOAD)
    if made.faults:
        return Preview(faults=tuple(one.wording for one in made.faults))
    frame = made.tables[rule.file].frame.head(ROWS_SHOWN)
    parsed = [tree.parsed(text, kind, labels) for text, kind in asked]
    looked_at = {name.lower() for one in parsed for name in one.columns}
    columns = [name for name in frame.columns if name.lower() in looked_at]
    columns += [column.sql_column for column in of_sql]
    hides = any(map(name_columns.is_one, columns))
    headings = [name.partition(".")[2] if name in _made(rule) else name for name in columns]
    words = next((_words(file) for file in files if file.file.name == rule.file), frozenset())
    cells = [
        [_shown("name" if hides else name, cell, words) for cell in frame[name]] for name in columns
    ]
    numbers = [str(number) for number in frame[ROW]]
    meant = [[_is_meant(cell) for cell in frame[rule.where_column]]] if rule.where_sql else []
    rows = tuple(zip(numbers, *meant, *cells, strict=True))
    return Preview(("Row", *(["Meant"] if meant else []), *headings), rows)


def _made(rule: TableRule) -> set[str]:
    return {column.sql_column for column in rule.columns}


def _first(file: DraftFile) -> pl.DataFrame:
    schema = dict.fromkeys(file.names, pl.String)
    frame = pl.DataFrame(list(file.first), schema=schema, orient="row")
    return frame.with_row_index(ROW, 1).cast({ROW: pl.Int32})


def _is_meant(cell: str | None) -> str:
    return {"true": "yes", "false": "no"}.get(cell or "", "no: blank")


def _words(file: DraftFile) -> frozenset[str]:
    """The words that its columns have so often that they may be shown."""
    return frozenset(word for column in file.columns for word, _ in column.values.shown)


def _shown(name: str, cell: str | None, words: frozenset[str]) -> str:
    if cell is None:
        return ""
    if name_columns.is_one(name) or not (cell in words or may_be_shown(cell)):
        return HIDDEN
    return cell
