"""Ours and plain Streamlit in turns: reruns a second, and how long a person waits for one."""

import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from bench.load import comparing, crowd, servers
from bench.load.world import World

THINKING = 5.0
# At least so many times the reruns of the peer, and at most this part of its slowest waiting.
MORE, SHORTER = 2.0, 0.5
SLOWEST = 0.95


@dataclass(frozen=True)
class Turn:
    """So many people, who think for so long between looks, for so many seconds, so many times."""

    people: int
    thinking: float
    seconds: float
    seed: int
    rounds: int = 2


@dataclass(frozen=True)
class Measured:
    """What a crowd met: reruns a second, seconds of the middle and of the slowest of twenty."""

    a_second: float
    middle: float
    slowest: float

    def __str__(self) -> str:
        waiting = f"median {self.middle:.2f} s, p95 {self.slowest:.2f} s"
        return f"{self.a_second:.1f} reruns a second, {waiting}"


def report(world: World, processes: int, turns: Sequence[Turn]) -> bool:
    """Print both sides and their ratios; whether they hold, and nothing failed or was wrong."""
    with (
        servers.ours(world.url, processes, world.scratch) as mine,
        servers.plain(world.file, processes, world.scratch) as theirs,
    ):
        # The first turn is not measured: what is made once for everybody is made then.
        beside(world, mine, theirs, replace(turns[0], rounds=1))
        told = [beside(world, mine, theirs, turn) for turn in turns]
    # Of each turn, whatever became of the one before.
    held = [_printed(world, turn, *both) for turn, both in zip(turns, told, strict=True)]
    return all(held)


def beside(
    world: World, mine: servers.Servers, theirs: servers.Servers, turn: Turn
) -> tuple[crowd.Told, crowd.Told]:
    """What crowds of both sides met, in turns."""
    seeds = [turn.seed + at for at in range(turn.rounds)]
    told = [[sent(world, side, turn, seed) for side in (mine, theirs)] for seed in seeds]
    ours, peers = (added_up([pair[side] for pair in told]) for side in (0, 1))
    return ours, peers


def _printed(world: World, turn: Turn, ours: crowd.Told, peers: crowd.Told) -> bool:
    seconds = turn.rounds * turn.seconds
    mine, theirs = measured(ours, seconds), measured(peers, seconds)
    more, shorter = mine.a_second / theirs.a_second, mine.slowest / theirs.slowest
    wrong = comparing.wrong(world.scratch, [comparing.Stretch(world.file, ours.samples)])
    print(f"{turn.people} people, {turn.thinking:g} s of thinking")
    print(f"  ours: {mine}; {failed(ours)}")
    print(f"  plain Streamlit: {theirs}; {failed(peers)}")
    print(f"  {more:.1f} times the reruns (at least {MORE:g}), its p95 times {shorter:.2f}")
    print(f"  (at most {SHORTER:g}); {comparing.said(ours.samples, wrong)}", flush=True)
    return more >= MORE and shorter <= SHORTER and not ours.errors and not wrong


def sent(world: World, to: servers.Servers, turn: Turn, seed: int) -> crowd.Told:
    """What a crowd in a process of its own says, once all of it have left."""
    asked = crowd.Asked(world.mix, to.ports, turn.people, turn.thinking, turn.seconds, seed)
    with subprocess.Popen(
        [sys.executable, "-m", "bench.load.crowd"],
        cwd=servers.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        told, _ = process.communicate(json.dumps(asdict(asked)))
    if process.returncode:
        raise AssertionError("The crowd did not come.")
    return crowd.read(told)


def added_up(told: list[crowd.Told]) -> crowd.Told:
    """Several turns as one."""
    every = crowd.Told()
    for one in told:
        every.seconds += one.seconds
        every.errors += one.errors
        every.back, every.lost = every.back + one.back, every.lost + one.lost
        every.samples += one.samples
    return every


def measured(told: crowd.Told, seconds: float) -> Measured:
    """The numbers of so many seconds."""
    waited = sorted(told.seconds)
    slowest = waited[int(SLOWEST * len(waited))]
    return Measured(len(waited) / seconds, statistics.median(waited), slowest)


def failed(told: crowd.Told) -> str:
    """What failed in words, and how many came back to their session."""
    back = f"{told.back} came back to their session, {told.lost} to another"
    if not told.errors:
        return f"no errors; {back}"
    most = ", ".join(f"{word} ({times})" for word, times in Counter(told.errors).most_common(3))
    return f"{len(told.errors)} ERRORS: {most}; {back}"
