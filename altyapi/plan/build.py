"""From what should run and what does run to a plan. Pure: everything it needs is handed in."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from altyapi import remediation
from altyapi.connection import Connection
from altyapi.errors import EngineError, Language, ToolkitError
from altyapi.plan import schedule
from altyapi.plan.model import DevicePlan, Plan, Refusal, SecretUse, Standing
from altyapi.plan.outcome import checks, flagged, outcome, post_checks
from altyapi.plan.policy import ChangePolicy
from altyapi.platforms import Platform
from altyapi.platforms.changes import changes_of
from altyapi.platforms.masking import hidden
from altyapi.remediation import ManagementPath, Remediation, remediate
from altyapi.secrets import SecretLedger, SecretStore, mask, reconcile, references, shown, visible
from altyapi.secrets.materialise import usable
from netbox_sync.canonical import sha256
from netbox_sync.model import Device, Frozen, Snapshot


class PlanTooLarge(EngineError):
    code = "PLN-010"
    en = "Too many devices in one plan: {found} with changes {where}, the policy allows {allowed}."
    tr = "Bir planda fazla cihaz: değişiklik olan {found}, {where}, politikanın izin verdiği {allowed}."
    en_remedy = "Narrow --limit (say, one site), or raise plan.{setting} in inventory/policy/change.yml."
    tr_remedy = "--limit ile daraltın (örneğin tek yerleşke) ya da inventory/policy/change.yml içinde plan.{setting} değerini yükseltin."


class EvrakRefused(EngineError):
    code = "PLN-011"
    en = "Document number not usable: {evrak!r}."
    tr = "Kullanılamayan evrak numarası: {evrak!r}."
    en_remedy = "--evrak E-99999999-703.01-123456 (pattern: evrak.pattern in inventory/policy/change.yml)"
    tr_remedy = "--evrak E-99999999-703.01-123456 (kalıp: inventory/policy/change.yml içinde evrak.pattern)"


class Unproven(EngineError):
    code = "PLN-012"
    en = "No safe way found: {device}: {problem} ({lines})."
    tr = "Güvenli yol bulunamadı: {device}: {problem} ({lines})."
    en_remedy = "Change these lines by hand, or teach the rule: altyapi/platforms/<platform>/remediation.yml, docs/decisions/0002."
    tr_remedy = "Bu satırları elle değiştirin ya da kuralı ekleyin: altyapi/platforms/<platform>/remediation.yml, docs/decisions/0002."


class EvrakMissing(EngineError):
    code = "PLN-013"
    en = "No document number given, and the policy asks for one."
    tr = "Evrak numarası verilmemiş; politika istiyor."
    en_remedy = "--evrak E-99999999-703.01-123456 (evrak.required in inventory/policy/change.yml)"
    tr_remedy = "--evrak E-99999999-703.01-123456 (inventory/policy/change.yml içinde evrak.required)"


class NoTimedRevert(EngineError):
    code = "PLN-016"
    en = "No timed revert: {device}: {wanted}; the platform knows {known}."
    tr = "Süreli geri dönüş yok: {device}: {wanted}; platformun bildikleri: {known}."
    en_remedy = "Correct connection.options.revert_method in NetBox (docs/adding-a-platform.md)."
    tr_remedy = "NetBox içinde connection.options.revert_method değerini düzeltin (docs/adding-a-platform.md)."


class Candidate(Frozen, arbitrary_types_allowed=True):
    """A device whose intended and running config are both at hand."""

    device: Device
    platform: Platform
    connection: Connection
    management: ManagementPath | None
    intended: str  # rendered, secrets as references
    running: str  # as fetched
    serial: str = ""  # as the device told it, where it did


class Order(Frozen):
    """Who asks for the change, and why."""

    author: str
    reason: str
    evrak: str
    requester: str = ""
    limit: str
    strict: bool = False
    until: datetime | None = None  # from when on the change is to be taken back
    exception: str = ""  # id in exceptions.yml


class Material(Frozen, arbitrary_types_allowed=True):
    """What every device's plan draws on."""

    snapshot: Snapshot
    policy: ChangePolicy
    store: SecretStore
    ledger: SecretLedger
    templates_digest: str


