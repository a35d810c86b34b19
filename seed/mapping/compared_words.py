"""Find the source columns whose words decide something in a profile.

A word decides something if a condition or CASE compares it: then it determines whether a row is
made, or its content. Columns named in SQL are traced through SELECTs to the source files.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemas import columns
from seed.gate import column_checks
from seed.mapping import sql_tree
from seed.mapping.profile_model import FIELDS, Profile, TableRule
from seed.mapping.sql_tree import Kind, Node, function_name, node_type, walk_nodes

# The profile's name for a file, and a column of it.
SourceColumn = tuple[str, str]
# Columns of these kinds hold ids, amounts, dates or free text, not words from a list.
_NO_WORDS = {
    *(columns.Kind.ID, columns.Kind.DATE, columns.Kind.LABEL),
    columns.Kind.TRANSLATION,
    *(columns.Kind.INTEGER, columns.Kind.MONEY),
}
# Functions that compare a text with a pattern or with a part of it.
_PATTERNS = frozenset(
    {"~~", "!~~", "~~*", "!~~*", "~~~", "^@", "regexp_matches", "regexp_full_match"}
    | {"like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"}
    | {"contains", "starts_with", "ends_with", "prefix", "suffix"}
)
_EQUAL = sql_tree.EQUALITIES | sql_tree.DISTINCTIONS | sql_tree.LISTS | {"OPERATOR_NULLIF"}
# The keys of the sides of a comparison.
_SIDES = ("left", "right", "input", "lower", "upper")
# Parts of a SELECT that decide which rows it returns.
_DECIDING = frozenset({"where_clause", "having", "qualify", "condition"})


@dataclass
class Compared:
    """What a source column's words decide: rows of the tables in `rows`, and values of `fields`.

    `named` are the words in the profile; `as_written` are those that a cell must equal exactly.
    `is_of_sql` says that the comparison is in SQL.
    """

    rows: dict[str, None] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    as_written: set[str] = field(default_factory=set)
    is_of_sql: bool = False


@dataclass
class Comparison:
    """What one SQL text compares a column with.

    `words` are whole words that it is compared with; in `as_written` are those compared without a
    function around the column. `makes_rows` says that the comparison decides whether a row is made,
    `is_number` that the column is compared with a number, `is_of_sql` that the comparison is in
    SQL.
    """

    words: set[str] = field(default_factory=set)
    as_written: set[str] = field(default_factory=set, compare=False)
    makes_rows: bool = False
    is_number: bool = False
    is_of_sql: bool = True


def find_compared(
    profile: Profile, files: Mapping[str, Collection[str]], selects: Mapping[str, str]
) -> Mapping[SourceColumn, Compared]:
    """Return the source columns whose words decide whether rows are made, or their content.

    `files` has the columns of each file and SELECT result; `selects` has the SELECT texts. Columns
    that are only translated by exact codes are left out: there, a word without a code refuses its
    row. So are columns that are read as numbers or free text, or may have names of persons.
    """
    sources = _Sources(files, selects)
    found: dict[SourceColumn, Compared] = {}
    wordless: set[SourceColumn] = set()
    for rule in profile.tables:
        for what, one, places in _comparisons_of(rule, sources):
            for place in places:
                held = found.setdefault(place, Compared())
                (held.rows if one.makes_rows else held.fields)[what] = None
                held.named |= one.words
                held.as_written |= one.as_written
                held.is_of_sql |= one.is_of_sql
                wordless |= {place} if one.is_number else set()
    for rule in profile.tables:
        for column in rule.columns.values():
            for place in sources.source_columns([rule.file], column.column or "", within=False):
                if place in found:
                    found[place].named |= {*(column.codes or {}), *column.missing}
                # Read as an id, an amount, a date or a free text.
                if column.codes is None and FIELDS[rule.table][column.target].kind in _NO_WORDS:
                    wordless.add(place)
    return {
        place: one
        for place, one in found.items()
        if place not in wordless and not column_checks.names_a_person(place[1])
    }


def _comparisons_of(
    rule: TableRule, sources: "_Sources"
) -> Iterator[tuple[str, Comparison, list[SourceColumn]]]:
    """Yield for each comparison of a table: what it decides, itself, and its source columns."""
    for column in rule.columns.values():
        field = f"{rule.table}.{column.target}"
        if column.codes_like and column.column:
            places = sources.source_columns([rule.file], column.column, within=False)
            yield field, Comparison(is_of_sql=False), places
        for one, places in sources.compared_by(rule.file, column.sql, Kind.SQL):
            yield field, one, places
    for one, places in sources.compared_by(rule.file, rule.where, Kind.WHERE):
        yield rule.table, one, places
    for view in sources.selects_behind([rule.file]):
        for name, one in sources.compared[view].items():
            what = rule.table if one.makes_rows else f"{rule.table} ([files.{view}])"
            yield what, one, sources.source_columns([view], name)


class _Sources:
    """The files and SELECTs of a profile: what they name, compare and read.

    The result of a SELECT over several files has a name for each, such as `charges of register`.
    """

    def __init__(self, files: Mapping[str, Collection[str]], selects: Mapping[str, str]) -> None:
        self._columns = {
            file: {name.casefold(): name for name in names} for file, names in files.items()
        }
        self._known, self._selects = [*files, *selects], selects
        nodes = {view: self._parse_node(text, Kind.SELECT) for view, text in selects.items()}
        self.compared = {view: find_comparisons(node) for view, node in nodes.items()}
        self._aliases = {view: find_select_aliases(node) for view, node in nodes.items()}
        self._reads = {view: self._files_named(sql_tree.tables_in(n)) for view, n in nodes.items()}

    def _parse_node(self, text: str, kind: Kind) -> Node:
        return sql_tree.parse_sql(text, kind, self._known).node

    def compared_by(
        self, file: str, text: str | None, kind: Kind
    ) -> Iterator[tuple[Comparison, list[SourceColumn]]]:
        """Yield what an SQL text over the rows of a file compares, with the source columns."""
        if text:
            node = self._parse_node(text, kind)
            # A nested SELECT may read other files.
            files = [file, *self._files_named(sql_tree.tables_in(node))]
            for name, one in find_comparisons(node, decides=kind is Kind.WHERE).items():
                yield one, self.source_columns(files, name)

    def selects_behind(self, files: Iterable[str]) -> list[str]:
        """Return the SELECTs that make the rows of these files, directly or through others."""
        seen: dict[str, None] = {}
        waiting = [*files]
        while waiting:
            view = self._view_name(waiting.pop())
            if view in self._reads and view not in seen:
                seen[view] = None
                waiting += self._reads[view]
        return [*seen]

    def source_columns(
        self, files: Iterable[str], name: str, *, within: bool = True
    ) -> list[SourceColumn]:
        """Return the source columns that a name stands for, in `files` and the SELECTs behind them.

        Preferred are columns of source files. Else, if a SELECT makes the name of others, these are
        returned, or none with `within` false. Else it is a column that only a SELECT has, such as
        one that UNPIVOT makes.
        """
        views = self.selects_behind(files)
        reach = dict.fromkeys((*files, *(one for view in views for one in self._reads[view])))
        return self._source_columns_of([*reach], views, name.casefold(), within, frozenset())

    def _source_columns_of(
        self, reach: list[str], views: list[str], name: str, within: bool, seen: frozenset[str]
    ) -> list[SourceColumn]:
        """Return `source_columns` of files `reach` and SELECTs `views`; `seen` stops circles."""
        here = [(f, self._columns[f][name]) for f in reach if name in self._columns.get(f, {})]
        own = [place for place in here if self._view_name(place[0]) not in self._reads]
        parts = {part for view in views for part in self._aliases[view].get(name, ())}
        if own or name in seen:
            return own
        if parts:
            found = (
                self._source_columns_of(reach, views, part, within, seen | {name})
                for part in (sorted(parts) if within else ())
            )
            return list(dict.fromkeys(place for places in found for place in places))
        return [
            (file, column)
            for file, column in here
            if not any(
                name in self._columns.get(one, {}) for one in self._reads[self._view_name(file)]
            )
        ]

    def _files_named(self, names: Collection[str]) -> list[str]:
        """Return the files and SELECT results that SQL means by these lower-case names."""
        return [file for file in self._columns if self._view_name(file).lower() in names]

    def _view_name(self, file: str) -> str:
        """Return the SELECT's name, without the ` of FILE` of a result that was divided by file."""
        view = file.rpartition(" of ")[0]
        return view if view in self._selects else file


