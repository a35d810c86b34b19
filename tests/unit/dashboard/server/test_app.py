"""What a server writes into its log where something failed."""

import re

import pytest

from tests import failing
from tests.soak import everyday


@pytest.mark.parametrize("debug", everyday(False, rest=[True]))
def test_a_log_says_where_pages_requests_and_threads_failed_and_no_value(debug: bool) -> None:
    process = failing.of_its_process(debug=debug)
    assert "ValueError" not in process.stdout
    for where in ("Uncaught app execution", "Exception in ASGI application", "thread"):
        assert where in process.stderr
    # Of each both faults, with the place of each.
    line = r"failing\.py(:|\", line )\d+, in fail"
    assert len(re.findall(line, process.stderr)) == 2 * 3
    for kind in ("KeyError", "ValueError"):
        assert process.stderr.count(kind) >= 3
    for value in failing.VALUES:
        assert (value in process.stderr) is debug
        assert value not in process.stdout
