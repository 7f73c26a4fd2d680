"""What every command of `inv vpn` begins with: NetBox, the policy, and what earlier runs left half done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final

from altyapi.account import operator
from altyapi.cli import evidencing, snapshots
from altyapi.cli.frame import DONE, PENDING, now
from altyapi.errors import ToolkitError
from altyapi.settings import Settings
from altyapi.view import importing
from altyapi.view import vpn as view
from altyapi.view.output import Output
from altyapi.view.steps import typed
from altyapi.vpn import granting, peer, policy, rows
from altyapi.vpn.granting import Done, Ground
from altyapi.vpn.peer import Peer
from altyapi.vpn.policy import VpnPolicy
from netbox_sync import snapshot
from netbox_sync.faults import NetBoxDown
from netbox_sync.importer.faults import Findings
from netbox_sync.importer.reading import Reading

MOST_GATEWAYS: Final = 8
"""More are not spelt out in the next step."""


@contextmanager
def opened(out: Output, configured: Settings) -> Iterator[Ground]:
    """NetBox itself; what earlier runs left is settled first. Raises SettingMissing, PolicyFileInvalid, NetBoxError."""
    rules = policy.load(configured.policy_dir)
    with snapshots.netbox(configured) as netbox:
        ground = Ground(
            netbox=netbox,
            policy=rules,
            state_dir=configured.state_dir,
            chain=evidencing.chain_file(configured),
            snapshot=configured.snapshot,
            by=operator(),
            clock=now,
        )
        if ground.pending.files():
            try:
                for done in granting.settle(ground):
                    view.settled(out, done)
            except NetBoxDown as error:  # what was left goes on waiting
                out.fault(error)
        yield ground


def today(rules: VpnPolicy) -> date:
    """The policy's day: its midnight ends a last day."""
    return now().astimezone(rules.zone).date()


def held(out: Output, configured: Settings) -> tuple[VpnPolicy, tuple[Peer, ...]]:
    """The policy and all grants, from NetBox; where it is down, from the last snapshot."""
    rules = policy.load(configured.policy_dir)
    try:
        with opened(out, configured) as ground:
            rows.need_fields(ground.netbox)
            return rules, rows.every(ground.netbox)
    except NetBoxDown as error:
        out.fault(error)
        taken = snapshot.load(configured.snapshot)
        snapshots.tell(out, configured, taken)
        return rules, peer.grants(taken)


def refused(out: Output, findings: Findings) -> bool:
    """Whether anything that was asked for has a fault; all of them are told."""
    faults = tuple(one for one in findings if one.level == "error")
    notices = tuple(one for one in findings if one.level != "error")
    reading = Reading(faults=faults, notices=notices)
    if faults:
        importing.faults(out, reading, None)
        out.data({"faults": [one.model_dump(mode="json") for one in faults]})
    elif notices:
        importing.notices(out, reading)
    return bool(faults)


def next_step(out: Output, rules: VpnPolicy, profiles: Sequence[str], reason: str, evrak: str) -> None:
    """The plan that brings the gateways up to date."""
    names = dict.fromkeys(rules.profiles[name].gateway for name in profiles if name in rules.profiles)
    devices = [device for name in names if name in rules.gateways for device in rules.gateways[name].devices]
    if not devices:
        out.note(out.say("vpn.no-gateway"))
        return
    limit = ",".join(devices[:MOST_GATEWAYS])
    out.next(typed("netbox.pull"))
    out.next(
        typed("config.plan", "--limit", limit, "--reason", reason, "--evrak", evrak or "…"),
        out.say("vpn.then"),
    )


def code(done: Sequence[Done]) -> int:
    """Exit code of what was done: 2 where something is left to the next run."""
    return PENDING if any(one.waits for one in done) else DONE


def tell_waits(out: Output, done: Sequence[Done]) -> None:
    told: set[str] = set()
    for one in done:
        if isinstance(one.waits, ToolkitError) and one.waits.code not in told:
            told.add(one.waits.code)
            out.fault(one.waits)
            out.note(out.say("vpn.waits"))
            if one.step.gone:
                out.note(out.say("vpn.stays-out"))
