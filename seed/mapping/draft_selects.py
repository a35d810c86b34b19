"""Write, run and preview SELECTs that arrange the rows of an export as its tables need them.

A SELECT may turn repeated groups of columns into rows, take one row of each case, or look up
columns in another file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import polars as pl

from schemas import findings
from seed.gate import column_checks
from seed.mapping import guess_columns, profile_model, sql_engine, sql_tree
from seed.mapping.column_profiles import Arrangement, ColumnProfile, FileProfile, profile_file
from seed.mapping.known_words import ascii_name, normalize_word
from seed.mapping.profile_model import ROW, Profile, SourceFile, TableRule
from seed.mapping.profile_sql import find_sql_problems, identifier
from seed.mapping.run_sql import Run, run_sql
from seed.mapping.shown_values import may_be_shown
from seed.mapping.source_table import SourceTable
from seed.mapping.sql_tree import Kind, sql_literal
from seed.readers import UPLOAD, Limits

Finding = findings.Finding
Frames = Mapping[str, pl.DataFrame]
# Two columns join files if this share of the values is in the other file, and there are at least so
# many distinct ones.
MOST_FOUND, LEAST_KEYS = 0.9, 10
# A single column may be numbered for other reasons, so it needs this many repetitions.
LEAST_ALONE = 3
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")
ROWS_SHOWN, COLUMNS_SHOWN = 10, 8
HIDDEN = "not shown"
NOT_MADE = "mapping.not_made"


@dataclass(frozen=True)
class Groups:
    """Columns that repeat with a number in their names. `members` has each column by its number."""

    members: Mapping[str, Mapping[str, str]]
    number: str

    @property
    def patterns(self) -> list[str]:
        """Return the names of the columns, with {n} for the number."""
        ones = (next(iter(of.items())) for of in self.members.values())
        return [re.sub(rf"(?<![0-9]){n}(?![0-9])", "{n}", name, count=1) for n, name in ones]

    @property
    def numbers(self) -> list[str]:
        """Return the numbers of the groups, in order."""
        return sorted({n for of in self.members.values() for n in of}, key=int)


def find_groups(names: Sequence[str]) -> Groups | None:
    """Return the groups of columns that repeat with a number in their names; None without any.

    `Statute 1 Code, Statute 1 Fine, Statute 2 Code ...` are groups. A column with one number only
    is in no group. Columns that may hold persons' names are never guessed to be a group.
    """
    parts: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        for match in _NUMBER.finditer(name):
            parts[f"{name[: match.start()]}{{n}}{name[match.end() :]}"][match[0]] = name
    likely = {like: of for like, of in parts.items() if _counts_up(of) and _is_named(like)}
    if not likely:
        return None
    most = {int(n) for n in max(likely.values(), key=len)}
    together = {like: of for like, of in likely.items() if {int(n) for n in of} <= most}
    if len(most) < (2 if len(together) > 1 else LEAST_ALONE):
        return None
    members: dict[str, Mapping[str, str]] = {}
    others = {name for name in names if not any(name in of.values() for of in together.values())}
    for like in sorted(together):
        members[free_name(ascii_name(like.replace("{n}", " ")), {*members, *others})] = together[
            like
        ]
    number = next(one for one in ("n", "number", "nth") if one not in {*names, *members})
    return Groups(members, number)


def _counts_up(numbers: Collection[str]) -> bool:
    """Whether at least two of the numbers are consecutive, starting at 0 or 1."""
    known = sorted(int(one) for one in numbers)
    return len(known) > 1 and known[0] < 2 and known == list(range(known[0], known[-1] + 1))


def _is_named(like: str) -> bool:
    words = ascii_name(like.replace("{n}", " "))
    return (
        bool(words)
        and "{" not in like.replace("{n}", "")
        and not column_checks.names_a_person(words)
    )


def free_name(name: str, taken: Iterable[str]) -> str:
    """Return the name, with underscores added until no other has it, whatever its capitals."""
    known = {one.casefold() for one in taken}
    while name.casefold() in known:
        name += "_"
    return name


def select_groups(file: str, groups: Groups) -> str:
    """Return a SELECT that turns each group of columns into a row, with the group's number."""
    numbers, members = groups.numbers, groups.members
    lacking = [
        f"{member} {number}"
        for member, of in members.items()
        for number in numbers
        if number not in of
    ]
    nothing = "".join(f", CAST(NULL AS VARCHAR) AS {identifier(name)}" for name in lacking)
    source = f"(SELECT *{nothing} FROM {identifier(file)})" if lacking else identifier(file)
    rows = [
        (", ".join(identifier(of.get(n, f"{m} {n}")) for m, of in members.items()), n)
        for n in numbers
    ]
    is_one = len(members) == 1
    listed = [f"  {one if is_one else f'({one})'} AS {sql_literal(n)}" for one, n in rows]
    named = ", ".join(map(identifier, members))
    return (
        f"SELECT * FROM {source}\nUNPIVOT INCLUDE NULLS ({named if is_one else f'({named})'}"
        f" FOR {identifier(groups.number)} IN (\n" + ",\n".join(listed) + "))"
    )


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


