"""The card of the money cascade: the amount at each step, and in how many cases it is recorded."""

from functools import partial
from typing import Any

import pandas as pd

from dashboard import charts, data, words
from dashboard.export import card_export
from dashboard.export.card_export import ONE, CardExport, Drawing
from dashboard.html_templates import render_template
from dashboard.records import current_records
from dashboard.ui import filters
from metrics import money_flow, results
from schemas.language import in_context, marked, n, t

OWN, VICTIMS = "own", "victims"
NAMES = {
    "proceeds_estimated": marked("Proceeds estimated"),
    "identified": marked("Assets identified"),
    "frozen": marked("Frozen or seized"),
    "confiscated": marked("Confiscation ordered"),
    "realised": marked("Realised (sold or collected)"),
    "compensation_ordered": marked("Compensation ordered"),
    "paid_to_victims": marked("Paid to victims"),
}
OF_VICTIMS = ("compensation_ordered", "paid_to_victims")


def cascade_steps(cascade: pd.DataFrame) -> pd.DataFrame:
    """Return the steps in the order in which money moves; `known_share` is 0 to 1.

    `cascade` has the rows of `money_flow.cascade_steps` of one jurisdiction. An amount known in no
    case is "not recorded", not 0. Columns: step, label, role, amount, amount_label, known_share,
    known_label, cases_label, says.
    """
    by_step = {str(row["step"]): row for row in results.row_dicts(cascade)}
    rows = []
    for step, name in NAMES.items():
        row = by_step.get(step, {"amount": None, "currency": "", "cases_known": 0, "cases": 0})
        cases, known = int(row["cases"] or 0), int(row["cases_known"] or 0)
        amount = float(row["amount"]) if known and words.is_known_number(row["amount"]) else None
        amount_label = (
            words.amount(amount, row["currency"] or "") if amount is not None else t("Not recorded")
        )
        share = known / cases if cases else None
        number = words.count(known)
        line = {
            "step": step,
            "label": t(name),
            "role": VICTIMS if step in OF_VICTIMS else OWN,
            "amount": amount,
            "amount_label": amount_label,
            "known_share": share,
            "known_label": words.ABSENCES["empty"].glyph if share is None else words.share(share),
            "cases_label": n(
                "{known} of {count} case", "{known} of {count} cases", cases, known=number
            ),
            "says": n(
                "{step}: {amount}, recorded for {known} of {count} case",
                "{step}: {amount}, recorded for {known} of {count} cases",
                cases,
                step=t(name),
                amount=amount_label,
                known=number,
            ),
        }
        rows.append(line)
    return pd.DataFrame(rows)


def cascade_numbers(drawn: pd.DataFrame, currency: str) -> pd.DataFrame:
    """Return the steps as a table of numbers; amounts that are not recorded are blank."""
    return pd.DataFrame(
        {
            in_context("stage of a process", "Step"): drawn["label"],
            t("Amount"): drawn["amount"].astype(float),
            t("Currency"): currency,
            t("Share of cases"): drawn["known_share"].astype(float),
            t(RECORDED_FOR): drawn["cases_label"],
            t("In words"): drawn["says"],
        }
    )


TITLE, NAME = marked("Where the money stops"), "money_by_step"
FROM_STEP, TO_STEP = money_flow.STEP_ENDS
# The heading of the bars at the right.
RECORDED_FOR = marked("Amount recorded for")
APART = marked(
    "Each bar adds up only the cases where that amount is recorded, so the bars do not cover the"
    " same cases. All trafficking cases charged in the period count: for any offence, and recent"
    " ones too."
)


