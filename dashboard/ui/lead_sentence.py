"""The first sentences of a page: its question answered, or that its filters leave nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import data
from dashboard.ui import filters, html_card
from metrics import catalogue, sentences
from schemas.language import marked, t


@dataclass(frozen=True)
class Sentence:
    """A sentence, led by the title of its measure where there are several."""

    text: str
    about: str = ""


def sentences_of_measures(
    rows: pd.DataFrame, ids: tuple[str, ...], choice: filters.Choice
) -> list[Sentence]:
    """A sentence for each of the measures `ids` that `rows` holds for the chosen place."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    by_measure = {str(row["measure"]): row for row in here.to_dict("records")}
    subject, currency = filters.subject(choice), filters.currency(choice)
    return [
        Sentence(
            sentences.sentence(
                by_measure[id_],
                subject,
                choice.years,
                data.chosen(),
                currency=currency,
            ),
            t(catalogue.CATALOGUE[id_].title) if len(ids) > 1 else "",
        )
        for id_ in ids
        if id_ in by_measure
    ]


def sentence_of_measure(rows: pd.DataFrame, id_: str, choice: filters.Choice) -> str:
    """The sentence of one measure; empty where it has no row for the chosen place."""
    return " ".join(sentence.text for sentence in sentences_of_measures(rows, (id_,), choice))


def draw_sentences(texts: Sequence[Sentence | str]) -> None:
    """Draw sentences under the page's title; empty ones are left out."""
    lines = [Sentence(text) if isinstance(text, str) else text for text in texts if text]
    html_card.draw_template("first_words.html", {"sentences": lines}, key="first_words")


# How many assets went through a step, and what they are worth.
REGISTER_STEPS = {
    marked("Frozen"): ("X01", "X01m"),
    marked("Confiscated"): ("X02", "X02m"),
    marked("Returned"): ("X03", "X03m"),
}
REGISTER_IDS = tuple(id_ for ids in REGISTER_STEPS.values() for id_ in ids)
REGISTER_SUMS = tuple(worth for _, worth in REGISTER_STEPS.values())


def has_assets_but_no_cases(choice: filters.Choice) -> bool:
    """Whether the chosen place sent assets and no cases."""
    sent = data.sent(choice.jurisdiction)
    return "assets" in sent and "cases" not in sent


def asset_register_sentences(choice: filters.Choice) -> dict[str, str]:
    """By measure what the assets came to that were frozen, confiscated and returned."""
    rows = data.rows(REGISTER_SUMS, years=choice.years, only=choice.only_jurisdiction)
    sentences_ = {id_: sentence_of_measure(rows, id_, choice) for id_ in REGISTER_SUMS}
    return {id_: sentence for id_, sentence in sentences_.items() if sentence}


def is_empty(rows: pd.DataFrame, choice: filters.Choice) -> bool:
    """Whether no row of the chosen jurisdiction counts anything."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return here.empty or bool((here["status"] == "empty").all())


def is_empty_everywhere(rows: pd.DataFrame) -> bool:
    """Whether no row of any jurisdiction counts anything."""
    return rows.empty or bool((rows["status"] == "empty").all())


def draw_empty(page: str, choice: filters.Choice, sentence: str = "") -> None:
    """Say which filters leave nothing; the link keeps the jurisdiction and widens all else.

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
    nothing = t(
        "No records in {period} for {place}.", period=choice.period, place=filters.subject(choice)
    )
    context = {
        "sentence": sentence or nothing,
        "place": filters.place_name(wider),
        "back": filters.link(page, wider, choice.measure),
    }
    html_card.draw_template("nothing.html", context, key=f"{page}.nothing")
