"""Back-channel logout: the provider itself says who is gone, and no browser has a part in it.

As OpenID Connect Back-Channel Logout 1.0 has it. Authlib checks signature, issuer and audience, as
of a sign-in; what only a logout token has is checked here.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

# The one of two libraries that Authlib has found, which one is not told elsewhere.
from authlib.integrations.httpx_client._compat import httpx2
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from authlib.oauth2.claims import JWTClaims
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError

from dashboard.sign_in_settings import SignIn

EVENT = "http://schemas.openid.net/event/backchannel-logout"
SIGNATURES = "id_token_signing_alg_values_supported"
NEEDED = ("iss", "aud", "iat", "jti", "events")
# Clocks differ by so much; a provider sends a token when it is made, and again if nobody answers.
SECONDS_APART, OLDEST = 60, 10 * 60
# Anybody can send a token with the name of a key that there is not, for which keys are asked anew.
SECONDS_BETWEEN_KEYS = 60


class LoggedOut(NamedTuple):
    """Whose sessions have ended: of an account, or one of them; blank where it is not said."""

    subject: str
    session: str


class LogoutToken(JWTClaims):
    """The claims of a logout token, checked beyond what Authlib checks of any."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Raises a JoseError where it is none, or an old one."""
        if not proves_signer(self.header.get("alg")):
            raise InvalidClaimError("alg")
        for name in NEEDED:
            if name not in self:
                raise MissingClaimError(name)
        super().validate(now, leeway)
        events = self["events"]
        if not isinstance(events, Mapping) or not isinstance(events.get(EVENT), Mapping):
            raise InvalidClaimError("events")
        # By it a token of a sign-in is told apart, which must not sign anybody out.
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
    """The provider as Authlib knows it, asked for its keys no more than once a minute."""

    asked_at = 0.0

    async def load_server_metadata(self) -> dict[str, Any]:
        """What the provider says of itself, with the signatures alone that prove who signed."""
        metadata: dict[str, Any] = await super().load_server_metadata()
        named = metadata.get(SIGNATURES) or []
        metadata[SIGNATURES] = [name for name in named if proves_signer(name)]
        return metadata

    async def fetch_jwk_set(self, force: bool = False) -> Any:
        now = time.monotonic()
        is_too_soon = self.asked_at and now - self.asked_at < SECONDS_BETWEEN_KEYS
        if not self.server_metadata.get("jwks") or (force and not is_too_soon):
            self.asked_at = now
            return await super().fetch_jwk_set(force=force)
        return self.server_metadata["jwks"]


class LogoutTokens:
    """Believes logout tokens of the provider, each once.

    `is_new` says whether a token of that name has not come before, within so many seconds.
    """

    def __init__(self, settings: SignIn, is_new: Callable[[str, float], Awaitable[bool]]) -> None:
        self._is_new = is_new
        self._provider = OAuth().register(
            "default",
            client_cls=Provider,
            client_id=settings.client_id,
            server_metadata_url=settings.metadata_url,
        )

    async def told(self, token: str) -> LoggedOut | None:
        """Whose sessions have ended by the token; None where it does not hold, or came before."""
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
        # As long as it holds.
        if not await self._is_new(f"{claims['jti']}", OLDEST + 2 * SECONDS_APART):
            return None
        return LoggedOut(claims.get("sub", ""), claims.get("sid", ""))


def proves_signer(name: object) -> bool:
    """Whether a signature of that name is the provider's alone: not nobody's, nor by our secret."""
    return isinstance(name, str) and not name.upper().startswith(("NONE", "HS"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
