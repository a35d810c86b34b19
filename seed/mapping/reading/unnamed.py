"""Words on which something depends and that nothing in a profile names: what they say is lost."""

from collections.abc import Iterable, Iterator

import polars as pl

from schemas import findings
from seed.mapping.language.conditions import How, Look, met
from seed.mapping.language.profile import ColumnRule, Profile, TableRule
from seed.mapping.reading.listed import counted
from seed.mapping.reading.shown import values_of
from seed.mapping.reading.sources import ROW, Source

BY_WORD = {How.IS, How.NOT}


def unnamed(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per column by whose words fields are filled or not, with the words nobody names.

    Of a column that is also read otherwise than by its words nothing is lost.
    """
    origins = {file.name: file.origin for file in profile.files}
    for name, table in source.tables.items():
        rules = [rule for rule in profile.tables if rule.file == name]
        # What is made of a file has its columns, too.
        family = [
            rule for rule in profile.tables if _root(rule.file, origins) == _root(name, origins)
        ]
        for column, deciding in _deciding(rules).items():
            words = _words(column, family)
            if words is None or column not in table.frame.columns:
                continue
            cell = pl.col(column)
            meant = pl.any_horizontal(met(rule.where) for rule, _ in deciding)
            left = table.frame.filter(meant, cell.is_not_null(), ~cell.is_in(sorted(words)))
            found = values_of(left[column])
            listed = [f"{value} {count:,}" for value, count in found.shown]
            listed += [f"{found.hidden:,} not shown"] if found.hidden else []
            targets = dict.fromkeys(f"{rule.table}.{target}" for rule, target in deciding)
            wording = (
                f"{left.height:,} cells have words that no condition names ({', '.join(listed)}):"
                f" {', '.join(targets)} stays blank there. Name them where they say something, or"
                " among the words for missing where they say nothing."
            )
            yield from counted(table.file, "mapping.unnamed_words", column, left[ROW], wording)


def _root(name: str, origins: dict[str, str | None]) -> str:
    while (origin := origins[name]) is not None:
        name = origin
    return name


def _deciding(rules: Iterable[TableRule]) -> dict[str, list[tuple[TableRule, str]]]:
    """By source column, the fields that are filled only where it has a certain word."""
    found: dict[str, list[tuple[TableRule, str]]] = {}
    for rule in rules:
        for column in rule.columns:
            for look in _looks(column.only_if):
                if look.how is How.IS:
                    found.setdefault(look.column, []).append((rule, column.target))
    return found


def _words(column: str, rules: Iterable[TableRule]) -> set[str] | None:
    """The words of a column that rules name; None where one looks at it otherwise."""
    words: set[str] = set()
    for rule in rules:
        for look in _looks(rule.where):
            if look.column == column:
                if look.how not in BY_WORD | {How.BLANK}:
                    return None
                words |= {*look.values}
        for one in rule.columns:
            named = _named(column, one)
            if named is None:
                return None
            words |= named
    return words


def _named(column: str, rule: ColumnRule) -> set[str] | None:
    looks = [*_looks(rule.only_if), *(k for case in rule.cases for k in _looks(case.when))]
    own = [look for look in looks if look.column == column]
    if any(look.how not in BY_WORD | {How.BLANK} for look in own):
        return None
    words = {value for look in own for value in look.values}
    if column not in rule.named:
        return words
    # A value without a code refuses its row: nothing of it is lost.
    return (
        None if rule.codes is None or rule.codes_like or rule.codes_from else words | {*rule.codes}
    )


def _looks(condition: Iterable[tuple[Look, ...]]) -> Iterator[Look]:
    return (look for group in condition for look in group)
