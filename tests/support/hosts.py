"""What computers say of themselves, as the roles' programs write it and the playbooks fetch it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from altyapi.endpoint.migration import STEPS


def migration(
    folder: Path, host: str, done: int, now: str = "", *, why: str = "", made: datetime, wave: str = "W1"
) -> None:
    """A report of a host that has that many steps of the migration done; `now` is the state of the next one."""
    states = ["done"] * done + ([now] if now else []) + ["pending"] * (len(STEPS) - done - bool(now))
    steps: list[dict[str, Any]] = [
        {"name": name, "state": state, "started": None, "ended": made.isoformat() if state == "done" else None}
        for name, state in zip(STEPS, states, strict=True)
    ]
    if now:
        steps[done]["why"] = why
    content = {
        "format": 1, "host": host, "made": made.isoformat(), "wave": wave, "source": "debian 12", "target": "pardus 23",
        "steps": steps, "way_back": "packages",
    }  # fmt: skip
    _write(folder, host, content)


def antivirus(folder: Path, host: str, file: str = "", **own: Any) -> None:
    """A report of the antivirus of 20 April 2026; `own` keys in place of the usual ones, `file` another name than the host's."""
    report = {
        "format": 1, "host": host, "made": "2026-04-20T08:00:00+03:00", "provider": "clamav", "agent": "ClamAV",
        "version": "1.4.3", "signatures": "2026-04-19T21:30:00+00:00", "running": {"clamav-daemon.service": True},
        "last_scan": {"started": "2026-04-19T12:30:00+03:00", "ended": "2026-04-19T12:44:00+03:00", "result": "clean"},
        "detections": 2, "a key of a later version": 1,
    }  # fmt: skip
    _write(folder, file or host, report | own)


def _write(folder: Path, name: str, content: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
