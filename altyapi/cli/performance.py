"""The demo's acts. Each is a command that anyone can type; it is shown, run, and what it says is shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

from altyapi import platforms
from altyapi.cli.frame import PENDING
from altyapi.plan import model
from altyapi.plan.model import DevicePlan, Plan
from altyapi.settings import Settings
from altyapi.view import steps
from altyapi.view.output import Output
from lab.faults import ask, set_knobs

MINUTE_S = 1.5
"""Real seconds in a minute of the emulated switches, so that a timed revert is watched in seconds."""
EVRAK = "E-99999999-703.01-2026042"
PURPOSE = {
    "en": "Bring the switches back to what NetBox says",
    "tr": "Anahtarların NetBox ile uyumlu duruma getirilmesi",
}


class Stage:
    """Where the demo plays: its own state folder, beside whatever else is in var/."""

    def __init__(self, out: Output, configured: Settings) -> None:
        self.out = out
        self.state = configured.root / "var" / "demo"
        self.broken = ""
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NETBOX_", "ALTYAPI_"))},
            "ALTYAPI_ROOT": str(configured.root),
            "ALTYAPI_STATE_DIR": str(self.state),
            "ALTYAPI_LANG": out.language,
        }

    def act(self, title: str, *words: str, good: tuple[int, ...] = (0,)) -> bool:
        """Show and run one command; whether its exit code is one of the good ones."""
        self.out.line()
        self.out.heading(self.out.say(f"demo.{title}"))
        self.out.whole(f"$ {steps.typed(*words, environment={})}")
        sys.stdout.flush()
        code = subprocess.run(
            [sys.executable, "-P", "-m", "altyapi.cli", *words], env=self.environment, check=False
        ).returncode
        if code not in good:
            self.out.line(self.out.say("demo.failed", code=code), "red")
        return code in good


def play(out: Output, configured: Settings, *, keep: bool) -> bool:
    """All acts in order; stops at the first that does not go as it should."""
    begun = time.monotonic()
    stage = Stage(out, configured)
    file = _shown(stage.state / "change.json", configured)
    limit = "platform:cisco-ios"
    _clear(stage)
    good = (
        stage.act("up", "lab.up", "--profile", "tiny")
        and stage.act("pull", "netbox.pull")
        and stage.act(
            "plan", "config.plan", "--limit", limit, "--reason", PURPOSE[out.language], "--evrak", EVRAK, "--out", file,
            good=(PENDING,),
        )
        and stage.act("approve", "config.approve", file)
        and _break_one(stage, Path(file))
        and stage.act("apply", "config.apply", file, good=(1,))
        and _mend(stage)
        and stage.act("again", "config.apply", file)
        and stage.act("verify", "config.verify")
        and stage.act("intended", "config.verify", "--limit", limit)
        and stage.act("chain", "audit.chain")
    )  # fmt: skip
    if good:
        _end(stage, configured, time.monotonic() - begun)
    if not keep:
        _down(stage)
    return good


def play_whole(out: Output, configured: Settings, *, keep: bool) -> bool:
    """The whole municipality, all platforms at once, from its start to the last look before a change; nothing is changed."""
    begun = time.monotonic()
    stage = Stage(out, configured)
    file = _shown(stage.state / "whole.json", configured)
    _clear(stage)
    good = (
        stage.act("whole-up", "lab.up", "--profile", "small")
        and stage.act("pull", "netbox.pull")
        and stage.act(
            "plan", "config.plan", "--limit", "*", "--reason", PURPOSE[out.language], "--evrak", EVRAK, "--out", file,
            good=(PENDING,),
        )
        and stage.act("approve", "config.approve", file)
        and stage.act("whole-apply", "config.apply", file, "--dry-run")
    )  # fmt: skip
    if good:
        out.line()
        out.line(out.say("demo.done", seconds=f"{time.monotonic() - begun:.0f}"), "green")
        _what_next(stage, configured, "config.show", file)
    if not keep:
        _down(stage)
    return good


def victim(plan: Plan, state: Path) -> tuple[DevicePlan, str]:
    """The device of the second wave that will be cut off, and the line that does it: one that it does not hold yet."""
    wave = plan.waves[min(1, len(plan.waves) - 1)]
    for entry in wave:
        language = platforms.load(entry.platform).language
        held = {line.strip() for line in ask(state, {"do": "running", "device": entry.device})["text"].splitlines()}
        for command in reversed(entry.commands):
            line = command.strip()
            if (
                line not in held
                and not language.negative(line)
                and line not in language.leaving
                and not line.startswith("interface ")
                and "<<" not in line
                and "\n" not in line
            ):
                return entry, line
    return wave[0], wave[0].commands[0].strip()


def _break_one(stage: Stage, file: Path) -> bool:
    """The second wave's switch will cut its own management when a line of the plan takes effect: a lock-out."""
    entry, line = victim(model.load(file), stage.state)
    stage.broken = entry.device
    set_knobs(stage.state, "*", {"minute_s": MINUTE_S})
    set_knobs(stage.state, entry.device, {"cuts_management": [f"^{re.escape(line)}$"]})
    stage.out.line()
    stage.out.line(stage.out.say("demo.break", device=entry.device, line=line), "yellow")
    return True


def _mend(stage: Stage) -> bool:
    set_knobs(stage.state, stage.broken, {"cuts_management": []})
    stage.out.line()
    stage.out.line(stage.out.say("demo.mend", device=stage.broken), "yellow")
    return True


def _end(stage: Stage, configured: Settings, seconds: float) -> None:
    reports = sorted(
        (stage.state / "reports").glob(f"*.{stage.out.language}.html"), key=lambda path: path.stat().st_mtime
    )
    stage.out.line()
    stage.out.line(stage.out.say("demo.done", seconds=f"{seconds:.0f}"), "green")
    stage.out.line(stage.out.say("evidence.report", file=_shown(reports[-1], configured)))
    _what_next(stage, configured, "config.rollback", "latest", "--reason", "…")


def _what_next(stage: Stage, configured: Settings, *words: str) -> None:
    here = {steps.VARIABLE: _shown(stage.state, configured)}
    stage.out.next(steps.typed(*words, environment=here))
    stage.out.next(steps.typed("lab.down", environment=here), lead=stage.out.say("demo.down"))


def _clear(stage: Stage) -> None:
    """An empty stage: what an earlier demo left goes, but for the lab's keys."""
    _down(stage)
    for path in stage.state.glob("*"):
        if path.name != "lab":
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _down(stage: Stage) -> None:
    from lab import control

    control.down(stage.state)


def _shown(path: Path, configured: Settings) -> str:
    """The path as a person in the project's folder types it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if here == configured.root and path.is_relative_to(here) else str(path)
