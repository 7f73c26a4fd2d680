"""Accepting what runs: what NetBox would have to hold for the drift to be intended, proven by rendering it again.

Of the lines that differ, those of an interface's description, state and VLANs, and the names of VLANs, are read back by the
platform's data (`reality` in changes.yml). What they would make of NetBox is put into a copy of the snapshot, and the device's
config is rendered from that: the lines that then still differ can't be brought into NetBox this way, and are named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from altyapi import canonicalfile, intent
from altyapi.drift.compare import compare
from altyapi.drift.model import DeviceDrift
from altyapi.errors import EngineError, ToolkitError
from altyapi.moment import Moment
from altyapi.plan.build import Candidate
from altyapi.plan.model import DeviceName
from altyapi.platforms.changes import Reality, changes_of
from altyapi.remediation import parse
from altyapi.secrets import SecretLedger, SecretStore
from netbox_sync.model import Frozen, Interface, Snapshot, Vlan
from netbox_sync.writeback.fieldchange import VLAN

Values = dict[str, Any]
Render = Callable[[intent.SwitchIntent, Candidate], str]


class ProposalUnreadable(EngineError):
    code = "DRF-002"
    en = "Not a proposal of config.drift: {file}: {problem}."
    tr = "config.drift önerisi değil: {file}: {problem}."
    en_remedy = "Give the file that ./inv config.drift --accept FILE wrote."
    tr_remedy = "./inv config.drift --accept DOSYA komutunun yazdığı dosyayı verin."


class ProposalChanged(EngineError):
    code = "DRF-003"
    en = "The proposal was changed after it was made: {file}: {problem}."
    tr = "Öneri oluşturulduktan sonra değiştirilmiş: {file}: {problem}."
    en_remedy = "Make it again with ./inv config.drift --accept FILE."
    tr_remedy = "./inv config.drift --accept DOSYA ile yeniden yapın."


class OtherLinesDiffer(EngineError):
    code = "DRF-006"
    en = "NetBox can't say it so: other lines would differ then: {lines}."
    tr = "NetBox bunu böyle söyleyemez: o zaman başka satırlar ayrılır: {lines}."
    en_remedy = "Bring the device back (./inv config.drift --plan FILE), or change NetBox by hand."
    tr_remedy = "Cihaz geri alınmalı (./inv config.drift --plan DOSYA) ya da NetBox elle değiştirilmeli."


class FieldValue(Frozen):
    """One field of NetBox, named as `netbox_sync.writeback.fieldchange` has it; `shown` is what a person reads (VLAN numbers)."""

    name: str
    before: Any
    after: Any
    shown_before: str
    shown_after: str


class DeviceReality(Frozen):
    """What of one device's drift NetBox could hold, and what not."""

    device: DeviceName
    netbox_id: int
    fields: tuple[FieldValue, ...]
    unmapped: tuple[str, ...]  # `+ text`, `- text` of the lines that would still differ, masked
    why: tuple[str, ...] = ()  # values that NetBox can't hold, with the reason


class Proposal(canonicalfile.Reviewed):
    schema_version: int = 1
    kind: str = "reality"
    created: Moment
    author: str
    limit: str
    netbox_url: str
    snapshot_digest: str
    snapshot_taken: str
    devices: tuple[DeviceReality, ...]


def propose(
    drifted: Sequence[tuple[Candidate, DeviceDrift]],
    snapshot: Snapshot,
    render: Render,
    store: SecretStore,
    ledger: SecretLedger,
) -> tuple[DeviceReality, ...]:
    """For each drifted device what NetBox would have to hold. Pure."""
    made: list[DeviceReality] = []
    for candidate, drift in drifted:
        wanted = _Wanted(snapshot, candidate)
        fields = wanted.fields()
        try:
            left = _left(candidate, drift, wanted.snapshot(fields), render, store, ledger)
        except ToolkitError as error:  # together they make a device that can't be: each by itself
            fields, left, why = _one_by_one(candidate, drift, wanted, fields, render, store, ledger, error)
            wanted.why += why
        gone = {line.key for line in drift.managed} - {line.key for line in left.managed}
        made.append(
            DeviceReality(
                device=drift.device,
                netbox_id=drift.netbox_id,
                fields=tuple(fields) if gone else (),
                unmapped=tuple(line.key for line in drift.managed if line.key not in gone),
                why=tuple(wanted.why),
            )
        )
    return tuple(made)


