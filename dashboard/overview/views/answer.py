"""The first sentence of Overview."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from dashboard import data, filters
from dashboard.each_row import each_row
from dashboard.shared import panel, peer_comparison, register, scorecard
from metrics import catalogue, sentences

HEADLINE = "N01"


def written(rows: pd.DataFrame, lines: Sequence[scorecard.Line], choice: filters.Choice) -> str:
    """The question answered with the headline measure, and what is worse than others, the furthest.

    `lines` are those of the profile, in its order.
    """
    here = rows[(rows["measure"] == HEADLINE) & (rows["jurisdiction"] == choice.jurisdiction)]
    subject = filters.subject(choice)
    answers = [
        (
            HEADLINE,
            sentences.sentence(row, subject, choice.period, data.chosen(), years=choice.years),
        )
        for row in each_row(here)
    ]
    if register.stands_alone(choice):
        answers += register.sentences(choice).items()
    context = {
        "answers": [
            (catalogue.CATALOGUE[id_].title, filters.link("measure", choice, id_), text)
            for id_, text in answers
        ],
    }
    return panel.html("answer.html", context | beside_others(lines))


def beside_others(lines: Sequence[scorecard.Line]) -> dict[str, Any]:
    """What the sentence says of others: how many are compared, what is worse, of which years."""
    behind = worse(lines)
    return {
        "worse": behind,
        "of_part": peer_comparison.write_part(behind[0].beside) if behind else "",
        "compared": sum(line.beside.reading is not None for line in lines),
    }


def worse(lines: Sequence[scorecard.Line]) -> list[scorecard.Line]:
    """Those that read worse than others, the furthest from the others' median first.

    The profile begins with what is furthest from its target.
    """
    read = [line for line in lines if line.beside.reading is peer_comparison.Reading.WORSE]
    return sorted(read, key=lambda line: line.from_others)
