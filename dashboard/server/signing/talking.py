"""A page's talk with the server, for as long as its session lasts, and the run that ends it."""

import asyncio
from typing import Any

from google.protobuf.message import DecodeError
from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

# Long enough for a slow page to come to an end and the gate to be drawn.
SECONDS_AFTER = 60
GONE: Message = {"type": "websocket.disconnect", "code": 1008}


class Talk:
    """What a page sends, until its session has ended: then one run more, which draws the gate.

    Streamlit's page would keep what it shows until somebody clicks, also when it is disconnected.
    What it sends after the end is not heard: a click may be of what is no longer theirs.
    """

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive, self._ended = receive, asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + seconds
        self._asked: asyncio.Future[Message] | None = None
        # Where the page stands, as it last said.
        self._stands = ClientState()
        self._is_over = False

    def end(self) -> None:
        """End it, from whichever thread."""
        self._loop.call_soon_threadsafe(self._ended.set)

    @property
    def is_over(self) -> bool:
        """Whether it was ended here, and not by the page."""
        return self._is_over

    async def receive(self) -> Message:
        """The next message for Streamlit."""
        if self._is_over:
            return await self._rest()
        message = await self._heard()
        if message is None:
            self._is_over = True
            self._until = self._loop.time() + SECONDS_AFTER
            rerun = BackMsg(rerun_script=self._stands)
            return {"type": "websocket.receive", "bytes": rerun.SerializeToString()}
        self._remember(message.get("bytes") or b"")
        return message

    async def _heard(self) -> Message | None:
        """What the page sends next; None once the session is over."""
        if self._asked is None:
            self._asked = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        either: list[asyncio.Future[Any]] = [self._asked, ending]
        await asyncio.wait(
            either,
            timeout=max(0, self._until - self._loop.time()),
            return_when=asyncio.FIRST_COMPLETED,
        )
        is_ended = ending.done()
        ending.cancel()
        if is_ended or not self._asked.done():
            return None
        asked, self._asked = self._asked, None
        return asked.result()

    async def _rest(self) -> Message:
        """Hear nothing until the page goes, or the gate has been drawn for long."""
        while (left := self._until - self._loop.time()) > 0:
            asked = self._asked or asyncio.ensure_future(self._receive())
            self._asked = asked
            await asyncio.wait([asked], timeout=left)
            if asked.done():
                self._asked = None
                if asked.result()["type"] == "websocket.disconnect":
                    return asked.result()
        return GONE

    def close(self) -> None:
        """Ask for nothing any more."""
        if self._asked is not None:
            self._asked.cancel()

    def _remember(self, content: bytes) -> None:
        try:
            message = BackMsg.FromString(content)
        except DecodeError:
            # Streamlit says so, and hangs up.
            return
        if message.WhichOneof("type") == "rerun_script":
            state = message.rerun_script
            # Nothing of what was pressed: it would be pressed once more.
            self._stands = ClientState(
                query_string=state.query_string,
                page_script_hash=state.page_script_hash,
                page_name=state.page_name,
            )
            self._stands.context_info.CopyFrom(state.context_info)
