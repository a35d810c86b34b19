"""Outside WSL2, Windows gets one line that says what to do."""

import subprocess
import sys

WHAT_TO_DO = "On Windows, use WSL2"
STARTED_ON_WINDOWS = "import sys; sys.platform = 'win32'; import dashboard.cli"


def test_started_on_windows_one_line_says_what_to_do() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", STARTED_ON_WINDOWS],
        cwd=__file__.partition("/tests/")[0],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert WHAT_TO_DO in ended.stderr
    assert ended.stderr.count("\n") == 1
