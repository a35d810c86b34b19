"""Cards of the page Methods: measures by family, statuses, statistics, and rules of imports."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd
import streamlit as st

from dashboard import data, released_data, untrusted_text, words
from dashboard.frames import breakdowns, peer_comparison, rule_words, search_terms
from dashboard.frames.rule_words import Named
from dashboard.query_params import MethodsView
from dashboard.released_data import CORRECTED, Corrections
from dashboard.ui import chart_card, filters, html_card, measure_definition
from dashboard.ui.html_card import Cell
from metrics import Measure, catalogue
from schemas.language import comma_list, contains_words, marked, n, search_words, t

ZERO = marked("Something was counted, and the result is 0. It is a figure like any other.")
TRUE_ZERO = marked("A true zero")
LATER = marked("So far, fewer than half of the cases have finished.")
NOTHING = marked(
    "The cases were counted, but the total to divide by is 0. Or the figure needs single complete"
    " years, and the period has none."
)
CORRECTIONS = marked(
    "Figures of the last release that have changed, and figures that are no longer shown. Figures"
    " shown for the first time are not corrections."
)
# Examples of what is shown instead of a percentage.
SHOWN_INSTEAD = {
    words.TOO_FEW: marked("too few; a share is shown as its counts"),
    words.BOUNDS_ONLY: marked("20% to 61%; if the range cannot be calculated: unclear"),
}
# Measured with `python -m bench.false_readings` on the made-up records of that time.
FALSE_READINGS = marked(
    "We tested this rule on fictional places that do not differ. With complete records, 1.7 of 100"
    " comparisons reported a difference by mistake; with missing data, 0.8 of 100. With 95%"
    " intervals and three other places, the mistakes were 6.5 and 3.4 of 100. For 35 measures this"
    " means 0.6 and 0.3 mistakes (with 95% intervals: 2.3 and 1.2). Calculated on 30 November 2026."
)
FIGURES_NOT_SHOWN = marked("Figures that are not shown")
STATISTICS_TITLE = marked("Statistics")
RATES_TITLE = marked("Exchange rates")
RULES_TITLE = marked("Rules for records")
COMPARISON = marked("Comparison with others")
# Statistics in words and as formulas; the code is metrics.statistics, its sources are named there.
STATISTICS: tuple[tuple[str, str, str], ...] = (
    (
        marked("Share"),
        marked(
            "The number of yes answers, divided by the number of yes and no answers. Missing"
            " answers are counted separately. They never count as no."
        ),
        marked("p = yes / (yes + no)"),
    ),
    (
        marked("Random variation in a share"),
        marked(
            "Wilson’s score interval. It is reliable for small numbers and never goes below 0% or"
            " above 100%."
        ),
        "(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n), z = 1.96",
    ),
    (
        marked("People of one case"),
        marked(
            "Victims of one case are often similar. So thirty victims of one case tell us less"
            " than thirty victims of different cases. The interval is made wider for this"
            " (design effect). If the records count as fewer than five independent cases, no"
            " share is shown. If most yes answers come from a few large cases, the interval is"
            " less reliable: with twenty cases, it contained the true share in 89 of 100 tests."
        ),
        marked(
            "n / deff in place of n, t(e − 1) in place of z; e = N² / Σ nᵢ²; deff = max of m/(m"
            " − 1) · Σ (yᵢ − p nᵢ)² / (N p (1 − p)) and 1 + r (N/e − 1), r = 1 − Σ yᵢ(nᵢ −"
            " yᵢ)/nᵢ / ((N − m) p (1 − p))"
        ),
    ),
    (
        marked("Range with missing answers"),
        marked(
            "The share if every missing answer were no, and the share if every missing answer were"
            " yes."
        ),
        marked("yes / (yes + no + missing) to (yes + missing) / (yes + no + missing)"),
    ),
    (
        marked("95% confidence interval of a share"),
        marked(
            "The range that contains the true share with 95% confidence. It allows for random"
            " variation and for missing answers (method of Imbens and Manski). Pages show it"
            " with each share. We also use it to judge targets and changes over time."
        ),
        marked(
            "score limits of the lower and of the upper bound, with c in place of z: Φ(c + gap"
            " / s) − Φ(−c) = 0.95"
        ),
    ),
    (
        marked("Funnel"),
        marked(
            "This chart shows which offices differ from all offices together by more than"
            " chance explains. The curved lines are limits: chance alone puts only 2 of 1,000"
            " offices outside them. Small offices vary more by chance, so their limits are"
            " wider. We call an office different only if its whole confidence interval is"
            " outside the limits. If all offices vary more than chance explains (chi-square"
            " test), all limits are wider."
        ),
        "φ = Σ z² / k, τ² = (kφ − (k − 1)) / (Σw − Σw² / Σw), ± z √(1/4n + τ²) on arcsine √p",
    ),
    (
        marked("Adjusted for size"),
        marked(
            "The share of a small office can be very high or low by chance. The table of"
            " offices therefore also shows a share that is adjusted for size. It is closer to"
            " the share of all offices. The smaller the office, the closer it is."
        ),
        marked("(yes + α) / (n + α + β)"),
    ),
    (
        marked("Run chart"),
        marked(
            "This test finds a lasting change over the years (Anhøj rules). If nothing has"
            " changed, the years are above and below their median in a random order. Many years"
            " in a row on one side, or few changes from one side to the other, mean that"
            " something has changed. The test needs at least ten years."
        ),
        marked("longest run > round(log₂ n + 3), or crossings < 5% point of Binomial(n − 1, 0.5)"),
    ),
    (
        marked("Change"),
        marked(
            "We compare the last three complete years with the three years before them. With"
            " four or five years, we compare two with two. Years that are too recent do not"
            " count, and there is no break in series between the years. For shares we use the"
            " interval of the difference (Newcombe). For other figures we check whether their"
            " confidence intervals overlap."
        ),
        marked("p₁ − p₂, less √((p₁ − l₁)² + (u₂ − p₂)²), more √((u₁ − p₁)² + (p₂ − l₂)²)"),
    ),
    (
        marked("Data available"),
        marked(
            "The share of cases for which the answer is recorded. Below 70%, we show only the range"
            " with missing answers. Some measures that count several people of one case need 90%."
        ),
        marked("(yes + no) / (yes + no + missing)"),
    ),
    (
        marked("Amount"),
        marked(
            "The sum of the recorded amounts, in one currency, with the number of cases that have"
            " no amount. Missing amounts are not estimated. There is no confidence interval. The"
            " sum is shown for any number of cases."
        ),
        marked("Σ amount"),
    ),
    (
        marked("Ratio of amounts"),
        marked(
            "One sum divided by another, in one currency. Only cases in which both amounts are"
            " recorded count."
        ),
        marked("Σ numerator / Σ denominator"),
    ),
    (
        marked("Duration"),
        marked(
            "The time after which half of the cases have ended (Kaplan-Meier median). Cases"
            " that are still open count with the time that they have lasted so far. So do cases"
            " that ended in another way."
        ),
        marked("smallest t with S(t) ≤ 0.5, S(t) = Π (1 − dᵢ / nᵢ)"),
    ),
    (
        marked("How proceedings end"),
        marked(
            "For each month, the share of cases that have ended in each way so far"
            " (Aalen-Johansen). A case that ended in one way no longer counts as open for the"
            " others."
        ),
        "F_k(t) = Σ S(tᵢ₋₁) dₖᵢ / nᵢ",
    ),
    (
        marked("Follow-up period"),
        marked(
            "A case counts only when its follow-up period is over. Cases that are too recent are"
            " left out. They do not count as no."
        ),
        marked("date + follow-up period ≤ reference date of the records"),
    ),
    (
        COMPARISON,
        marked(
            "We show the median and the middle 50% of the others: at least five jurisdictions,"
            " or at least three offices. Each of them has a figure for the same period, uses"
            " the same counting rules for this measure, and has no break in series in the"
            " period."
        ),
        marked(
            "95% confidence interval at 99%: Φ(c + gap / s) − Φ(−c) = 0.99, z = 2.58,"
            " t(0.995, e − 1)"
        ),
    ),
    (
        marked("Median of years"),
        marked(
            "A dashed line through the years of one place, if at least five years have a value."
        ),
        marked("median of the years’ values, each year once"),
    ),
)


STATUSES = marked(
    "Each reason for a missing figure has its own words and sign, on every page and in"
    " every file. Zero means zero."
)
GATE = marked(
    "Every import is checked against these rules before anything is stored. Rows with errors are"
    " rejected. Rows with warnings are stored."
)
RATES = marked(
    "Amounts are converted by the European Central Bank’s average rate of the year in which they"
    " were found, frozen, ordered or paid. Rates that you set come first. Without rate or date,"
    " amounts are missing."
)
NO_OWN_RATES = marked("You have set none.")
NO_FOLLOW_UP = marked("none")


def page_sentence() -> str:
    """Return a sentence on what the page explains."""
    measures = catalogue.CATALOGUE.values()
    families = {measure.family for measure in measures}
    return t(
        "This page explains how {measures} measures on {families} topics are calculated. It is"
        " made from the definitions that the program uses.",
        measures=words.count(len(measures)),
        families=words.count(len(families)),
    )


def statistics_rows() -> list[tuple[str, str, str]]:
    """Return name, explanation and formula of each statistic, with the rule for comparisons."""
    rules = {COMPARISON: (peer_comparison.NAMED, peer_comparison.DRAWN, FALSE_READINGS)}
    return [
        (t(name), " ".join(map(t, (in_words, *rules.get(name, ())))), t(formula))
        for name, in_words, formula in STATISTICS
    ]


def measure_facts(measure: Measure) -> list[str]:
    """Return the cells of a measure in the table of `draw_catalogue`."""
    months = measure.window(data.chosen())
    return [
        words.measure_label(measure),
        t(measure.question),
        t(measure.unit_word),
        measure_definition.dated_by_text(measure),
        n("{count} month", "{count} months", months) if months else t(NO_FOLLOW_UP),
        t(words.BETTER[measure.direction.value]),
        measure.version,
    ]


@dataclass(frozen=True)
class Family:
    """The measures of a family that the search found."""

    letter: str
    measures: Sequence[Measure]

    @property
    def title(self) -> str:
        """Return the name of the family with the letter that its ids begin with."""
        return t(
            "{letter}: {name}", letter=self.letter, name=t(breakdowns.FAMILY_NAMES[self.letter])
        )


def draw_catalogue(family: Family, choice: filters.Choice, opened_at: str) -> None:
    """Draw a family's measures with links. `opened_at` is the id of the open one, or empty."""
    rows: list[list[str | Cell]] = []
    for measure in family.measures:
        title, *others = measure_facts(measure)
        rows.append([Cell(title, filters.page_link("measure", choice, measure.id)), *others])
    headings = (
        *(t("Measure"), t("Question"), t("Counts"), t("Year based on")),
        *(t("Waiting time before it counts"), t("Better if"), t("Version")),
    )
    ids = [measure.id for measure in family.measures]
    here = ids.index(opened_at) if opened_at in ids else None
    html_card.draw_table(
        headings, rows, name=f"catalogue.{family.letter}", look="catalogue", here=here
    )


