"""Parse the SQL of a profile into DuckDB's own tree, and refuse what a profile must not use.

A text must be one SELECT or one expression, and use only allowed functions and clauses.
"""

import json
import threading
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import duckdb

from schemas.language import message, sentences

Node = dict[str, Any]
LONGEST = 20_000
# How deeply expressions and SELECTs may be nested. Each takes up to four levels of the tree, and
# each level takes one of Python's stack.
DEEPEST = 100
LEVELS = 4 * DEEPEST
# The columns with a row's origin: its number in the file, and the profile's name for the file.
ROW, FILE = "_row", "_file"
CONFIGURATION: dict[str, Any] = {
    "python_enable_replacements": False,
    "autoload_known_extensions": False,
    "autoinstall_known_extensions": False,
    "allow_community_extensions": False,
    "allow_persistent_secrets": False,
    "temp_directory": "",
    "threads": 1,
}


def split_words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLASSES = split_words("""
    STAR COLUMN_REF CONSTANT FUNCTION OPERATOR COMPARISON CONJUNCTION BETWEEN CASE CAST WINDOW
    SUBQUERY
""")
_TABLES = split_words("""
    BASE_TABLE SUBQUERY JOIN TABLE_FUNCTION EMPTY EXPRESSION_LIST PIVOT
""")
_PARTS = split_words("""
    SELECT_NODE SET_OPERATION_NODE ORDER_MODIFIER ORDER_DEFAULT ASCENDING DESCENDING
    DECIMAL_TYPE_INFO
""")
_NO_LIMIT = message("LIMIT leaves rows out silently. Choose rows with WHERE instead.")
# Messages for forbidden parts that people write. Others are refused by their name in the tree.
_WORDED = {
    "LIMIT_MODIFIER": _NO_LIMIT,
    "LIMIT_PERCENT_MODIFIER": _NO_LIMIT,
    "DISTINCT_MODIFIER": message(
        "DISTINCT leaves rows out silently. To keep one row of each group, write QUALIFY"
        " row_number() OVER (PARTITION BY ... ORDER BY _row) = 1."
    ),
    "SHOW_REF": message("Only files of the mapping can be read."),
    "POSITIONAL_REFERENCE": message(
        "Use the name of the column: #1 may be another column in the next export."
    ),
}
_ONE_SELECT = message("Write one SELECT and nothing after it.")
_TOO_DEEP = message("The SQL is nested more than {most} times.", most=DEEPEST)
_ONE_EXPRESSION = message("Write one expression over the columns of the file.")
_SAME_ROWS = message("A mapping must make the same rows of the same export every time.")
_JOINS = {"INNER", "LEFT", "SEMI", "ANTI"}
# The types of comparisons.
EQUALITIES = frozenset({"COMPARE_EQUAL", "COMPARE_NOTEQUAL"})
DISTINCTIONS = frozenset({"COMPARE_DISTINCT_FROM", "COMPARE_NOT_DISTINCT_FROM"})
LISTS = frozenset({"COMPARE_IN", "COMPARE_NOT_IN"})
ORDERINGS = {
    "COMPARE_LESSTHAN": "<",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
    "COMPARE_BETWEEN": "BETWEEN",
}
_MOMENTS = split_words("""
    current_date current_time current_timestamp localtime localtimestamp today
""")
# Allowed functions on texts, lists and numbers. Functions are left out if they read a file or a
# setting, differ between runs, hash, or cannot be interrupted (`repeat`, `levenshtein`).
ALLOWED = split_words("""
    num listed
    || + - * / // % ~~ !~~ ~~* !~~* like_escape not_like_escape ilike_escape not_ilike_escape
    trim ltrim rtrim lower upper lcase ucase replace translate strip_accents left right substring
    substr split_part string_split str_split length len strlen lpad rpad reverse nullif
    starts_with prefix ends_with suffix contains position strpos instr
    regexp_matches regexp_full_match regexp_extract regexp_extract_all regexp_replace
    abs round floor ceil ceiling sign mod add subtract multiply divide
    unnest list_value list_contains list_extract array_extract
    count count_star min max sum avg bool_or bool_and string_agg listagg group_concat first last
    greatest least
    row_number rank dense_rank lag lead first_value last_value nth_value
    """)
