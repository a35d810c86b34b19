"""Which tables a source has that nobody has described: its files, sheets, lists of records."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from schemas import findings
from seed.mapping.language.profile import SourceFile
from seed.readers import Limits, archive, json_records, preflight, submission_files, workbook

Finding = findings.Finding

# So much of a file tells its encoding and its delimiter.
HEAD = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
LINES_LOOKED_AT = 50
TEXT_FILES = {".csv", ".tsv", ".txt"}
# A place in JSON is looked for in so many records, and no deeper than this.
RECORDS_LOOKED_AT = 100
DEEPEST = 3
_KEY_NAME = re.compile(r"(^|_)(id|no|nr|num|number|key|ref)$|Id$|No$", re.IGNORECASE)

Contents = tuple[tuple[SourceFile, ...], tuple[Finding, ...]]


def list_contents(path: Path, limits: Limits) -> Contents:
    """The tables at `path`, each with a label of its own, and why a file cannot be looked into."""
    if not path.is_dir():
        alone, faults = _of_file(path, limits)
        return tuple(_labelled(alone)), (*faults, *submission_files.unread_in_archive(path))
    files: list[SourceFile] = []
    findings: list[Finding] = []
    for one in sorted(path.iterdir()):
        if one.is_file() and one.suffix.lower() in limits.formats - {".zip"}:
            inside, faults = _of_file(one, limits)
            files += inside
            findings += faults
    findings += submission_files.unread_kinds(submission_files.file_names(path))
    return tuple(_labelled(files)), tuple(findings)


def _of_file(path: Path, limits: Limits) -> Contents:
    match path.suffix.lower():
        case ".zip":
            return _of_archive(path, limits)
        case ".xlsx":
            book = workbook.open_workbook(preflight.file_at(path), limits)
            shown = [sheet.name for sheet in book.sheets if not sheet.hidden]
            named = tuple(SourceFile(name, path.name, sheet=name) for name in shown)
            # What is wrong with a workbook without sheets is said by the reader.
            return named or (SourceFile(path.stem, path.name),), ()
        case ".json":
            return _of_json(path, limits)
        case ending if ending in TEXT_FILES:
            with path.open("rb") as opened_file:
                return (_of_text(path.name, opened_file.read(HEAD)),), ()
        case _:
            return (SourceFile(path.stem, path.name),), ()


def _of_archive(path: Path, limits: Limits) -> Contents:
    packed = archive.open_archive(path)
    if isinstance(packed, Finding):
        return (), (packed,)
    with packed:
        if faults := archive.archive_faults(packed, path, limits):
            return (), tuple(faults)
        files = []
        for member in archive.files_in(packed):
            if member.suffix in TEXT_FILES:
                with member.open() as opened_file:
                    files.append(_of_text(member.name, opened_file.read(HEAD)))
    return tuple(files), ()


def _of_text(name: str, head: bytes) -> SourceFile:
    """A text file, with its encoding and the sign that divides its cells."""
    encoding = "utf-8"
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A sign that the end of what was read cut in two is no other encoding.
        if error.start < len(head) - 4:
            encoding = "cp1252"
    text = head.lstrip(b"\xef\xbb\xbf\r\n").decode(encoding, "replace")
    return SourceFile(Path(name).stem, name, encoding=encoding, delimiter=_delimiter(text))


def _delimiter(text: str) -> str:
    """The sign that divides most of the first line, unless the lines below are divided otherwise.

    A title over the names may have none, or others.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", LINES_LOOKED_AT)
    lines = lines[:LINES_LOOKED_AT]
    likeliest = max(DELIMITERS, key=lines[0].count)
    cells = {sign: _cells(lines, sign) for sign in DELIMITERS}
    widths = {sign: Counter(cells[sign]).most_common(1)[0] for sign in DELIMITERS}
    if cells[likeliest][0] == widths[likeliest][0] > 1:
        return likeliest
    return max(
        DELIMITERS, key=lambda sign: (widths[sign][0] > 1, widths[sign][1], sign == likeliest)
    )


def _cells(lines: Iterable[str], sign: str) -> list[int]:
    """How many cells each line has, blank ones aside; of none, one."""
    try:
        return [len(cells) for cells in csv.reader(lines, delimiter=sign) if cells] or [1]
    except csv.Error:
        return [1]


def _of_json(path: Path, limits: Limits) -> Contents:
    if path.stat().st_size > min(limits.most_bytes, json_records.MOST_BYTES):
        return (SourceFile(path.stem, path.name),), ()
    try:
        data = path.read_bytes()
        if json_records.fault(data, path.name, limits):
            raise ValueError(path.name)
        content = json.loads(data)
    except (ValueError, RecursionError):
        # What is wrong with it is said by the reader, with the place.
        return (SourceFile(path.stem, path.name),), ()
    lists = tuple(
        SourceFile(records or path.stem, path.name, records=records, keys=keys)
        for records, keys in _lists(content, (), ())
    )
    return lists or (SourceFile(path.stem, path.name),), ()


def _lists(
    content: object, place: tuple[str, ...], keys: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The places of lists of records, with the key fields of the records around them."""
    if isinstance(content, dict):
        for name, inner in content.items():
            if isinstance(inner, list | dict) and len(place) < DEEPEST:
                yield from _lists(inner, (*place, name), keys)
        return
    if not isinstance(content, list):
        return
    records = [one for one in content[:RECORDS_LOOKED_AT] if isinstance(one, dict)]
    if not records:
        return
    yield ".".join(place), keys
    below = (*keys, *_keys_of(records))
    for name in dict.fromkeys(name for record in records for name in record):
        lists = [record[name] for record in records if isinstance(record.get(name), list)]
        if lists and len(place) < DEEPEST:
            yield from _lists([one for inner in lists for one in inner], (*place, name), below)


def _keys_of(records: Iterable[Mapping[str, object]]) -> list[str]:
    """The fields that name a record: those called so, or else the first that is no list."""
    names = list(
        dict.fromkeys(
            name
            for record in records
            for name, value in record.items()
            if not isinstance(value, dict | list)
        )
    )
    return [name for name in names if _KEY_NAME.search(name)] or names[:1]


def _labelled(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """The files under names of their own that a profile can write without quotes."""
    labels: set[str] = set()
    for file in files:
        label = re.sub(r"[^a-z0-9]+", "_", file.name.lower()).strip("_") or "file"
        number = 1
        while (name := label if number == 1 else f"{label}_{number}") in labels:
            number += 1
        labels.add(name)
        yield replace(file, name=name)
