"""The policy of remote access (`inventory/policy/vpn.yml`): profiles and what they reach, gateways, ends and warnings.

BİGR 3.1.6.8 asks for limited time and rights, 3.1.12.9 the same and an approval for third parties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from altyapi.vpn.peer import Provider
from netbox_sync.canonical import canonical_line, sha256
from netbox_sync.model import Frozen
from netbox_sync.policyfile import TimeZone, read, refuse

FILE = "vpn.yml"
PROFILE_NAME = re.compile(r"[a-z][a-z0-9-]{0,19}")


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError as error:
        raise ValueError(f"not an address: {text} | adres değil: {text}") from error


def _endpoint(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536 or any(letter.isspace() for letter in text):
        raise ValueError(f"host:port is needed: {text} | ad:port gerekli: {text}")
    return text


AddressText = Annotated[str, AfterValidator(_address)]
Endpoint = Annotated[str, AfterValidator(_endpoint)]


class Pool(Frozen):
    """A prefix of NetBox, by its CIDR, its description, its role, or several of these; exactly one must fit."""

    prefix: str = ""
    description: str = ""
    role: str = ""  # slug
    vrf: str = ""  # name; empty: the global table

    @model_validator(mode="after")
    def _named(self) -> Pool:
        if not (self.prefix or self.description or self.role):
            raise ValueError("prefix, description or role is needed | prefix, description ya da role gerekli")
        if self.prefix:
            try:
                network = ip_network(self.prefix)
            except ValueError as error:
                raise ValueError(f"not a network: {self.prefix} | ağ değil: {self.prefix}") from error
            if network.version != 4:
                raise ValueError(f"an IPv4 network is needed: {self.prefix} | IPv4 ağı gerekli: {self.prefix}")
        return self

    @property
    def told(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self if value)


class Reach(Frozen):
    """What a profile may reach: zones, objects and services of the firewall policy, by their names there. What no entry allows is
    denied on the gateway."""

    to: tuple[str, ...] = Field(min_length=1)
    services: tuple[str, ...] = Field(("any",), min_length=1)


class Profile(Frozen):
    title: str = Field(min_length=1)
    pool: Pool
    days_max: int = Field(ge=1, le=3660)  # the last day may lie so far ahead
    reach: tuple[Reach, ...] = Field(min_length=1)
    provider: Provider = "wireguard"
    gateway: str = "merkez"
    dns: tuple[AddressText, ...] = ()  # the user's name servers while connected
    search: tuple[str, ...] = ()  # domains that are looked up there
    mtu: int = Field(1380, ge=1280, le=1500)
    rate_mbps: int | None = Field(None, ge=1)  # a person's, each way; none: not limited
    dormant_days: int = Field(45, ge=1)  # without a handshake for so long it is a finding
    keepalive_s: int = Field(25, ge=0, le=600)
    whole_traffic: bool = False  # all of the user's traffic goes through the tunnel, not only what is reached here


class Gateway(Frozen):
    """Where people connect. Of a pair both devices hold every peer, and share one key and one address."""

    title: str = ""
    devices: tuple[str, ...] = Field(min_length=1)  # names in NetBox
    endpoint: Endpoint  # as users' configs name it: vpn.example.bel.tr:51820
    provider: Provider = "wireguard"
    interface: str = Field("wg0", pattern=r"^[a-z][a-z0-9_-]{0,14}$")
    public_key: str = ""  # WireGuard's, of the secret `key`
    key: str = ""  # name of the secret that holds the private key
    totp: bool = False  # OpenVPN's: a code of six digits is asked for too (RFC 6238)

    @model_validator(mode="after")
    def _fits(self) -> Gateway:
        if self.totp and self.provider != "openvpn":
            raise ValueError("totp needs provider: openvpn | totp için provider: openvpn gerekli")
        return self


class Preapproved(Frozen):
    """Changes of peers alone that need no second person's approval: adding, renewing and taking away grants of these profiles, at
    most so many at once. Everything else on a gateway is a change like any other."""

    profiles: tuple[str, ...] = ("staff", "call-centre")
    peers_max: int = Field(20, ge=0)
    per_day: int = Field(100, ge=0)  # in 24 hours, over all such changes


class Links(Frozen):
    """Tunnels between sites, of NetBox's own VPN app. The port of each is `port` and its tunnel id."""

    port: int = Field(51900, ge=1024, le=65000)
    mtu: int = Field(1380, ge=1280, le=1500)
    keepalive_s: int = Field(25, ge=0, le=600)
    distance: int = Field(
        200, ge=1, le=254
    )  # of the routes through them: past 110 (OSPF), they are the way when the line is down


