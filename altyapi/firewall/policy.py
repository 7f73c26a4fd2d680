"""The firewall policy as people write it: every `*.yml` of `inventory/policy/firewall`, read as one, in the order of their names.

Nothing is looked up here; `resolve` does that with a snapshot. docs/firewall.md describes the keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from altyapi.firewall.model import NUMBERS, SELF, WITH_PORTS, Action, Ports, one_line
from altyapi.firewall.ranges import of_network
from altyapi.firewall.selections import Addresses, Hosts, Places, Prefixes, Words
from netbox_sync import policyfile
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen
from netbox_sync.policyfile import PolicyFileInvalid

FOLDER = "firewall"
ANY = "any"
RESERVED = (ANY, SELF)
NAME = r"^[a-z0-9][a-z0-9_.-]{0,30}$"
ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,30}$"
Name = Annotated[str, Field(pattern=NAME)]
Id = Annotated[str, Field(pattern=ID)]

_SERVICE = re.compile(r"([a-z0-9]+)(?:/([0-9]{1,9})(?:-([0-9]{1,9}))?)?")


def ports_of(text: str) -> Ports | None:
    """`tcp/443`, `udp/5000-5100`, `icmp/8`, `esp`, `any`; none where it is not written so.

    Raises ValueError where it is, and makes no sense.
    """
    found = _SERVICE.fullmatch(text)
    if found is None or found[1] not in {ANY, *NUMBERS}:
        return None
    protocol: Any = found[1]
    if found[2] is None:
        return Ports(protocol=protocol)
    first, last = int(found[2]), int(found[3] or found[2])
    highest = 65535 if protocol in WITH_PORTS else 255 if protocol in {"icmp", "icmpv6"} else -1
    if highest < 0:
        raise ValueError(f"{protocol} has no ports: {text} | portu olmayan protokol: {text}")
    if not first <= last <= highest:
        raise ValueError(f"not a range of ports: {text} | port aralığı değil: {text}")
    return Ports(protocol=protocol, first=first, last=last)


def _ports(text: str) -> str:
    if ports_of(text) is None:
        raise ValueError(
            f"not protocol/port: {text}; so: tcp/443, udp/5000-5100, icmp/8, esp"
            f" | protokol/port değil: {text}; örnek: tcp/443, udp/5000-5100, icmp/8, esp"
        )
    return text


def _address(text: str) -> str:
    try:
        of_network(text)
    except ValueError:
        raise ValueError(
            f"not an address, a network or a range: {text} | adres, ağ ya da aralık değil: {text}"
        ) from None
    if "/" in text and str(ip_network(text, strict=False)) != text:
        near = ip_network(text, strict=False)
        raise ValueError(
            f"bits set behind the length: {text}, the network is {near} | ağ adresi değil: {text}, ağ: {near}"
        )
    return text


def _one_line(text: str) -> str:
    text = text.removesuffix("\n")  # a block of YAML ends in one
    if text != one_line(text):
        raise ValueError("a line break or control character in it | içinde satır sonu ya da denetim karakteri var")
    return text


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        raise ValueError(f"a word of the policy's own: {name} | politikaya ayrılmış sözcük: {name}")
    return name


OwnName = Annotated[Name, AfterValidator(_not_reserved)]
OneLine = Annotated[str, AfterValidator(_one_line)]
"""Free text: it gets into comments of generated configs, where a second line would be a command that nobody looked at."""
AddressText = Annotated[str, AfterValidator(_address)]
PortsText = Annotated[str, AfterValidator(_ports)]


class Zone(Frozen):
    """A part of the network that is treated alike. Its addresses come from NetBox's prefixes alone; `rest`: all that are in no
    other zone, which is the internet."""

    name: OwnName
    title: OneLine = ""
    prefixes: tuple[Prefixes, ...] = ()
    rest: bool = False

    @model_validator(mode="after")
    def _one_way(self) -> Zone:
        if self.rest == bool(self.prefixes):
            raise ValueError("either prefixes or rest: true | ya prefixes ya rest: true olmalı")
        return self


class Object(Frozen):
    """A named set of addresses: all that its keys give, together."""

    name: OwnName
    title: OneLine = ""
    devices: tuple[Hosts, ...] = ()
    machines: tuple[Hosts, ...] = ()
    ip_addresses: tuple[Addresses, ...] = ()
    prefixes: tuple[Prefixes, ...] = ()
    hosts_of: Words = ()  # devices and machines on which NetBox has a service of that name
    addresses: tuple[AddressText, ...] = ()  # what NetBox does not know
    members: tuple[Name, ...] = ()  # other objects

    @model_validator(mode="after")
    def _something(self) -> Object:
        if not (
            self.devices
            or self.machines
            or self.ip_addresses
            or self.prefixes
            or self.hosts_of
            or self.addresses
            or self.members
        ):
            raise ValueError("nothing in it | içi boş")
        return self


class Service(Frozen):
    name: OwnName
    title: OneLine = ""
    ports: tuple[PortsText, ...] = ()
    netbox: Words = ()  # names of services in NetBox: their protocols and ports
    members: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _something(self) -> Service:
        if not (self.ports or self.netbox or self.members):
            raise ValueError("nothing in it | içi boş")
        if ports_of(self.name.replace("-", "/", 1)) is not None:
            raise ValueError(f"the name of a protocol or port: {self.name} | protokol ya da port adı: {self.name}")
        return self


class Side(Frozen):
    """An interface of a gateway: the zones behind it (`any`: all), or only their part at some places, or other gateways.

    `{vid}` in the name makes one interface of each VLAN that those prefixes have; `own_sites` stands for the devices' sites.
    """

    name: str = Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:/{}-]*$")
    zones: tuple[Name, ...] = ()
    at: tuple[Places, ...] = ()
    own_sites: bool = False
    to: tuple[Name, ...] = ()  # gateways
    parent: OneLine = ""
    uplink: bool = False

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Side:
        if not self.zones and not self.to:
            raise ValueError("neither zones nor to: other gateways | ne zones ne to: başka geçitler var")
        if self.to and "{" in self.name:
            raise ValueError("a link is one interface | bağlantı tek arayüzdür")
        return self


class Gateway(Frozen):
    """Where packets are filtered: devices of NetBox that enforce the same rules. `per_site`: one gateway at each of their sites,
    called NAME-SITE."""

    name: Annotated[OwnName, Field(max_length=20)]
    title: OneLine = ""
    devices: str = Field(min_length=1)  # a selection as in --limit
    at: tuple[Places, ...] = ()  # only those there
    per_site: bool = False
    interfaces: tuple[Side, ...] = Field(min_length=1)


class _Told(Frozen):
    """What stands beside everything that lets something pass, so that an auditor can ask."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: Id
    enabled: bool = True
    from_: tuple[Name, ...] = Field(alias="from", min_length=1)  # zones, objects, any, self
    gateways: Words = ()  # names, globs; none: wherever it can match
    purpose: OneLine = ""
    owner: OneLine = ""  # a role, never a person
    evrak: OneLine = ""
    starts: date | None = None
    expires: date | None = None  # its last day
    comment: OneLine = ""

    @model_validator(mode="after")
    def _in_order(self) -> _Told:
        if self.starts and self.expires and self.expires < self.starts:
            raise ValueError(f"it ends before it starts: {self.expires} | başlangıcından önce bitiyor: {self.expires}")
        return self

    def in_force(self, day: date) -> bool:
        return self.enabled and (self.starts is None or self.starts <= day) and not self.expired(day)

    def expired(self, day: date) -> bool:
        return self.expires is not None and self.expires < day


