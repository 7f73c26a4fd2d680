"""What can go wrong with pools."""

from __future__ import annotations

from netbox_sync.faults import NetBoxDown, NetBoxError


class PoolExhausted(NetBoxError):
    """Fields: prefix, wanted."""

    code = "NBX-100"
    en = "No free address left for {wanted} more in the pool: {prefix}"
    tr = "Havuzda yeterli boş adres yok: {prefix}; gereken: {wanted}"
    en_remedy = "Nothing was taken. Take back what nobody uses (`inv vpn.list`), or make the pool larger in NetBox."
    tr_remedy = (
        "Hiçbir adres alınmadı. Kullanılmayanlar geri alınmalı (`inv vpn.list`) ya da havuz NetBox içinde büyütülmeli."
    )


class PoolMissing(NetBoxError):
    """Fields: pool (as the policy names it), count."""

    code = "NBX-101"
    en = "The pool must be one prefix of NetBox: {pool}: prefixes that fit: {count}"
    tr = "Havuz NetBox içinde tek bir ağ olmalı: {pool}: uyan ağ sayısı: {count}"
    en_remedy = (
        "Make the prefix in NetBox, or name it more closely in the policy; then ./inv netbox.pull. Every profile of the policy "
        "needs its pool: one that is not used is left out there."
    )
    tr_remedy = (
        "Ağ NetBox içinde oluşturulmalı ya da politikada daha belirli yazılmalı; ardından ./inv netbox.pull. Politikadaki her "
        "profilin havuzu olmalı: kullanılmayan profil oradan çıkarılmalı."
    )


class AnswerLost(NetBoxDown):
    """Fields: url, reason."""

    code = "NBX-102"
    en = "NetBox gave no answer to what it was asked to store, and does not hold it yet: {url}: {reason}"
    tr = "NetBox kayıt isteğine yanıt vermedi, kayıt da henüz yok: {url}: {reason}"
    en_remedy = "It is looked up again by the next run, which finishes it or takes it back: run the same command again."
    tr_remedy = "Sonraki çalıştırma yeniden bakar; kaydı tamamlar ya da geri alır: aynı komut yeniden çalıştırılmalı."
