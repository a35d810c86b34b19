"""Run a profile's SQL over the cells of an export, in a DuckDB without access to anything else.

There are two databases in memory. One has no rows, and each SELECT is a view there: its query plans
show which columns are read. The other has the rows and makes the result. Files, network and
settings are closed before any text of a profile runs. All this happens in a child process
(`sql_process.py`).
"""

import json
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from schemas.language import Message, message, messages
from seed.mapping import sql_lints, sql_tree
from seed.mapping.sql_tree import FILE, MACROS, ROW, Kind, Parsed, quote_name, sql_literal

# The place of an SQL text in the profile: ("files", NAME, "select") or ("tables", NUMBER, "where").
SqlLocation = tuple[str, ...]
# These optimizers move a filter into the scan, so that the plan no longer names its columns.
_OPTIMIZERS = (
    "filter_pushdown,filter_pullup,statistics_propagation,empty_result_pullup,"
    "compressed_materialization"
)
# These errors describe the SQL text. Other errors may quote a cell, so they are not shown.
_SAFE_ERRORS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException)
_WHOLE_NUMBERS = frozenset(
    ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER"]
)
# The key of a rule's condition, in a profile and in an Answer.
WHERE = "where"


@dataclass(frozen=True)
class RuleSql:
    """The SQL of a rule over `file`: a condition, and texts by the name of their result column.

    `columns` are columns of the file that the rule reads without SQL.
    """

    file: str
    where: str = ""
    columns: tuple[str, ...] = ()
    sql: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_key(self) -> dict[str, str]:
        """Return all its SQL texts: the condition under WHERE, the others under their column."""
        every = {WHERE: self.where, **self.sql}
        return {key: text for key, text in every.items() if text}


@dataclass(frozen=True)
class Request:
    """The work for the child process.

    `files` are Arrow tables with `_row` and `_file`, `selects` the SELECTs in order, `rules` those
    of the profile that need SQL, by their number. A SELECT may make at most `most_rows`; all
    together may take `seconds` and `memory` bytes.
    """

    files: Mapping[str, pa.Table]
    selects: Mapping[str, str]
    rules: Mapping[int, RuleSql]
    most_rows: int
    seconds: float
    memory: int


@dataclass(frozen=True)
class Fault:
    """Why the SQL at `place` was refused or stopped."""

    place: SqlLocation
    words: str


