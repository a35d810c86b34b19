"""Find SQL that gives wrong results without an error: text compared as numbers, blanks as "no".

Each rule is for a mistake that was made in a real profile, and that only a comparison of all rows
had found. What the text of the SQL does not show, extra queries (probes) find in the rows: texts
that num() cannot read, blanks that a negation ignores, joins that find nothing.
"""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from schemas.language import message
from seed.mapping import sql_tree
from seed.mapping.sql_tree import (
    FILE,
    NUMERIC,
    ORDERED,
    PASSING_BLANKS,
    ROW,
    Kind,
    Node,
    Parsed,
    function_name,
    node_type,
    walk_nodes,
)

# The expression of each alias within a text; None for a row counter of unnest.
Names = dict[str, Node | None]
# The code for an unknown answer.
UNKNOWN = "unknown"
_NULL_TESTS = {"OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"}
_OF_FIRST = {"OPERATOR_COALESCE", "OPERATOR_NULLIF"}
_NEGATIVE = {"COMPARE_NOTEQUAL", "COMPARE_NOT_IN", "OPERATOR_NOT"}
_NOT_LIKE = {"!~~", "!~~*", "not_like_escape", "not_ilike_escape"}
_NUMBER_TYPES = sql_tree.split_words("""
    TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT DECIMAL
    FLOAT DOUBLE INTEGER_LITERAL
""")


def find_faults(parsed: Parsed) -> Iterator[str]:
    """Yield a sentence for each part of an SQL text that would give wrong results silently."""
    names = _defined_names(parsed.node)
    for one in walk_nodes(parsed.node):
        yield from _lint_comparison(one, names)
        yield from _lint_order(one)
        if parsed.kind is Kind.SELECT:
            yield from _lint_row_number(one)
    yield from _lint_aggregates(parsed.node)
    yield from _lint_constants(parsed.node, frozenset())


def _defined_names(node: Node) -> Names:
    """Return the aliases and row counters that an SQL text defines."""
    aliases: Names = {}
    counts: Names = {}
    for one in walk_nodes(node):
        items = one.get("select_list", [])
        aliases |= {item["alias"].lower(): item for item in items if item.get("alias")}
        if node_type(one) == "TABLE_FUNCTION" and one.get("with_ordinality") == "WITH_ORDINALITY":
            counts |= {name.lower(): None for name in one.get("column_name_alias", [])[-1:]}
    return aliases | counts


def _is_number(one: Node, names: Names, depth: int = 0) -> bool:
    """Return whether an expression gives a number, as `_row` does. Columns of files give text."""
    if depth > sql_tree.DEEPEST:
        return False
    if one.get("class") == "CONSTANT":
        return one["value"]["type"]["id"] in _NUMBER_TYPES
    if one.get("class") == "COLUMN_REF":
        name = one["column_names"][-1].lower()
        meant = names.get(name, one)
        if meant is None or name == sql_tree.ROW:
            return True
        return not _is_named(meant, name) and _is_number(meant, names, depth + 1)
    valued = next(iter(_value_giving_parts(one)), None)
    is_numeric = function_name(one) in NUMERIC
    return is_numeric or (valued is not None and _is_number(valued, names, depth + 1))


def _value_giving_parts(one: Node) -> list[Node]:
    """Return the parts of an expression of which the first determines the type of its value."""
    if one.get("class") == "CASE":
        return [check["then_expr"] for check in one["case_checks"]]
    if one.get("subquery_type") == "SCALAR":
        items: list[Node] = one["subquery"]["node"].get("select_list", [])
        return items
    is_passed = function_name(one) in PASSING_BLANKS | ORDERED
    children: list[Node] = one.get("children", [])
    return children if is_passed or node_type(one) in _OF_FIRST else []


def _is_named(one: Node, name: str) -> bool:
    return one.get("class") == "COLUMN_REF" and one["column_names"][-1].lower() == name


