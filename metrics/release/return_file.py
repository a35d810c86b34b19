"""Pack a release as a *return*: one file that another instance reads; and read such a file.

A return is a zip file of uncompressed members: `manifest.json`, `plan.toml`, and each table as CSV
and as Parquet. Equal releases give equal bytes. Without compression only one zip file has these
members. A reader compares the whole file with it, so nothing can be hidden between the members.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy
from sqlalchemy import Connection, Table

from metrics.counting_options import OPTIONS
from metrics.release import archive, figure_notes, plan, reading
from metrics.release.archive import Content
from metrics.release.exact_counts import KEYS
from metrics.release.printed_rows import COUNTS, NUMBERS
from metrics.results import OF_RELEASE, Status
from schemas import errors, findings
from schemas.language import Message, message, sentences

FORMAT = "prosecution-quality return 1"
MANIFEST, PLAN = "manifest.json", "plan.toml"
# A release of one country has about two megabytes.
MOST_MEGABYTES = 64
MOST_BYTES = MOST_MEGABYTES * 2**20
LONGEST_MANIFEST = 100_000
LONGEST_TEXT = 500
# A zip file has no days before.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)
MULTIPLE = 5
PERIOD = r"[0-9]{4}(-[0-9]{4})?"
EARLIEST = 1900
MOST_RELEASES = 100_000
LARGEST = 1e15
# Earlier versions wrote NaN for a currency that is not stated.
PLACE, CURRENCY = r"^[A-Z]{3}(-[A-Z0-9]{1,3})?$", r"^([A-Z]{3}|NaN)$"
CODE = r"^[A-Za-z0-9_ .,:|/-]*$"
# Columns that are not codes: texts that people wrote, and the names of cells, which nobody sees.
TEXTS = ("name", "text", "cell")
# The numbers of a share that are shares themselves.
PARTS = frozenset(NUMBERS) - {
    *("numerator", "denominator", "unknown", "not_yet_due", "cases", "deff"),
    *("quartile_1", "quartile_3"),
}
Schema = Mapping[str, type[pl.DataType]]
TYPES: Mapping[type, type[pl.DataType]] = {
    **dict.fromkeys((sqlalchemy.String, sqlalchemy.Text), pl.String),
    sqlalchemy.Boolean: pl.Boolean,
    sqlalchemy.Date: pl.Date,
    sqlalchemy.Float: pl.Float64,
    sqlalchemy.Integer: pl.Int64,
}
NOTES: Schema = {"line": pl.String}
DEFINITIONS: Schema = dict.fromkeys(("measure", "version", "title", "question"), pl.String)
CORRECTIONS: Schema = dict.fromkeys(reading.DIFFERENCE_COLUMNS, pl.String)
REPLY = ("jurisdiction", "measure", "period", "role", "written_on", "text")
EXPORT_AGAIN = message(
    "Ask the sender to export the release again and to send both files unchanged."
)


def _frame_schema(table: Table, *names: str) -> Schema:
    """Return the column types of a frame, from the columns of its table without `release`."""
    chosen = names or [column.name for column in table.c if column.name != "release"]
    return {name: TYPES[type(table.c[name].type)] for name in chosen}


# The tables of a database of releases that are parts of a return.
TABLES: Mapping[str, Table] = {**archive.FRAMES, "replies": archive.notes}
SCHEMAS: Mapping[str, Schema] = {
    **{name: _frame_schema(table) for name, table in archive.FRAMES.items()},
    "notes": NOTES,
    "definitions": DEFINITIONS,
    "corrections": CORRECTIONS,
    "replies": _frame_schema(archive.notes, *REPLY),
}
CSV, PARQUET = ".csv", ".parquet"
MEMBERS = (PLAN, *(f"{name}{ending}" for name in SCHEMAS for ending in (CSV, PARQUET)))
# The columns that no two rows have in common.
UNIQUE: Mapping[str, tuple[str, ...]] = {
    "options": ("name",),
    "places": ("jurisdiction",),
    "context": ("jurisdiction", "subject"),
    "effects": ("measure",),
    "rows": KEYS,
    "cells": (*KEYS, "part"),
}


class Return(NamedTuple):
    """A release that is handed over: its content, who is responsible for it, and its licence.

    `definitions` has measure, version, title and question; `corrections` the columns of
    `reading.release_differences`, compared with the release before; `replies` the columns REPLY.
    """

    release: int
    made_on: date
    contact: str
    licence: str
    content: Content
    definitions: pl.DataFrame
    corrections: pl.DataFrame
    replies: pl.DataFrame

    @property
    def jurisdictions(self) -> dict[str, str]:
        """Return by code the names of the jurisdictions."""
        return dict(self.content.places.sort("jurisdiction").select("jurisdiction", "name").rows())

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """Return the tables of the return by name, with sorted rows and the columns of SCHEMAS."""
        said = {
            **self.content._asdict(),
            **self._asdict(),
            "notes": pl.DataFrame({"line": self.content.notes}, schema=NOTES),
        }
        return {
            name: (said[name] if name == "notes" else _sort_rows(said[name])).select([*schema])
            for name, schema in SCHEMAS.items()
        }


def of_release(connection: Connection, number: int | None, *, contact: str, licence: str) -> Return:
    """Return the shown release, or the one with this number, as a return.

    Raises UserError if it is withdrawn, or was made of returns itself.
    """
    release, content = reading.shown(connection, number)
    if not content.origins.is_empty():
        raise errors.UserError(
            "Release {number} was made of returns. Hand on the returns themselves, with the"
            " signatures of those who made them.",
            number=release.number,
        )
    for text in (contact, licence):
        _refuse_text(text)
    corrected = reading.corrections(connection, release)
    replies = [
        [getattr(one, name) for name in REPLY] for one in figure_notes.notes_of_measures(connection)
    ]
    return Return(
        release=release.number,
        made_on=release.made_at.date(),
        contact=contact,
        licence=licence,
        content=content,
        definitions=_measure_definitions(content),
        corrections=pl.DataFrame(schema=CORRECTIONS) if corrected is None else corrected.lines,
        replies=pl.DataFrame(replies, schema=SCHEMAS["replies"], orient="row"),
    )


def pack(made: Return) -> bytes:
    """Return the bytes of a return's file, equal for equal content."""
    members = {PLAN: plan.text(made.content.plan).encode()}
    for name, frame in made.frames.items():
        members[name + CSV] = _csv_bytes(frame)
        members[name + PARQUET] = _parquet_bytes(frame)
    return _zip_members({MANIFEST: _manifest_bytes(_build_manifest(made, members)), **members})


