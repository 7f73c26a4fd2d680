"""Leavers by a directory: a real slapd, asked over TLS."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from altyapi.secrets import SecretStore
from altyapi.settings import Settings
from altyapi.vpn import directory
from altyapi.vpn.directory import DirectoryEmpty, DirectoryFailed, DirectoryUnset
from tests.e2e.vpn.ground import Desk
from tests.support.gateway import until

pytestmark = pytest.mark.e2e
SLAPD, SLAPADD = (shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") for name in ("slapd", "slapadd"))
BASE, READER, PASSWORD = "dc=ornek,dc=example", "cn=okur,dc=ornek,dc=example", "Okur-Parola-1"
ELSEWHERE = f"ou=uzak,{BASE}"
PEOPLE = 1200
"""More than a page, and more than the server gives at once."""
CONFIG = """\
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile {folder}/cert.pem
TLSCertificateKeyFile {folder}/key.pem
database mdb
suffix "{base}"
directory {folder}/db
sizelimit size.soft=500 size.hard=500 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth
access to * by users read
"""


@pytest.fixture(scope="module")
def slapd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where it is asked, by the schemes, and the bundle of its own authority."""
    if SLAPD is None or SLAPADD is None or shutil.which(directory.PROGRAM) is None:
        pytest.skip("needs slapd and ldapsearch (Debian: slapd, ldap-utils)")
    folder = tmp_path_factory.mktemp("slapd")
    (folder / "db").mkdir()
    _certificate(folder)
    (folder / "slapd.conf").write_text(CONFIG.format(folder=folder, base=BASE))
    (folder / "people.ldif").write_text("\n".join(_people()))
    load = [SLAPADD, "-q", "-f", str(folder / "slapd.conf"), "-l", str(folder / "people.ldif")]
    subprocess.run(load, check=True, capture_output=True)
    with socket.socket() as one, socket.socket() as other:
        for each in (one, other):
            each.bind(("127.0.0.1", 0))
        ports = [each.getsockname()[1] for each in (one, other)]
    urls = {scheme: f"{scheme}://127.0.0.1:{port}" for scheme, port in zip(("ldaps", "ldap"), ports, strict=True)}
    words = [SLAPD, "-d", "0", "-f", str(folder / "slapd.conf"), "-h", " ".join(urls.values())]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: all(map(_listens, ports)))
            yield {**urls, "ca": str(folder / "cert.pem")}
        finally:
            process.terminate()


def _certificate(folder: Path) -> None:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dizin")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _people() -> Iterator[str]:
    yield f"dn: {BASE}\nobjectClass: domain\ndc: ornek\n"
    yield f"dn: {READER}\nobjectClass: person\ncn: okur\nsn: okur\nuserPassword: {PASSWORD}\n"
    for number in range(PEOPLE):
        kind = f"objectClass: inetOrgPerson\nuid: u{number}\ncn: Şükrü Öğün {number}\nsn: Öğün"
        yield f"dn: uid=u{number},{BASE}\n{kind}\nemployeeNumber: {5000 + number}\ntitle: Çözümleyici {number}\n"

    yield f"dn: uid=eski,{BASE}\nobjectClass: inetOrgPerson\nuid: eski\ncn: Eski\nsn: Eski\nemployeeNumber;lang-tr: 9902\n"
    for place in (ELSEWHERE, f"dc=DomainDnsZones,{BASE}"):
        name = place.partition(",")[0].replace("=", ": ")
        kind = "objectClass: referral\nobjectClass: extensibleObject"
        yield f"dn: {place}\n{kind}\n{name}\nref: ldap://dc2.ornek.example/{place}\n"


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


def settings(slapd: dict[str, str], scheme: str = "ldaps", **other: Any) -> Settings:
    usual: dict[str, Any] = {
        "ldap_url": slapd[scheme],
        "ldap_ca_file": Path(slapd["ca"]),
        "ldap_base": BASE,
        "ldap_filter": "(objectClass=inetOrgPerson)",
        "ldap_user": READER,
        "ldap_contact": "sicil-{value}",
    }
    return Settings(root=Path("/"), **{**usual, **other})


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> SecretStore:
    monkeypatch.setenv("ALTYAPI_SECRET_LDAP_PASSWORD", PASSWORD)
    return SecretStore()


