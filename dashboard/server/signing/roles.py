"""What a signed-in person may see, by the claims of the provider and the operator's file."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from dashboard.server.signing.settings import ACCESS
from schemas import errors, scopes

NOTHING = scopes.NOTHING.id
# From narrow to wide: of several roles the narrowest holds. Nobody who signs in is at a desk.
KINDS: tuple[str, ...] = (scopes.Kind.RELEASE, scopes.Kind.OFFICE, scopes.Kind.JURISDICTION)
# What a claim is called where the file does not say it.
CLAIMS = {name: name for name in ("roles", "jurisdiction", "office", "name")}
PLACES: Mapping[str, tuple[str, ...]] = {
    scopes.Kind.RELEASE: (),
    scopes.Kind.OFFICE: ("jurisdiction", "office"),
    scopes.Kind.JURISDICTION: ("jurisdiction",),
}
TEXTS = ("operator", "contact")
LONGEST = 200
Claims = Mapping[str, Any]

NO_ROLE = "Your account has no role here."
NO_PLACE = "Your account has a role here, and does not say of which jurisdiction or office."
SEVERAL = "Your account names several jurisdictions or offices, and one person has one."
WITHDRAWN = "Your access was withdrawn."
UNREADABLE = "The list of roles of this dashboard cannot be read."


@dataclass(frozen=True)
class Policy:
    """The operator's file: how claims are called, and which role is which kind of scope."""

    roles: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=lambda: CLAIMS)
    withdrawn: frozenset[str] = frozenset()
    operator: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Granted:
    """The id of a scope; where it is `nothing`, why."""

    scope_id: str
    reason: str = ""


def policy() -> Policy:
    """The file as it stands: what is changed in it holds from the next run on. UserError."""
    path = Path(os.environ[ACCESS])
    try:
        state = path.stat()
        return _read(path, (state.st_mtime_ns, state.st_size, state.st_ino))
    except OSError as error:
        raise errors.UserError(f"The file that {ACCESS} names cannot be read: {path}") from error


@lru_cache(maxsize=1)
def _read(path: Path, state: tuple[int, ...]) -> Policy:  # noqa: ARG001 - part of the key
    return parse(path.read_bytes())


def parse(content: bytes) -> Policy:
    """The policy that the file states. UserError where it says something else."""
    try:
        stated = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise errors.UserError(f"The file that {ACCESS} names is not TOML in UTF-8.") from error
    known = {"roles", "claims", "withdrawn", *TEXTS}
    if strange := sorted(stated.keys() - known):
        raise errors.UserError(
            f"access.toml, [{strange[0]}] is not one of {', '.join(sorted(known))}."
        )
    roles, claims = _texts(stated, "roles"), _texts(stated, "claims")
    for role, kind in roles.items():
        if kind not in KINDS:
            raise errors.UserError(
                f"access.toml, roles, [{role}] is not one of {', '.join(KINDS)}."
            )
    if strange := sorted(claims.keys() - CLAIMS.keys()):
        raise errors.UserError(
            f"access.toml, claims, [{strange[0]}] is not one of {', '.join(CLAIMS)}."
        )
    withdrawn = stated.get("withdrawn", [])
    texts = [stated.get(name, "") for name in TEXTS]
    if not isinstance(withdrawn, list) or not _are_texts([*withdrawn, *texts]):
        raise errors.UserError(
            f"access.toml, withdrawn is a list of texts, {' and '.join(TEXTS)} texts."
        )
    return Policy(roles, CLAIMS | claims, frozenset(withdrawn), *texts)


def _texts(stated: dict[str, Any], name: str) -> dict[str, str]:
    table = stated.get(name, {})
    if not isinstance(table, dict) or not _are_texts(table.values()):
        raise errors.UserError(
            f'access.toml, {name} is a table of texts, as: [{name}] one = "other".'
        )
    return table


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)


def granted(claims: Claims, policy: Policy) -> Granted:
    """What the holder of these claims may see: nothing where they say none, or contradict."""
    if claims.get("sub") in policy.withdrawn:
        return Granted(NOTHING, WITHDRAWN)
    kinds = {
        policy.roles[role] for role in _values(claims, policy, "roles") if role in policy.roles
    }
    if not kinds:
        return Granted(NOTHING, NO_ROLE)
    kind = min(kinds, key=KINDS.index)
    # The wider role of the same person is of the same place: another would be a contradiction.
    claimed = [_values(claims, policy, part) for part in PLACES[kind]]
    if any(len(each) > 1 for each in claimed):
        return Granted(NOTHING, SEVERAL)
    places = [place for each in claimed for place in each]
    scope = scopes.read(scopes.BETWEEN.join([kind, *places]))
    # What a claim puts between the parts of an id makes another place of them.
    if scope.kind != kind or [scope.jurisdiction, scope.office][: len(places)] != places:
        return Granted(NOTHING, NO_PLACE)
    return Granted(scope.id)


def name_of(claims: Claims, policy: Policy) -> str:
    """How the person is called, as the account says; else the account's own sign."""
    named = _values(claims, policy, "name")
    called = named[0].strip() if named else ""
    return (called or str(claims.get("sub", "")))[:LONGEST]


def _values(claims: Claims, policy: Policy, which: str) -> list[str]:
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
