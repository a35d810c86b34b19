"""The first sentence of Overview, and what stands there when there is nothing to answer with."""

from dataclasses import replace

import pandas as pd

from dashboard import data, filters
from dashboard.components import panel, scorecard, standing
from metrics import catalogue, sentences

HEADLINE = "N01"


def written(rows: pd.DataFrame, places: tuple[str, ...], choice: filters.Choice) -> str:
    """The page's question answered with its headline measure, and what is furthest behind."""
    here = rows[(rows["measure"] == HEADLINE) & (rows["jurisdiction"] == choice.jurisdiction)]
    lines = scorecard.lines(rows, rows, places, choice)
    behind = [line for line in lines if line.look == standing.SAID[standing.Reading.BEHIND].look]
    place = filters.place(choice)
    answers = [sentences.sentence(row, place, choice.period) for row in here.to_dict("records")]
    compared = [line for line in lines if line.compared]
    context = {
        "title": catalogue.CATALOGUE[HEADLINE].title,
        "href": filters.link("measure", choice, HEADLINE),
        "answers": answers,
        "behind": behind,
        "compared": len(compared),
    }
    return panel.html("answer.html", context)


def nothing(rows: pd.DataFrame, by_year: pd.DataFrame, choice: filters.Choice) -> bool:
    """Whether the choice leaves no record to speak of."""
    return not any(
        (frame["jurisdiction"] == choice.jurisdiction).any() and (frame["status"] != "empty").any()
        for frame in (
            rows[rows["jurisdiction"] == choice.jurisdiction],
            by_year[
                (by_year["jurisdiction"] == choice.jurisdiction)
                & by_year["period"].isin(
                    [str(year) for year in range(choice.year_from, choice.year_to + 1)]
                )
            ],
        )
    )


def draw_nothing(choice: filters.Choice) -> None:
    """Say which filters leave nothing, with the way back to where there is something."""
    years = data.years()
    wider = replace(
        choice,
        year_from=years[0],
        year_to=years[-1],
        form=filters.EVERY_FORM,
        office=filters.EVERY_OFFICE,
    )
    context = {
        "place": filters.place(choice),
        "form": filters.options().forms.get(choice.form, ""),
        "period": choice.period,
        "back": filters.link("overview", wider, choice.measure),
    }
    panel.show("nothing.html", context, key="nothing")
