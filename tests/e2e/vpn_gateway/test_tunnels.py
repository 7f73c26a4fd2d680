"""People at home, a real gateway between them and the town: what they reach, who is cut, and whom it touches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.e2e.firewall.namespaces import inside
from tests.e2e.vpn_gateway.ground import CAMERA, ECHO, WEB, VpnTown, intended, key, snapshot
from tests.support.gateway import until

pytestmark = [pytest.mark.e2e, pytest.mark.root]
PAGE = "Örnekşehir çalışan sayfası".encode()


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802  the library's name
        self.send_response(200)
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def intranet(place: VpnTown) -> Iterator[None]:
    """A web server and an echo at the town's web address."""
    namespace = place.town.place.namespace(WEB)
    server = inside(namespace, lambda: HTTPServer((WEB, 80), Page))
    echo = place.town.place.serve(WEB, f"udp/{ECHO}")
    echo.setblocking(True)
    echo.settimeout(0.2)
    ended = threading.Event()

    def answer() -> None:
        while not ended.is_set():
            try:
                text, where = echo.recvfrom(100)
            except TimeoutError:
                continue
            echo.sendto(text, where)

    threads = [threading.Thread(target=server.serve_forever, args=(0.1,)), threading.Thread(target=answer)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()


def test_a_new_persons_tunnel_reaches_what_the_profile_allows_and_nothing_else(place: VpnTown) -> None:
    town = place.town
    town.place.serve(CAMERA, "tcp/554")
    town.place.serve(CAMERA, "tcp/80")
    place.let_in([1])
    home = place.home(1)
    with intranet(place):
        assert PAGE in home.get(WEB, 80)
        assert not home.reaches(CAMERA, 554, 0.5)
        assert not home.reaches(CAMERA, 80, 0.5)
        assert not home.reaches(WEB, 443, 0.5)
    assert town.plan(intended=intended(snapshot([1]))).devices == ()  # nothing is left to do
