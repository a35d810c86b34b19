"""A made-up jurisdiction while its records are drawn: its rates by year, ids, offices."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.draw import Draw, Numbers, Parts, Words, pseudonyms, words_of
from seed.made_up.records.text import frame
from seed.made_up.world.character import YEARS, Character, Gap
from seed.made_up.world.rates import Rates

_CONTEXT = {
    "legal_persons_liable": "yes",
    "self_laundering_punishable": "yes",
    "state_compensation_scheme": "yes",
    "mandatory_prosecution": "no",
    "plea_agreements": "yes",
}
_OTHER_KINDS = (
    (v.OfficeKind.COURT, "Court of"),
    (v.OfficeKind.POLICE, "Police of"),
    (v.OfficeKind.LABOUR_INSPECTORATE, "Labour inspectorate of"),
    (v.OfficeKind.FINANCIAL_INTELLIGENCE_UNIT, "Financial intelligence unit of"),
)
_YEARLY_GROWTH = 0.004


@dataclass(frozen=True)
class Place:
    character: Character
    seed: int

    def draw(self, topic: str) -> Draw:
        return Draw(self.seed, self.character.code, topic)

    def ids(self, prefix: str, rows: int) -> Words:
        """Pseudonyms that no other kind of record of this place has: the prefix tells the kind."""
        return pseudonyms(self.draw(f"ids {prefix}"), prefix, rows)

    def rate(self, years: Numbers, of: Callable[[Rates], float]) -> Parts:
        """A true rate for each row, by the year its case was opened."""
        return np.array([of(rates) for rates in self._rates])[years - YEARS.start]

    def currency(self, rows: int) -> Words:
        return np.full(rows, self.character.currency, dtype=object)

    @cached_property
    def _rates(self) -> list[Rates]:
        return [self.character.rates_in(year) for year in YEARS]

    @cached_property
    def office_precision(self) -> Numbers:
        """How exactly each prosecution office writes dates: 0 day, 1 month, 2 year."""
        offices = len(self.character.places)
        by_year = int(offices * self.character.rates.year_offices + 0.5)
        by_month = int(offices * self.character.rates.month_offices + 0.5)
        exact = offices - by_month - by_year
        return np.repeat(np.arange(3), [exact, by_month, by_year])

    @cached_property
    def office_ids(self) -> Words:
        """Ids of all offices, those of prosecution first."""
        return self.ids("o", len(self.character.places) + sum(self.character.other_offices))

    def offices_of(self, kind: v.OfficeKind) -> Words:
        """Ids of the offices of a kind other than prosecution."""
        kinds = [other for other, _ in _OTHER_KINDS]
        ends = np.cumsum([len(self.character.places), *self.character.other_offices])
        at = kinds.index(kind)
        return self.office_ids[ends[at] : ends[at + 1]]


def reporting_frames(place: Place) -> dict[str, pl.DataFrame]:
    """The tables about the reporting itself, by name."""
    return {
        "jurisdictions": _jurisdictions(place.character),
        "population": _population(place.character),
        "offices": _offices(place),
        "coverage": _coverage(place.character),
        "counting_rules": _counting_rules(place.character),
    }


def _jurisdictions(character: Character) -> pl.DataFrame:
    context = {**_CONTEXT, **character.legal_context}
    facts = {
        "jurisdiction": character.code,
        "name": character.name,
        "currency": character.currency,
        **context,
    }
    return frame("jurisdictions", {name: words_of([fact]) for name, fact in facts.items()})


def _population(character: Character) -> pl.DataFrame:
    persons = [int(character.residents * (1 + _YEARLY_GROWTH * at)) for at in range(len(YEARS))]
    return frame(
        "population",
        {
            "jurisdiction": words_of([character.code] * len(YEARS)),
            "year": words_of([str(year) for year in YEARS]),
            "persons": words_of([str(count) for count in persons]),
        },
    )


def _offices(place: Place) -> pl.DataFrame:
    character = place.character
    rows = [
        (town, v.OfficeKind.PROSECUTION, f"Prosecution office of {town}")
        for town in character.places
    ]
    for (kind, title), count in zip(_OTHER_KINDS, character.other_offices, strict=True):
        towns = [character.places[at % len(character.places)] for at in range(count)]
        rows += [(town, kind, f"{title} {town}") for town in towns]
    return frame(
        "offices",
        {
            "office_id": place.office_ids,
            "jurisdiction": words_of([character.code] * len(rows)),
            "region": words_of([town.lower().replace(" ", "-") for town, _, _ in rows]),
            "kind": words_of([str(kind) for _, kind, _ in rows]),
            "label": words_of([label for _, _, label in rows]),
        },
    )


def _coverage(character: Character) -> pl.DataFrame:
    rows = [row for gap in character.gaps for row in _statements(gap)]
    columns = ("column", "from", "to", "collected")
    return frame(
        "coverage",
        {name: words_of([row[at] for row in rows]) for at, name in enumerate(columns)},
    )


def _statements(gap: Gap) -> list[tuple[str, str, str | None, str]]:
    first = f"{gap.first}-01-01"
    if gap.last is None:
        return [(gap.column, first, None, "no")]
    return [
        (gap.column, first, f"{gap.last}-12-31", "no"),
        (gap.column, f"{gap.last + 1}-01-01", None, "yes"),
    ]


def _counting_rules(character: Character) -> pl.DataFrame:
    charge, conviction = character.counting
    values = {
        v.CountingRule.INVESTIGATION_STARTS_AT: v.CountingRuleValue.PRELIMINARY_INQUIRY,
        v.CountingRule.CHARGE_COUNTED_AT: charge,
        v.CountingRule.CONVICTION_COUNTED_AT: conviction,
        v.CountingRule.PERSON_COUNTED: v.CountingRuleValue.ONCE_A_YEAR,
        v.CountingRule.VICTIM_COUNTED_AT: v.CountingRuleValue.PRESUMED,
        v.CountingRule.CASE_SPLITTING: v.CountingRuleValue.BY_NETWORK,
    }
    return frame(
        "counting_rules",
        {
            "jurisdiction": words_of([character.code] * len(values)),
            "rule": words_of([str(rule) for rule in values]),
            "value": words_of([str(value) for value in values.values()]),
        },
    )
