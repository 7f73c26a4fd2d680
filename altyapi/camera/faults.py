"""What can go wrong with a check or a search as a whole; what is wrong with one camera is a `Problem` of its look."""

from __future__ import annotations

from altyapi.errors import EngineError


class HistoryBroken(EngineError):
    code = "CAM-001"
    en = "The history of camera checks is broken: {file}, line {line}: {problem}."
    tr = "Kamera denetimlerinin geçmişi bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "Checks themselves are not touched by it. Move the file aside; availability is then told without that month."
    )
    tr_remedy = "Denetimler bundan etkilenmez. Dosya kenara alınmalı; erişilebilirlik o ay olmadan hesaplanır."


class StateUnreadable(EngineError):
    code = "CAM-002"
    en = "The state of the cameras can't be read: {file}: {problem}."
    tr = "Kameraların durum dosyası okunamıyor: {file}: {problem}."
    en_remedy = "Move it aside: the next check begins anew, and nothing is down before it failed twice."
    tr_remedy = "Dosya kenara alınmalı: sonraki denetim baştan başlar, iki kez yanıt vermeyen kamera kapalı sayılır."


class CheckRunning(EngineError):
    code = "CAM-003"
    en = "Another check of cameras, or of their passwords, is running here (lock: {file})."
    tr = "Burada başka bir kamera denetimi ya da parola çalışması sürüyor (kilit: {file})."
    en_remedy = "Wait for its end; the lock goes with its process."
    tr_remedy = "Bitmesi beklenmeli; kilit, süreçle birlikte kalkar."


class NothingAnswers(EngineError):
    code = "CAM-004"
    en = "None of {count} cameras answers, and none of the {kit} switches and routers on the way to them: nothing was judged."
    tr = "Yanıt veren kamera yok (bakılan: {count}), yoldaki {kit} anahtar ve yönlendirici de yanıtsız: değerlendirme yapılmadı."
    en_remedy = (
        "Look at this machine's own network first: its cable, its route to the camera networks, its firewall. Then whether the "
        "snapshot still says where they are: ./inv netbox.pull"
    )
    tr_remedy = (
        "Önce bu makinenin ağına bakılmalı: kablo, kamera ağlarına yol, güvenlik duvarı. Sonra anlık görüntüdeki adreslerin "
        "güncelliği: ./inv netbox.pull"
    )


class NoCameras(EngineError):
    code = "CAM-005"
    en = "No camera in service in this selection: {limit}"
    tr = "Bu seçimde hizmette kamera yok: {limit}"
    en_remedy = (
        "./inv camera.list shows what NetBox holds; the roles that are cameras stand in inventory/policy/audit.yml"
    )
    tr_remedy = "NetBox kaydı için ./inv camera.list; kamera sayılan roller inventory/policy/audit.yml dosyasında"


class TriesBroken(EngineError):
    code = "CAM-102"
    en = "The log of cameras' passwords is broken: {file}, line {line}: {problem}."
    tr = "Kamera parolalarının günlüğü bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "No password is in it, and none is lost. Find out who changed it, then move it aside; as it also counts refused logins, "
        "wait a day before the next ./inv camera.rotate"
    )
    tr_remedy = (
        "İçinde parola yoktur, kaybolan parola da yoktur. Kimin değiştirdiği araştırılıp dosya kenara alınmalı; reddedilen "
        "girişleri de saydığı için sonraki ./inv camera.rotate öncesinde bir gün beklenmeli."
    )


class PrefixUnreadable(EngineError):
    code = "CAM-006"
    en = "Not an IPv4 prefix: {prefix}: {problem}"
    tr = "IPv4 öneki değil: {prefix}: {problem}"
    en_remedy = "./inv camera.discover 10.64.48.0/22"
    tr_remedy = "./inv camera.discover 10.64.48.0/22"


