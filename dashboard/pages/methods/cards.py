"""How every number is made: the catalogue by family, statuses, statistics, the gate's rules."""

from collections.abc import Sequence
from itertools import groupby

import pandas as pd
import streamlit as st

from dashboard import data, untrusted_text, words
from dashboard.frames import peer_comparison, rule_words
from dashboard.release_notes import Corrections
from dashboard.ui import chart_card, filters, html_card, measure_definition
from dashboard.ui.html_card import Cell
from metrics import Measure, catalogue

ZERO = "What was counted came to nothing: it is a number like others."
LATER = "The time by which half came to the end lies beyond what the records show so far."
NOTHING = (
    "The units were counted, and what their sum would be divided by is 0; or it is a number of"
    " single years that are over, and the period is none."
)
CORRECTIONS = (
    "Each number that was told before and reads otherwise, and what is told no more. What is told"
    " for the first time is no correction."
)
# What is shown in the place of a percentage, as an example.
SHOWN_INSTEAD = {
    words.TOO_FEW: "too few; of a share with the counts",
    words.BOUNDS_ONLY: "20–61% possible; without bounds: unclear",
}
# `python -m bench.false_readings`, on the made-up world of its day.
FALSE_READINGS = (
    "Where all places are alike, 1.7 of 100 readings of complete records name a difference all the"
    " same (6.5 by 95% intervals beside three others), and 0.8 of 100 with what is unknown in the"
    " made-up records (3.4): of 35 measures 0.6 and 0.3 (2.3 and 1.2). Computed 30 November 2026."
)
HEADINGS = ("Measure", "Question", "Counted per", "Dated by", "Window", "Better", "Version")
# Statistics in words and as formulas; the code is metrics.statistics, its sources are named there.
STATISTICS: tuple[tuple[str, str, str], ...] = (
    (
        "Share",
        "Yes of those whose answer is known. Unknown is counted apart and never becomes no.",
        "p = yes / (yes + no)",
    ),
    (
        "Chance in a share",
        "Wilson's score interval: right for small numbers, and never beyond 0 or 100%.",
        "(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z = 1.96",
    ),
    (
        "Persons of one case",
        (
            "They are alike, so thirty victims of one case tell little more than one: n is divided"
            " by the design effect, and z becomes t(e − 1). Fewer than five cases' worth are too"
            " few. A few rare large cases that carry the yes defeat every formula: of twenty cases"
            " such limits hold the truth in 89 of 100."
        ),
        (
            "e = N² / Σ nᵢ²; deff = max of m/(m − 1) · Σ (yᵢ − p nᵢ)² / (N p (1 − p)) and"
            " 1 + r (N/e − 1), r = 1 − Σ yᵢ(nᵢ − yᵢ)/nᵢ / ((N − m) p (1 − p))"
        ),
    ),
    (
        "Missing-data bounds",
        "What the share would be if every unknown were no, and if every unknown were yes.",
        "yes / (yes + no + unknown) to (yes + unknown) / (yes + no + unknown)",
    ),
    (
        "95% interval of a share",
        (
            "Chance and what is unknown (Imbens and Manski): limits of the share that complete"
            " records would show. What pages print beside a share, and what verdicts on targets and"
            " over time go by; where nothing is unknown, chance alone."
        ),
        (
            "score limits of the lower and of the upper bound, c in place of z,"
            " Φ(c + gap / s) − Φ(−c) = 0.95"
        ),
    ),
    (
        "Funnel",
        (
            "Exact binomial limits around the whole, an office at as many independent records as it"
            " has; widened where a chi-square test finds more spread than chance. One stands out"
            " where its whole interval lies beyond the 99.8% limit."
        ),
        "φ = Σ z² / k, τ² = (kφ − (k − 1)) / (Σw − Σw² / Σw), ± z √(1/4n + τ²) on arcsine √p",
    ),
    (
        "Drawn to all",
        "A small office's share pulled towards that of all as far as its size warrants.",
        "(yes + α) / (n + α + β)",
    ),
    (
        "Run chart",
        (
            "Anhøj: years on one side of the median longer, or crossings fewer, than by chance; no"
            " verdict under ten years."
        ),
        "longest run > round(log₂ n + 3), or crossings < 5% point of Binomial(n − 1, 0.5)",
    ),
    (
        "Change",
        (
            "The last three full years that are due against the three before them, inside one"
            " stretch between breaks; of four or five years two against two. Shares by the interval"
            " of the difference (Newcombe), others by whether their limits overlap."
        ),
        "p₁ − p₂, less √((p₁ − l₁)² + (u₂ − p₂)²), more √((u₁ − p₁)² + (p₂ − l₂)²)",
    ),
    (
        "Coverage",
        "For what part of the units the answer is known. Below 70% only the bounds are shown.",
        "(yes + no) / (yes + no + unknown)",
    ),
    (
        "Amount",
        (
            "A sum of what is known, in one currency, beside how many units have no amount. It"
            " estimates nothing: no limits, and told however few there are."
        ),
        "Σ amount",
    ),
    (
        "Ratio of amounts",
        "One sum over another, over the units in which both are known, in one currency.",
        "Σ numerator / Σ denominator",
    ),
    (
        "Duration",
        "Kaplan-Meier median, log-log limits: what is open or left otherwise counts as it lasted.",
        "smallest t with S(t) ≤ 0.5, S(t) = Π (1 − dᵢ / nᵢ)",
    ),
    (
        "Ways out",
        "Aalen-Johansen: the share that has left by each way; what competes is no censoring.",
        "F_k(t) = Σ S(tᵢ₋₁) dₖᵢ / nᵢ",
    ),
    (
        "Window",
        "A unit is judged once its time is over. Younger ones are left out, not failed.",
        "date + window ≤ day of the records",
    ),
    (
        "Reading beside others",
        (
            "Median and middle half of at least five others that have a value of the same period,"
            " count alike in what matters to the measure, and have no break inside the period; of"
            f" three other offices. {peer_comparison.NAMED} {peer_comparison.DRAWN}."
            f" {FALSE_READINGS}"
        ),
        "95% interval at 99%: Φ(c + gap / s) − Φ(−c) = 0.99, z = 2.58, t(0.995, e − 1)",
    ),
    (
        "Median of years",
        "A dashed line through the years of one place, from five years with a value on.",
        "median of the years' values, each year once",
    ),
)


