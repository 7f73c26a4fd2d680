"""What a plan asks of the firewall policy: each firewall's rules and blocks as of now, or the reason why none may be rolled out."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from altyapi.errors import EngineError
from altyapi.firewall import policy, ranges
from altyapi.firewall.blocks import Known, Register, effective
from altyapi.firewall.check import management
from altyapi.firewall.devices import demand_resolved, device_policy
from altyapi.firewall.findings import Carrying
from altyapi.firewall.model import DevicePolicy
from altyapi.firewall.policy import Policy
from altyapi.firewall.resolve import resolve
from netbox_sync.model import Snapshot


class ManagementCut(Carrying, EngineError):
    """Fields: findings."""

    code = "FWL-015"
    en = "The firewall policy would cut the toolkit's own way: faults: {count}: {listing}"
    tr = "Güvenlik duvarı politikası aracın kendi yolunu kesiyor: hata: {count}: {listing}"
    en_remedy = "./inv firewall.check tells the rule that does it; allow the way before it, or correct `management`."
    tr_remedy = "Kesen kural: ./inv firewall.check; yola ondan önce izin verilmeli ya da `management` düzeltilmeli."


def policies(
    folder: Path,
    snapshot: Snapshot,
    names: Collection[str],
    now: datetime,
    known: Known | None = None,
    more: Callable[[Policy], Policy] = lambda found: found,
) -> dict[str, DevicePolicy]:
    """Of those of the devices that the policy in that folder has as gateways; nothing where there is no policy.

    `known` is what the evidence tells of the register of blocks. `more` gives the policy with what follows from other ones.

    Raises PolicyFileInvalid, NotResolved, RegisterBroken, RegisterCut, ManagementCut.
    """
    found = more(policy.load(folder))
    if not found.gateways:
        return {}
    resolved = resolve(found, snapshot, now.date())
    demand_resolved(resolved)
    blocked = effective(Register(folder, known).active().values(), now)
    cut = management(resolved, ranges.of_networks(one.network for one in blocked))
    if cut:
        raise ManagementCut(findings=tuple(cut))
    devices = [device for gate in resolved.network.gates for device in gate.devices if device in names]
    return {device: device_policy(resolved, device, blocked) for device in devices}
