"""What can go wrong between us and NetBox, drawn once.

```
NetBoxError
├── NetBoxDown                 may pass by itself: the outbox waits, readers go on from the last snapshot
│   ├── NetBoxUnreachable      no answer (DNS, TCP, TLS, timeout)
│   └── NetBoxFailing          an answer of class 5xx
├── AddressUnusable, TokenRefused, PermissionMissing, NetBoxTooOld, UnexpectedAnswer, ObjectMissing, ValidationRefused
├── ReadError                  not a whole picture: KeepsChanging, PartialView, SuddenlyEmpty, OtherNetBox, AmbiguousNames,
│                              FeedUnusable
├── SnapshotError              the file: SnapshotMissing, SnapshotDamaged, SnapshotForeign
├── SelectionError             --limit: SelectionSyntax, UnknownName, EmptySelection, NameFileUnreadable
├── OutboxError                OutboxBusy, OutboxDamaged, NoSuchConflict, NothingToDecide
└── InventoryMisconfigured, InventoryHostsClash, SnapshotStale
```
"""

from __future__ import annotations

from netbox_sync.errors import ToolkitError


class NetBoxError(ToolkitError):
    """Any expected fault of the bridge to NetBox."""

    code = "NBX-000"


class NetBoxDown(NetBoxError):
    """NetBox can't serve just now; trying again later is right."""


class NetBoxUnreachable(NetBoxDown):
    """Fields: url, reason."""

    code = "NBX-001"
    en = "NetBox gave no answer: {url}: {reason}"
    tr = "NetBox yanıt vermedi: {url}: {reason}"
    en_remedy = (
        "Check the address, the line and the certificate, then `inv doctor`. Work goes on from the last snapshot."
    )
    tr_remedy = "Adres, hat ve sertifika denetlenmeli, sonra `inv doctor`. Çalışma son anlık görüntüyle sürdürülebilir."


class AddressUnusable(NetBoxError):
    """Fields: url."""

    code = "NBX-009"
    en = "Not an address of a NetBox, it has to begin with http:// or https://: {url}"
    tr = "NetBox adresi değil, http:// ya da https:// ile başlamalı: {url}"
    en_remedy = "Set NETBOX_URL in the environment, or netbox_url in inventory/altyapi.yml: https://netbox.example.org"
    tr_remedy = "NETBOX_URL ortamda ya da netbox_url inventory/altyapi.yml içinde verilmeli: https://netbox.example.org"


class AddressWithLogin(NetBoxError):
    """Fields: url, without the login."""

    code = "NBX-016"
    en = "NetBox's address holds a user or a password: {url}"
    tr = "NetBox adresinde kullanıcı adı ya da parola var: {url}"
    en_remedy = (
        "Leave it out: NetBox is logged in to with NETBOX_TOKEN. Change that password, it may stand in logs by now."
    )
    tr_remedy = "Adresten çıkarılmalı: NetBox girişi NETBOX_TOKEN ile yapılır. Parola günlüklere yazılmış olabilir, değiştirilmeli."


class NetBoxFailing(NetBoxDown):
    """Fields: url, status, detail."""

    code = "NBX-002"
    en = "NetBox failed with HTTP {status}: {url}: {detail}"
    tr = "NetBox hata verdi, HTTP {status}: {url}: {detail}"
    en_remedy = "See NetBox's own log for this time, then try again."
    tr_remedy = "NetBox günlüğünde bu an incelenmeli, sonra yeniden denenmeli."


class TokenRefused(NetBoxError):
    """Fields: url, detail (NetBox's words). The token itself is never named."""

    code = "NBX-003"
    en = "NetBox refused the token: {url}: {detail}"
    tr = "NetBox erişim anahtarını kabul etmedi: {url}: {detail}"
    en_remedy = "Check NETBOX_TOKEN: does it exist, is it enabled, has it expired, may it be used from this address?"
    tr_remedy = "NETBOX_TOKEN denetlenmeli: tanımlı mı, açık mı, süresi dolmuş mu, bu adresten kullanılabiliyor mu?"


class PermissionMissing(NetBoxError):
    """Fields: action (view, add, change, delete), object_type (`dcim.device`)."""

    code = "NBX-004"
    en = "The token's user has no permission in NetBox: {action} {object_type}"
    tr = "Erişim anahtarının kullanıcısında NetBox izni yok: {action} {object_type}"
    en_remedy = (
        "Give the user (or its group) an object permission: type {object_type}, action {action}, no constraints. "
        "For writing, the token must be write-enabled too. `inv doctor` tells every permission that is missing."
    )
    tr_remedy = (
        "Kullanıcıya ya da grubuna nesne izni verilmeli: tür {object_type}, eylem {action}, kısıtsız. "
        "Yazma için anahtarda yazma da açık olmalı. Eksik izinlerin tümünü `inv doctor` söyler."
    )


