"""List the values that filters offer, name the chosen ones, and say which measures they affect."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd

from dashboard import query_params, released_data, words
from dashboard.query_params import (
    EVERY_FORM,
    EVERY_OFFICE,
    FIELDS,
    NARROWING,
    OF_RECORDS,
    Choice,
    Part,
    choice_query,
)
from metrics import catalogue, results
from schemas import scopes, vocabulary
from schemas.language import marked, sort_key, t

# Residents are counted for the whole jurisdiction, not for an office.
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
# Follow-up periods are up to 24 months: in the latest years most measures are too recent.
YEARS_AT_FIRST = 5

Years = tuple[int, int]


@dataclass(frozen=True)
class Options:
    """The values that the filters offer: ids, or ids with their names, in the order shown.

    `last_full_year` is by jurisdiction, because each has its own reference date. `own_office` is
    the only office whose records the user may see; else empty. `plan` is the plan number of a
    release, 0 for records. A release has `periods`, the latest first: under "" those of all
    records, under `form` those by form of exploitation. Sums of other periods are not in the
    release. `covered` are the years, by jurisdiction, for which "no cases" can be concluded from
    the records.
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
        """Return the periods of a release, of all forms of exploitation or of a chosen `form`.

        Empty for records, of which any period can be chosen.
        """
        return self.periods.get(FIELDS[Part.FORM] if form else "", ())


