"""Of any audit log: what is changed, taken out, put in or moved in it is found."""

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.store.audit import Action, Verdict, entries, file_log
from schemas.store.audit.entries import Deed, Entry, Outcome

ON = st.dictionaries(
    st.sampled_from(["batches", "case", "setting"]),
    st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=3),
)
DEEDS = st.lists(
    st.builds(
        Deed,
        act=st.sampled_from(["a", "b", "c"]),
        who=st.text(max_size=12),
        scope=st.sampled_from(["desk", "office:QMA:1"]),
        action=st.sampled_from([one for one in Action if one is not Action.GO_ON]),
        outcome=st.sampled_from(list(Outcome)),
        on=ON,
    ),
    min_size=1,
    max_size=6,
)


def log(deeds: list[Deed]) -> list[bytes]:
    """The lines of a log of these deeds."""
    lines, last = [], None
    for deed in deeds:
        last = entries.next_entry(last, deed)
        lines.append(f"{last.line}\n".encode())
    return lines


def looked_through(content: bytes, head: str = "") -> Verdict:
    """The verdict on a file of this content."""
    return entries.check_log(io.BytesIO(content), head)


def last_of(lines: list[bytes]) -> Entry:
    entry = entries.parse_entry(entries.line_text(lines[-1]))
    assert entry is not None
    return entry


@given(DEEDS)
def test_a_log_that_nobody_touched_is_whole(deeds: list[Deed]) -> None:
    lines = log(deeds)
    seen = entries.check_log(lines, last_of(lines[:1]).hash)
    assert (seen.broken, seen.number, seen.is_torn) == ("", len(deeds), False)
    assert seen.has_head
    assert [entries.parse_entry(entries.line_text(line)) is not None for line in lines] == [
        True
    ] * len(lines)
    begun = {d.act for n, d in enumerate(deeds) if is_open(n, deeds)}
    assert set(seen.open) == begun


def is_open(number: int, deeds: list[Deed]) -> bool:
    """Whether an act is begun by a deed, and no later one ends it."""
    same = [deed for deed in deeds[number:] if deed.act == deeds[number].act]
    return all(deed.outcome is Outcome.BEGUN for deed in same)


@given(DEEDS, st.data())
def test_a_byte_that_is_changed_put_in_or_taken_out_is_found(
    deeds: list[Deed], data: st.DataObject
) -> None:
    content = b"".join(log(deeds))
    at = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[at]))
    assert_found(content[:at] + bytes([other]) + content[at + 1 :])
    # Behind the last line a byte is one of a line cut short.
    at = min(at, len(content) - 2)
    assert_found(content[:at] + content[at + 1 :])
    assert_found(content[:at] + data.draw(st.binary(min_size=1, max_size=1)) + content[at:])


def assert_found(content: bytes) -> None:
    """That the log is broken; or that its last line is told of as one that was cut short."""
    seen = looked_through(content)
    assert seen.broken or (seen.is_torn and not content.endswith(b"\n"))


@given(DEEDS, st.data())
def test_an_entry_taken_out_put_in_or_moved_is_found(
    deeds: list[Deed], data: st.DataObject
) -> None:
    lines = log([*deeds, *deeds])
    at = data.draw(st.integers(0, len(lines) - 2))
    other = data.draw(st.integers(0, len(lines) - 1).filter(lambda one: one != at))
    assert entries.check_log([*lines[:at], *lines[at + 1 :]]).broken
    assert entries.check_log([*lines[:at], lines[other], *lines[at:]]).broken
    moved = [*lines[:at], *lines[at + 1 :]]
    moved.insert(other, lines[at])
    assert entries.check_log(moved).broken


@given(DEEDS, st.data())
def test_a_log_that_was_cut_off_has_not_the_head_that_was_kept(
    deeds: list[Deed], data: st.DataObject
) -> None:
    lines = log(deeds)
    head = last_of(lines).hash
    content = b"".join(lines)
    length = data.draw(st.integers(0, len(content) - 2))
    seen = looked_through(content[:length], head)
    # Up to the end of a line it looks like a shorter log: what was kept elsewhere tells.
    assert (seen.broken, seen.has_head) == ("", False)


@given(DEEDS, st.data())
def test_a_log_written_anew_has_not_the_head_that_was_kept(
    deeds: list[Deed], data: st.DataObject
) -> None:
    lines = log(deeds)
    head = last_of(lines).hash
    left_out = data.draw(st.integers(0, len(deeds) - 1))
    anew = log([*deeds[:left_out], *deeds[left_out + 1 :]])
    seen = entries.check_log(anew, head)
    assert (seen.broken, seen.has_head) == ("", False)


@pytest.mark.parametrize("zeros", [0, 30])
@given(DEEDS, DEEDS, st.data())
def test_what_a_power_cut_left_is_told_apart_from_what_was_changed(
    zeros: int, deeds: list[Deed], later: list[Deed], data: st.DataObject
) -> None:
    content = b"".join(log(deeds))
    length = data.draw(st.integers(1, len(content) - 1))
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "records.duckdb"
        half = content[:length] + b"\0" * zeros
        file_log.log_path(database).write_bytes(half)
        for deed in later[:2]:
            file_log.append(database, deed)
        lines = list(file_log.log_lines(database))
        seen = entries.check_log(lines)
        assert seen.broken == ""
        told = [line for number, line in enumerate(lines, 1) if number in seen.torn]
        assert b"".join(told).removesuffix(b"\n") in half
        if told:
            garbled = [line.replace(b'"number"', b'"numbre"') for line in lines]
            assert entries.check_log(garbled).broken


@given(DEEDS, DEEDS)
def test_an_entry_cut_off_before_the_end_of_its_line_is_told_of(
    deeds: list[Deed], later: list[Deed]
) -> None:
    *before, cut = log(deeds)
    half = cut.removesuffix(b"\n") + b"\0" * 30
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "records.duckdb"
        file_log.log_path(database).write_bytes(b"".join([*before, half]))
        seen = entries.check_log(file_log.log_lines(database))
        assert (seen.broken, seen.is_torn, seen.number) == ("", True, len(before))
        file_log.append(database, later[0])
        seen = entries.check_log(file_log.log_lines(database))
        # The entry that tells of it, and the deed behind that.
        assert (seen.broken, seen.torn, seen.number) == ("", [len(deeds)], len(before) + 2)


@given(DEEDS)
def test_nothing_behind_a_changed_entry_is_no_power_cut(deeds: list[Deed]) -> None:
    *before, cut = log(deeds)
    changed = cut.removesuffix(b"\n").replace(b'"scope":"', b'"scope":"x') + b"\0" * 30
    assert looked_through(b"".join([*before, changed])).broken == entries.CHANGED
