"""What others published of the chosen country, beside own counts: context, never a measure."""

from dataclasses import replace
from functools import partial

import pandas as pd

from dashboard import charts, data, filters, words
from dashboard.measure.frames import published as frames
from dashboard.report import taken
from dashboard.shared import note
from dashboard.shared.draw import as_table, plain
from metrics import published

# Files are known by what they call their source.
SOURCES = {"GLOTIP": "UNODC, Global Report on Trafficking in Persons"}


def write_note(figures: pd.DataFrame) -> str:
    """Whose figures they are, and what they are not."""
    source, file = str(figures["source"].iloc[0]), str(figures["file"].iloc[0])
    return (
        f"Bars: {SOURCES.get(source, source)} ({file}). Dots: own records. What is published are "
        "aggregates that States reported, by other counting rules: they are in no number of ours."
    )


def of(choice: filters.Choice, measure: str) -> pd.DataFrame:
    """What was published of the measure, as `frames.stated` has it; nothing beside a release."""
    if choice.of_release:
        return pd.DataFrame()
    return frames.stated(data.published(choice.jurisdiction), measure)


def draw(
    figures: pd.DataFrame,
    own: pd.DataFrame,
    exceeding: published.Exceeding,
    choice: filters.Choice,
) -> None:
    """Draw both by year. `figures` as `frames.stated` has them, `own` the rows by year."""
    here = own[own["jurisdiction"] == choice.jurisdiction]
    drawn = frames.drawn(figures, here, choice.measure, filters.judged_on(choice))
    name = f"{choice.measure}_published"
    whole = filters.options().jurisdictions[choice.jurisdiction]
    first, last = (drawn["period"].iloc[place] for place in (0, -1))
    indicator = published.BESIDE[choice.measure]
    alt = (
        f"{indicator} as published and own records by year, {whole}, {first} to {last}. "
        f"{drawn['says'].iloc[-1]}."
    )
    chart = partial(charts.beside, drawn)
    plain(chart, alt=alt, name=name)
    in_words = said(figures, exceeding, choice)
    note.draw_sentences(in_words, "published")
    of_card = taken.of_numbers(
        f"{indicator}, as published and own records",
        # Own records are all of the jurisdiction's here.
        replace(choice, office="", form=""),
        frames.numbers(drawn),
        period=words.period(int(first), int(last)),
        says=(write_note(figures), *filter(None, in_words)),
    )
    table = frames.set_beside_own(figures, here, choice.measure, filters.covered(choice))
    as_table(table, of_card.drawn({taken.ONE: chart}, alt), name=name)


def said(
    figures: pd.DataFrame, exceeding: published.Exceeding, choice: filters.Choice
) -> list[str]:
    """How the table must be read."""
    indicator = published.BESIDE[choice.measure]
    ranged = (figures[f"{indicator} low"] != figures[f"{indicator} high"]).any()
    return [
        "Pale: a figure that is published as a limit. <5 is any number from 0 to 4."
        if ranged
        else "",
        WARNING.format(words.count(exceeding.certain), words.count(exceeding.both))
        if indicator in frames.RATIO
        else "",
        "Own records are all of the jurisdiction's, of every office and form.",
    ]


WARNING = (
    "Convicted per prosecuted, in the table, is no conviction rate: who is convicted in a year was "
    "mostly prosecuted in an earlier one. It can exceed 100\N{NO-BREAK SPACE}%, and certainly did "
    "in {} of the {} years of a country for which the file has both figures."
)
