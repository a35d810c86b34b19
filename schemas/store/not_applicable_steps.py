"""Store marks that a step of *My caseload* does not apply in a case; users set and undo them.

Marks are not records: submitted data stay unchanged, and no measure uses marks. They are in a
separate file next to the database, which a copy or backup must include. With a server, the file is
in a folder shared by a group: the dashboard writes it, and an import role when it erases cases.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from schemas.errors import UserError
from schemas.language import Message, marked, message
from schemas.scopes import Scope
from schemas.store import audit
from schemas.store.address import resolved_address
from schemas.store.atomic_write import shared_mode, write_private
from schemas.store.file_lock import convert_os_errors, lock_file

# The environment variable for the folder of marks, if the database is on a server.
FOLDER = "PROSECUTION_QUALITY_MARKS"
KIND, VERSION = "prosecution-quality marks", 1
WHAT = marked("File of marks")
HOLDS = frozenset({"kind", "version", "marks"})


class Reason(StrEnum):
    """Why a step does not apply: a closed list, because free text might name a person."""

    LEGALLY_EXCLUDED = "legally_excluded"
    DONE_ELSEWHERE = "done_elsewhere"
    VICTIMS_WISH = "victims_wish"
    SUSPECT_DEAD_OR_ABROAD = "suspect_dead_or_abroad"
    OTHER = "other"


@dataclass(frozen=True)
class Mark:
    """A note that a step is not applicable in a case, from `marked_on` until `undone_on`.

    `number` is for how many items (victims, assets ...) of the case the step was possible at that
    time. The mark does not cover items that are added later.
    """

    jurisdiction: str
    case_id: str
    step: str
    reason: Reason
    number: int
    marked_on: date
    undone_on: date | None = None

    @property
    def of(self) -> tuple[str, str, str]:
        """Return the jurisdiction, case and step that are marked."""
        return self.jurisdiction, self.case_id, self.step


Marks = tuple[Mark, ...]
IDS = ("jurisdiction", "case_id", "step")
FIELDS = frozenset(field.name for field in fields(Mark))


def marks_file(url: str) -> Path | None:
    """Return the file of marks, or None on a server if no folder is set."""
    address = resolved_address(url)
    if isinstance(address, Path):
        return address.with_name(f"{address.name}.marks.json")
    if not (folder := os.environ.get(FOLDER)):
        return None
    parts = (address.host, address.port, address.database, address.query.get("options"))
    name = "-".join(re.sub(r"\W+", "_", str(part)) for part in parts if part)
    return Path(folder).expanduser().resolve() / f"{name}.marks.json"


def load_marks(url: str, scope: Scope) -> Marks:
    """Return the marks, including undone ones, oldest first.

    Scopes that may not list cases get none. An office gets all marks of its jurisdiction: the
    caller must keep those of its own cases. Raises UserError if the file cannot be read or is not a
    file of marks.
    """
    path = marks_file(url)
    if path is None or not scope.lists_cases:
        return ()
    return tuple(mark for mark in _read(path) if scope.has_place(mark.jurisdiction))


def refuse_losing_marks(source: str, target: str) -> None:
    """Raise UserError if `source` has marks and `target` has no file to keep them.

    If `source` is on a server without a folder for marks, no error is raised: marks are unknown.
    """
    kept = marks_file(source)
    if kept is not None and _is_there(kept) and marks_file(target) is None:
        raise UserError(
            "[{file}] has marks of steps, but there is no place for them with a database on a"
            " server. Nothing was changed. Name a folder for them in {variable}, here and for"
            " the dashboard that shows them. Then try again.",
            file=kept,
            variable=FOLDER,
        )


def copy_marks(source: str, target: str) -> None:
    """Copy the marks of `source` to `target`, if `target` has none yet.

    Raises UserError if they cannot be read or written, or if `target` has no folder for them.
    """
    kept = marks_file(source)
    if kept is None or not _is_there(kept):
        return
    with convert_os_errors(kept, WHAT):
        text = kept.read_text("utf-8")
    to = _file_to_write(target)
    with convert_os_errors(to, WHAT):
        to.parent.mkdir(parents=True, exist_ok=True)
        if not to.exists():
            write_private(to, text, shared_mode(to.parent))


def _is_there(path: Path) -> bool:
    """Whether the file exists. Raises DatabaseUnavailable if its folder cannot be read."""
    with convert_os_errors(path, WHAT):
        try:
            path.stat()
        except FileNotFoundError:
            return False
    return True


def marks_in_force(marks: Iterable[Mark]) -> Marks:
    """Return the marks that were not undone."""
    return tuple(mark for mark in marks if mark.undone_on is None)


def add_mark(url: str, mark: Mark) -> None:
    """Store a mark. An earlier mark of the same step and case is ended.

    Raises UserError if no folder for marks is set, or the file cannot be read or written.
    """

    def added(marks: Marks) -> Marks:
        same = (one for one in marks_in_force(marks) if one.of == mark.of)
        if any(replace(one, marked_on=mark.marked_on) == mark for one in same):
            # The same mark again, such as after a double click: keep the first day.
            return marks
        return (*_with_undone_mark(marks, mark.of, mark.marked_on), mark)

    _change_and_log(url, audit.Action.MARK, mark.of, added)


def undo_mark(url: str, of: tuple[str, str, str], on: date) -> None:
    """End the mark of a step in a case, if there is one.

    Raises UserError if no folder for marks is set, or their file cannot be read or written.
    """
    _change_and_log(url, audit.Action.UNMARK, of, lambda marks: _with_undone_mark(marks, of, on))


def delete_marks(url: str, cases: Iterable[tuple[str, str]]) -> None:
    """Delete all marks that a step does not apply in these cases.

    Marks that users have undone are deleted too, so that the file keeps no id of these cases.

    `cases` are pairs of jurisdiction and case id. Raises UserError if the file of marks cannot be
    read or written.
    """
    gone = frozenset(cases)
    if gone:
        _change_marks(
            url, lambda marks: tuple(m for m in marks if (m.jurisdiction, m.case_id) not in gone)
        )


def _with_undone_mark(marks: Marks, of: tuple[str, str, str], on: date) -> Marks:
    return tuple(
        replace(one, undone_on=on) if one.of == of and one.undone_on is None else one
        for one in marks
    )


def _change_and_log(
    url: str, action: audit.Action, of: tuple[str, str, str], change: Callable[[Marks], Marks]
) -> None:
    """Change a mark and log this. Only the audit log says which user set it; the mark does not."""
    _file_to_write(url)
    jurisdiction, case_id, step = of
    case = audit.case_reference(url, jurisdiction, case_id)
    with audit.audited(url, action, jurisdiction=jurisdiction, case=case, step=step):
        _change_marks(url, change)


def _file_to_write(url: str) -> Path:
    path = marks_file(url)
    if path is None:
        raise UserError(
            "There is no place for marks with a database on a server. Name a folder for them in"
            " {variable}, and start the dashboard again.",
            variable=FOLDER,
        )
    return path


def _change_marks(url: str, change: Callable[[Marks], Marks]) -> None:
    path = _file_to_write(url)
    # Read again after locking, to keep what another session has marked meanwhile.
    with lock_file(path, "a mark", what=WHAT, is_shared=True):
        before = _read(path)
        if (after := change(before)) != before:
            with convert_os_errors(path, WHAT):
                _write(path, after)


def _write(path: Path, marks: Marks) -> None:
    content = {"kind": KIND, "version": VERSION, "marks": [asdict(mark) for mark in marks]}
    text = json.dumps(content, ensure_ascii=False, indent=1, default=date.isoformat)
    write_private(path, text, shared_mode(path.parent))


def _read(path: Path) -> Marks:
    """Read the marks in a file. Raises UserError if it is not a valid file of marks."""
    with convert_os_errors(path, WHAT):
        try:
            written = path.read_bytes()
        except FileNotFoundError:
            return ()
    try:
        content = json.loads(written)
    except ValueError as error:
        raise _refused_file_error(path, message("It is not JSON in UTF-8.")) from error
    if not isinstance(content, dict) or content.keys() != HOLDS or content["kind"] != KIND:
        raise _refused_file_error(path, message("It is not a file of marks."))
    if content["version"] != VERSION:
        raise _refused_file_error(path, message("Another version of this program made it."))
    if not isinstance(content["marks"], list):
        raise _refused_file_error(path, message("Its marks are not a list."))
    marks = tuple(_parse_mark(path, number, one) for number, one in enumerate(content["marks"], 1))
    now = [mark.of for mark in marks_in_force(marks)]
    if len(set(now)) < len(now):
        raise _refused_file_error(
            path, message("Two of its marks are for the same step of a case.")
        )
    return marks


def _parse_mark(path: Path, number: int, written: Any) -> Mark:
    """Parse one mark. Raises UserError with its position in the file, and without ids."""
    try:
        if written.keys() != FIELDS:
            raise ValueError
        if not all(isinstance(written[name], str) and written[name] for name in IDS):
            raise ValueError
        if type(written["number"]) is not int or written["number"] < 1:
            raise ValueError
        undone_on = written["undone_on"]
        return Mark(
            jurisdiction=written["jurisdiction"],
            case_id=written["case_id"],
            step=written["step"],
            reason=Reason(written["reason"]),
            number=written["number"],
            marked_on=date.fromisoformat(written["marked_on"]),
            undone_on=None if undone_on is None else date.fromisoformat(undone_on),
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise _refused_file_error(
            path, message("Its mark {number} cannot be read.", number=number)
        ) from error


def _refused_file_error(path: Path, reason: Message) -> UserError:
    return UserError(
        "The file of marks [{file}] cannot be used. {reason} It was not changed. Restore a copy"
        " of it, or move it elsewhere to start without marks. Then all steps that were marked"
        " as not applicable are listed again.",
        file=path,
        reason=reason,
    )
