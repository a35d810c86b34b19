"""What a page says where its filters leave nothing, with the way back."""

from dataclasses import replace

import pandas as pd

from dashboard import data, filters, words
from dashboard.filters import Part
from dashboard.query_params import write_choice
from dashboard.shared import panel

# What can be chosen otherwise, and what the way back widens to.
PERIOD = ("period", "all years")
NARROWED = {Part.FORM: ("form", "every form"), Part.OFFICE: ("office", "every office")}


def is_empty(rows: pd.DataFrame, choice: filters.Choice) -> bool:
    """Whether no row of the chosen jurisdiction counts anything."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return here.empty or bool((here["status"] == "empty").all())


def is_empty_everywhere(rows: pd.DataFrame) -> bool:
    """Whether no row of any jurisdiction counts anything."""
    return rows.empty or bool((rows["status"] == "empty").all())


def draw(page: str, choice: filters.Choice, sentence: str = "") -> None:
    """Say which filters leave nothing; the link keeps the place and widens all else.

    `sentence` says what there is nothing of: one measure is not all the records.
    """
    years = data.years()
    wider = replace(
        choice,
        year_from=years[0],
        year_to=years[-1],
        form=filters.EVERY_FORM,
        office=filters.EVERY_OFFICE,
    )
    address = write_choice(choice)
    narrowed = [PERIOD, *(ways for part, ways in NARROWED.items() if part in address)]
    context = {
        "said": sentence,
        "place": filters.place(choice),
        "form": filters.options().forms.get(choice.form, ""),
        "period": choice.period,
        "others": " or ".join(name for name, _ in narrowed),
        "all": words.listing([every for _, every in narrowed]),
        "back": filters.link(page, wider, choice.measure),
    }
    panel.show("nothing.html", context, key=f"{page}.nothing")