def find_comparisons(node: Node, *, decides: bool = False) -> dict[str, Comparison]:
    """Return what an SQL text compares with words or numbers, by column in lower case.

    With `decides` the whole text is a condition on rows.
    """
    compared: dict[str, Comparison] = {}
    for one, is_deciding in _walk_clauses(node, is_deciding=decides):
        kind, function = node_type(one), function_name(one)
        sides = [one[key] for key in _SIDES if one.get(key)] + one.get("children", [])
        direct = {
            name for side in sides if side.get("class") == "COLUMN_REF" for name in _columns(side)
        }
        constants = [side["value"] for side in sides if side.get("class") == "CONSTANT"]
        types = {value["type"]["id"] for value in constants} - {"NULL"}
        names, words = set[str](), set[str]()
        if function in _PATTERNS:
            names = _columns(sides[:1])
        elif kind in _EQUAL or function == "nullif":
            words = {
                str(v["value"])
                for v in constants
                if v["type"]["id"] == "VARCHAR" and not v["is_null"]
            }
            names = _columns(sides) if words else set()
        is_number = kind in sql_tree.ORDERINGS or (kind in _EQUAL and not words and bool(types))
        if is_number:
            # Read as a number directly or by num(); not in count(x).
            names = direct.union(
                *(_columns(part) for part in walk_nodes(one) if function_name(part) == "num")
            )
        for name in names:
            found = compared.setdefault(name, Comparison())
            found.words |= words
            found.as_written |= words if name in direct else set()
            found.makes_rows |= is_deciding
            found.is_number |= is_number
    return compared


def find_select_aliases(node: Node) -> dict[str, set[str]]:
    """Return the aliases in a SELECT, each with the columns that it is made of, in lower case.

    An alias made of a column with the same name is left out.
    """
    made_of: dict[str, set[str]] = {}
    for one in walk_nodes(node):
        for item in one.get("select_list", []):
            alias = str(item.get("alias") or "").lower()
            if alias and alias not in (within := _columns(item)):
                made_of.setdefault(alias, set()).update(within)
    return made_of


def _walk_clauses(of: object, *, is_deciding: bool) -> Iterator[tuple[Node, bool]]:
    """Yield each part of a tree, and whether it is in a clause that decides about rows."""
    stack = [(of, is_deciding)]
    while stack:
        one, deciding = stack.pop()
        if isinstance(one, dict):
            yield one, deciding
            stack += [(part, deciding or key in _DECIDING) for key, part in one.items()]
        elif isinstance(one, list):
            stack += [(part, deciding) for part in one]


def _columns(node: object) -> set[str]:
    return {
        str(one["column_names"][-1]).lower()
        for one in walk_nodes(node)
        if one.get("class") == "COLUMN_REF"
    }
