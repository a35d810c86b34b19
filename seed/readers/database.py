"""Read a running system's database as text tables: one table or SELECT at a time.

Come here for how an address is checked, opened and shown, and how values become text. Nothing is
ever written to a source.
"""

import hashlib
import os
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote
from uuid import UUID

import duckdb
import polars as pl
import psycopg
from psycopg import abc
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import Loader
from psycopg.pq import Format
from sqlalchemy import (
    URL,
    ColumnClause,
    Connection,
    CursorResult,
    Engine,
    ExceptionContext,
    NullPool,
    Select,
    column,
    create_engine,
    event,
    inspect,
    literal_column,
    make_url,
    or_,
    select,
    table,
)
from sqlalchemy.exc import ArgumentError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.sql import quoted_name

from schemas import errors, findings
from schemas.language import message
from seed.readers import headers, preflight
from seed.readers.headers import ROW, Findings, NotReadable, none_if_not_readable, raise_findings
from seed.readers.preflight import Limits

POSTGRESQL, SQLITE, DUCKDB = "postgresql", "sqlite", "duckdb"
KINDS = (POSTGRESQL, SQLITE, DUCKDB)
EXAMPLES = "postgresql://READER@HOST/NAME, sqlite:///PATH or duckdb:///PATH"
# A reference to an environment variable: ${COURT_PASSWORD}.
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# Names of address options that hold secrets.
_SECRET = re.compile(r"pass(word|wd|phrase)?$|secret|token", re.IGNORECASE)
# A password in any text, even in an incomplete address or in a comment. It may hold a slash. If
# it holds an @ that is not escaped, it ends at the last @.
_WITH_PASSWORD = re.compile(
    r"[a-z][a-z0-9+]*://[^\s:/@\"']*:(?!//)([^\s\"']+)@|[?&\s][a-z]*pass(?:word|wd)=([^&\s\"']+)",
    re.IGNORECASE,
)
IN_THE_ENVIRONMENT = message(
    "Do not write a password here: everybody who reads this text could use it. Set it in the"
    " environment of the import, as {first} or {second}, or under a name of your own, as in"
    " {example}. If others have seen the password, change it.",
    first="PGPASSWORD",
    second="PGPASSFILE",
    example="postgresql://READER:${COURT_PASSWORD}@HOST/NAME",
)


def is_address(text: str) -> bool:
    """Return whether the text is the address of a database, not a path."""
    return "://" in text


def holds_password(text: str) -> bool:
    """Return whether a text contains an address with a password, even in a comment.

    A reference to an environment variable is not a password.
    """
    return any(
        not _VARIABLE.fullmatch(found[1] or found[2]) for found in _WITH_PASSWORD.finditer(text)
    )


def address_fault(source: str) -> str:
    """Return why the address cannot be read or must not be stored; "" if it is fine."""
    # Check this first: the messages below repeat parts of the address.
    if holds_password(source):
        return IN_THE_ENVIRONMENT
    try:
        url = make_url(source)
    except (ArgumentError, ValueError):
        return message("Not a valid database address. Use {examples}.", examples=EXAMPLES)
    if url.get_backend_name() not in KINDS:
        return message(
            "Unsupported database type: {kind}. Use {examples}, or send an export.",
            kind=url.get_backend_name(),
            examples=EXAMPLES,
        )
    secrets = [url.password, *(v for k, v in url.query.items() if _SECRET.search(k))]
    if any(one is not None and not _VARIABLE.fullmatch(str(one)) for one in secrets):
        return IN_THE_ENVIRONMENT
    if url.get_backend_name() != POSTGRESQL and url.database in {None, "", ":memory:"}:
        return message(
            "The address names no file. Use {example}.",
            example=f"{url.get_backend_name()}:///PATH",
        )
    return ""


def redacted_address(source: str) -> str:
    """Return the address that may be shown and stored: without user, password and options.

    For a database file this is the kind and the file's name, without its folder.
    """
    url = make_url(source)
    kind = url.get_backend_name()
    if kind != POSTGRESQL:
        return f"{kind}:///{PurePath(url.database or '').name}"
    port = f":{url.port}" if url.port else ""
    return f"{kind}://{url.host or ''}{port}/{url.database or ''}"


def _fill_variables(source: str) -> URL:
    """Fill in the environment variables. Raises UserError where one is not set."""
    url = make_url(source)
    return url.set(
        username=_fill_part(url.username),
        password=_fill_part(url.password),
        host=_fill_part(url.host),
        database=_fill_part(url.database),
        query={
            name: _fill_part(value) or "" if isinstance(value, str) else value
            for name, value in url.query.items()
        },
    )


