"""Which columns a text of SQL compares with words, and whether rows are made by what they say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seed.mapping.sql import tree
from seed.mapping.sql.tree import Node, nodes

# By these a text is held against a pattern, or against what stands within it.
_PATTERNS = frozenset(
    {"~~", "!~~", "~~*", "!~~*", "~~~", "^@", "regexp_matches", "regexp_full_match"}
    | {"like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"}
    | {"contains", "starts_with", "ends_with", "prefix", "suffix"}
)
# Clauses of a SELECT that leave rows out, and the condition of a join.
_DECIDING = frozenset({"where_clause", "having", "qualify", "condition"})


@dataclass
class Comparison:
    """What a column is compared with; `makes_rows` where a row is made or left out by it.

    `words` are those that it is held against as a whole, `as_written` where no function stands
    between. It `is_number` where one is compared.
    """

    words: set[str] = field(default_factory=set)
    as_written: set[str] = field(default_factory=set, compare=False)
    makes_rows: bool = False
    is_number: bool = False


@dataclass(frozen=True)
class Comparisons:
    """What a text compares, by the column's name in small letters; and what its names are made of.

    `made_of` has by the name that a SELECT gives what it is made of, unless that is a column of the
    same name.
    """

    compared: Mapping[str, Comparison]
    made_of: Mapping[str, frozenset[str]]


def find_comparisons(node: Node, *, decides: bool = False) -> Comparisons:
    """Of a SELECT or an expression; `decides` where all of it is a condition on rows."""
    compared: dict[str, Comparison] = {}
    made_of: dict[str, set[str]] = {}
    for one, is_deciding in _walk(node, is_deciding=decides):
        for name, words, is_number in _of(one):
            found = compared.setdefault(name, Comparison())
            found.words |= words
            found.as_written |= words if name in _sides(one) else set()
            found.makes_rows |= is_deciding
            found.is_number |= is_number
        for item in one.get("select_list", []):
            alias = str(item.get("alias") or "").lower()
            if alias and alias not in (within := set(_columns(item))):
                made_of.setdefault(alias, set()).update(within)
    return Comparisons(compared, {name: frozenset(of) for name, of in made_of.items()})


def _walk(of: object, *, is_deciding: bool) -> Iterator[tuple[Node, bool]]:
    """The parts of a tree, each with whether it stands in a clause that leaves rows out."""
    stack = [(of, is_deciding)]
    while stack:
        one, deciding = stack.pop()
        if isinstance(one, dict):
            yield one, deciding
            stack += [(part, deciding or key in _DECIDING) for key, part in one.items()]
        elif isinstance(one, list):
            stack += [(part, deciding) for part in one]


def _of(one: Node) -> Iterator[tuple[str, set[str], bool]]:
    """The columns that one part compares, with the words, and whether these are numbers."""
    kind = str(one.get("type"))
    name = str(one.get("function_name", "")).lower()
    if kind in tree.EQUALITIES | tree.DISTINCTIONS:
        sides = [one["left"], one["right"]]
    elif kind in tree.LISTS or kind == "OPERATOR_NULLIF" or name == "nullif":
        sides = one["children"]
    elif name in _PATTERNS:
        yield from ((column, set(), False) for column in _columns(one["children"][:1]))
        return
    elif kind in tree.ORDERINGS:
        yield from ((column, set(), True) for column in _numbers(one))
        return
    else:
        return
    words = {word for side in sides if (word := _text(side)) is not None}
    if words:
        yield from ((column, words, False) for column in _columns(sides))
    elif any(_is_number(side) for side in sides):
        yield from ((column, set(), True) for column in _numbers(one))


def _sides(one: Node) -> set[str]:
    """The columns that a comparison holds against something as they stand."""
    sides = [one.get(key) for key in ("left", "right", "input", "lower", "upper")]
    return {
        str(side["column_names"][-1]).lower()
        for side in (*sides, *one.get("children", []))
        if isinstance(side, dict) and side.get("class") == "COLUMN_REF"
    }


def _numbers(one: Node) -> set[str]:
    """The columns that a comparison with a number takes for one: not those of what is counted."""
    read = (part for part in nodes(one) if part.get("function_name") == "num")
    return _sides(one) | {column for part in read for column in _columns(part)}


def _columns(node: object) -> Iterator[str]:
    for one in nodes(node):
        if one.get("class") == "COLUMN_REF":
            yield str(one["column_names"][-1]).lower()


def _text(node: Node) -> str | None:
    """The text of a constant."""
    if node.get("class") != "CONSTANT" or node["value"]["type"]["id"] != "VARCHAR":
        return None
    value = node["value"].get("value")
    return None if value is None else str(value)


def _is_number(node: Node) -> bool:
    """Whether it is a number written as one: what is compared with it is no word."""
    return node.get("class") == "CONSTANT" and node["value"]["type"]["id"] not in {
        "VARCHAR",
        "NULL",
    }
