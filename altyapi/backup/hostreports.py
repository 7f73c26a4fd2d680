"""What servers say of their own jobs (roles/backup_client: report.json), as far as a repository can't show it: that one failed.

A copy that was made is told by the repository alone; of a job whose last try failed, the report is the only word.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import AwareDatetime

from altyapi.backup.policy import BackupPolicy
from altyapi.backup.register import Result
from altyapi.backup.systems import System
from altyapi.endpoint.reports import HostReport, Said, collect

FORMAT = 1
FOLDER = Path("backup/hosts")
"""Below the state folder: where the playbook brings them."""
PLAYBOOK = "playbooks/backup.yml"
PROBLEM_LENGTH = 300
AT_WORK = "at work"


class Job(Said):
    """A job's last try; `run` is empty where it never ran, `ended` where it was killed or is at work."""

    run: str = ""
    every: str = ""  # an interval of the plan
    ok: bool
    problem: str = ""
    started: AwareDatetime | None = None
    ended: AwareDatetime | None = None

    @property
    def failed_at(self) -> datetime | None:
        """When; none where it did not fail, or was never begun."""
        if self.ok or not self.run or self.problem == AT_WORK:
            return None
        return self.ended or self.started


class ServerReport(HostReport):
    system: str
    jobs: Mapping[str, Job]


def reports(state_dir: Path, systems: Collection[str]) -> dict[str, ServerReport]:
    """What these servers say of their jobs, by system; none of those whose report was never fetched or can't be read."""
    folder = state_dir / FOLDER
    if not folder.is_dir():
        return {}
    found = collect(folder, ServerReport, form=FORMAT, playbook=PLAYBOOK).reports.values()
    return {one.system: one for one in found if one.system in systems}


def failures(
    state_dir: Path,
    policy: BackupPolicy,
    systems: Mapping[str, System],
    known: Collection[tuple[str, str]],
    now: datetime,
    operator: str,
) -> tuple[list[Result], tuple[tuple[str, str], ...]]:
    """The failed tries that are not in the register yet (`known`: system and run of those that are), and the reports that could
    not be read, with why. None where no report was ever fetched."""
    folder = state_dir / FOLDER
    if not folder.is_dir():
        return [], ()
    collected = collect(folder, ServerReport, form=FORMAT, playbook=PLAYBOOK)
    made = [
        result
        for report in collected.reports.values()
        if report.system in systems
        for result in _of(report, policy, systems[report.system], now, operator)
        if (result.system, result.run) not in known
    ]
    return sorted(made, key=lambda one: one.moment), collected.unreadable


def _of(report: ServerReport, policy: BackupPolicy, system: System, now: datetime, operator: str) -> Iterator[Result]:
    for name, job in report.jobs.items():
        at = job.failed_at
        if at is not None:
            yield Result(
                time=min(at, now).astimezone(policy.zone).isoformat(timespec="seconds"),  # a host's clock may run ahead
                job="backup",
                system=report.system,
                ok=False,
                task=name,
                run=job.run,
                changed=False,
                place=policy.classes[system.class_].place,
                problem=f"{name}: {job.problem}"[:PROBLEM_LENGTH],
                operator=operator,
            )
