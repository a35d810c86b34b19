"""The end of a page's talk: one run more, and nothing heard of what is pressed afterwards."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.server import sign_in
from dashboard.server.sign_in import PageConnection
from tests import serving


class Page:
    """A page that sends what it is told to."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()

    async def receive(self) -> Message:
        return await self.sent.get()

    def says(self, message: BackMsg) -> None:
        content = message.SerializeToString()
        self.sent.put_nowait({"type": "websocket.receive", "bytes": content})

    def leaves(self) -> None:
        self.sent.put_nowait({"type": "websocket.disconnect", "code": 1001})


def run(test: Callable[[Page], Awaitable[None]]) -> None:
    async def within() -> None:
        await asyncio.wait_for(test(Page()), 60)

    serving.run_coroutine(within())


def asking(query: str = "j=QVE") -> BackMsg:
    """A run of a page, with a button that was pressed."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = "hash"
    message.rerun_script.page_name = "measure"
    message.rerun_script.context_info.timezone = "UTC"
    pressed = message.rerun_script.widget_states.widgets.add()
    pressed.id, pressed.trigger_value = "undo", True
    return message


def heard(message: Message) -> Any:
    return BackMsg.FromString(message["bytes"])


def test_at_the_end_the_page_is_run_where_it_stands_with_nothing_pressed() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.says(asking())
        assert heard(await talk.receive()) == asking()
        page.says(BackMsg(stop_script=True))
        await talk.receive()
        waiting = asyncio.ensure_future(talk.receive())
        await asyncio.sleep(0)
        talk.end()
        last = heard(await waiting)
        assert last.rerun_script.query_string == "j=QVE"
        assert last.rerun_script.page_script_hash == "hash"
        assert last.rerun_script.page_name == "measure"
        assert last.rerun_script.context_info.timezone == "UTC"
        assert not last.rerun_script.widget_states.widgets
        assert talk.is_over

    run(test)


def test_what_is_pressed_after_the_end_is_not_heard_and_its_leaving_is() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=0)
        assert heard(await talk.receive()).WhichOneof("type") == "rerun_script"
        for _ in range(3):
            page.says(asking())
        page.leaves()
        assert (await talk.receive())["type"] == "websocket.disconnect"
        talk.close()

    run(test)


def test_what_was_on_its_way_at_the_end_is_not_heard_either() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.says(asking("before=1"))
        talk.end()
        # The call goes through the loop, as that of another thread does.
        await asyncio.sleep(0)
        assert heard(await talk.receive()).rerun_script.query_string == ""
        page.leaves()
        assert (await talk.receive())["type"] == "websocket.disconnect"

    run(test)


def test_the_page_is_hung_up_on_once_the_gate_has_been_drawn_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sign_in, "SECONDS_FOR_GATE", 0)

    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=0)
        await talk.receive()
        assert await talk.receive() == sign_in.DISCONNECTED
        talk.close()

    run(test)


def test_a_page_that_leaves_by_itself_has_not_been_ended() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.leaves()
        assert (await talk.receive())["type"] == "websocket.disconnect"
        talk.close()
        assert not talk.is_over

    run(test)


def test_what_cannot_be_read_is_passed_on() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.sent.put_nowait({"type": "websocket.receive", "bytes": b"\xff\xff"})
        assert (await talk.receive())["bytes"] == b"\xff\xff"
        page.sent.put_nowait({"type": "websocket.receive", "text": "text"})
        assert (await talk.receive())["text"] == "text"
        talk.close()

    run(test)
