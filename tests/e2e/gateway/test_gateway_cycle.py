"""A real Linux gateway from NetBox's data to its config and back, changed over SSH from the jump host; real packets tell whether
it does what the policy says."""

from __future__ import annotations

import subprocess

import pytest

from altyapi import remediation
from altyapi.apply.device import apply_device
from tests.e2e.firewall.namespaces import pairs
from tests.e2e.gateway.ground import (
    CAMERA,
    CLOCK,
    GATEWAY,
    GUEST,
    HOSTS,
    JUMP,
    NAME,
    OTHER,
    OUTSIDE,
    PLATFORM,
    RECORDER,
    SERVICES,
    SWITCH,
    USER,
    WEB,
    Town,
    rendered,
)  # fmt: skip
from tests.e2e.loop.trouble import at_steps
from tests.support.gateway import until

pytestmark = [pytest.mark.e2e, pytest.mark.root]
PROTECTED = (JUMP, CLOCK, OTHER, SWITCH, CAMERA, RECORDER, USER, GUEST, WEB)


def serve(town: Town) -> None:
    for address in town.place.addresses():
        for service in SERVICES:
            town.place.serve(address, service)


def apply(town: Town, **fields: object) -> str:
    plan = town.plan(**fields)  # type: ignore[arg-type]
    run = town.begin(plan)
    fate = town.jump(lambda: apply_device(run, NAME, town.services))
    assert fate.state == "applied", fate.why
    return run.head.run


def test_a_gateway_is_brought_to_what_netbox_and_the_policy_say_and_back(town: Town) -> None:
    before, stood = town.running(), town.gateway.stands()
    plan = town.plan()
    assert plan.devices[0].revert_method == "armed-restore"
    run = town.begin(plan)
    fate = town.jump(lambda: apply_device(run, NAME, town.services))
    assert fate.state == "applied", fate.why
    assert town.plan().devices == ()  # nothing is left to do
    assert PLATFORM.digest(town.startup()) == PLATFORM.digest(town.running())
    back = town.back(run)
    fate = town.jump(lambda: apply_device(back, NAME, town.services))
    assert fate.state == "applied", fate.why
    assert remediation.same_config(town.running(), before, PLATFORM)
    assert town.gateway.stands() == stood


def test_packets_pass_as_the_policy_says_and_no_others(town: Town) -> None:
    serve(town)
    apply(town)
    addresses = [*PROTECTED, OUTSIDE, GATEWAY]
    cameras = town.place.passing(pairs([CAMERA], [one for one in addresses if one != CAMERA], SERVICES))
    assert cameras == {(CAMERA, CLOCK, "udp/123"), (CAMERA, RECORDER, "tcp/554")}
    guests = town.place.passing(pairs([GUEST], [one for one in addresses if one != GUEST], SERVICES))
    assert {destination for _, destination, _ in guests} == {OUTSIDE}
    managed = town.place.passing(pairs([USER, CAMERA, GUEST, WEB, OUTSIDE, JUMP], [SWITCH, GATEWAY], ["tcp/22"]))
    # the switch is the jump host's neighbour: that way leads through no firewall
    assert managed == {(JUMP, GATEWAY, "tcp/22"), (JUMP, SWITCH, "tcp/22")}


def test_a_policy_that_locks_out_comes_back_by_itself_to_the_last_byte(town: Town) -> None:
    apply(town)
    town.gateway.hurry(minute_s=1.5)
    stood = town.gateway.stands()
    inward = tuple(rule for rule in town.policy.rules if rule.chain != "input")
    locked = rendered(town.held, town.policy.model_copy(update={"rules": inward})).replace("hat wan", "hat disari")
    run = town.begin(town.plan(intended=locked, minutes=2))
    fate = town.jump(lambda: apply_device(run, NAME, town.services))
    assert fate.state == "reverted", fate
    assert town.gateway.stands() == stood
    assert not town.plan(intended=rendered(town.held, town.policy)).devices


def test_a_slow_gateway_is_waited_for_and_one_that_hangs_in_a_change_is_taken_back(town: Town) -> None:
    wanted = rendered(town.held, town.policy)
    apply(town)
    town.gateway.slow(0.1)
    apply(town, intended=wanted.replace("hat wan", "hat disari"))
    stood = town.gateway.stands()
    run = town.begin(town.plan())
    impatient = town.services.model_copy(
        update={"settings": town.settings.model_copy(update={"command_timeout_s": 2.0})}
    )
    then = {"armed": lambda _device: town.gateway.slow(1000), "reverting": lambda _device: town.gateway.slow(0)}
    with at_steps(run, then):
        fate = town.jump(lambda: apply_device(run, NAME, impatient))
    assert fate.state == "reverted", fate
    assert "vtysh" in fate.why
    assert town.gateway.stands() == stood
    assert town.gateway.timers() == []


