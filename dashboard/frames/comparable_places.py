"""Say which jurisdictions can be compared with each other, on which measures, and why not.

Two jurisdictions can be compared on a measure if both have a figure, and use the same rules where
they matter for it. So jurisdictions with the same rules form groups; the others have a reason.

A set of peers is of one region, with the same law, or of similar size. "Same law" means the same
duty to prosecute, which the files of jurisdictions state. Legal families are not used: files do not
state them, mixed systems belong to several, and a list of our own would be disputed.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from string import ascii_lowercase
from typing import Any, TypeAlias

import pandas as pd

from dashboard import filter_options, words
from dashboard.frames import peer_comparison, tables, trend_breaks
from dashboard.query_params import Choice
from metrics import Measure, catalogue, comparability, results
from metrics.release import reading
from schemas.language import marked, n, sort_by_name, t

Row = Mapping[str, Any]
Names = Mapping[str, str]
Difference: TypeAlias = comparability.Difference
Stated: TypeAlias = comparability.Stated
APART = words.ABSENCES["not_comparable"].glyph
BREAK = words.Absence(APART, marked("Break in series"))
NO_CASES = words.ABSENCES[words.EMPTY]
# With more jurisdictions a reason says only how many they are; the signs show which.
MOST_NAMED = 3
LETTERS = marked(
    "Jurisdictions with the same letter in a row count in the same way. {sign} = counts differently"
    " from all others, or a break in series. Other signs say why a figure is missing."
)


@dataclass(frozen=True)
class MeasureGroups:
    """Which jurisdictions (by id) can be compared on one measure.

    `groups` are jurisdictions with a figure that count by the same rules, the largest group first.
    A group of one can be compared with nobody. `differs` has the rules in which jurisdictions
    outside the first group differ from it. `missing` has the reason for each without a figure.
    """

    measure: Measure
    groups: tuple[tuple[str, ...], ...]
    differs: Mapping[str, tuple[Difference, ...]]
    missing: Mapping[str, words.Absence]

    @property
    def with_figure(self) -> int:
        """Return how many jurisdictions have a figure."""
        return sum(map(len, self.groups))

    def comparable_with(self, id_: str) -> tuple[str, ...]:
        """Return the other jurisdictions that can be compared with a jurisdiction."""
        [group] = [group for group in self.groups if id_ in group] or [()]
        return tuple(other for other in group if other != id_)

    def sign(self, id_: str) -> str:
        """Return the letter of a jurisdiction's group, or the symbol for why it has none."""
        if absence := self.missing.get(id_):
            return absence.sign or absence.glyph
        number = next(position for position, group in enumerate(self.groups) if id_ in group)
        if len(self.groups[number]) == 1:
            return APART
        return ascii_lowercase[number] if number < len(ascii_lowercase) else str(number + 1)


def measures_to_compare(choice: Choice) -> tuple[str, ...]:
    """Return the core measures that can be compared with the chosen form of exploitation.

    Counts and sums are left out: they show volume and are never compared.
    """
    ids = (
        id_
        for id_, one in catalogue.CATALOGUE.items()
        if one.core and one.kind not in tables.ADDED_UP
    )
    return filter_options.available_measures(tuple(ids), choice)


def group_places(
    rows: pd.DataFrame,
    names: Names,
    choice: Choice,
    *,
    context: pd.DataFrame,
    happened: pd.DataFrame,
) -> tuple[MeasureGroups, ...]:
    """Return for each measure of `rows` which of the jurisdictions `names` can be compared.

    `rows` has one row per measure and jurisdiction in the chosen period. `context` has the columns
    of `Records.rules`, and `happened` those of events.
    """
    # A share of a release needs more cases next to other jurisdictions, also the chosen one's.
    shown = reading.hide_few_between_jurisdictions(rows) if choice.is_of_release else rows
    stated = peer_comparison.rules_by_jurisdiction(context)
    breaks = trend_breaks.breaks_finder(happened)
    found = []
    for id_, of_measure in peer_comparison.group_rows_by_measure(shown).items():
        measure = catalogue.CATALOGUE[id_]
        by_place = {str(row["jurisdiction"]): row for row in of_measure}
        missing = {}
        for place in names:
            row = by_place.get(place)
            if row is None or not peer_comparison.has_comparable_value(row):
                missing[place] = NO_CASES if row is None else words.no_number_reason(row)
            elif trend_breaks.breaks_within(
                breaks(place, measure),
                choice.year_from,
                choice.year_to,
            ):
                missing[place] = BREAK
        there = [by_place[place] for place in names if place not in missing]
        found.append(_group_rows(there, measure, stated, missing))
    return tuple(found)


