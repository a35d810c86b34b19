"""Back-channel logout: the sign-in provider tells the server directly who has signed out there.

This implements OpenID Connect Back-Channel Logout 1.0. Authlib checks signature, issuer and
audience; the rules only for logout tokens are checked here.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

# Authlib uses one of two libraries and has no public name for it.
from authlib.integrations.httpx_client._compat import httpx2
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from authlib.oauth2.claims import JWTClaims
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError

from dashboard.sign_in_settings import SignIn

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SIGNATURES = "id_token_signing_alg_values_supported"
NEEDED = ("iss", "aud", "iat", "jti", "events")
# Allowed difference of clocks, and the greatest age of a token, as providers repeat it if nobody
# answers.
SECONDS_APART, OLDEST = 60, 10 * 60
# A token with an unknown key makes the server load the keys again, and anybody can send one.
SECONDS_BETWEEN_KEYS = 60


class LoggedOut(NamedTuple):
    """The account and the session that have ended at the provider; blank if not stated."""

    subject: str
    session: str


class LogoutToken(JWTClaims):
    """The claims of a logout token, with the checks that Authlib does not make."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Raise a JoseError if the claims are not those of a recent logout token."""
        if not is_signing_algorithm(self.header.get("alg")):
            raise InvalidClaimError("alg")
        for name in NEEDED:
            if name not in self:
                raise MissingClaimError(name)
        super().validate(now, leeway)
        events = self["events"]
        if not isinstance(events, Mapping) or not isinstance(events.get(EVENT), Mapping):
            raise InvalidClaimError("events")
        # ID tokens of a sign-in have a nonce; they must not sign anybody out.
        if "nonce" in self:
            raise InvalidClaimError("nonce")
        if not _is_number(self["iat"]) or self["iat"] < time.time() - OLDEST:
            raise InvalidClaimError("iat")
        texts = [self.get(name, "") for name in ("jti", "sub", "sid")]
        if not all(isinstance(text, str) for text in texts) or not texts[0]:
            raise InvalidClaimError("jti")
        if not any(texts[1:]):
            raise MissingClaimError("sub")


class Provider(StarletteOAuth2App):
    """The sign-in provider for Authlib; its keys are loaded at most once a minute."""

    asked_at = 0.0

    async def load_server_metadata(self) -> dict[str, Any]:
        """Return the provider's metadata, limited to signature algorithms that prove the signer."""
        metadata: dict[str, Any] = await super().load_server_metadata()
        named = metadata.get(SIGNATURES) or []
        metadata[SIGNATURES] = [name for name in named if is_signing_algorithm(name)]
        return metadata

    async def fetch_jwk_set(self, force: bool = False) -> Any:
        now = time.monotonic()
        is_too_soon = self.asked_at and now - self.asked_at < SECONDS_BETWEEN_KEYS
        if not self.server_metadata.get("jwks") or (force and not is_too_soon):
            self.asked_at = now
            return await super().fetch_jwk_set(force=force)
        return self.server_metadata["jwks"]


class LogoutTokens:
    """Check logout tokens of the provider; each is accepted once.

    `is_new` is a function that returns whether a token id is new within some seconds.
    """

    def __init__(self, settings: SignIn, is_new: Callable[[str, float], Awaitable[bool]]) -> None:
        self._is_new = is_new
        self._provider = OAuth().register(
            "default",
            client_cls=Provider,
            client_id=settings.client_id,
            server_metadata_url=settings.metadata_url,
        )

    async def sessions_to_end(self, token: str) -> LoggedOut | None:
        """Return whose sessions the token ends; None if it is invalid or was used before."""
        try:
            metadata = await self._provider.load_server_metadata()
            claims = await self._provider.parse_id_token(
                {"id_token": token},
                nonce=None,
                claims_cls=LogoutToken,
                claims_options={
                    "iss": {"essential": True, "value": metadata["issuer"]},
                    "aud": {"essential": True, "value": self._provider.client_id},
                },
                leeway=SECONDS_APART,
            )
        except (JoseError, httpx2.HTTPError, ValueError, KeyError, RuntimeError):
            return None
        # Remembered for as long as the token is valid.
        if not await self._is_new(f"{claims['jti']}", OLDEST + 2 * SECONDS_APART):
            return None
        return LoggedOut(claims.get("sub", ""), claims.get("sid", ""))


def is_signing_algorithm(name: object) -> bool:
    """Return whether a signature algorithm proves the signer: no "none", no shared secret."""
    return isinstance(name, str) and not name.upper().startswith(("NONE", "HS"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
