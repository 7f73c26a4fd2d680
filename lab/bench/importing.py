"""What it takes to bring a whole municipality into an empty NetBox: this toolkit beside a plain pynetbox loop.

The loop does what people write: look the relations up, create each object by itself, then make the address primary. As it
would take hours for all of it, it does a sample; this toolkit does the same sample first, then everything, then everything
once more, which must change nothing. Most of the time is NetBox's own: the client's CPU is told beside.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import httpx

from lab.bench.figure import Row, Subject, measured
from lab.orneksehir import Profile, generate
from lab.orneksehir.wanted import wanted as municipality
from netbox_sync.client import NetBox, Parameters
from netbox_sync.desired import Origin, Outcome, Wanted, apply, compare
from netbox_sync.errors import ToolkitError

PYNETBOX: Final = "pynetbox, one by one, a sample"
SAMPLE: Final = 25  # devices, each with two interfaces and an address
TIMEOUT_S: Final = 300.0
GOAL: Final = "second run: no change, under 15 s of client CPU"


class NotEmpty(ToolkitError):
    code = "LAB-060"
    en = "The import's bench needs an empty NetBox: {url} holds {devices} devices."
    tr = "İçe aktarma ölçümü boş bir NetBox ister: {url}, cihaz sayısı: {devices}."
    en_remedy = "Point NETBOX_URL at an empty NetBox made for this, or leave it out to measure the lab's."
    tr_remedy = "NETBOX_URL bu iş için açılmış boş bir NetBox olmalı; verilmezse deneme ortamınınki ölçülür."


class Refused(ToolkitError):
    code = "LAB-061"
    en = "The bench's import is not whole: {detail}."
    tr = "Ölçümün içe aktarması eksik kaldı: {detail}."
    en_remedy = "The figures would say nothing; see the refusal."
    tr_remedy = "Sayılar bir şey söylemez; NetBox gerekçesine bakılmalı."


class Counting(NetBox):
    """Counts what it sends, retries apart."""

    requests = 0

    def _send(
        self,
        method: str,
        path: str,
        *,
        parameters: Parameters | None = None,
        content: bytes | None = None,
        below: str = "api/",
    ) -> httpx.Response:
        self.requests += 1
        return super()._send(method, path, parameters=parameters, content=content, below=below)


def subject(profile: Profile, progress: Callable[[str], None], url: str, token: str, threads: int = 2) -> Subject:
    """Fills the empty NetBox at `url`. Raises NotEmpty, Refused and what NetBox says."""
    everything = municipality(generate(profile))
    with Counting(url, token, timeout_s=TIMEOUT_S) as netbox, tempfile.TemporaryDirectory(prefix="altyapi-") as place:
        devices, _ = netbox.page("dcim/devices", {"limit": 1, "fields": "id"})
        if devices:
            raise NotEmpty(url=url, devices=devices)
        bench = _Bench(netbox, Path(place) / "journal.jsonl", threads, progress)
        rows: list[Row] = []
        base = [one for one in everything if one.endpoint not in {"dcim/devices", "dcim/interfaces", "dcim/cables"}]
        base = [one for one in base if one.endpoint not in {"ipam/ip-addresses", "extras/config-contexts"}]
        bench.bring("the sample's ground", base)
        like = next(one.body for one in everything if one.endpoint == "dcim/devices")
        progress(PYNETBOX)
        rows.append(measured(PYNETBOX, 4 * SAMPLE, lambda: _one_by_one(url, token, like))[0])
        rows.append(bench.bring("altyapi, the same sample", _sample(like), count=4 * SAMPLE))
        rows.append(bench.bring(f"altyapi, all of {profile}", everything))
        rows.append(bench.again(f"altyapi, {profile} again", everything))
    return Subject(
        title=f"Import into NetBox, {len(everything)} objects",
        unit="object",
        rows=tuple(rows),
        peer=PYNETBOX,
        goal=GOAL,
    )


class _Bench:
    def __init__(self, netbox: Counting, journal: Path, threads: int, progress: Callable[[str], None]) -> None:
        self._netbox = netbox
        self._journal = journal
        self._threads = threads
        self._progress = progress

    def bring(self, name: str, wanted: Sequence[Wanted], count: int | None = None) -> Row:
        """Compares and applies; a row of what was created."""
        self._progress(name)
        before = self._netbox.requests

        def work() -> Outcome:
            return apply(self._netbox, compare(self._netbox, wanted), journal=self._journal, threads=self._threads)

        row, outcome = measured(name, 1, work)
        if not outcome.whole:
            raise Refused(detail=str(outcome.stopped or outcome.refusals[0]))
        made = count or max(1, sum(outcome.created.values()))
        told = f"{name} ({self._netbox.requests - before} requests)"
        return row.model_copy(update={"name": told, "count": made})

    def again(self, name: str, wanted: Sequence[Wanted]) -> Row:
        """Compares once more; raises Refused where anything still differs."""
        self._progress(name)
        before = self._netbox.requests
        row, difference = measured(name, len(wanted), lambda: compare(self._netbox, wanted))
        if not difference.empty:
            raise Refused(detail=f"{len(difference.operations)} objects still differ")
        return row.model_copy(update={"name": f"{name} ({self._netbox.requests - before} requests)"})


def _sample(like: dict[str, Any]) -> list[Wanted]:
    """Switches with two interfaces, an address and that as their primary one."""
    relations = {name: like[name] for name in ("site", "role", "device_type")}
    found: list[Wanted] = []
    for number in range(SAMPLE):
        name, address = f"alt-{number}", f"198.18.0.{number + 1}/24"
        owner = {"name": name}
        origin = Origin(file="sample", row=number)
        key = {"vrf": None, "address": address}
        found.append(Wanted(endpoint="dcim/devices", key=owner, body={**relations, "primary_ip4": key}, origin=origin))
        for port in ("Gi0/1", "Gi0/2"):
            body = {"type": "1000base-t"}
            found.append(
                Wanted(endpoint="dcim/interfaces", key={"device": owner, "name": port}, body=body, origin=origin)
            )
        on = {"assigned_object_type": "dcim.interface", "assigned_object_id": {"device": owner, "name": "Gi0/1"}}
        found.append(Wanted(endpoint="ipam/ip-addresses", key=key, body=on, origin=origin))
    return found


def _one_by_one(url: str, token: str, like: dict[str, Any]) -> None:
    import pynetbox  # noqa: PLC0415  # loading it is no part of the other benches

    netbox = pynetbox.api(url, token=token)
    site = netbox.dcim.sites.get(slug=like["site"]["slug"])
    role = netbox.dcim.device_roles.get(slug=like["role"]["slug"])
    kind = netbox.dcim.device_types.get(slug=like["device_type"]["slug"])
    for number in range(SAMPLE):
        device = netbox.dcim.devices.create(name=f"peer-{number}", site=site.id, role=role.id, device_type=kind.id)
        first = netbox.dcim.interfaces.create(device=device.id, name="Gi0/1", type="1000base-t")
        netbox.dcim.interfaces.create(device=device.id, name="Gi0/2", type="1000base-t")
        address = netbox.ipam.ip_addresses.create(
            address=f"198.19.0.{number + 1}/24", assigned_object_type="dcim.interface", assigned_object_id=first.id
        )
        device.update({"primary_ip4": address.id})
