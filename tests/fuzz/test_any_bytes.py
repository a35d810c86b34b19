"""Any bytes are refused with a finding, or read as a rectangle that round-trips."""

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz import holding, seeds
from tests.soak import soak_size

CSV_CASES, WORKBOOK_CASES, ARCHIVE_CASES = soak_size(3000), soak_size(1000), soak_size(500)
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much)

cells = st.one_of(
    st.sampled_from(["", "NA", "k7", "007", "1e5", "2024-05-20", "nan", "=1+1", " ", "é", "А"]),
    st.text(max_size=8),
    st.text(st.sampled_from('",;\n\r\t\0 x'), max_size=6),
)
mutations = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.one_of(st.sampled_from(seeds.TOKENS), st.binary(max_size=4)),
    ),
    max_size=3,
)
parts = st.sampled_from(sorted(seeds.parts(seeds.workbook())))


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """CSV text of a rectangle, in one of the ways that programs write it, with changes."""
    width = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), max_size=6))
    header = draw(st.lists(cells, min_size=width, max_size=width))
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",,,,,,;\t|")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
    )
    plain = list("abcde")[:width]
    writer.writerows([draw(st.sampled_from([plain, plain, plain, header])), *rows])
    encoding = draw(st.sampled_from([*["utf-8"] * 5, "utf-8-sig", "utf-16", "cp1252"]))
    encoded = text.getvalue().encode(encoding, "replace")
    return seeds.mutated(encoded, draw(mutations))


@settings(max_examples=CSV_CASES, suppress_health_check=SLOW)
@given(tables())
def test_csv_is_refused_or_read_as_the_standard_library_does(data: bytes) -> None:
    holding.csv_holds(data)


@settings(max_examples=WORKBOOK_CASES, suppress_health_check=SLOW)
@given(st.dictionaries(parts, mutations, max_size=2), mutations)
def test_workbooks_are_refused_or_round_trip(
    inside: dict[str, list[seeds.Mutation]], outside: list[seeds.Mutation]
) -> None:
    whole = seeds.parts(seeds.workbook())
    changed = {name: seeds.mutated(whole[name], inside.get(name, [])) for name in whole}
    holding.workbook_holds(seeds.mutated(seeds.packed(changed), outside if not inside else []))


@settings(max_examples=ARCHIVE_CASES, suppress_health_check=SLOW)
@given(tables(), mutations)
def test_archives_are_refused_or_round_trip(data: bytes, outside: list[seeds.Mutation]) -> None:
    whole = seeds.packed({"cases.csv": data}) if outside[:2] else seeds.archive()
    holding.archive_holds(seeds.mutated(whole, outside))


def test_sound_files_are_read() -> None:
    assert holding.csv_holds(seeds.CASES)
    assert holding.workbook_holds(seeds.workbook())
    assert holding.archive_holds(seeds.archive())
