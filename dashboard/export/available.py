"""Which reports and questionnaires there are, and which of them can be made of a choice."""

from typing import NamedTuple

from dashboard.export import template
from dashboard.export.questionnaire import declaration
from dashboard.pages.report import PAGE
from dashboard.query_params import Choice, Part
from schemas import scopes
from schemas.language import marked, message
from seed.mapping import toml_reader

# The one that is of an office, and lists its cases.
OF_AN_OFFICE = "office"
NO_OFFICE = marked(
    "This report is about one office. Choose an office above, or choose another report here."
)


class Found(NamedTuple):
    """The report's name, empty where it is not there; and why it is not."""

    name: str
    notice: str = ""

    @property
    def is_questionnaire(self) -> bool:
        """Whether it is filled for others, and no report."""
        return self.name in declaration.shipped_questionnaires()


def every_report() -> tuple[str, ...]:
    """The reports and questionnaires that come with the project."""
    return (*template.shipped_templates(), *declaration.shipped_questionnaires())


def available_reports(choice: Choice, scope: scopes.Scope) -> tuple[str, ...]:
    """Those that can be made of the choice: by an office none that is of a whole jurisdiction.

    The report of an office lists its cases, for who may see them. What questionnaires ask is
    answered by records alone.
    """
    without = (
        set(declaration.shipped_questionnaires())
        if choice.office_alone or choice.is_of_release
        else set()
    )
    if not (choice.office and scope.lists_cases):
        without.add(OF_AN_OFFICE)
    return tuple(name for name in every_report() if name not in without)


def acting_filters(name: str) -> tuple[Part, ...]:
    """The filters that act: a questionnaire asks of a whole jurisdiction, and by form itself."""
    parts = PAGE.filters
    if name not in declaration.shipped_questionnaires():
        return parts
    return tuple(part for part in parts if part not in (Part.FORM, Part.OFFICE))


def headline(name: str) -> str:
    """What the report or questionnaire is, in a line."""
    return (
        template.template_headline(name)
        if name in template.shipped_templates()
        else declaration.questionnaire_headline(name)
    )


def find_report(name: str, choice: Choice, scope: scopes.Scope) -> Found:
    """The report of that name, or why there is none."""
    there = available_reports(choice, scope)
    if name in there:
        return Found(name)
    if name == OF_AN_OFFICE and scope.lists_cases:
        return Found("", NO_OFFICE)
    nearest = toml_reader.nearest(name, there)
    return Found(
        "", message("Cannot find a report named “{name}”.{nearest}", name=name, nearest=nearest)
    )
