"""Remote access on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from altyapi.audit.text import shown
from altyapi.view.output import Output
from altyapi.vpn.checking import Order
from altyapi.vpn.granting import Done
from altyapi.vpn.pending import Wanted
from altyapi.vpn.policy import VpnPolicy

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
    if done.waits:
        out.fault(done.waits)
