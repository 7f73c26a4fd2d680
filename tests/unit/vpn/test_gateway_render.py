"""From the policies' files and a snapshot to the text of a gateway, by the steps that the commands take."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi import connection
from altyapi.cli import firewalling, planning
from altyapi.plan.model import DevicePlan
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.vpn.policy import VpnPolicy
from tests.e2e.gateway.ground import NAME
from tests.e2e.vpn_gateway.ground import PLACES, POLICY, key, snapshot
from tests.support.plans import entry, plan
from tests.unit.firewall import town

OUT = Output("text", "en")


@pytest.fixture
def configured(tmp_path: Path) -> Settings:
    folder = tmp_path / "policy"
    (folder / "firewall").mkdir(parents=True)
    (folder / "firewall" / "1.yml").write_text(PLACES)
    (folder / "firewall" / "2.yml").write_text(town.RULES)
    write(folder, POLICY)
    return Settings(root=tmp_path, policy_dir=folder, registers_dir=folder, state_dir=tmp_path / "var")


def write(folder: Path, policy: VpnPolicy) -> None:
    (folder / "vpn.yml").write_text(policy.model_dump_json())


def changed(policy: VpnPolicy = POLICY, **gateway: object) -> VpnPolicy:
    content = policy.model_dump(mode="json")
    content["gateways"]["merkez"] |= gateway
    return VpnPolicy.model_validate(content)


def text(configured: Settings, device: str = NAME) -> str:
    (rendered,), refused = planning.render(OUT, configured, snapshot([1, 2]), [device])
    assert not refused
    return rendered.intended


def test_a_gateways_text_has_its_tunnel_its_address_and_its_rules(configured: Settings) -> None:
    told = text(configured)
    assert "wireguard wg0\n listen-port 51820\n mtu 1380\n" in told
    assert f" peer {key(1)[1]} address 10.66.1.2/32 until 2026-12-31T21:00:00Z name vpn-kul00001.ornek.bel.tr\n" in told
    assert "interface wg0\n ip address 10.66.0.1/16\n" in told
    assert "r_vpn-staff-deny" in told
    assert told.index("wireguard wg0") < told.index("table inet altyapi") < told.index("interface wg0")


def test_both_of_a_pair_hold_every_peer(configured: Settings) -> None:
    write(configured.policy_dir, changed(devices=[NAME, "fw-sube"]))
    found = firewalling.tunnels(configured, snapshot([1, 2]))
    assert found.keys() == {NAME, "fw-sube"}
    assert found[NAME] == found["fw-sube"]


def test_a_gateway_of_a_platform_that_ends_no_tunnels_is_refused(configured: Settings) -> None:
    base = snapshot([1])
    devices = tuple(
        one.model_copy(update={"platform": "fortinet-fortios"}) if one.name == NAME else one
        for one in base.tables.devices
    )
    rendered, (refused,) = planning.render(OUT, configured, base.holding(devices=devices), [NAME])
    assert not rendered
    assert any("WireGuard" in problem for problem in refused.problems)


def test_a_pool_that_the_firewall_policy_puts_elsewhere_refuses_the_firewalls(configured: Settings) -> None:
    write(configured.policy_dir, changed(interface="wg7"))
    rendered, (refused,) = planning.render(OUT, configured, snapshot([1]), [NAME])
    assert not rendered
    assert refused.code == "VPN-071"


def test_a_plan_of_nothing_but_peers_asks_for_no_second_person(configured: Settings) -> None:
    taken = snapshot([1])
    device = taken.device_by_name[NAME]

    def made(*commands: str, back: str) -> DevicePlan:
        return entry(
            NAME, site=device.site, role=device.role, tags=device.tags, connection=connection.of(device),
            serial="ORNEK-0001", platform="linux_gateway", kinds=("vpn-peer",), commands=("wireguard wg0", *commands, " exit"),
            rollback=("wireguard wg0", back, " exit"), revert_method="armed-restore",
        )  # fmt: skip

    peer = f" peer {key(1)[1]} address 10.66.1.2/32 until 2026-12-31T21:00:00Z name vpn-kul00001.ornek.bel.tr"
    good, other = made(peer, back=f" no peer {key(1)[1]}"), made(peer, " mtu 1300", back=f" no peer {key(1)[1]}")
    assert planning.classed(configured, taken, plan(good)).preapproved == "vpn-peers"
    assert not planning.classed(configured, taken, plan(other)).preapproved
    assert not planning.classed(
        configured, taken, plan(good.model_copy(update={"kinds": ("vpn-peer", "policy")}))
    ).preapproved
