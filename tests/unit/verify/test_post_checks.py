"""What is checked after certain kinds of change, with the values that were observed."""

from __future__ import annotations

import pytest

from altyapi.device.contract import Observation
from altyapi.device.errors import LoginRefused
from altyapi.plan.model import Check
from altyapi.platforms.changes import changes_of
from altyapi.verify import post

BEFORE = Observation(interfaces_up=("Gi1", "Gi2"), neighbours=())
PORTS = Check(kind="ports", expected="changed ports that were up are up", subjects=("Gi1", "Gi2", "Gi3"))
PROBE = Check(kind="probe", expected="as before", subjects=("ospf-neighbours",))
OTHER = Check(kind="second-account", expected="another account is accepted", subjects=("acil",))
OSPF = """\
Neighbor ID     Pri   State           Dead Time   Address         Interface
10.66.32.1        1   FULL/DR         00:00:35    10.66.16.1      GigabitEthernet0/0
10.66.32.2        1   FULL/BDR        00:00:31    10.66.16.3      GigabitEthernet0/1
10.66.32.3        1   INIT/DROTHER    00:00:31    10.66.16.5      GigabitEthernet0/2
"""


@pytest.mark.parametrize(
    ("up", "passed", "observed"),
    [
        (("Gi1", "Gi2"), True, "up: Gi1, Gi2; not up before: Gi3"),
        (("Gi2", "Gi3"), False, "up: Gi2; gone down: Gi1; not up before: Gi3"),
        ((), False, "gone down: Gi1, Gi2; not up before: Gi3"),
    ],
)
def test_changed_ports_that_were_up_must_be_up(up: tuple[str, ...], passed: bool, observed: str) -> None:
    result = post.ports(PORTS, BEFORE, Observation(interfaces_up=up, neighbours=()))
    assert (result.passed, result.observed) == (passed, observed)


def test_neighbours_that_a_probe_told_before_must_be_told_after() -> None:
    seen = changes_of("cisco_ios").probes["ospf-neighbours"].seen(OSPF)
    assert seen == ("10.66.32.1 FULL", "10.66.32.2 FULL")
    before = {"ospf-neighbours": seen}
    assert post.probed(PROBE, before, before).passed
    lost = post.probed(PROBE, before, {"ospf-neighbours": seen[:1]})
    assert (lost.passed, lost.observed) == (False, "gone: 10.66.32.2 FULL")
    assert not post.probed(PROBE, before, {}).passed


def test_a_probe_that_the_device_does_not_know_proves_nothing_and_says_so() -> None:
    result = post.probed(PROBE, {}, {})
    assert (result.passed, result.observed) == (True, "the device does not tell it")


def test_another_account_must_be_accepted() -> None:
    tried: list[str] = []

    def refused(name: str) -> None:
        raise LoginRefused(device="sw1", address="10.64.0.11", username=name, detail="")

    assert post.second_account(OTHER, tried.append).passed
    assert tried == ["acil"]
    result = post.second_account(OTHER, refused)
    assert not result.passed
    assert "acil" in result.observed
    assert not post.second_account(OTHER, None).passed
