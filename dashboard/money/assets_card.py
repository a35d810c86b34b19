"""The register of assets: what was frozen, confiscated and returned, in cases and outside any."""

import pandas as pd

from dashboard import data, filters, words
from dashboard.money import frames
from dashboard.shared import card, first_words, lines, note, register, take_away
from dashboard.shared.draw import nothing
from dashboard.shared.of_measure import in_files
from metrics import catalogue

TITLE = "The register of assets"
NOTE = (
    "Every asset on record, in a case or outside any, evidence too, each step by its own day. So"
    " sums differ from those of charged cases."
)
CELLS = (
    "How many assets, what those with a known amount are worth (“at least” where that is known of"
    " few), and of how many more it is unknown whether they belong."
)


def answer(choice: filters.Choice) -> list[first_words.Sentence | str]:
    """What the register comes to, where there are no cases in which the money could stop."""
    alone = f"{filters.subject(choice)}: no cases are recorded, so it cannot be said where in them"
    told = [
        first_words.Sentence(sentence, catalogue.CATALOGUE[id_].title)
        for id_, sentence in register.sentences(choice).items()
    ]
    return [f"{alone} the money stops.", *told]


def draw(rows: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the card: each step in all, which leads to its measure, by class of asset, by year.

    `rows` are those of the six measures.
    """
    with card.card(TITLE, NOTE):
        here = _here(rows, choice)
        if not (here["status"] == words.SHOWN).any():
            nothing(first_words.of_one(rows, register.IDS[0], choice))
            return
        by_class, by_year = (
            _here(
                data.rows(register.IDS, by=(column,), years=choice.years, only=choice.only_here),
                choice,
            )
            for column in (frames.CLASS, frames.YEAR)
        )
        note.draw(CELLS, key="register")
        in_all = [
            lines.Cell(text, filters.link("measure", choice, number))
            for text, (number, _) in zip(frames.in_all(here), register.STEPS.values(), strict=True)
        ]
        _table(frames.by_class(by_class), ["All assets", *in_all])
        _table(frames.by_year(by_year, filters.covered(choice)))
        take_away.card(in_files.of(TITLE, lambda: rows, choice), name="register")


def _table(written: pd.DataFrame, *first: list[str | lines.Cell]) -> None:
    headings = list(written.columns)
    lines.table(headings, [*first, *written.to_numpy().tolist()], name=f"register.{headings[0]}")


def _here(rows: pd.DataFrame, choice: filters.Choice) -> pd.DataFrame:
    return rows[rows["jurisdiction"] == choice.jurisdiction]
