"""What NetBox has no place for and people keep as YAML in git: licences, exceptions, the Pardus calendar, firewall rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from altyapi.firewall import hits
from altyapi.firewall import policy as firewall_policy
from altyapi.firewall.policy import Policy
from netbox_sync import licences
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.licences import Licence
from netbox_sync.model import Frozen
from netbox_sync.policyfile import read

EXCEPTIONS, WAVES = "exceptions.yml", "waves.yml"
State = Literal["planned", "active", "overdue", "closed"]


class Waiver(Frozen):
    """An exception from a rule: approved, for a time, with what makes up for it. `end` is its last day."""

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    start: date
    end: date
    closed: date | None = None  # the day on which somebody saw that it was taken back
    approver_role: str = Field(min_length=1)  # a role, never a person's name
    evrak: str = ""
    measures: tuple[str, ...] = ()  # compensating controls
    mfa: bool | None = None  # where it is one of remote access
    vpn_profile: str = ""
    departments: tuple[str, ...] = ()  # tenants' slugs
    devices: tuple[str, ...] = ()  # names in NetBox

    @model_validator(mode="after")
    def _in_order(self) -> Waiver:
        if self.end < self.start:
            raise ValueError(f"it ends before it starts: {self.end} | başlangıcından önce bitiyor: {self.end}")
        if self.closed and self.closed < self.start:
            raise ValueError(f"closed before it starts: {self.closed} | başlangıcından önce kapatılmış: {self.closed}")
        return self

    def state(self, day: date) -> State:
        if self.closed is not None and self.closed <= day:
            return "closed"
        if day < self.start:
            return "planned"
        return "active" if day <= self.end else "overdue"


class Wave(Frozen):
    """One wave of the migration; its computers carry its id in the custom field `goc_dalga`."""

    id: str = Field(min_length=1)
    name: str = ""
    start: date
    end: date  # last day
    target: int | None = Field(None, ge=0)  # computers, as decided; without it, as many as NetBox has in the wave

    @model_validator(mode="after")
    def _in_order(self) -> Wave:
        if self.end < self.start:
            raise ValueError(f"it ends before it starts: {self.end} | başlangıcından önce bitiyor: {self.end}")
        return self


class Exemption(Frozen):
    """Why some computers stay as they are, and when that is looked at again."""

    id: str = Field(min_length=1)
    reason: str = Field(min_length=1)
    computers: int = Field(ge=1)
    review: date
    reviewed: date | None = None  # the last time; a review before `review` counts for the next period only
    departments: tuple[str, ...] = ()  # tenants' slugs
    evrak: str = ""


class _Exceptions(Frozen):
    exceptions: tuple[Waiver, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> _Exceptions:
        _each_once(one.id for one in self.exceptions)
        return self


class _Waves(Frozen):
    waves: tuple[Wave, ...] = ()
    exemptions: tuple[Exemption, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> _Waves:
        _each_once(one.id for one in self.waves)
        _each_once(one.id for one in self.exemptions)
        return self


class Registers(Frozen):
    """All of them, as they stand in one folder."""

    licences: tuple[Licence, ...] = ()
    exceptions: tuple[Waiver, ...] = ()
    waves: tuple[Wave, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    firewall: Policy = Policy()
    hits: dict[str, str] = {}  # firewall rule to the last moment at which it is known to have matched

    @property
    def digest(self) -> str:
        """SHA-256 of the content, comments and layout aside; of rules' last hits too, which are no register's."""
        content = self.model_dump(mode="json", exclude={"firewall", "hits"})
        if self.firewall != Policy():
            content["firewall"] = self.firewall.digest
        return sha256(canonical_line(content))


def load(folder: Path) -> Registers:
    """The registers of that folder; one that is not there is empty. Raises PolicyFileInvalid with every fault of a file."""
    calendar = read(folder / WAVES, _Waves)
    return Registers(
        licences=licences.load(folder / licences.FILE).licences,
        exceptions=read(folder / EXCEPTIONS, _Exceptions).exceptions,
        waves=calendar.waves,
        exemptions=calendar.exemptions,
        firewall=firewall_policy.load(folder / firewall_policy.FOLDER),
        hits=hits.last(folder / firewall_policy.FOLDER),
    )


def _each_once(ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise ValueError(f"the same id twice: {one} | aynı id iki kez: {one}")
        seen.add(one)
