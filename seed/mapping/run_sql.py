"""Run the SQL of a profile over its files: SELECTs, conditions, and texts for columns.

The SQL itself runs in a child process; this module prepares the request and reads the answer.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from schemas import columns, findings
from schemas.language import Message, marked, message, sentences
from seed.gate import column_checks
from seed.mapping import profile_sql, sql_engine, sql_process, sql_tree
from seed.mapping.profile_model import FIELDS, ROW, Profile, SourceFile, TableRule
from seed.mapping.source_table import SourceTable, Tables, clean_cells, warn_of_rows
from seed.readers import Limits

Finding = findings.Finding
_NUM = message(
    "num() reads 1500 and 1500.25. For 1,500.25 write num(replace(COLUMN, ',', '')). Add words that"
    " mean nothing to the file's missing values."
)
# What was found in so many cells or rows, for one and for several, and what to do.
_WORDS = {
    "no_number": (
        marked("{count} cell is not a number, so num() of it is blank in {place}."),
        marked("{count} cells are not numbers, so num() of them is blank in {place}."),
        _NUM,
    ),
    "blank_passed_over": (
        marked("{count} cell is blank, so <>, NOT and similar tests in {place} ignore it."),
        marked("{count} cells are blank, so <>, NOT and similar tests in {place} ignore them."),
        message("Say with IS NULL or IS NOT NULL whether blank cells are meant."),
    ),
    "join_finds_none": (
        marked("For {count} row the JOIN in {place} finds no row in the other file."),
        marked("For {count} rows the JOIN in {place} finds no row in the other file."),
        message("Correct the key in one of the files. If the rows need no match, do nothing."),
    ),
    "joined_twice": (
        marked("For {count} row the JOIN in {place} finds several rows, so the row is repeated."),
        marked("For {count} rows the JOIN in {place} finds several rows, so they are repeated."),
        message("Join by columns that identify one row of the other file."),
    ),
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
    read: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Finding]:
        """Return the errors that stopped the SQL. Empty if it has a result."""
        return findings.only_errors(self.findings)


def run_sql(profile: Profile, tables: Tables, limits: Limits, run: Run | None = None) -> SqlResult:
    """Run the profile's SQL in a child process, and return the changed profile and tables.

    `tables` are the source's files by name. `run` replaces the child process; None uses it.
    """
    selects = {file.name: file.select for file in profile.files if file.select}
    rules = {n: rule for n, rule in enumerate(profile.tables) if _uses_sql(rule, selects)}
    if not rules and not selects:
        return SqlResult(profile, tables)
    own = [file.name for file in profile.own_files]
    named = {name: _unique_names(tables[name].frame) for name in own}
    answer = (run or sql_process.evaluate)(
        sql_engine.Request(
            {name: _to_arrow(name, tables[name].frame, named[name]) for name in own},
            selects,
            tuple(_rule_sql(rule) for rule in rules.values()),
            limits.most_rows,
            sql_process.SECONDS,
            sql_process.MEMORY,
        )
    )
    if answer.faults:
        faults = tuple(_fault(profile, list(rules.values()), one) for one in answer.faults)
        return SqlResult(profile, tables, faults)
    numbers = dict(zip(rules, range(len(rules)), strict=True))
    read = {
        n: {file: {named[file][c] for c in found} for file, found in answer.read[at].items()}
        for n, at in numbers.items()
    }
    said = [
        finding
        for one in answer.counted
        for finding in _build_warnings(list(rules.values()), tables, one)
    ]
    added = {n: answer.added[at] for n, at in numbers.items() if at in answer.added}
    whole = {**{name: tables[name].frame for name in own}, **_frames(answer)}
    for n, table in added.items():
        rule = profile.tables[n]
        whole[rule.file] = whole[rule.file].hstack(_rule_answers(rule, pl.DataFrame(table)))
    parted = _RowsByFile(profile, tables, own, whole, selects)
    shaped_profile = _hide_names(parted.profile(), profile, read)
    return SqlResult(
        shaped_profile,
        {**tables, **parted.tables()},
        (*said, *_find_names_read(profile, tables, read)),
        _columns_read(read.values(), profile_sql.find_unread_members(profile)),
    )


def _columns_read(
    read: Iterable[Mapping[str, Collection[str]]], unread: Collection[str]
) -> dict[str, frozenset[str]]:
    """Return the columns that SQL reads of each file, without the `unread` ones."""
    of_files: dict[str, set[str]] = {}
    for found in read:
        for file, names in found.items():
            taken = {name for name in names if name.lower() not in unread}
            of_files.setdefault(file, set()).update(taken)
    return {file: frozenset(names) for file, names in of_files.items()}


def _uses_sql(rule: TableRule, selects: Collection[str]) -> bool:
    return bool(
        rule.where or rule.file in selects or any(c.sql is not None for c in rule.columns.values())
    )


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


def _rule_answers(rule: TableRule, table: pl.DataFrame) -> pl.DataFrame:
    named = table.rename({"where": rule.where_column}) if rule.where else table
    return clean_cells(named)


def _frames(answer: sql_engine.Answer) -> dict[str, pl.DataFrame]:
    return {
        name: pl.DataFrame(table).rename({sql_tree.ROW: ROW})
        for name, table in answer.frames.items()
    }


def _describe_place(rules: list[TableRule], place: sql_engine.SqlLocation) -> str:
    """Return the position of an SQL text in the profile, for messages."""
    match place:
        case ("files", name, key):
            return f"[files.{name}] {key}"
        case ("tables", number, key):
            rule = rules[int(number)]
            target = next((c.target for c in rule.columns.values() if c.sql_column == key), key)
            return f"[tables.{rule.table}] {target}"
        case _:
            return message("the SQL of the mapping")


def _fault(profile: Profile, rules: list[TableRule], fault: sql_engine.Fault) -> Finding:
    wording = message(
        "{place}: {fault}", place=_describe_place(rules, fault.place), fault=fault.words
    )
    return Finding(profile.file, "mapping.sql", wording, place=fault.place)


def _build_warnings(
    rules: list[TableRule], tables: Tables, one: sql_engine.CountedRows
) -> Iterator[Finding]:
    rows = pl.Series(one.rows, dtype=pl.Int32)
    single, several, mend = _WORDS[one.kind]
    found = Message(
        (single, several), {"count": rows.len(), "place": _describe_place(rules, one.place)}
    )
    wording = sentences(found, mend)
    yield from warn_of_rows(tables[one.file].file, f"mapping.{one.kind}", one.column, rows, wording)


def _find_names_read(
    profile: Profile, tables: Tables, read: Mapping[int, Mapping[str, set[str]]]
) -> Iterator[Finding]:
    """Yield a finding where SQL reads a name for a table whose ids are not pseudonyms."""
    for n, of_rule in read.items():
        rule = profile.tables[n]
        ids = [
            c for c in rule.columns.values() if FIELDS[rule.table][c.target].kind is columns.Kind.ID
        ]
        if all(column.pseudonym for column in ids):
            continue
        for file, name in _read_names(rule, of_rule):
            wording = message(
                "The column [{column}] may have names of people, and SQL reads it for {table},"
                " whose ids are not pseudonyms. Leave it out, or make pseudonyms of all ids of the"
                " table (pseudonym = true).",
                column=name,
                table=rule.table,
            )
            yield Finding(tables[file].file, "mapping.name_column", wording, column=name)


def _read_names(rule: TableRule, of_rule: Mapping[str, set[str]]) -> Iterator[tuple[str, str]]:
    """Yield file and column of names that only SQL reads. Columns of rules have their own check."""
    for file, found in sorted(of_rule.items()):
        for name in sorted(found - rule.reads):
            if column_checks.names_a_person(name):
                yield file, name


def _hide_names(
    made: Profile, profile: Profile, read: Mapping[int, Mapping[str, set[str]]]
) -> Profile:
    """Return the profile with all columns hidden in tables for which SQL reads a persons' name."""
    hiding = {
        profile.tables[n].number
        for n, found in read.items()
        if any(_read_names(profile.tables[n], found))
    }
    tables = (
        replace(rule, columns={n: replace(c, hides=True) for n, c in rule.columns.items()})
        if rule.number in hiding
        else rule
        for rule in made.tables
    )
    return replace(made, tables=tuple(tables))


