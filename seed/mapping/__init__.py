"""Another system's export -> a submission of the record model, by a declarative profile."""

from seed.mapping.asked import SCOPE, asked, with_rows_of_its_own
from seed.mapping.chosen import Chosen, ChosenColumn, ChosenTable, Said, tables_in
from seed.mapping.coded import coded
from seed.mapping.composing import PLACEHOLDER
from seed.mapping.doubts import of_fillers, of_repeated, of_texts
from seed.mapping.draft import Draft, draft
from seed.mapping.drafted import Beginning, DraftColumn, DraftFile
from seed.mapping.formats import NumberFormat
from seed.mapping.guesses import perhaps
from seed.mapping.heads import NO_HEADS, Head
from seed.mapping.keys import Place
from seed.mapping.looks import Looks
from seed.mapping.months import LANGUAGES
from seed.mapping.needed import read_of
from seed.mapping.outcomes import ASSETS, became, left_open, looked_at
from seed.mapping.parsing import parse
from seed.mapping.places import PLACES
from seed.mapping.previews import Preview, preview
from seed.mapping.profile import (
    Extract,
    Join,
    Profile,
    SourceFile,
    Statement,
    TableRule,
    Unfilled,
    Unpivot,
)
from seed.mapping.reading import SHIPPED, headline, load, read, shipped, text_of
from seed.mapping.rearranged import BETWEEN, READY, Ready, group_of, repeated
from seed.mapping.reference import with_reference
from seed.mapping.report import MappingReport, NotMapped, Values
from seed.mapping.sections import Faults, near
from seed.mapping.shown import may_be_shown
from seed.mapping.start import key_of_made, own_key
from seed.mapping.suggested import OF_OFFICES, chosen_column, of_more_than_cases, of_years
from seed.mapping.targets import NAMED
from seed.mapping.unfilled import Lacking, lacking, unsaid
from seed.mapping.within import leaves_out, values_within
from seed.mapping.writing import beside_text, more_text, profile_text

__all__ = [
    "ASSETS",
    "BETWEEN",
    "LANGUAGES",
    "NAMED",
    "NO_HEADS",
    "OF_OFFICES",
    "PLACEHOLDER",
    "PLACES",
    "READY",
    "SCOPE",
    "SHIPPED",
    "Beginning",
    "Chosen",
    "ChosenColumn",
    "ChosenTable",
    "Draft",
    "DraftColumn",
    "DraftFile",
    "Extract",
    "Faults",
    "Head",
    "Join",
    "Lacking",
    "Looks",
    "MappingReport",
    "NotMapped",
    "NumberFormat",
    "Place",
    "Preview",
    "Profile",
    "Ready",
    "Said",
    "SourceFile",
    "Statement",
    "TableRule",
    "Unfilled",
    "Unpivot",
    "Values",
    "asked",
    "became",
    "beside_text",
    "chosen_column",
    "coded",
    "draft",
    "group_of",
    "headline",
    "key_of_made",
    "lacking",
    "leaves_out",
    "left_open",
    "load",
    "looked_at",
    "may_be_shown",
    "more_text",
    "near",
    "of_fillers",
    "of_more_than_cases",
    "of_repeated",
    "of_texts",
    "of_years",
    "own_key",
    "parse",
    "perhaps",
    "preview",
    "profile_text",
    "read",
    "read_of",
    "repeated",
    "shipped",
    "tables_in",
    "text_of",
    "unsaid",
    "values_within",
    "with_reference",
    "with_rows_of_its_own",
]
