"""SELECTs that arrange the rows of an export as its tables need them: drafted, and run.

Groups of columns that come again become a row each, amounts in a text too; one row is taken of
several of a case; columns are looked up in another file.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from schemas import findings
from seed.gate import name_columns
from seed.mapping.drafting import guesses
from seed.mapping.drafting.chosen import Chosen
from seed.mapping.drafting.draft_files import Arrangement, DraftFile, draft_file
from seed.mapping.drafting.writing import profile_text
from seed.mapping.language.parsing import parse
from seed.mapping.language.profile import Profile, SourceFile
from seed.mapping.language.sql_texts import quoted
from seed.mapping.reading.shaping import Run, shaped
from seed.mapping.reading.source_table import SourceTable
from seed.mapping.sql import engine, tree
from seed.mapping.sql.tree import literal
from seed.readers import Limits

Finding = findings.Finding
Frames = Mapping[str, pl.DataFrame]
# So much of a column is like a pattern that is guessed; the rest are its faulty cells.
MOST = 0.8
ENOUGH = 20_000
# A pattern more says nothing of one cell.
LEAST_CELLS = 5
# Of the values of a key so many are found in the other file, of which so many differ.
MOST_FOUND, LEAST_KEYS = 0.9, 10
# A column alone may be numbered for other reasons: repeated so often it is a group.
LEAST_ALONE = 3
# What stands between two amounts in a cell.
BETWEEN = ("y", "e", "and", "et", "und", "и", "ve", "+", "&", ",", ";", "/")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,3}(?![0-9])")
_AMOUNT, _CURRENCY = r"[0-9](?:[0-9.,'\s]*[0-9])?", "[A-Z]{3}"
PART = "k"
NOT_MADE = "mapping.not_made"


@dataclass(frozen=True)
class Groups:
    """Columns that come again with a number in their names, by it: `members` in their order."""

    members: Mapping[str, Mapping[str, str]]
    number: str

    @property
    def patterns(self) -> list[str]:
        """What their columns are called, with {n} for the number."""
        ones = (next(iter(of.items())) for of in self.members.values())
        return [re.sub(rf"(?<![0-9]){n}(?![0-9])", "{n}", name, count=1) for n, name in ones]

    @property
    def numbers(self) -> list[str]:
        """The numbers of the groups, as they count."""
        return sorted({n for of in self.members.values() for n in of}, key=int)


def repeated(names: Sequence[str]) -> Groups | None:
    """The groups of columns that come again with a number in their names; None without such.

    `Statute 1 Code, Statute 1 Fine, Statute 2 Code ...` are groups; a column that comes with one
    number alone is in none. A name of persons is never read so by guessing.
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
        members[_free(guesses.plain(like.replace("{n}", " ")), {*members, *others})] = together[
            like
        ]
    number = next(one for one in ("n", "number", "nth") if one not in {*names, *members})
    return Groups(members, number)


def _counts_up(numbers: Collection[str]) -> bool:
    """Whether they follow each other from 0 or 1, at least two."""
    known = sorted(int(one) for one in numbers)
    return len(known) > 1 and known[0] < 2 and known == list(range(known[0], known[-1] + 1))


def _is_named(like: str) -> bool:
    words = guesses.plain(like.replace("{n}", " "))
    return bool(words) and "{" not in like.replace("{n}", "") and not name_columns.is_one(words)


def _free(name: str, taken: Collection[str]) -> str:
    known = {one.casefold() for one in taken}
    while name.casefold() in known:
        name += "_"
    return name


def select_groups(file: str, groups: Groups) -> str:
    """Each group becomes a row, with its number."""
    numbers, members = groups.numbers, groups.members
    lacking = [
        f"{member} {number}"
        for member, of in members.items()
        for number in numbers
        if number not in of
    ]
    nothing = "".join(f", CAST(NULL AS VARCHAR) AS {quoted(name)}" for name in lacking)
    source = f"(SELECT *{nothing} FROM {quoted(file)})" if lacking else quoted(file)
    rows = [
        (", ".join(quoted(of.get(n, f"{m} {n}")) for m, of in members.items()), n) for n in numbers
    ]
    is_one = len(members) == 1
    listed = [f"  {one if is_one else f'({one})'} AS {literal(n)}" for one, n in rows]
    named = ", ".join(map(quoted, members))
    return (
        f"SELECT * FROM {source}\nUNPIVOT INCLUDE NULLS ({named if is_one else f'({named})'}"
        f" FOR {quoted(groups.number)} IN (\n" + ",\n".join(listed) + "))"
    )


def select_amounts(file: DraftFile, frame: pl.DataFrame) -> tuple[str, str] | None:
    """The column of amounts with their currencies in one cell, and the SELECT for it; or None.

    It is guessed of a list of assets alone: elsewhere a second amount would make a second person.
    """
    if not any(("assets", "class") in column.suggestions for column in file.columns):
        return None
    if {"amount", "currency", PART} & {*frame.columns}:
        return None
    orders = ((_AMOUNT, _CURRENCY), (_CURRENCY, _AMOUNT))
    for column in file.columns:
        cells = frame[column.name].drop_nulls()[:ENOUGH]
        for first, second in orders if cells.len() >= LEAST_CELLS else ():
            like = rf"^(?:{first} ?{second})"
            if cells.str.contains(like).sum() >= MOST * cells.len():
                between = list(_between(cells.filter(cells.str.contains(like)), like[1:]))
                return column.name, _amounts(file.file.name, column.name, between, first)
    return None


