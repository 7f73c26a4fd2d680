"""What a merge request would change on which device: a device that stands as the base says, brought to what the head says.

Neither a device nor a secret is needed: both configs are rendered, and secrets stand in both as references. So it says nothing of
what drifted, and is no plan that could be applied; `config.plan` makes that after the merge.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from altyapi import connection, platforms
from altyapi.ci.junit import Case
from altyapi.ci.rendering import Configs
from altyapi.errors import Language, ToolkitError
from altyapi.plan.build import in_waves, refusal, revert_of
from altyapi.plan.model import DevicePlan, Flag, Refusal
from altyapi.plan.outcome import checks, post_checks
from altyapi.plan.policy import RISKS, ChangePolicy, Risk
from altyapi.platforms.changes import changes_of
from altyapi.remediation import ManagementPath, remediate
from netbox_sync.canonical import sha256
from netbox_sync.model import Device, Frozen, Snapshot


class Proposal(Frozen):
    """`refused`: devices that the head can't render, or whose way there can't be proven, and that the base could; `standing`: those
    that both can't; `new`: devices that only the head renders, so that nothing can be compared."""

    base: str
    head: str
    snapshot_digest: str
    devices: tuple[DevicePlan, ...]
    refused: tuple[Refusal, ...] = ()
    standing: tuple[Refusal, ...] = ()
    new: tuple[str, ...] = ()
    unchanged: int = 0
    policy_changes: bool = False  # the policy of changes differs: what is told here goes by the base's

    @property
    def risk(self) -> Risk:
        return max((entry.risk for entry in self.devices), key=RISKS.index, default="low")

    @property
    def waves(self) -> tuple[tuple[DevicePlan, ...], ...]:
        """Devices by wave, in the order they would be done."""
        return tuple(tuple(entries) for _, entries in groupby(self.devices, key=lambda entry: entry.wave))


def build(
    base: Configs, head: Configs, taken: Snapshot, policy: ChangePolicy, language: Language, *, between: tuple[str, str],
    policy_changes: bool = False,
) -> Proposal:  # fmt: skip
    """`policy` is the base's: a change does not set its own bar. `between`: how base and head are called."""
    before = {one.device for one in base.refused}
    refused = [one for one in head.refused if one.device not in before]
    made: list[DevicePlan] = []
    unchanged = 0
    for name, text in head.devices.items():
        if name not in base.devices:
            continue
        device = taken.device_by_name[name]
        try:
            entry = _changed(device, base.devices[name], text, policy, base.management.get(name))
        except ToolkitError as error:
            refused.append(refusal(name, error, language))
            continue
        made += [entry] if entry else []
        unchanged += entry is None
    return Proposal(
        base=between[0],
        head=between[1],
        snapshot_digest=taken.digest,
        devices=tuple(in_waves(made, "", policy)),
        refused=tuple(sorted(refused, key=lambda one: one.device)),
        standing=tuple(one for one in head.refused if one.device in before),
        new=tuple(sorted(head.devices.keys() - base.devices.keys())),
        unchanged=unchanged,
        policy_changes=policy_changes,
    )


def cases(made: Proposal) -> Iterator[Case]:
    """As a pipeline's page lists them: each device that would change, and each that can't be."""
    for entry in made.devices:
        yield Case("ci.plan", entry.device, told=f"{entry.risk}\n{entry.diff}")
    for one in made.refused:
        yield Case("ci.plan", one.device, fault="\n".join((one.code, *one.problems)))


def _changed(
    device: Device, old: str, new: str, policy: ChangePolicy, management: ManagementPath | None
) -> DevicePlan | None:
    """None where nothing changes. Raises NoTimedRevert, NoConnection, UnknownPlatform."""
    if old == new:
        return None
    platform = platforms.load(device.platform or "(none)")
    way = remediate(old, new, platform, management=management)
    if not way.changed:
        return None
    way_in = connection.of(device)
    flags = tuple(Flag(kind=flag.kind, line=flag.line, reason=flag.reason) for flag in way.flags)
    kinds = changes_of(platform.name).of(way.commands)
    risk, reasons = policy.risk.of(device.role, frozenset(flag.kind for flag in flags), kinds)
    method, note = revert_of(device.name, platform, old, str(way_in.options.get("revert_method", "")))
    return DevicePlan(
        device=device.name,
        netbox_id=device.id,
        site=device.site,
        role=device.role,
        tags=device.tags,
        platform=platform.name,
        connection=way_in,
        wave=0,
        risk=risk,
        risk_reasons=reasons,
        kinds=kinds,
        score=policy.risk.score(kinds),
        running_sha256=platform.digest(old),
        intended_sha256=sha256(new),
        predicted_sha256=platform.digest(way.predicted),
        commands=way.commands,
        rollback=way.rollback,
        diff=way.diff,
        held=tuple(f"{one.line} < {one.user}" for one in way.held),
        flags=flags,
        revert_method=method,
        revert_note=note,
        revert_minutes=policy.revert.minutes,
        checks=(*checks(way.commands, platform), *post_checks(way.commands, platform.name, policy.post_checks)),
    )
