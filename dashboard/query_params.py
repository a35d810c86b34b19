"""Read and write the query parameters of page addresses, declared as fields of dataclasses.

A copied address opens the same view later and in every language, so names and values never change.
A notice names what an address asks for and does not exist.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urlencode

from dashboard import pages, words
from dashboard.pages import OF_OFFICE, Part
from metrics import catalogue, worklist
from schemas.language import ENGLISH, current_language, marked, sort_by_name, t, unasked_language

MEASURE_AT_FIRST = "N01"
LANGUAGE = "lang"
# The value of a switch that is on, in an address.
YES = "yes"
BETWEEN = ","
EVERY_FORM = ""
EVERY_OFFICE = ""
EVERY_STEP = ""
OF_RECORDS = 0
# One or two screens of cases; a click shows more.
CASES_AT_FIRST = 25
# The sections of the overview over returns.
EVERY_PLACE, ONE_PLACE = "all", "one"
LONGEST_SEARCH = 200
NO_SWITCH = marked(
    "This link has [{name}={value}], which means nothing here. Use [{name}=yes], or leave it out."
)
NO_YEAR = marked("No records for the year [{value}].")
NO_ORDER = marked("Cannot sort by [{value}].")
NO_SECTION = marked("No section [{value}]. Choose one of the sections of this page.")
NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})

View = TypeVar("View")


@dataclass(frozen=True)
class Parameter:
    """A query parameter: its name in addresses, and how its text becomes a value.

    `known` are the valid texts, if they are few. `parse` raises ValueError for an invalid text.
    `missing` is the notice for an invalid text, with `{value}` and perhaps `{name}`. `several`
    values are separated by commas. Default values are left out of addresses, unless `always` is
    set.
    """

    name: str
    missing: str = ""
    known: Collection[str] | None = None
    parse: Callable[[str], Any] = str
    several: bool = False
    always: bool = False

    def value(self, text: str, known: Collection[str] | None) -> Any:
        """Parse a text; returns None if it is invalid or not in `known`."""
        try:
            return self.parse(text) if known is None or text in known else None
        except ValueError:
            return None


def parameter(name: str, missing: str = "", default: Any = MISSING, **how: Any) -> Any:
    """Declare a dataclass field that addresses store under `name`.

    `how` sets the other fields of `Parameter`.
    """
    return field(default=default, metadata={"parameter": Parameter(name, missing, **how)})


def parameters_of_view(view: object) -> Mapping[str, tuple[Any, Parameter]]:
    """Return the fields of a view that are query parameters, by the names of the parameters."""
    declared = ((one, one.metadata.get("parameter")) for one in fields(view))  # type: ignore[arg-type]
    return {of.name: (one, of) for one, of in declared if of is not None}


def parse_query(
    first: View,
    address: Mapping[str, str],
    known: Mapping[str, Collection[str]] = NOTHING,
    only: Collection[str] | None = None,
) -> tuple[View, dict[str, str]]:
    """Return `first` with the values from an address, and a notice by name for each invalid one.

    `known` are the valid texts by parameter, if they depend on the records. With `only`, no other
    parameters are read.
    """
    values, notices = {}, {}
    for name, (one, of) in parameters_of_view(first).items():
        text = address.get(name, "")
        if not text or (only is not None and name not in only):
            continue
        texts = [*dict.fromkeys(filter(None, text.split(BETWEEN)))] if of.several else [text]
        found = {each: of.value(each, known.get(name, of.known)) for each in texts}
        there = [value for value in found.values() if value is not None]
        if missing := [each for each, value in found.items() if value is None]:
            notices[name] = " ".join(t(of.missing, value=each, name=name) for each in missing)
        if there:
            values[one.name] = tuple(there) if of.several else there[0]
    return replace(first, **values), notices  # type: ignore[type-var]


def build_query(
    view: object, only: Sequence[str] | None = None, *, whole: bool = False
) -> dict[str, str]:
    """Return the query parameters of a view as a dict; with `only`, just these, in their order.

    Default values are included if `whole` is set.
    """
    declared = parameters_of_view(view)
    written = {}
    for name in declared if only is None else only:
        one, of = declared[name]
        value = getattr(view, one.name)
        if (text := value_text(value)) and (whole or of.always or value != one.default):
            written[str(name)] = text
    return written


def value_text(value: Any) -> str:
    """Return a value as text for an address."""
    if isinstance(value, bool):
        return YES if value else ""
    return BETWEEN.join(value) if isinstance(value, list | tuple) else str(value or "")


def page_address(page: str, *queries: Mapping[str, str]) -> str:
    """Return the relative address of a page with the given queries."""
    path = "./" if pages.find_page(page).is_first else page
    held = {name: text for query in queries for name, text in query.items() if text}
    held = language_query() | held
    return f"{path}?{urlencode(held)}" if held else path


def language_query() -> dict[str, str]:
    """Return the query that keeps the reader's language.

    English needs none, unless the reader's browser asks for another language.
    """
    spoken = current_language()
    return {} if spoken == ENGLISH == unasked_language() else {LANGUAGE: spoken}


def _parse_beginning(text: str) -> str:
    """Return the first LONGEST_SEARCH characters of a searched text."""
    return text[:LONGEST_SEARCH]


def _parse_positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ValueError(text)
    return int(text)


# The filters that restrict the records to a part of those of the jurisdiction.
NARROWING = (Part.FORM, Part.OFFICE)


@dataclass(frozen=True)
class Choice:
    """The values of the filters: jurisdiction, period of whole years, form, office and measure.

    `form` and `office` are empty for all. `parts` are the filters that this page has; the others
    have no effect. `office_alone` is set if the user may only see this office. `plan` is the plan
    number of the release that is shown, and 0 for records.
    """

    jurisdiction: str = parameter(
        Part.JURISDICTION,
        marked("No jurisdiction with the code [{value}]. Choose one from the list."),
    )
    year_from: int = parameter(Part.FROM, NO_YEAR, parse=int)
    year_to: int = parameter(Part.TO, NO_YEAR, parse=int)
    form: str = parameter(
        Part.FORM, marked("No form of exploitation with the code [{value}]."), EVERY_FORM
    )
    office: str = parameter(
        Part.OFFICE, marked("This jurisdiction has no office [{value}]."), EVERY_OFFICE
    )
    measure: str = parameter(
        Part.MEASURE, marked("No measure with the code [{value}]."), MEASURE_AT_FIRST, always=True
    )
    parts: tuple[Part, ...] = tuple(Part)
    office_alone: bool = False
    plan: int = OF_RECORDS

    @property
    def is_of_release(self) -> bool:
        """Return whether the page shows a release instead of records."""
        return self.plan != OF_RECORDS

    @property
    def years(self) -> tuple[int | None, int | None]:
        """Return the first and last year for queries of `data`.

        Both None without a period filter.
        """
        return (self.year_from, self.year_to) if Part.FROM in self.parts else (None, None)

    @property
    def only(self) -> tuple[tuple[str, str], ...]:
        """Return the restriction to the chosen form of exploitation, but to no office."""
        return (("form", self.form),) if self.form else ()

    @property
    def only_here(self) -> tuple[tuple[str, str], ...]:
        """Return the restriction to form and office for queries of `data`."""
        return (*self.only, ("office", self.office)) if self.office else self.only

    @property
    def only_jurisdiction(self) -> tuple[tuple[str, str], ...]:
        """Return the restriction to jurisdiction, form and office, for views of one place."""
        return (("jurisdiction", self.jurisdiction), *self.only_here)

    def only_without(self, column: str) -> tuple[tuple[str, str], ...]:
        """Return `only_jurisdiction` without the restriction by the filter on `column`."""
        return tuple(pair for pair in self.only_jurisdiction if pair[0] != column)

    @property
    def period(self) -> str:
        """Return the chosen period in words."""
        return words.period(*self.years)


FIELDS: Mapping[Part, str] = {
    Part(name): one.name for name, (one, _) in parameters_of_view(Choice).items()
}


def choice_query(choice: Choice, parts: Sequence[Part] = tuple(Part)) -> dict[str, str]:
    """Return the query for filter values: those in `parts` that the page has and that are set."""
    return build_query(choice, [part for part in parts if part in choice.parts])


def parameters_of_page(page: str) -> tuple[Part, ...]:
    """Return the filters of a page in the order that they have in addresses."""
    return tuple(part for part in Part if part in pages.find_page(page).filters)


def page_link(page: str, choice: Choice, measure: str) -> str:
    """Return the address of a page for a measure, with the filters that the page has."""
    linked = replace(choice, measure=measure, parts=(*choice.parts, Part.MEASURE))
    return page_address(page, choice_query(linked, parameters_of_page(page)))


class ProfileOrder(StrEnum):
    """How the quality profile is sorted, and whether all measures are shown at once."""

    ROOM = "room"
    EVERY = "every"
    FAMILY = "family"


@dataclass(frozen=True)
class PeersView:
    """With whom a page compares; empty `peers` means all other jurisdictions.

    `peer_set` names a set of `comparable_places.PEER_SETS`, empty for all.
    """

    peers: tuple[str, ...] = parameter(
        "with", marked("No jurisdiction [{value}] to compare with."), (), several=True
    )
    peer_set: str = parameter("set", marked("No set of jurisdictions [{value}]."), "")

    def peers_shown(self, names: Mapping[str, str], own: str) -> tuple[str, ...]:
        """Return the other jurisdictions that the page compares with `own`, by their `names`."""
        others = [id_ for id_ in sort_by_name(names) if id_ != own]
        return tuple(id_ for id_ in others if id_ in self.peers) or tuple(others)


@dataclass(frozen=True)
class OverviewView(PeersView):
    """The view settings of the overview page.

    In a database of returns, `section` is about all jurisdictions, or about one and its peers.
    """

    order: ProfileOrder = parameter("order", NO_ORDER, ProfileOrder.ROOM, parse=ProfileOrder)
    section: str = parameter("see", NO_SECTION, "")

    @staticmethod
    def is_of_all(query: Mapping[str, str]) -> bool:
        """Return whether an address is about all jurisdictions of a database of returns.

        Without a section it is, unless it names a jurisdiction.
        """
        return (
            query.get("see", EVERY_PLACE if Part.JURISDICTION not in query else "") == EVERY_PLACE
        )

    def link(self, choice: Choice) -> str:
        """Return the address of the overview page; it always states the order."""
        query = choice_query(choice, parameters_of_page("overview"))
        return page_address("overview", query, build_query(self, whole=True))


@dataclass(frozen=True)
class MeasureView:
    """The breakdown by which a measure is shown; empty for its first one."""

    by: str = parameter("by", marked("This measure is not split by [{value}]."), "")


@dataclass(frozen=True)
class CompareView(PeersView):
    """The view settings of the compare page.

    `alike` shows only jurisdictions that count the measure by the same rules. `before` adds the
    values of the preceding years. `section` is about one measure or about all.
    """

    alike: bool = parameter("alike", NO_SWITCH, default=False, known=(YES,), parse=bool)
    before: bool = parameter("before", NO_SWITCH, default=False, known=(YES,), parse=bool)
    section: str = parameter("see", NO_SECTION, "measure")


class CaseOrder(StrEnum):
    """How a list of open cases is sorted."""

    STEPS = "steps"
    AGE = "age"
    YOUNGEST = "youngest"


@dataclass(frozen=True)
class CaseloadView:
    """The view settings of the caseload page; empty `case` and `step` mean all.

    At most `shown` cases are listed.
    """

    case: str = parameter("case", default="")
    step: str = parameter(
        "step", marked("No step with the code [{value}]."), EVERY_STEP, known=worklist.STEPS
    )
    order: CaseOrder = parameter("order", NO_ORDER, CaseOrder.STEPS, parse=CaseOrder)
    shown: int = parameter(
        "show",
        marked("Cannot show [{value}] cases. Use a whole number above 0."),
        CASES_AT_FIRST,
        parse=_parse_positive,
    )
    on_paper: bool = parameter("print", NO_SWITCH, default=False, known=(YES,), parse=bool)

    @property
    def more(self) -> "CaseloadView":
        """Return the view with one more page of cases listed."""
        return replace(self, shown=self.shown + CASES_AT_FIRST)

    @property
    def listing(self) -> "CaseloadView":
        """Return the settings of the case list on the screen, instead of one case or a sheet."""
        return replace(self, case="", on_paper=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the filters that apply.

        A single case and a printed sheet have no period and measure.
        """
        return OF_OFFICE if self.case or self.on_paper else pages.find_page("caseload").filters

    def link(self, choice: Choice) -> str:
        """Return the address of the caseload page with these settings and filters."""
        acting = tuple(part for part in parameters_of_page("caseload") if part in self.parts)
        return page_address("caseload", choice_query(choice, acting), build_query(self))


