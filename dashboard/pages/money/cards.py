"""Cards of the page The money: cascade, payers, awards in wages, and the register of assets."""

import math
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import chart_rows, tables
from dashboard.records import cached_view, current_records
from dashboard.ui import (
    downloads,
    filters,
    html_card,
    lead_sentence,
    measure_table,
    money_cascade_card,
)
from dashboard.ui.chart_card import ChartCard, draw_no_data
from dashboard.ui.lead_sentence import REGISTER_STEPS
from metrics import catalogue, measure_kinds, result_sentences, results
from schemas import columns, vocabulary
from schemas.language import comma_list, marked, n, t

Row = Mapping[str, Any]

CLASS, YEAR = "class", "year"

TAKEN = (
    *("F01", "F01o", "F02", "F03", "F03f", "F04", "A01", "A01i", "A02", "A02a", "A02c"),
    *("A03", "A03b", "A03c", "A04", "A04r", "A05"),
)
# With fewer awards the average depends on chance.
FEWEST_AWARDS = 10
# From this number on, months are written without decimals.
WHOLE_MONTHS = 10
SOURCES = tuple(id_ for id_ in catalogue.CATALOGUE if id_.startswith("R04m-"))
OF_EACH = marked("Each measure counts its own cases, named in its row.")
JOINT = marked("An award against several people counts once.")
BASES = marked(
    "Each measure counts its own cases, named in its row. These totals may therefore differ"
    " from the bars of the first card, which cover all trafficking cases in which someone was"
    " charged, with any offence."
)
PAYMENTS_DIFFER = (
    marked(
        "This page has several totals of payments to victims. The bars add up the cases charged in"
        " the period."
    ),
    marked(
        "The measures and “Who paid” count the awards of the period that are old enough. The"
        " sentences of this card count awards of any age."
    ),
    marked("Money from assets is recorded with the asset, even if no payment names it."),
)
TITLES = {
    "taken": marked("Financial investigation and confiscation"),
    "paid": marked("What victims are awarded and paid"),
}
# A release has no figures from proceeds to victims, so its first sentences use these two measures.
FIRST_OF_RELEASE = ("A02", "R03")
RECORDS_ALONE = (
    marked("sums from proceeds to victims, step by step"),
    marked("the average award"),
    marked("who paid"),
)
# Sentences for a cascade without recorded proceeds, payments to victims, or both.
WITHOUT_ENDS = {
    (money_cascade_card.FROM_STEP,): marked(
        "{place}: the proceeds are not recorded in {period}, so this page cannot show where the"
        " money stops."
    ),
    (money_cascade_card.TO_STEP,): marked(
        "{place}: payments to victims are not recorded in {period}, so this page cannot show where"
        " the money stops."
    ),
    (money_cascade_card.FROM_STEP, money_cascade_card.TO_STEP): marked(
        "{place}: neither proceeds nor payments to victims are recorded in {period}, so this page"
        " cannot show where the money stops."
    ),
}
PAID = (*("R01", "R02", "R02b", "R02p", "R03", "R03b", "R04", "R04a", "R05", "R05h", "R06", "R07"),)


def draw_released_money(
    taken_: pd.DataFrame, paid: pd.DataFrame, assets: pd.DataFrame, choice: filters.Choice
) -> None:
    """Draw the money measures of a release, which has no figures on the steps of the cascade."""
    lead_sentence.draw_sentences(
        lead_sentence.sentences_of_measures(pd.concat([taken_, paid]), FIRST_OF_RELEASE, choice)
    )
    cards = (("taken", TITLES["taken"], taken_), ("paid", TITLES["paid"], paid))
    for name, title, rows in (*cards, ("register", ASSETS_TITLE, assets)):
        with html_card.card(t(title), t(OF_EACH)):
            measure_table.draw_measures(rows, choice, name=name, title=t(title))
    missing = tuple(t(one) for one in RECORDS_ALONE)
    html_card.draw_note(filter_options.not_in_release_note(missing), key="unreleased")