def test_a_login_that_comes_to_another_prompt_proves_nothing_and_sends_nothing(town: Town) -> None:
    apply(town)
    stood = town.gateway.stands()
    run = town.begin(town.plan(intended=rendered(town.held, town.policy).replace("hat wan", "hat disari")))
    impatient = town.services.model_copy(
        update={"settings": town.settings.model_copy(update={"connect_timeout_s": 6.0})}
    )
    then = {
        "proving": lambda _device: town.gateway.greet("Yeni parola: "),
        "reverting": lambda _device: town.gateway.greet(""),
    }
    with at_steps(run, then):
        fate = town.jump(lambda: apply_device(run, NAME, impatient))
    assert fate.state == "reverted", fate
    assert "Yeni parola" in fate.why
    assert town.gateway.stands() == stood
    town.gateway.greet("Yeni parola: ")
    fate = town.jump(lambda: apply_device(run, NAME, impatient))
    assert fate.state == "untouched", fate
    assert "Yeni parola" in fate.why
    assert town.gateway.stands() == stood


def test_a_restart_in_the_middle_of_a_change_comes_back_with_what_was_saved(town: Town) -> None:
    apply(town)
    saved = town.running()
    shorter = rendered(town.held, town.policy.model_copy(update={"rules": town.policy.rules[:-1]}))
    plan = town.plan(intended=shorter)

    def begin_change() -> None:
        from altyapi.device import connect  # noqa: PLC0415  in the jump host's namespace

        with connect(town.target) as session:
            session.arm("armed-restore", 30)
            session.push(plan.devices[0].commands, lambda _index, _line: None)

    town.jump(begin_change)
    assert not remediation.same_config(town.running(), saved, PLATFORM)
    town.gateway.reboot()
    assert remediation.same_config(town.running(), saved, PLATFORM)


def test_the_packets_of_a_reload_under_traffic(town: Town) -> None:
    """A camera sends where it may not, thousands of times a second, while whole changes are made and taken back."""
    serve(town)
    apply(town)
    flood = (
        "import socket, time\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        f"s.bind(('{CAMERA}', 0))\n"
        f"while True:\n for to in ('{OUTSIDE}', 53), ('{OTHER}', 123), ('{CLOCK}', 123):\n"
        f"  s.sendto(('{CAMERA} %s udp/%s' % to).encode(), to)\n"
        " time.sleep(0.0005)\n"  # thousands a second, and a processor left for the gateway
    )
    words = ["ip", "netns", "exec", town.place.namespace(CAMERA), "python3", "-c", flood]
    sender = subprocess.Popen(words)
    counts = {OUTSIDE: 0, OTHER: 0, CLOCK: 0}

    def drain() -> bool:
        for address, port in ((OUTSIDE, 53), (OTHER, 123), (CLOCK, 123)):
            try:
                while True:
                    town.place.servers[address, f"udp/{port}"].recv(100)
                    counts[address] += 1
            except BlockingIOError:
                continue
        return counts[CLOCK] > 100

    try:
        until(drain)
        shorter = rendered(town.held, town.policy.model_copy(update={"rules": town.policy.rules[:-1]}))
        for text in (shorter, rendered(town.held, town.policy)) * 2:
            apply(town, intended=text)
            drain()
    finally:
        sender.kill()
        sender.wait()
    drain()
    assert counts[CLOCK] > 100
    assert (counts[OUTSIDE], counts[OTHER]) == (0, 0)


def test_sessions_that_a_tighter_policy_would_not_let_in_are_cut_only_where_that_is_asked_for(town: Town) -> None:
    serve(town)
    apply(town)
    probe = (USER, WEB, "tcp/443")
    entries = f"conntrack -L -p tcp --orig-src {USER} --orig-dst {WEB} 2>/dev/null"
    for options, left in (({}, True), ({"forget_sessions": "true"}, False)):
        assert town.place.passing([probe]) == {probe}
        assert town.gateway.run(entries).strip()
        tighter = tuple(rule for rule in town.policy.rules if rule.id != "KUL-1")
        apply(town, intended=rendered(town.held, town.policy.model_copy(update={"rules": tighter})), **options)
        assert bool(town.gateway.run(entries).strip()) is left
        apply(town)


def test_the_hosts_of_the_town_are_the_gateways_interfaces(town: Town) -> None:
    assert set(HOSTS) <= set(town.jump(lambda: _observed(town)))


def _observed(town: Town) -> tuple[str, ...]:
    from altyapi.device import connect  # noqa: PLC0415  in the jump host's namespace

    with connect(town.target) as session:
        return session.observe().interfaces_up
