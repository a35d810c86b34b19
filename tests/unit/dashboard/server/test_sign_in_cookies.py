"""Which cookies reach Streamlit, and which reach browsers."""

import pytest

from dashboard.server import sign_in
from dashboard.server.app import secure

OF_PORT = "_streamlit_session_8501"


def told(*sent: str, person: dict[str, str] | None = None, under_way: str = OF_PORT) -> list[str]:
    """The cookies that Streamlit is told of."""
    headers = [(b"host", b"x"), *((b"cookie", one.encode("latin-1")) for one in sent)]
    inward = sign_in.inward_cookies({"headers": headers}, under_way, person or {})
    assert (b"host", b"x") in inward["headers"]
    return [value.decode("latin-1") for name, value in inward["headers"] if name == b"cookie"]


@pytest.mark.parametrize(
    ("sent", "reach"),
    [
        ([], []),
        (["a=1; b=é"], ["a=1; b=é"]),
        (["a=1", "b=2"], ["a=1; b=2"]),
        # A browser cannot say who it is, in one cookie or in parts.
        (["_streamlit_user=forged; a=1"], ["a=1"]),
        (["_streamlit_user_1=forged;_streamlit_user_tokens=forged"], []),
        ([" _streamlit_user = forged "], []),
        # The state of a sign-in is this port's own.
        (["_streamlit_session=of another"], []),
        (["_streamlit_session_8501=ours"], ["_streamlit_session=ours"]),
        (["_streamlit_session_9099=of another"], ["_streamlit_session_9099=of another"]),
    ],
)
def test_what_reaches_streamlit(sent: list[str], reach: list[str]) -> None:
    assert told(*sent) == reach


def test_processes_with_one_secret_take_each_others_sign_in_under_way() -> None:
    sent = "_streamlit_session=ours; _streamlit_user=forged"
    assert told(sent, under_way="_streamlit_session") == ["_streamlit_session=ours"]


def test_whose_session_it_is_is_added_whatever_the_browser_says() -> None:
    person = {"_streamlit_user": "kept"}
    assert told("_streamlit_user=forged", person=person) == ["_streamlit_user=kept"]


@pytest.mark.parametrize(
    ("set_cookie", "reaches", "behind_tls"),
    [
        ("_streamlit_user=claims; Path=/", None, None),
        ("_streamlit_user_tokens_1=tokens", None, None),
        (
            "_streamlit_session=state; httponly; samesite=lax",
            "_streamlit_session_8501=state; httponly; samesite=lax",
            "_streamlit_session_8501=state; httponly; samesite=lax; Secure",
        ),
        ("_streamlit_xsrf=1", "_streamlit_xsrf=1", "_streamlit_xsrf=1; Secure"),
        ("a=1; Secure", "a=1; Secure", "a=1; Secure"),
    ],
)
def test_what_reaches_browsers(
    set_cookie: str, reaches: str | None, behind_tls: str | None
) -> None:
    headers = [(b"x", b"y"), (b"set-cookie", set_cookie.encode())]
    passed = sign_in.outward_headers(headers, OF_PORT)
    for sent, expected in ((passed, reaches), (secure(passed), behind_tls)):
        cookie = [] if expected is None else [(b"set-cookie", expected.encode())]
        assert sent == [(b"x", b"y"), *cookie]


def test_a_cookie_that_is_taken_away_is_none() -> None:
    headers = [
        (b"set-cookie", b"_streamlit_user=a.b; Path=/"),
        (b"set-cookie", b'_streamlit_user_tokens=""; Max-Age=0'),
        (b"set-cookie", b"other=; Max-Age=0"),
    ]
    assert sign_in.cookies_set_by(headers) == {"_streamlit_user": "a.b"}


def test_cookies_signed_by_others_hold_no_claims() -> None:
    assert sign_in.claims_of_cookies({"_streamlit_user": "e30.a.b"}, "secret") == {}
    assert sign_in.claims_of_cookies({}, "secret") == {}