def _group_rows(
    rows: Sequence[Row], measure: Measure, stated: Stated, missing: Mapping[str, words.Absence]
) -> MeasureGroups:
    """Group the jurisdictions that count a measure by the same rules; `rows` have its figures."""
    groups: list[list[Row]] = []
    for row in rows:
        is_known = not _differences(row, row, measure, stated)
        alike = (
            group
            for group in groups
            if is_known and not _differences(group[0], row, measure, stated)
        )
        if (group := next(alike, None)) is None:
            groups.append([row])
        else:
            group.append(row)
    # Of groups of the same size the first by id, whatever the order in which the page has them.
    groups.sort(key=lambda group: (-len(group), min(str(row["jurisdiction"]) for row in group)))
    differs = {
        str(row["jurisdiction"]): different
        for group in groups
        for row in group
        if (different := _differences(groups[0][0], row, measure, stated))
    }
    ids = tuple(tuple(str(row["jurisdiction"]) for row in group) for group in groups)
    return MeasureGroups(measure, ids, differs, missing)


def _differences(own: Row, other: Row, measure: Measure, stated: Stated) -> tuple[Difference, ...]:
    """Return the rules that matter for the measure and differ between two rows, or the currency."""
    rules = comparability.differing_rules(
        stated, str(own["jurisdiction"]), str(other["jurisdiction"]), measure
    )
    here, there = own.get("currency"), other.get("currency")
    if words.is_money(measure) and here != there:
        return (*rules, Difference(peer_comparison.CURRENCY, str(here), str(there)))
    return rules


def differing_rule_text(difference: Difference, own: str) -> str:
    """Return a differing rule in words: `Charge counted at: Court registration`.

    `own` is the name of the place with which another one is compared.
    """
    if difference.subject == peer_comparison.CURRENCY:
        return t("Currency: {currency}", currency=difference.other)
    of = peer_comparison.rule_heading(difference.subject)
    if difference.own is None:
        return t("{rule}: not stated by {place}", rule=of, place=own)
    if difference.other is None:
        return t("{rule}: not stated", rule=of)
    stated = peer_comparison.stated_text(difference.subject, difference.other)
    return t("{rule}: {stated}", rule=of, stated=stated)


def matrix(
    found: Sequence[MeasureGroups], names: Names, own: str
) -> tuple[list[str], list[list[str]]]:
    """Return a table (headings, lines): per measure, who can be compared with whom, or why not.

    The jurisdictions have a column each, headed by their codes: the chosen one first, then the
    others by name. A cell has the letter of its group, or a symbol (`MeasureGroups.sign`).
    """
    order = sort_by_name(names, first=own)
    headings = [
        t("Measure"),
        t("Have a figure"),
        t("Compared with {place}", place=names[own]),
        *order,
        t("Why not"),
    ]
    lines = [
        [
            words.measure_label(one.measure),
            t("{count} of {total}", count=one.with_figure, total=len(names)),
            words.count(len(one.comparable_with(own))),
            *map(one.sign, order),
            reasons_text(one, names),
        ]
        for one in found
    ]
    return headings, lines


