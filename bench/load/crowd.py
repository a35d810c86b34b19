"""Many people at once, in a process of its own: each goes from page to page of a server."""

import asyncio
import json
import random
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from typing import Any

from websockets.exceptions import WebSocketException

from bench.load.addresses import Address, Mix, Walk
from bench.load.browsing import NotAnswered, Page, Reply, cookies

# Parts of the looks after which a browser loses its connection and comes back with its session, or
# goes for good and another person comes.
COMES_BACK, GOES = 0.05, 0.03
# One reply in so many is compared with what a session that is alone is shown.
COMPARED = 10


@dataclass(frozen=True)
class Asked:
    """A crowd: where, how many people, how many seconds they think between looks and stay."""

    mix: Mix
    ports: tuple[int, ...]
    people: int
    thinking: float
    seconds: float
    seed: int


@dataclass(frozen=True)
class Sample:
    """What was shown at an address, as a hash, and when it was asked for and answered."""

    address: Address
    asked: float
    answered: float
    shown: str


@dataclass
class Told:
    """What became of it: what each look took, what failed, whose session was kept or lost."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    back: int = 0
    lost: int = 0
    samples: list[Sample] = field(default_factory=list)


@dataclass
class Crowd:
    """People of a process, who stay until it is time."""

    asked: Asked
    told: Told = field(default_factory=Told)
    replies: list[tuple[Address, float, Reply]] = field(default_factory=list)
    _numbers: Any = field(default_factory=count)

    async def gather(self) -> Told:
        """Everybody at once, until the time is over and all have left."""
        until = time.time() + self.asked.seconds
        given = {port: cookies(port) for port in self.asked.ports}
        ports = [self.asked.ports[at % len(given)] for at in range(self.asked.people)]
        await asyncio.gather(*(self._place(port, given[port], until) for port in ports))
        # Reading them takes the processor, which belongs to the server while people wait.
        self.told.samples = [
            Sample(address, at, at + reply.seconds, reply.content())
            for address, at, reply in self.replies
        ]
        return self.told

    async def _place(self, port: int, cookie: str, until: float) -> None:
        """One person after another at the same desk."""
        while time.time() < until:
            person = Person(self, Page(port, cookie), next(self._numbers))
            try:
                await person.stay(until)
            except NotAnswered as error:
                self.told.errors.append(str(error))
            except (WebSocketException, OSError) as error:
                self.told.errors.append(f"no connection: {type(error).__name__}")
                await asyncio.sleep(1)
            finally:
                await person.page.close()


@dataclass
class Person:
    """One who looks from page to page, by a seed of one's own."""

    crowd: Crowd
    page: Page
    number: int

    async def stay(self, until: float) -> None:
        """Look, think, look again, until it is time or one goes. Raises NotAnswered."""
        asked = self.crowd.asked
        chance = random.Random(f"{asked.seed} {self.number}")
        # Nobody comes at the same moment as everybody else.
        await asyncio.sleep(chance.random() * asked.thinking)
        await self.page.open()
        for address in Walk(asked.mix, chance.getrandbits(32)):
            if time.time() >= until:
                return
            await self._look(address)
            await asyncio.sleep(asked.thinking * (0.5 + chance.random()))
            if (drawn := chance.random()) < GOES:
                return
            if drawn < GOES + COMES_BACK:
                await self._come_back()

    async def _look(self, address: Address) -> None:
        at = time.time()
        reply = await self.page.look(address)
        told = self.crowd.told
        told.seconds.append(reply.seconds)
        if len(told.seconds) % COMPARED == 0:
            self.crowd.replies.append((address, at, reply))

    async def _come_back(self) -> None:
        before = self.page.session
        await self.page.close()
        await self.page.open()
        assert self.page.last is not None
        await self._look(self.page.last)
        told = self.crowd.told
        told.back += self.page.session == before
        told.lost += self.page.session != before


def read(text: str) -> Told:
    """What a crowd's process has said."""
    told = json.loads(text)
    samples = [Sample(**one | {"address": _address(one["address"])}) for one in told.pop("samples")]
    return Told(**told, samples=samples)


def _address(written: dict[str, Any]) -> Address:
    return Address(written["page"], tuple((part, text) for part, text in written["query"]))


def main(asked: dict[str, Any]) -> None:
    """Be the crowd that is asked for, and say as JSON what became of it."""
    mix = Mix(**asked.pop("mix"))
    told = asyncio.run(Crowd(Asked(mix=mix, **asked)).gather())
    with suppress(BrokenPipeError):
        json.dump(asdict(told), sys.stdout)


if __name__ == "__main__":
    main(json.load(sys.stdin))
