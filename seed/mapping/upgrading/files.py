"""The files of a mapping of the old form as SELECTs: what they join, flag, unpivot and extract."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from schemas import columns
from seed.mapping.language.lines import Place, line_at, lines_of
from seed.mapping.language.sql_texts import quoted
from seed.mapping.language.targets import FIELDS
from seed.mapping.upgrading import expressions as sql
from seed.mapping.upgrading.toml_text import Toml

Columns = Mapping[str, Sequence[str]]
# Where something is left to decide the new text has this, which no reader takes.
OPEN = "TO DECIDE"
# A text that is none of theirs is refused.
_TYPED = {columns.Kind.INTEGER, columns.Kind.MONEY, columns.Kind.DATE, columns.Kind.CODE}
_BY_NUMBER = re.compile(r"#([1-9][0-9]*)")


@dataclass(frozen=True)
class Note:
    """What is to be known of the new text; where `decides`, a person writes what is open in it."""

    line: int | None
    words: str
    decides: bool = False

    def __str__(self) -> str:
        where = f"line {self.line}: " if self.line else ""
        return f"{'to decide, ' if self.decides else ''}{where}{self.words}"


def tables_in(said: object) -> Iterator[tuple[str, Toml]]:
    """The tables of keys below names; of a list of such each."""
    for name, one in said.items() if isinstance(said, dict) else ():
        yield from ((name, inner) for inner in sql.listed(one) if isinstance(inner, dict))


@dataclass(frozen=True)
class Rows:
    """The rows of a file in the new text: its name there, and what is known of their columns.

    `own` is the file of the source, `made` the columns that it has not, `order` that of the rows;
    `counted` is the column that numbers rows made of one, blank where one is refused.
    """

    name: str
    own: str
    numbers: Mapping[str, Toml] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    order: tuple[str, ...] = ("_row",)
    counted: str = ""
    # Columns of its own file that its SELECT reads whatever a table takes of it.
    read: frozenset[str] = frozenset()

    @property
    def is_own(self) -> bool:
        return self.name == self.own


@dataclass(frozen=True)
class Block:
    """What the old text says of the rows of one table; `places` are where its columns stand."""

    table: str
    file: str
    place: Place
    where: tuple[object, ...]
    of: str | None
    unknown_as_row: bool
    first_of: tuple[str, ...]
    repeat: str | None
    columns: Mapping[str, Any]
    places: Mapping[str, Place]


def texts_in(said: object) -> Iterator[str]:
    """All texts in a part of TOML, the names of its keys and of placeholders too."""
    if isinstance(said, dict):
        yield from said
        said = list(said.values())
    if isinstance(said, list | tuple):
        for one in said:
            yield from texts_in(one)
    elif isinstance(said, str):
        yield said
        yield from sql.PLACEHOLDER.findall(said)


class Files:
    """What is known of a profile, and the SELECTs that stand for what its files say."""

    def __init__(self, text: str, known: Columns) -> None:
        self._old: Toml = tomllib.loads(text)
        if isinstance(self._old.get("tables"), dict):
            # Some keys of it are of the old form.
            by_name = tables_in(self._old["tables"])
            self._old["tables"] = [{"table": name, **said} for name, said in by_name]
        self._lines = lines_of(text)
        self._files: dict[str, Toml] = dict(tables_in(self._old.get("files")))
        shape = self._old.get("shape", {}).get("files", {})
        of_shape = {name: one.get("columns", ()) for name, one in tables_in(shape)}
        self._known = {**{name: cols for name, cols in of_shape.items() if cols}, **known}
        self._notes: list[Note] = []
        self._selects: dict[str, str] = {}
        self._comments: dict[str, list[str]] = {}
        self._rows: dict[str, Rows] = {}
        self._making: list[str] = []
        # The columns that what is written just now reads by SQL.
        self._read: set[str] = set()

    def _blocks(self) -> Iterator[Block]:
        for number, said in enumerate(sql.listed(self._old.get("tables"))):
            if "table" in said:
                yield self._block(said, ("tables", number), {}, ("tables", number))
        for number, group in enumerate(sql.listed(self._old.get("groups"))):
            for inner, said in enumerate(sql.listed(group.get("tables"))):
                place: Place = ("groups", number, "tables", inner)
                yield self._block(said, place, group, ("groups", number))

    def _block(self, said: Toml, place: Place, group: Toml, of_group: Place) -> Block:
        fields = FIELDS.get(str(said.get("table")), {})
        shared = {c: one for c, one in group.get("columns", {}).items() if c in fields}
        own = said.get("columns", {})
        places = {c: (*of_group, "columns", c) for c in shared}
        found = {**shared, **own}
        if said.get("charged") and "charged" in fields:
            found["charged"] = {"constant": "yes"}
        return Block(
            str(said.get("table")),
            str(group.get("from") or said.get("from")),
            place,
            tuple(one for one in (group.get("where"), said.get("where")) if one),
            said.get("of") or group.get("of"),
            bool(said.get("unknown_as") or group.get("unknown_as")),
            tuple(sql.texts(said.get("first_of", group.get("first_of")))),
            said.get("repeat") or group.get("repeat"),
            found,
            {**places, **{c: (*place, "columns", c) for c in own}},
        )

    def _note(self, place: Place, words: str, *, decides: bool = False) -> None:
        note = Note(line_at(self._lines, place), words, decides)
        if note not in self._notes:
            self._notes.append(note)

    def _fresh(self, name: str, *taken: Iterable[str]) -> str:
        """The name, or one with a number, that nothing in the profile or its export is called."""
        used = {text.lower() for text in texts_in(self._old)}
        used |= {one.lower() for names in (*self._known.values(), *taken) for one in names}
        number, found = 1, name
        while found.lower() in used:
            number += 1
            found = f"{name}_{number}"
        return found

    def _select(self, name: str, text: str, comment: str) -> str:
        """What a SELECT goes by; one that is there already stands for both."""
        for other, there in self._selects.items():
            if there == text:
                return other
        plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "rows"
        taken = {*self._files, *self._selects}
        name = name if name in self._files else self._unused(plain, taken)
        self._selects[name] = text
        self._comments[name] = [comment]
        return name

    def _unused(self, name: str, taken: Collection[str]) -> str:
        used, number, found = {one.lower() for one in taken}, 1, name
        while found.lower() in used:
            number += 1
            found = f"{name}_{number}"
        return found

    def _cell(self, rows: Rows, column: str) -> str:
        """A column as SQL names it; one that is named by its number by what it is called."""
        called = self._called(rows, column)
        self._read.add(called)
        return quoted(called)

    def _called(self, rows: Rows, column: str) -> str:
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

    def _condition(self, rows: Rows, said: object) -> str:
        """A condition, or a list of such, one of which must be met. Blank meets `blank` alone."""
        if isinstance(said, str):
            return f"({said})"
        groups = [
            sql.all_of(
                *(look for column, how in group.items() for look in self._looks(rows, column, how))
            )
            for group in sql.listed(said)
        ]
        if len(groups) == 1:
            return groups[0]
        return f"({' OR '.join(groups)})" if groups else ""

    def _looks(self, rows: Rows, column: str, said: object) -> Iterator[str]:
        cell = self._cell(rows, column)
        if not isinstance(said, dict):
            yield sql.one_of(cell, sql.texts(said))
            return
        for how, value in said.items():
            match how:
                case "is" | "not":
                    yield sql.one_of(cell, sql.texts(value), negated=how == "not")
                case "above" | "below" | "from" | "to":
                    [number] = sql.texts(value)
                    own = sql.number_in(cell, rows.numbers.get(column))
                    yield f"{own} {sql.COMPARED[how]} {number}"
                case "blank":
                    yield f"{cell} IS {'' if value else 'NOT '}NULL"
                case "contains":
                    yield sql.any_of(
                        f"contains({cell}, {sql.literal(one)})" for one in sql.texts(value)
                    )
                case "lacks":
                    yield from (
                        f"NOT contains({cell}, {sql.literal(one)})" for one in sql.texts(value)
                    )
                case "like":
                    yield sql.any_of(
                        f"regexp_matches({cell}, {sql.pattern_of(one)})" for one in sql.texts(value)
                    )

    # Files.

    def _rows_of(self, name: str) -> Rows:
        """The rows of a file with what it joins and flags."""
        if name not in self._rows:
            file = self._files.get(name, {})
            place: Place = ("files", name)
            if name in self._making:
                self._note(place, f"[{name}] looks into what is made of it.", decides=True)
                return Rows(name, name)
            self._making.append(name)
            around, self._read = self._read, set()
            base = self._base(name)
            if file.keys() & {"join", "flags"}:
                try:
                    base = self._joined(name, base)
                except sql.Cannot as cannot:
                    self._note(place, str(cannot), decides=True)
                    base = replace(base, name=self._select(f"{name}_joined", OPEN, str(cannot)))
            self._making.remove(name)
            self._rows[name] = replace(base, read=base.read | self._read)
            self._read = around
        return self._rows[name]

    def _base(self, name: str) -> Rows:
        """The rows of a file without what it joins and flags."""
        file = self._files.get(name, {})
        if "from" not in file:
            return Rows(name, name, dict(tables_in(file.get("numbers"))))
        origin = self._rows_of(str(file["from"]))
        try:
            make = self._unpivoted if "unpivot" in file else self._extracted
            return make(name, file, origin)
        except sql.Cannot as cannot:
            self._note(("files", name), str(cannot), decides=True)
            self._select(name, OPEN, str(cannot))
            return replace(origin, name=name)

    def _made(self, name: str, file: Toml, origin: Rows, made: Iterable[str], order: str) -> Rows:
        """Rows that are made of another file's, of which they take all else along."""
        columns_made = frozenset(made)
        kept = {col: one for col, one in origin.numbers.items() if col not in columns_made}
        numbers = {**kept, **dict(tables_in(file.get("numbers")))}
        return replace(
            origin,
            name=name,
            numbers=numbers,
            made=origin.made | columns_made,
            order=(*origin.order, order),
        )

    def _origin(self, file: Toml, origin: Rows, made: Collection[str], read: Sequence[str]) -> str:
        """What stands behind FROM: the origin, without what is made anew and its missing words."""
        again = sorted(origin.made & set(made))
        stars = f" EXCLUDE ({', '.join(map(quoted, again))})" if again else ""
        if words := sql.texts(file.get("missing")):
            if origin.own not in self._known:
                raise sql.Cannot(
                    "[missing] of a file that is made of another holds of all its columns. Name"
                    " the export too: mapping upgrade FILE EXPORT."
                )
            mentioned = set(texts_in(self._old)) & {*self._known[origin.own], *origin.made}
            cells = [quoted(one) for one in sorted({*read, *mentioned} - set(made))]
            filled = (f"{sql.when(sql.one_of(c, words, negated=True), c)} AS {c}" for c in cells)
            stars += f" REPLACE ({', '.join(filled)})"
        return f"(SELECT *{stars} FROM {quoted(origin.name)}) t" if stars else quoted(origin.name)

    def _unpivoted(self, name: str, file: Toml, origin: Rows) -> Rows:
        """Groups of columns as rows; a group that is blank makes none."""
        members: dict[str, str] = file["unpivot"]
        [part] = {one for like in members.values() for one in sql.PLACEHOLDER.findall(like)}
        groups = self._groups(file, origin, members)
        own = [column for group in groups.values() for column in group.values()]
        self._read.update(own)
        source = self._origin(file, origin, {*members, part}, own)
        cells = {
            n: [quoted(group[m]) if m in group else "CAST(NULL AS VARCHAR)" for m in members]
            for n, group in groups.items()
        }
        filled = " OR ".join(f"{quoted(member)} IS NOT NULL" for member in members)
        read_too = {
            text
            for block in self._blocks()
            if name in self._lineage(block.file)
            for text in texts_in([block.where, block.of, block.first_of, block.columns])
        }
        if read_too & {*own} or any(len(group) < len(members) for group in groups.values()):
            named = list(map(quoted, members))
            rows = "\nUNION ALL\n".join(
                f"SELECT *, {', '.join(map(' AS '.join, zip(of, named, strict=True)))},"
                f" {sql.literal(n)} AS {quoted(part)} FROM {source}"
                for n, of in cells.items()
            )
            text = f"SELECT * FROM (\n{rows}\n) made WHERE {filled}"
        else:
            names = sql.bracketed([quoted(member) for member in members])
            listed = ",\n  ".join(
                f"{sql.bracketed(of)} AS {sql.literal(n)}" for n, of in cells.items()
            )
            listed = f"\n  {listed}\n" if len(cells) > 1 else listed
            text = (
                f"SELECT * FROM {source}\n"
                f"UNPIVOT INCLUDE NULLS ({names} FOR {quoted(part)} IN ({listed}))\n"
                f"WHERE {filled}"
            )
        self._select(name, text, "Columns that come again become a row each.")
        every = sql.literal("|" + "|".join(groups) + "|")
        order = f"strpos({every}, '|' || {quoted(part)} || '|')"
        return self._made(name, file, origin, {*members, part}, order)

    def _lineage(self, name: str) -> Iterator[str]:
        """A file, that which it is made of, and so on to one of the source."""
        while name:
            yield name
            name = str(self._files.get(name, {}).get("from", ""))

    def _groups(
        self, file: Toml, origin: Rows, members: Mapping[str, str]
    ) -> dict[str, dict[str, str]]:
        """By what stands in braces, the column of each member; as the old reader found them."""
        parts, like = sql.texts(file.get("parts")), file.get("parts_like")
        names = self._known.get(origin.own)
        if names is None:
            if not parts:
                raise sql.Cannot(
                    "which columns come again is told by the export alone. Name it too: mapping"
                    " upgrade FILE EXPORT; or list by [parts] what stands in the braces."
                )
            return {
                part: {m: sql.PLACEHOLDER.sub(lambda _: part, one) for m, one in members.items()}  # noqa: B023
                for part in parts
            }
        ends = {member: sql.PLACEHOLDER.split(one)[::2] for member, one in members.items()}
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
        there = {member for part in meant for member in groups[part]}
        if lost := [*(one for one in parts if one not in groups), *sorted({*members} - there)]:
            raise sql.Cannot(f"no column is called as [unpivot] says of {', '.join(lost)}.")
        made = {
            *members,
            *(one for like in members.values() for one in sql.PLACEHOLDER.findall(like)),
        }
        if taken := sorted(made & {*names} - {c for part in meant for c in groups[part].values()}):
            raise sql.Cannot(f"the file has a column [{taken[0]}] already. Call what is made else.")
        return {part: groups[part] for part in meant}

    def _extracted(self, name: str, file: Toml, origin: Rows) -> Rows:
        """Matches in a cell as rows; a cell that cannot be read is a row that is refused."""
        said: Toml = file["extract"]
        groups = sql.groups_of(said["like"])
        cell, like = self._cell(origin, said["column"]), sql.pattern_of(said["like"])
        source = self._origin(file, origin, groups, [self._called(origin, said["column"])])
        source = source if source.endswith(" t") else f"{source} t"
        is_read = sql.is_read(cell, like, sql.texts(said.get("between")))
        k, found, order = (self._fresh(one, groups) for one in ("k", "found", "place"))
        typed = self._typed(name, groups)
        # Of a cell that cannot be read the whole goes to the reader of numbers, dates and codes,
        # which refuses it; and its row has no number, so that no id is made of it.
        made = [
            f"CASE WHEN {k} IS NULL THEN {found} ELSE regexp_extract({found}, {like}, {number}) END"
            f" AS {quoted(group)}"
            if group in typed
            else f"CASE WHEN {k} IS NOT NULL THEN regexp_extract({found}, {like}, {number}) END"
            f" AS {quoted(group)}"
            for group, number in groups.items()
        ]
        where = [f"{cell} IS NOT NULL"]
        if "missing_like" in said:
            where.append(f"NOT regexp_matches({cell}, {sql.pattern_of(said['missing_like'])})")
        head = ",\n  ".join([f"SELECT * EXCLUDE ({found})", *made])
        within = (
            f"  SELECT t.*, {found}, CASE WHEN regexp_full_match({found}, {like})"
            f" THEN CAST({order} AS VARCHAR) END AS {k}\n"
            f"  FROM {source}, unnest(\n    CASE WHEN {is_read}\n"
            f"    THEN regexp_extract_all({cell}, {like}) ELSE [{cell}] END\n"
            f"  ) WITH ORDINALITY AS u({found}, {order})\n  WHERE {sql.all_of(*where)}"
        )
        text = f"{head}\nFROM (\n{within}\n) made"
        self._select(name, text, f"What stands in {said['column']} becomes a row each.")
        words = (
            f"a cell of [{said['column']}] in which other words or digits stand than the pattern"
            " finds was read with a warning; now it is refused. Take them into the pattern, or"
            " name them in the SELECT beside those that may stand there."
        )
        self._note(("files", name), words)
        made_rows = self._made(name, file, origin, {*groups, k}, f"num({k})")
        return replace(made_rows, counted=k)

    def _typed(self, name: str, groups: Collection[str]) -> set[str]:
        """What a pattern finds and is read as a number, a date or a code: else all is taken.

        Where nothing that is found is read so, nor stands in an id, a cell without it is not said.
        """
        typed, named = set(), set()
        for block in self._blocks():
            for target, column in block.columns.items():
                said = {"source": column} if isinstance(column, str) else column
                kind = FIELDS[block.table][target].kind if target in FIELDS[block.table] else None
                is_typed = kind in _TYPED or said.keys() & {"number", "date", "codes"}
                typed |= {str(said.get("source"))} & {*groups} if is_typed else set()
                if kind is columns.Kind.ID and block.file == name:
                    named |= {*texts_in(said)} & {*groups, "part"}
        if not typed | named:
            words = (
                f"a cell in which [{name}] finds nothing was refused; now it makes a row in which"
                " it is blank. Read what is found by [number], [date] or [codes]."
            )
            self._note(("files", name), words)
        return typed

    def _joined(self, name: str, base: Rows) -> Rows:
        """The rows with columns of other files, and with yes and no over their rows."""
        file, added = self._files[name], ["t.*"]
        joins: list[str] = []
        numbers = dict(base.numbers)
        made: set[str] = set()
        for other, join in tables_in(file.get("join")):
            alias = f"o{len(joins) + 1}"
            there = self._plain(other)
            names = sql.texts(join.get("columns"))
            added += [
                f"{alias}.{quoted(self._called(there, one))}"
                + (f" AS {quoted(one)}" if self._called(there, one) != one else "")
                for one in names
            ]
            on, of_other = sql.texts(join.get("on")), sql.texts(join.get("there") or join.get("on"))
            joins.append(self._on(base, there, alias, quoted(there.name), on, of_other))
            numbers |= {c: there.numbers[c] for c in names if c in there.numbers}
            made |= set(names)
            self._note(
                ("files", name, "join", other),
                f"a key that comes twice in [{other}] refused the export; now its rows come twice,"
                " with a warning.",
            )
        flags: dict[tuple[str, tuple[str, ...]], list[tuple[str, Toml]]] = {}
        for column, flag in tables_in(file.get("flags")):
            flags.setdefault((flag["in"], tuple(sql.texts(flag["by"]))), []).append((column, flag))
            made.add(column)
        for (other, by), columns_made in flags.items():
            alias, there = f"o{len(joins) + 1}", self._plain(other)
            keys = ", ".join(self._cell(there, one) for one in by)
            said = ",\n    ".join(self._flag(there, *one) for one in columns_made)
            rows = f"(\n  SELECT {keys},\n    {said}\n"
            rows += f"  FROM {quoted(there.name)} GROUP BY {keys}\n)"
            added += [f"{alias}.{quoted(column)}" for column, _ in columns_made]
            joins.append(self._on(base, there, alias, rows, by, by))
        numbers |= dict(tables_in(file.get("numbers")))
        if again := sorted(made & base.made):
            added[0] = f"t.* EXCLUDE ({', '.join(map(quoted, again))})"
        made |= base.made
        head = f"SELECT {', '.join(added)}\nFROM {quoted(base.name)} t"
        text = "\n".join([head, *joins])
        named = self._select(f"{name}_joined", text, f"{name}, with what other files say of it.")
        return replace(base, name=named, numbers=numbers, made=frozenset(made))

    def _plain(self, name: str) -> Rows:
        """A file that is looked into, as it is without what it joins itself."""
        if "from" in self._files.get(name, {}):
            return self._rows_of(name)
        return self._base(name)

    def _on(
        self, base: Rows, there: Rows, alias: str, rows: str, on: Sequence[str], of: Sequence[str]
    ) -> str:
        keys = (
            f"t.{self._cell(base, one)} = {alias}.{self._cell(there, other)}"
            for one, other in zip(on, of, strict=True)
        )
        return f"LEFT JOIN {rows} {alias} ON {' AND '.join(keys)}"

    def _flag(self, there: Rows, column: str, flag: Toml) -> str:
        yes = f"count(*) FILTER (WHERE {self._condition(there, flag['yes'])}) > 0 THEN 'yes'"
        no = ""
        if flag.get("no"):
            no = (
                f"\n      WHEN count(*) FILTER (WHERE {self._condition(there, flag['no'])})"
                " = count(*) THEN 'no'"
            )
        return f"CASE WHEN {yes}{no} END AS {quoted(column)}"
