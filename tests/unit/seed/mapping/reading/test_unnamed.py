"""Words that decide whether a field is filled, and that nothing names."""

from pathlib import Path

import pytest

from seed.mapping import language, reading

PROFILE = """\
[files.seized]
file = "seized.csv"
[[tables]]
table = "assets"
from = "seized"
[tables.columns]
asset_id = "No"
frozen = "Amount"
currency = {{ constant = "MXN" }}
confiscated = {{ source = "Amount", only_if = {{ Decision = "DECOMISO" }} }}
{more}
"""
SEIZED = """\
No,Amount,Decision
1,5,DECOMISO
2,6,DEVUELTO
3,7,Decomiso
4,8,
5,9,DEVUELTO
6,9,Juan Perez Soto
"""


def told(folder: Path, more: str = "", seized: str = SEIZED) -> list[str]:
    (folder / "seized.csv").write_text(seized)
    profile = language.parse("x", PROFILE.format(more=more))
    assert profile.findings == ()
    submission = reading.read(folder, profile)
    return [f.wording for f in submission.findings if f.rule == "mapping.unnamed_words"]


def test_words_that_no_condition_names_are_listed_and_names_are_not(tmp_path: Path) -> None:
    [wording] = told(tmp_path)
    assert wording.startswith("4 cells have words that no condition names (")
    # It is a code of the record model's own words, whoever wrote it.
    assert "Decomiso 1" in wording
    assert "Perez" not in wording
    assert "assets.confiscated stays blank there" in wording


NAMED = """\
returned = { source = "Amount", only_if = { Decision = ["DEVUELTO", "Decomiso"] } }
realised = { source = "Amount", only_if = { Decision = { not = "Juan Perez Soto" } } }
"""
CODED = """\
[tables.columns.order_kind]
source = "Decision"
codes = { DECOMISO = "value", DEVUELTO = "none", Decomiso = "none", "Juan Perez Soto" = "" }
"""
# Looked at otherwise than by words: it may be meant so.
LIKE = 'realised = { source = "Amount", only_if = { Decision = { like = "^D" } } }'


@pytest.mark.parametrize("more", [NAMED, CODED, LIKE])
def test_words_that_are_named_anywhere_are_meant(more: str, tmp_path: Path) -> None:
    assert told(tmp_path, more) == []


def test_rows_that_are_no_rows_of_the_table_say_nothing_of_it(tmp_path: Path) -> None:
    seized = "No,Amount,Decision\n1,5,DECOMISO\n"
    assert told(tmp_path, seized=seized) == []
