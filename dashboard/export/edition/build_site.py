"""Write a static edition: pages, figures, charts, index and search, in several processes."""

import gc
import hashlib
import json
import math
import multiprocessing
import os
import signal
import threading
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import fields, replace
from datetime import date
from functools import cache, partial
from importlib import resources
from importlib.metadata import version
from multiprocessing import active_children, parent_process
from pathlib import Path
from typing import Any

import pandas as pd

from dashboard import data, html_templates, paths
from dashboard.data_dictionary import column_name
from dashboard.export import package, picture_files, report_metadata, template
from dashboard.export.chart_picture import render_png
from dashboard.export.content import COUNTING, WRITING, Part, Progress, Report, unseen
from dashboard.export.edition import jurisdiction_report, pages
from dashboard.export.edition.jurisdiction_report import TITLE, EditionRequest, JurisdictionReport
from dashboard.export.edition.pages import FRONT, Edition
from dashboard.export.edition.site_folder import FolderInTheMaking, make_folder
from dashboard.frames import breakdowns, figures, search_terms
from dashboard.query_params import Choice
from dashboard.records import Records
from dashboard.untrusted_text import csv_bytes
from dashboard.words import ABSENCES
from metrics import catalogue, results, round_to_twelve_digits
from schemas import errors, language
from schemas.language import marked, sort_key, t

# A step of the work: what is asked for and the records make a part of the edition.
Step = Callable[[Any, Records], Any]
# A function that makes one part for each request, in their order.
Run = Callable[[Step, Iterable[Any]], Iterator[Any]]
# A function that opens the records once more, in another process.
Opened = Callable[[], AbstractContextManager[Records]]
# Each process needs about 400 MB of memory.
MOST_WORKERS = 16
CHANGED = marked("The records changed while the edition was made. Run the command again.")


def count_cores() -> int:
    """Return how many processes are useful on this computer."""
    return min(os.cpu_count() or 1, MOST_WORKERS)


def run_here(records: Records) -> Run:
    """Return a function that makes all parts of the edition in this process."""
    return lambda step, requests: (step(one, records) for one in requests)


@contextmanager
def start_workers(number: int, opened: Opened, records: Records) -> Iterator[Run]:
    """Yield a function that makes parts in `number` processes, each with its own open records.

    `opened` and all steps and requests are pickled. If the block ends with an exception, the
    processes are killed. Raises UserError if their records differ from `records`.
    """
    others = set(active_children())
    with ProcessPoolExecutor(
        number,
        multiprocessing.get_context("spawn"),
        _prepare_worker,
        (opened, state_of(records), language.current_language()),
    ) as executor:
        try:
            yield lambda step, requests: executor.map(partial(_run_step, step), requests)
        except BaseException:
            for process in set(active_children()) - others:
                process.kill()
            executor.shutdown(wait=True, cancel_futures=True)
            raise


def state_of(records: Records) -> str:
    """Return a hash of the release if the records are of one, else of the records."""
    return records.release.content_hash if records.release else records.state.whole


def _run_step(step: Step, asked: object) -> object:
    """Run a step in a worker process, with the records opened there."""
    with language.use_language(_WORKER.language):
        return step(asked, _WORKER.records())


class _Worker:
    """What a process keeps between its steps. The records are opened at the first step."""

    opened: Opened
    state: str
    language: str
    _records: Records | None = None
    _stack = ExitStack()

    def records(self) -> Records:
        if self._records is None:
            found = self._stack.enter_context(self.opened())
            if state_of(found) != self.state:
                raise errors.UserError(CHANGED)
            self._records = found
            # The program and its definitions stay. To search them for garbage again and again took
            # a twentieth of the time.
            gc.freeze()
        return self._records


_WORKER = _Worker()


