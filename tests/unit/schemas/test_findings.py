"""Findings repeat names from outside as they can be shown."""

from dataclasses import replace

import pytest

from schemas.findings import Finding, show_invisible

NAME = "\x1b[31mevil\x1b]0;pwn\x07.csv"
SHOWN = "\ufffd[31mevil\ufffd]0;pwn\ufffd.csv"


def test_a_finding_holds_no_sign_that_moves_a_terminal() -> None:
    finding = Finding(NAME, "file.unknown_table", f"no table is {NAME}.", column=NAME)
    said = (finding.file, finding.wording, finding.column)
    assert said == (SHOWN, f"no table is {SHOWN}.", SHOWN)
    assert str(finding) == f"{SHOWN}, {SHOWN}: no table is {SHOWN}."
    assert replace(finding, column="a\u202eb").column == "a\ufffdb"
    assert Finding("cases.csv", "x", "y").column is None


@pytest.mark.parametrize("text", ["cases.csv", "дела 2024.csv", "姓名", "می\u200cخواهم", ""])
def test_letters_of_any_script_stay(text: str) -> None:
    assert show_invisible(text) == text


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u3000", "\u2009"])
def test_a_blank_of_any_width_is_one(blank: str) -> None:
    assert show_invisible(f"97.6{blank}%") == "97.6 %"


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\0", "\x7f", "\x9b", "\u202e", "\u2066"])
def test_a_sign_that_cannot_be_seen_has_a_mark_in_its_place(sign: str) -> None:
    assert show_invisible(f"a{sign}b") == "a\ufffdb"