# Functions that always return a number.
NUMERIC = split_words("""
    num + - * / // % length len strlen position strpos instr abs round floor ceil ceiling sign mod
    add subtract multiply divide count count_star sum avg row_number rank dense_rank
    """)
# Functions whose result depends on the order of rows, which is random without ORDER BY.
ORDERED = split_words("""
    row_number rank dense_rank lag lead first_value last_value nth_value first last string_agg
    listagg group_concat
    """)
# Functions that ignore NULL.
PASSING_BLANKS = frozenset({"greatest", "least", "bool_or", "bool_and", "min", "max"})
# Functions that people try first, and what to write instead.
INSTEAD = {
    "concat": message(
        "Write a || b. It is blank if a or b is blank. concat would give all blanks the same id."
    ),
    "any_value": message("Write min(x), or first_value with ORDER BY."),
    "random": _SAME_ROWS,
    "strptime": message("Dates are read with [date] of their column."),
    "string_to_array": message("Write listed(x, ';')."),
}
# `num` returns the number in a text with a decimal point, or NULL. `listed` returns the parts of a
# list in a cell, stripped, without blank parts.
MACROS = (
    (
        "CREATE MACRO num(x) AS TRY_CAST(CASE WHEN regexp_full_match(x,"
        " '[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)') THEN x END AS DOUBLE)"
    ),
    (
        "CREATE MACRO listed(x, signs) AS list_filter(list_transform(string_split(x, signs),"
        " lambda part: trim(part)), lambda part: part <> '')"
    ),
)


class Kind(StrEnum):
    """The kind of an SQL text: a SELECT, a condition on a row, or a text made of a row."""

    SELECT = "select"
    WHERE = "where"
    SQL = "sql"


@dataclass(frozen=True)
class Parsed:
    """An SQL text and the tree of its query or expression."""

    text: str
    kind: Kind
    node: Node

    @property
    def columns(self) -> frozenset[str]:
        return frozenset(columns_in(self.node))


class Refused(ValueError):
    """Raised for SQL that a profile must not use; `why` says the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@cache
def _parser_connection() -> tuple[duckdb.DuckDBPyConnection, threading.Lock]:
    connection = duckdb.connect(":memory:", config=CONFIGURATION)
    connection.execute(f"SET max_expression_depth = {DEEPEST}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection, threading.Lock()


def parse_sql(text: str, kind: Kind, files: Collection[str]) -> Parsed:
    """Return the tree of an SQL text. Raises Refused if it must not be run.

    `files` are the files of the profile that it may read.
    """
    if len(text) > LONGEST:
        raise Refused(
            message(
                "The SQL has {number:,} characters, but at most {most:,} are allowed.",
                number=len(text),
                most=LONGEST,
            )
        )
    whole = text if kind is Kind.SELECT else f"SELECT (\n{text}\n)"
    statements = _parse_statements(whole)
    if len(statements) != 1:
        raise Refused(_ONE_SELECT)
    node = statements[0]["node"]
    if _nesting_depth(node) > LEVELS:
        raise Refused(_TOO_DEEP)
    if statements[0].get("named_param_map"):
        raise Refused(message("A parameter has no value here."))
    if kind is not Kind.SELECT:
        node = _single_expression(node)
    elif _unnests_in_rows(node):
        raise Refused(
            message("Write unnest after FROM, for example FROM file t, unnest(...) AS u(part).")
        )
    _check(node, {file.lower() for file in files})
    return Parsed(text, kind, node)


def _parse_statements(text: str) -> list[Node]:
    """Return the statements of an SQL text as trees of DuckDB's parser."""
    connection, lock = _parser_connection()
    try:
        with lock:
            [[found]] = connection.execute("SELECT json_serialize_sql(?)", [text]).fetchall()
        answer = json.loads(found)
    except (duckdb.Error, RecursionError, ValueError) as error:
        raise Refused(message("This SQL cannot be read.")) from error
    if answer["error"]:
        wording = str(answer.get("error_message", "")).partition("\n")[0]
        if answer.get("error_type") == "not implemented":
            raise Refused(_ONE_SELECT)
        if "Max expression depth" in wording:
            raise Refused(_TOO_DEEP)
        raise Refused(message("This SQL cannot be read: {reason}.", reason=wording))
    statements: list[Node] = answer["statements"]
    return statements


