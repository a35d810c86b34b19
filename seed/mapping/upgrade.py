"""Rewrite a profile from the old form, before SQL, into the new one that makes the same rows.

Each old key becomes SQL, or a note with its line says what to write by hand: [keep], [joint],
[repeat], [extract], [parts_like], {part} in [compose], and patterns that SQL reads otherwise. SQL
and the old keys treat blanks differently, which is why some of the new texts are long.
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import duckdb

from schemas import columns
from schemas.language import message, t
from seed.mapping import parse_profile
from seed.mapping.parse_profile import Toml, tables_in
from seed.mapping.profile_model import FIELDS
from seed.mapping.profile_sql import identifier, reads_files
from seed.mapping.profile_toml import SqlText, key_text, value_text
from seed.mapping.sql_tree import sql_literal
from seed.mapping.toml_reader import KeyPath, find_lines, line_at

Columns = Mapping[str, Sequence[str]]
NO_COLUMNS: Columns = {}
# Marks in the new text what a person must decide. The parser refuses it.
OPEN = "TO DECIDE"
# The value of a row that meets no case. It has no code, so the row is refused.
_NO_CASE = "no case"
_WIDTH = 88
_SQL_KEYS = {"select", "query", "where", "sql"}
_COMPARED = {"above": ">", "below": "<", "from": ">=", "to": "<="}
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_OPTIONAL = re.compile(r"\{[^{}]+\}|\[((?:[^\[\]{}]|\{[^{}]+\})*)\]")
_BY_NUMBER = re.compile(r"#([1-9][0-9]*)")
# Patterns that the old reader understood differently: classes for all scripts, and nested classes.
_OTHER_IN_SQL = re.compile(r"\\[A-Za-z]|&&|--|~~|\[\^?\]|\[[^\]]*\[")
_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*')|(#.*)$""")
# SQL for keys that a person must rewrite.
_INSTEAD = {
    **dict.fromkeys(("extract", "parts_like", "repeat"), "unnest(listed(...))"),
    **dict.fromkeys(("joint", "keep"), "first_value(...) OVER"),
    "missing": "nullif(...)",
    "missing_like": "regexp_matches(...)",
}
# Errors from profiles with values of a wrong type.
_MISTYPED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class UpgradeNote:
    """A remark on the new text, with the line of the old text.

    With `decides`, a person must decide something before the profile is used.
    """

    line: int | None
    words: str
    decides: bool = False

    def __str__(self) -> str:
        if self.line is None:
            return t("to decide: {note}", note=t(self.words)) if self.decides else t(self.words)
        values = {"line": self.line, "note": t(self.words)}
        if self.decides:
            return t("to decide, line {line}: {note}", **values)
        return t("line {line}: {note}", **values)


