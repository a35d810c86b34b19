"""Streamlit's test of an app: turned to a page by its address, and quick for many in a row.

The comparison of checkouts reads this file by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from unittest.mock import patch

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest, local_script_runner


@contextmanager
def quick_pages() -> Iterator[None]:
    """Inside, packages are looked through once, scripts are read once, and pages waited for."""
    # Whatever imports it makes a folder, which a child of `multiprocessing` leaves behind.
    from streamlit.components.v2 import manifest_scanner
    from streamlit.testing.v1 import local_script_runner

    scans = cache(manifest_scanner.scan_component_manifests)
    asks = local_script_runner.require_widgets_deltas

    def waited(runner: "local_script_runner.LocalScriptRunner", timeout: float = 3) -> None:
        """It would ask a thousand times a second whether the page is there."""
        assert runner._script_thread is not None
        runner._script_thread.join(timeout)
        # It ends a page that takes too long, and says so.
        asks(runner, 0.1)

    with (
        # It would read the metadata of every installed package at each run.
        patch.object(manifest_scanner, "scan_component_manifests", scans),
        # It would compile each script anew at each run; a server does so once.
        patch.object(local_script_runner, "ScriptCache", cache(local_script_runner.ScriptCache)),
        patch.object(local_script_runner, "require_widgets_deltas", waited),
    ):
        yield


def turn_to(test: "AppTest", page: str) -> "AppTest":
    """Turn to the page of this address: before the first run `switch_page` goes by file names."""
    from streamlit.util import calc_hash

    test._page_hash = calc_hash(page)
    return test
