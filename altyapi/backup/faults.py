"""What can be wrong with a repository of copies, told so that the reader knows whether copies are in danger."""

from __future__ import annotations

from altyapi.errors import EngineError


class ResticMissing(EngineError):
    code = "RST-001"
    en = "Not installed: {program}."
    tr = "Kurulu değil: {program}."
    en_remedy = "Install it (Debian, Pardus: apt install restic); 0.14 or newer."
    tr_remedy = "Kurun (Debian, Pardus: apt install restic); 0.14 ya da yenisi."


class RepositoryMissing(EngineError):
    code = "RST-002"
    en = "No repository at {location}."
    tr = "Depo yok: {location}."
    en_remedy = "Check the address; a repository that was there and is not is a loss: look at the server before making a new one."
    tr_remedy = "Adresi denetleyin; daha önce orada olan bir depo kayıp demektir: yenisini oluşturmadan sunucuya bakın."


class WrongKey(EngineError):
    code = "RST-003"
    en = "The password does not open the repository {location}."
    tr = "Parola depoyu açmıyor: {location}."
    en_remedy = (
        "Nothing was read or written. Check the secret's name; without the password copies can't be read by anybody."
    )
    tr_remedy = (
        "Hiçbir şey okunup yazılmadı. Parolanın gizli değer adını denetleyin; parola olmadan kopyaları kimse okuyamaz."
    )


class RepositoryLocked(EngineError):
    code = "RST-004"
    en = "Another process works on the repository {location}: {holder}."
    tr = "Depoda başka bir işlem çalışıyor: {location}, {holder}."
    en_remedy = "Wait for it and try again; locks of processes that are gone are taken away by themselves."
    tr_remedy = "Bitmesini bekleyip yeniden deneyin; sonlanmış işlemlerin kilitleri kendiliğinden kalkar."


class RepositoryDamaged(EngineError):
    code = "RST-005"
    en = "The repository {location} is DAMAGED ({count} faults): {problem}"
    tr = "Depo BOZUK: {location}, kusur sayısı: {count}: {problem}"
    en_remedy = "Do not prune and do not repair it yet: restore from the second site, find out what changed the files, keep them as proof."
    tr_remedy = (
        "Silme ya da onarma yapmayın: ikinci merkezdeki kopyadan dönün, dosyaları neyin değiştirdiğini bulun, "
        "bozuk dosyaları kanıt olarak saklayın."
    )


class RepositoryFull(EngineError):
    code = "RST-006"
    en = "No room left for the repository {location}."
    tr = "Depoda yer kalmadı: {location}."
    en_remedy = (
        "Earlier copies are untouched and this one does not exist. Make room (./inv backup.prune) or enlarge the disk, "
        "then run it again."
    )
    tr_remedy = "Önceki kopyalar yerinde, bu kopya yok. Yer açın (./inv backup.prune) ya da diski büyütün, sonra yeniden çalıştırın."


class AppendOnly(EngineError):
    code = "RST-007"
    en = "The endpoint refuses to remove anything: {location} takes new copies only."
    tr = "Uç nokta silmeye izin vermiyor: {location} yalnız yeni kopya kabul eder."
    en_remedy = (
        "Nothing was removed. Remove old copies with the server's own rights (the policy's location for pruning)."
    )
    tr_remedy = "Hiçbir şey silinmedi. Eski kopyalar sunucunun kendi yetkisiyle (politikadaki silme konumu) silinmeli."


class NotReachable(EngineError):
    code = "RST-008"
    en = "The repository {location} can't be reached: {problem}"
    tr = "Depoya ulaşılamıyor: {location}: {problem}"
    en_remedy = "Check the line, the server and its certificate, then run it again."
    tr_remedy = "Hattı, sunucuyu ve sertifikasını denetleyip yeniden çalıştırın."


class AccessRefused(EngineError):
    code = "RST-009"
    en = "The repository {location} refuses this login: {problem}."
    tr = "Depo bu oturumu reddetti: {location}: {problem}."
    en_remedy = "Check user and password; every client may use only the repository of its own name."
    tr_remedy = "Kullanıcı adını ve parolayı denetleyin; her istemci yalnız kendi adındaki depoyu kullanabilir."


class SourcesSkipped(EngineError):
    code = "RST-010"
    en = "The copy into {location} is not whole (snapshot {snapshot}): {problem}"
    tr = "Kopya eksik: {location} (anlık görüntü: {snapshot}): {problem}"
    en_remedy = "It does not count as a backup. Correct the paths or their rights and run it again."
    tr_remedy = "Yedek sayılmaz. Yolları ya da okuma izinlerini düzeltip yeniden çalıştırın."


class ResticFailed(EngineError):
    code = "RST-099"
    en = "restic ended with code {code} on {location}: {problem}"
    tr = "restic {code} koduyla bitti: {location}: {problem}"
    en_remedy = "Try the command by hand; earlier copies are not touched by a backup that fails."
    tr_remedy = "Komutu elle deneyin; başarısız bir yedekleme önceki kopyalara dokunmaz."
