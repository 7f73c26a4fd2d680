"""The evidence of a step: a record in the chain, and a short entry in the journal of each address in NetBox that names it."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from altyapi.evidence import chain
from altyapi.evidence.access import AccessAction, AccessGrant, AccessRecord
from altyapi.evidence.chain import Entry
from altyapi.evidence.notes import plain
from altyapi.vpn.pending import Step, Wanted
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.ipam.addresses import AT_ONCE

JOURNAL: Final = "extras/journal-entries"
OBJECT_TYPE: Final = "ipam.ipaddress"
_LEVELS: Final = {"grant": "success", "extend": "info", "rotate": "info", "revoke": "warning", "expire": "warning"}


def later_than(now: datetime, last: Path) -> str:
    """What a record that is written now is later than: the clock, or the stamp of the last snapshot (`last`, its file) where that is
    ahead, as the clock was when it was taken."""
    stamp = snapshot.taken(last)
    return (now if stamp is None else max(now, stamp)).isoformat(timespec="seconds")


def record(file: Path, step: Step, policy_sha256: str, later: str, *, given_up: bool = False) -> Entry:
    """In the chain; a step that stands there already is not recorded again. `later`: by `later_than`; `given_up`: its grants are as they
    were, but what was cut off for it was. Raises ChainBroken and OSError."""
    return chain.append(
        file,
        AccessRecord(
            action_id=step.id,
            action=step.action,
            grants=() if given_up else tuple(_grant(one) for one in step.grants),
            at=step.at,
            by=step.by,
            reason=step.reason,
            evrak=step.evrak,
            netbox_url=step.netbox_url,
            policy_sha256=policy_sha256,
            tool_version=version("altyapi"),
            gone=tuple(sorted(step.gone)) if step.cut else (),
            later_than=later,
        ),
    )


def note(netbox: NetBox, step: Step, evidence: Entry) -> None:
    """In NetBox's journals, each once; a withdrawn grant has no object any more. Raises what the client raises."""
    if step.action == "withdraw":
        return
    told = {one.netbox_id: _text(step, one, evidence) for one in step.grants}
    for chunk in _chunks(list(told)):
        query: dict[str, Any] = {
            "assigned_object_type": OBJECT_TYPE,
            "assigned_object_id": chunk,
            "limit": 1000,
            "q": f"altyapi:vpn-{step.id}",
        }
        _, rows = netbox.page(JOURNAL, query)
        there = {row["assigned_object_id"] for row in rows if f"altyapi:vpn-{step.id}" in row["comments"]}
        netbox.create_many(
            JOURNAL,
            [
                {
                    "assigned_object_type": OBJECT_TYPE,
                    "assigned_object_id": number,
                    "kind": _LEVELS[step.action],
                    "comments": told[number],
                }
                for number in chunk
                if number not in there
            ],
        )


def message(action: AccessAction, reason: str, evrak: str) -> str:
    """What NetBox's changelog says of it (200 characters at most)."""
    parts = [action, reason, *((f"evrak {evrak}",) if evrak else ())]
    return f"altyapi: VPN {', '.join(one for one in parts if one)}"[:200]


def _text(step: Step, one: Wanted, evidence: Entry) -> str:
    lines = [
        f"**altyapi: VPN {step.action}**",
        "",
        f"- reason: {plain(step.reason) or '-'}",
        f"- document: {(one.evrak if step.action == 'grant' else step.evrak) or '-'}",
        f"- profile {one.profile}, last day {one.until or '-'}",
        f"- by {step.by}, {step.at}",
        f"- evidence record {evidence.link.number} `{evidence.sha256}`",
        "",
        f"`altyapi:vpn-{step.id}:{one.address.partition('/')[0]}`",
    ]
    return "\n".join(lines)


def _grant(one: Wanted) -> AccessGrant:
    return AccessGrant(
        netbox_id=one.netbox_id,
        address=one.address,
        person=one.person_id,
        department=one.department,
        profile=one.profile,
        provider=one.provider,
        public_key=one.public_key,
        until=one.until.isoformat() if one.until else "",
        evrak=one.evrak,
    )


def _chunks(numbers: list[int]) -> list[list[int]]:
    return [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]
