"""What only FortiGates do in a change, from NetBox's data to the config and back."""

from __future__ import annotations

from datetime import datetime

import pytest

from altyapi.apply.device import apply_device
from altyapi.connection import Connection
from altyapi.plan import build
from altyapi.plan.policy import ChangePolicy, Evrak
from lab.bench.switches import Maker
from tests.e2e.loop.case import Case
from tests.e2e.loop.ground import Start
from tests.e2e.loop.platforms.fortinet_fortios import FORTINET_FORTIOS, HEAD, RENDERED
from tests.e2e.loop.trouble import back
from tests.golden.firewalls.test_golden_firewalls import factory
from tests.support.plans import AUTHOR

pytestmark = pytest.mark.e2e


@pytest.fixture
def case() -> Case:
    return FORTINET_FORTIOS


def test_a_firewall_is_brought_to_what_netbox_and_the_policy_say_and_back(ground: Start) -> None:
    place = ground(sw1={})
    plan = place.plan(intended=RENDERED)
    run = place.begin(plan)
    fate = apply_device(run, "sw1", place.services)
    assert fate.state == "applied", fate.why
    device = place.devices["sw1"]
    assert place.known.digest(device.startup()) == place.known.digest(device.running())
    assert device.timers == {}
    assert device.counters.reloads == 0
    assert place.plan(intended=RENDERED).devices == ()  # also though encrypted secrets look otherwise at every show
    fate = apply_device(back(place, run), "sw1", place.services)
    assert fate.state == "applied", fate.why
    assert place.is_old()


def test_a_refused_line_leaves_the_firewall_as_it_was_without_a_restart(ground: Start, case: Case) -> None:
    answer = "Command fail. Return code -8"
    place = ground(sw1={"errors": [{"pattern": f"^{case.telling}", "answer": answer}]})
    fate = apply_device(place.begin(place.plan(intended=RENDERED)), "sw1", place.services)
    assert fate.state == "reverted"
    assert "Return code -8" in fate.why
    assert place.is_old()
    assert place.devices["sw1"].counters.reloads == 0


def test_a_device_with_virtual_domains_is_refused_when_it_is_planned(ground: Start) -> None:
    place = ground(sw1={})
    head = "#config-version=FG600F-7.2.8-FW-build1639-240313:opmode=0:vdom=1:user=x\n"
    text = f"{head}\nconfig vdom\nedit root\nnext\nend\n\nconfig global\n{factory('centre')}end\n"
    candidate = build.Candidate(
        device=place.row(1, "sw1"), platform=place.known, connection=Connection(host="10.0.0.1"), management=None,
        intended=HEAD, running=text,
    )  # fmt: skip
    material = build.Material(
        snapshot=Maker().snapshot(), policy=ChangePolicy(evrak=Evrak(required=False)), store=place.services.store,
        ledger=place.services.ledger, templates_digest="1" * 64,
    )  # fmt: skip
    order = build.Order(author=AUTHOR, reason="test", evrak="", limit="all")
    plan = build.build(order, [candidate], [], material, datetime.now().astimezone())
    assert plan.devices == ()
    assert [one.code for one in plan.refused] == ["PLN-016"]
