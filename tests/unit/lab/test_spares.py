"""Devices for drills: there for each platform that can be had bare, found by their role, and holding nothing but ports."""

from __future__ import annotations

import re

from altyapi.backup.systems import DRILL_ROLE
from lab import routers, spares
from lab.devices import running
from lab.orneksehir import generate


def test_each_model_whose_platform_can_be_bare_has_one_beside_the_fleet() -> None:
    town = generate("small")
    before = len(town.bodies["dcim/devices"])
    emulated = [*town.fleet(), *routers.add(town)]
    made = spares.add(town, emulated)
    assert sorted((one.platform, one.model) for one in made) == sorted({(one.platform, one.model) for one in emulated})
    assert {one.platform for one in made} == spares.platforms()
    assert not {one.name for one in made} & {one.name for one in town.fleet()}
    added = town.bodies["dcim/devices"][before:]
    assert [body["name"] for body in added] == [one.name for one in made]
    assert {body["role"]["slug"] for body in added} == {DRILL_ROLE}
    assert len({one.loopback for one in made}) == len(made)
    assert {one.loopback for one in made} <= set(spares.addresses(emulated))


def test_it_holds_the_ports_of_its_model_and_nothing_else() -> None:
    town = generate("tiny")
    made = spares.add(town, town.fleet())[0]
    texts = (
        "interface GigabitEthernet1/0/2\n description oda\n!\ninterface GigabitEthernet1/0/10\n!\ninterface Vlan10\n",
        "interface TenGigabitEthernet1/0/1\n!\nusername acil secret 9 x\n",
    )
    bare = spares.bare(made, texts)
    ports = re.findall(r"^interface (.*)$", bare, re.M)
    assert ports == ["GigabitEthernet1/0/2", "GigabitEthernet1/0/10", "TenGigabitEthernet1/0/1"]
    assert "secret" not in bare
    with running([{"name": made.name, "running_config": bare}]) as devices:
        assert "GigabitEthernet1/0/10" in devices[made.name].running()
