"""Another system's export -> a submission of the record model, by a declarative profile."""

from seed.mapping.chosen import Chosen, ChosenColumn, ChosenTable
from seed.mapping.composing import PLACEHOLDER
from seed.mapping.draft import Draft, draft
from seed.mapping.drafted import Beginning, DraftColumn, DraftFile
from seed.mapping.formats import NumberFormat
from seed.mapping.heads import NO_HEADS, Head
from seed.mapping.keys import Place
from seed.mapping.looks import Looks
from seed.mapping.months import LANGUAGES
from seed.mapping.parsing import parse
from seed.mapping.places import PLACES
from seed.mapping.profile import Profile, SourceFile, Statement
from seed.mapping.reading import SHIPPED, headline, load, read, shipped, text_of
from seed.mapping.reference import with_reference
from seed.mapping.report import MappingReport, NotMapped, Values
from seed.mapping.shown import may_be_shown
from seed.mapping.suggested import chosen_column, of_more_than_cases
from seed.mapping.writing import profile_text

__all__ = [
    "LANGUAGES",
    "NO_HEADS",
    "PLACEHOLDER",
    "PLACES",
    "SHIPPED",
    "Beginning",
    "Chosen",
    "ChosenColumn",
    "ChosenTable",
    "Draft",
    "DraftColumn",
    "DraftFile",
    "Head",
    "Looks",
    "MappingReport",
    "NotMapped",
    "NumberFormat",
    "Place",
    "Profile",
    "SourceFile",
    "Statement",
    "Values",
    "chosen_column",
    "draft",
    "headline",
    "load",
    "may_be_shown",
    "of_more_than_cases",
    "parse",
    "profile_text",
    "read",
    "shipped",
    "text_of",
    "with_reference",
]
