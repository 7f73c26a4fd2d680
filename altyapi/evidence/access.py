"""The records of remote access: what was given and taken away, and who was cut off a gateway.

By themselves, as somebody is cut off before anything is loaded that the cut can do without.
"""

from __future__ import annotations

from typing import Literal

from netbox_sync.model import Frozen

AccessAction = Literal["grant", "extend", "revoke", "rotate", "expire", "withdraw"]


class AccessGrant(Frozen):
    """One person's remote access as it is after the action. `person` is the contact's name in NetBox."""

    netbox_id: int
    address: str
    person: str
    department: str
    profile: str
    provider: str
    public_key: str
    until: str  # ISO date, its last day
    evrak: str  # the document that the grant stands on


class AccessRecord(Frozen):
    """What was given, changed or taken away of remote access in one step. `withdraw`: a grant that never came into use, as a fault
    came between, was taken back. `action_id` is unique for ever: the same step is not recorded twice. `at` is when it was asked for; `gone`
    are keys besides those of its grants that were cut off for it."""

    kind: Literal["vpn-access"] = "vpn-access"
    run: Literal[""] = ""
    action_id: str
    action: AccessAction
    grants: tuple[AccessGrant, ...]
    at: str
    by: str
    reason: str = ""
    evrak: str = ""
    netbox_url: str
    policy_sha256: str  # of inventory/policy/vpn.yml
    tool_version: str
    gone: tuple[str, ...] = ()
    later_than: str = ""  # a snapshot stamped so, or earlier, knows nothing of it


class Cut(Frozen):
    """That a person's tunnel is gone from a gateway: looked at there, after it was taken out."""

    device: str
    interface: str
    public_key: str
    address: str  # the peer's inside the tunnel; empty where it was not there
    was_there: bool
    last_handshake: str  # UTC; empty: none
    sessions: int  # connections that the gateway was told to forget
    at: str


class CutRecord(Frozen):
    """Who was cut off at once, beside the plan that follows from NetBox."""

    kind: Literal["vpn-cut"] = "vpn-cut"
    run: Literal[""] = ""
    cuts: tuple[Cut, ...]
    at: str
    by: str
    reason: str = ""
    evrak: str = ""
    tool_version: str
    later_than: str = ""  # as of an AccessRecord