def _nesting_depth(of: object) -> int:
    deepest, stack = 0, [(of, 1)]
    while stack:
        one, level = stack.pop()
        deepest = max(deepest, level)
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        stack += [(part, level + 1) for part in inner]
    return deepest


def _single_expression(node: Node) -> Node:
    """Return the only expression of a SELECT without FROM. Raises Refused for anything else."""
    [bare] = _parse_statements("SELECT NULL")
    items = node.get("select_list", [])
    if {**node, "select_list": []} != {**bare["node"], "select_list": []} or len(items) != 1:
        raise Refused(_ONE_EXPRESSION)
    if items[0].get("class") == "STAR":
        raise Refused(_ONE_EXPRESSION)
    if any(function_name(one) == "unnest" for one in walk_nodes(items[0])):
        raise Refused(message("unnest makes rows. Use it after FROM in a [files.NAME] select."))
    only: Node = items[0]
    return only


def _unnests_in_rows(node: Node) -> bool:
    """Return whether unnest is used outside FROM, where it would add rows unnoticed."""
    every = sum(function_name(one) == "unnest" for one in walk_nodes(node))
    return every > sum(node_type(one) == "TABLE_FUNCTION" for one in walk_nodes(node))


def walk_nodes(of: object, skip: Callable[[Node], bool] | None = None) -> Iterator[Node]:
    """Yield all nodes of a tree, the root first, without those to `skip` and the nodes in them."""
    stack = [of]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack += reversed(one)
        elif isinstance(one, dict) and not (skip and skip(one)):
            yield one
            stack += reversed([*one.values()])


def node_type(one: Node) -> str:
    """Return the type of a node; "" for a node whose `type` is a data type."""
    kind = one.get("type")
    return kind if isinstance(kind, str) else ""


def function_name(one: Node) -> str:
    """Return the name of the function that a node calls, in lower case; "" for other nodes."""
    return str(one.get("function_name", "")).lower()


def columns_in(node: object) -> set[str]:
    """Return the columns that a part of a tree names, also those that become rows by UNPIVOT."""
    found: set[str] = set()
    for one in walk_nodes(node):
        if one.get("class") == "COLUMN_REF":
            found.add(one["column_names"][-1])
        found.update(one.get("using_columns", []))
        for entry in one.get("entries", []) if "pivot_expressions" in one else ():
            found.update(value.get("value", "") for value in entry.get("values", []))
    return found


def tables_in(node: object) -> set[str]:
    """Return the files that a query reads, in lower case, without names defined by WITH."""
    within = {name.lower() for name in _cte_names(node)}
    return {
        str(one["table_name"]).lower() for one in walk_nodes(node) if node_type(one) == "BASE_TABLE"
    } - within


def _cte_names(node: object) -> Iterator[str]:
    for one in walk_nodes(node):
        for entry in (one.get("cte_map") or {}).get("map", []):
            yield entry["key"]


def _check(node: Node, files: set[str]) -> None:
    """Raise Refused for the first part of the tree that is not allowed."""
    within = {name.lower() for name in _cte_names(node)}
    if hidden := sorted(within & files):
        raise Refused(
            message(
                "[{name}] is a file of the mapping. Use another name after WITH.", name=hidden[0]
            )
        )
    for one in walk_nodes(node):
        kind = one.get("type")
        if not isinstance(kind, str):
            continue
        if "class" in one:
            _check_expression(one)
        elif kind in _TABLES:
            _check_table(one, files | within)
        elif kind not in _PARTS:
            raise _not_allowed(kind)
        if kind == "SET_OPERATION_NODE":
            _check_union(one)
        if one.get("sample"):
            raise Refused(sentences(message("A sample is not allowed."), _SAME_ROWS))


def _not_allowed(kind: str) -> Refused:
    return Refused(_WORDED.get(kind) or message("{name} is not allowed.", name=kind))


