"""Whose caseload: the offices of a jurisdiction with their open cases, to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import data, filters, words
from dashboard.caseload.frames import offices as frames
from dashboard.filters import Part
from dashboard.query_params import OF_OFFICE, CaseloadView
from dashboard.report import taken
from dashboard.shared import panel, take_away

TITLE = "Whose caseload?"
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


def of_place(choice: filters.Choice) -> frames.Offices:
    """The offices of the chosen jurisdiction: asked for by each line of a profile."""
    return frames.of(data.offices(), data.open_cases_by_office(), choice.jurisdiction)


def offered(choice: filters.Choice) -> Mapping[str, str]:
    """The offices to choose from; one of another kind that a link asks for stands among them."""
    here = of_place(choice)
    asked = {choice.office: here.every[choice.office]} if choice.office in here.every else {}
    return {**here.offered, **asked}


def chosen(choice: filters.Choice) -> filters.Choice:
    """The choice with its office; the only one of a jurisdiction is no choice."""
    return choice if choice.office else replace(choice, office=of_place(choice).only)


def what_it_is(choice: filters.Choice) -> str:
    """What the chosen office is, where it is none that prosecutes."""
    return frames.what_it_is(of_place(choice), choice.office)


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
    cases = words.counted(number, "case")
    return (
        f"{filters.place(choice)}: {cases} {open_on(choice)}. Choose an office to"
        " see what can still be done in its cases, and how it stands beside the others."
    )


def invite(choice: filters.Choice) -> None:
    """Draw the offices as choices, each with how many of its cases are open."""
    counted = data.open_cases_by_office()
    here = counted[counted["jurisdiction"] == choice.jurisdiction].set_index("office")
    of = of_place(choice)
    led = {id_: name for id_, name in of.every.items() if id_ in here.index}
    offices = [_written(id_, led[id_], here, choice) for id_ in of.offered if id_ in led]
    # Whatever an office is recorded as, its open cases are looked after by nobody else.
    others = [_written(id_, led[id_], here, choice) for id_ in led if id_ not in of.offered]
    place = filters.options().jurisdictions[choice.jurisdiction]
    notes = [NONE_NAMED.format(place)] if not (offices or others) else []
    if led and (without := len(of.every) - len(led)):
        notes.append(WITHOUT_CASES.format(without, "office" if without == 1 else "offices"))
    if unnamed := int(here["open_cases"].get(UNNAMED, 0)):
        notes.append(WITHOUT_OFFICE.format(words.count(unnamed)))
    note = " ".join(notes)
    context = {"offices": offices, "others": others, "note": note}
    panel.show("offices.html", context, key="caseload.offices")
    if offices or others:
        ids = [id_ for id_ in (*of.offered, *led) if id_ in led]
        numbers = frames.numbers({id_: led[id_] for id_ in ids}, here)
        of_card = taken.of_numbers(TITLE, choice, numbers, period=open_on(choice), says=(note,))
        take_away.card(of_card, name="caseloads")


def open_on(choice: filters.Choice) -> str:
    """The period of numbers of open cases: the day on which they are open."""
    return f"open on {words.day(filters.judged_on(choice))}"


def _written(id_: str, name: str, here: pd.DataFrame, choice: filters.Choice) -> Office:
    return Office(
        name=name,
        href=CaseloadView().link(replace(choice, office=id_)),
        open=words.count(here["open_cases"].get(id_, 0)),
        cases=words.count(here["cases"].get(id_, 0)),
    )
