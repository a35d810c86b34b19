"""An edition takes the place of an edition or of nothing, and comes whole or not at all."""

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from dashboard.report.edition import folder
from schemas import errors
from tests import prepared


def left(under: Path) -> dict[str, str]:
    """Every file under a folder, hidden ones too, with what it holds."""
    return {
        path.relative_to(under).as_posix(): path.read_text()
        for path in under.rglob("*")
        if path.is_file()
    }


def cancelled(out: Path, doing: Callable[[folder.Making], object]) -> None:
    """An edition that somebody cancels after something was done."""
    with folder.made(out) as making:
        doing(making)
        raise KeyboardInterrupt


def write(out: Path, text: str = "new") -> None:
    with folder.made(out) as making:
        making.add("index.html", text.encode())
        making.add("XAA/N01.csv", b"n")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_it_stands_with_its_list_and_nothing_beside_it(out: Path) -> None:
    write(out)
    files = left(out.parent)
    assert files.pop("site/files.txt").splitlines() == [
        "1b16b1df538ba12dc3f97edbb85caa7050d46c148134290feba80f8236c83db9  XAA/N01.csv",
        "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437  index.html",
    ]
    assert files == {"site/index.html": "new", "site/XAA/N01.csv": "n"}


def test_others_may_read_it(out: Path) -> None:
    write(out)
    out.parent.joinpath("plain").mkdir()
    assert out.stat().st_mode == out.parent.joinpath("plain").stat().st_mode


@pytest.mark.parametrize("before", ["nothing", "empty", "edition"])
def test_an_edition_or_nothing_is_replaced(out: Path, before: str) -> None:
    if before == "empty":
        out.mkdir()
    if before == "edition":
        with folder.made(out) as making:
            making.add("gone.html", b"old")
    write(out)
    assert set(left(out.parent)) == {"site/index.html", "site/XAA/N01.csv", "site/files.txt"}


def mine(out: Path) -> None:
    out.mkdir()
    (out / "letter.txt").write_text("mine")


def beside_an_edition(out: Path) -> None:
    write(out)
    (out / "XAA" / "CNAME").write_text("mine")


def changed(out: Path) -> None:
    write(out)
    (out / "index.html").write_text("mine")


def hidden(out: Path) -> None:
    out.mkdir()
    (out / ".git").mkdir()


def linked(out: Path) -> None:
    write(out)
    (out / "index.html").unlink()
    (out.parent / "elsewhere").write_text("new")
    (out / "index.html").symlink_to(out.parent / "elsewhere")


@pytest.mark.parametrize(
    ("put", "said"),
    [
        (mine, r"\[site\] holds letter.txt, and is no edition"),
        (hidden, r"\[site\] holds .git, and is no edition"),
        (beside_an_edition, r"\[site\] holds XAA/CNAME, which is not as the edition was written"),
        (changed, r"\[site\] holds index.html, which is not as the edition was written"),
        (linked, r"\[site\] holds index.html, which is not as the edition was written"),
    ],
)
def test_what_people_put_there_stays(out: Path, put: Callable[[Path], None], said: str) -> None:
    put(out)
    before = left(out.parent)
    with pytest.raises(errors.UserError, match=said):
        write(out, "other")
    assert left(out.parent) == before


def test_what_comes_while_it_is_made_stays_too(out: Path) -> None:
    def meanwhile() -> None:
        with folder.made(out):
            mine(out)

    with pytest.raises(errors.UserError, match=r"holds letter.txt"):
        meanwhile()
    assert left(out.parent) == {"site/letter.txt": "mine"}


def test_a_file_of_that_name_is_said(out: Path) -> None:
    out.write_text("mine")
    with pytest.raises(errors.UserError, match=r"\[site\] is a file"):
        write(out)
    assert left(out.parent) == {"site": "mine"}


def test_a_folder_that_cannot_be_is_said(out: Path) -> None:
    out.write_text("")
    with pytest.raises(errors.UserError, match=r"\[inner\] cannot be written"):
        write(out / "deeper" / "inner")


def test_whoever_cancels_leaves_what_was_there(out: Path) -> None:
    write(out, "old")
    before = left(out.parent)
    with pytest.raises(KeyboardInterrupt):
        cancelled(out, lambda making: making.add("index.html", b"new"))
    assert left(out.parent) == before


def test_a_cancel_between_the_moves_brings_the_edition_before_back(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(out, "old")
    before = left(out.parent)
    move, moved = Path.rename, iter(range(9))

    def interrupted(path: Path, target: Path) -> Path:
        if next(moved) == 1:
            raise KeyboardInterrupt
        return move(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write(out)
    assert left(out.parent) == before


def test_a_kill_between_the_moves_is_mended_by_the_next(out: Path) -> None:
    write(out, "old")
    out.rename(out.with_name(".site.before"))
    seen: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        cancelled(out, lambda _: seen.append((out / "index.html").read_text()))
    assert seen == ["old"]
    assert (out / "index.html").read_text() == "old"
    assert [one.name for one in out.parent.iterdir()] == ["site"]


def write_and_wait(out: Path, told: Connection) -> None:
    """In a child: begin an edition, say so, and never end it."""
    with folder.made(out) as making:
        making.add("index.html", b"half")
        told.send("half")
        signal.pause()


def test_a_kill_leaves_the_folder_as_it_was_and_the_next_sweeps(out: Path) -> None:
    write(out, "old")
    before = left(out)
    told, telling = multiprocessing.Pipe(duplex=False)
    child = prepared.Prepared(write_and_wait, out, telling)
    child.go()
    assert told.recv() == "half"
    with pytest.raises(errors.UserError, match="Another edition is being written"):
        write(out)
    child.kill()
    assert child.ended().returncode == -signal.SIGKILL
    assert left(out) == before
    write(out)
    assert [one.name for one in out.parent.iterdir()] == ["site"]
    assert (out / "index.html").read_text() == "new"
