"""Write extra queries that find rows which a profile's SQL silently treats wrongly.

Examples are texts that num() cannot read, and blanks that a negation ignores. Each query (probe) is
made from the tree of the profile's SQL.
"""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from seed.mapping import sql_lints, sql_tree
from seed.mapping.sql_tree import FILE, ROW, Kind, Node, Parsed, node_type, walk_nodes

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
        for argument in sql_lints.num_arguments(_without_selects(part)):
            named = ", ".join(sorted(sql_tree.columns_in(argument)))
            yield "no_number", named, _condition_tree(_NO_NUMBER, x=argument)
    for part in own:
        asked = "x IS NULL AND y IS NULL" if part is where else "x IS NULL AND y"
        for column in sql_lints.negated_columns(_without_selects(part)):
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
    """Yield a probe over the FROM of a query, in a variant for each way to name a row's file."""
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
