"""Plans, keys and signatures for tests: made by the real code and the real ssh-keygen."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from altyapi.connection import Connection
from altyapi.plan.model import Check, DevicePlan, Flag, Plan
from altyapi.remediation import flagged_anywhere

NOW = datetime.fromisoformat("2026-04-20T09:00:00+03:00")
AUTHOR, APPROVER, THIRD = "planlayan@orneksehir.example", "onaylayan@orneksehir.example", "ucuncu@orneksehir.example"


def entry(name: str = "obb-mrk-ahb01-ers01", **changes: object) -> DevicePlan:
    """One device's part of a plan; `changes` replace fields."""
    fields: dict[str, object] = {
        "device": name,
        "netbox_id": 7,
        "site": "mrk-ahb01",
        "role": "access-switch",
        "platform": "cisco_ios",
        "connection": Connection(host="127.64.0.11", port=2022),
        "wave": 0,
        "risk": "low",
        "running_sha256": "a" * 64,
        "intended_sha256": "b" * 64,
        "predicted_sha256": "c" * 64,
        "commands": ("ntp server 10.64.0.5", "no ntp server 10.9.9.9"),
        "rollback": ("ntp server 10.9.9.9", "no ntp server 10.64.0.5"),
        "diff": "+ ntp server 10.64.0.5\n- ntp server 10.9.9.9",
        "revert_method": "configure-revert-timer",
        "revert_minutes": 5,
        "checks": (Check(kind="login", expected="a new login is accepted"),),
    }
    made = DevicePlan.model_validate({**fields, **changes})
    if "flags" in changes:
        return made
    kinds = sorted(flagged_anywhere(made.commands, made.platform))
    return made.model_copy(update={"flags": tuple(Flag(kind=kind, line="-", reason="-") for kind in kinds)})


def plan(*entries: DevicePlan, **changes: object) -> Plan:
    """A plan for these devices (one by default)."""
    fields: dict[str, object] = {
        "created": NOW.isoformat(),
        "expires": (NOW + timedelta(hours=72)).isoformat(),
        "author": AUTHOR,
        "reason": "NTP sunucuları taşındı",
        "evrak": "E-99999999-703.01-123456",
        "limit": "role:access-switch",
        "netbox_url": "http://127.0.0.1:8000",
        "netbox_version": "4.4.10",
        "snapshot_digest": "d" * 64,
        "snapshot_taken": NOW.isoformat(),
        "templates_digest": "e" * 64,
        "policy_digest": "f" * 64,
        "approvals_needed": 1,
        "author_signature_needed": True,
        "failure_budget": 0,
        "devices": entries or (entry(),),
    }
    return Plan.model_validate({**fields, **changes})


class People(NamedTuple):
    """SSH keys of three persons, and the allowed_signers file that names them."""

    allowed_signers: Path
    keys: dict[str, Path]


def people(folder: Path) -> People:
    """Make the keys and the file with ssh-keygen."""
    folder.mkdir(parents=True, exist_ok=True)
    keys: dict[str, Path] = {}
    lines: list[str] = []
    for person in (AUTHOR, APPROVER, THIRD):
        key = folder / person.split("@")[0]
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", person, "-f", key], check=True)
        words = key.with_suffix(".pub").read_text().split()
        lines.append(f'{person} namespaces="altyapi-plan" {words[0]} {words[1]}\n')
        keys[person] = key
    signers = folder / "allowed_signers"
    signers.write_text("".join(lines))
    return People(allowed_signers=signers, keys=keys)