def select_looked_up(
    file: str, other: str, here: str, there: str, columns: Sequence[str], taken: Collection[str]
) -> str:
    """Return a SELECT of a file with columns of another file, renamed if a name is in `taken`.

    The files are joined where column `here` equals column `there` of the other file.
    """
    named = (
        (name, free_name(f"{name} of {other}", taken) if name in taken else name)
        for name in columns
    )
    added = "".join(
        f", o.{identifier(name)}" + (f" AS {identifier(a)}" if a != name else "")
        for name, a in named
    )
    return (
        f"SELECT t.*{added}\nFROM {identifier(file)} t LEFT JOIN {identifier(other)} o"
        f" ON t.{identifier(here)} = o.{identifier(there)}"
    )


def find_key(file: FileProfile, other: FileProfile, frames: Frames) -> tuple[str, str] | None:
    """Return the column of a file and the column of another by which they can be joined; or None.

    Both must name the same thing by their words, and the other one must be unique.
    """
    for here, there in _references(file, other, frames):
        if thing_identified_by(file, here.name) & thing_identified_by(other, there.name):
            return here.name, there.name
    return None


def find_shared_ids(
    files: Sequence[FileProfile], frames: Frames
) -> Iterator[tuple[str, str, str, str]]:
    """Yield files that share a case id: file and column where it is unique, and where it repeats.

    Ids of persons or offices are left out.
    """
    others = {guess_columns.entity_name(table) for table in profile_model.FIELDS} - {"case"}
    for file, other in permutations(files, 2):
        for there, here in _references(other, file, frames):
            is_unique = here.filled == file.rows and there.distinct < there.filled
            is_of_case = not thing_identified_by(file, here.name) & others
            if is_unique and is_of_case and ascii_name(there.name) == ascii_name(here.name):
                yield file.file.name, here.name, other.file.name, there.name


def _references(
    file: FileProfile, other: FileProfile, frames: Frames
) -> Iterator[tuple[ColumnProfile, ColumnProfile]]:
    """Yield columns of a file that name rows of another: same thing, same values, unique there.

    Columns of the same name come first.
    """
    for there in other.columns:
        if not LEAST_KEYS <= there.distinct == there.filled:
            continue
        things = thing_identified_by(other, there.name)
        same = ascii_name(there.name)
        for here in sorted(
            file.columns, key=lambda one: (one.name != there.name, ascii_name(one.name) != same)
        ):
            is_alike = (
                ascii_name(here.name) == same or thing_identified_by(file, here.name) & things
            )
            own, others = frames[file.file.name][here.name], frames[other.file.name][there.name]
            if here.distinct >= LEAST_KEYS and is_alike and _is_found(own, others):
                yield here, there