@dataclass(frozen=True)
class Upgraded:
    """The new text, and notes with the lines of the old text."""

    text: str
    notes: tuple[UpgradeNote, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether the upgrade is complete, so that the user has nothing to decide."""
        return not any(note.decides for note in self.notes)


class _UnsupportedError(Exception):
    """Raised for something that cannot be rewritten; its text is for the profile's author."""


@dataclass(frozen=True)
class _Rows:
    """The rows of a file or SELECT: its `name` in the new text, and the source file (`own`).

    `numbers` has the number formats of its columns, `made` the columns that are not in the source
    file. `order` is the column that sorts several rows made of one.
    """

    name: str
    own: str
    numbers: Mapping[str, Toml] = field(default_factory=dict)
    made: frozenset[str] = frozenset()
    order: str = ""


@dataclass(frozen=True)
class _Block:
    """A table of the old text, including what its group states; `places` are paths by column."""

    table: str
    place: KeyPath
    said: Toml
    where: tuple[object, ...]
    columns: Toml
    places: Mapping[str, KeyPath]


def find_old_keys(text: str) -> tuple[str, ...]:
    """Return the keys of the old form that a profile still has; () if it is not TOML."""
    try:
        old = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    return parse_profile.find_old_keys(old)


def upgrade_profile(text: str, known: Columns = NO_COLUMNS) -> Upgraded:
    """Return the profile in the new form, with notes.

    `known` has the columns of each file of an export. A profile with faults keeps them, or is not
    changed.
    """
    if not find_old_keys(text):
        return Upgraded(text)
    try:
        return _Upgrade(text, known).write()
    except _MISTYPED as error:
        words = message(
            "A key has a value of the wrong kind ({reason}). Correct it first.", reason=error
        )
        return Upgraded(text, (UpgradeNote(None, words, decides=True),))


class _Upgrade:
    def __init__(self, text: str, known: Columns) -> None:
        self._text = text
        self._old: Toml = tomllib.loads(text)
        self._lines = find_lines(text)
        self._files: dict[str, Toml] = dict(tables_in(self._old.get("files")))
        shape = self._old.get("shape", {}).get("files", {})
        of_shape = {name: one["columns"] for name, one in tables_in(shape) if one.get("columns")}
        self._known = {**of_shape, **known}
        self._notes: list[UpgradeNote] = []
        self._selects: dict[str, str] = {}
        self._rows: dict[str, _Rows] = {}

    def write(self) -> Upgraded:
        """Return the new profile: files, SELECTs and tables rewritten, other keys unchanged."""
        blocks = [*self._blocks()]
        tables = [self._table(block) for block in blocks]
        for name, file in self._files.items():
            if "from" in file:
                self._rows_of(name)
        new = _Writer(self._text)
        for key, value in self._old.items():
            if key == "files":
                self._write_files(new)
            elif key in {"tables", "groups"}:
                several = [one.table for one in blocks]
                for block, table in zip(blocks, tables, strict=True):
                    if block.place[0] == key:
                        header = ("tables", block.table)
                        is_listed = several.count(block.table) > 1
                        if block.place[3:] == (0,):
                            new.comments_of(block.place[:2])
                        new.section(header, table, block.place, is_listed=is_listed)
            elif isinstance(value, dict):
                new.section((key,), self._shape(value) if key == "shape" else value, (key,))
            else:
                new.key(key, value)
        return Upgraded(new.text(), tuple(dict.fromkeys(self._notes)))

    def _write_files(self, new: "_Writer") -> None:
        """Write the files of the profile, and the SELECTs that replace old keys."""
        for name, file in self._files.items():
            if "from" not in file:
                kept = {
                    key: one for key, one in file.items() if key not in parse_profile.OLD_FILE_KEYS
                }
                is_of_source = "source" in self._old and "select" in kept
                if is_of_source and not reads_files(str(kept["select"]), self._files):
                    kept["query"] = kept.pop("select")
                new.section(("files", name), kept, ("files", name))
        for name, text in self._selects.items():
            new.section(("files", name), {"select": text}, ("files", name))

    def _shape(self, shape: Toml) -> Toml:
        """Return the description of earlier exports (shape), limited to source files.

        SELECT results are new and have none yet. Without new ones it stays whole.
        """
        if not self._selects:
            return shape
        words = message(
            "Rows that a SELECT makes are not compared with an earlier export yet. Run mapping"
            " accept."
        )
        self._note(("shape",), words)
        files = shape.get("files", {})
        return {"files": {n: f for n, f in files.items() if "from" not in self._files.get(n, {})}}

    def _note(self, place: KeyPath, words: str, *, decides: bool = False) -> None:
        self._notes.append(UpgradeNote(line_at(self._lines, place), words, decides))

    def _blocks(self) -> Iterator[_Block]:
        """Yield all tables of the old profile, also those in groups."""
        tables = self._old.get("tables")
        for number, one in enumerate(tables if isinstance(tables, list) else ()):
            if "table" in one:
                yield _block(one, ("tables", number))
        # A profile of the new form may still have old keys.
        for name, one in tables.items() if isinstance(tables, dict) else ():
            for number, inner in enumerate(_listed(one)):
                nth = (number,) if isinstance(one, list) else ()
                yield _block({"table": name, **inner}, ("tables", name, *nth))
        for number, group in enumerate(_listed(self._old.get("groups"))):
            for position, one in enumerate(_listed(group.get("tables"))):
                yield _block(one, ("groups", number, "tables", position), group)

    # Cells and conditions.

    def _cell(self, rows: _Rows, column: str) -> str:
        """Return a column as SQL names it, also if the profile names it by position."""
        return identifier(self._name(rows, column))

    def _name(self, rows: _Rows, column: str) -> str:
        """Return the name of a column that the profile names by its position."""
        number = _BY_NUMBER.fullmatch(column)
        if number is None or column in rows.made:
            return column
        names = self._known.get(rows.own, ())
        if int(number[1]) > len(names):
            raise _UnsupportedError(
                message(
                    "[{column}] names a column by its number, which SQL cannot do. Name the export"
                    " too: mapping upgrade FILE EXPORT.",
                    column=column,
                )
            )
        return names[int(number[1]) - 1]

    def _condition(self, rows: _Rows, condition: object) -> str:
        """Return SQL for an old condition, or for a list of which one must hold.

        A blank cell meets only the test `blank`.
        """
        if isinstance(condition, str):
            return f"({condition})"
        groups = [
            _all_of(test for one, how in group.items() for test in self._tests(rows, one, how))
            for group in _listed(condition)
        ]
        return _any_of(groups) if groups else ""

    def _tests(self, rows: _Rows, column: str, tests: object) -> Iterator[str]:
        """Yield an SQL condition for each old test of a column (`is`, `not`, `above` ...)."""
        cell = self._cell(rows, column)
        for how, value in (tests if isinstance(tests, dict) else {"is": tests}).items():
            match how:
                case "is" | "not":
                    yield _one_of(cell, _texts(value), negated=how == "not")
                case "above" | "below" | "from" | "to":
                    number = _number_in(cell, rows.numbers.get(column, {}))
                    yield f"{number} {_COMPARED[how]} {value}"
                case "blank":
                    yield f"{cell} IS {'' if value else 'NOT '}NULL"
                case "contains":
                    yield _any_of(f"contains({cell}, {sql_literal(one)})" for one in _texts(value))
                case "lacks":
                    yield from (
                        f"NOT contains({cell}, {sql_literal(one)})" for one in _texts(value)
                    )
                case "like":
                    patterns = map(_pattern, _texts(value))
                    yield _any_of(f"regexp_matches({cell}, {one})" for one in patterns)

    # Files.

    def _select(self, name: str, text: str) -> str:
        """Add a SELECT and return its name. An equal SELECT is not added twice."""
        for other, there in self._selects.items():
            if there == text:
                return other
        if name not in self._files:
            plain = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_") or "rows"
            taken, number, name = {*self._files, *self._selects}, 1, plain
            while name.lower() in {one.lower() for one in taken}:
                number += 1
                name = f"{plain}_{number}"
        self._selects[name] = text
        return name

    def _rows_of(self, name: str) -> _Rows:
        """Return the rows of a file with its joins and flags, or a placeholder with a note."""
        if name not in self._rows:
            # Stop if a file is made of itself.
            self._rows[name] = _Rows(name, name)
            rows, label = self._rows[name], name
            try:
                rows = self._plain_rows(name)
                if self._files.get(name, {}).keys() & {"join", "flags"}:
                    label = f"{name}_joined"
                    rows = self._joined(name, rows)
            except _UnsupportedError as error:
                self._note(("files", name), error.args[0], decides=True)
                rows = replace(rows, name=self._select(label, OPEN))
            self._rows[name] = rows
        return self._rows[name]

    def _plain_rows(self, name: str) -> _Rows:
        """Return the rows of a file without its joins and flags."""
        file = self._files.get(name, {})
        if "from" not in file:
            return _Rows(name, name, dict(tables_in(file.get("numbers"))))
        _refuse(file, ("extract", "missing", "parts_like"))
        origin = self._rows_of(str(file["from"]))
        members: dict[str, str] = file["unpivot"]
        [part] = {one for like in members.values() for one in _PLACEHOLDER.findall(like)}
        selects = []
        for n, group in self._groups(file, origin).items():
            cells = {m: identifier(group[m]) if m in group else None for m in members}
            made = [f"{c or 'CAST(NULL AS VARCHAR)'} AS {identifier(m)}" for m, c in cells.items()]
            filled = " OR ".join(f"{cell} IS NOT NULL" for cell in cells.values() if cell)
            selects.append(
                f"SELECT *, {', '.join(made)}, {sql_literal(n)} AS {identifier(part)}"
                f" FROM {identifier(origin.name)} WHERE {filled}"
            )
        self._select(name, "\nUNION ALL ".join(selects))
        numbers = {**origin.numbers, **dict(tables_in(file.get("numbers")))}
        return _Rows(name, origin.own, numbers, origin.made | {*members, part}, identifier(part))

    def _groups(self, file: Toml, origin: _Rows) -> dict[str, dict[str, str]]:
        """Return the columns of each repeated group, by the part of their names that differs."""
        parts, names = _texts(file.get("parts")), self._known.get(origin.own)
        ends = {member: _PLACEHOLDER.split(like)[::2] for member, like in file["unpivot"].items()}
        if names is None:
            if not parts:
                raise _UnsupportedError(
                    message(
                        "Only the export shows which columns are repeated. Name it too: mapping"
                        " upgrade FILE EXPORT. Or list in [parts] the texts for the braces."
                    )
                )
            return {part: {m: part.join(of) for m, of in ends.items()} for part in parts}
        groups: dict[str, dict[str, str]] = {}
        for column in names:
            for member in sorted(ends, key=lambda one: -sum(map(len, ends[one]))):
                before, behind = ends[member]
                part = column[len(before) : len(column) - len(behind)]
                if part and column == before + part + behind:
                    groups.setdefault(part, {})[member] = column
                    break
        if lost := [part for part in parts if part not in groups] or ([] if groups else [*ends]):
            raise _UnsupportedError(
                message(
                    "No column has the name that [unpivot] gives for {parts}.",
                    parts=", ".join(lost),
                )
            )
        return {part: groups[part] for part in parts or groups}

    def _joined(self, name: str, rows: _Rows) -> _Rows:
        """Return the rows with columns from other files, and with yes/no flags over their rows."""
        file, added, joins = self._files[name], ["t.*"], list[str]()
        numbers, made = dict(rows.numbers), set(rows.made)
        for other, join in tables_in(file.get("join")):
            alias, there = f"o{len(joins) + 1}", self._looked_into(other)
            for one in _texts(join.get("columns")):
                cell = self._cell(there, one)
                added.append(f"{alias}.{cell}" + (f" AS {identifier(one)}" if one != cell else ""))
                made.add(one)
                numbers |= {one: there.numbers[one]} if one in there.numbers else {}
            on = _texts(join.get("on"))
            of_other = _texts(join.get("there")) or on
            joins.append(self._join(rows, there, identifier(there.name), alias, on, of_other))
            self._note(
                ("files", name, "join", other),
                message(
                    "Before, an export was rejected if a key occurred twice in [{file}]. Now its"
                    " rows are repeated, with a warning.",
                    file=other,
                ),
            )
        flags: dict[tuple[str, tuple[str, ...]], list[tuple[str, Toml]]] = {}
        for column, flag in tables_in(file.get("flags")):
            flags.setdefault((flag["in"], tuple(_texts(flag["by"]))), []).append((column, flag))
        for (other, by), of_file in flags.items():
            alias, there = f"o{len(joins) + 1}", self._looked_into(other)
            keys = ", ".join(self._cell(there, one) for one in by)
            values = ",\n    ".join(self._flag(there, *one) for one in of_file)
            source = f"(\n  SELECT {keys},\n    {values}\n  FROM {identifier(there.name)}"
            source += f" GROUP BY {keys}\n)"
            added += [f"{alias}.{identifier(column)}" for column, _ in of_file]
            made |= {column for column, _ in of_file}
            joins.append(self._join(rows, there, source, alias, by, by))
        text = "\n".join([f"SELECT {', '.join(added)}\nFROM {identifier(rows.name)} t", *joins])
        numbers |= dict(tables_in(file.get("numbers")))
        select = self._select(f"{name}_joined", text)
        return replace(rows, name=select, numbers=numbers, made=frozenset(made))

    def _looked_into(self, name: str) -> _Rows:
        """Return the rows of a file without its own joins."""
        return (self._rows_of if "from" in self._files.get(name, {}) else self._plain_rows)(name)

    def _join(
        self,
        rows: _Rows,
        there: _Rows,
        source: str,
        alias: str,
        on: Sequence[str],
        of_other: Sequence[str],
    ) -> str:
        """Return the LEFT JOIN of rows with another file, on pairs of columns."""
        keys = (
            f"t.{self._cell(rows, one)} = {alias}.{self._cell(there, its)}"
            for one, its in zip(on, of_other, strict=True)
        )
        return f"LEFT JOIN {source} {alias} ON {' AND '.join(keys)}"

    def _flag(self, there: _Rows, column: str, flag: Toml) -> str:
        yes = f"count(*) FILTER (WHERE {self._condition(there, flag['yes'])}) > 0 THEN 'yes'"
        no = ""
        if flag.get("no"):
            no = f"\n      WHEN count(*) FILTER (WHERE {self._condition(there, flag['no'])})"
            no += " = count(*) THEN 'no'"
        return f"CASE WHEN {yes}{no} END AS {identifier(column)}"

    # Tables.

    def _table(self, block: _Block) -> Toml:
        """Return the keys of a table in the new form."""
        rows = self._rows_of(str(block.said.get("from")))
        where = OPEN
        try:
            rows, where = self._rows_for(block, rows)
        except _UnsupportedError as error:
            self._note(block.place, error.args[0], decides=True)
        person = block.said.get("person")
        table: Toml = {"from": rows.name, "where": where, "person": person, "columns": {}}
        table = {key: value for key, value in table.items() if value not in ("", None)}
        for target, column in block.columns.items():
            try:
                table["columns"][target] = self._column(block, rows, target, column)
            except _UnsupportedError as error:
                place = block.places[target]
                words = message(
                    "{column}: {note}", column=f"{block.table}.{target}", note=error.args[0]
                )
                self._note(place, words, decides=True)
                table["columns"][target] = {"sql": OPEN}
        return table

    def _rows_for(self, block: _Block, rows: _Rows) -> tuple[_Rows, str]:
        """Return the rows of a table, and its condition."""
        _refuse(block.said, ("repeat",))
        first_of, is_filled = _texts(block.said.get("first_of")), block.said.get("of")
        self._refuse_lists(block, is_one_of_several=bool(first_of))
        if (
            len(block.where) == 1
            and isinstance(block.where[0], str)
            and not (first_of or is_filled)
        ):
            # A table of the new form.
            return rows, block.where[0]
        conditions = [self._condition(rows, one) for one in block.where]
        if is_filled and not block.said.get("unknown_as"):
            conditions.append(f"{self._cell(rows, is_filled)} IS NOT NULL")
        where = _all_of(conditions)
        if not first_of:
            return rows, where
        keys = ", ".join(self._cell(rows, one) for one in first_of)
        order = f"_row, {rows.order}" if rows.order else "_row"
        text = f"SELECT *\nFROM {identifier(rows.name)}\n" + (f"WHERE {where}\n" if where else "")
        text += f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {order}) = 1"
        self._note(
            block.place,
            message(
                "Of several rows for one record, only the first is read. A difference in the"
                " others, or a cell that cannot be read, is no longer reported."
            ),
        )
        name = self._select(f"{block.said.get('from')}_by_{'_'.join(first_of)}", text)
        return replace(rows, name=name), ""

    def _refuse_lists(self, block: _Block, *, is_one_of_several: bool) -> None:
        """Raise _UnsupportedError if several columns depend on the parts of a list in a cell."""
        for target, column in block.columns.items():
            if isinstance(column, dict) and "split" in column and "several" not in column:
                others = [one for name, one in block.columns.items() if name != target]
                if (
                    is_one_of_several
                    or "unknown_as" in block.said
                    or "only_if" in column
                    or {column["source"], "part"} & {*_texts_in(others)}
                ):
                    raise _UnsupportedError(
                        message(
                            "Other columns than {column} depend on the parts of [{source}]. Write a"
                            " SELECT with unnest(listed(...)).",
                            column=target,
                            source=column["source"],
                        )
                    )

    def _column(self, block: _Block, rows: _Rows, target: str, column: Any) -> Any:
        """Return a column in the new form. A plain one stays as it is."""
        column = {"source": column} if isinstance(column, str) else column
        if "missing_like" in column and "pick" not in column:
            if column.keys() & {"sql", "cases", "compose", "only_if", "split"}:
                _refuse(column, ("missing_like",))
            column = {**column, "pick": column.get("source")}
        _refuse(column, ("joint", "keep"))
        left = {
            k: one
            for k, one in column.items()
            if k not in {*parse_profile.OLD_COLUMN_KEYS, "source"}
        }
        sources = _texts(column.get("pick") or column.get("source"))
        self._keep_number(rows, target, column, sources, left)
        if "cases" in column:
            return self._by_cases(block, rows, column, left)
        if column.keys() & {"pick", "compose", "only_if"}:
            done = {"constant"} | ({"missing"} if "pick" in column else set())
            left = {key: one for key, one in left.items() if key not in done}
            return {"sql": self._value(rows, column), **left}
        if rows.name != rows.own:
            sources = [self._name(rows, one) for one in sources]
        if sources and not left:
            return sources[0]
        return {**({"source": sources[0]} if sources else {}), **left}

    def _keep_number(
        self, rows: _Rows, target: str, column: Toml, sources: Sequence[str], left: Toml
    ) -> None:
        """Add the number format that a file states for its column to the new column (`left`)."""
        kinds = {fields[target].kind for fields in FIELDS.values() if target in fields}
        is_number = bool(kinds & {columns.Kind.INTEGER, columns.Kind.MONEY})
        codes = column.get("codes") or {}
        codes = self._old.get("codes", {}).get(codes) if isinstance(codes, str) else codes
        is_number |= isinstance(codes.get("from"), dict)
        written = next((rows.numbers[one] for one in sources if one in rows.numbers), None)
        if written and is_number and "number" not in column:
            left["number"] = dict(written)

    def _value(self, rows: _Rows, column: Toml) -> str:
        """Return SQL for the text that a column takes from a row."""
        if "pick" in column:
            value = self._picked(rows, column)
        elif "compose" in column:
            template = str(column["compose"])
            if rows.order and "part" in _PLACEHOLDER.findall(template):
                raise _UnsupportedError(
                    message(
                        "{part} is the number of a row among those made of one row. Use a column"
                        " that distinguishes them.",
                        part="{part}",
                    )
                )
            value = _composed(template, lambda one: self._cell(rows, one))
        elif "constant" in column:
            value = sql_literal(column["constant"])
        elif "source" in column:
            value = self._cell(rows, column["source"])
        else:
            raise _UnsupportedError(message("This has no value of its own."))
        if "only_if" in column:
            value = _when(self._condition(rows, column["only_if"]), value)
        return value

    def _picked(self, rows: _Rows, column: Toml) -> str:
        """Return SQL for the first cell that is filled and has no word for missing."""
        found, words = [], _texts(column.get("missing"))
        for name in _texts(column["pick"]):
            cell, tests = self._cell(rows, name), []
            if words:
                tests.append(_one_of(cell, words, negated=True))
            if like := column.get("missing_like"):
                tests.append(f"NOT regexp_matches({cell}, {_pattern(like)})")
            found.append(f"CASE WHEN {_all_of(tests)} THEN {cell} END" if tests else cell)
        return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0]

    def _by_cases(self, block: _Block, rows: _Rows, column: Toml, left: Toml) -> Toml:
        """Return SQL for the first case that is met. Without `otherwise` other rows are refused."""
        lines = []
        for one in column["cases"]:
            then = sql_literal(one["then"]) if one["then"] else "NULL"
            lines.append(f"WHEN {self._condition(rows, one['when'])} THEN {then}")
        groups = [group for one in column["cases"] for group in _listed(one["when"])]
        names = list(dict.fromkeys(name for group in groups for name in group))
        cells = [self._cell(rows, name) for name in names]
        otherwise = column.get("otherwise")
        if otherwise:
            # The old form used `otherwise` for blanks too, and for text that is not a number.
            numbers = (
                _number_in(self._cell(rows, name), rows.numbers.get(name, {}))
                for group in groups
                for name, tests in group.items()
                if isinstance(tests, dict) and tests.keys() & _COMPARED.keys()
            )
            is_blank = " OR ".join(f"{one} IS NULL" for one in dict.fromkeys([*cells, *numbers]))
            lines.append(f"WHEN {is_blank} THEN {sql_literal(otherwise)}")
            lines.append(f"ELSE {sql_literal(otherwise)}")
            words = message(
                "{table}: if {columns} is blank, the value is [{value}], as before. If it should be"
                " missing, write NULL there.",
                table=block.table,
                columns=", ".join(names),
                value=otherwise,
            )
            self._note(block.place, words)
        elif otherwise is None:
            filled = " OR ".join(f"{one} IS NOT NULL" for one in cells)
            lines.append(f"WHEN {filled} THEN {sql_literal(_NO_CASE)}")
            left["codes"] = {one["then"]: one["then"] for one in column["cases"] if one["then"]}
        value = "CASE\n  " + "\n  ".join(lines) + "\nEND"
        if "only_if" in column:
            value = f"CASE WHEN {self._condition(rows, column['only_if'])} THEN\n{value}\nEND"
        return {"sql": value, **left}


