"""One camera's services, as far as its settings are told and changed by them (ONVIF Core and Media Service Specifications)."""

from __future__ import annotations

from functools import cached_property

from altyapi.camera.soap import NAMESPACES, Answer, SoapClient, path_of
from altyapi.device.errors import CommandRefused
from altyapi.platforms.onvif.vendor import Vendor, vendor_of

_UNSUPPORTED = ("ActionNotSupported", "OptionalActionNotImplemented", "NoSuchService")


class Conversation:
    """Asks a camera; where its services are is looked up once."""

    def __init__(self, client: SoapClient) -> None:
        self.client = client
        self._media: str | None = None
        self._identity: Answer | None = None
        self._fresh: dict[str, Answer] = {}  # answers that a login got, for the first reading after it

    @cached_property
    def name(self) -> str:
        return self.client.target.name

    async def login(self) -> None:
        """Ask what only an administrator is told. Raises LoginRefused and its kin."""
        users = await self.ask("tds:GetUsers")
        self._fresh = {"tds:GetUsers": users}
        if self.client.clock is not None:
            self._fresh["tds:GetSystemDateAndTime"] = self.client.clock

    def forget(self) -> None:
        """What is asked from now on is asked of the camera."""
        self._fresh.clear()

    async def clock(self) -> Answer:
        """The answer to GetSystemDateAndTime, which needs no login."""
        found = self._fresh.pop("tds:GetSystemDateAndTime", None)
        return found or await self.client.call("tds:GetSystemDateAndTime", login=False)

    async def ask(self, request: str, body: str = "") -> Answer:
        """The response to a request (`tds:…` or `trt:…`). Raises the errors of SoapClient.call."""
        if request in self._fresh:
            return self._fresh.pop(request)
        if request.startswith("trt:"):
            return await self.client.call(request, body, path=await self._media_path())
        return await self.client.call(request, body)

    async def offered(self, request: str, body: str = "") -> Answer | None:
        """The same; None where the camera says that it does not know such a request."""
        try:
            return await self.ask(request, body)
        except CommandRefused as error:
            if any(word in str(error.fields["answer"]) for word in _UNSUPPORTED):
                return None
            raise

    async def identity(self) -> Answer:
        """The answer to GetDeviceInformation."""
        if self._identity is None:
            self._identity = await self.ask("tds:GetDeviceInformation")
        return self._identity

    async def vendor(self) -> Vendor | None:
        """What the camera's maker offers beside ONVIF; None where nothing of it is known here."""
        return vendor_of((await self.identity()).text("tds:Manufacturer"))

    async def _media_path(self) -> str:
        if self._media is None:
            address = ""
            capabilities = await self.offered("tds:GetCapabilities", "<tds:Category>Media</tds:Category>")
            if capabilities is not None:
                address = capabilities.text("tds:Capabilities/tt:Media/tt:XAddr", "")
            if not address:
                services = await self.ask("tds:GetServices", "<tds:IncludeCapability>false</tds:IncludeCapability>")
                found = (
                    one.text("tds:XAddr")
                    for one in services.all("tds:Service")
                    if one.text("tds:Namespace") == NAMESPACES["trt"]
                )
                address = next(found, "")
            if not address:
                raise CommandRefused(device=self.name, command="trt:", answer="The camera has no media service.")
            self._media = path_of(address)
        return self._media
