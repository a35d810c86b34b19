"""How many texts of the source are in no catalogue yet: fewer may be, never more."""

from collections import Counter

from tests import texts
from tests.fixtures.surroundings import ROOT

# By folder. What is left are names that files and logs keep in English, words in which sources are
# written, reasons for those who read the code, and codes of two words.
LEFT: dict[str, int] = {}


def test_no_text_is_added_outside_the_catalogue() -> None:
    found: Counter[str] = Counter()
    for folder in ("dashboard", "metrics", "schemas", "seed"):
        for path in (ROOT / folder).rglob("*.py"):
            part = path.relative_to(ROOT).parts
            name = "/".join(part[:2]) if len(part) > 2 else folder
            found[name] += sum(1 for _ in texts.outside_the_catalogue(ROOT, path))

    assert {name: number for name, number in found.items() if number} == LEFT


def test_a_text_outside_would_be_found(tmp_path: object) -> None:
    assert texts.is_text("Cases that were closed")
    assert not texts.is_text("SELECT case_id FROM cases")
