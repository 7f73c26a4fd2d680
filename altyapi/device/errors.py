"""What can go wrong between this machine and a device. Codes are stable; fields never hold a secret."""

from __future__ import annotations

from altyapi.errors import EngineError


class DeviceError(EngineError):
    """Any fault of a device or of the way to it; `device` is always among the fields."""

    code = "DEV-000"
    en = "Device: {device}. {detail}"
    tr = "Cihaz: {device}. {detail}"


class Unreachable(DeviceError):
    code = "DEV-001"
    en = "Device cannot be reached: {device} ({address}). {detail}"
    tr = "Cihaza ulaşılamıyor. Cihaz: {device} ({address}). Ayrıntı: {detail}"
    en_remedy = "Check power, uplink, the management address in NetBox and any firewall in between: ssh -v {address}."
    tr_remedy = (
        "Enerjiyi, üst bağlantıyı, NetBox içindeki yönetim adresini ve aradaki güvenlik duvarını denetleyin: "
        "ssh -v {address}."
    )


class LoginRefused(DeviceError):
    code = "DEV-002"
    en = "Login refused: {device} ({address}), user {username}. {detail}"
    tr = "Oturum açma reddedildi. Cihaz: {device} ({address}), kullanıcı: {username}. Ayrıntı: {detail}"
    en_remedy = "Check the credential that the device's connection names, and the AAA server's log."
    tr_remedy = "Cihaz bağlantısında adı geçen kimlik bilgisini ve AAA sunucusunun günlüğünü denetleyin."


class EnableRefused(LoginRefused):
    code = "DEV-003"
    en = "Privileged mode refused: {device} ({address}), user {username}. {detail}"
    tr = "Ayrıcalıklı kip reddedildi. Cihaz: {device} ({address}), kullanıcı: {username}. Ayrıntı: {detail}"
    en_remedy = (
        "Give the user the level or role that sees and changes the whole configuration, or give the credential the secret "
        "of the privileged mode, where the platform has one."
    )
    tr_remedy = (
        "Kullanıcıya bütün yapılandırmayı gören ve değiştiren düzeyi ya da rolü verin veya platformda varsa kimlik bilgisine "
        "ayrıcalıklı kipin parolasını ekleyin."
    )


class UnknownHostKey(DeviceError):
    code = "DEV-004"
    en = "Host key not known: {device} ({address}) shows {key_type} {fingerprint}; file: {known_hosts}."
    tr = (
        "SSH anahtarı tanınmıyor. Cihaz: {device} ({address}), gösterilen: {key_type} {fingerprint}; "
        "dosya: {known_hosts}."
    )
    en_remedy = (
        "Compare the fingerprint with the one that the device's own console shows, then record it: "
        "./inv device.trust --limit {device} --record"
    )
    tr_remedy = (
        "Parmak izini cihazın kendi konsolunda görünenle karşılaştırın, sonra kaydedin: "
        "./inv device.trust --limit {device} --record"
    )


class HostKeyChanged(DeviceError):
    code = "DEV-005"
    en = (
        "Host key CHANGED: {device} ({address}). Recorded: {recorded}; shown now: {key_type} {fingerprint}; "
        "file: {known_hosts}."
    )
    tr = (
        "SSH anahtarı DEĞİŞMİŞ. Cihaz: {device} ({address}). Kayıtlı: {recorded}; şimdi gösterilen: {key_type} "
        "{fingerprint}; dosya: {known_hosts}."
    )
    en_remedy = (
        "Do not log in. Someone may stand in between, or the device was replaced or given new keys: find out which. "
        "If it is legitimate, take the old line for {address} out of the file by hand and record the new key: "
        "./inv device.trust --limit {device} --record"
    )
    tr_remedy = (
        "Oturum açmayın. Araya giren biri olabilir ya da cihaz veya anahtarı yenilenmiştir: hangisi olduğunu "
        "araştırın. Değişiklik meşruysa {address} için eski satırı dosyadan elle çıkarın ve yeni anahtarı kaydedin: "
        "./inv device.trust --limit {device} --record"
    )


class KnownHostsUnreadable(DeviceError):
    code = "DEV-006"
    en = "Known hosts file cannot be used: {known_hosts}. Device: {device}. {detail}"
    tr = "Bilinen anahtarlar dosyası kullanılamıyor: {known_hosts}. Cihaz: {device}. Ayrıntı: {detail}"
    en_remedy = "Check the file's permissions and that it is in OpenSSH's known_hosts format."
    tr_remedy = "Dosyanın izinlerini ve OpenSSH known_hosts biçiminde olduğunu denetleyin."


class JumpFailed(Unreachable):
    code = "DEV-007"
    en = "Jump host failed: {jump}, on the way to {device} ({address}). {detail}"
    tr = "Atlama sunucusu başarısız: {jump}. Hedef cihaz: {device} ({address}). Ayrıntı: {detail}"
    en_remedy = (
        "The jump host is reached with OpenSSH, a key or the agent, and the same known_hosts file: "
        "ssh -o UserKnownHostsFile={known_hosts} {jump} true"
    )
    tr_remedy = (
        "Atlama sunucusuna OpenSSH, anahtar ya da ssh-agent ve aynı known_hosts dosyasıyla bağlanılır: "
        "ssh -o UserKnownHostsFile={known_hosts} {jump} true"
    )


