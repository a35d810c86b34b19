"""Each public field of a measure is shown by its page: a field that is added must be, too."""

import html
import re
from collections.abc import Callable
from dataclasses import fields

import pytest

from dashboard import words
from dashboard.measure.views import parts
from dashboard.shared.frames import families
from dashboard.shared.of_measure import view
from metrics import Measure, catalogue, kinds, options
from metrics.brief import BRIEF
from tests.app.measure.test_measure import opened
from tests.app.test_overview import text
from tests.soak import everyday

CATALOGUE = catalogue.CATALOGUE
KINDS = (
    *(kinds.Count, kinds.Share, kinds.Amount, kinds.AmountRatio, kinds.Duration, kinds.Median),
    *(kinds.Rate, kinds.FlowRatio),
)
DUE = "F01o"
# What follows from the columns that it is made of.
DERIVED = {"reads", "needs", "needs_one_of"}


def meaning(name: str) -> Callable[[Measure], list[str]]:
    """What a column of the unit means."""

    def shown(measure: Measure) -> list[str]:
        column = getattr(measure, name)
        return [] if column is None else [str(column.info["meaning"])]

    return shown


# What the page says of each field; nothing where the measure leaves it out.
SHOWN: dict[str, Callable[..., list[str]]] = {
    "id": lambda m: [f"{m.id}, version"],
    "title": lambda m: [m.title],
    "question": lambda m: [m.question],
    "brief": lambda m: [BRIEF[key] for key in m.answers],
    "answers": lambda m: [BRIEF[key] for key in m.answers],
    "unit": lambda m: [words.code(m.unit_word)],
    "unit_word": lambda m: [words.code(m.unit_word)],
    "dated_by": lambda m: [words.code(str(m.dated_by.info["meaning"]))],
    "matures_after": lambda m: (
        [f"{m.window(options.DEFAULTS)} months"] if m.window(options.DEFAULTS) else []
    ),
    "due_on": meaning("due_on"),
    "needs_date": lambda m: list(m.dated_by.info["needs"]) if m.needs_date else [],
    "options": lambda m: [option.meaning for option in m.depends_on],
    "direction": lambda m: [view.GOOD[m.direction.value]],
    "caveats": lambda m: list(m.caveats),
    "gaming_risk": lambda m: [m.gaming_risk],
    "guard": lambda m: [f"{m.guard}: {CATALOGUE[m.guard].title}"],
    "shown_beside": lambda m: [f"{id_}: {CATALOGUE[id_].title}" for id_ in m.shown_beside],
    "does_not_show": lambda m: [m.does_not_show],
    "used_by": lambda m: list(m.used_by),
    "example": lambda _: ["Counts as"],
    "denominator_words": lambda m: [words.code(m.denominator_words)],
    "changes": lambda m: [f"Version {m.version}"],
    "core": lambda m: [parts.CORE] if m.core else [],
    "least_coverage": lambda m: [parts.least(m)],
    "family": lambda m: [families.NAMES[m.family]],
    "reads": lambda m: list(m.reads),
    "needs": lambda m: list(m.needs),
    "needs_one_of": lambda m: [name for group in m.needs_one_of for name in group],
    "per": lambda m: [words.count(m.per)] if m.per > 1 else [],
    "counts_events": lambda m: ["Told by the number of"] if m.counts_events else [],
    "value_unit": lambda m: [m.value_unit],
    "ends_words": lambda m: [f"to {m.ends_words}"],
    "shown_in": lambda m: [f"{m.shown_in} to {m.ends_words}"],
    "flow": lambda m: [parts.FLOWS[m.flow]],
} | {name: meaning(name) for name in parts.LABELS if name != "due_on"}


def test_every_field_of_every_kind_is_said_to_be_shown() -> None:
    assert {type(measure) for measure in CATALOGUE.values()} == set(KINDS)
    named = {field.name for kind in KINDS for field in fields(kind)}
    assert named | DERIVED == set(SHOWN)


FIRST_OF_KIND = [next(m.id for m in CATALOGUE.values() if type(m) is kind) for kind in KINDS]


MEASURES = everyday(FIRST_OF_KIND[0], DUE, rest=[*FIRST_OF_KIND[1:], "P05o"])


@pytest.mark.parametrize("measure", MEASURES)
def test_every_field_of_a_measure_is_on_its_page(made_up: str, measure: str) -> None:
    of, test = CATALOGUE[measure], opened(measure)
    titles = " ".join(one.value for one in (*test.title, *test.header))
    page = f"{titles} {html.unescape(text(test))}".lower()
    missing = {
        name: said
        for name in {field.name for field in fields(of)} | DERIVED
        for said in SHOWN[name](of)
        if re.sub(r"\s+", " ", said).lower() not in page
    }
    assert missing == {}
