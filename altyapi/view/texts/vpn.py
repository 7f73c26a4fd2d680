"""Sentences of inv vpn.*."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "vpn.person": ("Person", "Kişi"),
    "vpn.department": ("Department", "Birim"),
    "vpn.profile": ("Profile", "Profil"),
    "vpn.until": ("Last day", "Son gün"),
    "vpn.document": ("Document", "Evrak"),
    "vpn.address": ("Address", "Adres"),
    "vpn.state": ("State", "Durum"),
    "vpn.more": ("… and {count} more", "… ve {count} kayıt daha"),
    "vpn.dry": (
        "Nothing was changed: {count} {count:grant|grants} would be given; --apply does it.",
        "Hiçbir şey değişmedi: verilecek erişim: {count}; --apply ile verilir.",
    ),
    "vpn.given": ("{person}: {address} until {until}", "{person}: {address}, son gün {until}"),
    "vpn.given-many": ("{count} {count:grant|grants} given.", "Verilen erişim: {count}."),
    "vpn.page": ("Instruction for the user, to print: {file}", "Kullanıcı yönergesi (yazdırılabilir): {file}"),
    "vpn.handed": (
        "Key for {person}, encrypted, kept nowhere else: {file}",
        "Anahtar, şifreli, başka yerde tutulmaz: {person}: {file}",
    ),
    "vpn.handed-profile": (
        "Profile for {person}, encrypted, kept nowhere else: {file}",
        "Profil, şifreli, başka yerde tutulmaz: {person}: {file}",
    ),
    "vpn.authority": (
        "{name}, until {until}; SHA-256 {sha256}",
        "{name}, bitiş: {until}; SHA-256 {sha256}",
    ),
    "vpn.authority-counted": (
        "Certificates: {standing} in force, {revoked} revoked",
        "Sertifika: yürürlükte {standing}, iptal edilmiş {revoked}",
    ),
    "vpn.authority-new": (
        "A new authority would be made; --apply does it.",
        "Yeni bir sertifika makamı oluşturulacak; --apply ile yapılır.",
    ),
    "vpn.authority-made": (
        "Made; its private key is in the secret store alone: {name}",
        "Oluşturuldu; özel anahtarı yalnız gizli değer deposunda: {name}",
    ),
    "vpn.authority-gateway": (
        "Would be certified: {devices}; --apply does it.",
        "Sertifika verilecek: {devices}; --apply ile yapılır.",
    ),
    "vpn.authority-secrets": (
        "Secrets made for the role vpn_gateway: {names}",
        "vpn_gateway rolü için oluşturulan gizli değerler: {names}",
    ),
    "vpn.authority-signed": ("{device}: new certificate and list", "{device}: yeni sertifika ve liste"),
    "vpn.authority-brought": (
        "{device}: certificate good, list brought",
        "{device}: sertifika geçerli, liste iletildi",
    ),
    "vpn.not-renewed": (
        "{device}: the list of revoked certificates was NOT renewed; inv vpn.authority --gateway does it",
        "{device}: iptal listesi YENİLENEMEDİ; inv vpn.authority --gateway ile yenilenir",
    ),
    "vpn.no-terminal": (
        "The QR code is shown on a terminal only; it lies in the encrypted file too.",
        "Karekod yalnız terminalde gösterilir; şifreli dosyada da var.",
    ),
    "vpn.evidence": ("Evidence: {numbers}", "Kanıt kaydı: {numbers}"),
    "vpn.then": ("Then", "Ardından"),
    "vpn.no-gateway": (
        "vpn.yml names no gateway for this profile: nobody can connect yet.",
        "vpn.yml bu profil için ağ geçidi içermiyor: henüz kimse bağlanamaz.",
    ),
    "vpn.waits": (
        "It is written down here; the next inv vpn command goes on with it.",
        "Buraya yazıldı; sonraki inv vpn komutu kaldığı yerden sürdürür.",
    ),
    "vpn.stays-out": (
        "Whoever is cut off stays so meanwhile: no plan made here lets them in again.",
        "Kesilen erişim o zamana dek kesik kalır: burada yapılan hiçbir plan yeniden açmaz.",
    ),
    "vpn.name": ("Name in DNS", "DNS adı"),
    "vpn.key": ("Public key", "Açık anahtar"),
    "vpn.when": ("When", "Zaman"),
    "vpn.action": ("What", "İşlem"),
    "vpn.by": ("By", "Yapan"),
    "vpn.reason": ("Reason", "Gerekçe"),
    "vpn.new-until": ("New last day", "Yeni son gün"),
    "vpn.left": ("Days left", "Kalan gün"),
    "vpn.slug": ("Slug", "Kısa ad"),
    "vpn.grants": ("Grants", "Erişim"),
    "vpn.signed": ("Last signed", "Son imza"),
    "vpn.action-grant": ("given", "verildi"),
    "vpn.action-extend": ("extended", "uzatıldı"),
    "vpn.action-revoke": ("taken away", "geri alındı"),
    "vpn.action-rotate": ("key changed", "anahtar değişti"),
    "vpn.action-expire": ("ended", "süresi doldu"),
    "vpn.action-withdraw": ("withdrawn", "tamamlanmadan geri alındı"),
    "vpn.counted": ("{count} {count:grant|grants}: {states}", "Erişim: {count} ({states})"),
    "vpn.changes": ("{action}: {count} {count:grant|grants}", "{action}: erişim {count}"),
    "vpn.changed": ("Done: {action}, {count} {count:grant|grants}", "Tamam: {action}, erişim {count}"),
    "vpn.dry-change": (
        "Nothing was changed; --apply does it.",
        "Hiçbir şey değişmedi; --apply ile yapılır.",
    ),
    "vpn.cutting": ("Cutting off", "Bağlantılar kesiliyor"),
    "vpn.cut": (
        "{device}: {address} is out of the live tunnel; connections ended: {sessions}",
        "{device}: {address} canlı tünelden çıkarıldı; kapatılan bağlantı: {sessions}",
    ),
    "vpn.cut-before": ("{device}: it was not in the tunnel", "{device}: tünelde zaten yoktu"),
    "vpn.again": ("To try again now", "Şimdi yeniden denemek için"),
    "vpn.old-key": (
        "The old key ends with the next plan, at the latest on {day}; at once: --cut.",
        "Eski anahtar sonraki planla, en geç {day} günü geçersiz olur; hemen olması için: --cut.",
    ),
    "vpn.owed-goes-on": (
        "Somebody may still be connected. It is written down: vpn.status and vpn.expire try again until it is done.",
        "Hâlâ bağlı kalan olabilir. Kaydedildi: bitene dek vpn.status ve vpn.expire yeniden dener.",
    ),
    "vpn.owed-cut": (
        "OWED since {since}: {address} is not cut off yet at {device} ({why})",
        "BEKLEYEN KESME ({since}): {address}, ağ geçidi: {device} ({why})",
    ),
    "vpn.owed-cut-done": (
        "{device}: {address} is out now; it was owed since {since}",
        "{device}: {address} artık kesildi; bekleme başlangıcı: {since}",
    ),
    "vpn.owed-list": (
        "OWED since {since}: {address} is not on the list of revoked certificates yet at {device} ({why})",
        "BEKLEYEN ({since}): iptal listesi verilemedi: {device}, {address} ({why})",
    ),
    "vpn.owed-list-done": (
        "{device}: the list with the revoked certificate of {address} is there now",
        "{device}: iptal edilen sertifikayı içeren liste artık orada: {address}",
    ),
    "vpn.owed-gone": (
        "{device}: nothing is owed there for {address} any more: vpn.yml names it no gateway, NetBox has it not in use",
        "{device}: artık bekleyen yok ({address}): vpn.yml içinde ağ geçidi değil, NetBox'ta kullanımda değil",
    ),
    "vpn.owed-void": (
        "{device}: {address} is not cut off: NetBox lets it in again since {since}",
        "{device}: {address} kesilmedi: NetBox yeniden izin veriyor (bekleyen kesme: {since})",
    ),
    "vpn.not-cut": ("{device}: NOT cut off", "{device}: BAĞLANTI KESİLEMEDİ"),
    "vpn.none-over": ("Nothing is past its last day.", "Süresi geçen erişim yok."),
    "vpn.soon": ("Near their end, not told yet: {count}", "Bitmek üzere, henüz bildirilmeyen: {count}"),
    "vpn.none-soon": ("Nobody has to be told.", "Bildirilecek kimse yok."),
    "vpn.mailed": ("{count} {count:mail|mails} sent.", "Gönderilen e-posta: {count}."),
    "vpn.cleared": (
        "Key that nobody fetched in {days} {days:day|days}, removed: {file}",
        "{days} gündür alınmayan anahtar silindi: {file}",
    ),
    "vpn.no-leavers": (
        "Everybody with access is among the {listed} in service.",
        "Erişimi olan herkes görevde; listedeki kişi: {listed}.",
    ),
    "vpn.list-elsewhere": (
        "Not asked, and people in service may stand there: {place}",
        "Sorulmadı, görevde olanların bir bölümü orada olabilir: {place}",
    ),
    "vpn.reviews-late": ("Reviews overdue: {count}", "Gözden geçirmesi geciken birim: {count}"),
    "vpn.reviews-good": ("Every department has reviewed its list.", "Her birim listesini gözden geçirmiş."),
    "vpn.review-file": ("To print and sign: {file}", "Yazdırılıp imzalanacak: {file}"),
    "vpn.review-recorded": (
        "Review of {department} recorded: {count} {count:grant|grants}, document {evrak}",
        "Gözden geçirme kaydedildi: {department}, erişim: {count}, evrak: {evrak}",
    ),
    "vpn.already": (
        "{count} {count:row stands|rows stand} just so already.",
        "Zaten böyle olan satır: {count}.",
    ),
    "vpn.template": ("Table to fill in: {file}", "Doldurulacak tablo: {file}"),
    "vpn.nothing": ("Nothing is left to give.", "Verilecek yeni erişim yok."),
    "vpn.settled": (
        "Finished what an earlier run had begun ({at}): {action}, {count} {count:grant|grants}",
        "Önceki çalıştırmanın başlattığı iş tamamlandı ({at}): {action}, erişim: {count}",
    ),
    "vpn.settled-back": (
        "Taken back, as its key reached nobody ({at}): {count} {count:grant|grants}",
        "Anahtarı kimseye ulaşmadığı için geri alındı ({at}): erişim: {count}",
    ),
    "vpn.key-unhanded": (
        "{person}: the lost key is out of NetBox, the new one may have reached nobody. Another: inv vpn.rotate {address}",
        "{person}: kayıp anahtar NetBox içinden çıktı, yenisi kimseye ulaşmamış olabilir. Yenisi: inv vpn.rotate {address}",
    ),
    "vpn.settled-waits": (
        "Left from an earlier run ({at}): {action}, {count} {count:grant|grants}",
        "Önceki çalıştırmadan kalan ({at}): {action}, erişim: {count}",
    ),
}
