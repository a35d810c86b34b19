"""The tables of a mapping of the old form: their rows, conditions and columns in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas import columns
from seed.gate import name_columns
from seed.mapping.language import old_form
from seed.mapping.language.sql_texts import quoted
from seed.mapping.language.targets import FIELDS
from seed.mapping.upgrading import expressions as sql
from seed.mapping.upgrading.files import OPEN, Block, Files, Rows, Toml, texts_in

_NO_CASE = "no case"
_PART = "part"


class Tables(Files):
    """The tables of the new text, and a SELECT where rows are counted or several become one."""

    def _table(self, block: Block) -> Toml:
        """The keys of a table in the new text."""
        rows = self._rows_of(block.file)
        self._read = set(rows.read)
        # By what they stand for, the columns that the SELECT of the table makes.
        staged: dict[str, str] = {}
        try:
            rows, where = self._rows_for(block, rows, staged)
        except sql.Cannot as cannot:
            self._note(block.place, str(cannot), decides=True)
            where = OPEN
        table: Toml = {"from": rows.name}
        table |= {"where": where} if where else {}
        table |= {"person": block.person} if block.person else {}
        table["columns"] = made = {}
        for target, column in block.columns.items():
            try:
                made[target] = self._column(block, rows, target, column, staged)
            except sql.Cannot as cannot:
                place = block.places.get(target, block.place)
                self._note(place, f"{block.table}.{target}: {cannot}", decides=True)
                made[target] = {"sql": OPEN}
        self._note_names(block)
        return table

    def _note_names(self, block: Block) -> None:
        """Note each column of names that SQL reads for a table whose ids are no pseudonyms."""
        fields = FIELDS.get(block.table, {})
        if all(
            isinstance(column, dict) and column.get("pseudonym")
            for target, column in block.columns.items()
            if target in fields and fields[target].kind is columns.Kind.ID
        ):
            return
        for name in sorted(filter(name_columns.is_one, self._read)):
            words = (
                f"[{name}] is named like a name. SQL reads none for {block.table}, whose ids are no"
                " pseudonyms: leave it out, or say pseudonym = true of each of its ids."
            )
            self._note(block.place, words, decides=True)

    def _rows_for(self, block: Block, rows: Rows, staged: dict[str, str]) -> tuple[Rows, str]:
        """The rows of a table, and its condition."""
        templates = [c["compose"] for c in _tables(block.columns.values()) if "compose" in c]
        has_part = any(_PART in sql.PLACEHOLDER.findall(str(one)) for one in templates)
        self._refuse_lists(block, has_part=has_part)
        conditions = [self._condition(rows, one) for one in block.where]
        if block.filled:
            conditions.append(f"{self._cell(rows, block.filled)} IS NOT NULL")
        where = sql.all_of(*conditions)
        is_numbered = has_part and len(rows.order) > 1
        staged[_PART] = "'1'"
        if not is_numbered and not block.first_of:
            return rows, where
        added = ["*"]
        if is_numbered:
            number = self._free_column("part_number", rows.made)
            order = ", ".join(rows.order)
            added.append(f"row_number() OVER (PARTITION BY _row ORDER BY {order}) AS {number}")
            staged[_PART] = number
        for target, column in block.columns.items():
            if isinstance(column, dict) and "keep" in column:
                staged[f"kept {target}"] = name = self._free_column(f"kept_{target}", rows.made)
                added.append(f"{self._kept(block, rows, column, staged)} AS {name}")
        # The condition of a table counts what it leaves out. But only rows that are meant are
        # numbered or taken for one.
        is_inside = block.first_of or any(quoted(one) in where for one in rows.made)
        text = "SELECT " + ",\n  ".join(added) + f"\nFROM {quoted(rows.name)}"
        text += f"\nWHERE {where}" if where and is_inside else ""
        if block.first_of:
            window = self._window(block, rows, rows.order)
            text += f"\nQUALIFY row_number() OVER {window} = 1"
            words = (
                "of rows that are taken for one only the first is read. A difference in the others,"
                " or a cell that cannot be read, is no longer reported."
            )
            self._note(block.place, words)
            name = f"{block.file}_by_{'_'.join(block.first_of)}"
            name = self._select(name, text, "One row of each group.")
        else:
            name = self._select(f"{block.file}_numbered", text, "Rows with their numbers.")
        return replace(rows, name=name), "" if is_inside else where

    def _refuse_lists(self, block: Block, *, has_part: bool) -> None:
        """Refuse the keys by which a row becomes several, where more depends on that."""
        if block.repeat:
            raise sql.Cannot("[repeat] is not rewritten. Write a SELECT with unnest(range(...)).")
        for target, column in block.columns.items():
            if not isinstance(column, dict) or "split" not in column or "several" in column:
                continue
            others = [one for name, one in block.columns.items() if name != target]
            if (
                has_part
                or block.has_unknown
                or block.first_of
                or column.keys() & {"only_if", "keep"}
                or column["source"] in {*texts_in(others)}
            ):
                raise sql.Cannot(
                    f"more than {target} depends on the parts of [{column['source']}]. Write a"
                    " SELECT with unnest(listed(...))."
                )

    def _window(self, block: Block, rows: Rows, order: Iterable[str]) -> str:
        keys = ", ".join(self._cell(rows, one) for one in block.first_of)
        return f"(PARTITION BY {keys} ORDER BY {', '.join(order)})"

    def _kept(self, block: Block, rows: Rows, column: Toml, staged: Mapping[str, str]) -> str:
        """The value that is kept of rows that are taken for one."""
        value = self._value(rows, {k: v for k, v in column.items() if k != "keep"}, staged)
        codes = column.get("codes") or {}
        if "missing_like" in column or (codes and column["keep"] != "first_filled"):
            raise sql.Cannot("[keep] with [missing_like], or with [codes] of numbers.")
        blanks = sql.texts(column.get("missing"))
        blanks += [str(cell) for cell, code in codes.items() if code == ""]
        if column["keep"] == "first_filled":
            is_blank = f"{value} IS NULL" + (f" OR {sql.one_of(value, blanks)}" if blanks else "")
            by = f"CASE WHEN {is_blank} THEN 1 ELSE 0 END"
        else:
            direction = " DESC" if column["keep"] == "max" else ""
            if "date" in column:
                key = sql.date_order(value, sql.texts(column["date"]))
                # A year alone comes behind its days.
                by = f"{key}{direction}" if direction else f"{key} || '~'"
            else:
                named = sql.texts(column.get("pick") or column.get("source"))
                written = next((rows.numbers[one] for one in named if one in rows.numbers), None)
                by = f"{sql.number_in(value, column.get('number', written))}{direction}"
            by += " NULLS LAST"
        return f"first_value({value}) OVER {self._window(block, rows, (by, *rows.order))}"

    # Columns.

    def _column(
        self, block: Block, rows: Rows, target: str, column: Any, staged: Mapping[str, str]
    ) -> Any:
        """A column in the new form. A plain one stays as it is."""
        column = {"source": column} if isinstance(column, str) else column
        if "joint" in column:
            raise sql.Cannot("[joint] is not rewritten. Write a SELECT with first_value(...) OVER.")
        left = {
            key: one for key, one in column.items() if key not in {*old_form.OF_COLUMNS, "source"}
        }
        sources = sql.texts(column.get("pick") or column.get("source"))
        self._keep_number(rows, target, column, sources, left)
        if f"kept {target}" in staged:
            return _short({"source": staged[f"kept {target}"], **left})
        if "cases" in column:
            return self._by_cases(block, rows, column, left)
        if column.keys() & {"pick", "compose", "only_if"}:
            done = {"constant"} | ({"missing", "missing_like"} if "pick" in column else set())
            left = {key: one for key, one in left.items() if key not in done}
            return {"sql": self._value(rows, column, staged), **left}
        if rows.name != rows.own:
            sources = [self._name_of(rows, one) for one in sources]
        return _short({**({"source": sources[0]} if sources else {}), **left})

    def _keep_number(
        self, rows: Rows, target: str, column: Toml, sources: Sequence[str], left: Toml
    ) -> None:
        """Say in the column how a number is written, where the file no longer does."""
        kind = next((f[target].kind for f in FIELDS.values() if target in f), None)
        is_number = kind in (columns.Kind.INTEGER, columns.Kind.MONEY)
        is_number |= isinstance((column.get("codes") or {}).get("from"), dict)
        is_known = rows.name == rows.own and not column.keys() & {"pick", "only_if", "keep"}
        written = next((rows.numbers[one] for one in sources if one in rows.numbers), None)
        if written and is_number and not is_known and "number" not in column:
            left["number"] = dict(written)

    def _value(self, rows: Rows, column: Toml, staged: Mapping[str, str]) -> str:
        """The text that a column takes of a row."""
        if "pick" in column:
            value = self._picked(rows, column)
        elif "compose" in column:
            template = str(column["compose"])
            value = sql.composed(template, lambda one: self._cell(rows, one), staged[_PART])
        elif "constant" in column:
            value = sql.literal(column["constant"])
        elif "source" in column:
            value = self._cell(rows, column["source"])
        else:
            raise sql.Cannot("this has no value of its own.")
        if "only_if" in column:
            value = sql.when(self._condition(rows, column["only_if"]), value)
        return value

    def _picked(self, rows: Rows, column: Toml) -> str:
        """The first cell that is filled, and has no word for missing."""
        found, words = [], sql.texts(column.get("missing"))
        for name in sql.texts(column["pick"]):
            cell, tests = self._cell(rows, name), []
            if words:
                tests.append(sql.one_of(cell, words, negated=True))
            if like := column.get("missing_like"):
                tests.append(f"NOT regexp_matches({cell}, {sql.pattern_of(like)})")
            found.append(f"CASE WHEN {sql.all_of(*tests)} THEN {cell} END" if tests else cell)
        return f"coalesce({', '.join(found)})"

    def _by_cases(self, block: Block, rows: Rows, column: Toml, left: Toml) -> Toml:
        """The first case that is met. Without `otherwise`, a row of no case is refused."""
        lines = []
        for one in column["cases"]:
            then = sql.literal(one["then"]) if one["then"] else "NULL"
            lines.append(f"WHEN {self._condition(rows, one['when'])} THEN {then}")
        groups = [group for one in column["cases"] for group in sql.listed(one["when"])]
        names = list(dict.fromkeys(name for group in groups for name in group))
        cells = [self._cell(rows, name) for name in names]
        otherwise = column.get("otherwise")
        if otherwise:
            # The old form gave this to blanks as well, and to what is no number.
            blank = dict.fromkeys([*cells, *self._numbers_in(rows, groups)])
            is_blank = " OR ".join(f"{one} IS NULL" for one in blank)
            lines.append(f"WHEN {is_blank} THEN {sql.literal(otherwise)}")
            lines.append(f"ELSE {sql.literal(otherwise)}")
            words = (
                f"{block.table}: where {', '.join(names)} is blank this becomes [{otherwise}], as"
                " before. If that is not known, write NULL there."
            )
            self._note(block.place, words)
        elif otherwise is None:
            # No code is [no case], so that the reader of codes refuses the row.
            filled = " OR ".join(f"{one} IS NOT NULL" for one in cells)
            lines.append(f"WHEN {filled} THEN {sql.literal(_NO_CASE)}")
            left["codes"] = {one["then"]: one["then"] for one in column["cases"] if one["then"]}
        value = "CASE\n  " + "\n  ".join(lines) + "\nEND"
        if "only_if" in column:
            value = f"CASE WHEN {self._condition(rows, column['only_if'])} THEN\n{value}\nEND"
        return {"sql": value, **left}

    def _numbers_in(self, rows: Rows, groups: Iterable[Toml]) -> Iterator[str]:
        for group in groups:
            for column, tests in group.items():
                if isinstance(tests, dict) and tests.keys() & sql.COMPARED.keys():
                    yield sql.number_in(self._cell(rows, column), rows.numbers.get(column))


def _tables(values: Iterable[object]) -> Iterator[Toml]:
    yield from (one for one in values if isinstance(one, dict))


def _short(column: Toml) -> Any:
    return column["source"] if column.keys() == {"source"} else column
