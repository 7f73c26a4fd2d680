"""What a computer needs to be installed over the network and to be reached by Ansible afterwards: the installer's answers
(preseed) and its boot entries (PXE for BIOS, GRUB for UEFI), from what NetBox holds of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import Field

from altyapi.audit.estate import Estate
from altyapi.endpoint.reports import key
from altyapi.errors import EngineError
from netbox_sync.model import Device, Frozen

NAME = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)(\.(?!-)[A-Za-z0-9-]{1,63}(?<!-))*")
"""A host name by RFC 1123, with its domain or without: NetBox takes any text, and these files run as root."""
KINDS = ("preseed/*.cfg", "pxelinux.cfg/01-*", "grub/grub.cfg-01-*")
"""Where the files lie below the boot server's root."""
OURS = re.compile(r"# (?P<host>[a-z0-9-]+)(: first installation, made from NetBox .*)?")
"""The first line of each: whose it is."""
Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9@%_+=:,./-]*$")]
"""One word that means nothing else to a shell, to a boot loader or to the installer."""
Address = Annotated[str, Field(pattern=r"^$|^https?://[A-Za-z0-9@%_+=:,./-]+$")]


class Installation(Frozen):
    """How computers are installed over the network; the part `installation` of pardus.yml. Empty values: not decided."""

    server: Address = ""  # where the files are served from, as the installer reaches it
    kernel: Word = "pardus/linux"  # below the boot server's root
    initrd: Word = "pardus/initrd.gz"
    mirror: Address = ""
    suite: Word = "yirmiuc"
    domain: Word = ""
    locale: Word = "tr_TR.UTF-8"
    keyboard: Word = "tr"
    ntp: Word = ""
    disk: Word = "/dev/sda"
    account: str = Field("altyapi", pattern=r"^[a-z][a-z0-9-]{0,31}$")  # that Ansible logs in as, with a key alone
    ssh_key: str = Field("", pattern=r"^$|^[a-z0-9@.-]+ [A-Za-z0-9+/=]+( [A-Za-z0-9@_+=:,./ -]*)?$")
    packages: tuple[Word, ...] = ("openssh-server", "sudo", "python3", "restic")


class InstallationUndecided(EngineError):
    code = "END-043"
    en = "Not decided, so nothing can be installed: {names} in {file}."
    tr = "Kararlaştırılmadığı için kurulum dosyası oluşturulamaz: {names} ({file})."
    en_remedy = "Set them under installation:; every key stands there with its meaning."
    tr_remedy = "installation: bölümünde verilmeli; her anahtarın anlamı orada."


class Fault(NamedTuple):
    device: str
    code: str  # no-mac, twice, name, migrated


class File(NamedTuple):
    """Path below the boot server's root, and text."""

    path: str
    text: str


@dataclass(frozen=True)
class Prepared:
    files: tuple[File, ...]
    devices: tuple[str, ...]
    faults: tuple[Fault, ...]


def prepare(
    estate: Estate,
    devices: Iterable[Device],
    rules: Installation,
    timezone: str,
    file: object,
    finished: Collection[str] = (),
) -> Prepared:
    """Three files per computer. One without a MAC address, or with one that another has too, gets none: it would boot somebody
    else's installation. Nor does one of `finished`, whose disk has what it is to have. Raises InstallationUndecided."""
    missing = [name for name in ("server", "mirror", "ssh_key") if not getattr(rules, name)]
    if missing:
        raise InstallationUndecided(names=", ".join(missing), file=file)
    chosen = list(devices)
    macs = {one.name: _dashed(estate.mac(one)) for one in chosen}
    owners: dict[str, int] = {}
    for port in estate.snapshot.tables.interfaces:
        if port.mac_address:
            mac = _dashed(str(port.mac_address))
            owners[mac] = owners.get(mac, 0) + 1
    faults: list[Fault] = []
    files: list[File] = []
    done: list[str] = []
    for one in chosen:
        mac, host = macs[one.name], key(one.name)
        if one.name in finished:
            faults.append(Fault(one.name, "migrated"))
        elif not mac:
            faults.append(Fault(one.name, "no-mac"))
        elif owners.get(mac, 0) > 1:
            faults.append(Fault(one.name, "twice"))
        elif not NAME.fullmatch(one.name):
            faults.append(Fault(one.name, "name"))
        else:
            files += _files(host, mac, rules, timezone, estate.snapshot.digest)
            done.append(one.name)
    return Prepared(tuple(files), tuple(done), tuple(faults))


def written_for(folder: Path, names: Collection[str]) -> tuple[Path, ...]:
    """The files below the boot server's root that were made for these computers, whatever MAC address they had then; what somebody else
    wrote is not among them."""
    hosts = {key(one) for one in names}
    files = (file for kind in KINDS for file in sorted(folder.glob(kind)) if file.is_file())
    return tuple(file for file in files if _host(file) in hosts)


def _host(file: Path) -> str:
    """Whose it is; empty where it is none of ours."""
    text = file.read_text("utf-8", "replace")
    found = OURS.fullmatch(text.partition("\n")[0])
    host = found["host"] if found else ""
    ours = file.stem == host if file.suffix == ".cfg" else f"/preseed/{host}.cfg" in text
    return host if ours else ""


def _files(host: str, mac: str, rules: Installation, timezone: str, digest: str) -> Iterator[File]:
    environment = Environment(
        loader=PackageLoader("altyapi.endpoint"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  the installer's answers are no HTML
    )
    text = environment.get_template("preseed.cfg.j2").render(
        host=host, rules=rules, mirror=urlsplit(rules.mirror), timezone=timezone, digest=digest
    )
    yield File(f"preseed/{host}.cfg", text)
    # the installer's only check of what it fetches; who serves the files must be trusted, its network a closed one
    checksum = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    words = f"auto=true priority=critical hostname={host} url={rules.server.rstrip('/')}/preseed/{host}.cfg preseed-md5={checksum}"
    yield File(
        f"pxelinux.cfg/01-{mac}",
        f"# {host}\nDEFAULT kurulum\nLABEL kurulum\n  KERNEL {rules.kernel}\n  INITRD {rules.initrd}\n  APPEND {words} --- quiet\n",
    )
    yield File(
        f"grub/grub.cfg-01-{mac}",
        f"# {host}\nset timeout=3\nmenuentry '{host}' {{\n  linux /{rules.kernel} {words} --- quiet\n  initrd /{rules.initrd}\n}}\n",
    )


def _dashed(mac: str) -> str:
    return mac.lower().replace(":", "-")