class NetBoxTooOld(NetBoxError):
    """Fields: url, version, oldest."""

    code = "NBX-005"
    en = "NetBox is too old: {url} runs {version}, {oldest} or newer is needed"
    tr = "NetBox sürümü eski: {url} sürümü {version}, gereken en az {oldest}"
    en_remedy = "Upgrade NetBox to {oldest} or newer."
    tr_remedy = "NetBox {oldest} ya da daha yeni bir sürüme yükseltilmeli."


class UnexpectedAnswer(NetBoxError):
    """Fields: url, detail."""

    code = "NBX-006"
    en = "This is not an answer that NetBox gives: {url}: {detail}"
    tr = "NetBox yanıtı beklenen biçimde değil: {url}: {detail}"
    en_remedy = "Check that NETBOX_URL is NetBox's own address (no login portal or proxy page in between)."
    tr_remedy = "NETBOX_URL doğrudan NetBox adresi olmalı (araya giren oturum sayfası ya da vekil sunucu olmamalı)."


class ObjectMissing(NetBoxError):
    """Fields: url."""

    code = "NBX-007"
    en = "NetBox has no such object: {url}"
    tr = "NetBox içinde böyle bir nesne yok: {url}"
    en_remedy = "It was deleted, or the token's user may not see it: pull again."
    tr_remedy = "Silinmiş ya da anahtarın kullanıcısına görünmüyor olabilir: yeniden çekilmeli."


class ValidationRefused(NetBoxError):
    """Fields: url, faults: NetBox's messages by field, as one line; `faults_by_field` keeps the mapping."""

    code = "NBX-008"
    en = "NetBox refused the data: {url}: {faults}"
    tr = "NetBox veriyi kabul etmedi: {url}: {faults}"
    en_remedy = "Mend the fields named above."
    tr_remedy = "Yukarıda adı geçen alanlar düzeltilmeli."

    @property
    def faults_by_field(self) -> object:
        return self.fields.get("body")


class ReadError(NetBoxError):
    """What was read is not a whole picture, so none of it is used."""


class KeepsChanging(ReadError):
    """Fields: tables, rounds."""

    code = "NBX-010"
    en = "NetBox kept changing while it was read, {rounds} times over: {tables}"
    tr = "NetBox okunurken sürekli değişti, {rounds} kez denendi: {tables}"
    en_remedy = "Wait for the import or script that writes there to end, then pull again."
    tr_remedy = "Bu nesnelere yazan içe aktarma ya da betik bittikten sonra yeniden çekilmeli."


class PartialView(ReadError):
    """Fields: object_type, seen, counted, where."""

    code = "NBX-011"
    en = "The token's user sees only part of NetBox: {object_type}: {seen} seen, {counted} counted by NetBox ({where})"
    tr = "Anahtarın kullanıcısı NetBox verisini eksik görüyor: {object_type}: {seen} / {counted} ({where})"
    en_remedy = (
        "Give view permission on {object_type} without constraints. If the permission is whole, NetBox's counters are "
        "stale: run `manage.py calculate_cached_counts` on its server."
    )
    tr_remedy = (
        "{object_type} için kısıtsız görüntüleme izni verilmeli. İzin tamsa NetBox sayaçları eskimiştir: sunucuda "
        "`manage.py calculate_cached_counts` çalıştırılmalı."
    )


class SuddenlyEmpty(ReadError):
    """Fields: tables (with what the last snapshot held)."""

    code = "NBX-012"
    en = "NetBox suddenly shows none of what the last snapshot held: {tables}"
    tr = "NetBox, son anlık görüntüde bulunan şu nesnelerin hiçbirini göstermiyor: {tables}"
    en_remedy = "Check the token's permissions. If they were really deleted, pull with --fresh."
    tr_remedy = "Anahtarın izinleri denetlenmeli. Gerçekten silindilerse --fresh ile çekilmeli."


class OtherNetBox(ReadError):
    """Fields: url, before (where the last snapshot is from), path."""

    code = "NBX-017"
    en = "The snapshot is of another NetBox than the one asked now: of {before}, asked: {url} ({path})"
    tr = "Anlık görüntü başka bir NetBox kurulumundan: {before}; şimdi sorulan: {url} ({path})"
    en_remedy = (
        "Check NETBOX_URL: every other command works from that snapshot. If it has moved, or that one is meant from now on: "
        "`inv netbox.pull --fresh`."
    )
    tr_remedy = (
        "NETBOX_URL denetlenmeli: bütün öteki komutlar bu anlık görüntüyle çalışır. Adres değiştiyse ya da artık o kurulum "
        "kullanılacaksa: `inv netbox.pull --fresh`."
    )