class NoCommonAlgorithm(Unreachable):
    code = "DEV-008"
    en = "No SSH algorithm in common: {device} ({address}). {detail}"
    tr = "Ortak SSH algoritması yok. Cihaz: {device} ({address}). Ayrıntı: {detail}"
    en_remedy = "Give the device a new SSH key of at least 2048 bits, or upgrade its software."
    tr_remedy = "Cihaza en az 2048 bitlik yeni bir SSH anahtarı üretin ya da yazılımını yükseltin."


class SessionLimit(DeviceError):
    code = "DEV-009"
    en = "No free session: {device} ({address}). {detail}"
    tr = "Boş oturum yok. Cihaz: {device} ({address}). Ayrıntı: {detail}"
    en_remedy = (
        "See on the device's console who is logged in and end sessions that nobody uses; else check which addresses the device "
        "lets log in."
    )
    tr_remedy = (
        "Cihaz konsolundan açık oturumlara bakın, kullanılmayanları kapatın; sorun sürerse cihazın hangi adreslerden "
        "oturum kabul ettiğini denetleyin."
    )


class SessionLost(DeviceError):
    code = "DEV-010"
    en = "Session lost: {device}, after: {after}. {detail}"
    tr = "Oturum koptu. Cihaz: {device}, son gönderilen: {after}. Ayrıntı: {detail}"
    en_remedy = "If a timed revert was armed the device goes back by itself; reconnect to see what became of it."
    tr_remedy = "Zamanlı geri dönüş kurulduysa cihaz kendiliğinden geri döner; sonucu görmek için yeniden bağlanın."


class CommandTimeout(DeviceError):
    code = "DEV-011"
    en = "No answer within {seconds} s: {device}, command: {command}. Last seen: {tail}"
    tr = "{seconds} sn içinde yanıt gelmedi. Cihaz: {device}, komut: {command}. Son görülen: {tail}"
    en_remedy = "Check the device's load and the line; raise command_timeout_s for slow devices."
    tr_remedy = "Cihazın yükünü ve hattı denetleyin; yavaş cihazlar için command_timeout_s değerini artırın."


class UnexpectedPrompt(DeviceError):
    code = "DEV-012"
    en = "Unexpected question or prompt: {device}, command: {command}. The device says: {tail}"
    tr = "Beklenmeyen soru ya da istem. Cihaz: {device}, komut: {command}. Cihazın yazdığı: {tail}"
    en_remedy = "Add the question and its answer to dialogue.questions of the platform's platform.yml."
    tr_remedy = "Soruyu ve yanıtını platform.yml içindeki dialogue.questions listesine ekleyin."


class LineRejected(DeviceError):
    """`index` counts from 0, as the pushed sequence does."""

    code = "DEV-013"
    en = "Line refused: {device}, line {index}: {line}. The device says: {answer}"
    tr = "Satır reddedildi. Cihaz: {device}, satır {index}: {line}. Cihazın yazdığı: {answer}"
    en_remedy = "Nothing after this line was sent. Correct the template or the data, and make a new plan."
    tr_remedy = "Bu satırdan sonrası gönderilmedi. Şablonu ya da veriyi düzeltin ve yeni plan hazırlayın."


class IncompleteConfig(DeviceError):
    code = "DEV-014"
    en = "Config is not whole: {device}, {command}: {lines} {lines:line|lines}, end marker missing or too short."
    tr = "Yapılandırma eksik geldi. Cihaz: {device}, {command}: {lines} satır, bitiş işareti yok ya da çok kısa."
    en_remedy = "Fetch it again. If it stays short, check the user's level or role (a restricted view hides lines)."
    tr_remedy = (
        "Yeniden alın. Eksik kalıyorsa kullanıcının düzeyini ya da rolünü denetleyin (kısıtlı görünüm satır gizler)."
    )


class CommandRefused(DeviceError):
    code = "DEV-015"
    en = "Command refused: {device}, command: {command}. The device says: {answer}"
    tr = "Komut reddedildi. Cihaz: {device}, komut: {command}. Cihazın yazdığı: {answer}"
    en_remedy = "Check that this software version knows the command and that the user may use it."
    tr_remedy = "Bu yazılım sürümünün komutu tanıdığını ve kullanıcının yetkili olduğunu denetleyin."


