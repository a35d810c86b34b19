"""What others published of the chosen country, beside own counts: context, never a measure."""

import pandas as pd

from dashboard import filters, words
from dashboard.components import sentences
from dashboard.components.draw import of_text
from dashboard.frames import published as frames
from metrics import published

# Files are known by what they call their source.
SOURCES = {"GLOTIP": "UNODC, Global Report on Trafficking in Persons"}


def note(figures: pd.DataFrame) -> str:
    """Whose figures they are, and what they are not."""
    source, file = str(figures["source"].iloc[0]), str(figures["file"].iloc[0])
    return (
        f"{SOURCES.get(source, source)} ({file}). Aggregates that each State reported, by counting "
        "rules of their own: they stand beside the own records and are in no number of these pages."
    )


def draw(
    figures: pd.DataFrame,
    own: pd.DataFrame,
    exceeding: published.Exceeding,
    choice: filters.Choice,
) -> None:
    """Draw the table. `figures` are those of `frames.stated`, `own` the measure's rows by year."""
    here = own[own["jurisdiction"] == choice.jurisdiction]
    of_text(frames.beside(figures, here, choice.measure), name=f"{choice.measure}_published")
    sentences.draw(said(figures, exceeding, choice), "published")


def said(
    figures: pd.DataFrame, exceeding: published.Exceeding, choice: filters.Choice
) -> list[str]:
    """How the table must be read."""
    indicator = published.BESIDE[choice.measure]
    ranged = (figures[f"{indicator} low"] != figures[f"{indicator} high"]).any()
    return [
        "A range is a figure that is published as a limit: <5 is any number from 0 to 4."
        if ranged
        else "",
        WARNING.format(words.count(exceeding.certain), words.count(exceeding.both))
        if indicator in frames.RATIO
        else "",
        "Own records are all of the jurisdiction's, of every office and form.",
    ]


WARNING = (
    "Convicted per prosecuted is no conviction rate: who is convicted in a year was mostly "
    "prosecuted in an earlier one. It can exceed 100\N{NO-BREAK SPACE}%, and certainly did in {} "
    "of the {} years of a country for which the file has both figures."
)
