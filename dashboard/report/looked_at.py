"""Which report is looked at, and the address that says it."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.choice import PARTS, Choice, Part
from dashboard.report import template
from dashboard.report.questionnaire import declared
from schemas import scopes
from seed.mapping import language

REPORT = "report"
AT_FIRST = "ministry"
# The one that is of an office, and lists its cases.
OF_AN_OFFICE = "office"
NO_OFFICE = "That report is of one office. Choose an office above, or another report here."


class Looked(NamedTuple):
    """The report's name, empty where it is not there; and why it is not."""

    name: str
    notice: str = ""

    @property
    def is_questionnaire(self) -> bool:
        """Whether it is filled for others, and no report."""
        return self.name in declared.shipped()


def every() -> tuple[str, ...]:
    """The reports and questionnaires that come with the project."""
    return (*template.shipped(), *declared.shipped())


def offered(choice: Choice, scope: scopes.Scope) -> tuple[str, ...]:
    """Those that can be made of the choice: by an office none that is of a whole jurisdiction.

    The report of an office lists its cases, for who may see them. What questionnaires ask is
    answered by records alone.
    """
    without = set(declared.shipped()) if choice.office_alone or choice.of_release else set()
    if not (choice.office and scope.lists_cases):
        without.add(OF_AN_OFFICE)
    return tuple(name for name in every() if name not in without)


def acting(address: Mapping[str, str]) -> tuple[Part, ...]:
    """The filters that act: a questionnaire asks of a whole jurisdiction, and by form itself."""
    parts = PARTS[REPORT]
    if address.get(REPORT, "") not in declared.shipped():
        return parts
    return tuple(part for part in parts if part not in (Part.FORM, Part.OFFICE))


def headline(name: str) -> str:
    """What the report or questionnaire is, in a line."""
    return (template if name in template.shipped() else declared).headline(name)


def decode(address: Mapping[str, str], choice: Choice, scope: scopes.Scope) -> Looked:
    """The report that an address asks for."""
    name = address.get(REPORT, "") or AT_FIRST
    there = offered(choice, scope)
    if name in there:
        return Looked(name)
    if name == OF_AN_OFFICE and scope.lists_cases:
        return Looked("", NO_OFFICE)
    return Looked("", f"There is no report [{name}].{language.near(name, there)}")