def unpack(content: bytes) -> Return:
    """Return the content of a return's file.

    Raises UserError, with what to do, if anything in it is not exactly as `pack` writes it.
    """
    members = _unzip_members(content)
    manifest_bytes = members.pop(MANIFEST)
    manifest = _read_manifest(manifest_bytes)
    _refuse_plan(manifest["plan"], members[PLAN])
    frames = {
        name: _read_frame(name, members[name + CSV], members[name + PARQUET]) for name in SCHEMAS
    }
    made = Return(
        release=manifest["release"],
        made_on=_parse_day(manifest["made_on"]),
        contact=manifest["contact"],
        licence=manifest["licence"],
        content=Content(
            plan=manifest["plan"],
            made_up=manifest["made_up"],
            notes=tuple(frames["notes"]["line"]),
            **{name: frames[name] for name in archive.FRAMES},
        ),
        **{name: frames[name] for name in ("definitions", "corrections", "replies")},
    )
    _refuse_content(made)
    if _manifest_bytes(_build_manifest(made, members)) != manifest_bytes:
        raise _refused_return_error(
            message("The manifest of the return says something else than its tables.")
        )
    return made


def _refused_return_error(why: Message) -> errors.UserError:
    return errors.UserError(sentences(why, EXPORT_AGAIN))


