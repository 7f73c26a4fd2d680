"""People at home, a real gateway between them and the town: what they reach, who is cut, and whom it touches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from altyapi.device.errors import CommandRefused, LineRejected
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn.gateway import cutting, status
from tests.e2e.firewall.namespaces import inside
from tests.e2e.gateway.ground import CAMERA, WEB
from tests.e2e.vpn_gateway.ground import ECHO, VpnTown, host, intended, key, snapshot, talking
from tests.support.gateway import until

pytestmark = [pytest.mark.e2e, pytest.mark.root]
PAGE = "Örnekşehir çalışan sayfası".encode()


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
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


def test_who_is_cut_is_out_at_once_and_nobody_else_loses_a_packet(place: VpnTown) -> None:
    """One of five hundred, while another's datagrams go back and forth, each waiting for its answer."""
    everybody = range(1, 501)
    place.let_in(everybody)
    gone, stays = place.home(7), place.home(8)
    with intranet(place):
        assert PAGE in gone.get(WEB, 80)
        with talking(stays) as talk:
            proof = place.town.jump(lambda: cutting.cut(place.town.target, "wg0", key(7)[1]))
            assert proof.was_there
            assert proof.address == f"{host(7)}/32"
            assert proof.last_handshake
            assert proof.sessions > 0
            assert not gone.reaches(WEB, 80, 0.5)
            talk.goes_on(20)
        assert not talk.lost
        with gone.sends() as client:
            assert not gone.answered(client, b"disarida", 0.5)
    assert place.peers() == {key(number)[1] for number in everybody if number != 7}
    # nothing that boots, runs or could be gone back to has it
    files = "cat /run/altyapi/wireguard/wg0.if /etc/wireguard/altyapi/wg0.if"
    assert key(7)[1] not in place.gateway.run(files)
    again = place.town.jump(lambda: cutting.cut(place.town.target, "wg0", key(7)[1]))
    assert not again.was_there  # cutting twice is no fault
    # what follows from NetBox finds nothing left to do
    held = intended(snapshot(number for number in everybody if number != 7))
    assert place.town.plan(intended=held).devices == ()


def test_who_is_cut_while_a_change_is_pending_does_not_come_back_with_it(place: VpnTown) -> None:
    place.settle([1, 2])

    def begin(session: Driver) -> None:
        session.arm("armed-restore", 5)
        session.push(["wireguard wg0", f" peer {key(3)[1]} address {host(3)}/32", " exit"], lambda _index, _line: None)

    def back(session: Driver) -> None:
        session.revert_now("armed-restore")

    place.on_gateway(begin)
    assert place.peers() == {key(1)[1], key(2)[1], key(3)[1]}
    place.town.jump(lambda: cutting.cut(place.town.target, "wg0", key(2)[1]))
    place.on_gateway(back)
    assert place.peers() == {key(1)[1]}


def test_who_is_cut_while_a_change_is_going_back_does_not_come_back_with_it(place: VpnTown) -> None:
    """The gateway's own steps: what is pending is first called `reverting`; the tunnels go back a moment later."""
    place.settle([1, 2])
    place.on_gateway(lambda session: session.arm("armed-restore", 5))
    place.gateway.run("mv -T /run/altyapi/pending /run/altyapi/reverting")
    place.town.jump(lambda: cutting.cut(place.town.target, "wg0", key(2)[1]))
    place.gateway.run("sh /run/altyapi/altyapi-wireguard back /run/altyapi/reverting/wireguard")
    assert place.peers() == {key(1)[1]}
    place.gateway.run("mv -T /run/altyapi/reverting /run/altyapi/pending")
    place.on_gateway(lambda session: session.revert_now("armed-restore"))
    assert place.peers() == {key(1)[1]}


def test_who_is_cut_while_the_tunnel_is_gone_does_not_come_back_with_it(place: VpnTown) -> None:
    place.settle([1, 2])
    place.gateway.run("ip link del wg0")
    with pytest.raises(CommandRefused, match="no such interface"):
        place.town.jump(lambda: cutting.cut(place.town.target, "wg0", key(2)[1]))
    place.gateway.run("rm -rf /run/altyapi/wireguard; sh /usr/local/sbin/altyapi-wireguard up")
    assert place.peers() == {key(1)[1]}


def test_a_tunnel_that_can_not_be_made_holds_up_nobodys_end(place: VpnTown) -> None:
    place.settle([1, 2])
    live = "/run/altyapi/wireguard"
    place.gateway.run(f"sed -i '/{host(2)}/s/ until [^ ]*/ until 2020-01-01T00:00:00Z/' {live}/wg0.if")
    place.gateway.run(f"echo listen-port 51999 >{live}/longer-than-a-name-may-be.if")
    told = place.gateway.run("sh /usr/local/sbin/altyapi-wireguard expire", check=False)
    place.gateway.run(f"rm {live}/longer-than-a-name-may-be.if")
    assert place.peers() == {key(1)[1]}
    assert "% not made again: longer-than-a-name-may-be" in told


