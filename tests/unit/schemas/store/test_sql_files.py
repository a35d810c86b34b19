"""The files of `sql/` name the tables, acts and purposes that the program has."""

import re
from collections.abc import Iterator

import metrics
from metrics.release.archive import METADATA
from schemas.store import audit
from schemas.store.audit import entries
from schemas.store.server import setup


def content(name: str) -> str:
    return (setup.SQL / f"{name}.sql").read_text("utf-8")


def names_in_arrays(text: str) -> Iterator[str]:
    for array in re.findall(r"\(ARRAY\[(.*?)\]", text, re.DOTALL):
        yield from re.findall(r"'(\w+)'", array)


def test_each_table_has_one_rule_of_rows() -> None:
    ruled = sorted(names_in_arrays(content("policies")))
    tables = {table.name for table in setup.tables_of(metrics.derived_tables)}
    assert ruled == sorted(tables - setup.OPEN)


def test_what_is_secret_and_what_is_released_is_granted() -> None:
    grants, releases = content("grants"), content("releases")
    for table in metrics.secret_tables.tables:
        assert re.search(rf"\b{table}\b", grants), table
    for table in METADATA.tables:
        assert len(re.findall(rf"\b{table}\b", releases)) >= 2, table


def test_the_log_s_function_knows_each_act_and_its_purpose() -> None:
    written = dict(re.findall(r"WHEN '(\w+)' THEN '(\w+)'", content("audit")))
    assert written == {action.value: entries.PURPOSES[action].value for action in audit.Action}
