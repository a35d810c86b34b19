"""List the reports and questionnaires, and which of them are available for a choice."""

from typing import NamedTuple

from dashboard.export import template
from dashboard.export.questionnaire import declaration
from dashboard.pages.report import PAGE
from dashboard.query_params import Choice, Part
from schemas import scopes
from schemas.language import marked, message
from seed.mapping import toml_reader

# The report on an office, which lists its cases.
OF_AN_OFFICE = "office"
NO_OFFICE = marked(
    "This report is about one office. Choose an office above, or choose another report here."
)


class Found(NamedTuple):
    """The name of a report, or an empty name and why it is not available."""

    name: str
    notice: str = ""

    @property
    def is_questionnaire(self) -> bool:
        """Whether the report is a questionnaire of another organisation."""
        return self.name in declaration.shipped_questionnaires()


def every_report() -> tuple[str, ...]:
    """Return the names of all reports and questionnaires of this program."""
    return (*template.shipped_templates(), *declaration.shipped_questionnaires())


def available_reports(choice: Choice, scope: scopes.Scope) -> tuple[str, ...]:
    """Return the reports that can be made for the choice.

    The report on an office lists its cases, so the user must be allowed to see them. Questionnaires
    need the records of a whole jurisdiction: an office alone or a release has none.
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
    """Return the filters that a report uses. A questionnaire ignores form and office."""
    parts = PAGE.filters
    if name not in declaration.shipped_questionnaires():
        return parts
    return tuple(part for part in parts if part not in (Part.FORM, Part.OFFICE))


def headline(name: str) -> str:
    """Return one line that describes a report or questionnaire."""
    return (
        template.template_headline(name)
        if name in template.shipped_templates()
        else declaration.questionnaire_headline(name)
    )


def find_report(name: str, choice: Choice, scope: scopes.Scope) -> Found:
    """Return the report with this name, or why it is not available."""
    there = available_reports(choice, scope)
    if name in there:
        return Found(name)
    if name == OF_AN_OFFICE and scope.lists_cases:
        return Found("", NO_OFFICE)
    nearest = toml_reader.nearest(name, there)
    return Found(
        "", message("Cannot find a report named “{name}”.{nearest}", name=name, nearest=nearest)
    )