class RangeNotAllowed(EngineError):
    code = "CAM-007"
    en = "Not probed: {prefix} is not within the allowed networks ({allowed})."
    tr = "Aranmadı: {prefix}, izin verilen ağların içinde değil ({allowed})."
    en_remedy = (
        "Probing strangers can look like an attack and disturb equipment: only networks of one's own cameras are searched. "
        "Whoever answers for the network adds it to probing.allowed in {file}."
    )
    tr_remedy = (
        "Yabancı adresleri yoklamak saldırı sayılabilir, cihazları rahatsız edebilir: yalnız kurumun kamera ağları aranır. "
        "Ağdan sorumlu kişi öneki {file} dosyasında probing.allowed altına ekler."
    )


class TooManyAddresses(EngineError):
    code = "CAM-008"
    en = "Not probed: {count} addresses, allowed in one search are {most}."
    tr = "Aranmadı: {count} adres; bir aramada izin verilen: {most}."
    en_remedy = "Search smaller prefixes one after the other, or raise probing.addresses_max in {file}."
    tr_remedy = "Daha küçük önekler sırayla aranmalı ya da {file} içinde probing.addresses_max yükseltilmeli."


class FirmwareFile(EngineError):
    code = "CAM-103"
    en = "Firmware not usable, so nothing was begun: model {model}, file {file}: {problem}."
    tr = "Kullanılamayan yazılım dosyası, hiçbir şeye başlanmadı: model {model}, dosya {file}: {problem}."
    en_remedy = "Take the maker's file and its SHA-256 into firmware.releases of inventory/policy/camera.yml."
    tr_remedy = (
        "Üreticinin dosyası ve SHA-256 özeti inventory/policy/camera.yml içindeki firmware.releases kaydına yazılmalı."
    )


class NotNow(EngineError):
    code = "CAM-104"
    en = "Not now, by the change policy: {devices} (window or freeze: {name}); next opening: {opens}."
    tr = (
        "Değişiklik politikasına göre şimdi olmaz: {devices} (pencere ya da dondurma: {name}); sonraki açılış: {opens}."
    )
    en_remedy = "Run it in the window, or give the number of a document that the policy lets pass (--evrak)."
    tr_remedy = "Pencere içinde çalıştırılmalı ya da politikanın istisna tanıdığı evrak numarası (--evrak) verilmeli."


class OrderUnreadable(EngineError):
    code = "CAM-105"
    en = "Not an order for cameras: {file}: {problem}."
    tr = "Kamera iş emri değil: {file}: {problem}."
    en_remedy = "Give the file that ./inv camera.firmware --apply or ./inv camera.rotate --apply wrote."
    tr_remedy = "./inv camera.firmware --apply ya da ./inv camera.rotate --apply komutunun yazdığı dosyayı verin."


class OrderChanged(EngineError):
    code = "CAM-106"
    en = "The order was changed after it was made: {file}: {problem}."
    tr = "Kamera iş emri oluşturulduktan sonra değiştirilmiş: {file}: {problem}."
    en_remedy = "Do not carry it out. Make a new one with --apply, have it read and signed."
    tr_remedy = "Uygulamayın. --apply ile yenisini yapın, okutun ve imzalatın."


class OrderStale(EngineError):
    code = "CAM-107"
    en = "The order no longer fits: {file}: {problem}."
    tr = "Kamera iş emri artık uymuyor: {file}: {problem}."
    en_remedy = "Make a new one with --apply, have it read and signed."
    tr_remedy = "--apply ile yenisini yapın, okutun ve imzalatın."


class OrderSaysIt(EngineError):
    code = "CAM-108"
    en = "A signed order says itself what {option} would say: {file}."
    tr = "{option} ile verilmek isteneni imzalı iş emri kendisi söyler: {file}."
    en_remedy = "Leave {option} out, or make another order with --apply."
    tr_remedy = "{option} verilmemeli ya da --apply ile başka bir iş emri oluşturulmalı."
