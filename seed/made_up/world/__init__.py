"""The made-up world: twelve fictional jurisdictions and what is true of each."""

from collections.abc import Mapping
from types import MappingProxyType

from seed.made_up.world.character import EXTRACTED_ON, YEARS, Character
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

__all__ = ["EXTRACTED_ON", "TRUTH", "YEARS", "Character"]

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