def select_joined(file: FileProfile, other: FileProfile) -> str:
    """Return a SELECT of a file with all columns of another, joined by columns of the same name.

    A column that is unique in the other file is taken before others. "" if no names are the same.
    """
    pairs = [
        (there.distinct < there.filled, here != there.name, here, there.name)
        for here in file.names
        for there in other.columns
        if normalize_word(here) == normalize_word(there.name)
    ]
    if not pairs:
        return ""
    *_, here, there = min(pairs)
    columns = [name for name in other.names if name != there]
    return select_looked_up(file.file.name, other.file.name, here, there, columns, file.names)


def _is_found(here: pl.Series, there: pl.Series) -> bool:
    values = here.drop_nulls().unique()
    found = int(values.is_in(there.drop_nulls().implode()).sum())
    return values.len() >= LEAST_KEYS and found >= MOST_FOUND * values.len()


def thing_identified_by(file: FileProfile, name: str) -> frozenset[str]:
    """Return the words for the thing that an id column identifies: `{"case"}` for `case_id`.

    A column called only "id" identifies the thing after which the file is named.
    """
    words = guess_columns.record_model_words(name)
    return (words if words != {"id"} else guess_columns.record_model_words(file.file.name)) - {
        "id",
        "on",
    }


def read_arrangement(file: SourceFile, files: Iterable[str]) -> Arrangement:
    """Return what a SELECT does with files: make several rows of one, look up, or take one each."""
    labels = {label.lower(): label for label in files}
    node = sql_tree.parse_sql(file.select, sql_tree.Kind.SELECT, labels).node
    parts = [*sql_tree.walk_nodes(node)]
    read = [str(one["table_name"]) for one in parts if sql_tree.node_type(one) == "BASE_TABLE"]
    kinds = {sql_tree.node_type(one) for one in parts}
    windows = [
        one for one in sql_tree.walk_nodes(node.get("qualify")) if one.get("class") == "WINDOW"
    ]
    keys = [one["column_names"][-1] for w in windows for one in w["partitions"]]
    return Arrangement(
        labels.get(read[0].lower(), read[0]) if read else "",
        makes_several=bool(kinds & {"PIVOT", "TABLE_FUNCTION"}),
        looks_up="JOIN" in kinds and "TABLE_FUNCTION" not in kinds,
        key=keys[0] if len(keys) == 1 else "",
    )


def run_selects(
    said: Sequence[SourceFile],
    files: dict[str, FileProfile],
    frames: dict[str, pl.DataFrame],
    limits: Limits,
    run: Run,
) -> Iterator[Finding]:
    """Run SELECTs, add their results to `files` and `frames`, and yield findings on failures."""
    possible: list[SourceFile] = []
    for file in said:
        above = [*files, *(one.name for one in possible)]
        if faults := find_sql_problems(file.select, Kind.SELECT, above):
            yield from (_select_warning(file, words) for words in faults)
        else:
            possible.append(file)
    tables = {name: SourceTable(name, frame, "") for name, frame in frames.items()}
    own = tuple(files[name].file for name in frames)

    def run_for_all(request: sql_engine.Request) -> sql_engine.Answer:
        return run(replace(request, takes_all=True))

    made = run_sql(Profile("", (*own, *possible)), tables, limits, run_for_all)
    if findings.only_errors(made.findings) and len(possible) > 1:
        # If one fails, run each alone, so that the others succeed.
        for file in possible:
            yield from run_selects([file], files, frames, limits, run)
        return
    if wrong := findings.only_errors(made.findings):
        words = (one.without_place for one in wrong)
        yield from (_select_warning(possible[0], one) for one in words)
        return
    yield from made.findings
    for file in possible:
        parts = [
            table.frame
            for name, table in made.tables.items()
            if name == file.name or name.startswith(f"{file.name} of ")
        ]
        frame = pl.concat(parts, how="diagonal") if len(parts) > 1 else parts[0]
        known = {name for other in frames.values() for name in other.columns}
        made_here = frozenset({*frame.columns} - known)
        drafted = profile_file(
            file, frame, made=made_here, arrangement=read_arrangement(file, files)
        )
        files[file.name] = guess_columns.with_suggestions(drafted)
        frames[file.name] = frame


