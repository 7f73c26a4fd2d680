"""What can go wrong with secrets. No message holds a secret; names, files and commands are told."""

from __future__ import annotations

from altyapi.errors import EngineError


class SecretError(EngineError):
    """Any fault of this package."""

    code = "SEC-000"


class SecretMissing(SecretError):
    """`name` may be several names, joined by commas; `en_more` and `tr_more` are advice for some of them, or empty."""

    code = "SEC-001"
    en = "Not found among the secrets: {name}. Looked in: {looked}."
    tr = "Sır bulunamadı: {name}. Bakılan yerler: {looked}."
    en_remedy = (
        "Add what is missing to the file (ansible-vault edit FILE), or set it in the environment: {variable}.{en_more}"
    )
    tr_remedy = "Eksik olanı dosyaya ekleyin (ansible-vault edit DOSYA) ya da ortamda verin: {variable}.{tr_more}"


class SecretFileOpen(SecretError):
    code = "SEC-002"
    en = "Secrets in plain text that others can read: {file} (mode {mode})."
    tr = "Başkalarının okuyabildiği düz metin sır dosyası: {file} (kip {mode})."
    en_remedy = "chmod 600 {file}; better: ansible-vault encrypt {file}. Change secrets that others may have read."
    tr_remedy = "chmod 600 {file}; daha iyisi: ansible-vault encrypt {file}. Okunmuş olabilecek sırları değiştirin."


class SecretFileUnreadable(SecretError):
    code = "SEC-003"
    en = "Secrets file not usable: {file}: {problem}."
    tr = "Kullanılamayan sır dosyası: {file}: {problem}."
    en_remedy = "Correct the file; its form is described in docs/secrets.md."
    tr_remedy = "Dosyayı düzeltin; biçimi docs/secrets.md sayfasında."


class VaultLocked(SecretError):
    code = "SEC-004"
    en = "Encrypted secrets can't be opened: {file}: {problem}."
    tr = "Şifreli sırlar açılamıyor: {file}: {problem}."
    en_remedy = "Set ALTYAPI_VAULT_PASSWORD_FILE to a file with the vault's password, or a program that prints it."
    tr_remedy = "ALTYAPI_VAULT_PASSWORD_FILE ile parola dosyasını ya da parolayı yazan programı verin."


class SecretUnusable(SecretError):
    code = "SEC-005"
    en = "Secret can't be sent to a device: {name}: {problem}."
    tr = "Cihaza gönderilemeyen sır: {name}: {problem}."
    en_remedy = "Choose another value: printable ASCII without blanks, question marks, quotes and backslashes, more than one character."
    tr_remedy = (
        "Başka bir değer seçin: boşluk, soru işareti, tırnak ve ters bölü içermeyen, birden uzun, yazdırılabilir ASCII."
    )


class SecretReserved(SecretError):
    code = "SEC-007"
    en = "Never sent to a device as config: {name} is the toolkit's own."
    tr = "Cihaza yapılandırma olarak gönderilmez: {name} aracın kendi sırrı."
    en_remedy = "Nothing was sent. Find out how it came into the config; secrets of devices have groups of their own, docs/secrets.md."
    tr_remedy = "Hiçbir şey gönderilmedi. Yapılandırmaya nasıl girdiğini araştırın; cihaz sırlarının grupları ayrıdır, docs/secrets.md."


class ForeignMarks(SecretError):
    code = "SEC-008"
    en = "The running config of {device} holds the marks of a secret: line {line}."
    tr = "Çalışan yapılandırmada sır işareti var: {device}, satır {line}."
    en_remedy = "Look at the line on the device and remove `<<secret:` or `<<shown:`: taken into a plan, it would become a secret."
    tr_remedy = "Cihazda satıra bakın, `<<secret:` ya da `<<shown:` yazısını kaldırın: plana girseydi sırra dönüşürdü."


class LedgerUnreadable(SecretError):
    code = "SEC-006"
    en = "Ledger of applied secrets not readable: {file}: {problem}."
    tr = "Uygulanan sırların defteri okunamıyor: {file}: {problem}."
    en_remedy = "Restore the file; or delete it: what devices do not show is then set once more on every device."
    tr_remedy = "Dosyayı geri getirin ya da silin; silinirse cihazların göstermediği sırlar bir kez daha yazılır."
