"""The municipality's book of firewall rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from altyapi.audit.estate import Estate
from altyapi.audit.text import Text
from altyapi.audit.thing import Thing
from altyapi.audit.views.view import View, column
from altyapi.firewall.model import Action
from altyapi.firewall.policy import DestinationNat, Rule, SourceNat

ACTIONS: dict[Action, Text] = {
    "allow": Text("allow", "izin"), "deny": Text("deny", "engel"), "reject": Text("reject", "ret"),
}  # fmt: skip
TRANSLATED = Text("translate", "adres çevirisi")
IN_FORCE, OFF = Text("in force", "yürürlükte"), Text("off", "kapalı")
NOT_BEGUN, EXPIRED = Text("not begun", "başlamadı"), Text("EXPIRED", "SÜRESİ DOLDU")


class Entry(NamedTuple):
    """One rule or translation. `number` is the place in which it is tried, rules and each kind of translation apart."""

    number: int
    id: str
    state: Text
    source: str
    destination: str
    services: str
    action: Text
    logged: bool
    purpose: str
    owner: str
    evrak: str
    starts: date | None
    expires: date | None
    last_hit: date | None
    gateways: str
    comment: str


def _entries(estate: Estate) -> Iterable[Entry]:
    book = estate.registers.firewall
    kinds: tuple[tuple[Rule | SourceNat | DestinationNat, ...], ...] = (
        book.rules,
        book.source_nat,
        book.destination_nat,
    )
    for kind in kinds:
        for number, one in enumerate(kind, start=1):
            yield _entry(estate, number, one)


def _entry(estate: Estate, number: int, one: Rule | SourceNat | DestinationNat) -> Entry:
    hit = estate.registers.hits.get(one.id)
    if isinstance(one, DestinationNat):
        port = f":{one.to_port}" if one.to_port else ""
        destination, services, action = f"{one.address} ⇒ {one.to}{port}", one.service or "any", TRANSLATED
    else:
        destination, services = ", ".join(one.to), ", ".join(one.services)
        action = ACTIONS[one.action] if isinstance(one, Rule) else TRANSLATED
        destination += f" ⇒ {one.translate}" if isinstance(one, SourceNat) else ""
    return Entry(
        number=number,
        id=one.id,
        state=_state(estate, one),
        source=", ".join(one.from_),
        destination=destination,
        services=services,
        action=action,
        logged=isinstance(one, Rule) and one.log,
        purpose=one.purpose,
        owner=one.owner,
        evrak=one.evrak,
        starts=one.starts,
        expires=one.expires,
        last_hit=estate.day_at(datetime.fromisoformat(hit)) if hit else None,
        gateways=", ".join(one.gateways),
        comment=one.comment,
    )


def _state(estate: Estate, one: Rule | SourceNat | DestinationNat) -> Text:
    if not one.enabled:
        return OFF
    if one.expired(estate.day):
        return EXPIRED
    return IN_FORCE if one.in_force(estate.day) else NOT_BEGUN


RULES = View(
    "guvenlik-duvari",
    Text("Book of firewall rules", "Güvenlik duvarı kural defteri"),
    Text(
        "Every firewall rule and translation with its purpose, who answers for it, its document and its end.",
        "Amacı, sorumlusu, evrakı ve bitişiyle her güvenlik duvarı kuralı ve adres çevirisi.",
    ),
    _entries,
    lambda _estate, one: Thing("firewall-rule", one.id),
    (
        column("no", "No", "No", "id", width=10),
        column("sira", "Order", "Sıra", "number", "number", width=6),
        column("durum", "State", "Durum", "state", width=12),
        column("kaynak", "Source", "Kaynak", "source", width=24),
        column("hedef", "Destination", "Hedef", "destination", width=24),
        column("servis", "Services", "Servis", "services", width=20),
        column("eylem", "Action", "Eylem", "action", width=8),
        column("kayit", "Logged", "Kayıt", "logged", "flag", width=7),
        column("amac", "Purpose", "Amaç", "purpose", width=30),
        column("tanimlayan", "Owner", "Tanımlayan", "owner", width=20),
        column("evrak", "Document", "Evrak", "evrak", width=22),
        column("baslangic", "Start", "Başlangıç", "starts", "date", width=11),
        column("bitis", "End", "Bitiş", "expires", "date", width=11),
        column("son_isabet", "Last hit", "Son isabet", "last_hit", "date", width=11),
        column("gecitler", "Gateways", "Geçitler", "gateways", width=14),
        column("aciklama", "Remarks", "Açıklama", "comment", width=20),
    ),
    sort=("no",),
    brief=("no", "kaynak", "hedef", "servis", "eylem", "bitis"),
)