def _sort_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the rows in a fixed order that does not depend on the database."""
    keys = [name for name in sorted(frame.columns) if frame.schema[name] != pl.Float64]
    return frame.sort(keys, nulls_last=True, maintain_order=True)


def _measure_definitions(content: Content) -> pl.DataFrame:
    """Return the definitions of the measures in a release, each with the version of its rows."""
    shown = content.rows.select("measure", "version").unique().sort("measure", "version")
    lines = [
        (id_, version, known.title, known.question)
        for id_, version in shown.iter_rows()
        if (known := plan.MEASURES.get(id_)) is not None
    ]
    return pl.DataFrame(lines, schema=DEFINITIONS, orient="row")


def _csv_bytes(frame: pl.DataFrame) -> bytes:
    return frame.write_csv(line_terminator="\n").encode()


def _parquet_bytes(frame: pl.DataFrame) -> bytes:
    written = io.BytesIO()
    frame.write_parquet(written)
    return written.getvalue()


def _build_manifest(made: Return, members: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the manifest of a return: facts on it, and the hashes of its members."""
    return {
        "format": FORMAT,
        "release": made.release,
        "made_on": made.made_on.isoformat(),
        "content_hash": archive.content_hash(made.content),
        "plan": made.content.plan,
        "made_up": made.content.made_up,
        "jurisdictions": made.jurisdictions,
        "contact": made.contact,
        "licence": made.licence,
        "parts": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in members.items()
        },
    }


def _manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(manifest, ensure_ascii=False, indent=1)}\n".encode()


