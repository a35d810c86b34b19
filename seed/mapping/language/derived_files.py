"""What a profile says of files made of another's rows: repeated columns and lists in cells."""

import re
from collections.abc import Iterable, Mapping

from seed.gate import name_columns
from seed.mapping.language.by_number import check_made
from seed.mapping.language.composing import NO_COLUMN, PLACEHOLDER, ROW
from seed.mapping.language.patterns import check_pattern, groups_of, is_met_by_nothing
from seed.mapping.language.profile import Extract, SourceFile, Unpivot
from seed.mapping.language.sections import Section, near


def origin_of(section: Section, before: Mapping[str, SourceFile]) -> SourceFile | None:
    """The file whose rows it is made of, which stands before it; None with a fault."""
    name = section.text("from") or ""
    origin = before.get(name)
    if origin is None:
        wording = f"[{name}] is no file that stands before this one.{near(name, before)}"
        section.fault("unknown_file", wording, "from")
    return origin


def unpivot_of(section: Section, origin: SourceFile | None) -> Unpivot | None:
    """The groups of columns that become rows."""
    inner = section.section("unpivot")
    parts, parts_like = section.texts("parts"), section.text("parts_like")
    if inner is None:
        if parts or parts_like:
            section.fault("unpivot", "[parts] and [parts_like] need [unpivot].")
        return None
    if origin is not None and origin.origin is not None:
        wording = f"[unpivot] reads a file of the source; [{origin.name}] is made of another."
        section.fault("unpivot", wording, "unpivot")
    if parts_like is not None:
        check_pattern(section, parts_like, "parts_like")
    members = inner.text_by_name()
    names = {tuple(PLACEHOLDER.findall(pattern)) for pattern in members.values()}
    if len(names) != 1 or len(min(names)) != 1:
        wording = (
            'each column needs a pattern with the same name once in braces, such as { statute = "'
            'Statute{n}", plea = "Plea{n}" }.'
        )
        section.fault("unpivot", wording, "unpivot")
        return None
    [(part,)] = names
    check_made(section, {part, *members}, "unpivot")
    if part in members:
        section.fault("unpivot", f"[{part}] is both a column and the name in braces.", "unpivot")
    for member, pattern in members.items():
        _check_named(section, "unpivot", PLACEHOLDER.sub("", pattern), (member,))
    return Unpivot(members, part, parts, parts_like)


def extract_of(section: Section) -> Extract | None:
    """What is found in the cells of a column."""
    inner = section.section("extract")
    if inner is None:
        return None
    column, like = inner.text("column") or "", inner.text("like") or ""
    between, missing_like = inner.texts("between"), inner.text("missing_like")
    inner.close()
    if missing_like is not None:
        check_pattern(inner, missing_like, "missing_like")
    if column == ROW:
        inner.fault("row_number", NO_COLUMN, "column")
    if not column:
        inner.fault("required", "[column] must name the column that is looked into.")
    if not check_pattern(inner, like, "like"):
        return None
    names = groups_of(like)
    if not names:
        wording = "name what the pattern finds, as in '(?P<amount>[0-9.]+) (?P<unit>[A-Z]+)'."
        inner.fault("pattern", wording, "like")
    elif is_met_by_nothing(like):
        inner.fault("pattern", "the pattern also finds nothing at all, everywhere.", "like")
    _check_named(section, "extract", column, names)
    return Extract(column, like, names, between, missing_like)


def _check_named(section: Section, key: str, column: str, names: Iterable[str]) -> None:
    """What comes from a column of names is told to be one by its name alone."""
    hidden = sorted(name for name in names if not name_columns.is_one(name))
    if hidden and name_columns.is_one(re.sub(r"[0-9_ ]+$", "", column)):
        wording = (
            f"[{column}] is named like a name, and what is made of it must be too: call"
            f" [{', '.join(hidden)}] such as name, or leave it out."
        )
        section.fault("name_column", wording, key)
