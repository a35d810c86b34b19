"""Parse and check the SQL of a profile: SELECTs of files, conditions, and texts for columns."""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cache

import duckdb

from schemas import columns
from seed.mapping import sql_lints, sql_tree
from seed.mapping.profile_model import FIELDS, Profile, SourceFile, TableRule
from seed.mapping.sql_tree import Kind, Node, Parsed
from seed.mapping.toml_reader import Section

_PLAIN = re.compile("[A-Za-z][A-Za-z0-9_]*")
_OF_WINDOWS = {"orders", "partitions"}


def parse_sql_text(
    section: Section, key: str, text: str, kind: Kind, files: Collection[str]
) -> Parsed | None:
    """Return the parsed SQL at `key`; None, with a fault for each reason, if it must not be run."""
    faults = find_sql_problems(text, kind, files)
    for words in faults:
        section.fault("sql", words, key)
    return None if faults else sql_tree.parse_sql(text, kind, files)


def find_sql_problems(text: str, kind: Kind, files: Collection[str]) -> list[str]:
    """Return why an SQL text is refused, or what in it would go wrong without an error."""
    try:
        return list(dict.fromkeys(sql_lints.find_faults(sql_tree.parse_sql(text, kind, files))))
    except sql_tree.Refused as refused:
        return [refused.why]


def reads_files(text: str, files: Collection[str]) -> bool:
    """Return whether a SELECT reads files of the profile. If not, the database itself runs it."""
    return bool(sql_tree.tables_in(_node(text, Kind.SELECT, files)))


def parse_texts(profile: Profile) -> Iterator[Parsed]:
    """Yield the parsed SQL texts of a profile that has no faults."""
    files = [file.name for file in profile.files]
    for file in profile.files:
        if file.select:
            yield sql_tree.parse_sql(file.select, Kind.SELECT, files)
    for rule in profile.tables:
        if rule.where:
            yield sql_tree.parse_sql(rule.where, Kind.WHERE, files)
        for column in rule.columns.values():
            if column.sql is not None:
                yield sql_tree.parse_sql(column.sql, Kind.SQL, files)


def find_numbered_ids(rules: Iterable[TableRule], files: Iterable[SourceFile]) -> Iterator[str]:
    """Yield the ids, as TABLE.COLUMN, that SQL makes from the row number.

    Invalid SQL is taken to make no ids.
    """
    files = tuple(files)
    names, selects = [file.name for file in files], [file.select for file in files if file.select]
    by_row = _columns_from_row_numbers(selects, names) | {sql_tree.ROW}
    for rule in rules:
        for target, column in rule.columns.items():
            if FIELDS[rule.table][target].kind is not columns.Kind.ID:
                continue
            read = {(column.source or "").lower()}
            if (node := _node(column.sql or "", Kind.SQL, names)) is not None:
                read |= {name.lower() for name in sql_tree.columns_in(node)}
            if read & by_row:
                yield f"{rule.table}.{target}"


def _node(text: str, kind: Kind, files: Collection[str]) -> Node | None:
    """Return the tree of an SQL text; None for no text, or one that must not be run."""
    try:
        return sql_tree.parse_sql(text, kind, files).node if text else None
    except sql_tree.Refused:
        return None


def _columns_from_row_numbers(selects: Iterable[str], files: Collection[str]) -> set[str]:
    """Return the columns, in lower case, that SELECTs make from the row number."""
    found: set[str] = set()
    for text in selects:
        for query in sql_tree.walk_nodes(_node(text, Kind.SELECT, files)):
            for item in query.get("select_list", []):
                alias = str(item.get("alias") or "").lower()
                named = {name.lower() for name in sql_tree.columns_in(_but_for_windows(item))}
                if alias and alias != sql_tree.ROW and named & (found | {sql_tree.ROW}):
                    found.add(alias)
    return found


def _but_for_windows(part: object) -> object:
    """Return a part of a tree without its ORDER BY and PARTITION BY, which are not in its value.

    So an id may number the rows that were made of one source row (PARTITION BY _row): these numbers
    stay the same in the next export.
    """
    if isinstance(part, list):
        return [_but_for_windows(one) for one in part]
    if isinstance(part, dict):
        return {key: _but_for_windows(one) for key, one in part.items() if key not in _OF_WINDOWS}
    return part


@cache
def _sql_keywords() -> frozenset[str]:
    with duckdb.connect(":memory:", config=sql_tree.CONFIGURATION) as connection:
        found = connection.execute("SELECT keyword_name FROM duckdb_keywords()").fetchall()
    return frozenset(name for (name,) in found)


def identifier(name: str) -> str:
    """Return a column or file name as SQL needs it, in quotes if it is a keyword or not plain."""
    if _PLAIN.fullmatch(name) and name.lower() not in _sql_keywords():
        return name
    return sql_tree.quote_name(name)


def has_word_condition(column: str, words: Iterable[str]) -> str:
    """Return an SQL condition: the column has one of the words."""
    listed = [sql_tree.sql_literal(word) for word in words]
    if len(listed) == 1:
        return f"{identifier(column)} = {listed[0]}"
    return f"{identifier(column)} IN ({', '.join(listed)})"
