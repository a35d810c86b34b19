"""A country whose correction would give counts away keeps its figures; all others are told anew."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from metrics.rebuild import make_units
from metrics.release import archive, gate, key, publication, reading
from metrics.release.attack import PROVEN
from metrics.release.gate import Disclosure, ProtectionImpossible
from schemas.errors import UserError
from tests import submissions
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.metrics.release import country
from tests.unit.metrics.release.country import Cases, url_of

# By this key nine cases with a financial investigation read 10, so that there were six at least.
KEY = b"of a country held back 2".ljust(key.LENGTH)
BEFORE: Cases = {2021: (120, 30), 2022: (120, 9), 2023: (120, 30)}
# 25 of 360 are taken out, five of them with a financial investigation: of four one at least.
CORRECTED: Cases = BEFORE | {2022: (95, 4)}
GROWN: Cases = BEFORE | {2023: (150, 40)}
# Further cases have come in since: beside the first release ten records changed and more.
FREED: Cases = CORRECTED | {2022: (150, 30)}
ID = "F01"


def store(home: Path, number: int, **cases: Cases) -> None:
    """Store what each country has, in the place of what it had; units are made with the last."""
    *_, last = cases
    for jurisdiction, of in cases.items():
        said = [f'jurisdiction = "{jurisdiction}"']
        if number > 1:
            said.append(f"supersedes = [{_batch(jurisdiction, number - 1)}]")
        refresh = make_units if jurisdiction == last else submissions.count_nothing
        country.store(url_of(home), home / f"{jurisdiction} {number}", of, *said, refresh=refresh)


def _batch(jurisdiction: str, number: int) -> int:
    return 3 * (number - 1) + ("XAA", "XBB", "XCC").index(jurisdiction) + 1


@pytest.fixture(scope="module", autouse=True)
def plan() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "latest", lambda: country.FEW_TOTALS)
        yield


@pytest.fixture(scope="module")
def release_home(tmp_path_factory: pytest.TempPathFactory, plan: None) -> Iterator[Path]:
    """The folder of three countries with a first release, of which two are corrected since."""
    home = tmp_path_factory.mktemp("corrected")
    secret = home / "release.key"
    secret.write_bytes(KEY)
    secret.chmod(0o400)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(key.KEY_FILE, str(secret))
        store(home, 1, XAA=BEFORE, XBB=BEFORE, XCC=BEFORE)
        country.released(url_of(home))
        store(home, 2, XAA=CORRECTED, XBB=CORRECTED, XCC=GROWN)
        yield home
    country.let_go()


@pytest.fixture(scope="module")
def draft(release_home: Path) -> publication.Draft:
    """The second release, as `release check` and `release make` have it."""
    return publication.draft_release(
        url_of(release_home), archive.address(url_of(release_home), None)
    )


def told(home: Path, jurisdiction: str) -> pd.DataFrame:
    with archive.reading(archive.address(url_of(home), None)).connect() as connection:
        rows = reading.rows(connection, (ID,), by=("year",))
    return rows[rows["jurisdiction"] == jurisdiction].set_index("period")


def test_what_was_corrected_stays_as_it_was_and_the_others_are_told_anew(
    draft: publication.Draft,
) -> None:
    cells = draft.content.cells
    of = {
        jurisdiction: set(rows["of_release"])
        for (jurisdiction,), rows in cells.group_by("jurisdiction")
    }
    assert of == {"XAA": {1}, "XBB": {1}, "XCC": {2}}
    rows = draft.content.rows.filter(measure=ID, period="2022", split="")
    assert dict(rows.select("jurisdiction", "denominator").iter_rows())["XAA"] == 120


def test_all_are_told_which_it_is_and_the_owner_what_would_free_it(
    draft: publication.Draft,
) -> None:
    notes = [line for line in draft.content.notes if "Nothing is updated for" in line]
    assert [line.split()[4] for line in notes] == ["XAA:", "XBB:"]
    assert all("those of release 1." in line for line in notes)
    reasons = [line for line in draft.reasons if "stay those of release 1" in line]
    assert [line[:4] for line in reasons] == ["XAA:", "XBB:"]
    assert all(publication.KNOWLEDGE[gate.KNOWS_CHANGES] in line for line in reasons)
    assert all("(2022) counts at least 5 (1 more)" in line for line in reasons)


def test_nobody_learns_more_by_both_releases(draft: publication.Draft) -> None:
    # Nothing of it is published, so that all that is known of it was known.
    assert draft.content.cells.filter(jurisdiction="XAA", of_release=2).is_empty()
    remembered = draft.memory.counts.filter(jurisdiction="XAA")
    assert not remembered["told"].any()
    assert draft.memory.counts.filter(jurisdiction="XCC")["told"].any()


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="a third and a fourth release: in a soak")
def test_a_later_release_tells_it_anew(
    release_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draft: publication.Draft
) -> None:
    home = shutil.copytree(release_home, tmp_path / "copy")
    monkeypatch.setenv(key.KEY_FILE, str(home / "release.key"))
    url = url_of(home)
    publication.publish_draft(url, archive.address(url, None), draft)
    assert told(home, "XAA")["not_refreshed"].all()
    assert set(told(home, "XAA")["of_release"]) == {1}
    store(home, 3, XAA=FREED)
    assert country.released(url).number == 3
    of_2022 = told(home, "XAA").loc["2022"]
    assert (of_2022["of_release"], of_2022["denominator"]) == (3, 150)
    # The other is held back still.
    assert set(told(home, "XBB")["of_release"]) == {1}


def test_where_nothing_at_all_could_be_told_anew_there_is_no_release(
    release_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(asked: gate.Trial) -> gate.Suppressions:
        raise ProtectionImpossible(
            gate.OUTSIDE, {next(iter(asked.counts)): Disclosure(PROVEN, 3, 9)}
        )

    monkeypatch.setattr(gate, "suppress_until_safe", refuse)
    with pytest.raises(UserError, match="XAA: its figures stay those of release 1"):
        publication.draft_release(url_of(release_home), archive.address(url_of(release_home), None))
