"""Answers the questions of `data` where a release is all that may be seen."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import product
from typing import Any, NamedTuple

import pandas as pd

from dashboard.words import NOT_RELEASED
from metrics import catalogue, counting_options, results
from metrics.release import archive, notes, plan, reading
from schemas import errors
from schemas.language import message

RELEASES = "PROSECUTION_QUALITY_RELEASES"
MEASURE, JURISDICTION, PERIOD = "measure", "jurisdiction", "period"
YEAR, ALL, FORM = "year", "all", "form"
# As the store and `results.in_span` name a period of several years.
BETWEEN = "-"
NONE_YET = message("No figures have been released yet.")
# So many signs tell two contents apart; the whole hash stands in the list of releases.
SIGNS = 16
Spans = tuple[results.Span, ...]


class About(NamedTuple):
    """What is said of the release on every page.

    `periods` are those that it has, the last first: of all records by "", of one form by FORM.
    """

    number: int
    made_on: date
    content_hash: str
    made_up: bool
    notes: tuple[str, ...]
    plan: int
    periods: Mapping[str, Spans]


class NotReleased(Exception):
    """A page asked a release for something that no release holds: a bug of the page."""


def address(records_url: str) -> str:
    """Where the releases lie: as the environment names them, else beside the records.

    Raises UserError where they are to lie beside records on a server.
    """
    return archive.address(records_url, os.environ.get(RELEASES))


def version(url: str) -> str:
    """Which release is shown, as what, and with which notes. Raises as `reading.shown` does."""
    try:
        engine = archive.reading(url)
    except errors.DatabaseMissing as missing:
        # Whoever sees releases alone is not told where they would lie.
        raise errors.DatabaseMissing(NONE_YET) from missing
    with engine.connect() as connection:
        release = reading.shown(connection).release
        said = notes.listed(connection)
    # A note comes and goes while the release stays as it is.
    removed = sum(note.removed_on is not None for note in said)
    return f"{release.number}-{release.content_hash[:SIGNS]}-{len(said)}-{removed}"


def refuse(_connection: Any, *_question: object, **_how: object) -> Any:
    """The answer to what no release holds. Raises NotReleased."""
    raise NotReleased


def with_currency(rows: pd.DataFrame, currencies: Mapping[str, str | None]) -> pd.DataFrame:
    """The rows with the code of the currency of each one's jurisdiction, empty without one."""
    codes = [currencies.get(place) or "" for place in rows[JURISDICTION].tolist()]
    return rows.assign(currency=pd.Series(codes, rows.index, dtype="str"))


def rows(
    connection: Any,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """Rows as `reading.rows` has them, with `covered` and `currency`.

    Of each measure there is a row for every place and year, or for the period of the plan that is
    asked for: what the release does not tell has the status NOT_RELEASED.
    """
    told = reading.rows(connection, ids, by=by, years=years, only=only)
    further = [name for name in by if name not in (JURISDICTION, YEAR)]
    if not further and (YEAR in by or years != results.EVER):
        told = _filled(connection, told, ids, by=by, only=only)
    content = reading.shown(connection).content
    currencies = dict(content.places.select(JURISDICTION, "currency").iter_rows())
    # A release has rows of its own periods alone, all of them covered.
    return with_currency(told.assign(covered=True), currencies)


def overlapping(
    connection: Any,
    ids: tuple[str, ...],
    *,
    spans: Spans,
    only: results.Only = (),
) -> pd.DataFrame:
    """Rows of each year and of those of the periods that the plan has, by their names."""
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
    """How far charges reach, as the release tells it: columns of `rows`, and `group`."""
    told = reading.beside(connection, plan.CHAIN, by=by, years=years, only=only)
    return told.rename(columns={"of": "group"})


def came_to(
    connection: Any, *, years: results.Years = results.EVER, only: results.Only = ()
) -> pd.DataFrame:
    """How far a cohort came, as the release tells it: columns of `rows`, and `step`."""
    told = reading.beside(connection, plan.COHORT, years=years, only=only)
    return told.rename(columns={"of": "step"})


def put_others_beside(exact: pd.DataFrame, told: pd.DataFrame, own: str) -> pd.DataFrame:
    """The rows of the `own` place in `exact`, and those of all others as the release tells them."""
    others = reading.between_places(told[told[JURISDICTION] != own])
    return pd.concat([exact[exact[JURISDICTION] == own], others], ignore_index=True)


def _filled(
    connection: Any,
    told: pd.DataFrame,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...],
    only: results.Only,
) -> pd.DataFrame:
    """With a row for what is not told: of no row a page would say that there are no cases."""
    places = [value for name, value in only if name == JURISDICTION]
    places = places or jurisdictions(connection)[JURISDICTION].tolist()
    periods = [str(year) for year in years_of(connection)] if YEAR in by else [ALL]
    there = set(told[[MEASURE, JURISDICTION, PERIOD]].itertuples(index=False, name=None))
    lacking = [key for key in product(ids, places, periods) if key not in there]
    if not lacking:
        return told
    silent = pd.DataFrame([_silent(*key) for key in lacking]).reindex(columns=told.columns)
    filled = pd.concat([told, silent.astype(told.dtypes.to_dict())] if len(told) else [silent])
    order = {id_: place for place, id_ in enumerate(ids)}
    return filled.sort_values(
        [MEASURE, JURISDICTION, PERIOD],
        key=lambda of: of.map(order) if of.name == MEASURE else of,
        ignore_index=True,
    )