def steps_to_draw(frame: pd.DataFrame, jurisdiction: str) -> list[dict[str, Any]]:
    """Return the rows of `cascade_steps`, with the lengths of their two bars in percent.

    Empty if no amount is recorded. `frame` has the columns of `money_flow.cascade_steps`.
    """
    drawn = cascade_steps(frame[frame["jurisdiction"] == jurisdiction])
    if drawn["amount"].isna().all():
        return []
    largest = float(drawn["amount"].max()) or 1.0
    lengths = {
        "length": [_as_percent(amount, largest) for amount in drawn["amount"]],
        "known_length": [_as_percent(share, 1.0) for share in drawn["known_share"]],
    }
    return results.row_dicts(drawn.assign(**lengths))


def _as_percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if words.is_known_number(part) else 0.0


def cascade_sentence(frame: pd.DataFrame, jurisdiction: str) -> str:
    """Return how much was earned and paid to victims, in the cases that have both amounts.

    Empty if one of the two amounts is not recorded in any case.
    """
    here = frame[frame["jurisdiction"] == jurisdiction].set_index("step")
    if not {FROM_STEP, TO_STEP} <= set(here.index[here["cases_known"] > 0]):
        return ""
    both, cases = (int(here.loc[FROM_STEP, name]) for name in ("both_known", "cases"))
    if both < money_flow.FEWEST_CASES:
        return n(
            "Both the proceeds and the payments to victims are recorded for {both} of {count}"
            " trafficking case charged with any offence: too few to compare them.",
            "Both the proceeds and the payments to victims are recorded for {both} of {count}"
            " trafficking cases charged with any offence: too few to compare them.",
            cases,
            both=words.count(both),
        )
    earned, paid = (
        words.amount(float(here.loc[step, "in_both"]), str(here.loc[step, "currency"]))
        for step in (FROM_STEP, TO_STEP)
    )
    # Not a share of the proceeds, because a State fund may have paid.
    sums = t(
        "Traffickers earned an estimated {earned}, and victims were paid {paid}.",
        earned=earned,
        paid=paid,
    )
    of_cases = n(
        "Both amounts are for the same cases: the {both} of {count} trafficking case charged with"
        " any offence for which both are recorded.",
        "Both amounts are for the same cases: the {both} of {count} trafficking cases charged with"
        " any offence for which both are recorded.",
        cases,
        both=words.count(both),
    )
    return f"{sums} {of_cases}"


def cascade_card_html(frame: pd.DataFrame, choice: filters.Choice) -> str:
    """Return the HTML of a card with the cascade of the chosen jurisdiction and period."""
    context = {
        "title": t(TITLE),
        "steps": steps_to_draw(frame, choice.jurisdiction),
        "sentence": cascade_sentence(frame, choice.jurisdiction),
        "period": choice.period,
        "apart": t(APART),
        "money": filters.page_link("money", choice, choice.measure),
    }
    return render_template("money_cascade_card.html", context)


def cascade_html(frame: pd.DataFrame, choice: filters.Choice) -> str:
    """Return the HTML of the cascade without a heading; empty if no amount is recorded."""
    drawn = steps_to_draw(frame, choice.jurisdiction)
    return (
        render_template("cascade.html", {"steps": drawn, "period": choice.period}) if drawn else ""
    )


def cascade_export(choice: filters.Choice) -> CardExport:
    """Return the download of the cascade; its rows are queried only when it is used."""

    def drawn() -> pd.DataFrame:
        rows = data.steps(years=choice.years, only=choice.only_jurisdiction)
        return cascade_steps(rows[rows["jurisdiction"] == choice.jurisdiction])

    return CardExport(
        t(TITLE),
        choice,
        lambda _: card_export.plain_cells(
            cascade_numbers(drawn(), current_records().currency(choice))
        ),
        drawing=lambda: _cascade_chart(drawn()),
    )


def _cascade_chart(rows: pd.DataFrame) -> Drawing:
    """Return the chart of the cascade; empty if no amount is recorded."""
    if rows["amount"].isna().all():
        return Drawing()
    chart = partial(charts.cascade_chart, rows, known_header=t(RECORDED_FOR))
    alt = t("{title}: {values}", title=t(TITLE), values="; ".join(rows["says"]))
    return Drawing({ONE: chart}, alt, (t(APART),))
