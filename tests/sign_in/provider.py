"""A provider of sign-in in this process, for tests without a browser: it signs whoever it is told.

It says what a real one says, and lies where a test asks it to: `lies` are claims of its tokens.
"""

import http.server
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "dashboard", "a secret for tests alone"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}) for _ in range(2))
LASTS = 600


@dataclass
class Provider:
    """Where it is, who signs in next, and what it then says wrong."""

    address: str
    claims: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    nonces: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def metadata_url(self) -> str:
        return f"{self.address}/.well-known/openid-configuration"

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
            "end_session_endpoint": f"{self.address}/end",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def tokens(self, code: str) -> dict[str, Any]:
        """What a code is exchanged for."""
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + LASTS,
            "nonce": self.nonces.pop(code),
            **self.claims,
            **self.lies,
        }
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return {"access_token": "none", "token_type": "Bearer", "id_token": token}

    def logout_token(self, key: RSAKey | None = None, **claims: Any) -> str:
        """What it sends when somebody has signed out there; a claim that is None is left out."""
        now = int(time.time())
        said = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
            **claims,
        }
        kept = {name: value for name, value in said.items() if value is not None}
        header = {"alg": "RS256", "kid": "one", "typ": "logout+jwt"}
        return str(jwt.encode(header, kept, key or self.key))

    def agree(self, address: str) -> str:
        """Sign the person in, as a browser does there; returns where the browser is sent."""
        self.asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        code = f"code{len(self.nonces)}"
        self.nonces[code] = self.asked["nonce"]
        back = urlencode({"code": code, "state": self.asked["state"]})
        return f"{self.asked['redirect_uri']}?{back}"


@contextmanager
def provider() -> Iterator[Provider]:
    """A provider at a port of its own."""

    class Answering(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/jwks": {"keys": [KEY.as_dict(private=False)]}}
            self._say(known.get(self.path) or one.metadata())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            self._say(one.tokens(parse_qs(sent)["code"][0]))

        def _say(self, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        one = Provider(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield one
        server.shutdown()
