"""The steps of backup.schedule."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from altyapi.account import operator
from altyapi.backup import policy, timers
from altyapi.cli.frame import DONE
from altyapi.errors import EngineError
from altyapi.settings import Settings
from altyapi.view.output import Output
from altyapi.view.steps import DEFAULT, VARIABLE
from netbox_sync.files import write_atomically


class FormUnknown(EngineError):
    code = "BCK-045"
    en = "Neither systemd nor cron: {form}."
    tr = "systemd ya da cron olmalı: {form}."
    en_remedy = "./inv backup.schedule --form systemd"
    tr_remedy = "./inv backup.schedule --form systemd"


def schedule(out: Output, configured: Settings, *, form: str, folder: str, user: str) -> int:
    """Print the files, or write them into a folder. Raises FormUnknown."""
    if form not in {"systemd", "cron"}:
        raise FormUnknown(form=form)
    rules = policy.load(configured.policy_dir)
    made = timers.files(
        timers.tasks(rules, str(configured.state_dir.resolve() / "reports")),
        "cron" if form == "cron" else "systemd",
        program=_program(configured.root),
        folder=str(configured.root),
        user=user or operator(),
        zone=rules.timezone,
        environment=_environment(configured),
    )
    out.data({"files": {one.name: one.content for one in made}, "folder": folder})
    for one in made:
        if folder:
            write_atomically(Path(folder) / one.name, one.content.encode())
            out.line(out.say("backup.written", file=Path(folder) / one.name))
        else:
            out.heading(f"# {one.name}")
            out.whole(one.content)
    if folder and form == "systemd":
        names = " ".join(one.name for one in made if one.name.endswith(".timer"))
        out.line(out.say("backup.schedule.next"))
        out.whole(f"  systemctl daemon-reload && systemctl enable --now {names}")
    return DONE


def _program(root: Path) -> str:
    """`./inv` of the checkout, else the installed command."""
    own = root / "inv"
    return str(own) if own.is_file() else shutil.which("altyapi") or f"{sys.executable} -m altyapi.cli"


def _environment(configured: Settings) -> dict[str, str]:
    """What a timer must know that this environment alone says; secrets stay where they are."""
    state = os.environ.get(VARIABLE, "")
    return {VARIABLE: str(configured.state_dir.resolve())} if state and Path(state) != DEFAULT else {}