class AmbiguousNames(ReadError):
    """Fields: listing (every clash with sites and ids)."""

    code = "NBX-013"
    en = "Names that must be unique stand for several objects in NetBox: {listing}"
    tr = "Tekil olması gereken adlar NetBox içinde birden çok nesnede: {listing}"
    en_remedy = (
        "Rename all but one of each in NetBox (device name; slug of region, role, platform, ...), then pull again."
    )
    tr_remedy = (
        "NetBox içinde her birinden biri dışındakiler yeniden adlandırılmalı (cihaz adı; bölge, rol, platform "
        "kısa adı), sonra çekilmeli."
    )


class FeedUnusable(ReadError):
    """This list can't be read by feed; pages serve. Fields: table (`*`: no list can), en_detail, tr_detail."""

    code = "NBX-014"
    en = "The feed is not used for {en_table}: {en_detail}"
    tr = "Hızlı akış kullanılamadı: {tr_table}: {tr_detail}"
    en_remedy = (
        "`inv netbox.views --apply --reason WHY` installs it; without it the snapshot is the same and takes longer."
    )
    tr_remedy = (
        "`inv netbox.views --apply --reason NEDEN` kurar; onsuz anlık görüntü aynıdır, yalnızca daha uzun sürer."
    )

    def __init__(self, **fields: object) -> None:
        table = fields.get("table")
        said = ("any list", "bütün listeler") if table == "*" else (table, table)
        super().__init__(**{"en_table": said[0], "tr_table": said[1], **fields})


class SnapshotError(NetBoxError):
    """The snapshot file can't be used."""


class SnapshotMissing(SnapshotError):
    """Fields: path."""

    code = "NBX-020"
    en = "There is no snapshot: {path}"
    tr = "Anlık görüntü yok: {path}"
    en_remedy = "Make one: `inv netbox.pull`."
    tr_remedy = "Oluşturmak için: `inv netbox.pull`."


class SnapshotDamaged(SnapshotError):
    """Fields: path, en_detail, tr_detail."""

    code = "NBX-021"
    en = "The snapshot is damaged: {path}: {en_detail}"
    tr = "Anlık görüntü bozuk: {path}: {tr_detail}"
    en_remedy = "Make a new one: `inv netbox.pull`. Its content is never used in part."
    tr_remedy = "Yenisi oluşturulmalı: `inv netbox.pull`. Bozuk dosyanın hiçbir bölümü kullanılmaz."


class SnapshotForeign(SnapshotError):
    """Fields: path, found, known (schema versions)."""

    code = "NBX-022"
    en = "The snapshot was written by another version of the toolkit: {path}: schema {found}, this one reads {known}"
    tr = "Anlık görüntü aracın başka bir sürümünce yazılmış: {path}: şema {found}, bu sürümün okuduğu {known}"
    en_remedy = "Make a new one: `inv netbox.pull`."
    tr_remedy = "Yenisi oluşturulmalı: `inv netbox.pull`."


class SelectionError(NetBoxError):
    """`--limit` can't be followed."""


class SelectionSyntax(SelectionError):
    """Fields: expression, en_detail, tr_detail."""

    code = "NBX-040"
    en = "The selection can't be read: {expression}: {en_detail}"
    tr = "Seçim okunamadı: {expression}: {tr_detail}"
    en_remedy = (
        "Examples: site:mrk-ahb01   role:access-switch&region:merkezkent   obb-mrk-*&!obb-mrk-ahb01-ers03   @list.txt"
    )
    tr_remedy = (
        "Örnekler: site:mrk-ahb01   role:access-switch&region:merkezkent   obb-mrk-*&!obb-mrk-ahb01-ers03   @liste.txt"
    )


class UnknownName(SelectionError):
    """Fields: listing (every unknown name as `kind:name`, with the nearest known ones behind ≈)."""

    code = "NBX-041"
    en = "The snapshot does not know: {listing}"
    tr = "Anlık görüntüde bulunmayan adlar: {listing}"
    en_remedy = "Check the spelling; if it is new in NetBox: `inv netbox.pull`."
    tr_remedy = "Yazım denetlenmeli; NetBox içinde yeniyse: `inv netbox.pull`."