class Rule(_Told):
    to: tuple[Name, ...] = Field(min_length=1)
    services: Words = Field(min_length=1)  # names, or tcp/443 and the like, or any
    action: Action
    log: bool = False

    @model_validator(mode="after")
    def _one_chain(self) -> Rule:
        for names in (self.from_, self.to):
            if SELF in names and len(names) > 1:
                raise ValueError("self stands alone; make two rules | self tek başına olmalı; iki kural yazılmalı")
        if self.from_ == self.to == (SELF,):
            raise ValueError("from self to self | self: hem kaynak hem hedef")
        return self


class SourceNat(_Told):
    to: tuple[Name, ...] = Field(min_length=1)
    services: Words = (ANY,)
    translate: str = "interface"  # or an address, a network, an object

    @model_validator(mode="after")
    def _not_own(self) -> SourceNat:
        if SELF in (*self.from_, *self.to):
            raise ValueError("self is not translated | self çevrilmez")
        return self


class DestinationNat(_Told):
    address: str  # public: one address, or an object of one
    service: PortsText | None = None
    to: str  # inside: one address, or an object of one
    to_port: int | None = Field(None, ge=1, le=65535)

    @model_validator(mode="after")
    def _a_port(self) -> DestinationNat:
        ports = ports_of(self.service) if self.service else None
        if self.to_port is not None and (ports is None or ports.first is None or ports.first != ports.last):
            raise ValueError("to_port needs a service of one port | to_port için tek portlu service gerekli")
        if SELF in self.from_:
            raise ValueError("self is not translated | self çevrilmez")
        return self