def default_choice(options: Options, jurisdiction: str = "") -> Choice:
    """Return the default filters for a jurisdiction: its latest years that have ended.

    If the jurisdiction is unknown or not given, the first one is taken; empty if nothing is stored.
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
    """Return the latest period of several years, else the latest year.

    A release has most figures for periods of several years.
    """
    return next((span for span in periods if span[0] < span[1]), periods[0])


def matching_release_period(options: Options, form: str, years: Years) -> Years:
    """Return a period that the release has: `years` itself, one that contains it, or the default.

    For records, any period is returned unchanged.
    """
    periods = options.release_periods(form)
    if not periods or years in periods:
        return years
    holding = (span for span in periods if span[0] <= years[0] and years[1] <= span[1])
    return next(holding, _at_first(periods))


def read_choice(
    address: Mapping[str, str], options: Options, parts: tuple[Part, ...] = tuple(Part)
) -> tuple[Choice, dict[str, str]]:
    """Return the filters that an address sets, and a notice for each value that cannot be used.

    Only the filters in `parts` are read from the address.
    """
    asked = address.get(Part.JURISDICTION, "") if Part.JURISDICTION in parts else ""
    first = replace(default_choice(options, asked), parts=parts)
    years = [str(year) for year in options.years]
    known: dict[str, Collection[str]] = {
        Part.JURISDICTION: options.jurisdictions,
        Part.FROM: years,
        Part.TO: years,
        Part.FORM: options.forms,
        Part.OFFICE: options.offices.get(asked or first.jurisdiction, {}),
        Part.MEASURE: options.measures,
    }
    choice, notices = query_params.parse_query(first, address, known, parts)
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


def build_options(
    jurisdictions: pd.DataFrame,
    offices: pd.DataFrame,
    years: Sequence[int],
    as_of: results.AsOf,
    scope: scopes.Scope,
    *,
    covered: Mapping[str, range],
    release: released_data.About | None = None,
) -> Options:
    """Return the values that filters offer; the frames have the columns of `metrics.results`.

    `covered` has the form of `metrics.results.covered_years`. `release` is None for records.
    """
    jurisdictions = jurisdictions.sort_values("name", key=lambda names: names.map(sort_key))
    return Options(
        jurisdictions=dict(zip(jurisdictions["jurisdiction"], jurisdictions["name"], strict=True)),
        # Without any date there are no years: the pages then show the year of the submission.
        years=tuple(years) or (as_of.latest.year,),
        last_full_year={
            jurisdiction: _ended(as_of.for_jurisdiction(jurisdiction))
            for jurisdiction in jurisdictions["jurisdiction"]
        },
        forms=tuple(form.value for form in vocabulary.Form),
        offices=_offices_by_jurisdiction(offices, scope),
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


def _offices_by_jurisdiction(
    offices: pd.DataFrame, scope: scopes.Scope
) -> Mapping[str, Mapping[str, str]]:
    listed = {
        str(jurisdiction): dict(
            sorted(
                zip(of_place["office_id"], of_place["label"], strict=True),
                key=lambda office: sort_key(office[1]),
            )
        )
        for jurisdiction, of_place in offices.groupby("jurisdiction")
    }
    if scope.jurisdiction and scope.office:
        # An office without an entry in the list of offices is shown by its id.
        return {scope.jurisdiction: {scope.office: scope.office}} | listed
    return listed


def _ended(as_of: date) -> int:
    """Return the last calendar year that had ended on a day."""
    return as_of.year if as_of >= date(as_of.year, 12, 31) else as_of.year - 1


def place_label(choice: Choice, known: Options) -> str:
    """Return the name of the chosen jurisdiction, or of the chosen office with its jurisdiction."""
    name = known.jurisdictions[choice.jurisdiction]
    if choice.office:
        office = known.offices[choice.jurisdiction][choice.office]
        return t("{office}, {jurisdiction}", office=office, jurisdiction=name)
    return name


def form_label(choice: Choice) -> str:
    """Return the chosen form of exploitation as words inside a sentence; empty for all forms."""
    return words.code_in_sentence(choice.form)


def subject_label(choice: Choice, known: Options) -> str:
    """Return the text for the chosen jurisdiction or office, and for the form if one is chosen."""
    if not choice.form:
        return place_label(choice, known)
    return t("{place}, {form}", place=place_label(choice, known), form=form_label(choice))


def filter_applies(part: Part, measure: str, choice: Choice) -> bool:
    """Return whether a value of the filter `part` changes which records a measure counts."""
    of = catalogue.CATALOGUE[measure]
    match part:
        case Part.FORM:
            if choice.is_of_release:
                return released_data.is_published_by_form(choice.plan, measure)
            return FIELDS[part] in of.breakdowns
        case Part.OFFICE:
            # Cases that several offices share are shown only to users who see all offices.
            is_seen = of.is_of_one_office or not choice.office_alone
            return of.unit.name not in OF_NO_OFFICE and is_seen
        case _:
            return True


def available_measures(ids: tuple[str, ...], choice: Choice) -> tuple[str, ...]:
    """Return the ids of measures that can be shown with the chosen form and office."""
    chosen = choice_query(choice, NARROWING)
    return tuple(
        id_ for id_ in ids if all(filter_applies(Part(part), id_, choice) for part in chosen)
    )


def unavailable_note(ids: tuple[str, ...], choice: Choice) -> str:
    """Return a sentence that says which measures the filters leave out, and why; empty if none."""
    chosen = [part for part in NARROWING if part in choice_query(choice)]
    titles: dict[tuple[Part, ...], list[str]] = {}
    for id_ in ids:
        lacking = tuple(part for part in chosen if not filter_applies(part, id_, choice))
        titles.setdefault(lacking, []).append(t(catalogue.CATALOGUE[id_].title))
    return " ".join(
        t(NOT_SHOWN_BY[lacking], measures="; ".join(of))
        for lacking, of in titles.items()
        if lacking
    )


def release_has_shares(beside: str, choice: Choice) -> bool:
    """Return whether the shares that `plan.BESIDE` lists under `beside` can be shown."""
    return not choice.is_of_release or (
        not choice.form and released_data.plan_has_shares(choice.plan, beside)
    )


def not_in_release_note(what: Sequence[str]) -> str:
    """Return a sentence that lists what a page cannot show, because no release contains it."""
    return t(UNRELEASED, what="; ".join(what))
