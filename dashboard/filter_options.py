"""Offers what the records let choose, names a choice, and says where a part of it applies."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from dashboard import query_params, released, words
from dashboard.query_params import (
    EVERY_FORM,
    EVERY_OFFICE,
    FIELDS,
    NARROWING,
    OF_RECORDS,
    Choice,
    Part,
    write_choice,
)
from metrics import Measure, catalogue, results
from schemas import scopes, vocabulary
from schemas.language import marked, t

# Residents are those of the whole place: no office is theirs.
OF_NO_OFFICE = ("per_residents",)
UNRELEASED = marked("Not part of a release: {what}.")
# Why measures are left out, by the filters that do not apply to them.
NOT_SHOWN_BY: Mapping[tuple[Part, ...], str] = {
    (Part.FORM,): marked("Not shown, because not available by form of exploitation: {measures}."),
    (Part.OFFICE,): marked("Not shown, because not available by office: {measures}."),
    (Part.FORM, Part.OFFICE): marked(
        "Not shown, because not available by form of exploitation or by office: {measures}."
    ),
}
NOT_RELEASED = marked("The release does not include {period}. It includes {periods}.")
NOT_RELEASED_BY_FORM = marked(
    "The release does not include {period} for one form of exploitation. It includes {periods}."
)
# Follow-up periods are up to 24 months: of the latest years alone most measures are too recent.
YEARS_AT_FIRST = 5

Years = tuple[int, int]


@dataclass(frozen=True)
class Options:
    """What can be chosen: ids, or ids with their names, in the order shown.

    `last_full_year` is by jurisdiction: each has records up to a day of its own. `own_office` is
    the one that all records are of, where whoever chooses sees no others; else empty. `plan` is as
    in a choice. A release has `periods`, the last first, of all records by "" and of one form by
    `form`: what lies between two of them is a sum that it does not tell. `covered` are the years
    by jurisdiction of which the records may say that there was none.
    """

    jurisdictions: Mapping[str, str]
    years: tuple[int, ...]
    last_full_year: Mapping[str, int]
    forms: tuple[str, ...]
    offices: Mapping[str, Mapping[str, str]]
    measures: tuple[str, ...]
    own_office: str = EVERY_OFFICE
    plan: int = OF_RECORDS
    periods: Mapping[str, tuple[Years, ...]] = field(default_factory=dict)
    covered: Mapping[str, range] = field(default_factory=dict)

    def release_periods(self, form: str) -> tuple[Years, ...]:
        """The periods of a release: of all forms together, or if `form` is chosen, those by form.

        Empty where records are looked at, which have every period.
        """
        return self.periods.get(FIELDS[Part.FORM] if form else "", ())


def first_choice(options: Options, jurisdiction: str = "") -> Choice:
    """The view of an address that asks for no more than a jurisdiction: its last ended years.

    Without one that is known it is of the first; of none where nothing is stored yet.
    """
    is_known = jurisdiction in options.jurisdictions
    place = jurisdiction if is_known else next(iter(options.jurisdictions), "")
    if options.plan != OF_RECORDS:
        first, last = _at_first(options.release_periods(EVERY_FORM))
        return Choice(place, first, last, plan=options.plan)
    ended = [year for year in options.years if year <= options.last_full_year.get(place, 0)]
    years = ended or options.years
    return Choice(
        jurisdiction=place,
        year_from=years[max(0, len(years) - YEARS_AT_FIRST)],
        year_to=years[-1],
        office=options.own_office,
        office_alone=bool(options.own_office),
    )


def _at_first(periods: tuple[Years, ...]) -> Years:
    """The last window of years, of which a release tells most; else the last year."""
    return next((span for span in periods if span[0] < span[1]), periods[0])


def period_within(options: Options, form: str, years: Years) -> Years:
    """The years if a release has them under the form, else the period that holds them, or a first.

    Of records any years can be asked for.
    """
    periods = options.release_periods(form)
    if not periods or years in periods:
        return years
    holding = (span for span in periods if span[0] <= years[0] and years[1] <= span[1])
    return next(holding, _at_first(periods))


def read_choice(
    address: Mapping[str, str], options: Options, parts: tuple[Part, ...] = tuple(Part)
) -> tuple[Choice, dict[str, str]]:
    """The choice an address asks for, and a notice for each part that is not found.

    Of the address `parts` alone are read: whatever else it holds neither acts nor is told.
    """
    asked = address.get(Part.JURISDICTION, "") if Part.JURISDICTION in parts else ""
    first = replace(first_choice(options, asked), parts=parts)
    years = [str(year) for year in options.years]
    known: dict[str, Collection[str]] = {
        Part.JURISDICTION: options.jurisdictions,
        Part.FROM: years,
        Part.TO: years,
        Part.FORM: options.forms,
        Part.OFFICE: options.offices.get(asked or first.jurisdiction, {}),
        Part.MEASURE: options.measures,
    }
    choice, notices = query_params.read(first, address, known, parts)
    if not notices and choice.year_from > choice.year_to:
        notices[Part.TO] = t(
            "The period from {first} to {last} in this link ends before it begins.",
            first=choice.year_from,
            last=choice.year_to,
        )
    periods = options.release_periods(choice.form)
    if not notices and periods and (choice.year_from, choice.year_to) not in periods:
        notices[Part.FROM] = t(
            NOT_RELEASED_BY_FORM if choice.form else NOT_RELEASED,
            period=words.period(choice.year_from, choice.year_to),
            periods=words.listing([words.period(*span) for span in reversed(periods)]),
        )
    return choice, notices


def offer_options(
    places: pd.DataFrame,
    offices: pd.DataFrame,
    years: Sequence[int],
    as_of: results.AsOf,
    scope: scopes.Scope,
    *,
    covered: Mapping[str, range],
    release: released.About | None = None,
) -> Options:
    """What can be chosen; the frames have the columns of `metrics.results`' functions.

    `covered` as `metrics.results.covered`; `release` is the one that is looked at, None where
    records are.
    """
    places = places.sort_values("name")
    return Options(
        jurisdictions=dict(zip(places["jurisdiction"], places["name"], strict=True)),
        # Records without any date are of no year: the pages say so of the year they were sent in.
        years=tuple(years) or (as_of.latest.year,),
        last_full_year={
            place: _ended(as_of.for_jurisdiction(place)) for place in places["jurisdiction"]
        },
        forms=tuple(form.value for form in vocabulary.Form),
        offices=_offices(offices, scope),
        measures=tuple(
            id_
            for id_, measure in catalogue.CATALOGUE.items()
            if measure.is_of_one_office or not scope.office
        ),
        own_office=scope.office or EVERY_OFFICE,
        plan=release.plan if release else OF_RECORDS,
        periods=release.periods if release else {},
        covered=covered,
    )


def _offices(offices: pd.DataFrame, scope: scopes.Scope) -> Mapping[str, Mapping[str, str]]:
    listed = {
        str(place): dict(zip(of_place["office_id"], of_place["label"], strict=True))
        for place, of_place in offices.groupby("jurisdiction")
    }
    if scope.jurisdiction and scope.office:
        # An office that stands in no list goes by its id.
        return {scope.jurisdiction: {scope.office: scope.office}} | listed
    return listed


def _ended(as_of: date) -> int:
    """The last year that has ended by a day."""
    return as_of.year if as_of >= date(as_of.year, 12, 31) else as_of.year - 1


def place(choice: Choice, known: Options) -> str:
    """The name of the chosen jurisdiction, or of the office within it."""
    name = known.jurisdictions[choice.jurisdiction]
    if choice.office:
        office = known.offices[choice.jurisdiction][choice.office]
        return t("{office}, {jurisdiction}", office=office, jurisdiction=name)
    return name


def form(choice: Choice) -> str:
    """The name of the chosen form of exploitation within a sentence; empty for every form."""
    return words.code_in_sentence(choice.form)


def subject(choice: Choice, known: Options) -> str:
    """What a page is about: the place, and the form of exploitation where one is chosen."""
    if not choice.form:
        return place(choice, known)
    return t("{place}, {form}", place=place(choice, known), form=form(choice))


def currency(choice: Choice, places: pd.DataFrame) -> str:
    """The code of the currency of the chosen jurisdiction's amounts; empty without one."""
    code = places.set_index("jurisdiction").loc[choice.jurisdiction, "currency"]
    return code if isinstance(code, str) else ""


