"""OpenVPN by the same commands: a certificate to the grant's end, handed over encrypted, and nothing of it lying about."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID
from pyrage import decrypt, x25519

from altyapi.secrets.kept import KeptSecrets
from altyapi.secrets.vault import Vault
from altyapi.vpn import authority, csr, shared
from altyapi.vpn.authority import standing
from altyapi.vpn.owed import Owed
from tests.e2e.vpn.ground import Desk

pytestmark = pytest.mark.e2e
IDENTITY = x25519.Identity.generate()
AGE = str(IDENTITY.to_public())
MADE_HERE: dict[str, Any] = {"new_key": True, "for_age": AGE}


@pytest.fixture
def office(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The desk of an institution whose staff comes in by OpenVPN, its authority and the gateway's secrets made."""
    file = desk.project / "inventory" / "policy" / "vpn.yml"
    gateways = file.read_text("utf-8").partition("    public_key")[0]
    profile = (
        "profiles:\n  staff: {title: Personel, pool: {description: VPN personel}, days_max: 800, provider: openvpn,"
    )
    profile += " reach: [{to: [ebys], services: [https]}]}\npreapproved: {profiles: [staff]}\nleavers_exempt: []\n"
    file.write_text(f"{profile}{gateways}    provider: openvpn\n    interface: ovpn0\n    totp: true\n", "utf-8")
    password = desk.project / "vault"
    password.write_text("bir-deneme-parolasi\n")
    monkeypatch.setenv("ALTYAPI_VAULT_PASSWORD_FILE", str(password))
    desk("authority", new=True, title="Örnekşehir", apply=True)
    # its devices are not in this NetBox: the secrets are made, and it says whom it could not reach
    assert "VPN-072" in desk("authority", 1, gateway="merkez", apply=True)
    return desk


def held(desk: Desk) -> dict[str, str]:
    return KeptSecrets(desk.state / "secrets.kept.yml", Vault(desk.project / "vault")).read()


def opened(folder: Path) -> dict[str, str]:
    (file,) = folder.glob("*.zip.age")
    with zipfile.ZipFile(io.BytesIO(decrypt(file.read_bytes(), [IDENTITY]))) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def part(profile: str, name: str) -> str:
    return profile.partition(f"<{name}>\n")[2].partition(f"</{name}>")[0]