def reasons_text(one: MeasureGroups, names: Names) -> str:
    """Return why jurisdictions are not in the first group: each reason with their names."""
    by_reason = defaultdict[str, list[str]](list)
    first = names[one.groups[0][0]] if one.groups else ""
    for id_, differ in one.differs.items():
        for difference in differ:
            by_reason[differing_rule_text(difference, first)].append(names[id_])
    for id_, absence in one.missing.items():
        by_reason[absence.words].append(names[id_])
    texts = []
    for reason, of in by_reason.items():
        if len(of) <= MOST_NAMED:
            text = t("{reason} ({places})", reason=reason, places=words.listing(of))
        else:
            text = n(
                "{reason} ({count} jurisdiction)",
                "{reason} ({count} jurisdictions)",
                len(of),
                reason=reason,
            )
        texts.append(text)
    return "; ".join(texts)


def matrix_sentence(found: Sequence[MeasureGroups], names: Names, own: str) -> str:
    """Return on how many measures a jurisdiction can be compared with at least one other."""
    return t(
        "{place} can be compared with other jurisdictions on {count} of {total} measures.",
        place=names[own],
        count=sum(bool(one.comparable_with(own)) for one in found),
        total=len(found),
    )


def answers_note() -> str:
    """Return how to read `answers_table`."""
    return t(
        "Count in the same way: the largest group of jurisdictions with a figure and the same"
        " rules. The median and the middle 50% are those of this group. Shares of fewer than"
        " {fewest} cases are left out.",
        fewest=reading.FEWEST_BETWEEN,
    )


