"""One connection: what is tried again, what is not, and what each refusal is called."""

from __future__ import annotations

import contextlib
import datetime
import gzip
import ipaddress
import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from netbox_sync import client, faults
from netbox_sync.client import NetBox
from tests.unit.netbox_sync.netbox_front import Front, front
from tests.unit.netbox_sync.netbox_ground import Ground, Server, Yard

SITES = "dcim/sites"


def test_tells_its_version_and_clock(netbox: NetBox) -> None:
    status = netbox.status()
    assert tuple(int(part) for part in status.version.split(".")[:2]) >= (4, 2)
    assert status.clock_skew_s is not None
    assert abs(status.clock_skew_s) < 60


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_tried_again_when_netbox_is_busy(netbox: NetBox, line: Front, ground: Ground, status: int) -> None:
    line.fails("GET /api/dcim/sites/", status, times=3)
    assert netbox.page(SITES, {"limit": 1})[0] >= 1
    assert line.count("GET /api/dcim/sites/") == 4


@pytest.mark.parametrize("when", ["early", "late"])
def test_a_read_is_tried_again_when_the_line_breaks(netbox: NetBox, line: Front, ground: Ground, when: str) -> None:
    line.on("GET /api/dcim/sites/", times=2, drop=when)
    assert netbox.page(SITES, {"limit": 1})[0] >= 1
    assert line.count("GET /api/dcim/sites/") == 3


def test_gives_up_in_the_end_and_says_what_netbox_answered(netbox: NetBox, line: Front) -> None:
    line.fails("GET", 503, times=None, body={"error": "database is starting"})
    with pytest.raises(faults.NetBoxFailing, match=r"HTTP 503: .*: database is starting"):
        netbox.page(SITES, {"limit": 1})
    assert line.count("GET") == 4


def test_a_server_fault_that_is_no_overload_is_not_tried_again(netbox: NetBox, line: Front) -> None:
    line.fails("GET", 500, times=None, body={"error": "KeyError", "exception": "KeyError"})
    with pytest.raises(faults.NetBoxFailing):
        netbox.page(SITES, {"limit": 1})
    assert line.count("GET") == 1


@pytest.mark.parametrize("fault", [{"answer": (503, {}, b"")}, {"drop": "early"}, {"drop": "late"}])
def test_a_write_is_never_repeated(netbox: NetBox, line: Front, yard: Yard, fault: dict[str, Any]) -> None:
    line.on("POST", **fault)
    with pytest.raises(faults.NetBoxDown):
        netbox.create("extras/tags", {"name": yard.prefix, "slug": yard.prefix})
    assert line.count("POST") == 1
    for row in yard.netbox.page("extras/tags", {"slug": yard.prefix})[1]:
        yard.netbox.delete("extras/tags", row["id"])


def test_an_address_where_nobody_listens_is_unreachable() -> None:
    with front("http://127.0.0.1:1") as gone:
        url = gone.url
    with NetBox(url, "x", backoff_s=0.0) as netbox, pytest.raises(faults.NetBoxUnreachable, match="refused"):
        netbox.status()


def test_an_answer_that_takes_too_long_is_unreachable(server: Server, line: Front) -> None:
    ended: list[bool] = []
    release = threading.Event()
    line.on("GET", times=None, before=lambda: ended.append(release.wait(30)))
    with NetBox(line.url, server.token, timeout_s=0.2, attempts=1) as netbox:
        with pytest.raises(faults.NetBoxUnreachable, match="timed out"):
            netbox.status()
        release.set()


def test_an_answer_that_comes_byte_by_byte_without_end_is_unreachable(server: Server) -> None:
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            line, _ = listening.accept()
            with line, contextlib.suppress(OSError):
                line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
                while not over.wait(0.05):
                    line.sendall(b" ")

        dripping = threading.Thread(target=drip)
        dripping.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        try:
            with (
                NetBox(url, server.token, timeout_s=0.3) as netbox,
                pytest.raises(faults.NetBoxUnreachable, match=r"not whole after 1\.5 s"),
            ):
                netbox.status()
        finally:
            over.set()
            dripping.join()


def test_an_answer_that_unpacks_to_more_than_any_list_takes_is_refused(
    netbox: NetBox, line: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 2**20)
    bomb = gzip.compress(b" " * 2**26)
    line.on("GET /api/status/", answer=(200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, bomb))
    with pytest.raises(faults.UnexpectedAnswer, match="larger than 1 MiB"):
        netbox.status()


def test_an_address_with_a_login_is_refused_and_the_login_never_shown() -> None:
    with pytest.raises(faults.AddressWithLogin, match=r"http://netbox\.example:8000/nb$") as caught:
        NetBox("http://admin:Gizli123@netbox.example:8000/nb", "x")
    assert "Gizli" not in str(caught.value)
    with pytest.raises(faults.AddressUnusable, match=r": netbox\.example$"):
        NetBox("admin:Gizli123@netbox.example", "x")


@pytest.mark.parametrize(
    "date", ["Sun, 22 Nov 2026 17:00:00 -0000", "Sun, 22 Nov 2026 17:00:00 GMT, Sun, 22 Nov 2026", "?"]
)
def test_a_date_that_tells_no_moment_is_no_clock(netbox: NetBox, line: Front, date: str) -> None:
    told = json.dumps({"netbox-version": "4.4.10"}).encode()
    line.on("GET /api/status/", answer=(200, {"Content-Type": "application/json", "Date": date}, told))
    assert netbox.status().clock_skew_s is None


