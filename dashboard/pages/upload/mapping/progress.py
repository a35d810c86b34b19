"""Check how complete a mapping is: what is read, what is not, and which faults are left."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from dashboard import words
from dashboard.pages.upload.mapping.mapping_words import finding_in_page_words
from dashboard.pages.upload.mapping.state import FieldTarget, MappingWork, TableFill
from schemas import columns, findings
from schemas.language import Message, comma_list, marked, t
from seed import country_codes as known_places
from seed.mapping import (
    column_profiles,
    draft_columns,
    draft_export,
    not_collected,
    parse_profile,
    profile_model,
    profile_sql,
    profile_toml,
    sql_tree,
)

FILL_IT = marked("This field must be filled.")
# Why a field should be filled although records may lack it.
_SAY_IT = marked(
    "Choose a column, or one value for every row. Without it, these rows have no meaning. If nobody"
    " knows the value, choose “unknown”."
)
_WHY = {
    "currency": marked("This field must be filled. An amount without a currency is rejected."),
    "order_kind": marked(
        "Say what happened to these assets. Fill a kind of order, or the amount or date of a step"
        " such as confiscated or returned. If nobody knows the kind, choose “unknown”."
    ),
    "person_id": marked(
        "Say whose claims these are, here or in victim_id. Claims without a person are rejected."
    ),
}


@dataclass(frozen=True)
class MappingFault:
    """A fault of the mapping. `place` (table) and `column` are where it is, if known."""

    words: str
    place: TableFill | None = None
    column: str | None = None


@dataclass(frozen=True)
class CodedCells:
    """The numbers of a source column's cells: all, those with a code, and those of each value."""

    cells: int
    mapped: int
    by_value: Mapping[str, int] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Progress:
    """What a mapping reads, what it does not read, and its faults. Counts are of filled cells."""

    work: MappingWork

    @cached_property
    def text(self) -> str:
        return profile_toml.profile_text(self.work.chosen)

    @property
    def text_to_keep(self) -> str:
        """Return the mapping's text with a description of the export, for later comparison."""
        if self.profile.shape is not None:
            return self.text
        return profile_toml.with_shape(
            self.text, draft_export.draft_shape(self.profile, self.work.draft)
        )

    @cached_property
    def profile(self) -> profile_model.Profile:
        """Return the mapping as parsed from its text."""
        return parse_profile.parse_profile_text(self.work.chosen.name or "mapping", self.text)

    @cached_property
    def lacking(self) -> not_collected.Lacking:
        """Return the fields that nothing fills, by table."""
        return not_collected.find_lacking(self.profile)

    @cached_property
    def faults(self) -> tuple[MappingFault, ...]:
        named = (f for f in self.profile.findings if not f.rule.endswith("no_tables"))
        placed = (_place_fault(self.work, finding) for finding in named)
        return (*_mapping_faults(self.work), *placed, *_field_faults(self.work))

    @cached_property
    def columns(self) -> tuple[tuple[str, column_profiles.ColumnProfile], ...]:
        """Return the non-empty columns of the uploaded files with the labels of their files."""
        own = (file for file in self.work.draft.files if not file.file.select)
        return tuple((file.file.name, c) for file in own for c in file.columns if c.filled)

    @cached_property
    def not_read(self) -> list[str]:
        """Return the names of the source columns that the mapping does not read."""
        made = {file.name for file in self.profile.files if file.select}
        read, named = set[tuple[str, str]](), set[str]()
        for rule in self.profile.tables:
            read |= {(rule.file, name) for name in rule.reads}
            named |= rule.reads if rule.file in made else set()
        # Only SQL without faults says which columns it names, in files of any name.
        with suppress(sql_tree.Refused):
            named = named.union(*(sql.columns for sql in profile_sql.parse_texts(self.profile)))
        lower = {name.lower() for name in named}
        return [
            one.name
            for file, one in self.columns
            if (file, one.name) not in read and one.name.lower() not in lower
        ]

    @cached_property
    def codes(self) -> tuple[int, int]:
        """Return how many cells of fields with codes have a code, and how many cells they have."""
        every = (
            count_coded_cells(self.work, FieldTarget(place, name))
            for place, table in self.work.tables
            for name in table.columns
        )
        found = [one for one in every if one is not None]
        return sum(one.mapped for one in found), sum(one.cells for one in found)

    def field_faults(self, target: FieldTarget) -> list[str]:
        return [f.words for f in self.faults if (f.place, f.column) == target]

    def table_faults(self, place: TableFill | None) -> list[str]:
        """Return faults of a table that are not of a field; `place` None is the whole mapping."""
        return [f.words for f in self.faults if f.place == place and f.column is None]

    def count(self, place: TableFill) -> int:
        return sum(fault.place == place for fault in self.faults)


