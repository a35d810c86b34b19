"""Rows that one table of a profile makes of given cells."""

import polars as pl

from seed.mapping import sql_engine
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.row_mapping import MappedRows, map_rows
from seed.mapping.run_sql import run_sql
from seed.mapping.source_table import SourceTable
from seed.readers import COMMAND_LINE


def of_table(name: str, rows: str = "", columns: str = "") -> str:
    """A profile of one file that fills one table."""
    head = f'[files.all]\nfile = "all.csv"\n[tables.{name}]\nfrom = "all"\n{rows}\n'
    return f'{head}[tables.{name}.columns]\ncase_id = "id"\n{columns}'


def of_cases(columns: str = "", rows: str = "") -> str:
    """One that fills cases."""
    return of_table("cases", rows, f'scope = "scope"\n{columns}')


def made(profile: str, **cells: list[str | None]) -> MappedRows:
    """The rows of the profile's one table from columns of cells; ids are a, b, c ..."""
    height = len(next(iter(cells.values())))
    ids = {"id": list("abcdefgh"[:height]), "scope": ["trafficking_elements"] * height}
    frame = pl.DataFrame(
        {"row_number": list(range(2, height + 2)), **ids, **cells},
        schema_overrides={"row_number": pl.Int32} | dict.fromkeys(cells, pl.String),
    )
    checked = parse_profile_text("made_up", profile)
    assert checked.findings == ()
    tables = {"all": SourceTable("all.csv", frame, "")}
    read = run_sql(checked, tables, COMMAND_LINE, sql_engine.evaluate)
    return map_rows(read.profile.tables[0], read.tables["all"], "XAA")


def column(how: str, cells: list[str | None]) -> tuple[list[str | None], list[int | None]]:
    """What `how` makes of the cells of a column, and the rows it refuses."""
    target = how.split(" = ")[0]
    result = made(of_cases(how), cell=cells)
    return result.frame[target].to_list(), [f.row for f in result.findings]
