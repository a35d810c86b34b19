"""The register of assets in words, where it came without any case."""

from dashboard import data, filters
from dashboard.shared import first_words

# How many assets went through a step, and what they are worth.
STEPS = {
    "Frozen": ("X01", "X01m"),
    "Confiscated": ("X02", "X02m"),
    "Returned": ("X03", "X03m"),
}
IDS = tuple(id_ for ids in STEPS.values() for id_ in ids)
SUMS = tuple(worth for _, worth in STEPS.values())


def stands_alone(choice: filters.Choice) -> bool:
    """Whether the chosen place sent assets and no cases."""
    sent = data.sent(choice.jurisdiction)
    return "assets" in sent and "cases" not in sent


def sentences(choice: filters.Choice) -> dict[str, str]:
    """By measure what the assets came to that were frozen, confiscated and returned."""
    rows = data.rows(SUMS, years=choice.years, only=choice.only_here)
    told = {id_: first_words.of_one(rows, id_, choice) for id_ in SUMS}
    return {id_: sentence for id_, sentence in told.items() if sentence}