def _lint_comparison(one: Node, names: Names) -> Iterator[str]:
    """Yield a sentence on comparisons that mix numbers and text, or hide blanks."""
    kind = node_type(one)
    if kind in sql_tree.DISTINCTIONS:
        yield message(
            "IS DISTINCT FROM, IS TRUE and similar tests turn a blank into an answer. Write = or"
            " <>, and use IS NULL to say what a blank means."
        )
        return
    if kind in sql_tree.ORDERINGS:
        found = (one.get(key) for key in ("left", "right", "input", "lower", "upper"))
        if not all(_is_number(side, names) for side in found if side is not None):
            yield message(
                "{sign} compares texts here, so '9' is more than '18'. Compare numbers: num(x) <"
                " 18. Of a date, compare a part that is a number, for example num(left(x, 4)).",
                sign=sql_tree.ORDERINGS[kind],
            )
    sides = [one["left"], one["right"]] if kind in sql_tree.EQUALITIES else []
    sides = one.get("children", []) if kind in sql_tree.LISTS else sides
    if len({_is_number(side, names) for side in sides if not _is_null(side)}) > 1:
        yield message(
            "A text is compared with a number. Write the number in quotes: x = '18'. If 18.0 is"
            " meant too, write num(x) = 18."
        )


def _lint_order(one: Node) -> Iterator[str]:
    """Yield a sentence on functions such as first() without ORDER BY."""
    name = function_name(one)
    if name not in ORDERED:
        return
    orders = one.get("orders") or (one.get("order_bys") or {}).get("orders")
    if not orders:
        yield message(
            "{name} without ORDER BY may give other rows in the next export. Add an order, for"
            " example ORDER BY {row}.",
            name=name,
            row=sql_tree.ROW,
        )


def _lint_aggregates(node: Node) -> Iterator[str]:
    """Yield faults of aggregates such as `max`, `bool_or` and `greatest`, which ignore blanks.

    A "no" next to a blank is unknown, but they would return "no".
    """
    for query in _selects_in(node):
        own = [query, *(one for inner in query.values() for one in walk_nodes(inner, _is_select))]
        tested = {key for one in own if node_type(one) in _NULL_TESTS for key in _column_keys(one)}
        for one in own:
            name = function_name(one)
            if name not in PASSING_BLANKS or _is_one_constant_or_null(one):
                continue
            looked_at = set().union(*(_column_keys(child) for child in one.get("children", [])))
            blanks = sorted(key for key in looked_at - tested if key != sql_tree.ROW)
            if blanks:
                yield message(
                    "{name} ignores blanks: a no and a blank together become a no. Count the blanks"
                    " too, as in count(*) FILTER (WHERE {column} IS NULL). Or look only for a yes,"
                    " as in max(CASE WHEN ... THEN 'yes' END).",
                    name=name,
                    column=blanks[0],
                )


def _selects_in(node: Node) -> Iterator[Node]:
    """Yield the SELECTs of a text; an expression counts as one."""
    found = [one for one in walk_nodes(node) if node_type(one) == "SELECT_NODE"]
    if node.get("class"):
        yield node
    yield from found


def _is_select(one: Node) -> bool:
    return node_type(one) in {"SELECT_NODE", "SET_OPERATION_NODE"}


def _is_one_constant_or_null(one: Node) -> bool:
    """Return whether the argument of a function is a CASE that gives one constant or else NULL."""
    children = one.get("children", [])
    if len(children) != 1 or children[0].get("class") != "CASE":
        return False
    values = [check["then_expr"] for check in children[0]["case_checks"]]
    return (
        all(value.get("class") == "CONSTANT" for value in values)
        and len({str(value.get("value")) for value in values}) == 1
        and not _is_constant(children[0].get("else_expr"))
    )


def _is_null(one: Node) -> bool:
    return one.get("class") == "CONSTANT" and bool(one["value"].get("is_null"))


def _is_constant(one: Node | None) -> bool:
    """Return whether a node is a constant other than NULL."""
    if one is not None and one.get("class") == "CAST":
        return _is_constant(one.get("child"))
    return one is not None and one.get("class") == "CONSTANT" and not _is_null(one)


