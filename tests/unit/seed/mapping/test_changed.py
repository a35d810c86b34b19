"""A profile with anything changed in it has findings or is read: the engine never stumbles."""

import json
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from seed.mapping import mapping_pipeline, parse_profile
from seed.mapping.profile_keys import KEY_TABLES, Kind
from tests.soak import soak_size
from tests.unit.seed.mapping.guide import PROFILE, REGISTER

PARSED = tomllib.loads(PROFILE)
# One table of the file itself: what a column says needs no SELECT.
PLAIN = {
    "manifest": PARSED["manifest"],
    "files": {"register": PARSED["files"]["register"]},
    "tables": {
        "cases": {
            "from": "register",
            "columns": {**PARSED["tables"]["cases"]["columns"], "case_id": "File No."},
        }
    },
}
# What stands somewhere in a profile, and what nobody would write.
VALUES: list[Any] = [
    "",
    "row_number",
    "Part",
    "n || '-'",
    "_row",
    2,
    True,
    [],
    {},
    ["Part", "n"],
]
# In an ordinary run each value stands in every tenth place, in turns: in each place one does. Of
# the keys every third stands beside another, of which some are read and others refused.
TURNS, THIRDS = (1, 1) if soak_size(2) > 1 else (len(VALUES), 3)
FITTING: dict[Kind, list[Any]] = {
    Kind.TEXT: ["Part", "lower(Part)", "[a-z]", "yes"],
    Kind.TEXTS: ["YYYY", ["Part", "Opened"]],
    Kind.YES: [True],
    Kind.DAY: [date(2021, 1, 1)],
    Kind.TABLE: [{}, {"B": "yes"}],
    Kind.TABLE_OR_NAME: [{}, {"B": "yes"}, "no list"],
}


def ways(table: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """How to come to each key of each table and to each item of each list."""
    for key in table if isinstance(table, dict) else range(len(table)):
        yield (*way, key)
        if isinstance(table[key], dict | list):
            yield from ways(table[key], (*way, key))


def toml(value: Any) -> str:
    """A value as TOML writes it within a line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(k)} = {toml(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


def read(profile: Any, folder: Path) -> bool:
    """Whether it is read, and not refused by its findings."""
    checked = parse_profile.parse_profile_text(
        "x", "\n".join(f"{k} = {toml(v)}" for k, v in profile.items())
    )
    submission = mapping_pipeline.read_export(folder, checked, key="a key of nobody")
    assert submission.mapped is not None or submission.findings
    return submission.mapped is not None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "register.csv").write_text(REGISTER)
    return tmp_path


@pytest.mark.parametrize("profile", [PARSED, PLAIN], ids=["whole", "plain"])
def test_the_register_is_read(profile: Any, folder: Path) -> None:
    assert read(profile, folder)


@pytest.mark.parametrize("value", VALUES, ids=str)
def test_anything_may_stand_anywhere(value: Any, folder: Path) -> None:
    for *way, last in [*ways(PARSED)][VALUES.index(value) % TURNS :: TURNS]:
        changed = deepcopy(PARSED)
        table = changed
        for key in way:
            table = table[key]
        table[last] = deepcopy(value)
        read(changed, folder)


@pytest.mark.parametrize("filled", ["source", "sql", "constant"])
def test_any_key_may_stand_beside_any_way_of_filling(filled: str, folder: Path) -> None:
    columns = KEY_TABLES["columns"].keys
    outcomes = set()
    firsts = FITTING[columns[filled].kind]
    said = [
        {filled: first, key.name: value}
        for key in columns.values()
        for first in firsts
        for value in FITTING[key.kind]
    ]
    for together in said[::THIRDS]:
        changed = deepcopy(PLAIN)
        changed["tables"]["cases"]["columns"]["cross_border"] = together
        outcomes.add(read(changed, folder))
    assert outcomes == {True, False}
