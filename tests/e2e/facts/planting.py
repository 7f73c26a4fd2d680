"""What people did to NetBox and to switches since the two last agreed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from altyapi import settings
from netbox_sync.client import NetBox, Parameters, Row
from tests.e2e.cli.town import Town

VERSION = "isletim_sistemi_surumu"


class Planter:
    """A person in NetBox's pages."""

    def __init__(self, netbox: NetBox) -> None:
        self.netbox = netbox

    def one(self, path: str, **query: Any) -> Row:
        parameters: Parameters = {**query, "limit": 2}
        _, (row,) = self.netbox.page(path, parameters)
        return row

    def device(self, name: str) -> Row:
        return self.one("dcim/devices", name=name)

    def ports(self, name: str) -> list[Row]:
        query: Parameters = {"device": name, "limit": 1000, "ordering": "id"}
        return self.netbox.page("dcim/interfaces", query)[1]

    def set(self, name: str, **fields: Any) -> None:
        self.netbox.update("dcim/devices", self.device(name)["id"], fields)

    def another_type(self, name: str) -> int:
        """A device type of the same maker that the device is not of."""
        own = self.device(name)["device_type"]
        query: Parameters = {"manufacturer_id": own["manufacturer"]["id"], "limit": 100, "ordering": "id"}
        types = self.netbox.page("dcim/device-types", query)[1]
        return next(int(row["id"]) for row in types if row["id"] != own["id"])

    def version_field(self) -> None:
        body = {"name": VERSION, "type": "text", "object_types": ["dcim.device"]}
        self.netbox.create("extras/custom-fields", body)

    def move_cable(self, name: str, far: str) -> tuple[str, str, str]:
        """Ends a cable between the two at another, free port of the far one; gives the port here, and there the former
        and the present one."""
        port = next(
            each
            for each in self.ports(name)
            for end in each["connected_endpoints"] or ()
            if end["device"]["name"] == far and each["cable"]
        )
        former = port["connected_endpoints"][0]
        free = next(each for each in self.ports(far) if each["cable"] is None and each["type"]["value"] != "virtual"
                    and each["type"]["value"] != "lag")  # fmt: skip
        self.netbox.delete("dcim/cables", port["cable"]["id"])
        ends = [[{"object_type": "dcim.interface", "object_id": each["id"]}] for each in (port, free)]
        self.netbox.create("dcim/cables", {"a_terminations": ends[0], "b_terminations": ends[1]})
        return port["name"], former["name"], free["name"]


@contextmanager
def planter(town: Town) -> Iterator[Planter]:
    url, token = settings.load(town.environment()).need_netbox()
    with NetBox(url, token) as netbox:
        yield Planter(netbox)
