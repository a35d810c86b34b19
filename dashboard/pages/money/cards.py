"""The cards of The money: the cascade, who paid, awards in wages, and the register of assets."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import chart_rows, tables
from dashboard.pages.money import frames
from dashboard.ui import cascade_card, downloads, filters, html_card, lead_sentence, measure_table
from dashboard.ui.chart_card import draw_chart, draw_nothing
from metrics import catalogue

TAKEN = (
    *("F01", "F01o", "F02", "F03", "F03f", "F04", "A01", "A01i", "A02", "A02a", "A02c"),
    *("A03", "A03b", "A03c", "A04", "A04r", "A05"),
)
# As for shares: below it, chance decides.
FEWEST_AWARDS = 10
# From here on months are whole.
WHOLE_MONTHS = 10
SOURCES = tuple(id_ for id_ in catalogue.CATALOGUE if id_.startswith("R04m-"))
OF_EACH = "Each measure counts its own cases, as its line says."
BASES = (
    f"{OF_EACH} These totals may therefore differ from the bars above, which cover all"
    " trafficking cases charged (any offence)."
)
PAYMENTS_DIFFER = (
    "Sums of what victims were paid differ on this page, since each is of something else: the steps"
    " add up the cases charged in the period, the first words those of them in which both ends are"
    " known, the measures and “Who paid” the awards decided in the period that are old enough, and"
    " the sentence on awards those of any age. What assets brought victims is recorded with the"
    " asset, whether or not a payment names it."
)
TITLES = {
    "taken": "Financial investigation and confiscation",
    "paid": "What victims are awarded and paid",
}
# A release has no step from proceeds to victims: it answers with both ends.
FIRST_OF_RELEASE = ("A02", "R03")
RECORDS_ALONE = (
    "sums from proceeds to victims, step by step",
    "what an award comes to on average",
    "who paid",
)
ENDS = {
    cascade_card.FROM_STEP: "what was earned",
    cascade_card.TO_STEP: "what victims were paid",
}
PAID = (*("R01", "R02", "R02b", "R02p", "R03", "R03b", "R04", "R04a", "R05", "R05h", "R06", "R07"),)


def draw_released(
    taken_: pd.DataFrame, paid: pd.DataFrame, assets: pd.DataFrame, choice: filters.Choice
) -> None:
    """Draw what a release tells of the money: its measures, and no steps from one to the next."""
    lead_sentence.draw_sentences(
        lead_sentence.sentences_of_measures(pd.concat([taken_, paid]), FIRST_OF_RELEASE, choice)
    )
    cards = (("taken", TITLES["taken"], taken_), ("paid", TITLES["paid"], paid))
    for name, title, rows in (*cards, ("register", ASSETS_TITLE, assets)):
        with html_card.card(title, OF_EACH):
            measure_table.draw_measures(rows, choice, name=name, title=title)
    html_card.draw_note(filter_options.not_in_release_note(RECORDS_ALONE), key="unreleased")


def draw_cascade(steps: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the cascade of the chosen place. `steps` as `money_flow.cascade_steps` returns them."""
    if markup := cascade_card.write_cascade(steps, choice):
        html_card.draw_markup(markup, key=cascade_card.NAME)
        downloads.draw_card_downloads(cascade_card.cascade_export(choice), name=cascade_card.NAME)
        return
    place = filters.subject(choice)
    draw_nothing(f"No amounts of charged cases are recorded for {place} in {choice.period}.")


def sources_note() -> str:
    """How to read who paid, and of which awards."""
    dated = words.dated_by(catalogue.CATALOGUE[SOURCES[0]], data.chosen())
    return (
        "Share of the payments to victims under awards, by source. One large payment can change"
        f" these shares a lot. Only awards with recorded payments count, {dated}."
    )


