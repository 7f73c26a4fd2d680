"""What each command does, in Turkish: `inv --list` and the head of its help. The English stands in the command itself, which is
shown where there is nothing here."""

from __future__ import annotations

from typing import Final

COMMANDS: Final[dict[str, str]] = {
    "antivirus.events": "Raporlardan ve merkezî kayıtlardan tespitleri toplar, kanıt olarak kaydeder, gösterir; yeni varsa çıkış kodu 2.",
    "antivirus.report": "Her bilgisayarın ajanını, imzalarını, son taramasını ve tespitlerini gösterir; korunmayan varsa çıkış kodu 2.",
    "audit.chain": "Kanıt zincirini ilk satırından denetler, kayıtlarını listeler, eksik olanı söyler.",
    "audit.deliver": "NetBox'a yazılmayı bekleyeni yazar, teslim edilemeyeni söyler.",
    "audit.exports": "Dışa aktarım kaydını ilk satırından denetler, kayıtlardan kimin ne çıkardığını listeler.",
    "audit.findings": "Denetim kurallarını son anlık görüntüye ve kayıtlara uygular; bulgu varsa çıkış kodu 2.",
    "audit.inventory": "Bir varlık görünümünü (donanım, kameralar, hatlar, lisanslar …) son anlık görüntüden gösterir ya da dosyaya yazar.",
    "audit.report": "Bir çalıştırmanın raporunu kanıt zincirinden yeniden yazar.",
    "backup.collect": "Sunucuların kendi işlerinin kopyaladıklarını ve yerlerin doluluğunu kütüğe işler.",
    "backup.diff": "Bir cihazın yapılandırmasının iki an arasında nasıl değiştiğini gösterir.",
    "backup.drill": "Kopyaları boş yerlere geri yükler ve çalıştıklarını kanıtlatır; süre, sonuç ve ders kanıt olur.",
    "backup.list": "Yedeği alınanları listeler: her cihazı son değişikliğiyle ya da bir cihazın bütün değişikliklerini, yapanıyla.",
    "backup.now": "Tek bir sistemi hemen kopyalar: cihaz yapılandırması, sunucunun işleri, aracın kendi durumu ya da NetBox veritabanı.",
    "backup.prune": "Hiçbir kuşağın saklamadığı kopyaları siler; yasal saklama altındakiler ve son sağlam kopya hep kalır.",
    "backup.replicate": "İkinci merkezde eksik olan kopyaları oraya taşır ve verisini orada yeniden okur.",
    "backup.restore": "Bir cihazı bir yedeğe döndüren plan yapar; risk, onay ve geri dönüş her değişiklikteki gibidir. Hiçbir şeyi değiştirmez.",
    "backup.run": "Cihaz yapılandırmalarını yedekler: okunur, tamlığı denetlenir, farklıysa geçmişe eklenir.",
    "backup.schedule": "Bu makinenin zamanlayıcılarını plandan yazar: yapılandırmalar, kopyalar, sınamalar, temizlik, durum, aylık sayfa.",
    "backup.search": "Yedeklenmiş bütün yapılandırmalarda, bütün zamanlarda ya da bir andaki hâllerinde arar.",
    "backup.show": "Bir cihazın o günkü yapılandırmasını gösterir; sırlar örtülüdür, tam kopya dosyaya yazılır.",
    "backup.status": "Her sistemi plana göre gösterir: son yedek, öteki kopyalar, geri yükleme sınamaları, yerlerin ne zaman dolacağı.",
    "backup.tape-add": "Yeni bir kartuşu kütüğe alır; değiştiricideyse etiketi yazılır.",
    "backup.tape-check": "Bir kartuşu baştan sona okur, her dosyayı yazılanla karşılaştırır. Anahtar gerekmez.",
    "backup.tape-destroy": "Bir kartuşun imha edildiğini işler; evrak numarası, yöntem ve gerekçe kayıtta kalır.",
    "backup.tape-move": "Bir kartuşun başka yere götürüldüğünü işler: dış merkeze ve geri.",
    "backup.tape-write": "Teypte saklanması gereken ama henüz hiçbir teypte olmayanı yazar ve hepsini geri okur.",
    "backup.tapes": "Kartuşları listeler: her birinde ne var, nerede, hangisine yeniden yazılabilir; teypte olması gereken ama olmayan.",
    "camera.check": "Hizmetteki her kamera ve kayıt cihazına çalışıp çalışmadığını sorar, bir örnekte görüntü, saat ve kayıtlara bakar.",
    "camera.discover": "İzin verilen ağlarda ONVIF cihazlarını bulur, NetBox'ta olması gerekeni önerir.",
    "camera.firmware": "Hangi kameraların onaylı sürümde olmadığını gösterir; --apply ile dalga dalga günceller.",
    "camera.list": "Kameraları ve kayıt cihazlarını NetBox'ın bildiği ve son denetimin gördüğü gibi gösterir.",
    "camera.rotate": "Varsayılan, ortak ya da eski parolalı kameraları bulur; --apply ile her birine kendi parolasını verip yeni oturumla kanıtlar.",
    "camera.wall": "Kamera duvarını tek sayfa olarak yazar: yerleşke haritası, gün gün erişilebilirlik, yerleşkeye göre her kamera.",
    "ci.apply": "Birleştirmeden sonra: onunla gelen planları ad sırasıyla, config.apply gibi uygular.",
    "ci.check": "Politikayı, listeleri ve şablonları denetler, anlık görüntüdeki her cihazı üretir; cihaz ve sır gerekmez.",
    "ci.plan": "Şablon ve politika değişikliğinin hangi cihazda neyi değiştireceğini söyler; aynı farklar bir kez yazılır.",
    "config.accept": "Sapmadan kabul edileni NetBox'a yazar; bir kişinin daha yeni kaydının üzerine yazmaz.",
    "config.apply": "Onaylı planı dalga dalga uygular; duran ya da kesilen çalıştırmayı sürdürmek için yeniden çalıştırılır.",
    "config.approve": "Planı ya da serbest bırakmayı, config.show ile okuduktan sonra ikinci kişi olarak imzalar.",
    "config.drift": "Çalışanı olması gerekenle karşılaştırır: ne saptı, ne zamandan beri, günlüklere göre kimin eliyle. Saatte bir çalıştırılır.",
    "config.expire": "Süresi dolan değişiklikleri, birlikte onaylandığı gibi geri alır (./inv config.plan --until). Saatte bir çalıştırılır.",
    "config.plan": "Olması gerekeni çalışanla karşılaştırır, yapılacağı plan olarak yazar. Hiçbir şeyi değiştirmez.",
    "config.release": "Süresi dolan ama config.expire ile geri alınamayan değişikliği gerekçe, evrak ve imzayla olduğu gibi bırakır.",
    "config.render": "Cihazların olması gereken yapılandırmasını anlık görüntüden üretir; sırlar adlarıyla durur.",
    "config.rollback": "Bir çalıştırmayı geri alır: uyguladığı her cihaza planla birlikte onaylanan geri dönüş uygulanır.",
    "config.runs": "Çalıştırmaları listeler: ne zaman ne uygulandı ya da geri alındı, nasıl bitti.",
    "config.show": "Planı (nerede ne değişir, dalgalar, risk) ya da serbest bırakmayı, imzalarıyla ve uygulandıysa sonucuyla gösterir.",
    "config.verify": "Cihazları yeniden okur, uygulananı (--limit ile olması gerekeni) taşıyıp taşımadıklarına bakar.",
    "demo": "Çeker, planlar, onaylar, uygular, bir anahtarı bozar, geri dönüşünü izler, sürdürür, doğrular, raporlar: gerçek SSH ile, bir iki dakikada.",
    "dev.bench": "Aracı aynı çalışmada başka araçlarla yan yana ölçer.",
    "dev.docs": "docs/ altında koddan üretilen sayfaları yazar ve hepsinin sitesini kurar.",
    "dev.lint": "Yazım denetimlerini çalıştırır: ruff, mypy, ansible-lint.",
    "dev.lock": "pyproject.toml dosyasını özetleriyle requirements.lock dosyasına çözer. uv gerekir.",
    "dev.package": "Paketi kurar, boş bir ortamda dener, yanına sürümle gidenleri yazar. uv gerekir.",
    "dev.sbom": "Kurulumla gelen her paketi lisansıyla, burada kurulu olduğu gibi listeler.",
    "device.trust": "Cihazların SSH sunucu anahtarlarını gösterir, ilk kullanımda kaydeder.",
    "doctor": "Python, ortam, NetBox, SSH anahtarları, sırlar ve sunucu anahtarlarını denetler; her kusur için sonraki adımı söyler.",
    "firewall.block": "Adresleri bir süre için engeller: kayda yazılır, güvenlik duvarlarının sonraki planıyla uygulanır.",
    "firewall.book": "Güvenlik duvarı kural defteri: her kuralın amacı, sorumlusu, evrakı, bitişi ve son eşleşmesi; ekranda ya da yazdırılacak.",
    "firewall.check": "Yayılmaması gerekeni bulur: tanımsız ad, ulaşılmayan, süresi dolan ya da amaçsız kural, kesilen yönetim yolu.",
    "firewall.expire": "Süresi dolan engelleri kaydeder; güvenlik duvarları sonraki planla bırakır.",
    "firewall.flow": "Geçer mi, hangi kuralla, hangi geçitlerde? Kesin yanıt; tümü geçmiyorsa çıkış kodu 2.",
    "firewall.list": "Neyin, kim tarafından, neden ve ne zamana kadar engelli olduğu; süresi dolup kaydedilmeyen varsa çıkış kodu 2.",
    "firewall.render": "Güvenlik duvarı kurallarını sistemlerinin yazdığı gibi üretir. Hiçbir yere gönderilmez.",
    "firewall.unblock": "Adreslerin engelini süresi dolmadan kaldırır; kaydedilir.",
    "init": "Kendi deponuzu kurar: ayarlar, açıklamalı politika, onaylayanlar, boru hattının dosyası.",
    "lab.backups": "Örnek belediyenin yedekleme birimini doldurur: her sunucu, veritabanı ve paylaşımdan bir kopya.",
    "lab.cameras": "Örnek belediyenin kameralarını ve kayıt cihazlarını benzetir; kamera komutları onlarla çalışır.",
    "lab.down": "Örnek belediyeyi durdurur.",
    "lab.status": "Neyin nerede çalıştığını ve bir anahtara elle nasıl bakılacağını söyler.",
    "lab.up": "Örnek belediyeyi başlatır; öteki komutlar ayar gerekmeden onu kullanır.",
    "netbox.diff": "İki anlık görüntü arasında ne değiştiğini söyler. Değişen varsa çıkış kodu 2.",
    "netbox.export": "Anlık görüntüyü git üzerinde incelemek için sıralı YAML olarak yazar. Sırlar örtülüdür.",
    "netbox.facts": "Cihazlara ne olduklarını sorar, NetBox ile karşılaştırır, yazılacağı önerir; sonra kabul edileni yazar.",
    "netbox.import": "Tabloları okur, bütün hataları söyler, NetBox ile farkı gösterir; --apply ile yazar.",
    "netbox.outbox": "NetBox'a yazılmayı bekleyeni ve bir kişinin kaydıyla çelişeni gösterir; çelişkiyi çözer.",
    "netbox.pull": "NetBox'ın anlık görüntüsünü alır; öteki komutlar bu dosyadan çalışır.",
    "netbox.status": "NetBox yanıt veriyor mu, anlık görüntü ne kadar eski, ne yazılmayı bekliyor, ne yazılamıyor.",
    "netbox.template": "Her sayfası, sütunu, açıklaması ve seçim listesiyle boş bir çalışma kitabı yazar.",
    "netbox.views": "NetBox ile tanımlı alanlar, süzgeçler, tablolar, dışa aktarımlar, bağlantılar ve denetçi grubu arasındaki farkı gösterir.",
    "pardus.assess": "Bir dalgadan kimin Pardus'a geçebileceğini kişi kişi, gerekçesiyle söyler; geçemeyen varsa çıkış kodu 2.",
    "pardus.calendar": "Her dalgayı planlanan ve gerçekleşenle, geride kalanı gösterir; geciken dalga varsa çıkış kodu 2.",
    "pardus.install": "Bilgisayarların kurulum yanıtlarını ve ağdan açılış girdilerini NetBox'tan yazar.",
    "pardus.migrate": "Açılışı şimdi olan dalganın bilgisayarlarını Pardus'a geçirir: önce öncü, sonra küme küme.",
    "pardus.plan": "Bir dalganın koşullarını ve hangi bilgisayarın hangi gün yapılacağını gösterir ya da dalgaya bilgisayar ekler.",
    "pardus.report": "Her bilgisayarın Pardus yolunda nerede olduğunu kendi sözüyle gösterir.",
    "pardus.rollback": "Bilgisayarları, yolu varsa, önceki hâllerine döndürür: kaynaklar, anahtarlar, aynı sürümün paketleri.",
    "pardus.software": "Müdürlüklere gereken yazılımın ne kadarının yerinde olduğunu, lisansların nerede kullanıldığını söyler.",
    "test": "Yazım denetimlerini ve bütün testleri çalıştırır; gerekeni kurar ya da neyin dışarıda kaldığını söyler.",
    "vpn.add": "Bir kişiye yazılı taleple, bir güne kadar uzaktan erişim verir; önce her şey denetlenir.",
    "vpn.bulk": "Bir tablodaki birçok kişiye uzaktan erişim verir: önce bütün hatalar; zaten öyle olan satırlara dokunulmaz.",
    "vpn.expire": "Son günü geçeni ve kimin uyarılması gerektiğini gösterir; bekleyen varsa çıkış kodu 2.",
    "vpn.extend": "Bir izne yeni evrakla daha geç bir son gün verir; profilin süre sınırı bugünden sayılır.",
    "vpn.leavers": "İzinleri personel listesiyle karşılaştırır: listede olmayan ayrılmıştır; varsa çıkış kodu 2.",
    "vpn.list": "Kimin ne zamana kadar uzaktan erişimi olduğunu gösterir; süresi geçen ya da sonu olmayan varsa çıkış kodu 2.",
    "vpn.review": "Hangi müdürlüklerin erişimlerini gözden geçirdiğini gösterir, imzalayacakları listeleri yazar.",
    "vpn.revoke": "Erişimi hemen geri alır: kanıtıyla canlı tünellerden, sonra kaydın durduğu NetBox'tan.",
    "vpn.rotate": "Bir iznin eski anahtarının yerine yenisini koyar: adres, son gün ve evrak aynı kalır.",
    "vpn.show": "Bir iznin tümünü ve ona yapılanları kanıttan gösterir.",
    "vpn.status": "Kimin bağlı olduğunu, ağ geçitleri ile NetBox arasındaki farkı gösterir; bulgu varsa çıkış kodu 2.",
    "vpn.template": "vpn.bulk için doldurulacak boş bir talep tablosu yazar.",
}
OPTIONS: Final[dict[str, str]] = {
    "text, json or markdown": "text, json ya da markdown",
    "devices: site:SLUG, role:SLUG, region:SLUG, tag:SLUG, a name or glob, @FILE; joined by , & !": (
        "cihazlar: site:SLUG, role:SLUG, region:SLUG, tag:SLUG, ad ya da kalıp, @DOSYA; , & ! ile birleştirilir"
    ),
    "why, in a sentence; stands in the plan, the journal and the report": "neden, bir cümleyle; planda, günlükte ve raporda durur",
    "number of the official document that asks for it": "bunu isteyen resmî evrakın numarası",
    "file to write": "yazılacak dosya",
    "the plan's file": "planın dosyası",
    "SSH private key, or a public key whose private half ssh-agent holds": (
        "SSH özel anahtarı ya da özel yarısı ssh-agent içinde olan açık anahtar"
    ),
    "devices to compare; default: every device whose config is managed": "karşılaştırılacak cihazlar; yoksa yapılandırması yönetilen hepsi",
    "the run's id or its beginning, or `latest`": "çalıştırmanın kimliği ya da başı ya da `latest`",
    "why it is taken back": "neden geri alındığı",
    "number of the document; default: that of the plan, with which the way back was approved": (
        "evrak numarası; yoksa geri dönüşün birlikte onaylandığı planınki"
    ),
    "number of the document; default: that of the block": "evrak numarası; yoksa engelinki",
    "the plan's file; default var/plans/<time>.json": "planın dosyası; yoksa var/plans/<zaman>.json",
    "the unit that asked for the change": "değişikliği isteyen birim",
    "also remove lines that the toolkit doesn't manage": "aracın yönetmediği satırları da kaldırır",
    "the change is for a time: its last day (2026-12-03), a moment (2026-12-03T18:00), or 12d, 36h": (
        "değişiklik süreli: son günü (2026-12-03), bir an (2026-12-03T18:00) ya da 12d, 36h"
    ),
    "id in exceptions.yml that the change serves; its end is the default of --until": (
        "değişikliğin dayandığı exceptions.yml kimliği; --until verilmezse onun bitişi geçerli"
    ),
    "also list the commands, in order": "komutları da sırasıyla listeler",
    "a plan's, or a release's": "planın ya da serbest bırakmanın dosyası",
    "ask all that is asked before a change, also of the devices; nothing is sent": "değişiklikten önce sorulan her şeyi cihazlara da sorar; hiçbir şey gönderilmez",
    "outside its maintenance window or in a freeze, wait until it may be applied": (
        "bakım penceresi dışında ya da değişiklik yasağında, uygulanabileceği ana dek bekler"
    ),
    "directory to write NAME.cfg files to; default: print": "AD.cfg dosyalarının yazılacağı klasör; yoksa ekrana",
    "exit code 2 also where only lines stand that nobody here manages": "yalnız yönetilmeyen satırlar varsa da çıkış kodu 2",
    "file to write the comparison to, as JSON": "karşılaştırmanın JSON olarak yazılacağı dosya",
    "file: also write a plan that brings the drifted devices back; needs --reason and --evrak as config.plan": (
        "dosya: sapan cihazları geri getiren planı da yazar; config.plan gibi --reason ve --evrak ister"
    ),
    "file: also write a proposal that brings NetBox to what runs; ./inv config.accept writes it": (
        "dosya: NetBox'ı çalışana getiren öneriyi de yazar; ./inv config.accept uygular"
    ),
    "devices to compare with their intended config; default: those of the run": (
        "olması gerekenle karşılaştırılacak cihazlar; yoksa çalıştırmanınkiler"
    ),
    "the run to verify": "doğrulanacak çalıştırma",
    "the proposal that config.drift --accept wrote": "config.drift --accept ile yazılan öneri",
    "what to write: DEVICE, or DEVICE:FIELD as the proposal names them, joined by commas": (
        "ne yazılacak: CİHAZ ya da önerideki adıyla CİHAZ:ALAN, virgülle"
    ),
    "write all of it": "tümünü yazar",
    "list what stands for a time, and when each is due; nothing is changed": (
        "süreli duranları ve sürelerini listeler; hiçbir şey değişmez"
    ),
    "the day to judge for (2026-04-20 or 20.04.2026); default: today": "hangi güne göre (2026-04-20 ya da 20.04.2026); yoksa bugün",
    "an address, a network, a device, a zone or an object of the policy, or any": (
        "adres, ağ, cihaz, politikadaki bölge ya da nesne ya da any"
    ),
    "the same": "aynısı",
    "tcp/443, udp/5000-5100, icmp/8, esp, any, or a service of the policy; several joined by commas": (
        "tcp/443, udp/5000-5100, icmp/8, esp, any ya da politikadaki bir servis; birden çoğu virgülle"
    ),
    "an address, a network, a range a-b, or @FILE: a list of them, one a line": (
        "adres, ağ, a-b aralığı ya da @DOSYA: her satırda biri olan liste"
    ),
    "for how long; default: 24": "kaç saat; yoksa 24",
    "leave out what can never be blocked instead of refusing all of it": "hiç engellenemeyecek olanı, hepsini reddetmek yerine, atlar",
    "as it stands in inv firewall.list, or @FILE: a list of them, one a line": (
        "inv firewall.list çıktısındaki gibi ya da @DOSYA: her satırda biri olan liste"
    ),
    "file to write: .csv, .xlsx, .html or .json; without it, the book is shown": (
        "yazılacak dosya: .csv, .xlsx, .html ya da .json; verilmezse defter gösterilir"
    ),
    "document number that stands on the printed page": "yazdırılan sayfada duracak evrak numarası",
    "a firewall of NetBox; default: all": "NetBox'taki bir güvenlik duvarı; yoksa hepsi",
    "folder to write to, a file per device; without it, the text is shown": (
        "cihaz başına bir dosyanın yazılacağı klasör; verilmezse metin gösterilir"
    ),
    "also compare with the journal entries in NetBox": "NetBox'taki günlük kayıtlarıyla da karşılaştırır",
    "the run's id or its beginning; default: the latest": "çalıştırmanın kimliği ya da başı; yoksa sonuncusu",
    "try what could not be delivered once more, its cause mended": "teslim edilemeyeni, nedeni giderildikten sonra, bir daha dener",
    "leave the lab running at the end, to look around": "sonunda deneme ortamını çalışır bırakır",
    "a dry run of the whole municipality instead: every switch and firewall of every platform is planned for, and nothing is changed": (
        "bunun yerine bütün belediyenin kuru çalıştırması: her platformdan her anahtar ve güvenlik duvarı planlanır, hiçbir şey değişmez"
    ),
    "the proposal's file; default var/facts/<time>.json": ("önerinin dosyası; yoksa var/facts/<zaman>.json"),
    "a proposal's file: write to NetBox what is accepted of it": ("önerinin dosyası: kabul edileni NetBox'a yazar"),
    "what to write: DEVICE:FIELD,… as the proposal names them; DEVICE:mac for all MAC addresses": (
        "ne yazılacak: önerideki adıyla CİHAZ:ALAN,…; bütün MAC adresleri için CİHAZ:mac"
    ),
    "write every field that NetBox holds nothing in": ("NetBox'ta boş olan her alanı yazar"),
    "the key of a conflict, or its device where that has one only": (
        "çelişkinin anahtarı ya da tek çelişkisi varsa cihazı"
    ),
    "netbox: what stands there stays; ours: it is written over": ("netbox: orada duran kalır; ours: üzerine yazılır"),
    "try every conflict once more, its cause mended": ("nedeni giderilen her çelişkiyi bir daha dener"),
    "why, in a sentence; stands in NetBox's change log": ("neden, bir cümleyle; NetBox değişiklik kaydında durur"),
    "workbooks (.xlsx), CSV or YAML files; several after one another": (
        "çalışma kitapları (.xlsx), CSV ya da YAML dosyaları; birden çoğu art arda"
    ),
    "write the difference; without it nothing is changed": ("farkı yazar; verilmezse hiçbir şey değişmez"),
    "also delete what lies in the files' scope and is not in them; lists it first": (
        "dosyaların kapsamında olup içlerinde olmayanı da siler; önce listeler"
    ),
    "most objects of a kind that may be deleted; default: 50": ("bir türden en çok kaç nesne silinebilir; yoksa 50"),
    "most of what is in scope that may be deleted, in percent; default: 20": (
        "kapsamdakinin en çok yüzde kaçı silinebilir; yoksa 20"
    ),
    "the sheet that a CSV stands for, where its file name says none": (
        "dosya adı söylemiyorsa CSV'nin hangi sayfa olduğu"
    ),
    "headers and sheets to leave out, by commas": ("dışarıda bırakılacak başlıklar ve sayfalar, virgülle"),
    "where the marked copy goes when there are faults; default: beside the first file": (
        "hata varsa işaretli kopyanın yeri; yoksa ilk dosyanın yanı"
    ),
    "check against the last snapshot, without NetBox": ("NetBox olmadan, son anlık görüntüye göre denetler"),
    "tr or en, for messages and the marked copy": ("tr ya da en; iletiler ve işaretli kopya için"),
    "tr or en": ("tr ya da en"),
    "a snapshot file, and another behind it; default of that: the present snapshot": (
        "bir anlık görüntü dosyası ve ardından bir başkası; ikincisi yoksa şimdiki"
    ),
    "folder to write to; default: <state_dir>/export": ("yazılacak klasör; yoksa <state_dir>/export"),
    "read everything, not only what has changed": ("yalnız değişeni değil, her şeyi okur"),
    "take it even if a kind of object that was there is empty now": (
        "önceden dolu olan bir tür şimdi boş olsa da alır"
    ),
    "how everything is read: feed, pages or plain; default: the fastest that NetBox serves": (
        "nasıl okunacağı: feed, pages ya da plain; yoksa NetBox'ın verdiği en hızlısı"
    ),
    "write what differs": ("farklı olanı yazar"),
    "only these, by commas: choices, fields, tags, filters, tables, templates, links, groups, permissions": (
        "yalnız bunlar, virgülle: choices, fields, tags, filters, tables, templates, links, groups, permissions"
    ),
    "judge dates by this day (2026-04-20) instead of the day on which a view is opened": (
        "tarihler görünümün açıldığı güne değil bu güne göre (2026-04-20)"
    ),
    "objects of our names that somebody else made become ours": (
        "bu adları taşıyan, başkasının oluşturduğu nesneler devralınır"
    ),
    "names of its devices, joined by commas; default: all that could not be taken back": (
        "cihazlarının adları, virgülle; yoksa geri alınamayanların hepsi"
    ),
    "the release's file; default var/releases/<run>-<time>.json": (
        "serbest bırakmanın dosyası; yoksa var/releases/<çalıştırma>-<zaman>.json"
    ),
    "the run's id or its beginning; or the file of a release that was signed": (
        "çalıştırmanın kimliği ya da başı ya da imzalanmış bir serbest bırakmanın dosyası"
    ),
    "record the keys that are not known yet; compare the fingerprints first": (
        "henüz bilinmeyen anahtarları kaydeder; önce parmak izleri karşılaştırılmalı"
    ),
    "nftables, or one of aerleon's: arista, cisco, ciscoasa, cisconx, ciscoxr, juniper, paloalto, srx": (
        "nftables ya da aerleon ile: arista, cisco, ciscoasa, cisconx, ciscoxr, juniper, paloalto, srx"
    ),
    "for lists without state: only the packets that come from that zone": (
        "durum tutmayan listeler için: yalnız o bölgeden gelen paketler"
    ),
    "file to write: .csv, .xlsx, .html or .json": ("yazılacak dosya: .csv, .xlsx, .html ya da .json"),
    "its name; without it, the views are listed": ("adı; verilmezse görünümler listelenir"),
    "show personal data; the log of exports says so": ("kişisel veriyi de gösterir; dışa aktarım kaydına geçer"),
    "rules to apply, joined by commas; default: all": ("uygulanacak kurallar, virgülle; yoksa hepsi"),
    "show only what is not in this file, made earlier with --out FILE.json": (
        "daha önce --out DOSYA.json ile yazılan bu dosyada olmayanı gösterir"
    ),
    "tiny (a dozen switches), platforms (one of each of eight), small (about 300 devices), full (4,889)": (
        "tiny (on iki anahtar), platforms (benzetilen sekiz platformdan birer cihaz), small (300 kadar cihaz), full (4.889)"
    ),
}
"""Of the options that most commands share, and those of netbox, config, firewall, audit and lab; others are told in English."""
