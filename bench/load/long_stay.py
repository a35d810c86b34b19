"""People who stay: memory by the minute, an import and an undo among them, and who has left."""

import json
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.load import comparing, crowd, servers, turns
from bench.load.world import World

MINUTE = 60
# Parts of the stay at which a submission comes in, and is undone.
COMES, GOES = 0.4, 0.6
# Memory is looked at so many times. What is made once for everybody is made before the second; then
# nothing grows by more.
LOOKS, FIRST, GROWTH = 10, 2, 1.1
# Beyond the time for which a session is kept.
LONGEST = servers.KEPT_SECONDS + 40


@dataclass(frozen=True)
class Stay:
    """So many people for so many minutes, on so many processes."""

    people: int
    minutes: float
    processes: int
    seed: int


@dataclass(frozen=True)
class Change:
    """A change of the records under the eyes of people: from when to when, and what it left."""

    begun: float
    ended: float
    file: Path


def report(world: World, stay: Stay) -> bool:
    """Print it; whether memory stayed flat, nothing failed or was wrong, and all were let go."""
    before = _copied(world, "before")
    turn = turns.Turn(stay.people, turns.THINKING, stay.minutes * MINUTE, stay.seed)
    with (
        servers.ours(world.url, stay.processes, world.scratch) as here,
        ThreadPoolExecutor(2) as by,
    ):
        begun = time.time()
        coming = by.submit(turns.sent, world, here, turn, stay.seed)
        changing = by.submit(_changed, world, begun, turn.seconds)
        held = [_held(here, begun + turn.seconds * at / LOOKS) for at in range(1, LOOKS + 1)]
        told, changes = coming.result(), changing.result()
        kept = _kept_after_all_left(here)
    flat = max(held[FIRST:]) <= GROWTH * held[FIRST - 1]
    verdict = "flat" if flat else "GROWING"
    print(f"{stay.people} people for {stay.minutes:g} minutes, an import and an undo among them")
    print(f"  {turns.measured(told, turn.seconds)}; {turns.failed(told)}")
    print(f"  MB by tenths of the time: {', '.join(map(str, held))} ({verdict})")
    print(f"  {kept} sessions kept once all had left")
    differ = comparing.wrong(world.scratch, _stretches(told, before, changes))
    print(f"  {comparing.said(told.samples, differ)}", flush=True)
    return flat and not told.errors and not kept and not differ


def _held(here: servers.Servers, at: float) -> int:
    """The megabytes at a time."""
    _wait(at)
    return here.megabytes()


def _changed(world: World, begun: float, seconds: float) -> list[Change]:
    """The import and the undo, each at its time, or once the one before is over."""
    changes = []
    for part, change in ((COMES, _come), (GOES, _go)):
        _wait(begun + seconds * part)
        changes.append(change(world))
    return changes


def _wait(until: float) -> None:
    time.sleep(max(0.0, until - time.time()))


def _come(world: World) -> Change:
    begun = time.time()
    servers.command(world.url, "import", str(world.later))
    return Change(begun, time.time(), _copied(world, "imported"))


def _go(world: World) -> Change:
    begun = time.time()
    stored = json.loads(servers.command(world.url, "batches", "--json"))
    last = max(int(batch["batch_id"]) for batch in stored)
    servers.command(world.url, "batches", "undo", str(last))
    return Change(begun, time.time(), _copied(world, "undone"))


def _copied(world: World, name: str) -> Path:
    """The records as they are, for a session that will be alone with them."""
    folder = world.scratch / name
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy2(world.file, folder))


def _stretches(
    told: crowd.Told, before: Path, changes: list[Change]
) -> Iterator[comparing.Stretch]:
    """Each state with the replies that were asked for and read while nothing changed."""
    starts = [(before, 0.0), *((change.file, change.ended) for change in changes)]
    ends = [*(change.begun for change in changes), float("inf")]
    for (file, start), end in zip(starts, ends, strict=True):
        inside = [one for one in told.samples if start <= one.asked and one.answered < end]
        yield comparing.Stretch(file, inside)


def _kept_after_all_left(here: servers.Servers) -> int:
    """Sessions kept once nobody can come back any more."""
    deadline = time.monotonic() + LONGEST
    while (kept := here.sessions()) and time.monotonic() < deadline:
        time.sleep(2)
    return kept
