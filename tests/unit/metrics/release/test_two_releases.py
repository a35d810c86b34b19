"""Who keeps two releases and puts them beside each other learns no count of few from both."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from metrics.release import gate, making, remembered, stored
from metrics.release.attack import Attacker, Published, Rule, bounds, breaches
from tests.unit.metrics.release import country
from tests.unit.metrics.release.country import let_go, url_of

# Of the second year few had one; then more of the third year came in, some were corrected.
FIRST: country.Cases = {2022: (40, 3), 2023: (45, 12)}
SECOND: country.Cases = {2022: (40, 6), 2023: (70, 14)}


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a database to be filled, with a key in the environment."""
    country.give_key(tmp_path, monkeypatch)
    monkeypatch.setattr(making, "latest", lambda: country.TOTALS)
    yield url_of(tmp_path)
    let_go()


def test_two_releases_leave_five_values_of_each_count(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried, repaired = list[gate.Asked](), gate.repaired
    monkeypatch.setattr(gate, "repaired", lambda asked: (tried.append(asked), repaired(asked))[1])
    country.store(url, tmp_path / "first", FIRST)
    country.released(url)
    country.store(url, tmp_path / "second", SECOND, "supersedes = [1]")
    country.released(url)
    asked = tried[-1]
    held = published(url)
    # Most are told twice, each time of other records.
    first, second = ({one.cell for one in held if one.release == number} for number in (1, 2))
    assert len(first & second) > 100
    true = truth(url)
    # What everybody may know of the rounding, and of how the counts hang together.
    outsider = asked.attackers[gate.OUTSIDE]
    found = bounds(held, asked.relations.sums, asked.relations.within, outsider)
    both = found.join(true, on=["release", "cell"])
    assert both.height > 100
    assert both.filter(~pl.col("count").is_between("low", "high")).is_empty()
    assert breaches(found, true).is_empty()
    # The same cells as they are would have given many away.
    exactly = Attacker(rule=Rule(step=1, offsets=1))
    counted = dict(zip(true.select("release", "cell").iter_rows(), true["count"], strict=True))
    as_they_are = [
        one._replace(shown=x if x >= exactly.rule.below else None)
        for one in held
        for x in [counted[one.release, one.cell]]
    ]
    told = bounds(as_they_are, asked.relations.sums, asked.relations.within, exactly)
    assert breaches(told, true).height > 100


def published(url: str) -> list[Published]:
    """What both releases print, each number where it was told anew."""
    releases = stored.address(url, None)
    with stored.reading(releases).connect() as connection:
        said = [stored.content(connection, one) for one in stored.listed(connection)]
    return [
        Published(number, *one)
        for number, content in enumerate(said, 1)
        for one in content.cells.filter(~pl.col("withheld"), of_release=number)
        .select("cell", "shown")
        .unique(maintain_order=True)
        .iter_rows()
    ]


def truth(url: str) -> pl.DataFrame:
    """The counts that both were made of: `release, cell, count`."""
    counts = remembered.of(url, stored.known(stored.address(url, None))).counts
    return counts.select("release", "cell", count="x").unique()