def _select_warning(file: SourceFile, words: str) -> Finding:
    wording = f"[files.{file.name}] select: {words}"
    return Finding(file.name, NOT_MADE, wording, findings.Severity.WARNING)


@dataclass(frozen=True)
class Preview:
    """Rows as text; `faults` say why there are none."""

    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    faults: tuple[str, ...] = ()


def preview_file(file: FileProfile) -> Preview:
    """Return the first rows of a file for display. Columns that a SELECT makes come first."""
    names = sorted(file.names, key=lambda name: name not in file.made)[:COLUMNS_SHOWN]
    places = [file.names.index(name) for name in names]
    rows = (
        tuple(
            _preview_cell(name, row[place], _shown_words(file))
            for name, place in zip(names, places, strict=True)
        )
        for row in file.first[:ROWS_SHOWN]
    )
    return Preview(tuple(names), tuple(rows))


def preview_rule(rule: TableRule, files: Sequence[FileProfile]) -> Preview:
    """Return what the SQL of a table makes of its file's first rows, run in a child process."""
    labels = [file.file.name for file in files]
    # Only SQL columns: other columns may not exist in the file yet.
    of_sql = tuple(column for column in rule.columns.values() if column.sql is not None)
    asked = [(rule.where, Kind.WHERE)] if rule.where else []
    asked += [(column.sql or "", Kind.SQL) for column in of_sql]
    if faults := [words for text, kind in asked for words in find_sql_problems(text, kind, labels)]:
        return Preview(faults=tuple(faults))
    plain = [SourceFile(label, label) for label in labels]
    tables = {file.file.name: SourceTable(file.file.name, _first_frame(file), "") for file in files}
    rule = replace(rule, columns={column.target: column for column in of_sql})
    made = run_sql(Profile("", tuple(plain), (rule,)), tables, UPLOAD)
    if made.faults:
        return Preview(faults=tuple(one.wording for one in made.faults))
    frame = made.tables[rule.file].frame.head(ROWS_SHOWN)
    parsed = [sql_tree.parse_sql(text, kind, labels) for text, kind in asked]
    looked_at = {name.lower() for one in parsed for name in one.columns}
    own = [name for name in frame.columns if name.lower() in looked_at]
    columns = [*own, *(column.sql_column for column in of_sql)]
    hides = any(map(column_checks.names_a_person, columns))
    headings = [*own, *(column.target for column in of_sql)]
    words = next((_shown_words(file) for file in files if file.file.name == rule.file), frozenset())
    cells = [
        [_preview_cell("name" if hides else name, cell, words) for cell in frame[name]]
        for name in columns
    ]
    numbers = [str(number) for number in frame[ROW]]
    meant = [[_yes_or_no(cell) for cell in frame[rule.where_column]]] if rule.where else []
    rows = tuple(zip(numbers, *meant, *cells, strict=True))
    return Preview(("Row", *(["Meant"] if meant else []), *headings), rows)


def _first_frame(file: FileProfile) -> pl.DataFrame:
    schema = dict.fromkeys(file.names, pl.String)
    frame = pl.DataFrame(list(file.first), schema=schema, orient="row")
    return frame.with_row_index(ROW, 1).cast({ROW: pl.Int32})


def _yes_or_no(cell: str | None) -> str:
    return {"true": "yes", "false": "no"}.get(cell or "", "no: blank")


def _shown_words(file: FileProfile) -> frozenset[str]:
    """Return the words that are frequent enough to be shown."""
    return frozenset(word for column in file.columns for word, _ in column.values.shown)


def _preview_cell(name: str, cell: str | None, words: frozenset[str]) -> str:
    if cell is None:
        return ""
    if column_checks.names_a_person(name) or not (cell in words or may_be_shown(cell)):
        return HIDDEN
    return cell
