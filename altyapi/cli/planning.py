"""The steps of config.plan: author, render, fetch, build."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from altyapi import canonicalfile
from altyapi.account import operator
from altyapi.cli.frame import now
from altyapi.errors import EngineError, ToolkitError
from altyapi.intent.tunnels import TunnelIntent
from altyapi.plan import approval, build, gather, model, policy
from altyapi.plan import names as policy_names
from altyapi.plan.build import Candidate, Material, Order, refusal
from altyapi.plan.gather import Rendered
from altyapi.plan.model import Plan, Refusal
from altyapi.plan.policy import ChangePolicy, Evrak, PlanLimits
from altyapi.render import families, templates_digest
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.view.progress import Progress
from altyapi.view.steps import typed
from netbox_sync import snapshot
from netbox_sync.canonical import sha256
from netbox_sync.model import Snapshot
from netbox_sync.selection import select

COMPARING = ChangePolicy(
    plan=PlanLimits(devices_max=1_000_000, devices_per_site_max=1_000_000), evrak=Evrak(required=False)
)


class KeyNeeded(EngineError):
    code = "CLI-002"
    en = "No key to sign with."
    tr = "İmzalayacak anahtar yok."
    en_remedy = "--key FILE, the approver's SSH key"
    tr_remedy = "--key DOSYA, onaylayanın SSH anahtarı"


def to_approve(configured: Settings, file: Path) -> str:
    """What a second person types; whose key is set, as in the lab, needs to name none."""
    return typed("config.approve", file, *(() if configured.approver_key else ("--key", "KEY")))


def author(configured: Settings) -> str:
    """Who makes plans here: the person whose signing key is set, else the login name and host."""
    if configured.signing_key is not None:
        return approval.principal_of(configured.signing_key, configured.allowed_signers)
    return f"{operator()}@{socket.gethostname()}"


class TargetTaken(EngineError):
    code = "CLI-007"
    en = "Not overwritten: {file} exists and is not a plan."
    tr = "Üzerine yazılmadı: {file} var ve plan değil."
    en_remedy = "--out FILE: a new file, or that of a plan to be replaced."
    tr_remedy = "--out DOSYA: yeni bir dosya ya da yerine yenisi konacak bir planın dosyası."


def check_target(file: Path) -> None:
    """Whether a plan may be written there. Raises TargetTaken before any device is asked."""
    canonicalfile.check_target(file, model.load, model.PlanUnreadable, model.PlanChanged, TargetTaken)


def write(configured: Settings, plan: Plan, file: Path) -> None:
    """Save the plan with its author's signature; signatures under a plan that stood there before don't outlive it."""
    for stale in approval.folder_of(file).glob("*.json*"):
        stale.unlink()
    model.save(plan, file)
    if configured.signing_key is not None:
        approval.sign(plan, file, configured.signing_key, configured.allowed_signers, "author", now())


def make(out: Output, configured: Settings, taken: Snapshot, order: Order) -> Plan:
    """The plan for a selection; running configs are fetched over SSH."""
    return _build(out, configured, taken, order, rules(out, configured, taken))


def rules(out: Output, configured: Settings, taken: Snapshot) -> ChangePolicy:
    """The policy that plans are made by. Raises PolicyNamesUnknown; names that bind nothing are told."""
    found = policy.load(configured.policy_dir)
    policy_names.require(found, taken)
    loose = [one.told() for one in policy_names.unknown(found, taken)]
    if loose:
        out.note(out.say("policy.loose", listing="; ".join(loose)))
    return found


def tell_rules(out: Output, configured: Settings) -> None:
    """Names of the policy that mean nothing, beside a plan that was made before; nothing where there is no snapshot."""
    if not configured.snapshot.is_file():
        return
    try:
        rules(out, configured, snapshot.load(configured.snapshot))
    except ToolkitError as error:
        out.fault(error)


def compare(out: Output, configured: Settings, taken: Snapshot, order: Order) -> Plan:
    """The same only to look at: no document number is asked for and no limit on devices holds. Never saved."""
    return _build(out, configured, taken, order, COMPARING)


class Collected(NamedTuple):
    """The devices of a selection with what should run and what runs."""

    candidates: list[Candidate]
    refused: list[Refusal]
    store: SecretStore
    ledger: SecretLedger
    templates_digest: str


def collect(out: Output, configured: Settings, taken: Snapshot, limit: str) -> Collected:
    """Render and fetch what the selection holds; without one, every device whose config is managed."""
    store = SecretStore.from_settings(configured)
    selected = select(taken, limit) if limit else tuple(device.name for device in taken.tables.devices)
    names, outside = gather.managed(taken, selected, limit)
    if outside and limit:
        out.note(out.say("plan.outside", count=len(outside), kinds=kinds(taken, outside)))
    rendered, refused = render(out, configured, taken, names)
    gather.require_secrets(rendered, store)
    with Progress(out, out.say("fetching"), len(rendered)) as progress:
        candidates, unreachable = gather.fetch(rendered, store, configured, out.language, progress.step)
    return Collected(
        candidates=candidates,
        refused=[*refused, *unreachable],
        store=store,
        ledger=SecretLedger(configured.state_dir / "secrets.ledger.json"),
        templates_digest=_templates({(entry.templates, entry.platform.name) for entry in rendered}),
    )


def built(taken: Snapshot, order: Order, rules: ChangePolicy, held: Collected) -> Plan:
    """The plan for what was collected."""
    material = Material(
        snapshot=taken,
        policy=rules,
        store=held.store,
        ledger=held.ledger,
        templates_digest=held.templates_digest,
    )
    return build.build(order, held.candidates, held.refused, material, now())


def _build(out: Output, configured: Settings, taken: Snapshot, order: Order, rules: ChangePolicy) -> Plan:
    build.check_evrak(order.evrak, rules)  # before any device is asked
    return classed(configured, taken, built(taken, order, rules, collect(out, configured, taken, order.limit)))


def classed(configured: Settings, taken: Snapshot, plan: Plan) -> Plan:
    """The plan, asking for no second person where nothing but peers of remote access change, within their policy."""
    if {kind for entry in plan.devices for kind in entry.kinds} != {"vpn-peer"}:
        return plan
    from altyapi.vpn import policy as vpn
    from altyapi.vpn.gateway import preapproved

    if preapproved.problems(plan, vpn.load(configured.policy_dir), taken, now()):
        return plan
    return plan.model_copy(update={"preapproved": preapproved.CLASS})


def render(
    out: Output, configured: Settings, taken: Snapshot, names: Sequence[str]
) -> tuple[list[Rendered], list[Refusal]]:
    """What each device should run. What is wrong with the firewall policy refuses the firewalls, and nothing else: rules that
    are not certain are not rendered."""
    walls = {name for name in names if _kind(taken, name) == "firewall"}
    policies: dict[str, families.Policy] = {}
    tunnels: dict[str, tuple[TunnelIntent, ...]] = {}
    refused: list[Refusal] = []
    if walls:
        from altyapi.cli import evidencing, firewalling
        from altyapi.firewall import planned

        try:
            tunnels = firewalling.tunnels(configured, taken)
            enforced = planned.policies(
                firewalling.folder(configured), taken, walls, now(), evidencing.known_of_register(configured),
                lambda found: firewalling.with_vpn(configured, found, taken, now().date()),
            )  # fmt: skip
            policies |= firewalling.limited(configured, enforced)
        except ToolkitError as error:
            refused = [refusal(name, error, out.language) for name in sorted(walls)]
            names = [name for name in names if name not in walls]
    watched = [name for name in names if _kind(taken, name) == "camera"]
    if watched:
        from altyapi.camera import policy as camera_policy

        policies |= dict.fromkeys(watched, camera_policy.load(configured.policy_dir))
    rendered, others = gather.render(taken, names, out.language, policies, tunnels)
    return rendered, [*refused, *others]


def _kind(taken: Snapshot, name: str) -> families.Kind | None:
    family = families.of_role(taken.device_by_name[name].role)
    return family.kind if family else None


def kinds(taken: Snapshot, names: Iterable[str]) -> str:
    """The roles of devices with their counts, the most frequent first: `ip-phone 40, camera 20`."""
    counted = Counter(taken.device_by_name[name].role for name in names)
    return ", ".join(f"{role} {count}" for role, count in counted.most_common())


def _templates(sources: set[tuple[Path, str]]) -> str:
    """One digest over the templates of every family and platform in the plan."""
    rows = sorted((root.parent.name, platform, templates_digest(root, platform)) for root, platform in sources)
    return sha256("".join(" ".join(row) + "\n" for row in rows))
