"""Write, run and preview SELECTs that arrange the rows of an export as its tables need them.

A SELECT may turn repeated groups of columns into rows, take one row of each case, or join another
file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import permutations, product
from typing import NamedTuple

import polars as pl

from schemas import findings
from seed.gate import column_checks
from seed.mapping import guess_columns, sql_tree
from seed.mapping.column_profiles import Arrangement, FileProfile, profile_file
from seed.mapping.known_words import ascii_name, normalize_word
from seed.mapping.profile_model import FIELDS, ROW, Profile, SourceFile, TableRule
from seed.mapping.profile_sql import find_sql_problems, identifier
from seed.mapping.run_sql import Run, run_sql
from seed.mapping.shown_values import may_be_shown
from seed.mapping.source_table import SourceTable
from seed.mapping.sql_tree import Kind, sql_literal
from seed.readers import UPLOAD, Limits

Finding = findings.Finding
Frames = Mapping[str, pl.DataFrame]
# Files share an id if this share of its values is in both, and there are so many distinct ones.
MOST_FOUND, LEAST_KEYS = 0.9, 10
# A single column may be numbered for other reasons, so it needs this many repetitions.
LEAST_ALONE = 3
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")
# What the column with the number of a group may be called.
NUMBER_NAMES = ("n", "number", "nth")
# What an id of something else than a case identifies.
OTHER_THINGS = {guess_columns.entity_name(table) for table in FIELDS} - {"case"}
ROWS_SHOWN, COLUMNS_SHOWN = 10, 8
HIDDEN = "not shown"
NOT_MADE = "mapping.not_made"


class Groups(NamedTuple):
    """Columns that repeat with a number in their names.

    `patterns` are the names with {n} for the number. A SELECT makes one column of each pattern.
    `members` has, by the name of that column, the source columns by their `numbers`. `number` names
    the column that gets the number.
    """

    patterns: list[str]
    members: Mapping[str, Mapping[str, str]]
    numbers: list[str]
    number: str


def find_groups(names: Sequence[str]) -> Groups | None:
    """Return the groups of columns that repeat with a number in their names; None without any.

    `Statute 1 Code, Statute 1 Fine, Statute 2 Code ...` are groups. A column with one number only
    is in no group. Columns that may hold persons' names are never guessed to be a group.
    """
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        for match in _NUMBER.finditer(name):
            parts[f"{name[: match.start()]}{{n}}{name[match.end() :]}"][match[0]] = name
    likely = {like: of for like, of in parts.items() if _is_group(like, of)}
    most = {int(n) for n in max(likely.values(), key=len, default={})}
    together = {
        like: likely[like] for like in sorted(likely) if {int(n) for n in likely[like]} <= most
    }
    if len(most) < (2 if len(together) > 1 else LEAST_ALONE):
        return None
    taken = {name for name in names if not any(name in of.values() for of in together.values())}
    members: dict[str, Mapping[str, str]] = {}
    for like, of in together.items():
        members[free_name(ascii_name(like.replace("{n}", " ")), {*members, *taken})] = of
    numbers = sorted({n for of in together.values() for n in of}, key=int)
    number = next(one for one in NUMBER_NAMES if one not in {*names, *members})
    return Groups([*together], members, numbers, number)


def _is_group(like: str, numbers: Collection[str]) -> bool:
    """Return whether columns like `like`, with {n} for numbers from 0 or 1 on, may be a group."""
    known = sorted(map(int, numbers))
    if len(known) < 2 or known[0] > 1 or known != list(range(known[0], known[-1] + 1)):
        return False
    rest = like.replace("{n}", " ")
    words = ascii_name(rest)
    return bool(words) and "{" not in rest and not column_checks.names_a_person(words)


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return the name, with underscores added until no other has it, whatever its capitals."""
    known = {one.casefold() for one in taken}
    while name.casefold() in known:
        name += "_"
    return name


def write_group_select(file: str, groups: Groups) -> str:
    """Return a SELECT that turns each group of columns into a row, with the group's number."""
    members, lacking = groups.members, []
    rows = []
    for n in groups.numbers:
        lacking += [f"{member} {n}" for member, of in members.items() if n not in of]
        cells = ", ".join(identifier(of.get(n, f"{member} {n}")) for member, of in members.items())
        rows.append(f"  {_in_brackets(cells, members)} AS {sql_literal(n)}")
    nothing = "".join(f", CAST(NULL AS VARCHAR) AS {identifier(name)}" for name in lacking)
    source = f"(SELECT *{nothing} FROM {identifier(file)})" if lacking else identifier(file)
    named = _in_brackets(", ".join(map(identifier, members)), members)
    listed = ",\n".join(rows)
    return (
        f"SELECT * FROM {source}\nUNPIVOT INCLUDE NULLS ({named} FOR {identifier(groups.number)}"
        f" IN (\n{listed}))"
    )


def _in_brackets(listed: str, members: Collection[str]) -> str:
    return listed if len(members) == 1 else f"({listed})"


