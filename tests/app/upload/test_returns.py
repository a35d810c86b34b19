"""Add records sees that files are returns: checks them, asks whose key it is once, imports them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import metrics
from dashboard import access
from metrics.release import archive, reading, returns
from metrics.release.archive import STORE
from schemas.store import database
from tests.app.test_overview import text
from tests.app.upload.test_upload import labels, opened, press
from tests.unit.metrics.release import sent
from tests.unit.metrics.release.sent import Country

pytestmark = pytest.mark.usefixtures("in_this_process")
QMA = sent.country("QMA")


@pytest.fixture
def body(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the returns of a body whose database has no records."""
    url = f"duckdb:///{tmp_path / 'body.duckdb'}"
    with database.writing(url, purpose="make") as connection:
        metrics.refresh(connection)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)
    headers = {access.MARK_HEADER: access.MARK}
    monkeypatch.setattr("streamlit.context.__class__.headers", property(lambda _: headers))
    yield archive.address(url, None)
    STORE.close()


def uploaded(of: Country, release: int = 1, *, changed: bool = False, value: float = 0.6) -> list:
    content = sent.content(of.code, of_release=release, value=value)
    file, signature = of.send(sent.made(of.code, release, content=content))
    kind = "application/zip"
    return [
        ("country.zip", file.replace(b"QMA", b"QMB", 1) if changed else file, kind),
        ("country.zip.sig", signature, kind),
    ]


def checked(files: list):  # type: ignore[no-untyped-def]
    test = opened()
    test.file_uploader[0].set_value(files)
    return press(test.run(), "Check the files")


def test_a_return_is_shown_its_key_is_asked_for_once_and_it_is_imported(body: str) -> None:
    test = checked(uploaded(QMA))
    said = text(test)
    assert "country.zip is release 1, published on 2024-06-30, plan" in said
    assert "It is the first return of its owner here." in said
    [button] = [one for one in test.button if one.label == "Import"]
    assert button.disabled
    [trust] = test.checkbox
    assert returns.signing.in_groups(QMA.fingerprint) in trust.label
    test = press(trust.check().run(), "Import")
    assert "Return 1 is now shown in" in text(test)
    assert [one.signed_by for one in returns.all_returns(body)] == [QMA.fingerprint]
    # The next one needs no question, and says what it corrects.
    test = checked(uploaded(QMA, 2, value=0.7))
    assert not test.checkbox
    assert "It corrects 3 figures." in text(test)
    press(test, "Import")
    with archive.reading(body).connect() as connection:
        assert set(reading.shown(connection).content.rows["value"]) == {0.7}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (uploaded(QMA, changed=True), "one of the two was changed after signing."),
        (uploaded(QMA)[1:], "A signature was chosen, but no return."),
        ([*uploaded(QMA), ("other.zip", b"x", "application/zip")], "[other.zip.sig] is missing."),
    ],
)
def test_a_return_is_refused_with_a_sentence_and_nothing_is_stored(
    body: str, files: list, why: str
) -> None:
    test = checked(files)
    assert why in text(test)
    assert "Import" not in labels(test)
    assert returns.all_returns(body) == ()
