"""inv device.*: the way to a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, PENDING, command
from altyapi.errors import ToolkitError
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
    from altyapi.cli import planning, snapshots
    from altyapi.device import hostkeys, shown_key
    from altyapi.plan import gather
    from altyapi.platforms import readonly
    from netbox_sync.selection import select

    taken = snapshots.load(out, configured)
    selected = select(taken, limit)
    read = [name for name in selected if readonly.of(taken.device_by_name[name])]  # backed up, never changed
    others = [name for name in selected if name not in read]
    managed, outside = gather.managed(taken, others, limit) if others or not read else ((), ())
    names = (*managed, *read)
    if outside:
        out.note(out.say("plan.outside", count=len(outside), kinds=planning.kinds(taken, outside)))
    found: list[dict[str, str]] = []
    failed = False
    for name in names:
        device = taken.device_by_name[name]
        try:
            platform = readonly.of(device) or platforms.load(device.platform or "(none)")
            target = connection.without_login(name, platform.name, connection.of(device), configured)
            key = shown_key(target)
            known = bool(hostkeys.known(target))
            if known:
                hostkeys.check(target, key)  # a changed key is an error, never recorded over
        except ToolkitError as error:  # the others are read all the same
            out.fault(error)
            found.append({"device": name, "fingerprint": "", "state": "failed", "code": error.code})
            failed = True
            continue
        state = "known" if known else "recorded" if record else "shown"
        if record and not known:
            hostkeys.record(target, key)
        out.line(out.say(f"trust.{state}", device=name, fingerprint=key.fingerprint))
        found.append({"device": name, "fingerprint": key.fingerprint, "state": state})
    out.data(found)
    if failed:
        return ERROR
    return PENDING if any(entry["state"] == "shown" for entry in found) else DONE
