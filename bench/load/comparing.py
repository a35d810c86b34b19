"""Whether people were told the right thing: replies beside those of a session that is alone."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.load import servers
from bench.load.browsing import Page, cookies
from bench.load.crowd import Sample

MOST = 40
Samples = Sequence[Sample]


@dataclass(frozen=True)
class Stretch:
    """A state of the records, as a file, and samples of replies while it was in force."""

    file: Path
    samples: Samples


def wrong(scratch: Path, stretches: Iterable[Stretch]) -> list[str]:
    """The pages of the samples that a new server with one session shows otherwise."""
    differ: list[str] = []
    for stretch in stretches:
        with servers.ours(f"duckdb:///{stretch.file}", 1, scratch) as quiet:
            differ += asyncio.run(_differing(quiet.ports[0], stretch.samples[:MOST]))
    return differ


def said(samples: Samples, differ: list[str]) -> str:
    """The comparison in words."""
    among = f"of {min(MOST, len(samples))} replies compared"
    return f"{among} {len(differ)} WRONG: {sorted(differ)}" if differ else f"{among} none is wrong"


async def _differing(port: int, samples: Samples) -> list[str]:
    alone = Page(port, cookies(port))
    await alone.open()
    differ = [
        f"{one.address.page} {dict(one.address.query)}"
        for one in samples
        if (await alone.look(one.address)).content() != one.shown
    ]
    await alone.close()
    return differ
