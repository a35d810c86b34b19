"""What browsers are told of the pages' scripts; what else they are told is under test_door."""

from dashboard.server import app as server


def test_the_one_inline_script_of_the_page_is_named_by_its_hash() -> None:
    assert server.content_security_policy(8501).count("'sha256-") == 1
