"""Declares the query parameters of the pages as fields of what they choose; reads and writes them.

An address that was copied goes on opening the same view, in every language: names and values never
change. What an address asks for and is not there is named in a notice.
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
from schemas.language import marked, t

MEASURE_AT_FIRST = "N01"
# What a switch says in an address.
YES = "yes"
BETWEEN = ","
EVERY_FORM = ""
EVERY_OFFICE = ""
EVERY_STEP = ""
OF_RECORDS = 0
# A screen or two of cases; the next are one click away.
CASES_AT_FIRST = 25
LONGEST_SEARCH = 200
NO_SWITCH = marked(
    "This link has [{name}={value}], which means nothing here. Use [{name}=yes], or leave it out."
)
NO_YEAR = marked("No records for the year [{value}].")
NO_ORDER = marked("Cannot sort by [{value}].")
NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})

View = TypeVar("View")


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its name in an address, and how its text becomes a value.

    `known` are the texts that there are, where they are few. `parse` raises ValueError for a text
    that is no value. `missing` is the notice for such a text, a message with `{value}` and perhaps
    `{name}`. Of `several` values commas stand between them. A value that is the default of its
    field is left out of an address, unless it is `always` written.
    """

    name: str
    missing: str = ""
    known: Collection[str] | None = None
    parse: Callable[[str], Any] = str
    several: bool = False
    always: bool = False

    def value(self, text: str, known: Collection[str] | None) -> Any:
        """The value of a text; None where it is none, or not among those `known`."""
        try:
            return self.parse(text) if known is None or text in known else None
        except ValueError:
            return None


def parameter(name: str, missing: str = "", default: Any = MISSING, **how: Any) -> Any:
    """A field of a dataclass that an address holds under a name; `how` as `Parameter` has it."""
    return field(default=default, metadata={"parameter": Parameter(name, missing, **how)})


def parameters(view: object) -> Mapping[str, tuple[Any, Parameter]]:
    """The fields of a view, or of its class, by the names of their parameters."""
    declared = ((one, one.metadata.get("parameter")) for one in fields(view))  # type: ignore[arg-type]
    return {of.name: (one, of) for one, of in declared if of is not None}


def read(
    first: View,
    address: Mapping[str, str],
    known: Mapping[str, Collection[str]] = NOTHING,
    only: Collection[str] | None = None,
) -> tuple[View, dict[str, str]]:
    """`first` with what an address asks for, and a notice by name for what is not there.

    `known` are the texts that there are, by name, where the records decide. Of the address `only`
    these names are read, or all that the view has.
    """
    values, notices = {}, {}
    for name, (one, of) in parameters(first).items():
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


def write(
    view: object, only: Sequence[str] | None = None, *, whole: bool = False
) -> dict[str, str]:
    """The query of a view: `only` these parameters in their order, or all that the view has.

    The `whole` query holds defaults too.
    """
    declared = parameters(view)
    written = {}
    for name in declared if only is None else only:
        one, of = declared[name]
        value = getattr(view, one.name)
        if (text := write_value(value)) and (whole or of.always or value != one.default):
            written[str(name)] = text
    return written


def write_value(value: Any) -> str:
    """A value as an address holds it."""
    if isinstance(value, bool):
        return YES if value else ""
    return BETWEEN.join(value) if isinstance(value, list | tuple) else str(value or "")


def page_address(page: str, *queries: Mapping[str, str]) -> str:
    """The address of a page, by its name, with what the queries hold."""
    path = "./" if pages.find(page).is_first else page
    held = {name: text for query in queries for name, text in query.items() if text}
    return f"{path}?{urlencode(held)}" if held else path


def _beginning(text: str) -> str:
    return text[:LONGEST_SEARCH]


def _positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ValueError(text)
    return int(text)


# What restricts the records to a part of the place's.
NARROWING = (Part.FORM, Part.OFFICE)


