"""The tables and SELECTs of a running system's database, as a profile names them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from schemas import findings
from seed.mapping.language import by_number, sql_texts
from seed.mapping.language.profile import Profile, SourceFile
from seed.mapping.language.sections import near
from seed.mapping.reading.needed import columns_repeated
from seed.mapping.reading.source_table import SourceTable, ready
from seed.readers import Limits, database, decoded

Finding = findings.Finding
Tables = dict[str, SourceTable]
Named = Mapping[str, Collection[str]]


def of_database(profile: Profile, named: Named, limits: Limits) -> tuple[Tables, list[Finding]]:
    """By the profile's names the rows of its database, all as they were at one moment.

    Of a table only the columns `named` are read. Raises DatabaseUnavailable.
    """
    assert profile.source is not None, "What reads no database reads files."
    tables: Tables = {}
    said: list[Finding] = []
    with database.opened(profile.source) as opened:
        for file in profile.files:
            if file.origin is not None or file.select:
                continue
            held = decoded.held(table.frame for table in tables.values())
            table, faults = _read(opened, profile, file, named, limits.beside(held))
            said += faults
            if table is not None:
                said += by_number.faults(file.file, table.by_number, named[file.name])
                tables[file.name] = ready(file, table, named[file.name])
    return tables, said


def _read(
    opened: database.Opened, profile: Profile, file: SourceFile, named: Named, limits: Limits
) -> tuple[SourceTable | None, tuple[Finding, ...]]:
    assert file.asked is not None, "What is of a database is asked of it."
    missing: list[Finding] = []

    def wanted(names: Sequence[str]) -> Collection[str]:
        missing.extend(_missing(file, names, named[file.name]))
        read = _called(file, profile, names, named[file.name])
        # Constants alone make rows too: how many there are is told by any column.
        return () if missing else read or names[:1]

    rows, said = database.rows(opened, file.asked, file.file, limits, wanted=wanted)
    if rows is None:
        return None, tuple(_with_near(opened, file.asked, said))
    if missing:
        return None, (*said, *missing)
    called = by_number.called(rows.names, ())
    width = len(rows.names)
    return SourceTable(file.file, rows.frame, rows.sha256, width, by_number=called), said


def _called(
    file: SourceFile, profile: Profile, names: Sequence[str], named: Collection[str]
) -> set[str]:
    """What the columns are called that the profile reads, whether by name, number or pattern."""
    numbers = by_number.called(names, ())
    own = {numbers.get(name, name) for name in named}
    own |= _named_in_sql(profile, names)
    return (own & {*names}) | columns_repeated(profile, file.name, names)


def _named_in_sql(profile: Profile, names: Sequence[str]) -> set[str]:
    """The columns that may be meant by the SQL of the profile, whichever file it reads."""
    named, takes_all = sql_texts.read_in(sql_texts.of_profile(profile))
    return {name for name in names if takes_all or name.lower() in named}


def _missing(file: SourceFile, names: Sequence[str], named: Collection[str]) -> Iterator[Finding]:
    """A finding per column that the profile reads and the database has not."""
    there = {*names, *by_number.called(names, ())}
    for column in sorted({*named} - there):
        wording = f"the profile reads [{column}], which is not there.{near(column, names)}"
        yield Finding(file.file, "mapping.source_column", wording, column=column)


def _with_near(
    opened: database.Opened, asked: database.Asked, said: Collection[Finding]
) -> Iterator[Finding]:
    for one in said:
        if one.rule == "database.table":
            one = replace(one, wording=one.wording + near(asked.table, opened.tables()))
        yield one