def _fill_part(part: str | None) -> str | None:
    return None if part is None else _VARIABLE.sub(_value, part)


def _value(found: re.Match[str]) -> str:
    """Return the value of the environment variable that was found. Raises UserError without it."""
    value = os.environ.get(found[1])
    if value is None:
        raise errors.UserError(
            "The source of the mapping uses the environment variable [{name}], which is not"
            " set. Set it for this command, or for the job that runs it.",
            name=found[1],
        )
    return value


# Texts, quoted names and comments of a SELECT. A semicolon inside them ends no statement.
_QUOTED = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\1\$", re.DOTALL
)
_SELECT = re.compile(r"\(*\s*(SELECT|WITH)\b", re.IGNORECASE)
ONE_SELECT = message(
    "Write one SELECT (or WITH ... SELECT) and nothing after it: a source can only be read."
)


@dataclass(frozen=True)
class TableOrSelect:
    """What to read: a `table` or view, or else one `select` statement.

    A table may have its schema and a dot before its name. `most` limits the number of rows, for a
    preview; None reads them all.
    """

    table: str = ""
    select: str = ""
    most: int | None = None

    @property
    def schema(self) -> str | None:
        """Return the schema in the table's name; None where the database must find it."""
        schema, dot, _ = self.table.partition(".")
        return schema if dot else None

    @property
    def name(self) -> str:
        """Return the table's name without its schema."""
        return self.table.rpartition(".")[2]


def select_fault(select: str) -> str:
    """Return why the text is not one SELECT; "" where it looks like one.

    This is only an early message. The connection is read-only, so the database refuses anything
    else.
    """
    plain = _QUOTED.sub(" ", select).strip().rstrip(";").rstrip()
    return "" if _SELECT.match(plain) and ";" not in plain else ONE_SELECT


def short_hash(select: str) -> str:
    """Return 12 hexadecimal digits of the statement's SHA-256: its name in findings and reports."""
    return hashlib.sha256(select.strip().encode()).hexdigest()[:12]


APPLICATION = "prosecution-quality, import"
CONNECT_SECONDS = 30
# SQLSTATE classes whose messages name tables, columns and rights but never a value: syntax, access
# rules and read-only transactions. Messages of other classes may repeat a value of a record.
TOLD_CLASSES = ("42", "25", "0A", "3F")
# How SQLite's messages begin when the statement is wrong, and not the file.
OF_STATEMENT = (
    *("no such", "near ", "ambiguous", "wrong number", "misuse", "unrecognized", "incomplete"),
    "attempt to write",
)
DUCKDB_TOLD = (duckdb.CatalogException, duckdb.BinderException, duckdb.ParserException)
DUCKDB_GONE = (duckdb.IOException, duckdb.FatalException, duckdb.ConnectionException)
# PostgreSQL types with values that Python cannot hold, such as `infinity`.
MOMENTS = ("date", "timestamp", "timestamptz", "time", "timetz")
OWN_SCHEMAS = ("information_schema", "pg_catalog")


class Refused(errors.UserError):
    """The database answers but refuses the statement; the message says why."""


class Undecodable(str):
    """A placeholder for a text that is not UTF-8."""


@dataclass(frozen=True)
class SourceDatabase:
    """An open, read-only database. All reads see it as it was when it was opened."""

    connection: Connection
    kind: str

    def tables(self) -> list[str]:
        """Return the sorted names of the tables and views that the user may see.

        A name outside the default schema (`public`, or `main` in DuckDB) has its schema before it.
        """
        if self.kind == SQLITE:
            master = table("sqlite_master", column("name"), column("type"))
            kinds = master.c.type.in_(("table", "view"))
            own = master.c.name.not_like("sqlite\\_%", escape="\\")
            query = select(master.c.name).where(kinds, own)
            return sorted(self.connection.execute(query).scalars())
        tables = table(
            "tables", column("table_schema"), column("table_name"), schema="information_schema"
        )
        query = select(tables.c.table_schema, tables.c.table_name).where(
            ~or_(*(tables.c.table_schema == one for one in OWN_SCHEMAS))
        )
        usual = "main" if self.kind == DUCKDB else "public"
        found = self.connection.execute(query)
        return sorted(name if schema == usual else f"{schema}.{name}" for schema, name in found)

    def key(self, asked: TableOrSelect) -> list[str]:
        """Return the primary key's columns; empty for a view, and always for DuckDB."""
        if self.kind == DUCKDB:
            return []
        try:
            key = inspect(self.connection).get_pk_constraint(asked.name, asked.schema)
        except NoSuchTableError:
            return []
        return list(key["constrained_columns"])