@dataclass(frozen=True)
class CountedRows:
    """The rows that a warning of this `kind` concerns, with their file and column."""

    kind: str
    place: SqlLocation
    file: str
    column: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Answer:
    """The result: `frames` has the rows of each SELECT, `added` what the SQL of each rule gave.

    `added` has a table by rule, with a row for each row of its file. `read` has by rule and file
    the columns that the rule reads, through all SELECTs. If there are `faults`, the rest is empty.
    """

    faults: tuple[Fault, ...] = ()
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    added: Mapping[int, pa.Table] = field(default_factory=dict)
    read: Mapping[int, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    counted: tuple[CountedRows, ...] = ()


class _Stopped(Exception):
    def __init__(self, place: SqlLocation, words: str) -> None:
        super().__init__(words)
        self.fault = Fault(place, words)


def evaluate(request: Request) -> Answer:
    """Run the SQL of a request, and return its result or its faults."""
    try:
        return _Run(request).answer()
    except _Stopped as stopped:
        return Answer(faults=(stopped.fault,))
    except sql_tree.Refused as refused:
        # The caller has checked the texts already. Here they are checked again before they run.
        return Answer(faults=(Fault(("files",), refused.why),))
    except duckdb.Error as error:
        words = message(
            "The files cannot be loaded into the database ({reason}).", reason=type(error).__name__
        )
        return Answer(faults=(Fault(("files",), words),))


class _Run:
    def __init__(self, request: Request) -> None:
        self._request = request
        schema = {name: table.schema.empty_table() for name, table in request.files.items()}
        self._plans = open_database(schema, request.memory, plans=True)
        self._rows = open_database(request.files, request.memory, plans=False)
        known = [*request.files]
        self._selects: dict[str, Parsed] = {}
        for name, text in request.selects.items():
            # A SELECT may read the files and SELECTs before it.
            self._selects[name] = sql_tree.parse_sql(text, Kind.SELECT, known)
            known.append(name)
        self._rules = {
            n: {
                key: sql_tree.parse_sql(text, Kind.WHERE if key == WHERE else Kind.SQL, known)
                for key, text in rule.by_key.items()
            }
            for n, rule in request.rules.items()
        }
        self._counted: list[CountedRows] = []
        self._done = False

    def answer(self) -> Answer:
        """Run all SELECTs and rules within the time limit, and return the result."""
        timer = threading.Timer(self._request.seconds, self._interrupt)
        timer.daemon = True
        timer.start()
        rules = self._request.rules
        try:
            origins = {name: self._plan_select(name) for name in self._selects}
            read = {n: self._read(n, rule) for n, rule in rules.items()}
            frames = {name: self._run_select(name, of) for name, of in origins.items()}
            added = {n: self._run_rule_sql(n, rule) for n, rule in rules.items() if rule.by_key}
        finally:
            self._done = True
            timer.cancel()
        return Answer((), frames, added, read, tuple(self._counted))

    def _interrupt(self) -> None:
        if not self._done:
            self._plans.interrupt()
            self._rows.interrupt()

    @contextmanager
    def _word_database_errors(self, *place: str) -> Iterator[None]:
        """Turn a database error into a fault whose message quotes no cell."""
        try:
            yield
        except _SAFE_ERRORS as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            text = " ".join(line.strip() for line in lines if not line.startswith("LINE "))
            words = text.rstrip("^ ").removeprefix("Binder Error: ").removeprefix("Catalog Error: ")
        except duckdb.InterruptException:
            words = too_slow(self._request)
        except (duckdb.OutOfMemoryException, MemoryError):
            words = too_large(self._request)
        except duckdb.Error as error:
            words = message(
                "It cannot be run on the cells of the file ({reason}). The details are not shown,"
                " because they may repeat a cell. Compare numbers with num(x).",
                reason=type(error).__name__,
            )
        else:
            return
        raise _Stopped(place, words) from None

    def _plan_select(self, name: str) -> frozenset[str]:
        """Create a view for a SELECT in the database without rows.

        Returns the files that its rows may be of.
        """
        place = ("files", name, "select")
        text = self._request.selects[name]
        with self._word_database_errors(*place):
            self._plans.execute(text)
            made = [(str(one[0]), str(one[1])) for one in self._plans.description or ()]
            _check_columns(place, made)
            self._plans.execute(f"CREATE VIEW {quote_name(name)} AS {text}")
            read = self._columns_read(f"SELECT {ROW} FROM {quote_name(name)}")
        origins = frozenset(file for file, columns in read.items() if ROW in columns)
        if len(origins) != 1 and FILE not in {column for column, _ in made}:
            wording = message(
                "Name the file of {row}: select it with the columns of its file, as in t.*, or"
                " write 'NAME' AS {file}.",
                row=ROW,
                file=FILE,
            )
            raise _Stopped(place, wording)
        return origins

    def _read(self, number: int, rule: RuleSql) -> dict[str, frozenset[str]]:
        """Return the columns of each file that a rule reads, taken from its query plan."""
        place = ("tables", str(number))
        file = quote_name(rule.file)
        asked = [quote_name(column) for column in rule.columns]
        for key, text in rule.by_key.items():
            with self._word_database_errors(*place, key):
                self._plans.execute(f"SELECT (\n{text}\n) FROM {file}")
                [(_, kind, *_)] = list(self._plans.description or ())
                _check_type((*place, key), key, str(kind))
            asked.append(f"(\n{text}\n)")
        if not asked:
            return {}
        with self._word_database_errors(*place, "columns"):
            read = self._columns_read(f"SELECT {', '.join(asked)} FROM {file}")
        return {file: frozenset(names - {ROW, FILE}) for file, names in read.items()}

    def _columns_read(self, query: str) -> dict[str, set[str]]:
        """Return the columns of each file that a query reads, by its plan."""
        [(_, plan)] = self._plans.execute(f"EXPLAIN (FORMAT json) {query}").fetchall()
        found: dict[str, set[str]] = {}
        stack = list(json.loads(plan))
        while stack:
            one = stack.pop()
            stack += one.get("children", [])
            info = one.get("extra_info", {})
            if "Table" in info:
                names = info.get("Projections", [])
                file = str(info["Table"]).removeprefix("memory.main.")
                if file.startswith('"'):
                    file = file[1:-1].replace('""', '"')
                found.setdefault(file, set()).update([names] if isinstance(names, str) else names)
        return found

    def _run_select(self, name: str, origins: frozenset[str]) -> pa.Table:
        """Run a SELECT and keep its rows as a table, which later SELECTs may read."""
        place = ("files", name, "select")
        most = self._request.most_rows
        view = quote_name(name)
        with self._word_database_errors(*place):
            columns = [one[0] for one in self._plans.execute(f"DESCRIBE {view}").fetchall()]
            file = FILE if FILE in columns else sql_literal(min(origins))
            cells = [_cleaned_column_sql(column) for column in columns if column not in {ROW, FILE}]
            own = [f"CAST({ROW} AS INTEGER) AS {ROW}", f"CAST({file} AS VARCHAR) AS {FILE}"]
            # The text is one SELECT. The line breaks around it end a comment on its last line.
            self._rows.execute(
                f"CREATE TABLE {view} AS SELECT {', '.join([*own, *cells])}"
                f" FROM (\n{self._request.selects[name]}\n) LIMIT {most + 1}"
            )
            self._check_rows(place, name, origins)
            self._run_probes(place, sql_lints.find_probes(self._selects[name]))
            rows = self._rows.execute(f"SELECT * FROM {view}").to_arrow_table()
        return rows

    def _check_rows(self, place: SqlLocation, name: str, origins: frozenset[str]) -> None:
        """Raise _Stopped for too many rows, or rows whose file or row number does not exist."""
        most, view = self._request.most_rows, quote_name(name)
        [(count, unnumbered)] = self._rows.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {ROW} IS NULL) FROM {view}"
        ).fetchall()
        if count > most:
            raise _Stopped(place, message("It makes more than {most:,} rows.", most=most))
        files = self._rows.execute(f"SELECT DISTINCT {FILE} FROM {view} ORDER BY 1").fetchall()
        # Of a single origin, file and row must be of the same file.
        known = origins if len(origins) == 1 else self._request.files
        for file in [str(file) for (file,) in files]:
            if file not in known:
                wording = message(
                    "{file} is [{said}], but must be one of {files}.",
                    file=FILE,
                    said=file,
                    files=", ".join(known),
                )
                raise _Stopped(place, wording)
            [(others,)] = self._rows.execute(
                f"SELECT count(*) FROM {view} t ANTI JOIN {quote_name(file)} f"
                f" ON t.{ROW} = f.{ROW} WHERE t.{FILE} = $1",
                [file],
            ).fetchall()
            unnumbered += others
        if unnumbered:
            wording = messages(
                "{count} row has a {row} that no row of the file has.",
                "{count} rows have a {row} that no row of the file has.",
                unnumbered,
                row=ROW,
            )
            raise _Stopped(place, wording)
        if sql_lints.only_joins(self._selects[name].node):
            again = self._rows.execute(
                f"SELECT {FILE}, {ROW} FROM {view} GROUP BY ALL HAVING count(*) > 1"
            ).fetchall()
            self._note_rows("joined_twice", place, "", again)

    def _run_rule_sql(self, number: int, rule: RuleSql) -> pa.Table:
        """Return the results of a rule's SQL texts, one row for each row of its file, in order."""
        place = ("tables", str(number))
        # The caller strips blanks.
        asked = [
            f"CAST((\n{text}\n) AS VARCHAR) AS {quote_name(key)}"
            for key, text in rule.by_key.items()
        ]
        with self._word_database_errors(*place, "columns"):
            made = self._rows.execute(
                f"SELECT {', '.join(asked)} FROM {quote_name(rule.file)} ORDER BY rowid"
            ).to_arrow_table()
        for key, parsed in self._rules[number].items():
            with self._word_database_errors(*place, key):
                self._run_probes((*place, key), sql_lints.find_probes(parsed, rule.file))
        return made

    def _run_probes(self, place: SqlLocation, asked: Iterator[sql_lints.Probe]) -> None:
        """Run the queries of `sql_lints.find_probes`, and note the rows that they find."""
        for probe in asked:
            for text in probe.texts:
                try:
                    found = self._rows.execute(text).fetchall()
                except _SAFE_ERRORS:
                    # Inside a nested SELECT the row number may not exist: try the next text.
                    continue
                self._note_rows(probe.kind, place, probe.column, found)
                break

    def _note_rows(
        self, kind: str, place: SqlLocation, column: str, found: Collection[Any]
    ) -> None:
        by_file: dict[str, set[int]] = {}
        for file, row in found:
            if file is not None and row is not None:
                by_file.setdefault(str(file), set()).add(int(row))
        for file, rows in by_file.items():
            self._counted.append(CountedRows(kind, place, file, column, tuple(sorted(rows))))


