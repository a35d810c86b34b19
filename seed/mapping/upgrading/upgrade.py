"""A profile of the old form, rewritten in SQL: the same rows, or a word on what a person decides.

It reads the TOML alone. Where SQL would say something else than the old keys said, the text that it
writes is the longer one that says the same: a blank cell met `blank` alone, `otherwise` held of
blanks too, a row that no case covered was refused.

Four things cannot be the same, and are said for each profile. Of rows taken for one ([first_of])
only the first is read, so that what cannot be read in the others refuses nothing. A key that comes
twice in a file that is looked into doubles rows, with a warning at each import; it refused the
export. A cell of which [extract] left words or digits was a warning and is refused. And SQL reads
no names for a table whose ids are no pseudonyms: there a person decides.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from seed.mapping.language.lines import Place
from seed.mapping.upgrading.files import Block, Columns, Note, tables_in
from seed.mapping.upgrading.tables import OF_COLUMNS, Tables
from seed.mapping.upgrading.toml_text import Toml, Writer

NO_COLUMNS: Columns = {}
_OF_FILES = ("from", "unpivot", "parts", "parts_like", "extract", "join", "flags")
_OF_TABLES = ("of", "unknown_as", "first_of", "repeat", "charged")
# What comes of a text where a list belongs, and the like.
_MISTYPED = (AttributeError, IndexError, KeyError, TypeError, ValueError)
# A block, what the new text says of its table, and where its columns stood.
_Table = tuple[Block, Toml, dict[str, Place]]


@dataclass(frozen=True)
class Upgraded:
    """The new text, and what is to be known of it; the lines are those of the old text."""

    text: str
    notes: tuple[Note, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to decide."""
        return not any(note.decides for note in self.notes)


def is_old(text: str) -> tuple[str, ...]:
    """What in a profile is of the old form; nothing of one in SQL, or of what is no TOML."""
    try:
        old = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    found = ["[[groups]]"] if "groups" in old else []
    for name, file in tables_in(old.get("files")):
        found += [f"[files.{name}] {key}" for key in _OF_FILES if key in file]
    if isinstance(old.get("tables"), list):
        return (*found, "[[tables]]")
    for name, inner in tables_in(old.get("tables")):
        found += [f"[tables.{name}] {key}" for key in _OF_TABLES if key in inner]
        found += [f"[tables.{name}] where"] if isinstance(inner.get("where"), dict | list) else []
        for target, column in tables_in(inner.get("columns")):
            found += [f"[tables.{name}] {target}, {key}" for key in OF_COLUMNS if key in column]
    return tuple(found)


def upgraded(text: str, known: Columns = NO_COLUMNS) -> Upgraded:
    """The profile in the new form. `known` are the columns of an export, where one is at hand.

    A profile with faults keeps them, or is left as it is.
    """
    if not is_old(text):
        return Upgraded(text)
    try:
        return _Upgrade(text, known).upgraded()
    except _MISTYPED as error:
        words = f"it has a key that holds what none may hold ({error}). Mend it first."
        return Upgraded(text, (Note(None, words, decides=True),))


class _Upgrade(Tables):
    """The new text of a profile."""

    def __init__(self, text: str, known: Columns) -> None:
        super().__init__(text, known)
        self._writer = Writer(text)

    def upgraded(self) -> Upgraded:
        tables = [(block, *self._table(block)) for block in self._blocks()]
        for name, file in self._files.items():
            if "from" in file:
                self._rows_of(name)
        for key, value in self._old.items():
            match key:
                case "files":
                    self._write_files()
                case "tables" | "groups":
                    for one in tables:
                        if one[0].place[0] == key:
                            self._write_table(one, tables)
                case "shape":
                    self._writer.section(("shape",), self._shape(value, tables))
                case "rows":
                    self._write_rows(value)
                case _:
                    self._writer.top(key, value)
        return Upgraded(self._writer.text(), tuple(self._notes))

    def _write_rows(self, stated: Toml) -> None:
        for table, rows in stated.items():
            for number, row in enumerate(rows):
                self._writer.section(("rows", table), row, ("rows", table, number), listed=True)

    def _write_files(self) -> None:
        for name, file in self._files.items():
            if "from" not in file:
                kept = {key: one for key, one in file.items() if key not in _OF_FILES}
                if "source" in self._old and "select" in kept:
                    kept = {{"select": "query"}.get(key, key): one for key, one in kept.items()}
                self._writer.section(("files", name), kept, ("files", name))
        for name, text in self._selects.items():
            place: Place = ("files", name)
            self._writer.section(place, {"select": text}, place, comments=self._comments[name])

    def _write_table(self, table: _Table, tables: Sequence[_Table]) -> None:
        block, said, places = table
        several = sum(one.table == block.table for one, _, _ in tables) > 1
        place: Place = ("tables", block.table)
        if block.place[0] == "tables":
            person = self._old["tables"][block.place[1]].get("person")
        else:
            person = self._old["groups"][block.place[1]]["tables"][block.place[3]].get("person")
            if block.place[3] == 0:
                self._writer.comment(block.place[:2])
        head = {key: one for key, one in said.items() if key != "columns"}
        if person:
            head["person"] = person
        self._writer.section(place, head, block.place, listed=several)
        self._writer.columns(
            (*place, "columns"), said["columns"], (*block.place, "columns"), places
        )

    def _shape(self, shape: Toml, tables: Sequence[_Table]) -> Toml:
        """What the export looked like, of the files that are still called so."""
        kept = {
            n: one
            for n, one in shape.get("files", {}).items()
            if "from" not in self._files.get(n, {})
        }
        now = {(block.table, block.file, said["from"]) for block, said, _ in tables}
        shares = {
            table: {file: share for file, share in one.items() if (table, file, file) in now}
            for table, one in shape.get("tables", {}).items()
        }
        words = "what a SELECT makes is held against nothing yet: take an export by mapping accept."
        self._note(("shape",), words)
        return {"files": kept, "tables": {table: one for table, one in shares.items() if one}}