class Management(Frozen):
    """The toolkit's own way: what must pass from where to which devices, whatever the rules say."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    from_: tuple[Name, ...] = Field(alias="from", min_length=1)
    services: Words = Field(("tcp/22",), min_length=1)
    devices: str = "all"  # a selection as in --limit; those with a primary address count


class Blocking(Frozen):
    """What may never be blocked, beside every zone's addresses and every prefix of NetBox."""

    never: tuple[AddressText, ...] = ()
    never_objects: tuple[Name, ...] = ()
    hours_most: int = Field(24 * 365, ge=1)


class PolicyFile(Frozen):
    zones: tuple[Zone, ...] = ()
    objects: tuple[Object, ...] = ()
    services: tuple[Service, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    rules: tuple[Rule, ...] = ()
    source_nat: tuple[SourceNat, ...] = ()
    destination_nat: tuple[DestinationNat, ...] = ()
    management: Management | None = None
    blocking: Blocking | None = None


Section = Literal[
    "zones", "objects", "services", "gateways", "rules", "source_nat", "destination_nat", "management", "blocking"
]


class Policy(Frozen):
    """All files together. `origins` tells of each entry which file it stands in and where there."""

    zones: tuple[Zone, ...] = ()
    objects: tuple[Object, ...] = ()
    services: tuple[Service, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    rules: tuple[Rule, ...] = ()
    source_nat: tuple[SourceNat, ...] = ()
    destination_nat: tuple[DestinationNat, ...] = ()
    management: Management | None = None
    blocking: Blocking = Blocking()
    origins: dict[str, tuple[tuple[Path, int], ...]] = {}

    @property
    def digest(self) -> str:
        """SHA-256 of the content; comments, layout and files aside."""
        return sha256(canonical_line(self.model_dump(mode="json", exclude={"origins"})))

    def place(self, section: Section, index: int) -> tuple[Path | None, int]:
        """File and line of an entry; the line from 1."""
        found = self.origins.get(section, ())
        if index >= len(found):
            return None, 0
        file, within = found[index]
        place: tuple[int | str, ...] = (section,) if section in {"management", "blocking"} else (section, within)
        return file, _lines(file, file.stat().st_mtime_ns)(place)


@lru_cache(maxsize=64)
def _lines(file: Path, changed: int) -> Callable[[policyfile.Place], int]:
    del changed  # part of the key
    return policyfile.lines(file.read_text("utf-8-sig"))


def load(folder: Path) -> Policy:
    """The policy of that folder; empty where there is none. Raises PolicyFileInvalid with every fault of every file."""
    files = sorted(folder.glob("*.yml"))
    read: list[tuple[Path, PolicyFile]] = []
    broken: list[PolicyFileInvalid] = []
    for file in files:
        try:
            read.append((file, policyfile.read(file, PolicyFile)))
        except PolicyFileInvalid as error:
            broken.append(error)
    if broken:
        raise _together(broken)
    return merged(read)


def merged(files: list[tuple[Path, PolicyFile]]) -> Policy:
    """One policy of several files. Raises PolicyFileInvalid where what may stand once stands twice."""
    values: dict[str, Any] = {}
    origins: dict[str, list[tuple[Path, int]]] = {}
    for file, content in files:
        for section in PolicyFile.model_fields:
            found = getattr(content, section)
            if isinstance(found, tuple):
                if not found:
                    continue
                values[section] = (*values.get(section, ()), *found)
                origins.setdefault(section, []).extend((file, index) for index in range(len(found)))
            elif found is not None:
                if section in values:
                    first = origins[section][0][0]
                    fault = (1, section, f"also in {first.name}", f"şu dosyada da var: {first.name}")
                    raise PolicyFileInvalid(file=file, faults=(fault,), count=1, listing="")
                values[section] = found
                origins[section] = [(file, 0)]
    return Policy(**values, origins={name: tuple(rows) for name, rows in origins.items()})


def _together(errors: list[PolicyFileInvalid]) -> PolicyFileInvalid:
    """The faults of several files as one error: each fault's place names its file."""
    if len(errors) == 1:
        return errors[0]
    faults: list[tuple[int, str, str, str]] = []
    for error in errors:
        name = Path(str(error.fields["file"])).name
        told: Any = error.fields["faults"]
        faults += [(line, f"{name}: {place}", en, tr) for line, place, en, tr in told]
    folder = Path(str(errors[0].fields["file"])).parent
    return PolicyFileInvalid(file=folder, faults=tuple(faults), count=len(faults), listing="")