@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_everybody_is_named_however_many_pages_it_takes(slapd: dict[str, str], store: SecretStore, scheme: str) -> None:
    found = directory.in_service(settings(slapd, scheme), store)
    assert found.names == {f"sicil-{5000 + number}" for number in range(PEOPLE)}  # and nobody by a former number


def test_names_in_other_letters_are_read_as_they_are(slapd: dict[str, str], store: SecretStore) -> None:
    """LDIF holds them in base64."""
    found = directory.in_service(settings(slapd, ldap_attribute="title", ldap_contact="{value}"), store)
    assert "Çözümleyici 7" in found.names


@pytest.mark.parametrize(
    ("other", "error", "told"),
    [
        ({"ldap_ca_file": None}, DirectoryFailed, "contact"),  # nobody known has signed its certificate
        ({"ldap_user": f"cn=yok,{BASE}"}, DirectoryFailed, "Invalid credentials"),
        ({"ldap_user": ""}, DirectoryFailed, "No such object"),  # nobody may read nothing
        ({"ldap_base": "dc=yok,dc=example"}, DirectoryFailed, "No such object"),
        ({"ldap_filter": "(uid=yok)"}, DirectoryEmpty, "0 entries"),
        ({"ldap_filter": "(uid="}, DirectoryFailed, "filter"),
        ({"ldap_attribute": "mail"}, DirectoryEmpty, f"{PEOPLE + 1} entries"),
        ({"ldap_url": "ldaps://127.0.0.1:1"}, DirectoryFailed, "contact"),
        ({"ldap_url": ""}, DirectoryUnset, "ldap_url"),
    ],
)
def test_what_is_no_whole_answer_is_an_error_and_not_that_all_have_left(
    slapd: dict[str, str], store: SecretStore, other: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error) as raised:
        directory.in_service(settings(slapd, **other), store)
    assert told in raised.value.message("en")  # type: ignore[attr-defined]
    assert PASSWORD not in str(raised.value.__dict__)


def test_without_the_password_nobody_logs_in_as_nobody(slapd: dict[str, str]) -> None:
    with pytest.raises(DirectoryUnset):
        directory.in_service(settings(slapd), SecretStore())


def test_who_is_not_in_the_directory_is_out(desk: Desk, slapd: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    desk.without_gateways()
    for number in (*range(5001, 5009), 9901):
        desk.hold(f"sicil-{number}")
    for name in ("url", "ca_file", "base", "filter", "user", "contact"):
        monkeypatch.setenv(f"ALTYAPI_LDAP_{name.upper()}", str(getattr(settings(slapd), f"ldap_{name}")))
    assert "VPN-089" in desk("leavers", 1, files="ldap")
    monkeypatch.setenv("ALTYAPI_SECRET_LDAP_PASSWORD", PASSWORD)
    assert {one["person_id"] for one in desk.json("leavers", 2, files="ldap")["leavers"]} == {"sicil-9901"}
    told = desk("leavers", 1, files="ldap", reason="Haftalık denetim", apply=True)
    assert "VPN-094" in told
    assert ELSEWHERE in told.replace("\n", "").replace(" ", "")
    assert "DomainDnsZones" not in told  # no people are there
    assert desk.of("sicil-9901")[0].live
    desk("leavers", files="ldap", reason="Haftalık denetim", apply=True, accept_references=True)
    assert not any(one.live for one in desk.of("sicil-9901"))
    assert desk.of("sicil-5001")[0].live
    monkeypatch.setenv("ALTYAPI_LDAP_FILTER", "(uid=u1)")
    assert "VPN-042" in desk("leavers", 1, files="ldap", reason="x", apply=True)
    assert PASSWORD not in "".join(desk.said)
