"""The made-up world: twelve fictional jurisdictions and what is true of each."""

from collections.abc import Mapping
from types import MappingProxyType

from seed.made_up.world.character import EXTRACTED_ON, YEARS, Character
from seed.made_up.world.rates import blurred, implied
from seed.made_up.world.steady import (
    CORVASSE,
    HALLOWMERE,
    KESTOVAR,
    MORVASK,
    PELLANDRO,
    QUILLANE,
    ULVARRA,
    VELMORA,
)
from seed.made_up.world.uneven import BRASKENE, DRENDEL, ISKARRA, ZEPHRANE

__all__ = ["EXTRACTED_ON", "TRUTH", "YEARS", "Character", "truth"]

TRUTH: Mapping[str, Character] = MappingProxyType(
    {
        character.code: character
        for character in (
            VELMORA,
            PELLANDRO,
            KESTOVAR,
            CORVASSE,
            HALLOWMERE,
            ISKARRA,
            BRASKENE,
            MORVASK,
            QUILLANE,
            ZEPHRANE,
            DRENDEL,
            ULVARRA,
        )
    }
)

# What reads a column that a jurisdiction may not collect.
_READING = {
    "payments": frozenset({"R03", "R04"}),
    "techniques": frozenset({"T01"}),
    "cases.financial_intelligence": frozenset({"F05"}),
    "cases.business_records": frozenset({"F04"}),
}


def truth(jurisdiction: str) -> Mapping[str, float]:
    """True values of measures, by id; without those that change with the years or cannot be seen.

    A share counted from a large draw comes near its value here. Raises KeyError for a code that is
    not of this world.
    """
    character = TRUTH[jurisdiction]
    first, *later = [implied(character.rates_in(year)) for year in YEARS]
    gaps = (_READING.get(gap.column, frozenset()) for gap in character.gaps)
    hidden = blurred(character.rates).union(*gaps)
    if character.legal_context.get("legal_persons_liable") == "no":
        hidden |= {"D03"}
    return {
        measure: value
        for measure, value in first.items()
        if measure not in hidden and all(abs(year[measure] - value) < 1e-9 for year in later)
    }