STATUSES = (
    "Each reason for a missing figure has its own words and sign, on every page and in"
    " every file. Zero means zero."
)
GATE = (
    "Every import is checked against these rules before anything is stored. Rows with errors are"
    " refused. Warnings are stored with the rows."
)
RATES = (
    "An amount in another currency is brought to the jurisdiction's own by the mean of the year's "
    "reference rates of the European Central Bank, of the year in which it was found, frozen, "
    "ordered or paid. Without a rate or a date it is unknown. Own rates of this database hold "
    "before them."
)
NO_OWN_RATES = "No own rates are set: those of the European Central Bank hold throughout."


def page_sentence() -> str:
    """What the page answers."""
    measures = catalogue.CATALOGUE.values()
    families = {measure.family for measure in measures}
    return (
        f"{len(measures)} measures in {len(families)} families are calculated from the records."
        " This page is made from the definitions that the program runs."
    )


def measure_facts(measure: Measure) -> list[str]:
    """What is said of a measure, by column."""
    return [
        f"{measure.id} {measure.title}",
        measure.question,
        measure.unit_word,
        measure_definition.dated_by(measure),
        f"{months} months" if (months := measure.window(data.chosen())) else "none",
        words.BETTER[measure.direction.value],
        measure.version,
    ]


def draw_catalogue(
    measures: Sequence[Measure], family: str, choice: filters.Choice, opened_at: str
) -> None:
    """Draw the measures of a family; each leads to its page. `opened_at` is one's id, or empty."""
    rows: list[list[str | Cell]] = []
    for measure in measures:
        title, *others = measure_facts(measure)
        rows.append([Cell(title, filters.link("measure", choice, measure.id)), *others])
    ids = [measure.id for measure in measures]
    here = ids.index(opened_at) if opened_at in ids else None
    html_card.draw_table(HEADINGS, rows, name=f"catalogue.{family}", look="catalogue", here=here)


def draw_statuses(rows: Sequence[Sequence[str]]) -> None:
    """Draw what stands for numbers that are not shown, and what each means."""
    html_card.draw_table(("Shown", "Status", "What it means"), rows, name="statuses")


def status_rows() -> list[list[str]]:
    """What stands in the place of a number, its status and what it means, each once."""
    rows = [
        [sign_text(status, absence), absence.words, words.EXPLANATIONS[status]]
        for status, absence in words.ABSENCES.items()
    ]
    undefined = [
        [sign_text("", words.UNDEFINED["Duration"]), words.UNDEFINED["Duration"].words, LATER],
        [sign_text("", words.NOTHING_BELOW), words.NOTHING_BELOW.words, NOTHING],
        [sign_text("", words.NOT_COVERED), words.NOT_COVERED.words, words.OF_OTHER_YEARS],
    ]
    return [["0", "A true zero", ZERO], *rows, *undefined]


def sign_text(status: str, absence: words.Absence) -> str:
    """What stands in a table, and what a chart has room for."""
    in_table = SHOWN_INSTEAD.get(status, absence.glyph)
    return f"{in_table}; in charts {absence.sign}" if absence.sign else in_table


def draw_corrections(made: Corrections) -> None:
    """Draw each number that a release corrects, before and after, and the whole as a file."""
    number = len(made.lines)
    first_words = f"Release {made.after} beside release {made.before}: "
    st.text(first_words + (words.counted(number, "difference") if number else "none differs") + ".")
    if number:
        chart_card.draw_lines(made.lines, name="corrections")
        chart_card.draw_csv_download(made.lines, name="corrections")


def draw_statistics(rows: Sequence[Sequence[str]]) -> None:
    """Draw the statistics in words and as formulas."""
    html_card.draw_table(("Statistic", "In words", "As a formula"), rows, name="statistics")


def draw_own_rates(listed: pd.DataFrame) -> None:
    """Draw the own rates of the database; `listed` as `metrics.lists.load_own_rates`."""
    if listed.empty:
        html_card.draw_note(NO_OWN_RATES, key="rates")
        return
    rows = [
        [str(row.currency), str(row.year), f"{row.per_euro:.6g}", str(row.source)]
        for row in listed.itertuples()
    ]
    html_card.draw_table(("Currency", "Year", "Units per euro", "Source"), rows, name="rates")


def draw_gate_rules(rules: Sequence[rule_words.Named], *, opened: bool) -> None:
    """Draw rules of the gate, one place for each table of a submission, closed unless `opened`."""
    for table, of_table in groupby(rules, key=lambda rule: rule.table):
        rows = [
            [rule.meaning, ", ".join(rule.columns), words.code(rule.severity.value)]
            for rule in of_table
        ]
        heading = f"{table}: {len(rows)} {'rule' if len(rows) == 1 else 'rules'}"
        with st.expander(untrusted_text.escape_markdown(heading), expanded=opened):
            html_card.draw_table(
                ("What must hold", "Columns", "If not"), rows, name=f"rules.{table}"
            )
