"""Rewrite a profile from the old form, before SQL, into the new one that makes the same rows.

Each old key becomes SQL, or a note with its line says what to write by hand: files made of others,
number formats of files, [keep], [joint], [repeat], {part} in [compose], columns named by number in
a condition, and patterns that SQL reads otherwise. SQL and the old keys treat blanks differently,
which is why some of the new texts are long.
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from schemas.language import message, t
from seed.mapping import old_keys
from seed.mapping.old_keys import tables_in
from seed.mapping.profile_model import FIELDS, ROW
from seed.mapping.profile_sql import identifier
from seed.mapping.profile_toml import Comments, Toml, toml_text
from seed.mapping.sql_tree import sql_literal
from seed.mapping.toml_reader import KeyPath, find_lines, line_at

# Marks in the new text what a person must decide. The parser refuses it.
OPEN = "TO DECIDE"
# The value of a row that meets no case. It has no code, so the row is refused.
_NO_CASE = "no case"
_COMPARED = {"above": ">", "below": "<", "from": ">=", "to": "<="}
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
# The pieces of [compose]: a bracketed part, a placeholder, or a text.
_PIECES = re.compile(r"\[((?:[^\[\]{}]|\{[^{}]+\})*)\]|\{([^{}]+)\}|([^\[{]+|[\[{])")
_BY_NUMBER = re.compile(r"#[1-9][0-9]*")
# Patterns that the old reader understood differently: classes for all scripts, and nested classes.
_OTHER_IN_SQL = re.compile(r"\\[A-Za-z]|&&|--|~~|\[\^?\]|\[[^\]]*\[")
_STRING_OR_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*')|(#.*)$""")
# SQL for keys that a person must rewrite. Of a file made of others, the first of its keys is named.
_INSTEAD = {
    **dict.fromkeys(("extract", "parts_like", "repeat"), "unnest(listed(...))"),
    **dict.fromkeys(("unpivot", "from"), "UNPIVOT INCLUDE NULLS"),
    **dict.fromkeys(("joint", "keep"), "first_value(...) OVER"),
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
class _Block:
    """A table of the old text, including what its group states."""

    table: str
    place: KeyPath
    said: Toml
    where: tuple[object, ...]
    columns: Toml


def find_old_keys(text: str) -> tuple[str, ...]:
    """Return the old keys that a profile still has, with their places; () if it is not TOML."""
    try:
        old = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    if found := old_keys.find_old_keys(old):
        return found
    return tuple(".".join(map(str, place)) for place in old_keys.rename_keys(old)[1])


def upgrade_profile(text: str) -> Upgraded:
    """Return the profile in the new form, with notes.

    A profile with faults keeps them, or is not changed.
    """
    if not find_old_keys(text):
        return Upgraded(text)
    try:
        return _Upgrade(text).write()
    except _MISTYPED as error:
        words = message(
            "A key has a value of the wrong kind ({reason}). Correct it first.", reason=error
        )
        return Upgraded(text, (UpgradeNote(None, words, decides=True),))


class _Upgrade:
    def __init__(self, text: str) -> None:
        self._text = text
        self._old: Toml = tomllib.loads(text)
        self._lines = find_lines(text)
        self._files: dict[str, Toml] = dict(tables_in(self._old.get("files")))
        self._notes: list[UpgradeNote] = []
        # The SELECTs that replace old keys, and by file the name of its rows: its own, or that of
        # a SELECT with its joins and flags.
        self._selects: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def write(self) -> Upgraded:
        """Return the new profile: files, SELECTs and tables rewritten, other keys unchanged."""
        # The new place of each old table, with the more specific ones first.
        moved: dict[KeyPath, KeyPath] = {}
        of_groups: dict[KeyPath, KeyPath] = {}
        tables: Toml = {}
        blocks = [*self._blocks()]
        names = [block.table for block in blocks]
        for block in blocks:
            listed = tables.setdefault(block.table, [])
            place: KeyPath = ("tables", block.table)
            moved[block.place] = (*place, len(listed)) if names.count(block.table) > 1 else place
            of_groups.setdefault(block.place[:2], moved[block.place])
            listed.append(self._table(block))
        tables = {name: one if len(one) > 1 else one[0] for name, one in tables.items()}
        files = {name: self._file(name, file) for name, file in self._files.items()}
        files |= {name: {"select": text} for name, text in self._selects.items()}
        rewritten: Toml = {"files": files, "groups": {}, "tables": tables}
        new = {key: rewritten.get(key, value) for key, value in self._old.items()}
        if "groups" in new:
            del new["groups"]
            new["tables"] = tables
        if shape := self._old.get("shape"):
            new["shape"] = self._shape(shape)
        new, _ = old_keys.rename_keys(new)
        text = _with_comments(self._text, new, {**moved, **of_groups})
        return Upgraded(text, tuple(dict.fromkeys(self._notes)))

    def _file(self, name: str, file: Toml) -> Toml:
        """Return a file of the new form. A file made of others is left to a person."""
        self._rows_of(name)
        if "from" in file:
            return {"select": OPEN}
        left = {"numbers"} if "numbers" in file else set()
        kept = {key: one for key, one in file.items() if key not in {*old_keys.OF_FILES} - left}
        if left:
            words = message(
                "[numbers] cannot be rewritten. Write [number] into the columns that it describes,"
                " and num(replace(...)) into conditions."
            )
            self._note(("files", name, "numbers"), words, decides=True)
        return kept

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

    def _cell(self, column: str) -> str:
        """Return a column as SQL names it."""
        return identifier(_name(column))

    def _condition(self, condition: object) -> str:
        """Return SQL for an old condition, or for a list of which one must hold.

        A blank cell meets only the test `blank`.
        """
        if isinstance(condition, str):
            return f"({condition})"
        groups = [
            _all_of(test for one, how in group.items() for test in self._tests(one, how))
            for group in _listed(condition)
        ]
        return _any_of(groups) if groups else ""

    def _tests(self, column: str, tests: object) -> Iterator[str]:
        """Yield an SQL condition for each old test of a column (`is`, `not`, `above` ...)."""
        cell = self._cell(column)
        for how, value in (tests if isinstance(tests, dict) else {"is": tests}).items():
            match how:
                case "is" | "not":
                    yield _one_of(cell, _texts(value), negated=how == "not")
                case "above" | "below" | "from" | "to":
                    yield f"num({cell}) {_COMPARED[how]} {value}"
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
        name = re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_")
        while name.lower() in {one.lower() for one in (*self._files, *self._selects)}:
            name += "_2"
        self._selects[name] = text
        return name

    def _rows_of(self, name: str) -> str:
        """Return the name of a file, or of the SELECT that adds its joins and flags."""
        if name not in self._names:
            # Stop if a file is made of itself.
            self._names[name] = name
            file = self._files.get(name, {})
            try:
                _refuse(file, ("extract", "parts_like", "unpivot", "from"))
                if file.keys() & {"join", "flags"}:
                    self._names[name] = self._joined(name, file)
            except _UnsupportedError as error:
                self._note(("files", name), error.args[0], decides=True)
        return self._names[name]

    def _joined(self, name: str, file: Toml) -> str:
        """Add a SELECT with columns from other files, and with yes/no flags over their rows."""
        added, joins = ["t.*"], list[str]()
        for other, join in tables_in(file.get("join")):
            alias = f"o{len(joins) + 1}"
            added += [f"{alias}.{self._cell(one)}" for one in _texts(join.get("columns"))]
            on = _texts(join.get("on"))
            of_other = _texts(join.get("there")) or on
            joins.append(self._join(identifier(other), alias, on, of_other))
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
            alias = f"o{len(joins) + 1}"
            keys = ", ".join(map(self._cell, by))
            values = ",\n    ".join(self._flag(*one) for one in of_file)
            source = f"(\n  SELECT {keys},\n    {values}\n  FROM {identifier(other)}"
            added += [f"{alias}.{identifier(column)}" for column, _ in of_file]
            joins.append(self._join(f"{source} GROUP BY {keys}\n)", alias, by, by))
        text = "\n".join([f"SELECT {', '.join(added)}\nFROM {identifier(name)} t", *joins])
        return self._select(f"{name}_joined", text)

    def _join(self, source: str, alias: str, on: Sequence[str], of_other: Sequence[str]) -> str:
        """Return the LEFT JOIN of rows with another file, on pairs of columns."""
        keys = (
            f"t.{self._cell(one)} = {alias}.{self._cell(its)}"
            for one, its in zip(on, of_other, strict=True)
        )
        return f"LEFT JOIN {source} {alias} ON {' AND '.join(keys)}"

    def _flag(self, column: str, flag: Toml) -> str:
        yes = f"count(*) FILTER (WHERE {self._condition(flag['yes'])}) > 0 THEN 'yes'"
        no = ""
        if flag.get("no"):
            no = f"\n      WHEN count(*) FILTER (WHERE {self._condition(flag['no'])})"
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
        table: Toml = {"from": rows, "where": where, "person": person, "columns": {}}
        table = {key: value for key, value in table.items() if value not in ("", None)}
        for target, column in block.columns.items():
            try:
                table["columns"][target] = self._column(block, rows, column)
            except _UnsupportedError as error:
                words = message(
                    "{column}: {note}", column=f"{block.table}.{target}", note=error.args[0]
                )
                self._note((*block.place, "columns", target), words, decides=True)
                table["columns"][target] = {"sql": OPEN}
        return table

    def _rows_for(self, block: _Block, rows: str) -> tuple[str, str]:
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
        conditions = [self._condition(one) for one in block.where]
        if is_filled and not block.said.get("unknown_as"):
            conditions.append(f"{self._cell(is_filled)} IS NOT NULL")
        where = _all_of(conditions)
        if not first_of:
            return rows, where
        keys = ", ".join(self._cell(one) for one in first_of)
        text = f"SELECT *\nFROM {identifier(rows)}\n" + (f"WHERE {where}\n" if where else "")
        text += f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY _row) = 1"
        self._note(
            block.place,
            message(
                "Of several rows for one record, only the first is read. A difference in the"
                " others, or a cell that cannot be read, is no longer reported."
            ),
        )
        return self._select(f"{block.said.get('from')}_by_{'_'.join(first_of)}", text), ""

    def _refuse_lists(self, block: _Block, *, is_one_of_several: bool) -> None:
        """Raise _UnsupportedError if several columns depend on the parts of a list in a cell."""
        for target, column in block.columns.items():
            if isinstance(column, dict) and "split" in column and "several" not in column:
                others = {name: one for name, one in block.columns.items() if name != target}
                # Texts, keys and placeholders.
                named = re.findall(r'["{]([^"{}]+)["}]', json.dumps(others, default=str))
                if (
                    is_one_of_several
                    or "unknown_as" in block.said
                    or "only_if" in column
                    or {column["source"], "part"} & {*named}
                ):
                    raise _UnsupportedError(
                        message(
                            "Other columns than {column} depend on the parts of [{source}]. Write a"
                            " SELECT with unnest(listed(...)).",
                            column=target,
                            source=column["source"],
                        )
                    )

    def _column(self, block: _Block, rows: str, column: Any) -> Any:
        """Return a column in the new form. A plain one stays as it is."""
        column = {"source": column} if isinstance(column, str) else column
        if "missing_like" in column and "pick" not in column:
            if column.keys() & {"sql", "cases", "compose", "only_if", "split"}:
                _refuse(column, ("missing_like",))
            column = {**column, "pick": column.get("source")}
        _refuse(column, ("joint", "keep"))
        left = {k: one for k, one in column.items() if k not in {*old_keys.OF_COLUMNS, "source"}}
        if "cases" in column:
            return self._by_cases(block, column, left)
        if column.keys() & {"pick", "compose", "only_if"}:
            done = {"constant"} | ({"missing"} if "pick" in column else set())
            left = {key: one for key, one in left.items() if key not in done}
            return {"sql": self._value(column), **left}
        if "source" in column:
            # The columns of a SELECT have other numbers than those of the file.
            is_of_file = rows in self._files and "from" not in self._files[rows]
            source = str(column["source"]) if is_of_file else _name(str(column["source"]))
            return {"source": source, **left} if left else source
        return left

    def _value(self, column: Toml) -> str:
        """Return SQL for the text that a column takes from a row."""
        if "pick" in column:
            value = self._picked(column)
        elif "compose" in column:
            template = str(column["compose"])
            if "part" in _PLACEHOLDER.findall(template):
                raise _UnsupportedError(
                    message(
                        "{part} is the number of a row among those made of one row. Use a column"
                        " that distinguishes them.",
                        part="{part}",
                    )
                )
            value = _composed(template)
        elif "constant" in column:
            value = sql_literal(column["constant"])
        elif "source" in column:
            value = self._cell(column["source"])
        else:
            raise _UnsupportedError(message("This has no value of its own."))
        if "only_if" in column:
            value = f"CASE WHEN {self._condition(column['only_if'])} THEN {value} END"
        return value

    def _picked(self, column: Toml) -> str:
        """Return SQL for the first cell that is filled and has no word for missing."""
        found, words = [], _texts(column.get("missing"))
        for name in _texts(column["pick"]):
            cell, tests = self._cell(name), []
            if words:
                tests.append(_one_of(cell, words, negated=True))
            if like := column.get("missing_like"):
                tests.append(f"NOT regexp_matches({cell}, {_pattern(like)})")
            found.append(f"CASE WHEN {_all_of(tests)} THEN {cell} END" if tests else cell)
        return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0]

    def _by_cases(self, block: _Block, column: Toml, left: Toml) -> Toml:
        """Return SQL for the first case that is met. Without `otherwise` other rows are refused."""
        lines = []
        for one in column["cases"]:
            then = sql_literal(one["then"]) if one["then"] else "NULL"
            lines.append(f"WHEN {self._condition(one['when'])} THEN {then}")
        groups = [group for one in column["cases"] for group in _listed(one["when"])]
        names = list(dict.fromkeys(name for group in groups for name in group))
        cells = [self._cell(name) for name in names]
        otherwise = column.get("otherwise")
        if otherwise:
            # The old form used `otherwise` for blanks too, and for text that is not a number.
            numbers = (
                f"num({self._cell(name)})"
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
            value = f"CASE WHEN {self._condition(column['only_if'])} THEN\n{value}\nEND"
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
    return _Block(
        str(own.get("table")),
        place,
        {**group, **own, **({"from": group["from"]} if "from" in group else {})},
        tuple(one for one in (group.get("where"), own.get("where")) if one),
        found,
    )


def _with_comments(old: str, new: Toml, moved: Mapping[KeyPath, KeyPath]) -> str:
    """Return the new text, with the comments of the old one above the table that they were in.

    `moved` has the new path of tables that have another one. Comments of removed tables come last.
    """
    lines = old.splitlines()
    head = next((n for n, line in enumerate(lines) if not line.startswith("#")), len(lines))
    places = {line: place for place, line in find_lines(old).items()}
    comments, place, above, lost = Comments(), KeyPath(), list[str](), list[str]()
    for number, line in enumerate(lines[head:], start=head + 1):
        found = next((one[2] for one in _STRING_OR_COMMENT.finditer(line) if one[2]), "")
        above += [found] if found else []
        # A comment above a header belongs to that table.
        if line and not line.startswith("#"):
            place = places.get(number, place)
            here = next((moved[one] for one in moved if place[: len(one)] == one), place[:1])
            here = place[:2] if here == ("files",) else here
            (comments.above.setdefault(here, []) if here[:1] else lost).extend(above)
            above = []
    text = "\n".join([*lines[:head], "", toml_text(new, comments)]).lstrip("\n")
    if lost := [*lost, *above]:
        text += "\n".join(["", "# Comments on what is written otherwise now:", *lost, ""])
    return text


def _listed(value: object) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _texts(value: object) -> list[str]:
    return [str(one) for one in _listed(value)]


def _name(column: str) -> str:
    """Return the name of a column. Raises _UnsupportedError for a column named by its number."""
    if _BY_NUMBER.fullmatch(column):
        raise _UnsupportedError(
            message(
                "[{column}] names a column by its number, which SQL cannot do. Write its name.",
                column=column,
            )
        )
    return column


def _one_of(cell: str, values: Sequence[str], *, negated: bool = False) -> str:
    if len(values) == 1:
        return f"{cell} {'<>' if negated else '='} {sql_literal(values[0])}"
    return f"{cell} {'NOT IN' if negated else 'IN'} ({', '.join(map(sql_literal, values))})"


def _any_of(conditions: Iterable[str]) -> str:
    every = list(conditions)
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})"


def _all_of(conditions: Iterable[str]) -> str:
    return " AND ".join(filter(None, conditions))


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


def _composed(template: str) -> str:
    """Return SQL that joins texts and columns, without bracketed parts if a column is blank."""
    pieces: list[str] = []
    is_kept = False
    for bracketed, name, text in _PIECES.findall(template):
        if bracketed and _PLACEHOLDER.search(bracketed):
            pieces.append(f"coalesce({_composed(bracketed)}, '')")
        elif name:
            is_kept = True
            pieces.append("_row" if name == ROW else identifier(_name(name)))
        else:
            pieces.append(sql_literal(f"[{bracketed}]" if bracketed else text))
    # Without || a number needs a CAST.
    value = " || ".join(pieces) if len(pieces) > 1 else f"CAST({pieces[0]} AS VARCHAR)"
    names = [name for name in _PLACEHOLDER.findall(template) if name != ROW]
    if is_kept or len(names) < len(_PLACEHOLDER.findall(template)) or not names:
        return value
    filled = " OR ".join(f"{identifier(name)} IS NOT NULL" for name in dict.fromkeys(names))
    return f"CASE WHEN {filled} THEN {value} END"
