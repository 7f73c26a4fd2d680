"""The steps of ci.check and ci.plan: what is examined, and the two states that are compared."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from altyapi.account import operator
from altyapi.ci import checking, rendering, revisions
from altyapi.ci import proposal as proposals
from altyapi.ci.proposal import Proposal
from altyapi.cli import firewalling, planning, snapshots
from altyapi.cli.frame import FileNotUsable, now
from altyapi.errors import ToolkitError
from altyapi.firewall import policy as firewall_policy
from altyapi.firewall.blocks import effective
from altyapi.firewall.check import check as check_rules
from altyapi.firewall.ranges import of_networks
from altyapi.firewall.resolve import resolve
from altyapi.plan import gather, policy
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync.check import Finding
from netbox_sync.model import Snapshot


def examine(out: Output, configured: Settings, golden: Path, *, needed: bool) -> list[Finding]:
    """Everything that ci.check looks at, what needs no snapshot first. `needed`: the folder of expected configs was asked for.
    Raises FileNotUsable."""
    if needed and not golden.is_dir():
        raise FileNotUsable(file=golden, problem="no such folder", user=operator())
    found = [*checking.policies(configured), *checking.people(configured), *checking.templates()]
    try:
        taken = snapshots.load(out, configured)
    except ToolkitError as error:
        return [*found, checking.of_error("snapshot", error)]
    found += checking.named(configured, taken)
    found += _rules(configured, taken)
    try:
        names, _ = gather.managed(taken, tuple(device.name for device in taken.tables.devices), "")
    except ToolkitError as error:
        return [*found, checking.of_error("devices", error)]
    rendered, refused = planning.render(out, configured, taken, names)
    found += checking.rendered(len(rendered), refused)
    found += checking.golden(golden, {entry.device.name: entry.intended for entry in rendered})
    return found


def proposal(out: Output, configured: Settings, base: str, head: str) -> Proposal:
    """What the way from the base to the head changes. Raises RevisionUnknown, NotRendered."""
    taken = snapshots.load(out, configured)
    fork = revisions.fork_of(configured.root, base, head or "HEAD")
    with ExitStack() as held:
        old = held.enter_context(revisions.unpacked(configured.root, fork))
        new = held.enter_context(revisions.unpacked(configured.root, head)) if head else configured.root
        before = rendering.of_folder(old, fork[:12], configured)
        after = rendering.of_folder(new, head or str(configured.root), configured)
        rules, others = (policy.load(rendering.there(state, configured.policy_dir, configured)) for state in (old, new))
    called = revisions.commit(configured.root, head) if head else ""
    return proposals.build(
        before, after, taken, rules, out.language, between=(fork, called), policy_changes=rules.digest != others.digest
    )


def _rules(configured: Settings, taken: Snapshot) -> list[Finding]:
    """What the firewall policy's own check finds; nothing where there is no such policy."""
    try:
        found = firewall_policy.load(firewalling.folder(configured))
        if not found.origins:
            return []
        day = now().date()
        resolved = resolve(firewalling.with_vpn(configured, found, taken, day), taken, day)
        blocked = effective(firewalling.register(configured).active().values(), now())
        return list(checking.rules(check_rules(resolved, of_networks(one.network for one in blocked))))
    except ToolkitError as error:
        return [checking.of_error("firewall", error)]
