"""inv camera.* from a shell: what is told, kept, written to NetBox, and what never is."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from altyapi.camera import picture
from altyapi.camera.model import cameras
from lab.devices import running as running_devices
from netbox_sync import snapshot
from tests.e2e.camera.conftest import Town
from tests.unit.camera.test_causes import silent_listener

pytestmark = pytest.mark.e2e
GIRIS, OTOPARK = "obb-ili-hb01-kam01", "obb-ili-hb01-kam02"
SITE = ("--limit", "site:ili-hb01")


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_two_failures_are_news_once_and_being_back_is_news_again(place: Town) -> None:
    place.endpoints[GIRIS].behaviour = "closing"
    first = place.inv("camera.check", *SITE)
    assert first.returncode == 2, first.stderr
    assert f"(ya da --confirm ile hemen) kesinleşecek: {GIRIS}" in one_line(first.stdout)
    assert place.journal(GIRIS) == []
    assert place.fields(OTOPARK)["kamera_durumu"] == "calisiyor"
    second = place.inv("camera.check", *SITE)
    assert "Yanıt vermeyenler" in second.stdout
    assert f"{GIRIS} " in one_line(second.stdout)
    assert "+03:00 (yeni) " in one_line(second.stdout)
    assert place.fields(GIRIS)["kamera_durumu"] == "ulasilamiyor"
    third = place.inv("camera.check", *SITE)
    assert third.returncode == 2
    assert "(yeni)" not in one_line(third.stdout)
    (entry,) = place.journal(GIRIS)
    assert entry.startswith("**altyapi: camera down**")
    assert "- lost: `closed by the camera`" in entry
    place.endpoints[GIRIS].behaviour = "good"
    back = place.inv("camera.check", *SITE)
    assert back.returncode == 0, back.stdout
    assert f"Yeniden çalışanlar: {GIRIS}" in one_line(back.stdout)
    assert place.fields(GIRIS)["kamera_durumu"] == "calisiyor"
    assert len(place.journal(GIRIS)) == 2
    lines = [line for told in (first, second, third, back) for line in told.stdout.splitlines()]
    assert all(len(line) <= 80 for line in lines if "./inv" not in line)  # a command stays whole


def test_confirm_decides_in_one_go_and_news_wait_while_netbox_is_down(place: Town) -> None:
    place.endpoints[GIRIS].behaviour = "closing"
    down = place.inv("camera.check", *SITE, "--confirm", "--format", "json", NETBOX_URL="http://127.0.0.1:9")
    assert down.returncode == 2
    told = json.loads(down.stdout)
    assert told["cameras"][GIRIS]["state"] == "down"
    assert [one["camera"] for one in told["changes"]] == [GIRIS]
    assert place.journal(GIRIS) == []
    place.inv("camera.check", *SITE)
    assert len(place.journal(GIRIS)) == 1
    assert place.fields(GIRIS)["kamera_durumu"] == "ulasilamiyor"


def test_a_switch_that_cuts_cameras_off_is_named_and_its_journal_speaks_for_them(place: Town) -> None:
    hanging_on: dict[str, list[str]] = {}
    for port in place.taken.tables.interfaces:
        if port.connected is not None and port.device in place.endpoints:
            hanging_on.setdefault(port.connected.device, []).append(port.device)
    switch, behind = max(hanging_on.items(), key=lambda item: len(item[1]))
    for name in behind:
        place.endpoints[name].behaviour = "closing"
    with ExitStack() as kept:
        host, number = kept.enter_context(silent_listener())
        context = {"connection": {"host": host, "port": number}}
        devices = tuple(
            one.model_copy(update={"config_context": context}) if one.name == switch else one
            for one in place.snapshot.tables.devices
        )
        place.see(place.snapshot.holding(devices=devices))
        place.policy(check={"answer_s": 1, "timeout_s": 1})
        found = place.inv("camera.check", "--confirm")
    assert f"Erişilemeyen cihaz: {switch}; arkasında yanıtsız kamera: {len(behind)}" in one_line(found.stdout)
    assert all(place.journal(name) == [] for name in behind)
    (entry,) = place.journal(switch)
    assert f"cameras behind it down: {len(behind)}**" in entry


def test_when_nothing_at_all_answers_nothing_is_judged(place: Town) -> None:
    for one in place.endpoints.values():
        one.behaviour = "closing"
    with silent_listener() as (host, port):
        context = {"connection": {"host": host, "port": port}}
        devices = tuple(
            one.model_copy(update={"config_context": context}) if one.name not in place.endpoints else one
            for one in place.snapshot.tables.devices
        )
        place.see(place.snapshot.holding(devices=devices))
        place.policy(check={"answer_s": 1, "timeout_s": 1})
        found = place.inv("camera.check")
    assert found.returncode == 1
    assert "CAM-004" in found.stderr
    assert not (place.folder / "camera" / "state.json").exists()


@pytest.mark.skipif(picture.decoder() is None, reason="needs ffmpeg: apt-get install ffmpeg")
def test_pictures_are_measured_and_none_is_kept_anywhere(place: Town) -> None:
    place.endpoints[GIRIS].picture = "black"
    place.endpoints[OTOPARK].picture = "frozen"
    found = place.inv("camera.check", *SITE, "--thorough", "--confirm")
    assert re.search(rf"{GIRIS}.*siyah görüntü.*{OTOPARK}.*donmuş görüntü", one_line(found.stdout))
    place.inv("camera.wall", "--out", "duvar.html")
    place.inv("camera.list", "--out", "kameralar.xlsx")
    place.inv("camera.list", "--out", "kameralar.json")
    images = (b"\xff\xd8\xff", b"\x89PNG", b"\0\0\0\1\x67", b"\0\0\0\1\x65", b"GIF8", b"RIFF", b"data:image", b"<img")
    files = [file for file in place.folder.rglob("*") if file.is_file() and ".sqlite3" not in file.name]
    assert {"state.json", "duvar.html", "kameralar.xlsx", "outbox.jsonl"} <= {file.name for file in files}
    for file in files:
        assert not any(mark in file.read_bytes() for mark in images), file


def test_the_wall_is_one_page_without_outside_resources_and_masked(place: Town) -> None:
    place.inv("camera.check")
    sites = {place.taken.device_by_name[name].site for name in place.endpoints}
    made = place.inv("camera.wall", "--out", "duvar.html", "--evrak", "E-1")
    assert made.returncode == 0, made.stderr
    page = (place.folder / "duvar.html").read_text("utf-8")
    assert page.count("<circle") == len(sites) + 4  # and the legend
    assert not re.search(r"""(src|href)=|url\(|@import|<script""", page)
    addresses = [one.primary_ip4.split("/")[0] for one in place.taken.tables.devices if one.primary_ip4]
    assert not [one for one in addresses if re.search(rf"\b{re.escape(one)}\b", page)]
    refused = place.inv("camera.wall", "--out", "duvar.xlsx")
    assert (refused.returncode, "AUD-007" in refused.stderr, "kamera-duvari.html" in refused.stderr) == (1, True, True)
    again = place.inv("camera.wall", "--out", "duvar2.html", NETBOX_URL="http://127.0.0.1:9")
    assert "NBX-001" in again.stderr  # NetBox is down: told, and the map is drawn from what was read last
    assert (place.folder / "duvar2.html").read_text("utf-8").count("<circle") == len(sites) + 4


def test_a_list_masks_where_cameras_are_reached_until_somebody_asks_for_it(place: Town) -> None:
    camera = place.taken.device_by_name[GIRIS]
    assert camera.primary_ip4 is not None
    address = camera.primary_ip4.split("/")[0]
    for words, shown in (((), False), (("--unmask",), True)):
        file = place.folder / "kameralar.csv"
        assert place.inv("camera.list", "--out", "kameralar.csv", *words).returncode == 0
        assert (address in file.read_text("utf-8-sig")) is shown
    shown_on_screen = place.inv("camera.list", "--unmask", "--limit", GIRIS, "--format", "json")
    assert address in shown_on_screen.stdout
    log = (place.folder / "evidence" / "exports.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["export"]["masked"] for line in log] == [True, False, False]


def test_a_search_outside_the_allowed_networks_is_refused_before_anything_is_sent(place: Town) -> None:
    for prefix, code in (("10.64.48.0/22", "CAM-007"), ("10.64.48.0/99", "CAM-006")):
        found = place.inv("camera.discover", prefix)
        assert found.returncode == 1
        assert code in found.stderr
    place.policy(probing={"allowed": ["127.32.0.0/16"], "addresses_max": 100})
    assert "CAM-008" in place.inv("camera.discover", "127.32.0.0/24").stderr
    assert all(one.asked == 0 for one in place.endpoints.values())


def test_a_camera_that_somebody_put_into_another_port_is_found_by_its_switch_and_entered(place: Town) -> None:
    known = next(one for one in cameras(place.snapshot) if one.name == GIRIS)
    switch, port = place.snapshot.device_by_name[known.switch or ""], known.port or ""
    free = place.snapshot.interfaces_by_device[switch.name]
    ports = [one.name for one in free if one.connected is None and not one.mark_connected]
    other = next(name for name in ports if re.sub(r"\d+$", "", name) == re.sub(r"\d+$", "", port))
    stations = [{"interface": other, "mac": place.endpoints[GIRIS].mac, "vlan": 50}]
    config = f"hostname {switch.name}\ninterface {other}\n switchport mode access\n!\nend\n"
    spec = {"name": switch.name, "platform": "cisco_ios", "stations": stations, "running_config": config}
    with running_devices([spec]) as devices:
        emulated = devices[switch.name]
        (place.folder / "hosts").write_text(emulated.known_hosts_line)
        way = {"connection": {"host": emulated.host, "port": emulated.port}}
        rows = []
        for one in place.snapshot.tables.devices:
            own = {"config_context": way, "platform": "cisco-ios"} if one.name == switch.name else {}
            own = own or ({"status": "offline"} if one.role.endswith("switch") else {})
            rows.append(one.model_copy(update=own))
        interfaces = [
            one.model_copy(update={"mac_address": place.endpoints[GIRIS].mac})
            if (one.device, one.name) == (GIRIS, known.interface)
            else one
            for one in place.snapshot.tables.interfaces
        ]
        place.see(place.snapshot.holding(devices=tuple(rows), interfaces=tuple(interfaces)))
        place.policy(probing={"allowed": ["127.32.0.0/16"], "wait_s": 1})
        words = ("camera.discover", f"{place.endpoints[GIRIS].host}/32", "--no-multicast", "--ports")
        login = {"USERNAME": "admin", "PASSWORD": "admin"}
        more = {f"ALTYAPI_SECRET_CREDENTIALS_NETWORK_{name}": value for name, value in login.items()}
        more["ALTYAPI_KNOWN_HOSTS"] = str(place.folder / "hosts")
        found = place.inv(*words, **more)
    assert found.returncode == 2, found.stderr
    assert f"{GIRIS}: NetBox portu {switch.name} {port}, anahtarın öğrendiği port {switch.name} {other}" in one_line(
        found.stdout
    )
    assert all(len(line) <= 80 for line in found.stdout.splitlines() if "./inv" not in line)
    (sheet,) = (place.folder / "camera" / "found").glob("*/kameralar.csv")
    shown = place.inv("netbox.import", str(sheet))
    assert shown.returncode == 2, shown.stderr
    accepted = place.inv(
        "netbox.import", str(sheet), "--apply", "--reason", "Yerinde taşındı", "--evrak", "E-99999999-703.01-1"
    )
    assert accepted.returncode == 0, accepted.stdout + accepted.stderr
    with place.netbox() as netbox:
        now = next(one for one in cameras(snapshot.pull(netbox)) if one.name == GIRIS)
        _, changes = netbox.page("core/object-changes", {"changed_object_type": "dcim.cable", "limit": 50})
    assert (now.switch, now.port, now.recorder) == (switch.name, other, known.recorder)
    assert any("Yerinde taşındı" in (change.get("message") or "") for change in changes)


def test_nothing_in_service_is_told(place: Town) -> None:
    found = place.inv("camera.check", "--limit", "role:access-switch")
    assert (found.returncode, "CAM-005" in found.stderr) == (1, True)


def test_the_files_of_a_check_are_the_owner_s(place: Town) -> None:
    place.inv("camera.check", *SITE)
    state = Path(place.folder / "camera" / "state.json")
    assert state.stat().st_mode & 0o077 == 0
    (history,) = (place.folder / "camera" / "history").iterdir()
    history.write_text('{"number":1,"previous_sha256":"","run":{"of":"another form"}}\n')
    before = json.loads(state.read_text())["cameras"][GIRIS]
    again = place.inv("camera.check", *SITE)
    assert (again.returncode, "CAM-001" in again.stderr) == (0, True), (
        "a history that can't be gone on with stops no check"
    )
    assert json.loads(state.read_text())["cameras"][GIRIS] != before
