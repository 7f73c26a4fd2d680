"""The proposal: what devices say, beside what NetBox holds. The file's bytes are canonical, so `sha256sum` gives its id."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from altyapi import canonicalfile
from altyapi.facts.errors import ProposalChanged, ProposalUnreadable, TargetTaken
from altyapi.moment import Moment
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen

Kind = Literal["fill", "ours", "differs"]


class FieldDifference(Frozen):
    """A field of NetBox that the device says otherwise.

    `fill`: NetBox holds nothing there. `ours`: it holds what this toolkit wrote last. `differs`: it holds somebody's entry.
    """

    name: str  # as netbox_sync.writeback.fieldchange names it
    kind: Kind
    before: str | None
    after: str
    elsewhere: tuple[str, ...] = ()  # of a serial number: the other devices that have it in NetBox


class ModelDifference(Frozen):
    """Another model than NetBox's device type: a replaced device, or a wrong entry. Never changed from here."""

    netbox: str  # manufacturer and model
    device: str


NeighbourKind = Literal["matches", "no-cable", "other-end", "no-interface", "unknown-device"]


class NeighbourFinding(Frozen):
    """What LLDP or CDP see at a port, beside NetBox's cable. Never changed from here.

    `no-cable`: NetBox knows the far device and has no cable to it here. `other-end`: its cable ends elsewhere.
    `no-interface`: NetBox has no such port on this device. `unknown-device`: NetBox has no device of that name.
    """

    interface: str
    kind: NeighbourKind
    seen: str  # device and port
    netbox: str = ""  # device and port; empty without a far end


class DeviceFacts(Frozen):
    """One device."""

    device: str
    netbox_id: int
    hostname: str  # what it calls itself
    misnamed: bool  # and that is another name than NetBox's: it may be another device
    fields: tuple[FieldDifference, ...] = ()
    same: tuple[str, ...] = ()
    model: ModelDifference | None = None
    neighbours: tuple[NeighbourFinding, ...] = ()

    @property
    def findings(self) -> tuple[NeighbourFinding, ...]:
        """Neighbours that a person should look at."""
        return tuple(each for each in self.neighbours if each.kind not in ("matches", "unknown-device"))

    @property
    def clean(self) -> bool:
        """Whether there is nothing to write and nothing to look at."""
        return not (self.fields or self.model or self.findings or self.misnamed)


class Unread(Frozen):
    """A device that was asked and gave no facts."""

    device: str
    code: str
    problem: str
    remedy: str


class Proposal(canonicalfile.Reviewed):
    """One reading of many devices. Times are ISO 8601 with offset."""

    schema_version: Literal[1] = 1
    kind: Literal["facts"] = "facts"
    created: Moment
    author: str
    limit: str
    netbox_url: str
    snapshot_digest: str
    snapshot_taken: str
    version_field: str | None  # the custom field of the software's version; none: NetBox has no such field on devices
    devices: tuple[DeviceFacts, ...]  # by name
    unread: tuple[Unread, ...] = ()

    @property
    def clean(self) -> bool:
        return all(device.clean for device in self.devices)


def check_target(file: Path) -> None:
    """Whether a proposal may be written there. Raises TargetTaken before any device is asked."""
    canonicalfile.check_target(file, load, ProposalUnreadable, ProposalChanged, TargetTaken)


def save(proposal: Proposal, file: Path) -> None:
    """Write it atomically."""
    write_atomically(file, proposal.content)


def load(file: Path) -> Proposal:
    """Read one. Raises ProposalUnreadable, or ProposalChanged when its bytes are not what this toolkit writes."""
    return canonicalfile.load(file, Proposal, "facts", "proposal", ProposalUnreadable, ProposalChanged)