def _zip_members(members: Mapping[str, bytes]) -> bytes:
    """Return the bytes of a zip file with these members, in this order and uncompressed."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as file:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, WRITTEN_AT)
            # The same on every system.
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            file.writestr(entry, content)
    return written.getvalue()


def _unzip_members(content: bytes) -> dict[str, bytes]:
    """Return the members of a zip file by name. Raises UserError unless `_zip_members` wrote it."""
    if len(content) > MOST_BYTES:
        raise errors.UserError(
            "The file has more than {most} megabytes, so it is not a return.",
            most=MOST_MEGABYTES,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            entries = file.infolist()
            if sum(entry.file_size for entry in entries) > len(content):
                raise _refused_return_error(
                    message("The zip file is compressed, and a return never is.")
                )
            members = {entry.filename: file.read(entry) for entry in entries}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise _refused_return_error(
            message("The file is not a zip file, or is damaged.")
        ) from error
    if _zip_members(members) != content or [*members] != [MANIFEST, *MEMBERS]:
        raise _refused_return_error(
            message(
                "The zip file was not written by `release export`: its order or its headers"
                " differ, or something is hidden in it."
            )
        )
    return members


def _read_manifest(written: bytes) -> dict[str, Any]:
    """Return the manifest. Raises UserError if its version or content is not as expected."""
    try:
        read = json.loads(written) if len(written) <= LONGEST_MANIFEST else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise _refused_return_error(message("The manifest of the return cannot be read."))
    if read.get("format") != FORMAT:
        raise errors.UserError(
            "The return has the format [{found}], and this program reads [{known}]. Install"
            " the version of the program that made it.",
            found=str(read.get("format"))[:LONGEST_TEXT],
            known=FORMAT,
        )
    types = {
        **dict.fromkeys(("format", "made_on", "content_hash", "contact", "licence"), str),
        **dict.fromkeys(("release", "plan"), int),
        **dict.fromkeys(("jurisdictions", "parts"), dict),
        "made_up": bool,
    }
    # `True` is an int, too.
    if {name: type(value) for name, value in read.items()} != types:
        raise _refused_return_error(
            message("The manifest of the return lacks an entry, or has another.")
        )
    return read


def _refuse_plan(version: int, written: bytes) -> None:
    if version not in plan.versions():
        raise errors.UserError(
            "The return follows plan {plan}, which this program does not know. Install the"
            " version of the program that made it.",
            plan=version,
        )
    if plan.text(version).encode() != written:
        raise errors.UserError(
            "The return has another plan {plan} than this program. Ask the sender which"
            " version of the program made it.",
            plan=version,
        )


def _read_frame(name: str, written: bytes, parquet: bytes) -> pl.DataFrame:
    """Return a table of a return. Raises UserError unless CSV and Parquet have equal content."""
    schema = SCHEMAS[name]
    try:
        frame = pl.read_csv(io.BytesIO(written), schema=schema)
        is_same = _csv_bytes(frame) == written and _is_equal(frame, parquet)
    except (pl.exceptions.PolarsError, pa.ArrowException, ValueError, OSError) as error:
        raise _refused_return_error(
            message("Table {name} of the return cannot be read.", name=name)
        ) from error
    if not is_same:
        raise _refused_return_error(
            message("Table {name} of the return differs between CSV and Parquet.", name=name)
        )
    return frame


def _is_equal(frame: pl.DataFrame, parquet: bytes) -> bool:
    # A few bytes may stand for a billion rows.
    if pq.read_metadata(io.BytesIO(parquet)).num_rows != frame.height:
        return False
    return pl.read_parquet(io.BytesIO(parquet)).equals(frame)


def _parse_day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise _refused_return_error(message("The manifest of the return has no day.")) from error


def _refuse_text(text: str) -> None:
    if len(text) > LONGEST_TEXT or not text.isprintable():
        raise errors.UserError(
            "Contact and licence are one line each, with at most {most} characters.",
            most=LONGEST_TEXT,
        )


def _refuse_content(made: Return) -> None:
    """Raise UserError if a return has content that no release of this program can have."""
    for text in (made.contact, made.licence):
        _refuse_text(text)
    for problem in _find_problems(made):
        raise _refused_return_error(problem)


def _find_problems(made: Return) -> Iterator[Message]:
    """Yield a message for each content of a return that no release of this program can have."""
    is_numbered = 0 < made.release <= MOST_RELEASES
    if not is_numbered or made.content.places.is_empty() or made.content.rows.is_empty():
        yield message("The return has no number, no jurisdiction or no figures.")
    for name, frame in made.frames.items():
        yield from _problems_of_table(name, frame, frozenset(made.jurisdictions))
    yield from (problem for is_unfit, problem in _unfit_figures(made) if is_unfit)
    yield from (problem for is_unfit, problem in _unfit_statements(made) if is_unfit)
    for text in made.replies["text"]:
        figure_notes.clean_note_text(text)


def _unfit_figures(made: Return) -> tuple[tuple[bool, Message], ...]:
    """Return the checks of figures: whether one failed, and the message on it."""
    rows, cells = made.content.rows, made.content.cells
    return (
        (
            _has_exact_counts(made.content),
            message("The return has a count that is not rounded, which a release never has."),
        ),
        (
            _has_impossible_numbers(rows),
            message("The return has a number that cannot be right, such as a share above 100%."),
        ),
        (
            any((of[OF_RELEASE] > made.release).any() for of in (rows, cells)),
            message("The return repeats figures of a release after its own."),
        ),
        (
            not set(rows["status"]) <= set(Status) or not set(rows["kind"]) <= COUNTS.keys(),
            message("The return has a status that this program does not know."),
        ),
        (
            not all(_is_period(one, made.made_on) for one in rows["period"].unique()),
            message("The return has a period that is not a year or several years."),
        ),
    )


def _unfit_statements(made: Return) -> tuple[tuple[bool, Message], ...]:
    """Return the checks of what is not a figure: whether one failed, and the message on it."""
    content, places = made.content, made.content.places
    return (
        (
            not all(_is_option(*option) for option in content.options.iter_rows()),
            message("The return has a counting option that this program does not know."),
        ),
        (
            not places["jurisdiction"].str.contains(PLACE).all()
            or not places["currency"].drop_nulls().str.contains(CURRENCY).all(),
            message("The return has a code of a jurisdiction or currency that cannot exist."),
        ),
        (
            not all(map(_is_visible, (*places["name"], *content.notes))),
            message("The return has invisible characters in a name or a note."),
        ),
        (
            max((made.made_on, *made.replies["written_on"])) > _last_possible_today(),
            message("The return has a day in the future."),
        ),
        (
            content.made_up != places["made_up"].all(),
            message("The return does not say whether its records are fictional."),
        ),
        (
            not set(made.replies["role"]) <= set(figure_notes.Role),
            message("The return has a reply by a role that this program does not know."),
        ),
    )


def _has_exact_counts(content: Content) -> bool:
    """Whether a count is not a multiple of five."""
    rows = content.rows
    of_kinds = [
        rows.filter(kind=kind)[name] for kind in ("Count", "Share") for name in COUNTS[kind]
    ]
    counts = (content.cells["shown"], rows["unknown"], *of_kinds)
    return any((one.drop_nulls() % MULTIPLE != 0).any() for one in counts)


def _has_impossible_numbers(rows: pl.DataFrame) -> bool:
    """Whether a number is negative, infinite or enormous, or a share is above 100%."""
    shares = rows.filter(kind="Share")
    limits = [
        *((rows[name], LARGEST) for name in NUMBERS),
        *((shares[name], 1.0) for name in NUMBERS if name in PARTS),
        (rows["coverage"], 1.0),
    ]
    # NaN is larger than all numbers.
    return any(not of.drop_nulls().is_between(0, most).all() for of, most in limits)


def _is_option(name: str, value: str) -> bool:
    """Whether a counting option is known and can have this value."""
    try:
        return name in OPTIONS and OPTIONS[name].read(value) is not None
    except errors.UserError:
        return False


def _is_visible(text: str) -> bool:
    """Whether a text is one line of visible characters."""
    return all(sign.isprintable() or sign in findings.JOINERS for sign in text)


def _is_period(written: str, published_on: date) -> bool:
    """Whether a period is a year or several years, from 1900 to the year of publication."""
    if re.fullmatch(PERIOD, written) is None:
        return False
    years = [int(year) for year in written.split("-")]
    return EARLIEST <= years[0] <= years[-1] <= published_on.year


def _last_possible_today() -> date:
    """Return the latest date that it can be now in any time zone."""
    return archive.now().date() + timedelta(days=1)


def _problems_of_table(
    name: str, frame: pl.DataFrame, jurisdictions: frozenset[str]
) -> Iterator[Message]:
    if name in UNIQUE and frame.select(UNIQUE[name]).is_duplicated().any():
        yield message("Table {name} of the return has two rows for one thing.", name=name)
    if "jurisdiction" in frame.columns and not set(frame["jurisdiction"]) <= jurisdictions:
        yield message(
            "Table {name} of the return is about a jurisdiction that it does not name.", name=name
        )
    if name in TABLES and not all(
        frame[column].drop_nulls().str.contains(CODE).all()
        for column, type_ in SCHEMAS[name].items()
        if type_ is pl.String and column not in TEXTS
    ):
        yield message("Table {name} of the return has a code that cannot exist.", name=name)
    if name in TABLES and _has_other_cells(frame, TABLES[name]):
        yield message(
            "Table {name} of the return has a blank cell or a text that is too long.", name=name
        )


def _has_other_cells(frame: pl.DataFrame, table: Table) -> bool:
    """Whether a cell does not fit its database column: blank but required, or too long."""
    for name in frame.columns:
        if not table.c[name].nullable and frame[name].has_nulls():
            return True
        length = getattr(table.c[name].type, "length", None)
        if length is not None and (frame[name].str.len_chars() > length).any():
            return True
    return False