def test_a_peer_goes_at_its_end_though_nobody_manages_the_gateway(place: VpnTown) -> None:
    """Only the gateway's own watch runs; nobody is logged in."""
    place.settle([1, 2])
    soon = (datetime.now(UTC) + timedelta(seconds=4)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def grant(session: Driver) -> None:
        line = f" peer {key(9)[1]} address {host(9)}/32 until {soon} name vpn_gecici"
        session.push(["wireguard wg0", line, " exit"], lambda _index, _line: None)
        session.save()

    place.on_gateway(grant)
    until(lambda: not place.gateway.logins())
    until(lambda: place.peers() == {key(1)[1], key(2)[1]})
    files = "cat /run/altyapi/wireguard/wg0.if /etc/wireguard/altyapi/wg0.if"
    until(lambda: key(9)[1] not in place.gateway.run(files))
    assert "vpn_gecici" in place.gateway.run("cat /run/altyapi/wireguard/log")
    ended = place.gateway.run("sh /usr/local/sbin/altyapi-wireguard expire")
    assert ended == "next 2026-12-31T21:00:00Z\ndone\n"  # once more changes nothing


def test_a_key_that_is_none_is_refused_and_never_run(place: VpnTown) -> None:
    place.settle([1])
    for wrong in ("x; touch /run/kesildi", "$(touch /run/kesildi)", "'", "", key(1)[1] + "\ntouch /run/kesildi"):
        with pytest.raises(CommandRefused):
            place.town.jump(lambda wrong=wrong: cutting.cut(place.town.target, "wg0", wrong))  # type: ignore[misc]
    assert place.gateway.run("ls /run/kesildi 2>/dev/null || echo yok") == "yok\n"
    assert place.peers() == {key(1)[1]}


def test_an_end_that_is_past_lets_nobody_in(place: VpnTown) -> None:
    place.settle([1])

    def late(session: Driver) -> None:
        line = f" peer {key(9)[1]} address {host(9)}/32 until 2020-01-01T00:00:00Z"
        session.push(["wireguard wg0", line, " exit"], lambda _index, _line: None)

    with pytest.raises(LineRejected, match="its end is past"):
        place.on_gateway(late)
    assert place.peers() == {key(1)[1]}


def test_the_tunnels_are_there_after_a_restart_with_the_same_key(place: VpnTown) -> None:
    place.settle([1, 2, 3])
    own, running = place.public_key, place.town.running()
    place.gateway.run("ip link del wg0; rm -rf /run/altyapi")
    place.gateway.run("sh /usr/local/sbin/altyapi-wireguard up")
    assert place.public_key == own
    assert place.peers() == {key(number)[1] for number in (1, 2, 3)}
    until(lambda: place.town.running() == running)  # the tunnel's address is FRR's to give


def test_no_private_key_is_in_what_the_gateway_tells(place: VpnTown) -> None:
    place.settle([1])
    private = place.gateway.run("cat /etc/wireguard/altyapi/wg0.key").strip()
    assert len(private) == 44
    told = [place.town.running(), place.town.startup(), *map(str, (place.town.folder / "var").rglob("*"))]
    told += [file.read_text("utf-8", "replace") for file in (place.town.folder / "var").rglob("*") if file.is_file()]
    told += [place.gateway.run(f"sh /run/altyapi/altyapi-wireguard {word}") for word in ("status", "expire")]
    assert not any(private in text for text in told)
    assert place.gateway.run("stat -c %a /etc/wireguard/altyapi/wg0.key") == "600\n"


def test_a_gateway_tells_who_is_connected_and_not_from_where(place: VpnTown) -> None:
    place.settle([1, 2])
    home = place.home(2)
    with intranet(place):
        assert PAGE in home.get(WEB, 80)
    told = place.town.jump(lambda: status.read(place.town.target))
    assert told.keys == {"wg0": place.public_key}
    by_key = {one.public_key: one for one in told.peers}
    assert by_key.keys() == {key(1)[1], key(2)[1]}
    assert by_key[key(2)[1]].handshake
    assert by_key[key(2)[1]].received > 0
    assert "198.51.100" not in str(told)


def test_a_tunnel_that_is_gone_is_made_again_with_its_peers(place: VpnTown) -> None:
    """As when the program that carries it was killed."""
    place.settle([1, 2])
    own, running = place.public_key, place.town.running()
    place.gateway.run("ip link del wg0")
    assert place.gateway.run("wg show interfaces").split() == []
    place.gateway.run("sh /usr/local/sbin/altyapi-wireguard expire")
    assert place.public_key == own
    until(lambda: place.town.running() == running)
