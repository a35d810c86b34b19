"""The first sentence of Overview."""

import pandas as pd

from dashboard import data, filters
from dashboard.shared import panel, scorecard, standing
from metrics import catalogue, sentences

HEADLINE = "N01"


def written(rows: pd.DataFrame, places: tuple[str, ...], choice: filters.Choice) -> str:
    """The question answered with the headline measure, and what is furthest behind peers."""
    here = rows[(rows["measure"] == HEADLINE) & (rows["jurisdiction"] == choice.jurisdiction)]
    # No line of years is drawn here.
    lines = scorecard.lines(rows, rows.iloc[:0], places, choice)
    behind = [line for line in lines if line.look == standing.SAID[standing.Reading.BEHIND].look]
    subject = filters.subject(choice)
    answers = [
        sentences.sentence(row, subject, choice.period, data.chosen(), years=choice.years)
        for row in here.to_dict("records")
    ]
    compared = [line for line in lines if line.compared]
    context = {
        "title": catalogue.CATALOGUE[HEADLINE].title,
        "href": filters.link("measure", choice, HEADLINE),
        "answers": answers,
        "behind": behind,
        "compared": len(compared),
    }
    return panel.html("answer.html", context)
