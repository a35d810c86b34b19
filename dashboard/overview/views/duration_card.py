"""The card that asks how long a case takes: from charge to judgment, by form and year."""

from dataclasses import dataclass

import pandas as pd

from dashboard import charts, data, filters
from dashboard.overview.frames import durations, volume
from dashboard.report import taken
from dashboard.shared import panels
from dashboard.shared.card import card
from metrics import catalogue

TITLE = "How long a case takes"
NOTE = (
    "Days from charge to the judgment at first instance, of the persons judged in each year: the"
    " median, and the middle half of them shaded. The forms with most years to show; all are in the"
    " table."
)
NAME = "days_to_judgment"
OTHERWISE = (
    "In no year are there enough persons judged, of any form of exploitation, with both dates on"
    " record."
)


@dataclass(frozen=True)
class Durations:
    """What is drawn and stands below it, and the numbers of all forms for files."""

    drawing: panels.Drawing
    numbers: pd.DataFrame


def made(choice: filters.Choice) -> Durations:
    """The years of the chosen place up to the last of the period that has ended."""
    measure, names = catalogue.CATALOGUE[durations.MEASURE], filters.options().forms
    last = volume.last_ended(choice.year_to, filters.judged_on(choice))
    # Of every form, and of one what is of it: another form is then not asked for.
    of_office = tuple(pair for pair in choice.only_here if pair[0] != "form")
    rows = data.rows((measure.id,), by=("form", "year"), only=of_office)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if choice.form:
        here = here[here["form"] == choice.form]
    within = here[here["period"].isin([str(year) for year in range(data.years()[0], last + 1)])]
    drawn = {}
    for form in durations.told(within, panels.IN_A_ROW):
        of_form = here[here["form"] == form]
        by_year, broken = panels.drawn(of_form, measure, choice.jurisdiction, last)
        drawn[names[form]] = panels.Panel(durations.with_halves(by_year), broken)
    of_all = durations.every_form(within, names)
    drawing = panels.made(
        drawn,
        spoken=f"median days from charge to judgment in {filters.place(choice)} by year",
        heading="Form and year",
        axis=charts.DAYS,
        table=durations.table(of_all, names),
    )
    return Durations(drawing, durations.numbers(of_all, names))


def show(made_: Durations, choice: filters.Choice) -> None:
    """Draw the card."""
    with card(TITLE, NOTE):
        panels.draw(
            made_.drawing,
            otherwise=OTHERWISE,
            name=NAME,
            taken=taken.of_numbers(
                TITLE, choice, made_.numbers, period=taken.years(made_.numbers), says=(NOTE,)
            ),
        )
