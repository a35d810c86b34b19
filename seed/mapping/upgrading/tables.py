"""The tables of a mapping of the old form: their rows, conditions and columns in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from schemas import columns
from seed.gate import name_columns
from seed.mapping.language.lines import Place
from seed.mapping.language.sql_texts import quoted
from seed.mapping.language.targets import FIELDS, key_of
from seed.mapping.upgrading import expressions as sql
from seed.mapping.upgrading.files import OPEN, Block, Files, Rows, texts_in
from seed.mapping.upgrading.toml_text import Toml

# As many rows as `repeat` may still make of one; a cell that says more is refused.
MOST_REPEATED = 100
_NO_CASE = "no case"
# What SQL says now, and other keys of a column do not.
OF_COLUMNS = ("pick", "compose", "cases", "otherwise", "joint", "only_if", "keep")


class Tables(Files):
    """What tables say, over SELECTs where a row becomes several, or several one."""

    def _table(self, block: Block) -> tuple[Toml, dict[str, Place]]:
        """What the new text says of a table."""
        said: Toml = {}
        rows = self._rows_of(block.file)
        self._read = set(rows.read)
        try:
            rows, where, staged = self._staged(block, rows)
            said["from"] = rows.name
            if where:
                said["where"] = where
        except sql.Cannot as cannot:
            self._note(block.place, str(cannot), decides=True)
            said |= {"from": rows.name, "where": OPEN}
            staged = {}
        made: Toml = {}
        for target, column in block.columns.items():
            place = block.places.get(target, block.place)
            try:
                made[target] = self._column(block, rows, target, column, staged)
            except sql.Cannot as cannot:
                self._note(place, f"{block.table}.{target}: {cannot}", decides=True)
                made[target] = {"sql": OPEN}
        said["columns"] = made
        self._note_names(block)
        return said, dict(block.places)

    def _note_names(self, block: Block) -> None:
        """Say which names SQL reads for a table whose ids are no pseudonyms: that is refused."""
        fields = FIELDS.get(block.table, {})
        hidden = all(
            isinstance(column, dict) and column.get("pseudonym")
            for target, column in block.columns.items()
            if target in fields and fields[target].kind is columns.Kind.ID
        )
        for name in sorted(filter(name_columns.is_one, () if hidden else self._read)):
            words = (
                f"[{name}] is named like a name. SQL reads none for {block.table}, whose ids are no"
                " pseudonyms: leave it out, or say pseudonym = true of each of its ids."
            )
            self._note(block.place, words, decides=True)

    def _staged(self, block: Block, rows: Rows) -> tuple[Rows, str, dict[str, str]]:
        """The rows of which a table is made, its condition, and what columns go by that were made.

        A SELECT is written where a row becomes several, several one, or rows are counted.
        """
        filled = block.of if block.of and not block.unknown_as_row else None
        conditions = [self._condition(rows, one) for one in block.where]
        conditions += [f"{self._cell(rows, filled)} IS NOT NULL"] if filled else []
        staged: dict[str, str] = {}
        split = next(
            (t for t, c in block.columns.items() if isinstance(c, dict) and _makes_rows(c)), None
        )
        has_part = "part" in [p for c in _composed_in(block) for p in sql.PLACEHOLDER.findall(c)]
        if block.repeat is not None:
            rows = self._repeated(block, rows, conditions, staged)
            conditions = []
        if split is not None and self._is_unnested(block, split, has_part=has_part):
            rows, conditions = self._unnested(block, rows, split, conditions, staged)
        within = sql.all_of(*conditions)
        # What all rows made of one share leaves none of them out alone.
        is_shared = not any(quoted(one) in within for one in rows.made)
        if has_part and rows.counted and is_shared and len(rows.order) == len(("_row", "k")):
            staged.setdefault("{part}", rows.counted)
        numbered = has_part and "{part}" not in staged and len(rows.order) > 1
        joint = any(isinstance(c, dict) and "joint" in c for c in block.columns.values())
        if has_part and not numbered and "{part}" not in staged:
            staged["{part}"] = "'1'"
        if not (numbered or joint or block.first_of):
            return rows, within, staged
        extra = self._windows(block, rows, staged, numbered=numbered)
        # A condition of a table counts what it leaves out.
        is_outside = is_shared and not (joint or block.first_of)
        text = "SELECT " + ",\n  ".join(["*", *extra]) + f"\nFROM {quoted(rows.name)}"
        text += f"\nWHERE {within}" if within and not is_outside else ""
        if block.first_of:
            keys = ", ".join(self._cell(rows, one) for one in block.first_of)
            order = ", ".join(rows.order)
            text += f"\nQUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {order}) = 1"
            words = (
                "of rows that are taken for one only the first is read: what differs, or cannot be"
                " read, in the others is no longer said."
            )
            self._note(block.place, words)
        named = f"{block.file}_by_{'_'.join(block.first_of)}" if block.first_of else ""
        comment = "One row of each group." if block.first_of else "Rows, counted."
        name = self._select(named or f"{block.file}_numbered", text, comment)
        return replace(rows, name=name), within if is_outside else "", staged

    def _is_unnested(self, block: Block, split: str, *, has_part: bool) -> bool:
        """Whether something else than the split column itself depends on a part of the list."""
        column = block.columns[split]
        others = [one for target, one in block.columns.items() if target != split]
        return bool(
            has_part
            or block.unknown_as_row
            or block.first_of
            or column.keys() & {"only_if", "keep"}
            or column["source"] in set(texts_in(others))
            or any(isinstance(one, dict) and "joint" in one for one in others)
        )

    def _repeated(
        self, block: Block, rows: Rows, conditions: Sequence[str], staged: dict[str, str]
    ) -> Rows:
        """Each row as often as a cell says; a cell that says no number is a row without one."""
        assert block.repeat is not None
        cell = f"ltrim({self._cell(rows, block.repeat)}, '0')"
        numbers = sql.literal("," + ",".join(str(n) for n in range(1, MOST_REPEATED + 1)) + ",")
        every = f"listed(left({numbers}, strpos({numbers}, ',' || {cell} || ',')) || {cell}, ',')"
        k = self._fresh("k", rows.made)
        text = f"SELECT t.*, CASE WHEN num(u.{k}) > 0 THEN u.{k} END AS {k}"
        text += f"\nFROM {quoted(rows.name)} t, unnest(\n  {every}\n) AS u({k})"
        text += f"\nWHERE {sql.all_of(*conditions)}" if conditions else ""
        name = self._select(f"{block.file}_repeated", text, f"As many as {block.repeat} says.")
        if "{part}" not in " ".join(_composed_in(block)):
            raise sql.Cannot(
                "rows that [repeat] makes had the same values: number them in their ids, by"
                f" {k} of [files.{name}]."
            )
        words = f"[repeat] makes at most {MOST_REPEATED} rows of one; more are refused."
        self._note(block.place, words)
        staged["{part}"] = k
        return replace(rows, name=name, made=rows.made | {k}, order=(*rows.order, f"num({k})"))

    def _unnested(
        self,
        block: Block,
        rows: Rows,
        split: str,
        conditions: Sequence[str],
        staged: dict[str, str],
    ) -> tuple[Rows, list[str]]:
        """A row for each part of a list, and the condition that is left for the table."""
        column = block.columns[split]
        cell, ends = self._cell(rows, column["source"]), sql.texts(column["split"])
        for end in ends[1:]:
            cell = f"replace({cell}, {sql.literal(end)}, {sql.literal(ends[0])})"
        one, k = self._fresh("one", rows.made), self._fresh("k", rows.made)
        every = f"unnest(listed({cell}, {sql.literal(ends[0])})) WITH ORDINALITY AS u({one}, {k})"
        joined = f"t LEFT JOIN {every} ON TRUE" if block.unknown_as_row else f"t, {every}"
        # Whatever reads the column reads a part of its list.
        own = self._cell(rows, column["source"])
        text = f"SELECT t.* REPLACE (u.{one} AS {own}), CAST(u.{k} AS VARCHAR) AS {k}\n"
        text += f"FROM {quoted(rows.name)} {joined}"
        text += f"\nWHERE {sql.all_of(*conditions)}" if conditions else ""
        name = self._select(
            f"{block.file}_{column['source']}", text, f"A row of each of {column['source']}."
        )
        order = (*rows.order, f"num({k})")
        if len(rows.order) == 1:
            first = f"CASE WHEN {k} IS NULL THEN '1' ELSE {k} END"
            staged["{part}"] = first if block.unknown_as_row else k
        staged["{list}"] = split
        left = []
        codes = column.get("codes") or {}
        empty = [str(cell) for cell, code in codes.items() if code == ""]
        empty += sql.texts(column.get("missing"))
        if any(code == "" for code in dict(_inner(codes, "like")).values()):
            raise sql.Cannot("a pattern of [codes] makes no row of a part. Say it by [where].")
        if empty:
            nothing = sql.one_of(own, empty, negated=True)
            left.append(f"({own} IS NULL OR {nothing})" if block.unknown_as_row else nothing)
        return replace(rows, name=name, made=rows.made | {column["source"], k}, order=order), left

    def _windows(
        self, block: Block, rows: Rows, staged: dict[str, str], *, numbered: bool
    ) -> list[str]:
        """The columns of a SELECT that look at several rows."""
        order = ", ".join(rows.order)
        made = []
        if numbered:
            number = self._fresh("part_number", rows.made)
            made.append(f"row_number() OVER (PARTITION BY _row ORDER BY {order}) AS {number}")
            read = f"CASE WHEN {rows.counted} IS NOT NULL THEN {number} END"
            staged["{part}"] = read if rows.counted else number
        for target, column in block.columns.items():
            if not isinstance(column, dict):
                continue
            if "keep" in column:
                staged[f"kept {target}"] = name = self._fresh(f"kept_{target}", rows.made)
                made.append(f"{self._kept(block, rows, column, staged)} AS {name}")
            if "joint" in column:
                by = [self._cell(rows, one) for one in sql.texts(column["joint"].get("by"))]
                only_if = self._condition(rows, column.get("only_if"))
                key = block.columns.get(key_of(block.table))
                if key is None:
                    raise sql.Cannot("a joint order is named by the key of its table.")
                if isinstance(key, dict) and key.keys() - {"source", "compose", "pseudonym"}:
                    raise sql.Cannot("a joint order is named by a key that is read. Write it anew.")
                value = self._value(rows, key, staged)
                parts = ", ".join([*by, *([f"({only_if})"] if only_if else [])])
                first, count = (self._fresh(f"{w}_{target}", rows.made) for w in ("first", "rows"))
                made.append(
                    f"first_value({value}) OVER (PARTITION BY {parts} ORDER BY {order}) AS {first}"
                )
                made.append(f"count(*) OVER (PARTITION BY {parts}) AS {count}")
                asked = [
                    f"CAST({count} AS VARCHAR) <> '1'",
                    *(f"{one} IS NOT NULL" for one in by),
                    only_if,
                ]
                staged[f"joint {target}"] = sql.when(sql.all_of(*asked), first)
        return made

    def _kept(self, block: Block, rows: Rows, column: Toml, staged: Mapping[str, str]) -> str:
        """The value that is kept of rows that are taken for one."""
        bare = {key: one for key, one in column.items() if key != "keep"}
        value = self._value(rows, bare, staged)
        codes = column.get("codes") or {}
        none = [
            *sql.texts(column.get("missing")),
            *(str(c) for c, code in codes.items() if code == ""),
        ]
        if "missing_like" in column or (codes and column["keep"] != "first_filled"):
            raise sql.Cannot(
                "[keep] with [missing_like], or with [codes] of numbers. Write it anew."
            )
        blank = f"{value} IS NULL" + (f" OR {sql.one_of(value, none)}" if none else "")
        if column["keep"] == "first_filled":
            by = f"CASE WHEN {blank} THEN 1 ELSE 0 END"
        else:
            direction = " DESC" if column["keep"] == "max" else ""
            if "date" in column:
                key = sql.date_order(value, sql.texts(column["date"]))
                key = key if direction else f"{key} || '~'"
            else:
                named = sql.texts(column.get("pick") or column.get("source"))
                written = next((rows.numbers[one] for one in named if one in rows.numbers), None)
                key = sql.number_in(value, column.get("number", written))
            by = f"{key}{direction} NULLS LAST"
        keys = ", ".join(self._cell(rows, one) for one in block.first_of)
        order = ", ".join((by, *rows.order))
        return f"first_value({value}) OVER (PARTITION BY {keys} ORDER BY {order})"

    # Columns.

    def _column(
        self, block: Block, rows: Rows, target: str, said: Any, staged: Mapping[str, str]
    ) -> Any:
        """How a column is filled, in the new form; a plain one stays as it is."""
        if isinstance(said, str):
            said = {"source": said}
        left = {key: one for key, one in said.items() if key not in {*OF_COLUMNS, "source"}}
        if staged.get("{list}") == target:
            del left["split"]
        if f"joint {target}" in staged:
            return {"sql": staged[f"joint {target}"], **left}
        sources = sql.texts(said.get("pick") or said.get("source"))
        self._write_number(rows, target, said, sources, left)
        if f"kept {target}" in staged:
            return _short({"source": staged[f"kept {target}"], **left})
        if "cases" in said:
            # With the codes by which what no case covers is refused.
            return self._by_cases(block, rows, said, left)
        if said.keys() & {"pick", "compose", "only_if"}:
            done = {"pick": ("missing", "missing_like"), "constant": ("constant",)}
            dropped = {key for way, keys in done.items() if way in said for key in keys}
            left = {key: one for key, one in left.items() if key not in dropped}
            return {"sql": self._value(rows, said, staged), **left}
        called = sources if rows.is_own else [self._called(rows, one) for one in sources]
        return _short({**({"source": called[0]} if called else {}), **left})

    def _write_number(
        self, rows: Rows, target: str, said: Toml, sources: Sequence[str], left: Toml
    ) -> None:
        """Say how a number is written, where that is no longer told by the column of a file."""
        table_field = next((f[target] for f in FIELDS.values() if target in f), None)
        is_number = table_field is not None and table_field.kind in (
            columns.Kind.INTEGER,
            columns.Kind.MONEY,
        )
        is_number |= bool(dict(_inner(said.get("codes"), "from")))
        is_read = rows.is_own and not said.keys() & {"pick", "only_if", "keep"}
        if "number" in said or not is_number or is_read:
            return
        if written := next((rows.numbers[one] for one in sources if one in rows.numbers), None):
            left["number"] = dict(written)

    def _value(self, rows: Rows, said: Any, staged: Mapping[str, str]) -> str:
        """The text that a column takes of a row."""
        if isinstance(said, str):
            said = {"source": said}
        if "pick" in said:
            value = self._picked(rows, said)
        elif "compose" in said:
            value = sql.composed(
                str(said["compose"]), lambda name: self._cell(rows, name), staged.get("{part}", "")
            )
        elif "constant" in said:
            value = sql.literal(said["constant"])
        elif "source" in said:
            value = self._cell(rows, said["source"])
        else:
            raise sql.Cannot("this has no value of its own. Write it anew.")
        if "only_if" in said:
            value = sql.when(self._condition(rows, said["only_if"]), value)
        return value

    def _picked(self, rows: Rows, said: Toml) -> str:
        """The first cell that is filled, and that is none of the words for missing."""
        found = []
        for column in sql.texts(said["pick"]):
            name, asked = self._cell(rows, column), []
            if words := sql.texts(said.get("missing")):
                asked.append(sql.one_of(name, words, negated=True))
            if "missing_like" in said:
                asked.append(f"NOT regexp_matches({name}, {sql.pattern_of(said['missing_like'])})")
            found.append(f"CASE WHEN {sql.all_of(*asked)} THEN {name} END" if asked else name)
        return f"coalesce({', '.join(found)})"

    def _by_cases(self, block: Block, rows: Rows, said: Toml, left: Toml) -> Toml:
        """The first case that is met; without `otherwise` a row that none covers is refused."""
        cases = [(self._condition(rows, one["when"]), str(one["then"])) for one in said["cases"]]
        looks = [g for one in said["cases"] for g in sql.listed(one["when"])]
        looked_at = list(dict.fromkeys(column for group in looks for column in group))
        cells = [self._cell(rows, column) for column in looked_at]
        lines = [
            f"WHEN {when} THEN {sql.literal(then) if then else 'NULL'}" for when, then in cases
        ]
        otherwise = said.get("otherwise")
        if otherwise:
            # As before of a blank too, and of what is no number: said outright.
            asked = [
                f"{one} IS NULL" for one in dict.fromkeys([*cells, *self._numbers_in(rows, looks)])
            ]
            lines.append(f"WHEN {' OR '.join(asked)} THEN {sql.literal(otherwise)}")
            lines.append(f"ELSE {sql.literal(otherwise)}")
            words = (
                f"{block.table}: where {', '.join(looked_at)} is blank this becomes"
                f" [{otherwise}], as before. If that is not known, write NULL there."
            )
            self._note(block.place, words)
        elif otherwise is None:
            filled = " OR ".join(f"{one} IS NOT NULL" for one in cells)
            lines.append(f"WHEN {filled} THEN {sql.literal(_NO_CASE)}")
            left["codes"] = {then: then for _, then in cases if then}
        value = "CASE\n  " + "\n  ".join(lines) + "\nEND"
        if "only_if" in said:
            value = f"CASE WHEN {self._condition(rows, said['only_if'])} THEN\n{value}\nEND"
        return {"sql": value, **left}

    def _numbers_in(self, rows: Rows, looks: Iterable[Toml]) -> Iterator[str]:
        for group in looks:
            for column, how in group.items():
                if isinstance(how, dict) and how.keys() & sql.COMPARED.keys():
                    yield sql.number_in(self._cell(rows, column), rows.numbers.get(column))


def _makes_rows(column: Toml) -> bool:
    return "split" in column and "several" not in column


def _composed_in(block: Block) -> list[str]:
    return [
        str(c["compose"]) for c in block.columns.values() if isinstance(c, dict) and "compose" in c
    ]


def _inner(codes: object, key: str) -> Toml:
    """The table that codes have at `key`, which may be a cell as well."""
    inner = codes.get(key) if isinstance(codes, dict) else None
    return inner if isinstance(inner, dict) else {}


def _short(said: Toml) -> Any:
    return said["source"] if said.keys() == {"source"} else said
