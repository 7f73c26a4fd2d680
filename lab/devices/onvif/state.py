"""What an emulated camera is and holds, and what can be made to go wrong on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["Administrator", "Operator", "User"]
Auth = Literal["ws", "digest", "both"]
POSITIONS = ("UpperLeft", "UpperRight", "LowerLeft", "LowerRight")
RESOLUTIONS = ((2560, 1440), (1920, 1080), (1280, 720), (704, 576), (640, 360))


class CameraKnobs(BaseModel):
    """The faults of one camera, changeable while it runs. Defaults are a healthy camera."""

    model_config = ConfigDict(validate_assignment=True, extra="forbid")

    skew_s: float = 0.0  # how far its clock is ahead
    skew_allowed_s: float = Field(30.0, gt=0)  # how old or new the time of a login may be by its own clock
    clock_needs_login: bool = False  # against the specification, as some old ones do
    latency_s: float = Field(0.0, ge=0)  # before each answer
    hangs: bool = False  # takes requests and never answers
    lies: frozenset[Literal["other", "types", "host", "address", "ignores"]] = frozenset()
    """`other`: answers with another request's response; `types`: words for numbers; `host`: tells its services at another
    host; `address`: at what is no address; `ignores`: takes settings without keeping them."""
    broken: frozenset[str] = frozenset()  # requests that it does not know
    bomb: bool = False  # answers with entities that grow
    endless: Literal["", "fast", "slow"] = ""  # answers without an end
    garbage: bool = False  # answers with what is no XML
    drop_at: str = ""  # the connection breaks at this request
    drop_when: Literal["before", "after"] = "after"  # whether it is still carried out
    lock_after: int | None = Field(None, ge=1)  # wrong passwords in a row that lock the account
    lock_s: float = Field(60.0, gt=0)
    auth: Auth = "ws"
    takes_nothing: bool = False  # takes an empty name or zone and no gateway for none, as some do
    settings_after_restart: bool = (
        False  # what a maker's own parameter is set to holds from the next restart on (Hikvision)
    )
    own_gop: int = 0  # with another codec it takes this length of picture group, whatever was sent
    password_rule: str = ""  # regex that a new password must match
    keeps_old_password: bool = False  # says yes to a new password and keeps the old one
    downtime_s: float = Field(0.05, ge=0)  # of a restart
    bad_upgrade: bool = False  # starts with the old firmware again


class Stream(BaseModel):
    """A video encoder's configuration."""

    token: str
    encoding: Literal["H264", "H265", "JPEG", "MPEG4"] = "H264"
    width: int = 1920
    height: int = 1080
    frames: int = 25
    rate: int = 8192  # kbit/s
    gop: int = 50
    profile: Literal["Baseline", "Main", "Main10", "Extended", "High"] = "Main"
    quality: float = 4.0


class Osd(BaseModel):
    position: str
    kind: Literal["Plain", "DateAndTime", "Date", "Time"] = "Plain"
    text: str = ""
    date_format: str = ""
    font_size: int = 0  # 0: the camera's own


class Protocol(BaseModel):
    enabled: bool
    port: int


class Recording(BaseModel):
    """What a recorder keeps of one channel: minutes since its last picture, days since its first."""

    channel: int
    address: str = ""  # of its camera
    last_minutes: float = 0.0
    first_days: float = 20.0


class CameraSpec(BaseModel):
    """A camera as it comes; everything here is changed by requests afterwards."""

    model_config = ConfigDict(extra="forbid")

    name: str
    host: str = "127.0.0.1"
    port: int = 0  # 0: any free port
    tls: bool = False
    media: tuple[Literal["trt", "tr2"], ...] = ("trt",)  # its media services: ver10, ver20
    manufacturer: str = "ORNEK"
    model: str = "OK-2143"
    firmware: str = "5.7.3"
    serial: str = "OK2143-0001"
    mac: str = "00:1A:2B:00:00:01"
    hostname: str = "camera"
    users: dict[str, tuple[str, Level]] = {"admin": ("admin", "Administrator")}
    zone: str = "UTC0"
    clock: Literal["Manual", "NTP"] = "Manual"
    ntp: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()
    domain: str = ""  # search domains, blanks between them
    address: str = "192.168.1.64/24"
    dhcp: bool = True
    gateway: str = "192.168.1.1"
    discoverable: bool = True
    protocols: dict[str, Protocol] = {
        "HTTP": Protocol(enabled=True, port=80),
        "HTTPS": Protocol(enabled=False, port=443),
        "RTSP": Protocol(enabled=True, port=554),
    }
    streams: tuple[Stream, ...] = (
        Stream(token="enc0"),
        Stream(token="enc1", width=704, height=576, rate=1024),
    )
    osds: dict[str, Osd] = {"osd0": Osd(position="UpperLeft", text="Camera 01")}
    recordings: tuple[Recording, ...] | None = None  # none: it is no recorder
    settings: dict[str, str] = {}  # a vendor's own parameters, by their names
    knobs: CameraKnobs = CameraKnobs()