def _is_text_constant(one: Node, text: str) -> bool:
    return one.get("class") == "CONSTANT" and one["value"].get("value") == text


def _lint_constants(
    one: object, known: frozenset[str], *, within_text: bool = False
) -> Iterator[str]:
    """Yield faults of ELSE and coalesce that turn a blank or unexpected word into a known answer.

    `known` are columns whose blanks an outer WHEN has already handled.
    """
    if isinstance(one, list):
        for inner in one:
            yield from _lint_constants(inner, known, within_text=within_text)
    elif isinstance(one, dict) and one.get("class") == "CASE":
        yield from _lint_case(one, known)
    elif isinstance(one, dict):
        constants = []
        if node_type(one) == "OPERATOR_COALESCE":
            constants = [child for child in one["children"] if _is_constant(child)]
        if not all(within_text and _is_text_constant(child, "") for child in constants):
            yield message(
                "coalesce with a constant turns a blank into an answer. Leave it blank, or write"
                " CASE WHEN x IS NULL THEN ... Only in a part of a text is '' allowed, as in a ||"
                " coalesce('-' || b, '')."
            )
        for inner in one.values():
            yield from _lint_constants(inner, known, within_text=function_name(one) == "||")


def _lint_case(one: Node, known: frozenset[str]) -> Iterator[str]:
    """Yield a sentence on a CASE that turns blanks or unknown words into a known answer."""
    sorted_out = set(known)
    looked_at: set[str] = set()
    for check in one["case_checks"]:
        when = check["when_expr"]
        sorted_out |= _null_tested(when)
        looked_at |= _column_keys(when, but_for_tests=True)
        yield from _lint_constants(when, known)
        yield from _lint_constants(check["then_expr"], frozenset(sorted_out))
    last: Node = one.get("else_expr") or {}
    # A column in num() counts as handled if num() of it was tested: text that is no number is NULL.
    open_ = {key for key in looked_at if not {key, f"num({key})"} & sorted_out}
    if _is_constant(last) and open_ and not _is_text_constant(last, UNKNOWN):
        names = ", ".join(sorted(open_))
        yield message(
            "ELSE turns blanks in {columns}, or words that are not numbers, into an answer. Begin"
            " with WHEN {column} IS NULL THEN NULL, and name the words that mean no.",
            columns=names,
            column=min(open_),
        )
    else:
        yield from _lint_constants(last, frozenset(sorted_out))


def _null_tested(when: Node) -> set[str]:
    """Return the columns whose blanks always meet this WHEN condition."""
    if node_type(when) == "OPERATOR_IS_NULL":
        return _column_keys(when)
    if node_type(when) == "CONJUNCTION_OR" or function_name(when) == "bool_or":
        return set().union(*(_null_tested(child) for child in when.get("children", [])))
    return set()


def _column_keys(one: object, *, but_for_tests: bool = False) -> set[str]:
    """Return the columns that an expression reads, in lower case.

    A column inside num() is returned as num(x), because num() makes words blank.
    """

    found: set[str] = set()

    def is_apart(part: Node) -> bool:
        if function_name(part) == "num":
            found.update(f"num({name.lower()})" for name in sql_tree.columns_in(part))
            return True
        return but_for_tests and node_type(part) in _NULL_TESTS

    for part in walk_nodes(one, is_apart):
        if part.get("class") == "COLUMN_REF":
            found.add(part["column_names"][-1].lower())
    return found


def negated_columns(node: Node) -> list[str]:
    """Return the columns that a negation (<>, NOT IN ...) compares without a test for NULL."""
    tested = {sql_tree.ROW, sql_tree.FILE}
    for one in walk_nodes(node):
        if node_type(one) in _NULL_TESTS:
            tested |= {name.lower() for name in sql_tree.columns_in(one)}
    found: dict[str, str] = {}
    for one in walk_nodes(node):
        if node_type(one) not in _NEGATIVE and function_name(one) not in _NOT_LIKE:
            continue
        # NOT (x IS NULL) and NOT EXISTS (...) handle NULL correctly.
        if node_type(one) == "OPERATOR_NOT" and any(map(_is_test, one.get("children", []))):
            continue
        found |= {column.lower(): column for column in sql_tree.columns_in(one)}
    return [column for key, column in found.items() if key not in tested]