def count_coded_cells(work: MappingWork, target: FieldTarget) -> CodedCells | None:
    """Return how many cells of a field have a code; None if the field has no codes."""
    column, source = work.column(target), work.source(target)
    if column is None or column.codes is None or source is None:
        return None
    counts: Mapping[str, int] = {**source.counts, **dict(source.values.shown)}
    with_code = draft_columns.values_with_code(column, counts)
    cells = sum(source.counts.values()) or source.values.cells
    return CodedCells(cells, sum(counts[value] for value in with_code), counts)


def _place_fault(work: MappingWork, finding: findings.Finding) -> MappingFault:
    """Return a finding on the mapping as a fault with its table and field."""
    text = finding_in_page_words(finding.wording_without_key)
    match finding.place:
        case ["tables", str(table), int(nth), *keys]:
            pass
        case ["tables", str(table), *keys]:
            nth = 0
        case _:
            return MappingFault(text)
    places = work.places_of(table)
    if nth >= len(places):
        return MappingFault(text)
    place = places[nth]
    if finding.rule.endswith("required_column"):
        assert isinstance(finding.wording_without_key, Message)
        lacking = str(finding.wording_without_key.values["column"])
        is_scope = (place.table, lacking) == ("cases", "scope")
        return MappingFault(t(draft_columns.SCOPE) if is_scope else t(FILL_IT), place, lacking)
    column = str(keys[1]) if keys[:1] == ["columns"] and len(keys) > 1 else None
    return MappingFault(text, place, column)


def _mapping_faults(work: MappingWork) -> Iterator[MappingFault]:
    """Yield faults of the mapping as a whole: empty files, no table, no jurisdiction."""
    if not any(column.filled for file in work.draft.files for column in file.columns):
        yield MappingFault(
            t(
                "All columns of these files are empty. Check above that the right row was read for"
                " the column names, and that this is the right export."
            )
        )
    filled = {t.table for t in work.chosen.tables if "jurisdiction" in t.columns}
    filled |= {row.table for row in work.chosen.rows}
    stated = work.chosen.statement.jurisdiction
    if not work.chosen.tables:
        files = comma_list(dict.fromkeys(file.file.file for file in work.draft.files))
        yield MappingFault(
            t("Choose above which tables these files fill, at least one: {files}.", files=files)
        )
    elif stated is None and not filled & {"jurisdictions", "offices"}:
        yield MappingFault(t("Enter the jurisdiction of the records."))
    if stated and not known_places.is_jurisdiction(stated):
        # Shown here, not only after the files have been checked for minutes.
        yield MappingFault(
            t(
                "[{code}] is not the code of a jurisdiction. Write the code of the country in"
                " capital letters, such as AAA. For a part of a country, add its code, such as"
                " USA-CA.",
                code=stated,
            )
        )


def _field_faults(work: MappingWork) -> Iterator[MappingFault]:
    """Yield faults of single fields: what the user still has to fill in."""
    for place in work.places:
        filled = work.table(place).columns
        for name in draft_columns.missing_fields(place.table, filled):
            if not FieldTarget(place, name).field.required:
                yield MappingFault(t(_WHY.get(name, _SAY_IT)), place, name)
        for name, column in filled.items():
            target = FieldTarget(place, name)
            source = work.source(target)
            if column.constant == "":
                yield MappingFault(t("Enter the value for every row."), place, name)
            elif column.sql == "":
                yield MappingFault(t("Write the SQL that makes the text."), place, name)
            is_date = target.field.kind is columns.Kind.DATE and not column.date
            if is_date and source is not None and source.may_be_either:
                which = t(
                    "Does the day or the month come first? Choose one of {formats}.",
                    formats=words.listing(source.date),
                )
                yield MappingFault(which, place, name)
