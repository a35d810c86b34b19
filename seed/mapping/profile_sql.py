"""What a profile says in SQL, parsed and checked: SELECTs of files, conditions, texts."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

import duckdb

from schemas import columns
from seed.mapping import sql_lints, sql_tree
from seed.mapping.profile_model import FIELDS, Profile, SourceFile, TableRule
from seed.mapping.sql_tree import Kind, Parsed
from seed.mapping.toml_reader import Section

_PLAIN = re.compile("[A-Za-z][A-Za-z0-9_]*")
_OF_WINDOWS = {"orders", "partitions"}


def parse_text(section: Section, key: str, kind: Kind, files: Collection[str]) -> Parsed | None:
    """The text of SQL at `key`; None, with a fault for each reason, where it may not be run."""
    text = section.text(key)
    if text is None:
        return None
    faults = find_problems(text, kind, files)
    for words in faults:
        section.fault("sql", words, key)
    return None if faults else sql_tree.parse(text, kind, files)


def find_problems(text: str, kind: Kind, files: Collection[str]) -> list[str]:
    """Why a text of SQL is refused, or what in it would be silently wrong."""
    try:
        return list(dict.fromkeys(sql_lints.find_faults(sql_tree.parse(text, kind, files))))
    except sql_tree.Refused as refused:
        return [str(refused)]


def reads_files(text: str, files: Collection[str]) -> bool:
    """Whether a SELECT is over files of the profile: else it is a database's own statement."""
    try:
        found = sql_tree.parse(text, Kind.SELECT, files)
    except sql_tree.Refused:
        return False
    return bool(sql_tree.tables_in(found.node))


def parse_texts(profile: Profile) -> Iterator[Parsed]:
    """The texts of SQL of a profile without fault."""
    files = [file.name for file in profile.files]
    for file in profile.files:
        if file.select:
            yield sql_tree.parse(file.select, Kind.SELECT, files)
    for rule in profile.tables:
        if rule.where:
            yield sql_tree.parse(rule.where, Kind.WHERE, files)
        for column in rule.columns.values():
            if column.sql is not None:
                yield sql_tree.parse(column.sql, Kind.SQL, files)


def find_unread_members(profile: Profile) -> frozenset[str]:
    """Columns that become rows under a name by which nothing takes them, in small letters.

    The plan of an UNPIVOT reads all columns of its groups.
    """
    nodes = [text.node for text in parse_texts(profile)]
    taken = {name.lower() for node in nodes for name in sql_tree.referred_in(node)}
    taken |= {
        name.lower()
        for rule in profile.tables
        for column in rule.columns.values()
        if (name := column.source) is not None
    }
    unread = {
        member.lower()
        for node in nodes
        for name, members in sql_tree.unpivoted_in(node)
        if name.lower() not in taken
        for member in members
    }
    return frozenset(unread - taken)


def find_numbered_ids(rules: Iterable[TableRule], files: Iterable[SourceFile]) -> Iterator[str]:
    """The ids, as TABLE.COLUMN, that are made of the number of a row by SQL."""
    files = tuple(files)
    selects = [file.select for file in files if file.select]
    by_row = _columns_from_row_numbers(selects, [file.name for file in files]) | {sql_tree.ROW}
    for rule in rules:
        for column in rule.columns.values():
            read = {name.lower() for name in column.named}
            if FIELDS[rule.table][column.target].kind is columns.Kind.ID and read & by_row:
                yield f"{rule.table}.{column.target}"


def _columns_from_row_numbers(selects: Iterable[str], files: Collection[str]) -> set[str]:
    """The columns, in lower case, that SELECTs make from the row number."""
    found: set[str] = set()
    for text in selects:
        try:
            node = sql_tree.parse(text, Kind.SELECT, files).node
        except sql_tree.Refused:
            continue
        for query in sql_tree.walk_nodes(node):
            for item in query.get("select_list", []):
                alias = str(item.get("alias") or "").lower()
                named = {name.lower() for name in sql_tree.columns_in(_but_for_windows(item))}
                if alias and alias != sql_tree.ROW and named & (found | {sql_tree.ROW}):
                    found.add(alias)
    return found


def _but_for_windows(part: object) -> object:
    """A part without what rows are ordered by or taken together by: no part of its value.

    The place of a row among those made of one is the same in the next export.
    """
    if isinstance(part, list):
        return [_but_for_windows(one) for one in part]
    if isinstance(part, dict):
        return {key: _but_for_windows(one) for key, one in part.items() if key not in _OF_WINDOWS}
    return part


def has_ids_by_row(table: TableRule) -> bool:
    """Whether an id of a table is made of the number of the row; not where it is no SQL."""
    every = (
        c.sql for n, c in table.columns.items() if FIELDS[table.table][n].kind is columns.Kind.ID
    )
    return any(text is not None and _names_row(text) for text in every)


def _names_row(text: str) -> bool:
    try:
        return sql_tree.ROW in {name.lower() for name in sql_tree.parse(text, Kind.SQL, []).columns}
    except sql_tree.Refused:
        return False


@cache
def _keywords() -> frozenset[str]:
    with duckdb.connect(":memory:", config=sql_tree.CONFIGURATION) as connection:
        found = connection.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    return frozenset(name for (name,) in found)


def identifier(name: str) -> str:
    """The name of a column or a file, as SQL writes it: in quotation marks unless it is plain."""
    if _PLAIN.fullmatch(name) and name.lower() not in _keywords():
        return name
    return sql_tree.quote_name(name)


def condition_in(column: str, words: Iterable[str]) -> str:
    """The condition that a column has one of the words."""
    listed = [sql_tree.literal(word) for word in words]
    if len(listed) == 1:
        return f"{identifier(column)} = {listed[0]}"
    return f"{identifier(column)} IN ({', '.join(listed)})"
