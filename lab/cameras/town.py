"""The cameras and recorders of the practice municipality as endpoints on this machine, and the snapshot that leads there."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from altyapi.camera.model import Camera, cameras
from lab.cameras.endpoint import Endpoint, Recorded
from netbox_sync.model import Service, Snapshot


def endpoints(snapshot: Snapshot, network: str = "127.64", *, planned: bool = False) -> list[Endpoint]:
    """One each, as NetBox describes it and in good order; recorders hold recordings of their cameras."""
    known = [one for one in cameras(snapshot) if planned or one.in_service]
    made: list[Endpoint] = []
    for number, camera in enumerate(known, start=1):
        kept = [one for one in known if one.recorder == camera.name]
        made.append(
            Endpoint(
                name=camera.name,
                host=f"{network}.{number // 250}.{number % 250 + 1}",
                kind="recorder" if camera.kind == "recorder" else "camera",
                manufacturer=camera.manufacturer,
                model=camera.model,
                serial=camera.serial,
                mac=camera.mac or f"02:00:00:00:{number // 256:02X}:{number % 256:02X}",
                recordings=tuple(_recorded(one) for one in kept),
            )
        )
    return made


def _recorded(camera: Camera) -> Recorded:
    return Recorded(channel=camera.channel or 0, address=camera.address or "")


def leading_to(snapshot: Snapshot, field: Sequence[Endpoint], addressed: Collection[str] = ()) -> Snapshot:
    """The same snapshot with these cameras at their endpoints: the host in the config context, the ports as services. Those in
    `addressed` have the endpoint as their primary address too."""
    of = {one.name: one for one in field}
    devices = []
    for device in snapshot.tables.devices:
        one = of.get(device.name)
        if one is not None:
            context = {**device.config_context, "connection": {"host": one.host}}
            more = {"primary_ip4": f"{one.host}/8"} if device.name in addressed else {}
            device = device.model_copy(update={"config_context": context, **more})  # noqa: PLW2901
        devices.append(device)
    first = max((one.id for one in snapshot.tables.services), default=0)
    ports = [
        (one.name, name, port) for one in field for name, port in (("rtsp", one.rtsp_port), ("onvif", one.onvif_port))
    ]
    services = [
        Service(id=first + number, name=name, protocol="tcp", ports=(port,), device=device)
        for number, (device, name, port) in enumerate(ports, start=1)
    ]
    return snapshot.holding(devices=tuple(devices), services=(*snapshot.tables.services, *services))
