"""How the server is reached, where people sign in, and what each role may see."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas import errors, scopes

NOTHING = scopes.NOTHING.id
# From narrow to wide: of several roles the narrowest holds. Nobody who signs in is at a desk.
SCOPE_KINDS: tuple[str, ...] = (scopes.Kind.RELEASE, scopes.Kind.OFFICE, scopes.Kind.JURISDICTION)
# What a claim is called where the file does not say it.
DEFAULT_CLAIMS = {name: name for name in ("roles", "jurisdiction", "office", "name")}
CLAIMS_NEEDED: Mapping[str, tuple[str, ...]] = {
    scopes.Kind.RELEASE: (),
    scopes.Kind.OFFICE: ("jurisdiction", "office"),
    scopes.Kind.JURISDICTION: ("jurisdiction",),
}
TEXT_KEYS = ("operator", "contact")
LONGEST_NAME = 200
Claims = Mapping[str, Any]
NO_ROLE = "Your account has no role here."
NO_JURISDICTION = "Your account has a role here, and does not say of which jurisdiction or office."
SEVERAL = "Your account names several jurisdictions or offices, and one person has one."
WITHDRAWN = "Your access was withdrawn."
UNREADABLE = "The list of roles of this dashboard cannot be read."


@dataclass(frozen=True)
class Policy:
    """The operator's file: how claims are called, and which role is which kind of scope."""

    roles: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CLAIMS)
    withdrawn: frozenset[str] = frozenset()
    operator: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Granted:
    """The id of a scope; where it is `nothing`, why."""

    scope_id: str
    reason: str = ""


SIGN_IN = "PROSECUTION_QUALITY_SIGN_IN"
CLIENT_ID = "PROSECUTION_QUALITY_CLIENT_ID"
CLIENT_SECRET = "PROSECUTION_QUALITY_CLIENT_SECRET"
CLIENT_SECRET_FILE = "PROSECUTION_QUALITY_CLIENT_SECRET_FILE"
ROLES_FILE = "PROSECUTION_QUALITY_ACCESS"
BASE_URL = "PROSECUTION_QUALITY_BASE_URL"
# Set by `serve --public`: whoever comes sees releases, and nobody signs in.
PUBLIC = "PROSECUTION_QUALITY_PUBLIC"
SIGN_IN_SCOPES = "PROSECUTION_QUALITY_SIGN_IN_SCOPES"
SIGN_IN_PROMPT = "PROSECUTION_QUALITY_SIGN_IN_PROMPT"
CALLBACK = "/oauth2callback"
# Where the provider itself says who is gone.
BACKCHANNEL_LOGOUT = "/sign-out/told"
LOOPBACK = ("127.0.0.1", "localhost")
# A longer file is no secret of a client.
MOST_SECRET_BYTES = 4096
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


