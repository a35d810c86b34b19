"""What an open page takes of the server's memory while nobody does anything on it."""

import asyncio
from itertools import islice, pairwise

from bench.families import KILOBYTES
from bench.load import servers
from bench.load.addresses import Address, Walk
from bench.load.browsing import Page, cookies
from bench.load.world import World

# The looks by which all is made that many share, and those of each page before it rests.
LOOKS, ROUNDS, OF_EACH = 30, 2, 10
# What a server lets go of after a page was drawn is gone by then.
REST = 10


def report(world: World, most: int, seed: int) -> None:
    """Print what each page takes of half of `most` open ones, and of the other half."""
    addresses = list(islice(Walk(world.mix, seed), LOOKS))
    with servers.ours(world.url, 1, world.scratch) as here:
        held = asyncio.run(_held(here, addresses, most))
    print(f"{most} open pages that rest after {OF_EACH} looks, beside what all share")
    print(f"  MB with 1, {most // 2} and {most}: {', '.join(map(str, held))}")
    grown = [(after - before) * KILOBYTES / (most / 2) for before, after in pairwise(held)]
    print(f"  kB for each: {', '.join(f'{one:,.0f}' for one in grown)}", flush=True)


async def _held(here: servers.Servers, addresses: list[Address], most: int) -> list[int]:
    [port] = here.ports
    cookie = cookies(port)
    first = Page(port, cookie)
    await first.open()
    for address in addresses * ROUNDS:
        await first.look(address)
    held, open_ = [await _rested(here)], [first]
    for number in (most // 2, most):
        while len(open_) < number:
            page = Page(port, cookie)
            await page.open()
            for look in range(OF_EACH):
                await page.look(addresses[(len(open_) + look) % LOOKS])
            open_.append(page)
        held.append(await _rested(here))
    for page in open_:
        await page.close()
    return held


async def _rested(here: servers.Servers) -> int:
    await asyncio.sleep(REST)
    return here.megabytes()
