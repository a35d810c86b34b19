"""What a release says, and the hash by which it is known: the same on any machine and database."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from metrics.release.exact import KEYS

FORMAT = "prosecution-quality release 2"


class Content(NamedTuple):
    """All that a release says, beside when it was made and as which.

    `options` have name and value, by which it was counted; `places` jurisdiction, name, currency,
    made_up and as_of; `context` jurisdiction, subject and value, what each states of law and
    counting; `effects` measure and deff; `rows` and `cells` the columns of their tables without
    `release`; `notes` are lines.
    """

    plan: int
    made_up: bool
    options: pl.DataFrame
    places: pl.DataFrame
    context: pl.DataFrame
    effects: pl.DataFrame
    rows: pl.DataFrame
    cells: pl.DataFrame
    notes: tuple[str, ...]


def content_hash(content: Content) -> str:
    """The SHA-256 of the release's text, whose lines and columns are in an order of their own."""
    text = hashlib.sha256()
    for line in _lines(content):
        text.update(line.encode())
        text.update(b"\n")
    return text.hexdigest()


def _lines(content: Content) -> Iterator[str]:
    yield FORMAT
    yield f"plan\t{content.plan}"
    yield f"made-up\t{_written(content.made_up)}"
    yield from _of("option", content.options, ("name",))
    yield from _of("place", content.places, ("jurisdiction",))
    yield from _of("context", content.context, ("jurisdiction", "subject"))
    yield from _of("effect", content.effects, ("measure",))
    yield from _of("row", content.rows, KEYS)
    yield from _of("cell", content.cells, (*KEYS, "part"))
    yield from (f"note\t{line}" for line in content.notes)


def _of(what: str, frame: pl.DataFrame, keys: Iterable[str]) -> Iterator[str]:
    names = sorted(frame.columns)
    yield "\t".join((what, *names))
    # Not sorted by the database: that would be by its locale.
    places = [names.index(key) for key in keys]
    rows = sorted(frame.select(names).iter_rows(), key=lambda row: [str(row[p]) for p in places])
    for row in rows:
        yield "\t".join((what, *map(_written, row)))


def _written(value: object) -> str:
    """A float as the shortest text that reads back as it: what is in a text of any database."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return repr(value) if isinstance(value, float) else str(value)
