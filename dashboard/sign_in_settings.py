"""Settings of the server's address, of sign-in, and of what each role may see."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas import errors, scopes
from schemas.language import marked

NOTHING = scopes.NOTHING.id
# From narrow to wide: with several roles the narrowest applies. Nobody who signs in gets the rights
# of a desk.
SCOPE_KINDS: tuple[str, ...] = (scopes.Kind.RELEASE, scopes.Kind.OFFICE, scopes.Kind.JURISDICTION)
# The names of claims, unless the file states others.
DEFAULT_CLAIMS = {name: name for name in ("roles", "jurisdiction", "office", "name")}
CLAIMS_NEEDED: Mapping[str, tuple[str, ...]] = {
    scopes.Kind.RELEASE: (),
    scopes.Kind.OFFICE: ("jurisdiction", "office"),
    scopes.Kind.JURISDICTION: ("jurisdiction",),
}
TEXT_KEYS = ("operator", "contact")
LONGEST_NAME = 200
Claims = Mapping[str, Any]
NO_ROLE = marked("Your account has no role in this dashboard.")
NO_JURISDICTION = marked(
    "Your account has a role in this dashboard, but no jurisdiction or office for it."
)
SEVERAL = marked("Your account names several jurisdictions or offices. A person can have only one.")
WITHDRAWN = marked("Your access was withdrawn.")
UNREADABLE = marked("This dashboard cannot read its list of roles.")

NOT_BOTH = marked("{first} is set, but {other} is not. Set both, or neither.")
ONE_OF = marked("{place}: [{key}] is not one of: {keys}.")


@dataclass(frozen=True)
class Policy:
    """The operator's file: names of claims, and which role may see which kind of scope."""

    roles: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=lambda: DEFAULT_CLAIMS)
    withdrawn: frozenset[str] = frozenset()
    operator: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Granted:
    """The id of the scope that a user may see; if it is `nothing`, the reason."""

    scope_id: str
    reason: str = ""


SIGN_IN = "PROSECUTION_QUALITY_SIGN_IN"
CLIENT_ID = "PROSECUTION_QUALITY_CLIENT_ID"
CLIENT_SECRET = "PROSECUTION_QUALITY_CLIENT_SECRET"
CLIENT_SECRET_FILE = "PROSECUTION_QUALITY_CLIENT_SECRET_FILE"
ROLES_FILE = "PROSECUTION_QUALITY_ACCESS"
BASE_URL = "PROSECUTION_QUALITY_BASE_URL"
# Set by `serve --public`: everybody sees releases, and nobody signs in.
PUBLIC = "PROSECUTION_QUALITY_PUBLIC"
SIGN_IN_SCOPES = "PROSECUTION_QUALITY_SIGN_IN_SCOPES"
SIGN_IN_PROMPT = "PROSECUTION_QUALITY_SIGN_IN_PROMPT"
CALLBACK = "/oauth2callback"
# The provider calls this address when somebody has signed out there.
BACKCHANNEL_LOGOUT = "/sign-out/told"
LOOPBACK = ("127.0.0.1", "localhost")
# A longer file cannot be the secret of an OpenID Connect client.
MOST_SECRET_BYTES = 4096
USUAL_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class SignIn:
    """The sign-in provider (OpenID Connect), and this dashboard's id and secret at the provider."""

    metadata_url: str
    client_id: str
    client_secret: str = field(repr=False)
    origin: str
    scopes: str
    prompt: str

    def secrets(self, cookie_secret: str) -> dict[str, Any]:
        """Return the sign-in settings that Streamlit needs, to pass on without writing a file."""
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


def is_sign_in_required() -> bool:
    """Return whether users must sign in; if not, this is a desk."""
    return bool(os.environ.get(SIGN_IN))


def is_public_server() -> bool:
    """Return whether this process shows releases to everybody, and nothing else to anyone."""
    return bool(os.environ.get(PUBLIC))


