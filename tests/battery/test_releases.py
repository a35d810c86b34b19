"""A release that is being published: killed anywhere, begun twice, onto a full disk."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.release import archive, key, publication, reading
from tests import prepared
from tests.battery.importing import POINTS, die_at
from tests.soak import everyday
from tests.unit.metrics.release import country
from tests.unit.metrics.release.country import let_go, url_of

KILLED = -9
# Of the points at which an import dies: one in every run, and what is no point of a file's store.
OFTEN = "before the replacement"
HALF_DONE = "within the commit"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a country with its first release and its key."""
    home = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        country.give_key(home, patch)
        patch.setattr(publication, "latest", lambda: country.FEW)
        country.store(url_of(home), home / "sent", {2022: (60, 20), 2023: (60, 0)})
        country.released(url_of(home))
    return home


@pytest.fixture
def home(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "copy" / "release.key"))
    let_go()
    yield shutil.copytree(released, tmp_path / "copy")
    let_go()


def publish_and_die(home: Path, point: str) -> None:
    """Publish what the first release says as the next, and die at the point."""
    releases = archive.address(url_of(home), None)
    with archive.reading(releases).connect() as connection:
        first = reading.shown(connection)
    if point:
        die_at(point)
    made = archive.publish(releases, first.content, first.release.key_fingerprint, after=1)
    sys.stdout.write(str(made.number))


def shown(home: Path) -> int:
    with archive.reading(archive.address(url_of(home), None)).connect() as connection:
        return reading.shown(connection).release.number


@pytest.mark.parametrize("point", everyday(OFTEN, rest=POINTS.keys() - {OFTEN, HALF_DONE}))
def test_item_77_a_kill_during_publication_shows_the_old_one_or_the_new(
    home: Path, point: str
) -> None:
    ended = prepared.run(publish_and_die, home, point)
    assert ended.returncode == KILLED, ended.stderr
    # The file is replaced after all that is written, and before its folder is on the disk.
    shown_by_now = 2 if point == "after the replacement" else 1
    assert shown(home) == shown_by_now
    let_go()
    # And the next one is published as ever.
    releases = archive.address(url_of(home), None)
    with archive.reading(releases).connect() as connection:
        first = reading.shown(connection)
    archive.publish(releases, first.content, first.release.key_fingerprint, after=shown_by_now)
    assert shown(home) == shown_by_now + 1


def test_item_78_of_two_begun_at_once_one_wins(home: Path) -> None:
    both = [prepared.Prepared(publish_and_die, home, "") for _ in range(2)]
    for one in both:
        one.go()
    ended = [one.ended() for one in both]
    assert sorted(one.stdout for one in ended) == ["", "2"], [one.stderr for one in ended]
    [refused] = [one for one in ended if not one.stdout]
    assert "Another release was made in the meantime" in refused.stderr
    assert shown(home) == 2


def test_item_75_a_full_disk_leaves_the_old_one(home: Path) -> None:
    largest = (home / "records.releases.duckdb").stat().st_size // 2
    ended = prepared.run(publish_and_die, home, "", largest_file=largest)
    assert ended.returncode not in {0, KILLED}
    assert shown(home) == 1