def _between(cells: pl.Series, like: str) -> Iterator[str]:
    """What stands between two amounts, in the cells that have two."""
    left = cells.str.replace_all(like, " ").str.strip_chars().value_counts(sort=True)
    yield from (words for words in left[cells.name] if words in BETWEEN)


def _amounts(file: str, column: str, between: Sequence[str], first: str) -> str:
    """A row for each amount. What is none stays an amount, which then cannot be read."""
    is_amount_first = first == _AMOUNT
    signs = "|".join(map(re.escape, between))
    cell = f"t.{quoted(column)}"
    apart = (
        (rf"({_CURRENCY})\s*({signs})\s*", r"\1;")
        if is_amount_first
        else (
            rf"([0-9])\s*({signs})\s*({_CURRENCY})",
            r"\1;\3",
        )
    )
    listed = f"regexp_replace({cell}, {', '.join(map(literal, apart))}, 'g')" if between else cell
    around = r"\s*[A-Z]{3}$" if is_amount_first else r"^[A-Z]{3}\s*"
    currency = "[A-Z]{3}$" if is_amount_first else "^[A-Z]{3}"
    return (
        f"SELECT t.*, regexp_replace(u.part, {literal(around)}, '') AS amount,\n"
        f"  regexp_extract(u.part, {literal(currency)}) AS currency, u.{PART}\n"
        f"FROM {quoted(file)} t\n"
        f"LEFT JOIN unnest(listed({listed}, ';'))\n  WITH ORDINALITY AS u(part, {PART}) ON true"
    )


def select_one_row_each(file: str, key: str, filled: Mapping[str, str] | None = None) -> str:
    """The first row of each that has the same key, with what others say where it is blank.

    `filled` has by column how its values are put in order; blank: as the rows are.
    """
    of = f"PARTITION BY {quoted(key)} ORDER BY "
    every = "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING"
    taken = [
        f"  first_value({quoted(name)} IGNORE NULLS) OVER ({of}{order or '_row'} {every})"
        f" AS {quoted(name)}"
        for name, order in (filled or {}).items()
    ]
    replaced = " REPLACE (\n" + ",\n".join(taken) + ")" if taken else ""
    return (
        f"SELECT *{replaced}\nFROM {quoted(file)} WHERE {quoted(key)} IS NOT NULL\n"
        f"QUALIFY row_number() OVER ({of}_row) = 1"
    )


def order_of_dates(column: str, written: Sequence[str]) -> str:
    """What puts the dates of a column in order, as far as their parts have signs between them."""
    if not written or written[0].startswith("YYYY-MM"):
        return quoted(column)
    for sign in "/.-":
        parts = written[0].split(sign)
        if {*parts} <= {"DD", "MM", "YYYY"} and len(parts) > 1:
            places = [parts.index(one) + 1 for one in ("YYYY", "MM", "DD") if one in parts]
            return " || ".join(
                f"lpad(split_part({quoted(column)}, '{sign}', {n}), 4, '0')" for n in places
            )
    return ""


def select_looked_up(
    file: str, other: str, here: str, there: str, columns: Sequence[str], taken: Collection[str]
) -> str:
    """The rows of a file with columns of another one; those of a name that is taken say whose."""
    named = (
        (name, _free(f"{name} of {other}", taken) if name in taken else name) for name in columns
    )
    added = "".join(
        f", o.{quoted(name)}" + (f" AS {quoted(a)}" if a != name else "") for name, a in named
    )
    return (
        f"SELECT t.*{added}\nFROM {quoted(file)} t LEFT JOIN {quoted(other)} o"
        f" ON t.{quoted(here)} = o.{quoted(there)}"
    )


def key_between(file: DraftFile, other: DraftFile, frames: Frames) -> tuple[str, str] | None:
    """By which columns a file looks into another: they name the same, once each there."""
    for there in other.columns:
        if there.distinct < LEAST_KEYS or there.distinct != there.filled:
            continue
        for here in _same_name_first(file, there.name):
            if _are_of_one_thing(file, here, other, there.name) and _is_found(
                frames[file.file.name][here], frames[other.file.name][there.name]
            ):
                return here, there.name
    return None


def _same_name_first(file: DraftFile, name: str) -> list[str]:
    plain = guesses.plain(name)
    many = [c.name for c in file.columns if c.distinct >= LEAST_KEYS]
    return sorted(many, key=lambda one: (one != name, guesses.plain(one) != plain))


