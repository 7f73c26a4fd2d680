"""The faults that an audit of the practice municipality must find: those that NetBox and the registers hold. Each is planted
in the data and named in `Municipality.findings`; a profile has those whose kind of device it has."""

from __future__ import annotations

from lab.orneksehir import addressing as plan
from lab.orneksehir import registers
from lab.orneksehir.equipment import Body, Box
from lab.orneksehir.municipality import Municipality

LATE_SHARE = 5
"""Every so many-th computer of wave 2 is still waiting ten days after the wave's end."""


def plant(town: Municipality, boxes: list[Box]) -> None:
    found: dict[str, list[str]] = {
        "site-without-second-line": _single_lines(town),
        "end-of-life-switch": [box.name for box in boxes if box.model.end_of_life],
    }
    cameras = _of(boxes, "camera")
    found["camera-without-serial"] = _change(cameras[3::37][:4], {"serial": ""})
    found["camera-default-password"] = _mark(cameras[5::41][:2], {"varsayilan_parola": True})
    found["camera-in-wrong-vlan"] = _wrong_vlan(boxes, cameras)
    found["recorder-keeps-too-long"] = _mark(_of(boxes, "nvr")[:1], {"kayit_suresi_gun": 90})
    found["biometric-reader"] = _mark(_of(boxes, "attendance")[-1:], {"kimlik_okuyucu": "parmak-izi"})
    found["old-battery"] = _mark(_of(boxes, "ups")[4:22:17], {"aku_tarihi": "2021-11-03"})
    found["backup-unit-filling"] = _mark(_of(boxes, "backup-unit")[:1], {"doluluk_yuzde": 87})
    computers = [box for box in _of(boxes, "desktop") if town.profile == "full"]
    found["signature-too-old"] = _mark(computers[11::150][:12], {"av_imza_tarihi": "2026-04-14"})
    found["no-antivirus"] = _mark(computers[20::400][:4], {"av_surum": "", "av_imza_tarihi": None})
    wave = [box for box in _of(boxes, "desktop") if box.body["custom_fields"]["goc_dalga"] == "W2"]
    found["wave-late"] = _mark(wave[::LATE_SHARE], {"goc_durum": "bekliyor", "goc_tarihi": None})
    for box in wave[::LATE_SHARE]:
        box.body["platform"] = {"slug": "windows-10"}
    machines = town.bodies["virtualization/virtual-machines"]
    found["backup-overdue"] = _machines(machines[3:8:4], "son_yedek", "2026-04-11")
    found["restore-test-overdue"] = _machines(machines[5:6], "son_geri_donus_testi", "2025-10-01")
    for box in boxes:
        if box.model.end_of_life:
            box.body["tags"] = [{"slug": "destek-disi"}]
    town.findings = {kind: tuple(sorted(names)) for kind, names in found.items() if names} | registers.FINDINGS


def _of(boxes: list[Box], role: str) -> list[Box]:
    return [box for box in boxes if box.role.slug == role]


def _change(boxes: list[Box], body: Body) -> list[str]:
    for box in boxes:
        box.body |= body
    return [box.name for box in boxes]


def _mark(boxes: list[Box], fields: Body) -> list[str]:
    for box in boxes:
        box.body["custom_fields"] |= fields
    return [box.name for box in boxes]


def _machines(bodies: list[Body], field: str, day: str) -> list[str]:
    for body in bodies:
        body["custom_fields"] |= {field: day}
    return [body["name"] for body in bodies]


def _single_lines(town: Municipality) -> list[str]:
    """Sites with people and one line only; how many lines a site has is given by the circuit table."""
    ends: dict[str, int] = {}
    for body in town.bodies["circuits/circuit-terminations"]:
        ends[body["termination_id"]["slug"]] = ends.get(body["termination_id"]["slug"], 0) + 1
    return [body["slug"] for body in town.bodies["dcim/sites"] if ends.get(body["slug"], 0) < 2]


def _wrong_vlan(boxes: list[Box], cameras: list[Box]) -> list[str]:
    """One camera's switch port in the users' VLAN. The switch's data stay valid: it's policy that they break."""
    wanted = {camera.name for camera in cameras}
    for switch in boxes:
        for body in switch.interfaces.values():
            words = str(body.get("description", ""))
            name = words.partition(": ")[2].split(" ")[0]
            if name in wanted and body.get("untagged_vlan") == switch.vlan(plan.CAMERA):
                body["untagged_vlan"] = switch.vlan(plan.USER)
                return [name]
    return []