def load_sign_in(port: int) -> SignIn | None:
    """Return the settings of sign-in, None on a desk. Raises UserError if they are incomplete.

    A secret is removed from the environment, because child processes need none.
    """
    base = base_url()
    secret = os.environ.pop(CLIENT_SECRET, "")
    if not is_sign_in_required():
        _refuse_half_a_server(base)
        return None
    for name in (CLIENT_ID, ROLES_FILE):
        if not os.environ.get(name):
            raise errors.UserError(NOT_BOTH, first=SIGN_IN, other=name)
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
    """Return the address by which browsers reach the server; empty if only from this computer.

    Raises UserError unless it is https, or http on this computer, without path and password.
    """
    stated = os.environ.get(BASE_URL, "").rstrip("/")
    if not stated:
        return ""
    url = urlsplit(stated)
    is_safe = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK)
    if not is_safe or not url.hostname or stated != f"{url.scheme}://{url.netloc}":
        raise errors.UserError(
            "{variable} is not the address of a server. Write https:// and the name of the"
            " host, and nothing after it, such as https://quality.example.org.",
            variable=BASE_URL,
        )
    if url.username is not None or url.password is not None:
        raise errors.UserError(
            "{variable} contains a user name or a password. Remove it.", variable=BASE_URL
        )
    port = "" if url.port in {None, USUAL_PORTS[url.scheme]} else f":{url.port}"
    # Browsers write host names in lower case and leave out the default port.
    return f"{url.scheme}://{url.hostname}{port}"


def _refuse_half_a_server(base: str) -> None:
    """Raise UserError if settings open the dashboard to others but nobody has to sign in.

    Public releases are allowed.
    """
    if base and urlsplit(base).hostname not in LOOPBACK and not is_public_server():
        raise errors.UserError(
            "{variable} opens the dashboard to other computers, but nobody signs in. Set"
            " {sign_in} too, or remove {variable}. To show a release to everyone, use"
            " serve --public.",
            variable=BASE_URL,
            sign_in=SIGN_IN,
        )
    others = [name for name in (CLIENT_ID, ROLES_FILE, CLIENT_SECRET_FILE) if os.environ.get(name)]
    if others:
        raise errors.UserError(NOT_BOTH, first=others[0], other=SIGN_IN)


def _metadata_url() -> str:
    stated = os.environ[SIGN_IN]
    url = urlsplit(stated)
    if url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK):
        return stated
    raise errors.UserError(
        "{variable} is not the address of a provider's metadata. Such an address begins with"
        " https, as in https://login.example.org/.well-known/openid-configuration.",
        variable=SIGN_IN,
    )


def _read_secret(name: str) -> str:
    """Return the secret in a file; UserError if others may read the file."""
    if not name:
        raise errors.UserError(
            "{sign_in} is set, but there is no secret. Name the file with the secret in"
            " {variable}.",
            sign_in=SIGN_IN,
            variable=CLIENT_SECRET_FILE,
        )
    path, named = Path(name), {"variable": CLIENT_SECRET_FILE, "file": name}
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode) or state.st_mode & 0o077:
            raise errors.UserError(
                "Other users can read the file that {variable} names. Close it with: chmod 600"
                " {file}",
                **named,
            )
        secret = path.read_bytes()[: MOST_SECRET_BYTES + 1].decode().strip()
    except (OSError, ValueError) as error:
        raise errors.UserError(
            "Cannot read the file that {variable} names: {file}", **named
        ) from error
    if not secret or len(secret) > MOST_SECRET_BYTES:
        raise errors.UserError("The file that {variable} names contains no secret: {file}", **named)
    return secret


def load_policy() -> Policy:
    """Read the operator's file. Changes are in force from the next run. Raises UserError."""
    path = Path(os.environ[ROLES_FILE])
    try:
        return parse_policy(path.read_bytes())
    except OSError as error:
        raise errors.UserError(
            "Cannot read the file that {variable} names: {file}",
            variable=ROLES_FILE,
            file=path,
        ) from error


