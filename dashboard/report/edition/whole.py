"""A static edition as files: every jurisdiction's pages, what they share, and the index."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dashboard import top
from dashboard.exports.csv_file import csv_bytes
from dashboard.report.edition import folder, numbers, pages, profile
from dashboard.report.edition.pages import FRONT, Edition, Place
from dashboard.report.edition.profile import Asked, Profile
from dashboard.report.records import Records
from dashboard.report.stages import COUNTING, WRITING, Progress, unseen
from dashboard.shared import letters
from schemas import errors

HERE = Path(__file__).parent
ICON = top.STATIC / "icon.svg"
Files = Iterator[tuple[str, bytes]]
REAL = (
    "There are real records in this database. A static edition is for everybody, and exact figures"
    " of real records are not for publication: small numbers can point to persons. Make a release"
    " of them with `release make`, and the edition of that with `report site --release`. `report"
    " NAME` writes reports for your own use."
)


def allow(records: Records) -> None:
    """UserError where any record is not made up, or there is none. A release is for everybody."""
    if records.release is not None:
        return
    if not records.offered.jurisdictions:
        raise errors.UserError("There are no records here yet: `import` brings them in.")
    if not records.places["made_up"].astype(bool).all():
        raise errors.UserError(REAL)


def write(out: Path, asked: Asked, records: Records, progress: Progress | None = None) -> int:
    """Write the edition and return how many files it has.

    UserError where records are not made up, and those of `folder.made`; nothing is left by whoever
    cancels.
    """
    allow(records)
    with folder.made(out) as making:
        for name, content in of(asked, records, progress or unseen):
            making.add(name, content)
        return len(making.hashes)


def of(asked: Asked, records: Records, progress: Progress = unseen) -> Files:
    """The files by name, made one after the other: all at once would fill the memory."""
    names = records.offered.jurisdictions
    ordered = sorted(asked.choices, key=lambda one: names[one.jurisdiction])
    edition = Edition([(one.jurisdiction, names[one.jurisdiction]) for one in ordered], asked.ids)
    places, listed = [], []
    for number, choice in enumerate(ordered):
        progress(COUNTING, number, len(ordered))
        made = profile.of(choice, records, asked)
        place = _place(made)
        places.append(place)
        listed.append(numbers.listed(made))
        # Of any of them: all are of one state of the records and of one day.
        report = replace(made.report, parts=())
        done = number * len(asked.ids), len(ordered) * len(asked.ids)
        for name, content in _of_place(made, place, edition, _within(progress, done)):
            yield f"{place.id}/{name}", content
    progress(COUNTING, len(ordered), len(ordered))
    corrected = records.corrections()
    yield FRONT, pages.front(places, report, corrected)
    if corrected is not None and len(corrected.lines):
        yield f"{pages.LOG}.html", pages.of_corrections(corrected, report)
        yield f"{pages.LOG}.csv", csv_bytes(corrected.lines)
    yield "index.json", numbers.index(listed, report)
    yield "search-index.js", numbers.sought(edition)
    yield from _shared()


def _shared() -> Files:
    yield "search.js", (HERE / "search.js").read_bytes()
    yield "style.css", pages.style()
    yield "icon.svg", ICON.read_bytes()
    for name, content in letters.files(pages.WEIGHTS).items():
        yield f"{pages.LETTERS}{name}", content


def _of_place(made: Profile, place: Place, edition: Edition, progress: Progress) -> Files:
    yield FRONT, pages.of_place(made, place)
    yield from numbers.beside("index", made.report).items()
    for letter, part in made.families.items():
        yield f"{letter}.html", pages.of_family(made, letter, place)
        yield from numbers.beside(letter, numbers.of_family(made.report, part)).items()
    every = len(made.report.definitions)
    for number, of_measure in enumerate(made.measures):
        progress(WRITING, number, every)
        id_ = of_measure.measure.id
        yield f"{id_}.html", pages.of_measure(of_measure, place, edition)
        yield from numbers.beside(id_, of_measure.report).items()
    progress(WRITING, every, every)


def _place(made: Profile) -> Place:
    facts = dict(made.report.facts)
    told = int((made.report.figures["status"] == "ok").sum())
    return Place(made.id, facts["Place"], made.report.period, facts[pages.STATE_OF], told)


def _within(progress: Progress, so_far: tuple[int, int]) -> Progress:
    """Progress over the measures of all places, of which some are done before."""
    before, every = so_far
    return lambda what, done, _: progress(what, before + done, every)
