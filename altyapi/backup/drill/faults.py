"""Why a drill could not be held, or what it found; the proof itself is a list of checks."""

from __future__ import annotations

from altyapi.errors import EngineError


class NothingToRestore(EngineError):
    code = "DRL-001"
    en = "There is no copy to restore: {system} in {place}."
    tr = "Geri dönülecek kopya yok. Sistem: {system}, yer: {place}."
    en_remedy = "Take one (./inv backup.now {system}), or name the place that holds one: --place"
    tr_remedy = "Kopya alın (./inv backup.now {system}) ya da kopyası olan yeri verin: --place"


class NoRoom(EngineError):
    code = "DRL-002"
    en = "The empty place is too small: {folder} has {free} MiB, {system} needs {needed}."
    tr = "Boş yer küçük: {folder} için {free} MiB var; {system} için gereken: {needed} MiB."
    en_remedy = "Name a folder on a larger disk: --folder"
    tr_remedy = "Daha büyük diskte bir klasör verin: --folder"


class NoServer(EngineError):
    code = "DRL-003"
    en = "No database server to restore into: {system}: {program} is not installed."
    tr = "Geri dönüş için veritabanı sunucusu yok. Sistem: {system}; kurulu olmayan: {program}."
    en_remedy = (
        "Install it on this machine ({package}); its own service need not run, the drill starts one in an empty folder."
    )
    tr_remedy = (
        "Bu makineye kurun ({package}); kendi hizmeti çalışmasa da olur, deneme boş klasörde ayrı bir sunucu başlatır."
    )


class ServerFailed(EngineError):
    code = "DRL-004"
    en = "The drill's own database server failed: {program}: {problem}"
    tr = "Denemenin kendi veritabanı sunucusu başarısız: {program}: {problem}"
    en_remedy = "The copy is neither proven nor disproven. Correct this machine and hold the drill again."
    tr_remedy = "Kopya ne doğrulandı ne çürütüldü. Makineyi düzeltip denemeyi yineleyin."


class DumpRefused(EngineError):
    code = "DRL-005"
    en = "An empty database server refuses the copy: {file}: {problem}"
    tr = "Boş veritabanı sunucusu kopyayı kabul etmedi: {file}: {problem}"
    en_remedy = (
        "This copy does not bring the system back. Take a new one, hold the drill again, and look at the older points."
    )
    tr_remedy = "Bu kopya sistemi geri getirmez. Yeni kopya alıp denemeyi yineleyin, eski noktalara da bakın."


class NoTarget(EngineError):
    code = "DRL-006"
    en = "No device to restore the config into: {system}: none of role {role} has the platform {platform}."
    tr = "Yapılandırmanın yükleneceği cihaz yok. Sistem: {system}; rol: {role}, platform: {platform}."
    en_remedy = "Give a spare or emulated device of that platform the role {role} in NetBox, or name it: --target"
    tr_remedy = (
        "NetBox içinde bu platformdan yedek ya da sanal bir cihaza {role} rolünü ya da --target ile adını verin."
    )


class TargetInService(EngineError):
    code = "DRL-007"
    en = "A drill is never held on a device in service: {device} (role {role})."
    tr = "Deneme hizmetteki bir cihazda yapılmaz: {device} (rol: {role})."
    en_remedy = "Devices for drills have the role {wanted} in NetBox."
    tr_remedy = "Deneme cihazlarının NetBox rolü: {wanted}."


class OnlyRead(EngineError):
    code = "DRL-009"
    en = "A copy of this kind can be opened, but not loaded from here: {system} ({platform}) is only read."
    tr = "Bu türden kopya açılabilir ama buradan yüklenemez; yalnızca okunan sistem: {system} ({platform})."
    en_remedy = (
        "Load it into a spare device by hand (./inv backup.show {system} --full --out FILE) and file the record; how its kind takes"
        " a config in is taught by `trial` in altyapi/platforms/readonly.yml."
    )
    tr_remedy = (
        "Yedek bir cihaza elle yükleyip tutanağını dosyalayın (./inv backup.show {system} --full --out DOSYA); türün"
        " yapılandırmayı nasıl aldığı altyapi/platforms/readonly.yml içinde `trial` ile öğretilir."
    )


class TargetNotEmpty(EngineError):
    code = "DRL-010"
    en = "The device for drills holds all of the copy already, nothing was loaded and nothing is proven: {device}."
    tr = "Deneme cihazında kopyanın tümü zaten var, hiçbir şey yüklenmedi ve doğrulanmadı. Cihaz: {device}."
    en_remedy = "A drill that was cut off may have left it so. Bring it back to an empty configuration, then hold the drill again."
    tr_remedy = "Yarıda kalan bir denemeden kalmış olabilir. Cihazı boş yapılandırmaya döndürüp denemeyi yineleyin."


class SystemUnknown(EngineError):
    code = "DRL-008"
    en = "No system of the backup plan has this name: {system}."
    tr = "Yedekleme planında bu adda sistem yok: {system}."
    en_remedy = "./inv backup.status lists them; a system is in the plan when NetBox gives it a class ({field})."
    tr_remedy = "Liste: ./inv backup.status; NetBox içinde sınıfı ({field}) olan sistem plandadır."
