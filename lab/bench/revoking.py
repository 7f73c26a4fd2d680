"""How long somebody who is revoked is still connected: from the moment `inv vpn.revoke` is started until the gateway has the peer no
more, over SSH, with the snapshot of a municipality and a NetBox that does not answer.

The gateway is a shell's namespaces with an sshd of their own, nothing else of it; the command is a process as a person starts it.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from altyapi.evidence import chain
from altyapi.evidence.access import CutRecord
from altyapi.settings import PACKAGE_ROOT
from altyapi.vpn import peer
from lab.bench.figure import Row
from lab.bench.switches import CONTEXT
from netbox_sync import snapshot
from netbox_sync.model import Contact, Device, IPAddress, Site, Snapshot, Source, Tables

DEVICES: Final = 5000
GATEWAY, PERSON, PORT = "vpn-gecidi", "sicil-1", 2022
DEADLINE_S: Final = 60.0
SSHD: Final = """\
ip link set lo up; mkdir -p /run/sshd {folder}/ssh
ssh-keygen -q -t ed25519 -N '' -f {folder}/ssh/host; ssh-keygen -q -t ed25519 -N '' -f {folder}/ssh/id
cp {folder}/ssh/id.pub {folder}/ssh/let_in; chmod 700 {folder} {folder}/ssh
cat >{folder}/ssh/conf <<'CONF'
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/ssh/host
PidFile none
AuthorizedKeysFile {folder}/ssh/let_in
PermitRootLogin yes
UsePAM no
StrictModes no
CONF
{sshd} -f {folder}/ssh/conf -E {folder}/ssh/log
echo "[127.0.0.1]:{port} $(cut -d ' ' -f 1,2 {folder}/ssh/host.pub)" >{folder}/known_hosts
"""
POLICY: Final = """\
gateways:
  merkez: {devices: [%s], endpoint: "192.0.2.1:51820", public_key: "%s"}
"""


def rows(gateway: Callable[[str], str], folder: Path, people: Sequence[str]) -> tuple[Row, Row]:
    """Until the gateway has the peer no more, and until the command has the proof of it. The people's keys are the peers of wg0 in the
    namespaces that `gateway` is a shell of. Raises RuntimeError."""
    count = len(people)
    gateway(SSHD.format(folder=folder, port=PORT, sshd=shutil.which("sshd", path="/usr/sbin:/sbin:/usr/bin") or "sshd"))
    (folder / "inventory" / "policy").mkdir(parents=True)
    (folder / "inventory" / "policy" / "vpn.yml").write_text(POLICY % (GATEWAY, people[1]), "utf-8")
    taken = _snapshot(people)
    snapshot.save(taken, folder / "var" / "snapshot.json")
    environment = {
        "ALTYAPI_ROOT": folder,
        "ALTYAPI_NO_LAB": "1",
        "ALTYAPI_KNOWN_HOSTS": folder / "known_hosts",
        "ALTYAPI_SECRET_CREDENTIALS_NETWORK_USERNAME": "root",
        "ALTYAPI_SECRET_CREDENTIALS_NETWORK_KEY_FILE": folder / "ssh" / "id",
        "NETBOX_URL": "http://127.0.0.1:1",
        "NETBOX_TOKEN": "0" * 40,
        "PYTHONPATH": PACKAGE_ROOT,
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
    }
    told = " ".join(f"{name}={value}" for name, value in environment.items())
    words = f"vpn.revoke {PERSON} --reason ayrildi --apply"
    # who was never in is first: the gateway has its programs then, as it has after its first plan
    gateway(f"cd {folder}; env -i {told} {sys.executable} -P -m altyapi.cli {words} >{folder}/first 2>&1 || true")
    gateway(
        f"printf 'wireguard wg0\\npeer {people[0]} address 10.66.0.1/32\\n' >{folder}/again; $p load {folder}/again"
    )
    started, moment = time.monotonic(), datetime.now(UTC)
    gateway(f"cd {folder}; env -i {told} {sys.executable} -P -m altyapi.cli {words} >{folder}/told 2>&1 & :")
    while people[0] in gateway("wg show wg0 peers"):
        if time.monotonic() - started > DEADLINE_S:
            raise RuntimeError((folder / "told").read_text("utf-8")[-500:])
        time.sleep(0.005)
    wall = time.monotonic() - started
    proven = _proof(folder, people[0], moment) - moment
    name = f"vpn.revoke of one of {count}, from its start until"
    return (
        Row(name=f"{name} cut off", count=1, wall_s=wall, cpu_s=0.0),
        Row(name=f"{name} proven", count=1, wall_s=proven.total_seconds(), cpu_s=0.0),
    )


def _proof(folder: Path, key: str, started: datetime) -> datetime:
    """When the command that began then had looked at the gateway again, by its evidence."""
    while datetime.now(UTC) - started < timedelta(seconds=DEADLINE_S):
        for record in chain.accesses(chain.file_of(folder / "var")):
            cuts = record.cuts if isinstance(record, CutRecord) else ()
            moments = [datetime.fromisoformat(one.at) for one in cuts if one.public_key == key and one.was_there]
            if moments and moments[0] > started:
                return moments[0]
        time.sleep(0.05)
    raise RuntimeError((folder / "told").read_text("utf-8")[-500:])


def _snapshot(people: Sequence[str]) -> Snapshot:
    """A municipality's devices, one of them the gateway, and a grant for each key; the first one's person is PERSON."""
    kind = {"status": "active", "site": "merkez", "role": "firewall", "device_type": "t", "manufacturer": "m"}
    own = {"connection": {"host": "127.0.0.1", "port": PORT}}
    devices = [
        Device.model_validate(
            {**kind, "id": number, "name": f"cihaz-{number}", "platform": "linux-gateway", "config_context": CONTEXT}
        )
        for number in range(2, DEVICES + 1)
    ]
    gateway = Device.model_validate(
        {
            **kind,
            "id": 1,
            "name": GATEWAY,
            "platform": "linux-gateway",
            "config_context": CONTEXT | own,
            "primary_ip4": "127.0.0.1/8",
        }
    )
    grants = [
        IPAddress(
            id=number,
            address=f"10.66.{number // 250}.{number % 250 + 1}/32",
            status=peer.LIVE,
            custom_fields={
                peer.PROFILE: "staff",
                peer.PROVIDER: "wireguard",
                peer.KEY: key,
                peer.PERSON: {"id": number},
                peer.UNTIL: "2099-12-31",
                peer.EVRAK: "2026/1",
            },
        )
        for number, key in enumerate(people, start=1)
    ]
    content = Tables(
        sites=(Site(id=1, name="Merkez", slug="merkez", status="active"),),
        devices=(gateway, *devices),
        ip_addresses=tuple(grants),
        contacts=tuple(Contact(id=number, name=f"sicil-{number}") for number in range(1, len(people) + 1)),
    )
    taken = datetime.now(UTC).isoformat(timespec="seconds")
    source = Source(url="http://127.0.0.1:1", version="4.4.10", taken=taken, duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(content), tables=content)
