"""A browser's half of a page without a browser: a session over the socket, and what it is shown."""

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from google.protobuf.json_format import MessageToDict
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from tests.serving import SECONDS, session

# What is drawn by chance or by the order of things is no content.
OF_THE_RUN = {"deferredFileId", "id", "scriptRunId"}
Shown = dict[tuple[int, ...], Any]


@dataclass
class Session:
    """One open page of a running server; `shown` is what stands where on it."""

    port: int
    cookie: str = ""
    # The session of another page that it says to be.
    resumes: str = ""
    shown: Shown = field(default_factory=dict)
    id: str = ""
    socket: ClientConnection = field(init=False)
    closing: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        connecting = connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie or session(self.port)},
            subprotocols=self._protocols(),  # type: ignore[arg-type]
            max_size=None,
        )
        self.socket = self.closing.enter_context(connecting)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.close()

    def _protocols(self) -> list[str]:
        """What Streamlit's page sends there: its token against forgery, and the session it had."""
        return ["streamlit", *(["none", self.resumes] if self.resumes else [])]

    def look(self, page: str, **address: str) -> Shown:
        """What the page shows at an address, once its script has ended."""
        self.ask(page, **address)
        return self.answer()

    def ask(self, page: str, **address: str) -> None:
        """Open an address, and do not wait for what it shows."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(address)
        message.rerun_script.page_name = page
        message.rerun_script.context_info.timezone = "UTC"
        self.socket.send(message.SerializeToString())

    def answer(self) -> Shown:
        """What is shown once a run that was asked for has ended."""
        while True:
            message = self.heard()
            match message.WhichOneof("type"):
                case "new_session":
                    self.shown, self.id = {}, message.new_session.initialize.session_id
                case "delta":
                    self._take(message)
                case "script_finished" if message.script_finished == (
                    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
                ):
                    return self.shown

    def heard(self) -> ForwardMsg:
        """The next message of the server."""
        received = self.socket.recv(SECONDS)
        assert isinstance(received, bytes)
        return ForwardMsg.FromString(received)

    def _take(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") == "new_element":
            element = MessageToDict(message.delta.new_element)
            self.shown[tuple(message.metadata.delta_path)] = element


def content(shown: Shown) -> str:
    """What a person reads of it, alike for runs that show the same."""
    return json.dumps([_read(shown[place]) for place in sorted(shown)], sort_keys=True)


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _read(inner) for key, inner in value.items() if key not in OF_THE_RUN}
    return [_read(inner) for inner in value] if isinstance(value, list) else value
