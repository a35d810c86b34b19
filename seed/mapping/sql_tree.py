"""Parse the SQL of a profile into DuckDB's own tree, and refuse what a profile must not use.

A text must be one SELECT or one expression, and use only allowed functions and clauses.
"""

import json
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

import duckdb

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
    """Return the words of a text."""
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
# Messages for forbidden parts whose name in the tree differs from what people write.
_WORDED = {
    "LIMIT_MODIFIER": "LIMIT leaves rows out without a word. Say by WHERE which are meant.",
    "LIMIT_PERCENT_MODIFIER": "LIMIT leaves rows out without a word. Say by WHERE which are meant.",
    "DISTINCT_MODIFIER": "DISTINCT leaves rows out without a word. Take one row of each group by"
    " QUALIFY row_number() OVER (PARTITION BY ... ORDER BY _row) = 1.",
    "RECURSIVE_CTE_NODE": "WITH RECURSIVE is not allowed.",
    "SHOW_REF": "only files of the profile can be read.",
    "PARAMETER": "a parameter has no value here.",
    "POSITIONAL_REFERENCE": "name the column: #1 is another one in the next export.",
    "COLLATE": "COLLATE is not allowed: compare lower(x).",
    "LAMBDA": "lambda is not allowed.",
}
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
    "concat": "write a || b: it is blank where a or b is, and concat would give all blanks one id",
    "concat_ws": "write a || b: it is blank where a or b is",
    "format": "write a || b: it is blank where a or b is",
    "printf": "write a || b: it is blank where a or b is",
    "any_value": "write min(x), or first_value with ORDER BY",
    "arg_max": "write first_value with ORDER BY",
    "arg_min": "write first_value with ORDER BY",
    "random": "a profile makes the same rows of the same export",
    "now": "a profile makes the same rows of the same export",
    "strptime": "a date is read by [date] of its column",
    "try_strptime": "a date is read by [date] of its column",
    "string_to_array": "write listed(x, ';')",
    "str_split_regex": "write listed(x, ';')",
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
        """Return the columns that the SQL text names."""
        return frozenset(columns_in(self.node))


class Refused(ValueError):
    """Raised for SQL that a profile must not use; its text says why."""


