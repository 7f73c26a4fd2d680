"""What of a run's record goes into NetBox: one short journal entry on each device that the run touched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from altyapi.evidence.chain import Entry
from altyapi.evidence.record import DeviceRecord, ReleaseRecord, RunRecord
from netbox_sync.writeback.journal import JournalEntry, Level

KINDS: dict[str, Level] = {
    "applied": "success",
    "rolled-back": "warning",
    "released": "warning",
    "reverted": "warning",
    "pending-revert": "danger",
    "diverged": "danger",
    "unsaved": "danger",
    "in-flight": "danger",
}

RECORD = re.compile(r"^- evidence record (?P<number>[0-9]{1,9}) `(?P<sha256>[0-9a-f]{64})`\r?$", re.MULTILINE)
"""The line by which an entry names the record that it stands for."""
KEY = re.compile(r"^`(?P<key>altyapi:[^`:\s]+:[^`\s]+)`\r?\s*\Z", re.MULTILINE)
"""The entry's key, its last line."""


def entries(records: Iterable[Entry]) -> tuple[JournalEntry, ...]:
    """A journal entry for each fate of a device that these records tell of; untouched devices get none.

    A run that went on has several records, and the later ones repeat what the earlier ones told: the first record that
    tells of a fate is the one that its entry names, so the same records always give the same entries.
    """
    told: dict[str, JournalEntry] = {}
    for evidence in records:
        record = evidence.link.record
        if not isinstance(record, RunRecord):
            continue
        for device in record.devices:
            if device.state in KINDS:
                entry = _entry(evidence, record, device)
                told.setdefault(entry.key, entry)
    return tuple(told.values())


def _entry(evidence: Entry, record: RunRecord, device: DeviceRecord) -> JournalEntry:
    approvers = ", ".join(
        approval.statement.principal for approval in record.approvals if approval.statement.role == "approver"
    )
    what = "rolled back" if record.direction == "back" and device.state == "applied" else device.state
    lines = [
        f"**altyapi: config {what}** {f'({_first(device.why)})' if device.why else ''}".rstrip(),
        "",
        f"- reason: {plain(record.reason)}",
        f"- document: {record.evrak or '-'}"
        + (f", requested by {plain(record.requester)}" if record.requester else ""),
        f"- author {record.author}, approved by {approvers or '-'}, applied by {record.operator}",
        f"- plan `{record.plan_id}`",
        f"- before `{device.before_sha256[:16]}`, after `{(device.after_sha256 or '-')[:16]}`, {device.commands} commands",
        f"- checks: {_checks(device)}",
        *([f"- released: {_released(device.release)}"] if device.release else []),
        f"- evidence record {evidence.link.number} `{evidence.sha256}`",
    ]
    return JournalEntry(
        key=f"altyapi:{record.run}:{device.device}:{device.state}:{device.ended}",
        device=device.device,
        device_id=device.netbox_id,
        level=KINDS[device.state],
        comments="\n".join(lines),
    )


def _released(release: ReleaseRecord) -> str:
    approvers = ", ".join(one.statement.principal for one in release.approvals if one.statement.role == "approver")
    return f"{plain(release.reason)}; document {release.evrak or '-'}, author {release.author}, approved by {approvers or '-'}"


def _checks(device: DeviceRecord) -> str:
    return ", ".join(f"{check.kind} {'✓' if check.passed else '✗'}" for check in device.checks) or "-"


def _first(text: str) -> str:
    return plain(text.splitlines()[0][:160]) if text else ""


def plain(text: str) -> str:
    """On one line and not Markdown: what a person wrote can neither look like one of our lines nor be a link."""
    return re.sub(r"([\\`*<>\[\]])", r"\\\1", " ".join(text.split()))