def build(
    order: Order, candidates: Sequence[Candidate], refused: Iterable[Refusal], material: Material, now: datetime
) -> Plan:
    """The plan for these devices. Raises EvrakMissing, EvrakRefused and PlanTooLarge; a device that can't be planned is in
    `refused`."""
    policy = material.policy
    check_evrak(order.evrak, policy)
    devices: list[DevicePlan] = []
    unchanged: list[Standing] = []
    refusals = list(refused)
    for candidate in candidates:
        try:
            entry = _device(candidate, order, material)
        except ToolkitError as error:
            refusals.append(refusal(candidate.device.name, error, "en"))
            continue
        if isinstance(entry, Standing):
            unchanged.append(entry)
        else:
            devices.append(entry)
    _within_limits(devices, policy)
    placed = in_waves(devices, order.evrak, policy)
    snapshot = material.snapshot
    plan = Plan(
        created=now.isoformat(timespec="seconds"),
        expires=(now + timedelta(hours=policy.plan.expires_hours)).isoformat(timespec="seconds"),
        author=order.author,
        reason=order.reason,
        evrak=order.evrak,
        requester=order.requester,
        limit=order.limit,
        strict=order.strict,
        netbox_url=snapshot.source.url,
        netbox_version=snapshot.source.version,
        snapshot_digest=snapshot.digest,
        snapshot_taken=snapshot.source.taken,
        templates_digest=material.templates_digest,
        policy_digest=policy.digest,
        approvals_needed=1,
        author_signature_needed=policy.approvals.author_signature,
        failure_budget=policy.waves.failure_budget,
        devices=tuple(placed),
        unchanged=tuple(sorted(entry.device for entry in unchanged)),
        standing=tuple(sorted((e for e in unchanged if e.lines or e.held), key=lambda entry: entry.device)),
        refused=tuple(sorted(refusals, key=lambda entry: entry.device)),
        schedule=schedule.slots(placed, order.evrak, policy.calendar, now),
        until=schedule.moment(order.until),
        exception=order.exception,
        undo=schedule.undoing(placed, order.evrak, policy.calendar, order.until) if order.until else (),
    )
    return plan.model_copy(update={"approvals_needed": policy.approvals.needed(plan.risk)})


def check_evrak(evrak: str, policy: ChangePolicy) -> None:
    """Whether the document number is there where the policy wants one, and looks like one. Raises EvrakMissing, EvrakRefused."""
    if not evrak:
        if policy.evrak.required:
            raise EvrakMissing()
    elif not re.fullmatch(policy.evrak.pattern, evrak):
        raise EvrakRefused(evrak=evrak)


def refusal(device: str, error: ToolkitError, language: Language) -> Refusal:
    """A device left out of a plan, with every problem that its error names."""
    problems = getattr(error, "problems", None)
    told = problems(language) if callable(problems) else (error.message(language),)
    return Refusal(device=device, code=error.code, problems=tuple(told), remedy=error.remedy(language))


