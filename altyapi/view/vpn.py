"""Remote access on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from altyapi.audit.table import Table
from altyapi.audit.text import shown
from altyapi.errors import ToolkitError
from altyapi.evidence.access import AccessAction, AccessRecord, Cut
from altyapi.view.output import Colour, Output
from altyapi.vpn import tables
from altyapi.vpn.checking import Order
from altyapi.vpn.granting import Done
from altyapi.vpn.peer import Peer
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy
from altyapi.vpn.standing import STATES, NearEnd, State, state

if TYPE_CHECKING:
    from altyapi.vpn.sheets import InService

MOST_SHOWN = 30


def orders(out: Output, some: Sequence[Order], rules: VpnPolicy) -> None:
    """What is going to be given."""
    head = [out.say(f"vpn.{name}") for name in ("person", "department", "profile", "until", "document")]
    body = [
        [
            one.person.name,
            one.department.name,
            rules.profiles[one.profile].title,
            shown(one.until, out.language),
            one.evrak,
        ]
        for one in some[:MOST_SHOWN]
    ]
    out.table(head, body)
    if len(some) > MOST_SHOWN:
        out.line(out.say("vpn.more", count=len(some) - MOST_SHOWN))


def given(out: Output, one: Wanted, page: Path) -> None:
    out.line(
        out.say("vpn.given", person=one.person_id, address=one.address, until=shown(one.until, out.language)), "green"
    )
    out.line(out.say("vpn.page", file=page))


def code(out: Output, picture: str) -> None:
    """A QR code, on a terminal alone: a file or a log would keep the key that is in it."""
    if sys.stdout.isatty() and out.format == "text":
        out.whole(picture)
    else:
        out.note(out.say("vpn.no-terminal"))


def told(out: Output, some: Sequence[Wanted], evidence: Sequence[int]) -> None:
    """How many, and where the evidence is; all of it for programs."""
    records = [number for number in evidence if number]
    out.data(
        {
            "grants": [one.model_dump(mode="json", exclude={"changes"}) for one in some],
            "evidence": records,
            "applied": True,
        }
    )
    if len(some) > 1:
        out.line(out.say("vpn.given-many", count=len(some)), "green")
    if records:
        out.note(out.say("vpn.evidence", numbers=", ".join(map(str, records[:5])) + (" …" if len(records) > 5 else "")))


def settled(out: Output, done: Done) -> None:
    """What an earlier run left, and what came of it."""
    key = "vpn.settled-waits" if done.waits else "vpn.settled-back" if done.step.action == "withdraw" else "vpn.settled"
    out.note(out.say(key, action=done.step.action, count=len(done.grants), at=done.step.at))
    if done.step.cut and not done.step.handed and not done.waits:
        for one in done.grants:
            out.line(out.say("vpn.key-unhanded", person=one.person_id, address=one.address.partition("/")[0]), "yellow")
    if done.waits:
        out.fault(done.waits)


COLOURS: dict[State, Colour | None] = {
    "over": "red", "endless": "red", "ending": "yellow", "active": None, "retired": "dim",
}  # fmt: skip


def listing(out: Output, table: Table, grants: Sequence[Peer], rules: VpnPolicy, day: date) -> None:
    """The rows, as many columns as there is room for, and what stands how often."""
    states = [state(one, rules, day) for one in grants]
    counts = {name: states.count(name) for name in STATES if name in states}
    out.data({"day": day.isoformat(), "rows": list(table.records()), "states": counts})
    wide = out.format != "text" or out.width is None or out.width >= WIDE
    keys = [heading.key for heading in table.headings]
    places = [place for place, key in enumerate(keys) if wide or key in tables.BRIEF]
    head = [table.headings[place].text.of(out.language) for place in places]
    rows = [[shown(row[place], out.language) for place in places] for row in table.rows]
    out.table(head, rows, [COLOURS[one] for one in states])
    told = ", ".join(f"{STATES[name].of(out.language)} {count}" for name, count in counts.items())
    out.line(out.say("vpn.counted", count=len(rows), states=told or "-"))


WIDE = 120
"""Columns of a terminal that shows the whole table."""


def one(
    out: Output, grant: Peer, rules: VpnPolicy, day: date, department: str, history: Sequence[AccessRecord]
) -> None:
    """All of a grant, and what the evidence tells of it."""
    values: list[tuple[str, str]] = [
        ("person", grant.person_id or "-"),
        ("department", department or "-"),
        ("profile", f"{tables.title(grant, rules)} ({grant.profile})"),
        ("address", grant.host),
        ("name", grant.dns_name or "-"),
        ("key", grant.public_key or "-"),
        ("until", shown(grant.until, out.language) or "-"),
        ("document", grant.evrak or "-"),
        ("state", STATES[state(grant, rules, day)].of(out.language)),
    ]
    out.data(
        {
            **grant.model_dump(mode="json"),
            "state": state(grant, rules, day),
            "history": [entry.model_dump(mode="json", exclude={"grants"}) for entry in history],
        }
    )
    width = max(len(out.say(f"vpn.{key}")) for key, _ in values) + 2
    for key, value in values:
        out.under(f"{out.say(f'vpn.{key}')}:".ljust(width), value)
    if history:
        out.line()
        head = [out.say(f"vpn.{name}") for name in ("when", "action", "by", "document", "reason")]
        out.table(
            head,
            [
                [
                    out.minute(entry.at),
                    _action(out, entry.action),
                    entry.by,
                    entry.evrak or "-",
                    entry.reason,
                ]
                for entry in history
            ],
        )


def changes(
    out: Output, action: AccessAction, some: Sequence[Peer], rules: VpnPolicy, until: date | None = None
) -> None:
    """What is going to be changed."""
    out.line(out.say("vpn.changes", action=_action(out, action), count=len(some)))
    head = [out.say(f"vpn.{name}") for name in ("person", "profile", "address", "until")]
    if until:
        head.append(out.say("vpn.new-until"))
    more = [shown(until, out.language)] if until else []
    body = [
        [one.person_id or "-", tables.title(one, rules), one.host, shown(one.until, out.language) or "-", *more]
        for one in some[:MOST_SHOWN]
    ]
    out.table(head, body)
    if len(some) > MOST_SHOWN:
        out.line(out.say("vpn.more", count=len(some) - MOST_SHOWN))


def changed(out: Output, done: Sequence[Done], cuts: Sequence[Cut] = ()) -> None:
    """What was changed; all of it for programs."""
    good = [one for one in done if one.evidence]
    grants = [grant for one in done for grant in one.grants]
    waiting = sum(len(one.grants) for one in done if one.waits)
    out.data(
        {
            "grants": [one.model_dump(mode="json", exclude={"changes", "was_key"}) for one in grants],
            "evidence": [one.evidence for one in good],
            "waiting": waiting,
            "cuts": [one.model_dump(mode="json") for one in cuts],
            "applied": True,
        }
    )
    for step in good:
        out.line(out.say("vpn.changed", action=_action(out, step.step.action), count=len(step.grants)), "green")
    if good:
        out.note(out.say("vpn.evidence", numbers=", ".join(str(one.evidence) for one in good)))


def cut_off(out: Output, some: Sequence[Cut], faults: Mapping[str, ToolkitError]) -> None:
    """Device by device what was cut off, and where it could not be done."""
    for one in some[:MOST_SHOWN]:
        key = "vpn.cut" if one.was_there else "vpn.cut-before"
        out.line(out.say(key, device=one.device, address=one.address or "-", sessions=one.sessions), "green")
    if len(some) > MOST_SHOWN:
        out.line(out.say("vpn.more", count=len(some) - MOST_SHOWN))
    for device, error in faults.items():
        out.line(out.say("vpn.not-cut", device=device), "red")
        out.fault(error)


def due(out: Output, over: Sequence[Peer], soon: Sequence[NearEnd], rules: VpnPolicy, day: date) -> None:
    """What is past its last day, and who is to be told."""
    told = [{"address": one.grant.host, "person": one.grant.person_id, "days": one.days} for one in soon]
    out.data({"over": [one.model_dump(mode="json") for one in over], "warn": told, "day": day.isoformat()})
    if over:
        changes(out, "expire", over, rules)
    else:
        out.line(out.say("vpn.none-over"), "green")
    if soon:
        head = [out.say(f"vpn.{name}") for name in ("person", "profile", "until", "left")]
        body = [
            [
                one.grant.person_id or "-",
                tables.title(one.grant, rules),
                shown(one.grant.until, out.language),
                str(_left(one, day)),
            ]
            for one in soon[:MOST_SHOWN]
        ]
        out.line(out.say("vpn.soon", count=len(soon)))
        out.table(head, body)
    else:
        out.line(out.say("vpn.none-soon"))


def leavers(out: Output, gone: Sequence[Peer], listed: InService, rules: VpnPolicy) -> None:
    """Who has access and is not in service any more."""
    if gone:
        changes(out, "revoke", gone, rules)
    else:
        out.line(out.say("vpn.no-leavers", listed=len(listed.names)), "green")
    for one in listed.elsewhere:
        out.line(out.say("vpn.list-elsewhere", place=one), "yellow")
    found = [one.model_dump(mode="json") for one in gone]
    out.data({"leavers": found, "listed": len(listed.names), "elsewhere": list(listed.elsewhere)})


def reviews(out: Output, rows: Sequence[tuple[str, str, int, date | None, bool]], files: Sequence[Path]) -> None:
    """Department by department: slug, name, grants, when it last signed, whether that is too long ago."""
    out.data(
        {
            "departments": [
                {"department": slug, "grants": count, "signed": signed.isoformat() if signed else None, "overdue": late}
                for slug, _, count, signed, late in rows
            ],
            "files": [str(file) for file in files],
        }
    )
    head = [out.say(f"vpn.{name}") for name in ("department", "slug", "grants", "signed")]
    body = [[name, slug, str(count), shown(signed, out.language) or "-"] for slug, name, count, signed, _ in rows]
    out.table(head, body, ["yellow" if row[-1] else None for row in rows])
    late = sum(row[-1] for row in rows)
    out.line(
        out.say("vpn.reviews-late", count=late) if late else out.say("vpn.reviews-good"), "yellow" if late else "green"
    )
    for file in files[:MOST_SHOWN]:
        out.line(out.say("vpn.review-file", file=file))


def _left(one: NearEnd, day: date) -> int:
    return (one.grant.until - day).days if one.grant.until else 0


def _action(out: Output, action: AccessAction) -> str:
    return out.say(f"vpn.action-{action}")
