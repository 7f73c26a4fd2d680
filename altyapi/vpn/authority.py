"""The certificate authority of OpenVPN's gateways: small, this toolkit's own, its private key in the secret store and nowhere else.

What it signed and what it took back is a chained register, `<state_dir>/vpn/certificates.jsonl` (altyapi.chained); certificates are
public. A person's certificate ends with the grant, so that a gateway shuts whoever is past it out by itself.

The list of revoked certificates (CRL) ends with the authority, not earlier: one that ran out while this host is off would shut
everybody out, as OpenVPN refuses all where its CRL is past. It is the second bolt: the first is the gateway's own list of who may
come in.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256, SHA384
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from altyapi.chained import Log
from altyapi.errors import EngineError
from altyapi.moment import Moment
from altyapi.vpn.csr import PublicKey, fingerprint, usable
from netbox_sync.model import Frozen
from netbox_sync.text import to_ascii

KEY: Final = "vpn/authority/key"
CERTIFICATE: Final = "vpn/authority/certificate"
"""Names of secrets, each one line of base64 (DER)."""
REGISTER: Final = "certificates.jsonl"
LIFE: Final = timedelta(days=3653)
SKEW: Final = timedelta(minutes=10)
"""A certificate is valid from a little before it was made: clocks differ."""
GATEWAY_LIFE: Final = timedelta(days=825)

Find = Callable[[str], str | None]
"""A secret by its name (SecretStore.find)."""


class AuthorityMissing(EngineError):
    """Fields: name."""

    code = "VPN-080"
    en = "There is no authority for OpenVPN's certificates yet, or its secrets can't be read: {name}"
    tr = "OpenVPN sertifikaları için sertifika makamı henüz yok ya da gizli değerleri okunamıyor: {name}"
    en_remedy = "Once: ./inv vpn.authority --new --apply"
    tr_remedy = "Bir kez: ./inv vpn.authority --new --apply"


class RegisterElsewhere(EngineError):
    """Fields: file."""

    code = "VPN-092"
    en = "The register of this authority's certificates is not here: {file}"
    tr = "Bu makamın sertifika kaydı burada değil: {file}"
    en_remedy = (
        "Work from the host where the authority was made, or bring its file here and work from here alone: two registers would each lack "
        "what the other has revoked."
    )
    tr_remedy = (
        "Makamın oluşturulduğu makinede çalışılmalı ya da dosyası buraya taşınıp yalnız burada çalışılmalı: iki kayıtta da "
        "ötekinin iptalleri eksik olurdu."
    )


class CertificatesBroken(EngineError):
    """Fields: file, line, problem."""

    code = "VPN-082"
    en = "The register of certificates is broken: {file}, line {line}: {problem}."
    tr = "Sertifika kaydı bozuk: {file}, satır {line}: {problem}."
    en_remedy = (
        "Keep the file as it is and bring it back from a backup; nothing is signed or revoked until its chain holds."
    )
    tr_remedy = (
        "Dosya olduğu gibi saklanıp yedekten geri getirilmeli; zincir sağlam olmadan imza ve iptal işlemi yapılmaz."
    )


class Certificate(Frozen):
    """A line of the register: signed, or taken back. `public_key` is the key's fingerprint, `serial` in hex."""

    event: Literal["made", "signed", "revoked"]  # made: the authority itself
    serial: str
    public_key: str
    until: Moment
    at: Moment
    by: str
    gateway: str = ""  # of a gateway's own: its name in vpn.yml
    pem: str = ""  # of what was signed


def register(state_dir: Path) -> Log[Certificate]:
    return Log(state_dir / "vpn" / REGISTER, Certificate, "certificate", CertificatesBroken)