def select_one_row_each(file: str, key: str, filled: Sequence[str] = ()) -> str:
    """Return a SELECT of the first row for each value of `key`.

    In the columns `filled`, each row gets the first cell of its key that is not blank.
    """
    window = f"OVER (PARTITION BY {identifier(key)} ORDER BY _row"
    every = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    taken = [
        f"  first_value({identifier(one)} IGNORE NULLS) {window} {every} AS {identifier(one)}"
        for one in filled
    ]
    replaced = " REPLACE (\n" + ",\n".join(taken) + ")" if taken else ""
    return (
        f"SELECT *{replaced}\nFROM {identifier(file)} WHERE {identifier(key)} IS NOT NULL\n"
        f"QUALIFY row_number() {window}) = 1"
    )


class SharedId(NamedTuple):
    """An id that two files share: it is unique in the column `key` of `file`.

    With `is_case` it repeats in the other file and may be that of a case. Otherwise it is unique in
    both files, and `file` has all values of the other one.
    """

    file: str
    key: str
    other: str
    other_key: str
    is_case: bool


def find_shared_ids(files: Sequence[FileProfile], frames: Frames) -> Iterator[SharedId]:
    """Yield the ids that files share, with columns of the same name first."""
    for file, other in permutations(files, 2):
        pairs = list(product(file.columns, other.columns))
        for here, there in sorted(pairs, key=lambda pair: pair[0].name != pair[1].name):
            if not LEAST_KEYS <= here.distinct == here.filled or there.distinct < LEAST_KEYS:
                continue
            things = thing_identified_by(file, here.name)
            is_alike = ascii_name(here.name) == ascii_name(there.name)
            if not (is_alike or things & thing_identified_by(other, there.name)):
                continue
            names = (file.file.name, here.name, other.file.name, there.name)
            share = _share_found(frames[names[2]][there.name], frames[names[0]][here.name])
            is_unique_there = there.distinct == there.filled
            is_of_case = is_alike and not things & OTHER_THINGS and here.filled == file.rows
            if share == 1 and is_unique_there:
                yield SharedId(*names, is_case=False)
            elif share >= MOST_FOUND and is_of_case and not is_unique_there:
                yield SharedId(*names, is_case=True)


def _share_found(cells: pl.Series, others: pl.Series) -> float:
    """Return the share of the distinct values of `cells` that `others` have too."""
    values = cells.drop_nulls().unique()
    found = int(values.is_in(others.drop_nulls().implode()).sum())
    return found / max(values.len(), 1)


def select_joined(file: FileProfile, other: FileProfile, key: tuple[str, str] | None = None) -> str:
    """Return a SELECT of a file with all columns of another; "" if they cannot be joined.

    `key` has the columns of both by which they are joined. None takes columns of the same name,
    preferably one with different values in all rows of the other file.
    """
    pairs = [
        (there.distinct < there.filled, here != there.name, here, there.name)
        for here in file.names
        for there in other.columns
        if normalize_word(here) == normalize_word(there.name)
    ]
    if key is None and not pairs:
        return ""
    here, there = key or min(pairs)[2:]
    label = other.file.name
    added = ""
    for name in other.names:
        if name in file.names and name != there:
            again = free_name(f"{name} of {label}", file.names)
            added += f", o.{identifier(name)} AS {identifier(again)}"
        elif name != there:
            added += f", o.{identifier(name)}"
    return (
        f"SELECT t.*{added}\nFROM {identifier(file.file.name)} t LEFT JOIN {identifier(label)} o"
        f" ON t.{identifier(here)} = o.{identifier(there)}"
    )


def thing_identified_by(file: FileProfile, name: str) -> frozenset[str]:
    """Return the words for the thing that an id column identifies: `{"case"}` for `case_id`.

    A column called only "id" identifies the thing after which the file is named.
    """
    words = guess_columns.record_model_words(name)
    if words == {"id"}:
        words = guess_columns.record_model_words(file.file.name)
    return words - {"id", "on"}


def read_arrangement(file: SourceFile, files: Iterable[str]) -> Arrangement:
    """Return what a SELECT does: make several rows of each, join files, or take one row per key."""
    labels = {label.lower(): label for label in files}
    node = sql_tree.parse_sql(file.select, sql_tree.Kind.SELECT, labels).node
    parts = [*sql_tree.walk_nodes(node)]
    read = [str(one["table_name"]) for one in parts if sql_tree.node_type(one) == "BASE_TABLE"]
    read = [labels.get(name.lower(), name) for name in read]
    kinds = {sql_tree.node_type(one) for one in parts}
    windows = [
        one for one in sql_tree.walk_nodes(node.get("qualify")) if one.get("class") == "WINDOW"
    ]
    keys = [one["column_names"][-1] for w in windows for one in w["partitions"]]
    return Arrangement(
        read[0] if read else "",
        makes_several=bool(kinds & {"PIVOT", "TABLE_FUNCTION"}),
        joined=tuple(read[1:]) if "JOIN" in kinds and "TABLE_FUNCTION" not in kinds else (),
        key=keys[0] if len(keys) == 1 else "",
    )


