"""A profile begun: what the columns of a source seem to be, what a person chose, and the TOML."""

from seed.mapping.drafting.columns import (
    OF_OFFICES,
    SCOPE,
    asked,
    chosen_column,
    coded,
    doubts,
    is_repeated,
    with_rows_of_its_own,
)
from seed.mapping.drafting.draft import Draft, draft, draft_of_database, draft_shape, free_label
from seed.mapping.drafting.guesses import perhaps
from seed.mapping.drafting.profiling import DraftColumn, DraftFile, FirstRowsOfFile, Looks
from seed.mapping.drafting.selects import (
    Preview,
    pairs,
    preview_file,
    preview_rule,
    repeated,
    select_groups,
    select_looked_up,
    select_one_row_each,
)
from seed.mapping.drafting.tables import key_of_made, own_key, questions
from seed.mapping.drafting.writing import (
    Chosen,
    ChosenColumn,
    ChosenTable,
    Said,
    more_text,
    profile_text,
    stated_text,
    with_shape,
)
from seed.mapping.language.sql_texts import quoted

__all__ = [
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
    "chosen_column",
    "coded",
    "doubts",
    "draft",
    "draft_of_database",
    "draft_shape",
    "free_label",
    "is_repeated",
    "key_of_made",
    "more_text",
    "own_key",
    "pairs",
    "perhaps",
    "preview_file",
    "preview_rule",
    "profile_text",
    "questions",
    "quoted",
    "repeated",
    "select_groups",
    "select_looked_up",
    "select_one_row_each",
    "stated_text",
    "with_rows_of_its_own",
    "with_shape",
]
