"""The files of a mapping of the old form as SELECTs: what they join, flag and unpivot."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from seed.mapping.language.old_form import Toml, tables_in
from seed.mapping.language.sections import Place, line_at, lines_of
from seed.mapping.language.sql_texts import quoted
from seed.mapping.language.targets import FIELDS
from seed.mapping.upgrading import expressions as sql

Columns = Mapping[str, Sequence[str]]
# It stands in the new text where a person decides. No reader takes it.
OPEN = "TO DECIDE"
_BY_NUMBER = re.compile(r"#([1-9][0-9]*)")


@dataclass(frozen=True)
class Note:
    """A remark on the new text; where it `decides`, a person completes the text."""

    line: int | None
    words: str
    decides: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{'to decide, ' if self.decides else ''}{where}{self.words}"


@dataclass(frozen=True)
class Rows:
    """The rows of a file in the new text.

    `name` is the file in the new text, `own` the file of the source that they come from. `made` are
    the columns that the source does not have. `order` sorts the rows.
    """

    name: str
    own: str
    numbers: Mapping[str, Toml] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    order: tuple[str, ...] = ("_row",)
    # Columns that the SELECT itself reads, whatever a table takes.
    read: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Block:
    """A table of the old text; `places` has the place of each of its columns."""

    table: str
    file: str
    place: Place
    where: tuple[object, ...]
    of: str | None
    has_unknown: bool
    first_of: tuple[str, ...]
    repeat: str | None
    person: str | None
    columns: Mapping[str, Any]
    places: Mapping[str, Place]

    @property
    def filled(self) -> str | None:
        """The column without which no row is made."""
        return None if self.has_unknown else self.of


def texts_in(value: object) -> Iterator[str]:
    """All texts in a part of TOML, also keys and placeholders."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, str):
        yield value
        yield from sql.PLACEHOLDER.findall(value)


