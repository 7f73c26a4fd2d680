"""The steps of config.plan: author, render, fetch, build."""

from __future__ import annotations

import getpass
import socket

from altyapi.cli.frame import now
from altyapi.errors import EngineError
from altyapi.plan import approval, build, gather, policy
from altyapi.plan.build import Material, Order
from altyapi.plan.model import Plan
from altyapi.plan.policy import ChangePolicy, Evrak, PlanLimits
from altyapi.render import TEMPLATES, templates_digest
from altyapi.secrets import SecretLedger, SecretStore
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.view.progress import Progress
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


def author(configured: Settings) -> str:
    """Who makes plans here: the person whose signing key is set, else the login name and host."""
    if configured.signing_key is not None:
        return approval.principal_of(configured.signing_key, configured.allowed_signers)
    return f"{getpass.getuser()}@{socket.gethostname()}"


def make(out: Output, configured: Settings, taken: Snapshot, order: Order) -> Plan:
    """The plan for a selection; running configs are fetched over SSH."""
    return _build(out, configured, taken, order, policy.load(configured.policy_dir))


def compare(out: Output, configured: Settings, taken: Snapshot, order: Order) -> Plan:
    """The same only to look at: no document number is asked for and no limit on devices holds. Never saved."""
    return _build(out, configured, taken, order, COMPARING)


def _build(out: Output, configured: Settings, taken: Snapshot, order: Order, rules: ChangePolicy) -> Plan:
    store = SecretStore.from_settings(configured)
    names = select(taken, order.limit)
    rendered, refused = gather.render(taken, names, out.language)
    with Progress(out, out.say("fetching"), len(rendered)) as progress:
        candidates, unreachable = gather.fetch(rendered, store, configured, out.language, progress.step)
    material = Material(
        snapshot=taken,
        policy=rules,
        store=store,
        ledger=SecretLedger(configured.state_dir / "secrets.ledger.json"),
        templates_digest=_templates({entry.platform.name for entry in rendered}),
    )
    return build.build(order, candidates, [*refused, *unreachable], material, now())


def _templates(platforms: set[str]) -> str:
    """One digest over the templates of every platform in the plan."""
    return sha256("".join(f"{name} {templates_digest(TEMPLATES, name)}\n" for name in sorted(platforms)))
