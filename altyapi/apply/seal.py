"""That a start in a run's journal was noted by this toolkit: sealed under the digest key.

A run's folder lies where others may write too. What a way back takes from it beyond the signatures (that the change was let
through by the policy of then, and which list of signers that was) is believed under its seal alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING

from netbox_sync.canonical import canonical

if TYPE_CHECKING:
    from altyapi.apply.head import RunHead

JUDGED_BY = ("policy_sha256", "allowed_signers_sha256")
"""What of a start is sealed, beside whose start it is."""


def of(head: RunHead, start: Mapping[str, object], key: str) -> str:
    """HMAC-SHA256 of what a start of that run was judged by, in hex; the key is derived from `key`."""
    content = {"run": head.run, "plan_id": head.plan_id, "direction": head.direction}
    content |= {name: str(start.get(name, "")) for name in JUDGED_BY}
    derived = hashlib.sha256(b"altyapi start " + key.encode()).digest()
    return hmac.new(derived, canonical(content), hashlib.sha256).hexdigest()


def holds(head: RunHead, start: Mapping[str, object], key: str | None) -> bool:
    """Whether it is sealed; without a key nothing is."""
    return key is not None and hmac.compare_digest(of(head, start, key), str(start.get("seal", "")))