def draw_cascade(steps: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the money cascade of the chosen jurisdiction; `steps` come from `data.steps`."""
    if markup := money_cascade_card.cascade_html(steps, choice):
        html_card.draw_markup(markup, key=money_cascade_card.NAME)
        downloads.draw_card_downloads(
            money_cascade_card.cascade_export(choice), name=money_cascade_card.NAME
        )
        return
    draw_no_data(
        t(
            "{place}: no amounts of charged cases are recorded in {period}.",
            place=filters.subject_name(choice),
            period=choice.period,
        )
    )


def payers_note(choice: filters.Choice) -> str:
    """Return how to read the chart of payers, and which awards it counts."""
    note = t(
        "Share of the payments to victims under awards, by source. One large payment can change"
        " these shares a lot. Only awards with recorded payments count, by the date of the award."
    )
    months = current_records().follow_up_months(SOURCES[0], choice)
    if not months:
        return note
    old_enough = n(
        "Awards younger than {count} month are left out.",
        "Awards younger than {count} months are left out.",
        months,
    )
    return f"{note} {old_enough}"


@cached_view
def payers_card(choice: filters.Choice) -> ChartCard | str:
    """Return who paid the victims and which share, or a text that says why nothing is shown."""
    rows = data.rows(SOURCES, years=choice.years, only=choice.only_jurisdiction)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    drawn = chart_rows.rows_by_measure(
        here,
        chart_rows.strip_common_words({id_: t(catalogue.CATALOGUE[id_].title) for id_ in SOURCES}),
    )
    if not (here["denominator"] > 0).any():
        return no_payer_reason(here, choice)
    total = words.amount(here["denominator"].max(), here["currency"].iloc[0])
    return ChartCard(
        partial(charts.shares_chart, drawn, axis=charts.SHARE),
        alt=t(
            "Who paid the victims in {place}, {period}: {rows}",
            place=filters.subject_name(choice),
            period=choice.period,
            rows=chart_rows.rows_as_text(drawn),
        ),
        table=tables.rows_table(drawn, t("Paid by")),
        export=card_export.export_rows(t("Who paid"), choice, drawn, says=(payers_note(choice),)),
        name="paid_by",
        first=t("In total: {amount}.", amount=total),
    )


def no_payer_reason(rows: pd.DataFrame, choice: filters.Choice) -> str:
    """Return why no payer is shown: nothing was paid, or payments are not recorded.

    `rows` are those of the chosen jurisdiction. A recorded payment of 0 is not a missing one.
    """
    if (rows["coverage"] > 0).any():
        return t(
            "{place}: nothing was paid under the awards of {period} that have recorded payments.",
            place=filters.subject_name(choice),
            period=choice.period,
        )
    return lead_sentence.sentence_of_measure(rows, SOURCES[0], choice)


def cascade_answer_sentence(steps: pd.DataFrame, choice: filters.Choice) -> str:
    """Return a sentence on the first and last step of the cascade, or which one is not recorded."""
    about = {"place": filters.subject_name(choice), "period": choice.period}
    sentence = money_cascade_card.cascade_sentence(steps, choice.jurisdiction)
    if sentence:
        return f"{t('{place}, {period}.', **about)} {sentence}"
    here = steps[steps["jurisdiction"] == choice.jurisdiction]
    if here.empty:
        return t("{place}: no case was charged in {period}.", **about)
    recorded = set(here.loc[here["cases_known"] > 0, "step"])
    ends = (money_cascade_card.FROM_STEP, money_cascade_card.TO_STEP)
    return t(WITHOUT_ENDS[tuple(end for end in ends if end not in recorded)], **about)


def award_sentences(rows: pd.DataFrame, choice: filters.Choice) -> str:
    """Return sentences on the total of all awards, the average award and how much was paid.

    `rows` come from `data.awards`. No average is given for fewer than FEWEST_AWARDS awards.
    """
    here = results.row_dicts(rows[rows["jurisdiction"] == choice.jurisdiction])
    if not here or not here[0]["awards"]:
        return t("No awards are recorded in {period}.", period=choice.period)
    row = here[0]
    known, currency = int(row["both_known"]), row["currency"]
    in_all = _awards_in_all(row, choice.period)
    if known < FEWEST_AWARDS:
        few = n(
            "The award and its payment are both recorded for {count} award: too few for an"
            " average.",
            "The award and its payment are both recorded for {count} awards: too few for an"
            " average.",
            known,
        )
        return f"{in_all} {few}"
    awarded, paid = (words.amount(row[end], currency) for end in ("awarded", "paid"))
    each, of_each = (words.amount(row[end] / known, currency) for end in ("awarded", "paid"))
    both = n(
        "For {count} award both the award and its payment are recorded: {awarded} was awarded, and"
        " {paid} of it was paid (on average {each} and {paid_of_each}).",
        "For {count} awards both the award and its payment are recorded: {awarded} was awarded, and"
        " {paid} of it was paid (on average {each} and {paid_of_each}).",
        known,
        awarded=awarded,
        paid=paid,
        each=each,
        paid_of_each=of_each,
    )
    return f"{in_all} {both}"


def _awards_in_all(row: Row, period: str) -> str:
    """Return how many awards were decided in the period, and the sum of the recorded amounts."""
    number, known = int(row["awards"]), int(row["amount_known"])
    amount = words.amount(row["ordered"], row["currency"])
    decided = n(
        "Courts decided {count} award of compensation in {period}.",
        "Courts decided {count} awards of compensation in {period}.",
        number,
        period=period,
    )
    if known == number:
        return f"{decided} {t('In total: {amount}.', amount=amount)}"
    recorded = n(
        "The amount is recorded for {count} of them: {amount} in total.",
        "The amount is recorded for {count} of them: {amount} in total.",
        known,
        amount=amount,
    )
    return f"{decided} {recorded}"


def wage_sentences(rows: pd.DataFrame, choice: filters.Choice) -> list[str]:
    """Return sentences with the average award in months of a wage, one for each kind of wage.

    `rows` come from `data.awards_in_wages`. No average is given for too few awards.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return [
        t(
            "The average award equals {awarded} of the {kind} wage; payments equal {paid}"
            " ({awards} awards of {period}; source: {source}).",
            kind=row["kind"],
            awarded=_months_text(row["awarded"]),
            paid=_months_text(row["paid"]),
            awards=words.count(row["awards"]),
            period=words.period(row["first"], row["last"]),
            source=row["source"],
        )
        for row in results.row_dicts(here)
        if row["awards"] >= FEWEST_AWARDS
    ]


def _months_text(months: float) -> str:
    number = Decimal(f"{months:.1f}") if months < WHOLE_MONTHS else round(months)
    return result_sentences.number_of(measure_kinds.MONTHS, number)


ASSETS_TITLE = marked("The register of assets")
ASSETS_NOTE = marked(
    "All recorded assets, including evidence and assets outside any case, by the date of each"
    " step. The totals therefore differ from those of charged cases."
)
CELLS = marked(
    "Number of assets and their recorded value. “At least” means that many values are missing,"
    " so the true total is higher. “Missing” counts assets for which the records do not say"
    " whether this step was taken."
)


def asset_register_answer(choice: filters.Choice) -> list[lead_sentence.Sentence | str]:
    """Return sentences on the register of assets, for jurisdictions without recorded cases."""
    alone = t(
        "{place}: no cases are recorded, so this page cannot show where the money stops.",
        place=filters.subject_name(choice),
    )
    amounts = [
        lead_sentence.Sentence(sentence, t(catalogue.CATALOGUE[id_].title))
        for id_, sentence in lead_sentence.asset_register_sentences(choice).items()
    ]
    return [alone, *amounts]


def draw_assets(rows: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw the card of the asset register: each step in total, by class of asset, and by year.

    `rows` are those of the six measures of the register.
    """
    with html_card.card(t(ASSETS_TITLE), t(ASSETS_NOTE), more=(t(CELLS),)):
        here = rows[rows["jurisdiction"] == choice.jurisdiction]
        if not (here["status"] == words.SHOWN).any():
            draw_no_data(
                lead_sentence.sentence_of_measure(rows, lead_sentence.REGISTER_IDS[0], choice)
            )
            return
        in_all = [
            html_card.Cell(text, filters.page_link("measure", choice, number))
            for text, (number, _) in zip(
                asset_totals_by_step(here), REGISTER_STEPS.values(), strict=True
            )
        ]
        by_class = asset_steps_by_class(_register_rows(CLASS, choice))
        html_card.draw_table(
            list(by_class.columns),
            [[t("All assets"), *in_all], *by_class.to_numpy().tolist()],
            name="register.class",
        )
        by_year = asset_steps_by_year(_register_rows(YEAR, choice), filters.covered_years(choice))
        html_card.draw_frame(by_year, name="register.year")
        downloads.draw_card_downloads(
            measure_table.export_measures(t(ASSETS_TITLE), lambda: rows, choice), name="register"
        )


def _register_rows(by: str, choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of the register in the chosen jurisdiction, by class of asset or by year."""
    rows = data.rows(
        lead_sentence.REGISTER_IDS, by=(by,), years=choice.years, only=choice.only_jurisdiction
    )
    return rows[rows["jurisdiction"] == choice.jurisdiction]


def asset_totals_by_step(rows: pd.DataFrame, none: str = "0") -> list[str]:
    """Return a text per step of the asset register; `none` is the text of a step without a row.

    `rows` are of one jurisdiction and one group.
    """
    found = {row["measure"]: row for row in results.row_dicts(rows)}
    return [
        _step_text(found.get(number), found.get(worth), none)
        for number, worth in REGISTER_STEPS.values()
    ]


def asset_steps_by_class(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a table of the register's steps by class of asset, as text.

    `rows` are those of one jurisdiction, split by CLASS. Columns: Class, and a column per step.
    """
    names = {one.value: words.code(one.value) for one in vocabulary.AssetClass}
    names[columns.UNKNOWN] = t("Not recorded")
    lines = [
        (name, *asset_totals_by_step(of_class))
        for code, name in names.items()
        if len(of_class := rows[rows[CLASS] == code])
    ]
    return pd.DataFrame(lines, columns=[t("Class"), *map(t, REGISTER_STEPS)])


def asset_steps_by_year(rows: pd.DataFrame, covered: range) -> pd.DataFrame:
    """Return a table of the register's steps by year, undated assets last.

    `rows` are split by YEAR. Outside the years `covered`, a missing row does not mean zero.
    """
    lines = []
    for period, of_year in rows.groupby("period"):
        is_year = period.isdigit()
        is_outside = is_year and int(period) not in covered
        none = words.NOT_COVERED.glyph if is_outside else "0"
        name = period if is_year else t("No date recorded")
        lines.append((name, *asset_totals_by_step(of_year, none)))
    return pd.DataFrame(lines, columns=[t("Year"), *map(t, REGISTER_STEPS)])


def _step_text(number: Row | None, worth: Row | None, none: str) -> str:
    """Return a step as text: `12, EUR 15,500 for 9 of them, 3 missing`; `none` without a row.

    If few amounts are known: `12, at least EUR 5,000 for 2 of them, 3 missing`.
    """
    counted = number is not None and words.is_value_shown(number)
    how_many = float(number["value"]) if number is not None and counted else math.inf
    parts = [words.count(how_many)] if counted else []
    if worth is not None and how_many and (sum_ := _sum_text(worth)):
        some = words.count(worth["denominator"])
        of_some = t("{amount} for {number} of them", amount=sum_, number=some)
        parts.append(of_some if 0 < worth["denominator"] < how_many else sum_)
    in_doubt = number is not None and number["status"] == words.BOUNDS_ONLY
    if number is not None and (counted or in_doubt) and number["unknown"]:
        parts.append(n("{count} not recorded", "{count} not recorded", number["unknown"]))
    if not parts:
        if number is not None and number["status"] == words.NOT_COLLECTED:
            return words.ABSENCES[words.NOT_COLLECTED].glyph
        return none if number is None or words.is_covered(number) else words.NOT_COVERED.glyph
    return comma_list(parts)


def _sum_text(worth: Row) -> str:
    """Return a sum or its known minimum as text; "no amount" if no asset has a known amount."""
    if words.is_value_shown(worth):
        return words.value(worth)
    none = worth["status"] == words.BOUNDS_ONLY and words.is_known_number(worth["coverage"])
    return words.possible_values_text(worth) or (t("no amount") if none else "")
