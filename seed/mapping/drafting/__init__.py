"""A profile begun: what the columns of a source seem to be, what a person chose, and the TOML."""

from seed.mapping.drafting.columns import (
    OF_OFFICES,
    SCOPE,
    doubts,
    draft_column,
    is_repeated,
    missing_fields,
    values_with_code,
    with_rows_of_its_own,
)
from seed.mapping.drafting.draft import Draft, draft, draft_of_database, draft_shape, free_label
from seed.mapping.drafting.guesses import possible_codes
from seed.mapping.drafting.profiling import DraftColumn, DraftFile, FirstRowsOfFile, Looks
from seed.mapping.drafting.selects import (
    Preview,
    find_groups,
    pair_columns,
    preview_file,
    preview_rule,
    select_groups,
    select_looked_up,
    select_one_row_each,
)
from seed.mapping.drafting.tables import draft_group_key, draft_key, questions
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
    "doubts",
    "draft",
    "draft_column",
    "draft_group_key",
    "draft_key",
    "draft_of_database",
    "draft_shape",
    "find_groups",
    "free_label",
    "is_repeated",
    "missing_fields",
    "more_text",
    "pair_columns",
    "possible_codes",
    "preview_file",
    "preview_rule",
    "profile_text",
    "questions",
    "quoted",
    "select_groups",
    "select_looked_up",
    "select_one_row_each",
    "stated_text",
    "values_with_code",
    "with_rows_of_its_own",
    "with_shape",
]