def run_selects(
    selects: Iterable[SourceFile],
    files: dict[str, FileProfile],
    frames: dict[str, pl.DataFrame],
    limits: Limits,
    run: Run,
) -> Iterator[Finding]:
    """Run SELECTs, add their results to `files` and `frames`, and yield findings on failures.

    Each runs by itself, so that the others succeed where one fails.
    """
    tables = {name: SourceTable(name, frame, "") for name, frame in frames.items()}
    for file in selects:
        if faults := find_sql_problems(file.select, Kind.SELECT, files):
            yield from (_select_warning(file, words) for words in faults)
            continue
        known = tuple(one.file for one in files.values())
        made = run_sql(Profile("", (*known, file)), tables, limits, run)
        if made.faults:
            yield from (_select_warning(file, one.wording_without_key) for one in made.faults)
            continue
        yield from made.findings
        parts = [
            made.tables[one.name].frame
            for one in made.profile.files
            if one.name == file.name or one.name.startswith(f"{file.name} of ")
        ]
        frame = pl.concat(parts, how="diagonal")
        known_names = {name for other in frames.values() for name in other.columns}
        drafted = profile_file(
            file,
            frame,
            made=frozenset({*frame.columns} - known_names),
            arrangement=read_arrangement(file, files),
        )
        files[file.name] = guess_columns.with_suggestions(drafted)
        frames[file.name] = frame


def _select_warning(file: SourceFile, words: str) -> Finding:
    wording = f"[files.{file.name}] select: {words}"
    return Finding(file.name, NOT_MADE, wording, findings.Severity.WARNING)


class Preview(NamedTuple):
    """Rows as text; `faults` say why there are none."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    faults: tuple[str, ...] = ()


def preview_file(file: FileProfile) -> Preview:
    """Return the first rows of a file for display. Columns that a SELECT makes come first."""
    names = sorted(file.names, key=lambda name: name not in file.made)[:COLUMNS_SHOWN]
    frame = _first_frame(file).head(ROWS_SHOWN)
    cells = [_shown_cells(name, frame[name], _shown_words(file)) for name in names]
    return Preview(tuple(names), tuple(zip(*cells, strict=True)))


def preview_rule(rule: TableRule, files: Sequence[FileProfile]) -> Preview:
    """Return what the SQL of a table makes of its file's first rows, run in a child process."""
    labels = [file.file.name for file in files]
    # Only SQL columns: other columns may not exist in the file yet.
    of_sql = {one.target: one for one in rule.columns.values() if one.sql is not None}
    asked = [(rule.where, Kind.WHERE)] if rule.where else []
    asked += [(column.sql or "", Kind.SQL) for column in of_sql.values()]
    if faults := [words for text, kind in asked for words in find_sql_problems(text, kind, labels)]:
        return Preview(faults=tuple(faults))
    tables = {file.file.name: SourceTable(file.file.name, _first_frame(file), "") for file in files}
    plain = tuple(SourceFile(label, label) for label in labels)
    made = run_sql(Profile("", plain, (replace(rule, columns=of_sql),)), tables, UPLOAD)
    if made.faults:
        return Preview(faults=tuple(one.wording for one in made.faults))
    frame = made.tables[rule.file].frame.head(ROWS_SHOWN)
    parsed = [sql_tree.parse_sql(text, kind, labels) for text, kind in asked]
    looked_at = {name.lower() for one in parsed for name in one.columns}
    shown = [(name, name) for name in frame.columns if name.lower() in looked_at]
    shown += [(target, column.sql_column) for target, column in of_sql.items()]
    hides = any(column_checks.names_a_person(name) for _, name in shown)
    words = next((_shown_words(file) for file in files if file.file.name == rule.file), frozenset())
    columns = [("Row", [str(number) for number in frame[ROW]])]
    if rule.where:
        meant = {"true": "yes", "false": "no", None: "no: blank"}
        columns.append(("Meant", [meant[cell] for cell in frame[rule.where_column]]))
    for heading, name in shown:
        columns.append((heading, _shown_cells("name" if hides else name, frame[name], words)))
    headings, cells = zip(*columns, strict=True)
    return Preview(headings, tuple(zip(*cells, strict=True)))


def _first_frame(file: FileProfile) -> pl.DataFrame:
    schema = dict.fromkeys(file.names, pl.String)
    frame = pl.DataFrame(list(file.first), schema=schema, orient="row")
    return frame.with_row_index(ROW, 1).cast({ROW: pl.Int32})


def _shown_words(file: FileProfile) -> frozenset[str]:
    """Return the words in a file's columns that are frequent enough to be shown."""
    return frozenset(word for column in file.columns for word, _ in column.values.shown)


def _shown_cells(name: str, cells: pl.Series, words: Collection[str]) -> list[str]:
    """Return the cells as text; those that may identify a person are not shown."""
    is_name = column_checks.names_a_person(name)

    def hide_unless_safe(cell: str) -> str:
        return HIDDEN if is_name or not (cell in words or may_be_shown(cell)) else cell

    return ["" if cell is None else hide_unless_safe(cell) for cell in cells]
