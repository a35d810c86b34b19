"""Which columns of a source a profile reads, and of which words decide something.

What SQL names is traced through SELECTs to the files. Words decide whether a row is made, or what
it says.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas import columns
from seed.gate import name_columns
from seed.mapping import sql_tree
from seed.mapping.profile_model import FIELDS, Profile
from seed.mapping.sql_tree import Kind, Node, walk_nodes

# By the profile's name of a file, and the column.
Place = tuple[str, str]
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


class _Found(NamedTuple):
    places: Collection[Place]
    what: str
    comparison: Comparison
    is_of_sql: bool = False


def find_compared(
    profile: Profile, files: Mapping[str, Collection[str]], selects: Mapping[str, str]
) -> Mapping[Place, Compared]:
    """All such columns of a profile, save those that hold no words, where they stand in a source.

    `files` are the columns by the names of files and of what SELECTs make; `selects` the texts of
    these. A column that is read by its codes alone is none: a word without a code refuses its row.
    """
    traced = Traced(files, selects)
    found: dict[Place, Compared] = {}
    wordless: set[Place] = set()
    for places, what, one, is_of_sql in (
        *_compared_by_patterns(profile, traced),
        *_compared_in_sql(profile, traced),
    ):
        for place in places:
            held = found.setdefault(place, Compared())
            (held.rows if one.makes_rows else held.fields)[what] = None
            held.named |= one.words
            held.as_written |= one.as_written
            held.is_of_sql |= is_of_sql
            wordless |= {place} if one.is_number else set()
    for rule in profile.tables:
        for column in rule.columns:
            for place in traced.homes(rule.file, column.column or ""):
                if place in found:
                    found[place].named |= {*(column.codes or {}), *column.missing}
                # An id, an amount, a date or a free text by how it is read.
                if column.codes is None and FIELDS[rule.table][column.target].kind in _NO_WORDS:
                    wordless.add(place)
    return {
        place: one
        for place, one in found.items()
        if place not in wordless and not name_columns.is_one(place[1])
    }


def _compared_by_patterns(profile: Profile, traced: "Traced") -> Iterator[_Found]:
    """Columns of which patterns of codes decide what a row says."""
    for rule in profile.tables:
        for column in rule.columns:
            if column.codes_like and column.column:
                places = [*traced.homes(rule.file, column.column)]
                yield _Found(places, f"{rule.table}.{column.target}", Comparison())


def _compared_in_sql(profile: Profile, traced: "Traced") -> Iterator[_Found]:
    """What SELECTs, conditions and texts in SQL compare."""
    for rule in profile.tables:
        said = [(rule.table, traced.of_text(rule.file, rule.where, decides=True))]
        for column in rule.columns:
            what = f"{rule.table}.{column.target}"
            said.append((what, traced.of_text(rule.file, column.sql or "", decides=False)))
        for view in traced.behind(rule.file):
            said.append((f"what {rule.table} take from [files.{view}]", traced.of_select(view)))
        for what, compared in said:
            for one, places in compared:
                yield _Found(places, rule.table if one.makes_rows else what, one, is_of_sql=True)


def columns_read(profile: Profile, files: Mapping[str, Collection[str]]) -> set[Place]:
    """The columns of a source that a profile reads, traced through its SELECTs.

    `files` are the columns by the names of files and of what SELECTs make. Of a profile whose SQL
    is not right yet only what is named outright.
    """
    selects = {file.name: file.select for file in profile.files if file.select}
    direct = {(rule.file, c.source) for rule in profile.tables for c in rule.columns if c.source}
    try:
        return direct | {*_traced_columns(profile, Traced(files, selects), [*files])}
    except sql_tree.Refused:
        return direct


def _traced_columns(profile: Profile, traced: "Traced", files: Collection[str]) -> Iterator[Place]:
    for rule in profile.tables:
        named = {c.source for c in rule.columns if c.source}
        texts = [(rule.where, Kind.WHERE)] if rule.where else []
        texts += [(c.sql, Kind.SQL) for c in rule.columns if c.sql]
        for text, kind in texts:
            named |= sql_tree.parse(text, kind, files).columns
        for name in named:
            yield from traced.homes(rule.file, name, within=True)
        for view in traced.behind(rule.file):
            for name in traced.named_by(view):
                yield from traced.named_in(view, name.lower(), frozenset())


class Traced:
    """The SELECTs of a profile, and the columns of its files and of what they make.

    What a SELECT makes of several files goes by several names: `charges of register`.
    """

    def __init__(self, files: Mapping[str, Collection[str]], selects: Mapping[str, str]) -> None:
        # As it is written goes before: SQL tells no capitals.
        self._columns = {
            file: {name.casefold(): name for name in names} | {name: name for name in names}
            for file, names in files.items()
        }
        self._known = [*files, *selects]
        self._selects = frozenset(selects)
        self._reads: dict[str, list[str]] = {}
        self._made: dict[str, Comparisons] = {}
        self._named: dict[str, set[str]] = {}
        for view, text in selects.items():
            node = sql_tree.parse(text, Kind.SELECT, self._known).node
            self._made[view] = find_comparisons(node)
            self._named[view] = sql_tree.columns_in(node)
            self._reads[view] = self._called(sql_tree.tables_in(node))

    def of_text(
        self, file: str, text: str, *, decides: bool
    ) -> Iterator[tuple[Comparison, list[Place]]]:
        """What a condition on rows of a file compares, or an expression that gives a text."""
        if not text:
            return
        node = sql_tree.parse(text, Kind.WHERE if decides else Kind.SQL, self._known).node
        # A SELECT within it reads other files.
        read = [file, *self._called(sql_tree.tables_in(node))]
        for name, one in find_comparisons(node, decides=decides).compared.items():
            places = (place for other in read for place in self.homes(other, name, within=True))
            yield one, list(places)

    def of_select(self, view: str) -> Iterator[tuple[Comparison, list[Place]]]:
        """What the text of a SELECT compares, with where it stands in what that reads."""
        for name, one in self._made[view].compared.items():
            yield one, list(dict.fromkeys(self.named_in(view, name, frozenset())))

    def named_by(self, view: str) -> Collection[str]:
        """The columns that a SELECT names."""
        return self._named[view]

    def named_in(self, view: str, name: str, seen: frozenset[str]) -> Iterator[Place]:
        """A column of a file; else a name that the SELECT gives, which is made of such."""
        if name in seen:
            return
        homes = [p for file in self._reads[view] for p in self.homes(file, name, within=True)]
        yield from homes
        for part in () if homes else sorted(self._made[view].made_of.get(name, ())):
            yield from self.named_in(view, part, seen | {name})

    def behind(self, file: str) -> Iterator[str]:
        """The SELECTs of which the rows of a file are made, one of another, each once."""
        seen: dict[str, None] = {}
        waiting = [file]
        while waiting:
            view = self._view(waiting.pop())
            if view in self._made and view not in seen:
                seen[view] = None
                waiting += self._reads[view]
        yield from seen

    def homes(self, file: str, column: str, *, within: bool = False) -> Iterator[Place]:
        """Where a column stands as it was sent; `within` also what an expression is made of."""
        yield from dict.fromkeys(self._homes(file, column, within, frozenset()))

    def _homes(
        self, file: str, column: str, within: bool, seen: frozenset[Place]
    ) -> Iterator[Place]:
        view, name = self._view(file), column.casefold()
        if (file, name) in seen:
            return
        seen |= {(file, name)}
        if view not in self._made:
            if (here := self._here(file, column)) is not None:
                yield file, here
            return
        read = self._reads[view]
        made_of = self._made[view].made_of.get(name)
        if made_of is not None:
            for part in sorted(made_of) if within else ():
                yield from self.named_in(view, part, frozenset())
            return
        passed_on = [other for other in read if self._here(other, column) is not None]
        for other in passed_on:
            yield from self._homes(other, column, within, seen)
        if not passed_on and (here := self._here(file, column)) is not None:
            yield file, here

    def _called(self, names: Collection[str]) -> list[str]:
        """The files, and what SELECTs make, that SQL calls so in small letters."""
        return [file for file in self._columns if self._view(file).lower() in names]

    def _here(self, file: str, column: str) -> str | None:
        """What the column is called in the file; None where it has none."""
        names = self._columns.get(file, {})
        return names.get(column, names.get(column.casefold()))

    def _view(self, file: str) -> str:
        """The name of what a SELECT makes, whichever of its files the rows are of."""
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
    """Of a SELECT or an expression; `decides` where all of it is a condition on rows."""
    compared: dict[str, Comparison] = {}
    made_of: dict[str, set[str]] = {}
    for one, is_deciding in _walk(node, is_deciding=decides):
        for name, words, is_number in _comparisons_in(one):
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
    read = (part for part in walk_nodes(one) if part.get("function_name") == "num")
    return _sides(one) | {column for part in read for column in _columns(part)}


def _columns(node: object) -> Iterator[str]:
    for one in walk_nodes(node):
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
