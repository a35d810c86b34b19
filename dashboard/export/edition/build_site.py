"""Write a static edition: pages, figures, index and search, safely into a folder."""

import fcntl
import hashlib
import json
import math
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from dashboard import paths, templates
from dashboard.export import package, report_metadata
from dashboard.export.content import COUNTING, WRITING, Part, Progress, Report, unseen
from dashboard.export.csv_file import csv_bytes
from dashboard.export.edition import jurisdiction_report, pages
from dashboard.export.edition.jurisdiction_report import TITLE, EditionRequest, JurisdictionReport
from dashboard.export.edition.pages import FRONT, Edition, JurisdictionEntry
from dashboard.export.records import Records
from dashboard.export.template import NO_RECORDS
from dashboard.frames import breakdowns, figures
from dashboard.words import ABSENCES
from metrics import catalogue, twelve_digits
from schemas import errors
from schemas.language import marked, message, t

# The list of files with their SHA-256, in the format of `sha256sum --check`.
LISTED = "files.txt"
MOST_NAMED = 3


@dataclass
class FolderInTheMaking:
    """A temporary folder that will become the edition, with hashes of its files."""

    path: Path
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        """Write a file. The name may include folders."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        self.hashes[name] = hashlib.sha256(content).hexdigest()


@contextmanager
def make_folder(folder: Path) -> Iterator[FolderInTheMaking]:
    """Yield a temporary folder that replaces `folder` at the end of the block.

    After an exception, `folder` is unchanged. Raises UserError if `folder` has content that is not
    an edition, if another edition is being written into it, or if it cannot be written.
    """
    folder = folder.absolute().resolve()
    beside, before = (folder.with_name(f".{folder.name}.{what}") for what in ("making", "before"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock_folder(beside) as making:
            _recover(folder, before)
            check_folder(folder)
            yield making
            listed = [f"{digest}  {name}\n" for name, digest in sorted(making.hashes.items())]
            (making.path / LISTED).write_text("".join(listed), encoding="utf-8")
            # Check again: the content may have changed in these minutes.
            check_folder(folder)
            _swap_folders(making.path, folder, before)
    except OSError as error:
        raise errors.UserError(
            message(
                "Cannot write into {folder}: {reason}. Choose another folder.",
                folder=folder.name,
                reason=error.strerror,
            )
        ) from error


def check_folder(folder: Path) -> None:
    """Raise UserError if the folder has anything but an unchanged edition."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise errors.UserError(message("{name} is a file. Choose a folder.", name=folder.name))
    here = {one.relative_to(folder).as_posix(): one for one in folder.rglob("*")}
    files = {name: one for name, one in here.items() if one.is_symlink() or not one.is_dir()}
    if not here:
        return
    if LISTED not in files:
        raise errors.UserError(
            message(
                "The folder {folder} has other contents than an edition: {names}. Choose another"
                " folder, or an empty one.",
                folder=folder.name,
                names=_names_text(here),
            )
        )
    written = _read_listed(files.pop(LISTED))
    strange = [
        name
        for name, one in files.items()
        if one.is_symlink() or written.get(name) != hashlib.sha256(one.read_bytes()).hexdigest()
    ]
    if strange:
        raise errors.UserError(
            message(
                "The folder {folder} has files that were added or changed after the edition was"
                " written: {names}. Remove them, or choose another folder.",
                folder=folder.name,
                names=_names_text(strange),
            )
        )


def _read_listed(file: Path) -> Mapping[str, str]:
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _names_text(names: "Mapping[str, Path] | list[str]") -> str:
    first = sorted(names)[:MOST_NAMED]
    return ", ".join([*first, *(["..."] if len(names) > len(first) else [])])


