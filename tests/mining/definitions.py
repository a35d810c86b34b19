"""What decides which laws hold between counts, and the file that the found ones are kept in."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields

from sqlalchemy import Column, Table

from metrics.counting_options import DEFAULTS, Option
from metrics.measure import Measure
from metrics.release import relations
from metrics.release.exact_counts import parts_of
from metrics.release.plan import MEASURES
from metrics.release.relations import Laws
from metrics.units.unit_columns import unit_rows_query


def write_laws(found: Laws) -> None:
    """Let these be the ones that are shipped."""
    text = {
        "definitions": found.definitions,
        "laws": sorted(map(str, found.laws)),
        "likely": sorted(map(str, found.likely)),
        "adding_up": sorted(f"{part} {relations.ADDS_UP} {by}" for part, by in found.adding_up),
    }
    relations.FILE.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")


def definitions_hash() -> str:
    """The SHA-256 of all that decides what is counted: units, and of measures what they read."""
    text = hashlib.sha256()
    for line in _definitions():
        text.update(line.encode())
        text.update(b"\n")
    return text.hexdigest()


def _definitions() -> Iterator[str]:
    units: dict[str, Table] = {str(one.unit.name): one.unit for one in MEASURES.values()}
    for name in sorted(units):
        made = unit_rows_query(units[name]).compile(compile_kwargs={"literal_binds": True})
        yield f"unit\t{name}\t{made}"
    for id_ in sorted(MEASURES):
        yield f"measure\t{id_}\t{_definition(MEASURES[id_])}"


def _definition(measure: Measure) -> str:
    read = {one.name: getattr(measure, one.name) for one in fields(measure)}
    columns = {name: str(of) for name, of in read.items() if isinstance(of, Column)}
    due = measure.matures_after
    waits = due.name if isinstance(due, Option) else due
    parts = [part.key for part in parts_of(measure, DEFAULTS)]
    return f"{measure.kind} {measure.unit.name} {columns} {waits} {parts}"
