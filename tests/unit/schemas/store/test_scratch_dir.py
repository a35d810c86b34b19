"""A folder that is held is nobody else's, from its first moment to its last."""

import threading
from pathlib import Path

import pytest

from schemas.store import scratch_dir

PREFIX = "prosecution-quality-try-"


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_folders_that_are_made_while_others_sweep_are_never_swept(tmp_path: Path) -> None:
    lost: list[Path] = []
    ended = threading.Event()

    def hold() -> None:
        # Each of them sweeps before it makes its own.
        for _ in range(40):
            with scratch_dir.scratch_dir(PREFIX) as folder:
                scratch_dir.remove_leftovers(PREFIX)
                if not folder.is_dir():
                    lost.append(folder)

    def sweep() -> None:
        while not ended.is_set():
            scratch_dir.remove_leftovers(PREFIX)

    sweeper = threading.Thread(target=sweep)
    holders = [threading.Thread(target=hold) for _ in range(4)]
    for thread in (sweeper, *holders):
        thread.start()
    for thread in holders:
        thread.join()
    ended.set()
    sweeper.join()
    assert lost == []
    assert list(tmp_path.iterdir()) == []


def test_a_link_by_our_name_leads_the_sweep_nowhere(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    (records / "kept.csv").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(records)
    (tmp_path / f"{PREFIX}file").touch()
    scratch_dir.remove_leftovers(PREFIX)
    assert (records / "kept.csv").exists()


def test_all_that_is_held_goes_at_once(tmp_path: Path) -> None:
    held = [scratch_dir.ScratchDir(PREFIX) for _ in range(3)]
    (held[0].path / "cases.csv").touch()
    scratch_dir.release_all()
    assert list(tmp_path.iterdir()) == []
    # What is let go twice is let go once: the number of its handle may be another file's by then.
    for one in held:
        one.release()
