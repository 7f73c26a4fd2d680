"""Whole firewalls: the config that NetBox's data and the policy of `cases.py` make (<case>.cfg), and that an emulated FortiGate
takes it as it is written. `pytest tests/golden/firewalls --record` writes the files anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from altyapi.intent import firewall
from altyapi.platforms import load
from altyapi.remediation import remediate, same_config
from altyapi.render import Renderer
from altyapi.render.families import of_role
from altyapi.secrets import SecretStore
from altyapi.secrets.materialise import materialise
from lab.bench.switches import Maker
from lab.devices.fortios.device import make
from lab.devices.fortios.session import Session
from lab.devices.spec import DeviceSpec

from .cases import CASES

HERE = Path(__file__).parent
FACTORY = """\
config system global
    set hostname "FortiGate"
    set gui-date-format dd/MM/yyyy
end
config system accprofile
    edit "prof_admin"
        set secfabgrp read-write
    next
end
config system interface
{ports}    edit "ssl.root"
        set vdom "root"
        set type tunnel
    next
end
config system admin
    edit "admin"
        set accprofile "super_admin"
        set vdom "root"
    next
end
config system dns
    set primary 96.45.45.45
    set secondary 96.45.46.46
end
config firewall address
    edit "FABRIC_DEVICE"
        set comment "IPv4 addresses of Fabric Devices."
    next
end
"""
SECRETS = ("local/acil", "snmp/izleme/auth", "snmp/izleme/priv", "tacacs/key")


def rendered(case: str) -> str:
    maker = Maker()
    name, policy = CASES[case](maker)
    intent = firewall.build(maker.snapshot(), name, policy)
    family = of_role(intent.role)
    assert family is not None
    return Renderer(family.templates, intent.platform).render(intent)


def factory(case: str) -> str:
    """What such a FortiGate holds when it comes."""
    maker = Maker()
    name, _ = CASES[case](maker)
    ports = [row.name for row in maker.snapshot().interfaces_by_device[name] if row.type == "1000base-t"]
    rows = (f'    edit "{port}"\n        set vdom "root"\n        set type physical\n    next\n' for port in ports)
    return FACTORY.format(ports="".join(rows))


@pytest.mark.parametrize("case", CASES)
def test_the_rendered_config_of_a_whole_firewall_is_the_recorded_one(case: str, record: bool) -> None:
    file = HERE / f"{case}.cfg"
    if record:
        file.write_text(rendered(case), "utf-8")
    assert rendered(case) == file.read_text("utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_rendered_config_is_complete_and_ascii(case: str) -> None:
    text = (HERE / f"{case}.cfg").read_text("utf-8")
    assert load("fortinet_fortios").complete(text)
    assert text.isascii()
    assert "None" not in text
    assert "\n\n" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


@pytest.mark.parametrize("case", CASES)
def test_a_firewall_fresh_from_the_factory_takes_every_command_and_then_holds_what_was_rendered(case: str) -> None:
    store = SecretStore(environment={f"ALTYAPI_SECRET_{one.upper().replace('/', '_')}": "Deneme-1" for one in SECRETS})
    device = make(DeviceSpec(name="fw", platform="fortinet_fortios", running_config=factory(case)))
    wanted = rendered(case)
    way = remediate(device.running_text(), wanted, "fortinet_fortios")
    session = Session(device.tree("global"))
    for command in way.commands:
        session.line(materialise(command, store))
    left = remediate(device.running_text(), wanted, "fortinet_fortios").commands
    # what the device shows of a secret is told to be the right one elsewhere (altyapi/secrets)
    assert [
        line for line in left if line.strip().startswith(("set", "unset", "delete")) and "<<secret:" not in line
    ] == []
    for command in way.rollback:
        session.line(command)
    assert same_config(device.running_text(), factory(case), "fortinet_fortios")
