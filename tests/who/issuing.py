"""An issuer of tokens for tests: keys of its own, and an address on this machine that shows them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from tests.who.watch import BEGIN

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from joserfc.jwk import Key

ISSUER, AUDIENCE, KID = "https://issuer.example/auth", "omu-roster", "key-1"
NOW = int(BEGIN.timestamp())


@cache
def rsa(name: str, bits: int = 2048) -> RSAKey:
    """A key pair; the same for the same name, as making one takes a while."""
    del name
    return RSAKey.generate_key(bits)


@cache
def key_for(algorithm: str) -> Key:
    if algorithm.startswith("ES"):
        return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[algorithm])
    return OKPKey.generate_key("Ed25519") if algorithm == "Ed25519" else rsa("ours")


def claims(**changed: Any) -> dict[str, Any]:
    """Claims of a good token; those that are None are left out."""
    good = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "exp": NOW + 3600,
        "user_name": "SGREEN",
        "sub": "SGREEN",
        "client_id": "rota-tool",
        "authorities": ["ROLE_ALLOC_MGR", "ROLE_OMU_ROSTER_PLAN"],
        "caseloads": ["ZZI", "ZZJ"],
    }
    return {name: value for name, value in (good | changed).items() if value is not None}


def signed(
    claimed: dict[str, Any],
    key: Key | None = None,
    *,
    kid: str = KID,
    algorithm: str = "RS256",
    **header: Any,
) -> str:
    return jwt.encode(
        {"alg": algorithm, "kid": kid, **header}, claimed, key or rsa("ours"), algorithms=[algorithm]
    )


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def by_hand(header: Any, claimed: Any, sign: Callable[[bytes], bytes] = lambda _: b"") -> str:
    """A token that no library would make."""
    parts = [
        base64url(each if isinstance(each, bytes) else json.dumps(each).encode())
        for each in (header, claimed)
    ]
    return ".".join([*parts, base64url(sign(".".join(parts).encode()))])


def with_secret(secret: bytes, claimed: dict[str, Any]) -> str:
    """A token signed with HS256 and any secret."""
    header = {"alg": "HS256", "typ": "JWT", "kid": KID}
    return by_hand(header, claimed, lambda text: hmac.new(secret, text, hashlib.sha256).digest())


def shown(key: Key, kid: str = KID, **more: Any) -> dict[str, Any]:
    """How a key stands in the set that everybody may read."""
    return {**key.as_dict(private=False), "kid": kid, "use": "sig", **more}


class KeyServer:
    """Shows a key set at `url`, counts how often it is asked, and can be told to answer anything else."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.body = json.dumps({"keys": list(keys)}).encode()
        self.status, self.headers = 200, {"content-type": "application/json"}
        self.asked: list[str] = []
        self.before: Callable[[], None] = lambda: None
        self.half_way: Callable[[], None] = lambda: None
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/jwks.json"

    def show(self, *keys: dict[str, Any]) -> None:
        self.body = json.dumps({"keys": list(keys)}).encode()

    def start(self) -> None:
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                ours.asked.append(self.path)
                ours.before()
                self.send_response(ours.status)
                for name, value in ours.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(ours.body)))
                self.end_headers()
                half = len(ours.body) // 2
                try:
                    self.wfile.write(ours.body[:half])
                    ours.half_way()
                    self.wfile.write(ours.body[half:])
                except OSError:  # whoever asked has heard enough
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def stop(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._server.server_close()
            self._thread.join()
            self._server = None

    def __enter__(self) -> KeyServer:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
