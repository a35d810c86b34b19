"""Nothing is sent anywhere: what a server calls while strangers knock."""

import http.client
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.serving import TRACE, serving, session

ORIGINS = ["http://localhost:9099", "http://0.0.0.0:8501", "https://evil.test", "http://10.9.8.7"]
ROUTES = ["/", "/chain", "/_stcore/health", "/_stcore/host-config", "/media/a.csv", "/nothing"]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def knock(port: int, origin: str, cookie: str) -> list[int]:
    """Ask for every route and for the stream with a foreign origin: the statuses."""
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    statuses = []
    for route in ROUTES:
        there.request("GET", route, headers={"Origin": origin, "Cookie": cookie})
        answer = there.getresponse()
        answer.read()
        statuses.append(answer.status)
    there.close()
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=origin,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
            subprotocols=["streamlit"],  # type: ignore[list-item]
        )
    return [*statuses, refused.value.response.status_code]


def test_strangers_are_refused_without_a_call_beyond_this_computer(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    with serving(tmp_path, **{TRACE: str(trace)}) as server:
        cookie = session(server.port)
        for origin in ORIGINS:
            assert set(knock(server.port, origin, cookie)) == {403}
        beyond = remote_ends(server.port)
    called = set(trace.read_text().splitlines())
    # The process asked for its own health, so that an empty trace would be a broken hook.
    assert "127.0.0.1" in called
    assert called <= LOOPBACK
    assert beyond == []


def remote_ends(port: int) -> list[str]:
    """The far ends, beyond loopback, in the kernel's table of connections of the port."""
    far = []
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        near, remote = line.split()[1:3]
        if near.endswith(f":{port:04X}") and not remote.startswith(("0100007F", "00000000")):
            far.append(remote)
    return far
