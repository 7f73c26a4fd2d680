"""OpenVPN's key pairs: made on the user's side, which sends a request for a certificate (PKCS#10), or here; known by one fingerprint.

The fingerprint, SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hex, is the grant's key in NetBox, and the certificate's
common name: so a gateway knows a person by the key alone.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey as EcKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from altyapi.errors import EngineError
from altyapi.vpn.keys import Pair

RSA_MIN: Final = 3072
CURVES: Final = ("secp256r1", "secp384r1", "secp521r1")
MOST_OCTETS: Final = 16_384

PublicKey = EcKey | Ed25519PublicKey | RSAPublicKey


class CsrUnusable(EngineError):
    """Fields: file, problem."""

    code = "VPN-081"
    en = "Not a request for a certificate that can be signed: {file}: {problem}"
    tr = "İmzalanabilir bir sertifika isteği değil: {file}: {problem}"
    en_remedy = (
        "A PKCS#10 file in PEM, key EC (P-256, P-384, P-521), Ed25519 or RSA of 3072 bits: "
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout vpn.key -subj /CN=vpn -out vpn.csr"
    )
    tr_remedy = (
        "PEM biçiminde PKCS#10 dosyası; anahtar EC (P-256, P-384, P-521), Ed25519 ya da 3072 bit RSA: "
        "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout vpn.key -subj /CN=vpn -out vpn.csr"
    )


def fingerprint(key: PublicKey) -> str:
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def pair() -> tuple[Pair, PublicKey]:
    """A pair made here: fingerprint and private half in PEM; and the public key itself, to be certified."""
    made: EllipticCurvePrivateKey = generate_private_key(SECP256R1())
    private = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return Pair(fingerprint(made.public_key()), private), made.public_key()


def from_file(file: Path) -> PublicKey:
    """The public key of a request. Raises CsrUnusable."""
    try:
        with file.open("rb") as stream:
            content = stream.read(MOST_OCTETS + 1)
    except OSError as error:
        raise CsrUnusable(file=file, problem=error.strerror or "-") from error
    return from_pem(content, str(file))


def from_pem(content: bytes, told: str) -> PublicKey:
    """The same from its text; what the request wishes for besides is not looked at: name and end are the grant's. Raises CsrUnusable."""
    if len(content) > MOST_OCTETS:
        raise CsrUnusable(file=told, problem="too long")
    try:
        request = x509.load_pem_x509_csr(content)
        sound = request.is_signature_valid
        key = request.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature) as error:
        raise CsrUnusable(file=told, problem="not PKCS#10 in PEM") from error
    if not sound:
        raise CsrUnusable(file=told, problem="it is not signed by its own key")
    return usable(key, told)


def usable(key: object, told: str) -> PublicKey:
    """Raises CsrUnusable where the key is too weak, or of a kind that clients don't take."""
    if isinstance(key, Ed25519PublicKey):
        return key
    if isinstance(key, RSAPublicKey) and RSA_MIN <= key.key_size <= 8192:
        return key
    if isinstance(key, EcKey) and key.curve.name in CURVES:
        return key
    raise CsrUnusable(file=told, problem="its key is too weak or of an unknown kind")
