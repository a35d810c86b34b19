"""The manifest is read strictly."""

from datetime import date

import pytest

from seed.readers import manifest
from seed.submission import Manifest


def test_every_key_is_read() -> None:
    text = """
        jurisdiction = "USA-CA"
        office_id = "O-1"
        extracted_on = 2025-06-30
        period_from = "2020-01-01"
        period_to = 2024-12-31
        dates = "month"
        note = "first year"
        made_up = true
    """
    said, findings = manifest.parse_manifest(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert not findings
    assert said == Manifest(
        jurisdiction="USA-CA",
        office_id="O-1",
        extracted_on=date(2025, 6, 30),
        period_from=date(2020, 1, 1),
        period_to=date(2024, 12, 31),
        dates="month",
        note="first year",
        made_up=True,
    )


def test_an_unknown_key_is_refused_with_the_nearest() -> None:
    _, [finding] = manifest.parse_manifest(b'juristiction = "XAA"')
    assert (finding.rule, finding.column) == ("manifest.unknown_key", "juristiction")
    assert "Did you mean jurisdiction?" in finding.wording


@pytest.mark.parametrize(
    "line",
    [
        'jurisdiction = "Utopia"',
        'jurisdiction = "USA-"',
        "jurisdiction = 7",
        'office_id = "John Smith"',
        'extracted_on = "30.6.2025"',
        'extracted_on = "2025-02-30"',
        "extracted_on = 2025-06-30T10:00:00",
        'dates = "year"',
        'made_up = "yes"',
        'note = ""',
        f'note = "{"x" * 501}"',
    ],
)
def test_a_value_of_another_kind_is_refused_and_not_repeated(line: str) -> None:
    said, [finding] = manifest.parse_manifest(line.encode())
    assert said == Manifest()
    assert (finding.rule, finding.column) == ("manifest.value", line.partition(" ")[0])
    assert "Smith" not in str(finding)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    text = b"period_from = 2024-01-01\nperiod_to = 2023-01-01"
    _, [finding] = manifest.parse_manifest(text)
    assert (finding.rule, finding.column) == ("manifest.period", "period_to")


@pytest.mark.parametrize(
    "data",
    [
        b"jurisdiction = XAA",
        b"\xff\xfe",
        b"#" * 100_000,
        # Lists deep inside each other.
        b"note = " + b"[" * 5000 + b"]" * 5000,
    ],
)
def test_what_is_not_toml_is_refused(data: bytes) -> None:
    said, [finding] = manifest.parse_manifest(data)
    assert said == Manifest()
    assert finding.rule == "manifest.toml"
