"""What the records at hand offer to choose, how a choice is named, and where a part of it acts."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from dashboard import released, words
from dashboard.choice import (
    EVERY_OFFICE,
    FIELDS,
    NARROWING,
    OF_RECORDS,
    Choice,
    Options,
    Part,
    encode,
)
from metrics import Measure, catalogue, results
from schemas import scopes, vocabulary

# Residents are those of the whole place: no office is theirs.
OF_NO_OFFICE = ("per_residents",)
UNRELEASED = "Not part of a release: {}."
UNTOLD = "Not known by {}, so not shown while one is chosen: {}."


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
        last_full_year={place: _ended(as_of.of(place)) for place in places["jurisdiction"]},
        forms={form.value: words.code(form) for form in vocabulary.Form},
        offices=_offices(offices, scope),
        measures={
            id_: measure.title
            for id_, measure in catalogue.CATALOGUE.items()
            if measure.is_of_one_office or not scope.office
        },
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
        return f"{known.offices[choice.jurisdiction][choice.office]}, {name}"
    return name


def form(choice: Choice, known: Options) -> str:
    """The name of the chosen form of exploitation within a sentence; empty for every form."""
    return known.forms.get(choice.form, "").lower()


def subject(choice: Choice, known: Options) -> str:
    """What is spoken of: the place, and the form of exploitation where one is chosen."""
    of_form = form(choice, known)
    return f"{place(choice, known)}, {of_form}" if of_form else place(choice, known)


def currency(choice: Choice, places: pd.DataFrame) -> str:
    """The code of the currency of the chosen jurisdiction's amounts; empty without one."""
    code = places.set_index("jurisdiction").loc[choice.jurisdiction, "currency"]
    return code if isinstance(code, str) else ""


def acts(part: Part, measure: str, choice: Choice) -> bool:
    """Whether the records that a measure counts can be restricted by the part."""
    of = catalogue.CATALOGUE[measure]
    match part:
        case Part.FORM:
            if choice.of_release:
                return released.is_told_by_form(choice.plan, measure)
            return FIELDS[part] in of.breakdowns
        case Part.OFFICE:
            return of.unit.name not in OF_NO_OFFICE and _is_seen(of, choice)
        case _:
            return True


def _is_seen(measure: Measure, choice: Choice) -> bool:
    """What is made of records of several offices is shown by one of them to who sees them all."""
    return measure.is_of_one_office or not choice.office_alone


def told(ids: tuple[str, ...], choice: Choice) -> tuple[str, ...]:
    """Those of the ids that can be told under the choice: not all are known by form or office."""
    chosen = encode(choice, tuple(NARROWING))
    return tuple(id_ for id_ in ids if all(acts(Part(part), id_, choice) for part in chosen))


def untold(ids: tuple[str, ...], choice: Choice) -> str:
    """Which of the ids the choice leaves out, and why; empty where none is."""
    chosen = [part for part in NARROWING if part in encode(choice)]
    titles: dict[str, list[str]] = {}
    for id_ in ids:
        unknown = [NARROWING[part] for part in chosen if not acts(part, id_, choice)]
        titles.setdefault(" or ".join(unknown), []).append(catalogue.CATALOGUE[id_].title)
    return " ".join(UNTOLD.format(by, "; ".join(of)) for by, of in titles.items() if by)


def tells(beside: str, choice: Choice) -> bool:
    """Whether the shares that `measured.BESIDE` names so are told under the choice."""
    return not choice.of_release or (not choice.form and released.tells(choice.plan, beside))


def unreleased(what: Sequence[str]) -> str:
    """What of a page no release holds, in a sentence."""
    return UNRELEASED.format("; ".join(what))
