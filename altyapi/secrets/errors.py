"""What can go wrong with secrets. No message holds a secret; names, files and commands are told."""

from __future__ import annotations

from altyapi.errors import EngineError


class SecretError(EngineError):
    """Any fault of this package."""

    code = "SEC-000"


class SecretMissing(SecretError):
    code = "SEC-001"
    en = "Secret not found: {name}. Looked in: {looked}."
    tr = "Sır bulunamadı: {name}. Bakılan yerler: {looked}."
    en_remedy = "Add it to the file (ansible-vault edit FILE), or set {variable}. "
        "altyapi/digest-key is any long random text: openssl rand -hex 32"
    tr_remedy = (
        "Dosyaya ekleyin (ansible-vault edit DOSYA) ya da {variable} değişkenini verin. "
        "altyapi/digest-key uzun, rastgele bir metindir: openssl rand -hex 32"
    )


class SecretFileOpen(SecretError):
    code = "SEC-002"
    en = "Secrets in plain text that others can read: {file} (mode {mode})."
    tr = "Başkalarının okuyabildiği düz metin sır dosyası: {file} (kip {mode})."
    en_remedy = (
        "Add it to the file (ansible-vault edit FILE), or set {variable}. "
        "altyapi/digest-key is any long random text: openssl rand -hex 32"
    )
    tr_remedy = (
        "Dosyayı geri getirin ya da silin; silinirse cihazların göstermediği sırlar her cihaza bir kez daha yazılır."
    )
