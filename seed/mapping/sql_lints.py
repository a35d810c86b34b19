"""Find SQL that gives wrong results without an error: text compared as numbers, blanks as "no".

Each rule is for a mistake that was made in a real profile, and that only a comparison of all rows
had found.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from schemas.language import message
from seed.mapping import sql_tree
from seed.mapping.sql_tree import (
    NUMERIC,
    ORDERED,
    PASSING_BLANKS,
    Kind,
    Node,
    Parsed,
    node_type,
    walk_nodes,
)

# The code for an unknown answer.
UNKNOWN = "unknown"
_NULL_TESTS = {"OPERATOR_IS_NULL", "OPERATOR_IS_NOT_NULL"}
_NEGATIVE = {"COMPARE_NOTEQUAL", "COMPARE_NOT_IN", "OPERATOR_NOT"}
_NOT_LIKE = {"!~~", "!~~*", "not_like_escape", "not_ilike_escape"}
_NUMBER_TYPES = sql_tree.split_words("""
    TINYINT SMALLINT INTEGER BIGINT HUGEINT UTINYINT USMALLINT UINTEGER UBIGINT UHUGEINT DECIMAL
    FLOAT DOUBLE INTEGER_LITERAL
""")


class _Type(StrEnum):
    """The type of an expression, as far as its tree shows it."""

    NUMBER = "number"
    TEXT = "text"
    OTHER = "other"


@dataclass(frozen=True)
class _Names:
    """What names mean within one text: the expressions of aliases, and row counters of unnest."""

    aliases: dict[str, Node]
    counts: frozenset[str]


def find_faults(parsed: Parsed) -> Iterator[str]:
    """Yield a sentence for each part of an SQL text that would give wrong results silently."""
    names = _names(parsed)
    for one in walk_nodes(parsed.node):
        yield from _lint_comparison(one, names)
        yield from _lint_order(one)
    yield from _lint_aggregates(parsed.node)
    yield from _lint_constants(parsed.node, frozenset(), within_text=False)
    if parsed.kind is Kind.SELECT:
        yield from _lint_row_number(parsed.node)


def _names(parsed: Parsed) -> _Names:
    """Return the aliases and row counters that an SQL text defines."""
    aliases: dict[str, Node] = {}
    counts: set[str] = set()
    for one in walk_nodes(parsed.node):
        for item in one.get("select_list", []):
            if item.get("alias"):
                aliases[item["alias"].lower()] = item
        if node_type(one) == "TABLE_FUNCTION" and one.get("with_ordinality") == "WITH_ORDINALITY":
            counts |= {name.lower() for name in one.get("column_name_alias", [])[-1:]}
    return _Names(aliases, frozenset(counts))


def _type(one: Node, names: _Names, depth: int = 0) -> _Type:
    """Return the type of an expression. A column of a file is text; `_row` is a number."""
    if depth > sql_tree.DEEPEST:
        return _Type.OTHER
    found = _Type.OTHER
    match one.get("class"):
        case "CONSTANT":
            found = _type_of_value(one["value"]["type"]["id"])
        case "COLUMN_REF":
            found = _type_of_column(one["column_names"][-1].lower(), names, depth)
        case "CAST":
            found = _type_of_value(one["cast_type"]["id"])
        case "FUNCTION" | "WINDOW" if str(one["function_name"]).lower() in NUMERIC:
            found = _Type.NUMBER
        case "FUNCTION" | "WINDOW" | "CASE" | "OPERATOR" | "SUBQUERY" if inner := _valued(one):
            found = _type(inner, names, depth + 1)
        case "FUNCTION":
            found = _Type.TEXT
    return found


def _type_of_value(kind: str) -> _Type:
    if kind in _NUMBER_TYPES:
        return _Type.NUMBER
    return _Type.TEXT if kind == "VARCHAR" else _Type.OTHER


def _type_of_column(name: str, names: _Names, depth: int) -> _Type:
    if name == sql_tree.ROW or name in names.counts:
        return _Type.NUMBER
    meant = names.aliases.get(name)
    if meant is None or _is_named(meant, name):
        return _Type.TEXT
    return _type(meant, names, depth + 1)


def _valued(one: Node) -> Node | None:
    """Return the part of an expression that determines its value, and so its type; or None."""
    if one["class"] == "CASE":
        first: Node = one["case_checks"][0]["then_expr"]
        return first
    if one["class"] == "SUBQUERY":
        is_value = one.get("subquery_type") == "SCALAR"
        items = one["subquery"]["node"].get("select_list", []) if is_value else []
    elif one["class"] == "OPERATOR":
        is_value = one["type"] in {"OPERATOR_COALESCE", "OPERATOR_NULLIF"}
        items = one["children"] if is_value else []
    else:
        is_value = str(one["function_name"]).lower() in PASSING_BLANKS | ORDERED
        items = one.get("children", []) if is_value else []
    return items[0] if items else None


def _is_named(one: Node, name: str) -> bool:
    return one.get("class") == "COLUMN_REF" and one["column_names"][-1].lower() == name


def _lint_comparison(one: Node, names: _Names) -> Iterator[str]:
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
        types = {_type(side, names) for side in found if side is not None}
        if types - {_Type.NUMBER}:
            sign = sql_tree.ORDERINGS[kind]
            yield message(
                "{sign} compares texts here, so '9' is more than '18'. Compare numbers: num(x) <"
                " 18. Of a date, compare a part that is a number, for example num(left(x, 4)).",
                sign=sign,
            )
    sides = []
    if kind in sql_tree.EQUALITIES:
        sides = [one["left"], one["right"]]
    elif kind in sql_tree.LISTS:
        sides = one.get("children", [])
    if {_Type.NUMBER, _Type.TEXT} <= {_type(side, names) for side in sides}:
        yield message(
            "A text is compared with a number. Write the number in quotes: x = '18'. If 18.0 is"
            " meant too, write num(x) = 18."
        )


def _lint_order(one: Node) -> Iterator[str]:
    """Yield a sentence on functions such as first() without ORDER BY."""
    name = str(one.get("function_name", "")).lower()
    if one.get("class") not in {"FUNCTION", "WINDOW"} or name not in ORDERED:
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
    for query in _queries(node):
        own = [query, *(one for inner in query.values() for one in walk_nodes(inner, _is_select))]
        tested = {key for one in own if node_type(one) in _NULL_TESTS for key in _column_keys(one)}
        for one in own:
            name = str(one.get("function_name", "")).lower()
            if name not in PASSING_BLANKS or _says_one_thing(one):
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


def _queries(node: Node) -> Iterator[Node]:
    """Yield the SELECTs of a text; an expression counts as one."""
    found = [one for one in walk_nodes(node) if node_type(one) == "SELECT_NODE"]
    if node.get("class"):
        yield node
    yield from found


def _is_select(one: Node) -> bool:
    return node_type(one) in {"SELECT_NODE", "SET_OPERATION_NODE"}


def _says_one_thing(one: Node) -> bool:
    """Whether the argument of a function is a CASE that gives one constant or else NULL."""
    children = one.get("children", [])
    if one.get("class") != "FUNCTION" or len(children) != 1 or children[0].get("class") != "CASE":
        return False
    [case] = children
    values = [check["then_expr"] for check in case["case_checks"]]
    said = {str(value.get("value")) for value in values if value.get("class") == "CONSTANT"}
    return (
        len(values) > 0
        and len(said) == 1
        and not _is_constant(case.get("else_expr"))
        and all(value.get("class") == "CONSTANT" for value in values)
    )


def _is_constant(one: object) -> bool:
    """Whether a node is a constant other than NULL."""
    if not isinstance(one, dict):
        return False
    if one.get("class") == "CAST":
        return _is_constant(one.get("child"))
    return one.get("class") == "CONSTANT" and not one["value"].get("is_null")


def _is_empty_text(one: Node) -> bool:
    return one.get("class") == "CONSTANT" and one["value"].get("value") == ""


def _lint_constants(one: object, known: frozenset[str], *, within_text: bool) -> Iterator[str]:
    """Yield faults of ELSE and coalesce that turn a blank or unexpected word into a known answer.

    `known` are columns whose blanks an outer WHEN has already handled.
    """
    if isinstance(one, list):
        for inner in one:
            yield from _lint_constants(inner, known, within_text=within_text)
        return
    if not isinstance(one, dict):
        return
    if one.get("class") == "CASE":
        yield from _lint_case(one, known)
        return
    if node_type(one) == "OPERATOR_COALESCE":
        constants = [child for child in one["children"] if _is_constant(child)]
        if any(not (within_text and _is_empty_text(child)) for child in constants):
            yield message(
                "coalesce with a constant turns a blank into an answer. Leave it blank, or write"
                " CASE WHEN x IS NULL THEN ... Only in a part of a text is '' allowed, as in a ||"
                " coalesce('-' || b, '')."
            )
    is_text = one.get("class") == "FUNCTION" and one.get("function_name") == "||"
    for inner in one.values():
        yield from _lint_constants(inner, known, within_text=is_text)


def _lint_case(one: Node, known: frozenset[str]) -> Iterator[str]:
    """Yield a sentence on a CASE that turns blanks or unknown words into a known answer."""
    sorted_out = set(known)
    looked_at: set[str] = set()
    for check in one["case_checks"]:
        when = check["when_expr"]
        sorted_out |= _null_tested(when)
        looked_at |= _column_keys(when, but_for_tests=True)
        yield from _lint_constants(when, known, within_text=False)
        yield from _lint_constants(check["then_expr"], frozenset(sorted_out), within_text=False)
    last: Node = one.get("else_expr") or {}
    # A column in num() counts as handled if num() of it was tested: text that is no number is NULL.
    open_ = {key for key in looked_at if not _is_sorted_out(key, sorted_out)}
    if _is_constant(last) and open_ and not _says_unknown(last):
        names = ", ".join(sorted(open_))
        yield message(
            "ELSE turns blanks in {columns}, or words that are not numbers, into an answer. Begin"
            " with WHEN {column} IS NULL THEN NULL, and name the words that mean no.",
            columns=names,
            column=min(open_),
        )
    else:
        yield from _lint_constants(last, frozenset(sorted_out), within_text=False)


def _says_unknown(one: Node) -> bool:
    return one.get("class") == "CONSTANT" and one["value"].get("value") == UNKNOWN


def _is_sorted_out(key: str, sorted_out: Collection[str]) -> bool:
    return key in sorted_out or f"num({key})" in sorted_out


def _null_tested(when: Node) -> set[str]:
    """Return the columns whose blanks always meet this WHEN condition."""
    if node_type(when) == "OPERATOR_IS_NULL":
        return _column_keys(when)
    if node_type(when) == "CONJUNCTION_OR":
        return set().union(*(_null_tested(child) for child in when["children"]))
    if when.get("function_name") == "bool_or":
        return set().union(*(_null_tested(child) for child in when.get("children", [])))
    return set()


def _column_keys(one: object, *, but_for_tests: bool = False) -> set[str]:
    """Return the columns that an expression reads, in lower case.

    A column inside num() is returned as num(x), because num() makes words blank.
    """
    found: set[str] = set()
    stack = [one]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack += part
        elif isinstance(part, dict):
            if but_for_tests and node_type(part) in _NULL_TESTS:
                continue
            if part.get("function_name") == "num":
                found |= {f"num({name.lower()})" for name in sql_tree.columns_in(part)}
            elif part.get("class") == "COLUMN_REF":
                found.add(part["column_names"][-1].lower())
            else:
                stack += part.values()
    return found


def negated_columns(node: Node) -> dict[str, list[str]]:
    """Return the columns that a negation (<>, NOT IN ...) compares without a test for NULL.

    By column in lower case, its spellings.
    """
    tested = {
        name.lower()
        for one in walk_nodes(node)
        if node_type(one) in _NULL_TESTS
        for name in sql_tree.columns_in(one)
    }
    found: dict[str, list[str]] = {}
    for one in walk_nodes(node):
        name = str(one.get("function_name", "")).lower()
        if node_type(one) not in _NEGATIVE and name not in _NOT_LIKE:
            continue
        inner = one.get("children", [])
        # NOT (x IS NULL) and NOT EXISTS (...) handle NULL correctly.
        if node_type(one) == "OPERATOR_NOT" and any(_is_test(child) for child in inner):
            continue
        for column in sql_tree.columns_in(one):
            if column.lower() not in tested and column.lower() not in {sql_tree.ROW, sql_tree.FILE}:
                found.setdefault(column.lower(), []).append(column)
    return found


def _is_test(one: Node) -> bool:
    return node_type(one) in _NULL_TESTS or one.get("subquery_type") in {"EXISTS", "NOT_EXISTS"}


def num_arguments(node: Node) -> Iterator[Node]:
    """Yield the arguments of num(...), the function that reads a text as a number."""
    for one in walk_nodes(node):
        if str(one.get("function_name", "")).lower() == "num":
            yield from one.get("children", [])[:1]


def _lint_row_number(node: Node) -> Iterator[str]:
    """Yield faults of a `_row` that is not the row number of a file, but counted or a constant."""
    for one in walk_nodes(node):
        for item in one.get("select_list", []):
            if (item.get("alias") or "").lower() != sql_tree.ROW or item.get("class") == "STAR":
                continue
            is_own = _is_named(item, sql_tree.ROW)
            is_of_group = item.get("function_name") in {"min", "max", "first", "last"} and all(
                _is_named(child, sql_tree.ROW) for child in item.get("children", [])
            )
            if not (is_own or is_of_group):
                yield message(
                    "{row} must be the row number of the file. Write alias.{row} or min({row}), and"
                    " give counted numbers another name.",
                    row=sql_tree.ROW,
                )
