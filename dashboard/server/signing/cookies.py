"""The cookies of sign-in: which Streamlit's routes set, which browsers get, and what they hold."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.types import Scope
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    SESSION_COOKIE_NAME,
    USER_COOKIE_NAME,
)

# Who somebody is, and the tokens: Streamlit would leave them in the browser for a month.
OF_PERSON = USER_COOKIE_NAME
# Where a sign-in under way keeps its state and nonce.
UNDER_WAY = SESSION_COOKIE_NAME
# Browsers keep some 4 KB each, and Streamlit cuts to that; a person with more roles has too many.
MOST_BYTES = 64 * 1024


def set_by(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """The cookies that an answer sets, by name; those that it takes away are none."""
    cookies = (value.decode("latin-1") for name, value in headers if name == b"set-cookie")
    pairs = (cookie.partition(";")[0].partition("=") for cookie in cookies)
    return {name: value for name, _, value in pairs if value.strip('"')}


def claims_in(cookies: Mapping[str, str], secret: str) -> dict[str, Any]:
    """The claims that Streamlit has put into its cookies; none where it has put none."""

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, "").encode("latin-1"))

    content = get_cookie_with_chunks(one, OF_PERSON)
    claims = json.loads(content) if content else {}
    return claims if isinstance(claims, dict) else {}


def of_person(cookies: Mapping[str, str]) -> dict[str, str]:
    """Those that say who somebody is."""
    return {name: value for name, value in cookies.items() if name.startswith(OF_PERSON)}


def inward(scope: Scope, under_way: str, person: Mapping[str, str]) -> Scope:
    """The request with the cookies that Streamlit knows: what a browser says of persons is none.

    Browsers call the cookie of a sign-in under way `under_way`.
    """
    sent = [
        one.strip()
        for name, value in scope["headers"]
        if name == b"cookie"
        for one in value.decode("latin-1").split(";")
    ]
    pairs = [one.partition("=") for one in sent if one]
    cookies = [
        f"{UNDER_WAY if name == under_way else name}={value}"
        for name, _, value in pairs
        if name == under_way or not (name == UNDER_WAY or name.startswith(OF_PERSON))
    ]
    cookies += [f"{name}={value}" for name, value in person.items()]
    others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    if cookies:
        others.append((b"cookie", "; ".join(cookies).encode("latin-1")))
    return {**scope, "headers": others}


def outward(headers: Iterable[tuple[bytes, bytes]], under_way: str) -> list[tuple[bytes, bytes]]:
    """The headers of an answer as browsers get them: no person, and our names."""
    passed = []
    for name, value in headers:
        if name == b"set-cookie":
            cookie = value.decode("latin-1")
            if cookie.startswith(OF_PERSON):
                continue
            if cookie.startswith(f"{UNDER_WAY}="):
                cookie = under_way + cookie.removeprefix(UNDER_WAY)
            passed.append((name, cookie.encode("latin-1")))
        else:
            passed.append((name, value))
    return passed
