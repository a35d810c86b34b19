"""Battery 79: clocks that jump, time zones and languages move no figure and no hash."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import metrics
from metrics.release import archive, key, publication, reading, release_memory
from metrics.release.archive import STORE
from schemas.scopes import EVERYTHING
from schemas.store import audit, compatibility, database
from seed import batches
from tests import prepared, submissions
from tests.battery.faults.surroundings import print_figures_and_hash, set_clock
from tests.battery.upgrades import kept
from tests.soak import EVERYDAY_PART, everyday, soak_size

pytestmark = pytest.mark.soak

# A Turkish i, no language, right to left; a day ahead of all others, and one with summer time, in
# the nights (UTC) in which half past two comes twice, or never.
ODD = (
    ("tr_TR.UTF-8", "Europe/Berlin", "2030-10-27T00:30"),
    ("tr_TR.UTF-8", "Pacific/Kiritimati", ""),
    ("C", "Europe/Berlin", "2030-10-27T01:30"),
    ("C", "Europe/Berlin", "2030-03-31T00:59:59"),
    ("ar_EG.UTF-8", "America/St_Johns", ""),
    ("tr_TR.UTF-8", "UTC", ""),
)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """Records and a release, as the newest version left them."""
    yield kept.unpacked(compatibility.newest_version(), tmp_path)
    database.close_readers()
    STORE.close()


# In every run `tests/unit/metrics/release/test_content.py` hashes a release in odd surroundings.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak asks in each of them.")
@pytest.mark.parametrize(("language", "zone", "begins"), ODD)
def test_item_79_a_language_a_time_zone_and_a_clock_move_no_figure_and_no_hash(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str, zone: str, begins: str
) -> None:
    key.make(tmp_path / "release.key")
    monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "release.key"))
    sent = submissions.write(
        tmp_path / "spring",
        'jurisdiction = "XIS"',
        submissions.MADE_UP,
        cases=submissions.CASES,
        suspects=submissions.SUSPECTS,
    )
    before = {one: one.read_bytes() for one in tmp_path.glob("*.duckdb")}
    said = list[str]()
    for of_language, of_zone, moment in (("C.UTF-8", "UTC", ""), (language, zone, begins)):
        for name in ("LC_ALL", "LANG", "LANGUAGE"):
            monkeypatch.setenv(name, of_language)
        monkeypatch.setenv("TZ", of_zone)
        for file, content in before.items():
            file.write_bytes(content)
        ended = prepared.run(print_figures_and_hash, url, sent, moment)
        assert ended.returncode == 0, ended.stderr
        said.append(ended.stdout)
    assert said[0] == said[1] != ""


@pytest.mark.parametrize("days", everyday(-400, rest=[4_000]))
def test_item_79_a_clock_that_jumped_leaves_batches_and_log_in_their_order(
    two_cases: Path, tmp_path: Path, days: int
) -> None:
    """The next batch is stored, and is the one that is undone, before the last one by the clock."""
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    (tmp_path / "records.duckdb").write_bytes(two_cases.read_bytes())
    audit.log_event(url, audit.Action.SET)
    later = submissions.small(
        tmp_path / "later", cases="case_id,scope,charged\nq3,charged_as_trafficking,yes\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, timedelta(days=days))
        assert [one.status for one in submissions.store(url, later)] == ["stored"]
        assert [one.status for one in submissions.store(url, later)] == ["already_stored"]
    assert submissions.row_counts(url, ["cases"]) == {"cases": 3}
    batches.undo(url, 2, refresh=submissions.count_nothing)
    assert submissions.row_counts(url, ["cases"]) == {"cases": 2}
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.broken, seen.open) == ("", {})
    with database.reading(url).connect() as connection:
        listed = batches.all_batches(connection, EVERYTHING)
        assert listed["batch_id"].to_list() == [1, 2]
    with database.writing(url) as connection:
        metrics.refresh(connection)


@pytest.mark.parametrize("days", everyday(-400, rest=[4_000]))
def test_item_79_a_clock_that_jumped_leaves_releases_in_their_order(url: str, days: int) -> None:
    """The last made is shown, whatever its day, and after it is withdrawn the one before it."""
    releases = archive.address(url, None)
    with archive.reading(releases).connect() as connection:
        first = reading.shown(connection)
    nothing = release_memory.empty_memory()
    draft = publication.Draft(first.content, 1, "key", nothing, nothing.counts, ())
    with pytest.MonkeyPatch.context() as patch:
        set_clock(patch, timedelta(days=days))
        second = publication.publish_draft(url, releases, draft)
    assert (second.made_at < first.release.made_at) == (days < 0)
    third = publication.publish_draft(url, releases, draft._replace(after=2))
    assert [one.number for one in archive.all_releases(releases)] == [1, 2, 3]
    assert publication.withdraw(url, releases, third.number, "It was made anew.") == 2
    with archive.reading(releases).connect() as connection:
        assert reading.shown(connection).release == second
    assert archive.problems(releases) == []
    seen = audit.check_log(audit.log_lines(url))
    assert (seen.broken, seen.open) == ("", {})
