"""A release that was made before the laws were known stays; the next one withholds more."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

import metrics
from metrics.release import archive, key, publication, relations
from metrics.release.archive import Content
from metrics.release.exact_counts import YES
from metrics.release.plan import WINDOW, YEAR, Split, latest
from metrics.release.relations import Laws
from seed import batches
from tests import submissions
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.metrics.release import country
from tests.unit.metrics.release.country import url_of

# By this key 17 identified victims of 2022 read 20, and the 18 victims in all of them 15.
KEY = b"of laws known later 12".ljust(key.LENGTH)
# By year how many victims were identified, and how many presumed.
Victims = Mapping[int, tuple[int, int]]
BEFORE: Victims = {2021: (40, 12), 2022: (17, 1), 2023: (40, 14)}
AFTER: Victims = BEFORE | {2023: (60, 24)}
ALL, IDENTIFIED = "C04", "C04i"
PLAN = replace(
    latest(), first_year=2021, tables=(Split((ALL, IDENTIFIED, "C04p", "V06"), (), (YEAR, WINDOW)),)
)
UNKNOWN = Laws("", (), (), ())


def store(home: Path, number: int, victims: Victims) -> None:
    """Store a case of each year with its victims, in the place of all before."""
    cases, rows = [country.HEAD], [country.VICTIMS]
    for year, statuses in victims.items():
        day = f"{year}-03-04"
        case = f"CASE-{sha256(str(year).encode()).hexdigest()[:12]}"
        cases.append(f"{case},charged_as_trafficking,yes,{day},{day},none")
        for status, count in zip(("identified", "presumed"), statuses, strict=True):
            drawn = (
                sha256(f"{year} {status} {position}".encode()).hexdigest()
                for position in range(count)
            )
            rows += (f"VICTIM-{one[:12]},{case},{status},{day},female,adult" for one in drawn)
    superseded = [f"supersedes = [{number - 1}]"] if number > 1 else []
    sent = submissions.small(
        home / f"sent {number}",
        submissions.MADE_UP,
        f"extracted_on = {country.EXTRACTED_ON}",
        *superseded,
        cases="\n".join(cases) + "\n",
        victims="\n".join(rows) + "\n",
    )
    [receipt] = batches.store(
        url_of(home), [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh
    )
    assert receipt.status == "stored", [str(finding) for finding in receipt.findings][:3]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    secret = tmp_path / "release.key"
    secret.write_bytes(KEY)
    secret.chmod(0o400)
    monkeypatch.setenv(key.KEY_FILE, str(secret))
    monkeypatch.setattr(publication, "latest", lambda: PLAN)
    yield tmp_path
    country.let_go()


def withheld(said: Content) -> dict[str, bool]:
    """Of each measure whether its yes of the second year is withheld."""
    cells = said.cells.filter(period="2022", part=YES)
    return dict(cells.select("measure", "withheld").iter_rows())


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="two releases take seconds")
def test_a_release_made_before_the_laws_were_known_stays_and_the_next_one_withholds_more(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(home, 1, BEFORE)
    releases = archive.address(url_of(home), None)
    with monkeypatch.context() as patch:
        patch.setattr(relations, "load_laws", lambda: UNKNOWN)
        first = country.released(url_of(home))
    with archive.reading(releases).connect() as connection:
        told = archive.content(connection, first)
    assert not any(withheld(told).values())
    store(home, 2, AFTER)
    second = publication.draft_release(url_of(home), releases)
    publication.publish_draft(url_of(home), releases, second)
    # Identified are at least 16, and all of them 19 at most: four values each.
    assert {id_ for id_, is_out in withheld(second.content).items() if is_out} == {ALL, IDENTIFIED}
    [line] = [line for line in second.content.notes if "release before" in line]
    assert line.startswith(
        "2 of the withheld figures are shown in the release before, which does not change."
    )
    with archive.reading(releases).connect() as connection:
        assert archive.content_hash(archive.content(connection, first)) == first.content_hash