def _is_test(one: Node) -> bool:
    """Return whether a node tests for NULL, or whether a row exists."""
    return node_type(one) in _NULL_TESTS or one.get("subquery_type") in {"EXISTS", "NOT_EXISTS"}


def num_arguments(node: Node) -> Iterator[Node]:
    for one in walk_nodes(node):
        if function_name(one) == "num":
            yield from one.get("children", [])[:1]


def _lint_row_number(one: Node) -> Iterator[str]:
    """Yield faults of a `_row` that is not the row number of a file, but counted or a constant."""
    for item in one.get("select_list", []):
        if (item.get("alias") or "").lower() != sql_tree.ROW or item.get("class") == "STAR":
            continue
        is_of_group = function_name(item) in {"min", "max", "first", "last"} and all(
            _is_named(child, sql_tree.ROW) for child in item.get("children", [])
        )
        if not (is_of_group or _is_named(item, sql_tree.ROW)):
            yield message(
                "{row} must be the row number of the file. Write alias.{row} or min({row}), and"
                " give counted numbers another name.",
                row=sql_tree.ROW,
            )


_NO_NUMBER = "x IS NOT NULL AND num(x) IS NULL"


@dataclass(frozen=True)
class Probe:
    """A query for rows to warn of, which returns file and row.

    `texts` are variants; the first that DuckDB accepts is used.
    """

    kind: str
    column: str
    texts: tuple[str, ...]


def find_probes(parsed: Parsed, file: str = "") -> Iterator[Probe]:
    """Yield the queries (probes) for rows that the SELECTs of an SQL text treat wrongly.

    Each reads from the FROM of its SELECT. A text that is only a condition or a column's
    expression reads from `file`.
    """
    node = parsed.node
    if parsed.kind is not Kind.SELECT:
        text = f"SELECT * FROM {sql_tree.quote_name(file)}"
        over = sql_tree.parse_sql(text, Kind.SELECT, [file]).node
        is_where = parsed.kind is Kind.WHERE
        node = over | ({"where_clause": node} if is_where else {"select_list": [node]})
    ctes = [entry for one in walk_nodes(node) for entry in _cte_entries(one)]
    for query in walk_nodes(node):
        if node_type(query) != "SELECT_NODE":
            continue
        for kind, column, condition in _probe_conditions(query):
            yield Probe(kind, column, tuple(_probe_texts(query, condition, ctes)))
        yield from _unmatched_join_probes(query, ctes)


def _probe_conditions(query: Node) -> Iterator[tuple[str, str, Node]]:
    """Yield conditions on rows that deserve a warning, with kind of warning and column."""
    where = query.get("where_clause")
    own = [*query.get("select_list", []), *([where] if where else [])]
    own += query.get("group_expressions") or []
    for part in own:
        for argument in num_arguments(_without_selects(part)):
            named = ", ".join(sorted(sql_tree.columns_in(argument)))
            yield "no_number", named, _condition_tree(_NO_NUMBER, x=argument)
    for part in own:
        asked = "x IS NULL AND y IS NULL" if part is where else "x IS NULL AND y"
        for column in negated_columns(_without_selects(part)):
            text = asked if where else "x IS NULL"
            yield "blank_passed_over", column, _condition_tree(text, x=_column(column), y=where)


def _without_selects(part: Node) -> Node:
    """Return a copy without the SELECTs inside it, which get probes of their own."""
    bare = copy.deepcopy(part)
    for one in walk_nodes(bare):
        if one.get("class") == "SUBQUERY":
            one["subquery"] = None
    return bare


