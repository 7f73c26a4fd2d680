"""The firewall policy as a person reads it: findings, the way of a packet, blocked addresses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from altyapi.firewall import ranges
from altyapi.firewall.blocks import Block
from altyapi.firewall.findings import KINDS, Finding, near
from altyapi.firewall.flow import Part, Step
from altyapi.firewall.gateways import Side
from altyapi.firewall.ranges import Ranges
from altyapi.firewall.resolve import Resolved
from altyapi.view import layout
from altyapi.view.output import Colour, Output
from altyapi.view.program import as_typed
from altyapi.view.steps import typed

MOST_PARTS = 12
MOST_BLOCKS = 20


def findings(out: Output, resolved: Resolved, found: Sequence[Finding]) -> None:
    """Every finding with file and line, its remedy once per kind, and the count."""
    policy = resolved.policy
    counts = {
        "rules": len(policy.rules),
        "zones": len(policy.zones),
        "gateways": len(resolved.network.gates),
        "day": resolved.day.isoformat(),
    }
    out.data(
        {
            **counts,
            "policy_digest": policy.digest,
            "snapshot_digest": resolved.snapshot.digest,
            "findings": [
                {**one.model_dump(mode="json"), "message": one.message("en"), "remedy": one.remedy("en")}
                for one in found
            ],
        }
    )
    if out.format == "markdown" and found:
        head = [out.say(f"firewall.{name}") for name in ("severity", "place", "subject", "finding")]
        out.table(head, [[_severity(out, one), _place(one), one.subject, one.message(out.language)] for one in found])
        out.line()
    elif found:
        _by_kind(out, found)
    if not found:
        out.line(out.say("firewall.none", **counts), "green")
        return
    errors = sum(one.severity == "error" for one in found)
    told = out.say("firewall.found", errors=errors, warnings=len(found) - errors, **counts)
    out.line(told, "red" if errors else "yellow")


def _by_kind(out: Output, found: Sequence[Finding]) -> None:
    order = sorted(found, key=lambda one: (one.severity != "error", list(KINDS).index(one.kind)))
    for _, group in groupby(order, key=lambda one: one.kind):
        rows = list(group)
        colour: Colour = "red" if rows[0].severity == "error" else "yellow"
        for one in rows:
            told = f"{one.subject}: {one.message(out.language)}"
            out.marked(f"● {_severity(out, one)}", colour, f"{_place(one)}  {told}")
        out.line(f"    {out.say('firewall.remedy')}: {as_typed(rows[-1].remedy(out.language))}", "dim")


def _severity(out: Output, one: Finding) -> str:
    return out.say(f"firewall.{one.severity}")


def _place(one: Finding) -> str:
    return f"{one.file}:{one.line}"


def flow(
    out: Output,
    resolved: Resolved,
    question: tuple[Ranges, Ranges, Ranges],
    names: tuple[str, str],
    parts: Sequence[Part],
) -> bool:
    """Each part of the question with its way and its answer. Whether all of it passes."""
    joined = _alike(parts)
    passing = sum(part.passes for part in joined)
    out.data(
        {
            "from": names[0],
            "to": names[1],
            "services": ranges.services(question[2], 1000),
            "day": resolved.day.isoformat(),
            "passes": passing == len(joined),
            "policy_digest": resolved.policy.digest,
            "snapshot_digest": resolved.snapshot.digest,
            "parts": [_told(part) for part in joined],
        }
    )
    day = resolved.day.isoformat()
    head = {"source": names[0], "destination": names[1], "services": ranges.services(question[2]), "day": day}
    out.heading(out.say("firewall.question", **head))
    shown = _alike(parts, interfaces=False)
    for part in shown[:MOST_PARTS]:
        _part(out, resolved, part)
    if len(shown) > MOST_PARTS:
        out.line(out.say("firewall.more", count=len(shown) - MOST_PARTS), "dim")
    if passing == len(joined):
        out.line(out.say("firewall.passes"), "green")
    elif passing:
        out.line(out.say("firewall.partly", passing=sum(part.passes for part in shown), all=len(shown)), "yellow")
    else:
        out.line(out.say("firewall.denied"), "red")
    return bool(joined) and passing == len(joined)


def _alike(parts: Sequence[Part], *, interfaces: bool = True) -> list[Part]:
    """Parts with the same answer and way as one, where together they are a product again. Without `interfaces`, a way is the
    same by whichever of a gateway's interfaces."""
    rows = list(parts)
    for axis in range(3):
        merged: dict[tuple[object, ...], list[Part]] = {}
        for part in rows:
            others = tuple(part[place] for place in range(3) if place != axis)
            merged.setdefault((others, part.passes, part.why, _way(part, interfaces=interfaces)), []).append(part)
        rows = []
        for same in merged.values():
            sets = list(same[0][:3])
            sets[axis] = ranges.union(*(part[:3][axis] for part in same))
            steps = tuple(map(_common, zip(*(part.steps for part in same), strict=True)))
            rows.append(Part(sets[0], sets[1], sets[2], same[0].passes, same[0].why, steps))
    return sorted(rows, key=lambda part: (part.passes, part.source, part.destination))


