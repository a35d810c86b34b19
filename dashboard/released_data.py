"""Answer the queries of `dashboard.data` from a published release instead of records."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from dashboard import words
from dashboard.words import NOT_RELEASED
from metrics import catalogue, publication_details, published, results
from metrics.release import archive, figure_notes, plan, reading, returns
from schemas import errors, findings
from schemas.language import marked, message, n, t

RELEASES = "PROSECUTION_QUALITY_RELEASES"
MEASURE, JURISDICTION, PERIOD = "measure", "jurisdiction", "period"
YEAR, ALL, FORM = "year", "all", "form"
# The separator in names of periods of several years, as in the store and `results.in_span`.
BETWEEN = "-"
NONE_YET = message("No figures have been released yet.")
# So many characters of the hash identify a release; the list of releases has all of it.
SIGNS = 16
Spans = tuple[results.Span, ...]


class About(NamedTuple):
    """The facts about a release that every page shows.

    `periods` are its periods, the latest first: under "" the periods for all records, under FORM
    those for one form of exploitation. If the release was made of returns, `origins` names for each
    jurisdiction the release that it sent.
    """

    number: int
    made_on: date
    content_hash: str
    made_up: bool
    notes: tuple[str, ...]
    plan: int
    periods: Mapping[str, Spans]
    origins: Mapping[str, reading.Origin] = MappingProxyType({})


class NotReleased(Exception):
    """A page asked a release for something that no release contains: a bug of the page."""


def releases_address(records_url: str) -> str:
    """Return the address of the releases: from the environment, else next to the records.

    Raises UserError if the records are on a server and the environment does not name an address.
    """
    return archive.address(records_url, os.environ.get(RELEASES))


def release_version(url: str) -> str:
    """Return the version of what a database of releases shows, for the cache.

    Raises the errors of `reading.shown`.
    """
    try:
        engine = archive.reading(url)
    except errors.DatabaseMissing as missing:
        # Users who may only see releases must not learn where these are stored.
        raise errors.DatabaseMissing(NONE_YET) from missing
    with engine.connect() as connection:
        release = reading.shown(connection).release
        # These change while the shown release stays the same. Withdrawn releases and returns leave
        # the list of corrections, and what the last return changed.
        beside = (
            [*archive.valid_releases(connection)],
            [(one.number, one.withdrawn_at) for one in returns.list_returns(connection)],
            [(note.note, note.removed_on) for note in figure_notes.list_notes(connection)],
            published.version(connection),
        )
    content = f"{release.content_hash}{beside}".encode()
    return f"{release.number}-{hashlib.sha256(content).hexdigest()[:SIGNS]}"


def refuse_query(_connection: Any, *_question: object, **_how: object) -> Any:
    """Raise NotReleased: this is a release's answer to queries that no release can answer."""
    raise NotReleased


def with_currency(rows: pd.DataFrame, currencies: Mapping[str, str | None]) -> pd.DataFrame:
    """Add a column `currency` with the currency code of each row's jurisdiction, empty if none."""
    codes = [currencies.get(jurisdiction) or "" for jurisdiction in rows[JURISDICTION].tolist()]
    return rows.assign(currency=pd.Series(codes, rows.index, dtype="str"))


