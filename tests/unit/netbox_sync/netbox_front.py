"""A reverse proxy before a real or practice NetBox that makes the line bad where a test says so."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "content-encoding", "host", "accept-encoding"}


@dataclass
class Rule:
    """What happens to the requests whose `METHOD /path?query` matches; `times` None means always."""

    pattern: re.Pattern[str]
    times: int | None
    answer: tuple[int, dict[str, str], bytes] | None = None  # instead of NetBox's
    before: Callable[[], None] | None = None  # then forwarded as usual
    after: Callable[[bytes], bytes] | None = None  # of NetBox's answer
    url: Callable[[str], str] | None = None  # of the request
    drop: str = ""  # "early": the request never arrives; "late": it does, its answer gets lost


@dataclass
class Front:
    url: str
    rules: list[Rule] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    held: threading.Lock = field(default_factory=threading.Lock)  # while somebody has it, no request is looked at

    def on(self, pattern: str, *, times: int | None = 1, **what: Any) -> None:
        self.rules.append(Rule(re.compile(pattern), times, **what))

    def fails(self, pattern: str, status: int, *, times: int | None = 1, body: object = None, **headers: str) -> None:
        content = b"" if body is None else json.dumps(body).encode()
        self.on(pattern, times=times, answer=(status, {"Content-Type": "application/json", **headers}, content))

    def count(self, pattern: str) -> int:
        return sum(1 for line in self.seen if re.search(pattern, line))

    def rule_for(self, line: str) -> Rule | None:
        for rule in self.rules:
            if rule.times != 0 and rule.pattern.search(line):
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None


@contextmanager
def front(target: str, certificate: Path | None = None) -> Iterator[Front]:
    """Listens on a free port of the loopback, with TLS where a certificate (with its key) is given."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits until the client acknowledges its head, late

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            line = f"{self.command} {self.path}"
            with shown.held:
                shown.seen.append(line)
                rule = shown.rule_for(line)
            if rule is not None and rule.drop == "early":
                self.hang_up()
                return
            if rule is not None and rule.before is not None:
                rule.before()
            if rule is not None and rule.answer is not None:
                self.give(*rule.answer)
                return
            path = self.path if rule is None or rule.url is None else rule.url(self.path)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            answer = client.request(self.command, target + path, content=body, headers=headers)
            if rule is not None and rule.drop == "late":
                self.hang_up()
                return
            content = answer.content if rule is None or rule.after is None else rule.after(answer.content)
            told = {name: value for name, value in answer.headers.items() if name.lower() not in HOP_BY_HOP}
            self.give(answer.status_code, told, content)

        do_GET = do_POST = do_PATCH = do_DELETE = do_OPTIONS = forward  # noqa: N815  # http.server's names

        def give(self, status: int, headers: dict[str, str], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def hang_up(self) -> None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
            """Nothing: what was seen stands in `Front.seen`."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.block_on_close = False
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        scheme = "https"
    shown = Front(f"{scheme}://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        with httpx.Client(timeout=60) as client:
            yield shown
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