def _refuse(said: Toml, keys: Iterable[str]) -> None:
    """Raise _UnsupportedError for the first of these keys that is there."""
    for key in keys:
        if key in said:
            raise _UnsupportedError(
                message(
                    "[{key}] cannot be rewritten. Write a SELECT with {function}.",
                    key=key,
                    function=_INSTEAD[key],
                )
            )


def _block(own: Toml, place: KeyPath, group: Toml | None = None) -> _Block:
    """Return a table of the old profile, with the keys that its group states for all."""
    group = group or {}
    fields = FIELDS.get(str(own.get("table")), {})
    shared = {c: one for c, one in group.get("columns", {}).items() if c in fields}
    found = {**shared, **own.get("columns", {})}
    if own.get("charged") and "charged" in fields:
        found["charged"] = {"constant": "yes"}
    own_place = {c: (*place, "columns", c) for c in found}
    return _Block(
        str(own.get("table")),
        place,
        {**group, **own, **({"from": group["from"]} if "from" in group else {})},
        tuple(one for one in (group.get("where"), own.get("where")) if one),
        found,
        own_place | {c: (*place[:2], "columns", c) for c in shared if c not in own["columns"]},
    )


class _Writer:
    """Writes the new text, with the comments of the old one above the table that they were in."""

    def __init__(self, old: str) -> None:
        lines = old.splitlines()
        head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
        self._lines = lines[:head]
        self._comments: list[tuple[KeyPath, str]] = []
        places = {line: place for place, line in find_lines(old).items()}
        place: KeyPath = ()
        above: list[str] = []
        for number, line in enumerate(lines[head:], start=head + 1):
            found = next((one[2] for one in _STRING_OR_COMMENT.finditer(line) if one[2]), "")
            above += [found] if found else []
            # A comment above a header belongs to that table.
            if not line.startswith("#"):
                place = places.get(number, place)
                self._comments += [(place, one) for one in above]
                above = []
        self._comments += [(("",), one) for one in above]

    def text(self) -> str:
        """Return the upgraded profile as text. Comments of removed tables come last."""
        if self._comments:
            said = (comment for _, comment in self._comments)
            self._lines += ["", "# Comments on what is written otherwise now:", *said]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip("\n") + "\n"

    def key(self, key: str, value: Any) -> None:
        self._lines.append(f"{key_text(key)} = {value_text(_with_sql(value, key))}")

    def comments_of(self, old: KeyPath) -> None:
        """Write the comments in and above a table of the old text, but not in its subtables."""
        here = [
            one
            for one in self._comments
            if one[0][: len(old)] == old and "tables" not in one[0][len(old) :]
        ]
        self._lines += ["", *(comment for _, comment in here)]
        self._comments = [one for one in self._comments if one not in here]

    def section(
        self, place: KeyPath, values: Toml, old: KeyPath, *, is_listed: bool = False
    ) -> None:
        """Write a table under its header, and long tables in it under their own."""
        self.comments_of(old)
        long = {key for key, one in values.items() if key == "columns" or _is_long(one)}
        if values.keys() - long or is_listed or not values:
            header = ".".join(key_text(str(part)) for part in place)
            self._lines.append(f"[[{header}]]" if is_listed else f"[{header}]")
        for key, value in values.items():
            if key not in long:
                self.key(key, value)
        for key in (key for key in values if key in long):
            for one in _listed(values[key]):
                is_one = isinstance(values[key], list)
                self.section((*place, key), one, (*old, key), is_listed=is_one)