@contextmanager
def _lock_folder(beside: Path) -> Iterator[FolderInTheMaking]:
    """Create a temporary folder and lock it. A folder left by a killed process is removed."""
    lock = beside.with_suffix(".lock")
    handle = os.open(lock, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _is_locked(handle, lock):
            raise errors.UserError(
                message(
                    "Another edition is being written into this folder. Wait until it is complete,"
                    " or choose another folder."
                )
            )
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        try:
            yield FolderInTheMaking(beside)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
            lock.unlink(missing_ok=True)
    finally:
        os.close(handle)


def _is_locked(handle: int, lock: Path) -> bool:
    """Whether this process has the lock, on a lock file that was not just removed."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(handle), lock.stat())
    except (BlockingIOError, FileNotFoundError):
        return False


def _recover(folder: Path, before: Path) -> None:
    """Repair the folder if a process was killed while it was replaced."""
    if before.exists() and not folder.exists():
        before.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def _swap_folders(made_: Path, folder: Path, before: Path) -> None:
    """Replace the folder. If this is interrupted, put the old one back."""
    if folder.exists():
        folder.rename(before)
    try:
        made_.rename(folder)
    except BaseException:
        if before.exists():
            before.rename(folder)
        raise
    shutil.rmtree(before, ignore_errors=True)


Json = Mapping[str, object]


@dataclass(frozen=True)
class IndexEntry:
    """The entry of a jurisdiction in the index."""

    facts: Json
    pages: Sequence[Json]


def figure_files(name: str, report: Report) -> dict[str, bytes]:
    """Return the CSV and JSON files with the figures of a page, by file name."""
    return {
        f"{name}.csv": package.csv_alone(report),
        f"{name}.json": _render_json(_page_figures(report)),
    }


def family_report(report: Report, part: Part) -> Report:
    """Return the report of a jurisdiction, limited to one family of measures."""
    ids = set(part.blocks[0].figures["measure"])
    defined = report.definitions
    return replace(
        report, parts=(part,), answers=(), definitions=defined[defined["Measure"].isin(ids)]
    )


def index_entry(profile: JurisdictionReport) -> IndexEntry:
    """Build the index entry of a jurisdiction: its facts, and for each page how much is known."""
    pages = []
    for row in profile.report.figures.to_dict("records"):
        known = {name: _plain_number(row[name]) for name in ("period", "status", "coverage")}
        name = f"{profile.id}/{row['measure']}"
        addresses = {kind: f"{name}.{kind}" for kind in ("html", "csv", "json")}
        pages.append({"measure": row["measure"], **known, **addresses})
    return IndexEntry(_facts_object(profile.report) | {"page": f"{profile.id}/{FRONT}"}, pages)


def render_index(places: Sequence[IndexEntry], report: Report) -> bytes:
    """Return `index.json`. `report` may be that of any jurisdiction."""
    facts = dict(report.facts)
    return _render_json(
        {
            "title": t(TITLE),
            "warnings": report.warnings,
            "made_on": report.made_on.isoformat(),
            "made_by": facts["Made by"],
            "state": facts[report_metadata.STATE],
            "how_to_read": facts[report_metadata.READ_BY],
            "columns": [
                {
                    "name": one.name,
                    "type": one.holds,
                    "title": t(one.title),
                    "description": t(one.meaning),
                }
                for one in _column_objects(report)
            ],
            "statuses": {"ok": t("Shown")} | {name: one.words for name, one in ABSENCES.items()},
            "measures": [_measure_object(row) for row in report.definitions.to_dict("records")],
            "jurisdictions": [{"about": one.facts, "pages": one.pages} for one in places],
        }
    )


def _column_objects(report: Report) -> Sequence[figures.Column]:
    is_of_release = report_metadata.RELEASE in dict(report.facts)
    return (*figures.COLUMNS, *figures.OF_RELEASE) if is_of_release else figures.COLUMNS


def render_search_index(edition: Edition) -> bytes:
    """Return the search index as a script: jurisdictions, and words of measures."""
    measures = [
        {
            "id": one.id,
            "title": t(one.title),
            "words": " ".join(
                map(t, (one.question, one.population, breakdowns.FAMILY_NAMES[one.family]))
            ),
        }
        for one in map(catalogue.CATALOGUE.__getitem__, edition.ids)
    ]
    found = {
        "places": [{"id": id_, "name": name} for id_, name in edition.places],
        "measures": measures,
    }
    return f"globalThis.edition = {json.dumps(found)};\n".encode()


def _page_figures(report: Report) -> Json:
    """Return the content of a JSON file: facts, definitions, figures and notes of a page."""
    return {
        "title": report.title,
        "warnings": report.warnings,
        "about": _facts_object(report),
        "definitions": [_definition_object(row) for row in report.definitions.to_dict("records")],
        "figures": [
            {str(name): _plain_number(value) for name, value in row.items()}
            for row in report.figures.to_dict("records")
        ],
        "notes": [_definition_object(row) for row in report.notes.to_dict("records")],
    }


def _measure_object(row: Mapping[str, str]) -> Json:
    """Return a measure for JSON, with family and changes of its definition."""
    measure = catalogue.CATALOGUE[row["Measure"]]
    changes = [
        {"version": one.version, "on": one.on.isoformat(), "what": t(one.what)}
        for one in measure.changes
    ]
    return {
        **_definition_object(row),
        "family": t(breakdowns.FAMILY_NAMES[measure.family]),
        "changes": changes,
    }


def _definition_object(row: Mapping[str, str]) -> Json:
    return {package.column_name(heading): text for heading, text in row.items()}


def _facts_object(report: Report) -> dict[str, str]:
    return {package.column_name(fact.label): fact.text for fact in report.facts}


def _plain_number(value: object) -> object:
    """Round to twelve digits, remove the decimal point of whole numbers; NaN becomes None."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    number = twelve_digits(value)
    return int(number) if number.is_integer() else number


def _render_json(content: Json) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


HERE = Path(__file__).parent
ICON = paths.STATIC / "icon.svg"
Files = Iterator[tuple[str, bytes]]
REAL = marked(
    "This database has real records. Exact figures must not be published: small numbers can"
    " identify people. Create a release with `release make`, then its edition with `report site"
    " --release`. For your own use, `report NAME` writes reports."
)


def check_may_be_public(records: Records) -> None:
    """Raise UserError if there are real records, or none at all. A release is always public."""
    if records.release is not None:
        return
    if not records.offered.jurisdictions:
        raise errors.UserError(message(NO_RECORDS))
    if not records.places["made_up"].astype(bool).all():
        raise errors.UserError(message(REAL))


def write_site(
    out: Path, asked: EditionRequest, records: Records, progress: Progress | None = None
) -> int:
    """Write the edition and return its number of files.

    Raises UserError if records are real, or as `make_folder` does. If it is cancelled, nothing is
    left.
    """
    check_may_be_public(records)
    with make_folder(out) as making:
        for name, content in site_files(asked, records, progress or unseen):
            making.add(name, content)
        return len(making.hashes)


def site_files(asked: EditionRequest, records: Records, progress: Progress = unseen) -> Files:
    """Yield the files one by one, because together they would not fit into memory."""
    names = records.offered.jurisdictions
    ordered = sorted(asked.choices, key=lambda one: names[one.jurisdiction])
    edition = Edition([(one.jurisdiction, names[one.jurisdiction]) for one in ordered], asked.ids)
    jurisdictions, listed = [], []
    for number, choice in enumerate(ordered):
        progress(COUNTING, number, len(ordered))
        made = jurisdiction_report.build_report(choice, records, asked)
        jurisdiction = _jurisdiction_entry(made)
        jurisdictions.append(jurisdiction)
        listed.append(index_entry(made))
        # Any of the reports, because all have the same state of the records and the same day.
        report = replace(made.report, parts=())
        done = number * len(asked.ids), len(ordered) * len(asked.ids)
        for name, content in _jurisdiction_files(
            made, jurisdiction, edition, _scaled_progress(progress, done)
        ):
            yield f"{jurisdiction.id}/{name}", content
    progress(COUNTING, len(ordered), len(ordered))
    corrected = records.corrections()
    yield FRONT, pages.front_page(jurisdictions, report, corrected)
    if corrected is not None and len(corrected.lines):
        yield f"{pages.LOG}.html", pages.corrections_page(corrected, report)
        yield f"{pages.LOG}.csv", csv_bytes(corrected.lines)
    yield "index.json", render_index(listed, report)
    yield "search-index.js", render_search_index(edition)
    yield from _shared_files()


def _shared_files() -> Files:
    yield "search.js", (HERE / "search.js").read_bytes()
    yield "style.css", pages.stylesheet()
    yield "icon.svg", ICON.read_bytes()
    for name, content in templates.font_files(pages.WEIGHTS).items():
        yield f"{pages.LETTERS}{name}", content


def _jurisdiction_files(
    made: JurisdictionReport, jurisdiction: JurisdictionEntry, edition: Edition, progress: Progress
) -> Files:
    """Yield the pages and files of one jurisdiction: overview, families, measures."""
    yield FRONT, pages.jurisdiction_page(made, jurisdiction)
    yield from figure_files("index", made.report).items()
    for letter, part in made.families.items():
        yield f"{letter}.html", pages.family_page(made, letter, jurisdiction)
        yield from figure_files(letter, family_report(made.report, part)).items()
    every = len(made.report.definitions)
    for number, of_measure in enumerate(made.measures):
        progress(WRITING, number, every)
        id_ = of_measure.measure.id
        yield f"{id_}.html", pages.measure_page(of_measure, jurisdiction, edition)
        yield from figure_files(id_, of_measure.report).items()
    progress(WRITING, every, every)


def _jurisdiction_entry(made: JurisdictionReport) -> JurisdictionEntry:
    facts = dict(made.report.facts)
    shown = int((made.report.figures["status"] == "ok").sum())
    date = facts[report_metadata.REFERENCE_DATE]
    return JurisdictionEntry(made.id, facts["Place"], made.report.period, date, shown)


def _scaled_progress(progress: Progress, so_far: tuple[int, int]) -> Progress:
    """Convert the progress of one jurisdiction to that of all."""
    before, every = so_far
    return lambda what, done, _: progress(what, before + done, every)
