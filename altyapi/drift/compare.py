"""What a device runs against what it should run. Pure."""

from __future__ import annotations

from altyapi.drift.model import DeviceDrift, Line, flattened
from altyapi.plan.build import Candidate
from altyapi.remediation import remediate
from altyapi.secrets import SecretLedger, SecretStore, mask, reconcile


def compare(candidate: Candidate, store: SecretStore, ledger: SecretLedger) -> DeviceDrift:
    """What differs on one device; nothing in it where nothing does. Volatile lines and other spellings are no difference."""
    platform, device = candidate.platform, candidate.device
    running = platform.normalise(candidate.running)
    wanted = reconcile(candidate.intended, running, device=device.name, store=store, platform=platform, ledger=ledger)
    way = remediate(running, wanted.text, platform, management=candidate.management)
    standing = (*way.unmanaged, *(one.line for one in way.held))
    diff = mask(way.diff, platform, store)
    stale = tuple(mask(line, platform, store) for line in wanted.stale)
    diff += "".join(f"+{line}\n" for line in stale)
    return DeviceDrift(
        device=device.name,
        netbox_id=device.id,
        site=device.site,
        role=device.role,
        platform=platform.name,
        diff=diff,
        managed=tuple(dict.fromkeys(flattened(diff, platform))),
        unmanaged=tuple(dict.fromkeys(Line(sign="-", text=mask(line, platform, store)) for line in standing)),
    )
