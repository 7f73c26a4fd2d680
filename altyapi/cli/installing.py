"""The steps of pardus.install."""

from __future__ import annotations

from pathlib import Path

from altyapi.audit.estate import field
from altyapi.cli.calendaring import Ground
from altyapi.cli.frame import DONE, PENDING
from altyapi.endpoint import gates, installation, migrating, policy
from altyapi.endpoint.migration import NETBOX
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync.files import write_atomically
from netbox_sync.selection import select


def install(out: Output, configured: Settings, over: Ground, *, wave: str, limit: str, folder: Path) -> int:
    """Write the files of every chosen computer; exit code 2 where one gets none, with why. Those of every computer that is done go:
    its next start over the network would write its disk over."""
    chosen = set(select(over.estate.snapshot, limit)) if limit else None
    computers = list(over.estate.in_roles(over.estate.policy.roles.computers))
    finished = frozenset(one.name for one in computers if field(one, "goc_durum") == NETBOX["done"])
    if wave:
        gates.known(over.estate, wave, configured.registers_dir / "waves.yml")
        own = [one.device for s in over.standings if s.wave.id == wave for one in s.computers if one.left]
    else:
        own = computers
    devices = [one for one in own if chosen is None or one.name in chosen]
    removed = installation.written_for(folder, finished)
    for old in removed:
        old.unlink(missing_ok=True)
    if removed:
        out.line(out.say("migration.cleared", files=len(removed), folder=folder))
    if not devices and not (wave and removed):
        raise migrating.NobodyChosen(chosen=limit or wave)
    rules = over.rules.installation
    register = configured.policy_dir / policy.FILE
    made = (
        installation.prepare(over.estate, devices, rules, over.rules.calendar.timezone, register, finished)
        if devices
        else installation.Prepared((), (), ())
    )
    for file in made.files:
        write_atomically(folder / file.path, file.text.encode(), 0o644)
    out.data(
        {
            "folder": str(folder),
            "computers": list(made.devices),
            "files": [one.path for one in made.files],
            "faults": [one._asdict() for one in made.faults],
            "removed": [str(one.relative_to(folder)) for one in removed],
        }
    )
    for fault in made.faults:
        out.marked("●", "red", f"{fault.device}  {out.say(f'migration.{fault.code}')}")
    if made.files:
        out.line(out.say("migration.wipes", disk=rules.disk), "yellow")
    out.line(
        out.say("migration.prepared", count=len(made.devices), files=len(made.files), folder=folder),
        "red" if made.faults else "green",
    )
    return PENDING if made.faults else DONE
