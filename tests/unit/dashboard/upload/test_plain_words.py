"""What is found of a mapping is told on the page without the words of the mapping language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import seed
from dashboard.frames import rule_words
from dashboard.upload.mapping.mapping_words import PHRASES, plain_words
from seed.mapping import profile_keys

ROOM = Path(seed.__file__).parent
# Where findings of rows, cells and columns are worded, which come with any mapping; faults of what
# only a text can say are for those who wrote it.
WORDED = (
    *(
        ROOM / "mapping" / f"{name}.py"
        for name in (
            *("column_profiles", "doubtful_values", "draft_selects", "export_shape", "exports"),
            *("guess_columns", "mapping_report", "not_collected", "read_source", "row_mapping"),
            *("run_sql", "shown_values", "source_layout", "source_table"),
        )
    ),
    ROOM / "readers" / "headers.py",
)
KEYS = {key.name for place in profile_keys.KEY_TABLES.values() for key in place.keys}
SYSTEM = re.compile(
    r"\[(?:" + "|".join(sorted(KEYS)) + r")\]"
    r"|\b(?:" + "|".join(sorted(key for key in KEYS if "_" in key)) + r")\b"
    r"|\bcodes\.\w|\[\[|\.toml\b|\b\w+ = [\"{\[]|\bprofile\b"
)


def wordings(path: Path) -> Iterator[str]:
    """The sentences that a module puts together, with a sign for each part that it fills in."""
    tree = ast.parse(path.read_text("utf-8"))
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (p.value if isinstance(p, ast.Constant) else "0000" for p in node.values)
            yield "".join(map(str, parts))
        elif isinstance(node, ast.Constant) and id(node) not in inner | docs:
            yield str(node.value)


def sentences() -> set[str]:
    return {
        text
        for path in WORDED
        for text in wordings(path)
        # Of names on the command line.
        if "no profile and no file" not in text
        if len(text.split()) > 4 and not text.startswith(("TO FILL", "LOOK"))
    }


def test_what_the_page_shows_has_no_word_of_the_language() -> None:
    found = sentences()
    assert len(found) > 40
    left = {text: SYSTEM.findall(plain_words(text)) for text in sorted(found)}
    assert {text: of for text, of in left.items() if of} == {}


def test_nor_have_what_must_hold_and_what_to_do() -> None:
    texts = {words for both in rule_words.OF_FILES.values() for words in both}
    assert {
        text for text in texts if re.search(r"\[\[|\[manifest|codes\.|_row\b| = ", text)
    } == set()


@pytest.mark.parametrize("said", [said for said, _ in PHRASES])
def test_each_phrase_is_one_that_findings_say(said: str) -> None:
    assert any(said in text for path in (ROOM / "mapping").rglob("*.py") for text in wordings(path))


def test_an_example_of_the_language_is_told_in_words() -> None:
    told = 'Say what it is, as in codes = { "999" = "unknown" }.'
    assert plain_words(told) == "Say what it becomes, among the codes of its field."
    block = "[tables.cases], with from = the file that has them, and their case_id."
    assert plain_words(f"Add one to the mapping: {block}") == (
        "Go back to the mapping, choose cases for the file that has them, and fill case_id."
    )
    key = (
        'Or say in [files.a] of the profile in what it is written, as in encoding = "cp1252" for X.'
    )
    assert plain_words(key).startswith("Or let the page map the columns")
    # A column of the source is called as it is called there.
    assert plain_words("[date] is a column of both files") == "[date] is a column of both files"
