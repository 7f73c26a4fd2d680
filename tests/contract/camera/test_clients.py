"""The emulated cameras satisfy the clients that people use: onvif-zeep-async, axis, hikvisionapi."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from lab.devices.onvif import RunningCamera, running_cameras

axis = pytest.importorskip("axis.device")
hikvision = pytest.importorskip("hikvisionapi")
onvif = pytest.importorskip("onvif")


@pytest.fixture(scope="module")
def cameras() -> Iterator[dict[str, RunningCamera]]:
    specs = [
        {"name": "onvif", "knobs": {"skew_s": -4000}},
        {"name": "axis", "manufacturer": "AXIS", "users": {"root": ("pass", "Administrator")}},
        {"name": "hikvision", "manufacturer": "Hikvision"},
    ]
    with running_cameras(specs) as running:
        yield running


def test_the_onvif_library_reads_and_writes(cameras: dict[str, RunningCamera]) -> None:
    async def use(camera: RunningCamera) -> Any:
        client = onvif.ONVIFCamera(camera.host, camera.port, "admin", "admin", adjust_time=True)
        await client.update_xaddrs()
        device, media = await client.create_devicemgmt_service(), await client.create_media_service()
        told = await device.GetDeviceInformation()
        await device.SetHostname({"Name": "kam7"})
        await device.SetNTP({"FromDHCP": False, "NTPManual": [{"Type": "IPv4", "IPv4Address": "10.64.0.5"}]})
        await device.CreateUsers({"User": [{"Username": "izle", "Password": "Parola-1", "UserLevel": "User"}]})
        users = await device.GetUsers()
        encoder = (await media.GetVideoEncoderConfigurations())[0]
        encoder.Resolution.Width, encoder.Resolution.Height = 1280, 720
        await media.SetVideoEncoderConfiguration({"Configuration": encoder, "ForcePersistence": True})
        profiles = await media.GetProfiles()
        setup = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
        uri = await media.GetStreamUri({"StreamSetup": setup, "ProfileToken": profiles[0].token})
        await client.close()
        return told, users, uri

    told, users, uri = asyncio.run(use(cameras["onvif"]))
    held = cameras["onvif"].held
    assert (told.Model, held.hostname, held.ntp) == ("OK-2143", "kam7", ("10.64.0.5",))
    assert {user.Username for user in users} == {"admin", "izle"}
    assert (held.streams[0].width, held.streams[0].height) == (1280, 720)
    assert uri.Uri.startswith("rtsp://")


def test_the_axis_library_reads_its_parameters(cameras: dict[str, RunningCamera]) -> None:
    from axis.models.configuration import Configuration  # noqa: PLC0415
    from axis.models.parameters.param_cgi import ParameterGroup  # noqa: PLC0415

    async def use(camera: RunningCamera) -> Any:
        async with httpx.AsyncClient() as http:
            device = axis.AxisDevice(
                Configuration(http, camera.host, port=camera.port, username="root", password="pass")
            )
            await device.vapix.params.request_group(ParameterGroup.BRAND)
            return device.vapix.params.brand_handler["0"]

    assert asyncio.run(use(cameras["axis"])).product_number == "P3245-V"


def test_the_hikvision_library_reads_and_writes(cameras: dict[str, RunningCamera]) -> None:
    camera = cameras["hikvision"]
    client = hikvision.Client(f"http://{camera.host}:{camera.port}", "admin", "admin", timeout=5)
    assert client.System.deviceInfo(method="get")["DeviceInfo"]["model"] == "DS-2CD2143G2"
    document = '<SSH version="2.0" xmlns="http://www.hikvision.com/ver20/XMLSchema"><enabled>false</enabled><port>22</port></SSH>'
    answer = client.System.Network.ssh(method="put", data=document)
    assert answer["ResponseStatus"]["statusString"] == "OK"
    assert "<enabled>false</enabled>" in camera.held.settings["/ISAPI/System/Network/ssh"]
