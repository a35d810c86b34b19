"""The mapping language: what a profile may say of a source, parsed and checked."""

from seed.mapping.language.compared import columns_read
from seed.mapping.language.files import fits
from seed.mapping.language.formats import NumberFormat, is_number
from seed.mapping.language.months import LANGUAGES
from seed.mapping.language.parsing import parse
from seed.mapping.language.places import PLACES, Place, with_reference
from seed.mapping.language.profile import (
    Profile,
    SourceFile,
    Statement,
    TableRule,
    Unfilled,
)
from seed.mapping.language.sections import Faults, near
from seed.mapping.language.shape import FileShape, Shape, without_shape
from seed.mapping.language.sql_texts import list_columns_in_sql
from seed.mapping.language.targets import NAMED, key_of
from seed.mapping.language.unfilled import Lacking, find_lacking, warn_of_unfilled
from seed.mapping.sql.tree import LONGEST as LONGEST_SQL

__all__ = [
    "LANGUAGES",
    "LONGEST_SQL",
    "NAMED",
    "PLACES",
    "Faults",
    "FileShape",
    "Lacking",
    "NumberFormat",
    "Place",
    "Profile",
    "Shape",
    "SourceFile",
    "Statement",
    "TableRule",
    "Unfilled",
    "columns_read",
    "find_lacking",
    "fits",
    "is_number",
    "key_of",
    "list_columns_in_sql",
    "near",
    "parse",
    "warn_of_unfilled",
    "with_reference",
    "without_shape",
]
