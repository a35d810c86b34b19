"""What a made file would be, tried on the first rows of the file that it is made of."""

from dataclasses import dataclass

import polars as pl

from seed.gate import name_columns
from seed.mapping.drafting.chosen import Chosen
from seed.mapping.drafting.drafted import DraftFile
from seed.mapping.drafting.writing import profile_text
from seed.mapping.language.composing import ROW
from seed.mapping.language.parsing import parse
from seed.mapping.language.profile import SourceFile
from seed.mapping.reading.derived import derived
from seed.mapping.reading.shown import may_be_shown

ROWS_SHOWN = 8
HIDDEN = "not shown"


@dataclass(frozen=True)
class Preview:
    """Rows that are made, all as text: the number of the row they are made of, then columns.

    `faults` say why there are none, and what cannot be read; `made` and `of` are how many rows were
    made of how many, of the first ones alone.
    """

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    faults: tuple[str, ...] = ()
    made: int = 0
    of: int = 0


def preview(file: SourceFile, origin: DraftFile) -> Preview:
    """The first rows of `file` that is made of `origin`, without what may tell of a person."""
    if faults := _faults(file, origin):
        return Preview(faults=faults)
    alone = origin.alone
    names = [column.name for column in alone.columns]
    frame = pl.DataFrame(list(alone.first), schema=dict.fromkeys(names, pl.String), orient="row")
    rows = derived(file, frame.with_row_index(ROW, 1).cast({ROW: pl.Int32}), names)
    looked_into = [file.extract.column] if file.extract is not None else []
    shown = [*looked_into, *(name for name in rows.frame.columns if name in file.makes)]
    wordings = [f"{_where(one.row)}{one.wording}" for one in (*rows.findings, *rows.of_cells)]
    return Preview(
        ("Row", *shown),
        tuple(
            (str(number), *(_shown(name, cell) for name, cell in zip(shown, cells, strict=True)))
            for number, *cells in rows.frame.head(ROWS_SHOWN).select(ROW, *shown).iter_rows()
        ),
        tuple(wordings),
        rows.frame.height,
        frame.height,
    )


def _faults(file: SourceFile, origin: DraftFile) -> tuple[str, ...]:
    """What a profile with this file would be refused for."""
    text = profile_text(Chosen("", (origin.file, file), ()))
    findings = parse("mapping", text).findings
    own = (one.wording for one in findings if f"files.{file.name}" in one.wording)
    lacking = file.extract is not None and not any(
        column.name == file.extract.column for column in origin.columns
    )
    wordings = tuple(wording.partition(": ")[2] for wording in own)
    return wordings or (("Choose the column that is looked into.",) if lacking else ())


def _where(row: int | None) -> str:
    return f"Row {row}: " if row is not None else ""


def _shown(name: str, cell: str | None) -> str:
    if cell is None:
        return ""
    return HIDDEN if name_columns.is_one(name) or not may_be_shown(cell) else cell
