"""What is found of a mapping is told on the page without the words of the mapping language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import seed
from dashboard.frames import rule_words
from dashboard.pages.upload.mapping.mapping_words import PAGE_WORDS, finding_in_page_words
from schemas.language import message
from seed.mapping import profile_keys
from tests.texts import MESSAGE_CALLS, called_name

ROOM = Path(seed.__file__).parent
# Where findings of rows, cells and columns are worded, which come with any mapping; faults of what
# only a text can say are for those who wrote it.
WORDED = (
    *(
        ROOM / "mapping" / f"{name}.py"
        for name in (
            *(
                "column_profiles",
                "doubtful_values",
                "draft_selects",
                "compare_exports",
                "mapping_pipeline",
            ),
            *("guess_columns", "mapping_report", "not_collected", "read_source", "row_mapping"),
            *("run_sql", "shown_values", "source_layout", "source_table"),
        )
    ),
    ROOM / "readers" / "headers.py",
)
KEYS = {key for table in profile_keys.KEY_TABLES.values() for key in table.keys}
SYSTEM = re.compile(
    r"\[(?:" + "|".join(sorted(KEYS)) + r")\]"
    r"|\b(?:" + "|".join(sorted(key for key in KEYS if "_" in key)) + r")\b"
    r"|\bcodes\.\w|\[\[|\.toml\b|\b\w+ = [\"{\[]|\bprofile\b"
)


def templates(path: Path) -> Iterator[str]:
    """The messages of a module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Call(func=called, args=texts) if called_name(called) in MESSAGE_CALLS:
                yield from (str(text.value) for text in texts if isinstance(text, ast.Constant))


def test_what_the_page_shows_has_no_word_of_the_language() -> None:
    found = {text for path in WORDED for text in templates(path)}
    assert len(found) > 40
    shown = {text: SYSTEM.findall(PAGE_WORDS.get(text, text)) for text in sorted(found)}
    assert {text: of for text, of in shown.items() if of} == {}


def test_nor_have_what_must_hold_and_what_to_do() -> None:
    texts = {words for both in rule_words.OF_FILES.values() for words in both}
    assert {
        text for text in texts if re.search(r"\[\[|\[manifest|codes\.|_row\b| = ", text)
    } == set()


def test_each_message_that_the_page_words_is_one_that_findings_have() -> None:
    found = {text for path in (ROOM / "mapping").rglob("*.py") for text in templates(path)}
    assert PAGE_WORDS.keys() <= found


def test_a_message_within_another_is_worded_for_the_page() -> None:
    [said, *_] = PAGE_WORDS
    inner = message(said, not_collected="not_collected", elsewhere="elsewhere")
    assert (
        finding_in_page_words(message("[form] {advice}", advice=inner))
        == f"[form] {PAGE_WORDS[said]}"
    )
    # A column of the source is called as it is called there.
    assert (
        finding_in_page_words("[date] is a column of both files")
        == "[date] is a column of both files"
    )
