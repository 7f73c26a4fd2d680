"""Copies of the practice municipality's routers, which nothing here manages: backed up whole, and taken in by an empty one of their
model. One kind is only read, and goes back to what it was by a restart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from altyapi.backup.drill import config, typed
from altyapi.backup.drill.faults import OnlyRead, TargetNotEmpty
from altyapi.backup.drill.proof import Proof
from altyapi.backup.point import Point
from altyapi.device import Target, reading
from altyapi.device.bulk import fetch
from altyapi.device.errors import LineRejected
from altyapi.platforms import readonly
from altyapi.remediation import same_config
from lab import routers, spares
from lab.devices import InjectedError, RunningDevice, running
from lab.orneksehir import LabDevice, Municipality, generate

MIKROTIK = "mikrotik_routeros"
POINT = Point(system="yon", time="2026-04-20T02:00:00+03:00", kind="config", id="1", place="yapilandirma")


@pytest.fixture(scope="module")
def town() -> Municipality:
    return generate("small")


@pytest.fixture(scope="module")
def found(town: Municipality) -> dict[str, LabDevice]:
    """The first router of each platform."""
    return {one.platform: one for one in reversed(routers.add(town))}


@contextmanager
def pair(
    town: Municipality, router: LabDevice, folder: Path
) -> Iterator[tuple[RunningDevice, Target, RunningDevice, Target]]:
    """The router and a bare one of its model, and how each is reached."""
    text = routers.running(town, router)
    (spare,) = spares.add(generate("small"), [router])
    wanted = [
        {
            "name": one.name,
            "platform": router.platform,
            "model": router.model,
            "running_config": held,
            "knobs": {"reload_downtime_s": 0.1},
        }
        for one, held in ((router, text), (spare, spares.bare(spare, [text])))
    ]
    with running(wanted) as devices:
        known = folder / "known_hosts"
        known.write_text("".join(one.known_hosts_line for one in devices.values()))
        name = f"{readonly.PREFIX}{MIKROTIK}" if router.platform == MIKROTIK else router.platform
        first, second = (
            (
                one,
                Target(
                    name=at, host=one.host, port=one.port, platform=name, username="admin", password="admin",
                    known_hosts=known,
                ),
            )
            for at, one in devices.items()
        )  # fmt: skip
        yield *first, *second


def _prove(full: str, platform: str, spare: Target) -> Proof:
    if platform == MIKROTIK:
        return typed.prove(full, readonly.load(MIKROTIK), POINT, spare)
    return config.prove(full, platform, POINT, spare)


def _full(target: Target) -> str:
    if target.platform.endswith(MIKROTIK):
        return reading.fetch(target).text
    return fetch(target).text


@pytest.mark.parametrize("platform", sorted(set(routers.PLATFORMS.values())))
def test_an_empty_router_takes_the_copy_in_and_is_empty_again(
    platform: str, town: Municipality, found: dict[str, LabDevice], tmp_path: Path
) -> None:
    with pair(town, found[platform], tmp_path) as (router, reached, spare, target):
        before = spare.running()
        proof = _prove(_full(reached), platform, target)
        assert [(one.kind, one.observed) for one in proof.checks if not one.passed] == []
        assert {one.kind for one in proof.checks} == {"complete", "accepted", "shows the same"}
        after = spare.running()
        assert after == before if platform == MIKROTIK else same_config(after, before, platform)
        assert router.running() not in {after, before}


def test_a_line_that_the_empty_router_refuses_fails_and_it_is_empty_again(
    town: Municipality, found: dict[str, LabDevice], tmp_path: Path
) -> None:
    with pair(town, found[MIKROTIK], tmp_path) as (_, reached, spare, target):
        before = spare.running()
        damaged = _full(reached).replace("vlan-id=10", "vlan-id=on")
        with pytest.raises(LineRejected, match="invalid value for argument vlan-id"):
            _prove(damaged, MIKROTIK, target)
        assert spare.running() == before


def test_a_copy_that_the_router_shows_otherwise_fails(
    town: Municipality, found: dict[str, LabDevice], tmp_path: Path
) -> None:
    with pair(town, found[MIKROTIK], tmp_path) as (_, reached, spare, target):
        spare.set(errors=(InjectedError(pattern="ntp client set", answer=""),))
        proof = _prove(_full(reached), MIKROTIK, target)
        failed = [one for one in proof.checks if not one.passed]
        assert [one.kind for one in failed] == ["shows the same"]
        assert failed[0].observed == "1 lines are not there: /system ntp client set enabled=yes"


def test_a_rule_that_the_router_shows_once_instead_of_twice_fails(
    town: Municipality, found: dict[str, LabDevice], tmp_path: Path
) -> None:
    rules = [f"/ip firewall filter add action={action} chain=forward" for action in ("drop", "accept", "drop")]
    with pair(town, found[MIKROTIK], tmp_path) as (_, reached, spare, target):
        full = _full(reached) + "".join(f"{rule}\n" for rule in rules)
        assert all(one.passed for one in _prove(full, MIKROTIK, target).checks)
        spare.set(errors=(InjectedError(pattern="action=drop chain=forward", answer="", times=1),))
        proof = _prove(full, MIKROTIK, target)
        assert [one.observed for one in proof.checks if not one.passed] == ["the rules in another order"]


def test_a_router_that_holds_the_copy_already_proves_nothing(
    town: Municipality, found: dict[str, LabDevice], tmp_path: Path
) -> None:
    with pair(town, found[MIKROTIK], tmp_path) as (_, reached, _, _), pytest.raises(TargetNotEmpty):
        _prove(_full(reached), MIKROTIK, reached)


def test_a_system_of_which_nobody_knows_how_it_takes_a_config_in_is_told(tmp_path: Path) -> None:
    target = Target(name="x", host="127.0.0.1", platform="netmiko:dlink_ds", username="a", known_hosts=tmp_path / "k")
    with pytest.raises(OnlyRead, match="dlink_ds"):
        typed.prove("create vlan KAMERA tag 50\n", readonly.load("dlink_ds"), POINT, target)