@contextmanager
def open_database(source: str) -> Iterator[SourceDatabase]:
    """Open the database at an address for reading, in one transaction for all reads.

    Nothing is written. Raises UserError where an environment variable in the address is not set,
    and DatabaseUnavailable where the database cannot be reached or the connection breaks.
    """
    url = _fill_variables(source)
    kind = url.get_backend_name()
    engine = {POSTGRESQL: _postgresql_engine, SQLITE: _sqlite_engine, DUCKDB: _duckdb_engine}[kind](
        url, source
    )
    _translate_errors(engine, source)
    try:
        with engine.connect() as connection:
            if kind == SQLITE:
                connection.exec_driver_sql("BEGIN")
            yield SourceDatabase(connection, kind)
            connection.rollback()
    finally:
        engine.dispose()


def _postgresql_engine(url: URL, _source: str) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        poolclass=NullPool,
        hide_parameters=True,
        # All tables of a mapping are read from the same snapshot.
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
        connect_args={
            "application_name": APPLICATION,
            "client_encoding": "utf8",
            "connect_timeout": CONNECT_SECONDS,
        },
    )
    event.listen(engine, "connect", _read_as_written)
    return engine


def _read_as_written(connection: psycopg.Connection, _record: object) -> None:
    """Load dates and times as text if Python has no value for them.

    For `infinity`, a year before 1 or 24:00 the driver would raise, without row or column. As text
    they reach the check of each cell, whose finding names both.
    """
    for name in MOMENTS:
        oid = connection.adapters.types[name].oid
        usual = connection.adapters.get_loader(oid, Format.TEXT)
        assert usual is not None, "The driver reads days and times."
        connection.adapters.register_loader(oid, _or_as_written(usual))


def _or_as_written(usual: type[abc.Loader]) -> type[Loader]:
    """Return a loader that returns the text of a value which the usual loader refuses."""

    class OrAsWritten(Loader):
        def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
            super().__init__(oid, context)
            self._usual = usual(oid, context)

        def load(self, data: Buffer) -> object:
            try:
                return self._usual.load(data)
            except psycopg.DataError:
                return bytes(data).decode()

    return OrAsWritten


def _sqlite_engine(url: URL, source: str) -> Engine:
    path = _existing_file(url, source)

    def connected() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None
        )
        connection.text_factory = _decode_text
        connection.execute("PRAGMA query_only = ON")
        return connection

    return create_engine("sqlite://", creator=connected, poolclass=NullPool, hide_parameters=True)


def _decode_text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return Undecodable()


def _duckdb_engine(url: URL, source: str) -> Engine:
    path = _existing_file(url, source)
    # Otherwise a SELECT could read any file of this computer, or contact another one.
    config = {"enable_external_access": "false", "lock_configuration": "true"}
    return create_engine(
        f"duckdb:///{path}",
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"read_only": True, "config": config},
    )


def _existing_file(url: URL, source: str) -> Path:
    path = Path(url.database or "").expanduser().absolute()
    if not path.is_file():
        raise errors.DatabaseUnavailable(
            "The source [{source}] was not found. Nothing was changed. Give the full path of"
            " the file, because a scheduled job has another working folder.",
            source=redacted_address(source),
        )
    return path


def _translate_errors(engine: Engine, source: str) -> None:
    @event.listens_for(engine, "handle_error")
    def _worded(context: ExceptionContext) -> None:
        raise as_user_error(context.original_exception, source, context.is_disconnect) from None


def as_user_error(
    error: BaseException, source: str, is_disconnect: bool = False
) -> errors.UserError:
    """Return the driver's error as a UserError without values of records or passwords.

    It is DatabaseUnavailable where the connection or the file failed, and Refused where the
    statement was wrong.
    """
    if is_disconnect or not _is_of_statement(error):
        return errors.DatabaseUnavailable(
            "The source [{source}] cannot be read ({reason}). Nothing was changed. Check that"
            " the database is running and that the address is right, then try again.",
            source=redacted_address(source),
            reason=_first_line(error),
        )
    return Refused(_error_text(error))


def _is_of_statement(error: BaseException) -> bool:
    """Return whether an error is about the statement, and not the connection or the file."""
    match error:
        case psycopg.Error():
            return not isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
        case sqlite3.Error():
            of_it = str(error).startswith(OF_STATEMENT)
            return of_it or isinstance(error, sqlite3.ProgrammingError)
        case duckdb.Error():
            return not isinstance(error, DUCKDB_GONE)
    return isinstance(error, SQLAlchemyError)