def _device(candidate: Candidate, order: Order, material: Material) -> DevicePlan | Standing:
    """One device's entry, wave not yet given; what stands unmanaged on it where nothing is to be done."""
    platform, store, ledger = candidate.platform, material.store, material.ledger
    running = platform.normalise(candidate.running)
    name = candidate.device.name
    wanted = reconcile(candidate.intended, running, device=name, store=store, platform=platform, ledger=ledger)
    way = remediate(running, wanted.text, platform, strict=order.strict, management=candidate.management)
    unmanaged = tuple(mask(line, platform, store) for line in way.unmanaged)
    in_use = tuple(mask(f"{one.line} < {one.user}", platform, store) for one in way.held)
    if not way.changed and not wanted.stale:
        return Standing(device=name, lines=unmanaged, held=in_use)
    _proven(way, wanted.text, running, candidate, strict=order.strict)
    key = store.get("altyapi/digest-key")
    made = outcome(running, (*way.commands, *wanted.stale), platform, store)
    if not remediation.same_config(visible(way.predicted, platform), made.text, platform):
        raise Unproven(device=name, problem="two predictions of the same commands differ", lines=_joined(way.commands))
    known = shown.values(running, platform, key)
    commands = shown.shielded((*way.commands, *wanted.stale), platform, key, known)
    held = _held(name, ledger, platform)
    rollback = (
        *_put_back(wanted.stale, name, ledger, platform),
        *(line for line in way.rollback if not _takes(line, held, platform)),
    )
    names = dict.fromkeys(secret for line in (*commands, *rollback) for secret in references(line))
    for secret in names:
        usable(secret, store, platform.secret_refused)
    sent = {secret for line in commands for secret in references(line)}
    sent_lines, host = (*way.commands, *wanted.stale), candidate.connection.host
    # the management path as NetBox has it, and as whoever applies the plan finds it: by the address and the config
    flags = flagged(running, sent_lines, platform, store, host, beside=way.flags)
    kinds = changes_of(platform.name).of(commands)
    risk, reasons = material.policy.risk.of(candidate.device.role, frozenset(flag.kind for flag in flags), kinds)
    method, note = revert_of(
        name, platform, candidate.running, str(candidate.connection.options.get("revert_method", ""))
    )
    return DevicePlan(
        device=name,
        netbox_id=candidate.device.id,
        site=candidate.device.site,
        role=candidate.device.role,
        tags=candidate.device.tags,
        platform=platform.name,
        connection=candidate.connection,
        serial=candidate.serial,
        wave=0,
        risk=risk,
        risk_reasons=reasons,
        kinds=kinds,
        score=material.policy.risk.score(kinds),
        running_sha256=platform.digest(running),
        intended_sha256=sha256(visible(candidate.intended, platform)),
        predicted_sha256=made.sha256,
        commands=commands,
        rollback=shown.shielded(rollback, platform, key, known),
        secrets=tuple(SecretUse(name=secret, digest=store.digest(secret)) for secret in names),
        unverifiable=tuple(line for line in wanted.unverifiable if sent.issuperset(references(line))),
        diff=made.diff,
        unmanaged=unmanaged,
        held=in_use,
        flags=flags,
        revert_method=method,
        revert_note=note,
        revert_minutes=material.policy.revert.minutes,
        checks=(*checks(commands, platform), *post_checks(commands, platform.name, material.policy.post_checks)),
    )


def _proven(way: Remediation, intended: str, running: str, candidate: Candidate, *, strict: bool) -> None:
    """By the engine's own model: the commands leave nothing to do, and the rollback brings the running config back."""
    name, platform = candidate.device.name, candidate.platform
    left = remediate(way.predicted, intended, platform, strict=strict, management=candidate.management)
    if left.changed:
        raise Unproven(device=name, problem="the commands leave a difference", lines=_joined(left.commands))
    back = remediate(way.restored, running, platform, strict=True, management=candidate.management)
    if way.restored != running and back.changed:
        raise Unproven(device=name, problem="the rollback leaves a difference", lines=_joined(back.commands))


def _joined(lines: Sequence[str]) -> str:
    return "; ".join(line.strip().splitlines()[0] for line in lines[:5]) + (" …" if len(lines) > 5 else "")


def _put_back(stale: Iterable[str], device: str, ledger: SecretLedger, platform: Platform) -> list[str]:
    """The lines, as last set, that removing what the device does not show would take away."""
    entries = ledger.entries(device)
    found = (
        next((entry.line for entry in reversed(entries) if entry.line.startswith(platform.language.positive(line))), "")
        for line in stale
    )
    return [line for line in found if line]