def filter_applies(part: Part, measure: str, choice: Choice) -> bool:
    """Whether the records that a measure counts can be restricted by the part."""
    of = catalogue.CATALOGUE[measure]
    match part:
        case Part.FORM:
            if choice.is_of_release:
                return released.is_told_by_form(choice.plan, measure)
            return FIELDS[part] in of.breakdowns
        case Part.OFFICE:
            return of.unit.name not in OF_NO_OFFICE and _is_seen(of, choice)
        case _:
            return True


def _is_seen(measure: Measure, choice: Choice) -> bool:
    """What is made of records of several offices is shown by one of them to who sees them all."""
    return measure.is_of_one_office or not choice.office_alone


def available_measures(ids: tuple[str, ...], choice: Choice) -> tuple[str, ...]:
    """Those of the ids that can be told under the choice: not all are known by form or office."""
    chosen = write_choice(choice, NARROWING)
    return tuple(
        id_ for id_ in ids if all(filter_applies(Part(part), id_, choice) for part in chosen)
    )


def unavailable_note(ids: tuple[str, ...], choice: Choice) -> str:
    """Which of the ids the choice leaves out, and why; empty where none is."""
    chosen = [part for part in NARROWING if part in write_choice(choice)]
    titles: dict[tuple[Part, ...], list[str]] = {}
    for id_ in ids:
        lacking = tuple(part for part in chosen if not filter_applies(part, id_, choice))
        titles.setdefault(lacking, []).append(t(catalogue.CATALOGUE[id_].title))
    return " ".join(
        t(NOT_SHOWN_BY[lacking], measures="; ".join(of))
        for lacking, of in titles.items()
        if lacking
    )


def release_includes(beside: str, choice: Choice) -> bool:
    """Whether the shares that `plan.BESIDE` names so are told under the choice."""
    return not choice.is_of_release or (not choice.form and released.tells(choice.plan, beside))


def not_in_release_note(what: Sequence[str]) -> str:
    """What of a page no release holds, in a sentence."""
    return t(UNRELEASED, what="; ".join(what))
