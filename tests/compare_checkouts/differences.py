"""What differs between two folders of answers, line by line, and the reasons that are known.

Not compared, because it is new in every run: times of day, paths of working folders, ports, hashes
and ids of 16 hexadecimal digits or more. JavaScript and styles of the pages are code, and are left
out where pages are read (`collect.py`).
"""

import difflib
import hashlib
import io
import json
import re
import tomllib
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from tests.compare_checkouts.collect import by_tag
from tests.unit.dashboard.export.reading import pdf_text

MARKUP = {".html", ".svg", ".xml", ".rels", ".xhtml"}
PICTURES = {".png", ".ttf", ".ico", ".woff2"}
VOLATILE = (
    (re.compile(r"\b\d{2}:\d{2}(:\d{2}(\.\d+)?)?(?!\d)"), "<time>"),
    (re.compile(r"(/[\w.-]+)+/(before|after)[\w.-]*"), "<folder>"),
    (re.compile(r"(127\.0\.0\.1|localhost):\d+"), "<port>"),
    (re.compile(r"\b(?=[0-9a-f]*[a-f])[0-9a-f]{16,}\b"), "<hash>"),
)
# Around what differs in a long line.
CONTEXT = 60
# Of a row of a measure this is up to its period.
BEGINNING = 120


class Difference(NamedTuple):
    """A line of an answer that reads otherwise; `None` where there is none."""

    where: str
    before: str | None
    after: str | None

    @property
    def text(self) -> str:
        """What a pattern of an expected difference is looked for in."""
        return f"{self.where}\n{self.before or ''}\n{self.after or ''}"


class Reason(NamedTuple):
    """Why a difference is expected whose text has the pattern."""

    pattern: re.Pattern[str]
    reason: str


def read_reasons(file: Path) -> list[Reason]:
    """The expected differences of a TOML file: `[[expected]]` with `pattern` and `reason`."""
    read = tomllib.loads(file.read_text(encoding="utf-8")).get("expected", [])
    for one in read:
        if not one["reason"].strip():
            raise ValueError(f"{file}: the pattern [{one['pattern']}] has no reason.")
    return [Reason(re.compile(one["pattern"], re.MULTILINE), one["reason"]) for one in read]


def reason_for(found: Difference, reasons: Iterable[Reason]) -> str | None:
    """The first reason whose pattern is found in it."""
    return next((one.reason for one in reasons if one.pattern.search(found.text)), None)


def compare(before: Path, after: Path) -> Iterator[Difference]:
    """All lines that differ between the files of two folders."""
    names = {
        path.relative_to(side).as_posix()
        for side in (before, after)
        for path in side.rglob("*")
        if path.is_file()
    }
    if not names:
        raise ValueError(f"Nothing was collected in [{before}] and [{after}].")
    for name in sorted(names):
        old, new = before / name, after / name
        if not (old.exists() and new.exists()):
            yield Difference(name, *("a file" if one.exists() else None for one in (old, new)))
        elif old.read_bytes() != new.read_bytes():
            yield from of_lines(name, lines(old), lines(new))


def lines(path: Path) -> list[str]:
    """The lines of a file as they are compared."""
    return [stable(one) for one in _lines(path.name, path.read_bytes())]


def stable(line: str) -> str:
    """The line without what is new in every run."""
    for pattern, instead in VOLATILE:
        line = pattern.sub(instead, line)
    return line


def _lines(name: str, content: bytes) -> Iterator[str]:
    suffix = Path(name).suffix
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.namelist():
                for line in _lines(member, packed.read(member)):
                    yield f"{member}: {line}"
    elif suffix == ".pdf":
        yield from re.split(r"(?<=[.:;?])\s", pdf_text(content))
        yield f"drawn as {_digest(content)}"
    elif suffix in PICTURES:
        yield f"drawn as {_digest(content)}"
    elif suffix == ".json":
        yield from _rows(json.loads(content))
    elif suffix in MARKUP:
        yield from by_tag(content.decode())
    else:
        yield from content.decode("utf-8-sig").splitlines()


def _digest(content: bytes) -> str:
    # Short, so that it is not taken for an id that is new in every run.
    return f"{len(content)} bytes, {hashlib.sha256(content).hexdigest()[:12]}"


def _rows(value: object, name: str = "") -> Iterator[str]:
    """Of lists and objects a line for each innermost object."""
    if isinstance(value, list) and value:
        for one in value:
            yield from _rows(one, name)
    elif isinstance(value, dict) and any(isinstance(of, dict | list) for of in value.values()):
        for key, of in value.items():
            yield from _rows(of, f"{name}.{key}")
    else:
        yield f"{name} {json.dumps(value, ensure_ascii=False)}"


def of_lines(where: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """The lines of which one side has others, the changed ones in pairs."""
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for tag, old_from, old_to, new_from, new_to in blocks:
        if tag != "equal":
            for pair in zip_longest(old[old_from:old_to], new[new_from:new_to]):
                yield Difference(where, *pair)


def listed(found: Iterable[Difference], reasons: Sequence[Reason]) -> Iterator[str]:
    """What is printed: those without a reason first, equal changes together with their places."""
    groups: dict[tuple[str | None, str | None, str | None], list[str]] = defaultdict(list)
    for one in found:
        reason = reason_for(one, reasons)
        groups[reason, one.before, one.after].append(one.where)
    for (reason, before, after), jurisdictions in sorted(
        groups.items(), key=lambda group: (group[0][0] is not None, -len(group[1]))
    ):
        more = f" and {len(jurisdictions) - 1} more" if len(jurisdictions) > 1 else ""
        yield f"{jurisdictions[0]}{more}: {f'expected: {reason}' if reason else 'NO REASON'}"
        yield from (
            f"  {sign} {line}" for sign, line in zip("-+", excerpts(before, after), strict=True)
        )
    used = {reason for reason, *_ in groups}
    for one in reasons:
        if one.reason not in used:
            yield f"Not found: [{one.pattern.pattern}] ({one.reason})"


def excerpts(before: str | None, after: str | None) -> tuple[str, str]:
    """Both lines, long ones cut down to their beginning and what differs."""
    both = ["(nothing)" if one is None else one for one in (before, after)]
    pairs = enumerate(zip(*both, strict=False))
    start = next((at for at, (old, new) in pairs if old != new), min(map(len, both)))
    old, new = (_excerpt(one, start) for one in both)
    return old, new


def _excerpt(line: str, start: int) -> str:
    first, last = start - CONTEXT, start + 2 * CONTEXT
    beginning = line[:BEGINNING] if first <= BEGINNING else f"{line[:BEGINNING]} ... "
    return f"{beginning}{line[max(first, BEGINNING) : last]}{' ...' if last < len(line) else ''}"
