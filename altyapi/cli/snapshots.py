"""The snapshot as commands use it: loaded, its age told, refreshed when asked."""

from __future__ import annotations

from datetime import timedelta

from altyapi.cli.frame import now
from altyapi.errors import Language
from altyapi.settings import Settings
from altyapi.view.output import Output
from netbox_sync import snapshot
from netbox_sync.client import NetBox
from netbox_sync.model import Snapshot


def netbox(configured: Settings) -> NetBox:
    """The NetBox of the settings. Raises SettingMissing."""
    url, token = configured.need_netbox()
    return NetBox(url, token, timeout_s=configured.netbox_timeout_s, verify=configured.netbox_ca_file or True)


def load(out: Output, configured: Settings) -> Snapshot:
    """The last snapshot, with a line that says how old it is."""
    taken = snapshot.load(configured.snapshot)
    tell(out, configured, taken)
    return taken


def tell(out: Output, configured: Settings, taken: Snapshot) -> None:
    """How old the snapshot is and where it came from; a warning when it is older than the setting allows."""
    age = snapshot.age(taken, now())
    lab = f" ({out.say('lab')})" if configured.taken_from else ""
    source = taken.source
    out.note(
        out.say(
            "snapshot",
            taken=source.taken,
            age=words(age, out.language),
            version=source.version,
            url=source.url,
            lab=lab,
        )
    )
    if age > timedelta(hours=configured.snapshot_max_age_hours):
        out.note(out.say("snapshot.old", age=words(age, out.language)))


UNITS = {"en": ("d", "h", "min", "s"), "tr": ("gün", "sa", "dk", "sn")}


def words(age: timedelta, language: Language = "en") -> str:
    """An age in the two largest units: `3 d 4 h`, `5 min 2 s`; in Turkish `3 gün 4 sa`."""
    seconds = max(0, int(age.total_seconds()))
    parts: list[str] = []
    for unit, size in zip(UNITS[language], (86400, 3600, 60, 1), strict=True):
        count, seconds = divmod(seconds, size)
        if count or (size == 1 and not parts):
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2])
