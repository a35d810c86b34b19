"""Why a row has no number: what stands in its place, in words, and explained."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Absence:
    """Why a number is not shown: what stands in its place, and the words that always stand with it.

    A glyph has one meaning on every page and in every file; what has none stands as words, and
    where something may be said instead (bounds, counts), `value` and `sign` say it. `sign` is what
    a chart has room for; without one it is the glyph.
    """

    glyph: str
    words: str
    sign: str = ""


SHOWN = "ok"
NOT_COLLECTED, EMPTY, TOO_FEW, BOUNDS_ONLY = "not_collected", "empty", "too_few", "bounds_only"
# Of a release: less than what is told, taken out of it, and never part of it.
PROTECTED, WITHHELD = "protected", "withheld"
NOT_RELEASED = "not_released"
ABSENCES: dict[str, Absence] = {
    NOT_COLLECTED: Absence("—", "Not recorded"),
    EMPTY: Absence("no cases", "No cases to count", "none"),
    "not_yet_due": Absence("…", "Not yet due"),
    TOO_FEW: Absence("too few", "Too few to say", "few"),
    BOUNDS_ONLY: Absence("unclear", "Too much unknown"),
    PROTECTED: Absence("<10", "Protected"),
    WITHHELD: Absence("withheld", "Withheld"),
    NOT_RELEASED: Absence("not told", "Not part of the release"),
    "not_comparable": Absence("≠", "Not comparable"),
}
# What is counted and yet has no number: a median that is not reached.
UNDEFINED = {"Duration": Absence("not reached", "Median not reached", "open")}
# What is made of a count that reads "<10", where no bound of it can be told.
MADE_OF_FEW = Absence("protected", "Made of fewer than ten", "few")
# Of years that no submission covers nothing is known, so also not that there was none.
NOT_COVERED = Absence("not covered", "Not covered", "no data")
NOTHING_BELOW = Absence("no value", "Nothing to divide by")
# A release tells a number of more records than a page of exact figures does.
TOO_FEW_RELEASED = (
    "Releases tell a share of thirty records and more, of fifty beside other places, a median of"
    " ten and more, and a sum of money that no few cases make."
)
OF_OTHER_YEARS = "The records that were sent are of other years, by the period that they state."
# Of a row that is one of these, by what made it so.
FEW_UNITS = "Fewer than ten records: any number made of them would be chance."
FEW_CASES = (
    "The records are of too few cases. Those of one case are alike, so these tell no more than"
    " fewer than five independent cases would."
)
KNOWN_FOR_LESS = "It is known for less than the {} of records that this number needs."
KNOWN_OF_NONE = "Of none of them it is known whether it belongs."
# The first sentence of the explanation, for people who meet the word for the first time.
EXPLANATIONS: dict[str, str] = {
    NOT_COLLECTED: "The source does not record what this number needs.",
    EMPTY: "No record belongs to this number under these filters.",
    "not_yet_due": "Every record is younger than the time this measure allows.",
    TOO_FEW: (
        "Fewer than ten records, or records that tell no more than fewer than five independent"
        " cases would: any number made of them would be chance."
    ),
    BOUNDS_ONLY: (
        "It is known for fewer than seven in ten records, of numbers that rest on several persons"
        " of a case for fewer than nine in ten, or known of none at all."
    ),
    PROTECTED: "A small number is kept back, so that nobody can be recognised by it.",
    WITHHELD: "Kept out of the release: with all else that is known it would tell of too few.",
    NOT_RELEASED: "Releases have fixed tables and periods, and this is in none of them.",
    "not_comparable": "The definition or the counting differs: the two may not stand side by side.",
}