def draw_payers(rows: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw who paid the victims, each payer with its share of the money."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    titles = {id_: catalogue.CATALOGUE[id_].title.partition(": ")[2] for id_ in SOURCES}
    drawn = chart_rows.rows_by_measure(
        here, {id_: words.code(title) for id_, title in titles.items()}
    )
    if not (here["denominator"] > 0).any():
        draw_nothing(unpaid_reason(here, choice))
        return
    draw_chart(
        partial(charts.parts, drawn, axis=charts.SHARE),
        alt=(
            f"Who paid the victims in {filters.subject(choice)}, {choice.period}:"
            f" {chart_rows.rows_in_words(drawn)}"
        ),
        table=tables.rows_table(drawn, "label", "Paid by"),
        export=card_export.export_rows("Who paid", choice, drawn, says=(sources_note(),)),
        name="paid_by",
    )


def unpaid_reason(rows: pd.DataFrame, choice: filters.Choice) -> str:
    """Why nobody paid: nothing was, or it is not known. `rows` are those of the chosen place.

    A payment of 0 that is known is no payment that is not recorded.
    """
    if (rows["coverage"] > 0).any():
        return (
            f"{filters.subject(choice)}: nothing was paid of the awards of {choice.period} whose "
            "payments are known."
        )
    return lead_sentence.sentence_of_measure(rows, SOURCES[0], choice)


def cascade_answer(steps: pd.DataFrame, choice: filters.Choice) -> str:
    """What the cascade says in a sentence; without both ends, which of them is missing."""
    sentence = cascade_card.cascade_sentence(steps, choice.jurisdiction)
    if sentence:
        return f"{filters.subject(choice)}, {choice.period}: {words.within(sentence)}"
    here = steps[steps["jurisdiction"] == choice.jurisdiction]
    if here.empty:
        return f"{filters.subject(choice)}: no case was charged in {choice.period}."
    recorded = set(here.loc[here["cases_known"] > 0, "step"])
    missing = [end for step, end in ENDS.items() if step not in recorded]
    are = "is" if len(missing) == 1 else "are"
    return (
        f"{filters.subject(choice)}: {words.listing(missing)} {are} not recorded in "
        f"{choice.period}, so it cannot be said where the money stops."
    )


def award_sentences(rows: pd.DataFrame, choice: filters.Choice) -> str:
    """What awards come to in all, and one on average with what of it was paid, in two sentences.

    `rows` as `metrics.money_flow.awards` returns it. An average of fewer than ten is not said.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction].to_dict("records")
    if not here or not here[0]["awards"]:
        return f"No awards are recorded in {choice.period}."
    row = here[0]
    known, currency = int(row["both_known"]), row["currency"]
    in_all = _awards_in_all(row, choice.period)
    if known < FEWEST_AWARDS:
        number = words.count(known) if known else "none"
        return (
            f"{in_all} What was awarded and what was paid are both known of {number}: too few for "
            "an average."
        )
    awarded, paid = (words.amount(row[end], currency) for end in ("awarded", "paid"))
    each, of_each = (words.amount(row[end] / known, currency) for end in ("awarded", "paid"))
    return (
        f"{in_all} In the {words.count(known)} of which both are known, {awarded} was awarded and "
        f"{paid} of it paid: {each} an award on average, of which {of_each} was paid."
    )


def _awards_in_all(row: Mapping[str, Any], period: str) -> str:
    """What the awards of a period come to, as far as their amounts are known."""
    number, known = int(row["awards"]), int(row["amount_known"])
    awards_ = words.counted(number, "award")
    of_known = "" if known == number else f" (known of {words.count(known)})"
    come = "comes" if number == 1 else "come"
    return (
        f"{awards_} decided in {period} {come} to"
        f" {words.amount(row['ordered'], row['currency'])}{of_known}. An order against several"
        " people counts once."
    )


def wage_sentences(rows: pd.DataFrame, choice: filters.Choice) -> list[str]:
    """What an award is in months of a wage: a sentence for each kind of wage that is supplied.

    `rows` as `money_flow.awards_in_wages` returns it. An average of fewer than ten is not said.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return [
        f"By the {row['kind']} wage {_wage_years(row)} that is {_months_text(row['awarded'])}, "
        f"{_paid_text(row['paid'])} paid ({words.count(row['awards'])} awards of "
        f"{words.period(row['first'], row['last'])}; {row['source']})."
        for row in here.to_dict("records")
        if row["awards"] >= FEWEST_AWARDS
    ]


def _wage_years(row: dict) -> str:
    return f"of {row['first']}" if row["first"] == row["last"] else "of its year"


def _paid_text(months: float) -> str:
    return _number_text(months) if months else "nothing"


def _months_text(months: float) -> str:
    number = _number_text(months)
    return f"{number}{words.NO_BREAK}{'month' if number == '1.0' else 'months'}"


def _number_text(months: float) -> str:
    return f"{months:.1f}" if months < WHOLE_MONTHS else words.count(months)


ASSETS_TITLE = "The register of assets"
ASSETS_NOTE = (
    "All recorded assets, including evidence and assets outside any case, by the date of each"
    " step. The totals therefore differ from those of charged cases."
)
CELLS = (
    "Number of assets and their recorded value. “At least” means that few values are recorded."
    " The last column shows assets for which it is not recorded whether they should be counted."
)


def assets_answer(choice: filters.Choice) -> list[lead_sentence.Sentence | str]:
    """What the register comes to, where there are no cases in which the money could stop."""
    alone = f"{filters.subject(choice)}: no cases are recorded, so it cannot be said where in them"
    told = [
        lead_sentence.Sentence(sentence, catalogue.CATALOGUE[id_].title)
        for id_, sentence in lead_sentence.register_sentences(choice).items()
    ]
    return [f"{alone} the money stops.", *told]


def draw_assets(rows: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the card: each step in all, which leads to its measure, by class of asset, by year.

    `rows` are those of the six measures.
    """
    with html_card.card(ASSETS_TITLE, ASSETS_NOTE):
        here = _rows_here(rows, choice)
        if not (here["status"] == words.SHOWN).any():
            draw_nothing(
                lead_sentence.sentence_of_measure(rows, lead_sentence.REGISTER_IDS[0], choice)
            )
            return
        by_class, by_year = (
            _rows_here(
                data.rows(
                    lead_sentence.REGISTER_IDS,
                    by=(column,),
                    years=choice.years,
                    only=choice.only_here,
                ),
                choice,
            )
            for column in (frames.CLASS, frames.YEAR)
        )
        html_card.draw_note(CELLS, key="register")
        in_all = [
            html_card.Cell(text, filters.link("measure", choice, number))
            for text, (number, _) in zip(
                frames.steps_in_all(here), lead_sentence.REGISTER_STEPS.values(), strict=True
            )
        ]
        _assets_table(frames.steps_by_class(by_class), ["All assets", *in_all])
        _assets_table(frames.steps_by_year(by_year, filters.covered(choice)))
        downloads.draw_card_downloads(
            measure_table.export_measures(ASSETS_TITLE, lambda: rows, choice), name="register"
        )


def _assets_table(written: pd.DataFrame, *first: list[str | html_card.Cell]) -> None:
    headings = list(written.columns)
    html_card.draw_table(
        headings, [*first, *written.to_numpy().tolist()], name=f"register.{headings[0]}"
    )


def _rows_here(rows: pd.DataFrame, choice: filters.Choice) -> pd.DataFrame:
    return rows[rows["jurisdiction"] == choice.jurisdiction]
