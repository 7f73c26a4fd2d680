"""What each option means, in Turkish, by the English of the command itself, which is shown where there is nothing here."""

from __future__ import annotations

from typing import Final

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
    "take it even if a kind of object that was there is empty now, or it is another NetBox's": (
        "önceden dolu olan bir nesne türü şimdi boş olsa ya da başka bir NetBox'tan gelse de alır"
    ),
    "how everything is read: feed, pages or plain; default: the fastest that NetBox serves": (
        "nasıl okunacağı: feed, pages ya da plain; yoksa NetBox'ın verdiği en hızlısı"
    ),
    "write what differs": ("farklı olanı yazar"),
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
    "central logs with the hosts' lines: paths or globs joined by commas; default: the setting log_files": "bilgisayarların satırlarını tutan merkezî kayıtlar: virgülle yollar ya da kalıplar; yoksa log_files ayarı",
    "show detections from that day on (2026-04-20 or 20.04.2026)": "o günden bu yana olan tespitleri gösterir (2026-04-20 ya da 20.04.2026)",
    "show the mail that would tell of detections nobody was told of yet": "henüz bildirilmemiş tespitleri anlatacak e-postayı gösterir",
    "send that mail too (settings mail_*)": "o e-postayı da gönderir (mail_* ayarları)",
    "show persons and paths; the log of exports says so": "kişileri ve yolları da gösterir; dışa aktarım kaydına geçer",
    "folder of the hosts' reports; default: <state_dir>/antivirus, where it is there": "bilgisayar raporlarının klasörü; yoksa <state_dir>/antivirus (varsa)",
    "department: one row per department instead of one per computer": "department: bilgisayar başına değil, birim başına bir satır",
    "tell NetBox what the hosts report (av_* fields)": "bilgisayarların bildirdiğini NetBox'a yazar (av_* alanları)",
    "show persons; the log of exports says so": "kişileri de gösterir; dışa aktarım kaydına geçer",
    "only this place of the policy": "politikadaki yalnız bu yer",
    "the device, by its name in NetBox": "cihazın NetBox'taki adı",
    "when: 2026-04-20 (to its end), 20.04.2026, 2026-04-20T18:00, 12d or 36h ago, or a commit; default: now; or `previous`: before the last change": "ne zaman: 2026-04-20 (gün sonu), 20.04.2026, 2026-04-20T18:00, 12d ya da 36h önce ya da bir kayıt; yoksa şimdi; `previous`: son değişiklikten öncesi",
    "the same; `now`: the last backup": "aynısı; `now`: son yedek",
    "only these systems: a name or a glob": "yalnız bu sistemler: ad ya da kalıp",
    "all whose last drill is older than the plan allows; default: one of each class, the longest untried": "son tatbikatı plana göre gecikmiş olanların tümü; yoksa her sınıftan en uzun süredir denenmemiş olan",
    "restore from this place instead of the first: the second site, say": "ilk yer yerine buradan geri yükler: örneğin ikinci yerleşke",
    "the device for configs; default: one with the role drill-target and the same platform": "yapılandırmaların yükleneceği cihaz; yoksa drill-target rolünde ve aynı platformda biri",
    "where the empty places are made; it needs room for the largest copy": "boş yerlerin açılacağı klasör; en büyük kopyaya yetecek yer gerekir",
    "what was learned, for the record": "kayda geçecek çıkarım",
    "the printable report: .html, .csv, .xlsx or .json; default <state_dir>/reports": "yazdırılabilir rapor: .html, .csv, .xlsx ya da .json; yoksa <state_dir>/reports",
    "a system of the plan, by name; docs/backup.md": "plandaki bir sistemin adı; docs/backup.md",
    "only this system, a name or a glob": "yalnız bu sistem: ad ya da kalıp",
    "show what is kept and why, and what would be forgotten; nothing is": "neyin neden tutulduğunu, neyin silineceğini gösterir; hiçbir şey silinmez",
    "only this second place": "yalnız bu ikinci yer",
    "how much is read back there: all, 1/7, 10%; default: all at first, then a seventh each day": "orada ne kadarının geri okunacağı: all, 1/7, 10%; yoksa önce tümü, sonra her gün yedide biri",
    "when: 2026-04-20 (to its end), 20.04.2026, 2026-04-20T18:00, 12d or 36h ago, or a commit; default: now": "ne zaman: 2026-04-20 (gün sonu), 20.04.2026, 2026-04-20T18:00, 12d ya da 36h önce ya da bir kayıt; yoksa şimdi",
    "devices, as everywhere; default: every device whose config can be read": "cihazlar, her yerdeki gibi; yoksa yapılandırması okunabilen hepsi",
    "take in a config that lost most of its lines": "satırlarının çoğunu yitirmiş yapılandırmayı da alır",
    "systemd (units with timers) or cron (a file for /etc/cron.d)": "systemd (zamanlayıcılı birimler) ya da cron (/etc/cron.d için dosya)",
    "folder to write the files to; default: print them": "dosyaların yazılacağı klasör; yoksa ekrana",
    "the account that runs them; default: yours": "çalıştıracak hesap; yoksa sizinki",
    "what to look for; capital and small letters are the same": "aranan metin; büyük küçük harf ayrımı yok",
    "only as configs stood then; default: of all times": "yalnız o zamanki yapılandırmalarda; yoksa bütün zamanlarda",
    "only as configs stand now": "yalnız şimdiki yapılandırmalarda",
    "devices, as everywhere; default: all that the history holds": "cihazlar, her yerdeki gibi; yoksa geçmişteki hepsi",
    "the text is a regular expression": "metin bir düzenli ifadedir",
    "the full copy, secrets included: needs --out": "sırlarıyla birlikte tam kopya: --out ister",
    "the day to judge for (2026-04-20 or 20.04.2026); default: now": "hangi güne göre (2026-04-20 ya da 20.04.2026); yoksa şimdi",
    "the report of a month (2026-04, 04.2026 or last), with --out": "bir ayın raporu (2026-04, 04.2026 ya da last), --out ile",
    "file to write: .html (prints on A4), .csv, .xlsx or .json; or a folder for the page": "yazılacak dosya: .html (A4'e basılır), .csv, .xlsx ya da .json; ya da sayfa için bir klasör",
    "the cartridge's barcode, as on its label": "kartuşun etiketindeki barkod",
    "where it lies: the changer's place, a cabinet, the offsite store": "nerede durduğu: değiştiricinin yeri, bir dolap, dış depo",
    "how: shredded, degaussed …": "nasıl: parçalandı, manyetik olarak silindi …",
    "the role of who was present, never a person": "orada bulunanın görevi; asla kişi adı değil",
    "also where it holds points that the plan still keeps": "planın hâlâ tuttuğu noktalar içinde olsa da",
    "this one; default: a blank one of the changer, then the least worn of those that expired": "bu kartuş; yoksa değiştiricideki boş biri, sonra süresi dolanların en az yıpranmışı",
    "look at everybody's stream, picture and clock, not at a sample": "bir örneğe değil, hepsinin akışına, görüntüsüne ve saatine bakar",
    "look again at once at those that failed, instead of at the next check": "yanıt vermeyenlere sonraki denetimde değil hemen bir daha bakar",
    "keep state and history, and tell NetBox what is new; --no-keep: only look": "durumu, geçmişi ve NetBox'ı günceller; --no-keep: yalnız bakar",
    "a signed order's file: its cameras, its reason and document": "imzalı iş emrinin dosyası: kameraları, gerekçesi ve evrakı ondandır",
    "networks to search, joined by commas, each allowed in inventory/policy/camera.yml; or a proposal to accept": "aranacak ağlar, virgülle; her birine inventory/policy/camera.yml izin vermeli; ya da kabul edilecek öneri",
    "the proposal's file; default var/camera/found/<time>.json": "önerinin dosyası; yoksa var/camera/found/<zaman>.json",
    "what to write of the proposal: CAMERA:FIELD,… as it names them": "öneriden ne yazılacak: oradaki adıyla KAMERA:ALAN,…",
    "write every field of the proposal that NetBox holds nothing in": "önerinin, NetBox'ta boş olan her alanını yazar",
    "ask this machine's own network by multicast too (--no-multicast)": "bu makinenin kendi ağına çoklu yayınla da sorar (--no-multicast: sormaz)",
    "log in to the switches of those cameras' sites too, and find cameras that stand on another port or VLAN": "o kameraların yerleşkelerindeki anahtarlara da girer; başka portta ya da VLAN'da duran kameraları bulur",
    "do it; without it, only tell what is found": "yapar; verilmezse yalnız bulunanı söyler",
    "why; needed with --apply": "neden; --apply ile zorunlu",
    "document number": "evrak numarası",
    "planned and decommissioned ones too": "planlananlar ve hizmetten çıkanlar da",
    "show addresses and what cameras look at; the log of exports says so": "adresleri ve kameraların neye baktığını da gösterir; dışa aktarım kaydına geçer",
    "the page to write, .html": "yazılacak sayfa, .html",
    "so many days of availability": "kaç günlük erişilebilirlik",
    "the revision before the merge, as the service names it; its approvers and its policy judge the plans": "birleştirmeden önceki sürüm, sunucunun verdiği adla; planlar onun onaylayanlarına ve politikasına göre değerlendirilir",
    "folder of the repository in which plans are merged, with their signatures beside them": "planların, yanlarında imzalarıyla, birleştirildiği depo klasörü",
    "outside a maintenance window or in a freeze, wait until a plan may be applied": "bakım penceresi dışında ya da değişiklik yasağında, plan uygulanabilene dek bekler",
    "folder of NAME.cfg files: configs that must be rendered as they are there; default tests/golden, where it is": "AD.cfg dosyalarının klasörü: oradaki gibi üretilmesi gereken yapılandırmalar; yoksa tests/golden (varsa)",
    "also write the result as JUnit's XML to this file": "sonucu JUnit XML olarak bu dosyaya da yazar",
    "address to listen at; beyond this machine, put a server with TLS in front instead": "dinlenecek adres; bu makinenin dışı için önüne TLS konuşan bir sunucu konur",
    "number of the port": "port numarası",
    "seconds that an event may be old, or ahead of this machine's clock": "bir olay kaç saniye eski ya da bu makinenin saatinden ileri olabilir",
    "seconds to wait for more events before something is made of them": "olaylar işlenmeden önce, yenileri için kaç saniye beklenir",
    "the revision that the change is to be merged into, as origin/main": "değişikliğin birleştirileceği sürüm; örneğin origin/main",
    "the changed one; default: the folder as it is": "değişmiş olan; yoksa klasörün şimdiki hâli",
    "also write the whole result as JSON to this file": "sonucun tümünü JSON olarak bu dosyaya da yazar",
    "address of that file, told where the text is cut at --most": "o dosyanın adresi; metin --most ile kesilirse söylenir",
    "characters of differences that are told; a comment of GitHub takes 65536": "farkların en çok kaç karakteri söylenir; GitHub yorumu 65536 alır",
    "some of the measurements, with commas between; a name that is none tells them all": "ölçümlerin bazıları, aralarında virgülle; olmayan bir ad hepsini saydırır",
    "emulated switches to plan and to ask": "planlanacak ve sorulacak benzetilmiş anahtar sayısı",
    "switches to render and remediate without a device": "cihazsız üretilecek ve düzeltilecek anahtar sayısı",
    "the lab's municipality for pull, inventory and importing: tiny, small or full": "pull, inventory ve importing için örnek belediye: tiny, small ya da full",
    "the NetBox of NETBOX_URL may be written to: importing fills it, pull changes ten devices and back": "NETBOX_URL ile verilen NetBox'a yazılabilir: importing onu doldurur, pull on cihazı değiştirip geri alır",
    "also write docs/performance.md; what is not measured now stays as it is there": "docs/performance.md dosyasını da yazar; şimdi ölçülmeyen orada olduğu gibi kalır",
    "write no page; exit code 2 when one is out of date": "sayfa yazmaz; güncel olmayan varsa çıkış kodu 2",
    "folder of the site; default <state_dir>/site": "sitenin klasörü; yoksa <state_dir>/site",
    "write the pages alone, without the site": "yalnız sayfaları yazar, siteyi kurmaz",
    "folder for the wheel, the sdist and what goes with them; default dist": "wheel, sdist ve yanlarındakilerin klasörü; yoksa dist",
    "write the bill of materials (CycloneDX, JSON) to this file": "malzeme listesini (CycloneDX, JSON) bu dosyaya yazar",
    "a new folder, or one in which none of the files is there yet": "yeni bir klasör ya da dosyalardan hiçbirinin henüz olmadığı bir klasör",
    "only these, by commas: choices, fields, tags, filters, tables, templates, links, webhooks, rules, groups, permissions": "yalnız bunlar, virgülle: choices, fields, tags, filters, tables, templates, links, webhooks, rules, groups, permissions",
    "the wave; default: every computer that is left": "dalga; yoksa kalan bütün bilgisayarlar",
    "tables of an inventory program (CSV, .xlsx), joined by commas: computers and their programs; docs/pardus.md": "bir envanter programının tabloları (CSV, .xlsx), virgülle: bilgisayarlar ve programları; docs/pardus.md",
    "have Ansible look at the computers first (playbooks/pardus_assess.yml)": "önce Ansible ile bilgisayarlara bakılır (playbooks/pardus_assess.yml)",
    "tell NetBox the verdicts: fit or not, the day, the reasons' codes": "sonuçları NetBox'a yazar: uygunluk, gün, nedenlerin kodları",
    "the printable report of that month (2026-04 or 04.2026), with --out FILE.html": "o ayın yazdırılabilir raporu (2026-04 ya da 04.2026), --out DOSYA.html ile",
    "file to write: .csv, .xlsx, .html (with the picture) or .json": "yazılacak dosya: .csv, .xlsx, .html (çizimiyle) ya da .json",
    "the boot server's folder: files are written below it": "önyükleme sunucusunun klasörü: dosyalar altına yazılır",
    "only computers of that wave that are left": "o dalganın yalnız kalan bilgisayarları",
    "the wave, as in waves.yml": "waves.yml içindeki dalga",
    "YAML files with variables of the roles, joined by commas: mirror, keys, backup (roles/pardus_migration)": "rollerin değişkenlerini taşıyan YAML dosyaları, virgülle: yansı, anahtarlar, yedek (roles/pardus_migration)",
    "for --collect: YAML files with variables, joined by commas: who logs in, and how": "--collect için: değişken taşıyan YAML dosyaları, virgülle: kim, nasıl bağlanır",
    "ask every computer what a run would do; nothing is changed": "her bilgisayara çalıştırmanın ne yapacağını sorar; hiçbir şey değişmez",
    "the wave, as in waves.yml; with --assign also muaf (exempt)": "waves.yml içindeki dalga; --assign ile muaf da olur",
    "put these computers into the wave, in NetBox; what --limit takes elsewhere": "bu bilgisayarları NetBox'ta dalgaya koyar; başka komutlarda --limit ne alıyorsa",
    "only computers of that wave": "yalnız o dalganın bilgisayarları",
    "folder of the hosts' reports; default: <state_dir>/software": "bilgisayar raporlarının klasörü; yoksa <state_dir>/software",
    "rows: department, ring, package or computer": "satırlar: department, ring, package ya da computer",
    "a pytest path or expression instead of everything, e.g. tests/unit/plan": "her şey yerine bir pytest yolu ya da ifadesi; örneğin tests/unit/plan",
    "leave out the slowest tests (marked slow) and the linters": "en yavaş testleri (slow işaretli) ve yazım denetimlerini atlar",
    "install Debian packages that are missing, where allowed": "izin varsa eksik Debian paketlerini kurar",
    "also each role's scenario on real systemd hosts (minutes per role; podman or docker); with --only ROLE that one alone": "her rolün gerçek systemd sunucularındaki senaryosu da (rol başına dakikalar; podman ya da docker); --only ROL ile yalnız o rol",
    "the contact's name in NetBox, or id:NUMBER": "kişinin NetBox'taki adı ya da id:NUMARA",
    "a profile of vpn.yml: staff, call-centre, contractor, admin": "vpn.yml içindeki bir profil: staff, call-centre, contractor, admin",
    "last day: 2026-12-31 or 31.12.2026": "son gün: 2026-12-31 ya da 31.12.2026",
    "the user's WireGuard public key": "kullanıcının WireGuard açık anahtarı",
    "the person's department, where it is one of several": "birden çok birimi varsa kişinin birimi",
    "make the authority: once": "sertifika makamını kurar: bir kez",
    "its name, the institution's, which people's clients show": "adı, kurumunki; kullanıcıların istemcisinde görünür",
    "certify the devices of this gateway of vpn.yml, and bring them the list of revoked certificates": "vpn.yml içindeki bu ağ geçidinin cihazlarına sertifika verir, iptal listesini götürür",
    "do it; without it, only what would be done is shown": "yapar; verilmezse yalnız yapılacak olan gösterilir",
    "CSV or workbook; columns in docs/vpn.md": "CSV ya da çalışma kitabı; sütunlar docs/vpn.md içinde",
    "make the pairs of rows without a key here; handed over once, encrypted": "anahtarı olmayan satırların çiftini burada üretir; bir kez, şifreli teslim edilir",
    "take back what is past its last day; remove keys that nobody fetched": "son günü geçeni geri alır; teslim alınmayan anahtarları siler",
    "show the mails that warn of a near end": "yaklaşan bitişi haber veren e-postaları gösterir",
    "send them too (settings mail_*)": "onları da gönderir (mail_* ayarları)",
    "the person, id:NUMBER of the contact, or the address": "kişi, id:NUMARA ya da adres",
    "new last day: 2026-12-31 or 31.12.2026": "yeni son gün: 2026-12-31 ya da 31.12.2026",
    "which of the person's grants, where there are several": "birden çoksa kişinin hangi erişimi",
    "OpenVPN: who may open the profile with the new certificate: age (age1…) or SSH public keys, or @FILE": "OpenVPN: yeni sertifikalı profili kim açabilir: age (age1…) ya da SSH açık anahtarları ya da @DOSYA",
    "CSV or workbook of everybody in service (docs/vpn.md); the word ldap: the directory (settings ldap_*)": "görevdeki herkesin CSV'si ya da çalışma kitabı (docs/vpn.md); ldap sözcüğü: dizin (ldap_* ayarları)",
    "also where the list takes away a fifth of all grants or more": "liste bütün erişimlerin beşte birini ya da fazlasını kaldırsa da",
    "ldap: also where the directory refers to other servers, which are not asked": "ldap: dizin, sorulmayan başka sunuculara yönlendirse de",
    "one tunnel, by its name in NetBox": "NetBox'taki adıyla bir tünel",
    "have a key made at each end that has none yet, on its gateway, and its public half entered in NetBox": "anahtarı olmayan her uçta, kendi ağ geçidinde anahtar üretilir, açık yarısı NetBox'a yazılır",
    "have another key made at the end of that device": "o cihazın ucunda yeni bir anahtar üretilir",
    "one department's, by its slug": "yalnız bir birimin, kısa adıyla",
    "one profile's": "yalnız bir profilin",
    "only those near their end": "yalnız bitişi yaklaşanlar",
    "only those past it, or without one": "yalnız süresi geçenler ya da bitişi olmayanlar",
    "also those that were taken back": "geri alınmış olanlar da",
    "folder for the pages to print, one per department": "yazdırılacak sayfaların klasörü, birim başına bir sayfa",
    "enter that the department signed its list (with --department and --evrak)": "birimin listesini imzaladığını işler (--department ve --evrak ile)",
    "document number that stands on the pages, or that the signed list came back with": "sayfalarda duran ya da imzalı listenin geldiği evrak numarası",
    "all grants of the person": "kişinin bütün erişimleri",
    "the user's new WireGuard public key": "kullanıcının yeni WireGuard açık anahtarı",
    "OpenVPN: file with the user's request for a certificate (PKCS#10); needs --for-age too": "OpenVPN: kullanıcının sertifika isteği dosyası (PKCS#10); --for-age de gerekir",
    "make the pair here; it is handed over once, encrypted": "çifti burada üretir; bir kez, şifreli teslim edilir",
    "who may open the new key: age (age1…) or SSH public keys joined by commas, or @FILE": "yeni anahtarı kim açabilir: virgülle age (age1…) ya da SSH açık anahtarları ya da @DOSYA",
    "also show the new key's QR code on the terminal": "yeni anahtarın QR kodunu terminalde de gösterir",
    "folder for config, instruction and encrypted key; default <state_dir>/vpn/handover": "yapılandırma, yönerge ve şifreli anahtarın klasörü; yoksa <state_dir>/vpn/handover",
    "cut the old key off at once, as for a lost device; else it goes with the next plan, or after the days of grace": "eski anahtarı hemen keser, kayıp cihazdaki gibi; verilmezse sonraki planla ya da ek sürenin sonunda kalkar",
    "folder to write config (without a key) and instruction to": "yapılandırmanın (anahtarsız) ve yönergenin yazılacağı klasör",
    "one gateway's, by its name in vpn.yml": "vpn.yml içindeki adıyla bir ağ geçidi",
    "workbook to write": "yazılacak çalışma kitabı",
}
