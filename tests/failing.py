"""A server's process in which pages, requests and threads fail, each saying a value of a record."""

import logging
import threading
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.error_logging import DEBUG
from tests import prepared

SECONDS = 180
# Both stand in what is raised alone, and nowhere in the code that raises it.
VALUES = ("c000123", "person@example.org")


def page() -> None:
    """Fails in a part of it."""
    import streamlit as st

    from tests import failing

    @st.fragment
    def part() -> None:
        failing.fail()

    part()


def fail() -> None:
    """Raise a fault that another one led to."""
    try:
        raise KeyError("".join(reversed("321000c")))
    except KeyError as error:
        raise ValueError("person" + "@" + "example.org") from error


def serve() -> None:
    """Start as the server does, and fail where it would serve."""
    from dashboard.server import app

    def in_its_place(*_given: object, **_how: object) -> None:
        AppTest.from_function(page, default_timeout=SECONDS).run()
        thread = threading.Thread(target=fail)
        thread.start()
        thread.join()
        try:
            fail()
        except ValueError:
            logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")

    app.serve_until_ended = in_its_place
    app.run_server()


@cache
def of_its_process(*, debug: bool) -> prepared.Ended:
    """What such a process writes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(DEBUG, raising=False)
        if debug:
            patch.setenv(DEBUG, "1")
        return prepared.run(serve)
