"""The first sentences of a page: its question answered, or why it cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import data, filters, words
from dashboard.each_row import each_row
from dashboard.shared import panel
from metrics import catalogue, sentences


@dataclass(frozen=True)
class Sentence:
    """A sentence, led by what it is about where several stand together."""

    text: str
    about: str = ""


def of(rows: pd.DataFrame, ids: tuple[str, ...], choice: filters.Choice) -> list[Sentence]:
    """A sentence for each of the measures `ids` that `rows` holds for the chosen place."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    by_measure = {str(row["measure"]): row for row in each_row(here)}
    subject, currency = filters.subject(choice), filters.currency(choice)
    return [
        Sentence(
            words.unbroken(
                sentences.sentence(
                    by_measure[id_],
                    subject,
                    choice.period,
                    data.chosen(),
                    years=choice.years,
                    currency=currency,
                )
            ),
            catalogue.CATALOGUE[id_].title if len(ids) > 1 else "",
        )
        for id_ in ids
        if id_ in by_measure
    ]


def of_one(rows: pd.DataFrame, id_: str, choice: filters.Choice) -> str:
    """The sentence of one measure; empty where it has no row for the chosen place."""
    return " ".join(sentence.text for sentence in of(rows, (id_,), choice))


def draw(texts: Sequence[Sentence | str]) -> None:
    """Draw sentences under the page's title; empty ones are left out."""
    lines = [Sentence(text) if isinstance(text, str) else text for text in texts if text]
    panel.show("first_words.html", {"sentences": lines}, key="first_words")