def missing_number_signs() -> list[list[str]]:
    """Return [sign, reason, meaning] for 0, and for each sign that is shown instead of a number."""
    rows = [
        [missing_sign_text(status, absence), t(absence.words), t(words.EXPLANATIONS[status])]
        for status, absence in words.ABSENCES.items()
    ]
    others = {
        words.UNDEFINED["Duration"]: LATER,
        words.NOTHING_BELOW: NOTHING,
        words.NOT_COVERED: words.OF_OTHER_YEARS,
    }
    undefined = [
        [missing_sign_text("", absence), t(absence.words), t(means)]
        for absence, means in others.items()
    ]
    return [["0", t(TRUE_ZERO), t(ZERO)], *rows, *undefined]


def missing_sign_text(status: str, absence: words.Absence) -> str:
    """Return the sign that tables show for a status and, if different, the sign in charts."""
    in_table = t(SHOWN_INSTEAD.get(status, absence.glyph))
    if not absence.sign:
        return in_table
    return t("{in_table}; in charts: {sign}", in_table=in_table, sign=t(absence.sign))


def draw_corrections(made: Corrections) -> None:
    """Draw the figures that a release corrects, before and after, and a download of them."""
    st.text(corrections_sentence(made))
    if len(made.lines):
        lines = released_data.corrections_table(made)
        chart_card.draw_plain_table(lines, name="corrections")
        chart_card.draw_csv_download(lines, name="corrections")


