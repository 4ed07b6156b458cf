"""Other sides that speak their protocols on this machine: a message gateway over HTTP, a mail server over SMTP."""

from __future__ import annotations

import json
import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from zoneinfo import ZoneInfo

TOKEN = "rahasia-uji"


def zone_at(hour: int) -> ZoneInfo:
    """A time zone in which it is this hour now, so that quiet hours hold or do not whenever a test runs."""
    ahead = (hour - datetime.now(UTC).hour + 12) % 24 - 12
    return ZoneInfo(f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT")


@dataclass
class FakeGateway:
    """What it was sent, in order; `answers` by number: a status, 'hang' (it took the message and says nothing), 'drop'
    (it ends the connection without an answer).
    """

    address: str = ""
    got: list[dict] = field(default_factory=list)
    headers: list[dict] = field(default_factory=list)
    answers: dict[str, int | str] = field(default_factory=dict)
    held: threading.Event = field(default_factory=threading.Event)

    def numbers(self) -> list[str]:
        return [one["to"] for one in self.got]


@contextmanager
def gateway():
    """A gateway as WhatsApp and SMS gateways are: bearer token, JSON in, JSON with a number out."""
    side = FakeGateway()

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                self.say(401, {"error": "token"})
                return
            side.got.append(body)
            side.headers.append(dict(self.headers))
            answer = side.answers.get(body.get("to", ""), 200)
            if answer == "hang":
                side.held.wait(60)
            if isinstance(answer, str):
                self.close_connection = True
                return
            said = {"id": f"wa-{len(side.got)}"} if answer < 300 else {"error": "ditolak"}
            self.say(answer, said)

        def say(self, status: int, said: dict) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status in {301, 302}:
                self.send_header("Location", side.address)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    side.address = f"http://127.0.0.1:{server.server_port}/kirim"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield side
    finally:
        side.held.set()
        server.shutdown()
        server.server_close()


@dataclass
class FakeMail:
    """Mails taken, as (recipient, content); recipients at tolak.id are refused, at nanti.id put off, at putus.id the
    line breaks after the content.
    """

    port: int = 0
    got: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def mail_server():
    """A mail server that speaks enough SMTP (RFC 5321) to be sent to."""
    side = FakeMail()

    class Talk(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(line.encode() + b"\r\n")

        def handle(self) -> None:
            self.say("220 uji")
            to = ""
            while line := self.rfile.readline().decode().strip():
                word = line.split(":")[0].split()[0].upper()
                if word == "RCPT":
                    to = line.partition("<")[2].partition(">")[0]
                    self.say({"tolak.id": "550 no", "nanti.id": "450 later"}.get(to.partition("@")[2], "250 ok"))
                elif word == "DATA":
                    self.say("354 go on")
                    if not self.take(to):
                        return
                elif word == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok")

        def take(self, to: str) -> bool:
            lines = []
            while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                lines.append(line)
            if to.endswith("@putus.id"):
                return False
            side.got.append((to, "\n".join(lines)))
            self.say("250 taken")
            return True

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    side.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield side
    finally:
        server.shutdown()
        server.server_close()
