"""Amounts and numbers of a row that each of the rows made of it says again, as if its own."""

from collections.abc import Iterable, Iterator

import polars as pl

from schemas import findings
from seed.mapping.language.conditions import met
from seed.mapping.language.profile import ColumnRule, Profile, SourceFile, TableRule
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted
from seed.mapping.reading.sources import Source
from seed.mapping.reading.values import is_meant


def repeated(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per column of which several rows made of one have the whole amount."""
    by_label = {file.name: file for file in profile.files}
    for rule in profile.tables:
        file, table = by_label[rule.file], source.tables[rule.file]
        if rule.first_of:
            continue
        for column in rule.columns:
            if not (column.is_number and is_carried(column.sources, file)):
                continue
            again = _again(rule, column, table.frame)
            wording = (
                f"this stands once in a row, and {rule.file} makes several rows of"
                f" {again.len():,} of these: each has the whole of it as {rule.table}."
                f"{column.target}. {instead(file)}"
            )
            yield from counted(table.file, "mapping.repeated", column.sources[0], again, wording)


def instead(file: SourceFile) -> str:
    """What to do about it."""
    return f"Fill a table from {file.origin} with it, which has it once."


def is_carried(sources: Iterable[str], file: SourceFile) -> bool:
    """Whether it is read, and from no column that the file makes itself."""
    named = {*sources}
    return file.origin is not None and bool(named) and not named & file.makes


def _again(rule: TableRule, column: ColumnRule, frame: pl.DataFrame) -> pl.Series:
    """The numbers of the rows of which several rows made of them have it."""
    filled = pl.any_horizontal(pl.col(column.sources).is_not_null())
    meant = frame.filter(is_meant(rule), met(column.only_if), filled)
    if rule.of is not None and not rule.unknown_as_row:
        meant = meant.filter(pl.col(rule.of).is_not_null())
    return meant.group_by(ROW, maintain_order=True).len().filter(pl.col("len") > 1)[ROW]
