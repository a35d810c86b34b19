"""The server's application in the test's own process, one after the other."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.testclient import TestClient
from streamlit.runtime import Runtime

from dashboard.server import app as server

PORT = 8501
HERE = f"http://127.0.0.1:{PORT}"


@contextmanager
def client() -> Iterator[TestClient]:
    """A browser's half of it, without a browser; Streamlit knows one server in a process."""
    try:
        with TestClient(server.application(PORT), base_url=HERE) as one:
            yield one
    finally:
        Runtime._instance = None
