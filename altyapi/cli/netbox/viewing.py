"""inv netbox.views: what auditors need inside NetBox, kept as it is declared."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, OptionMissing, command
from altyapi.errors import EngineError
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings
    from netbox_sync.views import Policy


class DayUnreadable(EngineError):
    code = "VWS-010"
    en = "Not a day: {day}"
    tr = "Gün değil: {day}"
    en_remedy = "Example: --day 2026-04-20; without --day a view judges by the day on which it is opened."
    tr_remedy = "Örnek: --day 2026-04-20; --day verilmezse görünüm açıldığı güne göre değerlendirir."


@command(
    help={
        "apply": "write what differs",
        "limit-kinds": "only these, by commas: choices, fields, tags, filters, tables, templates, links, webhooks, rules, groups, "
        "permissions",
        "day": "judge dates by this day (2026-04-20) instead of the day on which a view is opened",
        "take-over": "objects of our names that somebody else made become ours",
    }
)
def views(
    out: Output,
    configured: Settings,
    apply: bool = False,
    limit_kinds: str = "",
    day: str = "",
    take_over: bool = False,
    reason: str = "",
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Show what differs between NetBox and the declared fields, filters, tables, exports, links and the auditors' group.

    Example: ./inv netbox.views        ./inv netbox.views --apply --reason …
    Limits come from inventory/policy/audit.yml, the Pardus calendar from the registers. Exit code 2 when something differs.
    """
    del format_
    if apply and not reason.strip():
        raise OptionMissing(
            option="reason", meaning="why, in a sentence", example="./inv netbox.views --apply --reason …"
        )
    from altyapi.cli import snapshots
    from altyapi.view import auditviews as view
    from netbox_sync.desired import apply as write
    from netbox_sync.views import examine, hook, of_kinds, wanted

    if apply:
        from altyapi.cli import writing

        writing.check_evrak(configured, evrak)
    kinds = [kind for kind in limit_kinds.replace(",", " ").split() if kind]
    declared = wanted(policy(configured), _day(day))
    if configured.listen_url:
        from altyapi.ci.events import KEY
        from altyapi.secrets import SecretStore

        declared += hook.wanted(configured.listen_url, SecretStore.from_settings(configured).get(KEY))
    some = of_kinds(declared, kinds)
    with snapshots.netbox(configured) as netbox:
        found = examine(netbox, some, take_over=take_over)
        if not apply or found.difference.empty:
            out.data(view.told(found))
            view.show(out, found)
            if found.difference.empty:
                return PENDING if found.foreign else DONE
            out.line(out.say("views.next"))
            return PENDING
        view.show(out, found)
        out.note(out.say("views.writing", count=len(found.difference.operations)))
        journal = configured.state_dir / "views.jsonl"
        outcome = write(netbox, found.difference, journal=journal, message=reason, document=evrak)
    out.data(view.told(found, outcome))
    view.show_outcome(out, outcome)
    if outcome.stopped is not None:
        out.fault(outcome.stopped)
    if not outcome.whole:
        return ERROR
    out.line(out.say("views.members", group="denetci"))
    return PENDING if found.foreign else DONE


def policy(configured: Settings) -> Policy:
    """What the views judge by: the audit's own policy and calendar, so that both find the same."""
    from altyapi.audit import policy as audit
    from altyapi.audit import registers
    from netbox_sync.views import AccessVlan, Policy, Required

    judged = audit.load(configured.policy_dir)
    roles, limits = judged.roles, judged.limits
    return Policy(
        judged_statuses=judged.judged_statuses,
        required=tuple(Required(roles=one.roles, fields=one.fields) for one in judged.required),
        primary_address_roles=judged.primary_address_roles,
        watched_roles=(*roles.cameras, *roles.thermal_cameras, *roles.recorders, *roles.x_rays, *roles.attendance),
        privacy_roles=roles.thermal_cameras,
        computer_roles=roles.computers,
        access_vlans=tuple(AccessVlan.model_validate(one.model_dump()) for one in judged.access_vlans),
        biometric_methods=judged.biometric_methods,
        lines_per_site_min=limits.lines_per_site_min,
        expiring_days=limits.contract_notice_days,
        support_days=limits.end_of_life_notice_days,
        recording_days_max=limits.recording_days_max,
        battery_years_max=limits.battery_years_max,
        fill_percent_max=limits.backup_unit_percent_max,
        signature_days_max=limits.signature_days_max,
        backup_days_max=judged.backups.backup_days_max,
        restore_test_days_max=judged.backups.restore_test_days_max,
        waves={one.id: one.end for one in registers.load(configured.registers_dir).waves},
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise DayUnreadable(day=text) from None
