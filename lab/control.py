"""Starts and stops the lab: the practice NetBox and the emulated switches, as background processes under one folder."""

from __future__ import annotations

import errno
import time
from pathlib import Path

from pydantic import ValidationError

from altyapi.secrets import SecretStore
from lab import backups
from lab.backups import Filled
from lab.cameras import place
from lab.cameras.place import Placed
from lab.folder import CAMERAS, SERVICES, Folder
from lab.orneksehir import Profile
from lab.process import ProcessDied
from lab.start import Progress, Start
from lab.status import LabRecord, LabStatus, ServiceStatus
from netbox_sync import snapshot
from netbox_sync.errors import ToolkitError
from netbox_sync.files import write_atomically

__all__ = ["LabDown", "LabRunning", "Progress", "down", "fill_backups", "place_cameras", "status", "up"]

POLICY_VARIABLE = "ALTYAPI_POLICY_DIR"


class LabRunning(ToolkitError):
    code = "LAB-012"
    en = "A lab already runs in {state_dir} (profile: {profile})."
    tr = "Deneme ortamı zaten çalışıyor: {state_dir} (profil: {profile})."
    en_remedy = "Use it, or end it first: ./inv lab.down"
    tr_remedy = "Onu kullanın ya da önce kapatın: ./inv lab.down"


def up(state_dir: Path, profile: Profile = "tiny", progress: Progress | None = None) -> LabStatus:
    """Make the municipality and start everything; returns when all of it answers. `state_dir` is the toolkit's (`var`);
    everything of the lab lies in `lab` under it. `progress` is told each step of `lab.start.STEPS` as it begins.

    Raises LabRunning, LabBusy, NoLoopback, ProcessDied, ProcessNotReady; what was started is then stopped again.
    """
    folder = Folder.of(state_dir)
    with folder.alone():
        if any(folder.service(name).running() for name in SERVICES):
            record = _record(folder)
            raise LabRunning(state_dir=state_dir, profile=record.profile if record else "?")
        folder.clear()
        started = time.monotonic()
        _start(folder, profile, progress or _silent)
        return _status(folder).model_copy(update={"seconds": round(time.monotonic() - started, 1)})


class LabDown(ToolkitError):
    code = "LAB-015"
    en = "No lab runs in {state_dir}."
    tr = "Çalışan deneme ortamı yok: {state_dir}."
    en_remedy = "Start it first: ./inv lab.up"
    tr_remedy = "Önce başlatın: ./inv lab.up"


def fill_backups(state_dir: Path, policy_dir: Path, progress: Progress | None = None) -> Filled:
    """Fill the practice municipality's backup unit; from then on the toolkit's plan says where it is. `policy_dir` is the user's
    own, `progress` is told each system. Raises LabDown, LabBusy and what restic's repository raises."""
    folder = Folder.of(state_dir)
    with folder.alone():
        if not folder.env.is_file():
            raise LabDown(state_dir=folder.root)
        store = SecretStore(file=folder.secrets, environment={})
        found = backups.fill(folder, policy_dir, snapshot.load(folder.snapshot), store, progress or _silent)
        _go_by_own_policy(folder)
        return found


def place_cameras(state_dir: Path, policy_dir: Path, progress: Progress | None = None) -> Placed:
    """Emulate the practice municipality's cameras and recorders; from then on its NetBox says where they are, and its policy lets
    them be searched. Raises LabDown, LabBusy, ProcessDied, ProcessNotReady."""
    folder = Folder.of(state_dir)
    with folder.alone():
        if not folder.env.is_file():
            raise LabDown(state_dir=folder.root)
        held = dict(line.partition("=")[::2] for line in folder.env.read_text("utf-8").splitlines())
        found = place.place(folder, policy_dir, held["NETBOX_URL"], held["NETBOX_TOKEN"], progress or _silent)
        _go_by_own_policy(folder)
        return found


def _go_by_own_policy(folder: Folder) -> None:
    """The commands that find this lab go by the policies that it has of its own."""
    own = f"{POLICY_VARIABLE}={folder.policy}"
    kept = [line for line in folder.env.read_text("utf-8").splitlines() if not line.startswith(f"{POLICY_VARIABLE}=")]
    write_atomically(folder.env, "".join(f"{line}\n" for line in [*kept, own]).encode(), mode=0o600)


def down(state_dir: Path) -> LabStatus:
    """Stop what `up` started and nothing else; gives the record of what was there. Keys and logs stay.

    A lab that isn't there is no error. Raises LabBusy."""
    folder = Folder.of(state_dir)
    with folder.alone():
        record = _record(folder)
        _undo(folder)
        return _status(folder).model_copy(update={"record": record})


def status(state_dir: Path) -> LabStatus:
    """The lab as it is now; changes nothing."""
    return _status(Folder.of(state_dir))


def _start(folder: Folder, profile: Profile, progress: Progress) -> None:
    for last in (False, True):
        try:
            Start(folder, profile, progress).run()
        except ProcessDied as error:
            _undo(folder)
            # between the look at a port and its use another lab may have taken it; the next look sees that
            if last or f"[Errno {errno.EADDRINUSE}]" not in str(error.fields["tail"]):
                raise
        except BaseException:
            _undo(folder)
            raise
        else:
            return


def _undo(folder: Folder) -> None:
    _stop(folder)
    folder.clear()


def _status(folder: Folder) -> LabStatus:
    services = []
    for name in SERVICES:
        service = folder.service(name)
        identity, running = service.identity(), service.running()
        services.append(
            ServiceStatus(
                name=name, pid=identity.pid if identity and running else None, running=running, log=service.log
            )
        )
    record = _record(folder)
    return LabStatus(
        state_dir=folder.root,
        running=record is not None and all(service.running for service in services),
        record=record,
        services=tuple(services),
        env_file=folder.env,
        known_hosts=folder.known_hosts,
    )


def _record(folder: Folder) -> LabRecord | None:
    try:
        return LabRecord.model_validate_json(folder.record.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def _stop(folder: Folder) -> None:
    for name in (*SERVICES, CAMERAS):
        folder.service(name).stop()


def _silent(_step: str) -> None:
    """Nobody watches."""
