"""inv firewall.*: the firewall policy checked, asked, printed and generated; addresses blocked for a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, PENDING, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings

NFTABLES = "nftables"
ON = "the day to judge for (2026-04-20 or 20.04.2026); default: today"


@command(help={"on": ON})
def check(out: Output, configured: Settings, on: str = "", format_: str = "text") -> int:
    """Find what must not be rolled out: unknown names, unreached, expired or unexplained rules, a cut way of management.

    Exit code 2 when anything is found. Example: ./inv firewall.check
    """
    del format_
    from altyapi.cli import auditing, firewalling
    from altyapi.cli.frame import now
    from altyapi.firewall.blocks import effective
    from altyapi.firewall.check import check as find
    from altyapi.firewall.ranges import of_networks
    from altyapi.view import firewall

    resolved = firewalling.load(out, configured, auditing.day_of(on))
    blocked = effective(firewalling.register(configured).active().values(), now())
    found = find(resolved, of_networks(one.network for one in blocked))
    firewall.findings(out, resolved, found)
    return PENDING if found else DONE


@command(
    help={
        "from": "an address, a network, a device, a zone or an object of the policy, or any",
        "to": "the same",
        "port": "tcp/443, udp/5000-5100, icmp/8, esp, any, or a service of the policy; several joined by commas",
        "at": ON,
    }
)
def flow(
    out: Output, configured: Settings, from_: str, to: str, port: str = "any", at: str = "", format_: str = "text"
) -> int:
    """Would it pass, by which rule, on which gateways? Exact; exit code 2 when not all of it would.

    Example: ./inv firewall.flow --from kamera --to 10.64.0.5 --port udp/123
    """
    del format_
    from altyapi.cli import auditing, firewalling
    from altyapi.cli.frame import now
    from altyapi.firewall.blocks import effective
    from altyapi.firewall.devices import demand_resolved
    from altyapi.firewall.flow import trace
    from altyapi.firewall.ranges import of_networks
    from altyapi.view import firewall

    resolved = firewalling.load(out, configured, auditing.day_of(at))
    demand_resolved(resolved)
    (source, source_name), (destination, destination_name) = (
        firewalling.end(resolved, from_),
        firewalling.end(resolved, to),
    )
    services = firewalling.services(resolved, port)
    blocked = effective(firewalling.register(configured).active().values(), now())
    parts = trace(resolved, source, destination, services, of_networks(one.network for one in blocked))
    names = (source_name, destination_name)
    return DONE if firewall.flow(out, resolved, (source, destination, services), names, parts) else PENDING


@command(
    help={
        "out": "file to write: .csv, .xlsx, .html or .json; without it, the book is shown",
        "on": ON,
        "evrak": "document number that stands on the printed page",
    }
)
def book(
    out: Output, configured: Settings, out_: str = "", on: str = "", evrak: str = "", format_: str = "text"
) -> int:
    """The book of firewall rules: purpose, owner, document, end and last hit of each, to show or to print.

    Example: ./inv firewall.book --out kural-defteri.html --evrak E-99999999-934.01.02-301
    """
    from pathlib import Path

    from altyapi.audit import export
    from altyapi.audit.thing import Scope
    from altyapi.audit.views import named
    from altyapi.audit.views.view import table
    from altyapi.cli import auditing
    from altyapi.view import audit

    if out_:
        export.check(Path(out_))
    view = named("guvenlik-duvari")
    over = auditing.estate(out, configured, auditing.day_of(on))
    rows = table(view, over, scope=Scope())
    head = auditing.cover_of_view(out, over, view, rows, limit="", evrak=evrak, masked=True)
    if out_:
        out.data(auditing.write(out, configured, Path(out_), rows, head, view=view.name))
        return DONE
    if format_ != "text":
        auditing.note_output(configured, rows, head, view=view.name)
    out.data({"cover": head.model_dump(mode="json"), "rows": list(rows.records())})
    audit.inventory(out, view, rows, over, masked=True)
    return DONE


@command(
    help={
        "device": "a firewall of NetBox; default: all",
        "target": "nftables, or one of aerleon's: arista, cisco, ciscoasa, cisconx, ciscoxr, juniper, paloalto, srx",
        "zone": "for lists without state: only the packets that come from that zone",
        "out": "folder to write to, a file per device; without it, the text is shown",
        "on": ON,
    }
)
def render(
    out: Output,
    configured: Settings,
    device: str = "",
    target: str = NFTABLES,
    zone: str = "",
    out_: str = "",
    on: str = "",
    format_: str = "text",
) -> int:
    """Generate the rules of firewalls as their system writes them. Nothing is sent anywhere.

    Example: ./inv firewall.render --device obb-mrk-ahb01-gvd01
    """
    del format_
    from pathlib import Path

    from altyapi.cli import auditing, firewalling
    from altyapi.cli.frame import now
    from altyapi.firewall import aerleon, nftables
    from altyapi.firewall.blocks import effective
    from altyapi.firewall.devices import device_policies, device_policy
    from netbox_sync.files import write_atomically

    resolved = firewalling.load(out, configured, auditing.day_of(on))
    blocked = effective(firewalling.register(configured).active().values(), now())
    found = (device_policy(resolved, device, blocked),) if device else device_policies(resolved, blocked)
    if target not in (NFTABLES, *aerleon.TARGETS):
        raise aerleon.TargetUnknown(target=target, known=", ".join((NFTABLES, *aerleon.TARGETS)))
    if not found:
        out.note(out.say("firewall.no-firewall"))
    texts = {
        one.device: nftables.render(one) if target == NFTABLES else aerleon.render(one, target, zone) for one in found
    }
    out.data([{"device": name, "target": target, "text": text} for name, text in texts.items()])
    for name, text in texts.items():
        if out_:
            file = Path(out_) / f"{name}.{target}"
            write_atomically(file, text.encode())
            size = {"lines": text.count("\n"), "bytes": len(text.encode())}
            out.line(out.say("firewall.rendered", device=name, file=file, **size))
        else:
            out.code(text)
    return DONE


@command(
    "address",
    help={
        "address": "an address, a network, a range a-b, or @FILE: a list of them, one a line",
        "hours": "for how long; default: 24",
        "skip": "leave out what can never be blocked instead of refusing all of it",
    },
)
def block(
    out: Output,
    configured: Settings,
    address: str,
    reason: str,
    hours: int = 24,
    evrak: str = "",
    skip: bool = False,
    format_: str = "text",
) -> int:
    """Block addresses for a time: written to the register, enforced with the firewalls' next plan.

    Own ranges are refused. Example: ./inv firewall.block 192.0.2.7 --hours 48 --reason "Tarama" --evrak E-99999999-934-17
    """
    del format_
    from pathlib import Path

    from altyapi.account import operator
    from altyapi.cli import evidencing, firewalling
    from altyapi.cli.frame import now
    from altyapi.firewall import blocks
    from altyapi.plan import build, policy
    from altyapi.view import firewall as view

    build.check_evrak(evrak, policy.load(configured.policy_dir))
    moment = now()
    resolved = firewalling.load(out, configured, moment.date())
    most = resolved.policy.blocking.hours_most
    if not 1 <= hours <= most:
        raise blocks.HoursOutside(hours=hours, most=most)
    file = Path(address[1:]) if address.startswith("@") else None
    wanted = blocks.read_list(file) if file else blocks.normal([(1, address)], address)
    refused = blocks.own(resolved).refusals(wanted)
    if refused and not skip:
        listing = "; ".join(f"{one.network} ({one.why})" for one in refused[: blocks.MOST_TOLD])
        raise blocks.BlockRefused(count=len(refused), listing=listing)
    for one in refused:
        out.note(out.say("firewall.skipped", network=one.network, why=one.why))
    never = {one.network for one in refused}
    register = firewalling.register(configured)
    left = [network for network in wanted if network not in never]
    event = None
    if left:
        event = register.block(left, now=moment, hours=hours, by=operator(), reason=reason, evrak=evrak, list_file=file)
        evidencing.record_register(out, configured, event)
    active = len(register.active())
    out.data(
        {
            "blocked": left,
            "refused": [one._asdict() for one in refused],
            "until": event.until if event else None,
            "active": active,
        }
    )
    out.line(out.say("firewall.blocked", count=len(left), until=(event.until if event else None) or "-", active=active))
    if left:
        view.to_plan(out, firewalling.walls(configured), reason, evrak)
    return DONE


@command(
    "address",
    help={
        "address": "as it stands in inv firewall.list, or @FILE: a list of them, one a line",
        "evrak": "number of the document; default: that of the block",
    },
)
def unblock(
    out: Output,
    configured: Settings,
    address: str,
    reason: str,
    evrak: str = "",
    format_: str = "text",
) -> int:
    """Take addresses out of the blocked ones before their time is over; recorded.

    Example: ./inv firewall.unblock 192.0.2.7 --reason "Yanlış alarm" --evrak E-99999999-934-18
    """
    del format_
    from pathlib import Path

    from altyapi.account import operator
    from altyapi.cli import evidencing, firewalling
    from altyapi.cli.frame import now
    from altyapi.firewall import blocks
    from altyapi.plan import build, policy
    from altyapi.view import firewall as view

    if evrak:
        build.check_evrak(evrak, policy.load(configured.policy_dir))
    given = address.startswith("@")
    wanted = blocks.read_list(Path(address[1:])) if given else blocks.normal([(1, address)], address)
    register = firewalling.register(configured)
    documents = [evrak] if evrak else blocks.documents(register.active(), wanted)
    event = register.unblock(wanted, now=now(), by=operator(), reason=reason, evrak=", ".join(documents))
    evidencing.record_register(out, configured, event)
    active = len(register.active())
    out.data({"unblocked": wanted, "active": active})
    out.line(out.say("firewall.unblocked", count=len(wanted), active=active))
    view.to_plan(out, firewalling.walls(configured), reason, documents[0] if len(documents) == 1 else "…")
    return DONE


@command(name="list")
def list_(out: Output, configured: Settings, format_: str = "text") -> int:
    """What is blocked, by whom, why and until when; exit code 2 when the time of any is over and not recorded.

    Example: ./inv firewall.list
    """
    del format_
    from altyapi.cli import firewalling
    from altyapi.cli.frame import now
    from altyapi.firewall.blocks import due
    from altyapi.view import firewall

    moment = now()
    rows = list(firewalling.register(configured).active().values())
    firewall.blocks(out, rows, moment)
    return PENDING if due(rows, moment) else DONE


@command()
def expire(out: Output, configured: Settings, format_: str = "text") -> int:
    """Record the blocks whose time is over; the firewalls let them go with their next plan.

    Example: ./inv firewall.expire
    """
    del format_
    from altyapi.account import operator
    from altyapi.cli import evidencing, firewalling
    from altyapi.cli.frame import now
    from altyapi.view import firewall as view

    register = firewalling.register(configured)
    before = register.active()
    event = register.expire(now=now(), by=operator())
    if event is not None:
        evidencing.record_register(out, configured, event)
    active = len(register.active())
    out.data({"expired": event.networks if event else [], "active": active})
    if event is None:
        out.line(out.say("firewall.nothing-due", active=active))
        return DONE
    out.line(out.say("firewall.expired", count=len(event.networks), active=active))
    asked = {(before[one].reason, before[one].evrak) for one in event.networks if one in before}
    view.to_plan(out, firewalling.walls(configured), *(asked.pop() if len(asked) == 1 else ("…", "…")))
    return DONE