AXIS = {
    "root.Brand.Brand": "AXIS",
    "root.Brand.ProdFullName": "AXIS P3245-V Network Camera",
    "root.Brand.ProdNbr": "P3245-V",
    "root.Brand.ProdShortName": "AXIS P3245-V",
    "root.Brand.ProdType": "Network Camera",
    "root.Brand.ProdVariant": "",
    "root.Brand.WebURL": "http://www.axis.com",
    "root.Network.SSH.Enabled": "yes",
    "root.Network.FTP.Enabled": "yes",
    "root.Network.UPnP.Enabled": "no",
    "root.Network.Bonjour.Enabled": "yes",
}
ISAPI = "http://www.hikvision.com/ver20/XMLSchema"
HIKVISION = {
    "/ISAPI/System/deviceInfo": f'<DeviceInfo version="2.0" xmlns="{ISAPI}"><deviceName>IP CAMERA</deviceName>'
    "<model>DS-2CD2143G2</model><serialNumber>DS-2CD2143G2-0001</serialNumber>"
    "<firmwareVersion>V5.7.3</firmwareVersion></DeviceInfo>",
    "/ISAPI/System/status": f'<DeviceStatus version="2.0" xmlns="{ISAPI}"><deviceUpTime>3600</deviceUpTime></DeviceStatus>',
    "/ISAPI/System/Network/ssh": f'<SSH version="2.0" xmlns="{ISAPI}"><enabled>true</enabled><port>22</port></SSH>',
    "/ISAPI/System/Network/UPnP": f'<UPnP version="2.0" xmlns="{ISAPI}"><enabled>true</enabled><name>kamera</name></UPnP>',
}
DAHUA = {"Telnet.Enable": "true", "SSHD.Enable": "true", "UPnP.Enable": "true", "UPnP.Mode": "Customer"}


def vendor_settings(manufacturer: str) -> dict[str, str]:
    """What such a camera comes with of its maker's own parameters."""
    return {"axis": AXIS, "hikvision": HIKVISION, "dahua": DAHUA}.get(manufacturer.casefold(), {})


class Camera:
    """One running camera."""

    def __init__(self, spec: CameraSpec) -> None:
        self.spec = spec
        self.knobs = spec.knobs.model_copy(deep=True)
        self.held = spec.model_copy(deep=True)
        self.held.settings = {**vendor_settings(spec.manufacturer), **spec.settings}
        self.services = ("tds", *spec.media, *(["tse"] if spec.recordings is not None else []))
        self.log: list[str] = []  # every request, by its name
        self.failed_logins = 0  # all of them
        self.wrong_in_a_row: dict[str, int] = {}
        self.locked_until: dict[str, datetime] = {}
        self.nonces: set[bytes] = set()
        self.counts: dict[str, int] = {}  # of a digest nonce, the highest seen
        self.restarts = 0
        self.set_by_hand: timedelta = timedelta()
        self.upload: bytes | None = None
        self.waiting: dict[str, str] = {}  # a vendor's parameters as they are from the next restart on
        self.on_password: Callable[[str, str], None] = lambda _user, _password: None

    def restarted(self) -> None:
        self.restarts += 1
        self.held.settings.update(self.waiting)
        self.waiting.clear()

    def now(self) -> datetime:
        """Its own clock."""
        skew = timedelta() if self.held.clock == "NTP" and self.held.ntp else timedelta(seconds=self.knobs.skew_s)
        return datetime.now(UTC) + skew + self.set_by_hand

    def locked(self, user: str) -> bool:
        until = self.locked_until.get(user)
        return until is not None and datetime.now(UTC) < until

    def right(self, user: str) -> None:
        self.wrong_in_a_row.pop(user, None)

    def wrong(self, user: str) -> None:
        """A login with a wrong password."""
        self.failed_logins += 1
        count = self.wrong_in_a_row[user] = self.wrong_in_a_row.get(user, 0) + 1
        if self.knobs.lock_after is not None and count >= self.knobs.lock_after:
            self.locked_until[user] = datetime.now(UTC) + timedelta(seconds=self.knobs.lock_s)
            self.wrong_in_a_row.pop(user, None)

    def set_password(self, user: str, password: str) -> None:
        if not self.knobs.keeps_old_password:
            self.held.users[user] = (password, self.held.users[user][1])
            self.on_password(user, password)