def _left(
    candidate: Candidate,
    drift: DeviceDrift,
    snapshot: Snapshot,
    render: Render,
    store: SecretStore,
    ledger: SecretLedger,
) -> DeviceDrift:
    """What still differs with that snapshot. Raises OtherLinesDiffer where more does than before, and what intent raises."""
    text = render(intent.build(snapshot, candidate.device.name), candidate)
    left = compare(candidate.model_copy(update={"intended": text}), store, ledger)
    before = {line.key for line in drift.managed}
    fresh = [line.key for line in left.managed if line.key not in before]
    if fresh:
        raise OtherLinesDiffer(lines="; ".join(fresh[:5]))
    return left


def _one_by_one(
    candidate: Candidate, drift: DeviceDrift, wanted: _Wanted, fields: Sequence[FieldValue], render: Render, store: SecretStore,
    ledger: SecretLedger, error: ToolkitError,
) -> tuple[list[FieldValue], DeviceDrift, list[str]]:  # fmt: skip
    """The fields of each object that NetBox can hold; what is wrong with the others."""
    kept: list[FieldValue] = []
    why: list[str] = []
    left = compare(candidate, store, ledger)
    for part in dict.fromkeys(field.name.partition("@")[2] for field in fields):
        tried = [*kept, *(field for field in fields if field.name.partition("@")[2] == part)]
        try:
            left = _left(candidate, drift, wanted.snapshot(tried), render, store, ledger)
            kept = tried
        except ToolkitError as fault:
            why.append(f"{part}: {fault.message('en')}")
    return kept, left, why or [error.message("en")]


