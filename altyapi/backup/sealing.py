"""Full copies at rest: compressed, then encrypted for the public keys of those who may open them, in age's format.

Anybody with the secret key opens one without this toolkit: `age -d -i KEY FILE | gunzip`. The machine that takes backups
needs the public keys only.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Sequence

from pyrage import DecryptError, IdentityError, RecipientError, decrypt, encrypt, x25519

from altyapi.errors import EngineError
from altyapi.secrets import SecretStore


class NoRecipient(EngineError):
    code = "BCK-020"
    en = "No key to encrypt the full copies with."
    tr = "Tam kopyaları şifreleyecek anahtar yok."
    en_remedy = (
        "Run age-keygen; put its public key (age1…) into configs.recipients of inventory/policy/backup.yml, or its secret key into "
        "the secret {identity}. Keep the secret key in a safe too: without it nobody can restore."
    )
    tr_remedy = (
        "age-keygen çalıştırın; açık anahtarı (age1…) inventory/policy/backup.yml içinde configs.recipients listesine ya da gizli "
        "anahtarı şu gizli değere yazın: {identity}. Gizli anahtarı kasada da saklayın: o olmadan geri dönülemez."
    )


class RecipientUnusable(EngineError):
    code = "BCK-021"
    en = "Not a public key of age: {recipient}."
    tr = "age açık anahtarı değil: {recipient}."
    en_remedy = "configs.recipients in inventory/policy/backup.yml holds lines as age-keygen -y prints them: age1…"
    tr_remedy = "inventory/policy/backup.yml içinde configs.recipients, age-keygen -y çıktısındaki gibi olmalı: age1…"


class IdentityUnusable(EngineError):
    code = "BCK-022"
    en = "The secret {identity} is not a secret key of age."
    tr = "Şu gizli değer age gizli anahtarı değil: {identity}."
    en_remedy = "It is one line as age-keygen prints it: AGE-SECRET-KEY-1…"
    tr_remedy = "age-keygen çıktısındaki tek satır olmalı: AGE-SECRET-KEY-1…"


class WrongKey(EngineError):
    code = "BCK-023"
    en = "The secret key does not open the full copy: {what}."
    tr = "Gizli anahtar tam kopyayı açmıyor: {what}."
    en_remedy = (
        "Nothing was changed. It was encrypted for other keys than {identity}: use the one that was in force then."
    )
    tr_remedy = "Hiçbir şey değişmedi. Kopya başka anahtarlar için şifrelenmiş; o günkü anahtar şu gizli değere konmalı: {identity}."


class SealBroken(EngineError):
    code = "BCK-024"
    en = "The full copy is damaged: {what}: {problem}."
    tr = "Tam kopya bozuk: {what}: {problem}."
    en_remedy = "Take an older one, or the same from the second site; look for what changed the file."
    tr_remedy = "Daha eskisini ya da ikinci merkezdekini alın; dosyayı neyin değiştirdiğini araştırın."


class Sealer:
    """Encrypts for some recipients. Raises NoRecipient and RecipientUnusable when it is made."""

    def __init__(self, recipients: Sequence[str], identity: str, store: SecretStore) -> None:
        """`recipients` are public keys; where there is none, that of the secret `identity` is used."""
        self._recipients = []
        for recipient in recipients or _own(identity, store):
            try:
                self._recipients.append(x25519.Recipient.from_str(recipient))
            except RecipientError as error:
                raise RecipientUnusable(recipient=recipient[:80]) from error

    def seal(self, text: str) -> bytes:
        sealed: bytes = encrypt(gzip.compress(text.encode(), 6, mtime=0), self._recipients)
        return sealed


def unseal(data: bytes, identity: str, store: SecretStore, what: str) -> str:
    """The text again. `what` is named in errors. Raises SecretMissing, IdentityUnusable, WrongKey, SealBroken."""
    try:
        plain = decrypt(data, [_identity(identity, store.get(identity))])
    except DecryptError as error:
        if "No matching keys" in str(error):
            raise WrongKey(what=what, identity=identity) from error
        raise SealBroken(what=what, problem=str(error)) from error
    try:
        return gzip.decompress(plain).decode()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise SealBroken(what=what, problem=str(error)) from error


def _own(identity: str, store: SecretStore) -> list[str]:
    secret = store.find(identity)
    if secret is None:
        raise NoRecipient(identity=identity)
    return [str(_identity(identity, secret).to_public())]


def _identity(name: str, secret: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(secret.strip())
    except IdentityError as error:
        raise IdentityUnusable(identity=name) from error
