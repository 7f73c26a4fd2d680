"""Long lists of blocked addresses on a FortiGate, where each is an object and a group holds only so many."""

from __future__ import annotations

import pytest

from altyapi.firewall.devices import device_policy
from altyapi.firewall.model import Blocked, DevicePolicy
from altyapi.platforms.fortinet_fortios.policy import (
    BLOCKED,
    BLOCKED_MOST,
    GROUP_MEMBERS,
    GroupObject,
    TooManyBlocked,
    objects,
)
from tests.unit.firewall import town


@pytest.fixture(scope="module")
def policy() -> DevicePolicy:
    return device_policy(town.resolved(), "fw-merkez")


def groups(policy: DevicePolicy, count: int, without: int = -1) -> dict[str, GroupObject]:
    networks = [f"198.18.{n // 256}.{n % 256}/32" for n in range(count) if n != without]
    found = objects(policy.model_copy(update={"blocked": tuple(Blocked(network=one) for one in networks)}))
    assert len([one for one in found.addresses if one.name.startswith(BLOCKED)]) == len(networks)
    return {one.name: one for one in found.groups if one.name.startswith(BLOCKED)}


@pytest.mark.parametrize("count", [GROUP_MEMBERS, GROUP_MEMBERS + 1, BLOCKED_MOST])
def test_a_list_is_a_group_or_a_group_of_groups_none_of_which_is_too_large(policy: DevicePolicy, count: int) -> None:
    found = groups(policy, count)
    whole = found.pop(BLOCKED)
    assert all(len(one.members) <= GROUP_MEMBERS for one in (whole, *found.values()))
    held = [member for one in found.values() for member in one.members] or list(whole.members)
    assert len(set(held)) == len(held) == count
    assert not found or set(whole.members) == found.keys()


def test_an_address_that_goes_touches_its_own_group_alone(policy: DevicePolicy) -> None:
    before, after = groups(policy, 2000), groups(policy, 2000, without=7)
    changed = [name for name in before if before[name] != after[name]]
    assert len(changed) == 1
    assert set(before[changed[0]].members) - set(after[changed[0]].members) == {f"{BLOCKED}_198.18.0.7-32"}


def test_a_list_that_no_fortigate_holds_is_refused_with_its_length(policy: DevicePolicy) -> None:
    with pytest.raises(TooManyBlocked, match=str(BLOCKED_MOST + 1)):
        groups(policy, BLOCKED_MOST + 1)
