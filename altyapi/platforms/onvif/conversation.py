"""One camera's services, as far as its settings are told and changed by them (ONVIF Core, Media and Media 2
Service Specifications)."""

from __future__ import annotations

from functools import cached_property

from altyapi.camera.soap import NAMESPACES, Answer, SoapClient
from altyapi.device.errors import CommandRefused
from altyapi.platforms.onvif.vendor import Vendor, vendor_of

MEDIA = ("tr2", "trt")
"""The media services, the one that is asked first where a camera has both: only ver20 knows H.265."""
_MEDIA_ADDRESS = "tds:Capabilities/tt:Media/tt:XAddr"
_UNSUPPORTED = ("ActionNotSupported", "OptionalActionNotImplemented", "NoSuchService")


class Conversation:
    """Asks a camera; where its services are is looked up once."""

    def __init__(self, client: SoapClient) -> None:
        self.client = client
        self._media: dict[str, str] | None = None  # prefix to path, in the order of MEDIA
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
        """The response to a request (`tds:…`, `trt:…`, `tr2:…`). Raises the errors of SoapClient.call."""
        if request in self._fresh:
            return self._fresh.pop(request)
        prefix = request.partition(":")[0]
        if prefix not in MEDIA:
            return await self.client.call(request, body)
        path = (await self._media_paths()).get(prefix)
        if path is None:
            raise CommandRefused(device=self.name, command=request, answer="The camera has no such media service.")
        return await self.client.call(request, body, path=path)

    async def media(self, local: str) -> tuple[str, Answer] | None:
        """The response to a request that reads, of the first media service that knows it, with that service's prefix; None where
        none does."""
        for prefix in await self._media_paths():
            answer = await self.offered(f"{prefix}:{local}")
            if answer is not None:
                return prefix, answer
        return None

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

    async def _media_paths(self) -> dict[str, str]:
        if self._media is None:
            services = await self.offered("tds:GetServices", "<tds:IncludeCapability>false</tds:IncludeCapability>")
            told = services.all("tds:Service") if services is not None else ()
            held = {one.text("tds:Namespace"): one for one in told if one.text("tds:XAddr")}
            found = {
                prefix: held[uri].service_path("tds:XAddr") for prefix in MEDIA if (uri := NAMESPACES[prefix]) in held
            }
            if not found:
                capabilities = await self.offered("tds:GetCapabilities", "<tds:Category>Media</tds:Category>")
                if capabilities is not None and capabilities.text(_MEDIA_ADDRESS, ""):
                    found = {"trt": capabilities.service_path(_MEDIA_ADDRESS)}
            self._media = found
        return self._media
