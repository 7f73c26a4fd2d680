"""People at home with OpenVPN, a real gateway between them and the town: what they reach, who is cut, who never gets in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from altyapi.device.errors import CommandRefused
from altyapi.platforms.linux_gateway.driver import Driver
from altyapi.vpn import shared
from altyapi.vpn.gateway import cutting, status
from tests.e2e.gateway.ground import CAMERA, OUTSIDE, WEB
from tests.e2e.vpn_gateway.ground import host, talking
from tests.e2e.vpn_gateway.openvpn import INTERFACE, SECRETS, OpenVpnTown, name, openvpn_town
from tests.e2e.vpn_gateway.test_tunnels import PAGE, intranet
from tests.support.gateway import until
from tests.support.plans import People

pytestmark = [pytest.mark.e2e, pytest.mark.root]
FILES = f"/run/altyapi-openvpn/{INTERFACE}.if /etc/openvpn/altyapi/{INTERFACE}.if"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, who: People, openvpn_missing: str) -> Iterator[OpenVpnTown]:
    if openvpn_missing:
        pytest.skip(openvpn_missing)
    with openvpn_town(tmp_path_factory.mktemp("openvpn"), who) as made:
        yield made


def live(place: OpenVpnTown) -> set[str]:
    """Who is connected, as the gateway tells."""
    told = place.town.jump(lambda: status.read(place.town.target, ["openvpn"]))
    return {one.public_key for one in told.peers if one.handshake is not None}


def code(number: int, moment: float) -> str:
    """As an app makes it of the seed that the person was handed (RFC 6238)."""
    seed = base64.b32decode(shared.seed(SECRETS.get, "merkez", name(number)))
    made = hmac.new(seed, struct.pack(">Q", int(moment) // 30), hashlib.sha1).digest()
    start = made[-1] & 15
    return f"{(struct.unpack('>I', made[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def test_a_new_persons_profile_reaches_what_is_allowed_and_nothing_else(place: OpenVpnTown) -> None:
    town = place.town
    town.place.serve(CAMERA, "tcp/554")
    place.let_in([1])
    home = place.home(1)
    assert home.connected(), home.log
    assert "TLSv1.3" in home.log
    assert "dhcp-option DNS 10.0.20.53" in home.log
    with intranet(place):
        assert PAGE in home.get(WEB, 80)
        assert not home.reaches(CAMERA, 554, 0.5)
        assert not home.reaches(WEB, 443, 0.5)
    assert town.plan(intended=place.intended([1])).devices == ()  # nothing is left to do
    home.end()


def test_who_is_cut_is_out_at_once_and_nobody_else_loses_a_packet(place: OpenVpnTown) -> None:
    """One of fifty, while another's datagrams go back and forth, each waiting for its answer."""
    everybody = range(1, 51)
    place.let_in(everybody)
    gone, stays = place.home(7), place.home(8)
    assert gone.connected(), gone.log
    assert stays.connected(), stays.log
    with intranet(place):
        assert PAGE in gone.get(WEB, 80)
        with talking(stays) as talk:
            proof = place.town.jump(lambda: cutting.cut(place.town.target, INTERFACE, name(7), "openvpn"))
            assert proof.was_there
            assert proof.address == f"{host(7)}/32"
            assert proof.last_handshake
            assert not gone.reaches(WEB, 80, 0.5)
            talk.goes_on(20)
            # one more comes, which restarts nothing either
            place.settle(number for number in range(1, 52) if number != 7)
            talk.goes_on(20)
        assert not talk.lost
    assert name(7) not in live(place)
    assert name(8) in live(place)
    assert place.peers() == {name(number) for number in range(1, 52) if number != 7}
    assert name(7) not in place.gateway.run(f"cat {FILES}")
    assert not place.town.jump(lambda: cutting.cut(place.town.target, INTERFACE, name(7), "openvpn")).was_there
    gone.end()
    again = place.home(7)
    assert again.refused(), again.log
    again.end()
    stays.end()


def test_whoever_has_a_certificate_and_no_grant_does_not_get_in(place: OpenVpnTown) -> None:
    place.settle([1])
    stranger = place.home(900)
    assert stranger.refused(), stranger.log
    assert "AUTH_FAILED" in stranger.log
    stranger.end()


def test_a_certificate_that_is_past_or_revoked_does_not_get_in_though_the_gateway_still_lists_the_person(
    place: OpenVpnTown,
) -> None:
    place.settle([1, 2, 3])
    late = place.home(2, ends=datetime.now(UTC) - timedelta(minutes=1))
    assert late.refused(), late.log
    late.end()
    revoked = place.home(3)
    assert revoked.connected(), revoked.log
    revoked.end()
    old = place.office.revocations(datetime.now(UTC))
    place.office.revoke([name(3)], datetime.now(UTC))
    new = place.office.revocations(datetime.now(UTC))
    place.on_gateway(lambda session: bring(session, new))
    revoked.run()  # the same certificate once more
    assert revoked.refused(), revoked.log
    revoked.end()
    with pytest.raises(CommandRefused, match="older than the list"):
        place.on_gateway(lambda session: bring(session, old))
    with pytest.raises(CommandRefused, match="not a list of the authority"):
        place.on_gateway(lambda session: bring(session, new.replace("A", "B", 40)))
    first = place.home(1)
    assert first.connected(), first.log
    first.end()


