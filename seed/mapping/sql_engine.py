"""Run a profile's SQL over the cells of an export, in a DuckDB without access to anything else.

There are two databases in memory. One has no rows, and each SELECT is a view there: its query plans
show which columns are read. The other has the rows and makes the result. Files, network and
settings are closed before any text of a profile runs. All this happens in a child process
(`sql_process.py`).
"""

import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pyarrow as pa

from schemas.language import message, messages, sentences
from seed.mapping import sql_row_warnings, sql_tree
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
    together may take `seconds` and `memory` bytes. With `takes_all`, as for drafts, SELECTs return
    also columns that no rule reads.
    """

    files: Mapping[str, pa.Table]
    selects: Mapping[str, str]
    rules: Mapping[int, RuleSql]
    most_rows: int
    seconds: float
    memory: int
    takes_all: bool = False


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
    """The result: `frames` by SELECT, and in `added` by rule a table with its texts for each row.

    `read` has by rule and file the columns that the rule reads, through all SELECTs. With `faults`
    there is no result.
    """

    faults: tuple[Fault, ...] = ()
    frames: Mapping[str, pa.Table] = field(default_factory=dict)
    added: Mapping[int, pa.Table] = field(default_factory=dict)
    read: Mapping[int, Mapping[str, frozenset[str]]] = field(default_factory=dict)
    counted: tuple[CountedRows, ...] = ()


class _Stopped(Exception):
    """Raised where an SQL text cannot run to its end."""

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
        self._parsed = {
            name: sql_tree.parse_sql(text, Kind.SELECT, self._known(name))
            for name, text in request.selects.items()
        }
        every = [*request.files, *request.selects]
        self._rules = {
            n: {
                key: sql_tree.parse_sql(text, Kind.WHERE if key == WHERE else Kind.SQL, every)
                for key, text in rule.by_key.items()
            }
            for n, rule in request.rules.items()
        }
        self._origins: dict[str, str] = {}
        self._counted: list[CountedRows] = []
        self._done = False

    def _known(self, name: str) -> list[str]:
        """Return the files and SELECTs that a SELECT may read: those before it."""
        selects = [*self._request.selects]
        return [*self._request.files, *selects[: selects.index(name)]]

    def answer(self) -> Answer:
        """Run all SELECTs and rules within the time limit, and return the result."""
        timer = threading.Timer(self._request.seconds, self._interrupt)
        timer.daemon = True
        timer.start()
        try:
            columns = {name: self._planned(name) for name in self._request.selects}
            read = {n: self._read(n, rule) for n, rule in self._request.rules.items()}
            frames = {name: self._made(name, columns[name]) for name in self._request.selects}
            added = {
                n: self._added(n, rule) for n, rule in self._request.rules.items() if rule.by_key
            }
        finally:
            self._done = True
            timer.cancel()
        return Answer((), frames, added, read, tuple(self._counted))

    def _interrupt(self) -> None:
        if not self._done:
            self._plans.interrupt()
            self._rows.interrupt()

    @contextmanager
    def _worded(self, place: SqlLocation) -> Iterator[None]:
        """Turn a database error into a fault whose message quotes no cell."""
        try:
            yield
        except _SAFE_ERRORS as error:
            lines = [line for line in str(error).splitlines() if line.strip()]
            told = " ".join(line.strip() for line in lines if not line.startswith("LINE "))
            told = told.rstrip("^ ").removeprefix("Binder Error: ")
            raise _Stopped(place, told.removeprefix("Catalog Error: ")) from None
        except duckdb.InterruptException:
            words = message(
                "It took more than {seconds:g} seconds and was stopped.",
                seconds=self._request.seconds,
            )
            raise _Stopped(place, words) from None
        except (duckdb.OutOfMemoryException, MemoryError):
            words = message(
                "It needs more than {size:,.0f} MB of memory.",
                size=self._request.memory / (1 << 20),
            )
            raise _Stopped(place, words) from None
        except duckdb.Error as error:
            words = message(
                "It cannot be run on the cells of the file ({reason}). The details are not shown,"
                " because they may repeat a cell. Compare numbers with num(x).",
                reason=type(error).__name__,
            )
            raise _Stopped(place, words) from None

    def _planned(self, name: str) -> list[str]:
        """Create a view for a SELECT in the database without rows, and return its columns."""
        place = ("files", name, "select")
        text = self._request.selects[name]
        with self._worded(place):
            self._plans.execute(text)
            made = [(str(one[0]), str(one[1])) for one in self._plans.description or ()]
            _check_columns(place, made)
            self._plans.execute(f"CREATE VIEW {quote_name(name)} AS {text}")
        names = [column for column, _ in made]
        for said, origin in sql_row_warnings.wrong_file_labels(
            self._parsed[name].node, self._origins_of_all()
        ):
            words = message(
                "{file} is [{said}], but {row} is from [{origin}]. Take both from the same file.",
                file=FILE,
                row=ROW,
                said=said,
                origin=origin,
            )
            raise _Stopped(place, words)
        origins = sql_row_warnings.row_origins(self._parsed[name].node, self._origins_of_all())
        # For a UNION the file can differ between rows.
        self._origins[name] = min(origins) if len(origins) == 1 else ""
        if FILE not in names and not self._origins[name]:
            wording = message(
                "Name the file of {row}: select it with the columns of its file, as in t.*, or"
                " write 'NAME' AS {file}.",
                row=ROW,
                file=FILE,
            )
            raise _Stopped(place, wording)
        return names

    def _origins_of_all(self) -> dict[str, str]:
        own = {name.lower(): name for name in self._request.files}
        return {**own, **{name.lower(): origin for name, origin in self._origins.items()}}

    def _read(self, number: int, rule: RuleSql) -> dict[str, frozenset[str]]:
        """Return the columns of each file that a rule reads, taken from its query plan."""
        place = ("tables", str(number))
        asked = [quote_name(column) for column in rule.columns]
        for key, text in rule.by_key.items():
            with self._worded((*place, key)):
                self._plans.execute(f"SELECT (\n{text}\n) FROM {quote_name(rule.file)}")
                [(_, kind, *_)] = list(self._plans.description or ())
                _check_type((*place, key), key, str(kind))
            asked.append(f"(\n{text}\n)")
        found: dict[str, set[str]] = {}
        if asked:
            with self._worded((*place, "columns")):
                plan = self._plans.execute(
                    f"EXPLAIN (FORMAT json) SELECT {', '.join(asked)} FROM {quote_name(rule.file)}"
                ).fetchall()
            for file, column in sql_row_warnings.columns_in_plan(plan[0][1]):
                if column in {ROW, FILE}:
                    continue
                found.setdefault(file, set()).add(column)
        return {file: frozenset(names) for file, names in found.items()}

    def _wanted(self, name: str) -> frozenset[str] | None:
        """Return the columns of a SELECT that rules need; None if a later SELECT may take any."""
        lower = name.lower()
        if self._request.takes_all or any(
            lower in sql_tree.tables_in(one.node) for one in self._parsed.values()
        ):
            return None
        wanted: set[str] = set()
        for n, rule in self._request.rules.items():
            texts: Collection[Parsed] = self._rules[n].values()
            wanted |= {*rule.columns} if rule.file == name else set()
            if rule.file == name or any(lower in sql_tree.tables_in(one.node) for one in texts):
                wanted |= {column for one in texts for column in one.columns}
        return frozenset(column.lower() for column in wanted)

    def _made(self, name: str, columns: Sequence[str]) -> pa.Table:
        """Run a SELECT and keep its rows as a table, which later SELECTs may read."""
        place = ("files", name, "select")
        file = FILE if FILE in columns else sql_literal(self._origins[name])
        cells = [_cleaned(column) for column in columns if column not in {ROW, FILE}]
        own = [f"CAST({ROW} AS INTEGER) AS {ROW}", f"CAST({file} AS VARCHAR) AS {FILE}"]
        most = self._request.most_rows
        with self._worded(place):
            # The text is one SELECT. The line breaks around it end a comment on its last line.
            self._rows.execute(
                f"CREATE TABLE {quote_name(name)} AS SELECT {', '.join([*own, *cells])}"
                f" FROM (\n{self._request.selects[name]}\n) LIMIT {most + 1}"
            )
            self._check_rows(place, name)
            self._probe(place, sql_row_warnings.select_probes(self._parsed[name]))
            wanted = self._wanted(name)
            taken = [c for c in columns if wanted is None or c.lower() in wanted]
            told = ", ".join(map(quote_name, dict.fromkeys((ROW, FILE, *taken))))
            made = self._rows.execute(f"SELECT {told} FROM {quote_name(name)}").to_arrow_table()
        return made

    def _check_rows(self, place: SqlLocation, name: str) -> None:
        """Refuse rows without a known file and the number of one of its rows, or too many rows."""
        most = self._request.most_rows
        [(count, unnumbered)] = self._rows.execute(
            f"SELECT count(*), count(*) FILTER (WHERE {ROW} IS NULL) FROM {quote_name(name)}"
        ).fetchall()
        if count > most:
            raise _Stopped(place, message("It makes more than {most:,} rows.", most=most))
        files = {str(file) for (file,) in self._distinct(FILE, name)}
        if unknown := sorted(files - {*self._request.files}):
            wording = message(
                "{file} is [{said}], but must be one of {files}.",
                file=FILE,
                said=unknown[0],
                files=", ".join(self._request.files),
            )
            raise _Stopped(place, wording)
        for file in sorted(files):
            [(others,)] = self._rows.execute(
                f"SELECT count(*) FROM {quote_name(name)} t ANTI JOIN {quote_name(file)} f"
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
        if sql_row_warnings.only_joins(self._parsed[name].node):
            again = self._rows.execute(
                f"SELECT {FILE}, {ROW} FROM {quote_name(name)} GROUP BY ALL HAVING count(*) > 1"
            ).fetchall()
            self._count("joined_twice", place, "", again)

    def _distinct(self, column: str, name: str) -> list[Any]:
        return self._rows.execute(f"SELECT DISTINCT {column} FROM {quote_name(name)}").fetchall()

    def _added(self, number: int, rule: RuleSql) -> pa.Table:
        """Return the results of a rule's SQL texts, one row for each row of its file, in order."""
        place = ("tables", str(number))
        # The caller strips blanks.
        asked = [
            f"CAST((\n{text}\n) AS VARCHAR) AS {quote_name(key)}"
            for key, text in rule.by_key.items()
        ]
        with self._worded((*place, "columns")):
            made = self._rows.execute(
                f"SELECT rowid AS place, {', '.join(asked)} FROM {quote_name(rule.file)}"
                " ORDER BY rowid"
            ).to_arrow_table()
        for key, parsed in self._rules[number].items():
            with self._worded((*place, key)):
                self._probe((*place, key), sql_row_warnings.text_probes(parsed, rule.file))
        return made.drop_columns(["place"])

    def _probe(self, place: SqlLocation, asked: Iterator[sql_row_warnings.Probe]) -> None:
        """Run the queries of `sql_row_warnings`, and note the rows that they find."""
        for probe in asked:
            for text in probe.texts:
                try:
                    found = self._rows.execute(text).fetchall()
                except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
                    # Inside a nested SELECT the row number may not exist: try the next text.
                    continue
                self._count(probe.kind, place, probe.column, found)
                break

    def _count(self, kind: str, place: SqlLocation, column: str, found: Collection[Any]) -> None:
        by_file: dict[str, set[int]] = {}
        for file, row in found:
            if file is not None and row is not None:
                by_file.setdefault(str(file), set()).add(int(row))
        for file, rows in by_file.items():
            self._counted.append(CountedRows(kind, place, file, column, tuple(sorted(rows))))


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
    """Check that column names are unique, that one is `_row`, and that the others hold text."""
    seen: set[str] = set()
    for name, kind in made:
        if name.lower() in seen:
            twice = message("[{name}] occurs twice.", name=name)
            if name == ROW:
                mend = message("Name the file that it is from, as in t.*.")
            else:
                mend = message("Give one of them another name.")
            raise _Stopped(place, sentences(twice, mend))
        seen.add(name.lower())
        if name == ROW and kind not in _WHOLE_NUMBERS:
            raise _Stopped(
                place,
                message(
                    "{row} must be the number of a row of the file, but its type is {kind}.",
                    row=ROW,
                    kind=kind,
                ),
            )
        if name not in {ROW, FILE}:
            _check_type(place, name, kind)
    if ROW not in {name for name, _ in made}:
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


def _cleaned(column: str) -> str:
    """Return SQL for a column as stripped text, NULL where empty."""
    name = quote_name(column)
    return f"nullif(trim(CAST({name} AS VARCHAR)), '') AS {name}"
