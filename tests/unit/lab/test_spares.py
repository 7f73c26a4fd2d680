"""Devices for drills: there for each platform that can be had bare, found by their role, and holding nothing but ports."""

from __future__ import annotations

import re

from altyapi.backup.drill.holding import ROLE
from lab import spares
from lab.devices import running
from lab.orneksehir import generate


def test_each_platform_that_can_be_bare_has_one_beside_the_fleet() -> None:
    town = generate("platforms")
    before = len(town.bodies["dcim/devices"])
    made = spares.add(town)
    assert {one.platform for one in made} == {one.platform for one in town.fleet()}
    assert not {one.name for one in made} & {one.name for one in town.fleet()}
    added = town.bodies["dcim/devices"][before:]
    assert [body["name"] for body in added] == [one.name for one in made]
    assert {body["role"]["slug"] for body in added} == {ROLE}
    assert len({one.loopback for one in made}) == len(made)
    assert {one.loopback for one in made} <= set(spares.addresses())


def test_it_holds_the_ports_of_its_platform_and_nothing_else() -> None:
    (made,) = spares.add(generate("tiny"))
    texts = {
        "sw1": "interface GigabitEthernet1/0/2\n description oda\n!\ninterface GigabitEthernet1/0/10\n!\ninterface Vlan10\n",
        "sw2": "interface TenGigabitEthernet1/0/1\n!\nusername acil secret 9 x\n",
        "sw3": "interface Ethernet7\n",
    }
    platforms = {"sw1": "cisco_ios", "sw2": "cisco_ios", "sw3": "arista_eos"}
    bare = spares.bare(made, texts, platforms)
    ports = re.findall(r"^interface (.*)$", bare, re.M)
    assert ports == ["GigabitEthernet1/0/2", "GigabitEthernet1/0/10", "TenGigabitEthernet1/0/1"]
    assert "secret" not in bare
    with running([{"name": made.name, "running_config": bare}]) as devices:
        assert "GigabitEthernet1/0/10" in devices[made.name].running()
