"""What is not offered as a plan: more devices than the policy lets, and commands whose result can't be proven."""

from __future__ import annotations

import pytest

from altyapi.connection import Connection
from altyapi.plan import build
from altyapi.plan.build import Candidate, PlanTooLarge, Unproven
from altyapi.plan.policy import ChangePolicy, PlanLimits
from altyapi.platforms import load
from altyapi.remediation import remediate
from tests.support.plans import entry
from tests.unit.plan.test_gather import device

OLD, NEW, OTHER = "ntp server 10.0.0.1", "ntp server 10.0.0.2", "ntp server 10.0.0.3"


@pytest.mark.parametrize(
    ("limits", "named"),
    [({"devices_max": 2}, "devices_max"), ({"devices_per_site_max": 2}, "at site mrk-ahb01")],
    ids=["in all", "at one site"],
)
def test_more_devices_than_the_policy_allows_are_no_plan(limits: dict[str, int], named: str) -> None:
    policy = ChangePolicy(plan=PlanLimits.model_validate(limits))
    devices = [entry(f"sw{number}") for number in range(3)]
    build._within_limits(devices[:2], policy)
    with pytest.raises(PlanTooLarge) as caught:
        build._within_limits(devices, policy)
    assert named in f"{caught.value} {caught.value.remedy('en')}"


@pytest.mark.parametrize(("intended", "running"), [(OTHER, OLD), (NEW, OTHER)], ids=["forward", "back"])
def test_commands_that_lead_elsewhere_are_not_offered(intended: str, running: str) -> None:
    ios = load("cisco_ios")
    way = remediate(OLD, NEW, ios)
    candidate = Candidate(
        device=device(1, "sw1", "access-switch", "cisco-ios"), platform=ios, connection=Connection(host="10.0.0.1"),
        management=None, intended=intended, running=running,
    )  # fmt: skip
    build._proven(way, NEW, OLD, candidate, strict=False)
    with pytest.raises(Unproven, match="sw1"):
        build._proven(way, intended, running, candidate, strict=False)
