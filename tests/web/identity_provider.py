"""A small OpenID provider on this machine: everybody who comes is the user it was told of."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit


class Provider(BaseHTTPRequestHandler):
    """The four addresses that signing in needs."""

    username = ""

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            asked = parse_qs(parts.query)
            assert asked["code_challenge_method"] == ["S256"]
            back = urlencode({"code": "kode", "state": asked["state"][0]})
            self._send(302, {}, {"Location": f"{asked['redirect_uri'][0]}?{back}"})
        elif parts.path == "/userinfo":
            self._send(200, {"sub": f"id-{self.username}", "preferred_username": self.username})
        else:
            self._send(200, self._configuration())

    def do_POST(self):
        sent = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert sent["code"] == ["kode"]
        assert sent["code_verifier"]
        self._send(200, {"access_token": "t", "token_type": "Bearer", "expires_in": 60})

    def _configuration(self):
        here = f"http://{self.headers['Host']}"
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "userinfo_endpoint": f"{here}/userinfo",
            "jwks_uri": f"{here}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _send(self, status, body, headers=None):
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        """Says nothing."""


def start() -> tuple[ThreadingHTTPServer, str]:
    """The running provider and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://localhost:{server.server_port}"