def bring(session: Driver, text: str) -> None:
    session.tunnels(f"revoked {INTERFACE}", "openvpn", given=text)


def test_a_person_goes_at_the_end_though_nobody_manages_the_gateway(place: OpenVpnTown) -> None:
    """Only the gateway's own watch runs; nobody is logged in. The live session goes too."""
    place.settle([1, 9])
    home, stays = place.home(9), place.home(1)
    assert home.connected(), home.log
    assert stays.connected(), stays.log
    soon = (datetime.now(UTC) + timedelta(seconds=4)).strftime("%Y-%m-%dT%H:%M:%SZ")

    def grant(session: Driver) -> None:
        line = f" peer {name(9)} address {host(9)}/32 until {soon} name vpn-gecici profile staff"
        session.push([f"openvpn {INTERFACE}", line, " exit"], lambda _index, _line: None)
        session.save()

    place.on_gateway(grant)
    until(lambda: not place.gateway.logins())
    until(lambda: place.peers() == {name(1)})
    until(lambda: name(9) not in place.gateway.run(f"cat {FILES}"))
    until(lambda: "vpn-gecici" in place.gateway.run("cat /run/altyapi-openvpn/log 2>&1", check=False))
    assert live(place) == {name(1)}
    home.end()
    stays.end()


def test_who_is_cut_while_a_change_is_pending_does_not_come_back_with_it(place: OpenVpnTown) -> None:
    place.settle([1, 2])

    def begin(session: Driver) -> None:
        session.arm("armed-restore", 5)
        line = f" peer {name(3)} address {host(3)}/32"
        session.push([f"openvpn {INTERFACE}", line, " exit"], lambda _index, _line: None)

    place.on_gateway(begin)
    assert place.peers() == {name(1), name(2), name(3)}
    place.town.jump(lambda: cutting.cut(place.town.target, INTERFACE, name(2), "openvpn"))
    place.on_gateway(lambda session: session.revert_now("armed-restore"))
    assert place.peers() == {name(1)}


def test_openvpn_that_was_killed_comes_back_with_everybody(place: OpenVpnTown) -> None:
    place.settle([1, 2])
    running = place.town.running()
    place.gateway.run(f"kill -9 $(cat /run/altyapi-openvpn/{INTERFACE}/pid)")
    place.gateway.run("/usr/local/sbin/altyapi-openvpn expire")
    assert place.town.running() == running
    home = place.home(1)
    assert home.connected(), home.log
    home.end()


def test_a_wrong_code_is_refused_a_right_one_gets_in_once(place: OpenVpnTown) -> None:
    place.settle([1, 2], totp=True)
    wrong = f"{(int(code(1, time.time())) + 1) % 1_000_000:06d}"
    for number, typed, gets_in in (
        (1, wrong, False),
        (1, code(1, time.time()), True),
        (2, code(1, time.time()), False),
    ):
        home = place.home(number, code=typed)
        assert home.connected() if gets_in else home.refused(), home.log
        home.end()
    used = place.home(1, code=code(1, time.time() - 30))
    assert used.refused(), used.log
    used.end()
    place.settle([1, 2])


def test_what_renews_a_session_is_of_no_use_to_another_person(place: OpenVpnTown) -> None:
    """One's own, with a certificate and key of another's."""
    place.settle([1, 2], totp=True)
    home = place.home(
        1, code=code(1, time.time() + 30), managed=True
    )  # of the next half minute: those before may have been used
    assert home.connected(), home.log
    until(lambda: "SESS_ID" in home.heard())
    token = re.search(r"Auth-Token:(\S+)", home.heard())
    assert token
    home.ask("signal SIGUSR1")
    until(lambda: home.log.count("Peer Connection Initiated") == 2, 40)
    until(lambda: name(1) in live(place))  # for whom it was made it is good
    other = place.home(2, code=token[1])
    assert other.refused(), other.log
    other.end()
    home.end()
    place.settle([1, 2])


def test_nothing_secret_is_told_and_nothing_of_where_people_are(place: OpenVpnTown) -> None:
    place.settle([1])
    home = place.home(1)
    assert home.connected(), home.log
    told = str(place.town.jump(lambda: status.read(place.town.target, ["openvpn"])))
    told += place.gateway.run(f"cat /run/altyapi-openvpn/{INTERFACE}/log /run/altyapi-openvpn/log 2>&1", check=False)
    assert OUTSIDE not in told
    told += place.town.running() + place.town.startup() + place.gateway.run("ps ax -o args")
    own = f"/etc/openvpn/altyapi/{INTERFACE}"
    hidden = [
        *place.gateway.run(f"cat {own}/gateway.key").split("\n")[1:-2],
        *(SECRETS.values()),
        SECRETS["vpn/merkez/tls-crypt"][:32],
    ]
    assert not [one for one in hidden if one in told]
    modes = place.gateway.run(f"stat -c '%a %U %G %n' {own}/gateway.key {own}/tls-crypt.key {own}/totp.key")
    assert [row.rsplit("/", 1)[0].split()[:3] for row in modes.splitlines()] == [
        ["600", "root", "root"],
        ["600", "root", "root"],
        ["640", "root", "altyapi-openvpn"],
    ]
    management = place.gateway.run(f"stat -c '%a %G' /run/altyapi-openvpn/{INTERFACE}")
    assert management == "750 altyapi-openvpn\n"
    home.end()
