"""inv lab.*: the practice municipality on this machine: a NetBox stand-in and emulated switches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from altyapi.cli.frame import DONE, ERROR, command
from altyapi.errors import EngineError
from altyapi.view.output import Output

if TYPE_CHECKING:
    from pathlib import Path

    from altyapi.settings import Settings
    from lab.orneksehir import Profile


class ProfileUnknown(EngineError):
    code = "CLI-003"
    en = "No such profile: {profile}."
    tr = "Böyle bir profil yok: {profile}."
    en_remedy = "--profile, one of: {known}"
    tr_remedy = "--profile, şunlardan biri: {known}"


def chosen_profile(text: str) -> Profile:
    """Raises ProfileUnknown."""
    from lab.orneksehir import PROFILES

    for name in PROFILES:
        if name == text:
            return name
    raise ProfileUnknown(profile=text, known=", ".join(PROFILES))


@command(
    help={
        "profile": "tiny (a dozen switches), platforms (one of each of eight), small (about 300 devices), full (4,889)"
    }
)
def up(out: Output, configured: Settings, profile: str = "tiny", format_: str = "text") -> int:
    """Start the practice municipality; the other commands then use it without any setting.

    Example: ./inv lab.up --profile small
    """
    del format_
    from altyapi.view import laboratory
    from lab import control

    wanted = chosen_profile(profile)
    with laboratory.Steps(out) as steps:
        status = control.up(configured.state_dir, wanted, progress=steps.step)
        steps.step("views")
        _make_views(configured)
    _begin_registers(configured)
    laboratory.show(out, status)
    return DONE


def _make_views(configured: Settings) -> None:
    """Make in the lab's NetBox what `netbox.views` declares, so that its pull is quick and its fields are there. Whatever NetBox
    the environment names is left alone."""
    from altyapi import settings
    from altyapi.cli import snapshots
    from altyapi.cli.netbox import viewing
    from netbox_sync.desired import apply
    from netbox_sync.views import examine, wanted

    practice = settings.load({"ALTYAPI_STATE_DIR": str(configured.state_dir)}, configured.root)
    with snapshots.netbox(practice) as netbox:
        found = examine(netbox, wanted(viewing.policy(practice), None))
        apply(netbox, found.difference, journal=practice.state_dir / "views.jsonl", message="lab.up")


def _begin_registers(configured: Settings) -> None:
    """The lab's registers were made anew: the evidence of an earlier lab's is not about them."""
    from altyapi import settings
    from altyapi.account import operator
    from altyapi.cli import evidencing
    from altyapi.cli.frame import now

    practice = settings.load({"ALTYAPI_STATE_DIR": str(configured.state_dir)}, configured.root)
    evidencing.begin_register(practice, operator(), now().isoformat(timespec="seconds"))


def _own_policies(configured: Settings) -> Path:
    """The user's own: those of the lab, once it has any, are made of them."""
    import os

    from altyapi import settings

    aside = {"ALTYAPI_STATE_DIR": str(configured.state_dir), "ALTYAPI_NO_LAB": "1"}
    return settings.load({**os.environ, **aside}, configured.root).policy_dir


@command()
def backups(out: Output, configured: Settings, format_: str = "text") -> int:
    """Fill the practice municipality's backup unit: a copy of each server, database and share, for the backup commands to work on.

    Example: ./inv lab.backups
    """
    del format_
    from altyapi.view import laboratory
    from lab import control

    with laboratory.Steps(out) as steps:
        found = control.fill_backups(configured.state_dir, _own_policies(configured), progress=steps.step)
    laboratory.filled(out, found)
    return DONE


@command()
def cameras(out: Output, configured: Settings, format_: str = "text") -> int:
    """Emulate the practice municipality's cameras and recorders, for the camera commands to work on.

    Example: ./inv lab.cameras
    """
    del format_
    from altyapi.view import laboratory
    from lab import control

    with laboratory.Steps(out) as steps:
        found = control.place_cameras(configured.state_dir, _own_policies(configured), progress=steps.step)
    laboratory.placed(out, found)
    return DONE


@command()
def down(out: Output, configured: Settings, format_: str = "text") -> int:
    """Stop the practice municipality.

    Example: ./inv lab.down
    """
    del format_
    from lab import control

    control.down(configured.state_dir)
    out.data({"running": False})
    out.line(out.say("lab.down"))
    return DONE


@command()
def status(out: Output, configured: Settings, format_: str = "text") -> int:
    """Say what runs where, and how to look at a switch by hand.

    Example: ./inv lab.status
    """
    del format_
    from altyapi.view import laboratory
    from lab import control

    found = control.status(configured.state_dir)
    laboratory.show(out, found)
    return DONE if found.running else ERROR
