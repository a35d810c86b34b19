"""What is looked at: a choice, and the address that says the same under ids that never change."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from dashboard import words
from dashboard.server import access

# With windows of up to 24 months, the latest years alone would leave most measures not yet due.
YEARS_AT_FIRST = 5
MEASURE_AT_FIRST = "N01"
# What a switch says in an address.
YES = "yes"
EVERY_FORM = ""
EVERY_OFFICE = ""
OF_RECORDS = 0


Years = tuple[int, int]


class Part(StrEnum):
    """A part of a choice, by its id in the address; a link means the same in every language."""

    JURISDICTION = "j"
    FROM = "from"
    TO = "to"
    FORM = "form"
    OFFICE = "office"
    MEASURE = "m"


# What restricts the records to a part of the place's, in words.
NARROWING: Mapping[Part, str] = {Part.FORM: "form of exploitation", Part.OFFICE: "office"}
PLACE_AND_TIME = (Part.JURISDICTION, Part.FROM, Part.TO, Part.FORM, Part.OFFICE)
# What can be chosen on a page, in the order drawn; a page shows, names and addresses no other part.
PARTS: Mapping[str, tuple[Part, ...]] = {
    access.OVERVIEW: PLACE_AND_TIME,
    "chain": PLACE_AND_TIME,
    "money": PLACE_AND_TIME,
    "victims": PLACE_AND_TIME,
    "measure": (Part.MEASURE, *PLACE_AND_TIME),
    # Jurisdictions stand beside each other, not an office beside jurisdictions.
    "compare": (Part.MEASURE, Part.JURISDICTION, Part.FROM, Part.TO, Part.FORM),
    # What can still be done is told of every open case of an office, of any form.
    access.CASELOAD: (Part.JURISDICTION, Part.OFFICE, Part.FROM, Part.TO, Part.MEASURE),
    "report": PLACE_AND_TIME,
    "quality": (Part.JURISDICTION, Part.OFFICE),
    "upload": (),
    "methods": (),
}


@dataclass(frozen=True)
class Choice:
    """A place, a period of whole years, a form of exploitation, an office and a measure.

    `form` and `office` are empty for all of them. `parts` are those that act where the choice was
    made: a part that is not among them is all of its kind, or as at first. With `office_alone` the
    one who chooses sees the records of that office and no others: there is no whole beside it.
    `plan` is the number of the plan of the release that is looked at, and 0 of records.
    """

    jurisdiction: str
    year_from: int
    year_to: int
    form: str = EVERY_FORM
    office: str = EVERY_OFFICE
    measure: str = MEASURE_AT_FIRST
    parts: tuple[Part, ...] = tuple(Part)
    office_alone: bool = False
    plan: int = OF_RECORDS

    @property
    def of_release(self) -> bool:
        """Whether a release is looked at, and no record."""
        return self.plan != OF_RECORDS

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The period as `data` takes it; every year where no period can be chosen."""
        return (self.year_from, self.year_to) if Part.FROM in self.parts else (None, None)

    @property
    def only(self) -> tuple[tuple[str, str], ...]:
        """What the records are restricted to, the office left aside, as `data` takes it."""
        return (("form", self.form),) if self.form else ()

    @property
    def only_here(self) -> tuple[tuple[str, str], ...]:
        """What the records are restricted to, the office among it, as `data` takes it."""
        return (*self.only, ("office", self.office)) if self.office else self.only

    @property
    def period(self) -> str:
        """The period in words."""
        return words.period(*self.years)


@dataclass(frozen=True)
class Options:
    """What can be chosen: ids with their names, in the order shown.

    `last_full_year` is by jurisdiction: each has records up to a day of its own. `own_office` is
    the one that all records are of, where whoever chooses sees no others; else empty. `plan` is as
    in a choice. A release has `periods`, the last first, of all records by "" and of one form by
    `form`: what lies between two of them is a sum that it does not tell. `covered` are the years
    by jurisdiction of which the records may say that there was none.
    """

    jurisdictions: Mapping[str, str]
    years: tuple[int, ...]
    last_full_year: Mapping[str, int]
    forms: Mapping[str, str]
    offices: Mapping[str, Mapping[str, str]]
    measures: Mapping[str, str]
    own_office: str = EVERY_OFFICE
    plan: int = OF_RECORDS
    periods: Mapping[str, tuple[Years, ...]] = field(default_factory=dict)
    covered: Mapping[str, range] = field(default_factory=dict)

    def periods_of(self, form: str) -> tuple[Years, ...]:
        """The periods of a release that there are under a form; none of records, which have all."""
        return self.periods.get(FIELDS[Part.FORM] if form else "", ())


