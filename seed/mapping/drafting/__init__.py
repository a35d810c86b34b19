"""A profile begun: what a source's columns seem to be, what a person chose, written as TOML."""

from seed.mapping.drafting.chosen import Chosen, ChosenColumn, ChosenTable, Said
from seed.mapping.drafting.coded import coded
from seed.mapping.drafting.draft import Draft, draft, free_label
from seed.mapping.drafting.draft_files import DraftColumn, DraftFile, FirstRowsOfFile
from seed.mapping.drafting.fields import (
    OF_OFFICES,
    SCOPE,
    asked,
    chosen_column,
    of_fillers,
    of_more_than_cases,
    of_repeated,
    of_texts,
    of_years,
    with_rows_of_its_own,
)
from seed.mapping.drafting.guesses import perhaps
from seed.mapping.drafting.of_database import draft_of_database
from seed.mapping.drafting.outcomes import ASSETS, became, left_open, says_what_became
from seed.mapping.drafting.previews import Preview, preview_file, preview_rule
from seed.mapping.drafting.profiling import Looks
from seed.mapping.drafting.selects import (
    pairs,
    repeated,
    select_groups,
    select_looked_up,
    select_one_row_each,
)
from seed.mapping.drafting.shape_of_draft import draft_shape
from seed.mapping.drafting.tables import key_of_made, own_key, questions
from seed.mapping.drafting.writing import more_text, profile_text, stated_text, with_shape
from seed.mapping.language.sql_texts import quoted

__all__ = [
    "ASSETS",
    "OF_OFFICES",
    "SCOPE",
    "Chosen",
    "ChosenColumn",
    "ChosenTable",
    "Draft",
    "DraftColumn",
    "DraftFile",
    "FirstRowsOfFile",
    "Looks",
    "Preview",
    "Said",
    "asked",
    "became",
    "chosen_column",
    "coded",
    "draft",
    "draft_of_database",
    "draft_shape",
    "free_label",
    "key_of_made",
    "left_open",
    "more_text",
    "of_fillers",
    "of_more_than_cases",
    "of_repeated",
    "of_texts",
    "of_years",
    "own_key",
    "pairs",
    "perhaps",
    "preview_file",
    "preview_rule",
    "profile_text",
    "questions",
    "quoted",
    "repeated",
    "says_what_became",
    "select_groups",
    "select_looked_up",
    "select_one_row_each",
    "stated_text",
    "with_rows_of_its_own",
    "with_shape",
]
