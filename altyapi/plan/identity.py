"""Whether the devices of a plan are what NetBox says of them: a plan's own words decide no bar, no window and no login."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi import connection, platforms, remediation
from altyapi.errors import EngineError, ToolkitError
from altyapi.plan.model import DevicePlan, Plan
from netbox_sync.model import Device, Snapshot


class NotAsInNetBox(EngineError):
    """Fields: problems."""

    code = "PLN-022"
    en = "The plan says of devices what NetBox's last snapshot does not: {problems}."
    tr = "Plandaki cihaz bilgileri NetBox'ın son anlık görüntüsüyle uyuşmuyor: {problems}."
    en_remedy = (
        "Nothing was sent. Read NetBox again with ./inv netbox.pull; where they still differ, make a new plan with "
        "./inv config.plan and have it approved."
    )
    tr_remedy = (
        "Hiçbir şey gönderilmedi. ./inv netbox.pull ile NetBox'ı yeniden okuyun; fark kalırsa ./inv config.plan ile yeni "
        "plan yapın ve onaylatın."
    )


def require(plan: Plan, snapshot: Snapshot) -> None:
    """Raises NotAsInNetBox with every difference of every device."""
    problems = [one for entry in plan.devices for one in differences(entry, snapshot)]
    if problems:
        raise NotAsInNetBox(problems="; ".join(problems))


def differences(entry: DevicePlan, snapshot: Snapshot) -> Iterator[str]:
    """What an entry says otherwise than the snapshot of what risk, windows, freezes and the login go by."""
    device = snapshot.device_by_name.get(entry.device)
    if device is None:
        yield f"{entry.device}: not there"
        return
    for name, said, held in (
        ("role", entry.role, device.role),
        ("site", entry.site, device.site),
        ("tags", ",".join(sorted(entry.tags)), ",".join(sorted(device.tags))),
        ("platform", entry.platform, _platform(device)),
    ):
        if said != held:
            yield f"{entry.device}: {name} {said or '-'}, there {held or '-'}"
    if entry.connection != _connection(device):
        yield f"{entry.device}: reached in another way than there"
    managed = _managed_by(device, snapshot)
    if managed and not any(flag.kind == "management" for flag in entry.flags):
        path = remediation.ManagementPath(interface=managed)
        if "management" in remediation.flagged_anywhere(entry.commands, entry.platform, path):
            yield f"{entry.device}: {managed} changes, which is its management interface there"


def _managed_by(device: Device, snapshot: Snapshot) -> str | None:
    """The interface that has its primary address: no config tells it where the device is reached by another one."""
    held = snapshot.addresses_by_device.get(device.name, ())
    return next((row.interface for row in held if row.address == device.primary_ip4), None)


def _platform(device: Device) -> str:
    try:
        return platforms.load(device.platform or "").name
    except ToolkitError:
        return device.platform or ""


def _connection(device: Device) -> connection.Connection | None:
    try:
        return connection.of(device)
    except ToolkitError:
        return None
