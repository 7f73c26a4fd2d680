"""Whether a plan may be applied under the policy as it is now. A plan's own words about its bar are not believed.

Whoever makes a plan can write any number into it, or plan under a policy of their own. So the bar is computed again here, from
the policy of the one who applies, and the plan has to meet it: it may be stricter, never laxer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from altyapi import platforms, remediation
from altyapi.errors import EngineError
from altyapi.plan.model import DevicePlan, Plan
from altyapi.plan.outcome import checks, post_checks
from altyapi.plan.policy import RISKS, ChangePolicy, Risk
from altyapi.platforms.changes import changes_of

BASE = frozenset({"login", "config", "interfaces-up", "neighbours"})
"""Kinds of check that every change has, in one form only."""
SLACK = timedelta(minutes=5)
"""How far two machines' clocks may differ."""


class PlanTooLax(EngineError):
    code = "PLN-015"
    en = "The plan does not meet the policy: {problems}."
    tr = "Plan politikayı karşılamıyor: {problems}."
    en_remedy = (
        "Make it again under inventory/policy/change.yml as it is now: ./inv config.plan, then have it approved."
    )
    tr_remedy = (
        "inventory/policy/change.yml dosyasının şu anki haliyle yeniden yapın: ./inv config.plan, sonra onaylatın."
    )


def admit(plan: Plan, policy: ChangePolicy, now: datetime) -> None:
    """Raises PlanTooLax with everything in which the plan is laxer than the policy."""
    problems = [*_whole(plan, policy, now), *_waves(plan, policy)]
    for entry in plan.devices:
        problems += _device(entry, policy)
    if problems:
        raise PlanTooLax(problems="; ".join(problems))


def approvals_needed(plan: Plan, policy: ChangePolicy) -> int:
    """How many persons beside the author must have signed: the stricter of the plan and the policy."""
    return max(plan.approvals_needed, policy.approvals.needed(risk(plan, policy)))


def risk(plan: Plan, policy: ChangePolicy) -> Risk:
    """The plan's highest risk by the policy, from roles and flags; never below what the plan says itself."""
    found = [plan.risk, *(_risk(entry, policy) for entry in plan.devices)]
    return max(found, key=RISKS.index)


def judged(entries: Iterable[DevicePlan], policy: ChangePolicy) -> list[DevicePlan]:
    """The same with the risk that the policy gives them, where the plan says less: what windows and freezes go by."""
    return [
        entry.model_copy(update={"risk": max(entry.risk, _risk(entry, policy), key=RISKS.index)}) for entry in entries
    ]


def _risk(entry: DevicePlan, policy: ChangePolicy) -> Risk:
    kinds = changes_of(entry.platform).of(entry.commands)
    flags = frozenset(flag.kind for flag in entry.flags) | remediation.flagged_anywhere(entry.commands, entry.platform)
    return policy.risk.of(entry.role, flags, kinds)[0]


def _whole(plan: Plan, policy: ChangePolicy, now: datetime) -> Iterator[str]:
    created, expires = datetime.fromisoformat(plan.created), datetime.fromisoformat(plan.expires)
    if created > now + SLACK:
        yield f"made in the future ({plan.created})"
    if expires - created > timedelta(hours=policy.plan.expires_hours):
        yield f"valid for longer than {policy.plan.expires_hours:g} h"
    if plan.until and datetime.fromisoformat(plan.until) - created > timedelta(days=policy.plan.until_days_max + 1):
        yield f"taken back only on {plan.until}, allowed {policy.plan.until_days_max:g} days"
    if plan.failure_budget > policy.waves.failure_budget:
        yield f"failure budget {plan.failure_budget}, allowed {policy.waves.failure_budget}"
    if len(plan.devices) > policy.plan.devices_max:
        yield f"{len(plan.devices)} devices, allowed {policy.plan.devices_max}"
    for site, count in sorted(Counter(entry.site for entry in plan.devices).items()):
        if count > policy.plan.devices_per_site_max:
            yield f"{count} devices at {site}, allowed {policy.plan.devices_per_site_max}"


def _waves(plan: Plan, policy: ChangePolicy) -> Iterator[str]:
    waves = policy.waves
    tried: set[str] = set()
    for number, wave in enumerate(plan.waves):
        allowed = waves.canary if number == 0 else waves.sizes[min(number - 1, len(waves.sizes) - 1)]
        if len(wave) > allowed:
            yield f"wave {number + 1} has {len(wave)} devices, allowed {allowed}"
        for site, count in Counter(entry.site for entry in wave).items():
            if count > waves.per_site_max:
                yield f"wave {number + 1} has {count} devices at {site}, allowed {waves.per_site_max}"
        platforms_ = Counter(entry.platform for entry in wave)
        for platform, count in platforms_.items():
            if platform not in tried and count > waves.canary:
                yield f"wave {number + 1} has {count} devices of {platform}, tried in none before, allowed {waves.canary}"
        tried.update(platforms_)


def _device(entry: DevicePlan, policy: ChangePolicy) -> Iterator[str]:
    platform = platforms.load(entry.platform)
    base = checks(entry.commands, platform)
    wanted = {*base, *post_checks(entry.commands, entry.platform, policy.post_checks)}
    extra = [check for check in entry.checks if check.kind in BASE and check not in base]
    if extra or not wanted.issubset(entry.checks):
        yield f"{entry.device}: its checks are not those of its commands"
    for command in (
        *remediation.astray(entry.commands, entry.platform),
        *remediation.astray(entry.rollback, entry.platform),
    ):
        # neither the model nor the re-read sees what it does, and no timer takes it back
        yield f"{entry.device}: it does something beside the config: {command.strip()[:60]}"
    flags = remediation.flagged_anywhere(entry.commands, entry.platform) - {flag.kind for flag in entry.flags}
    if flags:  # those that only its running config can tell are asked for where that is read: Work.as_told
        yield f"{entry.device}: it does not say of its commands: {', '.join(sorted(flags))}"
    if entry.revert_method not in {method.name for method in platforms.load(entry.platform).revert_methods}:
        yield f"{entry.device}: no timed revert ({entry.revert_method})"
    if entry.revert_minutes > policy.revert.minutes:
        yield f"{entry.device}: goes back after {entry.revert_minutes} min only, allowed {policy.revert.minutes}"