def test_an_address_without_a_scheme_is_refused_at_once() -> None:
    with pytest.raises(faults.AddressUnusable, match="https://"):
        NetBox("netbox.example", "x")


def test_a_token_nobody_has_is_refused_and_never_shown(server: Server) -> None:
    token = "fedcba98" * 5
    with NetBox(server.url, token) as netbox:
        with pytest.raises(faults.TokenRefused) as caught:
            netbox.page(SITES, {"limit": 1})
        assert token not in repr(netbox) + str(caught.value) + caught.value.message("tr") + repr(caught.value.fields)


def test_a_token_with_a_line_break_is_refused_before_anything_is_sent(server: Server) -> None:
    with pytest.raises(faults.TokenRefused):
        NetBox(server.url, "abc\u2026").status()


@pytest.mark.parametrize("told", ["Token expired", "User inactive", "Authentication credentials were not provided."])
def test_what_netbox_says_of_the_token_is_told(netbox: NetBox, line: Front, told: str) -> None:
    line.fails("GET", 403, body={"detail": told})
    with pytest.raises(faults.TokenRefused, match=told):
        netbox.page(SITES, {"limit": 1})


def test_a_missing_permission_names_the_kind_of_object(user: Callable[..., NetBox]) -> None:
    with user({"dcim.site": {}}) as netbox:
        netbox.page(SITES, {"limit": 1})
        with pytest.raises(faults.PermissionMissing, match=r"view dcim\.device$"):
            netbox.page("dcim/devices", {"limit": 1})
        with pytest.raises(faults.PermissionMissing, match=r"add dcim\.site$"):
            netbox.create(SITES, {"name": "x", "slug": "x"})
        with pytest.raises(faults.PermissionMissing, match=r"view extras\.customfieldchoiceset$") as refused:
            netbox.page("extras/custom-field-choice-sets", {"limit": 1})
    assert "inv doctor" in refused.value.remedy("tr")


def test_a_token_that_may_not_write_is_told_as_a_missing_permission(user: Callable[..., NetBox]) -> None:
    may = {"actions": ["view", "add", "change"]}
    with (
        user({"dcim.site": may}, write_enabled=False) as netbox,
        pytest.raises(faults.PermissionMissing, match=r"add dcim\.site$"),
    ):
        netbox.create(SITES, {"name": "x", "slug": "x"})


def test_refused_data_names_the_fields(netbox: NetBox) -> None:
    with pytest.raises(faults.ValidationRefused, match="slug: This field is required") as caught:
        netbox.create(SITES, {"name": "x"})
    assert isinstance(caught.value.faults_by_field, dict)
    assert set(caught.value.faults_by_field) == {"slug"}


def test_an_object_that_is_not_there_is_missing(netbox: NetBox) -> None:
    with pytest.raises(faults.ObjectMissing):
        netbox.get("dcim/devices/2000000000")


def test_a_login_portal_is_not_taken_for_netbox(netbox: NetBox, line: Front) -> None:
    line.on("GET", answer=(200, {"Content-Type": "text/html"}, b"<html>Please log in</html>"))
    with pytest.raises(faults.UnexpectedAnswer, match="text/html"):
        netbox.status()
    line.on("GET", answer=(302, {"Location": "https://portal.example/"}, b""))
    with pytest.raises(faults.UnexpectedAnswer, match=r"portal\.example"):
        netbox.status()
    line.on("GET", answer=(403, {"Content-Type": "text/html"}, b"<html>blocked</html>"))
    with pytest.raises(faults.UnexpectedAnswer, match="HTTP 403"):
        netbox.status()


@pytest.mark.parametrize("version", ["4.1.11", "3.7.8"])
def test_an_old_netbox_is_refused(netbox: NetBox, line: Front, version: str) -> None:
    line.on("/api/status/", after=lambda body: json.dumps({**json.loads(body), "netbox-version": version}).encode())
    with pytest.raises(faults.NetBoxTooOld, match=version):
        netbox.status()


@pytest.mark.parametrize("version", ["4.2.0", "4.10.1", "5.0.0-beta1", "4.4.10-Docker-3.4.2"])
def test_newer_netboxes_are_taken(netbox: NetBox, line: Front, version: str) -> None:
    line.on("/api/status/", after=lambda body: json.dumps({**json.loads(body), "netbox-version": version}).encode())
    assert netbox.status().version == version


def test_a_certificate_counts_only_when_it_is_trusted(server: Server, tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    with front(server.url, certificate) as secure:
        with (
            NetBox(secure.url, server.token, backoff_s=0.0) as netbox,
            pytest.raises(faults.NetBoxUnreachable) as caught,
        ):
            netbox.status()
        assert "certificate" in str(caught.value).lower()
        assert secure.seen == []
        for verify in (certificate, False):
            with NetBox(secure.url, server.token, verify=verify) as netbox:
                assert netbox.status().version


def test_a_ca_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(faults.NetBoxUnreachable, match=r"ca\.pem"):
        NetBox("https://127.0.0.1", "x", verify=tmp_path / "ca.pem")


ERRORS = [each for each in vars(faults).values() if isinstance(each, type) and issubclass(each, faults.NetBoxError)]


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_has_a_code_of_its_own_and_both_languages(kind: type[faults.NetBoxError]) -> None:
    codes = [each.code for each in ERRORS if "code" in vars(each)]
    assert len(codes) == len(set(codes))
    if "code" in vars(kind) and kind is not faults.NetBoxError:
        assert {"en", "tr", "en_remedy", "tr_remedy"} <= set(vars(kind))
        assert kind.en != kind.tr


def self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "lab")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "lab.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + private)
    return path
