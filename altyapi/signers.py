"""The list of signers, read as strictly as four eyes need it: each line one person, each key one person's.

ssh-keygen(1), ALLOWED SIGNERS, allows more: patterns, several principals on a line, certificate authorities. With any of
these, one person can sign under two names, so they are faults here although ssh-keygen would take them.
"""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from altyapi.errors import EngineError
from netbox_sync.model import Frozen

PRINCIPAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._+-]*")
_WORD = re.compile(r'(?:[^\s"]|"(?:[^"\\]|\\.)*")+')
_KEY_TYPE = re.compile(r"(?:ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-sha2-)[A-Za-z0-9@._-]+")


class SignersUnsafe(EngineError):
    code = "APR-010"
    en = "The list of signers is not one person per line: {faults}."
    tr = "İmzacı listesinde her satır tek kişi değil: {faults}."
    en_remedy = 'Correct it: `name namespaces="altyapi-plan" ssh-ed25519 AAAA…`, one line per key, no patterns; ./inv doctor checks it.'
    tr_remedy = 'Düzeltin: `ad namespaces="altyapi-plan" ssh-ed25519 AAAA…`; her anahtara bir satır, kalıp yok; denetim: ./inv doctor'


class Signer(Frozen):
    """One usable line: a person and a key."""

    line: int
    principal: str
    key: str  # the key's own bytes in base64, without its comment


class SignerFault(Frozen):
    """A line that can't be told to be one person's."""

    file: Path
    line: int
    en: str
    tr: str

    def place(self) -> str:
        return f"{self.file}:{self.line}"


def examine(file: Path) -> tuple[tuple[Signer, ...], tuple[SignerFault, ...]]:
    """Every line of the list: the persons, and what is wrong. Raises OSError."""
    signers: list[Signer] = []
    faults: list[SignerFault] = []
    for number, text in enumerate(file.read_bytes().decode("utf-8", "replace").split("\n"), start=1):
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        found = _read(text, number)
        if isinstance(found, Signer):
            signers.append(found)
        else:
            faults.append(SignerFault(file=file, line=number, en=found[0], tr=found[1]))
    faults += _clashes(file, signers)
    return tuple(signers), tuple(sorted(faults, key=lambda fault: fault.line))


def require(file: Path) -> tuple[Signer, ...]:
    """The persons of the list. Raises SignersUnsafe naming file and line of every fault, OSError."""
    signers, faults = examine(file)
    if faults:
        raise SignersUnsafe(faults="; ".join(f"{fault.place()}: {fault.en}" for fault in faults))
    return signers


def _read(text: str, number: int) -> Signer | tuple[str, str]:
    """The line's person and key, or what is wrong with it in English and Turkish."""
    words = _WORD.findall(text)
    principal = words[0] if words else ""
    wrong = _wrong_name(principal)
    if wrong is not None:
        return wrong
    options, rest = (words[1:2], words[2:]) if len(words) > 1 and not _KEY_TYPE.fullmatch(words[1]) else ([], words[1:])
    if any("cert-authority" in option.lower() for option in options):
        return "a certificate authority instead of a person's key", "kişi anahtarı yerine sertifika yetkilisi"
    if len(rest) < 2 or not _KEY_TYPE.fullmatch(rest[0]):
        return "no key on the line", "satırda anahtar yok"
    try:
        key = base64.b64decode(rest[1], validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if key[4 : 4 + int.from_bytes(key[:4], "big")] != rest[0].encode():
        return f"not a key of type {rest[0]}", f"{rest[0]} türünde bir anahtar değil"
    return Signer(line=number, principal=principal, key=base64.b64encode(key).decode())


def _wrong_name(principal: str) -> tuple[str, str] | None:
    if "," in principal:
        return f"several names on one line: {principal}", f"bir satırda birden çok ad: {principal}"
    if any(letter in principal for letter in "*?!"):
        return f"a pattern instead of a name: {principal}", f"ad yerine kalıp: {principal}"
    if not PRINCIPAL.fullmatch(principal):
        return f"not a plain name: {principal}", f"düz bir ad değil: {principal}"
    return None


def _clashes(file: Path, signers: list[Signer]) -> list[SignerFault]:
    """Names that a reader takes for one, and keys that stand under two names."""
    faults: list[SignerFault] = []
    by_name: dict[str, Signer] = {}
    by_key: dict[str, Signer] = {}
    for signer in signers:
        same_name = by_name.setdefault(_folded(signer.principal), signer)
        if same_name.principal != signer.principal:
            en = f"{signer.principal} differs from {same_name.principal} (line {same_name.line}) in case alone"
            tr = f"yalnız büyük/küçük harfle ayrılan adlar: {signer.principal}, {same_name.principal} (satır {same_name.line})"
            faults.append(SignerFault(file=file, line=signer.line, en=en, tr=tr))
        same_key = by_key.setdefault(signer.key, signer)
        if same_key.principal != signer.principal:
            en = f"the key of {signer.principal} is also that of {same_key.principal} (line {same_key.line})"
            tr = f"iki ad için aynı anahtar: {signer.principal}, {same_key.principal} (satır {same_key.line})"
            faults.append(SignerFault(file=file, line=signer.line, en=en, tr=tr))
    return faults


def _folded(name: str) -> str:
    return name.lower()
