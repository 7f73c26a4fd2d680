"""A tunnel between two sites: both ends from one plan, the way when the line fails, and another key without a gap."""

from __future__ import annotations

import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn.gateway import status
from tests.e2e.firewall.namespaces import inside
from tests.e2e.vpn_gateway.ground import missing
from tests.e2e.vpn_gateway.sites import BRANCH, CAMERA, CENTRE, NAMES, USER, WEB, Sites, two_sites
from tests.support.gateway import until
from tests.support.plans import People

pytestmark = [pytest.mark.e2e, pytest.mark.root]
REASON = missing()
ALLOWED, DENIED = 443, 8080


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory, who: People) -> Iterator[Sites]:
    """Its tunnel stands, both ends from one plan."""
    if REASON:
        pytest.skip(REASON)
    with two_sites(tmp_path_factory.mktemp("sites"), who) as made:
        made.keys = {name: made.ready(name) for name in NAMES}
        begun = made.begin()
        assert {entry.device for entry in begun.plan.devices} == set(NAMES)
        for name in NAMES:
            made.apply(begun, name)
        yield made


def connection(sites: Sites, source: str) -> socket.socket:
    place = sites.places[BRANCH]
    client = inside(place.namespace(source), socket.socket)
    client.settimeout(20)
    client.bind((source, 0))
    return client


def reaches(sites: Sites, source: str, port: int, wait_s: float) -> bool:
    with connection(sites, source) as client:
        client.settimeout(wait_s)
        return client.connect_ex((WEB, port)) == 0


@contextmanager
def without_the_line(sites: Sites) -> Iterator[None]:
    """The operator's line fails, on both sides."""
    for name in NAMES:
        sites.gateways[name].run("ip link set hat down")
    try:
        yield
    finally:
        for name in NAMES:
            sites.gateways[name].run("ip link set hat up")
        until(lambda: by(sites) == "hat")


def listening(sites: Sites, port: int) -> socket.socket:
    """A server of the centre's."""
    return inside(sites.places[CENTRE].namespace(WEB), lambda: socket.create_server((WEB, port)))


def by(sites: Sites) -> str:
    """The interface by which the branch reaches the centre's servers."""
    told = sites.gateways[BRANCH].run(f"ip route get {WEB}", check=False)  # in between there is no way at all
    return told.partition(" dev ")[2].partition(" ")[0]


def test_the_tunnel_is_the_way_while_the_line_is_down_and_lets_through_what_the_policy_allows(sites: Sites) -> None:
    assert by(sites) == "hat"
    with listening(sites, ALLOWED), listening(sites, DENIED):
        assert reaches(sites, USER, ALLOWED, 20)
        with without_the_line(sites):
            until(lambda: by(sites) == "wg7")
            assert reaches(sites, USER, ALLOWED, 20)
            assert not reaches(sites, USER, DENIED, 0.5)
            assert not reaches(sites, CAMERA, ALLOWED, 0.5)
            told = {name: status.read(sites.targets[name]) for name in NAMES}
            assert {name: one.keys["wg7"] for name, one in told.items()} == sites.keys
            assert all(peer.handshake for one in told.values() for peer in one.peers)
    assert by(sites) == "hat"


def test_nothing_is_left_to_do_and_no_private_key_leaves_its_gateway(sites: Sites) -> None:
    assert sites.plan().devices == ()
    private = [sites.gateways[name].run("cat /etc/wireguard/altyapi/wg7.key").strip() for name in NAMES]
    told = [str(sites.on(name, Driver.running_config)) for name in NAMES]
    told += [file.read_text("utf-8", "replace") for file in sites.folder.glob("var/**/*") if file.is_file()]
    assert not any(key in text for key in private for text in told)


def test_an_ends_key_is_changed_by_one_plan_while_a_session_goes_on(sites: Sites) -> None:
    """Both ends at once, as a plan's wave does it; the session lives through it, and who had the old key is in no more."""
    old = sites.keys[BRANCH]
    with listening(sites, ALLOWED) as echo, without_the_line(sites):
        until(lambda: by(sites) == "wg7")
        with connection(sites, USER) as client:
            client.connect((WEB, ALLOWED))
            served, _ = echo.accept()
            with served:
                assert told_back(client, served, b"before")
                sites.keys[BRANCH] = sites.ready(BRANCH)
                begun = sites.begin()
                both([lambda name=name: sites.apply(begun, name) for name in NAMES])  # type: ignore[misc]
                assert told_back(client, served, b"after")
    told = {name: status.read(sites.targets[name]) for name in NAMES}
    assert told[BRANCH].keys["wg7"] == sites.keys[BRANCH] != old
    assert [one.public_key for one in told[CENTRE].peers] == [sites.keys[BRANCH]]
    assert sites.plan().devices == ()


def told_back(client: socket.socket, served: socket.socket, text: bytes) -> bool:
    """Whether what is sent arrives and comes back; TCP sends what is lost again."""
    client.sendall(text)
    if not select.select([served], [], [], 20)[0]:
        return False
    served.sendall(served.recv(100))
    return bool(select.select([client], [], [], 20)[0]) and client.recv(100) == text


def both(work: list[Callable[[], None]]) -> None:
    faults: list[BaseException] = []

    def one(each: Callable[[], None]) -> None:
        try:
            each()
        except BaseException as error:  # noqa: BLE001  told in the caller's thread
            faults.append(error)

    threads = [threading.Thread(target=one, args=(each,)) for each in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
