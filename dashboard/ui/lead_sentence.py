"""The first sentences of a page: the answer to its question, or that no records match."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from dashboard import data
from dashboard.records import current_records
from dashboard.ui import filters, html_card
from metrics import catalogue
from schemas.language import marked, t


@dataclass(frozen=True)
class Sentence:
    """A sentence, with the title of its measure if there are several sentences."""

    text: str
    about: str = ""


def sentences_of_measures(
    rows: pd.DataFrame, ids: tuple[str, ...], choice: filters.Choice
) -> list[Sentence]:
    """Return a sentence for each measure of `ids` that has a row of the chosen jurisdiction."""
    said = current_records().sentences(rows[rows["measure"].isin(ids)], choice)
    return [
        Sentence(said[id_], t(catalogue.CATALOGUE[id_].title) if len(ids) > 1 else "")
        for id_ in ids
        if id_ in said
    ]


def sentence_of_measure(rows: pd.DataFrame, id_: str, choice: filters.Choice) -> str:
    """Return the sentence of one measure; empty if it has no row of the chosen jurisdiction."""
    return " ".join(sentence.text for sentence in sentences_of_measures(rows, (id_,), choice))


def draw_sentences(texts: Sequence[Sentence | str]) -> None:
    """Draw sentences under the page's title; empty ones are left out."""
    lines = [Sentence(text) if isinstance(text, str) else text for text in texts if text]
    html_card.draw_template("first_words.html", {"sentences": lines}, key="first_words")


# For each step, the measures with the number of assets and with their value.
REGISTER_STEPS = {
    marked("Frozen"): ("X01", "X01m"),
    marked("Confiscated"): ("X02", "X02m"),
    marked("Returned"): ("X03", "X03m"),
}
REGISTER_IDS = tuple(id_ for ids in REGISTER_STEPS.values() for id_ in ids)
REGISTER_SUMS = tuple(worth for _, worth in REGISTER_STEPS.values())


def has_assets_but_no_cases(choice: filters.Choice) -> bool:
    """Return whether the chosen jurisdiction sent an asset register but no cases."""
    sent = data.sent(choice.jurisdiction)
    return "assets" in sent and "cases" not in sent


def asset_register_sentences(choice: filters.Choice) -> dict[str, str]:
    """Return sentences on the sums of frozen, confiscated and returned assets, by measure."""
    rows = data.rows(REGISTER_SUMS, years=choice.years, only=choice.only_jurisdiction)
    sentences_ = {id_: sentence_of_measure(rows, id_, choice) for id_ in REGISTER_SUMS}
    return {id_: sentence for id_, sentence in sentences_.items() if sentence}


def is_nothing_counted(rows: pd.DataFrame, choice: filters.Choice) -> bool:
    """Return whether no row of the chosen jurisdiction counts anything."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return here.empty or bool((here["status"] == "empty").all())


def draw_empty(page: str, choice: filters.Choice, sentence: str = "") -> None:
    """Draw which filters leave no records, and a link without filters except the jurisdiction.

    `sentence` says what is missing, if it is only one measure.
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
        "No records in {period} for {place}.",
        period=choice.period,
        place=filters.subject_name(choice),
    )
    context = {
        "sentence": sentence or nothing,
        "place": filters.place_name(wider),
        "back": filters.page_link(page, wider, choice.measure),
    }
    html_card.draw_template("nothing.html", context, key=f"{page}.nothing")
