"""The generated ruleset in a real kernel, with real packets: what passes is exactly what the policy's answer says."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from altyapi import share
from altyapi.firewall import nftables, ranges
from altyapi.firewall.devices import device_policy
from altyapi.firewall.flow import trace
from altyapi.firewall.model import Blocked, DevicePolicy
from altyapi.firewall.policy import ports_of
from altyapi.firewall.resolve import Resolved
from tests.e2e.firewall import namespaces
from tests.e2e.firewall.namespaces import Place, inside, pairs, run, until
from tests.unit.firewall import town

REASON = namespaces.missing()
pytestmark = [pytest.mark.e2e, pytest.mark.root, pytest.mark.skipif(bool(REASON), reason=REASON or "-")]

JUMP, CLOCK, OTHER, SWITCH = "10.0.10.4", "10.0.10.5", "10.0.10.9", "10.0.10.11"
CAMERA, RECORDER, USER, GUEST = "10.0.50.9", "10.0.51.20", "10.0.30.7", "172.20.0.9"
WEB, SERVER, OUTSIDE, GATEWAY = "10.0.20.10", "10.0.20.11", "198.51.100.7", "10.0.10.1"
HOSTS = {
    "vlan10": ("10.0.10.1/24", (f"{JUMP}/24", f"{CLOCK}/24", f"{OTHER}/24", f"{SWITCH}/24")),
    "vlan20": ("10.0.20.1/24", (f"{WEB}/24", f"{SERVER}/24")),
    "vlan30": ("10.0.30.1/24", (f"{USER}/24",)),
    "vlan50": ("10.0.50.1/24", (f"{CAMERA}/24",)),
    "vlan51": ("10.0.51.1/24", (f"{RECORDER}/24",)),
    "vlan90": ("172.20.0.1/24", (f"{GUEST}/24",)),
    "wan": ("198.51.100.1/24", (f"{OUTSIDE}/24",)),
}
SERVICES = ("tcp/22", "tcp/80", "tcp/443", "tcp/554", "tcp/8443", "udp/53", "udp/123")
PROTECTED = (JUMP, CLOCK, OTHER, SWITCH, CAMERA, RECORDER, USER, GUEST, WEB, SERVER)


@pytest.fixture(scope="module")
def asked() -> Resolved:
    return town.resolved()


@pytest.fixture(scope="module")
def policy(asked: Resolved) -> DevicePolicy:
    return device_policy(asked, "fw-merkez")


@pytest.fixture(scope="module")
def built() -> Iterator[Place]:
    with namespaces.place(HOSTS) as made:
        for address in (*made.addresses(), GATEWAY):
            for service in SERVICES:
                made.serve(address, service)
        yield made


@pytest.fixture
def place(built: Place, policy: DevicePolicy) -> Place:
    built.nft(nftables.render(policy))
    subprocess.run(["ip", "netns", "exec", built.gateway, "conntrack", "-F"], capture_output=True, check=False)
    return built


def expected(asked: Resolved, probe: namespaces.Probe) -> bool:
    source, destination, word = probe
    ports = ports_of(word)
    assert ports is not None
    parts = trace(asked, ranges.of_networks([source]), ranges.of_networks([destination]), ranges.of_ports([ports]))
    return all(part.passes for part in parts)


def test_every_packet_is_passed_or_dropped_as_the_flow_says(place: Place, asked: Resolved) -> None:
    addresses = [*PROTECTED, OUTSIDE]
    probes = pairs(addresses, [*addresses, GATEWAY], SERVICES)
    assert place.passing(probes) == {probe for probe in probes if expected(asked, probe)}


@pytest.mark.parametrize("seed", range(4))
def test_the_kernel_does_as_the_flow_says_whatever_the_policy(place: Place, seed: int) -> None:
    asked = town.resolved(town.random_rules(Random(seed)))
    place.nft(nftables.render(device_policy(asked, "fw-merkez")))
    addresses = [*PROTECTED, OUTSIDE]
    probes = pairs(addresses, [*addresses, GATEWAY], SERVICES[::2])
    wanted = {probe for probe in probes if expected(asked, probe)}
    assert len(wanted) < len(probes)
    assert place.passing(probes) == wanted


def test_a_camera_reaches_the_recorder_and_the_clock_and_nothing_else(place: Place) -> None:
    others = [one for one in (*PROTECTED, OUTSIDE, GATEWAY) if one != CAMERA]
    found = place.passing(pairs([CAMERA], others, SERVICES))
    assert found == {(CAMERA, CLOCK, "udp/123"), (CAMERA, RECORDER, "tcp/554")}


def test_guests_reach_only_the_internet_and_management_comes_only_from_the_jump_host(place: Place) -> None:
    found = place.passing(pairs([GUEST], [one for one in (*PROTECTED, OUTSIDE, GATEWAY) if one != GUEST], SERVICES))
    assert {destination for _, destination, _ in found} == {OUTSIDE}
    managed = place.passing(pairs([USER, CAMERA, GUEST, WEB, OUTSIDE, JUMP], [SWITCH, GATEWAY], ["tcp/22"]))
    # the switch is the jump host's neighbour: that way leads through no firewall
    assert managed == {(JUMP, GATEWAY, "tcp/22"), (JUMP, SWITCH, "tcp/22")}


def test_what_is_published_is_reached_and_what_goes_out_has_the_gateways_address(place: Place) -> None:
    def connect() -> socket.socket:
        client = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        client.settimeout(5)
        client.connect(("203.0.113.10", 443))
        return client

    with inside(place.namespace(OUTSIDE), connect):
        server = place.servers[WEB, "tcp/8443"]
        assert until(lambda: bool(_accepted(server)))
    place.passing([(GUEST, OUTSIDE, "udp/53")])  # answered below by its counter and by the address it comes from
    assert "r_MIS-1" in run("nft", "list", "counters", namespace=place.gateway)

    def send() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.bind((GUEST, 0))
            client.sendto(b"x", (OUTSIDE, 53))

    inside(place.namespace(GUEST), send)
    outside = place.servers[OUTSIDE, "udp/53"]
    senders: list[str] = []

    def arrived() -> bool:
        try:
            senders.append(outside.recvfrom(10)[1][0])
        except BlockingIOError:
            return False
        return True

    assert until(arrived)
    assert senders == ["198.51.100.1"]


def _accepted(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def test_a_reload_under_traffic_leaks_no_packet(place: Place, policy: DevicePolicy) -> None:
    """A camera sends where it may and where it may not, as fast as it can, while the ruleset is loaded over and over."""
    stop = threading.Event()
    sent = [0]

    def flood() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.bind((CAMERA, 0))
            while not stop.is_set():
                for destination, port in ((OUTSIDE, 53), (OTHER, 123), (CLOCK, 123)):
                    client.sendto(f"{CAMERA} {destination} udp/{port}".encode(), (destination, port))
                sent[0] += 1

    thread = threading.Thread(target=lambda: inside(place.namespace(CAMERA), flood))
    text = nftables.render(policy)
    counts = {OUTSIDE: 0, OTHER: 0, CLOCK: 0}

    def drain() -> None:
        for address, port in ((OUTSIDE, 53), (OTHER, 123), (CLOCK, 123)):
            try:
                while True:
                    place.servers[address, f"udp/{port}"].recv(100)
                    counts[address] += 1
            except BlockingIOError:
                continue

    thread.start()
    try:
        for _ in range(40):
            place.nft(text)
            drain()
    finally:
        stop.set()
        thread.join()

    def arrived() -> bool:
        drain()
        return counts[CLOCK] > 0

    assert until(arrived)
    assert sent[0] > 100
    assert (counts[OUTSIDE], counts[OTHER]) == (0, 0)


def test_counters_go_on_where_they_stood(place: Place, policy: DevicePolicy) -> None:
    place.passing([(CAMERA, CLOCK, "udp/123")])
    before = place_counters(place)["r_KAM-1"]
    assert before > 0
    begun = {"KAM-1": nftables.Counter(before, before * 60)}
    place.nft(nftables.render(policy, begun))
    assert place_counters(place)["r_KAM-1"] == before


def place_counters(place: Place) -> dict[str, int]:
    lines = run("nft", "list", "counters", namespace=place.gateway).splitlines()
    names = [line.split()[1] for line in lines if line.strip().startswith("counter ")]
    return dict(zip(names, (int(line.split()[1]) for line in lines if "packets" in line), strict=True))


def test_a_block_cuts_at_once_and_passes_by_itself(place: Place, policy: DevicePolicy, asked: Resolved) -> None:
    now = datetime.now(UTC)
    probe = (USER, OUTSIDE, "tcp/443")
    assert place.passing([probe]) == {probe}
    far = Blocked(network="192.0.2.0/24", until=(now + timedelta(hours=1)).isoformat())
    soon = Blocked(network=OUTSIDE, until=(now + timedelta(seconds=3)).isoformat())
    blocked = policy.model_copy(update={"blocked": (far, soon)})
    place.nft(nftables.render(blocked, now=now))
    assert place.passing([probe]) == set()
    assert until(
        lambda: OUTSIDE not in run("nft", "list", "set", "inet", "altyapi", "blocked4", namespace=place.gateway)
    )
    assert place.passing([probe]) == {probe}
    assert "192.0.2.0/24" in run("nft", "list", "set", "inet", "altyapi", "blocked4", namespace=place.gateway)
    place.nft(nftables.render(policy))
    assert "elements" not in run("nft", "list", "set", "inet", "altyapi", "blocked4", namespace=place.gateway)


SCRIPT = share.path("roles/firewall_config/files/altyapi-nft")


def guard(place: Place, state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ALTYAPI_NFT_STATE": str(state), "ALTYAPI_NFT_FILE": str(state / "kept.nft")}
    command = ["ip", "netns", "exec", place.gateway, "sh", str(SCRIPT), *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def stands(place: Place) -> str:
    return run("nft", "-s", "list", "ruleset", namespace=place.gateway)


def test_a_policy_that_locks_out_comes_back_by_itself(place: Place, policy: DevicePolicy, tmp_path: Path) -> None:
    before, way = stands(place), (JUMP, GATEWAY, "tcp/22")
    locked = policy.model_copy(update={"rules": tuple(rule for rule in policy.rules if rule.chain != "input")})
    file = tmp_path / "locked.nft"
    file.write_text(nftables.render(locked))
    assert place.passing([way]) == {way}
    assert guard(place, tmp_path / "state", "apply", str(file), "3").returncode == 0
    assert place.passing([way]) == set()
    assert guard(place, tmp_path / "state", "apply", str(file), "3").returncode == 3  # one at a time
    assert until(lambda: guard(place, tmp_path / "state", "status").stdout == "reverted\n")
    assert stands(place) == before
    assert place.passing([way]) == {way}
    assert not (tmp_path / "state" / "kept.nft").exists()


def test_a_confirmed_policy_stays(place: Place, policy: DevicePolicy, tmp_path: Path) -> None:
    state, file = tmp_path / "state", tmp_path / "new.nft"
    shorter = policy.model_copy(update={"rules": policy.rules[:-1]})
    file.write_text(nftables.render(shorter))
    assert guard(place, state, "apply", str(file), "2").returncode == 0
    after = stands(place)
    assert guard(place, state, "confirm").returncode == 0
    assert (state / "kept.nft").read_text() == file.read_text()
    assert guard(place, state, "confirm").returncode == 4
    # a second change, armed for longer: while it stands, the first one's timer runs out and must not touch it
    assert guard(place, state, "apply", str(file), "60").returncode == 0
    assert not until(lambda: guard(place, state, "status").stdout != "armed\n", seconds=2.5)
    assert guard(place, state, "revert").returncode == 0
    assert stands(place) == after


def test_a_file_that_nft_refuses_changes_nothing(place: Place, tmp_path: Path) -> None:
    before, file = stands(place), tmp_path / "bad.nft"
    file.write_text("table inet altyapi { chain x { nonsense } }\n")
    assert guard(place, tmp_path / "state", "apply", str(file), "5").returncode == 2
    assert stands(place) == before
    assert guard(place, tmp_path / "state", "status").stdout == "idle\n"
