"""A local HTTP server that answers as a peer would, and all the ways in which a wire breaks.

The fakes beside it are written from the descriptions of the protocols (data-formats 3.5, 2.2, 4, 8), never from the
clients that they judge.
"""

from __future__ import annotations

import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TROUBLES = ("slow", "drip", "truncated", "hung up", "down", "too large")


@dataclass(frozen=True)
class Asked:
    """A request as it came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class FakePeer(ABC):
    """Stands while the `with` lasts. `trouble` is one of TROUBLES or ''; `troubles_left` ends it after so many."""

    def __init__(self) -> None:
        self.trouble, self.troubles_left = "", 1_000_000
        self.asked: list[Asked] = []
        self.patience = 30.0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                fake.serve(self)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_words: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    @abstractmethod
    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        """Status, content type and body for a request: what each fake is."""

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        asked = Asked(handler.command, handler.path, {k.lower(): v for k, v in handler.headers.items()}, body)
        self.asked.append(asked)
        trouble, self.troubles_left = self.trouble if self.troubles_left > 0 else "", self.troubles_left - 1
        if trouble == "hung up":
            handler.connection.close()
            return
        if trouble == "slow":
            time.sleep(self.patience)
        status, kind, content = (503, "text/html", b"<h1>503</h1>") if trouble == "down" else self.told(asked)
        if trouble == "too large":
            content = b" " * (9 << 20)
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked did not wait
            self.send(handler, trouble, status, kind, content)

    def send(self, handler: BaseHTTPRequestHandler, trouble: str, status: int, kind: str, content: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        if trouble == "drip":
            for place in range(len(content)):
                handler.wfile.write(content[place : place + 1])
                time.sleep(0.1)
        else:
            handler.wfile.write(content[: len(content) // 2] if trouble == "truncated" else content)
