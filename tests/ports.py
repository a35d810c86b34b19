"""Free ports, without what serves there: children of tests read this first."""

import socket
from contextlib import ExitStack


def free_port() -> int:
    """One of them."""
    [port] = free_ports(1)
    return port


def free_ports(number: int) -> list[int]:
    """So many different ones."""
    with ExitStack() as held:
        probes = [held.enter_context(socket.socket()) for _ in range(number)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
