"""The rows that a profile of one table makes of a few cells."""

import polars as pl

from seed.mapping.language.parsing import parse
from seed.mapping.reading.rows import Mapped, mapped
from seed.mapping.reading.sources import SourceTable

FILES = '[files.all]\nfile = "all.csv"\n[[tables]]\nfrom = "all"\n'
CASES = FILES + 'table = "cases"\n{}\n[tables.columns]\ncase_id = "id"\nscope = "scope"\n'
CLAIMS = FILES + 'table = "claims"\n{}\n[tables.columns]\ncase_id = "id"\n'


def made(profile: str, **cells: list[str | None]) -> Mapped:
    """The rows of the profile's one table from columns of cells; ids are a, b, c ..."""
    height = len(next(iter(cells.values())))
    ids = {"id": list("abcdefgh"[:height]), "scope": ["trafficking_elements"] * height}
    frame = pl.DataFrame(
        {"row_number": list(range(2, height + 2)), **ids, **cells},
        schema_overrides={"row_number": pl.Int32} | dict.fromkeys(cells, pl.String),
    )
    checked = parse("made_up", profile)
    assert checked.findings == ()
    return mapped(checked.tables[0], SourceTable("all.csv", frame, ""), "XAA")


def column(how: str, cells: list[str | None]) -> tuple[list[str | None], list[int | None]]:
    """What `how` makes of the cells of a column, and the rows it refuses."""
    target = how.split(" = ")[0]
    result = made(CASES.format("") + how, cell=cells)
    return result.frame[target].to_list(), [f.row for f in result.findings]
