"""How much a request may say, and how much all open pages may upload."""

import socket
import threading
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from dashboard.server import app, request_guard
from tests import serving
from tests.serving import SECONDS

PART = b"GET / HTTP/1.1\r\nHost: a\r\n"


@pytest.mark.parametrize(("kept", "length", "status"), [(90, 10, 200), (91, 10, 413)])
def test_uploads_of_all_pages_together_have_a_limit(kept: int, length: int, status: int) -> None:
    limited = request_guard.UploadLimit(PlainTextResponse("here"), in_memory=lambda: kept, most=100)
    client = TestClient(limited)
    upload = f"{request_guard.UPLOAD}/session/file"
    assert client.put(upload, content=b"x" * length).status_code == status
    assert client.get("/").status_code == 200


def test_the_uploads_that_streamlit_has_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.upload_bytes_in_memory() == 0
    manager = MemoryUploadedFileManager("/x")
    for session in ("a", "b"):
        manager.add_file(session, UploadedFileRec("1", "x.csv", "text/csv", b"12345"))
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    assert app.upload_bytes_in_memory() == 10


def test_a_head_that_came_at_once_is_measured_by_the_guard() -> None:
    with serving.client() as client:
        for length, status in ((request_guard.MOST_HEAD, 431), (request_guard.MOST_HEAD // 2, 200)):
            assert client.get("/", headers={"a": "x" * length}).status_code == status


@pytest.mark.parametrize("field", ["a: " + "x" * request_guard.MOST_HEAD, "a: b\r\n" * 9_000])
def test_a_head_that_does_not_end_is_refused(field: str) -> None:
    """As the server is started: uvicorn keeps no more of it than that."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        config = uvicorn.Config(
            PlainTextResponse("here"),
            http="h11",
            h11_max_incomplete_event_size=request_guard.MOST_HEAD,
            lifespan="off",
            log_config=None,
        )
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, args=([listening],))
        running.start()
        with socket.create_connection(listening.getsockname(), timeout=SECONDS) as one:
            one.sendall(PART + field.encode()[: request_guard.MOST_HEAD])
            assert one.recv(12) in {b"HTTP/1.1 400", b"HTTP/1.1 431"}
        server.should_exit = True
        running.join(SECONDS)
