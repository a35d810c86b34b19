"""Run the SQL of a profile over its files: SELECTs, conditions, and texts for columns.

The SQL itself runs in a child process; this module prepares the request and reads the answer.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from schemas import columns, findings
from schemas.language import Message, message, messages, sentences
from seed.gate import column_checks
from seed.mapping import sql_engine, sql_process, sql_tree
from seed.mapping.profile_model import FIELDS, ROW, Profile, SourceFile, TableRule
from seed.mapping.source_table import Tables, clean_cells, warn_of_rows
from seed.readers import Limits

Finding = findings.Finding
_NUM = message(
    "num() reads 1500 and 1500.25. For 1,500.25 write num(replace(COLUMN, ',', '')). Add words that"
    " mean nothing to the file's missing values."
)
# What to do about each kind of finding.
_MEND = {
    "no_number": _NUM,
    "blank_passed_over": message("Say with IS NULL or IS NOT NULL whether blank cells are meant."),
    "join_finds_none": message(
        "Correct the key in one of the files. If the rows need no match, do nothing."
    ),
    "joined_twice": message("Join by columns that identify one row of the other file."),
}
Run = Callable[[sql_engine.Request], sql_engine.Answer]


@dataclass(frozen=True)
class SqlResult:
    """A profile after its SQL has run: each SELECT is now a file with rows in `tables`.

    The result of a SELECT over several files is divided into one file for each. `read` has the
    columns that SQL reads, by file.
    """

    profile: Profile
    tables: Tables
    findings: tuple[Finding, ...] = ()
    read: Mapping[str, Collection[str]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Finding]:
        """Return the errors that stopped the SQL. Empty if it has a result."""
        return findings.only_errors(self.findings)


def run_sql(profile: Profile, tables: Tables, limits: Limits, run: Run | None = None) -> SqlResult:
    """Run the profile's SQL, and return the profile and the tables with the results of the SQL.

    `tables` are the source's files by name. `run` runs the SQL; None does so in a child process.
    """
    selects = {file.name: file.select for file in profile.files if file.select}
    rules = {
        n: _rule_sql(rule)
        for n, rule in enumerate(profile.tables)
        if rule.where
        or rule.file in selects
        or any(column.sql is not None for column in rule.columns.values())
    }
    if not rules and not selects:
        return SqlResult(profile, tables)
    own = [file.name for file in profile.own_files]
    named = {name: _unique_names(tables[name].frame) for name in own}
    answer = (run or sql_process.evaluate)(
        sql_engine.Request(
            {name: _to_arrow(name, tables[name].frame, named[name]) for name in own},
            selects,
            rules,
            limits.most_rows,
            sql_process.SECONDS,
            sql_process.MEMORY,
        )
    )
    if answer.faults:
        return SqlResult(
            profile, tables, tuple(_fault_finding(profile, one) for one in answer.faults)
        )
    read = {
        n: {file: {named[file][c] for c in found} for file, found in of_rule.items()}
        for n, of_rule in answer.read.items()
    }
    frames = {name: tables[name].frame for name in own}
    for name, table in answer.frames.items():
        frames[name] = pl.DataFrame(table).rename({sql_tree.ROW: ROW})
    for n, table in answer.added.items():
        rule, texts = profile.tables[n], pl.DataFrame(table)
        texts = texts.rename({sql_engine.WHERE: rule.where_column}) if rule.where else texts
        frames[rule.file] = frames[rule.file].hstack(clean_cells(texts))
    said = [one for counted in answer.counted for one in _build_warnings(profile, tables, counted)]
    hidden, faults = _hide_names(profile, tables, read)
    made, shaped = _divide_by_file(hidden, tables, frames, own)
    read_of: dict[str, set[str]] = {}
    for file, found in (one for of_rule in read.values() for one in of_rule.items()):
        read_of.setdefault(file, set()).update(found)
    return SqlResult(made, {**tables, **shaped}, (*said, *faults), read_of)


def _unique_names(frame: pl.DataFrame) -> dict[str, str]:
    """Return the columns by unique names for SQL, which ignores case: duplicates get a number."""
    names: dict[str, str] = {}
    taken = {sql_tree.ROW, sql_tree.FILE}
    for column in frame.columns:
        if column == ROW:
            continue
        name, number = column, 1
        while name.casefold() in taken:
            number += 1
            name = f"{column} ({number})"
        taken.add(name.casefold())
        names[name] = column
    return names


def _to_arrow(name: str, frame: pl.DataFrame, named: Mapping[str, str]) -> object:
    """Return the file as a table for SQL: text columns, the row number, and the file's name."""
    return frame.select(
        pl.col(ROW).cast(pl.Int32).alias(sql_tree.ROW),
        pl.lit(name).alias(sql_tree.FILE),
        *(pl.col(column).cast(pl.String).alias(known) for known, column in named.items()),
    ).to_arrow()


def _rule_sql(rule: TableRule) -> sql_engine.RuleSql:
    plain = dict.fromkeys(
        column.source for column in rule.columns.values() if column.source is not None
    )
    sql = {c.sql_column: c.sql for c in rule.columns.values() if c.sql is not None}
    return sql_engine.RuleSql(rule.file, rule.where, tuple(plain), sql)


