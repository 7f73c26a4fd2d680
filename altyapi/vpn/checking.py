"""What is asked for against what is there: every fault at once, whether it was typed or stands in a table's row."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from altyapi.plan.policy import ChangePolicy
from altyapi.vpn import keys
from altyapi.vpn.peer import Peer
from altyapi.vpn.people import Department, People, Person
from altyapi.vpn.policy import Profile, VpnPolicy
from netbox_sync.importer.faults import FaultKind, Place
from netbox_sync.model import Frozen

Tell = Callable[..., None]
"""(kind, place, value, **fields): as `Findings.add`."""

PERSON_UNKNOWN: Final = FaultKind(
    code="VPN-001",
    en="NetBox has no such person: {value}",
    tr="NetBox içinde böyle bir kişi yok: {value}",
    en_remedy="Persons are NetBox's contacts, by their name or id:NUMBER. Enter the person there, assigned to the department.",
    tr_remedy="Kişiler NetBox kişi kayıtlarıdır: adıyla ya da id:NUMARA ile. Kişi, birimine atanmış olarak kaydedilmeli.",
)
PERSON_AMBIGUOUS: Final = FaultKind(
    code="VPN-002",
    en="Several persons have this name: {value}: {known}",
    tr="Bu adda birden çok kişi var: {value}: {known}",
    en_remedy="Name the one that is meant as id:NUMBER.",
    tr_remedy="Kastedilen kişi id:NUMARA ile yazılmalı.",
)
NO_DEPARTMENT: Final = FaultKind(
    code="VPN-003",
    en="The person belongs to no department: {value}",
    tr="Kişi hiçbir birime bağlı değil: {value}",
    en_remedy="Assign the contact to its department (tenant) in NetBox.",
    tr_remedy="Kişi NetBox içinde birimine (tenant) atanmalı.",
)
DEPARTMENT_UNCLEAR: Final = FaultKind(
    code="VPN-004",
    en="The person's department must be named: {value}: {known}",
    tr="Kişinin birimi belirtilmeli: {value}: {known}",
    en_remedy="Name one of these departments, by its slug.",
    tr_remedy="Bu birimlerden biri kısa adıyla yazılmalı.",
)
PROFILE_UNKNOWN: Final = FaultKind(
    code="VPN-005",
    en="No such profile: {value}",
    tr="Böyle bir profil yok: {value}",
    en_remedy="Profiles of inventory/policy/vpn.yml: {known}",
    tr_remedy="inventory/policy/vpn.yml içindeki profiller: {known}",
)
DATE_UNREADABLE: Final = FaultKind(
    code="VPN-006",
    en="Not a day: {value}",
    tr="Tarih değil: {value}",
    en_remedy="Write it as 2026-12-31 or 31.12.2026.",
    tr_remedy="31.12.2026 ya da 2026-12-31 biçiminde yazılmalı.",
)
DATE_PAST: Final = FaultKind(
    code="VPN-007",
    en="The last day is past: {value}",
    tr="Son gün geçmişte: {value}",
    en_remedy="The last day must be today ({today}) or later.",
    tr_remedy="Son gün bugün ({today}) ya da sonrası olmalı.",
)
DATE_FAR: Final = FaultKind(
    code="VPN-008",
    en="The last day lies past what the profile allows: {value}, {profile}: {days} days",
    tr="Son gün profilin izin verdiğinden sonra: {value}; profil: {profile}, gün: {days}",
    en_remedy="The latest day for it is {latest}.",
    tr_remedy="En geç gün: {latest}.",
)
EVRAK_NEEDED: Final = FaultKind(
    code="VPN-009",
    en="No document number: access is given on a written request only.",
    tr="Evrak numarası yok: erişim yalnız yazılı taleple verilir.",
    en_remedy="Give the number of the document that asks for it.",
    tr_remedy="Talep evrakının numarası verilmeli.",
)
EVRAK_FORM: Final = FaultKind(
    code="VPN-010",
    en="Not a document number: {value}",
    tr="Evrak numarası biçiminde değil: {value}",
    en_remedy="As E-12345678-934.01.02-1234, or 2026/1234; `evrak.pattern` of inventory/policy/change.yml decides.",
    tr_remedy="E-12345678-934.01.02-1234 ya da 2026/1234 gibi; inventory/policy/change.yml içindeki `evrak.pattern` belirler.",
)
KEY_FORM: Final = FaultKind(
    code="VPN-011",
    en="Not a public key of {provider}: {value}",
    tr="{provider} açık anahtarı değil: {value}",
    en_remedy="WireGuard: 44 characters that end in =, as `wg pubkey` prints them. OpenVPN: SHA-256 of the public key, 64 hex digits.",
    tr_remedy="WireGuard: `wg pubkey` çıktısı, = ile biten 44 karakter. OpenVPN: açık anahtarın SHA-256 özeti, 64 onaltılık rakam.",
)
KEY_USED: Final = FaultKind(
    code="VPN-012",
    en="This key is held by another grant already: {value}: {holder}",
    tr="Bu anahtar başka bir erişimde kullanılmış: {value}: {holder}",
    en_remedy="A key belongs to one grant for ever, also after it was taken back: make a new pair.",
    tr_remedy="Anahtar, geri alınmış olsa da tek erişime aittir: yeni anahtar çifti oluşturulmalı.",
)
KEY_TWICE: Final = FaultKind(
    code="VPN-013",
    en="The same key stands in row {first} too: {value}",
    tr="Aynı anahtar {first}. satırda da var: {value}",
    en_remedy="Each person has a key of their own.",
    tr_remedy="Her kişinin kendi anahtarı olmalı.",
)
GRANTED: Final = FaultKind(
    code="VPN-014",
    en="The person has this access already: {value}, {profile}: {address} until {until}",
    tr="Kişinin bu erişimi zaten var: {value}, {profile}: {address}, son gün {until}",
    en_remedy="Longer: inv vpn.extend. A new key: inv vpn.rotate. Anew: inv vpn.revoke before.",
    tr_remedy="Uzatmak için inv vpn.extend, yeni anahtar için inv vpn.rotate; yeniden vermek için önce inv vpn.revoke.",
)
ROW_TWICE: Final = FaultKind(
    code="VPN-015",
    en="The same person and profile stand in row {first} too: {value}",
    tr="Aynı kişi ve profil {first}. satırda da var: {value}",
    en_remedy="Leave one of the two rows.",
    tr_remedy="İki satırdan biri kalmalı.",
)
KEY_MISSING: Final = FaultKind(
    code="VPN-016",
    en="No public key: {value}",
    tr="Açık anahtar yok: {value}",
    en_remedy="The user makes a pair and sends the public half; or it is made here: --new-key --for-age RECIPIENT",
    tr_remedy="Kullanıcı çifti oluşturup açık yarısını gönderir; ya da burada oluşturulur: --new-key --for-age ALICI",
)
DEPARTMENT_FOREIGN: Final = FaultKind(
    code="VPN-017",
    en="The person does not belong to this department: {value}: {known}",
    tr="Kişi bu birime bağlı değil: {value}: {known}",
    en_remedy="Assign the contact to the department in NetBox, or correct the slug.",
    tr_remedy="Kişi NetBox içinde birime atanmalı ya da kısa ad düzeltilmeli.",
)
KEY_UNKNOWN: Final = FaultKind(
    code="VPN-018",
    en="OpenVPN certifies a key, and a fingerprint alone is none: {value}",
    tr="OpenVPN için sertifika anahtarın kendisinden yapılır, özeti yetmez: {value}",
    en_remedy="Give the user's request for a certificate as --csr FILE; or the pair is made here: --new-key. Both need --for-age.",
    tr_remedy="Sertifika isteği --csr DOSYA ile verilmeli ya da çift burada oluşturulmalı: --new-key. İkisi de --for-age ister.",
)


class Request(Frozen):
    """What was asked for, as it was typed. `public_key` may be empty where a pair is to be made here; `department` is a slug, needed
    only for a person of several."""

    person: str
    profile: str
    until: str
    evrak: str
    reason: str = ""
    public_key: str = ""
    department: str = ""


class Order(Frozen):
    """A request that holds."""

    person: Person
    department: Department
    profile: str
    until: date
    evrak: str
    reason: str
    public_key: str


class Held(Frozen):
    """What NetBox holds of the persons and keys that are asked for, taken back or not."""

    grants: tuple[Peer, ...]

    def by_key(self) -> Mapping[str, Peer]:
        return {one.public_key: one for one in self.grants if one.public_key}

    def standing(self) -> Mapping[tuple[int | None, str], Peer]:
        return {(one.person, one.profile): one for one in self.grants if one.live}


class Checker:
    """Checks requests one after another and tells what is wrong with each; `places` says where a field of it stands."""

    def __init__(
        self,
        policy: VpnPolicy,
        changes: ChangePolicy,
        people: People,
        held: Held,
        day: date,
        tell: Tell,
        *,
        again: bool = False,
        certifiable: Container[str] = (),
    ) -> None:
        """`again`: what stands just so already is no fault, it is kept in `already`. `certifiable`: fingerprints of keys that are at
        hand, to be certified for OpenVPN."""
        self._policy, self._changes, self._people, self._day, self._tell = policy, changes, people, day, tell
        self._again, self._certifiable = again, certifiable
        self.already: list[Peer] = []
        self._keys, self._standing = held.by_key(), held.standing()
        self._seen: dict[tuple[int, str], str] = {}
        self._seen_keys: dict[str, str] = {}

    def order(self, asked: Request, place: Callable[[str], Place], at: str, *, key_made: bool) -> Order | None:
        """None where anything is wrong. `at` names the row for others; `key_made`: a pair is made here where no key is given."""
        person = self._person(asked, place)
        if person and self._stands(asked, person):
            return None
        department = self._department(asked, person, place) if person else None
        profile = self._profile(asked, place)
        until = self.until(asked.until, asked.profile, profile, place("until"))
        evrak = self.evrak(asked.evrak, place("evrak"))
        free = person is None or profile is None or self._free(asked, person, place, at)
        key = profile is None or self._key(asked, profile, place, at, made=key_made)
        if person is None or department is None or profile is None or until is None or not (evrak and free and key):
            return None
        return Order(
            person=person,
            department=department,
            profile=asked.profile,
            until=until,
            evrak=asked.evrak,
            reason=asked.reason,
            public_key=asked.public_key,
        )

    def _stands(self, asked: Request, person: Person) -> bool:
        held = self._standing.get((person.id, asked.profile))
        if not self._again or held is None or held in self.already:
            return False
        same = (
            asked.public_key in ("", held.public_key)
            and day_of(asked.until) == held.until
            and asked.evrak == held.evrak
        )
        if same:
            self.already.append(held)
        return same

    def until(self, text: str, name: str, profile: Profile | None, place: Place) -> date | None:
        day = day_of(text)
        if day is None:
            self._tell(DATE_UNREADABLE, place, text)
        elif day < self._day:
            self._tell(DATE_PAST, place, text, today=self._day.isoformat())
            return None
        elif profile is not None and day > (latest := self._day + timedelta(days=profile.days_max)):
            self._tell(DATE_FAR, place, text, profile=name, days=profile.days_max, latest=latest.isoformat())
            return None
        return day

    def evrak(self, text: str, place: Place) -> bool:
        """A document is needed here whatever the policy of changes says."""
        if not text:
            self._tell(EVRAK_NEEDED, place)
        elif not re.fullmatch(self._changes.evrak.pattern, text):
            self._tell(EVRAK_FORM, place, text)
        else:
            return True
        return False

    def key(self, key: str, profile: Profile, place: Place, but: int = 0) -> bool:
        """Whether the key has its form and nobody else's grant holds it, or ever held it."""
        if not keys.usable(key, profile.provider):
            self._tell(KEY_FORM, place, key, provider=profile.provider)
            return False
        if profile.provider == "openvpn" and key not in self._certifiable:
            self._tell(KEY_UNKNOWN, place, key)
            return False
        holder = self._keys.get(key)
        if holder is not None and holder.netbox_id != but:
            self._tell(KEY_USED, place, key, holder=f"{holder.person_id or '-'} {holder.host}")
            return False
        return True

    def _person(self, asked: Request, place: Callable[[str], Place]) -> Person | None:
        found = self._people.of(asked.person)
        if not found:
            self._tell(PERSON_UNKNOWN, place("person"), asked.person)
        elif len(found) > 1:
            known = ", ".join(f"id:{one.id} ({_slugs(one.departments)})" for one in found)
            self._tell(PERSON_AMBIGUOUS, place("person"), asked.person, known=known)
        else:
            return found[0]
        return None

    def _department(self, asked: Request, person: Person, place: Callable[[str], Place]) -> Department | None:
        if not person.departments:
            self._tell(NO_DEPARTMENT, place("person"), person.name)
            return None
        if not asked.department:
            if len(person.departments) == 1:
                return person.departments[0]
            self._tell(DEPARTMENT_UNCLEAR, place("department"), person.name, known=_slugs(person.departments))
            return None
        for one in person.departments:
            if asked.department in (one.slug, one.name):
                return one
        self._tell(DEPARTMENT_FOREIGN, place("department"), asked.department, known=_slugs(person.departments))
        return None

    def _profile(self, asked: Request, place: Callable[[str], Place]) -> Profile | None:
        found = self._policy.profiles.get(asked.profile)
        if found is None:
            self._tell(PROFILE_UNKNOWN, place("profile"), asked.profile, known=", ".join(self._policy.profiles))
        return found

    def _free(self, asked: Request, person: Person, place: Callable[[str], Place], at: str) -> bool:
        who = (person.id, asked.profile)
        if who in self._seen:
            self._tell(ROW_TWICE, place("person"), person.name, first=self._seen[who])
            return False
        self._seen[who] = at
        held = self._standing.get(who)
        if held is not None:
            said = {"profile": asked.profile, "address": held.host, "until": held.until or "-"}
            self._tell(GRANTED, place("person"), person.name, **said)
        return held is None

    def _key(self, asked: Request, profile: Profile, place: Callable[[str], Place], at: str, *, made: bool) -> bool:
        key = asked.public_key
        if not key:
            if not made:
                self._tell(KEY_MISSING, place("public_key"), asked.person)
            return made
        if key in self._seen_keys:
            self._tell(KEY_TWICE, place("public_key"), key, first=self._seen_keys[key])
            return False
        self._seen_keys[key] = at
        return self.key(key, profile, place("public_key"))


def day_of(text: str) -> date | None:
    """2026-12-31 or 31.12.2026."""
    turned = re.fullmatch(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})", text.strip())
    try:
        return date(*map(int, reversed(turned.groups()))) if turned else date.fromisoformat(text.strip())
    except ValueError:
        return None


def keys_of(requests: Iterable[Request]) -> Sequence[str]:
    return [one.public_key for one in requests if one.public_key]


def _slugs(departments: Sequence[Department]) -> str:
    return ", ".join(one.slug for one in departments) or "-"


def option(names: Mapping[str, str]) -> Callable[[str], Place]:
    """Where a field stands that was typed on the command line: its option."""

    def place(field: str) -> Place:
        return Place("", header=names.get(field, f"--{field.replace('_', '-')}"))

    return place
