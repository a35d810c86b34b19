"""Keys are declared once: each is checked, and the guide tells of all."""

import re

import pytest

from seed.mapping import parse_profile, profile_keys
from seed.mapping.profile_keys import KEY_TABLES
from tests.unit.seed.mapping.guide import TEXT

# Neither text nor number, nor a table, nor a day alone.
STRANGE = "1979-05-27T07:32:00"
FILES = '[files.a]\nfile = "a.csv"\n'
TABLE = f'{FILES}[tables.claims]\nfrom = "a"\n'
# What leads to a place.
WAY = {
    "profile": "",
    "manifest": "[manifest]\n",
    "files": "[files.a]\n",
    "files.source": 'source = "sqlite:///a.db"\n[files.a]\n',
    "files.select": '[files.a]\nselect = "SELECT 1"\n',
    "tables": f"{FILES}[tables.claims]\n",
    "columns": f"{TABLE}[tables.claims.columns.decided_on]\n",
    "number": f"{TABLE}[tables.claims.columns.awarded.number]\n",
    "shape": f"{FILES}[shape]\n",
    "shape.files": f"{FILES}[shape.files.a]\n",
}
KEYS = [(place, key) for place in KEY_TABLES for key in KEY_TABLES[place].names]


@pytest.mark.parametrize(("place", "key"), KEYS)
def test_each_declared_key_is_checked_where_it_stands(place: str, key: str) -> None:
    *way, last = WAY[place].splitlines(keepends=True) or [""]
    # A key that leads there stands there once.
    text = "".join([*way, "" if last.startswith(f"{key} = ") else last]) + f"{key} = {STRANGE}\n"
    found = [f for f in parse_profile.parse("x", text).findings if f.rule == "profile.type"]
    assert any(re.search(rf"\.?{key}: .* expected here", f.wording) for f in found), found


@pytest.mark.parametrize("place", WAY)
def test_an_unknown_key_is_answered_with_those_that_exist(place: str) -> None:
    text = WAY[place] + "strange_key = 1\n"
    [finding] = [f for f in parse_profile.parse("x", text).findings if "strange_key" in f.wording]
    assert finding.rule == "profile.unknown_key"
    assert f"There are {', '.join(KEY_TABLES[place].names)}." in finding.wording


def test_places_inside_keys_are_declared() -> None:
    inside = {key.inside for place in KEY_TABLES.values() for key in place.keys}
    assert inside - {""} <= KEY_TABLES.keys()
    assert {place for place in KEY_TABLES if KEY_TABLES[place].keys} == WAY.keys()


def test_the_guide_tells_of_every_key() -> None:
    assert profile_keys.with_key_reference(TEXT) == TEXT, "run: mapping keys --into docs/mapping.md"
