"""A release that is being published: killed anywhere, begun twice, onto a full disk."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from metrics.release import key, making, reading, stored
from metrics.release.tables import REMEMBERED, STORE
from tests import prepared
from tests.battery.importing import POINTS, die_at
from tests.unit.metrics.release import country

KILLED = -9


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a country with its first release and its key."""
    home = tmp_path_factory.mktemp("published")
    with pytest.MonkeyPatch.context() as patch:
        country.give_key(home, patch)
        country.store(url_of(home), home / "sent", {2022: (60, 20), 2023: (60, 0)})
        country.released(url_of(home))
    return home


@pytest.fixture
def home(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "copy" / "release.key"))
    let_go()
    yield shutil.copytree(released, tmp_path / "copy")
    let_go()


def url_of(home: Path) -> str:
    return f"duckdb:///{home / 'records.duckdb'}"


def let_go() -> None:
    for one in (STORE, REMEMBERED):
        one.let_go()


def publish_and_die(home: Path, point: str) -> None:
    """Make a release, and die at the point while it is published."""
    url = url_of(home)
    releases = stored.address(url, None)
    draft = making.draft(url, releases)
    remembering = stored.publish

    def published(*asked: object) -> stored.Release:
        # What is remembered is written by then: the publication itself is killed.
        die_at(point)
        return remembering(*asked)  # type: ignore[arg-type]

    stored.publish = published  # type: ignore[assignment]
    making.publish(url, releases, draft)


def publish_at_once(home: Path) -> None:
    """Make a release and say its number."""
    print(country.released(url_of(home)).number)


def shown(home: Path) -> int:
    with stored.reading(stored.address(url_of(home), None)).connect() as connection:
        return reading.shown(connection).release.number


@pytest.mark.parametrize("point", [name for name in POINTS if name != "within the commit"])
def test_item_77_a_kill_during_publication_shows_the_old_one_or_the_new(
    home: Path, point: str
) -> None:
    ended = prepared.run(publish_and_die, home, point)
    assert ended.returncode == KILLED, ended.stderr
    replaced = point in {"after the replacement"}
    first = shown(home)
    assert first == (2 if replaced else 1) or (first in {1, 2} and "disk" in point)
    let_go()
    # And the next one is made as ever.
    assert country.released(url_of(home)).number == first + 1
    assert shown(home) == first + 1


def test_item_78_of_two_begun_at_once_one_wins(home: Path) -> None:
    both = [prepared.Prepared(publish_at_once, home) for _ in range(2)]
    for one in both:
        one.go()
    ended = [one.ended() for one in both]
    numbers = sorted(one.stdout.strip() for one in ended)
    assert numbers == ["", "2"], [one.stderr for one in ended]
    refused = next(one for one in ended if not one.stdout.strip())
    assert "meanwhile" in refused.stderr
    assert shown(home) == 2


def test_item_75_a_full_disk_leaves_the_old_one(home: Path) -> None:
    largest = (home / "records.releases.duckdb").stat().st_size // 2
    ended = prepared.run(publish_at_once, home, largest_file=largest)
    assert ended.returncode != 0
    assert shown(home) == 1
