"""A profile begun: what a source's columns seem to be, what a person chose, written as TOML."""

from seed.mapping.drafting.asked import SCOPE, asked, with_rows_of_its_own
from seed.mapping.drafting.chosen import Chosen, ChosenColumn, ChosenTable, Said, tables_in
from seed.mapping.drafting.coded import coded
from seed.mapping.drafting.doubts import of_fillers, of_repeated, of_texts
from seed.mapping.drafting.draft import Draft, draft
from seed.mapping.drafting.drafted import Beginning, DraftColumn, DraftFile
from seed.mapping.drafting.guesses import perhaps
from seed.mapping.drafting.looks import Looks
from seed.mapping.drafting.of_database import draft_of_database
from seed.mapping.drafting.outcomes import ASSETS, became, left_open, looked_at
from seed.mapping.drafting.previews import Preview, preview
from seed.mapping.drafting.rearranged import BETWEEN, READY, Ready, group_of, repeated
from seed.mapping.drafting.shaped import draft_shape
from seed.mapping.drafting.start import key_of_made, own_key
from seed.mapping.drafting.suggested import OF_OFFICES, chosen_column, of_more_than_cases, of_years
from seed.mapping.drafting.within import leaves_out, values_within
from seed.mapping.drafting.writing import beside_text, more_text, profile_text, with_shape

__all__ = [
    "ASSETS",
    "BETWEEN",
    "OF_OFFICES",
    "READY",
    "SCOPE",
    "Beginning",
    "Chosen",
    "ChosenColumn",
    "ChosenTable",
    "Draft",
    "DraftColumn",
    "DraftFile",
    "Looks",
    "Preview",
    "Ready",
    "Said",
    "asked",
    "became",
    "beside_text",
    "chosen_column",
    "coded",
    "draft",
    "draft_of_database",
    "draft_shape",
    "group_of",
    "key_of_made",
    "leaves_out",
    "left_open",
    "looked_at",
    "more_text",
    "of_fillers",
    "of_more_than_cases",
    "of_repeated",
    "of_texts",
    "of_years",
    "own_key",
    "perhaps",
    "preview",
    "profile_text",
    "repeated",
    "tables_in",
    "values_within",
    "with_rows_of_its_own",
    "with_shape",
]
