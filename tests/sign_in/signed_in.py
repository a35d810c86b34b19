"""A server with sign-in in this process, and browsers that come to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect
from streamlit.runtime.secrets import secrets_singleton

from dashboard import data, sessions, sign_in_settings
from tests import serving
from tests.serving import HERE
from tests.sign_in.provider import CLIENT, SECRET, Provider

OPENED = {"sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
SENT_BACK = OPENED | {"sec-fetch-site": "cross-site"}
POLICY = """
operator = "the Ministry of Velmora"
contact = "sign-in@velmora.example"
withdrawn = ["gone"]

[roles]
ministry = "jurisdiction"
prosecutor = "office"
public = "release"
"""
PEOPLE = {
    "ministry A": {"sub": "a", "roles": ["ministry"], "jurisdiction": "QVE"},
    "ministry B": {"sub": "b", "roles": ["ministry"], "jurisdiction": "QPE"},
    "office A": {
        "sub": "oa",
        "roles": ["prosecutor"],
        "jurisdiction": "QVE",
        "office": "QVE-office-1",
    },
    "office B": {
        "sub": "ob",
        "roles": ["prosecutor"],
        "jurisdiction": "QPE",
        "office": "QPE-office-1",
    },
    "public": {"sub": "p", "roles": ["public"]},
    "nobody": {"sub": "n"},
}


def surroundings(folder: Path, metadata_url: str, policy: str = POLICY) -> dict[str, str]:
    """The environment of a server with sign-in, and the files that it names."""
    secret, access = folder / "client-secret", folder / "access.toml"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    access.write_text(policy)
    return {
        sign_in_settings.SIGN_IN: metadata_url,
        sign_in_settings.CLIENT_ID: CLIENT,
        sign_in_settings.CLIENT_SECRET_FILE: str(secret),
        sign_in_settings.ROLES_FILE: str(access),
        sign_in_settings.SIGN_IN_SCOPES: "openid profile roles",
    }


@dataclass
class Browser:
    """One browser: its cookies, which it sends as browsers do."""

    client: httpx.Client
    provider: Provider
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def here(self) -> str:
        """The server's origin."""
        return str(self.client.base_url).rstrip("/")

    def asks(self, path: str, method: str = "GET", **headers: str):  # type: ignore[no-untyped-def]
        """An answer, its cookies kept; of a request of our own page unless headers say else."""
        self.client.cookies.clear()
        said = {name.replace("_", "-"): value for name, value in headers.items()} or {
            "origin": self.here
        }
        is_cross = said.get("sec-fetch-site") == "cross-site"
        # What is strict is not sent from another site.
        sent = {
            name: value
            for name, value in self.cookies.items()
            if not (is_cross and name.startswith("prosecution_quality"))
        }
        cookie = written(sent)
        answer = self.client.request(
            method, path, headers={"cookie": cookie} | said, follow_redirects=False
        )
        for one in answer.headers.get_list("set-cookie"):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "max-age=0" in one.lower() or not value:
                del self.cookies[name]
        return answer

    def opens(self) -> "Browser":
        """The first page, with which the door gives its cookie."""
        self.asks("/", **{name.replace("-", "_"): value for name, value in OPENED.items()})
        return self

    def goes_to_provider(self, to: str = "/") -> str:
        """Press Sign in; returns the provider's address."""
        asked = self.asks(f"/sign-in?{urlencode({'to': to})}", sec_fetch_site="same-origin")
        return str(asked.headers["location"])

    def comes_back(self, address: str):  # type: ignore[no-untyped-def]
        """Be sent back by the provider."""
        return self.asks(
            address.removeprefix(self.here),
            **{name.replace("-", "_"): value for name, value in SENT_BACK.items()},
        )

    def signs_in(self, claims: dict[str, object], to: str = "/"):  # type: ignore[no-untyped-def]
        """Sign in as who has these claims; returns the page by which it goes on."""
        self.opens()
        self.provider.claims = dict(claims)
        return self.comes_back(self.provider.agree(self.goes_to_provider(to)))


def talks(client: TestClient, cookies: dict[str, str], **headers: str) -> bool:
    """Whether a page with these cookies is let to talk."""
    client.cookies.clear()
    own = {"host": HERE.partition("//")[2], "origin": HERE}
    said = own | {"cookie": written(cookies)} | headers
    try:
        with client.websocket_connect("/_stcore/stream", headers=said, subprotocols=["streamlit"]):
            return True
    except WebSocketDisconnect:
        return False


def written(cookies: dict[str, str]) -> str:
    """The cookies as a browser sends them."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def in_memory() -> dict[str, sessions.Session]:
    """The sessions of this process, by their keys."""
    store = sessions.HERE._store
    assert isinstance(store, sessions.InMemory)
    return store._open


@contextmanager
def served(folder: Path, provider: Provider, policy: str = POLICY) -> Iterator[TestClient]:
    """The application with sign-in, in this process, and nothing of it afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(folder, provider.metadata_url, policy).items():
            patch.setenv(name, value)
        # Beside it lies the log of who came in.
        patch.setenv(data.DATABASE, f"duckdb:///{folder / 'records.duckdb'}")
        patch.setattr(sessions, "HERE", sessions.Sessions())
        try:
            with serving.client() as client:
                yield client
        finally:
            secrets_singleton._reset()
            secrets_singleton._programmatic_secrets = None
