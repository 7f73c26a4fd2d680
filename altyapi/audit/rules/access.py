"""Remote access: grants that stand on no person, no document, no end, or on one who has left."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.text import Cell
from altyapi.vpn.peer import Peer


@rule(
    "vpn-leaver",
    "high",
    title=("Remote access of somebody who has left", "Ayrılmış kişinin uzaktan erişimi"),
    why=(
        "Whoever leaves is out the same day; until then everything inside is open to a stranger.",
        "Ayrılanın erişimi aynı gün kapanmalı; o ana dek içerisi kurum dışından birine açıktır.",
    ),
    remedy=("Cut it now: ./inv vpn.revoke PERSON --all", "Hemen kesilmeli: ./inv vpn.revoke KİŞİ --all"),
    observed=("{profile}, valid until {end}: {why}", "{profile}, son gün {end}: {why}"),
    reads="`vpn_kisi` of addresses; the contact's departments and groups; `left_group` in `vpn.yml`",
)
def leaver(estate: Estate) -> Iterator[Hit]:
    for one in estate.grants:
        why = estate.left(one)
        if why is not None:
            yield _hit(estate, one, why=why)


@rule(
    "vpn-without-person",
    "high",
    title=("Remote access of nobody", "Sahibi belli olmayan uzaktan erişim"),
    why=("Nobody answers for what is done with it.", "Bu erişimle yapılanın sorumlusu yoktur."),
    remedy=("Enter the person in `vpn_kisi`, or take it back.", "`vpn_kisi` girilmeli ya da erişim geri alınmalı."),
    observed=("{profile}, valid until {end}", "{profile}, son gün {end}"),
    reads="`vpn_kisi` of addresses",
)
def without_person(estate: Estate) -> Iterator[Hit]:
    for one in estate.grants:
        if not one.person_id:
            yield _hit(estate, one)


@rule(
    "vpn-without-document",
    "high",
    title=("Remote access without a document", "Evrakı olmayan uzaktan erişim"),
    why=("Access is given on a written request only.", "Erişim yalnız yazılı taleple verilir."),
    remedy=(
        "Have it asked for in writing and enter the number (./inv vpn.extend), or take it back.",
        "Yazılı talep alınıp numarası girilmeli (./inv vpn.extend) ya da erişim geri alınmalı.",
    ),
    observed=("{profile}, valid until {end}", "{profile}, son gün {end}"),
    reads="`evrak_no` of addresses with `vpn_profil`",
)
def without_document(estate: Estate) -> Iterator[Hit]:
    for one in estate.grants:
        if not one.evrak:
            yield _hit(estate, one)


@rule(
    "vpn-without-end",
    "high",
    title=("Remote access without an end", "Bitişi olmayan uzaktan erişim"),
    why=(
        "Access that nobody has to renew is never looked at again.",
        "Yenilenmesi gerekmeyen erişime bir daha bakılmaz.",
    ),
    remedy=(
        "Enter the last day (./inv vpn.extend), or take it back.",
        "Son gün girilmeli (./inv vpn.extend) ya da geri alınmalı.",
    ),
    observed=("{profile}; no gateway lets it in", "{profile}; hiçbir ağ geçidi kabul etmez"),
    reads="`gecerlilik_sonu` of addresses with `vpn_profil`",
)
def without_end(estate: Estate) -> Iterator[Hit]:
    for one in estate.grants:
        if one.until is None:
            yield _hit(estate, one)


@rule(
    "vpn-past-bound",
    "medium",
    title=("Remote access for longer than its profile allows", "Profilin izin verdiğinden uzun uzaktan erişim"),
    why=(
        "The bound makes somebody look at it in time; a contractor's is thirty days.",
        "Süre sınırı erişimin zamanında gözden geçirilmesini sağlar; yüklenicide otuz gündür.",
    ),
    remedy=(
        "Enter an earlier last day in NetBox, or give it another profile.",
        "NetBox içinde daha erken bir son gün girilmeli ya da başka profil verilmeli.",
    ),
    observed=(
        "{profile}, valid until {end}; at most {days} days from today",
        "{profile}, son gün {end}; bugünden en çok {days} gün",
    ),
    reads="`gecerlilik_sonu` of addresses with `vpn_profil`; `days_max` in `vpn.yml`",
)
def past_bound(estate: Estate) -> Iterator[Hit]:
    for one in estate.grants:
        profile = estate.vpn.profiles.get(one.profile)
        days = 0 if profile is None else profile.days_max
        if one.until is not None and (one.until - estate.day).days > days:
            yield _hit(estate, one, days=days)


def _hit(estate: Estate, one: Peer, **values: Cell) -> Hit:
    profile = estate.vpn.profiles.get(one.profile)
    title = profile.title if profile else one.profile
    return Hit(estate.grant(one), {"profile": title, "end": one.until, **values})
