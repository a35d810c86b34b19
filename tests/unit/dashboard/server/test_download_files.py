"""Files lie ready for whoever they were made for, for minutes; those of a release are counted."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from dashboard import access
from dashboard.server import download_files
from dashboard.server.download_files import DownloadStore, Recorded
from schemas.errors import DatabaseUnavailable
from tests import serving
from tests.serving import HERE

DAY = date(2026, 3, 1)
DESK = access.RequestUser("desk", "desk")
ANA, BEN = access.RequestUser("a", "jurisdiction:QVE"), access.RequestUser("b", "jurisdiction:QVE")


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def token(address: str) -> str:
    return address.split("/")[2]


def store(
    shelf: DownloadStore,
    content: download_files.Content,
    of: access.RequestUser = ANA,
    name: str = "a.csv",
) -> str:
    return token(shelf.store(of, content, name=name, kind="text/csv"))


def test_a_file_is_for_whoever_it_was_made_for_and_nobody_else() -> None:
    shelf = DownloadStore()
    mine = store(shelf, b"1")
    file = shelf.take(mine, ANA)
    assert file is not None
    assert (file.content, file.name, file.kind) == (b"1", "a.csv", "text/csv")
    assert shelf.take(mine, BEN) is None
    # A role that was taken away meanwhile takes the file with it.
    assert shelf.take(mine, access.RequestUser("a", "nothing")) is None
    assert shelf.take(mine, DESK) is None
    assert shelf.take("guessed", ANA) is None
    # The same bytes of somebody else are another file.
    assert store(shelf, b"1", BEN) != mine


def test_a_file_lies_there_for_minutes_and_longer_where_it_is_laid_anew() -> None:
    clock = Clock()
    shelf = DownloadStore(clock=clock)
    mine = store(shelf, b"1")
    clock.now = download_files.LASTS - 1
    assert shelf.take(mine, ANA) is not None
    assert store(shelf, b"1") == mine
    clock.now = download_files.LASTS + 1
    assert shelf.take(mine, ANA) is not None
    clock.now = 2 * download_files.LASTS
    assert shelf.take(mine, ANA) is None
    store(shelf, b"2")
    assert len(shelf._files) == len(shelf._tokens) == 1


def test_what_was_laid_there_first_goes_first() -> None:
    shelf = DownloadStore(most_of_one=5, most=9)
    first, second, third = (store(shelf, bytes([n]) * 2) for n in range(3))
    assert [shelf.take(one, ANA) is None for one in (first, second, third)] == [True, False, False]
    of_ben = store(shelf, b"1234", BEN)
    assert shelf.take(second, ANA) is not None
    store(shelf, b"12", DESK)
    assert [shelf.take(one, ANA) is None for one in (second, third)] == [True, False]
    assert shelf.take(of_ben, BEN) is not None
    # One that is larger than the room stands alone.
    large = store(shelf, b"123456", BEN)
    assert shelf.take(large, BEN) is not None
    assert shelf.take(of_ben, BEN) is None


def test_files_are_bounded_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_files, "MOST_FILES_OF_ONE", 2)
    monkeypatch.setattr(download_files, "MOST_FILES", 3)
    shelf = DownloadStore()
    mine = [store(shelf, bytes([n])) for n in range(3)]
    assert [shelf.take(one, ANA) is None for one in mine] == [True, False, False]
    his = [store(shelf, bytes([n]), BEN) for n in range(2)]
    assert [shelf.take(one, ANA) is None for one in mine] == [True, True, False]
    assert None not in [shelf.take(one, BEN) for one in his]


def test_files_go_with_their_session() -> None:
    shelf = DownloadStore()
    mine, his = store(shelf, b"1"), store(shelf, b"1", BEN)
    shelf.let_go(ANA.key)
    assert shelf.take(mine, ANA) is None
    assert shelf.take(his, BEN) is not None
    assert len(shelf._tokens) == 1


def test_what_is_made_at_the_press_is_made_for_each_press(client: TestClient) -> None:
    made = iter([b"one", b"two"])

    def new() -> bytes:
        return next(made)

    address = download_files.HERE.store(DESK, new, name="key", kind="text/plain")
    assert download_files.HERE.store(DESK, new, name="key", kind="text/plain") == address
    assert [client.get(address, headers={"origin": HERE}).content for _ in range(2)] == [
        b"one",
        b"two",
    ]


def test_a_file_of_records_is_written_down_at_each_press_or_not_given(client: TestClient) -> None:
    written: list[str] = []

    def write() -> None:
        if len(written) == 2:
            raise DatabaseUnavailable("The disk is full.")
        written.append("once more")

    address = download_files.HERE.store(
        DESK, Recorded(b"a;b", write), name="t.csv", kind="text/csv"
    )
    pressed = [client.get(address, headers={"origin": HERE}) for _ in range(3)]
    assert [(one.status_code, one.content) for one in pressed[:2]] == [(200, b"a;b")] * 2
    assert (pressed[2].status_code, pressed[2].text) == (503, download_files.CANNOT)
    assert len(written) == 2
    # It is as large as it is, and the same as long as it holds the same.
    assert (
        download_files.HERE.store(DESK, Recorded(b"a;b", write), name="t.csv", kind="") == address
    )
    assert (
        download_files.HERE.store(DESK, Recorded(b"a;c", write), name="t.csv", kind="") != address
    )
    shelf = DownloadStore(most_of_one=4)
    first = store(shelf, Recorded(b"123", write))
    store(shelf, Recorded(b"456", write))
    assert shelf.take(first, ANA) is None


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A desk, and a browser that has opened its first page."""
    with serving.client() as one:
        one.get("/")
        yield one


