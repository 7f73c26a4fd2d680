"""How far a host is on its way to Pardus, as the host itself keeps it.

The role `pardus_migration` writes `/var/lib/altyapi/pardus/migration.json` on the host before and after every step, so that it
tells the truth after a loss of power; the playbook fetches it to `<state_dir>/pardus/migration/<host>.json`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import AwareDatetime

from altyapi.audit.estate import Estate
from altyapi.endpoint import overlay
from altyapi.endpoint.reports import Collected, HostReport, Said, collect

FORMAT = 1
FOLDER = "pardus/migration"
"""Below the state directory."""
PLAYBOOK = "playbooks/pardus_migrate.yml"

Step = Literal[
    "assess", "backup", "verify-backup", "simulate", "keyring", "sources", "upgrade", "desktop", "boot", "verify"
]
STEPS: tuple[Step, ...] = get_args(Step)
"""In the order in which they are done."""
StepState = Literal["pending", "running", "done", "skipped", "failed", "undone"]
WayBack = Literal["packages", "snapshot", "restore", "reinstall", "none"]
"""How a host could be brought back: by its package records, by a snapshot of its disk, from its backup, only by a new
installation, not at all. Said honestly before the first step, whatever was wished for."""
State = Literal["waiting", "running", "failed", "done", "rolled-back", "exempt"]
NETBOX: dict[State, str] = {
    "waiting": "bekliyor",
    "running": "suruyor",
    "failed": "basarisiz",
    "done": "tamam",
    "rolled-back": "geri-alindi",
    "exempt": "muaf",
}
"""The value of the custom field `goc_durum`."""
OF_NETBOX: dict[str, State] = {value: state for state, value in NETBOX.items()}


class StepRecord(Said):
    """One step; `why` says why it failed or was skipped, without a person's name or a file's."""

    name: Step
    state: StepState
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None
    why: str = ""


class Migration(HostReport):
    """One host's migration.json. Every step is named, in the order of STEPS, also those not yet begun."""

    wave: str = ""
    run: str = ""  # id of the run that last touched it
    source: str = ""  # the system it came from: ID and VERSION_ID of os-release, "debian 12"
    target: str = ""  # "pardus 23"
    steps: tuple[StepRecord, ...]
    way_back: WayBack = "none"
    way_back_why: str = ""

    @property
    def state(self) -> State:
        """A host that is back has its steps undone; one that failed stays failed until the step is done."""
        states = [one.state for one in self.steps]
        if "failed" in states:
            return "failed"
        if "undone" in states:
            return "rolled-back" if not {"done", "running"} & set(states) else "running"
        if all(one in ("done", "skipped") for one in states) and states:
            return "done"
        return "waiting" if set(states) <= {"pending"} else "running"

    @property
    def at(self) -> StepRecord | None:
        """The step that it stands at: the failed or running one, else the next; none where all are done."""
        rank = {"failed": 0, "running": 1, "pending": 2}
        open_ = [one for one in self.steps if one.state in rank]
        return min(open_, key=lambda one: (rank[one.state], STEPS.index(one.name)), default=None)


def read(folder: Path) -> Collected[Migration]:
    """What the playbook fetched. Raises ReportsMissing."""
    return collect(folder, Migration, form=FORMAT, playbook=PLAYBOOK)


def fields(estate: Estate, collected: Collected[Migration]) -> overlay.Fields:
    """The custom fields of every device that reports that its migration has begun."""
    reports = ((one.name, collected.of(one.name)) for one in estate.snapshot.tables.devices)
    return {name: _fields(one, estate) for name, one in reports if one is not None and one.state != "waiting"}


def _fields(report: Migration, estate: Estate) -> dict[str, Any]:
    ended = [one.ended for one in report.steps if one.state == "done" and one.ended is not None]
    day = estate.day_at(max(ended)).isoformat() if ended and report.state == "done" else None
    return {"goc_durum": NETBOX[report.state], "goc_tarihi": day}
