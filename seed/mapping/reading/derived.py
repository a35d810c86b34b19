"""Rows made of another file's rows: of repeated groups of columns, of matches in a cell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from schemas import findings
from seed.mapping.language.by_number import is_number, is_pattern
from seed.mapping.language.composing import PLACEHOLDER, ROW
from seed.mapping.language.profile import Extract, SourceFile, Unpivot
from seed.mapping.language.sections import near
from seed.mapping.reading.listed import counted, listed
from seed.mapping.reading.signs import is_lost

Finding = findings.Finding

_MATCHES = "\x1fmatches"
_CELL = "\x1fcell"


@dataclass(frozen=True)
class Derived:
    """Rows with the `row_number` of those they are made of.

    `unread` are rows that cannot be read, each with a finding among `of_cells`, and without what
    would be made of them.
    """

    frame: pl.DataFrame
    findings: tuple[Finding, ...] = ()
    of_cells: tuple[Finding, ...] = ()
    unread: pl.DataFrame = field(default_factory=pl.DataFrame)


def derived(file: SourceFile, rows: pl.DataFrame, read: Collection[str]) -> Derived:
    """The rows of a file that is made of another; of its columns only what is `read` goes along."""
    carried = [column for column in rows.columns if column in ({ROW, *read} - file.makes)]
    if taken := tuple(_taken(file, rows.columns)):
        return Derived(rows.clear(), taken)
    if file.unpivot is not None:
        return _unpivoted(file, file.unpivot, rows, carried)
    assert file.extract is not None
    return _extracted(file, file.extract, rows, carried)


def _taken(file: SourceFile, columns: Collection[str]) -> Iterator[Finding]:
    groups = groups_in(file.unpivot, columns).values() if file.unpivot else ()
    others = set(columns) - {column for group in groups for column in group.values()}
    for name in sorted(file.makes & others):
        wording = (
            f"this file has a column [{name}] already. Call what is made for {file.name} else."
        )
        yield Finding(file.file, "mapping.column_taken", wording, column=name)


def groups_in(unpivot: Unpivot, columns: Collection[str]) -> dict[str, dict[str, str]]:
    """By what stands in braces, in the order of the file, the column of each member that is there.

    A column that two patterns fit is of the one that says more of it.
    """
    ends = {name: PLACEHOLDER.split(like)[::2] for name, like in unpivot.members.items()}
    strictest = sorted(ends, key=lambda name: -sum(map(len, ends[name])))
    groups: dict[str, dict[str, str]] = {}
    for column in columns:
        for name in strictest:
            before, behind = ends[name]
            part = column[len(before) : len(column) - len(behind)]
            if part and column == before + part + behind and not _is_other(column):
                groups.setdefault(part, {})[name] = column
                break
    return {part: groups[part] for part in _meant(unpivot, groups)}


def _is_other(column: str) -> bool:
    """Whether it is none of the file's own by its name."""
    return column == ROW or is_number(column)


def _meant(unpivot: Unpivot, parts: Collection[str]) -> list[str]:
    if unpivot.parts:
        return [part for part in unpivot.parts if part in parts]
    if unpivot.parts_like is None:
        return list(parts)
    found = pl.Series(list(parts), dtype=pl.String)
    return found.filter(found.str.contains(f"^(?:{unpivot.parts_like})$")).to_list()


def _unpivoted(
    file: SourceFile, unpivot: Unpivot, rows: pl.DataFrame, carried: list[str]
) -> Derived:
    groups = groups_in(unpivot, rows.columns)
    faults = tuple(_lacking(file, unpivot, groups, rows.columns))
    made = [
        rows.filter(pl.any_horizontal(pl.col(list(group.values())).is_not_null())).select(
            *carried,
            *(
                pl.col(group[name]).alias(name)
                if name in group
                else pl.lit(None, dtype=pl.String).alias(name)
                for name in unpivot.members
            ),
            pl.lit(part).alias(unpivot.part),
        )
        for part, group in groups.items()
    ]
    if not made:
        return Derived(rows.clear(), faults)
    return Derived(pl.concat(made).sort(ROW, maintain_order=True), faults)


def _lacking(
    file: SourceFile,
    unpivot: Unpivot,
    groups: Mapping[str, Mapping[str, str]],
    columns: Collection[str],
) -> Iterator[Finding]:
    """Patterns and parts of no column are errors, a column that a group lacks is a warning."""
    there = {name for group in groups.values() for name in group}
    for name, pattern in unpivot.members.items():
        if name not in there:
            hint = near(PLACEHOLDER.sub("", pattern), columns)
            if is_pattern(pattern):
                hint = " A number is no pattern: say what the columns are called."
            wording = f"no column of this file is called like [{pattern}].{hint}"
            yield Finding(file.file, "mapping.unpivot", wording, column=pattern)
    for part in unpivot.parts:
        if part not in groups:
            wording = f"no column has [{part}] of [parts] in its name. Take it out, or correct it."
            yield Finding(file.file, "mapping.unpivot", wording, column=part)
    for part, group in groups.items():
        for name in sorted(there - group.keys()):
            column = PLACEHOLDER.sub(part, unpivot.members[name])
            wording = (
                f"the group [{part}] has no column [{column}], so that {name} is blank in its"
                " rows. If this is no group, say by [parts] or [parts_like] which are."
            )
            severity = findings.Severity.WARNING
            yield Finding(file.file, "mapping.unpivot_lacks", wording, severity, column=column)


def _extracted(
    file: SourceFile, extract: Extract, rows: pl.DataFrame, carried: list[str]
) -> Derived:
    cell = pl.col(extract.column)
    if extract.missing_like is not None:
        cell = pl.when(~cell.str.contains(extract.missing_like)).then(cell)
    filled = rows.select(*carried, cell.alias(_CELL)).drop_nulls(_CELL)
    filled = filled.with_columns(pl.col(_CELL).str.extract_all(extract.like).alias(_MATCHES))
    is_found = pl.col(_MATCHES).list.len() > 0
    is_wrong = {"extract": ~is_found, "extract_sign": is_lost(pl.col(_CELL), extract)}
    unread = filled.filter(pl.any_horizontal(is_wrong.values())).select(carried)
    found = filled.filter(~pl.any_horizontal(is_wrong.values()))
    made = found.explode(_MATCHES).with_columns(
        pl.col(_MATCHES).str.extract_groups(extract.like).struct.field(*extract.names)
    )
    texts = made.with_columns(pl.col(extract.names).str.strip_chars().replace("", None))
    listing = [
        finding
        for kind, wrong in is_wrong.items()
        for finding in listed(
            file.file, extract.column, kind, filled.filter(wrong)[ROW].unique(maintain_order=True)
        )
    ]
    left = tuple(_left_over(file, extract, found))
    return Derived(texts.drop(_CELL, _MATCHES), left, tuple(listing), unread)


def _left_over(file: SourceFile, extract: Extract, found: pl.DataFrame) -> Iterator[Finding]:
    rest = pl.col(_CELL).str.replace_all(extract.like, " ")
    for sign in extract.between:
        rest = rest.str.replace_all(sign, " ", literal=True)
    left = found.filter(rest.str.strip_chars() != "")[ROW]
    wording = (
        f"{left.len():,} cells hold more than the pattern finds and [between] allows. Look at what"
        " is left there: it is not read."
    )
    yield from counted(file.file, "mapping.extract_left", extract.column, left, wording)