def _describe_place(profile: Profile, place: sql_engine.SqlLocation) -> str:
    """Return the position of an SQL text in the profile, for messages."""
    match place:
        case ("files", name, key):
            return f"[files.{name}] {key}"
        case ("tables", number, key):
            rule = profile.tables[int(number)]
            target = next((c.target for c in rule.columns.values() if c.sql_column == key), key)
            return f"[tables.{rule.table}] {target}"
        case _:
            return message("the SQL of the mapping")


def _fault_finding(profile: Profile, fault: sql_engine.Fault) -> Finding:
    wording = message(
        "{place}: {fault}", place=_describe_place(profile, fault.place), fault=fault.words
    )
    return Finding(profile.file, "mapping.sql", wording, place=fault.place)


def _build_warnings(
    profile: Profile, tables: Tables, one: sql_engine.CountedRows
) -> Iterator[Finding]:
    rows = pl.Series(one.rows, dtype=pl.Int32)
    found = _found(one.kind, rows.len(), _describe_place(profile, one.place))
    wording = sentences(found, _MEND[one.kind])
    yield from warn_of_rows(tables[one.file].file, f"mapping.{one.kind}", one.column, rows, wording)


def _found(kind: str, number: int, place: str) -> Message:
    """Return the wording of a warning of this kind on a number of cells or rows."""
    match kind:
        case "no_number":
            return messages(
                "{count} cell is not a number, so num() of it is blank in {place}.",
                "{count} cells are not numbers, so num() of them is blank in {place}.",
                number,
                place=place,
            )
        case "blank_passed_over":
            return messages(
                "{count} cell is blank, so <>, NOT and similar tests in {place} ignore it.",
                "{count} cells are blank, so <>, NOT and similar tests in {place} ignore them.",
                number,
                place=place,
            )
        case "join_finds_none":
            return messages(
                "For {count} row the JOIN in {place} finds no row in the other file.",
                "For {count} rows the JOIN in {place} finds no row in the other file.",
                number,
                place=place,
            )
        case _:
            return messages(
                "For {count} row the JOIN in {place} finds several rows, so the row is repeated.",
                "For {count} rows the JOIN in {place} finds several rows, so they are repeated.",
                number,
                place=place,
            )


def _hide_names(
    profile: Profile, tables: Tables, read: Mapping[int, Mapping[str, set[str]]]
) -> tuple[Profile, list[Finding]]:
    """Return the profile; no cell may be shown of tables for which SQL reads persons' names.

    Return also an error for each column of names where the ids of the table are not pseudonyms.
    Columns that the profile reads without SQL have their own check.
    """
    rules = list(profile.tables)
    said: list[Finding] = []
    for n, of_rule in read.items():
        rule = rules[n]
        names = [
            (tables[file].file, name)
            for file, found in sorted(of_rule.items())
            for name in sorted(found - rule.reads)
            if column_checks.names_a_person(name)
        ]
        if names:
            hidden = {target: replace(c, hides=True) for target, c in rule.columns.items()}
            rules[n] = replace(rule, columns=hidden)
        fields = FIELDS[rule.table]
        ids = [c for c in rule.filled.values() if fields[c.target].kind is columns.Kind.ID]
        for file, name in [] if all(column.pseudonym for column in ids) else names:
            wording = message(
                "The column [{column}] may have names of people, and SQL reads it for {table},"
                " whose ids are not pseudonyms. Leave it out, or make pseudonyms of all ids of the"
                " table (pseudonym = true).",
                column=name,
                table=rule.table,
            )
            said.append(Finding(file, "mapping.name_column", wording, column=name))
    return replace(profile, tables=tuple(rules)), said


def _divide_by_file(
    profile: Profile, tables: Tables, frames: Mapping[str, pl.DataFrame], own: list[str]
) -> tuple[Profile, Tables]:
    """Return profile and tables, with the rows of each SELECT divided by the file they are of."""
    made = {name: replace(tables[name], frame=frames[name]) for name in own}
    files: list[SourceFile] = []
    parts: dict[str, list[str]] = {}
    for file in profile.files:
        frame = frames[file.name]
        if not file.select:
            files.append(file)
            continue
        origins = list(frame[sql_tree.FILE].unique(maintain_order=True)) or own[:1]
        for origin in origins:
            name = file.name if len(origins) == 1 else f"{file.name} of {origin}"
            rows = frame.filter(pl.col(sql_tree.FILE) == origin).drop(sql_tree.FILE)
            rows, table = rows.sort(ROW, maintain_order=True), tables[origin]
            made[name] = replace(table, frame=rows)
            added = frozenset(frame.columns) - {*table.frame.columns}
            files.append(SourceFile(name, table.file, origin=origin, made=added))
            parts.setdefault(file.name, []).append(name)
    rules = (
        replace(rule, file=name)
        for rule in profile.tables
        for name in parts.get(rule.file, [rule.file])
    )
    return replace(profile, files=tuple(files), tables=tuple(rules)), made
