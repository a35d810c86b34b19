"""Which report is looked at, and the address that says it."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.choice import Choice
from dashboard.report import template
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


def offered(choice: Choice) -> tuple[str, ...]:
    """The reports that can be made of the choice."""
    return tuple(name for name in template.shipped() if choice.office or name != OF_AN_OFFICE)


def decode(address: Mapping[str, str], choice: Choice) -> Looked:
    """The report that an address asks for."""
    name = address.get(REPORT, "") or AT_FIRST
    if name in offered(choice):
        return Looked(name)
    if name == OF_AN_OFFICE:
        return Looked("", NO_OFFICE)
    return Looked("", f"There is no report [{name}].{language.near(name, offered(choice))}")
