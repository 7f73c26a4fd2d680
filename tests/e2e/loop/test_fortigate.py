"""One FortiGate of the lab, from NetBox's data to its config and back: rendered, planned, approved, applied, killed, rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest

from altyapi import platforms, remediation
from altyapi.apply import run as runs
from altyapi.apply.device import apply_device
from altyapi.apply.run import Run
from altyapi.connection import Connection
from altyapi.intent import firewall
from altyapi.plan import build
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, Revert, Waves
from altyapi.render import Renderer
from altyapi.render.families import of_role
from lab import devices
from lab.bench.switches import Maker
from lab.devices.knobs import InjectedError
from netbox_sync.model import Device
from tests.e2e.loop.ground import PASSWORD, USER, Ground
from tests.golden.firewalls.cases import centre
from tests.golden.firewalls.test_golden_firewalls import factory
from tests.support.plans import AUTHOR, People

pytestmark = pytest.mark.e2e
NAME = "obb-mrk-ahb01-gvd01"
SECRETS = {
    "ALTYAPI_SECRET_SNMP_IZLEME_AUTH": "Deneme-Auth-1",
    "ALTYAPI_SECRET_SNMP_IZLEME_PRIV": "Deneme-Priv-1",
    "ALTYAPI_SECRET_TACACS_KEY": "Deneme-Tac-1",
}
PLATFORM = platforms.load("fortinet_fortios")


class Gates(Ground):
    """Emulated FortiGates in the place of switches, fresh from the factory."""

    def _services(self) -> object:  # type: ignore[override]
        self.secrets |= SECRETS
        return super()._services()

    def plan(self, *, intended: str | None = None, budget: int = 99, minutes: int | None = None) -> Plan:
        policy = ChangePolicy(
            waves=Waves(canary=1, sizes=(100,), per_site_max=100, failure_budget=budget),
            revert=Revert(minutes=minutes or self.minutes),
            evrak=Evrak(required=False),
        )
        rows = {name: row(number, name) for number, name in enumerate(sorted(self.devices), start=1)}
        candidates = [
            build.Candidate(
                device=rows[name],
                platform=PLATFORM,
                connection=Connection(host=device.host, port=device.port),
                management=None,
                intended=intended or rendered(),
                running=device.running(),
            )
            for name, device in sorted(self.devices.items())
        ]
        maker = Maker()
        material = build.Material(
            snapshot=maker.snapshot(), policy=policy, store=self.services.store, ledger=self.services.ledger,
            templates_digest="1" * 64,
        )  # fmt: skip
        order = build.Order(author=AUTHOR, reason="test", evrak="", limit="all")
        return build.build(order, candidates, [], material, datetime.now().astimezone())

    def normal(self, name: str) -> str:
        return PLATFORM.normalise(self.devices[name].running())

    def holds(self, name: str, text: str) -> bool:
        return remediation.same_config(self.normal(name), text, PLATFORM)

    def back(self, run: Run) -> Run:
        """A rollback of the run, begun."""
        return runs.begin(
            self.settings.state_dir, run.folder / "plan.json", operator="kul0001", reason="test", evrak="",
            now=datetime.now().astimezone(), direction="back", reverses=run.head.run,
        )  # fmt: skip


def row(number: int, name: str) -> Device:
    return Device(
        id=number, name=name, status="active", site="mrk-ahb01", role="firewall", device_type="fortigate-600f",
        manufacturer="fortinet", platform="fortinet-fortios", primary_ip4="10.66.32.13/32",
    )  # fmt: skip


def rendered() -> str:
    maker = Maker()
    name, policy = centre(maker)
    intent = firewall.build(maker.snapshot(), name, policy)
    family = of_role(intent.role)
    assert family is not None
    return Renderer(family.templates, intent.platform).render(intent)


def small(text: str) -> str:
    """The head of a rendered config: few lines, for what is tried at each of them."""
    return (
        text[: text.index("config system interface")]
        + 'config firewall address\n    edit "kamera"\n        set subnet 10.68.20.0 255.255.255.0\n    next\nend\n'
    )


@pytest.fixture
def gates(tmp_path: Path, who: People) -> Iterator[Callable[..., Gates]]:
    with ExitStack() as stack:

        def start(**each: dict[str, object]) -> Gates:
            specs = [
                {
                    "name": name, "platform": "fortinet_fortios", "model": "FortiGate-600F", "username": USER,
                    "password": PASSWORD, "running_config": factory("centre"),
                    "knobs": {"minute_s": 0.5, "reload_downtime_s": 0.1, **knobs},
                }
                for name, knobs in each.items()
            ]  # fmt: skip
            return Gates(tmp_path / "project", who, dict(stack.enter_context(devices.running(specs))))

        yield start


def test_a_firewall_is_brought_to_what_netbox_and_the_policy_say_and_back(gates: Callable[..., Gates]) -> None:
    place = gates(fw={})
    before = place.normal("fw")
    plan = place.plan()
    assert plan.devices[0].revert_method == "transaction-and-cfg-revert"
    run = place.begin(plan)
    fate = apply_device(run, "fw", place.services)
    assert fate.state == "applied", fate.why
    device = place.devices["fw"]
    assert PLATFORM.digest(device.startup()) == PLATFORM.digest(device.running())
    assert device.timers == {}
    assert device.counters.reloads == 0
    assert place.plan().devices == ()  # also though encrypted secrets look otherwise at every show
    back = place.back(run)
    fate = apply_device(back, "fw", place.services)
    assert fate.state == "applied", fate.why
    assert place.holds("fw", before)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_connection_killed_at_every_line_leaves_the_old_config_or_the_new(
    gates: Callable[..., Gates], when: str
) -> None:
    text = small(rendered())
    count = len(gates(probe={}).plan(intended=text).devices[0].commands)
    arming = 4
    each = {
        f"fw{n:02d}": {"drop_after_lines": n + arming, "drop_when": when, "drop_times": 1} for n in range(1, count + 1)
    }
    place = gates(**each)
    before = {name: place.normal(name) for name in each}
    run = place.begin(place.plan(intended=text))
    for name in each:
        fate = apply_device(run, name, place.services)
        assert fate.state in {"applied", "reverted"}, f"{name}: {fate}"
        wanted = before[name]
        if fate.state == "applied":
            wanted = remediation.predict(wanted, run.entry(name).commands, PLATFORM)
        assert place.holds(name, wanted), name
        assert place.devices[name].timers == {}, name
        assert place.devices[name].counters.dropped_sessions == 1, name


def test_a_refused_line_leaves_the_firewall_as_it_was_without_a_restart(gates: Callable[..., Gates]) -> None:
    place = gates(
        fw={"errors": [InjectedError(pattern="^set subnet 10.68.20.0", answer="Command fail. Return code -8")]}
    )
    before = place.normal("fw")
    fate = apply_device(place.begin(place.plan()), "fw", place.services)
    assert fate.state == "reverted"
    assert "Return code -8" in fate.why
    assert place.holds("fw", before)
    assert place.devices["fw"].counters.reloads == 0
    assert place.devices["fw"].timers == {}


def test_a_change_that_locks_us_out_comes_back_by_a_restart(gates: Callable[..., Gates]) -> None:
    place = gates(fw={"cuts_management": ["^set subnet 10.68.20.0"]})
    before = place.normal("fw")
    fate = apply_device(place.begin(place.plan(intended=small(rendered()), minutes=4)), "fw", place.services)
    assert fate.state == "reverted", fate
    assert place.holds("fw", before)
    assert place.devices["fw"].counters.reloads == 1


def test_a_device_with_virtual_domains_is_refused_when_it_is_planned(gates: Callable[..., Gates]) -> None:
    place = gates(fw={})
    inside = factory("centre")
    head = "#config-version=FG600F-7.2.8-FW-build1639-240313:opmode=0:vdom=1:user=x\n"
    text = f"{head}\nconfig vdom\nedit root\nnext\nend\n\nconfig global\n{inside}end\n"
    candidate = build.Candidate(
        device=row(1, "fw"), platform=PLATFORM, connection=Connection(host="10.0.0.1"), management=None,
        intended=small(rendered()), running=text,
    )  # fmt: skip
    material = build.Material(
        snapshot=Maker().snapshot(), policy=ChangePolicy(evrak=Evrak(required=False)), store=place.services.store,
        ledger=place.services.ledger, templates_digest="1" * 64,
    )  # fmt: skip
    order = build.Order(author=AUTHOR, reason="test", evrak="", limit="all")
    plan = build.build(order, [candidate], [], material, datetime.now().astimezone())
    assert plan.devices == ()
    assert [one.code for one in plan.refused] == ["PLN-016"]
