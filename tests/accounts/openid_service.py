"""A small OpenID Connect service: discovery, authorization with PKCE, token and userinfo over HTTP, signed tokens."""

import base64
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID: Final = "sen"
CLIENT_SECRET: Final = "bi-mat-cua-sen"


@dataclass
class Service:
    """Signs in whoever `claims` describe, without asking; `codes` are what it has given out and not seen again."""

    claims: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    issued: str = ""
    address: str = ""

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issued or self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "response_types_supported": ["code"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        assert asked["client_id"] == CLIENT_ID and asked["response_type"] == "code"
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        asked = self.codes.pop(sent.get("code", ""), None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(sent.get("code_verifier", "").encode()).digest()).rstrip(b"=")
        is_right = (
            asked is not None
            and sent.get("client_secret") == CLIENT_SECRET
            and asked["redirect_uri"] == sent.get("redirect_uri")
            and asked.get("code_challenge") == proof.decode()
        )
        if not is_right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        signed = jwt.encode(
            {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.claims},
            self.key,
            algorithm="RS256",
        )
        return 200, {"access_token": "mo-cua", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


def _handler(service: Service) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._say(200, service.discovery())
            elif parts.path == "/userinfo" and self.headers["Authorization"] == "Bearer mo-cua":
                self._say(200, service.claims)
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", service.authorize(asked))
                self.end_headers()
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._say(*service.token({name: values[0] for name, values in parse_qs(body).items()}))

        def log_message(self, *_: Any) -> None:
            pass

        def _say(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Handler
