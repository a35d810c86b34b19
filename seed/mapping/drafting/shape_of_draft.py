"""What the export looks like from which a mapping is drafted, before any is read by it."""

from collections.abc import Collection

from seed.mapping.drafting.draft import Draft
from seed.mapping.drafting.draft_files import DraftColumn
from seed.mapping.language.by_number import in_order
from seed.mapping.language.compared import find_compared
from seed.mapping.language.profile import Profile
from seed.mapping.language.shape import FileShape, Shape
from seed.mapping.reading.words import Words, collect_words


def draft_shape(profile: Profile, draft: Draft) -> Shape:
    """The columns and words of the export; which share of rows became rows nobody knows yet."""
    columns = {one.file.name: [column.name for column in one.columns] for one in draft.files}
    selects = {one.name: one.select for one in profile.files if one.select}
    asked = find_compared(profile, columns, selects)
    files = {}
    for file in draft.files:
        name = file.file.name
        kept = {
            c.name: _collect(c, asked[name, c.name].named)
            for c in file.columns
            if (name, c.name) in asked
        }
        if not file.file.select or kept:
            files[name] = FileShape(
                () if file.file.select else in_order(file.by_number),
                {column: one.kept for column, one in kept.items() if one.are_all},
                {column: one.kept for column, one in kept.items() if not one.are_all},
            )
    return Shape(files)


def _collect(column: DraftColumn, named: Collection[str]) -> Words:
    # Of names and of very many values nothing is counted.
    if column.filled and not column.counts:
        return Words(frozenset(), are_all=False)
    return collect_words(column.name, column.counts, named)
