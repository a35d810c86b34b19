"""Amounts and numbers of a row that each of the rows made of it says again, as if its own."""

from collections.abc import Iterable, Iterator

import polars as pl

from schemas import columns, findings
from seed.mapping.chosen import ChosenColumn, ChosenTable
from seed.mapping.conditions import met
from seed.mapping.drafted import DraftFile
from seed.mapping.listed import counted
from seed.mapping.profile import ColumnRule, Profile, SourceFile, TableRule
from seed.mapping.sources import ROW, Source
from seed.mapping.targets import FIELDS

# A day, a code or an id that comes again says the same; a sum of them would count it several times.
ADDED_UP = (columns.Kind.INTEGER, columns.Kind.MONEY)


def repeated(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per column of which several rows made of one have the whole amount."""
    by_label = {file.name: file for file in profile.files}
    for rule in profile.tables:
        file, table = by_label[rule.file], source.tables[rule.file]
        if rule.first_of:
            continue
        for column in rule.columns:
            if not (column.is_number and _is_carried(column.sources, file)):
                continue
            again = _again(rule, column, table.frame)
            wording = (
                f"this stands once in a row, and {rule.file} makes several rows of"
                f" {again.len():,} of these: each has the whole of it as {rule.table}."
                f"{column.target}. {_instead(file)}"
            )
            yield from counted(table.file, "mapping.repeated", column.sources[0], again, wording)


def of_repeated(file: DraftFile, table: ChosenTable, target: str, column: ChosenColumn) -> str:
    """What to say where repeated groups would each have the whole amount of their row; or blank."""
    is_added_up = FIELDS[table.table][target].kind in ADDED_UP and not column.codes_from
    if table.first_of or file.file.unpivot is None:
        return ""
    if not (is_added_up and _is_carried(column.sources, file.file)):
        return ""
    return (
        f'"{column.read}" stands once in a row of {file.file.origin}, and {file.file.name} makes'
        f" several rows of it: each would have the whole of it. {_instead(file.file)}"
    )


def _instead(file: SourceFile) -> str:
    return f"Fill a table from {file.origin} with it, which has it once."


def _is_carried(sources: Iterable[str], file: SourceFile) -> bool:
    """Whether it is read, and from no column that the file makes itself."""
    named = {*sources}
    return file.origin is not None and bool(named) and not named & file.makes


def _again(rule: TableRule, column: ColumnRule, frame: pl.DataFrame) -> pl.Series:
    """The numbers of the rows of which several rows made of them have it."""
    filled = pl.any_horizontal(pl.col(column.sources).is_not_null())
    meant = frame.filter(met(rule.where), met(column.only_if), filled)
    if rule.of is not None and not rule.unknown_as_row:
        meant = meant.filter(pl.col(rule.of).is_not_null())
    return meant.group_by(ROW, maintain_order=True).len().filter(pl.col("len") > 1)[ROW]
