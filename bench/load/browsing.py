"""A browser's half of Streamlit's protocol: an open page, what it asks, what it is answered."""

import asyncio
import hashlib
import json
import re
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from google.protobuf.json_format import MessageToDict
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from bench.load.addresses import Address

# Whoever waits longer for a page has closed it.
SECONDS = 60
# Drawn by chance, by the order of things or once a run: no content.
OF_THE_RUN = {"deferredFileId", "id", "scriptRunId", "hasOneShotEffect"}
# What a box begins with is sent to a session once, and not when it comes back to the page.
SET = "setValue"
SET_ONCE = {SET, "value"}
# Where a file lies ready for whom it was made, and nobody else can guess.
PLACE_OF_A_FILE = re.compile(r"/(files|media)/[\w-]+")
# The key under which a page says that the records cannot be had.
REFUSED = b"frame_notice"
DONE = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
AGAIN = ForwardMsg.ScriptFinishedStatus.FINISHED_EARLY_FOR_RERUN


class NotAnswered(Exception):
    """What came is no page: nothing, an error, or that the records cannot be had."""


@dataclass
class Reply:
    """What stood on a page when its script had ended, as it came, and how long that took."""

    seconds: float
    elements: dict[tuple[int, ...], bytes]

    def content(self) -> str:
        """A hash of what a person reads of it, alike for runs that show the same."""
        read = [_read(self.elements[jurisdiction]) for jurisdiction in sorted(self.elements)]
        text = PLACE_OF_A_FILE.sub("", json.dumps(read, sort_keys=True))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Page:
    """An open page of the server at a port of this computer."""

    port: int
    cookie: str = ""
    session: str = ""
    last: Address | None = None
    _socket: ClientConnection | None = field(default=None, repr=False)

    async def open(self) -> None:
        """Connect, as who had this session before where there was one."""
        words = ["streamlit", *(["none", self.session] if self.session else [])]
        self._socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
            subprotocols=words,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )

    async def close(self) -> None:
        """Leave, without a word; the session is kept for a while."""
        if self._socket is not None:
            with suppress(WebSocketException, OSError):
                await self._socket.close()

    async def look(self, address: Address) -> Reply:
        """What is shown at an address, once its script has ended. Raises NotAnswered."""
        begun, self.last = time.perf_counter(), address
        try:
            async with asyncio.timeout(SECONDS):
                assert self._socket is not None
                await self._socket.send(_asked(address))
                elements = await self._answered()
        except (WebSocketException, OSError, TimeoutError) as error:
            raise NotAnswered(f"{address.page}: {type(error).__name__}") from error
        return Reply(time.perf_counter() - begun, elements)

    async def _answered(self) -> dict[tuple[int, ...], bytes]:
        assert self._socket is not None
        elements: dict[tuple[int, ...], bytes] = {}
        while True:
            received = await self._socket.recv()
            assert isinstance(received, bytes)
            message = ForwardMsg.FromString(received)
            match message.WhichOneof("type"):
                case "new_session":
                    # A page that began anew shows nothing of the run before.
                    elements = {}
                    self.session = message.new_session.initialize.session_id
                case "delta" if message.delta.WhichOneof("type") == "new_element":
                    _refuse(message, received)
                    elements[tuple(message.metadata.delta_path)] = received
                case "script_finished" if message.script_finished == DONE:
                    return elements
                case "script_finished" if message.script_finished != AGAIN:
                    raise NotAnswered(f"a run ended with {message.script_finished}")


def cookies(port: int) -> str:
    """What our door gives with the first page; plain Streamlit gives none that is needed."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=SECONDS) as page:
        given = page.headers.get_all("set-cookie") or []
    return "; ".join(one.partition(";")[0] for one in given)


def _asked(address: Address) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = urlencode(address.query)
    message.rerun_script.page_name = address.page
    message.rerun_script.context_info.timezone = "UTC"
    return bytes(message.SerializeToString())


def _refuse(message: ForwardMsg, received: bytes) -> None:
    if message.delta.new_element.WhichOneof("type") == "exception":
        raise NotAnswered(f"an error: {message.delta.new_element.exception.message}")
    if REFUSED in received:
        raise NotAnswered("the records could not be had")


def _read(received: bytes) -> Any:
    return _without_chance(MessageToDict(ForwardMsg.FromString(received).delta.new_element))


def _without_chance(value: Any) -> Any:
    if isinstance(value, dict):
        left_out = OF_THE_RUN | (SET_ONCE if SET in value else set())
        return {key: _without_chance(part) for key, part in value.items() if key not in left_out}
    return [_without_chance(part) for part in value] if isinstance(value, list) else value
