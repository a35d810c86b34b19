"""Whose caseload: the offices of a jurisdiction with their open cases, to choose from."""

from dataclasses import dataclass, replace

from dashboard import data, filters, words
from dashboard.caseload.looked_at import OF_OFFICE, View, link
from dashboard.filters import Part
from dashboard.shared import panel

UNNAMED = "unknown"
NONE_NAMED = "No case of {} names the office that leads it, so there is no caseload to choose."
WITHOUT_CASES = "{} further {} of the jurisdiction, courts or police for example, lead no case."
WITHOUT_OFFICE = "Open cases that name no office, and stand in no caseload: {}."


@dataclass(frozen=True)
class Office:
    """An office, its cases in words, and the address of its caseload."""

    name: str
    href: str
    open: str
    cases: str


def chosen(choice: filters.Choice) -> filters.Choice:
    """The choice with its office; the only one of a jurisdiction is no choice."""
    known = filters.options().offices.get(choice.jurisdiction, {})
    if not choice.office and len(known) == 1:
        return replace(choice, office=next(iter(known)))
    return choice


def acting(choice: filters.Choice) -> tuple[Part, ...]:
    """The filters that act: until an office is chosen there is nothing of a period or measure."""
    return choice.parts if chosen(choice).office else OF_OFFICE


def sentence(choice: filters.Choice) -> str:
    """How many cases are open in the jurisdiction, and what to choose; that it sent none."""
    if "cases" not in data.sent(choice.jurisdiction):
        return f"{filters.place(choice)}: no cases are recorded."
    counted = data.open_cases_by_office()
    here = counted[counted["jurisdiction"] == choice.jurisdiction]
    number = int(here["open_cases"].sum())
    cases = f"{words.count(number)} {'case' if number == 1 else 'cases'}"
    day = words.day(filters.judged_on(choice))
    return (
        f"{filters.place(choice)}: {cases} open on {day}. Choose an office to"
        " see what can still be done in its cases, and how it stands beside the others."
    )


def invite(choice: filters.Choice) -> None:
    """Draw the offices as choices, each with how many of its cases are open."""
    counted = data.open_cases_by_office()
    here = counted[counted["jurisdiction"] == choice.jurisdiction].set_index("office")
    known = filters.options().offices.get(choice.jurisdiction, {})
    place = filters.options().jurisdictions[choice.jurisdiction]
    offices = [
        Office(
            name=name,
            href=link(replace(choice, office=id_), View()),
            open=words.count(here["open_cases"].get(id_, 0)),
            cases=words.count(here["cases"].get(id_, 0)),
        )
        for id_, name in known.items()
        if id_ in here.index
    ]
    notes = [NONE_NAMED.format(place)] if not offices else []
    if offices and (without := len(known) - len(offices)):
        notes.append(WITHOUT_CASES.format(without, "office" if without == 1 else "offices"))
    if unnamed := int(here["open_cases"].get(UNNAMED, 0)):
        notes.append(WITHOUT_OFFICE.format(words.count(unnamed)))
    context = {"offices": offices, "note": " ".join(notes)}
    panel.show("offices.html", context, key="caseload.offices")
