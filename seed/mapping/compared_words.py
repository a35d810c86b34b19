"""Which columns of a source a profile reads, and of which words decide something.

What SQL names is traced through SELECTs to the files. Words decide whether a row is made, or what
it says.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schemas import columns
from seed.gate import column_names
from seed.mapping import sql_tree
from seed.mapping.profile_model import FIELDS, Profile
from seed.mapping.sql_tree import Kind, Node, walk_nodes

# By the profile's name of a file, and the column.
SourceColumn = tuple[str, str]
# What stands in these is an id, an amount, a date or a free text, and no word.
_NO_WORDS = {
    *(columns.Kind.ID, columns.Kind.DATE, columns.Kind.LABEL),
    *(columns.Kind.INTEGER, columns.Kind.MONEY),
}
# By these a text is held against a pattern, or against what stands within it.
_PATTERNS = frozenset(
    {"~~", "!~~", "~~*", "!~~*", "~~~", "^@", "regexp_matches", "regexp_full_match"}
    | {"like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape"}
    | {"contains", "starts_with", "ends_with", "prefix", "suffix"}
)
# Clauses of a SELECT that leave rows out, and the condition of a join.
_DECIDING = frozenset({"where_clause", "having", "qualify", "condition"})


@dataclass
class Compared:
    """What depends on the words of a column: the `rows` of tables that are made, and `fields`.

    `named` are the words that the profile names, whatever it says of them, `as_written` those that
    a cell must be sign by sign. `is_of_sql` where they stand in SQL.
    """

    rows: dict[str, None] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    as_written: set[str] = field(default_factory=set)
    is_of_sql: bool = False


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


def find_compared(
    profile: Profile, files: Mapping[str, Collection[str]], selects: Mapping[str, str]
) -> Mapping[SourceColumn, Compared]:
    """The columns of a source whose words decide whether rows are made, or what they say.

    `files` are the columns by the names of files and of what SELECTs make; `selects` the texts of
    these. A column that is read by its codes alone is none: a word without a code refuses its row.
    """
    sources = _Sources(files, selects)
    found: dict[SourceColumn, Compared] = {}
    wordless: set[SourceColumn] = set()
    for places, what, one, is_of_sql in _find_comparisons(profile, sources):
        for place in places:
            held = found.setdefault(place, Compared())
            (held.rows if one.makes_rows else held.fields)[what] = None
            held.named |= one.words
            held.as_written |= one.as_written
            held.is_of_sql |= is_of_sql
            wordless |= {place} if one.is_number else set()
    for rule in profile.tables:
        for column in rule.columns.values():
            for place in sources.places([rule.file], column.column or "", within=False):
                if place in found:
                    found[place].named |= {*(column.codes or {}), *column.missing}
                # An id, an amount, a date or a free text by how it is read.
                if column.codes is None and FIELDS[rule.table][column.target].kind in _NO_WORDS:
                    wordless.add(place)
    return {
        place: one
        for place, one in found.items()
        if place not in wordless and not column_names.names_a_person(place[1])
    }


def _find_comparisons(
    profile: Profile, sources: "_Sources"
) -> Iterator[tuple[Collection[SourceColumn], str, Comparison, bool]]:
    """Yield places of a column, what its words decide, the comparison, and whether SQL makes it."""
    for rule in profile.tables:
        for column in rule.columns.values():
            what = f"{rule.table}.{column.target}"
            if column.codes_like and column.column:
                places = sources.places([rule.file], column.column, within=False)
                yield places, what, Comparison(), False
            for one, places in sources.compared_by(rule.file, column.sql, Kind.SQL):
                yield places, what, one, True
        for one, places in sources.compared_by(rule.file, rule.where, Kind.WHERE):
            yield places, rule.table, one, True
        for view in sources.selects_behind([rule.file]):
            what = f"what {rule.table} take from [files.{view}]"
            for name, one in sources.compared[view].compared.items():
                yield (
                    sources.places([view], name),
                    rule.table if one.makes_rows else what,
                    one,
                    True,
                )


def columns_read(profile: Profile, files: Mapping[str, Collection[str]]) -> set[SourceColumn]:
    """The columns of a source that tables read, or SQL names on the way to them.

    `files` are the columns by the names of files and of what SELECTs make. Of a profile whose SQL
    is not right yet only what is named outright.
    """
    read = {
        (rule.file, c.source) for rule in profile.tables for c in rule.columns.values() if c.source
    }
    try:
        sources = _Sources(files, {one.name: one.select for one in profile.files if one.select})
        for rule in profile.tables:
            texts = [(rule.where, Kind.WHERE), *((c.sql, Kind.SQL) for c in rule.columns.values())]
            names = {*rule.reads}.union(*(sources.named_by(*text) for text in texts))
            views = sources.selects_behind([rule.file])
            names.update(*(sources.named[view] for view in views))
            read |= {place for name in names for place in sources.places([rule.file], name)}
    except sql_tree.Refused:
        pass
    return read


class _Sources:
    """The files of a profile and its SELECTs: what they name, compare and read.

    What a SELECT makes of several files goes by several names: `charges of register`.
    """

    def __init__(self, files: Mapping[str, Collection[str]], selects: Mapping[str, str]) -> None:
        self._columns = {
            file: {name.casefold(): name for name in names} for file, names in files.items()
        }
        self._known, self._selects = [*files, *selects], selects
        nodes = {
            view: sql_tree.parse(text, Kind.SELECT, self._known).node
            for view, text in selects.items()
        }
        self.compared = {view: find_comparisons(node) for view, node in nodes.items()}
        self.named = {view: sql_tree.columns_in(node) for view, node in nodes.items()}
        self._reads = {view: self._called(sql_tree.tables_in(n)) for view, n in nodes.items()}

    def _node(self, text: str | None, kind: Kind) -> Node | None:
        return sql_tree.parse(text, kind, self._known).node if text else None

    def compared_by(
        self, file: str, text: str | None, kind: Kind
    ) -> Iterator[tuple[Comparison, list[SourceColumn]]]:
        """What a condition on rows of a file compares, or an expression that gives a text."""
        if (node := self._node(text, kind)) is not None:
            # A SELECT within it reads other files.
            files = [file, *self._called(sql_tree.tables_in(node))]
            decides = kind is Kind.WHERE
            for name, one in find_comparisons(node, decides=decides).compared.items():
                yield one, self.places(files, name)

    def named_by(self, text: str | None, kind: Kind) -> Collection[str]:
        """The columns that it names."""
        node = self._node(text, kind)
        return () if node is None else sql_tree.columns_in(node)

    def selects_behind(self, files: Iterable[str]) -> list[str]:
        """The SELECTs that make the rows of these files, directly or through others."""
        seen: dict[str, None] = {}
        waiting = [*files]
        while waiting:
            view = self._view(waiting.pop())
            if view in self._reads and view not in seen:
                seen[view] = None
                waiting += self._reads[view]
        return [*seen]

    def places(self, files: Iterable[str], name: str, *, within: bool = True) -> list[SourceColumn]:
        """Find the columns of the source that a name means, behind these files and SELECTs.

        A column of a file comes first, then what a SELECT makes the name of (not if `within` is
        false), then a column that only a SELECT has, such as one that UNPIVOT makes.
        """
        views = self.selects_behind(files)
        reach = dict.fromkeys((*files, *(one for view in views for one in self._reads[view])))
        return self._places([*reach], views, name.casefold(), within, frozenset())

    def _places(
        self, reach: list[str], views: list[str], name: str, within: bool, seen: frozenset[str]
    ) -> list[SourceColumn]:
        here = [(f, self._columns[f][name]) for f in reach if name in self._columns.get(f, {})]
        own = [place for place in here if self._view(place[0]) not in self._reads]
        parts = {part for view in views for part in self.compared[view].made_of.get(name, ())}
        if own or name in seen:
            return own
        if parts:
            found = (
                self._places(reach, views, part, within, seen | {name})
                for part in (sorted(parts) if within else ())
            )
            return list(dict.fromkeys(place for places in found for place in places))
        return [
            (file, column)
            for file, column in here
            if not any(name in self._columns.get(one, {}) for one in self._reads[self._view(file)])
        ]

    def _called(self, names: Collection[str]) -> list[str]:
        """The files, and what SELECTs make, that SQL calls so in small letters."""
        return [file for file in self._columns if self._view(file).lower() in names]

    def _view(self, file: str) -> str:
        """The name of the SELECT, without the file that its rows come from."""
        view = file.rpartition(" of ")[0]
        return view if view in self._selects else file


@dataclass(frozen=True)
class Comparisons:
    """What a text compares, by the column's name in small letters; and what its names are made of.

    `made_of` has by the name that a SELECT gives what it is made of, unless that is a column of the
    same name.
    """

    compared: Mapping[str, Comparison]
    made_of: Mapping[str, frozenset[str]]


def find_comparisons(node: Node, *, decides: bool = False) -> Comparisons:
    """Find what a SELECT or an expression compares. `decides`: all of it is a condition on rows."""
    compared: dict[str, Comparison] = {}
    made_of: dict[str, set[str]] = {}
    for one, is_deciding in _walk_clauses(node, is_deciding=decides):
        for name, words, is_number in _comparisons_in(one):
            found = compared.setdefault(name, Comparison())
            found.words |= words
            found.as_written |= words if name in _columns_as_written(one) else set()
            found.makes_rows |= is_deciding
            found.is_number |= is_number
        for item in one.get("select_list", []):
            alias = str(item.get("alias") or "").lower()
            if alias and alias not in (within := set(_columns(item))):
                made_of.setdefault(alias, set()).update(within)
    return Comparisons(compared, {name: frozenset(of) for name, of in made_of.items()})


def _walk_clauses(of: object, *, is_deciding: bool) -> Iterator[tuple[Node, bool]]:
    """Yield the parts of a tree, and for each whether its clause leaves rows out."""
    stack = [(of, is_deciding)]
    while stack:
        one, deciding = stack.pop()
        if isinstance(one, dict):
            yield one, deciding
            stack += [(part, deciding or key in _DECIDING) for key, part in one.items()]
        elif isinstance(one, list):
            stack += [(part, deciding) for part in one]


def _comparisons_in(one: Node) -> Iterator[tuple[str, set[str], bool]]:
    """The columns that one part compares, with the words, and whether these are numbers."""
    kind = str(one.get("type"))
    name = str(one.get("function_name", "")).lower()
    if kind in sql_tree.EQUALITIES | sql_tree.DISTINCTIONS:
        sides = [one["left"], one["right"]]
    elif kind in sql_tree.LISTS or kind == "OPERATOR_NULLIF" or name == "nullif":
        sides = one["children"]
    elif name in _PATTERNS:
        yield from ((column, set(), False) for column in _columns(one["children"][:1]))
        return
    elif kind in sql_tree.ORDERINGS:
        yield from ((column, set(), True) for column in _columns_as_numbers(one))
        return
    else:
        return
    words = {word for side in sides if (word := _constant_text(side)) is not None}
    if words:
        yield from ((column, words, False) for column in _columns(sides))
    elif any(_is_number(side) for side in sides):
        yield from ((column, set(), True) for column in _columns_as_numbers(one))


def _columns_as_written(one: Node) -> set[str]:
    """The columns that a comparison compares without a function around them."""
    sides = [one.get(key) for key in ("left", "right", "input", "lower", "upper")]
    return {
        str(side["column_names"][-1]).lower()
        for side in (*sides, *one.get("children", []))
        if isinstance(side, dict) and side.get("class") == "COLUMN_REF"
    }


def _columns_as_numbers(one: Node) -> set[str]:
    """The columns that a comparison takes for numbers, without those that it counts."""
    read = (part for part in walk_nodes(one) if part.get("function_name") == "num")
    return _columns_as_written(one) | {column for part in read for column in _columns(part)}


def _columns(node: object) -> Iterator[str]:
    for one in walk_nodes(node):
        if one.get("class") == "COLUMN_REF":
            yield str(one["column_names"][-1]).lower()


def _constant_text(node: Node) -> str | None:
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