@dataclass(frozen=True)
class Choice:
    """The values of the filters: a place, a period of whole years, a form, an office, a measure.

    `form` and `office` are empty for all of them. `parts` are those that act where the choice was
    made: a part that is not among them is all of its kind, or as at first. With `office_alone` the
    one who chooses sees the records of that office and no others: there is no whole beside it.
    `plan` is the number of the plan of the release that is looked at, and 0 of records.
    """

    jurisdiction: str = parameter(
        Part.JURISDICTION,
        marked("No jurisdiction with the code [{value}]. Choose one from the list above."),
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
        """Whether the page shows a release rather than records."""
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
    def only_jurisdiction(self) -> tuple[tuple[str, str], ...]:
        """The same of the chosen jurisdiction alone, for what shows no other beside it."""
        return (("jurisdiction", self.jurisdiction), *self.only_here)

    @property
    def period(self) -> str:
        """The period in words."""
        return words.period(*self.years)


FIELDS: Mapping[Part, str] = {Part(name): one.name for name, (one, _) in parameters(Choice).items()}


def write_choice(choice: Choice, parts: Sequence[Part] = tuple(Part)) -> dict[str, str]:
    """The query of a choice: of the parts asked for those that it holds and are not empty."""
    return write(choice, [part for part in parts if part in choice.parts])


def parameters_of_page(page: str) -> tuple[Part, ...]:
    """The filters of a page in the order of an address."""
    return tuple(part for part in Part if part in pages.find(page).filters)


def link(page: str, choice: Choice, measure: str) -> str:
    """The address of a page with what it has of the choice, and with a measure."""
    linked = replace(choice, measure=measure, parts=(*choice.parts, Part.MEASURE))
    return page_address(page, write_choice(linked, parameters_of_page(page)))


class ProfileOrder(StrEnum):
    """What stands first in the quality profile, and whether the rest does too."""

    ROOM = "room"
    EVERY = "every"
    FAMILY = "family"


@dataclass(frozen=True)
class OverviewView:
    """How the quality profile is shown."""

    order: ProfileOrder = parameter("order", NO_ORDER, ProfileOrder.ROOM, parse=ProfileOrder)

    def link(self, choice: Choice) -> str:
        """The address of Overview; without the first order it would be the one before."""
        query = write_choice(choice, parameters_of_page("overview"))
        return page_address("overview", query, write(self, whole=True))


@dataclass(frozen=True)
class MeasureView:
    """By which breakdown a measure is shown; empty for the first that it has."""

    by: str = parameter("by", marked("This measure is not split by [{value}]."), "")


@dataclass(frozen=True)
class CompareView:
    """`peers` are those chosen to stand beside, empty for all who may.

    `alike` keeps those that count alike in what matters to the measure, `before` puts the years
    before beside the chosen ones.
    """

    peers: tuple[str, ...] = parameter(
        "with", marked("No jurisdiction [{value}] to compare with."), (), several=True
    )
    alike: bool = parameter("alike", NO_SWITCH, default=False, known=(YES,), parse=bool)
    before: bool = parameter("before", NO_SWITCH, default=False, known=(YES,), parse=bool)

    def peers_shown(self, names: Mapping[str, str], own: str) -> tuple[str, ...]:
        """The jurisdictions that the page shows with `own`, ordered by their `names`."""
        others = sorted((id_ for id_ in names if id_ != own), key=lambda id_: names[id_])
        return tuple(id_ for id_ in others if not self.peers or id_ in self.peers)


class CaseOrder(StrEnum):
    """What stands first in a list of open cases."""

    STEPS = "steps"
    AGE = "age"
    YOUNGEST = "youngest"


@dataclass(frozen=True)
class CaseloadView:
    """`case` and `step` are empty for all; `shown` is how many cases are listed at most."""

    case: str = parameter("case", default="")
    step: str = parameter(
        "step", marked("No step with the code [{value}]."), EVERY_STEP, known=worklist.STEPS
    )
    order: CaseOrder = parameter("order", NO_ORDER, CaseOrder.STEPS, parse=CaseOrder)
    shown: int = parameter(
        "show",
        marked("Cannot show [{value}] cases. Use a whole number above 0."),
        CASES_AT_FIRST,
        parse=_positive,
    )
    on_paper: bool = parameter("print", NO_SWITCH, default=False, known=(YES,), parse=bool)

    @property
    def more(self) -> "CaseloadView":
        """The same with as many cases again."""
        return replace(self, shown=self.shown + CASES_AT_FIRST)

    @property
    def listing(self) -> "CaseloadView":
        """The list that the view came from, on the screen."""
        return replace(self, case="", on_paper=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The filters that act: a case, and cases on paper, are of no period and no measure."""
        return OF_OFFICE if self.case or self.on_paper else pages.find("caseload").filters

    def link(self, choice: Choice) -> str:
        """The address of the caseload with the choice and the view in it."""
        acting = tuple(part for part in parameters_of_page("caseload") if part in self.parts)
        return page_address("caseload", write_choice(choice, acting), write(self))


@dataclass(frozen=True)
class ReportView:
    """The report or questionnaire that is looked at, by its name."""

    name: str = parameter("report", default="ministry")


@dataclass(frozen=True)
class QualityView:
    """The open section of Data & quality, the table in What is missing, and what is looked for."""

    section: str = parameter(
        "see",
        marked("No section [{value}]. The section about missing data is shown instead."),
        "missing",
    )
    table: str = parameter("table", marked("No rows of table [{value}] are stored here."), "")
    text: str = parameter("q", default="", parse=_beginning)

    def link(self, place: str = "") -> str:
        """The address of the section, of a jurisdiction where that is not the one before."""
        return page_address("quality", write(self, whole=True), {Part.JURISDICTION: place})


@dataclass(frozen=True)
class MethodsView:
    """`text` is what is looked for as it was written, `measure` the id of the one to open at."""

    text: str = parameter("q", default="", parse=_beginning)
    measure: str = parameter(
        "m",
        marked("No measure with the code [{value}]. Search for it by a word."),
        "",
        known=catalogue.CATALOGUE,
    )

    def link(self) -> str:
        """The address of Methods at the measure."""
        return page_address("methods", write(self))


@dataclass(frozen=True)
class RecordsState:
    """The state of the records that a link was made of, as `state.written`; of any page."""

    text: str = parameter("state", default="")
