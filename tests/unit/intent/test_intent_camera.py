"""From NetBox and the camera policy to a camera's settings as text."""

from __future__ import annotations

from typing import Any

import pytest

from altyapi import platforms, remediation
from altyapi.camera.policy import CameraPolicy
from altyapi.intent import camera
from altyapi.intent.faults import IntentError
from altyapi.plan import gather
from altyapi.render import Renderer, families
from netbox_sync import snapshot
from netbox_sync.model import Device, DeviceType, Location, Site, Snapshot, Source, Tables

CONFIG = {
    "zone": "<+03>-3",
    "ntp": ["10.64.0.5"],
    "domain": "orneksehir.example",
    "discovery": False,
    "network": True,
    "services": {"https": {"port": 443}, "http": {"enabled": False, "port": 80}},
    "osd": {"upper-left": "{site} - {place}", "lower-right": "date-and-time"},
    "users": [
        {"name": "admin", "level": "Administrator"},
        {"name": "izleme", "secret": "secret:camera/izleme"},
    ],
    "models": [
        {
            "models": ["ds-2cd*"],
            "streams": [{"size": "1920x1080", "frames": 15, "rate_kbps": 4096}],
            "settings": {"ssh": False},
        },
        {"models": ["*"], "streams": [{"size": "640x360", "frames": 5, "rate_kbps": 256}]},
    ],
}
TEXT = """\
hostname obb-mrk-ot01-kam01
clock source ntp
clock zone <+03>-3
ntp server 10.64.0.5
dns domain orneksehir.example
discovery off
stream 1 codec H264 size 1920x1080 frames 15 rate 4096
osd lower-right date-and-time
osd upper-left text Otogar - Peron 3 çıkışı
setting ssh off
user admin Administrator
user izleme User
password izleme <<secret:camera/izleme>>
service http off port 80
service https on port 443
network gateway 10.65.1.1
network address 10.65.1.11/24
end
"""


def taken(**device: Any) -> Snapshot:
    fields = {
        "site": "mrk-ot01", "role": "camera", "device_type": "ds-2cd2143g2", "manufacturer": "hikvision", "platform": "onvif",
        "primary_ip4": "10.65.1.11/24", "description": "Peron 3 çıkışı", "location": "peronlar",
    }  # fmt: skip
    row = Device(id=1, name="obb-mrk-ot01-kam01", status="active", **{**fields, **device})
    tables = Tables(
        sites=(Site(id=1, name="Otogar", slug="mrk-ot01", status="active"),),
        locations=(Location(id=1, name="Peronlar", slug="peronlar", site="mrk-ot01", status="active"),),
        device_types=(DeviceType(id=1, model="DS-2CD2143G2", slug="ds-2cd2143g2", manufacturer="hikvision"),),
        devices=(row,),
    )
    source = Source(url="http://127.0.0.1:1", version="4.4.10", taken="2026-11-22T12:00:00+00:00", duration_ms=1)
    return Snapshot(source=source, digest=snapshot.digest(tables), tables=tables)


def rendered(config: dict[str, Any], **device: Any) -> str:
    policy = CameraPolicy.model_validate({"config": config})
    family = families.of_role("camera")
    assert family is not None
    wanted = family.intent(taken(**device), "obb-mrk-ot01-kam01", policy)
    return Renderer(family.templates, "onvif").render(wanted)


def test_a_camera_is_rendered_in_the_order_of_its_running_config() -> None:
    assert rendered(CONFIG) == TEXT


def test_what_the_policy_leaves_out_is_left_alone() -> None:
    running = TEXT.replace("obb-mrk-ot01-kam01", "camera")
    way = remediation.remediate(running, rendered({}), "onvif")
    assert way.commands == ("hostname obb-mrk-ot01-kam01",)


def test_the_first_pattern_that_fits_the_model_holds() -> None:
    assert "stream 1 codec H264 size 640x360 frames 5 rate 256\n" in rendered(CONFIG, device_type="baska")


@pytest.mark.parametrize(
    ("device", "config", "code"),
    [
        ({"platform": "cisco-ios"}, {}, "INT-301"),
        ({"platform": None}, {}, "INT-103"),
        ({"primary_ip4": None}, {}, "INT-105"),
        ({"primary_ip4": "10.65.1.11/32"}, {}, "INT-302"),
        ({"description": "x" * 60}, {"osd": {"upper-left": "{place}"}}, "INT-303"),
        ({"name": "kam_01"}, {}, "INT-101"),
    ],
)
def test_every_fault_of_its_data_has_a_code(device: dict[str, Any], config: dict[str, Any], code: str) -> None:
    found = taken(**{key: value for key, value in device.items() if key != "name"})
    if "name" in device:
        row = found.tables.devices[0].model_copy(update={"name": device["name"]})
        tables = found.tables.model_copy(update={"devices": (row,)})
        found = Snapshot(source=found.source, digest=found.digest, tables=tables)
    with pytest.raises(IntentError) as caught:
        camera.build(found, found.tables.devices[0].name, CameraPolicy.model_validate({"config": config}))
    assert [fault.code for fault in caught.value.faults] == [code]


@pytest.mark.parametrize(
    "config",
    [
        {"osd": {"upper-left": "{serial}"}},
        {"users": [{"name": "izleme"}]},
        {"users": [{"name": "a", "level": "Administrator"}, {"name": "a"}]},
        {"zone": "iki satır\nbir"},
        {"models": [{"models": ["*"], "streams": [{"size": "buyuk", "frames": 5, "rate_kbps": 256}]}]},
    ],
)
def test_a_policy_that_could_not_be_meant_is_refused(config: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="config"):
        CameraPolicy.model_validate({"config": config})


def test_a_camera_without_a_platform_is_passed_over_and_not_refused() -> None:
    found = taken(platform=None)
    with pytest.raises(gather.NothingManaged):
        gather.managed(found, ["obb-mrk-ot01-kam01"], "role:camera")
    assert gather.managed(taken(), ["obb-mrk-ot01-kam01"], "role:camera")[0] == ("obb-mrk-ot01-kam01",)
    assert platforms.load("onvif").own_credential