@cache
def _parser_connection() -> tuple[duckdb.DuckDBPyConnection, threading.Lock]:
    connection = duckdb.connect(":memory:", config=CONFIGURATION)
    connection.execute(f"SET max_expression_depth = {DEEPEST}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection, threading.Lock()


def parse(text: str, kind: Kind, files: Collection[str]) -> Parsed:
    """Return the tree of an SQL text. Raises Refused if it must not be run.

    `files` are the files of the profile that it may read.
    """
    if len(text) > LONGEST:
        raise Refused(f"this has {len(text):,} characters; at most {LONGEST:,} are read.")
    whole = text if kind is Kind.SELECT else f"SELECT (\n{text}\n)"
    statements = _statements(whole)
    if len(statements) != 1:
        raise Refused("this must be one SELECT, with nothing behind it.")
    node = statements[0]["node"]
    if _levels(node) > LEVELS:
        raise Refused(f"this is nested more than {DEEPEST} times.")
    if statements[0].get("named_param_map"):
        raise Refused(_WORDED["PARAMETER"])
    if kind is not Kind.SELECT:
        node = _single_expression(node)
    elif _unnests_in_rows(node):
        raise Refused("unnest stands behind FROM, as in FROM file t, unnest(...) AS u(part).")
    _check(node, {file.lower() for file in files})
    return Parsed(text, kind, node)


def _statements(text: str) -> list[Node]:
    """Return the statements of an SQL text as trees of DuckDB's parser."""
    connection, lock = _parser_connection()
    try:
        with lock:
            [[found]] = connection.execute("SELECT json_serialize_sql(?)", [text]).fetchall()
        answer = json.loads(found)
    except (duckdb.Error, RecursionError, ValueError) as error:
        raise Refused("this is no SQL that is read here.") from error
    if answer["error"]:
        wording = str(answer.get("error_message", "")).partition("\n")[0]
        if answer.get("error_type") == "not implemented":
            raise Refused("this must be one SELECT: a profile only reads.")
        if "Max expression depth" in wording:
            raise Refused(f"this is nested more than {DEEPEST} times.")
        raise Refused(f"this is no SQL that is read here: {wording}.")
    statements: list[Node] = answer["statements"]
    return statements


def _levels(of: object) -> int:
    deepest, stack = 0, [(of, 1)]
    while stack:
        one, level = stack.pop()
        deepest = max(deepest, level)
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        stack += [(part, level + 1) for part in inner]
    return deepest


def _single_expression(node: Node) -> Node:
    """Return the only expression of a SELECT without FROM. Raises Refused for anything else."""
    clauses = ("where_clause", "group_expressions", "having", "qualify", "modifiers", "sample")
    beside = any(node.get(clause) for clause in clauses)
    items = node.get("select_list", [])
    is_one = node["type"] == "SELECT_NODE" and node["from_table"]["type"] == "EMPTY"
    if not is_one or len(items) != 1 or beside or _has_ctes(node):
        raise Refused("this must be one expression over the columns of the file.")
    if items[0].get("class") == "STAR":
        raise Refused("this must be one expression over the columns of the file.")
    if any(one.get("function_name") == "unnest" for one in walk_nodes(items[0])):
        raise Refused("unnest makes rows: it stands behind FROM, in a [files.NAME] select.")
    only: Node = items[0]
    return only


def _unnests_in_rows(node: Node) -> bool:
    """Whether unnest is used outside FROM, where it would add rows unnoticed."""
    every = sum(one.get("function_name") == "unnest" for one in walk_nodes(node))
    return every > sum(node_type(one) == "TABLE_FUNCTION" for one in walk_nodes(node))


def _has_ctes(node: Node) -> bool:
    return bool((node.get("cte_map") or {}).get("map"))


def walk_nodes(of: object) -> Iterator[Node]:
    """Yield all nodes of a tree, the root first."""
    stack = [of]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            yield one
            stack += reversed([*one.values()])
        elif isinstance(one, list):
            stack += reversed(one)


def node_type(one: Node) -> str:
    """Return the type of a node; "" for a node whose `type` is a data type."""
    kind = one.get("type")
    return kind if isinstance(kind, str) else ""


def columns_in(node: object) -> set[str]:
    """Return the columns that a part of a tree names."""
    return referred_in(node) | {name for _, names in unpivoted_in(node) for name in names}


def referred_in(node: object) -> set[str]:
    """Return the columns that a part of an SQL tree names, except those turned into rows.

    An UNPIVOT turns columns into rows.
    """
    named = {
        one["column_names"][-1] for one in walk_nodes(node) if one.get("class") == "COLUMN_REF"
    }
    return named | {name for one in walk_nodes(node) for name in one.get("using_columns", [])}


def unpivoted_in(node: object) -> Iterator[tuple[str, list[str]]]:
    """Yield each column that an UNPIVOT makes, with the columns that it turns into rows."""
    for one in walk_nodes(node):
        if node_type(one) != "PIVOT":
            continue
        entries = [
            [value.get("value", "") for value in entry.get("values", [])]
            for pivot in one.get("pivots", [])
            for entry in pivot.get("entries", [])
        ]
        for place, name in enumerate(one.get("unpivot_names", [])):
            yield name, [values[place] for values in entries if place < len(values)]


def has_star(node: object) -> bool:
    """Whether a SELECT takes all columns of a file (`*`)."""
    return any(one.get("class") == "STAR" for one in walk_nodes(node))


def tables_in(node: object) -> set[str]:
    """Return the files that a query reads, in lower case, without names defined by WITH."""
    within = {name.lower() for name in _ctes(node)}
    return {
        str(one["table_name"]).lower() for one in walk_nodes(node) if node_type(one) == "BASE_TABLE"
    } - within


def _ctes(node: object) -> Iterator[str]:
    for one in walk_nodes(node):
        for entry in (one.get("cte_map") or {}).get("map", []):
            yield entry["key"]


def _check(node: Node, files: set[str]) -> None:
    """Raise Refused for the first part of the tree that is not allowed."""
    within = {name.lower() for name in _ctes(node)}
    if hidden := sorted(within & files):
        raise Refused(f"[{hidden[0]}] is a file of the profile: call what WITH makes otherwise.")
    for one in walk_nodes(node):
        kind = one.get("type")
        if not isinstance(kind, str):
            continue
        if "class" in one:
            _check_expression(one)
        elif kind in _TABLES:
            _check_table(one, files | within)
        elif kind not in _PARTS:
            raise Refused(_WORDED.get(kind, f"{kind} is not allowed."))
        if kind == "SET_OPERATION_NODE":
            _check_union(one)
        if one.get("sample"):
            raise Refused("a sample is not allowed: a profile makes the same rows each time.")


def _check_expression(one: Node) -> None:
    """Raise Refused if an expression is of a kind, function or type that is not allowed."""
    kind = one["class"]
    if kind not in _CLASSES:
        raise Refused(_WORDED.get(kind, f"{kind} is not allowed."))
    if kind == "STAR" and one.get("columns"):
        raise Refused("COLUMNS() is not allowed: name the columns.")
    if kind == "COLUMN_REF":
        _check_column(one["column_names"])
    if kind in {"FUNCTION", "WINDOW"}:
        name = str(one["function_name"]).lower()
        if one.get("catalog") or (one.get("schema") or "main") != "main":
            raise Refused("functions have no schema here.")
        if name not in ALLOWED:
            instead = INSTEAD.get(name, f"it is not one of {', '.join(_allowed_names())}")
            raise Refused(f"[{name}] is no function here: {instead}.")
    if kind == "CAST":
        to = one.get("cast_type", {}).get("id")
        is_constant = one.get("child", {}).get("class") == "CONSTANT" and to == "BOOLEAN"
        is_tested = to == "BOOLEAN" and one["child"].get("class") in {"COMPARISON", "OPERATOR"}
        if to != "VARCHAR" and not (is_constant or is_tested):
            wording = (
                f"[{to}] is no type here: cells are text, which the columns of a table read by"
                " [date], [number] and [codes]. To compare a number write num(x)."
            )
            raise Refused(wording)


def _check_column(names: list[str]) -> None:
    if len(names) > len(("file", "column")):
        raise Refused(f"[{'.'.join(names)}] has a schema before it. Name a column of a file.")
    name = names[-1].lower()
    if name == "rowid":
        raise Refused("rowid is no number of a row of the file: that is _row.")
    if name in _MOMENTS:
        raise Refused(f"[{name}] is not allowed: a profile makes the same rows each time.")


def _allowed_names() -> list[str]:
    return sorted(name for name in ALLOWED if name[0].isalpha() and "_escape" not in name)


def _check_table(one: Node, known: set[str]) -> None:
    """Raise Refused if a source of rows (FROM, JOIN, PIVOT) is not allowed."""
    match one["type"]:
        case "BASE_TABLE":
            _check_file(one, known)
        case "TABLE_FUNCTION" if one.get("function", {}).get("function_name") != "unnest":
            raise Refused("behind FROM stand files of the profile, and unnest(...), alone.")
        case "JOIN" if one.get("ref_type") not in {"REGULAR", "CROSS", "DEPENDENT"}:
            raise Refused(f"{one.get('ref_type')} JOIN is not allowed: say ON which columns.")
        case "JOIN" if one.get("join_type") not in _JOINS:
            wording = f"{one.get('join_type')} JOIN makes rows of no row of the file: use LEFT."
            raise Refused(wording)
        case "PIVOT" if not one.get("unpivot_names"):
            raise Refused("PIVOT is not allowed; UNPIVOT is.")
        case "PIVOT" if not one.get("include_nulls"):
            wording = (
                "UNPIVOT loses each row of which a column is blank. Write UNPIVOT INCLUDE NULLS,"
                " and say by WHERE which rows are meant."
            )
            raise Refused(wording)


def _check_file(one: Node, known: set[str]) -> None:
    if one.get("schema_name") or one.get("catalog_name") or one.get("at_clause"):
        raise Refused("a file has no schema before its name.")
    name = str(one["table_name"])
    if name.lower() not in known:
        listed = ", ".join(sorted(known)) or "none"
        raise Refused(f"[{name}] is no file that stands above this one; there are: {listed}.")


def _check_union(one: Node) -> None:
    if one.get("setop_type") not in {"UNION", "UNION_BY_NAME"}:
        raise Refused(f"{one.get('setop_type')} is not allowed.")
    if not one.get("setop_all"):
        raise Refused("UNION leaves equal rows out without a word. Write UNION ALL.")


def quote_name(name: str) -> str:
    """Return a column or file name in quotation marks, as SQL needs it."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: object) -> str:
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
