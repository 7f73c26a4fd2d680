"""Sentences about cameras: alive, found, private."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "camera.looking": ("Cameras", "Kameralar"),
    "camera.no-login": (
        "No login {name} in the secret store ({code}): streams and recorders are not looked into",
        "Gizli bilgi deposunda {name} girişi yok ({code}): yayın ve kayıt cihazlarının içine bakılmadı",
    ),
    "camera.no-decoder": (
        "Pictures are counted, not looked at (black, frozen): ffmpeg is not installed",
        "Görüntüler sayıldı, içeriğine (siyah, donmuş) bakılmadı: ffmpeg kurulu değil",
    ),
    "camera.cut-off": (
        "{device} is not reachable: {count} {count:camera|cameras} behind it down: {names}",
        "Erişilemeyen cihaz: {device}; arkasında yanıtsız kamera: {count} ({names})",
    ),
    "camera.line": (
        "{device} is not reachable, so the line of {site} is cut ({circuits}): {count} {count:camera|cameras} down",
        "Erişilemeyen cihaz: {device}; yerleşke hattı kesik: {site} ({circuits}); yanıtsız kamera: {count}",
    ),
    "camera.down": ("Down", "Yanıt vermeyenler"),
    "camera.impaired": ("Alive, with a problem", "Çalışan ama sorunlu olanlar"),
    "camera.once": (
        "Failed once, judged at the next check (or at once with --confirm): {names}",
        "Bir kez yanıt vermeyen, sonraki denetimde (ya da --confirm ile hemen) kesinleşecek: {names}",
    ),
    "camera.new": ("new", "yeni"),
    "camera.back": ("Up again: {names}", "Yeniden çalışanlar: {names}"),
    "camera.well": ("No longer a problem: {names}", "Sorunu kalmayanlar: {names}"),
    "camera.count": (
        "{count} {count:camera|cameras} and recorders: {good} well, {impaired} with a problem, {down} down, {once} failed once; looked at thoroughly: {thorough}",
        "Kamera ve kayıt cihazı: {count}; iyi: {good}, sorunlu: {impaired}, yanıtsız: {down}, bir kez yanıtsız: {once}; ayrıntılı bakılan: {thorough}",
    ),
    "camera.column.camera": ("Camera", "Kamera"),
    "camera.column.where": ("Where", "Yer"),
    "camera.column.since": ("Since", "Ne zamandan beri"),
    "camera.column.problem": ("What", "Sorun"),
    "camera.problem.no-address": ("no address in NetBox", "NetBox üzerinde adres yok"),
    "camera.problem.refused": ("connection refused, {detail}", "bağlantı reddedildi, {detail}"),
    "camera.problem.timeout": ("no answer in {detail}", "yanıt yok, süre: {detail}"),
    "camera.problem.unreachable": ("not reachable: {detail}", "erişilemiyor: {detail}"),
    "camera.problem.lost": ("hung up: {detail}", "bağlantıyı kesti: {detail}"),
    "camera.problem.not-rtsp": ("does not speak RTSP: {detail}", "RTSP konuşmuyor: {detail}"),
    "camera.problem.too-much": ("sends without end: {detail}", "sonu gelmeyen yanıt: {detail}"),
    "camera.problem.no-frames": ("no pictures: {detail}", "görüntü gelmiyor: {detail}"),
    "camera.problem.black": ("black picture: {detail}", "siyah görüntü: {detail}"),
    "camera.problem.frozen": ("frozen picture: {detail}", "donmuş görüntü: {detail}"),
    "camera.problem.undecodable": ("pictures can't be decoded: {detail}", "görüntü çözülemiyor: {detail}"),
    "camera.problem.stream-refused": ("no stream: {detail}", "yayın yok: {detail}"),
    "camera.problem.open-stream": (
        "shows its pictures without a login",
        "görüntüsünü parola sormadan gösteriyor",
    ),
    "camera.problem.login-refused": (
        "login refused: {detail}; not tried again for a while",
        "giriş reddedildi: {detail}; bir süre yeniden denenmez",
    ),
    "camera.problem.clear-login": (
        "wants the password in clear ({detail}): not sent",
        "parolayı açık istiyor ({detail}): gönderilmedi",
    ),
    "camera.problem.clock-drift": ("clock off by {detail}", "saat sapması: {detail}"),
    "camera.problem.clock-unread": ("clock can't be read: {detail}", "saat okunamıyor: {detail}"),
    "camera.problem.no-record": (
        "thermal camera in service without a data-protection record: not looked into",
        "KVKK kaydı olmadan hizmette olan termal kamera: içine bakılmadı",
    ),
    "camera.problem.recorder-unread": ("recordings can't be read: {detail}", "kayıtlar okunamıyor: {detail}"),
    "camera.problem.recording-gap": ("nothing recorded lately: {detail}", "son kaydın üzerinden geçen süre: {detail}"),
    "camera.problem.not-recorded": ("not recorded at all: {detail}", "hiç kaydedilmiyor: {detail}"),
    "camera.problem.keeps-too-long": (
        "oldest recording and what is allowed: {detail}",
        "en eski kayıt ve izin verilen gün: {detail}",
    ),
    "camera.problem.disk-full": ("disk used and allowed: {detail}", "disk doluluğu ve sınırı: {detail}"),
    "camera.problem.disk-fault": ("disk faulty: {detail}", "disk arızalı: {detail}"),
    "camera.wall.about": (
        "State of cameras and recorders by site, from the checks of {days} {days:day|days}. Pictures are measured and dropped: none is stored.",
        "Kameraların ve kayıt cihazlarının yerleşkelere göre durumu, {days} günlük denetimlerden. Görüntü saklanmaz: ölçülür ve atılır.",
    ),
    "camera.list.about": (
        "Cameras and recorders of NetBox with what the last check saw.",
        "NetBox üzerindeki kamera ve kayıt cihazları, son denetimin gördüğü ile.",
    ),
    "camera.never-checked": (
        "No check has run here yet.",
        "Burada henüz denetim yapılmadı.",
    ),
    "camera.list.count": (
        "{count} {count:camera|cameras} and recorders: {active} in service, {planned} planned",
        "Kamera ve kayıt cihazı: {count}; hizmette: {active}, planlanan: {planned}",
    ),
    "camera.probing": ("Addresses asked", "Sorulan adres"),
    "camera.found.unknown": (
        "{count} {count:device answers|devices answer} that NetBox does not know",
        "NetBox üzerinde olmayan, yanıt veren cihaz: {count}",
    ),
    "camera.found.moved": ("Moved: {count}", "Yeri değişen: {count}"),
    "camera.found.replaced": ("Replaced: {count}", "Değiştirilen: {count}"),
    "camera.found.other-vlan": ("In another VLAN: {count}", "Başka VLAN içinde: {count}"),
    "camera.found.who": (
        "{address}  {name} {model}  MAC {mac}  site {site}",
        "{address}  {name} {model}  MAC {mac}  yerleşke: {site}",
    ),
    "camera.found.moved.one": (
        "{camera}: NetBox has it at {netbox}, it answers at {seen} (told by its {by})",
        "{camera}: NetBox adresi {netbox}, yanıt verdiği adres {seen} (ayırt eden: {by})",
    ),
    "camera.found.moved.port": (
        "{camera}: NetBox has it on port {netbox}, its switch has learnt it on {seen}",
        "{camera}: NetBox portu {netbox}, anahtarın öğrendiği port {seen}",
    ),
    "camera.found.replaced.one": (
        "{camera} ({address}): NetBox has {netbox}, there is {seen} ({by})",
        "{camera} ({address}): NetBox kaydı {netbox}, görülen {seen} ({by})",
    ),
    "camera.found.other-vlan.one": (
        "{camera} ({address}): its port is in VLAN {netbox}, its address in that of VLAN {seen}",
        "{camera} ({address}): portunun VLAN numarası {netbox}, adresinin VLAN numarası {seen}",
    ),
    "camera.found.other-vlan.port": (
        "{camera} ({address}): its port is in VLAN {netbox}, its switch has learnt it in VLAN {seen}",
        "{camera} ({address}): portunun VLAN numarası {netbox}, anahtarın öğrendiği VLAN numarası {seen}",
    ),
    "camera.found.no-switches": (
        "NetBox has no switch in service at the sites of these cameras.",
        "Bu kameraların yerleşkelerinde NetBox üzerinde hizmette olan anahtar yok.",
    ),
    "camera.found.silent": (
        "{count} {count:camera|cameras} of NetBox did not answer there: {names}",
        "NetBox üzerinde olup orada yanıt vermeyen kamera: {count} ({names})",
    ),
    "camera.found.count": (
        "{count} {count:device|devices} answered; {findings} to look at",
        "Yanıt veren cihaz: {count}; bakılması gereken: {findings}",
    ),
    "camera.no-places": (
        "No site has coordinates in NetBox: the page has no map",
        "NetBox üzerinde koordinatı olan yerleşke yok: sayfada harita olmayacak",
    ),
}