def _is_long(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, dict) for one in value)
    line = value_text(_with_sql(value)) if isinstance(value, dict) else ""
    return "\n" in line or len(line) > _WIDTH


def _with_sql(value: Any, key: str = "") -> Any:
    if isinstance(value, str) and key in _SQL_KEYS:
        return SqlText(value.strip())
    if isinstance(value, dict):
        return {name: _with_sql(one, name) for name, one in value.items()}
    return value


def _listed(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [str(one) for one in _listed(value)]


def _texts_in(value: object) -> Iterator[str]:
    """Yield all texts in a part of TOML, including keys and placeholders."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts_in(one)
    elif isinstance(value, str):
        yield value
        yield from _PLACEHOLDER.findall(value)


def _one_of(cell: str, values: Sequence[str], *, negated: bool = False) -> str:
    if len(values) == 1:
        return f"{cell} {'<>' if negated else '='} {sql_literal(values[0])}"
    return f"{cell} {'NOT IN' if negated else 'IN'} ({', '.join(map(sql_literal, values))})"


def _any_of(conditions: Iterable[str]) -> str:
    every = list(conditions)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def _all_of(conditions: Iterable[str]) -> str:
    every = [one for one in conditions if one]
    joined = " AND ".join(every)
    return joined if len(joined) <= _WIDTH else "\n  AND ".join(every)


def _when(condition: str, value: str) -> str:
    """Return SQL for a value where the condition holds, and NULL otherwise."""
    line = f"CASE WHEN {condition} THEN {value} END"
    return line if len(line) <= _WIDTH else f"CASE\n  WHEN {condition}\n  THEN {value}\nEND"


def _number_in(cell: str, written: Mapping[str, Any]) -> str:
    """Return SQL for the number in a cell with this number format; NULL if it has none.

    The old form also read 1e5 and inf as numbers. Each import names the cells that num() refuses.
    """
    signs = {key: str(written.get(key, "")) for key in ("before", "after", "thousands")}
    decimal = str(written.get("decimal", "."))
    plain = cell
    if any(signs.values()) or decimal != ".":
        point, thousands = re.escape(decimal), re.escape(signs["thousands"])
        grouped = rf"[0-9]{{1,3}}({thousands}[0-9]{{3}})+|" if thousands else ""
        before, after = (
            f"({re.escape(signs[key])})?" if signs[key] else "" for key in ("before", "after")
        )
        pattern = rf"-?{before}(({grouped}[0-9]+)({point}[0-9]+)?|{point}[0-9]+){after}"
        for sign, instead in (*((sign, "") for sign in signs.values()), (decimal, ".")):
            if sign and sign != instead:
                plain = f"replace({plain}, {sql_literal(sign)}, {sql_literal(instead)})"
        plain = f"CASE WHEN regexp_full_match({cell}, {sql_literal(pattern)}) THEN {plain} END"
    number = f"num({plain})"
    if "times" in written or "places" in written:
        number = f"round({number} * {written.get('times', 1)}, {written.get('places', 2)})"
    return number


def _pattern(like: str) -> str:
    """Return a regular expression as an SQL text.

    Raises _UnsupportedError if SQL would read it differently.
    """
    if found := _OTHER_IN_SQL.search(like):
        raise _UnsupportedError(
            message(
                "[{sign}] in the pattern [{pattern}] may mean something else in SQL. Write the"
                " pattern yourself.",
                sign=found[0],
                pattern=like,
            )
        )
    try:
        duckdb.sql("SELECT regexp_matches('', ?)", params=[like]).fetchall()
    except duckdb.Error as error:
        raise _UnsupportedError(
            message("SQL cannot read the pattern [{pattern}]. Write it yourself.", pattern=like)
        ) from error
    return sql_literal(like)


def _composed(template: str, cell: Callable[[str], str]) -> str:
    """Return SQL that joins texts and columns, without bracketed parts if a column is blank."""
    numbers = {"row_number": "CAST(_row AS VARCHAR)", "part": "'1'"}

    def in_place(text: str) -> list[str]:
        # The split gives texts and names alternately, beginning with a text.
        return [
            (numbers.get(piece) or cell(piece)) if n % 2 else sql_literal(piece)
            for n, piece in enumerate(_PLACEHOLDER.split(text))
            if n % 2 or piece
        ]

    needed, optional, end = [], [], 0
    pieces: list[str] = []
    for match in _OPTIONAL.finditer(template):
        if match[1] and _PLACEHOLDER.search(match[1]):
            before = template[end : match.start()]
            optional.append(" || ".join(in_place(match[1])))
            pieces += [*in_place(before), f"coalesce({optional[-1]}, '')"]
            needed += _PLACEHOLDER.findall(before)
            end = match.end()
    pieces += in_place(template[end:])
    needed += _PLACEHOLDER.findall(template[end:])
    if optional and pieces == [f"coalesce({optional[0]}, '')"]:
        return optional[0]
    # With || a number needs no CAST.
    if len(pieces) > 1:
        pieces = ["_row" if one == numbers["row_number"] else one for one in pieces]
    value = " || ".join(pieces) or "NULL"
    names = _PLACEHOLDER.findall(template)
    if not optional or needed or numbers.keys() & set(names):
        return value
    filled = " OR ".join(f"{cell(name)} IS NOT NULL" for name in dict.fromkeys(names))
    return _when(filled, value)