def _held(device: str, ledger: SecretLedger, platform: Platform) -> list[str]:
    """The lines, as last set, that the device holds by the ledger without showing them; what was removed since is not held.
    Of a line that it shows, the running config itself tells whether it is there."""
    held: list[str] = []
    for entry in ledger.entries(device):
        held = [line for line in held if not _takes(entry.line, [line], platform)]
        if not platform.language.negative(entry.line) and hidden(entry.line, platform):
            held.append(entry.line)
    return held


def _takes(command: str, held: Iterable[str], platform: Platform) -> bool:
    """Whether the command removes one of these lines. In a rollback, that would take away what was there before the change
    and only got another secret, as an SNMPv3 user; the old secret can't be brought back."""
    gone = platform.language.positive(command.strip())
    return platform.language.negative(command.strip()) and any(
        line == gone or line.startswith(f"{gone} ") for line in held
    )


def revert_of(device: str, platform: Platform, running: str, wanted: str) -> tuple[str, str]:
    """The strongest timed revert that the running config allows, and what it protects against. Raises NoTimedRevert.

    `wanted` is the connection's option `revert_method`, for a release that lacks a stronger one.
    """
    for method in platform.revert_methods:
        if wanted and method.name != wanted:
            continue
        if not method.requires or re.search(method.requires, running, re.MULTILINE):
            return method.name, method.survives
    known = ", ".join(method.name for method in platform.revert_methods)
    raise NoTimedRevert(device=device, wanted=wanted or "any", known=known)


def _within_limits(devices: Sequence[DevicePlan], policy: ChangePolicy) -> None:
    if len(devices) > policy.plan.devices_max:
        raise PlanTooLarge(found=len(devices), where="in all", allowed=policy.plan.devices_max, setting="devices_max")
    for site, found in sorted(Counter(device.site for device in devices).items()):
        if found > policy.plan.devices_per_site_max:
            allowed = policy.plan.devices_per_site_max
            raise PlanTooLarge(found=found, where=f"at site {site}", allowed=allowed, setting="devices_per_site_max")


def in_waves(devices: Iterable[DevicePlan], evrak: str, policy: ChangePolicy) -> list[DevicePlan]:
    """Canary first, then waves of growing size; the least important roles first, and never many of one site at once. Of a
    platform that no earlier wave has tried, a wave has no more than a canary: what one vendor's devices took says nothing of
    another's.

    The devices of a wave may be changed at the same times: no wave is begun of which a part would have to wait.
    """
    waves = policy.waves
    order = {role: rank for rank, role in enumerate(waves.role_order)}
    risks = {"low": 0, "medium": 1, "high": 2}
    waiting = sorted(devices, key=lambda entry: (order.get(entry.role, len(order)), risks[entry.risk], entry.device))
    placed: list[DevicePlan] = []
    tried: set[str] = set()
    wave = 0
    while waiting:
        size = waves.canary if wave == 0 else waves.sizes[min(wave - 1, len(waves.sizes) - 1)]
        per_site: dict[str, int] = defaultdict(int)
        untried: dict[str, int] = defaultdict(int)
        later: list[DevicePlan] = []
        taken = 0
        times: tuple[str, ...] = ()
        for entry in waiting:
            own = schedule.key(entry, evrak, policy.calendar)
            times = times if taken else own
            known = entry.platform in tried or untried[entry.platform] < waves.canary
            if taken < size and own == times and known and per_site[entry.site] < waves.per_site_max:
                placed.append(entry.model_copy(update={"wave": wave}))
                per_site[entry.site] += 1
                untried[entry.platform] += 1
                taken += 1
            else:
                later.append(entry)
        waiting = later
        tried.update(platform for platform, count in untried.items() if count)
        wave += 1
    return placed