def _error_text(error: BaseException) -> str:
    """Return a driver's message if it cannot contain values of records; else the error's name."""
    match error:
        case psycopg.Error() if (error.sqlstate or "").startswith(TOLD_CLASSES):
            return error.diag.message_primary or _first_line(error)
        case psycopg.Error():
            return ", ".join(filter(None, (type(error).__name__, error.sqlstate)))
        case sqlite3.Error():
            return _first_line(error)
        case _ if isinstance(error, DUCKDB_TOLD):
            return _first_line(error)
    return type(error).__name__


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


# How many rows are fetched and converted at a time.
ROWS_AT_ONCE = 10_000
# Whole numbers below this are exact in a float. They are written without decimals.
EXACT = 1e15
Cells = list[str | None]
Pieces = Iterator[Sequence[Sequence[object]]]
Wanted = Callable[[Sequence[str]], Collection[str]]


@dataclass(frozen=True)
class Rows:
    """The rows that were read.

    `names` are all columns of the table. `frame` has the wanted ones as text, and `row_number`.
    `sha256` does not depend on the order of the rows, so equal rows give an equal hash.
    """

    names: tuple[str, ...]
    frame: pl.DataFrame
    sha256: str


@dataclass
class _Faults:
    """Values that cannot become text, by rule and column: the first row and how many."""

    file: str
    found: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, rule: str, name: str, row: int, times: int) -> None:
        known = self.found.setdefault((rule, name), [row, 0])
        known[1] += times

    def worded(self) -> Iterator[findings.Finding]:
        for (rule, name), (row, times) in self.found.items():
            yield findings.Finding(
                self.file, rule, WORDINGS[rule], row=row, column=name, occurrences=times
            )


WORDINGS = {
    "database.type": message(
        "The column has bytes, lists or records, not text. Leave it out, or read a part of it as"
        " text with a SELECT."
    ),
    "enc.nul": message(
        "A text contains a NUL character. Correct it in the source system, or remove it with a"
        " SELECT."
    ),
    "enc.utf8": message(
        "A text is not UTF-8. Correct it in the source system, or leave the column out with a"
        " SELECT."
    ),
}


@none_if_not_readable
def read_rows(
    of: SourceDatabase, asked: TableOrSelect, file: str, limits: Limits, *, wanted: Wanted
) -> tuple[Rows, Findings]:
    """Return the rows of a table or SELECT and warnings, or None and why they are not read.

    Findings call the rows `file`. `wanted` gets the names of all columns and returns those to read;
    where it returns none, no row is read. A SELECT is read with all of its columns. A table's rows
    are sorted by primary key, or by all columns without one; a SELECT keeps its own order.
    `row_number` counts from 1. Raises DatabaseUnavailable where the connection breaks.
    """
    try:
        return _read(of, asked, file, limits, wanted)
    except Refused as refused:
        # After an error PostgreSQL refuses everything until the transaction is rolled back.
        of.connection.rollback()
        wording = message(
            "The database rejected the query: {reason}. A table or column may be missing or have"
            " another name, or the user may not read it.",
            reason=str(refused),
        )
        rule = "database.select" if asked.select else "database.table"
        raise NotReadable(findings.Finding(file, rule, wording)) from None
    except UnicodeDecodeError:
        raise NotReadable(findings.Finding(file, "enc.utf8", WORDINGS["enc.utf8"])) from None


def _read(
    of: SourceDatabase, asked: TableOrSelect, file: str, limits: Limits, wanted: Wanted
) -> tuple[Rows, Findings]:
    names, kept, found, warnings = _ask(of, asked, file, wanted)
    if not kept:
        return Rows(names, pl.DataFrame(schema={ROW: pl.Int32}), ""), warnings
    frame = _collect_rows(found, [names[n] for n in kept], file, limits)
    sha256 = _frame_hash(frame)
    if not (asked.select or of.key(asked)):
        frame = frame.sort(pl.all(), nulls_last=True)
    numbered = frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW))
    most_cell = max(limits.most_cell, preflight.MOST_CELL_OF_EXPORT)
    preflight.check_cell_lengths(numbered, file, most_cell)
    return Rows(names, numbered, sha256), warnings