class Files:
    """The parts of an old profile, and a SELECT for each file that joins, flags or makes rows."""

    def __init__(self, text: str, known: Columns) -> None:
        self._old: Toml = tomllib.loads(text)
        self._lines = lines_of(text)
        self._files: dict[str, Toml] = dict(tables_in(self._old.get("files")))
        shape = self._old.get("shape", {}).get("files", {})
        of_shape = {name: one["columns"] for name, one in tables_in(shape) if one.get("columns")}
        self._known = {**of_shape, **known}
        self._notes: list[Note] = []
        self._selects: dict[str, str] = {}
        self._comments: dict[str, list[str]] = {}
        self._rows: dict[str, Rows] = {}
        self._making: list[str] = []
        # The columns that SQL reads for the table at hand.
        self._read: set[str] = set()
        self._blocks = list(self._find_blocks())

    def _find_blocks(self) -> Iterator[Block]:
        tables = self._old.get("tables")
        for number, one in enumerate(tables if isinstance(tables, list) else ()):
            if "table" in one:
                yield self._block(one, ("tables", number))
        # A profile of the new form may still have old keys.
        for name, one in tables.items() if isinstance(tables, dict) else ():
            for number, inner in enumerate(sql.listed(one)):
                place: Place = (
                    ("tables", name, number) if isinstance(one, list) else ("tables", name)
                )
                yield self._block({"table": name, **inner}, place)
        for number, group in enumerate(sql.listed(self._old.get("groups"))):
            for position, one in enumerate(sql.listed(group.get("tables"))):
                yield self._block(one, ("groups", number, "tables", position), group)

    def _block(self, own: Toml, place: Place, group: Toml | None = None) -> Block:
        group = group or {}
        fields = FIELDS.get(str(own.get("table")), {})
        shared = {c: one for c, one in group.get("columns", {}).items() if c in fields}
        found = {**shared, **own.get("columns", {})}
        if own.get("charged") and "charged" in fields:
            found["charged"] = {"constant": "yes"}
        return Block(
            table=str(own.get("table")),
            file=str(group.get("from") or own.get("from")),
            place=place,
            where=tuple(one for one in (group.get("where"), own.get("where")) if one),
            of=own.get("of") or group.get("of"),
            has_unknown=bool(own.get("unknown_as") or group.get("unknown_as")),
            first_of=tuple(sql.texts(own.get("first_of", group.get("first_of")))),
            repeat=own.get("repeat") or group.get("repeat"),
            person=own.get("person"),
            columns=found,
            places={
                **{c: (*place[:2], "columns", c) for c in shared},
                **{c: (*place, "columns", c) for c in own.get("columns", {})},
            },
        )

    def _note(self, place: Place, words: str, *, decides: bool = False) -> None:
        note = Note(line_at(self._lines, place), words, decides)
        if note not in self._notes:
            self._notes.append(note)

    def _free_column(self, name: str, *taken: Iterable[str]) -> str:
        """The name, or one with a number, that the profile and its export do not use."""
        names = (texts_in(self._old), *self._known.values(), *taken)
        return _free(name, (one for of in names for one in of))

    def _select(self, name: str, text: str, comment: str) -> str:
        """Add a SELECT and return its name; an equal one is taken again."""
        for other, there in self._selects.items():
            if there == text:
                return other
        if name not in self._files:
            plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "rows"
            name = _free(plain, [*self._files, *self._selects])
        self._selects[name] = text
        self._comments[name] = [comment]
        return name

    def _cell(self, rows: Rows, column: str) -> str:
        """A column as SQL names it."""
        name = self._name_of(rows, column)
        self._read.add(name)
        return quoted(name)

    def _name_of(self, rows: Rows, column: str) -> str:
        """The name of a column, also of one that goes by its number."""
        number = _BY_NUMBER.fullmatch(column)
        if number is None or column in rows.made:
            return column
        names = self._known.get(rows.own, ())
        if int(number[1]) > len(names):
            raise sql.Cannot(
                f"[{column}] is a column by its number, which SQL does not know. Name the export"
                " too: mapping upgrade FILE EXPORT."
            )
        return names[int(number[1]) - 1]

    # Conditions.

    def _condition(self, rows: Rows, condition: object) -> str:
        """A condition, or a list of which one must hold. A blank cell meets `blank` alone."""
        if isinstance(condition, str):
            return f"({condition})"
        groups = [
            sql.all_of(*(one for col, how in group.items() for one in self._tests(rows, col, how)))
            for group in sql.listed(condition)
        ]
        return sql.any_of(groups) if groups else ""

    def _tests(self, rows: Rows, column: str, tests: object) -> Iterator[str]:
        cell = self._cell(rows, column)
        for how, value in (tests if isinstance(tests, dict) else {"is": tests}).items():
            match how:
                case "is" | "not":
                    yield sql.one_of(cell, sql.texts(value), negated=how == "not")
                case "above" | "below" | "from" | "to":
                    number = sql.number_in(cell, rows.numbers.get(column))
                    yield f"{number} {sql.COMPARED[how]} {value}"
                case "blank":
                    yield f"{cell} IS {'' if value else 'NOT '}NULL"
                case "contains":
                    words = map(sql.literal, sql.texts(value))
                    yield sql.any_of(f"contains({cell}, {one})" for one in words)
                case "lacks":
                    words = map(sql.literal, sql.texts(value))
                    yield from (f"NOT contains({cell}, {one})" for one in words)
                case "like":
                    patterns = map(sql.pattern_of, sql.texts(value))
                    yield sql.any_of(f"regexp_matches({cell}, {one})" for one in patterns)

    # Files.

    def _rows_of(self, name: str) -> Rows:
        """The rows of a file with what it joins and flags."""
        if name in self._rows:
            return self._rows[name]
        if name in self._making:
            self._note(("files", name), f"[{name}] reads what is made of it.", decides=True)
            return Rows(name, name)
        self._making.append(name)
        around, self._read = self._read, set()
        rows = self._plain_rows(name)
        if self._files.get(name, {}).keys() & {"join", "flags"}:
            try:
                rows = self._joined(name, rows)
            except sql.Cannot as cannot:
                self._note(("files", name), str(cannot), decides=True)
                rows = replace(rows, name=self._select(f"{name}_joined", OPEN, str(cannot)))
        self._making.remove(name)
        self._rows[name] = replace(rows, read=rows.read | self._read)
        self._read = around
        return self._rows[name]

    def _plain_rows(self, name: str) -> Rows:
        """The rows of a file without what it joins and flags."""
        file = self._files.get(name, {})
        if "from" not in file:
            return Rows(name, name, dict(tables_in(file.get("numbers"))))
        origin = self._rows_of(str(file["from"]))
        try:
            for key in ("extract", "missing"):
                if key in file:
                    raise sql.Cannot(
                        f"[{key}] of a file that is made of another is not rewritten. Write a"
                        " SELECT, such as that with unnest(listed(...)) in the guide."
                    )
            return self._unpivoted(name, file, origin)
        except sql.Cannot as cannot:
            self._note(("files", name), str(cannot), decides=True)
            self._select(name, OPEN, str(cannot))
            return replace(origin, name=name)

    def _unpivoted(self, name: str, file: Toml, origin: Rows) -> Rows:
        """Groups of columns as rows. A group that is blank makes none."""
        members: dict[str, str] = file["unpivot"]
        [part] = {one for like in members.values() for one in sql.PLACEHOLDER.findall(like)}
        if again := origin.made & {*members, part}:
            raise sql.Cannot(f"[{min(again)}] is made twice. Call one of them something else.")
        groups = self._groups(file, origin, {*members, part})
        self._read.update(column for group in groups.values() for column in group.values())
        # UNPIVOT takes its columns away, and needs one for each member.
        read_too = {
            text
            for block in self._blocks
            if name in self._origins(block.file)
            for text in texts_in([block.where, block.of, block.first_of, block.columns])
        }
        added, listed = [], []
        for n, group in groups.items():
            cells = []
            for member in members:
                cell = group.get(member)
                if cell is None or cell in read_too:
                    copy = quoted(self._free_column(f"{member} {n}"))
                    value = "CAST(NULL AS VARCHAR)" if cell is None else quoted(cell)
                    added.append(f", {value} AS {copy}")
                    cells.append(copy)
                else:
                    cells.append(quoted(cell))
            listed.append(f"{_bracketed(cells)} AS {sql.literal(n)}")
        source = quoted(origin.name)
        source = f"(SELECT *{''.join(added)} FROM {source})" if added else source
        every = "\n  " + ",\n  ".join(listed) + "\n" if len(listed) > 1 else listed[0]
        filled = " OR ".join(f"{quoted(member)} IS NOT NULL" for member in members)
        text = (
            f"SELECT * FROM {source}\n"
            f"UNPIVOT INCLUDE NULLS ({_bracketed([*map(quoted, members)])}"
            f" FOR {quoted(part)} IN ({every}))\nWHERE {filled}"
        )
        self._select(name, text, "Repeated columns become a row each.")
        in_order = sql.literal("|" + "|".join(groups) + "|")
        order = f"strpos({in_order}, '|' || {quoted(part)} || '|')"
        return replace(
            origin,
            name=name,
            numbers={**origin.numbers, **dict(tables_in(file.get("numbers")))},
            made=origin.made | {*members, part},
            order=(*origin.order, order),
        )

    def _origins(self, name: str) -> Iterator[str]:
        """A file, the file that it is made of, and so on."""
        while name:
            yield name
            name = str(self._files.get(name, {}).get("from", ""))

    def _groups(self, file: Toml, origin: Rows, made: set[str]) -> dict[str, dict[str, str]]:
        """By the text in braces, the column of each member; found as the old reader did."""
        members: dict[str, str] = file["unpivot"]
        parts, like = sql.texts(file.get("parts")), file.get("parts_like")
        names = self._known.get(origin.own)
        ends = {member: sql.PLACEHOLDER.split(one)[::2] for member, one in members.items()}
        if names is None:
            if not parts:
                raise sql.Cannot(
                    "which columns are repeated is seen in the export alone. Name it too: mapping"
                    " upgrade FILE EXPORT; or list by [parts] what stands in the braces."
                )
            return {part: {m: part.join(of) for m, of in ends.items()} for part in parts}
        strictest = sorted(ends, key=lambda member: -sum(map(len, ends[member])))
        groups: dict[str, dict[str, str]] = {}
        for column in names:
            for member in strictest:
                before, behind = ends[member]
                part = column[len(before) : len(column) - len(behind)]
                if part and column == before + part + behind:
                    groups.setdefault(part, {})[member] = column
                    break
        meant = [one for one in parts if one in groups] if parts else list(groups)
        if like is not None and not parts:
            meant = [one for one in groups if re.fullmatch(f"(?:{like})", one)]
        found = {member for part in meant for member in groups[part]}
        if lost := [*(one for one in parts if one not in groups), *sorted({*members} - found)]:
            raise sql.Cannot(f"no column is called as [unpivot] says of {', '.join(lost)}.")
        left = {*names} - {column for part in meant for column in groups[part].values()}
        if taken := sorted(made & left):
            raise sql.Cannot(f"the file has a column [{taken[0]}]. Give the new one another name.")
        return {part: groups[part] for part in meant}

    def _joined(self, name: str, rows: Rows) -> Rows:
        """The rows with columns of other files, and with yes and no over the rows of these."""
        file, added, joins = self._files[name], ["t.*"], list[str]()
        numbers, made = dict(rows.numbers), set[str]()
        for other, join in tables_in(file.get("join")):
            alias, there = f"o{len(joins) + 1}", self._looked_into(other)
            names = sql.texts(join.get("columns"))
            for one in names:
                cell = quoted(self._name_of(there, one))
                added.append(
                    f"{alias}.{cell}" + (f" AS {quoted(one)}" if cell != quoted(one) else "")
                )
            on = sql.texts(join.get("on"))
            of_other = sql.texts(join.get("there")) or on
            joins.append(self._join(rows, there, f"{quoted(there.name)} {alias}", on, of_other))
            numbers |= {c: there.numbers[c] for c in names if c in there.numbers}
            made |= {*names}
            self._note(
                ("files", name, "join", other),
                f"a key that comes twice in [{other}] refused the export. Now its rows come twice,"
                " with a warning.",
            )
        flags: dict[tuple[str, tuple[str, ...]], list[tuple[str, Toml]]] = {}
        for column, flag in tables_in(file.get("flags")):
            flags.setdefault((flag["in"], tuple(sql.texts(flag["by"]))), []).append((column, flag))
            made.add(column)
        for (other, by), of_file in flags.items():
            alias, there = f"o{len(joins) + 1}", self._looked_into(other)
            keys = ", ".join(self._cell(there, one) for one in by)
            values = ",\n    ".join(self._flag(there, *one) for one in of_file)
            grouped = f"(\n  SELECT {keys},\n    {values}\n"
            grouped += f"  FROM {quoted(there.name)} GROUP BY {keys}\n) {alias}"
            added += [f"{alias}.{quoted(column)}" for column, _ in of_file]
            joins.append(self._join(rows, there, grouped, by, by))
        if again := made & rows.made:
            raise sql.Cannot(f"[{min(again)}] is made twice. Call one of them something else.")
        text = "\n".join([f"SELECT {', '.join(added)}\nFROM {quoted(rows.name)} t", *joins])
        select = self._select(f"{name}_joined", text, f"{name} with columns of other files.")
        numbers |= dict(tables_in(file.get("numbers")))
        return replace(rows, name=select, numbers=numbers, made=rows.made | made)

    def _looked_into(self, name: str) -> Rows:
        """A file without what it joins itself."""
        return (self._rows_of if "from" in self._files.get(name, {}) else self._plain_rows)(name)

    def _join(
        self, rows: Rows, there: Rows, other: str, on: Sequence[str], of_other: Sequence[str]
    ) -> str:
        alias = other.rpartition(" ")[2]
        keys = (
            f"t.{self._cell(rows, one)} = {alias}.{self._cell(there, its)}"
            for one, its in zip(on, of_other, strict=True)
        )
        return f"LEFT JOIN {other} ON {' AND '.join(keys)}"

    def _flag(self, there: Rows, column: str, flag: Toml) -> str:
        yes = f"count(*) FILTER (WHERE {self._condition(there, flag['yes'])}) > 0 THEN 'yes'"
        no = ""
        if flag.get("no"):
            no = f"\n      WHEN count(*) FILTER (WHERE {self._condition(there, flag['no'])})"
            no += " = count(*) THEN 'no'"
        return f"CASE WHEN {yes}{no} END AS {quoted(column)}"


def _free(name: str, taken: Iterable[str]) -> str:
    used, number, found = {one.lower() for one in taken}, 1, name
    while found.lower() in used:
        number += 1
        found = f"{name}_{number}"
    return found


def _bracketed(names: Sequence[str]) -> str:
    return f"({', '.join(names)})" if len(names) > 1 else names[0]