def _prepare_worker(opened: Opened, state: str, speaks: str) -> None:
    """Set up a worker process: it ignores Ctrl+C, and ends when its parent process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORKER.opened, _WORKER.state, _WORKER.language = opened, state, speaks
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent process ends, then end this process."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


Json = Mapping[str, object]


def figure_files(name: str, report: Report) -> dict[str, bytes]:
    """Return the CSV and JSON files with the figures of a page, by file name."""
    return {
        f"{name}.csv": package.csv_alone(report),
        f"{name}.json": _render_json(_page_figures(report)),
    }


def index_entry(profile: JurisdictionReport) -> Json:
    """Build a jurisdiction's index entry: its facts; status, coverage and files by measure."""
    pages_of_measures = []
    for row in results.row_dicts(profile.report.figures):
        known = {name: _plain_number(row[name]) for name in ("period", "status", "coverage")}
        name = f"{profile.id}/{row['measure']}"
        addresses = {kind: f"{name}.{kind}" for kind in ("html", "csv", "json")}
        pages_of_measures.append({"measure": row["measure"], **known, **addresses})
    about = _facts_object(profile.report) | {"page": f"{profile.id}/{FRONT}"}
    return {"about": about, "pages": pages_of_measures}


def render_index(places: Sequence[Json], report: Report) -> bytes:
    """Return the content of `index.json`. `report` may be that of any jurisdiction."""
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
                for one in figures.figure_columns(is_of_release=report.is_of_release)
            ],
            "statuses": {"ok": t("Shown")} | {name: one.words for name, one in ABSENCES.items()},
            "measures": [_measure_object(row) for row in results.row_dicts(report.definitions)],
            "jurisdictions": places,
        }
    )