@dataclass(frozen=True)
class ReportView:
    """The name of the report or questionnaire that is shown."""

    name: str = parameter("report", default="ministry")


@dataclass(frozen=True)
class QualityView:
    """The view settings of the data quality page: open section, table, and searched text."""

    section: str = parameter(
        "see",
        marked("No section [{value}]. The section about missing data is shown instead."),
        "missing",
    )
    table: str = parameter("table", marked("No rows of table [{value}] are stored here."), "")
    text: str = parameter("q", default="", parse=_parse_beginning)

    def link(self, jurisdiction: str = "") -> str:
        """Return the address of the data quality page, perhaps for another jurisdiction."""
        return page_address(
            "quality", build_query(self, whole=True), {Part.JURISDICTION: jurisdiction}
        )


@dataclass(frozen=True)
class MethodsView:
    """The view settings of the methods page: the searched text, and the id of the open measure."""

    text: str = parameter("q", default="", parse=_parse_beginning)
    measure: str = parameter(
        "m",
        marked("No measure with the code [{value}]. Search for it by a word."),
        "",
        known=catalogue.CATALOGUE,
    )

    def link(self) -> str:
        """Return the address of the methods page with these settings."""
        return page_address("methods", build_query(self))


@dataclass(frozen=True)
class RecordsState:
    """The version of the records when a link was made, by `link_state.link_state_text`."""

    text: str = parameter("state", default="")