def corrections_sentence(made: Corrections) -> str:
    """Return a sentence on how many figures of the previous release a release corrects."""
    if made.lines.empty:
        return t(
            "Release {after} corrects no figures of release {before}.",
            after=made.after,
            before=made.before,
        )
    return n(
        "Release {after} corrects {count} figure of release {before}.",
        "Release {after} corrects {count} figures of release {before}.",
        len(made.lines),
        after=made.after,
        before=made.before,
    )


def draw_statistics(rows: Sequence[Sequence[str]]) -> None:
    """Draw the statistics in words and as formulas."""
    headings = (t("Statistic"), t("In words"), t("As a formula"))
    cells = [
        [html_card.Cell(name), html_card.Cell(said), html_card.Cell(formula, is_formula=True)]
        for name, said, formula in rows
    ]
    html_card.draw_table(headings, cells, name="statistics")


def draw_own_rates(listed: pd.DataFrame) -> None:
    """Draw the exchange rates stored in the database.

    `listed` has the columns of `national_lists.load_own_rates`.
    """
    if listed.empty:
        html_card.draw_note(t(NO_OWN_RATES), key="rates")
        return
    rows = [
        [str(row.currency), str(row.year), f"{row.per_euro:.6g}", str(row.source)]
        for row in listed.itertuples()
    ]
    headings = (t("Currency"), t("Year"), t("Units per euro"), t("Source"))
    html_card.draw_table(headings, rows, name="rates")