def _unmatched_join_probes(query: Node, ctes: list[Node]) -> Iterator[Probe]:
    """Yield probes for rows of a join whose filled key finds no row in the other file."""
    for join in walk_nodes(query.get("from_table")):
        right = join.get("right") or {}
        if node_type(join) != "JOIN" or join.get("ref_type") != "REGULAR":
            continue
        if join.get("join_type") not in {"LEFT", "INNER"} or node_type(right) != "BASE_TABLE":
            continue
        other = right.get("alias") or right["table_name"]
        own = [*_own_keys(join, other)]
        if not own:
            continue
        filled = {f"k{n}": key for n, key in enumerate(own)}
        text = " AND ".join(["x IS NULL", *(f"{name} IS NOT NULL" for name in filled)])
        condition = _condition_tree(text, x=_column(ROW, other), **filled)
        over = copy.deepcopy(query) | {"from_table": {**copy.deepcopy(join), "join_type": "LEFT"}}
        texts = tuple(_probe_texts(over, condition, ctes))
        yield Probe("join_finds_none", own[0]["column_names"][-1], texts)


def _own_keys(join: Node, other: str) -> Iterator[Node]:
    """Yield the columns of the left table that a JOIN compares with the right table."""
    for name in join.get("using_columns") or []:
        yield _column(name)
    for one in walk_nodes(join.get("condition")):
        if one.get("class") == "COLUMN_REF":
            names = one["column_names"]
            if len(names) > 1 and names[0].lower() != other.lower():
                yield one


def _probe_texts(query: Node, condition: Node, ctes: list[Node]) -> Iterator[str]:
    """Yield variants of a probe over a query's FROM: each takes file and row of another alias."""
    aliases = [
        one.get("alias") or one["table_name"]
        for one in walk_nodes(query.get("from_table"))
        if node_type(one) == "BASE_TABLE"
    ]
    for alias in (None, *aliases):
        node = copy.deepcopy(query)
        node["select_list"] = [_column(FILE, alias), _column(ROW, alias)]
        node["where_clause"] = copy.deepcopy(condition)
        node |= {"group_expressions": [], "group_sets": [], "modifiers": []}
        node |= {"having": None, "qualify": None, "aggregate_handling": "STANDARD_HANDLING"}
        node["cte_map"] = {"map": copy.deepcopy(ctes)}
        if text := _to_sql(node):
            yield text


def _to_sql(node: Node) -> str:
    """Return a tree as SQL text; "" if DuckDB cannot write it."""
    statement = {"error": False, "statements": [{"node": node, "named_param_map": []}]}
    try:
        return sql_tree.write_sql(json.dumps(statement))
    except duckdb.Error:
        return ""


def _cte_entries(one: Node) -> list[Node]:
    return list((one.get("cte_map") or {}).get("map", []))


def _column(name: str, alias: str | None = None) -> Node:
    names = [name] if alias is None else [alias, name]
    of = {"class": "COLUMN_REF", "type": "COLUMN_REF", "alias": "", "query_location": 0}
    return {**of, "column_names": names}


def _condition_tree(text: str, **parts: Node | None) -> Node:
    """Return the tree of a condition, in which `parts` replace the columns with their names."""

    def put(one: object) -> object:
        if isinstance(one, list):
            return [put(inner) for inner in one]
        if not isinstance(one, dict):
            return one
        if one.get("class") == "COLUMN_REF":
            part = parts[one["column_names"][0]]
            return {**copy.deepcopy(part or {}), "alias": ""}
        return {key: put(inner) for key, inner in one.items()}

    condition = put(sql_tree.parse_sql(text, Kind.WHERE, []).node)
    assert isinstance(condition, dict), "A tree stays one."
    return condition


def only_joins(node: Node) -> bool:
    """Return whether a query joins files and does nothing else that can add rows."""
    kinds = [node_type(one) for one in walk_nodes(node)]
    makes = {"PIVOT", "TABLE_FUNCTION", "EXPRESSION_LIST", "SET_OPERATION_NODE"}
    return "JOIN" in kinds and not makes & {*kinds}