class _Wanted:
    """What a device's running config would make of its rows in NetBox."""

    def __init__(self, snapshot: Snapshot, candidate: Candidate) -> None:
        self._snapshot = snapshot
        self._candidate = candidate
        self._data: Reality = changes_of(candidate.platform.name).reality
        self._rows = {row.name: row for row in snapshot.interfaces_by_device.get(candidate.device.name, ())}
        self.why: list[str] = []

    def fields(self) -> list[FieldValue]:
        return [*self._ports(), *self._vlan_names()]

    def snapshot(self, fields: Iterable[FieldValue]) -> Snapshot:
        """The snapshot with these values."""
        of_port: dict[str, Values] = {}
        names: dict[int, str] = {}
        for field in fields:
            if field.name.startswith(VLAN):
                names[int(field.name.removeprefix(VLAN))] = str(field.after)
            else:
                name, _, port = field.name.partition("@")
                value = tuple(field.after) if name == "tagged_vlans" else field.after
                of_port.setdefault(port, {})[name] = value
        device = self._candidate.device.name
        interfaces = tuple(
            row.model_copy(update=of_port[row.name]) if row.device == device and row.name in of_port else row
            for row in self._snapshot.tables.interfaces
        )
        vlans = tuple(
            vlan.model_copy(update={"name": names[vlan.id]}) if vlan.id in names else vlan
            for vlan in self._snapshot.tables.vlans
        )
        tables = self._snapshot.tables.model_copy(update={"interfaces": interfaces, "vlans": vlans})
        return Snapshot(source=self._snapshot.source, digest=self._snapshot.digest, tables=tables)

    def _ports(self) -> Iterator[FieldValue]:
        running, intended = self._told(self._candidate.running), self._told(self._candidate.intended)
        for name, now in running.items():
            row, should = self._rows.get(name), intended.get(name)
            if row is None or should is None or now == should:
                continue
            wanted = self._row(row, now, should)
            for field, after in wanted.items():
                before = getattr(row, field)
                before = sorted(before) if field == "tagged_vlans" else before
                if before != after:
                    yield FieldValue(
                        name=f"{field}@{name}",
                        before=before,
                        after=after,
                        shown_before=self._shown(field, before),
                        shown_after=self._shown(field, after),
                    )

    def _row(self, row: Interface, now: Values, should: Values) -> Values:
        """The fields of the row that are to change, only those whose lines differ."""
        wanted: Values = {field: now[field] for field in ("description", "enabled") if now[field] != should[field]}
        if row.lag is not None:  # its VLANs are those of its bundle
            return wanted
        vlans = ("mode", "access_vlan", "native_vlan", "allowed_vlans")
        if all(now[field] == should[field] for field in vlans):
            return wanted
        mode = now["mode"] or should["mode"]
        try:
            if mode == "access":
                wanted |= {"mode": "access", "untagged_vlan": self._vlan(now["access_vlan"]), "tagged_vlans": []}
            elif mode == "trunk":
                wanted |= self._trunk(row, now, should)
        except LookupError as error:
            self.why.append(f"{row.name}: {error.args[0]}")
        return wanted

    def _trunk(self, row: Interface, now: Values, should: Values) -> Values:
        native = row.untagged_vlan
        if now["native_vlan"] != should["native_vlan"]:
            native = self._vlan(now["native_vlan"])
        if now["allowed_vlans"] == "all":
            return {"mode": "tagged-all", "untagged_vlan": native, "tagged_vlans": []}
        tagged = {self._vlan(vid) for vid in _numbers(now["allowed_vlans"])}
        if native is not None and native not in row.tagged_vlans:
            tagged.discard(native)
        return {"mode": "tagged", "untagged_vlan": native, "tagged_vlans": sorted(tagged)}

    def _vlan(self, vid: str | int) -> int:
        """The id of the site's VLAN of that number. Raises LookupError where NetBox has none or several."""
        found = self._at_site(int(vid))
        if len(found) != 1:
            raise LookupError(f"VLAN {vid} stands in NetBox {len(found)} times at this site")
        return found[0].id

    def _at_site(self, vid: int) -> tuple[Vlan, ...]:
        return self._snapshot.vlans_by_site.get(self._candidate.device.site, {}).get(vid, ())

    def _vlan_names(self) -> Iterator[FieldValue]:
        running, intended = self._names(self._candidate.running), self._names(self._candidate.intended)
        for vid, name in running.items():
            found = self._at_site(vid)
            if vid in intended and intended[vid] != name and len(found) == 1 and name:
                before = found[0].name
                yield FieldValue(
                    name=f"{VLAN}{found[0].id}", before=before, after=name, shown_before=f"VLAN {vid} {before}",
                    shown_after=f"VLAN {vid} {name}",
                )  # fmt: skip

    def _names(self, text: str) -> dict[int, str]:
        found: dict[int, str] = {}
        for line in parse(text, self._candidate.platform).lines:
            head = re.search(self._data.vlan, line.text)
            if head and self._data.vlan_number:
                numbers = (re.search(self._data.vlan_number, child.text) for child in line.children)
                found.update({int(number[1]): head[1] for number in numbers if number})
            elif head and head[1].isdigit():
                names = (re.search(self._data.vlan_name, child.text) for child in line.children)
                found[int(head[1])] = next((name[1] for name in names if name), "")
        return found

    def _told(self, text: str) -> dict[str, Values]:
        """Interface to the fields that its lines tell."""
        found: dict[str, Values] = {}
        for line in parse(text, self._candidate.platform).lines:
            head = re.search(self._data.interface, line.text)
            if head:
                found[head[1]] = self._fields([text for child in line.children for text in child.paths()])
        return found

    def _fields(self, lines: Sequence[str]) -> Values:
        told: Values = dict.fromkeys(("description", "enabled", "mode", "access_vlan", "native_vlan", "allowed_vlans"))
        for field in self._data.fields:
            matches = [match for line in lines if (match := field.regex.fullmatch(line))]
            if not matches:
                told[field.name] = field.absent if told[field.name] is None else told[field.name]
                continue
            values = [field.constant if field.constant is not None else match["value"] for match in matches]
            told[field.name] = _listed(values) if field.name == "allowed_vlans" else values[-1]
        return told

    def _shown(self, field: str, value: Any) -> str:
        if field == "untagged_vlan" and value is not None:
            return str(self._snapshot.vlan_by_id[value].vid)
        if field == "tagged_vlans":
            return ",".join(str(vid) for vid in sorted(self._snapshot.vlan_by_id[one].vid for one in value)) or "-"
        return "-" if value in (None, "") else str(value).lower() if isinstance(value, bool) else str(value)


def _listed(values: Iterable[object]) -> str:
    """A list of VLANs that may stand on several lines, `10 20 to 22` as `10,20-22`."""
    return ",".join(re.sub(r"\s+", ",", re.sub(r"\s+to\s+", "-", str(value).strip())) for value in values)


def _numbers(text: str) -> set[int]:
    """`10,20-22` as numbers; `none` as none."""
    found: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        if first.isdigit():
            found.update(range(int(first), int(last or first) + 1))
    return found


def by_device(proposal: Proposal) -> Mapping[str, DeviceReality]:
    return {one.device: one for one in proposal.devices}
