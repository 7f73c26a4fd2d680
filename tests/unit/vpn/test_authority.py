"""The authority of certificates, checked by OpenSSL as OpenVPN's gateways do: ends, purposes, who was taken back."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from altyapi.vpn import authority, csr, keys
from altyapi.vpn.authority import Authority, AuthorityMissing, CertificatesBroken, Office
from altyapi.vpn.csr import CsrUnusable

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
END = datetime(2026, 12, 31, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def own() -> Authority:
    return Authority.new("Örnekşehir Büyükşehir Belediyesi", NOW)


@pytest.fixture
def office(own: Authority, tmp_path: Path) -> Office:
    return Office(own, authority.register(tmp_path), "kul0001")


def request(key: CertificateIssuerPrivateKeyTypes) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "baska-birisi")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name)
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)


def verified(folder: Path, own: Authority, certificate: str, at: datetime, purpose: str, crl: str = "") -> str:
    """What OpenSSL says: empty where it takes the certificate."""
    for name, text in (("ca.pem", own.pem), ("own.pem", certificate), ("crl.pem", crl)):
        (folder / name).write_text(text)
    words = ["openssl", "verify", "-x509_strict", "-CAfile", "ca.pem", "-purpose", purpose]
    words += ["-attime", str(int(at.timestamp())), *(("-crl_check", "-CRLfile", "crl.pem") if crl else ()), "own.pem"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stderr


def test_a_persons_certificate_is_good_to_the_grants_end_and_for_a_client_alone(office: Office, tmp_path: Path) -> None:
    pair, public = csr.pair()
    pem = office.person(public, END, NOW)
    check = (tmp_path, office.authority, pem)
    assert verified(*check, END - timedelta(seconds=1), "sslclient") == ""
    assert "expired" in verified(*check, END + timedelta(seconds=1), "sslclient")
    assert "purpose" in verified(*check, NOW, "sslserver")
    made = x509.load_pem_x509_certificate(pem.encode())
    assert made.subject.rfc4514_string() == f"CN={pair.public}"  # no person's name
    assert keys.usable(pair.public, "openvpn")


def test_a_gateways_certificate_is_one_name_for_both_of_a_pair_and_no_clients(office: Office, tmp_path: Path) -> None:
    one, other = (office.gateway(csr.pair()[1], "merkez", NOW) for _ in range(2))
    assert one != other
    for pem in (one, other):
        assert verified(tmp_path, office.authority, pem, NOW, "sslserver") == ""
        assert verified(tmp_path, office.authority, pem, NOW, "sslclient")
        assert x509.load_pem_x509_certificate(pem.encode()).subject.rfc4514_string() == "CN=vpn-merkez"


def test_whoever_is_revoked_is_on_the_list_with_every_certificate_of_the_key(office: Office, tmp_path: Path) -> None:
    (gone, key), (_, other) = csr.pair(), csr.pair()
    first = office.person(key, NOW + timedelta(days=30), NOW)
    second = office.person(key, END, NOW)  # extended
    stays = office.person(other, END, NOW)
    before = office.revocations(NOW)
    assert office.revoke([gone.public], NOW) == 2
    assert office.revoke([gone.public], NOW) == 0
    crl = office.revocations(NOW)
    for pem in (first, second):
        assert verified(tmp_path, office.authority, pem, NOW, "sslclient", before) == ""
        assert "revoked" in verified(tmp_path, office.authority, pem, NOW, "sslclient", crl)
    assert verified(tmp_path, office.authority, stays, NOW, "sslclient", crl) == ""
    assert office.held(gone.public) is None
    # whoever has ended needs no entry any more, and the list outlives every certificate
    later = office.revocations(END + timedelta(days=1))
    assert len(x509.load_pem_x509_crl(later.encode())) == 0
    assert x509.load_pem_x509_crl(later.encode()).next_update_utc == office.authority.ends


def test_of_two_lists_the_newer_has_the_higher_number(office: Office) -> None:
    pair, key = csr.pair()
    office.person(key, END, NOW)
    old = x509.load_pem_x509_crl(office.revocations(NOW).encode())
    office.revoke([pair.public], NOW)
    new = x509.load_pem_x509_crl(office.revocations(NOW).encode())
    numbers = [one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number for one in (old, new)]
    assert numbers[0] < numbers[1]


def test_the_authority_comes_back_from_its_secrets_and_shows_none(own: Authority) -> None:
    held = own.secrets
    assert Authority.load(held.get).pem == own.pem
    assert all("\n" not in value for value in held.values())  # as a command of the store prints one
    assert held[authority.KEY] not in f"{own!r}"
    foreign = Authority.new("Başka", NOW).secrets
    for wrong in ({}, {**held, authority.KEY: foreign[authority.KEY]}, {**held, authority.CERTIFICATE: "x"}):
        with pytest.raises(AuthorityMissing):
            Authority.load(wrong.get)


def test_no_certificate_outlives_the_authority(office: Office) -> None:
    pem = office.person(csr.pair()[1], office.authority.ends + timedelta(days=400), NOW)
    assert x509.load_pem_x509_certificate(pem.encode()).not_valid_after_utc == office.authority.ends


def test_a_requests_key_counts_and_not_the_name_that_it_wishes_for(office: Office) -> None:
    key = ec.generate_private_key(ec.SECP384R1())
    pem = office.person(csr.from_pem(request(key), "istek.csr"), END, NOW)
    assert "baska-birisi" not in x509.load_pem_x509_certificate(pem.encode()).subject.rfc4514_string()
    assert authority.key_of(pem) == key.public_key()


def test_a_request_that_can_not_be_signed_is_refused_with_its_reason(tmp_path: Path) -> None:
    weak = request(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    small = request(ec.generate_private_key(ec.SECP224R1()))
    good = request(ec.generate_private_key(ec.SECP256R1()))
    der = bytearray(x509.load_pem_x509_csr(good).public_bytes(Encoding.DER))
    der[-1] ^= 1
    forged = x509.load_der_x509_csr(bytes(der)).public_bytes(Encoding.PEM)
    for content in (b"", b"x" * 20_000, weak, small, forged, good[:200]):
        file = tmp_path / "istek.csr"
        file.write_bytes(content)
        with pytest.raises(CsrUnusable):
            csr.from_file(file)
    with pytest.raises(CsrUnusable):
        csr.from_file(tmp_path / "yok.csr")


def test_nothing_is_signed_over_a_register_that_was_changed(office: Office) -> None:
    for _ in range(2):
        office.person(csr.pair()[1], END, NOW)
    file = office.log.file
    file.write_text(file.read_text().replace("kul0001", "kul0002", 1))
    with pytest.raises(CertificatesBroken):
        office.person(csr.pair()[1], END, NOW)