def parse_policy(content: bytes) -> Policy:
    """Parse the content of the operator's file. Raises UserError for anything unexpected."""
    try:
        stated = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise errors.UserError(
            "The file that {variable} names is not TOML in UTF-8.", variable=ROLES_FILE
        ) from error
    known = {"roles", "claims", "withdrawn", *TEXT_KEYS}
    if strange := sorted(stated.keys() - known):
        raise errors.UserError(
            ONE_OF, place="access.toml", key=strange[0], keys=", ".join(sorted(known))
        )
    roles, claims = _text_table(stated, "roles"), _text_table(stated, "claims")
    for role, kind in roles.items():
        if kind not in SCOPE_KINDS:
            raise errors.UserError(
                ONE_OF, place="access.toml, roles", key=role, keys=", ".join(SCOPE_KINDS)
            )
    if strange := sorted(claims.keys() - DEFAULT_CLAIMS.keys()):
        raise errors.UserError(
            ONE_OF,
            place="access.toml, claims",
            key=strange[0],
            keys=", ".join(DEFAULT_CLAIMS),
        )
    withdrawn = stated.get("withdrawn", [])
    texts = [stated.get(name, "") for name in TEXT_KEYS]
    if not isinstance(withdrawn, list) or not _are_texts([*withdrawn, *texts]):
        raise errors.UserError(
            "access.toml: [withdrawn] must be a list of texts, and these must be texts: {keys}.",
            keys=", ".join(TEXT_KEYS),
        )
    return Policy(roles, DEFAULT_CLAIMS | claims, frozenset(withdrawn), *texts)


def _text_table(stated: dict[str, Any], name: str) -> dict[str, str]:
    table = stated.get(name, {})
    if not isinstance(table, dict) or not _are_texts(table.values()):
        raise errors.UserError(
            'access.toml: [{key}] must be a table of texts, such as: [{key}] one = "other".',
            key=name,
        )
    return table


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def grant_scope(claims: Claims, policy: Policy) -> Granted:
    """Return what somebody with these claims may see; nothing if claims are missing or conflict."""
    if claims.get("sub") in policy.withdrawn:
        return Granted(NOTHING, WITHDRAWN)
    kinds = {
        policy.roles[role] for role in _claim_texts(claims, policy, "roles") if role in policy.roles
    }
    if not kinds:
        return Granted(NOTHING, NO_ROLE)
    kind = min(kinds, key=SCOPE_KINDS.index)
    # A person's wider role must be for the same jurisdiction: another would be a contradiction.
    claimed = [_claim_texts(claims, policy, part) for part in CLAIMS_NEEDED[kind]]
    if any(len(each) > 1 for each in claimed):
        return Granted(NOTHING, SEVERAL)
    jurisdictions = [jurisdiction for each in claimed for jurisdiction in each]
    scope = scopes.parse_scope(scopes.BETWEEN.join([kind, *jurisdictions]))
    # A claim that contains the separator of scope ids would name another jurisdiction or office.
    if (
        scope.kind != kind
        or [scope.jurisdiction, scope.office][: len(jurisdictions)] != jurisdictions
    ):
        return Granted(NOTHING, NO_JURISDICTION)
    return Granted(scope.id)


def user_display_name(claims: Claims, policy: Policy) -> str:
    """Return the name of the user from the claims; else the id of the account."""
    named = _claim_texts(claims, policy, "name")
    called = named[0].strip() if named else ""
    return (called or str(claims.get("sub", "")))[:LONGEST_NAME]


def _claim_texts(claims: Claims, policy: Policy, which: str) -> list[str]:
    """Return the distinct texts of a claim; none at all if one of its values is not text."""
    value = _read_claim(claims, policy.claims[which])
    values: list[Any] = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(values)) if _are_texts(values) else []


def _read_claim(claims: Claims, name: str) -> object:
    """Return the value of a claim; dots lead into nested tables, as in `realm_access.roles`."""
    if name in claims:
        return claims[name]
    value: object = claims
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value