class _RowsByFile:
    """Divides the rows of each SELECT by the source file that they come from."""

    def __init__(
        self,
        profile: Profile,
        tables: Tables,
        own: list[str],
        frames: Mapping[str, pl.DataFrame],
        selects: Collection[str],
    ) -> None:
        self._profile, self._tables = profile, tables
        self._frames = frames
        self._parts = {
            name: list(frames[name][sql_tree.FILE].unique(maintain_order=True)) or own[:1]
            for name in selects
        }

    def _called(self, name: str, origin: str) -> str:
        return name if len(self._parts[name]) == 1 else f"{name} of {origin}"

    def profile(self) -> Profile:
        """Return the profile with SELECTs over several files divided into one per source file."""
        files = [
            one
            for file in self._profile.files
            for one in ([*self._files(file)] if file.name in self._parts else [file])
        ]
        rules = [
            replace(rule, file=self._called(rule.file, origin)) if origin else rule
            for rule in self._profile.tables
            for origin in self._parts.get(rule.file, [""])
        ]
        return replace(self._profile, files=tuple(files), tables=tuple(rules))

    def _files(self, file: SourceFile) -> Iterator[SourceFile]:
        """Yield a file for each source file that the rows of a SELECT come from."""
        for origin in self._parts[file.name]:
            table = self._tables[origin]
            yield SourceFile(
                self._called(file.name, origin),
                table.file,
                origin=origin,
                made=frozenset(self._frames[file.name].columns) - {*table.frame.columns},
            )

    def tables(self) -> Tables:
        """Return the rows of each SELECT, divided by source file."""
        made: dict[str, SourceTable] = {
            name: replace(self._tables[name], frame=frame)
            for name, frame in self._frames.items()
            if name not in self._parts
        }
        for name, origins in self._parts.items():
            for origin in origins:
                rows = (
                    self._frames[name].filter(pl.col(sql_tree.FILE) == origin).drop(sql_tree.FILE)
                )
                rows = rows.sort(ROW, maintain_order=True)
                here = replace(self._tables[origin], frame=rows, by_number={})
                made[self._called(name, origin)] = here
        return made
