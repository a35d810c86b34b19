"""What somebody who knows every change can tell of what was there before is counted."""

import polars as pl
import pytest

from metrics.release import gate, publication, release_memory
from metrics.release.attack_problem import Attacker, Published
from metrics.release.gate import _count_added_records, _proven_before
from metrics.release.release_memory import Memory
from tests.unit.metrics.release.test_gate import asked


@pytest.mark.parametrize(
    ("came_in", "counts", "proven"),
    [
        # It read "<10", ten came, and it reads 15: with an offset of four at most, one was there.
        (10, 12, 1),
        # Twelve came: 15 may be all of these.
        (12, 13, 0),
        # Of six that were there nothing is given away.
        (10, 16, 0),
    ],
)
def test_that_somebody_was_there_before_the_first_release(
    came_in: int, counts: int, proven: int
) -> None:
    knows = Attacker(additions={(2, "a"): came_in})
    one = asked({"a": 15}, {"a": counts}, attacker=knows)._replace(
        release=2, earlier=(Published(1, "a", None),), attackers={gate.KNOWS_CHANGES: knows}
    )
    tried = gate.suppress_until_safe(one)
    assert tried.withheld == ()
    assert _proven_before(one, tried) == proven


def test_it_is_told_to_the_owner_alone() -> None:
    [line] = publication.reasons_for_owner((), {"XAA": 2})
    assert line.startswith("XAA: for 2 small figures, an attacker can tell")
    # Before there was a first release nobody knows what changed since.
    one = asked({"a": 15}, {"a": 12})
    assert _proven_before(one, gate.suppress_until_safe(one)) == 0


def test_what_was_not_counted_before_is_taken_for_nothing() -> None:
    # Of "new" nothing stood anywhere before the third release: he brought all of it himself.
    counts = {(1, "old"): 12, (2, "old"): 15, (2, "running"): 7}
    rows = [{"release": of, "cell": cell, "x": x} for (of, cell), x in counts.items()]
    blank = release_memory.empty_memory()
    memory = Memory(pl.concat([blank.counts, pl.DataFrame(rows)], how="diagonal"), blank.aliases)
    now = pl.DataFrame({"cell": ["old", "running", "new"], "x": [15, 9, 4]})
    assert _count_added_records(memory, now) == {
        (2, "old"): 3,
        (2, "running"): 7,
        (3, "running"): 2,
        (3, "new"): 4,
    }