class RevertRefused(CommandRefused):
    code = "DEV-016"
    en = "Timed revert refused: {device}, {method}: {command}. The device says: {answer}"
    tr = "Zamanlı geri dönüş reddedildi. Cihaz: {device}, {method}: {command}. Cihazın yazdığı: {answer}"
    en_remedy = (
        "Give the device what this method needs (revert_methods in the platform's platform.yml), or plan with another of its "
        "methods. If lines had been sent already, see first what the device holds: a revert may still be pending."
    )
    tr_remedy = (
        "Cihazda bu yöntemin gerektirdiğini hazırlayın (platform.yml içindeki revert_methods) ya da başka bir yöntemle "
        "planlayın. Satır gönderilmişse önce cihazdaki yapılandırmaya bakın: geri dönüş hâlâ bekliyor olabilir."
    )


class NothingToConfirm(DeviceError):
    code = "DEV-017"
    en = "No timed revert is pending: {device}, {method}. It has fired or was disarmed. The device says: {answer}"
    tr = (
        "Bekleyen zamanlı geri dönüş yok. Cihaz: {device}, {method}. Süre dolmuş ya da iptal edilmiş. "
        "Cihazın yazdığı: {answer}"
    )
    en_remedy = "Read the running config again before anything else: the change may have been taken back."
    tr_remedy = "Başka işlemden önce çalışan yapılandırmayı yeniden okuyun: değişiklik geri alınmış olabilir."


class SaveFailed(CommandRefused):
    code = "DEV-018"
    en = "Config not saved: {device}, {command}. The device says: {answer}"
    tr = "Yapılandırma kaydedilemedi. Cihaz: {device}, {command}. Cihazın yazdığı: {answer}"
    en_remedy = "Check the free space and the state of the storage that the device starts from; then save again."
    tr_remedy = "Cihazın açılışta kullandığı belleğin boş alanını ve durumunu denetleyin; sonra yeniden kaydedin."


class NoDriver(DeviceError):
    code = "DEV-019"
    en = "Platform has no driver: {platform}. Device: {device}."
    tr = "Platformun sürücüsü yok: {platform}. Cihaz: {device}."
    en_remedy = "Add altyapi/platforms/{platform}/driver.py with a class named Driver: docs/adding-a-platform.md."
    tr_remedy = "altyapi/platforms/{platform}/driver.py dosyasına Driver sınıfını ekleyin: docs/adding-a-platform.md."


class CandidateDiffers(DeviceError):
    code = "DEV-020"
    en = "What the change would make of the device is not what was predicted: {device}. {detail}"
    tr = "Değişikliğin cihazda oluşturacağı yapılandırma öngörülenden farklı. Cihaz: {device}. Ayrıntı: {detail}"
    en_remedy = "Nothing was changed, the candidate is discarded. Make a new plan with ./inv config.plan."
    tr_remedy = "Hiçbir şey değişmedi, aday yapılandırma silindi. ./inv config.plan ile yeni plan yapın."


class SubsystemRefused(Unreachable):
    code = "DEV-021"
    en = "SSH service not offered: {device} ({address}), {subsystem}. {detail}"
    tr = "SSH hizmeti sunulmuyor. Cihaz: {device} ({address}), hizmet: {subsystem}. Ayrıntı: {detail}"
    en_remedy = "Turn the service on (Junos: set system services netconf ssh), and check the port in NetBox."
    tr_remedy = "Hizmeti açın (Junos: set system services netconf ssh) ve NetBox içindeki portu denetleyin."


class CandidateBusy(DeviceError):
    code = "DEV-022"
    en = "The device's candidate config is in use: {device}. The device says: {answer}"
    tr = "Cihazın aday yapılandırması kullanımda. Cihaz: {device}. Cihazın yazdığı: {answer}"
    en_remedy = (
        "Somebody edits the device, or has left changes uncommitted: ask who it is; on the device: show system users, "
        "show | compare, rollback 0. Then run the plan again."
    )
    tr_remedy = (
        "Cihazda başka biri düzenleme yapıyor ya da işlenmemiş değişiklik bırakmış: kim olduğunu öğrenin; cihazda: "
        "show system users, show | compare, rollback 0. Sonra planı yeniden çalıştırın."
    )


class NoHostKey(DeviceError):
    code = "DEV-023"
    en = "Device shows no key, as it is spoken to by plain HTTP: {device}."
    tr = "Cihazla düz HTTP üzerinden konuşulduğu için gösterdiği bir anahtar yok. Cihaz: {device}."
    en_remedy = (
        'Turn HTTPS on at the device, and in NetBox its connection to HTTPS: port 443, or `options: {{tls: "true"}}`.'
    )
    tr_remedy = (
        'Cihazda HTTPS açın; NetBox içindeki bağlantısını da HTTPS yapın: port 443 ya da `options: {{tls: "true"}}`.'
    )


class AnswerTooLong(DeviceError):
    code = "DEV-024"
    en = "Answer longer than {limit_mib} MiB: {device}, command: {command}."
    tr = "Yanıt {limit_mib} MiB sınırını aşıyor. Cihaz: {device}, komut: {command}."
    en_remedy = "No honest answer is that long: look at the device's console, and at what answers at that address."
    tr_remedy = "Hiçbir olağan yanıt bu kadar uzun olmaz: cihazın konsoluna ve o adreste neyin yanıt verdiğine bakın."