def render_search_index(edition: Edition) -> bytes:
    """Return the search index as a script: jurisdictions, and words of measures."""
    measures = [
        {
            "id": one.id,
            "title": t(one.title),
            "words": search_terms.measure_words(one),
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
        "definitions": [_definition_object(row) for row in results.row_dicts(report.definitions)],
        "figures": [
            {str(name): _plain_number(value) for name, value in row.items()}
            for row in results.row_dicts(report.figures)
        ],
        "notes": [_definition_object(row) for row in results.row_dicts(report.notes)],
    }


def _measure_object(row: Mapping[str, str]) -> Json:
    """Return a measure for JSON, with its family and the changes of its definition."""
    measure = catalogue.CATALOGUE[row["Measure"]]
    changes = [
        {"version": one.version, "on": one.on.isoformat(), "what": t(one.what)}
        for one in measure.changes
    ]
    return {
        **_definition_object(row),
        "family": t(breakdowns.FAMILY_NAMES[measure.family]),
        **{kind: f"{pages.ACROSS}/{measure.id}.{kind}" for kind in ("html", "csv", "json")},
        "changes": changes,
    }


def _definition_object(row: Mapping[str, str]) -> Json:
    return {column_name(heading): text for heading, text in row.items()}


def _facts_object(report: Report) -> dict[str, str]:
    facts = package.facts_for_programs(report)
    return {column_name(label): text for label, text in facts.items()}


def _plain_number(value: object) -> object:
    """Round to twelve digits, remove the decimal point of whole numbers; NaN becomes None."""
    if not isinstance(value, float):
        return value
    if math.isnan(value):
        return None
    number = round_to_twelve_digits(value)
    return int(number) if number.is_integer() else number


def _render_json(content: Json) -> bytes:
    text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{text}\n".encode()


HERE = Path(__file__).parent
# The end of a page: a hash of what it shows.
MADE_FROM = "<!-- {digest} -->\n"
# Facts that differ after any change of any records, and each day.
OF_ITS_MAKING = {
    *(report_metadata.STATE, report_metadata.RELEASE, report_metadata.MADE_ON),
    report_metadata.CITATION,
}
ICON = paths.STATIC / "icon.svg"
Files = Iterator[tuple[str, bytes]]
REAL = marked(
    "This database has real records. Exact figures must not be published: small numbers can"
    " identify people. Create a release with `release make`, then its edition with `report site"
    " --release`. For your own use, `report NAME` writes reports."
)
# The measures that a worker makes at once: more take longer until the bar moves, fewer need more
# queries.
AT_ONCE = 48
# Zip files have no time zone and begin in 1980. Equal editions have equal bytes.
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def check_may_be_public(records: Records) -> None:
    """Raise UserError if there are real records, or none at all. A release is always public."""
    if records.release is not None:
        return
    if not records.offered.jurisdictions:
        raise errors.UserError(template.NO_RECORDS)
    if not records.places["made_up"].astype(bool).all():
        raise errors.UserError(REAL)


def write_site(
    out: Path,
    asked: EditionRequest,
    records: Records,
    progress: Progress | None = None,
    opened: Opened | None = None,
) -> int:
    """Write the edition into `out` and return its number of files, reusing unchanged pages.

    `opened` opens the same records again, so that one process per core can work; without it
    this process does all. Both write the same files. Raises UserError if records are real, or as
    `make_folder` does. If it is cancelled, `out` is unchanged.
    """
    check_may_be_public(records)
    progress = progress or unseen
    with make_folder(out) as making:
        _write_language(making, asked, records, progress, out, opened)
        for spoken in asked.languages[1:]:
            # Records keep texts, such as names of countries, in the language that first asks.
            again = opened() if opened else nullcontext(records)
            with language.use_language(spoken), again as in_language:
                _write_language(making, asked, in_language, progress, out, opened, f"{spoken}/")
        return len(making.hashes)


def _write_language(
    making: FolderInTheMaking,
    asked: EditionRequest,
    records: Records,
    progress: Progress,
    before: Path,
    opened: Opened | None,
    folder: str = "",
) -> None:
    """Write the edition's pages in the current language into `folder`, and a zip file of them."""
    cores = count_cores()
    with ExitStack() as stack:
        run = run_here(records)
        if opened is not None and cores > 1:
            run = stack.enter_context(start_workers(cores, opened, records))
        files = site_files(asked, records, progress, before=before / folder, run=run)
        for name, content in files:
            making.add(f"{folder}{name}", content)
    zip_files(making, folder)


def zip_files(making: FolderInTheMaking, folder: str = "") -> None:
    """Add a zip file with all files of a folder of the edition, by default of the whole edition."""
    whole = f"{folder}{pages.EVERYTHING}"
    names = sorted(name for name in making.hashes if name.startswith(folder))
    with zipfile.ZipFile(making.path / whole, "w") as archive:
        for name in names:
            entry = zipfile.ZipInfo(name.removeprefix(folder), ZIP_DATE)
            archive.writestr(entry, (making.path / name).read_bytes(), zipfile.ZIP_DEFLATED)
    making.hash(whole)


def site_files(
    asked: EditionRequest,
    records: Records,
    progress: Progress = unseen,
    *,
    before: Path | None = None,
    run: Run | None = None,
) -> Files:
    """Yield the files of the edition in parts, because together they would not fit into memory.

    Pages that are unchanged in the previous edition, in the folder `before`, are not made again.
    """
    run = run or run_here(records)
    names = records.offered.jurisdictions
    ordered = sorted(asked.choices, key=lambda one: sort_key(names[one.jurisdiction]))
    edition = Edition(
        [(one.jurisdiction, names[one.jurisdiction]) for one in ordered],
        asked.ids,
        asked.address,
        asked.languages,
    )
    made: list[JurisdictionReport] = []
    progress(COUNTING, 0, len(ordered))
    for jurisdiction, files in run(partial(build_jurisdiction, asked, edition, before), ordered):
        made.append(jurisdiction)
        progress(COUNTING, len(made), len(ordered))
        yield from files.items()
    ids = [id_ for id_ in catalogue.CATALOGUE if id_ in asked.ids]
    few = [ids[first : first + AT_ONCE] for first in range(0, len(ids), AT_ONCE)]
    steps = (
        (
            partial(build_measures, asked, edition, before),
            [(of, ids_) for of in made for ids_ in few],
        ),
        (partial(build_across, edition, before), [(made, ids_) for ids_ in few]),
    )
    done, every = 0, len(ids) * (len(made) + 1)
    progress(WRITING, 0, every)
    for step, requests in steps:
        for (_, counted), files in zip(requests, run(step, requests), strict=True):
            done += len(counted)
            progress(WRITING, done, every)
            yield from files.items()
    yield from _front_files(made, edition, records)


def _front_files(made: Sequence[JurisdictionReport], edition: Edition, records: Records) -> Files:
    # Any of the reports, because all have the same state of the records and the same day.
    report = replace(made[0].report, parts=())
    corrected = records.ask(data.corrected)
    sections = template.load_template(jurisdiction_report.QUESTIONS).sections
    asked = dict.fromkeys(id_ for one in sections if one.by == "year" for id_ in one.measures)
    leading = [
        jurisdiction_report.build_across(catalogue.CATALOGUE[id_], made, records)
        for id_ in asked
        if id_ in edition.ids
    ]
    yield FRONT, pages.front_page(made, report, edition, corrected, leading)
    yield pages.METHODS, pages.methods_page(report, edition, corrected)
    if corrected is not None and len(corrected.lines):
        yield f"{pages.LOG}.html", pages.corrections_page(corrected, report, edition)
        yield f"{pages.LOG}.csv", csv_bytes(corrected.lines)
    yield "index.json", render_index([index_entry(of) for of in made], report)
    yield "search-index.js", render_search_index(edition)
    yield "search.js", (HERE / "search.js").read_bytes()
    yield "style.css", pages.stylesheet()
    yield "icon.svg", ICON.read_bytes()
    for name, content in html_templates.font_files(pages.WEIGHTS).items():
        yield f"{pages.LETTERS}{name}", content


def build_jurisdiction(
    asked: EditionRequest, edition: Edition, before: Path | None, choice: Choice, records: Records
) -> tuple[JurisdictionReport, dict[str, bytes]]:
    """Make the pages and files on a jurisdiction as a whole, and on its families of measures.

    The report is returned without charts, which are large and no longer needed.
    """
    made = jurisdiction_report.build_report(choice, records, asked)
    plain = replace(made, report=_without_pictures(made.report))
    write = partial(page_files, edition=edition, before=before and before / made.id)
    page = partial(pages.jurisdiction_page, made, edition)
    files = write("index", plain.report, page, further=made.findings)
    defined = made.report.definitions
    for letter, part in made.families.items():
        of_family = defined["Measure"].isin(set(part.blocks[0].figures["measure"]))
        report = replace(made.report, parts=(part,), answers=(), definitions=defined[of_family])
        page = partial(pages.family_page, report, letter, made, edition)
        files |= write(letter, report, page)
    return plain, {f"{made.id}/{name}": content for name, content in files.items()}


def build_measures(
    asked: EditionRequest,
    edition: Edition,
    before: Path | None,
    request: tuple[JurisdictionReport, Sequence[str]],
    records: Records,
) -> dict[str, bytes]:
    """Make the pages and files of some measures of a jurisdiction."""
    made, ids = request
    files: dict[str, bytes] = {}
    write = partial(page_files, edition=edition, before=before and before / made.id)
    for of in jurisdiction_report.build_measures(made, ids, records, asked):
        page = partial(pages.measure_page, of, made, edition)
        files |= write(of.measure.id, of.report, page, further=of.answer)
    return {f"{made.id}/{name}": content for name, content in files.items()}


def build_across(
    edition: Edition,
    before: Path | None,
    request: tuple[Sequence[JurisdictionReport], Sequence[str]],
    records: Records,
) -> dict[str, bytes]:
    """Make the pages and files of some measures over all jurisdictions."""
    places, ids = request
    write = partial(page_files, edition=edition, before=before and before / pages.ACROSS)
    files: dict[str, bytes] = {}
    for id_ in ids:
        of = jurisdiction_report.build_across(catalogue.CATALOGUE[id_], places, records)
        files |= write(id_, of.report, partial(pages.across_page, of, edition), with_png=True)
    return {f"{pages.ACROSS}/{name}": content for name, content in files.items()}


def page_files(
    name: str,
    report: Report,
    render: Callable[[], bytes],
    *,
    edition: Edition,
    before: Path | None,
    further: object = "",
    with_png: bool = False,
) -> dict[str, bytes]:
    """Return the files of a page by name: its HTML, its figures, and its charts.

    `further` is what the page shows that is not in its report. If the previous edition, in the
    folder `before`, has the page with the same contents, its files are reused unchanged: they name
    the records and the day from which they were made.
    """
    mark = MADE_FROM.format(digest=_digest_page(report, edition, further)).encode()
    kept = _kept_files(name, report, before, with_png=with_png) if before else {}
    if kept.get(f"{name}.html", b"").endswith(mark):
        return kept
    files = {f"{name}.html": render() + mark} | figure_files(name, report)
    return files | _chart_files(report, name, with_png=with_png)


def _kept_files(name: str, report: Report, before: Path, *, with_png: bool) -> dict[str, bytes]:
    """Return the files of a page that exist in the previous edition, by name."""
    charts = [picture_files.chart_name(block, name) for block in picture_files.charts_of(report)]
    kinds = ("svg", "html", "png") if with_png else ("svg", "html")
    names = [f"{name}.{kind}" for kind in ("html", "csv", "json")]
    names += [f"{chart}.{kind}" for chart in charts for kind in kinds]
    return {one: (before / one).read_bytes() for one in names if (before / one).exists()}


def _digest_page(report: Report, edition: Edition, further: object) -> str:
    """Return a hash of all that a page shows, except the hash of the records and the dates."""
    facts = [fact for fact in report.facts if fact.label not in OF_ITS_MAKING]
    shown = _fields(report) | {"facts": facts, "made_on": "", "submissions": ""}
    every = [shown, edition, further, language.current_language(), _hash_program()]
    return hashlib.sha256(json.dumps(every, default=_plain_values).encode()).hexdigest()


def _plain_values(value: Any) -> object:
    """Return a value of a report as something that `json` can write."""
    match value:
        case pd.DataFrame():
            return [*value.columns], value.to_numpy(dtype=object).tolist()
        case date():
            return value.isoformat()
        case _:
            return _fields(value)


def _fields(value: Any) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


@cache
def _hash_program() -> str:
    """Return a hash of the program: another version may write the same figures differently."""
    folders = [Path(str(resources.files(name))) for name in ("dashboard", "metrics", "schemas")]
    files_ = sorted(one for folder in folders for one in folder.rglob("*") if one.is_file())
    every = hashlib.sha256(version("vl-convert-python").encode())
    for one in files_:
        if "__pycache__" not in one.parts:
            every.update(one.read_bytes())
    return every.hexdigest()


def _chart_files(report: Report, page: str, *, with_png: bool = False) -> dict[str, bytes]:
    """Return a page's picture files, and a small HTML page per chart for other sites to embed."""
    files: dict[str, bytes] = {}
    for block in picture_files.charts_of(report):
        name = picture_files.chart_name(block, page)
        svg = picture_files.frame_picture(block, report)
        files[f"{name}.svg"] = svg.encode()
        if with_png:
            files[f"{name}.png"] = render_png(svg)
        files[f"{name}.html"] = pages.chart_page(block, name, page, report)
    return files


def _without_pictures(report: Report) -> Report:
    """Return the report without charts, which are large and no longer needed."""

    def plain(part: Part) -> Part:
        return replace(part, blocks=tuple(replace(one, picture=None) for one in part.blocks))

    return replace(report, parts=tuple(plain(part) for part in report.parts))