def _common(steps: Sequence[Step]) -> Step:
    """One step for several that differ in their interfaces at most; an interface that differs is told by its names."""
    first = steps[0]
    return first._replace(
        entry=_one_side([step.entry for step in steps]), exit=_one_side([step.exit for step in steps])
    )


def _one_side(sides: Sequence[Side | None]) -> Side | None:
    names = list(dict.fromkeys(side.name for side in sides if side is not None))
    if len(names) < 2:
        return sides[0]
    more = f", … +{len(names) - 3}" if len(names) > 3 else ""
    return Side(f"{', '.join(names[:3])}{more}")


def _way(part: Part, *, interfaces: bool) -> tuple[object, ...]:
    return tuple(
        (
            step.gate.name,
            step.entry.name if step.entry and interfaces else "",
            step.exit.name if step.exit and interfaces else "",
            step.chain,
            step.rule.index if step.rule else None,
            step.translated,
        )
        for step in part.steps
    )


def _part(out: Output, resolved: Resolved, part: Part) -> None:
    answer = out.say("firewall.passes" if part.passes else "firewall.denied")
    told = out.say(
        "firewall.part",
        source=ranges.told(part.source, 2),
        destination=ranges.told(part.destination, 2),
        services=ranges.services(part.services),
        answer=answer,
    )
    out.marked("✓" if part.passes else "✗", "green" if part.passes else "red", told)
    if part.why in {"no-way", "unfiltered"}:
        out.line(f"    {out.say(f'firewall.{part.why}')}")
    for step in part.steps:
        itself = out.say("firewall.self")
        entry = step.entry.name if step.entry else itself
        way = f"{entry} → {step.exit.name if step.exit else itself if step.chain == 'input' else '-'}"
        out.line(f"    {step.gate.name} ({_devices(out, step.gate.devices)}): {way}")
        out.line(f"        {_decision(out, resolved, step)}")


def _devices(out: Output, names: Sequence[str]) -> str:
    """The devices of a gateway, by name; a gateway of the policy that no device of NetBox is filters nothing yet."""
    return layout.names(names) if names else out.say("firewall.no-device")


def _decision(out: Output, resolved: Resolved, step: Step) -> str:
    nat = f"; {out.say('firewall.translated', ids=', '.join(step.translated))}" if step.translated else ""
    if step.chain == "block":
        return out.say("firewall.by-block")
    if step.rule is None:
        return out.say("firewall.by-default") + nat
    rule = step.rule.rule
    file, line = resolved.policy.place("rules", step.rule.index)
    where = f"{near(file)}:{line}, " if file else ""
    purpose = f" ({where}{rule.purpose or '-'})"
    return (
        out.say("firewall.by-rule", rule=rule.id, action=out.say(f"firewall.action.{rule.action}"), purpose=purpose)
        + nat
    )


def _told(part: Part) -> dict[str, Any]:
    return {
        "source": ranges.to_networks(part.source),
        "destination": ranges.to_networks(part.destination),
        "services": ranges.services(part.services, 1000),
        "passes": part.passes,
        "why": part.why,
        "steps": [
            {
                "gateway": step.gate.name,
                "devices": step.gate.devices,
                "in": step.entry.name if step.entry else None,
                "out": step.exit.name if step.exit else None,
                "chain": step.chain,
                "action": step.action,
                "rule": step.rule.rule.id if step.rule else None,
                "translated": step.translated,
            }
            for step in part.steps
        ],
    }


def blocks(out: Output, rows: Sequence[Block], now: datetime) -> None:
    """What is blocked: who asked, why, until when; what is over first."""
    over = {row.network for row in rows if datetime.fromisoformat(row.until) <= now}
    out.data({"blocks": [{**row._asdict(), "over": row.network in over} for row in rows], "over": len(over)})
    order = sorted(rows, key=lambda row: (row.network not in over, datetime.fromisoformat(row.until), row.network))
    shown = order if out.format == "markdown" else order[:MOST_BLOCKS]
    if shown:
        head = [out.say(f"firewall.{name}") for name in ("network", "until", "reason", "evrak", "by")]
        body = [
            [
                row.network,
                out.say("firewall.over") if row.network in over else out.minute(row.until),
                row.reason,
                row.evrak,
                row.by,
            ]
            for row in shown
        ]
        out.table(head, body)
    if len(order) > len(shown):
        out.line(out.say("firewall.listed-more", count=len(order) - len(shown)), "dim")
    out.line(out.say("firewall.listed", active=len(rows), over=len(over)), "yellow" if over else None)
    if over:
        out.next(typed("firewall.expire"))


def to_plan(out: Output, roles: Sequence[str], reason: str, evrak: str) -> None:
    """After a change of the register: how it comes to the firewalls, which have these roles."""
    if not roles:
        out.line(out.say("firewall.to-plan-none"))
        return
    out.line(out.say("firewall.to-plan"))
    limit, document = ",".join(f"role:{role}" for role in roles), ("--evrak", evrak) if evrak else ()
    out.next(typed("config.plan", "--limit", limit, "--reason", reason, *document))
