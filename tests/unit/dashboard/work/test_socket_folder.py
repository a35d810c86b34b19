"""An upload is read also where the folder for temporary files has a long path."""

from pathlib import Path

import pytest

from tests.serving import serving
from tests.soak import everyday


@pytest.mark.parametrize("length", everyday(160, rest=[60, 90]))
def test_a_child_starts_wherever_temporary_files_lie(tmp_path: Path, length: int) -> None:
    room = tmp_path / ("d" * max(1, length - len(str(tmp_path)) - 1))
    room.mkdir()
    with serving(room) as server:
        assert server.child > 0
