"""A country of cases that are all alike, with as many as a test needs, and its releases."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import Connection

from metrics.rebuild import make_units
from metrics.release import archive, key, publication
from metrics.release.archive import REMEMBERED, STORE
from metrics.release.plan import latest
from seed import batches
from tests import submissions

EXTRACTED_ON = "2024-06-30"
HEAD = "case_id,scope,charged,opened_on,charged_on,financial_investigation"
VICTIMS = "victim_id,case_id,status,identified_on,sex,age_group"
# By year of opening how many cases, and how many of them had a financial investigation.
Cases = Mapping[int, tuple[int, int]]
# The last year is not over when the first release is made.
USUAL: Cases = {2021: (40, 15), 2022: (50, 20), 2023: (45, 0), 2024: (30, 0)}
# The shipped plan without the windows before the first case, and of a few measures, of each kind
# one: of all of them a release takes some seconds more.
PLAN = replace(latest(), first_year=2021)
MEASURES = {"C01", "C02", "C03", "C04", "C04r", "F01", "F02m", "N01", "F04", "A03", "X01", "X01m"}
FEW = replace(
    PLAN,
    tables=tuple(
        replace(table, ids=few)
        for table in PLAN.tables
        if (few := tuple(id_ for id_ in table.ids if id_ in MEASURES))
    ),
)
# Its totals alone.
FEW_TOTALS = replace(FEW, tables=FEW.tables[:1])


def store(
    url: str,
    folder: Path,
    cases: Cases,
    *manifest: str,
    extracted_on: str = EXTRACTED_ON,
    refresh: Callable[[Connection], None] = make_units,
) -> None:
    """Store cases with a woman or girl in each as their victim, in the place of all before.

    A release is made of units: nothing else need be counted.
    """
    rows, victims = [HEAD], [VICTIMS]
    for year, (number, financial) in cases.items():
        for position in range(number):
            drawn = sha256(f"{year} {position}".encode()).hexdigest()[:12]
            name, day = f"CASE-{drawn}", f"{year}-03-04"
            looked_into = "basic" if position < financial else "none"
            rows.append(f"{name},charged_as_trafficking,yes,{day},{day},{looked_into}")
            age = "child" if position % 4 == 0 else "adult"
            victims.append(f"VICTIM-{drawn},{name},identified,{day},female,{age}")
    said = (submissions.MADE_UP, f"extracted_on = {extracted_on}", *manifest)
    sent = submissions.small(
        folder, *said, cases="\n".join(rows) + "\n", victims="\n".join(victims) + "\n"
    )
    [receipt] = batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=refresh)
    assert receipt.status == "stored", [str(finding) for finding in receipt.findings][:3]


def give_key(folder: Path, patch: pytest.MonkeyPatch) -> Path:
    """Make a key, and name it in the environment."""
    file = folder / "release.key"
    key.make(file)
    patch.setenv(key.KEY_FILE, str(file))
    return file


def url_of(folder: Path) -> str:
    """The database of a country's records in its folder."""
    return f"duckdb:///{folder / 'records.duckdb'}"


def let_go() -> None:
    """Close what is held open of releases."""
    for one in (STORE, REMEMBERED):
        one.close()


def released(url: str) -> archive.Release:
    """Make a release of the records and publish it."""
    releases = archive.address(url, None)
    return publication.publish_draft(url, releases, publication.draft_release(url, releases))
