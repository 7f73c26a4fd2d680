"""OpenVPN's grants in a gateway's text, and its plans without a second person: as WireGuard's, by the same judge."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from altyapi import remediation
from altyapi.plan.model import Plan
from altyapi.vpn.gateway import preapproved, status, tunnels
from altyapi.vpn.gateway.status import Connection, Gateway
from altyapi.vpn.peer import peers
from altyapi.vpn.policy import VpnPolicy
from tests.e2e.gateway.ground import NAME, PLATFORM
from tests.e2e.vpn_gateway import ground
from tests.e2e.vpn_gateway.ground import host
from tests.e2e.vpn_gateway.openvpn import INTERFACE, PLACES, name, policy, snapshot
from tests.support.plans import entry, plan

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


def text(*numbers: int, totp: bool = False) -> str:
    return ground.intended(snapshot(numbers), policy(totp=totp), PLACES)


def planned(old: str, new: str) -> Plan:
    change = remediation.remediate(old, new, PLATFORM)
    device = snapshot([]).device_by_name[NAME]
    return plan(
        entry(
            NAME,
            platform="linux_gateway",
            site=device.site,
            role=device.role,
            serial=device.serial or "SN1",
            commands=change.commands,
            rollback=change.rollback,
        )
    )


def lines_of(problems: tuple[str, ...]) -> list[str]:
    """What the judge has against the lines; the device's own data are another test's."""
    words = ("another line", "not as NetBox", "still has", "way back", "profile", "outside", "not a tunnel")
    return [one for one in problems if any(word in one for word in words)]


def test_the_text_has_the_tunnel_its_network_what_is_pushed_and_the_rules() -> None:
    told = text(1, 2)
    block = told[told.index(f"openvpn {INTERFACE}") : told.index("exit")]
    assert block.splitlines() == [
        f"openvpn {INTERFACE}",
        " listen-port 1194",
        " mtu 1380",
        " network 10.66.0.1/16",
        " profile staff dns 10.0.20.53 search ornek.example",
        *(
            f" peer {name(number)} address {host(number)}/32 until 2026-12-31T21:00:00Z"
            f" name vpn-kul{number:05d}.ornek.bel.tr profile staff"
            for number in (1, 2)
        ),
    ]
    assert "udp dport 1194" in told
    assert "r_vpn-staff-deny" in told
    assert " totp on\n" in text(1, totp=True)


def test_new_people_alone_need_no_second_person_and_a_tunnel_does() -> None:
    held = snapshot([1, 2])
    coming = planned(text(1), text(1, 2))
    assert lines_of(preapproved.problems(coming, policy(), held, NOW)) == []
    assert preapproved.touched(coming) == {name(2)}
    going = planned(text(1, 2, 3), text(1, 2))
    assert not [one for one in lines_of(preapproved.problems(going, policy(), held, NOW)) if "way back" not in one]
    for other in (planned(text(1), text(1, 2, totp=True)), planned("", text(1, 2))):
        assert any("another line" in one for one in preapproved.problems(other, policy(), held, NOW))
    assert any(
        "not as NetBox" in one for one in preapproved.problems(planned(text(1), text(1, 9)), policy(), held, NOW)
    )


def test_who_is_past_the_end_or_was_cut_or_is_of_another_type_is_not_let_in() -> None:
    held = snapshot([1, 2, 3], {2: date(2026, 5, 31)})
    (tunnel,) = tunnels.of_devices(held, policy(), NOW, without={name(3)})[NAME]
    assert [one.public_key for one in tunnel.peers] == [name(1)]
    mixed = held.holding(ip_addresses=(*held.tables.ip_addresses, *ground.grants([7])))
    (tunnel,) = tunnels.of_devices(mixed, policy(), NOW)[NAME]
    assert ground.key(7)[1] not in {one.public_key for one in tunnel.peers}


def test_what_differs_on_the_gateway_is_a_finding_as_wireguards() -> None:
    held = peers(snapshot([1, 2]))
    told = Gateway(
        device=NAME,
        keys={INTERFACE: "0" * 64},
        peers=(
            Connection(
                device=NAME,
                interface=INTERFACE,
                public_key=name(1),
                address=f"{host(1)}/32",
                handshake=NOW,
                received=1,
                sent=2,
            ),
            Connection(device=NAME, interface=INTERFACE, public_key=name(9), address=f"{host(9)}/32"),
        ),
    )
    found = status.judge(policy(), held, [told], {}, NOW)
    assert {(one.kind, one.public_key) for one in found.findings} >= {
        ("unknown-peer", name(9)),
        ("missing-peer", name(2)),
    }
    assert {row.peer.public_key: row.state for row in found.rows}[name(1)] == "connected"


def test_a_second_factor_is_openvpns_alone() -> None:
    content = ground.POLICY.model_dump(mode="json")
    content["gateways"]["merkez"]["totp"] = True
    with pytest.raises(ValidationError, match="totp"):
        VpnPolicy.model_validate(content)
