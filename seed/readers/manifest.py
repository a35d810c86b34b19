"""Read `submission.toml` strictly: unknown keys, wrong types and bad dates become findings."""

import re
import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from difflib import get_close_matches

import polars as pl

from schemas import findings
from schemas.language import Message, message, sentences
from seed import country_codes
from seed.readers.headers import ROW
from seed.submission import ALL, All, Manifest

FILE = "submission.toml"
MOST_BYTES = 1 << 16
MOST_NOTE = 500
MOST_SUPERSEDED = 100
MOST_BATCHES = 2**31
ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
DAY = message("Not a valid date. Use YYYY-MM-DD.")
TRUTH = message("Invalid value. Write true or false.")


def parse_manifest(data: bytes) -> tuple[Manifest, tuple[findings.Finding, ...]]:
    """Return the manifest in the file's bytes, and findings. A key with a finding is left out."""
    try:
        if len(data) > MOST_BYTES:
            raise ValueError("too large")
        sent = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        return Manifest(), (_unreadable_finding(re.search(r"line (\d+)", str(error))),)
    # Deeply nested lists exhaust the parser's recursion.
    except (ValueError, RecursionError):
        return Manifest(), (_unreadable_finding(None),)
    return _parse_values(sent, FILE)


def parse_manifest_sheet(
    frame: pl.DataFrame, file: str
) -> tuple[Manifest, tuple[findings.Finding, ...]]:
    """Return the manifest in a sheet's first two columns, key and value, and findings.

    Values are as in the TOML file, with or without quotes. The header may be left out.
    """
    first = [name for name in frame.columns if name != ROW][:2]
    if len(first) < len(("key", "value")):
        wording = message("The columns key and value are missing.")
        return Manifest(), (findings.Finding(file, "manifest.sheet", wording),)
    pairs = frame.select(first).rows()
    if first[0].lower() != "key":
        pairs = [(first[0], first[1]), *pairs]
    sent: dict[str, object] = {}
    for key, value in pairs:
        name, text = (key or "").strip().lower(), (value or "").strip().strip('"')
        if name and text:
            sent[name] = FROM_TEXT.get(name, str)(text)
    return _parse_values(sent, file)


def _truth_from_text(text: str) -> bool | str:
    return {"true": True, "false": False, "yes": True, "no": False}.get(text.lower(), text)


def _numbers_from_text(text: str) -> list[int] | str:
    if text.lower() == ALL:
        return ALL
    parts = re.split(r"[,;\s]+", text.strip("[] "))
    return (
        [int(part) for part in parts] if all(re.fullmatch("[0-9]{1,9}", p) for p in parts) else text
    )


# Conversions from the text of a cell, for keys that are not text.
FROM_TEXT: dict[str, Callable[[str], object]] = {
    "made_up": _truth_from_text,
    "updates": _truth_from_text,
    "supersedes": _numbers_from_text,
}


def _parse_values(
    sent: dict[str, object], file: str
) -> tuple[Manifest, tuple[findings.Finding, ...]]:
    faults = [*_unknown_keys(sent, file)]
    values: dict[str, object] = {}
    for key, (read, expected) in KEYS.items():
        if key not in sent:
            continue
        values[key] = read(sent[key])
        if values[key] is None:
            faults.append(findings.Finding(file, "manifest.value", expected, column=key))
            del values[key]
    start, end = values.get("period_from"), values.get("period_to")
    if isinstance(start, date) and isinstance(end, date) and start > end:
        wording = message("The period ends before it begins. Correct period_from or period_to.")
        faults.append(findings.Finding(file, "manifest.period", wording, column="period_to"))
    return Manifest(**values), tuple(faults)  # type: ignore[arg-type]


def _unreadable_finding(line: re.Match[str] | None) -> findings.Finding:
    if line is None:
        found = message("The file is not TOML in UTF-8.")
    else:
        found = message("Line {line} is not TOML in UTF-8.", line=line[1])
    wording = sentences(found, message('Write lines such as jurisdiction = "AAA".'))
    return findings.Finding(FILE, "manifest.toml", wording)


def _unknown_keys(sent: dict[str, object], file: str) -> Iterator[findings.Finding]:
    for key in sent:
        if key not in KEYS:
            near = get_close_matches(key, KEYS, n=1, cutoff=findings.NEAR)
            valid = message("Valid keys: {keys}.", keys=", ".join(KEYS))
            wording = sentences(message("Unknown key."), findings.suggest_names(near) or valid)
            yield findings.Finding(file, "manifest.unknown_key", wording, column=key[:64])


def _text_matching(fits: Callable[[str], object]) -> Callable[[object], str | None]:
    def read(value: object) -> str | None:
        return value if isinstance(value, str) and fits(value) else None

    return read


def _read_day(value: object) -> date | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def _read_truth(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _read_batches(value: object) -> tuple[int, ...] | All | None:
    if value == ALL:
        return ALL
    if not isinstance(value, list) or not 0 < len(value) <= MOST_SUPERSEDED:
        return None
    numbers = [n for n in value if isinstance(n, int) and not isinstance(n, bool)]
    fit = len(numbers) == len(value) and all(0 < n < MOST_BATCHES for n in numbers)
    return tuple(sorted(set(numbers))) if fit else None


KEYS: dict[str, tuple[Callable[[object], object], Message]] = {
    "jurisdiction": (
        _text_matching(country_codes.is_jurisdiction),
        message(
            "Invalid jurisdiction. Use an ISO 3166-1 alpha-3 code in quotation marks, for example"
            ' "AAA" or "USA-CA".'
        ),
    ),
    "office_id": (
        _text_matching(ID.fullmatch),
        message(
            "Invalid id. Write 1 to 64 of the characters A-Z a-z 0-9 . _ - in quotation marks."
        ),
    ),
    "extracted_on": (_read_day, DAY),
    "period_from": (_read_day, DAY),
    "period_to": (_read_day, DAY),
    "dates": (
        _text_matching({"day", "month"}.__contains__),
        message('Invalid value. Write "day" or "month".'),
    ),
    "note": (
        _text_matching(lambda note: 0 < len(note) <= MOST_NOTE),
        message(
            "Invalid note. Write a text of at most {most} characters in quotation marks.",
            most=MOST_NOTE,
        ),
    ),
    "made_up": (_read_truth, TRUTH),
    "delimiter": (
        _text_matching(set(",;|\t").__contains__),
        message('Invalid delimiter. Use one of: "," ";" "|" "\\t".'),
    ),
    "updates": (_read_truth, TRUTH),
    "supersedes": (
        _read_batches,
        message(
            "Invalid value. Write a list of 1 to {most} import numbers, for example [12], or"
            ' "all".',
            most=MOST_SUPERSEDED,
        ),
    ),
}