def answers_table(found: Sequence[MeasureGroups], rows: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Return one row per measure: its question, how many jurisdictions answer it, their quartiles.

    `found` was made from `rows`, which lack the values that a release hides in comparisons.
    """
    by_measure = peer_comparison.group_rows_by_measure(rows)
    lines = [_answers_line(one, by_measure.get(one.measure.id, ()), names) for one in found]
    return pd.DataFrame(lines, dtype=object)


def _answers_line(one: MeasureGroups, rows: Sequence[Row], names: Names) -> dict[str, str]:
    alike = one.groups[0] if one.groups and len(one.groups[0]) > 1 else ()
    there = [row for row in rows if str(row["jurisdiction"]) in alike]
    is_enough = len(alike) >= peer_comparison.FEWEST_PLACES
    quartiles = peer_comparison.find_quartiles(there) if is_enough else None
    median, middle = "", ""
    if quartiles:
        compared = peer_comparison.Compared(there[0], quartiles, None)
        median = peer_comparison.median_text(compared)
        middle = peer_comparison.quartiles_text(compared)
    elif is_enough:
        median = words.ABSENCES[words.PROTECTED].words
    else:
        median = t("Fewer than {count} can be compared", count=peer_comparison.FEWEST_PLACES)
    return {
        t("Question"): t(one.measure.question),
        t("Have a figure"): t("{count} of {total}", count=one.with_figure, total=len(names)),
        t("Count in the same way"): words.count(len(alike)),
        t("Median"): median,
        t("Middle 50%"): middle,
    }


def answers_sentence(found: Sequence[MeasureGroups], names: Names, period: str) -> str:
    """Return how many questions all jurisdictions can answer, and how many none can."""
    numbers = [one.with_figure for one in found]
    if not any(numbers):
        return t("No return has a figure for {period}. Choose other filters above.", period=period)
    return t(
        "Of {total} questions, {every} can be answered by every jurisdiction, and {none} by none.",
        every=numbers.count(len(names)),
        none=numbers.count(0),
        total=len(numbers),
    )


def letters_note() -> str:
    """Return how to read the letters and symbols of `matrix`."""
    return t(LETTERS, sign=APART)


def codes_sentence(names: Names) -> str:
    """Return the names of the jurisdictions by their codes, which head columns."""
    return t(
        "Jurisdictions: {places}.",
        places=words.listing(
            [t("{name} ({code})", name=names[id_], code=id_) for id_ in sort_by_name(names)]
        ),
    )


# The sub-regions of the United Nations (M49), by ISO 3166 codes of three letters.
REGIONS = {
    "northern_africa": "DZA EGY ESH LBY MAR SDN TUN",
    "sub_saharan_africa": (
        "AGO BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI ERI ETH GAB GHA GIN GMB GNB GNQ IOT"
        " KEN LBR LSO MDG MLI MOZ MRT MUS MWI MYT NAM NER NGA REU RWA SEN SHN SLE SOM SSD STP SWZ"
        " SYC TCD TGO TZA UGA ZAF ZMB ZWE ATF"
    ),
    "latin_america_and_the_caribbean": (
        "ABW AIA ARG ATG BES BHS BLM BLZ BOL BRA BRB CHL COL CRI CUB CUW CYM DMA DOM ECU FLK GLP"
        " GRD GTM GUF GUY HND HTI JAM KNA LCA MAF MEX MSR MTQ NIC PAN PER PRI PRY SGS SLV SUR SXM"
        " TCA TTO URY VCT VEN VGB VIR BVT"
    ),
    "northern_america": "BMU CAN GRL SPM USA",
    "central_asia": "KAZ KGZ TJK TKM UZB",
    "eastern_asia": "CHN HKG JPN KOR MAC MNG PRK TWN",
    "south_eastern_asia": "BRN IDN KHM LAO MMR MYS PHL SGP THA TLS VNM",
    "southern_asia": "AFG BGD BTN IND IRN LKA MDV NPL PAK",
    "western_asia": "ARE ARM AZE BHR CYP GEO IRQ ISR JOR KWT LBN OMN PSE QAT SAU SYR TUR YEM",
    "eastern_europe": "BGR BLR CZE HUN MDA POL ROU RUS SVK UKR",
    "northern_europe": "ALA DNK EST FIN FRO GBR GGY IMN IRL ISL JEY LTU LVA NOR SJM SWE",
    "southern_europe": "ALB AND BIH ESP GIB GRC HRV ITA MKD MLT MNE PRT SMR SRB SVN VAT",
    "western_europe": "AUT BEL CHE DEU FRA LIE LUX MCO NLD",
    "oceania": (
        "ASM AUS CCK COK CXR FJI FSM GUM HMD KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF SLB"
        " TKL TON TUV UMI VUT WLF WSM"
    ),
}
REGION_OF = {code: region for region, codes in REGIONS.items() for code in codes.split()}


class PeerSet(StrEnum):
    """What the jurisdictions of a set have in common. The values are names in page addresses."""

    REGION = "region"
    LAW = "law"
    SIZE = "size"


PEER_SETS: Mapping[str, str] = {
    PeerSet.REGION: marked("Same region"),
    PeerSet.LAW: marked("Same duty to prosecute"),
    PeerSet.SIZE: marked("Similar number of investigations"),
}
# Legal traditions differ first in whether prosecutors must bring every charge.
DUTY = "mandatory_prosecution"
INVESTIGATIONS = "C01"
MOST_TIMES = 3


def sentence(name: str) -> str:
    """Return a sentence on which set of jurisdictions is shown; empty for all."""
    return t("Jurisdictions: {set}.", set=t(PEER_SETS[name])) if name else ""


def in_set(
    name: str,
    own: str,
    stated: comparability.Stated,
    investigations: Callable[[], pd.DataFrame],
) -> Callable[[str], bool]:
    """Return a function that says whether a jurisdiction is in the set `name` of the chosen one.

    A part of a country, such as USA-CA, has the region of the country. `investigations` returns the
    rows of INVESTIGATIONS in the period. Similar sizes differ at most by the factor MOST_TIMES.
    """
    match name:
        case PeerSet.REGION:
            region = REGION_OF.get(own[:3])
            return lambda id_: region is not None and REGION_OF.get(id_[:3]) == region
        case PeerSet.LAW:
            law = stated.get((own, DUTY))
            return lambda id_: law is not None and stated.get((id_, DUTY)) == law
        case PeerSet.SIZE:
            numbers = _values_by_place(investigations())
            number = numbers.get(own, 0.0)
            return lambda id_: (
                number / MOST_TIMES <= numbers.get(id_, -1.0) <= number * MOST_TIMES and number > 0
            )
    return lambda _: True


def _values_by_place(rows: pd.DataFrame) -> Mapping[str, float]:
    return {
        str(row["jurisdiction"]): float(row["value"])
        for row in results.row_dicts(rows)
        if peer_comparison.has_comparable_value(row) and words.is_known_number(row["value"])
    }
