"""From a proposal and what a person accepted of it to what the outbox shall write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from altyapi.facts.errors import AcceptanceUnknown
from altyapi.facts.proposal import DeviceFacts, FieldDifference, Proposal
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen
from netbox_sync.writeback.fieldchange import MESSAGE_LENGTH, FieldChange, interface_of

ALL_MACS = "mac"


class Chosen(Frozen):
    """What of one device is to be written."""

    device: DeviceFacts
    fields: tuple[FieldDifference, ...]


def choose(proposal: Proposal, accept: str = "", *, all_fills: bool = False) -> tuple[Chosen, ...]:
    """What is to be written: always what replaces this toolkit's own values; every fill with `all_fills`; anything that
    `accept` names, as `DEVICE:FIELD,…` (FIELD `mac`: all MAC addresses of the device; `serial` is short for `device.serial`).

    Of a device that calls itself otherwise than NetBox only what is named: it may be another one. Raises AcceptanceUnknown,
    for all unknown terms at once.
    """
    terms = [term.strip() for term in accept.split(",") if term.strip()]
    named: set[tuple[str, str]] = set()
    unknown: list[str] = []
    for term in terms:
        found = set(_meant(proposal, term))
        named |= found
        if not found:
            unknown.append(term)
    if unknown:
        raise AcceptanceUnknown(terms=", ".join(unknown))
    chosen: list[Chosen] = []
    for device in proposal.devices:
        fields = tuple(
            each
            for each in device.fields
            if (device.device, each.name) in named
            or (not device.misnamed and (each.kind == "ours" or (all_fills and each.kind == "fill")))
        )
        if fields:
            chosen.append(Chosen(device=device, fields=fields))
    return tuple(chosen)


def _meant(proposal: Proposal, term: str) -> Iterator[tuple[str, str]]:
    """(device, field) of what a term names. Interface names may hold a colon themselves."""
    for device in proposal.devices:
        if not term.startswith(f"{device.device}:"):
            continue
        wanted = term.removeprefix(f"{device.device}:")
        for each in device.fields:
            if each.name in (wanted, f"device.{wanted}") or (wanted == ALL_MACS and interface_of(each.name)):
                yield device.device, each.name


def changes(proposal: Proposal, chosen: tuple[Chosen, ...], reason: str, evrak: str = "") -> tuple[FieldChange, ...]:
    """What the outbox shall write: of each device its own fields, and apart from them its MAC addresses, so that a conflict
    in one holds up none of the others. The same choice gives the same keys: applied again, nothing is written twice."""
    said = message(reason, evrak, proposal.id)
    made: list[FieldChange] = []
    for one in chosen:
        macs = tuple(each for each in one.fields if interface_of(each.name))
        own = tuple(each for each in one.fields if not interface_of(each.name))
        made.extend(_change(proposal.id, one.device, fields, said) for fields in (own, macs) if fields)
    return tuple(made)


def _change(proposal: str, device: DeviceFacts, fields: tuple[FieldDifference, ...], message: str) -> FieldChange:
    before, after = {each.name: each.before for each in fields}, {each.name: each.after for each in fields}
    return change("facts", proposal, device.device, device.netbox_id, before, after, message)


def change(
    kind: str,
    proposal: str,
    device: str,
    netbox_id: int,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    message: str,
) -> FieldChange:
    """What the outbox writes of one device of a proposal. Its key tells the same values under the same words again."""
    digest = sha256(canonical_line([after, message]))
    return FieldChange(
        key=f"altyapi:{kind}-{proposal[:12]}-{digest[:8]}:{device}",
        device_id=netbox_id,
        device=device,
        before=dict(before),
        after=dict(after),
        message=message,
    )


def message(reason: str, evrak: str, proposal: str) -> str:
    """For NetBox's change log; a long reason is cut, never the document's number and the proposal's id."""
    tail = f" ({evrak})" if evrak else ""
    tail += f" [altyapi {proposal[:12]}]"
    room = MESSAGE_LENGTH - len(tail)
    return (reason if len(reason) <= room else f"{reason[: max(0, room - 1)]}…")[: max(0, room)] + tail[
        -MESSAGE_LENGTH:
    ]
