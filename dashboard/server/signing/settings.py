"""How the server is reached and where people sign in, as the environment says it."""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas import errors

SIGN_IN = "PROSECUTION_QUALITY_SIGN_IN"
CLIENT = "PROSECUTION_QUALITY_CLIENT_ID"
SECRET = "PROSECUTION_QUALITY_CLIENT_SECRET"
SECRET_FILE = "PROSECUTION_QUALITY_CLIENT_SECRET_FILE"
ACCESS = "PROSECUTION_QUALITY_ACCESS"
BASE_URL = "PROSECUTION_QUALITY_BASE_URL"
# Set by `serve --public`: whoever comes sees releases, and nobody signs in.
PUBLIC = "PROSECUTION_QUALITY_PUBLIC"
CLAIMS = "PROSECUTION_QUALITY_SIGN_IN_SCOPES"
PROMPT = "PROSECUTION_QUALITY_SIGN_IN_PROMPT"
CALLBACK = "/oauth2callback"
# Where the provider itself says who is gone.
TOLD = "/sign-out/told"
LOOPBACK = ("127.0.0.1", "localhost")
# A longer file is no secret of a client.
MOST_BYTES = 4096
USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class SignIn:
    """The provider, and who we are there."""

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    origin: str
    scopes: str
    prompt: str

    def secrets(self, cookie_secret: str) -> dict[str, Any]:
        """What Streamlit reads, handed over in memory: no file of the person's home is touched."""
        return {
            "auth": {
                "redirect_uri": f"{self.origin}{CALLBACK}",
                "cookie_secret": cookie_secret,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "server_metadata_url": self.metadata_url,
                "client_kwargs": {"scope": self.scopes, "prompt": self.prompt},
            }
        }


def is_on() -> bool:
    """Whether people sign in here; without it this is a desk."""
    return bool(os.environ.get(SIGN_IN))


def is_public() -> bool:
    """Whether this process shows releases to anybody, and nothing else to anyone."""
    return bool(os.environ.get(PUBLIC))


def sign_in(port: int) -> SignIn | None:
    """The settings of sign-in, None on a desk. UserError where they are incomplete.

    A secret that stood in the environment is taken out of it: child processes need none.
    """
    base = base_url()
    secret = os.environ.pop(SECRET, "")
    if not is_on():
        _refuse_half_a_server(base)
        return None
    for name in (CLIENT, ACCESS):
        if not os.environ.get(name):
            raise errors.UserError(
                f"{SIGN_IN} is set, and {name} is not. Set it, or take both away."
            )
    if not secret:
        secret = _secret_of(os.environ.get(SECRET_FILE, ""))
    return SignIn(
        metadata_url=_metadata_url(),
        client_id=os.environ[CLIENT],
        client_secret=secret,
        origin=base or f"http://{LOOPBACK[0]}:{port}",
        scopes=os.environ.get(CLAIMS, "openid profile"),
        prompt=os.environ.get(PROMPT, "login"),
    )


def base_url() -> str:
    """The origin by which browsers reach the server; blank where it is this computer's own.

    UserError where it is not one of https, or of http on this computer.
    """
    stated = os.environ.get(BASE_URL, "").rstrip("/")
    if not stated:
        return ""
    url = urlsplit(stated)
    is_safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
    if not is_safe or not url.hostname or stated != f"{url.scheme}://{url.netloc}":
        raise errors.UserError(
            f"{BASE_URL} is not the address of a server, as https://quality.example.org. "
            "Give the scheme, https, and the name of the host, and nothing behind it."
        )
    if url.username is not None or url.password is not None:
        raise errors.UserError(f"{BASE_URL} holds a name or a password. Take it out.")
    port = "" if url.port in {None, USUAL_PORTS[url.scheme]} else f":{url.port}"
    # Browsers write hosts in small letters, and leave out the usual port.
    return f"{url.scheme}://{url.hostname}{port}"


def _refuse_half_a_server(base: str) -> None:
    """A desk without sign-in stays on this computer; a release is for anybody."""
    if base and urlsplit(base).hostname not in LOOPBACK and not is_public():
        raise errors.UserError(
            f"{BASE_URL} opens the dashboard to other computers, and nobody signs in. "
            f"Set {SIGN_IN} as well, or take {BASE_URL} away; a release is shown to anybody by"
            " serve --public."
        )
    others = [name for name in (CLIENT, ACCESS, SECRET_FILE) if os.environ.get(name)]
    if others:
        raise errors.UserError(
            f"{others[0]} is set, and {SIGN_IN} is not. Set it, or take both away."
        )


def _metadata_url() -> str:
    stated = os.environ[SIGN_IN]
    url = urlsplit(stated)
    if url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK):
        return stated
    raise errors.UserError(
        f"{SIGN_IN} is not the address of a provider's metadata, as "
        "https://login.example.org/.well-known/openid-configuration. It begins with https."
    )


def _secret_of(name: str) -> str:
    """The secret that a file holds, which nobody but its owner may read."""
    if not name:
        raise errors.UserError(
            f"{SIGN_IN} is set without a secret. Name its file in {SECRET_FILE}."
        )
    path, named = Path(name), f"The file that {SECRET_FILE} names"
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_mode & 0o077:
            raise errors.UserError(
                f"Others may read the file that {SECRET_FILE} names. Close it: chmod 600 {name}"
            )
        secret = path.read_bytes()[: MOST_BYTES + 1].decode().strip()
    except (OSError, ValueError) as error:
        raise errors.UserError(
            f"The file that {SECRET_FILE} names cannot be read: {name}"
        ) from error
    if not secret or len(secret) > MOST_BYTES:
        raise errors.UserError(f"{named} holds no secret: {name}")
    return secret
