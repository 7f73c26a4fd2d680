"""inv device.*: the way to a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, PENDING, command
from altyapi.view.output import Output

if TYPE_CHECKING:
    from altyapi.settings import Settings


@command(help={"record": "record the keys that are not known yet; compare the fingerprints first"})
def trust(out: Output, configured: Settings, limit: str, record: bool = False, format_: str = "text") -> int:
    """Show the SSH host keys of devices, and record them at first use.

    Example: ./inv device.trust --limit obb-mrk-ahb01-ers01 --record
    """
    del format_
    from altyapi import connection, platforms
    from altyapi.cli import snapshots
    from altyapi.device import hostkeys, shown_key
    from altyapi.secrets import SecretStore
    from netbox_sync.selection import select

    taken = snapshots.load(out, configured)
    store = SecretStore.from_settings(configured)
    found: list[dict[str, str]] = []
    for name in select(taken, limit):
        device = taken.device_by_name[name]
        platform = platforms.load(device.platform or "(none)")
        target = connection.target(name, platform.name, connection.of(device), store, configured)
        key = shown_key(target)
        known = bool(hostkeys.known(target))
        if known:
            hostkeys.check(target, key)  # a changed key is an error, never recorded over
        state = "known" if known else "recorded" if record else "shown"
        if record and not known:
            hostkeys.record(target, key)
        out.line(out.say(f"trust.{state}", device=name, fingerprint=key.fingerprint))
        found.append({"device": name, "fingerprint": key.fingerprint, "state": state})
    out.data(found)
    return PENDING if any(entry["state"] == "shown" for entry in found) else DONE