def _silent(id_: str, place: str, period: str) -> dict[str, object]:
    of = catalogue.CATALOGUE[id_]
    return {
        MEASURE: id_,
        JURISDICTION: place,
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
    """The places of the release. Columns jurisdiction, name, currency, made_up."""
    places = reading.shown(connection).content.places.to_pandas()
    return places[[JURISDICTION, "name", "currency", "made_up"]]


def as_of(connection: Any) -> results.AsOf:
    """The day on which the records behind the release were judged, of each place its own."""
    places = reading.shown(connection).content.places
    own = tuple(places.select(JURISDICTION, "as_of").sort(JURISDICTION).iter_rows())
    return results.AsOf(max(day for _, day in own), own)


def years_of(connection: Any) -> list[int]:
    """From the first year that the release tells of to the last, ascending."""
    ends = [year for span in _spans(connection, "") for year in span]
    return list(range(min(ends), max(ends) + 1))


def covered(connection: Any) -> dict[str, range]:
    """The years that the release tells of, alike for every place: it tells no zero of another."""
    told = years_of(connection)
    return dict.fromkeys(jurisdictions(connection)["jurisdiction"], range(told[0], told[-1] + 1))


def about(connection: Any) -> About:
    """The release that is shown. Raises as `reading.shown` does."""
    release, content = reading.shown(connection)
    return About(
        release.number,
        release.made_at.date(),
        release.content_hash,
        release.made_up,
        content.notes,
        release.plan,
        {split: tuple(_spans(connection, split)) for split in ("", FORM)},
    )


def chosen(connection: Any) -> counting_options.Chosen:
    """The options that the release was counted by."""
    return reading.counted_by(connection)


def context(connection: Any) -> pd.DataFrame:
    """What each place states of law and counting. Columns jurisdiction, subject, value."""
    stated = reading.shown(connection).content.context.to_pandas()
    return stated[[JURISDICTION, "subject", "value"]]


def _no_rows(*names: str, **types: type | str) -> Callable[[Any], pd.DataFrame]:
    """The answer without a row, by the names of its columns and the types of further ones."""

    def empty(_connection: Any) -> pd.DataFrame:
        return pd.DataFrame(columns=[*names, *types]).astype(types)

    return empty


# An office is a place that few work in.
offices = _no_rows(**dict.fromkeys((JURISDICTION, "office_id", "label", "kind"), "str"))
# They are held against exact numbers.
targets = _no_rows(MEASURE, JURISDICTION, "value", "due", "source")
# What happened beside the records is not released, nor of which submissions a release is made.
events = _no_rows(JURISDICTION, "on", "title", "source", breaks=bool)
batches = _no_rows(
    *("batch_id", "source", JURISDICTION, "made_up", "extracted_on", "stored_at", "undone_at"),
    *("replaced_by", "rows_stored", "rows_refused", "accepted_share", "cases_held_back"),
    "content_hash",
)


def beside_records(_connection: Any) -> str:
    """Nothing stands beside them."""
    return ""


def sent(_connection: Any, _jurisdiction: str) -> frozenset[str]:
    """Which tables were sent is not told."""
    return frozenset()


def tells(of_plan: int, beside: str) -> bool:
    """Whether a plan tells the shares that `plan.BESIDE` names so: of all forms together."""
    return all(plan.read(of_plan).tells(id_, ()) for id_ in plan.BESIDE[beside])


def is_told_by_form(of_plan: int, measure: str) -> bool:
    """Whether a plan tells the measure by form of exploitation."""
    return plan.read(of_plan).tells(measure, (FORM,))


def breakdowns(of_plan: int, measure: str, *, is_year: bool) -> frozenset[str]:
    """The breakdowns by which a plan tells the measure, in single years or in windows."""
    period = plan.YEAR if is_year else plan.WINDOW
    return frozenset(
        table.by[0]
        for table in plan.read(of_plan).tables
        if len(table.by) == 1 and measure in table.ids and period in table.periods
    )


def _spans(connection: Any, split: str) -> Iterator[results.Span]:
    content = reading.shown(connection).content
    named = content.rows.filter(content.rows["split"] == split)["period"].unique().to_list()
    spans = [tuple(map(int, period.split(BETWEEN))) for period in named]
    # The latest first, and of one end the window before the year.
    for first, *last in sorted(spans, key=lambda span: (-span[-1], span[0])):
        yield first, last[0] if last else first
