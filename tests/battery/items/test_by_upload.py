"""Items 1-73 of the battery through the upload, in a soak by children as the page has them."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from dashboard.jobs import upload_jobs
from schemas.store import database
from seed import batches
from tests.battery import expected, ways
from tests.battery.case import UPLOAD, Case
from tests.battery.items import listed
from tests.fixtures.in_this_process import without_children
from tests.soak import soak_size
from tests.submissions import CASES, SUSPECTS, row_counts, write

# What is stored counts all measures anew in a database of its own: every day a twentieth, since by
# the command line all are tested.
_REFUSED = listed.of(UPLOAD, *listed.REFUSING)
REFUSED = _REFUSED[:: len(_REFUSED) // soak_size(len(_REFUSED))]
_STORED = listed.first_of_each(listed.of(UPLOAD, *listed.STORING), "number", "outcome")
STORABLE = _STORED[:: len(_STORED) // soak_size(len(_STORED))]


@pytest.fixture(scope="module", autouse=True)
def by_threads() -> Iterator[None]:
    """What a child finds is what a thread finds; a child writes every statement anew."""
    with pytest.MonkeyPatch.context() as patch:
        if soak_size(2) == 1:
            without_children(patch)
        yield


class Examined(NamedTuple):
    """A database that holds a submission already, and what was said of all that are refused."""

    url: str
    answers: dict[str, ways.Answer]


class Accepted(NamedTuple):
    """Where each case that may be stored went, and what was said of it."""

    urls: dict[str, str]
    answers: dict[str, ways.Answer]


@pytest.fixture(scope="module")
def examined(tmp_path_factory: pytest.TempPathFactory) -> Examined:
    """All cases that are refused, examined two at a time beside records that are there."""
    root = tmp_path_factory.mktemp("examined")
    url = str(root / "records.duckdb")
    path = write(root / "spring", 'jurisdiction = "QMA"', cases=CASES, suspects=SUSPECTS)
    assert ways.send_by_upload(url, path).status == "stored"
    version, counted = database.data_version(url), row_counts(url)
    sent = root / "sent"
    sent.mkdir()
    requests = [
        upload_jobs.UploadRequest(ways.place(case, case.made(), sent), url) for case in REFUSED
    ]
    answers = ways.by_upload(upload_jobs.dry_run_upload, requests)
    assert database.data_version(url) == version
    assert row_counts(url) == counted
    return Examined(url, dict(zip(map(str, REFUSED), answers, strict=True)))


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Accepted:
    """All cases that may be stored, each in a database of its own, two at a time."""
    root = tmp_path_factory.mktemp("accepted")
    urls = {str(case): str(root / f"{ways.code_of(case)}.duckdb") for case in STORABLE}
    sent = root / "sent"
    sent.mkdir()
    requests = [
        upload_jobs.UploadRequest(
            ways.place(case, case.made(), sent), urls[str(case)], partial=batches.Partial.ACCEPT
        )
        for case in STORABLE
    ]
    answers = ways.by_upload(upload_jobs.store_upload, requests)
    return Accepted(urls, dict(zip(map(str, STORABLE), answers, strict=True)))


@pytest.mark.parametrize("case", listed.marked(REFUSED))
def test_a_refused_item_says_where_and_why_and_leaves_nothing(
    examined: Examined, case: Case
) -> None:
    answer = examined.answers[str(case)]
    assert answer.status == "refused"
    expected.found_as_stated(case, answer)
    expected.keeps_secrets(case, answer.said)


@pytest.mark.parametrize("case", listed.marked(STORABLE))
def test_a_stored_item_is_what_is_expected(accepted: Accepted, case: Case) -> None:
    answer = accepted.answers[str(case)]
    held = ways.held(accepted.urls[str(case)])
    expected.stored_as_stated(case, answer, held)
    expected.keeps_secrets(case, answer.said, held.text)
