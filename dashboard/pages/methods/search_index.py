"""Search on the page Methods: the measures, signs, statistics and rules that contain the words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from dashboard import words
from dashboard.frames import breakdowns, rule_words
from dashboard.frames.rule_words import Named
from dashboard.pages.methods import cards
from dashboard.query_params import MethodsView
from dashboard.release_replies import CORRECTED, Corrections
from dashboard.ui import address, html_card
from metrics import Measure, catalogue
from schemas.language import t

STATUSES, STATISTICS, RATES, RULES = "signs", "statistics", "rates", "rules"
CORRECTIONS = "corrections"


@dataclass(frozen=True)
class Family:
    """The measures of a family that the search found."""

    letter: str
    name: str
    measures: Sequence[Measure]

    @property
    def title(self) -> str:
        """Return the name of the family with the letter that its ids begin with."""
        return t("{letter}: {name}", letter=self.letter, name=self.name)


@dataclass(frozen=True)
class Found:
    """The parts of the page that contain all searched words; everything without a search."""

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
            STATUSES: (cards.FIGURES_NOT_SHOWN, len(self.signs)),
            STATISTICS: (cards.STATISTICS_TITLE, len(self.statistics)),
            RATES: (cards.RATES_TITLE, int(self.rates)),
            RULES: (cards.RULES_TITLE, len(self.rules)),
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
        if not address.search_words(self.view.text):
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
            "{measures} of {all} measures and {others} other entries contain “{text}”. Only these"
            " are shown.",
            measures=words.count(measures),
            all=words.count(len(catalogue.CATALOGUE)),
            others=words.count(others),
            text=self.view.text,
        )


def search_page(view: MethodsView, *, is_of_records: bool) -> Found:
    """Return what the page shows; the measure to open is always shown.

    `is_of_records` is False for a release, which has no card of own exchange rates.
    """
    return Found(
        view=view,
        families=_families(view),
        signs=_holding(cards.missing_number_signs(), view),
        statistics=_holding(cards.statistics_rows(), view),
        rates=is_of_records and _holds((t(cards.RATES_TITLE), t(cards.RATES)), view),
        rules=[rule for rule in rule_words.EVERY if _holds(_rule_texts(rule), view)],
    )


def corrections_entry(made: Corrections | None) -> list[html_card.IndexEntry]:
    """Return the index entry of corrected figures; none without an earlier release."""
    return (
        []
        if made is None
        else [
            html_card.index_entry_to_card(CORRECTIONS, t(CORRECTED), words.count(len(made.lines)))
        ]
    )


def _families(view: MethodsView) -> list[Family]:
    shown = [
        measure
        for measure in catalogue.CATALOGUE.values()
        if measure.id == view.measure
        or _holds((*cards.measure_facts(measure), t(breakdowns.FAMILY_NAMES[measure.family])), view)
    ]
    return [
        Family(letter, t(breakdowns.FAMILY_NAMES[letter]), list(measures))
        for letter, measures in groupby(shown, key=lambda measure: measure.family)
    ]


def _holding(rows: Sequence[Sequence[str]], view: MethodsView) -> list[Sequence[str]]:
    return [row for row in rows if _holds(row, view)]


def _holds(texts: Sequence[str], view: MethodsView) -> bool:
    return address.contains_words(texts, address.search_words(view.text))


def _rule_texts(rule: Named) -> tuple[str, ...]:
    return (rule.table, t(rule.meaning), *rule.columns, rule.severity.value)
