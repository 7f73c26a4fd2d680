"""When the machine that takes backups does what, as systemd units or cron lines, from the plan. Pure.

Clients' own jobs have their timers on the clients (role backup_client); here stands what is run centrally.
"""

from __future__ import annotations

import shlex
from typing import Literal, NamedTuple

from altyapi.backup.policy import BackupPolicy

Form = Literal["systemd", "cron"]
_CALENDAR = {
    "hourly": "*-*-* *:{minute}:00",
    "daily": "*-*-* {hour}:{minute}:00",
    "weekly": "Sun *-*-* {hour}:{minute}:00",
    "monthly": "*-*-01 {hour}:{minute}:00",
    "quarterly": "*-01,04,07,10-01 {hour}:{minute}:00",
    "half_yearly": "*-01,07-01 {hour}:{minute}:00",
}
_CRON = {
    "hourly": "{minute} * * * *",
    "daily": "{minute} {hour} * * *",
    "weekly": "{minute} {hour} * * 0",
    "monthly": "{minute} {hour} 1 * *",
    "quarterly": "{minute} {hour} 1 1,4,7,10 *",
    "half_yearly": "{minute} {hour} 1 1,7 *",
}
PENDING = 2
"""Exit code of a command that found something: no failure of the unit."""


class Task(NamedTuple):
    """One command of the toolkit, and when it runs (wall clock of the plan's zone)."""

    name: str
    about: str
    words: tuple[str, ...]
    every: str  # an interval of the plan
    start: str  # HH:MM


class File(NamedTuple):
    name: str
    content: str


def tasks(policy: BackupPolicy, report: str) -> tuple[Task, ...]:
    """What the plan asks for: configs as their class says, then copies, drills, pruning, the status and the monthly page.

    `report` is the folder for the monthly page.
    """
    made = [
        Task("configs", f"Device configs (class {name})", ("backup.run",), plan.every, plan.start)
        for name, plan in policy.classes.items()
        if "config" in plan.kinds and plan.every in _CALENDAR
    ][:1]
    made.append(Task("collect", "What servers report of their own jobs", ("backup.collect",), "hourly", "00:20"))
    if any(plan.copies for plan in policy.classes.values()):
        made.append(Task("replicate", "Copies to the second site", ("backup.replicate",), "daily", "04:30"))
    if any(plan.drill_days for plan in policy.classes.values()):
        made.append(Task("drill", "Restore drills that are due", ("backup.drill", "--due"), "weekly", "06:00"))
    made += [
        Task("prune", "Forget what no generation keeps", ("backup.prune", "--reason", "schedule"), "weekly", "07:30"),
        Task("status", "What is overdue", ("backup.status",), "daily", "08:00"),
        Task(
            "report", "The monthly page", ("backup.status", "--month", "last", "--out", f"{report}/"),
            "monthly", "08:15",
        ),
    ]  # fmt: skip
    return tuple(made)


def files(
    found: tuple[Task, ...], form: Form, *, program: str, folder: str, user: str, zone: str, environment: dict[str, str]
) -> tuple[File, ...]:
    """The files' names and contents: a service and a timer for each task, or one table for cron."""
    if form == "cron":
        return (_crontab(found, program, folder, user, zone, environment),)
    made: list[File] = []
    for task in found:
        made.append(File(f"altyapi-backup-{task.name}.service", _service(task, program, folder, user, environment)))
        made.append(File(f"altyapi-backup-{task.name}.timer", _timer(task, zone)))
    return tuple(made)


def _service(task: Task, program: str, folder: str, user: str, environment: dict[str, str]) -> str:
    lines = "".join(f"Environment={_unit_quoted(f'{name}={value}')}\n" for name, value in sorted(environment.items()))
    command = " ".join(_unit_quoted(word) for word in (program, *task.words))
    return (
        f"[Unit]\nDescription=altyapi: {task.about}\nWants=network-online.target\nAfter=network-online.target\n\n"
        f"[Service]\nType=oneshot\nUser={user}\nWorkingDirectory={folder}\n{lines}ExecStart={command}\n"
        f"SuccessExitStatus={PENDING}\nNice=10\nUMask=0077\n"
    )


def _timer(task: Task, zone: str) -> str:
    hour, _, minute = task.start.partition(":")
    when = _CALENDAR[task.every].format(hour=hour, minute=minute)
    return (
        f"[Unit]\nDescription=altyapi: {task.about}\n\n[Timer]\nOnCalendar={when} {zone}\nPersistent=true\n"
        "RandomizedDelaySec=60\n\n[Install]\nWantedBy=timers.target\n"
    )


def _crontab(
    found: tuple[Task, ...], program: str, folder: str, user: str, zone: str, environment: dict[str, str]
) -> File:
    """cron(8) goes by the machine's own zone: it is named, not set."""
    lines = [f"# altyapi, /etc/cron.d form; times are those of {zone}: the machine must be set to it"]
    lines += [f"{name}={value}" for name, value in sorted(environment.items())]
    for task in found:
        hour, _, minute = task.start.partition(":")
        when = _CRON[task.every].format(hour=int(hour), minute=int(minute))
        command = " ".join(shlex.quote(word) for word in (program, *task.words)).replace("%", "\\%")
        lines.append(f"{when} {user} cd {shlex.quote(folder)} && {command}  # {task.about}")
    return File("altyapi-backup", "\n".join(lines) + "\n")


def _unit_quoted(word: str) -> str:
    """As systemd.syntax(7) wants it: `%` doubled, quoted where there are blanks."""
    word = word.replace("%", "%%")
    if any(letter in word for letter in " \t\"'\\"):
        return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return word
