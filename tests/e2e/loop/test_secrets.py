"""SNMPv3 users, which no running config shows: what the ledger says of them is true after every end of a change."""

from __future__ import annotations

import pytest

from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from altyapi.plan.model import Plan
from tests.e2e.loop.ground import Ground, Start
from tests.e2e.loop.platforms.cisco_ios import INTENDED
from tests.e2e.loop.trouble import back

pytestmark = pytest.mark.e2e

USER = "snmp-server user izleme altyapi-ro v3 auth sha <<secret:snmp/auth>> priv aes 128 <<secret:snmp/priv>>"
WANTED = f"{INTENDED}snmp-server group altyapi-ro v3 priv\n{USER}\n"


@pytest.fixture
def start(ground: Start) -> Start:
    def with_secrets(**switches: dict[str, object]) -> Ground:
        place = ground(**switches)
        place.rotate("snmp/auth", "Dogrulama-1")
        place.rotate("snmp/priv", "Gizlilik-1")
        return place

    return with_secrets


def planned(place: Ground, intended: str) -> Plan:
    """With a timer that a slow machine does not meet."""
    return place.plan(intended=intended, minutes=120)


def sets_user(plan: Plan) -> bool:
    return any("snmp-server user" in line for entry in plan.devices for line in entry.commands)


def go(place: Ground, plan: Plan, name: str = "plan.json") -> Run:
    run = place.begin(plan, name)
    apply_device(run, "sw1", place.services)
    return run


def provisioned(place: Ground) -> None:
    """The switch holds the user, and the ledger knows it; what else was intended is applied too."""
    run = go(place, planned(place, WANTED), "first.json")
    assert run.fate("sw1").state == "applied", run.fate("sw1")
    assert planned(place, WANTED).devices == ()


def test_a_user_that_was_set_and_confirmed_is_not_set_again(start: Start) -> None:
    place = start(sw1={})
    assert sets_user(planned(place, WANTED))
    provisioned(place)


def test_a_rotated_secret_is_set_again_though_the_running_config_uses_the_user(start: Start) -> None:
    place = start(sw1={})
    wanted = f"{WANTED}snmp-server host 10.64.0.7 version 3 priv izleme\n"
    assert go(place, planned(place, wanted)).fate("sw1").state == "applied"
    place.rotate("snmp/priv", "Gizlilik-2")
    assert sets_user(planned(place, wanted))


def test_a_reverted_push_of_a_rotated_secret_leaves_no_entry_that_calls_it_current(start: Start) -> None:
    place = start(sw1={})
    provisioned(place)
    place.rotate("snmp/priv", "Gizlilik-2")
    place.devices["sw1"].set(errors=[{"pattern": "description Son"}])
    changed = WANTED.replace("description Muhasebe", "description Son")
    run = go(place, planned(place, changed))
    assert run.fate("sw1").state == "reverted"
    assert sets_user(planned(place, WANTED))
    place.rotate("snmp/priv", "Gizlilik-1")  # taking the new secret back does not prove the old one either
    assert sets_user(planned(place, WANTED))


def test_a_reverted_push_without_the_user_leaves_it_current(start: Start) -> None:
    place = start(sw1={})
    provisioned(place)
    place.devices["sw1"].set(errors=[{"pattern": "description Son"}])
    run = go(place, planned(place, WANTED.replace("description Muhasebe", "description Son")))
    assert run.fate("sw1").state == "reverted"
    assert planned(place, WANTED).devices == ()


def test_a_secret_rotated_while_another_change_is_on_its_way_is_still_to_be_set(start: Start) -> None:
    place = start(sw1={})
    provisioned(place)
    plan = planned(place, WANTED.replace("description Muhasebe", "description Son"))
    place.rotate("snmp/priv", "Gizlilik-2")
    assert go(place, plan).fate("sw1").state == "applied"
    assert sets_user(planned(place, WANTED))


def test_a_user_that_a_rollback_removed_is_set_again(start: Start) -> None:
    place = start(sw1={})
    plan = planned(place, WANTED)
    run = go(place, plan)
    assert run.fate("sw1").state == "applied"
    assert apply_device(back(place, run), "sw1", place.services).state == "applied"
    assert sets_user(planned(place, WANTED))


def test_taking_a_rotated_secret_back_leaves_the_user_that_was_there_before(start: Start) -> None:
    """The old secret is known to nobody any more; without the user the switch would not be monitored at all."""
    place = start(sw1={})
    provisioned(place)
    place.rotate("snmp/priv", "Gizlilik-2")
    plan = planned(place, WANTED)
    assert sets_user(plan)
    assert not any("snmp-server user" in line for line in plan.devices[0].rollback)