def first_choice(options: Options, jurisdiction: str = "") -> Choice:
    """The view of an address that asks for no more than a jurisdiction: its last ended years.

    Without one that is known it is of the first; of none where nothing is stored yet.
    """
    is_known = jurisdiction in options.jurisdictions
    place = jurisdiction if is_known else next(iter(options.jurisdictions), "")
    if options.plan != OF_RECORDS:
        first, last = _at_first(options.periods_of(EVERY_FORM))
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


def within(options: Options, form: str, years: Years) -> Years:
    """The years if a release has them under the form, else the period that holds them, or a first.

    Of records any years can be asked for.
    """
    periods = options.periods_of(form)
    if not periods or years in periods:
        return years
    holding = (span for span in periods if span[0] <= years[0] and years[1] <= span[1])
    return next(holding, _at_first(periods))


def decode(
    address: Mapping[str, str], options: Options, parts: tuple[Part, ...] = tuple(Part)
) -> tuple[Choice, dict[Part, str]]:
    """The choice an address asks for, and a notice for each part that is not found.

    Of the address `parts` alone are read: whatever else it holds neither acts nor is told.
    """
    asked = {part: address[part] for part in Part if part in parts and address.get(part)}
    choice = replace(first_choice(options, asked.get(Part.JURISDICTION, "")), parts=parts)
    notices: dict[Part, str] = {}
    place = asked.get(Part.JURISDICTION, choice.jurisdiction)
    known: dict[Part, set[str]] = {
        Part.JURISDICTION: set(options.jurisdictions),
        Part.FROM: {str(year) for year in options.years},
        Part.TO: {str(year) for year in options.years},
        Part.FORM: set(options.forms),
        Part.OFFICE: set(options.offices.get(place, {})),
        Part.MEASURE: set(options.measures),
    }
    for part, text in asked.items():
        if text in known[part]:
            choice = _with(choice, part, text)
        else:
            notices[part] = NOT_FOUND[part].format(text)
    if not notices and choice.year_from > choice.year_to:
        ends = f"{choice.year_from}–{choice.year_to}"
        notices[Part.TO] = f"The period [{ends}] in this link ends before it begins."
    periods = options.periods_of(choice.form)
    if not notices and periods and (choice.year_from, choice.year_to) not in periods:
        notices[Part.FROM] = NOT_RELEASED.format(
            words.period(choice.year_from, choice.year_to),
            " of one form" if choice.form else "",
            words.listing([words.period(*span) for span in reversed(periods)]),
        )
    return choice, notices


NOT_RELEASED = "The release does not tell the period [{}]{}: it has {}."
NOT_FOUND = {
    Part.JURISDICTION: "There is no jurisdiction [{}] in these records.",
    Part.FROM: "There are no records of the year [{}].",
    Part.TO: "There are no records of the year [{}].",
    Part.FORM: "There is no form of exploitation [{}].",
    Part.OFFICE: "There is no office [{}] in this jurisdiction.",
    Part.MEASURE: "There is no measure [{}].",
}
FIELDS = {
    Part.JURISDICTION: "jurisdiction",
    Part.FROM: "year_from",
    Part.TO: "year_to",
    Part.FORM: "form",
    Part.OFFICE: "office",
    Part.MEASURE: "measure",
}


def _with(choice: Choice, part: Part, text: str) -> Choice:
    value: Any = int(text) if part in (Part.FROM, Part.TO) else text
    return replace(choice, **{FIELDS[part]: value})


def encode(choice: Choice, parts: tuple[Part, ...] = tuple(Part)) -> dict[str, str]:
    """The address of a choice: of the parts asked for those that it holds and are not empty."""
    held = [part for part in parts if part in choice.parts]
    written = {part: str(getattr(choice, FIELDS[part])) for part in held}
    return {part.value: text for part, text in written.items() if text}


def link(page: str, choice: Choice, measure: str) -> str:
    """The address of `page` (its file's name) with the choice and a measure in it.

    The parts that `page` has are written, and no other.
    """
    path = "./" if page == access.OVERVIEW else page
    linked = replace(choice, measure=measure, parts=(*choice.parts, Part.MEASURE))
    query = urlencode(encode(linked, of_page(page)))
    return f"{path}?{query}" if query else path


def of_page(page: str) -> tuple[Part, ...]:
    """The parts of a page in the order of an address."""
    return tuple(part for part in Part if part in PARTS[page])


def switched(address: Mapping[str, str], part: str) -> tuple[bool, str]:
    """Whether an address switches something on, and a notice where it says neither yes nor no."""
    text = address.get(part, "")
    if text in ("", YES):
        return text == YES, ""
    return False, f"[{part}={text}] says nothing here: it is [{part}={YES}] or left out."