def draw_gate_rules(rules: Sequence[Named], *, opened: bool) -> None:
    """Draw the rules that check imports, one section per table, closed unless `opened`."""
    for table, of_table in groupby(rules, key=lambda rule: rule.table):
        rows = [
            [t(rule.meaning), comma_list(rule.columns), words.code(rule.severity.value)]
            for rule in of_table
        ]
        heading = n("{table}: {count} rule", "{table}: {count} rules", len(rows), table=table)
        with st.expander(untrusted_text.escape_markdown(heading), expanded=opened):
            html_card.draw_table(
                (t("Rule"), t("Columns"), t("If the rule is broken")), rows, name=f"rules.{table}"
            )


# The names of parts of the page in links of its index.
STATUSES_PART, STATISTICS_PART, RATES_PART = "signs", "statistics", "rates"
RULES_PART, CORRECTIONS_PART = "rules", "corrections"


@dataclass(frozen=True)
class Found:
    """The parts of the page that contain all searched words; without a search, all parts."""

    view: MethodsView
    families: Sequence[Family]
    signs: Sequence[Sequence[str]]
    statistics: Sequence[Sequence[str]]
    rates: bool
    rules: Sequence[Named]

    @property
    def entries(self) -> list[html_card.IndexEntry]:
        """Return the index entries of the parts that are shown."""
        found = {
            STATUSES_PART: (FIGURES_NOT_SHOWN, len(self.signs)),
            STATISTICS_PART: (STATISTICS_TITLE, len(self.statistics)),
            RATES_PART: (RATES_TITLE, int(self.rates)),
            RULES_PART: (RULES_TITLE, len(self.rules)),
        }
        return [
            *(
                html_card.index_entry_to_card(of.letter, of.title, words.count(len(of.measures)))
                for of in self.families
            ),
            *(
                html_card.index_entry_to_card(part, t(title))
                for part, (title, number) in found.items()
                if number
            ),
        ]

    @property
    def sentence(self) -> str:
        """Return how many entries the search found; empty without a search."""
        if not search_words(self.view.text):
            return ""
        measures = sum(len(of.measures) for of in self.families)
        others = len(self.signs) + len(self.statistics) + len(self.rules) + int(self.rates)
        if not measures and not others:
            return t(
                "Nothing on this page contains “{text}”. Search for fewer words, or only the"
                " beginning of a word.",
                text=self.view.text,
            )
        return t(
            "{measures} of {all} measures and {others} other entries match “{text}”. Only these"
            " are shown.",
            measures=words.count(measures),
            all=words.count(len(catalogue.CATALOGUE)),
            others=words.count(others),
            text=self.view.text,
        )


def search_page(view: MethodsView, *, is_of_records: bool) -> Found:
    """Return the parts to show. The measure that the address opens is always among them.

    `is_of_records` is False for a release, which has no card of own exchange rates.
    """
    searched = search_words(view.text)
    measures = [
        measure
        for measure in catalogue.CATALOGUE.values()
        if measure.id == view.measure
        or contains_words((*measure_facts(measure), search_terms.measure_words(measure)), searched)
    ]
    return Found(
        view=view,
        families=[
            Family(letter, list(of_family))
            for letter, of_family in groupby(measures, key=lambda measure: measure.family)
        ],
        signs=[row for row in missing_number_signs() if contains_words(row, searched)],
        statistics=[row for row in statistics_rows() if contains_words(row, searched)],
        rates=is_of_records and contains_words((t(RATES_TITLE), t(RATES)), searched),
        rules=[
            rule
            for rule in rule_words.EVERY
            if contains_words(
                (rule.table, t(rule.meaning), *rule.columns, rule.severity.value), searched
            )
        ],
    )


def corrections_entry(made: Corrections | None) -> list[html_card.IndexEntry]:
    """Return the index entry of corrected figures; none without an earlier release."""
    if made is None:
        return []
    number = words.count(len(made.lines))
    return [html_card.index_entry_to_card(CORRECTIONS_PART, t(CORRECTED), number)]