def pairs(here: Sequence[str], there: Sequence[str]) -> list[tuple[str, str]]:
    """Columns by which one file may look into another, those that are called the same first."""
    by_name = {guesses.plain(name): name for name in there}
    same = [(one, by_name[guesses.plain(one)]) for one in here if guesses.plain(one) in by_name]
    exact = [(one, one) for one in here if one in there]
    return list(dict.fromkeys([*exact, *same]))


def _is_found(here: pl.Series, there: pl.Series) -> bool:
    values = here.drop_nulls().unique()
    found = int(values.is_in(there.drop_nulls().implode()).sum())
    return values.len() >= LEAST_KEYS and found >= MOST_FOUND * values.len()


def _are_of_one_thing(file: DraftFile, here: str, other: DraftFile, there: str) -> bool:
    return bool(thing(file, here) & thing(other, there))


def thing(file: DraftFile, name: str) -> frozenset[str]:
    """What a column names: one that is called id, what its file is called."""
    words = guesses.words_of(name)
    return (words if words != {"id"} else guesses.words_of(file.file.name)) - {"id", "on"}


def shared_ids(files: Sequence[DraftFile], frames: Frames) -> Iterator[tuple[str, str, str, str]]:
    """Files that share an id: where it is unique stands the case, in the others what is of it.

    By label and column, the case's first. One that names a person or an office is none of these.
    """
    others = {guesses.entity_of(table) for table in guesses.FIELDS} - {"case"}
    for file in files:
        for column in file.columns:
            if not (LEAST_KEYS <= column.distinct == column.filled == file.rows):
                continue
            if thing(file, column.name) & others:
                continue
            for other in files:
                same = [
                    c for c in other.columns if guesses.plain(c.name) == guesses.plain(column.name)
                ]
                for there in same if other is not file else ():
                    is_repeated = there.distinct < there.filled
                    if is_repeated and _is_found(
                        frames[other.file.name][there.name], frames[file.file.name][column.name]
                    ):
                        yield file.file.name, column.name, other.file.name, there.name


def arrangement_of(file: SourceFile, files: Iterable[str]) -> Arrangement:
    """What the SELECT of a file does, which was run over others of these."""
    labels = {label.lower(): label for label in files}
    node = tree.parsed(file.select, tree.Kind.SELECT, labels).node
    parts = [*tree.nodes(node)]
    read = [str(one["table_name"]) for one in parts if tree.type_of(one) == "BASE_TABLE"]
    kinds = {tree.type_of(one) for one in parts}
    windows = [one for one in tree.nodes(node.get("qualify")) if one.get("class") == "WINDOW"]
    keys = [one["column_names"][-1] for w in windows for one in w["partitions"]]
    return Arrangement(
        labels.get(read[0].lower(), read[0]) if read else "",
        makes_several=bool(kinds & {"PIVOT", "TABLE_FUNCTION"}),
        looks_up="JOIN" in kinds and "TABLE_FUNCTION" not in kinds,
        key=keys[0] if len(keys) == 1 else "",
    )


def make(
    said: Sequence[SourceFile],
    files: dict[str, DraftFile],
    frames: dict[str, pl.DataFrame],
    limits: Limits,
    run: Run,
) -> Iterator[Finding]:
    """Add what SELECTs make to `files` and `frames`; what cannot be made is told and left out."""
    possible: list[SourceFile] = []
    for file in said:
        if faults := _faults([*(one.file for one in files.values()), *possible, file]):
            yield from (_not_made(file, words) for words in faults)
        else:
            possible.append(file)
    tables = {name: SourceTable(name, frame, "") for name, frame in frames.items()}
    own = tuple(files[name].file for name in frames)

    def run_for_all(request: engine.Request) -> engine.Answer:
        return run(replace(request, takes_all=True))

    made = shaped(Profile("", "", "", files=(*own, *possible)), tables, limits, run_for_all)
    if findings.errors(made.findings) and len(possible) > 1:
        # One of them keeps the others out: those that can be made are made.
        for file in possible:
            yield from make([file], files, frames, limits, run)
        return
    if wrong := findings.errors(made.findings):
        yield from (_not_made(possible[0], _but_for_place(one.wording)) for one in wrong)
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
        files[file.name] = draft_file(
            file,
            frame,
            made=frozenset({*frame.columns} - known),
            arrangement=arrangement_of(file, files),
        )
        frames[file.name] = frame


def _faults(files: Iterable[SourceFile]) -> list[str]:
    """What a profile would be refused for by the last of these files."""
    *_, last = files = list(files)
    findings_ = parse("mapping", profile_text(Chosen("", tuple(files), ()))).findings
    places = (f"files.{last.name}.", f"files.{last.name}:")
    own = (o.wording for o in findings_ if any(place in o.wording for place in places))
    return [wording.partition(": ")[2] for wording in own]


def _but_for_place(wording: str) -> str:
    """What the engine says of a text, without where that stands."""
    return wording.partition("] select: ")[2] or wording


def _not_made(file: SourceFile, words: str) -> Finding:
    wording = f"[files.{file.name}] select: {words}"
    return Finding(file.name, NOT_MADE, wording, findings.Severity.WARNING)
