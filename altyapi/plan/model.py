"""The plan: everything that will be done, and nothing else. The file's bytes are canonical, so `sha256sum` gives its id."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from altyapi import canonicalfile
from altyapi.connection import Connection
from altyapi.errors import EngineError
from altyapi.moment import Moment
from altyapi.plan.policy import Risk
from netbox_sync.files import write_atomically
from netbox_sync.model import Frozen

Direction = Literal["forward", "back"]


class PlanUnreadable(EngineError):
    code = "PLN-001"
    en = "Not a plan: {file}: {problem}."
    tr = "Plan değil: {file}: {problem}."
    en_remedy = "Give the file that ./inv config.plan --out FILE wrote."
    tr_remedy = "./inv config.plan --out DOSYA komutunun yazdığı dosyayı verin."


class PlanChanged(EngineError):
    code = "PLN-002"
    en = "The plan was changed after it was made: {file}: {problem}."
    tr = "Plan oluşturulduktan sonra değiştirilmiş: {file}: {problem}."
    en_remedy = "Do not apply it. Make a new one with ./inv config.plan, have it reviewed and approved."
    tr_remedy = "Uygulamayın. ./inv config.plan ile yenisini yapın, inceletin ve onaylatın."


class SecretUse(Frozen):
    """A secret that the commands refer to, and the keyed digest of its value when the plan was made."""

    name: str
    digest: str


class Growing(Frozen):
    """A part of a plan that got fields later: these are left out of its content where they say nothing, so that a plan that
    was made before keeps its bytes and its id."""

    LATER: ClassVar[frozenset[str]] = frozenset()

    @model_serializer(mode="wrap")
    def _without_later(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        content: dict[str, Any] = serialize(self)
        return {name: value for name, value in content.items() if value or name not in self.LATER}


class Check(Growing):
    """What must hold after the change; all but `login`, `config` and `second-account` compare with what was observed just
    before. `subjects`: of `ports` the interfaces, of `probe` its name, of `second-account` the credential's name."""

    LATER = frozenset({"subjects"})

    kind: Literal["login", "config", "interfaces-up", "neighbours", "ports", "probe", "second-account"]
    expected: str
    excepted: tuple[str, ...] = ()  # interfaces that the plan itself takes down
    subjects: tuple[str, ...] = ()


class Flag(Frozen):
    kind: str
    line: str
    reason: str


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
DeviceName = Annotated[str, Field(pattern=r"^[^/\x00-\x1f\x7f.][^/\x00-\x1f\x7f]{0,63}$")]
"""A NetBox device name that can also be a file's name."""


class DevicePlan(Growing):
    """One device's change. Hashes are SHA-256 of the platform's normalised config text."""

    LATER = frozenset({"tags", "kinds", "score", "held"})

    device: DeviceName
    netbox_id: int
    site: str
    role: str
    tags: tuple[str, ...] = ()  # slugs
    platform: str
    connection: Connection
    serial: str = ""  # as the device told it when it was planned, where it did
    wave: int = Field(ge=0)
    risk: Risk
    risk_reasons: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # of change, as altyapi/platforms/<platform>/changes.yml names them
    score: int = 0  # the sum of the policy's scores of these kinds
    running_sha256: Sha256
    intended_sha256: Sha256
    predicted_sha256: Sha256
    commands: tuple[str, ...]
    rollback: tuple[str, ...]
    secrets: tuple[SecretUse, ...] = ()
    unverifiable: tuple[str, ...] = ()  # secrets that the device doesn't show, so a re-read can't prove them
    diff: str  # masked, for the reviewer
    unmanaged: tuple[str, ...] = ()  # masked
    held: tuple[str, ...] = ()  # lines that would go, were they not in use: the line < the one that uses it; masked
    flags: tuple[Flag, ...] = ()
    revert_method: str
    revert_note: str = ""
    revert_minutes: int = Field(ge=1, le=120)
    checks: tuple[Check, ...]


class Standing(Growing):
    """Lines outside what the toolkit manages, on a device that needs no change: shown, and left as they are."""

    LATER = frozenset({"held"})

    device: DeviceName
    lines: tuple[str, ...]  # masked
    held: tuple[str, ...] = ()  # as a DevicePlan's


class Refusal(Frozen):
    """A device that was asked for and can't be planned, with every reason and what to do about it."""

    device: str
    code: str
    problems: tuple[str, ...]
    remedy: str = ""


class Slot(Frozen):
    """When a wave can be done, by the policy that the plan was made under. Binding is the policy at the time of applying.

    `opens` is empty where the policy opens at no time that could be found, `closes` where it does not close again.
    """

    wave: int = Field(ge=0)
    window: str = ""  # the maintenance window's name; none: at any time
    freeze: str = ""  # the freeze that holds when the plan is made
    opens: str = ""
    closes: str = ""


class Plan(Growing, canonicalfile.Reviewed):
    """A change, once for all devices. Times are ISO 8601 with offset.

    One that is made for a time says `until` when: from then on the rollback of each device that it was applied to is due.
    """

    LATER = frozenset({"schedule", "until", "exception", "undo", "preapproved"})

    schema_version: Literal[1] = 1
    kind: Literal["config"] = "config"
    created: Moment
    expires: Moment
    author: str
    reason: str
    evrak: str
    requester: str = ""  # the unit that asked for it
    limit: str
    strict: bool = False
    netbox_url: str
    netbox_version: str
    snapshot_digest: str
    snapshot_taken: str
    templates_digest: str
    policy_digest: str
    approvals_needed: int = Field(ge=1)
    author_signature_needed: bool
    failure_budget: int = Field(ge=0)
    devices: tuple[DevicePlan, ...]
    unchanged: tuple[str, ...] = ()
    standing: tuple[Standing, ...] = ()
    refused: tuple[Refusal, ...] = ()
    schedule: tuple[Slot, ...] = ()  # by wave
    until: Moment | Literal[""] = ""
    exception: str = ""  # id in exceptions.yml
    undo: tuple[Slot, ...] = ()  # by wave, the last one first: when each can be taken back
    preapproved: Literal["", "vpn-peers"] = ""  # needs no second person as of that class; judged again when applied

    @model_validator(mode="after")
    def _each_device_once(self) -> Self:
        names = [entry.device for entry in self.devices]
        if len(set(names)) != len(names):
            raise ValueError("a device stands in it twice")
        return self

    @property
    def risk(self) -> Risk:
        found = {device.risk for device in self.devices}
        return "high" if "high" in found else "medium" if "medium" in found else "low"

    @cached_property
    def waves(self) -> tuple[tuple[DevicePlan, ...], ...]:
        """Devices by wave, in the order they are done."""
        grouped: dict[int, list[DevicePlan]] = {}
        for device in self.devices:
            grouped.setdefault(device.wave, []).append(device)
        return tuple(tuple(grouped[wave]) for wave in sorted(grouped))

    def device(self, name: str) -> DevicePlan | None:
        return next((device for device in self.devices if device.device == name), None)

    def expired(self, now: datetime | None = None) -> bool:
        return (now or datetime.now(UTC)) >= datetime.fromisoformat(self.expires)


def save(plan: Plan, file: Path) -> None:
    """Write the plan atomically; never half a plan under the asked name."""
    write_atomically(file, plan.content)


def load(file: Path) -> Plan:
    """Read a plan. Raises PlanUnreadable, or PlanChanged when its bytes are not what this toolkit writes."""
    return canonicalfile.load(file, Plan, "config", "plan", PlanUnreadable, PlanChanged)