def rows(
    connection: Any,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """Return the released rows of measures; columns of `reading.rows`, `covered` and `currency`.

    Without a breakdown, every measure has a row for each jurisdiction and year, or asked period.
    If a figure is not in the release, its status is NOT_RELEASED.
    """
    released = reading.rows(connection, ids, by=by, years=years, only=only)
    further = [name for name in by if name not in (JURISDICTION, YEAR)]
    if not further and (YEAR in by or years != results.EVER):
        released = _add_unreleased_rows(connection, released, ids, by=by, only=only)
    content = reading.shown(connection).content
    currencies = dict(content.places.select(JURISDICTION, "currency").iter_rows())
    # A release only has rows of its own periods, and all are covered.
    return with_currency(released.assign(covered=True), currencies)


def rows_of_periods(
    connection: Any,
    ids: tuple[str, ...],
    *,
    spans: Spans,
    only: results.Only = (),
) -> pd.DataFrame:
    """Return released rows of each year and of several periods; the column `period` names them."""
    of_years = rows(connection, ids, by=(YEAR,), only=only)
    of_spans = [
        rows(connection, ids, years=span, only=only).assign(period=f"{span[0]}{BETWEEN}{span[1]}")
        for span in spans
    ]
    return pd.concat([of_years, *of_spans], ignore_index=True)


def reach(
    connection: Any,
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """Return, from a release, the share of cases in which each link group was charged.

    The columns are those of `rows`, and `group`.
    """
    shares = reading.share_set_rows(connection, plan.CHAIN, by=by, years=years, only=only)
    return shares.rename(columns={"of": "group"})


def cohort_steps(
    connection: Any, *, years: results.Years = results.EVER, only: results.Only = ()
) -> pd.DataFrame:
    """Return, from a release, the share of a cohort that reached each step of proceedings.

    The columns are those of `rows`, and `step`.
    """
    shares = reading.share_set_rows(connection, plan.COHORT, years=years, only=only)
    return shares.rename(columns={"of": "step"})


def combine_with_released(exact: pd.DataFrame, released: pd.DataFrame, own: str) -> pd.DataFrame:
    """Return the exact rows of the jurisdiction `own`, then the released rows of all others."""
    others = reading.hide_few_between_jurisdictions(released[released[JURISDICTION] != own])
    return pd.concat([exact[exact[JURISDICTION] == own], others], ignore_index=True)


def _add_unreleased_rows(
    connection: Any,
    released: pd.DataFrame,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...],
    only: results.Only,
) -> pd.DataFrame:
    """Add rows with status NOT_RELEASED; without them a page would say that there are no cases."""
    places = [value for name, value in only if name == JURISDICTION]
    places = places or jurisdictions(connection)[JURISDICTION].tolist()
    periods = [str(year) for year in years_of(connection)] if YEAR in by else [ALL]
    there = set(released[[MEASURE, JURISDICTION, PERIOD]].itertuples(index=False, name=None))
    lacking = [key for key in product(ids, places, periods) if key not in there]
    if not lacking:
        return released
    silent = pd.DataFrame([_unreleased_row(*key) for key in lacking]).reindex(
        columns=released.columns
    )
    filled = pd.concat(
        [released, silent.astype(released.dtypes.to_dict())] if len(released) else [silent]
    )
    order = {id_: position for position, id_ in enumerate(ids)}
    return filled.sort_values(
        [MEASURE, JURISDICTION, PERIOD],
        key=lambda of: of.map(order) if of.name == MEASURE else of,
        ignore_index=True,
    )


def _unreleased_row(id_: str, jurisdiction: str, period: str) -> dict[str, object]:
    of = catalogue.CATALOGUE[id_]
    return {
        MEASURE: id_,
        JURISDICTION: jurisdiction,
        PERIOD: period,
        "status": NOT_RELEASED,
        "version": of.version,
        "kind": of.kind,
        "unit": of.unit_word,
        **dict.fromkeys(results.NUMBERS, float("nan")),
        results.HIDDEN: "",
        results.OF_RELEASE: 0,
        reading.NOT_REFRESHED: False,
        reading.DUE_IN_PART: False,
    }


def jurisdictions(connection: Any) -> pd.DataFrame:
    """Return the jurisdictions of the release. Columns: jurisdiction, name, currency, made_up."""
    jurisdictions = reading.shown(connection).content.places.to_pandas()
    return jurisdictions[[JURISDICTION, "name", "currency", "made_up"]]


def reference_dates(connection: Any) -> results.AsOf:
    """Return the reference date of the records behind the release, by jurisdiction."""
    jurisdictions = reading.shown(connection).content.places
    own = tuple(jurisdictions.select(JURISDICTION, "as_of").sort(JURISDICTION).iter_rows())
    return results.AsOf(max(day for _, day in own), own)


def years_of(connection: Any) -> list[int]:
    """Return all years from the first to the last of the release, ascending."""
    ends = [year for span in _released_spans(connection, "") for year in span]
    return list(range(min(ends), max(ends) + 1))


def covered_years(connection: Any) -> dict[str, range]:
    """Return by jurisdiction the years of the release; in others a missing row is not a zero."""
    of_release = years_of(connection)
    return dict.fromkeys(
        jurisdictions(connection)["jurisdiction"], range(of_release[0], of_release[-1] + 1)
    )


def release_facts(connection: Any) -> About:
    """Return the facts about the shown release. Raises the errors of `reading.shown`."""
    release, content = reading.shown(connection)
    return About(
        release.number,
        release.made_at.date(),
        release.content_hash,
        release.made_up,
        publication_details.split_details_from_notes(content.notes)[1],
        release.plan,
        {split: tuple(_released_spans(connection, split)) for split in ("", FORM)},
        reading.origins(content),
    )


def name(release: About, signs: int = SIGNS) -> str:
    """Return number, date and hash (`signs` characters) of a release, and its number of returns."""
    values = {
        "number": release.number,
        "day": words.day(release.made_on),
        "hash": release.content_hash[:signs],
    }
    if not release.origins:
        return t("Release {number}, of {day}, hash {hash}", **values)
    return n(
        "Release {number}, of {day}, made of the return of {count} jurisdiction, hash {hash}",
        "Release {number}, of {day}, made of the returns of {count} jurisdictions, hash {hash}",
        len(release.origins),
        **values,
    )


def origin_text(release: About, jurisdiction: str, place: str) -> str:
    """Return a text on the release that a jurisdiction handed over, and its licence; "" if none."""
    if (own := release.origins.get(jurisdiction)) is None:
        return ""
    return t(
        "{place} handed over its release {number}, published on {day}, plan {plan}, hash {hash}."
        " Licence: {licence}. Contact: {contact}.",
        place=place,
        number=own.release,
        day=words.day(own.made_on),
        plan=own.plan,
        hash=own.content_hash[:SIGNS],
        licence=findings.show_invisible(own.licence) or t("not stated"),
        contact=findings.show_invisible(own.contact) or t("not stated"),
    )


def details(connection: Any) -> publication_details.Details:
    """Return contact, licence and next update as they were when the release was made."""
    return publication_details.split_details_from_notes(reading.shown(connection).content.notes)[0]


def stated_rules(connection: Any) -> pd.DataFrame:
    """Return the stated rules of law and counting. Columns: jurisdiction, subject, value."""
    stated = reading.shown(connection).content.context.to_pandas()
    return stated[[JURISDICTION, "subject", "value"]]


def _no_rows(*names: str, **types: type | str) -> Callable[[Any], pd.DataFrame]:
    """Return a query that answers with an empty frame of these columns.

    `types` sets column types.
    """

    def empty(_connection: Any) -> pd.DataFrame:
        return pd.DataFrame(columns=[*names, *types]).astype(types)

    return empty


# Few people work in an office: figures of offices are never released.
offices = _no_rows(**dict.fromkeys((JURISDICTION, "office_id", "label", "kind"), "str"))
# Targets are compared with exact figures.
targets = _no_rows(MEASURE, JURISDICTION, "value", "due", "source")
# Events are not released, nor the submissions from which a release was made.
events = _no_rows(JURISDICTION, "on", "title", "source", breaks=bool)
batches = _no_rows(
    *("batch_id", "source", JURISDICTION, "made_up", "extracted_on", "stored_at", "undone_at"),
    *("replaced_by", "rows_stored", "rows_refused", "accepted_share", "cases_held_back"),
    "content_hash",
)


def plan_has_shares(of_plan: int, beside: str) -> bool:
    """Return whether releases of plan `of_plan` have all of `plan.SHARE_SETS[beside]`."""
    return all(plan.read(of_plan).publishes(id_, ()) for id_ in plan.SHARE_SETS[beside])


def is_published_by_form(of_plan: int, measure: str) -> bool:
    """Return whether plan number `of_plan` splits the measure by form of exploitation."""
    return plan.read(of_plan).publishes(measure, (FORM,))


def published_breakdowns(of_plan: int, measure: str, *, is_year: bool) -> frozenset[str]:
    """Return by what plan `of_plan` splits a measure, for single years or for longer periods."""
    period = plan.YEAR if is_year else plan.WINDOW
    return frozenset(
        table.by[0]
        for table in plan.read(of_plan).tables
        if len(table.by) == 1 and measure in table.ids and period in table.periods
    )


def _released_spans(connection: Any, split: str) -> Iterator[results.Span]:
    content = reading.shown(connection).content
    named = content.rows.filter(content.rows["split"] == split)["period"].unique().to_list()
    spans = [tuple(map(int, period.split(BETWEEN))) for period in named]
    # The latest first; of periods with the same last year, the longer one first.
    for first, *last in sorted(spans, key=lambda span: (-span[-1], span[0])):
        yield first, last[0] if last else first


Note = figure_notes.Note
# This sign follows a figure that has a reply below the table.
MARK = "†"
CORRECTED = marked("Corrections")
# The headings of corrections; `split` and `category` are blank for a total.
HEADINGS = {
    "measure": marked("Measure"),
    "title": marked("Title"),
    "jurisdiction": marked("Jurisdiction"),
    "period": marked("Period"),
    "split": marked("Split by"),
    "category": marked("Part"),
    "what": marked("What"),
    "before": marked("Before"),
    "after": marked("After"),
}


class Corrections(NamedTuple):
    """The figures that release `after` corrects in release `before`.

    `lines` has the columns HEADINGS. Figures that are released for the first time are not included.
    """

    before: int
    after: int
    lines: pd.DataFrame


def release_corrections(connection: Any) -> Corrections | None:
    """Return how the shown release corrects the latest valid one before it; None without one."""
    release = reading.shown(connection).release
    corrected = reading.corrections(connection, release)
    if corrected is None:
        return None
    changed = corrected.lines.to_pandas()
    # A return of an earlier version may have a measure that does not exist any more.
    titles = {id_: one.title for id_, one in catalogue.CATALOGUE.items()}
    changed = changed.assign(title=[titles.get(id_, id_) for id_ in changed["measure"]])
    return Corrections(
        corrected.before, release.number, changed.rename(columns=HEADINGS)[list(HEADINGS.values())]
    )


def corrections_table(made: Corrections) -> pd.DataFrame:
    """Return the corrections as a table with titles and headings in the reader's language."""
    title = HEADINGS["title"]
    lines = made.lines.assign(**{title: [t(one) for one in made.lines[title]]})
    return lines.rename(columns={name: t(name) for name in lines.columns})


def select_comments(
    every: Iterable[Note], measures: Iterable[str], jurisdictions: Iterable[str], periods: set[str]
) -> tuple[Note, ...]:
    """Return the replies to figures of these measures, jurisdictions and periods (in words)."""
    ids, places = set(measures), set(jurisdictions)
    return tuple(
        note
        for note in every
        if note.measure in ids
        and note.jurisdiction in places
        and reply_period_text(note) in periods
    )


def reply_period_text(note: Note) -> str:
    """Return the period of a reply's figure in words: `2023`, `2021 to 2023`."""
    first, _, last = note.period.partition("-")
    return words.period(int(first), int(last or first))


def reply_author_text(note: Note) -> str:
    """Return the author's role and the date of a reply: `Ministry, 3 May 2026`."""
    return t("{role}, {day}", role=words.code(note.role), day=words.day(note.written_on))


def reply_text(note: Note) -> str:
    """Return a reply as text: author, date and, in quotes, the content."""
    return t(
        "{who}: “{text}”", who=reply_author_text(note), text=findings.show_invisible(note.text)
    )