def test_the_route_gives_a_file_that_is_kept_nowhere(client: TestClient) -> None:
    address = download_files.HERE.store(DESK, b"a;b", name='é "x".csv', kind="text/csv")
    answer = client.get(address, headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer.content) == (200, b"a;b")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/csv")
    said = "attachment; filename*=UTF-8''%C3%A9%20%22x%22.csv"
    assert answer.headers["content-disposition"] == said


def test_the_route_is_behind_the_door(client: TestClient) -> None:
    address = download_files.HERE.store(DESK, b"1", name="a.csv", kind="text/csv")
    for site in ("cross-site", "same-site"):
        assert client.get(address, headers={"sec-fetch-site": site}).status_code == 404
    strange = TestClient(client.app, base_url=HERE)
    assert strange.get(address, headers={"origin": HERE}).status_code == 404
    # Nobody's key is nobody's file.
    of_nobody = download_files.HERE.store(access.NOBODY, b"1", name="a.csv", kind="text/csv")
    assert client.get(of_nobody, headers={"origin": HERE}).status_code == 404
    # A header of the door's, written by somebody else, is no key on a desk.
    told = {"origin": HERE, access.HEADER: "nothing"}
    assert client.get(of_nobody, headers=told).status_code == 404


@pytest.fixture
def counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(download_files.COUNTS_FILE, str(tmp_path / "counted.csv"))
    return tmp_path / "counted.csv"


def test_files_are_counted_by_day_and_name_and_added_to_what_was_counted(counted: Path) -> None:
    for _ in range(2):
        here = download_files.DownloadCounts(lambda: DAY)
        for name in ("a.csv", "b, c.svg", "a.csv"):
            here.add(name)
        here.write()
        here.write()
    assert counted.read_text() == 'day,file,times\n2026-03-01,a.csv,4\n2026-03-01,"b, c.svg",2\n'


def test_several_processes_lose_no_count(counted: Path) -> None:
    def add_one(_of: int) -> None:
        here = download_files.DownloadCounts(lambda: DAY)
        here.add("a")
        here.write()

    # Each has its own counts, as each process has.
    with ThreadPoolExecutor(8) as several:
        list(several.map(add_one, range(40)))
    assert counted.read_text() == "day,file,times\n2026-03-01,a,40\n"


def test_what_cannot_be_written_is_written_the_next_time(counted: Path) -> None:
    here = download_files.DownloadCounts(lambda: DAY)
    here.add("a")
    counted.mkdir()
    here.write()
    counted.rmdir()
    here.add("a")
    here.write()
    assert counted.read_text().endswith("a,2\n")


@pytest.mark.parametrize(
    ("content", "why"), [(None, "Is a directory"), ("1,2\n3", download_files.NO_COUNTS)]
)
def test_why_they_cannot_be_written_is_told(
    counted: Path, capsys: pytest.CaptureFixture[str], content: str | None, why: str
) -> None:
    if content is None:
        counted.mkdir()
    else:
        counted.write_text(content)
    here = download_files.DownloadCounts(lambda: DAY)
    here.add("a")
    here.write()
    [told] = capsys.readouterr().err.splitlines()
    assert f"[{counted}]: {why}." in told
    assert download_files.COUNTS_FILE in told
    assert content is None or counted.read_text() == content


def test_without_a_file_for_it_nothing_is_counted(tmp_path: Path) -> None:
    here = download_files.DownloadCounts(lambda: DAY)
    here.add("a")
    here.write()
    assert not here._new
