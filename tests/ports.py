"""Free ports, without what serves there: children of tests read this first."""

import socket
from contextlib import ExitStack, suppress
from random import SystemRandom

# Below those that systems give to connections: none of these takes it before its server does.
SERVED = range(20_000, 32_768)


def free_port() -> int:
    """One of them."""
    [port] = free_ports(1)
    return port


def free_ports(number: int) -> list[int]:
    """So many different ones."""
    found: list[int] = []
    with ExitStack() as held:
        while len(found) < number:
            probe, port = held.enter_context(socket.socket()), SystemRandom().choice(SERVED)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                found.append(port)
    return found