def _check_expression(one: Node) -> None:
    """Raise Refused if an expression is of a kind, function or type that is not allowed."""
    kind = one["class"]
    if kind not in _CLASSES:
        raise _not_allowed(kind)
    if kind == "STAR" and one.get("columns"):
        raise Refused(message("COLUMNS() is not allowed. Name the columns."))
    if kind == "COLUMN_REF":
        _check_column(one["column_names"])
    if kind in {"FUNCTION", "WINDOW"}:
        name = function_name(one)
        if one.get("catalog") or (one.get("schema") or "main") != "main":
            raise Refused(message("Write the function without a schema."))
        if name not in ALLOWED:
            names = sorted(one for one in ALLOWED if one[0].isalpha() and "_escape" not in one)
            instead = INSTEAD.get(name) or message(
                "Allowed functions: {names}.", names=", ".join(names)
            )
            raise Refused(
                sentences(message("The function [{name}] is not allowed.", name=name), instead)
            )
    if kind == "CAST":
        to = one.get("cast_type", {}).get("id")
        is_constant = one.get("child", {}).get("class") == "CONSTANT" and to == "BOOLEAN"
        is_tested = to == "BOOLEAN" and one["child"].get("class") in {"COMPARISON", "OPERATOR"}
        if to != "VARCHAR" and not (is_constant or is_tested):
            wording = message(
                "The type [{name}] is not allowed: cells are text. Use [date], [number] or [codes]"
                " of the column to read them, and num(x) to compare a number.",
                name=to,
            )
            raise Refused(wording)


def _check_column(names: list[str]) -> None:
    if len(names) > len(("file", "column")):
        raise Refused(
            message("[{name}] begins with a schema. Name a column of a file.", name=".".join(names))
        )
    name = names[-1].lower()
    if name == "rowid":
        raise Refused(message("rowid is not the row number of the file. Use _row."))
    if name in _MOMENTS:
        raise Refused(sentences(message("[{name}] is not allowed.", name=name), _SAME_ROWS))


def _check_table(one: Node, known: set[str]) -> None:
    """Raise Refused if a source of rows (FROM, JOIN, PIVOT) is not allowed."""
    match one["type"]:
        case "BASE_TABLE":
            _check_file(one, known)
        case "TABLE_FUNCTION" if one.get("function", {}).get("function_name") != "unnest":
            raise Refused(
                message("After FROM only files of the mapping and unnest(...) are allowed.")
            )
        case "JOIN" if one.get("ref_type") not in {"REGULAR", "CROSS", "DEPENDENT"}:
            raise Refused(
                message(
                    "{kind} JOIN is not allowed. Name the columns after ON.",
                    kind=one.get("ref_type"),
                )
            )
        case "JOIN" if one.get("join_type") not in _JOINS:
            wording = message(
                "{kind} JOIN makes rows without a row of the file. Use LEFT JOIN.",
                kind=one.get("join_type"),
            )
            raise Refused(wording)
        case "PIVOT" if not one.get("unpivot_names"):
            raise Refused(message("PIVOT is not allowed, but UNPIVOT is."))
        case "PIVOT" if not one.get("include_nulls"):
            wording = message(
                "UNPIVOT loses each row with a blank column. Write UNPIVOT INCLUDE NULLS, and"
                " choose rows with WHERE."
            )
            raise Refused(wording)


def _check_file(one: Node, known: set[str]) -> None:
    if one.get("schema_name") or one.get("catalog_name") or one.get("at_clause"):
        raise Refused(message("Write the file without a schema."))
    name = str(one["table_name"])
    if name.lower() not in known:
        unknown = message("There is no file [{name}] above this one.", name=name)
        files = message("Available files: {names}.", names=", ".join(sorted(known)))
        raise Refused(sentences(unknown, files if known else ""))


def _check_union(one: Node) -> None:
    if one.get("setop_type") not in {"UNION", "UNION_BY_NAME"}:
        raise Refused(message("{name} is not allowed.", name=one.get("setop_type")))
    if not one.get("setop_all"):
        raise Refused(message("UNION leaves equal rows out silently. Write UNION ALL."))


def quote_name(name: str) -> str:
    """Return a column or file name in quotation marks, as SQL needs it."""
    return '"' + name.replace('"', '""') + '"'


def sql_literal(value: object) -> str:
    """Return a value as an SQL text constant."""
    return "'" + str(value).replace("'", "''") + "'"


def write_sql(statement: str) -> str:
    """Return the SQL text of a tree that is given as JSON."""
    connection, lock = _parser_connection()
    with lock:
        [[text]] = connection.execute(
            "SELECT json_deserialize_sql($1::JSON)", [statement]
        ).fetchall()
    return str(text)