class Review(Frozen):
    days: int = Field(100, ge=1)  # older than that is a finding


def _profiles() -> dict[str, Profile]:
    office = Reach(to=("ebys", "ybs", "cbs", "eposta"), services=("https",))
    names = Reach(to=("dns",), services=("dns-sorgu",))
    return {
        "staff": Profile(title="Personel", pool=Pool(description="VPN personel"), days_max=366, reach=(names, office)),
        "call-centre": Profile(
            title="Çağrı merkezi",
            pool=Pool(description="VPN çağrı merkezi"),
            days_max=184,
            reach=(names, office, Reach(to=("santral",), services=("sip", "rtp"))),
        ),
        "contractor": Profile(
            title="Yüklenici",
            pool=Pool(description="VPN yüklenici"),
            days_max=30,
            dormant_days=14,
            reach=(Reach(to=("sicrama",), services=("ssh",)),),
        ),
        "admin": Profile(
            title="Sistem yöneticisi",
            pool=Pool(description="VPN yönetici"),
            days_max=92,
            dormant_days=30,
            reach=(names, Reach(to=("sicrama",), services=("ssh",))),
        ),
    }


class VpnPolicy(Frozen):
    """Defaults are those of the file as it is shipped."""

    timezone: TimeZone = "Europe/Istanbul"  # whose midnight ends a last day
    dns_suffix: str = Field("", pattern=r"^([a-z0-9-]+(\.[a-z0-9-]+)*)?$")  # of the names that grants get in NetBox
    profiles: dict[str, Profile] = Field(default_factory=_profiles, min_length=1)
    gateways: dict[str, Gateway] = {}
    warn_days: tuple[Annotated[int, Field(ge=0)], ...] = (14, 7, 1)  # before the last day
    help_desk: str = ""  # whom users ask: stands on their instruction
    handover_days: int = Field(7, ge=1)  # encrypted files of keys that were made here are removed after so long
    rotate_grace_days: int = Field(
        3, ge=0
    )  # an old key ends with the next plan, at the latest so long after the new one was given
    mail_domain: str = ""  # warnings go to PERSON@mail_domain; empty: to the setting mail_to
    connections_days: int = Field(730, ge=1)  # records of who was connected are kept so long
    left_group: str = "ayrilanlar"  # contact group's slug of those who have left; empty: none
    leavers_exempt: tuple[str, ...] = ("contractor",)  # profiles whose people are on no personnel list
    preapproved: Preapproved = Preapproved()
    links: Links = Links()
    review: Review = Review()

    @model_validator(mode="after")
    def _whole(self) -> VpnPolicy:
        refuse(self._faults())
        return self

    def _faults(self) -> Iterator[tuple[str, str]]:
        """What no single key can tell: each in English and Turkish."""
        for name, one in self.profiles.items():
            if not PROFILE_NAME.fullmatch(name):
                yield (
                    f"profiles.{name}: a profile's name is small letters, digits and hyphens, 20 at most",
                    f"profiles.{name}: profil adı küçük harf, rakam ve tire olmalı, en çok 20",
                )
            gateway = self.gateways.get(one.gateway)
            if self.gateways and gateway is None:
                yield (
                    f"profiles.{name}: no such gateway: {one.gateway}",
                    f"profiles.{name}: böyle bir ağ geçidi yok: {one.gateway}",
                )
            elif gateway is not None and gateway.provider != one.provider:
                yield (
                    f"profiles.{name}: gateway {one.gateway} is not {one.provider}",
                    f"profiles.{name}: ağ geçidi türü başka: {one.gateway}, gereken {one.provider}",
                )
        for key, names in (("preapproved", self.preapproved.profiles), ("leavers_exempt", self.leavers_exempt)):
            for name in (
                names if key in self.model_fields_set else ()
            ):  # a default means nothing to an institution's own profiles
                if name not in self.profiles:
                    yield f"{key}: no such profile: {name}", f"{key}: böyle bir profil yok: {name}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def profiles_of(self, gateway: str) -> dict[str, Profile]:
        """The profiles whose people connect there."""
        return {name: one for name, one in self.profiles.items() if one.gateway == gateway}

    @property
    def digest(self) -> str:
        """SHA-256 of the content, comments and layout aside."""
        content: dict[str, Any] = self.model_dump(mode="json")
        return sha256(canonical_line(content))


def load(folder: Path) -> VpnPolicy:
    """The policy of that folder; defaults where the file is absent. Raises PolicyFileInvalid with every fault."""
    return read(folder / FILE, VpnPolicy)
