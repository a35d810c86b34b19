"""The tables and SELECTs of a running system's database, as a profile names them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from schemas import findings
from seed.mapping.language import sql_texts
from seed.mapping.language.profile import Profile, SourceFile
from seed.mapping.language.sections import near
from seed.mapping.reading.source_table import (
    SourceTable,
    add_numbered,
    find_missing_columns,
    find_number_faults,
    number_columns,
)
from seed.readers import Limits, database, size_limits

Finding = findings.Finding
Named = Mapping[str, Collection[str]]


def read_database(
    profile: Profile, named: Named, limits: Limits
) -> tuple[dict[str, SourceTable], list[Finding]]:
    """By the profile's names the rows of its database, all as they were at one moment.

    Of a table only the columns `named` are read. Raises DatabaseUnavailable.
    """
    assert profile.source is not None, "What reads no database reads files."
    tables: dict[str, SourceTable] = {}
    said: list[Finding] = []
    with database.open_database(profile.source) as opened:
        for file in profile.own_files:
            held = size_limits.held_bytes(table.frame for table in tables.values())
            table, faults = _read(opened, profile, file, named[file.name], limits.beside(held))
            said += faults
            if table is not None:
                said += find_number_faults(file.file, table.by_number, named[file.name])
                tables[file.name] = add_numbered(file, table, named[file.name])
    return tables, said


def _read(
    opened: database.SourceDatabase,
    profile: Profile,
    file: SourceFile,
    named: Collection[str],
    limits: Limits,
) -> tuple[SourceTable | None, tuple[Finding, ...]]:
    assert file.asked is not None, "What is of a database is asked of it."
    missing: list[Finding] = []

    def wanted(names: Sequence[str]) -> Collection[str]:
        numbers = number_columns(names)
        missing.extend(find_missing_columns(file, [*names, *numbers], named))
        read = {numbers.get(name, name) for name in named} | _named_in_sql(profile, names)
        # Constants alone make rows too: how many there are is told by any column.
        return () if missing else (read & {*names}) or names[:1]

    rows, said = database.read_rows(opened, file.asked, file.file, limits, wanted=wanted)
    if rows is None:
        return None, tuple(_with_near(opened, file.asked, said))
    if missing:
        return None, (*said, *missing)
    numbers, width = number_columns(rows.names), len(rows.names)
    return SourceTable(file.file, rows.frame, rows.sha256, width, numbers), said


def _named_in_sql(profile: Profile, names: Sequence[str]) -> set[str]:
    """The columns that may be meant by the SQL of the profile, whichever file it reads."""
    named, takes_all = sql_texts.list_columns(sql_texts.parse_texts(profile))
    return {name for name in names if takes_all or name.lower() in named}


def _with_near(
    opened: database.SourceDatabase, asked: database.TableOrSelect, said: Collection[Finding]
) -> Iterator[Finding]:
    for one in said:
        if one.rule == "database.table":
            one = replace(one, wording=one.wording + near(asked.table, opened.tables()))
        yield one
