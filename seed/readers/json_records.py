"""Read JSON into a text table: a list of records, or a list inside the records of another."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

import polars as pl

from schemas import findings
from schemas.language import message, sentences
from seed.readers import headers, preflight
from seed.readers.headers import ROW, Findings, Layout, NotReadable
from seed.readers.preflight import File, Limits
from seed.submission import TextTable

MOST_BYTES = 64 << 20
MOST_DEPTH = 64
MOST_NAME = 300
# Estimated bytes in memory for each object that a character of JSON begins: a record, a list, and
# a value after a comma or colon.
OBJECTS = {b"{": 300, b"[": 96, b",": 64, b":": 64}
# Estimated bytes in memory for each row, without its texts.
ROW_BYTES = 300
# Bytes per character of a Python text that holds a character beyond U+FFFF.
MOST_OF_SIGN = 4
# The column name for a list of texts or numbers instead of records.
VALUE = "value"
SAVE_AS = message("Export it again as JSON in UTF-8.")
# The name used in `parent.key` for a list without a name.
PARENT = "parent"
Record = dict[str, object]
# Of the records around a list: the name of their list, a key, its value.
Around = tuple[tuple[str, str, str | None], ...]
Row = tuple[dict[str, str | None], Around]
_HALF_SIGN = re.compile(rb"\\u[dD][89a-fA-F]")


class _Fault(Exception):
    """A broken rule: its arguments are the rule and the wording."""


def read_json(
    file: File, *, table: str, layout: Layout, limits: Limits
) -> tuple[TextTable, Findings]:
    """Return the records of the list at `layout.records` as text; `row_number` counts from 1.

    Numbers stay as the file writes them; booleans become `true` and `false`. A record inside a
    record becomes columns `outer.inner`. A list inside a record becomes the number of its items; to
    read the list itself, name its path. Raises NotReadable.
    """
    most = min(limits.most_bytes, MOST_BYTES)
    if file.size > most:
        raise NotReadable(preflight.too_large_finding(file.name, file.size, most))
    data = file.read()
    try:
        rows = _rows_within_limits(data, file.name, layout, limits)
        if len(rows) > limits.most_rows:
            raise NotReadable(preflight.too_many_rows_finding(file.name, limits.most_rows))
        frame, warnings = _build_frame(rows, file.name, layout, limits)
    except _Fault as fault:
        raise NotReadable(findings.Finding(file.name, *fault.args)) from None
    return TextTable(file.name, table, frame, hashlib.sha256(data).hexdigest()), warnings


def fits_in_memory(data: bytes, limits: Limits) -> bool:
    """Return whether the JSON, parsed into Python objects, stays within `limits.most_decoded`."""
    return _bytes_as_objects(data) <= limits.most_decoded


def _bytes_as_objects(data: bytes) -> int:
    signs = sum(data.count(sign) * each for sign, each in OBJECTS.items())
    return signs + MOST_OF_SIGN * len(data)


def _rows_within_limits(data: bytes, file: str, layout: Layout, limits: Limits) -> list[Row]:
    """Return the rows, at most one above the limit. Raises NotReadable if memory is too small."""
    size = _bytes_as_objects(data)
    preflight.check_memory(file, size, limits)
    room = (limits.most_decoded - size) // ROW_BYTES
    rows = _rows(_parse_json(data), layout, min(limits.most_rows, room))
    preflight.check_memory(file, size + len(rows) * ROW_BYTES, limits)
    return rows


def _parse_json(data: bytes) -> object:
    try:
        parsed = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_refuse_duplicate_keys,
            parse_float=str,
            parse_int=str,
            parse_constant=_refuse_constant,
        )
        if _HALF_SIGN.search(data):
            _refuse_halves(parsed)
    except UnicodeDecodeError as error:
        raise _Fault(
            "enc.utf8", sentences(message("Byte {byte:,} is not UTF-8.", byte=error.start), SAVE_AS)
        ) from None
    except json.JSONDecodeError as error:
        found = message(
            "Line {line:,}, character {place:,} is not valid JSON.",
            line=error.lineno,
            place=error.colno,
        )
        raise _Fault("json.syntax", sentences(found, SAVE_AS)) from None
    except RecursionError:
        raise _too_deep() from None
    return parsed


def _refuse_halves(parsed: object) -> None:
    """Raise _Fault where a text holds one half of a surrogate pair."""
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        found = message("A text contains half of a character, such as \\ud83d.")
        raise _Fault("json.half_sign", sentences(found, SAVE_AS)) from None


def _refuse_duplicate_keys(pairs: list[tuple[str, object]]) -> Record:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _Fault(
            "json.duplicate_key", sentences(message("A record has the same key twice."), SAVE_AS)
        )
    return record


def _refuse_constant(_: str) -> object:
    wording = message("The file contains NaN or Infinity, which JSON does not allow. Write null.")
    raise _Fault("json.number", wording)


def _too_deep() -> _Fault:
    return _Fault(
        "json.depth",
        message("Records are nested more than {most} deep. Export fewer levels.", most=MOST_DEPTH),
    )


def _rows(value: object, layout: Layout, most: int) -> list[Row]:
    """Return the records, at most `most` and one more, each with the keys from around it."""
    path = tuple(name for name in layout.records.split(".") if name)
    rows: list[Row] = []
    names: dict[str, str] = {}
    lists = 0
    for items, around in _find_lists(value, path, (), layout):
        lists += 1
        for item in items:
            record = item if isinstance(item, dict) else {VALUE: item}
            rows.append((dict(_share_names(_flatten_record(record, "", 0), names)), around))
            if len(rows) > most:
                return rows
    if not lists:
        wording = message(
            "There is no list at [{path}]. Name the path to a list, for example cases.",
            path=layout.records,
        )
        raise _Fault("json.records", wording)
    return rows


def _find_lists(
    value: object, path: tuple[str, ...], around: Around, layout: Layout, name: str = PARENT
) -> Iterator[tuple[list[object], Around]]:
    """Yield each list at the path, with the keys of the records around it."""
    if isinstance(value, list) and not path:
        yield value, around
    elif isinstance(value, list):
        for item in value:
            yield from _find_lists(item, path, around, layout, name)
    elif isinstance(value, dict) and path:
        kept = tuple((name, key, _text(value[key])) for key in layout.keys if key in value)
        inner = value.get(path[0])
        # A record without the list counts as one with an empty list.
        if isinstance(inner, list | dict):
            yield from _find_lists(inner, path[1:], (*around, *kept), layout, path[0])


def _share_names(
    flat: Iterator[tuple[str, str | None]], names: dict[str, str]
) -> Iterator[tuple[str, str | None]]:
    """Share one string object per column name between all records, to save memory."""
    for name, text in flat:
        yield names.setdefault(name, name), text
        if len(names) > headers.MOST_COLUMNS:
            raise _too_many_names()


def _too_many_names() -> _Fault:
    wording = message(
        "The records have more than {most:,} different keys. Name the path to a list of similar"
        " records.",
        most=headers.MOST_COLUMNS,
    )
    return _Fault("json.columns", wording)


def _flatten_record(record: Record, before: str, depth: int) -> Iterator[tuple[str, str | None]]:
    if depth > MOST_DEPTH:
        raise _too_deep()
    for name, value in record.items():
        if len(before) + len(name) > MOST_NAME:
            wording = message(
                "A key, together with the keys around it, is longer than {most} characters. Export"
                " with shorter keys.",
                most=MOST_NAME,
            )
            raise _Fault("json.name", wording)
        if isinstance(value, dict):
            yield from _flatten_record(value, f"{before}{name}.", depth + 1)
        else:
            yield f"{before}{name}", _text(value)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return str(len(value))
    if isinstance(value, dict):
        raise _Fault("json.key", message("A key to copy is a record, not a value. Name another."))
    return None if value is None or value == "" else str(value)


def _key_text(where: tuple[str, str], around: Around) -> str | None:
    """Return the text of `where` (list, key) in the records around, the nearest if several."""
    return next((text for *at, text in reversed(around) if tuple(at) == where), None)


def _build_frame(
    rows: list[Row], file: str, layout: Layout, limits: Limits
) -> tuple[pl.DataFrame, Findings]:
    own = dict.fromkeys(name for record, _ in rows for name in record)
    keys = dict.fromkeys((level, key) for _, around in rows for level, key, _ in around)
    uses = Counter(key for _, key in keys)
    # Keys from around the records come first. A key that the records, or a second list around them,
    # use too has the name of its list before it.
    written = [
        *(f"{level}.{key}" if key in own or uses[key] > 1 else key for level, key in keys),
        *own,
    ]
    if len(written) > headers.MOST_COLUMNS:
        raise _too_many_names()
    # What stands once around a list stands in each of its rows.
    repeated = sum(len(text or "") for _, around in rows for *_, text in around)
    size = len(written) * len(rows) * preflight.CELL_BYTES + repeated * MOST_OF_SIGN
    preflight.check_memory(file, size, limits)
    if not written:
        raise NotReadable(headers.no_rows_finding(file))
    names, warnings = headers.final_column_names(written, file, numbered=layout.numbers_names)
    # One column at a time: lists of blanks take as much as lists of texts.
    texts = chain(
        ([_key_text(key, around) for _, around in rows] for key in keys),
        ([record.get(name) for record, _ in rows] for name in own),
    )
    columns = [pl.Series(name, cells, pl.String) for name, cells in zip(names, texts, strict=True)]
    frame = pl.DataFrame(columns).with_columns(
        pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW)
    )
    preflight.check_cell_lengths(frame, file, preflight.MOST_CELL_OF_EXPORT)
    return frame, warnings
