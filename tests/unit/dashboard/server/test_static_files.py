"""Under the addresses of files there are files alone, by what Streamlit itself answers there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from streamlit import file_util

from dashboard.server import static_files
from dashboard.server.static_files import Compression
from tests import serving

OF_THE_FRAME = static_files.addresses() - {static_files.CARDS_ADDRESS}
A_SCRIPT = min(one for one in OF_THE_FRAME if one.endswith(".js"))
A_NAME = A_SCRIPT.rpartition("/")[2]
NOTHING = [
    "/static",
    "/static/",
    "/static/js",
    "/static/nothing",
    "/static/js/nothing.js",
    "/static/index.html",
    # The same file by another address, of which there is no end either.
    f"/static/%2e/%2e/js/{A_NAME}",
    f"/static//js/{A_NAME}",
    f"/static/js/{A_NAME}/",
    f"/static/js/{A_NAME}/nothing",
    "/cards",
    "/cards/",
    "/cards/nothing",
    "/cards/nothing/nothing.js",
]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with serving.client() as one:
        yield one


def kept(client: TestClient) -> set[str]:
    """The addresses of which the application keeps something smaller."""
    client.get("/")
    layer: Any = client.app._starlette_app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(layer, Compression):
        layer = layer.app
    return {path for path, _ in layer.kept}


@pytest.mark.parametrize("cookies", ["with our cookie", "without"])
@pytest.mark.parametrize("path", NOTHING)
def test_what_is_no_file_is_not_found_and_nothing_of_it_is_kept(
    client: TestClient, path: str, cookies: str
) -> None:
    client.cookies.clear()
    if cookies == "with our cookie":
        client.get("/")
    before = kept(client)
    own = {"sec-fetch-site": "same-origin"}
    answer = client.get(path, headers=own, follow_redirects=False)
    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert kept(client) == before


def test_each_file_of_the_frame_is_there_by_its_one_address(client: TestClient) -> None:
    root = Path(file_util.get_static_dir())
    as_it_is = {"accept-encoding": "identity"}
    for path in OF_THE_FRAME:
        answer = client.head(path, headers=as_it_is)
        size = (root / path.strip("/")).stat().st_size
        assert (answer.status_code, answer.headers["content-length"]) == (200, str(size)), path
        assert "immutable" in answer.headers["cache-control"]


def test_a_file_is_kept_smaller_and_the_script_of_cards_is_there_for_every_page(
    client: TestClient,
) -> None:
    assert client.get(A_SCRIPT).headers["content-encoding"] == "br"
    assert A_SCRIPT in kept(client)
    # Also for a browser that Streamlit itself would compress it for, each time.
    zipped = client.get(static_files.CARDS_ADDRESS, headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert static_files.CARDS_ADDRESS in kept(client)
    # A page that outlives its server asks for the script of before.
    for path in (static_files.CARDS_ADDRESS, f"{static_files.CARDS}/0123456789abcdef.js"):
        assert client.get(path).content == static_files.CARDS_SCRIPT