def too_slow(request: Request) -> Message:
    return message(
        "It took more than {seconds:g} seconds and was stopped.", seconds=request.seconds
    )


def too_large(request: Request) -> Message:
    return message("It needs more than {size:,.0f} MB of memory.", size=request.memory / (1 << 20))


def open_database(tables: Mapping[str, pa.Table], memory: int, *, plans: bool) -> Any:
    """Return a DuckDB connection with the tables, closed to files, network and settings.

    `memory` is in bytes. With `plans`, optimizers that hide columns in query plans are off.
    """
    config = sql_tree.CONFIGURATION | {"memory_limit": f"{memory >> 20}MiB"}
    connection = duckdb.connect(":memory:", config=config)
    for name, table in tables.items():
        connection.register("\x1fgiven", table)
        connection.execute(f'CREATE TABLE {quote_name(name)} AS SELECT * FROM "\x1fgiven"')
        connection.unregister("\x1fgiven")
    for macro in MACROS:
        connection.execute(macro)
    connection.execute(f"SET max_expression_depth = {sql_tree.DEEPEST * 2}")
    if plans:
        connection.execute(f"SET disabled_optimizers = '{_OPTIMIZERS}'")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def _check_columns(place: SqlLocation, made: Sequence[tuple[str, str]]) -> None:
    """Check that column names are unique, `_row` is a number, and all other columns are text."""
    seen: set[str] = set()
    for name, kind in made:
        if name.lower() in seen:
            wording = message(
                "[{name}] occurs twice. Name the file that it is from, as in t.*, or give one of"
                " them another name.",
                name=name,
            )
            raise _Stopped(place, wording)
        seen.add(name.lower())
        if name not in {ROW, FILE}:
            _check_type(place, name, kind)
    if ROW not in {name for name, kind in made if kind in _WHOLE_NUMBERS}:
        wording = message(
            "{row} is missing, the number of the row that each row is made of. Write SELECT {row},"
            " ... or SELECT t.*.",
            row=ROW,
        )
        raise _Stopped(place, wording)


def _check_type(place: SqlLocation, name: str, kind: str) -> None:
    """Check that a condition is a boolean, and any other result a text or a whole number."""
    if place[-1] == WHERE:
        if kind not in {"BOOLEAN", "NULL"}:
            raise _Stopped(place, message("Not a condition: it must be true or false for a row."))
        return
    if kind in {"VARCHAR", "NULL", '"NULL"'} or kind in _WHOLE_NUMBERS:
        return
    if kind == "BOOLEAN":
        wording = message(
            "[{name}] is true or false, so every other word would count as false. Write CASE WHEN x"
            " = 'a' THEN 'yes' WHEN x = 'b' THEN 'no' END.",
            name=name,
        )
    else:
        wording = message(
            "[{name}] has the type {kind}, but cells are text. Use [number] of the column to read a"
            " number, and num(x) to compare it.",
            name=name,
            kind=kind,
        )
    raise _Stopped(place, wording)


def _cleaned_column_sql(column: str) -> str:
    """Return SQL for a column as stripped text, NULL where empty."""
    name = quote_name(column)
    return f"nullif(trim(CAST({name} AS VARCHAR)), '') AS {name}"
