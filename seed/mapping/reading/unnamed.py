"""Words on which something depends and that nothing in a profile names: what they say is lost."""

from collections.abc import Iterable, Iterator

import polars as pl

from schemas import findings
from seed.mapping.language.conditions import Condition, How, looks_of
from seed.mapping.language.profile import ColumnRule, Profile, TableRule
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted
from seed.mapping.reading.shown import values_of
from seed.mapping.reading.sources import Source
from seed.mapping.reading.values import is_meant

BY_WORD = {How.IS, How.NOT, How.BLANK}


def unnamed(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per column by whose words fields are filled or not, with the words nobody names.

    Of a column that is also read otherwise than by its words nothing is lost.
    """
    for name, table in source.tables.items():
        rules = [rule for rule in profile.tables if rule.file == name]
        # What is made of a file has its columns, too.
        *_, root = profile.lineage(name)
        family = [rule for rule in profile.tables if root in profile.lineage(rule.file)]
        for column, deciding in _deciding(rules).items():
            words = _words(column, family)
            if words is None:
                continue
            cell = pl.col(column)
            meant = pl.any_horizontal(is_meant(rule) for rule, _ in deciding)
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


def _deciding(rules: Iterable[TableRule]) -> dict[str, list[tuple[TableRule, str]]]:
    """By source column, the fields that are filled only where it has a certain word."""
    found: dict[str, list[tuple[TableRule, str]]] = {}
    for rule in rules:
        for column in rule.columns:
            for look in looks_of(column.only_if):
                if look.how is How.IS:
                    found.setdefault(look.column, []).append((rule, column.target))
    return found


def _words(column: str, rules: Iterable[TableRule]) -> set[str] | None:
    """The words of a column that rules name; None where one looks at it otherwise."""
    words: set[str] = set()
    for rule in rules:
        for named in (_looked_for(column, rule.where), *(_named(column, c) for c in rule.columns)):
            if named is None:
                return None
            words |= named
    return words


def _looked_for(column: str, *conditions: Condition) -> set[str] | None:
    """The words of a column that conditions name; None where one looks at it otherwise."""
    looks = [look for look in looks_of(*conditions) if look.column == column]
    if any(look.how not in BY_WORD for look in looks):
        return None
    return {value for look in looks if look.how is not How.BLANK for value in look.values}


def _named(column: str, rule: ColumnRule) -> set[str] | None:
    words = _looked_for(column, rule.only_if, *(case.when for case in rule.cases))
    if words is None or column not in rule.named:
        return words
    # A value without a code refuses its row: nothing of it is lost.
    is_by_word = rule.codes is not None and not (rule.codes_like or rule.codes_from)
    return words | {*(rule.codes or {})} if is_by_word else None