class EmptySelection(SelectionError):
    """Fields: expression, devices (how many the snapshot holds)."""

    code = "NBX-042"
    en = "The selection holds none of the {devices} devices: {expression}"
    tr = "Seçim {devices} cihazın hiçbirini kapsamıyor: {expression}"
    en_remedy = "Every name in it is known, but no device fits them all: loosen it, or look with `inv netbox.status`."
    tr_remedy = (
        "Seçimdeki adlar tanımlı, ancak hepsine uyan cihaz yok: seçim genişletilmeli ya da `inv netbox.status` ile "
        "bakılmalı."
    )


class NameFileUnreadable(SelectionError):
    """Fields: path, en_detail, tr_detail."""

    code = "NBX-043"
    en = "The file of device names can't be read: {path}: {en_detail}"
    tr = "Cihaz adları dosyası okunamadı: {path}: {tr_detail}"
    en_remedy = "One device name per line, UTF-8; what follows # is a comment."
    tr_remedy = "Her satırda bir cihaz adı, UTF-8; # sonrası açıklamadır."


class OutboxError(NetBoxError):
    """What waits to be written to NetBox can't be handled."""


class OutboxBusy(OutboxError):
    """Fields: path."""

    code = "NBX-060"
    en = "Another process delivers from this outbox: {path}"
    tr = "Giden kutusu başka bir işlem tarafından boşaltılıyor: {path}"
    en_remedy = "Wait for it to end; nothing is lost meanwhile."
    tr_remedy = "Bitmesi beklenmeli; bu arada hiçbir kayıt kaybolmaz."


class OutboxDamaged(OutboxError):
    """Fields: path, line, detail."""

    code = "NBX-061"
    en = "The outbox is damaged: {path}, line {line}: {detail}"
    tr = "Giden kutusu bozuk: {path}, satır {line}: {detail}"
    en_remedy = "Look at that line and mend or remove it by hand: what stands behind it waits until then."
    tr_remedy = "Satır elle incelenip düzeltilmeli ya da çıkarılmalı: sonrakiler o zamana dek bekler."


class NoSuchConflict(OutboxError):
    """Fields: key, known (the keys in conflict)."""

    code = "NBX-062"
    en = "Nothing in the outbox is in conflict under this name: {key}. In conflict: {known}"
    tr = "Giden kutusunda bu adla çakışan kayıt yok: {key}. Çakışanlar: {known}"
    en_remedy = "`inv netbox.outbox` lists what waits and what is in conflict."
    tr_remedy = "Bekleyen ve çakışan kayıtlar: `inv netbox.outbox`."


class NothingToDecide(OutboxError):
    """Fields: key."""

    code = "NBX-063"
    en = "There are no two values to decide between: {key}"
    tr = "Arasında seçim yapılacak iki değer yok: {key}"
    en_remedy = "Mend the cause and try it once more with --again, or give it up with --keep netbox."
    tr_remedy = "Neden giderilip --again ile yeniden denenmeli ya da --keep netbox ile vazgeçilmeli."


class InventoryMisconfigured(NetBoxError):
    """Fields: option, en_detail, tr_detail."""

    code = "NBX-080"
    en = "The inventory source is misconfigured: {option}: {en_detail}"
    tr = "Envanter kaynağı yanlış yapılandırılmış: {option}: {tr_detail}"
    en_remedy = "See `ansible-doc -t inventory altyapi.netops.netbox`."
    tr_remedy = "Bakınız: `ansible-doc -t inventory altyapi.netops.netbox`."


class InventoryHostsClash(NetBoxError):
    """Fields: listing (every name with the objects that would have it)."""

    code = "NBX-081"
    en = "One inventory name would stand for several hosts: {listing}"
    tr = "Envanterde tek ad birden çok sunucu ya da cihaz için kullanılıyor: {listing}"
    en_remedy = (
        "Rename all but one in NetBox, leave one out with `limit` or `vm_limit`, or take the names from a custom "
        "field (`hostname_field`)."
    )
    tr_remedy = (
        "Biri dışındakiler NetBox içinde yeniden adlandırılmalı, `limit` ya da `vm_limit` ile dışarıda bırakılmalı "
        "ya da adlar özel alandan alınmalı (`hostname_field`)."
    )


class SnapshotStale(NetBoxError):
    """A warning: an older snapshot had to do. Fields: age, taken, cause (the error that kept a newer one away)."""

    code = "NBX-082"
    en = "NetBox could not be asked: this is the snapshot of {taken}, {age} old: {cause}"
    tr = "NetBox verisi alınamadı: kullanılan anlık görüntü {taken} tarihli, {age} önceki: {cause}"
    en_remedy = "What was changed in NetBox since then is not in it."
    tr_remedy = "O zamandan bu yana NetBox içinde yapılan değişiklikler içinde yok."