def _ask(
    of: SourceDatabase, asked: TableOrSelect, file: str, wanted: Wanted
) -> tuple[tuple[str, ...], list[int], Pieces, tuple[findings.Finding, ...]]:
    """Return the names of all columns, the positions of those to read, their rows, and warnings."""
    every: Select[Any] = select(literal_column("*")).select_from(_quoted_table(asked))
    result = _stream_rows(of, asked, every.limit(0))
    written = list(result.keys())
    try:
        names, warnings = headers.final_column_names(written, file, numbered=True)
    except NotReadable:
        result.close()
        raise
    picked = wanted(names)
    kept = [n for n, name in enumerate(names) if name in picked or (asked.select and picked)]
    if not (asked.select and kept):
        # The server keeps an open result until it is closed.
        result.close()
    if not asked.select and kept:
        query = select(*(_quoted_column(written[n]) for n in kept)).select_from(
            _quoted_table(asked)
        )
        query = query.order_by(*map(_quoted_column, of.key(asked))).limit(asked.most)
        result = _stream_rows(of, asked, query)
    return names, kept, _fetch_pieces(result, asked.most), warnings


def _fetch_pieces(result: CursorResult[Any], most: int | None) -> Pieces:
    read = 0
    with result:
        for piece in result.partitions(ROWS_AT_ONCE):
            yield piece if most is None else piece[: most - read]
            read += len(piece)
            if most is not None and read >= most:
                return


def _quoted_table(asked: TableOrSelect) -> Any:
    # Quoted as the profile writes it: databases change the case of unquoted names differently.
    schema = None if asked.schema is None else quoted_name(asked.schema, quote=True)
    return table(quoted_name(asked.name, quote=True), schema=schema)


def _quoted_column(name: str) -> ColumnClause[Any]:
    return column(quoted_name(name, quote=True))


def _stream_rows(of: SourceDatabase, asked: TableOrSelect, query: Select[Any]) -> CursorResult[Any]:
    """Run the query and stream its rows. A SELECT of a profile runs as it is written."""
    options = {"yield_per": ROWS_AT_ONCE}
    if not asked.select:
        return of.connection.execute(query, execution_options=options)
    # Without parameters a `%` in the statement is a plain character.
    return of.connection.exec_driver_sql(
        asked.select.strip().rstrip(";"), execution_options={**options, "no_parameters": True}
    )


def _collect_rows(pieces: Pieces, names: Sequence[str], file: str, limits: Limits) -> pl.DataFrame:
    faults, frames, size, height = _Faults(file), [], 0, 0
    for piece in pieces:
        columns = zip(names, zip(*piece, strict=True), strict=True)
        cells = {name: _cells_as_texts(name, of_it, height, faults) for name, of_it in columns}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))
        height += len(piece)
        size += preflight.memory_bytes([frame])
        frames.append(frame)
        if height > limits.most_rows:
            raise NotReadable(preflight.too_many_rows_finding(file, limits.most_rows))
        preflight.check_memory(file, size, limits)
    raise_findings(*faults.worded())
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    filled = whole.filter(~pl.all_horizontal(pl.all().is_null()))
    if filled.is_empty():
        # An error is likelier than a real deletion of all rows.
        wording = message(
            "The table is empty. It was ignored, so no stored rows are removed. If it is meant to"
            " be empty, remove its block from the mapping."
        )
        raise NotReadable(findings.Finding(file, headers.NO_ROWS, wording))
    return filled


def _cells_as_texts(name: str, values: Sequence[object], before: int, faults: _Faults) -> Cells:
    if unknown := {*map(type, values)} - {type(None), *TEXTS}:
        bad = [row for row, value in enumerate(values, before + 1) if type(value) in unknown]
        rule = "enc.utf8" if unknown == {Undecodable} else "database.type"
        faults.add(rule, name, bad[0], len(bad))
        return [None] * len(values)
    cells = [None if value is None else TEXTS[type(value)](value) or None for value in values]
    bad = [row for row, cell in enumerate(cells, before + 1) if cell and "\0" in cell]
    if bad:
        faults.add("enc.nul", name, bad[0], len(bad))
    return cells


def _float_text(value: Any) -> str:
    is_whole = value == value // 1 and abs(value) < EXACT
    return str(int(value)) if is_whole else repr(value)


def _moment_text(value: Any) -> str:
    """Return the day of a midnight without zone; else day and time, in UTC if it has a zone."""
    at = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    midnight = value.time() == time() and not value.tzinfo
    return at.date().isoformat() if midnight else at.isoformat(sep=" ")


# The same texts as in files, so that all later steps treat files and databases alike.
TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float_text,
    Decimal: lambda value: format(value, "f"),
    date: date.isoformat,
    datetime: _moment_text,
    time: time.isoformat,
    UUID: str,
}


def _frame_hash(frame: pl.DataFrame) -> str:
    digest = hashlib.sha256()
    ordered = frame.sort(pl.all())
    digest.update(repr(frame.columns).encode())
    for piece in ordered.iter_slices(ROWS_AT_ONCE):
        digest.update(piece.write_csv(include_header=False).encode())
    return digest.hexdigest()