@dataclass(frozen=True)
class Authority:
    certificate: x509.Certificate
    key: EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def new(cls, title: str, now: datetime) -> Authority:
        key = generate_private_key(SECP384R1())
        name = _named(f"{to_ascii(title)[:40]} VPN CA {secrets.token_hex(3)}")
        made = (
            _builder(name, name, key.public_key(), now, now + LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(certificates=True), critical=True)
        )
        return cls(made.sign(key, SHA384()), key)

    @classmethod
    def load(cls, find: Find) -> Authority:
        """Raises AuthorityMissing."""
        held = {name: find(name) for name in (KEY, CERTIFICATE)}
        try:
            key = load_der_private_key(base64.b64decode(held[KEY] or "", validate=True), None)
            certificate = x509.load_der_x509_certificate(base64.b64decode(held[CERTIFICATE] or "", validate=True))
        except ValueError as error:
            raise AuthorityMissing(name=", ".join(name for name, value in held.items() if not value) or KEY) from error
        if not isinstance(key, EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise AuthorityMissing(name=f"{KEY}, {CERTIFICATE}")
        return cls(certificate, key)

    @property
    def secrets(self) -> Mapping[str, str]:
        """What the secret store has to keep."""
        private = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return {KEY: _line(private), CERTIFICATE: _line(self.certificate.public_bytes(Encoding.DER))}

    @property
    def pem(self) -> str:
        """Its certificate."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    @property
    def ends(self) -> datetime:
        return self.certificate.not_valid_after_utc

    def for_person(self, key: PublicKey, until: datetime, now: datetime) -> x509.Certificate:
        """A person's, to the grant's end. Who it is stands in NetBox alone: the name is the key's fingerprint."""
        return self._end_entity(key, fingerprint(key), min(until, self.ends), now, ExtendedKeyUsageOID.CLIENT_AUTH)

    def for_gateway(self, key: PublicKey, gateway: str, now: datetime) -> x509.Certificate:
        """A gateway's own; both of a pair have one name, which users' profiles ask for."""
        ends = min(now + GATEWAY_LIFE, self.ends)
        return self._end_entity(key, gateway_name(gateway), ends, now, ExtendedKeyUsageOID.SERVER_AUTH)

    def _end_entity(
        self, key: PublicKey, name: str, until: datetime, now: datetime, purpose: x509.ObjectIdentifier
    ) -> x509.Certificate:
        own = self.key.public_key()
        made = (
            _builder(_named(name), self.certificate.subject, key, now, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(own), critical=False)
        )
        return made.sign(self.key, SHA384())

    def revocations(self, revoked: Iterable[Certificate], number: int, now: datetime) -> str:
        """The CRL in PEM; of two the one with the higher number is newer."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - SKEW)
            .next_update(self.ends)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        for one in revoked:
            at = datetime.fromisoformat(one.at).astimezone(UTC)
            entry = x509.RevokedCertificateBuilder().serial_number(int(one.serial, 16)).revocation_date(at)
            made = made.add_revoked_certificate(entry.build())
        return made.sign(self.key, SHA384()).public_bytes(Encoding.PEM).decode()


@dataclass(frozen=True)
class Office:
    """The authority at work: what it signs and takes back stands in the register before anybody is given it."""

    authority: Authority
    log: Log[Certificate]
    by: str

    def begin(self, now: datetime) -> None:
        """The register's first line of this authority: where it does not stand, the register is another host's. Raises
        CertificatesBroken and OSError."""
        own = self.authority.certificate
        line = Certificate(
            event="made",
            serial=f"{own.serial_number:x}",
            public_key=authority_sha256(own),
            until=self.authority.ends.isoformat(),
            at=_moment(now),
            by=self.by,
            pem=self.authority.pem,
        )
        self.log.append(line)

    def require_register(self) -> None:
        """What was signed elsewhere could not be taken back here. Raises RegisterElsewhere, CertificatesBroken."""
        own = authority_sha256(self.authority.certificate)
        if not any(one.event == "made" and one.public_key == own for one in self.log.read()):
            raise RegisterElsewhere(file=self.log.file)

    def person(self, key: PublicKey, until: datetime, now: datetime) -> str:
        """A person's certificate in PEM. Raises CertificatesBroken and OSError."""
        return self._entered(self.authority.for_person(key, until, now), fingerprint(key), "", now)

    def gateway(self, key: PublicKey, gateway: str, now: datetime) -> str:
        return self._entered(self.authority.for_gateway(key, gateway, now), fingerprint(key), gateway, now)

    def _entered(self, made: x509.Certificate, key: str, gateway: str, now: datetime) -> str:
        pem = made.public_bytes(Encoding.PEM).decode()
        line = Certificate(
            event="signed",
            serial=f"{made.serial_number:x}",
            public_key=key,
            until=made.not_valid_after_utc.isoformat(),
            at=_moment(now),
            by=self.by,
            gateway=gateway,
            pem=pem,
        )
        self.log.append(line)
        return pem

    def revoke(self, keys: Iterable[str], now: datetime) -> int:
        """Take back every certificate of these keys that has not ended; how many."""
        wanted = set(keys)
        lines = self.log.read()
        gone = {one.serial for one in lines if one.event == "revoked"}
        found = [
            one.model_copy(update={"event": "revoked", "at": _moment(now), "by": self.by, "pem": ""})
            for one in lines
            if one.event == "signed" and one.public_key in wanted and one.serial not in gone and not _over(one, now)
        ]
        if found:
            self.log.append(*found)
        return len(found)

    def revocations(self, now: datetime) -> str:
        """The CRL of this moment, in PEM; without those that have ended since. Raises CertificatesBroken."""
        lines = self.log.read()
        revoked = [one for one in lines if one.event == "revoked" and not _over(one, now)]
        return self.authority.revocations(revoked, len(lines) + 1, now)

    def held(self, key: str) -> Certificate | None:
        """The last certificate of that key which was not taken back."""
        return standing(self.log.read()).get(key)


def standing(lines: Iterable[Certificate]) -> dict[str, Certificate]:
    """The last certificate of each key; none where it was taken back."""
    found: dict[str, Certificate] = {}
    for one in lines:
        if one.event == "signed":
            found[one.public_key] = one
        elif one.public_key in found and found[one.public_key].serial == one.serial:
            del found[one.public_key]
    return found


def key_of(pem: str) -> PublicKey:
    """The public key of a certificate that the register holds."""
    return usable(x509.load_pem_x509_certificate(pem.encode()).public_key(), REGISTER)


def gateway_name(gateway: str) -> str:
    """The common name of a gateway's certificates."""
    return f"vpn-{gateway}"[:64]


def _over(one: Certificate, now: datetime) -> bool:
    return datetime.fromisoformat(one.until) <= now


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: PublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        key_cert_sign=certificates,
        crl_sign=certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _moment(now: datetime) -> str:
    return now.isoformat(timespec="seconds")


def _line(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def authority_sha256(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(SHA256()).hex()
