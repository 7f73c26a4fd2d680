"""Licences and exceptions: what runs out, and what was never taken back."""

from __future__ import annotations

from collections.abc import Iterator

from altyapi.audit.estate import Estate
from altyapi.audit.rules.rule import Hit, rule
from altyapi.audit.thing import Thing


@rule(
    "licence-expired",
    "high",
    title=("Licence that has ended", "Süresi biten lisans"),
    why=(
        "Use without a right, and no updates: both a legal and a security fault.",
        "Haksız kullanım ve güncelleme yokluğu: hem hukuki hem güvenlik sorunu.",
    ),
    remedy=(
        "Renew it, or move to its open-source equivalent and remove the product.",
        "Yenilenmeli ya da açık kaynak muadiline geçilip ürün kaldırılmalı.",
    ),
    observed=(
        "{product}: ended {end}, {days} {days:day|days} ago; equivalent: {equivalent}",
        "{product}: bitiş {end}, geçen gün: {days}; AKKY muadili: {equivalent}",
    ),
    reads="`end` in `licences.yml`",
)
def licence_expired(estate: Estate) -> Iterator[Hit]:
    for one in estate.registers.licences:
        if one.end is not None and one.end < estate.day:
            days = (estate.day - one.end).days
            yield Hit(
                Thing("licence", one.id),
                {"product": one.product, "end": one.end, "days": days, "equivalent": one.open_source_equivalent},
            )


@rule(
    "licence-ending",
    "medium",
    title=("Licence that ends soon", "Bitmek üzere olan lisans"),
    why=("A purchase takes weeks; then the right is gone.", "Alım haftalar sürer; hak o arada biter."),
    remedy=(
        "Start the renewal, or the move to its open-source equivalent.",
        "Yenileme ya da açık kaynak muadiline geçiş başlatılmalı.",
    ),
    observed=(
        "{product}: ends {end}, in {days} {days:day|days}; equivalent: {equivalent}",
        "{product}: bitiş {end}, kalan gün: {days}; AKKY muadili: {equivalent}",
    ),
    reads="`end` in `licences.yml`; `limits.licence_notice_days`",
)
def licence_ending(estate: Estate) -> Iterator[Hit]:
    for one in estate.registers.licences:
        days = None if one.end is None else (one.end - estate.day).days
        if days is not None and 0 <= days < estate.policy.limits.licence_notice_days:
            yield Hit(
                Thing("licence", one.id),
                {"product": one.product, "end": one.end, "days": days, "equivalent": one.open_source_equivalent},
            )


@rule(
    "licence-overused",
    "medium",
    title=("Licence with more users than bought", "Alınandan çok kullanılan lisans"),
    why=(
        "Use without a right; an audit by the publisher costs more than the licences.",
        "Haksız kullanım; üretici denetimi lisanstan pahalıya gelir.",
    ),
    remedy=(
        "Take it away where it is not needed, or buy what is missing.",
        "Gerekmeyen yerden kaldırılmalı ya da eksik adet alınmalı.",
    ),
    observed=("{product}: {used} in use, {quantity} bought", "{product}: kullanılan {used}, alınan {quantity}"),
    reads="`used` and `quantity` in `licences.yml`",
)
def licence_overused(estate: Estate) -> Iterator[Hit]:
    for one in estate.registers.licences:
        if one.used is not None and one.used > one.quantity:
            yield Hit(Thing("licence", one.id), {"product": one.product, "used": one.used, "quantity": one.quantity})


@rule(
    "exception-still-open",
    "high",
    title=("Exception still open past its end", "Süresi bittiği halde açık duran istisna"),
    why=(
        "What was allowed for days has become the rule, without anybody's approval.",
        "Günler için verilen izin, kimse onaylamadan kurala dönüşmüş.",
    ),
    remedy=(
        "Take it back, check that it is, and enter `closed` in exceptions.yml; or have it approved anew.",
        "Geri alınmalı, alındığı denetlenip exceptions.yml dosyasına `closed` girilmeli ya da yeniden onaylatılmalı.",
    ),
    observed=(
        "{title}: ended {end}, open for {days} {days:day|days} since; approved by {approver}",
        "{title}: bitiş {end}, bitişten sonra açık gün: {days}; onaylayan: {approver}",
    ),
    reads="`end` and `closed` in `exceptions.yml`",
)
def exception_still_open(estate: Estate) -> Iterator[Hit]:
    for one in estate.registers.exceptions:
        if one.state(estate.day) == "overdue":
            days = (estate.day - one.end).days
            yield Hit(
                Thing("exception", one.id),
                {"title": one.title, "end": one.end, "days": days, "approver": one.approver_role},
            )


@rule(
    "access-still-open",
    "high",
    title=("Address or device whose permission has run out", "Geçerliliği biten adres ya da cihaz"),
    why=(
        "It was let in until a day that is past; who holds it may have left.",
        "Geçmiş bir güne kadar izinliydi; kullananın ilişiği kesilmiş olabilir.",
    ),
    remedy=(
        "Take the access back and free the address, or have it approved anew and enter the new end.",
        "Erişim geri alınıp adres boşaltılmalı ya da yeniden onaylatılıp yeni bitiş girilmeli.",
    ),
    observed=("valid until {end}, document {evrak}", "geçerlilik sonu: {end}, evrak: {evrak}"),
    reads="`gecerlilik_sonu` of addresses, devices and virtual machines in service",
)
def access_still_open(estate: Estate) -> Iterator[Hit]:
    for thing, end, evrak in estate.permitted:
        if end < estate.day:
            yield Hit(thing, {"end": end, "evrak": evrak})
