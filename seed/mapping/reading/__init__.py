"""A source read by a profile: its files, what is made of their rows, and what cannot be read."""

from seed.mapping.reading.exports import SHIPPED, headline, load, read, shipped, text_of
from seed.mapping.reading.heads import NO_HEADS, Head
from seed.mapping.reading.held_to_shape import OF_SHAPES
from seed.mapping.reading.report import MappingReport, NotMapped, Values
from seed.mapping.reading.shown import may_be_shown
from seed.mapping.reading.sources import columns_of

__all__ = [
    "NO_HEADS",
    "OF_SHAPES",
    "SHIPPED",
    "Head",
    "MappingReport",
    "NotMapped",
    "Values",
    "columns_of",
    "headline",
    "load",
    "may_be_shown",
    "read",
    "shipped",
    "text_of",
]
