"""The figures beside each page as CSV and JSON, and the index of the whole edition."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dashboard.each_row import each_row
from dashboard.report import figures, told
from dashboard.report.content import Part, Report
from dashboard.report.edition.pages import FRONT, Edition
from dashboard.report.edition.profile import TITLE, Profile
from dashboard.report.writers import package
from dashboard.shared.frames import families
from dashboard.words import ABSENCES
from metrics import catalogue, twelve_digits

Json = Mapping[str, object]


@dataclass(frozen=True)
class Listed:
    """What the index says of a jurisdiction, once its pages are written."""

    facts: Json
    pages: Sequence[Json]


def beside(name: str, report: Report) -> dict[str, bytes]:
    """The files with the figures of a page, by name; `report` holds nothing else."""
    return {f"{name}.csv": package.alone(report), f"{name}.json": _json(_of_page(report))}


def of_family(report: Report, part: Part) -> Report:
    """The report of a jurisdiction with one family of measures alone."""
    ids = set(part.blocks[0].figures["measure"])
    defined = report.definitions
    return replace(
        report, parts=(part,), answers=(), definitions=defined[defined["Measure"].isin(ids)]
    )


def listed(profile: Profile) -> Listed:
    """What the index says of the jurisdiction: its facts, each page and how much is known there."""
    pages = []
    for row in each_row(profile.report.figures):
        known = {name: _plain(row[name]) for name in ("period", "status", "coverage")}
        name = f"{profile.id}/{row['measure']}"
        addresses = {kind: f"{name}.{kind}" for kind in ("html", "csv", "json")}
        pages.append({"measure": row["measure"], **known, **addresses})
    return Listed(_facts(profile.report) | {"page": f"{profile.id}/{FRONT}"}, pages)


def index(places: Sequence[Listed], report: Report) -> bytes:
    """`index.json`; `report` is that of any of the jurisdictions."""
    facts = dict(report.facts)
    return _json(
        {
            "title": TITLE,
            "warnings": report.warnings,
            "made_on": report.made_on.isoformat(),
            "made_by": facts["Made by"],
            "state": facts[told.STATE],
            "how_to_read": facts[told.READ_BY],
            "columns": [
                {
                    "name": one.name,
                    "type": one.holds,
                    "title": one.title,
                    "description": one.meaning,
                }
                for one in _columns(report)
            ],
            "statuses": {"ok": "Shown"} | {name: one.words for name, one in ABSENCES.items()},
            "measures": [_measure(row) for row in each_row(report.definitions)],
            "jurisdictions": [{"about": one.facts, "pages": one.pages} for one in places],
        }
    )


def _columns(report: Report) -> Sequence[figures.Column]:
    is_of_release = told.RELEASE in dict(report.facts)
    return (*figures.COLUMNS, *figures.OF_RELEASE) if is_of_release else figures.COLUMNS


def sought(edition: Edition) -> bytes:
    """The index that is searched, as a script: ids and names of places, words of measures."""
    measures = [
        {
            "id": one.id,
            "title": one.title,
            "words": f"{one.question} {one.denominator_words} {families.NAMES[one.family]}",
        }
        for one in map(catalogue.CATALOGUE.__getitem__, edition.ids)
    ]
    found = {
        "places": [{"id": id_, "name": name} for id_, name in edition.places],
        "measures": measures,
    }
    return f"globalThis.edition = {json.dumps(found)};\n".encode()


def _of_page(report: Report) -> Json:
    return {
        "title": report.title,
        "warnings": report.warnings,
        "about": _facts(report),
        "definitions": [_named(row) for row in each_row(report.definitions)],
        "figures": [
            {str(name): _plain(value) for name, value in row.items()}
            for row in each_row(report.figures)
        ],
        "notes": [_named(row) for row in each_row(report.notes)],
    }


def _measure(row: Mapping[str, str]) -> Json:
    measure = catalogue.CATALOGUE[row["Measure"]]
    changes = [
        {"version": one.version, "on": one.on.isoformat(), "what": one.what}
        for one in measure.changes
    ]
    return {**_named(row), "family": families.NAMES[measure.family], "changes": changes}


def _named(row: Mapping[str, str]) -> Json:
    return {package.name_of(heading): text for heading, text in row.items()}


def _facts(report: Report) -> dict[str, str]:
    return {package.name_of(fact.label): fact.text for fact in report.facts}


def _plain(value: object) -> object:
    """Numbers with twelve digits, whole ones without a point; none where there is none."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    number = twelve_digits(value)
    return int(number) if number.is_integer() else number


def _json(content: Json) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()