def certificate(profile: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate(part(profile, "cert").encode())


def request(folder: Path) -> tuple[Path, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vpn")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    (folder / "istek.csr").write_bytes(made.public_bytes(Encoding.PEM))
    return folder / "istek.csr", key


def test_a_pair_made_here_is_handed_over_once_with_a_certificate_to_the_last_days_end(office: Desk) -> None:
    office.person("sicil-3001")
    office.add("sicil-3001", **MADE_HERE)
    (one,) = office.of("sicil-3001")
    folder = office.state / "vpn" / "handover"
    files = opened(folder)
    profile = next(text for name, text in files.items() if name.endswith(".ovpn"))
    own = load_pem_private_key(part(profile, "key").encode(), None)
    assert isinstance(own, ec.EllipticCurvePrivateKey)
    assert one.public_key == csr.fingerprint(own.public_key())
    made = certificate(profile)
    assert made.subject.rfc4514_string() == f"CN={one.public_key}"
    assert made.not_valid_after_utc == datetime(2026, 12, 31, 21, tzinfo=UTC)
    assert "route 10.64.10.20 255.255.255.255" in profile
    secrets = held(office)
    seed = shared.seed(secrets.get, "merkez", one.public_key)
    assert any(f"secret={seed}" in text for name, text in files.items() if name.endswith("-kod.txt"))
    page = next(folder.glob("*.html")).read_text("utf-8")
    assert "altı rakam" in page
    assert ".ovpn" in page

    hidden = [
        seed,
        *part(profile, "key").splitlines()[1:-1],
        *secrets.values(),
        part(profile, "tls-crypt").splitlines()[1],
    ]
    places = [file for file in office.project.rglob("*") if file.is_file()]
    texts = [file.read_text("utf-8", "replace") for file in places] + office.said
    secret_ones = [one for one in hidden if one != secrets[authority.CERTIFICATE]]
    assert not [text[:40] for text in texts for one in secret_ones if one in text]


def test_the_users_own_key_stays_with_the_user_and_its_request_is_certified(office: Desk, tmp_path: Path) -> None:
    office.person("sicil-3002")
    file, key = request(tmp_path)
    public = csr.fingerprint(key.public_key())
    assert "CLI-004" in office.add(
        "sicil-3002", 1, public_key="", csr=str(file)
    )  # the profile is handed over encrypted
    assert "VPN-018" in office.add("sicil-3002", 1, public_key=public)  # a fingerprint alone can't be certified
    (tmp_path / "bozuk.csr").write_text("-----BEGIN CERTIFICATE REQUEST-----\n")
    broken: dict[str, Any] = {"public_key": "", "csr": str(tmp_path / "bozuk.csr"), "for_age": AGE}
    assert "VPN-081" in office.add("sicil-3002", 1, **broken)
    assert not office.of("sicil-3002")
    office.add("sicil-3002", public_key="", csr=str(file), for_age=AGE)
    (one,) = office.of("sicil-3002")
    assert one.public_key == public
    files = opened(office.state / "vpn" / "handover")
    profile = next(text for name, text in files.items() if name.endswith(".ovpn"))
    assert "<key>" not in profile
    assert certificate(profile).public_key() == key.public_key()


def test_whoever_is_extended_is_handed_a_certificate_to_the_new_end(office: Desk, tmp_path: Path) -> None:
    office.person("sicil-3003")
    file, key = request(tmp_path)
    office.add("sicil-3003", public_key="", csr=str(file), for_age=AGE)
    folder = office.state / "vpn" / "handover"
    for sealed in folder.glob("*.zip.age"):
        sealed.unlink()
    longer: dict[str, Any] = {
        "person": "sicil-3003",
        "until": "30.06.2027",
        "evrak": "2026/2345",
        "reason": "Süre uzatımı",
        "apply": True,
    }
    assert "CLI-004" in office("extend", 1, **longer)
    assert office.of("sicil-3003")[0].until == date(2026, 12, 31)
    office("extend", **longer, for_age=AGE)
    assert office.of("sicil-3003")[0].until == date(2027, 6, 30)
    profile = next(text for name, text in opened(folder).items() if name.endswith(".ovpn"))
    assert certificate(profile).not_valid_after_utc == datetime(2027, 6, 30, 21, tzinfo=UTC)
    assert certificate(profile).public_key() == key.public_key()


def test_a_new_key_is_a_new_certificate(office: Desk) -> None:
    office.person("sicil-3004")
    office.add("sicil-3004", **MADE_HERE)
    before = office.of("sicil-3004")[0].public_key
    office("rotate", person="sicil-3004", reason="Telefon kayboldu", apply=True, **MADE_HERE)
    after = office.of("sicil-3004")[0].public_key
    assert before != after
    assert {before, after} <= standing(authority.register(office.state).read()).keys()
    rows = Owed(office.state).read()
    assert {(one.what, one.device[-5:], one.public_key) for one in rows} == {
        (what, device, before) for what in ("cut", "list") for device in ("vpn01", "vpn02")
    }
    assert {one.at - datetime.fromisoformat(one.since) for one in rows} == {timedelta(days=3)}
    assert "OWED" not in office("list_")


def test_the_old_keys_certificate_is_taken_back_after_the_days_of_grace(office: Desk) -> None:
    file = office.project / "inventory" / "policy" / "vpn.yml"
    file.write_text(f"rotate_grace_days: 0\n{file.read_text('utf-8')}", "utf-8")
    office.person("sicil-3007")
    office.add("sicil-3007", **MADE_HERE)
    before = office.of("sicil-3007")[0].public_key
    office("rotate", person="sicil-3007", reason="Yeni bilgisayar", apply=True, **MADE_HERE)
    office.pull()
    assert "OWED since" in office("expire", 2, apply=True)  # no gateway is reached here: that is tried again
    assert standing(authority.register(office.state).read()).keys() == {office.of("sicil-3007")[0].public_key}
    assert {one.public_key for one in Owed(office.state).read()} == {before}


def test_a_revoked_persons_certificates_are_taken_back_though_no_gateway_is_reached(office: Desk) -> None:
    office.person("sicil-3005")
    office.add("sicil-3005", **MADE_HERE)
    office.pull()
    (one,) = office.of("sicil-3005")
    told = office("revoke", 2, person="sicil-3005", reason="Ayrıldı", apply=True)
    assert "NOT renewed" in told
    assert one.public_key not in standing(authority.register(office.state).read())
    assert not office.of("sicil-3005")[0].live


def test_without_an_authority_nothing_is_given(desk: Desk, office: Desk) -> None:
    office.person("sicil-3006")
    (office.state / "secrets.kept.yml").unlink()
    assert "VPN-080" in office.add("sicil-3006", 1, **MADE_HERE)
    assert "VPN-080" in office("authority", 1)
    assert not office.of("sicil-3006")


def test_on_another_host_nothing_is_signed_that_could_not_be_taken_back(office: Desk) -> None:
    """The secrets are shared, the register is not."""
    office.person("sicil-3008")
    authority.register(office.state).file.unlink()
    assert "VPN-092" in office.add("sicil-3008", 1, **MADE_HERE)
    assert "VPN-092" in office("authority", 1, gateway="merkez", apply=True)
    assert not office.of("sicil-3008")


def test_the_authority_is_made_once_and_shown(office: Desk) -> None:
    assert "VPN-084" in office("authority", 1, new=True, apply=True)
    shown = office.json("authority")
    assert shown["standing"] == 0
    assert datetime.fromisoformat(shown["until"]).replace(tzinfo=UTC) > datetime.now(UTC) + timedelta(days=3000)