def load(port: int) -> SignIn | None:
    """The settings of sign-in, None on a desk. UserError where they are incomplete.

    A secret that stood in the environment is taken out of it: child processes need none.
    """
    base = base_url()
    secret = os.environ.pop(CLIENT_SECRET, "")
    if not is_on():
        _refuse_half_a_server(base)
        return None
    for name in (CLIENT_ID, ROLES_FILE):
        if not os.environ.get(name):
            raise errors.UserError(
                f"{SIGN_IN} is set, and {name} is not. Set it, or take both away."
            )
    if not secret:
        secret = _read_secret(os.environ.get(CLIENT_SECRET_FILE, ""))
    return SignIn(
        metadata_url=_metadata_url(),
        client_id=os.environ[CLIENT_ID],
        client_secret=secret,
        origin=base or f"http://{LOOPBACK[0]}:{port}",
        scopes=os.environ.get(SIGN_IN_SCOPES, "openid profile"),
        prompt=os.environ.get(SIGN_IN_PROMPT, "login"),
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
    others = [name for name in (CLIENT_ID, ROLES_FILE, CLIENT_SECRET_FILE) if os.environ.get(name)]
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


def _read_secret(name: str) -> str:
    """The secret that a file holds, which nobody but its owner may read."""
    if not name:
        raise errors.UserError(
            f"{SIGN_IN} is set without a secret. Name its file in {CLIENT_SECRET_FILE}."
        )
    path, named = Path(name), f"The file that {CLIENT_SECRET_FILE} names"
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_mode & 0o077:
            raise errors.UserError(
                f"Others may read the file that {CLIENT_SECRET_FILE} names. Close it: chmod 600"
                f" {name}"
            )
        secret = path.read_bytes()[: MOST_SECRET_BYTES + 1].decode().strip()
    except (OSError, ValueError) as error:
        raise errors.UserError(
            f"The file that {CLIENT_SECRET_FILE} names cannot be read: {name}"
        ) from error
    if not secret or len(secret) > MOST_SECRET_BYTES:
        raise errors.UserError(f"{named} holds no secret: {name}")
    return secret


def load_policy() -> Policy:
    """The file as it stands: what is changed in it holds from the next run on. UserError."""
    path = Path(os.environ[ROLES_FILE])
    try:
        state = path.stat()
        return _parse_file(path, (state.st_mtime_ns, state.st_size, state.st_ino))
    except OSError as error:
        raise errors.UserError(
            f"The file that {ROLES_FILE} names cannot be read: {path}"
        ) from error


@lru_cache(maxsize=1)
def _parse_file(path: Path, state: tuple[int, ...]) -> Policy:  # noqa: ARG001 - part of the key
    return parse_policy(path.read_bytes())


def parse_policy(content: bytes) -> Policy:
    """The policy that the file states. UserError where it says something else."""
    try:
        stated = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise errors.UserError(f"The file that {ROLES_FILE} names is not TOML in UTF-8.") from error
    known = {"roles", "claims", "withdrawn", *TEXT_KEYS}
    if strange := sorted(stated.keys() - known):
        raise errors.UserError(
            f"access.toml, [{strange[0]}] is not one of {', '.join(sorted(known))}."
        )
    roles, claims = _text_table(stated, "roles"), _text_table(stated, "claims")
    for role, kind in roles.items():
        if kind not in SCOPE_KINDS:
            raise errors.UserError(
                f"access.toml, roles, [{role}] is not one of {', '.join(SCOPE_KINDS)}."
            )
    if strange := sorted(claims.keys() - DEFAULT_CLAIMS.keys()):
        raise errors.UserError(
            f"access.toml, claims, [{strange[0]}] is not one of {', '.join(DEFAULT_CLAIMS)}."
        )
    withdrawn = stated.get("withdrawn", [])
    texts = [stated.get(name, "") for name in TEXT_KEYS]
    if not isinstance(withdrawn, list) or not _are_texts([*withdrawn, *texts]):
        raise errors.UserError(
            f"access.toml, withdrawn is a list of texts, {' and '.join(TEXT_KEYS)} texts."
        )
    return Policy(roles, DEFAULT_CLAIMS | claims, frozenset(withdrawn), *texts)


def _text_table(stated: dict[str, Any], name: str) -> dict[str, str]:
    table = stated.get(name, {})
    if not isinstance(table, dict) or not _are_texts(table.values()):
        raise errors.UserError(
            f'access.toml, {name} is a table of texts, as: [{name}] one = "other".'
        )
    return table


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def grant(claims: Claims, policy: Policy) -> Granted:
    """What the holder of these claims may see: nothing where they say none, or contradict."""
    if claims.get("sub") in policy.withdrawn:
        return Granted(NOTHING, WITHDRAWN)
    kinds = {
        policy.roles[role] for role in _claim_texts(claims, policy, "roles") if role in policy.roles
    }
    if not kinds:
        return Granted(NOTHING, NO_ROLE)
    kind = min(kinds, key=SCOPE_KINDS.index)
    # The wider role of the same person is of the same place: another would be a contradiction.
    claimed = [_claim_texts(claims, policy, part) for part in CLAIMS_NEEDED[kind]]
    if any(len(each) > 1 for each in claimed):
        return Granted(NOTHING, SEVERAL)
    places = [place for each in claimed for place in each]
    scope = scopes.read(scopes.BETWEEN.join([kind, *places]))
    # What a claim puts between the parts of an id makes another place of them.
    if scope.kind != kind or [scope.jurisdiction, scope.office][: len(places)] != places:
        return Granted(NOTHING, NO_JURISDICTION)
    return Granted(scope.id)


def display_name(claims: Claims, policy: Policy) -> str:
    """How the person is called, as the account says; else the account's own sign."""
    named = _claim_texts(claims, policy, "name")
    called = named[0].strip() if named else ""
    return (called or str(claims.get("sub", "")))[:LONGEST_NAME]


def _claim_texts(claims: Claims, policy: Policy, which: str) -> list[str]:
    """The texts of a claim, each once; what is no text makes all of it none."""
    value = _claim(claims, policy.claims[which])
    values: list[Any] = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(values)) if _are_texts(values) else []


def _claim(claims: Claims, name: str) -> object:
    """A claim by its name; dots lead into tables, as in `realm_access.roles`."""
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
