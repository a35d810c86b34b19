"""A profile of the old form, rewritten in SQL.

It makes the same rows, or a note says what a person decides. It reads the TOML alone. SQL and the
old keys differ in blanks: where SQL would say something else, the longer text is written.

Three things are not the same, and each profile that has them gets a note. Of rows that are taken
for one ([first_of]) only the first is read. A key that comes twice in a file that is joined doubles
rows, with a warning; it refused the export. And SQL reads no names for a table whose ids are no
pseudonyms. Not rewritten are [extract], [repeat], [joint], and lists of which several columns are
made: a note says so with the line.
"""

import tomllib
from dataclasses import dataclass

from seed.mapping.language import old_form
from seed.mapping.upgrading.comments import CommentedToml
from seed.mapping.upgrading.files import Block, Columns, Note, Toml
from seed.mapping.upgrading.tables import Tables

NO_COLUMNS: Columns = {}
# A profile with faults may hold a text where a list belongs, and the like.
_MISTYPED = (AttributeError, IndexError, KeyError, TypeError, ValueError)


@dataclass(frozen=True)
class Upgraded:
    """The new text with notes, whose lines are those of the old text."""

    text: str
    notes: tuple[Note, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to decide."""
        return not any(note.decides for note in self.notes)


def find_old_keys(text: str) -> tuple[str, ...]:
    """The places and keys of the old form in a profile; none where the text is no TOML."""
    try:
        old = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    return old_form.find_old_keys(old)


def upgrade(text: str, known: Columns = NO_COLUMNS) -> Upgraded:
    """The profile in the new form. `known` has the columns of each file of an export.

    A profile with faults keeps them, or is left as it is.
    """
    if not find_old_keys(text):
        return Upgraded(text)
    try:
        return _Upgrade(text, known).write()
    except _MISTYPED as error:
        words = f"a key holds a value of the wrong kind ({error}). Correct it first."
        return Upgraded(text, (Note(None, words, decides=True),))


class _Upgrade(Tables):
    """The new text of a profile."""

    def __init__(self, text: str, known: Columns) -> None:
        super().__init__(text, known)
        self._new = CommentedToml(text)

    def write(self) -> Upgraded:
        tables = [(block, self._table(block)) for block in self._blocks]
        for name, file in self._files.items():
            if "from" in file:
                self._rows_of(name)
        for key, value in self._old.items():
            if key == "files":
                self._write_files()
            elif key in {"tables", "groups"}:
                for block, table in tables:
                    several = [one for one, _ in tables if one.table == block.table]
                    if block.place[0] == key:
                        self._write_table(block, table, is_listed=len(several) > 1)
            elif isinstance(value, dict):
                self._new.section((key,), self._shape(value) if key == "shape" else value)
            else:
                self._new.key(key, value)
        return Upgraded(self._new.text(), tuple(self._notes))

    def _write_files(self) -> None:
        for name, file in self._files.items():
            if "from" not in file:
                kept = {key: one for key, one in file.items() if key not in old_form.OF_FILES}
                if "source" in self._old and "select" in kept:
                    kept = {{"select": "query"}.get(key, key): one for key, one in kept.items()}
                self._new.section(("files", name), kept)
        for name, text in self._selects.items():
            self._new.section(("files", name), {"select": text}, comments=self._comments[name])

    def _write_table(self, block: Block, table: Toml, *, is_listed: bool) -> None:
        place = ("tables", block.table)
        if block.place[0] == "groups" and block.place[3] == 0:
            self._new.comments_above(block.place[:2])
        head = {key: one for key, one in table.items() if key != "columns"}
        self._new.section(place, head, block.place, is_listed=is_listed)
        self._new.section(
            (*place, "columns"), table["columns"], (*block.place, "columns"), places=block.places
        )

    def _shape(self, shape: Toml) -> Toml:
        """The files of the source; what a SELECT makes is compared with nothing yet."""
        words = "the rows that a SELECT makes are compared with nothing yet: mapping accept."
        self._note(("shape",), words)
        files = shape.get("files", {})
        kept = {n: one for n, one in files.items() if "from" not in self._files.get(n, {})}
        return {"files": kept}
