"""Reports that hosts write about themselves and that a playbook fetches, one JSON file per host, into a folder of the state
directory. They may come from another version of a role or from somebody else's agent: what is not known is passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from altyapi.errors import EngineError
from netbox_sync.model import Snapshot

AHEAD = timedelta(days=1)
"""So far may a day lie before us by the zones' difference; what is later is a clock's fault and proves nothing."""


class ReportsMissing(EngineError):
    code = "END-001"
    en = "No folder of reports: {folder}"
    tr = "Rapor klasörü yok: {folder}"
    en_remedy = "Collect them first with the playbook ({playbook}), or leave --hosts out to go by NetBox alone."
    tr_remedy = (
        "Önce oyun kitabıyla toplayın ({playbook}) ya da yalnız NetBox verisi için --hosts seçeneğini kullanmayın."
    )


class Said(BaseModel):
    """Part of a report."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class HostReport(Said):
    """`format` is the version of the report's form; `host` what the host calls itself."""

    format: int
    host: str
    made: AwareDatetime


Report = TypeVar("Report", bound=HostReport)


@dataclass(frozen=True)
class Collected(Generic[Report]):
    """Reports by the name under which they were fetched (`key`), whatever the host calls itself: an image that keeps its first
    name would speak for another computer. Files that could not be read, with why."""

    reports: Mapping[str, Report]
    unreadable: tuple[tuple[str, str], ...] = ()

    def of(self, name: str) -> Report | None:
        """The report of NetBox's device of that name."""
        return self.reports.get(key(name))

    def strangers(self, snapshot: Snapshot) -> tuple[str, ...]:
        """Names with reports that NetBox does not have."""
        known = {key(one.name) for one in snapshot.tables.devices}
        return tuple(sorted(name for name in self.reports if name not in known))


def collect(folder: Path, model: type[Report], *, form: int, playbook: str) -> Collected[Report]:
    """Every `<host>.json` of a folder in that form; of two files of one host the later report. Raises ReportsMissing, which names
    the playbook that fetches them."""
    if not folder.is_dir():
        raise ReportsMissing(folder=folder, playbook=playbook)
    reports: dict[str, Report] = {}
    unreadable: list[tuple[str, str]] = []
    for file in sorted(folder.glob("*.json")):
        try:
            one = model.model_validate(_json(file))
        except ValidationError as error:
            first = error.errors()[0]
            unreadable.append((file.name, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"))
            continue
        except ValueError as error:
            unreadable.append((file.name, str(error)))
            continue
        if one.format != form:
            unreadable.append((file.name, f"format {one.format}"))
        elif (name := key(file.stem)) not in reports or reports[name].made < one.made:
            reports[name] = one
    return Collected(reports, tuple(unreadable))


def _json(file: Path) -> Any:
    return json.loads(file.read_bytes())


def key(name: str) -> str:
    """A host calls itself in small letters, perhaps with its domain; NetBox may have it in capitals."""
    return name.partition(".")[0].lower()
